#include "schedule/preference.hpp"

#include <algorithm>
#include <array>

namespace retour::schedule {
namespace {

constexpr std::array day_parts = {morning, afternoon, evening};

bool is_two_thirds(std::size_t part, std::size_t whole) {
  return 3 * part >= 2 * whole;
}

TimePreference wished_time(const WaitlistEntry& wish) {
  TimePreference time;
  if (wish.weekdays != every_weekday) time.weekdays = static_cast<std::uint8_t>(wish.weekdays);
  if (wish.from_minute > 0 || wish.to_minute < minutes_per_day)
    time.part = {wish.from_minute, wish.to_minute};
  return time;
}

}  // namespace

TimePreference preferred_time(std::span<const Booking> kept, const WaitlistEntry* wish,
                              LocalDate today) {
  if (wish != nullptr) return wished_time(*wish);
  std::array<std::size_t, 7> of_weekday{};
  std::array<std::size_t, day_parts.size()> of_part{};
  std::size_t count = 0;
  for (const Booking& booking : kept) {
    const std::int32_t ago = today.days - booking.date.days;
    if (booking.begin_minute == untimed_minute || ago < 0 || ago > habit_days) continue;
    ++count;
    ++of_weekday[static_cast<std::size_t>(booking.date.iso_weekday() - 1)];
    for (std::size_t i = 0; i < day_parts.size(); ++i)
      if (day_parts[i].holds(booking.begin_minute)) ++of_part[i];
  }
  TimePreference time;
  if (count < habit_visits_min) return time;
  for (std::size_t i = 0; i < of_weekday.size(); ++i)
    if (is_two_thirds(of_weekday[i], count)) time.weekdays = static_cast<std::uint8_t>(1U << i);
  for (std::size_t i = 0; i < of_part.size(); ++i)
    if (is_two_thirds(of_part[i], count)) time.part = day_parts[i];
  return time;
}

}  // namespace retour::schedule
