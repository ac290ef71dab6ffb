// How many visits still fit into the days of each doctor: what a month says in one number.
#pragma once

#include <cstdint>
#include <vector>

#include "schedule/grid.hpp"

namespace retour::schedule {

/// How long a doctor's visit usually is.
struct VisitLength {
  StaffId doctor = {};
  std::int32_t minutes = 30;  ///< At least a quantum.
};

struct FreeVisits {
  StaffId doctor = {};
  LocalDate date = {};
  std::int32_t visits = 0;  ///< One after the other in each free stretch; may be 0.
};

/// Every day of the horizon, by doctor and date, on which one of these doctors is rostered at the
/// branch (theatre time left out) and not all of it is over at `now`. By the doctor's own time:
/// rooms and devices are not asked, which takes a search. What is kept for urgent visits is not
/// free (SC-09). O(doctors x horizon).
[[nodiscard]] std::vector<FreeVisits> free_visits(const Grid& grid, BranchId branch,
                                                  std::span<const VisitLength> doctors,
                                                  Instant now);

}  // namespace retour::schedule
