#include "schedule/day_layout.hpp"

#include <algorithm>
#include <tuple>

#include "base/check.hpp"
#include "base/order.hpp"

namespace retour::schedule {
namespace {

constexpr std::int32_t minutes_per_hour = 60;

bool is_shown(const Booking& booking, BranchId branch, LocalDate date) {
  return booking.branch == branch && booking.date == date && !booking.entered_in_error &&
         booking.cancelled_at.seconds == 0;
}

/// Finds or makes the column of an id.
Column& column_of(std::vector<Column>& columns, ColumnKind kind, const IdBytes& id) {
  for (Column& column : columns)
    if (column.id == id) return column;
  return columns.emplace_back(Column{.kind = kind, .id = id});
}

/// Gives lanes to one column: a booking takes the lowest lane that is free at its begin; bookings
/// that overlap, directly or through others, are one cluster and share its number of lanes.
void assign_lanes(std::vector<Placement>& placements) {
  std::vector<std::int32_t> lane_ends;
  std::size_t cluster = 0;
  std::int32_t cluster_end = 0;
  const auto finish = [&](std::size_t end) {
    for (std::size_t i = cluster; i < end; ++i)
      placements[i].lane_count = static_cast<std::int32_t>(lane_ends.size());
    lane_ends.clear();
    cluster = end;
  };
  for (std::size_t i = 0; i < placements.size(); ++i) {
    Placement& p = placements[i];
    if (i > cluster && p.begin_minute >= cluster_end) finish(i);
    auto lane =
        std::ranges::find_if(lane_ends, [&](std::int32_t e) { return e <= p.begin_minute; });
    if (lane == lane_ends.end()) lane = lane_ends.insert(lane, 0);
    p.lane = static_cast<std::int32_t>(lane - lane_ends.begin());
    *lane = p.end_minute;
    cluster_end = i == cluster ? p.end_minute : std::max(cluster_end, p.end_minute);
  }
  finish(placements.size());
}

void add_bookings(DayLayout& out, const Branch& branch, LocalDate date,
                  std::span<const Booking> bookings, ColumnsBy by) {
  for (std::uint32_t i = 0; i < bookings.size(); ++i) {
    const Booking& b = bookings[i];
    if (!is_shown(b, branch.id, date)) continue;
    const IdBytes id = by == ColumnsBy::doctor ? IdBytes(b.doctor) : IdBytes(b.room);
    const ColumnKind kind = id.is_nil()             ? ColumnKind::unassigned
                            : by == ColumnsBy::room ? ColumnKind::room
                                                    : ColumnKind::doctor;
    Column& column = column_of(out.columns, kind, id);
    if (b.begin_minute == untimed_minute) {
      column.untimed.push_back(i);
      continue;
    }
    // A length is needed to be seen: what has none is drawn as one quantum.
    const std::int32_t length = std::max(quantum_minutes, b.length_minutes);
    column.placements.push_back(
        {.booking = i, .begin_minute = b.begin_minute, .end_minute = b.begin_minute + length});
  }
}

void add_shifts(DayLayout& out, const Branch& branch, LocalDate date, std::span<const Shift> shifts,
                ColumnsBy by) {
  for (const Shift& shift : shifts) {
    if (!shift.active || shift.kind == ShiftKind::on_call || shift.date != date ||
        shift.branch != branch.id)
      continue;
    const IdBytes id = by == ColumnsBy::doctor ? IdBytes(shift.staff) : IdBytes(shift.room);
    if (id.is_nil()) continue;
    const ColumnKind kind = by == ColumnsBy::doctor ? ColumnKind::doctor : ColumnKind::room;
    column_of(out.columns, kind, id)
        .working.push_back({shift.begin_minute, shift.end_minute, shift.kind});
  }
}

void sort_columns(std::vector<Column>& columns, std::span<const IdBytes> order) {
  const auto rank = [&](const Column& c) {
    const auto at = std::ranges::find(order, c.id) - order.begin();
    return std::tuple(c.kind == ColumnKind::unassigned, at, c.id);
  };
  sort_stably(columns, [&](const Column& a, const Column& b) { return rank(a) < rank(b); });
}

}  // namespace

DayLayout lay_out_day(const Branch& branch, LocalDate date, std::span<const Booking> bookings,
                      std::span<const Shift> shifts, std::span<const IdBytes> order, ColumnsBy by) {
  DayLayout out{.first_minute = branch.opens_minute,
                .last_minute = std::max(branch.opens_minute, branch.closes_minute)};
  add_shifts(out, branch, date, shifts, by);
  add_bookings(out, branch, date, bookings, by);
  sort_columns(out.columns, order);
  for (Column& column : out.columns) {
    sort_stably(column.working, {}, [](const WorkingSpan& w) {
      return std::tuple(w.begin_minute, w.end_minute, w.kind);
    });
    sort_stably(column.placements, {}, [&](const Placement& p) {
      return std::tuple(p.begin_minute, -p.end_minute, bookings[p.booking].id);
    });
    sort_stably(column.untimed, {}, [&](std::uint32_t i) { return bookings[i].id; });
    assign_lanes(column.placements);
    for (const Placement& p : column.placements) {
      RETOUR_CHECK(p.lane < p.lane_count);
      out.first_minute = std::min(out.first_minute, p.begin_minute);
      out.last_minute = std::max(out.last_minute, p.end_minute);
    }
    for (const WorkingSpan& w : column.working) {
      out.first_minute = std::min(out.first_minute, w.begin_minute);
      out.last_minute = std::max(out.last_minute, w.end_minute);
    }
  }
  out.first_minute -= out.first_minute % minutes_per_hour;
  out.last_minute += (minutes_per_hour - out.last_minute % minutes_per_hour) % minutes_per_hour;
  return out;
}

}  // namespace retour::schedule
