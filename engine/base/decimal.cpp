#include "base/decimal.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/check.hpp"

namespace retour {

std::string fixed_decimal(double value, int digits) {
  RETOUR_CHECK(digits >= 0 && digits <= 6);
  constexpr double most = 1e12;
  if (std::isnan(value)) value = 0;
  std::int64_t scale = 1;
  for (int i = 0; i < digits; ++i) scale *= 10;
  const std::int64_t units =
      std::llround(std::clamp(value, -most, most) * static_cast<double>(scale));
  const std::int64_t whole = units < 0 ? -(units / scale) : units / scale;
  const std::int64_t part = units < 0 ? -(units % scale) : units % scale;
  std::string text = units < 0 ? "-" : "";
  text += std::to_string(whole);
  if (digits == 0) return text;
  const std::string decimals = std::to_string(part);
  text += '.';
  text.append(static_cast<std::size_t>(digits) - decimals.size(), '0');
  return text + decimals;
}

}  // namespace retour
