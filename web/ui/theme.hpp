// Colours and measures: tables of data, no logic. Contrast is a test over these tables.
//
// Text colours reach 4.5:1 on every background they may stand on, borders of controls and the
// focus ring 3:1 (WCAG 2.2, 1.4.3 and 1.4.11). The hues of the seven statuses stay apart for the
// three kinds of colour blindness, and never speak alone: each has an icon and a word.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "ui/icons.hpp"

namespace retour::ui {

/// 0xRRGGBBAA.
struct Color {
  std::uint32_t rgba = 0;
  bool operator==(const Color&) const = default;
  /// The same colour with another alpha, 0 to 255.
  [[nodiscard]] constexpr Color with_alpha(std::uint8_t alpha) const {
    return {(rgba & 0xFFFFFF00U) | alpha};
  }
};

/// Foreground and background that belong together.
struct Pair {
  Color back;
  Color text;
};

/// Meaning of a banner, badge or message.
enum class Tone : std::uint8_t { neutral, info, good, warn, danger };
inline constexpr std::size_t tone_count = 5;

/// State of a booking as the day board shows it.
enum class BookingLook : std::uint8_t {
  planned,
  awaiting,  ///< Not yet confirmed by the server.
  confirmed,
  arrived,
  in_room,
  done,
  no_show,
  cancelled,
  conflict,
};
inline constexpr std::size_t booking_look_count = 9;

enum class ThemeName : std::uint8_t { light, dark, contrast };
inline constexpr std::size_t theme_count = 3;

/// One theme.
struct Theme {
  Color canvas;    ///< Behind everything.
  Color surface;   ///< Cards, tables, dialogs.
  Color sunken;    ///< Table headers, rails, read-only fields.
  Color hover;     ///< A row or quiet button under the pointer.
  Color selected;  ///< A selected row or current navigation item.
  Color line;      ///< Hairlines between rows; decoration only.
  Color border;    ///< Borders of controls: 3:1 on surface.
  Color text;
  Color muted;          ///< Secondary text: 4.5:1 on canvas, surface, sunken, hover.
  Color disabled_text;  ///< Exempt from contrast rules.
  Color link;
  Pair primary;  ///< The one main action of a screen.
  Color primary_hover;
  Color primary_press;
  Pair danger;  ///< Destructive actions.
  Color danger_hover;
  Color focus;     ///< Ring of the keyboard focus: 3:1 on all backgrounds.
  Color now_line;  ///< The present time on the calendar.
  Color closed;    ///< Hours in which nobody works.
  Color scrim;     ///< Over the rest while a dialog is open.
  Color shadow;
  std::array<Pair, tone_count> tones;  ///< Banners and badges, by Tone.
  std::array<Pair, 7> statuses;        ///< Patient statuses 1 to 7.
  std::array<Pair, booking_look_count> bookings;
  std::array<Color, 6> series;  ///< Charts; 3:1 on surface.
};

[[nodiscard]] const Theme& theme_of(ThemeName name) noexcept;

/// Icon of a patient status 1 to 7.
[[nodiscard]] Icon status_icon(int status) noexcept;
/// Icon of a booking's state.
[[nodiscard]] Icon booking_icon(BookingLook look) noexcept;
[[nodiscard]] Icon tone_icon(Tone tone) noexcept;

/// WCAG 2.2 contrast ratio of two opaque colours, 1 to 21.
[[nodiscard]] double contrast_ratio(Color a, Color b) noexcept;

enum class Density : std::uint8_t { mouse, touch };

/// Measures in CSS pixels on a 4-px grid.
struct Metrics {
  float control = 32;  ///< Height of buttons and fields.
  float row = 28;      ///< Height of a table row.
  float option = 28;   ///< Height of an option in a list.
  float pad_x = 12;    ///< Inside buttons and fields.
  float gap = 8;       ///< Between neighbours.
  float section = 24;  ///< Between sections.
  float card_pad = 16;
  float radius = 6;
  float icon = 18;
  float slot = 12;   ///< Height of a 5-minute quantum of the calendar.
  float rail = 208;  ///< Width of the navigation rail.
  float line_gap = 4;
};

[[nodiscard]] Metrics metrics_of(Density density) noexcept;

}  // namespace retour::ui
