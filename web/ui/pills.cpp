#include "ui/pills.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace retour::ui {
namespace {

constexpr float gap = 6;
constexpr float touch_least = 44;

/// The next choice that can be chosen, `step` away; nothing when there is no other.
std::optional<int> neighbour(std::span<const Pill> list, int from, int step) {
  const int count = static_cast<int>(list.size());
  for (int i = 1; i < count; ++i) {
    const int at = ((from + i * step) % count + count) % count;
    if (!list[static_cast<std::size_t>(at)].disabled) return at;
  }
  return std::nullopt;
}

std::optional<int> arrow_target(Ui& ui, NodeId id, std::span<const Pill> list, int at) {
  if (ui.take_key(id, "ArrowRight") || ui.take_key(id, "ArrowDown")) return neighbour(list, at, 1);
  if (ui.take_key(id, "ArrowLeft") || ui.take_key(id, "ArrowUp")) return neighbour(list, at, -1);
  return std::nullopt;
}

struct Look {
  float w = 0;
  float h = 0;
  float icon = 0;
};

Look look_of(const Ui& ui, const Pill& pill) {
  const Metrics& m = ui.metrics();
  Look look;
  look.icon = pill.icon == Icon::none ? 0 : m.icon + 4;
  const float detail = pill.detail.empty() ? 0 : ui.text_width(pill.detail, TextStyle::small);
  const float words = std::max(ui.text_width(pill.text) + look.icon, detail);
  const float lines = ui.line_height(TextStyle::body) +
                      (pill.detail.empty() ? 0 : ui.line_height(TextStyle::small));
  const bool touch = ui.density() == Density::touch;
  look.h = std::max(m.control, lines + 10);
  look.w = words + 2 * m.pad_x;
  if (touch) look.w = std::max(look.w, touch_least);
  return look;
}

void draw_pill(Ui& ui, const Pill& pill, const Look& look, const Rect& r, const Interaction& press,
               bool on) {
  const Theme& theme = ui.theme();
  const float radius = ui.metrics().radius;
  ui.fill(r,
          on              ? theme.selected
          : pill.disabled ? theme.sunken
          : press.hovered ? theme.hover
                          : theme.surface,
          radius);
  ui.stroke(r,
            on              ? theme.primary.back
            : pill.disabled ? theme.line
                            : theme.border,
            radius, on ? 2.0F : 1.0F);
  if (press.focused) ui.focus_ring(r, radius);
  const float body = ui.line_height(TextStyle::body);
  const float small = pill.detail.empty() ? 0 : ui.line_height(TextStyle::small);
  const float y = r.y + (r.h - body - small) / 2;
  const float x = r.x + (r.w - ui.text_width(pill.text) - look.icon) / 2;
  const Color ink = pill.disabled ? theme.muted : theme.text;
  if (look.icon > 0)
    ui.draw_icon(pill.icon, x, y + (body - ui.metrics().icon) / 2, ui.metrics().icon, ink);
  ui.draw_text(x + look.icon, y, pill.text, {.color = ink});
  if (small > 0)
    ui.draw_text(r.x + (r.w - ui.text_width(pill.detail, TextStyle::small)) / 2, y + body,
                 pill.detail, {.style = TextStyle::small, .color = theme.muted});
}

}  // namespace

bool pills(Ui& ui, std::string_view key, std::string_view name, std::span<const Pill> list,
           int& selected) {
  const NodeId group_id = ui.id(key);
  const Rect start = ui.cursor();
  std::optional<int> chosen;
  float bottom = start.y;
  {
    const auto keyed = ui.keyed(key);
    const auto scope = ui.group(group_id, Role::radiogroup, start, name);
    const auto row = ui.row({.gap = gap});
    for (std::size_t i = 0; i < list.size(); ++i) {
      const Pill& pill = list[i];
      const int index = static_cast<int>(i);
      const Look look = look_of(ui, pill);
      const Rect r = ui.place(look.w, look.h);
      bottom = std::max(bottom, r.y + r.h);
      const bool on = index == selected;
      std::string words(pill.text);
      if (!pill.detail.empty()) {
        words += ", ";
        words += pill.detail;
      }
      const NodeId id = ui.id(i);
      const Interaction press = ui.item(
          id, Role::radio, r, words,
          State::checkable | (on ? State::checked : 0) | (pill.disabled ? State::disabled : 0));
      if (press.activated) chosen = index;
      if (const auto target = arrow_target(ui, id, list, index)) {
        chosen = *target;
        ui.request_focus(ui.id(static_cast<std::uint64_t>(*target)));
      }
      if (press.visible) draw_pill(ui, pill, look, r, press, on);
    }
  }
  ui.set_node_rect(group_id, {.x = start.x, .y = start.y, .w = start.w, .h = bottom - start.y});
  if (!chosen || *chosen == selected) return false;
  selected = *chosen;
  return true;
}

}  // namespace retour::ui
