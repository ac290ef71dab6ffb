// The day as the calendar draws it: columns of doctors or of rooms, what lies in them, what
// collides, who runs late. Built when the clinic, the day or the minute changes, not in each frame.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ui/calendar.hpp"
#include "views/context.hpp"
#include "views/moves.hpp"

namespace retour::views {

enum class BoardBy : std::uint8_t { doctors, rooms };

struct Board {
  std::vector<ui::CalendarColumn> columns;
  std::vector<StaffId> doctors;  ///< By column; nil: unassigned, or a column of a room.
  std::vector<RoomId> rooms;     ///< By column; nil: no room, or a column of a doctor.
  std::vector<ui::CalendarBlock> blocks;
  std::vector<DayBooking> rows;  ///< By block.
  std::vector<Shift> shifts;
  int conflicts = 0;
  int untimed = 0;
};

/// A stable key of an id: its random half; never 0.
[[nodiscard]] std::uint64_t calendar_key(const IdBytes& id);

/// The hours in which a doctor sees patients that day, by start.
[[nodiscard]] std::vector<ui::MinuteSpan> open_spans(const Day& day, StaffId doctor);

/// The block of a booking, without what depends on the others.
[[nodiscard]] ui::CalendarBlock block_of(const Context& context, const DayBooking& row,
                                         std::size_t column);

/// Marks the blocks of bookings that collide, with the reason; how many. `rows` by block.
int mark_conflicts(const Context& context, std::span<const DayBooking> rows,
                   std::span<ui::CalendarBlock> blocks);

/// `minute`: now at the branch, when the day is today.
[[nodiscard]] Board board_of(const Context& context, const Day& day, BoardBy by,
                             std::optional<int> minute);

/// Where the line of the present lies: on the branch's wall clock, which is neither the device's
/// nor always that of the other branches. Nothing on another day.
[[nodiscard]] std::optional<int> now_minute(const Context& context, BranchId branch,
                                            LocalDate date);

/// Whose shift that room is at that minute; nil: nobody's.
[[nodiscard]] StaffId doctor_in(const Board& board, RoomId room, int minute);

/// What dropping a booking at a place of the board means.
[[nodiscard]] MoveTarget target_of(const Board& board, BoardBy by, const Booking& booking,
                                   LocalDate date, ui::CalendarPlace place);

/// The day as a document to be printed: one table by time, with phones.
[[nodiscard]] std::string printable(Context& context, const Day& day);

}  // namespace retour::views
