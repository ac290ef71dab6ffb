// What ImGui wants drawn, by WebGL 2, on the context that the worker's script made and made
// current.
//
// Our own and not imgui_impl_opengl3, which asks the driver for its state in every frame to put it
// back afterwards. In a browser each such question waits until the GPU process has drawn everything
// before it: nine tenths of the worker's time while an import ran. Nobody else draws on this
// context, so nothing needs to be put back, and nothing is ever asked after the start (once per
// shader: whether it compiled).
//
// The context may be lost at any time (driver reset, too many tabs, a tablet waking up). Then every
// call is dropped until it is back, and everything on the GPU is made again. There is one context
// for the life of the worker: browsers free old ones late.
#pragma once

#include <cstdint>

#include "gfx/gl_shades.hpp"

struct ImDrawData;
struct ImDrawList;

namespace retour::gfx {

/// 0 to 1 each.
struct ClearColor {
  float red = 1;
  float green = 1;
  float blue = 1;
};

/// Whether charts are painted by shaders or with triangles. A processor that plays a
/// graphics card is slower with shaders.
enum class Shading : std::uint8_t { shaders, triangles };

class WebglRenderer {
 public:
  WebglRenderer() = default;
  WebglRenderer(const WebglRenderer&) = delete;
  WebglRenderer& operator=(const WebglRenderer&) = delete;
  ~WebglRenderer();

  /// Compiles the shaders. ImGui's context and its font atlas must exist.
  void start(Shading shading);

  /// Sends the font atlas to the GPU again, after it was rebuilt.
  void fonts_changed();

  /// Draws what ImGui::Render left behind.
  void draw(ClearColor clear);

  /// The browser took the context, or gave it back.
  void context_lost();
  void context_restored();

 private:
  void make_objects();
  void drop_objects();
  void upload_atlas();
  void draw_list(const ImDrawList& list, const ImDrawData& data, int height, const ClipScale& clip);
  void bind(const ClipScale& clip);

  std::uint32_t program_ = 0;
  std::uint32_t vertices_ = 0;
  std::uint32_t indices_ = 0;
  std::uint32_t array_ = 0;
  std::uint32_t atlas_ = 0;
  std::int32_t to_clip_ = -1;
  GlShades shades_;
  bool started_ = false;
  bool lost_ = false;
};

}  // namespace retour::gfx
