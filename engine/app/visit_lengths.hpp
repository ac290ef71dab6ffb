// How long visits really take, learned per doctor and service (FEATURES 54): what a booking should
// be given, beside what the price list says.
#pragma once

#include <vector>

#include "app/clinic.hpp"

namespace retour::app {

struct UsualLength {
  StaffId doctor;
  ServiceId service;
  std::int64_t visits = 0;
  std::int32_t minutes = 0;  ///< Median from entry to the end, up to whole quanta.
};

/// Days that are looked back on, and visits below which nothing is claimed.
inline constexpr std::int32_t usual_length_days = 120;
inline constexpr std::size_t usual_length_visits_min = 15;

/// By doctor and service, of the days before `today`. The median: a visit that somebody forgot to
/// finish moves nothing. O(visits of the days).
[[nodiscard]] Result<std::vector<UsualLength>> usual_lengths(Clinic& clinic, LocalDate today);

}  // namespace retour::app
