#include <vector>

#include "ui/choice.hpp"
#include "ui/pills.hpp"
#include "ui/widgets.hpp"
#include "views/view_gallery_parts.hpp"

namespace retour::views {

using ui::Icon;
using ui::Ui;

void GalleryChoices::draw_combos(Ui& ui) {
  const auto section = gallery_section(ui, "combos", "gallery.combo", "gallery.combo.use");
  const std::array few = {
      ui::Choice{.text = ui.t("gallery.sample.doctor"), .detail = ui.t("gallery.sample.item1")},
      ui::Choice{.text = ui.t("gallery.sample.patient2"), .disabled = true},
      ui::Choice{.text = ui.t("gallery.sample.patient3")}};
  std::vector<ui::Choice> many;
  for (int status = 1; status <= 7; ++status)
    many.push_back({.text = ui::status_name(ui, status), .icon = ui::status_icon(status)});
  for (std::size_t i = 0; i < ui::booking_look_count; ++i)
    many.push_back({.text = ui::booking_look_name(ui, static_cast<ui::BookingLook>(i))});
  {
    const auto columns = ui.columns({1, 1, 1, 1}, 200);
    std::size_t i = 0;
    for (const GalleryState& state : gallery_states) {
      if (state.look == ui::ItemLook::held) continue;
      ui.next_column();
      const auto look = ui.look_as(state.look);
      ui::combo(ui, {.key = state.key, .label = ui.t(state.name), .disabled = state.disabled}, few,
                chosen_[i++]);
    }
  }
  const auto columns = ui.columns({1, 1, 1, 1}, 200);
  ui.next_column();
  ui::combo(ui, {.key = "many", .label = ui.t("patients.status"), .clearable = true}, many, many_);
  ui.next_column();
  ui::combo(ui,
            {.key = "none",
             .label = ui.t("gallery.state.error"),
             .error = ui.t("common.required"),
             .placeholder = ui.t("gallery.state.empty")},
            few, none_);
}

void GalleryChoices::draw_short(Ui& ui) {
  {
    const auto section =
        gallery_section(ui, "checkboxes", "gallery.checkbox", "gallery.checkbox.use");
    ui::checkbox(
        ui, {.key = "yes", .text = ui.t("gallery.state.on"), .hint = ui.t("gallery.sample.note")},
        yes_);
    const auto row = ui.row();
    for (const GalleryState& state : gallery_states) {
      const auto look = ui.look_as(state.look);
      ui::checkbox(ui, {.key = state.key, .text = ui.t(state.name), .disabled = state.disabled},
                   no_);
    }
  }
  {
    const auto section =
        gallery_section(ui, "segments", "gallery.segments", "gallery.segments.use");
    const std::array<std::string_view, 3> words = {
        ui.t("gallery.density.mouse"), ui.t("gallery.density.touch"), ui.t("common.all")};
    ui::segments(ui, "segments", ui.t("gallery.segments"), words, segment_);
  }
  {
    const auto section = gallery_section(ui, "pills", "gallery.pills", "gallery.pills.use");
    const std::array<std::string, 4> times = {ui::format_time(600), ui::format_time(615),
                                              ui::format_time(645), ui::format_time(900)};
    const std::array list = {ui::Pill{.text = times[0]},
                             ui::Pill{.text = times[1], .detail = ui.t("gallery.sample.doctor")},
                             ui::Pill{.text = times[2], .disabled = true},
                             ui::Pill{.text = times[3], .icon = Icon::star}};
    ui::pills(ui, "pills", ui.t("gallery.pills"), list, pill_);
  }
  const auto section = gallery_section(ui, "tabs", "gallery.tabs", "gallery.tabs.use");
  const std::array list = {
      ui::Tab{.key = "one", .text = ui.t("patients.title"), .icon = Icon::users},
      ui::Tab{.key = "two", .text = ui.t("card.money"), .icon = Icon::banknote},
      ui::Tab{.key = "three", .text = ui.t("gallery.timeline")}};
  ui::tabs(ui, "tabs", ui.t("gallery.tabs"), list, tab_);
}

void GalleryChoices::draw_tree(Ui& ui) {
  const auto section = gallery_section(ui, "tree", "gallery.tree", "gallery.tree.use");
  const std::array<std::string, 2> prices = {ui::format_money({.minor = 350'000}, ui.language()),
                                             ui::format_money({.minor = 80'000}, ui.language())};
  const std::array items = {
      ui::TreeItem{.key = 1, .text = ui.t("gallery.sample.item1"), .icon = Icon::activity},
      ui::TreeItem{.key = 2, .level = 2, .text = ui.t("gallery.sample.item2"), .aside = prices[0]},
      ui::TreeItem{.key = 3, .level = 2, .text = ui.t("gallery.sample.item3")},
      ui::TreeItem{.key = 4, .level = 3, .text = ui.t("gallery.sample.item4"), .aside = prices[1]},
      ui::TreeItem{.key = 5, .text = ui.t("gallery.sample.item5"), .icon = Icon::heart_pulse},
      ui::TreeItem{.key = 6, .level = 2, .text = ui.t("gallery.sample.service")}};
  if (const auto chosen = ui::tree(
          ui, {.key = "tree", .name = ui.t("gallery.tree"), .selected = leaf_}, items, tree_))
    leaf_ = items[*chosen].key;
}

void GalleryChoices::draw(Ui& ui) {
  draw_combos(ui);
  const auto columns = ui.columns({1, 1}, 420);
  ui.next_column();
  ui.set_gap(16);
  draw_short(ui);
  ui.next_column();
  draw_tree(ui);
}

}  // namespace retour::views
