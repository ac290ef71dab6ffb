// The calendar grid of a day (or a week): columns of doctors, rooms or days, 5-minute rows,
// bookings as blocks.
//
//             | Иванова А. П.        | Петров С. И.         |  heads stay, and may be pressed
//             | опаздывает на 20 мин | ЛОР                  |
//   --------- +----------------------+----------------------+
//   untimed   | [block]              |                      |  bookings without a time of day
//   --------- +----------------------+----------------------+
//   09:00     | [block         ]     | (closed)             |
//   09:30     | [block ][block ]     | free: click books    |  overlaps stand side by side
//   10:00     | ////////             | [block ]  free       |  hatched: cleaning; beside a block
//             |                      |                      |  free where more than one fits
//   ---now----|----------------------|----------------------|
//
// A click on free time proposes a booking there, a click on a block opens it, a right click, a long
// press or the menu key asks for its menu. A drag moves it, and says all the way beside the pointer
// whether it may lie there (`judge`); Escape lets it go. The way without dragging is to mark a
// block as cut (`cut`, or Ctrl+X) and to press the new time. Every block and every free half hour
// of the columns in sight is a named button in the tree: Tab goes through them, arrows go by time
// and column and bring further columns into sight. Two fingers, the wheel with Ctrl and + and -
// zoom.
//
// Only columns in sight are laid out: forty doctors cost as much as eight.
#pragma once

#include <cstdint>
#include <functional>
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

/// Free time that is kept for something: hatched, and said of its buttons.
struct KeptSpan {
  MinuteSpan span = {};
  std::string words = {};  ///< What for and until when.
};

struct CalendarColumn {
  std::uint64_t key = 0;  ///< Stable.
  std::string title;
  std::string subtitle;
  std::string note = {};         ///< In the place of the subtitle, as a warning: runs late.
  std::string action = {};       ///< What pressing the head does; empty: nothing.
  std::vector<MinuteSpan> open;  ///< Rostered time; empty: all day is open.
  bool lane = false;             ///< "Unassigned": nobody's column, drawn apart.
  int capacity = 1;              ///< So many blocks may lie side by side.
  std::vector<KeptSpan> kept = {};
};

struct CalendarBlock {
  std::uint64_t key = 0;  ///< Stable, unique within the day, not 0.
  std::size_t column = 0;
  std::optional<int> start_minute;  ///< Nothing: untimed.
  int length_minutes = 30;
  BookingLook look = BookingLook::planned;
  std::string title;          ///< The patient.
  std::string detail;         ///< Service, note.
  std::string conflict = {};  ///< What it collides with, in words.
  std::string state = {};     ///< The state in words, where the look's name says too little.
  std::string late = {};      ///< How much later it will begin, in words.
  bool child = false;         ///< A guardian comes along.
  int people = 1;             ///< More than one: a group, whose names are in `detail`.
  int before_minutes = 0;     ///< The column is held so long before the begin (set-up) ...
  int after_minutes = 0;      ///< ... and after the end (cleaning): hatched.
  /// The part that takes the column, in minutes from its begin; the rest is paler, and something
  /// else may lie beside it. Empty: all of it. What reaches the block's edge goes on into set-up
  /// or cleaning.
  MinuteSpan own = {};
  std::string parts = {};  ///< What the parts are, in words.
};

struct CalendarPlace {
  std::size_t column = 0;
  int minute = 0;
  bool operator==(const CalendarPlace&) const = default;
};

/// Whether a block may lie at a place.
struct CalendarVerdict {
  enum class Kind : std::uint8_t {
    free,
    warned,   ///< It may, and somebody should know that ...
    refused,  ///< It may not, because ...
  };
  Kind kind = Kind::free;
  std::string words = {};
  bool operator==(const CalendarVerdict&) const = default;
};

/// What a calendar keeps between frames; the view owns it.
struct CalendarState {
  static constexpr float zoom_min = 0.5F;
  static constexpr float zoom_max = 3;
  float zoom = 1;  ///< Height of a quantum, times the theme's.

  /// Makes the hours taller or flatter around the middle of what is shown.
  void zoom_by(float factor) { zoom_wish *= factor; }

  struct Drag {
    std::uint64_t key = 0;  ///< 0: none.
    float x = 0;
    float y = 0;
    float grab_y = 0;
    float grid_x = 0;  ///< Where the grid lay when the place was shown last: it may scroll.
    float grid_y = 0;
    double edge_since = -1;  ///< < 0: not at an edge.
    bool left_edge = false;  ///< Has been away from all edges.
    bool moving = false;
    bool given_up = false;
    std::optional<CalendarPlace> place = {};
    CalendarVerdict verdict = {};
    double since = 0;
    bool announced = false;
  };
  Drag drag;
  std::optional<CalendarPlace> goal = {};  ///< The focus goes there when it is drawn.
  std::optional<float> scroll_to = {};     ///< After zooming.
  float scroll_x = 0;
  float scroll_y = 0;
  bool opened = false;
  float zoom_wish = 1;
};

struct CalendarOptions {
  std::string_view key;
  std::string_view name;
  std::span<const CalendarColumn> columns;
  std::span<const CalendarBlock> blocks;
  Rect rect;
  int start_minute = 8 * 60;
  int end_minute = 20 * 60;
  std::optional<int> now_minute = {};          ///< Draws the now-line and opens the view there.
  std::optional<std::size_t> now_column = {};  ///< In a week: today's.
  std::optional<std::uint64_t> selected = {};
  std::optional<std::uint64_t> cut = {};  ///< The block that waits for its new time.
  int cut_minutes = 30;                   ///< Its length.
  int free_step_minutes = 30;             ///< Size of the free buttons.
  float column_width_min = 168;           ///< Narrower ones scroll sideways.
  /// Asked once for each place that a dragged or cut block comes to.
  std::function<CalendarVerdict(std::uint64_t key, CalendarPlace)> judge = {};
};

struct CalendarResult {
  std::optional<std::size_t> opened;        ///< Index of a block that was clicked.
  std::optional<std::size_t> menu;          ///< Index of a block whose menu was asked for.
  std::optional<std::size_t> cut;           ///< Index of a block to be cut (Ctrl+X).
  std::optional<CalendarPlace> free;        ///< Free time that was clicked.
  std::optional<std::size_t> moved;         ///< Index of a block that was dropped ...
  CalendarPlace moved_to;                   ///< ... here.
  std::optional<std::size_t> more_untimed;  ///< Column whose untimed bookings do not all fit.
  std::optional<std::size_t> head;          ///< Column whose head was pressed.
};

CalendarResult calendar(Ui& ui, CalendarState& state, const CalendarOptions& options);

/// How overlapping blocks of one column share its width: for each block its lane and the number of
/// lanes of its cluster. Blocks must be sorted by start. O(n * lanes).
struct LaneShare {
  int lane = 0;
  int lanes = 1;
  int cluster = 0;  ///< Blocks that hang together by overlaps have the same.
};
[[nodiscard]] std::vector<LaneShare> share_lanes(std::span<const MinuteSpan> spans);

}  // namespace retour::ui
