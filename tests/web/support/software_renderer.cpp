#include "web/support/software_renderer.hpp"

#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace retour::ui {
namespace {

/// Positions are in 1/256 pixels, texture coordinates in 1/65536 texels.
constexpr std::int64_t sub = 256;
constexpr std::int64_t texel = 65536;

struct Texture {
  unsigned char* alpha = nullptr;
  int width = 0;
  int height = 0;

  /// Coverage at (u, v) in 1/65536 texels, bilinear, 0 to 255.
  [[nodiscard]] std::uint32_t at(std::int64_t u, std::int64_t v) const {
    u -= texel / 2;
    v -= texel / 2;
    const auto x0 = static_cast<int>(u >> 16);
    const auto y0 = static_cast<int>(v >> 16);
    const auto fx = static_cast<std::uint32_t>(u >> 8 & 255);
    const auto fy = static_cast<std::uint32_t>(v >> 8 & 255);
    const auto one = [&](int a, int b) -> std::uint32_t {
      a = std::clamp(a, 0, width - 1);
      b = std::clamp(b, 0, height - 1);
      return alpha[b * width + a];
    };
    const std::uint32_t top = one(x0, y0) * (256 - fx) + one(x0 + 1, y0) * fx;
    const std::uint32_t low = one(x0, y0 + 1) * (256 - fx) + one(x0 + 1, y0 + 1) * fx;
    return (top * (256 - fy) + low * fy + 32768) >> 16U;
  }
};

struct Clip {
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;
};

struct Corner {
  std::int64_t x = 0;  ///< 1/256 pixels.
  std::int64_t y = 0;
  std::int64_t u = 0;  ///< 1/65536 texels.
  std::int64_t v = 0;
  std::array<std::int32_t, 4> color{};  ///< Red, green, blue, alpha.
};

Corner corner_of(const ImDrawVert& vertex, const Texture& texture) {
  const auto scaled = [](float value, double factor) {
    return static_cast<std::int64_t>(std::llround(static_cast<double>(value) * factor));
  };
  return {.x = scaled(vertex.pos.x, sub),
          .y = scaled(vertex.pos.y, sub),
          .u = scaled(vertex.uv.x, static_cast<double>(texture.width) * texel),
          .v = scaled(vertex.uv.y, static_cast<double>(texture.height) * texel),
          .color = {static_cast<std::int32_t>(vertex.col >> IM_COL32_R_SHIFT & 255U),
                    static_cast<std::int32_t>(vertex.col >> IM_COL32_G_SHIFT & 255U),
                    static_cast<std::int32_t>(vertex.col >> IM_COL32_B_SHIFT & 255U),
                    static_cast<std::int32_t>(vertex.col >> IM_COL32_A_SHIFT & 255U)}};
}

/// Mixes a colour of this alpha (0 to 255) over a pixel.
void blend(std::uint8_t* pixel, const std::array<std::int32_t, 4>& color, std::int32_t alpha) {
  if (alpha <= 0) return;
  if (alpha == 255) {
    for (std::size_t i = 0; i < 3; ++i) pixel[i] = static_cast<std::uint8_t>(color[i]);
    return;
  }
  for (std::size_t i = 0; i < 3; ++i) {
    const std::int32_t from = pixel[i];
    const std::int32_t change = (color[i] - from) * alpha;
    pixel[i] = static_cast<std::uint8_t>(from + (change + (change >= 0 ? 127 : -127)) / 255);
  }
}

std::int32_t times(std::int32_t a, std::uint32_t b) {
  return (a * static_cast<std::int32_t>(b) + 127) / 255;
}

/// First pixel whose centre is at or right of `x`, in 1/256 pixels.
int first_centre(std::int64_t x) {
  return static_cast<int>((x + sub / 2 - 1) >> 8);
}

/// The two triangles of an upright rectangle of one colour: most of a screen. Pixels whose centre
/// is inside are drawn, so that neighbours neither overlap nor gape.
void rectangle(Picture& picture, const Texture& texture, const Clip& clip, const Corner& a,
               const Corner& c) {
  const int left = std::max(clip.left, first_centre(a.x));
  const int right = std::min(clip.right, first_centre(c.x));
  const int top = std::max(clip.top, first_centre(a.y));
  const int bottom = std::min(clip.bottom, first_centre(c.y));
  const bool flat = a.u == c.u && a.v == c.v;
  const std::uint32_t solid = flat ? texture.at(a.u, a.v) : 0;
  for (int y = top; y < bottom; ++y) {
    const std::int64_t v = flat ? 0 : a.v + (c.v - a.v) * (y * sub + sub / 2 - a.y) / (c.y - a.y);
    std::uint8_t* pixel = picture.at(left, y);
    for (int x = left; x < right; ++x, pixel += 3) {
      const std::uint32_t cover =
          flat ? solid : texture.at(a.u + (c.u - a.u) * (x * sub + sub / 2 - a.x) / (c.x - a.x), v);
      blend(pixel, a.color, times(a.color[3], cover));
    }
  }
}

std::int64_t cross(const Corner& a, const Corner& b, std::int64_t x, std::int64_t y) {
  return (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
}

/// Whether a pixel centre on the edge from a to b belongs to the triangle: each edge that two
/// triangles share gives its pixels to one of them.
bool owns_edge(const Corner& a, const Corner& b) {
  return b.y > a.y || (b.y == a.y && b.x < a.x);
}

void triangle(Picture& picture, const Texture& texture, const Clip& clip, const Corner& a, Corner b,
              Corner c) {
  std::int64_t area = cross(a, b, c.x, c.y);
  if (area == 0) return;
  if (area < 0) {
    std::swap(b, c);
    area = -area;
  }
  const int left = std::max(clip.left, first_centre(std::min({a.x, b.x, c.x})));
  const int right = std::min(clip.right, first_centre(std::max({a.x, b.x, c.x})) + 1);
  const int top = std::max(clip.top, first_centre(std::min({a.y, b.y, c.y})));
  const int bottom = std::min(clip.bottom, first_centre(std::max({a.y, b.y, c.y})) + 1);
  const bool flat = a.u == b.u && a.u == c.u && a.v == b.v && a.v == c.v;
  const std::uint32_t solid = flat ? texture.at(a.u, a.v) : 0;
  const bool one_color = a.color == b.color && a.color == c.color;
  const std::int64_t least_a = owns_edge(b, c) ? 0 : 1;
  const std::int64_t least_b = owns_edge(c, a) ? 0 : 1;
  const std::int64_t least_c = owns_edge(a, b) ? 0 : 1;
  for (int y = top; y < bottom; ++y)
    for (int x = left; x < right; ++x) {
      const std::int64_t px = x * sub + sub / 2;
      const std::int64_t py = y * sub + sub / 2;
      const std::int64_t wa = cross(b, c, px, py);
      const std::int64_t wb = cross(c, a, px, py);
      const std::int64_t wc = cross(a, b, px, py);
      if (wa < least_a || wb < least_b || wc < least_c) continue;
      const auto mix = [&](std::int64_t of_a, std::int64_t of_b, std::int64_t of_c) {
        return (of_a * wa + of_b * wb + of_c * wc) / area;
      };
      std::array<std::int32_t, 4> color = a.color;
      if (!one_color)
        for (std::size_t i = 0; i < 4; ++i)
          color[i] = static_cast<std::int32_t>(mix(a.color[i], b.color[i], c.color[i]));
      const std::uint32_t cover = flat ? solid : texture.at(mix(a.u, b.u, c.u), mix(a.v, b.v, c.v));
      blend(picture.at(x, y), color, times(color[3], cover));
    }
}

bool is_upright(const Corner& a, const Corner& b, const Corner& c, const Corner& d) {
  return a.y == b.y && b.x == c.x && c.y == d.y && d.x == a.x && a.x < c.x && a.y < c.y &&
         a.u == d.u && b.u == c.u && a.v == b.v && c.v == d.v && a.color == b.color &&
         a.color == c.color && a.color == d.color;
}

void draw_command(Picture& picture, const Texture& texture, const ImDrawList& list,
                  const ImDrawCmd& command) {
  const Clip clip{
      .left = std::max(0, static_cast<int>(std::floor(command.ClipRect.x))),
      .top = std::max(0, static_cast<int>(std::floor(command.ClipRect.y))),
      .right = std::min(picture.width, static_cast<int>(std::floor(command.ClipRect.z))),
      .bottom = std::min(picture.height, static_cast<int>(std::floor(command.ClipRect.w)))};
  if (clip.left >= clip.right || clip.top >= clip.bottom) return;
  const auto index = [&](unsigned k) {
    return list.IdxBuffer[static_cast<int>(command.IdxOffset + k)];
  };
  const auto corner = [&](unsigned k) {
    return corner_of(list.VtxBuffer[static_cast<int>(command.VtxOffset + index(k))], texture);
  };
  for (unsigned i = 0; i + 2 < command.ElemCount; i += 3) {
    const Corner a = corner(i);
    const Corner b = corner(i + 1);
    const Corner c = corner(i + 2);
    if (i + 5 < command.ElemCount && index(i) == index(i + 3) && index(i + 2) == index(i + 4)) {
      if (const Corner d = corner(i + 5); is_upright(a, b, c, d)) {
        rectangle(picture, texture, clip, a, c);
        i += 3;
        continue;
      }
    }
    triangle(picture, texture, clip, a, b, c);
  }
}

}  // namespace

Picture draw_picture() {
  const ImDrawData* data = ImGui::GetDrawData();
  Picture picture{.width = static_cast<int>(data->DisplaySize.x),
                  .height = static_cast<int>(data->DisplaySize.y)};
  picture.rgb.resize(static_cast<std::size_t>(picture.width) *
                     static_cast<std::size_t>(picture.height) * 3);
  Texture texture;
  ImGui::GetIO().Fonts->GetTexDataAsAlpha8(&texture.alpha, &texture.width, &texture.height);
  for (const ImDrawList* list : data->CmdLists)
    for (const ImDrawCmd& command : list->CmdBuffer)
      if (command.UserCallback == nullptr) draw_command(picture, texture, *list, command);
  return picture;
}

Picture halved(const Picture& picture) {
  Picture half{.width = picture.width / 2, .height = picture.height / 2};
  half.rgb.resize(static_cast<std::size_t>(half.width) * static_cast<std::size_t>(half.height) * 3);
  for (int y = 0; y < half.height; ++y)
    for (int x = 0; x < half.width; ++x)
      for (int i = 0; i < 3; ++i) {
        const int sum = picture.at(2 * x, 2 * y)[i] + picture.at(2 * x + 1, 2 * y)[i] +
                        picture.at(2 * x, 2 * y + 1)[i] + picture.at(2 * x + 1, 2 * y + 1)[i];
        half.at(x, y)[i] = static_cast<std::uint8_t>((sum + 2) / 4);
      }
  return half;
}

}  // namespace retour::ui
