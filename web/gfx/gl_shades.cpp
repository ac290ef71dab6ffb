#include "gfx/gl_shades.hpp"

#include <GLES3/gl3.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.hpp"
#include "gfx/gl_program.hpp"
#include "imgui.h"
#include "shaders.hpp"

namespace retour::gfx {
namespace {

/// Only marks the place: WebglRenderer calls GlShades itself.
void painted_by_renderer(const ImDrawList*, const ImDrawCmd*) {}

constexpr std::array<const char*, 2> fragments = {shaders::ribbon_frag, shaders::heat_map_frag};

void set_four(GLuint program, const char* name, const std::array<float, 4>& v) {
  glUniform4f(glGetUniformLocation(program, name), v[0], v[1], v[2], v[3]);
}

void set(GLuint program, const char* name, ui::Color color) {
  const auto channel = [&](unsigned shift) {
    return static_cast<float>((color.rgba >> shift) & 255U) / 255;
  };
  set_four(program, name, {channel(24), channel(16), channel(8), channel(0)});
}

void set(GLuint program, const char* name, const ui::Rect& r) {
  set_four(program, name, {r.x, r.y, r.w, r.h});
}

/// The rectangle around a ribbon, a pixel wider for its soft edges.
ui::Rect bounds_of(const ui::RibbonShade& r) {
  const float low = std::min(r.lo_from, r.lo_to) - 1;
  const float high = std::max(r.hi_from, r.hi_to) + 1;
  return r.down ? ui::Rect{.x = low, .y = r.begin, .w = high - low, .h = r.end - r.begin}
                : ui::Rect{.x = r.begin, .y = low, .w = r.end - r.begin, .h = high - low};
}

}  // namespace

bool GlShades::is_ready(Kind kind) {
  if (!usable_) return false;
  Program& program = programs_[static_cast<std::size_t>(kind)];
  if (!program.is_tried) {
    program.is_tried = true;
    program.name = link_program(shaders::quad_vert, fragments[static_cast<std::size_t>(kind)]);
    if (!is_linked(program.name)) {
      glDeleteProgram(program.name);
      program.name = 0;
    }
  }
  return program.name != 0;
}

void GlShades::remember(ImDrawList& list, Job job) {
  // A frame may be laid out more than once; only what was laid out last is drawn.
  if (frame_ != ImGui::GetFrameCount()) {
    frame_ = ImGui::GetFrameCount();
    jobs_.clear();
  }
  jobs_.push_back(std::move(job));
  list.AddCallback(painted_by_renderer,
                   reinterpret_cast<void*>(static_cast<std::uintptr_t>(jobs_.size())));
}

bool GlShades::ribbon(ImDrawList& list, const ui::RibbonShade& shade) {
  if (!is_ready(Kind::ribbon)) return false;
  remember(list, shade);
  return true;
}

bool GlShades::heat(ImDrawList& list, const ui::HeatShade& shade) {
  if (!is_ready(Kind::heat)) return false;
  Heat heat{.shade = shade, .texels = {}};
  heat.shade.values = {};
  heat.texels.reserve(shade.values.size() * 2);
  for (const float value : shade.values) {
    const bool is_known = !std::isnan(value);
    heat.texels.push_back(
        static_cast<std::uint8_t>(is_known ? std::lround(std::clamp(value, 0.0F, 1.0F) * 255) : 0));
    heat.texels.push_back(is_known ? 255 : 0);
  }
  remember(list, std::move(heat));
  return true;
}

void GlShades::paint(const ImDrawCmd& command, const ClipScale& scale) {
  const auto number = reinterpret_cast<std::uintptr_t>(command.UserCallbackData);
  RETOUR_CHECK(number >= 1 && number <= jobs_.size());
  std::visit([&](const auto& job) { paint(job, scale); }, jobs_[number - 1]);
}

std::uint32_t GlShades::begin(Kind kind, const ui::Rect& rect, const ClipScale& scale) {
  const GLuint program = programs_[static_cast<std::size_t>(kind)].name;
  if (array_ == 0) glGenVertexArrays(1, &array_);
  glBindVertexArray(array_);
  glUseProgram(program);
  set(program, "rect", rect);
  set_four(program, "to_clip", scale.to_clip);
  return program;
}

void GlShades::paint(const ui::RibbonShade& shade, const ClipScale& scale) {
  const GLuint program = begin(Kind::ribbon, bounds_of(shade), scale);
  set_four(program, "edges", {shade.lo_from, shade.hi_from, shade.lo_to, shade.hi_to});
  glUniform3f(glGetUniformLocation(program, "flow"), shade.begin, shade.end, shade.down ? 1 : 0);
  set(program, "from_color", shade.from);
  set(program, "to_color", shade.to);
  glUniform1f(glGetUniformLocation(program, "pixel"), 1 / scale.pixel_ratio);
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

void GlShades::paint(const Heat& heat, const ClipScale& scale) {
  const ui::HeatShade& shade = heat.shade;
  const GLuint program = begin(Kind::heat, shade.rect, scale);
  if (texture_ == 0) glGenTextures(1, &texture_);
  glBindTexture(GL_TEXTURE_2D, texture_);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RG8, static_cast<GLsizei>(shade.columns),
               static_cast<GLsizei>(shade.rows), 0, GL_RG, GL_UNSIGNED_BYTE, heat.texels.data());
  glUniform3f(glGetUniformLocation(program, "cells"), static_cast<float>(shade.columns),
              static_cast<float>(shade.rows), shade.gap);
  set(program, "least", shade.ramp[0]);
  set(program, "middle", shade.ramp[1]);
  set(program, "most", shade.ramp[2]);
  set(program, "none", shade.none);
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

void GlShades::forget() {
  programs_ = {};
  array_ = 0;
  texture_ = 0;
}

void GlShades::drop() {
  for (const Program& program : programs_)
    if (program.name != 0) glDeleteProgram(program.name);
  if (array_ != 0) glDeleteVertexArrays(1, &array_);
  if (texture_ != 0) glDeleteTextures(1, &texture_);
  forget();
}

}  // namespace retour::gfx
