// Walks through the members of one rule, in order, on the wall clock (used by recurrence*.cpp).
#pragma once

#include <vector>

#include "time/recurrence.hpp"

namespace retour {

/// Seconds of a wall-clock line without zone: 1970-01-01T00:00:00 is 0.
[[nodiscard]] constexpr std::int64_t wall_seconds(const LocalDateTime& local) {
  return local.date.days * std::int64_t{86400} + local.second_of_day;
}
[[nodiscard]] constexpr std::int64_t floor_divided(std::int64_t value, std::int64_t by) {
  return value >= 0 ? value / by : -((by - 1 - value) / by);
}
[[nodiscard]] constexpr LocalDateTime wall_of(std::int64_t seconds) {
  const std::int64_t days = floor_divided(seconds, 86400);
  return {LocalDate{static_cast<std::int32_t>(days)},
          static_cast<std::int32_t>(seconds - days * 86400)};
}

/// Members of a rule from its DTSTART on, period by period. COUNT and UNTIL are the caller's.
class RecurrenceWalk {
 public:
  RecurrenceWalk(const LocalDateTime& begin, const RecurrenceRule& rule);

  /// Leaves out periods that end before `wall`. Not for rules with COUNT.
  void skip_to(const LocalDateTime& wall);

  /// Members of the next period (none is possible), ascending. False: the calendar or the limit of
  /// periods is at its end.
  bool next(std::vector<LocalDateTime>& out);

  /// True when nothing that `next` can still give lies at or before `wall`.
  [[nodiscard]] bool is_past(const LocalDateTime& wall) const;

  /// True when `next` ended because of recurrence_periods_max.
  [[nodiscard]] bool met_limit() const { return met_limit_; }

 private:
  [[nodiscard]] bool is_sub_daily() const { return rule_.frequency < Frequency::daily; }
  [[nodiscard]] std::int64_t unit_seconds() const;
  [[nodiscard]] std::int64_t period_of(const LocalDateTime& wall) const;
  /// Days [first, end) of a period of a day or longer.
  [[nodiscard]] std::pair<LocalDate, LocalDate> days_of(std::int64_t period) const;
  [[nodiscard]] bool day_matches(LocalDate day) const;
  [[nodiscard]] bool weekday_matches(LocalDate day, const std::chrono::year_month_day& ymd) const;
  [[nodiscard]] bool week_matches(LocalDate day) const;
  [[nodiscard]] LocalDate first_week_of(int year) const;
  void add_times(LocalDate day, std::vector<LocalDateTime>& out) const;
  void align_to(std::int64_t period);
  bool next_days(std::vector<LocalDateTime>& out);
  bool next_times(std::vector<LocalDateTime>& out);
  void pick_positions(std::vector<LocalDateTime>& out) const;

  LocalDateTime begin_;
  RecurrenceRule rule_;
  std::int64_t first_period_ = 0;
  std::int64_t period_ = 0;
  std::int64_t periods_left_ = recurrence_periods_max;
  bool met_limit_ = false;
};

}  // namespace retour
