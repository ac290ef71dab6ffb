#include "gfx/webgl_renderer.hpp"

#include <GLES3/gl3.h>

#include "base/check.hpp"
#include "imgui.h"
#include "imgui_impl_opengl3.h"

namespace retour::gfx {

WebglRenderer::~WebglRenderer() {
  if (started_ && !lost_) ImGui_ImplOpenGL3_Shutdown();
}

void WebglRenderer::start() {
  RETOUR_CHECK(!started_);
  RETOUR_CHECK(ImGui_ImplOpenGL3_Init("#version 300 es"));
  started_ = true;
}

void WebglRenderer::fonts_changed() {
  if (!started_ || lost_) return;
  ImGui_ImplOpenGL3_DestroyFontsTexture();
  ImGui_ImplOpenGL3_CreateFontsTexture();
}

void WebglRenderer::draw(ClearColor clear) {
  const ImDrawData* data = ImGui::GetDrawData();
  if (!started_ || lost_ || data == nullptr) return;
  ImGui_ImplOpenGL3_NewFrame();  // Makes shaders and textures when they are missing.
  glViewport(0, 0, static_cast<int>(data->DisplaySize.x * data->FramebufferScale.x + 0.5F),
             static_cast<int>(data->DisplaySize.y * data->FramebufferScale.y + 0.5F));
  glClearColor(clear.red, clear.green, clear.blue, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void WebglRenderer::context_lost() {
  lost_ = true;
}

void WebglRenderer::context_restored() {
  if (!started_ || !lost_) return;
  // The names of the old objects mean nothing in the new context; deleting them is harmless.
  ImGui_ImplOpenGL3_Shutdown();
  RETOUR_CHECK(ImGui_ImplOpenGL3_Init("#version 300 es"));
  lost_ = false;
}

}  // namespace retour::gfx
