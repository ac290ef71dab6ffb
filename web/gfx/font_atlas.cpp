#include "gfx/font_atlas.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "imgui.h"
#include "ui/icons.hpp"

namespace retour::gfx {
namespace {

static_assert(sizeof(ImWchar) == sizeof(std::uint16_t));

/// Height of the capitals of Plex, in em.
constexpr float capitals_per_em = 0.698F;

std::vector<std::uint16_t> ranges_of_text() {
  std::vector<std::uint16_t> ranges;
  for (const ui::GlyphRange& range : ui::glyph_ranges) {
    ranges.push_back(range.first);
    ranges.push_back(range.last);
  }
  ranges.push_back(0);
  return ranges;
}

std::vector<std::uint16_t> ranges_of_icons() {
  std::vector<std::uint16_t> ranges;
#define RETOUR_GFX_RANGE(name, code)                  \
  ranges.push_back(static_cast<std::uint16_t>(code)); \
  ranges.push_back(static_cast<std::uint16_t>(code));
  RETOUR_UI_ICONS(RETOUR_GFX_RANGE)
#undef RETOUR_GFX_RANGE
  ranges.push_back(0);
  return ranges;
}

void* bytes_of(std::vector<std::uint8_t>& file) {
  return file.data();
}

}  // namespace

float line_height(ui::TextStyle style, const FontSetup& setup) {
  const ui::FontSpec& spec = ui::font_specs[static_cast<std::size_t>(style)];
  return std::round((spec.line + setup.line_extra) * setup.text_percent / 100);
}

void FontAtlas::set_file(FontFile file, std::span<const std::uint8_t> bytes) {
  files_[static_cast<std::size_t>(file)].assign(bytes.begin(), bytes.end());
}

ui::FontSet FontAtlas::build(ImFontAtlas& atlas, const FontSetup& setup) {
  RETOUR_CHECK(setup.pixel_ratio > 0 && setup.text_percent > 0);
  if (text_ranges_.empty()) text_ranges_ = ranges_of_text();
  if (icon_ranges_.empty()) icon_ranges_ = ranges_of_icons();
  atlas.Clear();
  atlas.Flags |= ImFontAtlasFlags_NoPowerOfTwoHeight | ImFontAtlasFlags_NoMouseCursors;
  // A column of glyphs less is a megabyte less of texture: the width follows the size of letters.
  atlas.TexDesiredWidth = setup.pixel_ratio * setup.text_percent > 150 ? 2048 : 1024;
  ui::FontSet fonts;
  auto& icons = files_[static_cast<std::size_t>(FontFile::icons)];
  for (std::size_t i = 0; i < ui::text_style_count; ++i) {
    const auto style = static_cast<ui::TextStyle>(i);
    auto& file = files_[static_cast<std::size_t>(ui::font_specs[i].semibold ? FontFile::semibold
                                                                            : FontFile::regular)];
    if (file.empty()) continue;
    const float line = line_height(style, setup) * setup.pixel_ratio;
    const float em = line * ui::em_per_line;
    ImFontConfig config;
    config.FontDataOwnedByAtlas = false;
    config.OversampleH = setup.pixel_ratio < 1.5F ? 2 : 1;
    config.OversampleV = 1;
    fonts.fonts[i] = atlas.AddFontFromMemoryTTF(bytes_of(file), static_cast<int>(file.size()), line,
                                                &config, text_ranges_.data());
    if (icons.empty()) continue;
    ImFontConfig merged = config;
    merged.MergeMode = true;
    merged.OversampleH = 1;
    const float icon = em * ui::icon_scale;
    // The icon's em box stands on the baseline; its centre goes to the middle of the capitals.
    merged.GlyphOffset.y = std::round((icon - em * capitals_per_em) / 2);
    merged.GlyphMinAdvanceX = icon;
    atlas.AddFontFromMemoryTTF(bytes_of(icons), static_cast<int>(icons.size()), icon, &merged,
                               icon_ranges_.data());
  }
  if (atlas.Fonts.empty()) atlas.AddFontDefault();
  RETOUR_CHECK(atlas.Build());
  ImGui::GetIO().FontGlobalScale = 1 / setup.pixel_ratio;
  ImGui::GetIO().FontDefault = fonts[ui::TextStyle::body];
  return fonts;
}

}  // namespace retour::gfx
