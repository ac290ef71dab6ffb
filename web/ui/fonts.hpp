// The fonts that widgets draw with: the seam between ui and gfx, which builds the atlas.
//
// Sizes are CSS pixels at density mouse and text size 100 %. gfx bakes each font at
//   size * text_scale (touch: + 2 px) * device pixel ratio
// and sets `FontGlobalScale` to 1 / device pixel ratio. The icon font (icons.hpp) is merged into
// every text font, scaled by `icon_scale` and centred on the capital letters, so that an icon can
// stand inside a line.
#pragma once

#include <array>
#include <cstdint>

struct ImFont;

namespace retour::ui {

/// What a text is for; each has one font.
enum class TextStyle : std::uint8_t { small, body, strong, title, display };
inline constexpr std::size_t text_style_count = 5;

/// Weight and size of a style.
struct FontSpec {
  float size = 14;
  bool semibold = false;
};
inline constexpr std::array<FontSpec, text_style_count> font_specs = {
    FontSpec{.size = 12.5F, .semibold = false}, FontSpec{.size = 14.5F, .semibold = false},
    FontSpec{.size = 14.5F, .semibold = true}, FontSpec{.size = 18, .semibold = true},
    FontSpec{.size = 26, .semibold = true}};
inline constexpr float touch_size_extra = 2;
inline constexpr float icon_scale = 1.2F;

/// One code point range, both ends included.
struct GlyphRange {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
};

/// Every character that the catalogues, names and formats may contain; a test compares it with the
/// catalogues. Latin with Swedish and neighbours, Cyrillic, punctuation, rouble, numero, arrows.
inline constexpr std::array<GlyphRange, 14> glyph_ranges = {
    GlyphRange{.first = 0x0020, .last = 0x007E}, GlyphRange{.first = 0x00A0, .last = 0x017F},
    GlyphRange{.first = 0x0400, .last = 0x045F}, GlyphRange{.first = 0x0490, .last = 0x04BF},
    GlyphRange{.first = 0x04D8, .last = 0x04D9}, GlyphRange{.first = 0x04E8, .last = 0x04E9},
    GlyphRange{.first = 0x2009, .last = 0x200A}, GlyphRange{.first = 0x2010, .last = 0x2026},
    GlyphRange{.first = 0x202F, .last = 0x203A}, GlyphRange{.first = 0x20AC, .last = 0x20BD},
    GlyphRange{.first = 0x2116, .last = 0x2122}, GlyphRange{.first = 0x2190, .last = 0x2193},
    GlyphRange{.first = 0x2212, .last = 0x221E}, GlyphRange{.first = 0x2260, .last = 0x2265}};

/// The built fonts, by style; null members fall back to ImGui's default font.
struct FontSet {
  std::array<ImFont*, text_style_count> fonts{};
  [[nodiscard]] ImFont* operator[](TextStyle style) const {
    return fonts[static_cast<std::size_t>(style)];
  }
};

}  // namespace retour::ui
