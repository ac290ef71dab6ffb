// Several visits of one patient in order, found together and booked together: the way from a plan
// of treatment to times (SC-17, SC-18).
//
//   blood test  ──at most 10 days──►  cardiologist  ──the same day──►  ultrasound
//      any doctor                       Dr Jolkina                      any doctor
//
// The free times of each visit come from the slot grid, the choice among them from
// schedule/itinerary.hpp: fewest days on which the patient must come, then the earliest end.
// Nothing is stored by planning. `itinerary_act` books all of it in one act, or none; each booking
// then says which itinerary it is of and what holds between it and the one before, so that whoever
// moves one of them later is told which rule he breaks. Visits that are booked already take part as
// moves: the way is planned anew as a whole, the moved one fixed at its new time, the others
// follow.
#pragma once

#include <optional>
#include <vector>

#include "app/clinic.hpp"
#include "schedule/free_times.hpp"
#include "schedule/itinerary.hpp"

namespace retour::app {

/// A time that a visit keeps while the others are looked for.
struct FixedTime {
  StaffId doctor;
  LocalDate date;
  std::int32_t begin_minute = 0;
  bool operator==(const FixedTime&) const = default;
};

struct WantedVisit {
  ServiceId service;
  StaffId doctor = {};  ///< Nil: any who may hold the service.
  PlanItemId plan_item = {};
  std::optional<Booking> booking = {};  ///< Booked already: it moves.
  /// Local days between the visit before and this one; 0: the same day. Nothing: any number.
  std::int32_t days_after_min = 0;
  std::optional<std::int32_t> days_after_max = {};
  std::int32_t minutes_between = 0;  ///< From the end of the one before, on the same day.
  std::optional<FixedTime> fixed = {};
};

struct ItineraryWish {
  PatientId patient;
  BranchId branch;
  LocalDate from;
  std::int32_t days = 28;
  schedule::DayPart part = {};
  bool on_one_day = false;  ///< Whatever the visits say about days.
  std::vector<WantedVisit> visits;
};
inline constexpr std::size_t itinerary_visits_max = 8;
inline constexpr std::int32_t itinerary_days_max = 120;

struct PlannedItinerary {
  schedule::ItineraryVerdict verdict = schedule::ItineraryVerdict::no_combination;
  std::vector<schedule::Slot> slots = {};  ///< One per visit when something was found.
  std::uint32_t visit = 0;                 ///< The one that has no time, or after which none fits.
  std::int32_t days = 0;                   ///< On which the patient comes.
  std::uint64_t generation = 0;            ///< Of the clinic that it was made from.
  [[nodiscard]] bool is_found() const { return !slots.empty(); }
};

/// Looks for the best way. Services must exist; at most `itinerary_visits_max` visits and
/// `itinerary_days_max` days (checked). Takes some milliseconds a visit.
[[nodiscard]] Result<PlannedItinerary> plan_itinerary(Clinic& clinic, const ItineraryWish& wish);

/// Other times of one visit while all others keep theirs: those that keep every rule, by time, at
/// most `limit`. For a plan that was found.
[[nodiscard]] Result<std::vector<schedule::Slot>> other_times(Clinic& clinic,
                                                              const ItineraryWish& wish,
                                                              const PlannedItinerary& plan,
                                                              std::size_t visit, std::size_t limit);

/// The visits of an itinerary that are booked, in order of time, with the rules between them as the
/// bookings remember them; one of another itinerary comes on any day.
[[nodiscard]] std::vector<WantedVisit> wanted_again(std::vector<Booking> bookings);

/// The booking whose rule after the one before does not hold, or nothing; of `itinerary`, of those
/// that stand.
[[nodiscard]] std::optional<Booking> broken_rule(std::vector<Booking> bookings,
                                                 ItineraryId itinerary);

/// The act that books the found way, new visits and moves; those that stay where they are are left
/// out. To be submitted as one (`Clinic::submit_act`).
[[nodiscard]] std::vector<Draft> itinerary_act(Clinic& clinic, const ItineraryWish& wish,
                                               const PlannedItinerary& plan, Channel channel);

}  // namespace retour::app
