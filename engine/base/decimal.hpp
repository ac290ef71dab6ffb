// Numbers with decimals as text. std::to_chars with a precision, and std::format (which can write
// any number), bring tables of 100 kB with them, exact for numbers of three hundred digits: 3 % of
// the download for coordinates and sums.
#pragma once

#include <string>

namespace retour {

/// A number with so many decimals (at most 6), always with a point: "-12.50". Rounds half away from
/// zero. Beyond 10^12, and for what is no number, the nearest that it can write.
[[nodiscard]] std::string fixed_decimal(double value, int digits);

}  // namespace retour
