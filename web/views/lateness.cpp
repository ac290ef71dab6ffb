#include "views/lateness.hpp"

#include <algorithm>
#include <vector>

#include "base/order.hpp"

namespace retour::views {
namespace {

bool is_to_come(const DayBooking& row) {
  return row.state == BookingState::booked || row.state == BookingState::confirmed ||
         row.state == BookingState::arrived;
}

}  // namespace

Lateness lateness_of(std::span<const DayBooking> rows, StaffId doctor, int minute,
                     const Zone& zone) {
  Lateness late;
  std::vector<const DayBooking*> waiting;
  int free_at = 0;
  bool inside = false;
  for (const DayBooking& row : rows) {
    const Booking& b = row.booking;
    if (b.doctor != doctor || b.begin_minute == untimed_minute) continue;
    if (row.state == BookingState::entered && row.visit) {
      inside = true;
      const int entered = zone.local(row.visit->entered_at).second_of_day / 60;
      free_at = std::max({free_at, minute, entered + b.length_minutes});
    } else if (is_to_come(row)) {
      waiting.push_back(&row);
    }
  }
  sort_stably(waiting, {}, [](const DayBooking* row) {
    return std::tuple(row->booking.begin_minute, row->booking.id);
  });
  if (!inside) {
    // Whoever has not come does not keep the doctor: only somebody here who waits says it is late.
    const bool kept_waiting = std::ranges::any_of(waiting, [&](const DayBooking* row) {
      return row->state == BookingState::arrived && row->booking.begin_minute < minute;
    });
    if (!kept_waiting) return late;
    free_at = minute;
  }
  for (const DayBooking* row : waiting) {
    const Booking& b = row->booking;
    if (row->state != BookingState::arrived && b.begin_minute + b.length_minutes <= minute)
      continue;  // He did not come.
    const int begins = std::max(free_at, b.begin_minute);
    const int by = begins - b.begin_minute;
    if (by >= late_minutes_min) {
      late.affected[b.id] = by;
      if (late.minutes == 0) late.minutes = by;
    }
    free_at = begins + b.length_minutes;
  }
  return late;
}

}  // namespace retour::views
