// What the mark of a first visit says of coming again (DR-24), and that content patients leave all
// the same (DR-28).
//
//   mark      patients   came again
//   1 to 3          12     25 %  ( 9 .. 53)
//   4               40     45 %  (31 .. 60)
//   5              120     52 %  (43 .. 61)
#pragma once

#include <array>
#include <span>
#include <vector>

#include "funnel/comparison.hpp"
#include "funnel/events.hpp"

namespace retour::funnel {

/// Whether somebody has come on more than one day. O(his visits).
[[nodiscard]] bool came_again(const EventColumns& columns, std::uint32_t row);

struct Mark {
  std::uint32_t row = 0;
  EventMinute minute = 0;
  std::int32_t score = 0;  ///< 1 to 5.
};
/// A mark counts for the first visit when it was given within so many days of it.
inline constexpr std::int32_t first_mark_days = 30;

struct MarkedPatients {
  std::int32_t low = 0, high = 0;            ///< Marks of this group.
  std::vector<std::uint32_t> patients = {};  ///< By row.
  std::vector<std::uint32_t> again = {};     ///< Of these.
  [[nodiscard]] Proportion share() const { return {std::ssize(again), std::ssize(patients)}; }
};
/// Groups 1 to 3, 4, 5 of those whose first visit lies in the period, by their earliest mark.
[[nodiscard]] std::array<MarkedPatients, 3> returns_by_first_mark(const EventColumns& columns,
                                                                  std::span<const Mark> marks,
                                                                  const Interval& period);

}  // namespace retour::funnel
