// Load, first version: booked and rostered minutes, days to the first free slot (SC-10), days
// without room for an urgent visit (SC-09).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "schedule/free_times.hpp"

namespace retour::schedule {

/// One doctor on one local day at one branch.
struct DoctorDay {
  StaffId doctor = {};
  BranchId branch = {};
  LocalDate date = {};
  std::int32_t rostered_minutes = 0;  ///< Shifts within branch hours, less absences.
  std::int32_t booked_minutes = 0;    ///< Of the rostered time: quanta held by bookings.
  std::int32_t outside_minutes = 0;   ///< Booked outside the rostered time.
};

/// Every day of the horizon on which a doctor is rostered or booked; by doctor (grid order),
/// branch, date. Minutes booked twice count once. Shares are booked / rostered, formed by the
/// reader.
[[nodiscard]] std::vector<DoctorDay> doctor_days(const Grid& grid);

/// Days from the request's first day to the first free slot; nothing within its days (SC-10).
[[nodiscard]] std::optional<std::int32_t> days_to_first_free(const Grid& grid,
                                                             std::span<const Staff> staff,
                                                             SlotRequest request);

/// Local days of the request on which its doctors are rostered but fewer than `wanted` visits of
/// its length still fit one after another, all doctors together (SC-09). By date.
[[nodiscard]] std::vector<LocalDate> days_without_urgent_window(const Grid& grid,
                                                                std::span<const Staff> staff,
                                                                const SlotRequest& request,
                                                                std::int32_t wanted);

}  // namespace retour::schedule
