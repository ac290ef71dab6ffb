#include "gfx/webgl_renderer.hpp"

#include <GLES3/gl3.h>

#include <algorithm>
#include <cstddef>

#include "base/check.hpp"
#include "gfx/gl_program.hpp"
#include "imgui.h"

namespace retour::gfx {
namespace {

constexpr GLuint position_slot = 0;
constexpr GLuint texture_slot = 1;
constexpr GLuint color_slot = 2;

constexpr const char* vertex_shader = R"(#version 300 es
precision highp float;
layout (location = 0) in vec2 position;
layout (location = 1) in vec2 texture_point;
layout (location = 2) in vec4 color;
uniform vec4 to_clip;  // scale in xy, offset in zw
out vec2 fragment_texture_point;
out vec4 fragment_color;
void main() {
  fragment_texture_point = texture_point;
  fragment_color = color;
  gl_Position = vec4(position * to_clip.xy + to_clip.zw, 0, 1);
}
)";

// The atlas holds coverage alone: one byte a texel, a quarter of ImGui's RGBA.
constexpr const char* fragment_shader = R"(#version 300 es
precision mediump float;
uniform sampler2D atlas;
in vec2 fragment_texture_point;
in vec4 fragment_color;
layout (location = 0) out vec4 color;
void main() {
  color = vec4(fragment_color.rgb, fragment_color.a * texture(atlas, fragment_texture_point).r);
}
)";

const void* offset(std::size_t bytes) {
  return reinterpret_cast<const void*>(bytes);
}

}  // namespace

WebglRenderer::~WebglRenderer() {
  if (started_) ui::set_shades(nullptr);
  if (started_ && !lost_) drop_objects();
}

void WebglRenderer::start(Shading shading) {
  RETOUR_CHECK(!started_);
  if (shading == Shading::shaders) ui::set_shades(&shades_);
  make_objects();
  started_ = true;
}

void WebglRenderer::make_objects() {
  program_ = link_program(vertex_shader, fragment_shader);
  to_clip_ = glGetUniformLocation(program_, "to_clip");
  glGenBuffers(1, &vertices_);
  glGenBuffers(1, &indices_);
  glGenVertexArrays(1, &array_);
  glBindVertexArray(array_);
  glBindBuffer(GL_ARRAY_BUFFER, vertices_);
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices_);
  for (const GLuint slot : {position_slot, texture_slot, color_slot})
    glEnableVertexAttribArray(slot);
  constexpr auto stride = static_cast<GLsizei>(sizeof(ImDrawVert));
  glVertexAttribPointer(position_slot, 2, GL_FLOAT, GL_FALSE, stride,
                        offset(offsetof(ImDrawVert, pos)));
  glVertexAttribPointer(texture_slot, 2, GL_FLOAT, GL_FALSE, stride,
                        offset(offsetof(ImDrawVert, uv)));
  glVertexAttribPointer(color_slot, 4, GL_UNSIGNED_BYTE, GL_TRUE, stride,
                        offset(offsetof(ImDrawVert, col)));
  glGenTextures(1, &atlas_);
  // Nobody else draws on this context: what never changes is set once.
  glEnable(GL_BLEND);
  glBlendEquation(GL_FUNC_ADD);
  glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glEnable(GL_SCISSOR_TEST);
  glActiveTexture(GL_TEXTURE0);
  upload_atlas();
}

void WebglRenderer::drop_objects() {
  shades_.drop();
  glDeleteTextures(1, &atlas_);
  glDeleteVertexArrays(1, &array_);
  glDeleteBuffers(1, &vertices_);
  glDeleteBuffers(1, &indices_);
  glDeleteProgram(program_);
}

