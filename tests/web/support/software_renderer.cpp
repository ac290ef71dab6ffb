#include "web/support/software_renderer.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <vector>

namespace retour::ui {
namespace {

struct Picture {
  int width = 0;
  int height = 0;
  std::vector<float> rgb{};
};

struct Texture {
  unsigned char* alpha = nullptr;
  int width = 0;
  int height = 0;

  [[nodiscard]] float at(float u, float v) const {
    const float x = u * static_cast<float>(width) - 0.5F;
    const float y = v * static_cast<float>(height) - 0.5F;
    const int x0 = static_cast<int>(std::floor(x));
    const int y0 = static_cast<int>(std::floor(y));
    const float fx = x - static_cast<float>(x0);
    const float fy = y - static_cast<float>(y0);
    const auto texel = [&](int a, int b) {
      a = std::clamp(a, 0, width - 1);
      b = std::clamp(b, 0, height - 1);
      return static_cast<float>(alpha[b * width + a]) / 255.0F;
    };
    return (texel(x0, y0) * (1 - fx) + texel(x0 + 1, y0) * fx) * (1 - fy) +
           (texel(x0, y0 + 1) * (1 - fx) + texel(x0 + 1, y0 + 1) * fx) * fy;
  }
};

float channel(ImU32 color, int shift) {
  return static_cast<float>((color >> shift) & 255U) / 255.0F;
}

void triangle(Picture& picture, const Texture& texture, const ImVec4& clip, const ImDrawVert& a,
              const ImDrawVert& b, const ImDrawVert& c) {
  const float area =
      (b.pos.x - a.pos.x) * (c.pos.y - a.pos.y) - (b.pos.y - a.pos.y) * (c.pos.x - a.pos.x);
  if (area == 0) return;
  const int left = std::max(
      static_cast<int>(std::floor(std::max(clip.x, std::min({a.pos.x, b.pos.x, c.pos.x})))), 0);
  const int right =
      std::min(static_cast<int>(std::ceil(std::min(clip.z, std::max({a.pos.x, b.pos.x, c.pos.x})))),
               picture.width);
  const int top = std::max(
      static_cast<int>(std::floor(std::max(clip.y, std::min({a.pos.y, b.pos.y, c.pos.y})))), 0);
  const int bottom =
      std::min(static_cast<int>(std::ceil(std::min(clip.w, std::max({a.pos.y, b.pos.y, c.pos.y})))),
               picture.height);
  for (int y = top; y < bottom; ++y)
    for (int x = left; x < right; ++x) {
      const float px = static_cast<float>(x) + 0.5F;
      const float py = static_cast<float>(y) + 0.5F;
      const float wa = ((b.pos.x - px) * (c.pos.y - py) - (b.pos.y - py) * (c.pos.x - px)) / area;
      const float wb = ((c.pos.x - px) * (a.pos.y - py) - (c.pos.y - py) * (a.pos.x - px)) / area;
      const float wc = 1 - wa - wb;
      if (wa < 0 || wb < 0 || wc < 0) continue;
      const float u = a.uv.x * wa + b.uv.x * wb + c.uv.x * wc;
      const float v = a.uv.y * wa + b.uv.y * wb + c.uv.y * wc;
      const auto mix = [&](int shift) {
        return channel(a.col, shift) * wa + channel(b.col, shift) * wb + channel(c.col, shift) * wc;
      };
      const float alpha = mix(IM_COL32_A_SHIFT) * texture.at(u, v);
      float* pixel = &picture.rgb[static_cast<std::size_t>((y * picture.width + x) * 3)];
      pixel[0] += (mix(IM_COL32_R_SHIFT) - pixel[0]) * alpha;
      pixel[1] += (mix(IM_COL32_G_SHIFT) - pixel[1]) * alpha;
      pixel[2] += (mix(IM_COL32_B_SHIFT) - pixel[2]) * alpha;
    }
}

}  // namespace

void write_picture(const std::string& path) {
  const ImDrawData* data = ImGui::GetDrawData();
  Picture picture{.width = static_cast<int>(data->DisplaySize.x),
                  .height = static_cast<int>(data->DisplaySize.y)};
  picture.rgb.resize(static_cast<std::size_t>(picture.width * picture.height * 3));
  Texture texture;
  ImGui::GetIO().Fonts->GetTexDataAsAlpha8(&texture.alpha, &texture.width, &texture.height);
  for (const ImDrawList* list : data->CmdLists)
    for (const ImDrawCmd& command : list->CmdBuffer)
      for (unsigned i = 0; i + 2 < command.ElemCount; i += 3) {
        const auto vertex = [&](unsigned k) -> const ImDrawVert& {
          const auto index = static_cast<int>(command.IdxOffset + i + k);
          return list->VtxBuffer[static_cast<int>(command.VtxOffset) + list->IdxBuffer[index]];
        };
        triangle(picture, texture, command.ClipRect, vertex(0), vertex(1), vertex(2));
      }
  std::ofstream out(path, std::ios::binary);
  out << "P6\n" << picture.width << ' ' << picture.height << "\n255\n";
  for (const float value : picture.rgb)
    out.put(static_cast<char>(
        static_cast<unsigned char>(std::lround(std::clamp(value, 0.0F, 1.0F) * 255))));
}

}  // namespace retour::ui
