#include "funnel/months.hpp"

#include <algorithm>

namespace retour::funnel {
namespace {

constexpr EventMinute earliest = 0;             // 1970
constexpr EventMinute latest = 84'006 * 1'440;  // 2200
constexpr std::int32_t minutes_per_day = 24 * 60;

}  // namespace

LocalDate first_day_of(MonthNumber month) {
  const std::int32_t year = month >= 0 ? month / 12 : (month - 11) / 12;
  return LocalDate::from_ymd(year, month - year * 12 + 1, 1).value_or(LocalDate{});
}

Months::Months(const Zone& zone, EventMinute begin, EventMinute end) {
  begin = std::clamp(begin, earliest, latest);
  end = std::clamp(end, begin + 1, latest + 1);
  const auto minute_at = [&](MonthNumber month) {
    return minute_of(zone.day(first_day_of(month)).begin);
  };
  first_ = month_number(zone.local(Instant{std::int64_t{begin} * 60}).date);
  MonthNumber month = first_;
  begin_.push_back(minute_at(month));
  do {
    begin_.push_back(minute_at(++month));
    const EventMinute middle = begin_.back() - 15 * minutes_per_day;
    const LocalDateTime local = zone.local(Instant{std::int64_t{middle} * 60});
    offset_minutes_.push_back(static_cast<std::int32_t>(
        std::int64_t{local.date.days} * minutes_per_day + local.second_of_day / 60 - middle));
  } while (begin_.back() < end);
  std::uint16_t index = 0;
  for (EventMinute at = begin_.front(); at < begin_.back(); at += minutes_per_day) {
    while (at >= begin_[index + std::size_t{1}]) ++index;
    by_day_.push_back(index);
  }
}

Months months_over(const Zone& zone, std::span<const EventMinute> minutes, EventMinute begin,
                   EventMinute end) {
  EventMinute first = end, last = begin;
  for (const EventMinute minute : minutes) {
    const bool is_in = minute >= begin && minute < end;
    first = std::min(first, is_in ? minute : first);
    last = std::max(last, is_in ? minute : last);
  }
  return first > last ? Months(zone, begin, begin) : Months(zone, first, last + 1);
}

}  // namespace retour::funnel
