// Calendar months of the clinic over a stretch of minutes, looked up without asking the zone again:
// a figure by month asks millions of times.
#pragma once

#include <cstdint>
#include <vector>

#include "funnel/events.hpp"

namespace retour::funnel {

/// A month as a number: year x 12 + month - 1.
using MonthNumber = std::int32_t;
[[nodiscard]] constexpr MonthNumber month_number(LocalDate date) {
  return date.year() * 12 + date.month() - 1;
}
/// Its first day.
[[nodiscard]] LocalDate first_day_of(MonthNumber month);

class Months {
 public:
  /// Covers [begin, end), cut to the years 1970 to 2200; at least one month.
  Months(const Zone& zone, EventMinute begin, EventMinute end);

  [[nodiscard]] std::size_t size() const { return begin_.size() - 1; }
  [[nodiscard]] MonthNumber number(std::size_t index) const {
    return first_ + static_cast<MonthNumber>(index);
  }
  /// Begin of the month; of the one after the last too.
  [[nodiscard]] EventMinute begin(std::size_t index) const { return begin_[index]; }
  /// Index of a minute's month; the nearest one for minutes outside.
  [[nodiscard]] std::size_t index_of(EventMinute minute) const {
    if (minute <= begin_.front()) return 0;
    if (minute >= begin_.back()) return size() - 1;
    // A day of UTC touches two months at most.
    std::size_t month = by_day_[static_cast<std::size_t>(minute - begin_.front()) / 1440];
    month += minute >= begin_[month + 1] ? 1 : 0;
    return month;
  }
  /// The clinic's day of a minute, days since 1970. On days when clocks change it may be an hour
  /// late or early.
  [[nodiscard]] std::int32_t day_of(EventMinute minute) const {
    return day_of(minute, index_of(minute));
  }
  /// The same for whoever knows the minute's month.
  [[nodiscard]] std::int32_t day_of(EventMinute minute, std::size_t month) const {
    const std::int64_t local = std::int64_t{minute} + offset_minutes_[month];
    return static_cast<std::int32_t>(local < 0 ? (local - 1439) / 1440 : local / 1440);
  }

 private:
  MonthNumber first_ = 0;
  std::vector<EventMinute> begin_;            // by month, one more at the end
  std::vector<std::int32_t> offset_minutes_;  // of the zone in the middle of the month
  std::vector<std::uint16_t> by_day_;         // month in which so many days after begin_[0] begin
};

/// Months from the earliest to the latest of `minutes` within [begin, end).
[[nodiscard]] Months months_over(const Zone& zone, std::span<const EventMinute> minutes,
                                 EventMinute begin, EventMinute end);

}  // namespace retour::funnel
