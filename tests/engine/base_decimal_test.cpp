// Numbers with decimals as text, beside the standard library's.
#include "base/decimal.hpp"

#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <limits>

#include "base/random.hpp"

namespace retour {
namespace {

std::string standard(double value, int digits) {
  char buffer[64];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, digits).ptr;
  return std::string(buffer, end);
}

TEST(FixedDecimal, IsTheStandardLibrarysWhereNothingIsHalfway) {
  SeededRandom random(3);
  for (int i = 0; i < 20'000; ++i) {
    const int digits = static_cast<int>(random.below(5));
    // An odd count of tenths of the last digit is never halfway between two.
    const double tenths = static_cast<double>(random.below(2'000'000'000)) - 1e9;
    if (static_cast<std::int64_t>(tenths) % 10 == 5 || static_cast<std::int64_t>(tenths) % 10 == -5)
      continue;
    const double value = tenths / std::pow(10, digits + 1);
    if (std::abs(value) * std::pow(10, digits) < 0.5) continue;  // The other one writes "-0".
    ASSERT_EQ(fixed_decimal(value, digits), standard(value, digits)) << tenths << " " << digits;
  }
}

TEST(FixedDecimal, RoundsHalfAwayFromZeroAndHasNoMinusNought) {
  EXPECT_EQ(fixed_decimal(0.5, 0), "1");
  EXPECT_EQ(fixed_decimal(-2.5, 0), "-3");
  EXPECT_EQ(fixed_decimal(1.125, 2), "1.13");
  EXPECT_EQ(fixed_decimal(-0.001, 2), "0.00");
  EXPECT_EQ(fixed_decimal(-0.06, 1), "-0.1");
  EXPECT_EQ(fixed_decimal(7, 2), "7.00");
  EXPECT_EQ(fixed_decimal(12.034, 3), "12.034");
}

TEST(FixedDecimal, WhatItCannotWriteIsTheNearestThatItCan) {
  EXPECT_EQ(fixed_decimal(std::numeric_limits<double>::quiet_NaN(), 1), "0.0");
  EXPECT_EQ(fixed_decimal(std::numeric_limits<double>::infinity(), 1), "1000000000000.0");
  EXPECT_EQ(fixed_decimal(-1e300, 0), "-1000000000000");
}

}  // namespace
}  // namespace retour
