#include "ui/chart_picture.hpp"

#include <imgui.h>

#include <algorithm>

#include "ui/shade.hpp"

namespace retour::ui {
namespace {

ImU32 im(Color color) {
  const std::uint32_t c = color.rgba;
  return IM_COL32((c >> 24) & 255U, (c >> 16) & 255U, (c >> 8) & 255U, c & 255U);
}

bool is_seen(Color color) {
  return (color.rgba & 255U) != 0;
}

/// Where the picture stands, and whether the shape in hand belongs to the mark that is lit.
struct Stand {
  Ui& ui;
  float x;
  float y;
  bool lit;

  [[nodiscard]] Rect moved(const Rect& r) const {
    return {.x = r.x + x, .y = r.y + y, .w = r.w, .h = r.h};
  }
  [[nodiscard]] ImVec2 moved(ChartPoint p) const { return {p.x + x, p.y + y}; }
};

void draw(const Stand& at, const RectShape& shape) {
  const Rect r = at.moved(shape.rect);
  if (is_seen(shape.fill)) at.ui.fill(r, shape.fill, shape.radius);
  if (is_seen(shape.stroke)) at.ui.stroke(r, shape.stroke, shape.radius, at.lit ? 2.0F : 1.0F);
}

void draw(const Stand& at, const LineShape& shape) {
  std::vector<ImVec2> points;
  points.reserve(shape.points.size());
  for (const ChartPoint& p : shape.points) points.push_back(at.moved(p));
  at.ui.draw_list()->AddPolyline(points.data(), static_cast<int>(points.size()), im(shape.color),
                                 ImDrawFlags_None, shape.thickness);
}

void draw(const Stand& at, const BandShape& shape) {
  for (std::size_t i = 0; i + 1 < shape.upper.size(); ++i)
    at.ui.draw_list()->AddQuadFilled(at.moved(shape.upper[i]), at.moved(shape.upper[i + 1]),
                                     at.moved(shape.lower[i + 1]), at.moved(shape.lower[i]),
                                     im(shape.color));
}

void draw(const Stand& at, const CircleShape& shape) {
  const ImVec2 centre = at.moved(shape.centre);
  const float radius = at.lit ? shape.radius + 2 : shape.radius;
  if (is_seen(shape.fill)) at.ui.draw_list()->AddCircleFilled(centre, radius, im(shape.fill));
  if (is_seen(shape.stroke)) at.ui.draw_list()->AddCircle(centre, radius, im(shape.stroke));
}

/// A pressed or hovered ribbon is less transparent than the others.
Color lit_color(Color color, bool lit) {
  if (!lit) return color;
  const std::uint32_t alpha = std::min(255U, (color.rgba & 255U) * 8 / 5);
  return color.with_alpha(static_cast<std::uint8_t>(alpha));
}

void draw(const Stand& at, const RibbonShape& shape) {
  const float along = shape.down ? at.y : at.x;
  const float across = shape.down ? at.x : at.y;
  draw_ribbon(at.ui, {.begin = shape.begin + along,
                      .end = shape.end + along,
                      .lo_from = shape.lo_from + across,
                      .hi_from = shape.hi_from + across,
                      .lo_to = shape.lo_to + across,
                      .hi_to = shape.hi_to + across,
                      .down = shape.down,
                      .from = lit_color(shape.from, at.lit),
                      .to = lit_color(shape.to, at.lit)});
}

void draw(const Stand& at, const CellsShape& shape) {
  draw_heat(at.ui, {.rect = at.moved(shape.rect),
                    .columns = shape.columns,
                    .rows = shape.rows,
                    .gap = shape.gap,
                    .values = shape.values,
                    .ramp = shape.ramp,
                    .none = shape.none});
}

void draw(const Stand& at, const TextShape& shape) {
  const float back = shape.anchor == TextAnchor::start    ? 0
                     : shape.anchor == TextAnchor::middle ? shape.width / 2
                                                          : shape.width;
  at.ui.draw_text(shape.at.x - back + at.x, shape.at.y + at.y, shape.text,
                  {.style = shape.style, .color = shape.color});
}

void draw(const Stand& at, const IconShape& shape) {
  at.ui.draw_icon(shape.icon, shape.at.x + at.x, shape.at.y + at.y, shape.size, shape.color);
}

ChartInk ink_with(const Ui& ui, const Theme& theme, bool icons) {
  return {
      .theme = theme,
      .texts = ui.texts,
      .width = [&ui](std::string_view text, TextStyle style) { return ui.text_width(text, style); },
      .line = [&ui](TextStyle style) { return ui.line_height(style); },
      .control = ui.metrics().control,
      .icons = icons};
}

/// The end of the longest beginning of `text` that is whole letters and at most `bytes` long.
std::size_t letters_within(std::string_view text, std::size_t bytes) {
  while (bytes > 0 && bytes < text.size() &&
         (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U)
    --bytes;
  return bytes;
}

}  // namespace

ChartInk ink_of(const Ui& ui) {
  return ink_with(ui, ui.theme(), true);
}

ChartInk paper_ink_of(const Ui& ui) {
  return ink_with(ui, theme_of(ThemeName::light), false);
}

TextShape text_shape(const ChartInk& ink, ChartPoint at, std::string_view text,
                     const ChartTextLook& look) {
  TextShape out{.at = at,
                .text = std::string(text),
                .style = look.style,
                .color = look.color.rgba == 0 ? ink.theme.text : look.color,
                .anchor = look.anchor,
                .width = ink.width(text, look.style),
                .height = ink.line(look.style)};
  if (look.max_width <= 0 || out.width <= look.max_width + 0.5F) return out;
  out.whole = out.text;
  std::size_t fits = 0;
  std::size_t too_long = text.size();
  while (fits + 1 < too_long) {
    const std::size_t middle = (fits + too_long) / 2;
    const std::string shorter = std::string(text.substr(0, letters_within(text, middle))) + "…";
    (ink.width(shorter, look.style) <= look.max_width ? fits : too_long) = middle;
  }
  out.text = std::string(text.substr(0, letters_within(text, fits))) + "…";
  out.width = ink.width(out.text, look.style);
  return out;
}

void draw_picture(Ui& ui, const ChartPicture& picture, float x, float y, int lit) {
  for (const PictureItem& item : picture.items) {
    const Stand at{.ui = ui, .x = x, .y = y, .lit = lit >= 0 && item.mark == lit};
    std::visit([&](const auto& shape) { draw(at, shape); }, item.shape);
  }
}

}  // namespace retour::ui
