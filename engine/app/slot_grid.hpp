// The clinic's slot grid: rota, premises and bookings of a span of days as schedule/ wants them.
#pragma once

#include <vector>

#include "app/clinic.hpp"
#include "schedule/free_times.hpp"

namespace retour::app {

/// The bookings of these days (both included) that take time now (holds that lapsed do not), and
/// those of the weeks before and after by which somebody lies in a ward in a night of a visit of
/// these days; of one only what the grid looks at.
[[nodiscard]] Result<std::vector<Booking>> busy_bookings(Clinic& clinic, LocalDate first,
                                                         LocalDate last);

/// Whether somebody holds a service: one of its performers where it names any, else whoever has its
/// specialty (everybody, when it has none). Whether he still works is another question.
[[nodiscard]] bool performs(const Staff& person, const Service& service);

/// Who may hold a service at a branch (nil: at any): the active doctors who perform it; where
/// nobody does, whoever works there as a doctor. In the catalogue's order.
[[nodiscard]] std::vector<StaffId> doctors_for(const Catalogue& catalogue, ServiceId service,
                                               BranchId branch);

/// Gives a booking at a time that a person chose against the rules what its visit needs beside the
/// doctor: the pattern, people of the team's specialties and a ward of the branch, whoever is
/// rostered then. Whether they are free is the hub's to say (an emergency, SC-25).
void put_parts(const Catalogue& catalogue, const schedule::ServiceNeeds& needs, Booking& booking);

/// The sessions of a group's service on these days in which places are left, by begin, for
/// `SlotRequest::sessions`. Empty for what is held one by one. `moving` does not count.
[[nodiscard]] Result<std::vector<schedule::Slot>> open_sessions(Clinic& clinic,
                                                                const Service& service,
                                                                LocalDate first, LocalDate last,
                                                                BookingId moving = {});

/// The needs of a booking's services together, as the price list has them now.
[[nodiscard]] schedule::ServiceNeeds needs_of_visit(const Catalogue& catalogue, ServiceId service,
                                                    std::span<const ServiceId> further,
                                                    bool held_remotely);

/// The grid of a horizon, with the places that are kept for urgent visits. `more`: shifts that are
/// not stored (yet), such as a planned absence. O(bookings and shifts of the horizon).
[[nodiscard]] Result<schedule::Grid> slot_grid(Clinic& clinic, const schedule::Horizon& horizon,
                                               const std::vector<Shift>& more = {});

}  // namespace retour::app
