// What a specialty is asked for against its hours, read from the clinic (SC-14).
#pragma once

#include "app/clinic.hpp"
#include "schedule/demand.hpp"

namespace retour::app {

/// Weeks that are looked back on, and weeks of the coming rota whose mean is the usual week.
inline constexpr std::int32_t demand_weeks = 26;
inline constexpr std::int32_t usual_weeks = 4;

/// Bookings of the weeks before this one, cancelled ones included, and who waited; the rota of the
/// weeks from this one on. Everything at one branch. O(bookings and shifts of the weeks).
[[nodiscard]] Result<schedule::DemandReport> demand_of(Clinic& clinic, SpecialtyId specialty,
                                                       BranchId branch);

}  // namespace retour::app
