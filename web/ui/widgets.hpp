// Plain widgets: texts, buttons, badges, tabs, banners, progress. Fields are in field.hpp, choices
// in choice.hpp, tables in table.hpp.
//
// Each takes the `Ui` and a struct with named members:
//
//   if (button(ui, {.key = "save", .text = ui.t("common.save"), .kind = ButtonKind::primary})) ...
//
// `key` tells siblings apart and stays the same while words change; it defaults to the text.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "ui/ui.hpp"

namespace retour::ui {

// ---- texts
// ---------------------------------------------------------------------------------------

struct HeadingOptions {
  std::string_view text;
  int level = 1;  ///< 1: the screen's title; 2: a section.
  Icon icon = Icon::none;
};
void heading(Ui& ui, const HeadingOptions& options);

enum class TextTone : std::uint8_t { normal, muted, strong, good, warn, danger };
struct TextOptions {
  std::string_view text;
  TextTone tone = TextTone::normal;
  TextStyle style = TextStyle::body;
  float width = 0;  ///< In a row: 0 = as wide as the text; in a column the text wraps at the box.
  Icon icon = Icon::none;
  std::string_view key = {};
};
/// A paragraph; wraps.
void text(Ui& ui, const TextOptions& options);
void text(Ui& ui, std::string_view words, TextTone tone = TextTone::normal);

/// A name and its value side by side (a line of a card).
struct FactOptions {
  std::string_view label;
  std::string_view value;
  TextTone tone = TextTone::normal;
  float label_width = 150;
};
void fact(Ui& ui, const FactOptions& options);

/// A hairline across the box.
void separator(Ui& ui);

// ---- buttons
// -------------------------------------------------------------------------------------

enum class ButtonKind : std::uint8_t {
  normal,
  primary,  ///< At most one of a screen.
  quiet,    ///< Without a border: toolbars, rows.
  danger,
};
struct ButtonOptions {
  std::string_view key = {};
  std::string_view text;
  Icon icon = Icon::none;
  ButtonKind kind = ButtonKind::normal;
  bool disabled = false;
  bool icon_only = false;  ///< `text` becomes the accessible name and the tooltip.
  bool pressed = false;    ///< With `toggle`: is on.
  bool toggle = false;
  bool opens = false;              ///< Opens a dialog or a list.
  float width = 0;                 ///< 0: by the text; < 0: all that is left.
  std::string_view shortcut = {};  ///< "Ctrl+K", shown in the tooltip and told to readers.
};
/// True when it was pressed.
[[nodiscard]] bool button(Ui& ui, const ButtonOptions& options);
/// The width that `button` would take; for `Ui::push_right`.
[[nodiscard]] float button_width(const Ui& ui, const ButtonOptions& options);

struct LinkOptions {
  std::string_view key = {};
  std::string_view text;
  Icon icon = Icon::none;
};
[[nodiscard]] bool link(Ui& ui, const LinkOptions& options);

// ---- marks
// ---------------------------------------------------------------------------------------

struct BadgeOptions {
  std::string_view text;
  Tone tone = Tone::neutral;
  Icon icon = Icon::none;
};
void badge(Ui& ui, const BadgeOptions& options);
/// The badge of a patient status 1..7: colour, icon, number and name. 0: no status.
void status_badge(Ui& ui, int status);
/// The name of a patient status in the present language.
[[nodiscard]] std::string_view status_name(const Ui& ui, int status);
/// The name of a booking's state in the present language.
[[nodiscard]] std::string_view booking_look_name(const Ui& ui, BookingLook look);

/// Draws a badge at a place of the caller's (tables, calendar); no node. Returns its width.
float draw_badge(Ui& ui, float x, float y, float max_width, std::string_view text, Icon icon,
                 const Pair& colors);
[[nodiscard]] float badge_height(const Ui& ui);
[[nodiscard]] float badge_width(const Ui& ui, std::string_view text, Icon icon);

/// A chip that filters: a toggle button in the shape of a badge. True when it was pressed.
struct ChipOptions {
  std::string_view key = {};
  std::string_view text;
  Icon icon = Icon::none;
  bool on = false;
  bool removable = false;  ///< Shows a cross: pressing takes the filter away.
};
[[nodiscard]] bool chip(Ui& ui, const ChipOptions& options);

// ---- choosing
// ------------------------------------------------------------------------------------

struct CheckboxOptions {
  std::string_view key = {};
  std::string_view text;
  std::string_view hint = {};
  bool disabled = false;
};
/// True when `value` changed.
bool checkbox(Ui& ui, const CheckboxOptions& options, bool& value);

struct Tab {
  std::string_view key;
  std::string_view text;
  Icon icon = Icon::none;
};
/// True when `selected` changed. Arrows move between tabs.
bool tabs(Ui& ui, std::string_view key, std::string_view name, std::span<const Tab> list,
          std::size_t& selected);

/// Radio choices as joined buttons; for two to four short words.
bool segments(Ui& ui, std::string_view key, std::string_view name,
              std::span<const std::string_view> words, std::size_t& selected);

struct NavigationItem {
  std::string_view key;
  std::string_view text;
  Icon icon = Icon::none;
  std::int64_t count = 0;  ///< Shown as a small number when above 0.
};
/// The items of a navigation rail (vertical) or a bottom bar (`Flow` by the rectangle's shape).
bool navigation(Ui& ui, const Rect& rect, std::string_view name,
                std::span<const NavigationItem> items, std::size_t& selected);

// ---- telling
// -------------------------------------------------------------------------------------

struct BannerOptions {
  std::string_view key;
  std::string_view text;
  std::string_view action = {};  ///< Text of a button, if any.
  Tone tone = Tone::info;
  bool urgent = false;  ///< Read out at once.
};
/// True when its button was pressed.
bool banner(Ui& ui, const BannerOptions& options);

struct EmptyOptions {
  std::string_view title;
  std::string_view text;  ///< What would be here and how to get it here.
  std::string_view action = {};
  Icon icon = Icon::info;
};
/// A place with nothing in it yet, which says what to do. True when its button was pressed.
bool empty_state(Ui& ui, const EmptyOptions& options);

struct ProgressOptions {
  std::string_view key;
  std::string_view text;
  float share = -1;  ///< 0 to 1; < 0: unknown.
  std::string_view detail = {};
  std::string_view cancel = {};  ///< Text of a button, if it can be cancelled.
};
/// True when cancel was pressed.
bool progress(Ui& ui, const ProgressOptions& options);

/// The steps of a wizard, with the present one marked.
void stepper(Ui& ui, std::string_view name, std::span<const std::string_view> steps,
             std::size_t current);

/// A number that matters, with its name below: cards of a dashboard. True when it was pressed.
struct FigureOptions {
  std::string_view key;
  std::string_view value;
  std::string_view label;
  std::string_view detail = {};
  Tone tone = Tone::neutral;
  bool opens = false;
  /// Details of the figures beside it: the card leaves room for the longest, so that all are alike.
  std::span<const std::string_view> beside = {};
};
bool figure(Ui& ui, const FigureOptions& options);

// ---- pieces for other widgets
// --------------------------------------------------------------------

/// Where text stands so that its line is centred in `rect`.
[[nodiscard]] float centred_y(const Ui& ui, const Rect& rect, TextStyle style = TextStyle::body);

}  // namespace retour::ui
