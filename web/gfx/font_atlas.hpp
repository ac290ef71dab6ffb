// The glyphs: IBM Plex Sans in the five text styles, each with the icons merged in.
//
// Baked at line x text scale x device pixel ratio and drawn at 1 / ratio, so that letters meet the
// pixels of the screen at every zoom. A new ratio, text scale or density means a new atlas (some
// 30 to 60 ms), which the user causes by a zoom or a setting, never by work.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ui/fonts.hpp"

struct ImFontAtlas;

namespace retour::gfx {

/// The font files, in the order in which the page sends them.
enum class FontFile : std::uint8_t { regular, semibold, icons };
inline constexpr std::size_t font_file_count = 3;

/// What an atlas is baked for.
struct FontSetup {
  float pixel_ratio = 1;
  float text_percent = 100;
  float line_extra = 0;  ///< CSS px on top of each line: ui::touch_line_extra or 0.
  bool operator==(const FontSetup&) const = default;
};

/// Height of a line in whole CSS px.
[[nodiscard]] float line_height(ui::TextStyle style, const FontSetup& setup);

class FontAtlas {
 public:
  /// Keeps a copy of a font file (TrueType).
  void set_file(FontFile file, std::span<const std::uint8_t> bytes);

  /// Replaces the fonts of `atlas` and sets ImGui's global scale. Without files the fonts are
  /// ImGui's own (tests without assets). ImGui's context must exist; not between its NewFrame and
  /// Render.
  ui::FontSet build(ImFontAtlas& atlas, const FontSetup& setup);

 private:
  std::array<std::vector<std::uint8_t>, font_file_count> files_;
  std::vector<std::uint16_t> text_ranges_;  ///< ImGui's format: pairs, 0 at the end. It keeps a
  std::vector<std::uint16_t> icon_ranges_;  ///< pointer to them until the atlas is built.
};

}  // namespace retour::gfx
