// Urgent windows of a clinic (SC-09): what its specialties keep, where that lies on a day, and how
// many places its own bookings would have needed.
#pragma once

#include <vector>

#include "app/clinic.hpp"
#include "schedule/urgent.hpp"
#include "store/queries.hpp"

namespace retour::app {

/// What the specialties in use keep; empty for most clinics. A place is as long as the shortest
/// first visit of the specialty, else its shortest visit.
[[nodiscard]] std::vector<schedule::UrgentWindows> urgent_windows(const Catalogue& catalogue);

/// A place of a day that is kept now.
struct KeptTime {
  StaffId doctor;
  SpecialtyId specialty;
  std::int32_t begin_minute = 0;  ///< Local, of the day.
  std::int32_t end_minute = 0;
  Instant released;
};
/// By doctor and time. One day's grid where anything is kept, else nothing at all.
[[nodiscard]] Result<std::vector<KeptTime>> kept_times(Clinic& clinic, LocalDate date,
                                                       BranchId branch);

/// The days from `first` on, at one branch, on which a specialty keeps places that have not begun
/// and none of them is left; by date. O(bookings and shifts of the days), where anything is kept.
[[nodiscard]] Result<std::vector<schedule::UrgentDay>> days_without_urgent(Clinic& clinic,
                                                                           LocalDate first,
                                                                           std::int32_t days,
                                                                           BranchId branch);

/// Days before `today` that are looked back on.
inline constexpr std::int32_t urgent_history_days = 120;
/// Visits of a specialty booked for the very day, by day with any visits of it; bookings of which
/// nobody knows when they were made (imported) are left out. O(bookings of the days).
[[nodiscard]] Result<schedule::UrgentDemand> urgent_demand(Clinic& clinic, SpecialtyId specialty,
                                                           LocalDate today);

/// The shortest first visit of a specialty, else its shortest visit.
[[nodiscard]] std::int32_t first_visit_minutes(const Catalogue& catalogue, SpecialtyId specialty);

/// What a booking was asked of: its service's specialty, else its doctor's first one.
[[nodiscard]] SpecialtyId specialty_of(const Catalogue& catalogue, const store::AskedTime& asked);

}  // namespace retour::app
