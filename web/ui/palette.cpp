// Sections: keys | items | the dialog | list of keys
#include "ui/palette.hpp"

#include <algorithm>

#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"

namespace retour::ui {
namespace {

constexpr float list_height = 430;
constexpr float cap_height = 22;
constexpr float cap_pad = 7;
constexpr float cap_gap = 4;

// ---- keys
// ----------------------------------------------------------------------------------------

/// The parts of a shortcut, in order: "ctrl+k" and "g d" have two each.
std::vector<std::string_view> parts_of(std::string_view keys) {
  std::vector<std::string_view> parts;
  while (!keys.empty()) {
    const std::size_t end = keys.find_first_of(" +");
    parts.push_back(keys.substr(0, end));
    if (end == std::string_view::npos) break;
    keys.remove_prefix(end + 1);
  }
  return parts;
}

/// What is printed on the key.
std::string cap_of(std::string_view part) {
  if (part == "ctrl") return "Ctrl";
  if (part == "alt") return "Alt";
  if (part == "ArrowLeft") return "←";
  if (part == "ArrowRight") return "→";
  std::string cap(part);
  for (char& c : cap)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return cap;
}

/// What a reader says of the key.
std::string word_of(const Ui& ui, std::string_view part) {
  if (part == "ArrowLeft") return std::string(ui.t("keys.left"));
  if (part == "ArrowRight") return std::string(ui.t("keys.right"));
  return cap_of(part);
}

float cap_width(const Ui& ui, std::string_view part) {
  return std::max(cap_height, ui.text_width(cap_of(part), TextStyle::small) + 2 * cap_pad);
}

float caps_width(const Ui& ui, std::string_view keys) {
  float width = 0;
  for (const std::string_view part : parts_of(keys)) width += cap_width(ui, part) + cap_gap;
  return std::max(0.0F, width - cap_gap);
}

void draw_caps(Ui& ui, float x, float middle, std::string_view keys) {
  const Theme& theme = ui.theme();
  for (const std::string_view part : parts_of(keys)) {
    const Rect r{.x = x, .y = middle - cap_height / 2, .w = cap_width(ui, part), .h = cap_height};
    ui.fill(r, theme.sunken, 4);
    ui.stroke(r, theme.border.with_alpha(150), 4);
    const std::string cap = cap_of(part);
    ui.draw_text(r.x + (r.w - ui.text_width(cap, TextStyle::small)) / 2,
                 centred_y(ui, r, TextStyle::small), cap,
                 {.style = TextStyle::small, .color = theme.muted});
    x += r.w + cap_gap;
  }
}

// ---- items
// ---------------------------------------------------------------------------------------

/// All items in the order in which arrows walk them.
std::vector<const PaletteItem*> flat(const std::vector<PaletteGroup>& groups) {
  std::vector<const PaletteItem*> items;
  for (const PaletteGroup& group : groups)
    for (const PaletteItem& item : group.items) items.push_back(&item);
  return items;
}

/// Moves the active item by what the field's keys say. True when it is another one now.
bool move_active(Ui& ui, NodeId field, const std::vector<const PaletteItem*>& items,
                 PaletteState& state) {
  const std::uint64_t before = state.active;
  auto at = static_cast<std::size_t>(std::ranges::find(items, state.active, &PaletteItem::key) -
                                     items.begin());
  if (items.empty()) {
    state.active = 0;
    return before != 0;
  }
  if (at == items.size()) at = 0;
  while (ui.take_key(field, "ArrowDown")) at = (at + 1) % items.size();
  while (ui.take_key(field, "ArrowUp")) at = (at + items.size() - 1) % items.size();
  constexpr std::size_t page = 8;
  while (ui.take_key(field, "PageDown")) at = std::min(at + page, items.size() - 1);
  while (ui.take_key(field, "PageUp")) at -= std::min(at, page);
  state.active = items[at]->key;
  return state.active != before;
}

/// Draws one option; true when it was pressed. The keyboard focus stays in the field.
bool draw_item(Ui& ui, NodeId id, const PaletteItem& item, bool active) {
  const Theme& theme = ui.theme();
  const Metrics& m = ui.metrics();
  const Rect r = ui.place(0, std::max(m.option, 32.0F));
  std::string name = item.text;
  if (!item.detail.empty()) name += ", " + item.detail;
  SemanticNode& node = ui.node(id, Role::option, r, name);
  node.state |= State::selectable | (active ? State::selected : 0);
  node.description = ui.store(item.keys.empty() ? std::string() : key_words(ui, item.keys));
  const Interaction press = ui.interact(id, r);
  if (!press.visible) return press.activated;
  if (active || press.hovered) ui.fill(r, active ? theme.selected : theme.hover, m.radius);
  const bool caps = !item.keys.empty() && !ui.is_phone() && !ui.device().touch;
  const float aside = caps ? caps_width(ui, item.keys) + 16 : 8;
  ui.draw_icon(item.icon, r.x + 10, r.y + (r.h - m.icon) / 2, m.icon,
               active ? theme.link : theme.muted);
  const float x = r.x + 20 + m.icon;
  const float room = r.x + r.w - aside - x;
  ui.draw_text(x, centred_y(ui, r), item.text, {.color = theme.text, .max_width = room});
  const float left = room - ui.text_width(item.text) - 12;
  if (!item.detail.empty() && left > 40)
    ui.draw_text(x + room - left, centred_y(ui, r, TextStyle::small) + 1, item.detail,
                 {.style = TextStyle::small, .color = theme.muted, .max_width = left});
  if (caps) draw_caps(ui, r.x + r.w - aside + 8, r.y + r.h / 2, item.keys);
  return press.activated;
}

void draw_title(Ui& ui, std::string_view title) {
  const float line = ui.line_height(TextStyle::small);
  const Rect r = ui.place(0, line + 14);
  ui.draw_text(r.x + 10, r.y + 10, title,
               {.style = TextStyle::small, .color = ui.theme().muted, .max_width = r.w - 20});
}

std::optional<std::uint64_t> draw_list(Ui& ui, const PaletteOptions& options, const Rect& rect,
                                       const std::vector<PaletteGroup>& groups, bool moved,
                                       PaletteState& state) {
  std::optional<std::uint64_t> chosen;
  const auto scroll = ui.scroll("list", rect);
  ui.set_gap(0);
  state.list_node = ui.id("options");
  const auto box = ui.group(state.list_node, Role::listbox, rect, options.title);
  NodeId active_node = 0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const PaletteGroup& group = groups[i];
    const auto keyed = ui.keyed(group.title);
    const Rect top = ui.cursor();
    const NodeId group_id = ui.id("group");
    const auto scope = ui.group(group_id, Role::group, top, group.title);
    draw_title(ui, group.title);
    for (const PaletteItem& item : group.items) {
      const auto item_keyed = ui.keyed(item.key);
      const NodeId id = ui.id("option");
      const bool active = item.key == state.active;
      if (active) active_node = id;
      if (active && moved) ui.reveal(id);
      if (draw_item(ui, id, item, active)) chosen = item.key;
    }
    ui.set_node_rect(group_id, {.x = top.x, .y = top.y, .w = top.w, .h = ui.cursor().y - top.y});
  }
  if (groups.empty()) text(ui, options.nothing, TextTone::muted);
  if (state.active_node != active_node) {
    state.active_node = active_node;
    ui.request_frame();
  }
  return chosen;
}

}  // namespace

