// Weeks begin on Monday, as ISO 8601 has them.
#pragma once

#include "time/civil.hpp"

namespace retour {

/// The Monday of a date's week.
[[nodiscard]] constexpr LocalDate monday_of(LocalDate date) {
  return date.plus_days(1 - date.iso_weekday());
}

}  // namespace retour