void WebglRenderer::upload_atlas() {
  ImFontAtlas& fonts = *ImGui::GetIO().Fonts;
  unsigned char* pixels = nullptr;
  int width = 0;
  int height = 0;
  fonts.GetTexDataAsAlpha8(&pixels, &width, &height);
  glBindTexture(GL_TEXTURE_2D, atlas_);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_R8, width, height, 0, GL_RED, GL_UNSIGNED_BYTE, pixels);
  fonts.SetTexID(reinterpret_cast<ImTextureID>(static_cast<std::uintptr_t>(atlas_)));
}

void WebglRenderer::fonts_changed() {
  if (started_ && !lost_) upload_atlas();
}

void WebglRenderer::draw(ClearColor clear) {
  const ImDrawData* data = ImGui::GetDrawData();
  if (!started_ || lost_ || data == nullptr) return;
  const ImVec2 scale = data->FramebufferScale;
  const int width = static_cast<int>(data->DisplaySize.x * scale.x + 0.5F);
  const int height = static_cast<int>(data->DisplaySize.y * scale.y + 0.5F);
  if (width <= 0 || height <= 0) return;
  glViewport(0, 0, width, height);
  glScissor(0, 0, width, height);
  glClearColor(clear.red, clear.green, clear.blue, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  const float x_scale = 2 / data->DisplaySize.x;
  const float y_scale = -2 / data->DisplaySize.y;
  const ClipScale clip{.to_clip = {x_scale, y_scale, -1 - data->DisplayPos.x * x_scale,
                                   1 - data->DisplayPos.y * y_scale},
                       .pixel_ratio = scale.x};
  bind(clip);
  for (const ImDrawList* list : data->CmdLists) draw_list(*list, *data, height, clip);
}

void WebglRenderer::bind(const ClipScale& clip) {
  glUseProgram(program_);
  glBindVertexArray(array_);
  glBindTexture(GL_TEXTURE_2D, atlas_);
  glUniform4f(to_clip_, clip.to_clip[0], clip.to_clip[1], clip.to_clip[2], clip.to_clip[3]);
}

void WebglRenderer::draw_list(const ImDrawList& list, const ImDrawData& data, int height,
                              const ClipScale& clip) {
  glBufferData(GL_ARRAY_BUFFER, list.VtxBuffer.size_in_bytes(), list.VtxBuffer.Data,
               GL_STREAM_DRAW);
  glBufferData(GL_ELEMENT_ARRAY_BUFFER, list.IdxBuffer.size_in_bytes(), list.IdxBuffer.Data,
               GL_STREAM_DRAW);
  constexpr GLenum index_type = sizeof(ImDrawIdx) == 2 ? GL_UNSIGNED_SHORT : GL_UNSIGNED_INT;
  for (const ImDrawCmd& command : list.CmdBuffer) {
    const ImVec2 begin{(command.ClipRect.x - data.DisplayPos.x) * data.FramebufferScale.x,
                       (command.ClipRect.y - data.DisplayPos.y) * data.FramebufferScale.y};
    const ImVec2 end{(command.ClipRect.z - data.DisplayPos.x) * data.FramebufferScale.x,
                     (command.ClipRect.w - data.DisplayPos.y) * data.FramebufferScale.y};
    if (end.x <= begin.x || end.y <= begin.y) continue;
    glScissor(static_cast<int>(begin.x), height - static_cast<int>(end.y),
              static_cast<int>(end.x - begin.x), static_cast<int>(end.y - begin.y));
    if (command.UserCallback != nullptr) {  // Only shades make one.
      shades_.paint(command, clip);
      bind(clip);
      continue;
    }
    glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(command.ElemCount), index_type,
                   offset(command.IdxOffset * sizeof(ImDrawIdx)));
  }
}

void WebglRenderer::context_lost() {
  lost_ = true;
  shades_.set_usable(false);
}

void WebglRenderer::context_restored() {
  if (!started_ || !lost_) return;
  // The names of the old objects mean nothing in the new context.
  shades_.forget();
  shades_.set_usable(true);
  make_objects();
  lost_ = false;
}

}  // namespace retour::gfx
