#include "ui/menu.hpp"

#include <imgui.h>

#include <algorithm>

#include "ui/popup.hpp"
#include "ui/widgets.hpp"

namespace retour::ui {
namespace {

constexpr float item_gap = 4;

float menu_width(const Ui& ui, std::span<const MenuItem> items) {
  float width = 160;
  for (const MenuItem& item : items) width = std::max(width, ui.text_width(item.text) + 72);
  return width;
}

/// The enabled item that a key leads to from item `at`.
std::optional<std::size_t> next_item(std::span<const MenuItem> items, std::size_t at,
                                     std::string_view key) {
  const std::size_t n = items.size();
  std::size_t to = at;
  for (std::size_t i = 0; i < n; ++i) {
    if (key == "ArrowDown")
      to = (to + 1) % n;
    else if (key == "ArrowUp")
      to = (to + n - 1) % n;
    else if (key == "Home")
      to = i;
    else
      to = n - 1 - i;
    if (!items[to].disabled) return to;
  }
  return std::nullopt;
}

std::optional<std::size_t> draw_items(Ui& ui, std::span<const MenuItem> items) {
  ui.set_gap(item_gap);
  const NodeId fresh = ui.id("fresh");
  std::optional<std::size_t> chosen;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const MenuItem& item = items[i];
    const Rect r = ui.place(0, ui.metrics().option);
    const NodeId id = ui.id(item.key);
    const Interaction press =
        ui.item(id, Role::menuitem, r, item.text, item.disabled ? State::disabled : 0);
    if (press.activated) chosen = i;
    if (!item.disabled && ui.remembered(fresh, 0) > 0) {
      ui.remember(fresh, 0);
      ui.request_focus(id);
    }
    for (const std::string_view key : {"ArrowDown", "ArrowUp", "Home", "End"})
      if (ui.take_key(id, key))
        if (const auto to = next_item(items, i, key)) ui.request_focus(ui.id(items[*to].key));
    if (press.hovered) ui.fill(r, ui.theme().hover, ui.metrics().radius);
    const Color ink = item.disabled ? ui.theme().disabled_text
                      : item.danger ? ui.theme().tones[4].text
                                    : ui.theme().text;
    ui.draw_icon(item.icon, r.x + 8, r.y + (r.h - ui.metrics().icon) / 2, ui.metrics().icon, ink);
    ui.draw_text(r.x + 36, centred_y(ui, r), item.text, {.color = ink});
    if (press.focused) ui.focus_ring(r, ui.metrics().radius);
  }
  return chosen;
}

/// Called with the menu's keys open.
std::optional<std::size_t> draw_menu(Ui& ui, NodeId popup, const Rect& anchor,
                                     std::string_view name, std::span<const MenuItem> items) {
  std::optional<std::size_t> chosen;
  {
    const auto menu = begin_popup(
        ui, {.id = popup,
             .anchor = anchor,
             .name = name,
             .width = menu_width(ui, items),
             .height = static_cast<float>(items.size()) * (ui.metrics().option + item_gap) + 24,
             .role = Role::menu});
    if (!menu) return std::nullopt;
    chosen = draw_items(ui, items);
  }
  if (chosen) {
    close_popup(ui, popup);
    ui.request_focus(ui.openers[popup]);
  }
  return chosen;
}

}  // namespace

std::optional<std::size_t> menu_button(Ui& ui, std::string_view key, std::string_view words,
                                       Icon icon, std::span<const MenuItem> items) {
  const auto keyed = ui.keyed(key);
  const NodeId popup = ui.id("menu");
  const Rect at = ui.cursor();
  if (button(ui, {.key = "open",
                  .text = words,
                  .icon = icon,
                  .kind = ButtonKind::quiet,
                  .icon_only = true,
                  .opens = true})) {
    open_popup(ui, popup);
    ui.remember(ui.id("fresh"), 1);
  }
  if (!is_popup_open(ui, popup)) return std::nullopt;
  const float width = menu_width(ui, items);
  const Rect anchor{
      .x = at.x + ui.metrics().control - width, .y = at.y, .w = width, .h = ui.metrics().control};
  return draw_menu(ui, popup, anchor, words, items);
}

void open_context_menu(Ui& ui, std::string_view key) {
  const auto keyed = ui.keyed(key);
  const Ui::Pointer p = ui.pointer();
  Rect at{.x = p.x, .y = p.y, .w = 0, .h = 0};
  if (!ImGui::IsMouseReleased(ImGuiMouseButton_Right))
    for (const SemanticNode& n : ui.nodes())
      if (n.id == ui.focus()) at = n.rect;
  // Neither a pointer nor the focus: a reader acted on the element from far away. In sight then.
  const bool is_nowhere = at.x < 0 || at.y < 0 || at.x > ui.width() || at.y > ui.height();
  if (is_nowhere) at = {.x = ui.width() / 3, .y = ui.height() / 3, .w = 0, .h = 0};
  ui.remember(ui.id("x"), at.x);
  ui.remember(ui.id("y"), at.y + at.h);
  ui.remember(ui.id("fresh"), 1);
  open_popup(ui, ui.id("menu"));
}

std::optional<std::size_t> context_menu(Ui& ui, std::string_view key, std::string_view name,
                                        std::span<const MenuItem> items) {
  const auto keyed = ui.keyed(key);
  const Rect anchor{.x = ui.remembered(ui.id("x"), 0), .y = ui.remembered(ui.id("y"), 0)};
  return draw_menu(ui, ui.id("menu"), anchor, name, items);
}

}  // namespace retour::ui
