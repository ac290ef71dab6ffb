// Absence: a doctor is ill, and the visits of days or weeks need other places at once.
//
//   visit 1   Tue 09:00 Petrov  cost 300 | Wed 09:00 Ivanova cost 420 | ...
//   visit 2   Tue 09:00 Petrov  cost 310 | Fri 14:00 Petrov  cost 900 | ...      one each; no
//   ...                                                  doctor, room, device or patient twice
//
// The caller gives each affected visit the places that are free now (from the free-time search)
// with what each would cost: another doctor, another day, each hour away, a promise broken. A visit
// that may stay has its present place at cost 0, so that the fewest moves win. The answer gives
// each visit one place, room and device, or none, at the least sum found.
//
// Search: greedy by regret (who loses most by waiting chooses first), then large neighbourhoods: a
// few visits that compete are taken out and put back in the best way, found exactly. Small problems
// are solved exactly as a whole. What is planned never breaks a rule at any moment.
//
// Turned down: one assignment per day (misses moves between days), an integer program (rooms and
// overlaps make thousands of rows; the solver is larger than the whole program).
//
// Nothing is stored or sent here: the plan is for a person to read first.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"

namespace retour::schedule {

/// A place that is free as things stand. Times in quanta from any origin of the caller's.
///
/// A visit with parts (set-up, the doctor for a part of it) takes everybody for all of its span
/// among the visits of a plan: never wrong, and now and then a place less than there might be.
struct AbsencePlace {
  std::int32_t begin = 0;
  std::int32_t length = 1;
  std::uint32_t doctor = 0;
  std::uint64_t rooms = 0;    ///< Rooms free for all of it, a bit each; 0: needs none.
  std::uint64_t devices = 0;  ///< Devices likewise.
  std::int32_t cost = 0;
  std::int32_t lead = 0;                 ///< Quanta of the span before the visit begins: set-up.
  std::vector<std::uint32_t> team = {};  ///< Who helps, numbered as doctors are.
  std::uint8_t ward = 0xFF;              ///< Room (by bit) with a bed afterwards; 0xFF: none.
  std::int32_t ward_begin = 0;           ///< Of the nights: one new stay at a time in a ward.
  std::int32_t ward_length = 0;

  [[nodiscard]] bool overlaps(const AbsencePlace& other) const {
    return begin < other.begin + other.length && other.begin < begin + length;
  }
  /// True when both want somebody of the same people.
  [[nodiscard]] bool shares_people(const AbsencePlace& other) const;
  /// True when both want a bed of one ward in the same night.
  [[nodiscard]] bool shares_ward(const AbsencePlace& other) const {
    return ward != 0xFF && ward == other.ward &&
           ward_begin < other.ward_begin + other.ward_length &&
           other.ward_begin < ward_begin + ward_length;
  }
};
inline constexpr std::size_t absence_team_max = 8;

struct AbsenceVisit {
  std::uint32_t patient = 0;
  std::vector<AbsencePlace> places = {};
  std::int32_t unplaced_cost = 1'000'000;  ///< Nobody found a place: a task for a person.
};

struct AbsenceProblem {
  std::vector<AbsenceVisit> visits = {};
  std::uint32_t doctors = 0;
  std::uint32_t patients = 0;
  std::int32_t quanta = 0;  ///< All places end by it.
};
inline constexpr std::size_t absence_visits_max = 1'000;
inline constexpr std::size_t absence_places_max = 20'000;  ///< Per visit.
inline constexpr std::int32_t absence_quanta_max = 400 * 288;
inline constexpr std::uint32_t absence_doctors_max = 1'000;
inline constexpr std::uint8_t no_absence_room = 0xFF;
inline constexpr std::uint8_t no_absence_device = 0xFF;
inline constexpr std::size_t absence_rooms_max = 64;  ///< Bits of a place; devices likewise.

struct AbsenceChoice {
  std::uint32_t place = 0;                  ///< Index into the visit's places.
  std::uint8_t room = no_absence_room;      ///< Bit number of the room.
  std::uint8_t device = no_absence_device;  ///< Bit number of the device.
  bool operator==(const AbsenceChoice&) const = default;
};

struct AbsencePlan {
  std::vector<std::optional<AbsenceChoice>> choices = {};  ///< By visit.
  std::int64_t cost = 0;
  std::size_t unplaced = 0;
};

/// Does a plan use no doctor, room, device or patient twice, and no place that is not the visit's?
/// For checks of plans wherever they came from. O(visits squared).
[[nodiscard]] bool is_valid_plan(const AbsenceProblem& problem, const AbsencePlan& plan);

/// How a visit can take a place beside what the plan gives to the others; nothing when it cannot.
/// O(visits).
[[nodiscard]] std::optional<AbsenceChoice> choice_beside(const AbsenceProblem& problem,
                                                         const AbsencePlan& plan, std::size_t visit,
                                                         std::uint32_t place);

/// A search in slices: call `advance` until it is done, or stop at any time and take the best.
class AbsencePlanner {
 public:
  /// `rounds_max`: neighbourhoods to look at; 0: 200 per visit, at least 200. Randomness is read
  /// once. limit: more than the constants above. malformed: a place outside the problem.
  [[nodiscard]] static Result<AbsencePlanner> make(AbsenceProblem problem, RandomSource& random,
                                                   std::int64_t rounds_max = 0);
  AbsencePlanner(AbsencePlanner&&) noexcept;
  AbsencePlanner& operator=(AbsencePlanner&&) noexcept;
  ~AbsencePlanner();

  /// Looks at up to so many neighbourhoods (each well under a millisecond). True while there is
  /// more.
  bool advance(std::int64_t rounds);
  [[nodiscard]] const AbsencePlan& best() const;
  /// No plan costs less: every visit at its cheapest.
  [[nodiscard]] std::int64_t lower_bound() const;
  [[nodiscard]] bool is_proved_best() const;

 private:
  struct State;
  explicit AbsencePlanner(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace retour::schedule
