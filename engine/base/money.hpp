// Money: integer minor units (kopecks, ore, cents) and a currency. Never floating point.
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

#include "base/check.hpp"

namespace retour {

/// ISO 4217 currencies that clinics on the map of this product use. Stored by number.
enum class Currency : std::uint8_t {
  rub = 0,
  sek = 1,
  eur = 2,
  kzt = 3,
  byn = 4,
  usd = 5,
  brl = 6
};

/// Three-letter ISO 4217 code.
[[nodiscard]] constexpr std::string_view code_of(Currency currency) noexcept {
  constexpr std::string_view codes[] = {"RUB", "SEK", "EUR", "KZT", "BYN", "USD", "BRL"};
  return codes[static_cast<std::uint8_t>(currency)];
}

/// An amount. All arithmetic demands equal currencies; mixing is a bug, not a refusal.
struct Money {
  std::int64_t minor = 0;
  Currency currency = Currency::rub;

  bool operator==(const Money&) const = default;

  Money& operator+=(const Money& other) {
    RETOUR_CHECK(currency == other.currency);
    RETOUR_CHECK(!__builtin_add_overflow(minor, other.minor, &minor));
    return *this;
  }
  Money& operator-=(const Money& other) {
    RETOUR_CHECK(currency == other.currency);
    RETOUR_CHECK(!__builtin_sub_overflow(minor, other.minor, &minor));
    return *this;
  }
  friend Money operator+(Money a, const Money& b) { return a += b; }
  friend Money operator-(Money a, const Money& b) { return a -= b; }
};

/// `minor * numerator / denominator` rounded half away from zero, as cash registers do.
/// `denominator` must be positive and the answer must fit 64 bits; anything else is a bug, checked.
[[nodiscard]] constexpr std::int64_t scale_minor(std::int64_t minor, std::int64_t numerator,
                                                 std::int64_t denominator) {
  RETOUR_CHECK(denominator > 0);
  const __int128 product = static_cast<__int128>(minor) * numerator;
  const __int128 half = denominator / 2;
  const __int128 scaled = (product >= 0 ? product + half : product - half) / denominator;
  RETOUR_CHECK(scaled >= INT64_MIN && scaled <= INT64_MAX);
  return static_cast<std::int64_t>(scaled);
}

}  // namespace retour
