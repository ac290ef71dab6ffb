#include "time/recurrence_walk.hpp"

#include <algorithm>
#include <chrono>

namespace retour {
namespace {

constexpr LocalDate last_day = LocalDate::from_ymd(9999, 12, 31).value();

template <class List, class T>
bool has(const List& list, T value) {
  return std::ranges::find(list, value) != list.end();
}

/// Does a list of numbers from the front or the back (-1 is the last of `total`) name `number`?
template <class List>
bool names(const List& list, std::int64_t number, std::int64_t total) {
  return std::ranges::any_of(
      list, [&](auto wanted) { return wanted == number || wanted == number - total - 1; });
}

LocalDate date_of(std::int64_t year, int month, int day) {
  return LocalDate::from_ymd(static_cast<int>(year), month, day).value_or(last_day);
}

bool is_leap(int year) {
  return std::chrono::year{year}.is_leap();
}

int days_in_month(const std::chrono::year_month_day& ymd) {
  return static_cast<int>(
      static_cast<unsigned>((ymd.year() / ymd.month() / std::chrono::last).day()));
}

}  // namespace

RecurrenceWalk::RecurrenceWalk(const LocalDateTime& begin, const RecurrenceRule& rule)
    : begin_(begin), rule_(rule) {
  // What the rule does not say comes from DTSTART (RFC 5545, 3.3.10).
  const auto weekday = static_cast<std::uint8_t>(begin.date.iso_weekday());
  const auto day = static_cast<std::int8_t>(begin.date.day());
  const bool has_day = !rule.by_day.empty() || !rule.by_month_day.empty();
  if (rule.frequency == Frequency::yearly && !has_day && rule.by_year_day.empty()) {
    if (!rule.by_week.empty()) {
      rule_.by_day = {{.ordinal = 0, .iso_weekday = weekday}};
    } else {
      rule_.by_month_day = {day};
      if (rule.by_month.empty()) rule_.by_month = {static_cast<std::uint8_t>(begin.date.month())};
    }
  }
  if (rule.frequency == Frequency::monthly && !has_day) rule_.by_month_day = {day};
  if (rule.frequency == Frequency::weekly && rule.by_day.empty())
    rule_.by_day = {{.ordinal = 0, .iso_weekday = weekday}};
  const auto second = begin.second_of_day;
  if (rule.frequency > Frequency::hourly && rule.by_hour.empty())
    rule_.by_hour = {static_cast<std::uint8_t>(second / 3600)};
  if (rule.frequency > Frequency::minutely && rule.by_minute.empty())
    rule_.by_minute = {static_cast<std::uint8_t>(second / 60 % 60)};
  if (rule.frequency > Frequency::secondly && rule.by_second.empty())
    rule_.by_second = {static_cast<std::uint8_t>(second % 60)};
  first_period_ = period_ = period_of(begin);
}

std::int64_t RecurrenceWalk::unit_seconds() const {
  switch (rule_.frequency) {
    case Frequency::secondly: return 1;
    case Frequency::minutely: return 60;
    default: return 3600;
  }
}

std::int64_t RecurrenceWalk::period_of(const LocalDateTime& wall) const {
  const LocalDate date = wall.date;
  switch (rule_.frequency) {
    case Frequency::yearly: return date.year();
    case Frequency::monthly: return date.year() * std::int64_t{12} + date.month() - 1;
    // Day 0 was a Thursday: weeks that begin on Monday are counted from day -3.
    case Frequency::weekly: return floor_divided(date.days + 4 - rule_.week_start, 7);
    case Frequency::daily: return date.days;
    default: return floor_divided(wall_seconds(wall), unit_seconds());
  }
}

std::pair<LocalDate, LocalDate> RecurrenceWalk::days_of(std::int64_t period) const {
  switch (rule_.frequency) {
    case Frequency::yearly: return {date_of(period, 1, 1), date_of(period + 1, 1, 1)};
    case Frequency::monthly: {
      const LocalDate first =
          date_of(floor_divided(period, 12), static_cast<int>(period % 12 + 12) % 12 + 1, 1);
      return {first, first.plus_months(1)};
    }
    case Frequency::weekly: {
      const LocalDate first{static_cast<std::int32_t>(period * 7 + rule_.week_start - 4)};
      return {first, first.plus_days(7)};
    }
    default: {
      const LocalDate day{static_cast<std::int32_t>(period)};
      return {day, day.plus_days(1)};
    }
  }
}

/// First day of week 1: the first week with four days in the year, that is, the one of 4 January.
LocalDate RecurrenceWalk::first_week_of(int year) const {
  const LocalDate fourth = date_of(year, 1, 4);
  return fourth.plus_days(-((fourth.iso_weekday() - rule_.week_start + 7) % 7));
}

bool RecurrenceWalk::week_matches(LocalDate day) const {
  int year = day.year();
  if (day < first_week_of(year)) --year;
  if (day >= first_week_of(year + 1)) ++year;
  const LocalDate first = first_week_of(year);
  const int weeks = (first_week_of(year + 1).days - first.days) / 7;
  return names(rule_.by_week, (day.days - first.days) / 7 + 1, weeks);
}

bool RecurrenceWalk::weekday_matches(LocalDate day, const std::chrono::year_month_day& ymd) const {
  const int weekday = day.iso_weekday();
  const bool is_of_month = rule_.frequency == Frequency::monthly || !rule_.by_month.empty();
  return std::ranges::any_of(rule_.by_day, [&](const WeekdayNumber& wanted) {
    if (wanted.iso_weekday != weekday) return false;
    if (wanted.ordinal == 0) return true;
    const int year = static_cast<int>(ymd.year());
    const int index = is_of_month ? static_cast<int>(static_cast<unsigned>(ymd.day())) - 1
                                  : day.days - date_of(year, 1, 1).days;
    const int length = is_of_month ? days_in_month(ymd) : 365 + is_leap(year);
    return wanted.ordinal > 0 ? index / 7 + 1 == wanted.ordinal
                              : (length - 1 - index) / 7 + 1 == -wanted.ordinal;
  });
}

bool RecurrenceWalk::day_matches(LocalDate day) const {
  const auto ymd = day.ymd();
  const int month_day = static_cast<int>(static_cast<unsigned>(ymd.day()));
  if (!rule_.by_month.empty() &&
      !has(rule_.by_month, static_cast<std::uint8_t>(static_cast<unsigned>(ymd.month()))))
    return false;
  if (!rule_.by_month_day.empty() && !names(rule_.by_month_day, month_day, days_in_month(ymd)))
    return false;
  if (!rule_.by_day.empty() && !weekday_matches(day, ymd)) return false;
  if (!rule_.by_year_day.empty()) {
    const int year = static_cast<int>(ymd.year());
    if (!names(rule_.by_year_day, day.days - date_of(year, 1, 1).days + 1, 365 + is_leap(year)))
      return false;
  }
  return rule_.by_week.empty() || week_matches(day);
}

void RecurrenceWalk::add_times(LocalDate day, std::vector<LocalDateTime>& out) const {
  for (const int hour : rule_.by_hour)
    for (const int minute : rule_.by_minute)
      for (const int second : rule_.by_second)
        out.push_back({day, hour * 3600 + minute * 60 + second});
}

void RecurrenceWalk::pick_positions(std::vector<LocalDateTime>& out) const {
  if (rule_.by_position.empty()) return;
  const auto total = static_cast<std::int64_t>(out.size());
  std::int64_t index = 0;
  std::erase_if(out, [&](const LocalDateTime&) {
    ++index;
    return !names(rule_.by_position, index, total);
  });
}

/// The first period at or after `period` that the interval allows.
void RecurrenceWalk::align_to(std::int64_t period) {
  const std::int64_t gone = std::max<std::int64_t>(0, period - first_period_);
  period_ = first_period_ + (gone + rule_.interval - 1) / rule_.interval * rule_.interval;
}

void RecurrenceWalk::skip_to(const LocalDateTime& wall) {
  align_to(period_of(wall));
}

bool RecurrenceWalk::is_past(const LocalDateTime& wall) const {
  return period_ > period_of(wall);
}

bool RecurrenceWalk::next(std::vector<LocalDateTime>& out) {
  out.clear();
  if (periods_left_-- <= 0) {
    met_limit_ = true;
    return false;
  }
  if (!(is_sub_daily() ? next_times(out) : next_days(out))) return false;
  std::erase_if(out, [&](const LocalDateTime& wall) { return wall < begin_; });
  return true;
}

bool RecurrenceWalk::next_days(std::vector<LocalDateTime>& out) {
  if (rule_.frequency == Frequency::yearly && period_ >= 9999) return false;
  if (rule_.frequency == Frequency::monthly && period_ >= std::int64_t{9999} * 12) return false;
  if (period_ > last_day.days) return false;
  const auto [first, end] = days_of(period_);
  if (end > last_day) return false;
  for (LocalDate day = first; day < end; day = day.plus_days(1))
    if (day_matches(day)) add_times(day, out);
  pick_positions(out);
  period_ += rule_.interval;
  return true;
}

/// One hour, minute or second; where its day, hour or minute cannot match, the walk goes on behind.
bool RecurrenceWalk::next_times(std::vector<LocalDateTime>& out) {
  const std::int64_t unit = unit_seconds();
  const LocalDateTime at = wall_of(period_ * unit);
  if (at.date > last_day) return false;
  const std::int64_t midnight = at.date.days * std::int64_t{86400};
  const auto hour = static_cast<std::uint8_t>(at.second_of_day / 3600);
  const auto minute = static_cast<std::uint8_t>(at.second_of_day / 60 % 60);
  const auto go_on_at = [&](std::int64_t second) { align_to((second + unit - 1) / unit); };
  if (!day_matches(at.date)) return go_on_at(midnight + 86400), true;
  if (!rule_.by_hour.empty() && !has(rule_.by_hour, hour))
    return go_on_at(midnight + (hour + 1) * 3600), true;
  if (unit < 3600 && !rule_.by_minute.empty() && !has(rule_.by_minute, minute))
    return go_on_at(midnight + hour * 3600 + (minute + 1) * 60), true;
  const auto second = at.second_of_day % 60;
  if (unit == 3600) {
    for (const int m : rule_.by_minute)
      for (const int s : rule_.by_second) out.push_back({at.date, hour * 3600 + m * 60 + s});
  } else if (unit == 60) {
    for (const int s : rule_.by_second) out.push_back({at.date, at.second_of_day - second + s});
  } else if (rule_.by_second.empty() || has(rule_.by_second, static_cast<std::uint8_t>(second))) {
    out.push_back(at);
  }
  pick_positions(out);
  period_ += rule_.interval;
  return true;
}

}  // namespace retour
