#include "ui/column_choice.hpp"

#include <algorithm>

#include "ui/popup.hpp"
#include "ui/widgets.hpp"

namespace retour::ui {
namespace {

ButtonOptions opener(const Ui& ui) {
  return {.key = "open", .text = ui.t("table.columns"), .icon = Icon::table_2, .opens = true};
}

}  // namespace

float column_choice_width(const Ui& ui) {
  return button_width(ui, opener(ui));
}

bool column_choice(Ui& ui, std::string_view key, std::span<const TableColumn> columns,
                   std::size_t fixed, std::uint32_t& hidden) {
  const auto keyed = ui.keyed(key);
  const NodeId popup = ui.id("list");
  const NodeId open = ui.id("open");
  const std::size_t before = ui.nodes().size();
  if (button(ui, opener(ui))) open_popup(ui, popup);
  const Rect at = ui.nodes()[before].rect;
  float width = 200;
  for (const TableColumn& column : columns)
    width = std::max(width, ui.text_width(column.title) + 60);
  const auto rows = static_cast<float>(columns.size() - fixed);
  const auto list = begin_popup(ui, {.id = popup,
                                     .anchor = at,
                                     .name = ui.t("table.columns"),
                                     .width = width,
                                     .height = rows * ui.metrics().control + 24,
                                     .role = Role::dialog});
  if (!list) return false;
  ui.set_gap(0);
  ui.add_state(open, State::expanded);
  const std::uint32_t was = hidden;
  for (std::size_t i = fixed; i < columns.size(); ++i) {
    const std::uint32_t bit = 1U << i;
    bool shown = (hidden & bit) == 0;
    if (checkbox(ui, {.key = columns[i].key, .text = columns[i].title}, shown)) hidden ^= bit;
  }
  return hidden != was;
}

}  // namespace retour::ui
