#include "ui/row_marks.hpp"

namespace retour::ui {

float mark_width(const Ui& ui) {
  return ui.density() == Density::touch ? 48.0F : 40.0F;
}

void draw_mark_box(Ui& ui, const Rect& r, bool on, const Interaction& press) {
  const Theme& theme = ui.theme();
  const float size = 18;
  const Rect box{.x = r.x + (r.w - size) / 2, .y = r.y + (r.h - size) / 2, .w = size, .h = size};
  ui.fill(box, on ? theme.primary.back : press.hovered ? theme.hover : theme.surface, 4);
  ui.stroke(box, on ? theme.primary.back : theme.border, 4);
  if (on) ui.draw_icon(Icon::check, box.x + 1, box.y + 1, 16, theme.primary.text);
  if (press.focused)
    ui.focus_ring({.x = box.x - 3, .y = box.y - 3, .w = size + 6, .h = size + 6}, 5);
}

}  // namespace retour::ui
