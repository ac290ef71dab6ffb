// The shades of ui/shade.hpp by WebGL 2: each one quad with a shader of its own (shaders/), put
// between ImGui's triangles as a callback of the draw list.
//
//   while a frame is laid out   ribbon(...) remembers what to paint, AddCallback(number)
//   while it is drawn           WebglRenderer meets the callback, GlShades::paint(number)
//
// A shader is compiled when it is wanted first. One that does not compile refuses from then on, so
// does everything while the context is lost: ui draws triangles instead.
#pragma once

#include <array>
#include <cstdint>
#include <variant>
#include <vector>

#include "ui/shade.hpp"

struct ImDrawCmd;

namespace retour::gfx {

/// How CSS pixels become the clip space of the frame being drawn.
struct ClipScale {
  std::array<float, 4> to_clip{};
  float pixel_ratio = 1;
};

class GlShades : public ui::Shades {
 public:
  GlShades() = default;
  GlShades(const GlShades&) = delete;
  GlShades& operator=(const GlShades&) = delete;

  [[nodiscard]] bool ribbon(ImDrawList& list, const ui::RibbonShade& shade) override;
  [[nodiscard]] bool heat(ImDrawList& list, const ui::HeatShade& shade) override;

  /// Paints what a callback of this frame's draw lists stands for; leaves program, vertex array and
  /// texture changed.
  void paint(const ImDrawCmd& command, const ClipScale& scale);
  /// The names of the context mean nothing any more.
  void forget();
  /// Frees what is on the GPU.
  void drop();
  /// Whether anything may be painted at all: not while the context is lost.
  void set_usable(bool usable) { usable_ = usable; }

 private:
  enum class Kind : std::uint8_t { ribbon, heat };
  static constexpr std::size_t kinds = 2;
  struct Program {
    std::uint32_t name = 0;
    bool is_tried = false;
  };
  struct Heat {
    ui::HeatShade shade;
    std::vector<std::uint8_t> texels;  ///< Value and presence of each cell.
  };
  using Job = std::variant<ui::RibbonShade, Heat>;

  [[nodiscard]] bool is_ready(Kind kind);
  [[nodiscard]] std::uint32_t begin(Kind kind, const ui::Rect& rect, const ClipScale& scale);
  void remember(ImDrawList& list, Job job);
  void paint(const ui::RibbonShade& shade, const ClipScale& scale);
  void paint(const Heat& heat, const ClipScale& scale);

  std::array<Program, kinds> programs_{};
  std::uint32_t array_ = 0;
  std::uint32_t texture_ = 0;
  std::vector<Job> jobs_;
  int frame_ = -1;  ///< ImGui's number of the frame that `jobs_` belong to.
  bool usable_ = true;
};

}  // namespace retour::gfx
