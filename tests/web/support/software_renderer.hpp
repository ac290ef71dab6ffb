// Rasterises ImGui's draw lists on the processor, so that a picture of a view needs no browser and
// no graphics driver, and is the same on every machine: whole numbers only, from the corners of the
// triangles to the colours of the pixels.
#pragma once

#include <cstdint>
#include <vector>

namespace retour::ui {

/// A picture, three bytes a pixel, from the top left corner.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb{};

  [[nodiscard]] const std::uint8_t* at(int x, int y) const {
    return &rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                 static_cast<std::size_t>(x)) *
                3];
  }
  [[nodiscard]] std::uint8_t* at(int x, int y) {
    return &rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                 static_cast<std::size_t>(x)) *
                3];
  }
};

/// The draw data of the last ImGui::Render.
[[nodiscard]] Picture draw_picture();
/// Half as wide and half as high; each pixel the mean of four.
[[nodiscard]] Picture halved(const Picture& picture);

}  // namespace retour::ui
