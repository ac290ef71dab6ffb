// What the files of the calendar share: where things lie, and one frame of it being drawn.
#pragma once

#include <span>
#include <vector>

#include "ui/calendar.hpp"

namespace retour::ui::calendar_parts {

inline constexpr int quantum_minutes = 5;
inline constexpr int untimed_rows_max = 4;

struct Geometry {
  Rect grid;  ///< Of the scrolled content: hours only.
  Rect view;  ///< The part of the display in which it scrolls.
  float gutter = 52;
  float column_width = 168;
  float header = 48;
  float untimed = 0;  ///< Height of the strip of untimed bookings.
  float minute_height = 2.4F;
  int start = 0;
  int end = 0;

  [[nodiscard]] float y_of(int minute) const {
    return grid.y + static_cast<float>(minute - start) * minute_height;
  }
  [[nodiscard]] float x_of(std::size_t column) const {
    return grid.x + static_cast<float>(column) * column_width;
  }
};

/// A timed block of a column in sight, where it lies: from `left` to `right` of the column's width.
struct Laid {
  std::size_t block = 0;
  MinuteSpan held;   ///< With set-up and cleaning.
  MinuteSpan taken;  ///< In which it takes the column.
  float left = 0;
  float right = 1;
};

/// Something that can have the focus, by place.
struct Stop {
  NodeId id = 0;
  CalendarPlace place;
};

/// One frame.
struct Frame {
  Ui& ui;
  CalendarState& state;
  const CalendarOptions& options;
  Geometry g = {};
  CalendarResult result = {};
  std::vector<Stop> stops = {};
  std::vector<std::vector<std::size_t>> timed = {};  ///< Blocks by column, by start.
  std::vector<int> untimed = {};                     ///< Untimed blocks by column.
  CalendarVerdict verdict = {};  ///< Of the cut block at the free time pointed at.
};

[[nodiscard]] bool is_open(const CalendarColumn& column, int minute);
[[nodiscard]] float untimed_block_height(const Ui& ui);

/// One block: presses, opens, starts a drag, offers its menu.
void block_item(Frame& f, std::size_t index, const Rect& r);
/// Set-up and cleaning around a block, which lies at `r`.
void block_margins(Frame& f, const CalendarBlock& block, const Rect& r);
/// The kept times of a column, below its free buttons.
void kept_spans(Frame& f, std::size_t column);
/// The free times of a column as buttons, beside what lies in it.
void free_buttons(Frame& f, std::size_t column, std::span<const Laid> laid);
/// The drag that is under way: where it would land, whether it may, and its end.
void follow_drag(Frame& f);
/// Arrows between what can have the focus.
void take_arrows(Frame& f);

}  // namespace retour::ui::calendar_parts
