// WebGL 2 under ImGui's own renderer (imgui_impl_opengl3, unchanged), on the context that the
// worker's script made and made current.
//
// The context may be lost at any time (driver reset, too many tabs, a tablet waking up). Then every
// call is dropped until it is back, and everything on the GPU is made again. There is one context
// for the life of the worker: browsers free old ones late.
#pragma once

#include <cstdint>

namespace retour::gfx {

/// 0 to 1 each.
struct ClearColor {
  float red = 1;
  float green = 1;
  float blue = 1;
};

class WebglRenderer {
 public:
  WebglRenderer() = default;
  WebglRenderer(const WebglRenderer&) = delete;
  WebglRenderer& operator=(const WebglRenderer&) = delete;
  ~WebglRenderer();

  /// Compiles the shaders. ImGui's context and its font atlas must exist.
  void start();

  /// Sends the font atlas to the GPU again, after it was rebuilt.
  void fonts_changed();

  /// Draws what ImGui::Render left behind.
  void draw(ClearColor clear);

  /// The browser took the context, or gave it back.
  void context_lost();
  void context_restored();

 private:
  bool started_ = false;
  bool lost_ = false;
};

}  // namespace retour::gfx
