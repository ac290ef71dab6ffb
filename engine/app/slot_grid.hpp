// The clinic's slot grid: rota, premises and bookings of a span of days as schedule/ wants them.
#pragma once

#include <vector>

#include "app/clinic.hpp"
#include "schedule/grid.hpp"

namespace retour::app {

/// The bookings of these days (both included) that take time; of one only what the grid looks at.
[[nodiscard]] Result<std::vector<Booking>> busy_bookings(Clinic& clinic, LocalDate first,
                                                         LocalDate last);

/// Who may hold a service at a branch (nil: at any): the active doctors of its specialty; where
/// nobody has it, whoever works there as a doctor. In the catalogue's order.
[[nodiscard]] std::vector<StaffId> doctors_for(const Catalogue& catalogue, ServiceId service,
                                               BranchId branch);

/// The grid of a horizon. `more`: shifts that are not stored (yet), such as a planned absence.
/// O(bookings and shifts of the horizon).
[[nodiscard]] Result<schedule::Grid> slot_grid(Clinic& clinic, const schedule::Horizon& horizon,
                                               const std::vector<Shift>& more = {});

}  // namespace retour::app
