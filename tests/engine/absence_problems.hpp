// Random absences, for tests and benchmarks.
#pragma once

#include <cstdlib>

#include "schedule/absence.hpp"

namespace retour::testing {

struct AbsenceShape {
  std::uint32_t visits = 60;
  std::uint32_t doctors = 10;
  std::uint32_t rooms = 6;
  std::int32_t days = 10;
  std::uint32_t free_percent = 40;  ///< Of the colleagues' hours.
};
inline constexpr std::int32_t day_quanta = 96;  ///< Eight hours of five minutes.

/// Doctor 0 is ill on day 0; his visits, half an hour each, want places among colleagues, or with
/// him later. Another doctor costs 300, each day 100, each hour away 10.
inline schedule::AbsenceProblem random_absence(RandomSource& random, const AbsenceShape& shape) {
  using schedule::AbsencePlace;
  schedule::AbsenceProblem out;
  out.doctors = shape.doctors;
  out.patients = shape.visits;
  out.quanta = shape.days * day_quanta;
  std::vector<AbsencePlace> free;
  for (std::uint32_t doctor = 0; doctor < shape.doctors; ++doctor)
    for (std::int32_t day = doctor == 0 ? 1 : 0; day < shape.days; ++day)
      for (std::int32_t at = 0; at + 6 <= day_quanta; at += 3) {
        if (random.below(100) >= shape.free_percent) continue;
        std::uint64_t rooms = 0;
        for (std::uint32_t room = 0; room < shape.rooms; ++room)
          if (random.below(2) == 0) rooms |= 1ULL << room;
        if (rooms == 0) continue;
        free.push_back(
            {.begin = day * day_quanta + at, .length = 6, .doctor = doctor, .rooms = rooms});
      }
  for (std::uint32_t v = 0; v < shape.visits; ++v) {
    schedule::AbsenceVisit& visit = out.visits.emplace_back();
    // Now and then two visits are the same patient's.
    visit.patient = v > 0 && random.below(10) == 0 ? v - 1 : v;
    visit.unplaced_cost = 5'000;
    const auto wanted = static_cast<std::int32_t>(random.below(day_quanta - 6));
    for (AbsencePlace place : free) {
      const std::int32_t day = place.begin / day_quanta;
      const std::int32_t away = std::abs(place.begin % day_quanta - wanted);
      place.cost = (place.doctor == 0 ? 0 : 300) + day * 100 + away * 10 / 12;
      visit.places.push_back(place);
    }
  }
  return out;
}

}  // namespace retour::testing
