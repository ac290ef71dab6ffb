#include "schedule/series.hpp"

#include <algorithm>
#include <cstdlib>

namespace retour::schedule {

std::vector<SeriesWish> series_days(LocalDate first, std::int32_t every_days, std::size_t count) {
  std::vector<SeriesWish> days;
  for (std::size_t i = 0; i < std::min(count, series_days_max); ++i)
    days.push_back({.date = first.plus_days(every_days * static_cast<std::int32_t>(i))});
  return days;
}

std::vector<SeriesDay> plan_series(const Grid& grid, std::span<const Staff> staff,
                                   const SlotRequest& request, StaffId doctor,
                                   std::int32_t begin_minute, std::span<const SeriesWish> wishes) {
  std::vector<SeriesDay> days;
  days.reserve(wishes.size());
  SlotRequest own = request;
  own.doctors = {doctor};
  own.days = 1;
  own.order = SlotOrder::by_time;
  own.limit = slots_max;
  for (const SeriesWish& wish : wishes) {
    own.from = wish.date;
    own.moving = wish.moving;
    const TimeAnswer answer =
        judge_time(grid, staff, own, doctor, own.branch, wish.date, begin_minute);
    SeriesDay& day = days.emplace_back(wish.date, answer.slot, answer.rule);
    if (day.slot || answer.rule == BlockingRule::outside_horizon) continue;
    const std::vector<Slot> free = free_times(grid, staff, own);
    const auto nearest = std::ranges::min_element(
        free, {}, [&](const Slot& slot) { return std::abs(slot.begin_minute - begin_minute); });
    if (nearest != free.end()) day.slot = *nearest;
  }
  return days;
}

}  // namespace retour::schedule
