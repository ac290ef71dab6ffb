// Random series that RFC 5545 allows and that every implementation reads alike.
#pragma once

#include <algorithm>

#include "base/random.hpp"
#include "time/recurrence.hpp"

namespace retour::testing {

template <class T>
std::vector<T> random_numbers(RandomSource& random, int first, int last, bool both_signs) {
  std::vector<T> out;
  const auto range = static_cast<std::uint64_t>(last - first + 1);
  for (std::uint64_t n = 1 + random.below(3); n > 0; --n) {
    const int value = first + static_cast<int>(random.below(range));
    out.push_back(static_cast<T>(both_signs && random.below(3) == 0 ? -value : value));
  }
  return out;
}

inline void add_random_days(RandomSource& random, RecurrenceRule& rule) {
  const auto chance = [&](std::uint64_t of) { return random.below(of) == 0; };
  const Frequency frequency = rule.frequency;
  if (chance(3)) rule.by_month = random_numbers<std::uint8_t>(random, 1, 12, false);
  if (frequency != Frequency::weekly && chance(4))
    rule.by_month_day = random_numbers<std::int8_t>(random, 1, 31, true);
  const bool is_yearly = frequency == Frequency::yearly;
  if ((is_yearly || frequency < Frequency::daily) && chance(5))
    rule.by_year_day = random_numbers<std::int16_t>(random, 1, 366, true);
  // Weeks -52 and -53 are left out: others do not know that week 1 is week -52 of its year.
  if (is_yearly && chance(5)) {
    rule.by_week = random_numbers<std::int8_t>(random, 1, 51, true);
    if (chance(3)) rule.by_week.push_back(53);
  }
  // Weeks without a day are read differently by others (seven days instead of one).
  if (chance(3) || !rule.by_week.empty()) {
    // `FR,29SU` mixed is left out: dateutil takes what is in both sets.
    const bool has_ordinals =
        rule.frequency >= Frequency::monthly && rule.by_week.empty() && chance(2);
    for (std::uint64_t n = 1 + random.below(3); n > 0; --n) {
      WeekdayNumber day{.iso_weekday = static_cast<std::uint8_t>(1 + random.below(7))};
      if (has_ordinals) {
        const bool in_month = frequency == Frequency::monthly || !rule.by_month.empty();
        const int size = 1 + static_cast<int>(random.below(in_month ? 5 : 53));
        day.ordinal = static_cast<std::int8_t>(chance(2) ? -size : size);
      }
      rule.by_day.push_back(day);
    }
  }
}

inline RecurrenceRule random_rule(RandomSource& random, const LocalDateTime& begin) {
  const auto chance = [&](std::uint64_t of) { return random.below(of) == 0; };
  RecurrenceRule rule;
  // Days and longer most of the time: that is what clinics have.
  rule.frequency = static_cast<Frequency>(chance(4) ? random.below(3) : 3 + random.below(4));
  const std::uint64_t intervals[] = {5'000, 300, 30, 9, 5, 7, 3};
  if (chance(2) || rule.frequency < Frequency::daily)
    rule.interval = static_cast<std::int32_t>(
        1 + random.below(intervals[static_cast<std::size_t>(rule.frequency)]));
  rule.week_start = chance(3) ? static_cast<std::uint8_t>(1 + random.below(7)) : 1;
  add_random_days(random, rule);
  if (chance(5)) rule.by_hour = random_numbers<std::uint8_t>(random, 0, 23, false);
  if (chance(6)) rule.by_minute = random_numbers<std::uint8_t>(random, 0, 59, false);
  if (chance(8)) rule.by_second = random_numbers<std::uint8_t>(random, 0, 59, false);
  const bool has_by = !rule.by_day.empty() || !rule.by_hour.empty() || !rule.by_month.empty();
  // dateutil counts positions of a first week from DTSTART on, we (as it does elsewhere) in the
  // week.
  const bool is_whole_week =
      rule.frequency != Frequency::weekly || begin.date.iso_weekday() == rule.week_start;
  if (has_by && is_whole_week && chance(4))
    rule.by_position = random_numbers<std::int16_t>(random, 1, 4, true);
  if (chance(3)) {
    rule.count = static_cast<std::int32_t>(1 + random.below(40));
  } else if (chance(3)) {
    Until until{.kind = Until::Kind::local, .local = begin};
    until.local.date = begin.date.plus_days(static_cast<std::int32_t>(random.below(400)));
    rule.until = until;
  }
  return normalised(rule).value();
}

/// A series with RDATE, EXDATE and moved occurrences.
inline RecurrenceSet random_recurrence(RandomSource& random) {
  RecurrenceSet set;
  set.begin = {
      LocalDate::from_ymd(2024, 1, 1)->plus_days(static_cast<std::int32_t>(random.below(1500))),
      static_cast<std::int32_t>(random.below(24 * 12)) * 300};
  set.rule = random_rule(random, set.begin);
  const Zone utc = Zone::utc();
  const Instant begin = utc.lookup(set.begin).first;
  if (random.below(3) == 0)
    for (std::uint64_t n = random.below(4); n > 0; --n)
      set.added.push_back(
          utc.local(begin.plus_seconds(static_cast<std::int64_t>(random.below(86400 * 200)))));
  std::ranges::sort(set.added);
  if (random.below(2) == 0) return set;
  const auto members = expand(set, utc, {begin, begin.plus_seconds(86400 * 100)}, 50).occurrences;
  for (const Occurrence& one : members) {
    if (random.below(6) == 0) {
      set.excluded.push_back(one.id);
    } else if (random.below(9) == 0) {
      LocalDateTime to = one.id;
      to.second_of_day = (to.second_of_day + 3671) % 86400;
      set.moved.push_back({one.id, to});
    }
  }
  return set;
}

}  // namespace retour::testing
