#include "ui/chart_svg.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "base/decimal.hpp"
#include "base/text.hpp"
#include "ui/shade.hpp"

namespace retour::ui {
namespace {

/// A number with at most two decimals, always with a point.
void put(std::string& out, float value) {
  if (!std::isfinite(value)) value = 0;
  const std::string text = fixed_decimal(value, 2);
  std::string_view digits = text;
  while (digits.ends_with('0')) digits.remove_suffix(1);
  if (digits.ends_with('.')) digits.remove_suffix(1);
  out += digits;
}

void attribute(std::string& out, std::string_view name, float value) {
  out += ' ';
  out += name;
  out += "=\"";
  put(out, value);
  out += '"';
}

/// `name="#rrggbb"` and, when it is not opaque, `name-opacity`.
void color(std::string& out, std::string_view name, Color value) {
  const std::uint32_t alpha = value.rgba & 255U;
  out += ' ';
  out += name;
  if (alpha == 0) {
    out += "=\"none\"";
    return;
  }
  out += "=\"#";
  constexpr std::string_view hex = "0123456789abcdef";
  for (int shift = 28; shift >= 8; shift -= 4) out += hex[(value.rgba >> shift) & 15U];
  out += '"';
  if (alpha < 255)
    attribute(out, std::string(name) + "-opacity", static_cast<float>(alpha) / 255.0F);
}

void point(std::string& out, float x, float y) {
  put(out, x);
  out += ' ';
  put(out, y);
}

void rect(std::string& out, const Rect& r, Color fill, Color stroke, float radius) {
  out += "<rect";
  attribute(out, "x", r.x);
  attribute(out, "y", r.y);
  attribute(out, "width", std::max(0.0F, r.w));
  attribute(out, "height", std::max(0.0F, r.h));
  if (radius > 0) attribute(out, "rx", radius);
  color(out, "fill", fill);
  if ((stroke.rgba & 255U) != 0) color(out, "stroke", stroke);
  out += "/>";
}

void write(std::string& out, const RectShape& shape, std::size_t) {
  rect(out, shape.rect, shape.fill, shape.stroke, shape.radius);
}

void write(std::string& out, const LineShape& shape, std::size_t) {
  out += "<polyline fill=\"none\"";
  color(out, "stroke", shape.color);
  attribute(out, "stroke-width", shape.thickness);
  out += " points=\"";
  for (std::size_t i = 0; i < shape.points.size(); ++i) {
    if (i > 0) out += ' ';
    point(out, shape.points[i].x, shape.points[i].y);
  }
  out += "\"/>";
}

void write(std::string& out, const BandShape& shape, std::size_t) {
  out += "<polygon";
  color(out, "fill", shape.color);
  out += " points=\"";
  for (const ChartPoint& p : shape.upper) {
    point(out, p.x, p.y);
    out += ' ';
  }
  for (std::size_t i = shape.lower.size(); i-- > 0;) {
    point(out, shape.lower[i].x, shape.lower[i].y);
    if (i > 0) out += ' ';
  }
  out += "\"/>";
}

void write(std::string& out, const CircleShape& shape, std::size_t) {
  out += "<circle";
  attribute(out, "cx", shape.centre.x);
  attribute(out, "cy", shape.centre.y);
  attribute(out, "r", shape.radius);
  color(out, "fill", shape.fill);
  if ((shape.stroke.rgba & 255U) != 0) color(out, "stroke", shape.stroke);
  out += "/>";
}

/// A cubic curve whose control points stand at thirds runs evenly along, and so is the smoothstep
/// of the screen exactly.
void write(std::string& out, const RibbonShape& shape, std::size_t index) {
  const auto at = [&](float along, float across) {
    if (shape.down)
      point(out, across, along);
    else
      point(out, along, across);
  };
  const float third = (shape.end - shape.begin) / 3;
  const std::string id = "r" + std::to_string(index);
  out += "<linearGradient id=\"" + id + "\" x1=\"0\" y1=\"0\"";
  out += shape.down ? " x2=\"0\" y2=\"1\">" : " x2=\"1\" y2=\"0\">";
  // A stop without any opacity still needs the colour to fade to.
  for (const auto& [offset, stop] : {std::pair{"0", shape.from}, {"1", shape.to}}) {
    out += "<stop offset=\"" + std::string(offset) + "\"";
    color(out, "stop-color", stop.with_alpha(255));
    attribute(out, "stop-opacity", static_cast<float>(stop.rgba & 255U) / 255.0F);
    out += "/>";
  }
  out += "</linearGradient><path fill=\"url(#" + id + ")\" d=\"M ";
  at(shape.begin, shape.lo_from);
  out += " C ";
  at(shape.begin + third, shape.lo_from);
  out += ' ';
  at(shape.end - third, shape.lo_to);
  out += ' ';
  at(shape.end, shape.lo_to);
  out += " L ";
  at(shape.end, shape.hi_to);
  out += " C ";
  at(shape.end - third, shape.hi_to);
  out += ' ';
  at(shape.begin + third, shape.hi_from);
  out += ' ';
  at(shape.begin, shape.hi_from);
  out += " Z\"/>";
}

void write(std::string& out, const CellsShape& shape, std::size_t) {
  const float w = shape.rect.w / static_cast<float>(std::max<std::size_t>(1, shape.columns));
  const float h = shape.rect.h / static_cast<float>(std::max<std::size_t>(1, shape.rows));
  for (std::size_t i = 0; i < shape.values.size(); ++i) {
    const auto column = static_cast<float>(i % shape.columns);
    const auto row = static_cast<float>(i / shape.columns);
    const float value = shape.values[i];
    rect(out,
         {.x = shape.rect.x + w * column + shape.gap / 2,
          .y = shape.rect.y + h * row + shape.gap / 2,
          .w = w - shape.gap,
          .h = h - shape.gap},
         std::isnan(value) ? shape.none : ramp_color(shape.ramp, value), {}, 0);
  }
}

void write(std::string& out, const TextShape& shape, std::size_t) {
  if (shape.text.empty()) return;
  out += "<text";
  attribute(out, "x", shape.at.x);
  // The baseline of our line box: Plex's ascent within it.
  constexpr float baseline_share = 1.025F / 1.3F;
  attribute(out, "y", shape.at.y + shape.height * baseline_share);
  attribute(out, "font-size", shape.height * em_per_line);
  if (font_specs[static_cast<std::size_t>(shape.style)].semibold) out += " font-weight=\"600\"";
  if (shape.anchor == TextAnchor::middle) out += " text-anchor=\"middle\"";
  if (shape.anchor == TextAnchor::end) out += " text-anchor=\"end\"";
  attribute(out, "textLength", shape.width);
  out += " lengthAdjust=\"spacingAndGlyphs\"";
  color(out, "fill", shape.color);
  out += '>';
  if (!shape.whole.empty()) out += "<title>" + xml_escaped(shape.whole) + "</title>";
  out += xml_escaped(shape.text);
  out += "</text>";
}

void write(std::string&, const IconShape&, std::size_t) {}  // Beside words that say the same.

}  // namespace

std::string xml_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const DecodedCharacter decoded = decode_utf8_character(text.substr(i));
    const auto code = static_cast<std::uint32_t>(decoded.character);
    const bool is_allowed = decoded.size > 0 &&
                            (code >= 0x20 || code == '\t' || code == '\n' || code == '\r') &&
                            code != 0xFFFE && code != 0xFFFF;
    if (!is_allowed)
      out += "\xEF\xBF\xBD";
    else if (code == '&')
      out += "&amp;";
    else if (code == '<')
      out += "&lt;";
    else if (code == '>')
      out += "&gt;";
    else if (code == '"')
      out += "&quot;";
    else if (code == '\'')
      out += "&#39;";
    else
      out += text.substr(i, decoded.size);
    i += std::max<std::size_t>(1, decoded.size);
  }
  return out;
}

