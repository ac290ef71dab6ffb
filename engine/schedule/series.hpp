// Visits that repeat: the same hour every week or every n days, each day judged for itself.
//
//   Mon 1 Dec 10:00   wished
//   Mon 8 Dec 10:00   free
//   Mon 15 Dec 10:30  10:00 is taken: the nearest free time of that day, with the same doctor
//   Mon 22 Dec  --    the doctor is away: nothing that day, and the rule that says why
#pragma once

#include <span>
#include <vector>

#include "schedule/free_times.hpp"

namespace retour::schedule {

/// One day of a series.
struct SeriesDay {
  LocalDate date = {};
  std::optional<Slot> slot = {};           ///< Nothing: no time that day.
  BlockingRule rule = BlockingRule::none;  ///< Why the wished minute is not free.
};

/// A wish for one day of a series.
struct SeriesWish {
  LocalDate date = {};
  BookingId moving = {};  ///< Of a booking that is there already; nil: a new one.
};
inline constexpr std::size_t series_days_max = 60;

/// The days of a rule: `count` of them, `every_days` apart, from `first` on. At most
/// `series_days_max`.
[[nodiscard]] std::vector<SeriesWish> series_days(LocalDate first, std::int32_t every_days,
                                                  std::size_t count);

/// The wished minute of each day with `doctor`, else his nearest free time of that day (the earlier
/// of two that are as near), else nothing. Days that come later do not see those chosen before:
/// they are other days. `request` says what is needed and by whom; its day, doctors and moved
/// booking are set here. Judging a day costs what `judge_time` costs.
[[nodiscard]] std::vector<SeriesDay> plan_series(const Grid& grid, std::span<const Staff> staff,
                                                 const SlotRequest& request, StaffId doctor,
                                                 std::int32_t begin_minute,
                                                 std::span<const SeriesWish> wishes);

}  // namespace retour::schedule
