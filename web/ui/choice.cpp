#include "ui/choice.hpp"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "base/text.hpp"
#include "ui/field.hpp"
#include "ui/measure.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"

namespace retour::ui {
namespace {

constexpr std::size_t search_from = 9;
constexpr float list_height_max = 340;

struct Below {
  Rect control;
};

/// Label above, hint or error below, like a field's.
Below place_labelled(Ui& ui, const ComboOptions& options) {
  const Metrics& m = ui.metrics();
  const float room = ui.available();
  const float wish = std::max(options.width, widest_word(ui, options.label, TextStyle::small) + 1);
  const float least = std::min(wish, narrowest(ui) * 0.6F);
  const float w = options.width > 0 ? std::min(wish, std::max(room, least)) : room;
  const std::string_view below = options.error.empty() ? options.hint : options.error;
  const float label_h = ui.text_height(options.label, TextStyle::small, w) + m.line_gap;
  const float below_h = below.empty() ? 0 : ui.text_height(below, TextStyle::small, w) + m.line_gap;
  const Rect r = ui.place(w, label_h + m.control + below_h);
  ui.draw_text(r.x, r.y, options.label,
               {.style = TextStyle::small, .color = ui.theme().muted, .wrap_width = r.w});
  const Rect control{.x = r.x, .y = r.y + label_h, .w = r.w, .h = m.control};
  if (!below.empty())
    ui.draw_text(r.x, control.y + control.h + m.line_gap, below,
                 {.style = TextStyle::small,
                  .color = options.error.empty() ? ui.theme().muted : ui.theme().tones[4].text,
                  .wrap_width = r.w});
  return {control};
}

void draw_closed(Ui& ui, const ComboOptions& options, const Rect& r, const Interaction& press,
                 std::string_view value) {
  const Theme& theme = ui.theme();
  const Metrics& m = ui.metrics();
  ui.fill(r,
          options.disabled ? theme.sunken
          : press.hovered  ? theme.hover
                           : theme.surface,
          m.radius);
  ui.stroke(r, options.error.empty() ? theme.border : theme.tones[4].text, m.radius);
  if (press.focused) ui.focus_ring(r, m.radius);
  const bool none = value.empty();
  ui.draw_text(r.x + 10, centred_y(ui, r), none ? options.placeholder : value,
               {.color = options.disabled ? theme.disabled_text
                         : none           ? theme.muted
                                          : theme.text,
                .max_width = r.w - 10 - m.icon - 16});
  ui.draw_icon(Icon::chevron_down, r.x + r.w - m.icon - 8, r.y + (r.h - m.icon) / 2, m.icon,
               theme.muted);
}

/// The open list of a combo; the index chosen (-1: nothing) when one was.
std::optional<int> open_list(Ui& ui, const ComboOptions& options, std::span<const Choice> choices,
                             int selected, std::string& query) {
  std::optional<int> chosen;
  const bool searchable = choices.size() >= search_from;
  if (searchable) {
    search_field(ui,
                 {.key = "query",
                  .label = ui.t("choice.search"),
                  .placeholder = ui.t("choice.search"),
                  .hide_label = true},
                 query);
  }
  std::vector<int> shown;
  if (options.clearable && query.empty()) shown.push_back(-1);
  for (std::size_t i = 0; i < choices.size(); ++i)
    if (matches(choices[i].text, query) || matches(choices[i].detail, query))
      shown.push_back(static_cast<int>(i));
  const Rect at = ui.cursor();
  const Rect area{.x = at.x, .y = at.y, .w = at.w, .h = ui.available_height()};
  const auto scope = ui.scroll("list", area);
  ui.set_gap(0);
  const auto box = ui.group(ui.id("options"), Role::listbox, area, options.label);
  if (shown.empty()) text(ui, ui.t("choice.nothing"), TextTone::muted);
  std::optional<int> focus_index;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const int index = shown[i];
    const Choice none{.text = ui.t("choice.none")};
    const Choice& choice = index < 0 ? none : choices[static_cast<std::size_t>(index)];
    const auto keyed = ui.keyed(static_cast<std::uint64_t>(index + 1));
    const NodeId id = ui.id("option");
    if (ui.take_key(id, "ArrowDown")) focus_index = shown[(i + 1) % shown.size()];
    if (ui.take_key(id, "ArrowUp")) focus_index = shown[(i + shown.size() - 1) % shown.size()];
    if (option_row(ui, {.key = "option",
                        .text = choice.text,
                        .detail = choice.detail,
                        .icon = choice.icon,
                        .selected = index == selected,
                        .disabled = choice.disabled}))
      chosen = index;
  }
  if (focus_index) {
    const auto keyed = ui.keyed(static_cast<std::uint64_t>(*focus_index + 1));
    ui.request_focus(ui.id("option"));
  }
  return chosen;
}

/// Search texts of open lists, by popup.
std::string& query_of(NodeId popup) {
  static std::unordered_map<NodeId, std::string> queries;
  return queries[popup];
}

}  // namespace

