// The day board as numbers: which column, which lane, which minutes.
//
//   column "Орлова"          column "unassigned"      lane "untimed"
//   ┌────────┐               ┌───────────────┐        bookings without a time of day
//   │ 09:00  ├───┐           │ 09:00         │
//   │        │9:15           └───────────────┘
//   └────────┤   │  two lanes where bookings overlap; alone, a booking has the whole width
//            └───┘
//
// Nothing is dropped: a booking whose doctor has no shift, or no longer works here, still gets his
// column.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/booking.hpp"
#include "time/interval.hpp"

namespace retour::schedule {

enum class ColumnKind : std::uint8_t { doctor, room, unassigned };
enum class ColumnsBy : std::uint8_t { doctor, room };

/// Where one booking is drawn within its column.
struct Placement {
  std::uint32_t booking = 0;      ///< Index in the given bookings.
  std::int32_t begin_minute = 0;  ///< Of the local day.
  std::int32_t end_minute = 0;    ///< May pass 1440.
  std::int32_t lane = 0;
  std::int32_t lane_count = 1;  ///< Lanes of the cluster of overlapping bookings it is in.
};

/// Working time of a column, for shading.
struct WorkingSpan {
  std::int32_t begin_minute = 0;
  std::int32_t end_minute = 0;
  ShiftKind kind = ShiftKind::reception;
};

struct Column {
  ColumnKind kind = ColumnKind::doctor;
  IdBytes id = {};                          ///< Staff or room; nil for unassigned.
  std::vector<WorkingSpan> working = {};    ///< By begin.
  std::vector<Placement> placements = {};   ///< By begin, then longer first, then booking id.
  std::vector<std::uint32_t> untimed = {};  ///< Bookings without a time of day, by id.
};

struct DayLayout {
  std::int32_t first_minute = 0;  ///< Smallest hour-aligned span that holds hours and bookings.
  std::int32_t last_minute = 0;
  std::vector<Column> columns =
      {};  ///< Rostered or booked ones in `order`; unassigned last, if any.
};

/// Lays out one local day of one branch. Cancelled bookings and those entered in error are left
/// out; no-shows stay visible. `order` gives the order of columns (staff or rooms); ids that are
/// not in it come after it, by id. O(n log n).
[[nodiscard]] DayLayout lay_out_day(const Branch& branch, LocalDate date,
                                    std::span<const Booking> bookings,
                                    std::span<const Shift> shifts, std::span<const IdBytes> order,
                                    ColumnsBy by);

}  // namespace retour::schedule
