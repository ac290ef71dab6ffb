#include "ui/shade.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>

namespace retour::ui {
namespace {

/// Pieces of a ribbon drawn with triangles: short enough that the curve looks like one.
constexpr float slice_pixels = 5;
constexpr int slices_max = 64;

ImU32 im(Color color) {
  const std::uint32_t c = color.rgba;
  return IM_COL32((c >> 24) & 255U, (c >> 16) & 255U, (c >> 8) & 255U, c & 255U);
}

Shades* shades() {
  return static_cast<Shades*>(ImGui::GetIO().BackendRendererUserData);
}

/// Two vertices across the ribbon at `share` of its length.
void put_section(ImDrawList& list, const RibbonShade& r, float share) {
  const float bend = smooth_step(share);
  const float along = r.begin + (r.end - r.begin) * share;
  const float lo = r.lo_from + (r.lo_to - r.lo_from) * bend;
  const float hi = r.hi_from + (r.hi_to - r.hi_from) * bend;
  const ImU32 color = im(mixed(r.from, r.to, share));
  const ImVec2 white = ImGui::GetFontTexUvWhitePixel();
  list.PrimWriteVtx(r.down ? ImVec2{lo, along} : ImVec2{along, lo}, white, color);
  list.PrimWriteVtx(r.down ? ImVec2{hi, along} : ImVec2{along, hi}, white, color);
}

void plain_ribbon(ImDrawList& list, const RibbonShade& r) {
  const int slices = std::clamp(static_cast<int>((r.end - r.begin) / slice_pixels), 1, slices_max);
  list.PrimReserve(slices * 6, (slices + 1) * 2);
  const unsigned first = list._VtxCurrentIdx;
  for (int i = 0; i < slices; ++i)
    for (const unsigned corner : {0U, 1U, 2U, 1U, 3U, 2U})
      list.PrimWriteIdx(static_cast<ImDrawIdx>(first + static_cast<unsigned>(i) * 2 + corner));
  for (int i = 0; i <= slices; ++i)
    put_section(list, r, static_cast<float>(i) / static_cast<float>(slices));
}

}  // namespace

float smooth_step(float t) {
  const float x = std::clamp(t, 0.0F, 1.0F);
  return x * x * (3 - 2 * x);
}

Color mixed(Color from, Color to, float share) {
  const float t = std::clamp(share, 0.0F, 1.0F);
  std::uint32_t out = 0;
  for (const unsigned shift : {0U, 8U, 16U, 24U}) {
    const auto a = static_cast<float>((from.rgba >> shift) & 255U);
    const auto b = static_cast<float>((to.rgba >> shift) & 255U);
    out |= static_cast<std::uint32_t>(std::lround(a + (b - a) * t)) << shift;
  }
  return {out};
}

Color ramp_color(const std::array<Color, 3>& ramp, float value) {
  const float t = std::clamp(value, 0.0F, 1.0F) * 2;
  return t < 1 ? mixed(ramp[0], ramp[1], t) : mixed(ramp[1], ramp[2], t - 1);
}

void set_shades(Shades* given) {
  ImGui::GetIO().BackendRendererUserData = given;
}

void draw_ribbon(Ui& ui, const RibbonShade& shade) {
  if (shade.end <= shade.begin) return;
  ImDrawList& list = *ui.draw_list();
  if (Shades* s = shades(); s != nullptr && s->ribbon(list, shade)) return;
  plain_ribbon(list, shade);
}

void draw_heat(Ui& ui, const HeatShade& shade) {
  if (shade.columns == 0 || shade.rows == 0) return;
  if (Shades* s = shades(); s != nullptr && s->heat(*ui.draw_list(), shade)) return;
  const float w = shade.rect.w / static_cast<float>(shade.columns);
  const float h = shade.rect.h / static_cast<float>(shade.rows);
  for (std::size_t row = 0; row < shade.rows; ++row)
    for (std::size_t column = 0; column < shade.columns; ++column) {
      const float value = shade.values[row * shade.columns + column];
      ui.fill({.x = shade.rect.x + w * static_cast<float>(column) + shade.gap / 2,
               .y = shade.rect.y + h * static_cast<float>(row) + shade.gap / 2,
               .w = w - shade.gap,
               .h = h - shade.gap},
              std::isnan(value) ? shade.none : ramp_color(shade.ramp, value));
    }
}

}  // namespace retour::ui
