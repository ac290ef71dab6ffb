#include "web/support/picture_file.hpp"

#include <gtest/gtest.h>
#include <png.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <vector>

namespace retour::ui {
namespace {

/// What the reduction of colours may change of a channel.
constexpr int reduction_max = 24;
/// A pixel counts as another one from here on: above all that rounding could do. Where a colour
/// fills an area, the reviewed picture has it exactly, so that a paler card is noticed too.
constexpr int different_from = 40;
constexpr int area_different_from = 4;
/// A colour of at least this share of the pixels fills an area: one of so many.
constexpr std::int64_t area_share = 400;
/// So many pixels may differ: a corner of a curve on another compiler.
constexpr std::size_t pixels_max = 8;

using Rgb = std::array<std::uint8_t, 3>;

int distance(const Rgb& a, const std::uint8_t* b) {
  return std::max({std::abs(a[0] - b[0]), std::abs(a[1] - b[1]), std::abs(a[2] - b[2])});
}

struct Counted {
  Rgb color{};
  std::int64_t count = 0;
  int far = 256;  ///< Distance to the nearest colour of the palette.
  std::size_t nearest = 0;
};

std::vector<Counted> colors_of(const Picture& picture) {
  std::map<Rgb, std::int64_t> counts;
  for (std::size_t i = 0; i < picture.rgb.size(); i += 3)
    ++counts[{picture.rgb[i], picture.rgb[i + 1], picture.rgb[i + 2]}];
  std::vector<Counted> colors;
  colors.reserve(counts.size());
  for (const auto& [color, count] : counts) colors.push_back({.color = color, .count = count});
  return colors;
}

/// Few colours that keep all of `colors` within `error_max`: those that fill areas, then again and
/// again the frequent one that is far from those chosen.
std::vector<Rgb> palette_for(std::vector<Counted>& colors, int error_max) {
  std::int64_t pixels = 0;
  for (const Counted& one : colors) pixels += one.count;
  std::vector<Rgb> palette;
  const auto add = [&](const Rgb& color) {
    palette.push_back(color);
    for (Counted& one : colors)
      if (const int far = distance(one.color, color.data()); far < one.far) {
        one.far = far;
        one.nearest = palette.size() - 1;
      }
  };
  for (const Counted& one : colors)
    if (one.count * area_share >= pixels) add(one.color);
  while (palette.size() < 256) {
    Counted* wanted = nullptr;
    std::int64_t weight = -1;
    for (Counted& one : colors) {
      if (one.far <= error_max && !palette.empty()) continue;
      const std::int64_t w = one.count * one.far;
      if (w > weight) {
        weight = w;
        wanted = &one;
      }
    }
    if (wanted == nullptr) break;
    add(wanted->color);
  }
  return palette;
}

std::vector<std::uint8_t> indexed(const Picture& picture, const std::vector<Counted>& colors) {
  std::vector<std::uint8_t> out;
  out.reserve(picture.rgb.size() / 3);
  for (std::size_t i = 0; i < picture.rgb.size(); i += 3) {
    const Rgb color{picture.rgb[i], picture.rgb[i + 1], picture.rgb[i + 2]};
    const auto it = std::ranges::lower_bound(colors, color, {}, &Counted::color);
    out.push_back(static_cast<std::uint8_t>(it->nearest));
  }
  return out;
}

std::vector<std::uint8_t> encoded(const Picture& picture, const std::vector<Rgb>& palette,
                                  const std::vector<std::uint8_t>& pixels, int strategy) {
  std::vector<std::uint8_t> bytes;
  // An error of libpng ends the program: it could only be one of ours.
  png_struct* png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_info* info = png_create_info_struct(png);
  png_set_write_fn(
      png, &bytes,
      [](png_struct* writer, png_byte* data, std::size_t size) {
        auto* into = static_cast<std::vector<std::uint8_t>*>(png_get_io_ptr(writer));
        into->insert(into->end(), data, data + size);
      },
      nullptr);
  const int depth = palette.size() <= 16 ? 4 : 8;
  const auto width = static_cast<std::size_t>(picture.width);
  png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(picture.height),
               depth, PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  std::vector<png_color> colors;
  for (const Rgb& one : palette) colors.push_back({.red = one[0], .green = one[1], .blue = one[2]});
  png_set_PLTE(png, info, colors.data(), static_cast<int>(colors.size()));
  png_set_compression_level(png, 9);
  png_set_compression_mem_level(png, 9);
  png_set_compression_strategy(png, strategy);
  png_set_filter(png, 0, PNG_FILTER_NONE);
  png_write_info(png, info);
  png_set_packing(png);
  for (std::size_t y = 0; y < static_cast<std::size_t>(picture.height); ++y)
    png_write_row(png, &pixels[y * width]);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return bytes;
}

struct Difference {
  std::size_t pixels = 0;
  Picture shown;  ///< The actual picture, pale, with what differs in red.
};

Difference difference_of(const Picture& actual, const Picture& wanted) {
  Difference found{.shown = actual};
  std::set<Rgb> areas;
  for (const Counted& one : colors_of(actual))
    if (one.count * area_share >= static_cast<std::int64_t>(actual.rgb.size() / 3))
      areas.insert(one.color);
  for (int y = 0; y < actual.height; ++y)
    for (int x = 0; x < actual.width; ++x) {
      std::uint8_t* pixel = found.shown.at(x, y);
      const std::uint8_t* other = wanted.at(x, y);
      const Rgb color{pixel[0], pixel[1], pixel[2]};
      const bool differs =
          distance(color, other) >= (areas.contains(color) ? area_different_from : different_from);
      found.pixels += differs ? 1 : 0;
      for (int i = 0; i < 3; ++i)
        pixel[i] = differs ? (i == 0 ? 255 : 0) : static_cast<std::uint8_t>(170 + pixel[i] / 3);
    }
  return found;
}

}  // namespace

std::optional<Picture> read_png(const std::string& path) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&image, path.c_str()) == 0) return std::nullopt;
  image.format = PNG_FORMAT_RGB;
  Picture picture{.width = static_cast<int>(image.width), .height = static_cast<int>(image.height)};
  picture.rgb.resize(PNG_IMAGE_SIZE(image));
  if (png_image_finish_read(&image, nullptr, picture.rgb.data(), 0, nullptr) == 0)
    return std::nullopt;
  return picture;
}

