// Draws from distributions for simulated clinics: the standard ones differ by platform.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/random.hpp"

namespace retour::test {

/// In (0, 1).
inline double uniform(RandomSource& random) {
  return (static_cast<double>(random.next() >> 11) + 0.5) / 9007199254740992.0;
}

inline double normal(RandomSource& random) {  // Box & Muller 1958
  const double radius = std::sqrt(-2 * std::log(uniform(random)));
  return radius * std::cos(2 * std::numbers::pi * uniform(random));
}

inline double exponential(RandomSource& random, double rate) {
  return -std::log(uniform(random)) / rate;
}

/// Mean `shape`. Marsaglia & Tsang 2000.
inline double gamma(RandomSource& random, double shape) {
  if (shape < 1) return gamma(random, shape + 1) * std::pow(uniform(random), 1 / shape);
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = normal(random), v = std::pow(1 + c * x, 3);
    if (v > 0 && std::log(uniform(random)) < x * x / 2 + d - d * v + d * std::log(v)) return d * v;
  }
}

inline double beta(RandomSource& random, double a, double b) {
  const double x = gamma(random, a);
  return x / (x + gamma(random, b));
}

/// By pieces of at most 30: exact, and fine for means of hundreds.
inline int poisson(RandomSource& random, double mean) {
  int count = 0;
  for (; mean > 0; mean -= 30) {
    const double floor = std::exp(-std::min(30.0, mean));
    for (double product = uniform(random); product > floor; product *= uniform(random)) ++count;
  }
  return count;
}

inline bool happens(RandomSource& random, double probability) {
  return uniform(random) < probability;
}

}  // namespace retour::test
