#include "ui/tree.hpp"

#include <algorithm>
#include <string>

#include "ui/widgets.hpp"

namespace retour::ui {
namespace {

constexpr float indent = 20;
constexpr float twisty = 24;

bool has_children(std::span<const TreeItem> items, std::size_t i) {
  return i + 1 < items.size() && items[i + 1].level > items[i].level;
}

/// Indices of the items that no closed one hides.
std::vector<std::size_t> shown_items(std::span<const TreeItem> items, const TreeState& state) {
  std::vector<std::size_t> shown;
  int hidden_below = 0;  // Items deeper than this level are hidden; 0: none are.
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (hidden_below > 0 && items[i].level > hidden_below) continue;
    hidden_below = 0;
    shown.push_back(i);
    if (has_children(items, i) && !state.is_open(items[i].key)) hidden_below = items[i].level;
  }
  return shown;
}

/// What an arrow key on the item at `at` of `shown` does: the place to go to, if it moves.
std::optional<std::size_t> take_arrows(Ui& ui, NodeId id, std::span<const TreeItem> items,
                                       const std::vector<std::size_t>& shown, std::size_t at,
                                       TreeState& state) {
  const std::size_t i = shown[at];
  const TreeItem& item = items[i];
  const bool parent = has_children(items, i);
  if (ui.take_key(id, "ArrowDown")) return std::min(at + 1, shown.size() - 1);
  if (ui.take_key(id, "ArrowUp")) return at == 0 ? 0 : at - 1;
  if (ui.take_key(id, "Home")) return 0;
  if (ui.take_key(id, "End")) return shown.size() - 1;
  if (ui.take_key(id, "ArrowRight") && parent) {
    if (state.is_open(item.key)) return at + 1;
    state.set_open(item.key, true);
  }
  if (ui.take_key(id, "ArrowLeft")) {
    if (parent && state.is_open(item.key)) {
      state.set_open(item.key, false);
    } else {
      for (std::size_t k = at; k-- > 0;)
        if (items[shown[k]].level < item.level) return k;
    }
  }
  return std::nullopt;
}

void draw_item(Ui& ui, const TreeItem& item, const Rect& r, bool parent, bool open, bool selected,
               const Interaction& press) {
  const Theme& theme = ui.theme();
  const Metrics& m = ui.metrics();
  if (selected || press.hovered) ui.fill(r, selected ? theme.selected : theme.hover, m.radius);
  const float x = r.x + 4 + static_cast<float>(item.level - 1) * indent;
  if (parent)
    ui.draw_icon(open ? Icon::chevron_down : Icon::chevron_right, x, r.y + (r.h - 16) / 2, 16,
                 theme.muted);
  const float icon = item.icon == Icon::none ? 0 : m.icon + 6;
  if (icon > 0) ui.draw_icon(item.icon, x + twisty, r.y + (r.h - m.icon) / 2, m.icon, theme.muted);
  const float aside =
      item.aside.empty() ? 0 : ui.text_width(item.aside, TextStyle::small) + m.pad_x;
  const float words_x = x + twisty + icon;
  const float room = r.x + r.w - aside - 8 - words_x;
  const float y = r.y + (r.h - ui.text_height(item.text, TextStyle::body, room)) / 2;
  ui.draw_text(words_x, y, item.text, {.wrap_width = room});
  if (aside > 0)
    ui.draw_text(r.x + r.w - aside, centred_y(ui, r, TextStyle::small), item.aside,
                 {.style = TextStyle::small, .color = theme.muted});
  if (press.focused)
    ui.focus_ring({.x = r.x + 2, .y = r.y + 2, .w = r.w - 4, .h = r.h - 4}, m.radius);
}

float height_of(const Ui& ui, const TreeItem& item, float width) {
  const Metrics& m = ui.metrics();
  const float aside =
      item.aside.empty() ? 0 : ui.text_width(item.aside, TextStyle::small) + m.pad_x;
  const float before = 4 + static_cast<float>(item.level - 1) * indent + twisty +
                       (item.icon == Icon::none ? 0 : m.icon + 6);
  return std::max(m.option, ui.text_height(item.text, TextStyle::body, width - before - aside - 8));
}

}  // namespace

bool TreeState::is_open(std::uint64_t key) const {
  return std::ranges::find(open, key) != open.end();
}

void TreeState::set_open(std::uint64_t key, bool now_open) {
  std::erase(open, key);
  if (now_open) open.push_back(key);
}

std::optional<std::size_t> tree(Ui& ui, const TreeOptions& options, std::span<const TreeItem> items,
                                TreeState& state) {
  const std::vector<std::size_t> shown = shown_items(items, state);
  const NodeId tree_id = ui.id(options.key);
  const auto keyed = ui.keyed(options.key);
  const Rect start = ui.cursor();
  const auto scope = ui.group(tree_id, Role::tree, start, options.name);
  std::optional<std::size_t> chosen;
  std::optional<std::size_t> go_to;
  float bottom = start.y;
  for (std::size_t at = 0; at < shown.size(); ++at) {
    const TreeItem& item = items[shown[at]];
    const bool parent = has_children(items, shown[at]);
    const bool open = parent && state.is_open(item.key);
    const bool selected = options.selected == item.key;
    const Rect r = ui.place(0, height_of(ui, item, ui.available()));
    bottom = r.y + r.h;
    const NodeId id = ui.id(item.key);
    const Interaction press =
        ui.item(id, Role::treeitem, r, item.text,
                State::selectable | (selected ? State::selected : 0) |
                    (parent ? State::expandable : 0) | (open ? State::expanded : 0));
    ui.last_node()->level = static_cast<std::uint8_t>(item.level);
    if (!item.aside.empty()) ui.last_node()->description = ui.store(item.aside);
    if (press.visible) draw_item(ui, item, r, parent, open, selected, press);
    if (const auto target = take_arrows(ui, id, items, shown, at, state)) go_to = target;
    if (!press.activated) continue;
    // The whole row opens: the small arrow alone would be no target for a finger.
    if (parent) state.set_open(item.key, !open);
    chosen = shown[at];
    ui.request_frame();
  }
  ui.set_node_rect(tree_id, {.x = start.x, .y = start.y, .w = start.w, .h = bottom - start.y});
  if (go_to) {
    const NodeId target = ui.id(items[shown[*go_to]].key);
    ui.request_focus(target);
    ui.reveal(target);
  }
  return chosen;
}

}  // namespace retour::ui
