// Colours that mean something stay apart for people who see fewer of them. (WCAG 2.2, 1.4.1)
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "ui/theme.hpp"

namespace retour::ui {
namespace {

using Vector = std::array<double, 3>;
using Matrix = std::array<Vector, 3>;

struct Vision {
  const char* name;
  Matrix matrix;
};

/// Machado, Oliveira, Fernandes: "A Physiologically-based Model for Simulation of Color Vision
/// Deficiency" (2009), severity 1.0, on linear RGB.
constexpr std::array visions = {Vision{"normal", {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}},
                                Vision{"deuteranopia",
                                       {{{0.367322, 0.860646, -0.227968},
                                         {0.280085, 0.672501, 0.047413},
                                         {-0.011820, 0.042940, 0.968881}}}},
                                Vision{"protanopia",
                                       {{{0.152286, 1.052583, -0.204868},
                                         {0.114503, 0.786281, 0.099216},
                                         {-0.003882, -0.048116, 1.051998}}}},
                                Vision{"tritanopia",
                                       {{{1.255528, -0.076749, -0.178779},
                                         {-0.078411, 0.930809, 0.147602},
                                         {0.004733, 0.691367, 0.303900}}}}};

double linear(std::uint32_t rgba, unsigned shift) {
  const double v = static_cast<double>(rgba >> shift & 255U) / 255;
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

/// CIELAB (D65) of a colour as somebody with this vision sees it.
Vector seen(Color color, const Vision& vision) {
  const Vector rgb = {linear(color.rgba, 24), linear(color.rgba, 16), linear(color.rgba, 8)};
  Vector sim{};
  for (std::size_t r = 0; r < 3; ++r)
    sim[r] = std::clamp(
        vision.matrix[r][0] * rgb[0] + vision.matrix[r][1] * rgb[1] + vision.matrix[r][2] * rgb[2],
        0.0, 1.0);
  const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
  const double x = f((0.4124 * sim[0] + 0.3576 * sim[1] + 0.1805 * sim[2]) / 0.95047);
  const double y = f(0.2126 * sim[0] + 0.7152 * sim[1] + 0.0722 * sim[2]);
  const double z = f((0.0193 * sim[0] + 0.1192 * sim[1] + 0.9505 * sim[2]) / 1.08883);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double distance(const Vector& a, const Vector& b) {
  return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/// A difference of 6.5 (CIE76) is seen at a glance, side by side or not.
constexpr double least_distance = 6.5;

void expect_apart(std::span<const Color> colors, const char* what) {
  for (const Vision& vision : visions)
    for (std::size_t i = 0; i < colors.size(); ++i)
      for (std::size_t k = 0; k < i; ++k)
        EXPECT_GE(distance(seen(colors[i], vision), seen(colors[k], vision)), least_distance)
            << what << ' ' << k + 1 << " and " << i + 1 << ", " << vision.name;
}

TEST(Colours, StatusesAndSeriesStayApartForEveryEye) {
  for (const ThemeName name : {ThemeName::light, ThemeName::dark, ThemeName::contrast}) {
    SCOPED_TRACE(static_cast<int>(name));
    const Theme& theme = theme_of(name);
    std::vector<Color> statuses;
    for (const Pair& pair : theme.statuses) statuses.push_back(pair.back);
    expect_apart(statuses, "statuses");
    expect_apart(theme.series, "series");
  }
}

TEST(Colours, TheSimulationTakesRedAndGreenTogether) {
  const Vision& deuteranopia = visions[1];
  const Color red{0xB04A4AFF};
  const Color green{0x6E7F3AFF};
  EXPECT_GT(distance(seen(red, visions[0]), seen(green, visions[0])), 50);
  EXPECT_LT(distance(seen(red, deuteranopia), seen(green, deuteranopia)), 30);
}

TEST(Colours, EveryStatusAndBookingHasAnIconOfItsOwn) {
  std::vector<Icon> icons;
  for (int status = 1; status <= 7; ++status) icons.push_back(status_icon(status));
  std::ranges::sort(icons);
  EXPECT_EQ(std::ranges::adjacent_find(icons), icons.end());
  icons.clear();
  for (std::size_t i = 0; i < booking_look_count; ++i)
    icons.push_back(booking_icon(static_cast<BookingLook>(i)));
  std::ranges::sort(icons);
  EXPECT_EQ(std::ranges::adjacent_find(icons), icons.end());
}

}  // namespace
}  // namespace retour::ui