bool matches(std::string_view text, std::string_view query) {
  if (query.empty()) return true;
  const std::string where = fold_for_search(text);
  const std::string wanted = fold_for_search(query);
  std::string_view rest = wanted;
  while (!rest.empty()) {
    const std::size_t blank = rest.find(' ');
    const std::string_view word = rest.substr(0, blank);
    if (!word.empty() && where.find(word) == std::string::npos) return false;
    if (blank == std::string_view::npos) break;
    rest.remove_prefix(blank + 1);
  }
  return true;
}

bool combo(Ui& ui, const ComboOptions& options, std::span<const Choice> choices, int& selected) {
  const Rect control = place_labelled(ui, options).control;
  const NodeId id = ui.id(options.key);
  const auto keyed = ui.keyed(options.key);
  const NodeId popup = ui.id("popup");
  const bool open = is_popup_open(ui, popup);
  const bool valid = selected >= 0 && static_cast<std::size_t>(selected) < choices.size();
  const std::string_view value = valid ? choices[static_cast<std::size_t>(selected)].text : "";

  std::uint32_t state = State::expandable | State::has_popup;
  if (open) state |= State::expanded;
  if (options.disabled) state |= State::disabled;
  if (options.required) state |= State::required;
  if (!options.error.empty()) state |= State::invalid;
  const Interaction press = ui.item(id, Role::combobox, control, options.label, state);
  SemanticNode& node = *ui.last_node();
  node.value = ui.store(value.empty() ? options.placeholder : value);
  node.description = ui.store(options.error.empty() ? options.hint : options.error);
  if (open) node.controls = popup;
  if (press.visible) draw_closed(ui, options, control, press, value);
  if (press.activated || ui.take_key(id, "ArrowDown")) {
    query_of(popup).clear();
    open_popup(ui, popup);
  }
  const bool searchable = choices.size() >= search_from;
  const auto rows =
      static_cast<float>(std::max<std::size_t>(choices.size() + (options.clearable ? 1 : 0), 1));
  const float wanted =
      rows * ui.metrics().option + 26 + (searchable ? ui.metrics().control + 8 : 0);
  const auto list = begin_popup(ui, {.id = popup,
                                     .anchor = control,
                                     .name = options.label,
                                     .width = std::max(control.w, 220.0F),
                                     .height = std::min(wanted, list_height_max),
                                     .role = Role::dialog});
  if (!list) return false;
  const auto chosen = open_list(ui, options, choices, selected, query_of(popup));
  if (!chosen) return false;
  close_popup(ui, popup);
  ui.request_focus(id);
  const bool changed = *chosen != selected;
  selected = *chosen;
  return changed;
}

bool option_row(Ui& ui, const OptionRow& option) {
  const Theme& theme = ui.theme();
  const Metrics& m = ui.metrics();
  const float room = ui.available();
  const float icon = option.icon == Icon::none ? 0 : m.icon + 8;
  const float aside = option.aside.empty() ? 0 : ui.text_width(option.aside, TextStyle::small) + 12;
  const float words_w = room - 20 - icon - aside;
  const float one =
      ui.text_width(option.text) +
      (option.detail.empty() ? 0 : ui.text_width(option.detail, TextStyle::small) + 10);
  const bool two_lines = one > words_w && !option.detail.empty();
  const float text_h = ui.text_height(option.text, TextStyle::body, words_w);
  const float detail_h = two_lines ? ui.text_height(option.detail, TextStyle::small, words_w) : 0;
  const Rect r = ui.place(0, std::max(m.option, text_h + detail_h + 8));
  std::string name(option.text);
  if (!option.detail.empty()) {
    name += ", ";
    name += option.detail;
  }
  const std::uint32_t state = State::selectable | (option.selected ? State::selected : 0) |
                              (option.disabled ? State::disabled : 0);
  const Interaction press = ui.item(ui.id(option.key), Role::option, r, name, state);
  if (!press.visible) return press.activated;
  if (option.selected || press.hovered)
    ui.fill(r, option.selected ? theme.selected : theme.hover, m.radius);
  if (press.focused)
    ui.focus_ring({.x = r.x + 2, .y = r.y + 2, .w = r.w - 4, .h = r.h - 4}, m.radius);
  const Color ink = option.disabled ? theme.disabled_text : theme.text;
  const float y = r.y + (r.h - text_h - detail_h) / 2;
  if (icon > 0)
    ui.draw_icon(option.icon, r.x + 10, y + (ui.line_height(TextStyle::body) - m.icon) / 2, m.icon,
                 ink);
  ui.draw_text(r.x + 10 + icon, y, option.text, {.color = ink, .wrap_width = words_w});
  if (two_lines)
    ui.draw_text(r.x + 10 + icon, y + text_h, option.detail,
                 {.style = TextStyle::small, .color = theme.muted, .wrap_width = words_w});
  else if (!option.detail.empty())
    ui.draw_text(r.x + 20 + icon + ui.text_width(option.text), y + 1, option.detail,
                 {.style = TextStyle::small, .color = theme.muted});
  if (aside > 0)
    ui.draw_text(r.x + r.w - aside, centred_y(ui, r, TextStyle::small), option.aside,
                 {.style = TextStyle::small, .color = theme.muted});
  return press.activated;
}

}  // namespace retour::ui
