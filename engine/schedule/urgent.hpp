// Urgent windows (SC-09, "always leave several free windows in each reception day for clients who
// need an urgent visit"): times that a specialty keeps for urgent visits until shortly before they
// begin.
//
//   staffed hours    09-------11-------13-------15-------17      two places, 30 minutes each
//   quarters of them          *                 *                middles of two equal halves
//   Petrov 09-17     [--------10:30][-------------------]        the begin nearest to the first
//   Ivanov 13-17                           [----15:00---]        whoever keeps fewer, the second
//
// The rule, the same on every device and whatever is booked:
// - Each branch keeps the places of each of its days, of the reception hours of the specialty's
//   doctors there: an urgent patient goes to the branch that is near.
// - The hours of all its doctors, one beside the other in order of time, are cut into as many equal
//   parts as places are kept; a place lies as near as it can to the middle of each, with the doctor
//   who keeps the fewest that day. It begins a whole number of visits after his shift, so that
//   other visits pack around it.
// - A place that is booked is used, by whomever: it is kept nowhere else instead. Otherwise each
//   urgent visit would take one more time from everybody. Nothing is stored of a visit's urgency.
// - It is released `release_minutes` before it begins: then anybody may have it.
//
// What is kept lies in the grid, so that every search respects it unless it says that it is for an
// urgent visit (`SlotRequest::may_take_kept`): free times, itineraries, the planner of absences
// (those whose doctor is ill have a time already; tomorrow's urgent patient has none).
//
// Turned down: to count how many places still fit anywhere and refuse the last ones. The last ones
// are what nobody wants, in the evening; and a booking would be refused for another one's sake.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "schedule/grid.hpp"

namespace retour::schedule {

/// What a specialty keeps.
struct UrgentWindows {
  SpecialtyId specialty = {};
  std::int32_t per_day = 0;  ///< Places a day and branch.
  std::int32_t release_minutes = 120;
  std::int32_t length_minutes = 30;  ///< Of a place: of the specialty's usual first visit.
};

/// Chooses the places of all days of the grid and leaves them in it, in the place of what it kept.
/// O(days x places x doctors x visits of a day); nothing where nothing is kept.
void keep_urgent(Grid& grid, std::span<const Staff> staff, std::span<const UrgentWindows> windows);

/// When anybody may have a place.
[[nodiscard]] Instant release_of(const Grid& grid, const KeptPlace& place);

/// Whether a place is kept at `now`: neither released nor booked, the booking `ignored` included
/// (whoever has taken the place may move within it).
[[nodiscard]] bool is_kept(const Grid& grid, const KeptPlace& place, Instant now);

/// Takes what is kept of a doctor out of a row of bits. False when there is nothing.
bool clear_kept(const Grid& grid, ResourceRow doctor, Instant now, std::uint64_t* row);

/// When the last of the places of a doctor that [begin, end) touches is released; nothing when it
/// touches none that is kept.
[[nodiscard]] std::optional<Instant> kept_until(const Grid& grid, ResourceRow doctor, Quantum begin,
                                                Quantum end, Instant now);

/// The urgent windows of one specialty, day and branch that have not begun.
struct UrgentDay {
  BranchId branch = {};
  SpecialtyId specialty = {};
  LocalDate date = {};
  std::int32_t kept = 0;  ///< Places by the rule.
  std::int32_t left = 0;  ///< Not booked, released ones included.
  bool operator==(const UrgentDay&) const = default;
};
/// By branch, date and specialty; days without such places are left out. O(places).
[[nodiscard]] std::vector<UrgentDay> urgent_days(const Grid& grid, Instant now);

// ---------------------------------------------------------------- how many

/// How many visits were booked for the very day on each working day of a specialty: what windows
/// are for. The first `counts[n]` days had n such visits.
struct UrgentDemand {
  std::vector<std::int32_t> visits = {};  ///< One number per working day, in any order.
};
struct UrgentProposal {
  std::int32_t days = 0;     ///< Working days looked at.
  std::int32_t visits = 0;   ///< Visits of them booked for the very day.
  std::int32_t per_day = 0;  ///< So many places ...
  std::int32_t covered = 0;  ///< ... are enough on so many of the days.
};
inline constexpr std::int32_t urgent_days_min = 20;
inline constexpr std::int32_t urgent_visits_min = 10;
/// The fewest places that are enough on four days of five. Nothing below `urgent_days_min` working
/// days or `urgent_visits_min` visits: such a number would be a guess.
[[nodiscard]] std::optional<UrgentProposal> propose_urgent(const UrgentDemand& demand);

}  // namespace retour::schedule