bool write_png(const std::string& path, const Picture& picture, int error_max) {
  std::vector<Counted> colors = colors_of(picture);
  const std::vector<Rgb> palette = palette_for(colors, error_max);
  const std::vector<std::uint8_t> pixels = indexed(picture, colors);
  // Of several ways to compress, the one that is best for this picture.
  std::vector<std::uint8_t> best;
  for (const int strategy : {Z_DEFAULT_STRATEGY, Z_FILTERED, Z_RLE}) {
    std::vector<std::uint8_t> bytes = encoded(picture, palette, pixels, strategy);
    if (best.empty() || bytes.size() < best.size()) best = std::move(bytes);
  }
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(best.data()), static_cast<std::streamsize>(best.size()));
  return out.good();
}

void expect_picture(const Picture& picture, const std::string& name, PictureFolder folder) {
  namespace fs = std::filesystem;
  const std::string_view kept =
      folder == PictureFolder::manual ? RETOUR_MANUAL_PICTURES_DIR : RETOUR_PICTURES_DIR;
  const std::string reviewed = std::string(kept) + "/" + name + ".png";
  const std::optional<Picture> wanted = read_png(reviewed);
  const bool same_size =
      wanted && wanted->width == picture.width && wanted->height == picture.height;
  const Difference difference = same_size ? difference_of(picture, *wanted) : Difference{};
  if (same_size && difference.pixels <= pixels_max) return;
  if (std::getenv("RETOUR_RECORD") != nullptr) {
    fs::create_directories(fs::path(reviewed).parent_path());
    EXPECT_TRUE(write_png(reviewed, picture, reduction_max)) << reviewed;
    return;
  }
  const std::string out = std::string(RETOUR_PICTURES_OUT) + "/" + name;
  fs::create_directories(fs::path(out).parent_path());
  EXPECT_TRUE(write_png(out + ".actual.png", picture, 0)) << out;
  if (same_size) EXPECT_TRUE(write_png(out + ".difference.png", difference.shown, 0)) << out;
  ADD_FAILURE() << name << (wanted ? same_size ? " differs" : " has another size" : " is missing")
                << " (" << difference.pixels << " pixels); look at " << out
                << ".actual.png; if it is right: scripts/test --record";
}

}  // namespace retour::ui