std::string svg_of(const ChartPicture& picture, const SvgWords& words) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"";
  out += "http://www.w3.org/2000/svg\"";
  attribute(out, "width", picture.width);
  attribute(out, "height", picture.height);
  out += " viewBox=\"0 0 ";
  point(out, picture.width, picture.height);
  out += "\" role=\"img\" font-family=\"'IBM Plex Sans', 'Segoe UI', Roboto, sans-serif\">\n";
  out += "<title>" + xml_escaped(words.title) + "</title>\n";
  out += "<desc>" + xml_escaped(words.description) + "</desc>\n";
  rect(out, {.x = 0, .y = 0, .w = picture.width, .h = picture.height}, words.back, {}, 0);
  out += '\n';
  for (std::size_t i = 0; i < picture.items.size(); ++i) {
    const PictureItem& item = picture.items[i];
    const bool is_marked =
        item.mark >= 0 && static_cast<std::size_t>(item.mark) < words.marks.size();
    if (is_marked)
      out +=
          "<g><title>" + xml_escaped(words.marks[static_cast<std::size_t>(item.mark)]) + "</title>";
    std::visit([&](const auto& shape) { write(out, shape, i); }, item.shape);
    if (is_marked) out += "</g>";
    out += '\n';
  }
  out += "</svg>\n";
  return out;
}

}  // namespace retour::ui
