#include "ui/timeline.hpp"

namespace retour::ui {
namespace {

constexpr float words_left = 34;

}  // namespace

void timeline_entry(Ui& ui, std::uint64_t key, const TimelineEntry& entry) {
  const float words_w = ui.available() - words_left;
  const float words_h = ui.text_height(entry.text, TextStyle::body, words_w);
  const float below_h =
      entry.below.empty() ? 0 : ui.text_height(entry.below, TextStyle::small, words_w);
  const Rect r = ui.place(0, words_h + below_h + 6);
  const NodeId id = ui.id(key);
  ui.node(id, Role::listitem, r, entry.text);
  std::string spoken(entry.text);
  if (!entry.below.empty()) {
    spoken += ", ";
    spoken += entry.below;
  }
  const auto keyed = ui.keyed(key);
  ui.node(ui.id("words"), Role::text, r, spoken).parent = id;
  if (!ui.is_visible(r)) return;
  ui.draw_icon(entry.icon, r.x + 2, r.y + 2, 18, ui.theme().muted);
  if (!entry.last) ui.line(r.x + 11, r.y + 24, r.x + 11, r.y + r.h + 6, ui.theme().line, 2);
  ui.draw_text(r.x + words_left, r.y, entry.text, {.wrap_width = words_w});
  if (below_h > 0)
    ui.draw_text(r.x + words_left, r.y + words_h, entry.below,
                 {.style = TextStyle::small, .color = ui.theme().muted, .wrap_width = words_w});
}

}  // namespace retour::ui
