// Itineraries: several visits in order, all booked or none.
//
//   blood test ──1 .. 14 days──► cardiologist ──0 .. 40 min──► ultrasound ──► surgeon
//        └──────────── the result holds 10 days, until the surgeon ────────────┘
//
// The caller gives each step its free places (from the free-time search: a begin, who and where)
// and the rules between steps. The answer is one place for each step that keeps every rule and is
// best by: fewest days on which the patient must come, then the earliest end, then the earliest
// begins.
//
// Search: depth first over the steps in order. What may follow is narrowed by each gap before it is
// looked at, hopeless beginnings are found by arc consistency before anything is tried, and
// branches that cannot beat the best so far are cut. It is exact within `nodes_max`; beyond it the
// answer says that it is not proved the best. Turned down: picking steps one after the other (the
// first free blood test may be the one whose result expires before the surgeon's first free day).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/id.hpp"
#include "time/civil.hpp"
#include "time/interval.hpp"

namespace retour::schedule {

/// A free place for one step.
struct StepPlace {
  Interval time = {};
  LocalDate date = {};    ///< At the branch: days are counted by it.
  std::uint32_t who = 0;  ///< The caller's number of doctor and room; two steps may share one.
};

struct ItineraryStep {
  std::vector<StepPlace> places = {};  ///< Any of the doctors; in any order.
};

/// `to` begins at least `shortest` and at most `longest` minutes after `from` ends. An order
/// without gap has 0; a test that expires, or preparation that takes a day, is such a rule too.
struct StepGap {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::int32_t shortest_minutes = 0;
  std::optional<std::int32_t> longest_minutes = {};
};

struct ItineraryRequest {
  std::vector<ItineraryStep> steps = {};    ///< In their order: step n ends before n + 1 begins.
  std::vector<StepGap> gaps = {};           ///< From earlier to later steps.
  std::vector<Interval> patient_busy = {};  ///< The patient's other bookings.
  std::int64_t nodes_max = 2'000'000;       ///< Places that the search may try.
};
inline constexpr std::size_t itinerary_steps_max = 16;
inline constexpr std::size_t itinerary_places_max = 20'000;  ///< Per step; later ones are left out.

enum class ItineraryVerdict : std::uint8_t {
  found,
  found_not_proved,  ///< Valid, but the search met its limit: a better one may exist.
  no_place,          ///< `step` has no place that the patient can take.
  no_combination,    ///< Each step has places; no choice keeps all rules. `step`: the first that
                     ///< loses every place to the rules, or the last one that could be reached.
  not_decided,       ///< The limit was met before anything was found.
};

struct Itinerary {
  ItineraryVerdict verdict = ItineraryVerdict::no_combination;
  std::vector<std::uint32_t> places = {};  ///< Index of the chosen place of each step.
  std::uint32_t step = 0;                  ///< See the verdict.
  std::int32_t days = 0;                   ///< On which the patient comes.
  std::int64_t nodes = 0;                  ///< Places tried.
};

/// Finds the best itinerary. Gaps must name steps in order (checked).
[[nodiscard]] Itinerary plan_itinerary(const ItineraryRequest& request);

/// Does a choice keep every rule? For checks of plans wherever they came from.
[[nodiscard]] bool is_valid_itinerary(const ItineraryRequest& request,
                                      std::span<const std::uint32_t> places);

}  // namespace retour::schedule
