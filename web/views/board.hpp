// The day as the calendar draws it: columns of doctors, rooms, devices or theatres, what lies in
// them, what collides, who runs late. Built when the clinic, the day or the minute changes, not in
// each frame.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ui/calendar.hpp"
#include "views/context.hpp"
#include "views/moves.hpp"

namespace retour::views {

enum class BoardBy : std::uint8_t { doctors, rooms, devices, theatre };

struct Board {
  BoardBy by = BoardBy::doctors;
  std::vector<ui::CalendarColumn> columns;
  std::vector<IdBytes> holders;  ///< By column: the doctor, room or device; nil: nobody's.
  std::vector<ui::CalendarBlock> blocks;
  std::vector<DayBooking> rows;  ///< By block; one of a team stands in each member's column.
  std::vector<Shift> shifts;
  std::string on_call;  ///< Who is, until when and by which telephone; empty: nobody.
  int conflicts = 0;
  int untimed = 0;
};

/// Who is on call that day and when (SC-24), with the telephone; empty: nobody. `doctor`: him
/// alone, nil: everybody.
[[nodiscard]] std::string on_call_words(const Context& context, const Day& day,
                                        StaffId doctor = {});

/// The boards that a branch has use for, doctors first.
[[nodiscard]] std::vector<BoardBy> boards_of(const app::Catalogue& catalogue, BranchId branch);

/// Whether a booking has its place on a board: held there, or wanting what the board shows.
[[nodiscard]] bool is_on(const app::Catalogue& catalogue, BoardBy by, const Booking& booking);

/// A stable key of an id: its random half; never 0.
[[nodiscard]] std::uint64_t calendar_key(const IdBytes& id);

/// The hours in which a doctor sees patients that day, by start.
[[nodiscard]] std::vector<ui::MinuteSpan> open_spans(const Day& day, StaffId doctor);

/// The part of a booking that takes its doctor, in minutes from its begin; empty: all of it.
[[nodiscard]] ui::MinuteSpan own_part(const Booking& booking);

/// Minutes of the day in which a booking that begins then takes its device.
[[nodiscard]] ui::MinuteSpan device_minutes(const Booking& booking, int begin_minute);

/// The block of a booking, without what depends on the others.
[[nodiscard]] ui::CalendarBlock block_of(const Context& context, const DayBooking& row,
                                         std::size_t column);

/// Marks the blocks of bookings that collide, with the reason; how many bookings.
/// `rows` by block, those of one booking beside each other.
int mark_conflicts(const Context& context, std::span<const DayBooking> rows,
                   std::span<ui::CalendarBlock> blocks);

/// `minute`: now at the branch, when the day is today.
[[nodiscard]] Board board_of(const Context& context, const Day& day, BoardBy by,
                             std::optional<int> minute);

/// Where the line of the present lies: on the branch's wall clock, which is neither the device's
/// nor always that of the other branches. Nothing on another day.
[[nodiscard]] std::optional<int> now_minute(const Context& context, BranchId branch,
                                            LocalDate date);

/// Whose a column is, or whose shift its room is at that minute; nil: nobody's.
[[nodiscard]] StaffId doctor_at(const Board& board, ui::CalendarPlace place);

/// What dropping a booking at a place of the board means. `block`: what is dropped, when it lies on
/// this board; of one that lies beside its team's the doctor stays.
[[nodiscard]] MoveTarget target_of(const Board& board, const Booking& booking,
                                   const ui::CalendarBlock* block, LocalDate date,
                                   ui::CalendarPlace place);

}  // namespace retour::views