// ---- the dialog
// ----------------------------------------------------------------------------------

std::optional<std::uint64_t> palette(Ui& ui, const PaletteOptions& options, PaletteState& state) {
  if (state.open && !state.shown) {
    state.query.clear();
    state.active = 0;
    state.active_node = 0;
    state.wants_focus = true;
  }
  state.shown = state.open;
  std::optional<std::uint64_t> chosen;
  NodeId field = 0;
  {
    const auto d =
        dialog(ui, {.key = options.key, .title = options.title, .width = 640}, state.open);
    if (!d) return std::nullopt;
    field = ui.id("query");
    const FieldResult typed = text_field(ui,
                                         {.key = "query",
                                          .label = options.label,
                                          .placeholder = options.placeholder,
                                          .icon = Icon::search,
                                          .hide_label = true,
                                          .max_length = 200},
                                         state.query);
    SemanticNode& node = *ui.last_node();
    node.role = Role::combobox;
    node.state |= State::expandable | State::expanded | State::has_popup;
    node.controls = state.list_node;
    node.active = state.active_node;
    const std::vector<PaletteGroup>& groups = options.find(state.query);
    if (typed.changed) state.active = 0;
    const bool moved = move_active(ui, field, flat(groups), state);
    const Rect at = ui.cursor();
    const float most = ui.is_phone() ? ui.dialogs.back().footer.y - at.y - 8
                                     : std::min(list_height, ui.height() - 260);
    const Rect rect = ui.place(0, std::max(most, 160.0F));
    chosen = draw_list(ui, options, rect, groups, moved, state);
    if (typed.submitted && state.active != 0) chosen = state.active;
    if (chosen) state.open = false;
  }
  if (state.wants_focus) ui.request_focus(field);
  state.wants_focus = false;
  if (chosen) ui.request_frame();
  return chosen;
}

// ---- list of keys
// --------------------------------------------------------------------------------

std::string key_words(const Ui& ui, std::string_view keys) {
  const std::vector<std::string_view> parts = parts_of(keys);
  if (parts.empty()) return {};
  if (parts.size() == 1) return word_of(ui, parts[0]);
  const TextId form =
      keys.find('+') == std::string_view::npos ? TextId("keys.then") : TextId("keys.together");
  return ui.t(form, {{"first", word_of(ui, parts[0])}, {"second", word_of(ui, parts[1])}});
}

void shortcut_row(Ui& ui, std::string_view text, std::string_view keys, std::string_view also) {
  const std::string spoken =
      also.empty()
          ? key_words(ui, keys)
          : ui.t("keys.or", {{"first", key_words(ui, keys)}, {"second", key_words(ui, also)}});
  const float both = caps_width(ui, keys) + (also.empty() ? 0 : caps_width(ui, also) + 16);
  const float words_w = std::max(80.0F, ui.available() - both - 16);
  const float height = ui.text_height(text, TextStyle::body, words_w);
  const Rect r = ui.place(0, std::max(height + 8, cap_height + 8));
  ui.node(ui.id(keys), Role::listitem, r, ui.t("keys.row", {{"act", text}, {"keys", spoken}}));
  ui.draw_text(r.x, r.y + (r.h - height) / 2, text, {.wrap_width = words_w});
  float x = r.x + r.w - both;
  draw_caps(ui, x, r.y + r.h / 2, keys);
  if (also.empty()) return;
  x += caps_width(ui, keys) + 16;
  draw_caps(ui, x, r.y + r.h / 2, also);
}

}  // namespace retour::ui
