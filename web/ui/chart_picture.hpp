// A chart as a list of shapes: laid out once, then drawn on the screen, written as SVG, rendered as
// PNG, all from the same description.
//
//   description ──layout──► ChartPicture + marks ──► draw list (draw_picture)
//                                                └─► SVG (svg_of)
//
// Coordinates are CSS pixels from the picture's top left corner. Text stands by its top.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ui/ui.hpp"

namespace retour::ui {

struct ChartPoint {
  float x = 0;
  float y = 0;
  bool operator==(const ChartPoint&) const = default;
};

struct RectShape {
  Rect rect;
  Color fill = {};    ///< Alpha 0: none.
  Color stroke = {};  ///< Alpha 0: none.
  float radius = 0;
};

/// Joined points.
struct LineShape {
  std::vector<ChartPoint> points{};
  Color color;
  float thickness = 1;
};

/// The band between two lines over the same x: an interval around a line.
struct BandShape {
  std::vector<ChartPoint> upper{};
  std::vector<ChartPoint> lower{};  ///< As many as `upper`.
  Color color;
};

struct CircleShape {
  ChartPoint centre;
  float radius = 4;
  Color fill = {};
  Color stroke = {};
};

/// See RibbonShade (shade.hpp).
struct RibbonShape {
  float begin = 0;
  float end = 0;
  float lo_from = 0;
  float hi_from = 0;
  float lo_to = 0;
  float hi_to = 0;
  bool down = false;
  Color from;
  Color to;
};

/// Cells of a heat map; NaN: nothing is known.
struct CellsShape {
  Rect rect;
  std::size_t columns = 0;
  std::size_t rows = 0;
  float gap = 2;
  std::vector<float> values{};
  std::array<Color, 3> ramp = {};
  Color none;
};

enum class TextAnchor : std::uint8_t { start, middle, end };
struct TextShape {
  ChartPoint at;  ///< Top of the line; `anchor` says which end of the text.
  std::string text;
  TextStyle style = TextStyle::body;
  Color color;
  TextAnchor anchor = TextAnchor::start;
  float width = 0;      ///< As measured, already shortened to what fits.
  float height = 0;     ///< Of the line.
  std::string whole{};  ///< The text before it was shortened; empty: it was not.
};

struct IconShape {
  Icon icon = Icon::none;
  ChartPoint at;
  float size = 16;
  Color color;
};

using ChartShape = std::variant<RectShape, LineShape, BandShape, CircleShape, RibbonShape,
                                CellsShape, TextShape, IconShape>;

struct PictureItem {
  ChartShape shape;
  int mark = -1;  ///< Index of the mark that it belongs to; -1: none.
};

struct ChartPicture {
  float width = 0;
  float height = 0;
  std::vector<PictureItem> items{};

  void add(ChartShape shape, int mark = -1) { items.push_back({std::move(shape), mark}); }
};

/// What a layout needs to know of the place where it will be seen.
struct ChartInk {
  const Theme& theme;
  const Texts& texts;
  std::function<float(std::string_view, TextStyle)> width;
  std::function<float(TextStyle)> line;
  float control = 32;  ///< Least height of what is pressed.
  /// Icons are glyphs of our own font, which a file that leaves the program has not.
  bool icons = true;

  [[nodiscard]] Language language() const { return texts.language(); }
};
/// The ink of the screen.
[[nodiscard]] ChartInk ink_of(const Ui& ui);
/// The ink of a file: light on white, in the measures of the screen's fonts.
[[nodiscard]] ChartInk paper_ink_of(const Ui& ui);

struct ChartTextLook {
  TextStyle style = TextStyle::body;
  Color color = {};  ///< rgba 0: the theme's text colour.
  TextAnchor anchor = TextAnchor::start;
  float max_width = 0;  ///< > 0: shortened with an ellipsis beyond this.
};
/// A text ready to be added; measured and shortened. O(n log n) when it is too long.
[[nodiscard]] TextShape text_shape(const ChartInk& ink, ChartPoint at, std::string_view text,
                                   const ChartTextLook& look = {});

/// Draws the picture with its corner at (x, y); what belongs to the mark `lit` stands out.
void draw_picture(Ui& ui, const ChartPicture& picture, float x, float y, int lit = -1);

}  // namespace retour::ui
