// The families of the gallery, one file each. They keep what is typed and chosen in them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ui/calendar.hpp"
#include "ui/sheet.hpp"
#include "ui/table.hpp"
#include "ui/tree.hpp"
#include "ui/ui.hpp"

namespace retour::views {

/// A section of the gallery: a card with the widget's name and when to use it.
[[nodiscard]] ui::Scope gallery_section(ui::Ui& ui, std::string_view key, ui::TextId name,
                                        ui::TextId use);
/// A small caption over what follows.
void gallery_caption(ui::Ui& ui, ui::TextId words);

/// The states that every control is shown in.
struct GalleryState {
  std::string_view key;
  ui::TextId name;
  ui::ItemLook look = ui::ItemLook::as_it_is;
  bool disabled = false;
};
inline constexpr std::array<GalleryState, 5> gallery_states = {
    GalleryState{.key = "normal", .name = "gallery.state.normal"},
    GalleryState{.key = "hovered", .name = "gallery.state.hovered", .look = ui::ItemLook::hovered},
    GalleryState{.key = "held", .name = "gallery.state.held", .look = ui::ItemLook::held},
    GalleryState{.key = "focused", .name = "gallery.state.focused", .look = ui::ItemLook::focused},
    GalleryState{.key = "disabled", .name = "gallery.state.disabled", .disabled = true}};

/// Texts, buttons, marks, figures.
class GalleryBasics {
 public:
  void draw(ui::Ui& ui);

 private:
  bool today_ = true;
  bool toggled_ = true;
};

/// Whatever takes typing.
class GalleryFields {
 public:
  void draw(ui::Ui& ui);

 private:
  void draw_text_fields(ui::Ui& ui);
  void draw_date(ui::Ui& ui);
  void draw_money(ui::Ui& ui);

  std::array<std::string, 8> texts_;
  std::string search_;
  std::string found_;
  std::string password_ = "secret";
  std::string notes_;
  std::optional<LocalDate> date_;
  std::optional<LocalDate> no_date_;
  std::optional<int> time_ = 570;
  std::optional<int> no_time_;
  std::optional<std::int64_t> money_ = 1'530'050;
  std::optional<std::int64_t> no_money_;
  std::string phone_ = "+79161234567";
  std::string no_phone_;
  bool filled_ = false;
};

/// One of several, yes or no.
class GalleryChoices {
 public:
  void draw(ui::Ui& ui);

 private:
  void draw_combos(ui::Ui& ui);
  void draw_short(ui::Ui& ui);
  void draw_tree(ui::Ui& ui);

  std::array<int, 5> chosen_ = {0, 0, 0, 0, 0};
  int many_ = 3;
  int none_ = -1;
  bool yes_ = true;
  bool no_ = false;
  std::size_t segment_ = 1;
  std::size_t tab_ = 0;
  int pill_ = 1;
  ui::TreeState tree_{.open = {1, 3}};
  std::optional<std::uint64_t> leaf_ = 4;
};

/// Tables in their states.
class GalleryTables {
 public:
  void draw(ui::Ui& ui);

 private:
  void draw_table(ui::Ui& ui);
  void draw_sheet(ui::Ui& ui);

  ui::TableSort sort_{.column = 0};
  std::uint32_t hidden_ = 0;
  std::uint32_t marked_ = 2;
  std::string filter_;
  ui::SheetState sheet_;
  std::array<int, 3> minutes_ = {30, 45, 60};
  std::array<bool, 3> sheet_marked_ = {false, true, false};
};

/// What the program answers with, and what stands over the screen.
class GalleryFeedback {
 public:
  void draw(ui::Ui& ui);

 private:
  void draw_over(ui::Ui& ui);
  void draw_waiting(ui::Ui& ui);

  bool dialog_ = false;
  bool sheet_ = false;
  bool question_ = false;
  std::string text_;
};

/// Charts and the grid of a day.
class GalleryCharts {
 public:
  void draw(ui::Ui& ui);

 private:
  ui::CalendarState calendar_;
};

/// The tables of the theme.
void draw_gallery_colours(ui::Ui& ui);

}  // namespace retour::views
