// What a graphics card paints better than triangles do: ribbons with even edges, heat maps in one
// quad.
//
//   draw_ribbon(ui, {...});      the shader, if the renderer has one that works; else triangles
//
// The seam is declared here and fulfilled by web/gfx, which puts itself into ImGui's
// `BackendRendererUserData`. A renderer may refuse at any time (no graphics card, a shader that did
// not compile, a lost context): then the same picture is drawn on the plain draw list, and so it is
// in native tests, which have no renderer.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "ui/ui.hpp"

struct ImDrawList;

namespace retour::ui {

/// A band that flows from one cross-section to another along a smoothstep curve, in CSS pixels:
///
///   lo_from ┐‾‾‾‾──__            along x, or along y when `down`
///           │        ‾‾──┐ lo_to
///   hi_from ┘──__        │
///                ‾‾──────┘ hi_to
struct RibbonShade {
  float begin = 0;  ///< Along the flow.
  float end = 0;
  float lo_from = 0;  ///< Across it.
  float hi_from = 0;
  float lo_to = 0;
  float hi_to = 0;
  bool down = false;
  Color from = {};
  Color to = {};
};

/// Values of 0 to 1 in rows as colours between three; NaN: nothing is known.
struct HeatShade {
  Rect rect;
  std::size_t columns = 0;
  std::size_t rows = 0;
  float gap = 2;
  std::span<const float> values = {};  ///< Row by row; read before the call returns.
  std::array<Color, 3> ramp = {};      ///< Least, middle, most.
  Color none = {};
};

/// Fulfilled by the renderer. Each call returns false when it cannot: the caller draws plainly.
class Shades {
 public:
  virtual ~Shades() = default;
  [[nodiscard]] virtual bool ribbon(ImDrawList& list, const RibbonShade& shade) = 0;
  [[nodiscard]] virtual bool heat(ImDrawList& list, const HeatShade& shade) = 0;
};

/// Gives the interface a renderer's shades; null takes them away. ImGui's context must exist.
void set_shades(Shades* shades);

void draw_ribbon(Ui& ui, const RibbonShade& shade);
void draw_heat(Ui& ui, const HeatShade& shade);

/// The colour at `value` (0 to 1) of a ramp of three.
[[nodiscard]] Color ramp_color(const std::array<Color, 3>& ramp, float value);
/// The colour `share` of the way from one to another, channel by channel.
[[nodiscard]] Color mixed(Color from, Color to, float share);
/// 3t^2 - 2t^3 within 0 to 1: the curve of ribbons, here, in the shader and in SVG alike.
[[nodiscard]] float smooth_step(float t);

}  // namespace retour::ui
