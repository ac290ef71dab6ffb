// The calendar grid of a day: columns of doctors (or rooms), 5-minute rows, bookings as blocks.
//
//             | Иванова А. П.        | Петров С. И.         |  header stays
//             | кардиолог            | ЛОР                  |
//   --------- +----------------------+----------------------+
//   untimed   | [block]              |                      |  bookings without a time of day
//   --------- +----------------------+----------------------+
//   09:00     | [block         ]     | (closed)             |
//   09:30     | [block ][block ]     | free: click books    |  overlaps stand side by side
//   ---now----|----------------------|----------------------|
//
// A click on free time proposes a booking there, a click on a block opens it, a drag moves it; the
// way without dragging is to mark a block as cut (`cut`) and to click the new time. Every block and
// every free half hour is a named button in the tree, so all of this works by keyboard: arrows go
// through the day, Tab through blocks.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ui/ui.hpp"

namespace retour::ui {

/// A span of minutes of the day, [start, end).
struct MinuteSpan {
  int start = 0;
  int end = 0;
};

struct CalendarColumn {
  std::uint64_t key = 0;  ///< Stable.
  std::string title;
  std::string subtitle;
  std::vector<MinuteSpan> open;  ///< Rostered time; empty: all day is open.
  bool lane = false;             ///< "Unassigned": nobody's column, drawn apart.
};

struct CalendarBlock {
  std::uint64_t key = 0;  ///< Stable, unique within the day.
  std::size_t column = 0;
  std::optional<int> start_minute;  ///< Nothing: untimed.
  int length_minutes = 30;
  BookingLook look = BookingLook::planned;
  std::string title;   ///< The patient.
  std::string detail;  ///< Service, note.
  bool child = false;  ///< A guardian comes along.
};

struct CalendarOptions {
  std::string_view key;
  std::string_view name;
  std::span<const CalendarColumn> columns;
  std::span<const CalendarBlock> blocks;
  Rect rect;
  int start_minute = 8 * 60;
  int end_minute = 20 * 60;
  std::optional<int> now_minute = {};  ///< Draws the now-line and opens the view there.
  float zoom = 1;                      ///< Height of a quantum, times the theme's.
  std::optional<std::uint64_t> selected = {};
  std::optional<std::uint64_t> cut = {};  ///< The block that waits for its new time.
  int free_step_minutes = 30;             ///< Size of the free buttons.
};

struct CalendarPlace {
  std::size_t column = 0;
  int minute = 0;
};

struct CalendarResult {
  std::optional<std::size_t> opened;        ///< Index of a block that was clicked.
  std::optional<CalendarPlace> free;        ///< Free time that was clicked.
  std::optional<std::size_t> moved;         ///< Index of a block that was dropped ...
  CalendarPlace moved_to;                   ///< ... here.
  std::optional<std::size_t> more_untimed;  ///< Column whose untimed bookings do not all fit.
};

CalendarResult calendar(Ui& ui, const CalendarOptions& options);

/// How overlapping blocks of one column share its width: for each block its lane and the number of
/// lanes of its cluster. Blocks must be sorted by start. O(n * lanes).
struct LaneShare {
  int lane = 0;
  int lanes = 1;
};
[[nodiscard]] std::vector<LaneShare> share_lanes(std::span<const MinuteSpan> spans);

}  // namespace retour::ui
