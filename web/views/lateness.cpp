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

/// The day of one doctor: whoever has not entered yet, by time, and when the doctor is free.
struct Line {
  std::vector<const DayBooking*> waiting;
  int free_at = 0;
  bool inside = false;  ///< Somebody is with the doctor.
};

Line line_of(std::span<const DayBooking> rows, StaffId doctor, int minute, const Zone& zone) {
  Line line;
  for (const DayBooking& row : rows) {
    const Booking& b = row.booking;
    if (b.doctor != doctor || b.begin_minute == untimed_minute) continue;
    if (row.state == BookingState::entered && row.visit) {
      line.inside = true;
      const int entered = zone.local(row.visit->entered_at).second_of_day / 60;
      line.free_at = std::max({line.free_at, minute, entered + b.length_minutes});
    } else if (is_to_come(row) &&
               (row.state == BookingState::arrived || b.begin_minute + b.length_minutes > minute)) {
      line.waiting.push_back(&row);  // Who was to be gone by now and is not here did not come.
    }
  }
  sort_stably(line.waiting, {}, [](const DayBooking* row) {
    return std::tuple(row->booking.begin_minute, row->booking.id);
  });
  return line;
}

Lateness lateness_along(const Line& line) {
  Lateness late;
  int free_at = line.free_at;
  for (const DayBooking* row : line.waiting) {
    const Booking& b = row->booking;
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

}  // namespace

Lateness lateness_of(std::span<const DayBooking> rows, StaffId doctor, int minute,
                     const Zone& zone) {
  Line line = line_of(rows, doctor, minute, zone);
  if (!line.inside) {
    // Whoever has not come does not keep the doctor: only somebody here who waits says it is late.
    const bool kept_waiting = std::ranges::any_of(line.waiting, [&](const DayBooking* row) {
      return row->state == BookingState::arrived && row->booking.begin_minute < minute;
    });
    if (!kept_waiting) return {};
    line.free_at = minute;
  }
  return lateness_along(line);
}

Lateness lateness_said(std::span<const DayBooking> rows, StaffId doctor, int minute,
                       const Zone& zone, int said_minutes) {
  Line line = line_of(rows, doctor, minute, zone);
  if (line.waiting.empty()) return {};
  line.free_at =
      std::max({line.free_at, minute, line.waiting.front()->booking.begin_minute + said_minutes});
  return lateness_along(line);
}

}  // namespace retour::views
