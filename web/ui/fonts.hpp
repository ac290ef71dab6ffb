// The fonts that widgets draw with: the seam between ui and gfx, which builds the atlas.
//
// Heights are CSS pixels of the whole line (ascent to descent) at density mouse and text size
// 100 %, which is what ImGui calls the size of a font; the em, and so the CSS font-size of the
// inputs that the page lays over, is `em_per_line` of it. gfx bakes each font at
//   (line + touch: 2 px) * text scale * device pixel ratio
// and sets `FontGlobalScale` to 1 / device pixel ratio. The icon font (icons.hpp) is merged into
// every text font with the em `icon_scale` times the text's, centred on the capital letters, so
// that an icon can stand inside a line.
#pragma once

#include <array>
#include <cstdint>

struct ImFont;

namespace retour::ui {

/// What a text is for; each has one font.
enum class TextStyle : std::uint8_t { small, body, strong, title, display };
inline constexpr std::size_t text_style_count = 5;

/// Weight and line height of a style.
struct FontSpec {
  float line = 19;
  bool semibold = false;
};
inline constexpr std::array<FontSpec, text_style_count> font_specs = {
    FontSpec{.line = 17, .semibold = false}, FontSpec{.line = 19, .semibold = false},
    FontSpec{.line = 19, .semibold = true}, FontSpec{.line = 24, .semibold = true},
    FontSpec{.line = 34, .semibold = true}};
inline constexpr float touch_line_extra = 2;
/// IBM Plex Sans: ascent 1.025, descent 0.275 em.
inline constexpr float em_per_line = 1 / 1.3F;
inline constexpr float icon_scale = 1.2F;

/// One code point range, both ends included.
struct GlyphRange {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
};

/// Every character that the catalogues, names and formats may contain; a test compares it with the
/// catalogues. Latin with Swedish and neighbours, Cyrillic with the letters of the peoples whose
/// names a clinic types, punctuation, rouble, numero, arrows; last the sign that stands for every
/// character that is not here.
inline constexpr std::array<GlyphRange, 19> glyph_ranges = {
    GlyphRange{.first = 0x0020, .last = 0x007E}, GlyphRange{.first = 0x00A0, .last = 0x017F},
    GlyphRange{.first = 0x018F, .last = 0x018F}, GlyphRange{.first = 0x0218, .last = 0x021B},
    GlyphRange{.first = 0x0259, .last = 0x0259}, GlyphRange{.first = 0x0400, .last = 0x045F},
    GlyphRange{.first = 0x0490, .last = 0x04C2}, GlyphRange{.first = 0x04D0, .last = 0x04D9},
    GlyphRange{.first = 0x04DC, .last = 0x04E9}, GlyphRange{.first = 0x04EE, .last = 0x04F9},
    GlyphRange{.first = 0x2009, .last = 0x200A}, GlyphRange{.first = 0x2010, .last = 0x2026},
    GlyphRange{.first = 0x202F, .last = 0x203A}, GlyphRange{.first = 0x20AC, .last = 0x20BD},
    GlyphRange{.first = 0x2116, .last = 0x2122}, GlyphRange{.first = 0x2190, .last = 0x2193},
    GlyphRange{.first = 0x2212, .last = 0x221E}, GlyphRange{.first = 0x2260, .last = 0x2265},
    GlyphRange{.first = 0xFFFD, .last = 0xFFFD}};

/// The built fonts, by style; null members fall back to ImGui's default font.
struct FontSet {
  std::array<ImFont*, text_style_count> fonts{};
  [[nodiscard]] ImFont* operator[](TextStyle style) const {
    return fonts[static_cast<std::size_t>(style)];
  }
};

}  // namespace retour::ui
