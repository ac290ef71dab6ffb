// The week on the board: one doctor's seven days as a calendar, or how full the days of all
// doctors are.
//
//   all doctors        mo 16.11  tu 17.11  ...        one doctor      mo 16.11 | tu 17.11 | ...
//   All doctors          64 %      71 %               09:00           [block]  | free     |
//   Ivanova A. P.        80 %       --                09:30           free     | [block]  |
//   On call              Petrov     Petrov
//
// Load is booked minutes over rostered minutes. Bookings outside the rota are counted, not hidden.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "views/board.hpp"

namespace retour::views {

/// Booked of rostered minutes, rounded; above 100 % where bookings overlap.
[[nodiscard]] std::string percent_of(std::int64_t booked_minutes, std::int64_t rostered_minutes);

/// Booked of rostered minutes as a bar that fills its track; rostered_minutes > 0.
void load_bar(ui::Ui& ui, const ui::Rect& track, std::int64_t booked_minutes,
              std::int64_t rostered_minutes);

/// The filter by one doctor; nil: all.
void choose_doctor(Context& context, std::span<const StaffId> doctors, StaffId& chosen);

/// How full one day of one doctor (or of all) is.
struct DayLoad {
  std::int64_t rostered_minutes = 0;
  std::int64_t booked_minutes = 0;
  std::int64_t bookings = 0;
  bool operator==(const DayLoad&) const = default;
};
/// A nil doctor: everybody.
[[nodiscard]] DayLoad load_of(const Day& day, StaffId doctor);

class WeekView {
 public:
  struct Options {
    LocalDate date;  ///< Any day of the week.
    BranchId branch;
    const DayBooking* cut = nullptr;  ///< Waits for its new time.
  };
  struct Wish {
    std::optional<DayBooking> opened;
    std::optional<DayBooking> menu;
    std::optional<DayBooking> cut;
    std::optional<LocalDate> day;  ///< To be shown as a day.
    std::optional<DayBooking> moved;
    MoveTarget to;  ///< Of `moved`, or of a free time that was pressed.
    bool free = false;
  };
  Wish draw(Context& context, BookingTimes& times, const Options& options);
  /// The doctor whose week is shown; nil: everybody's load.
  void choose(StaffId doctor) { doctor_ = doctor; }
  [[nodiscard]] bool is_calendar() const { return !doctor_.is_nil(); }
  ui::CalendarState calendar;

 private:
  void load(Context& context, const Options& options);
  void build_doctor(const Context& context);
  void draw_doctor(Context& context, BookingTimes& times, const Options& options, Wish& wish);
  void draw_load(Context& context, Wish& wish);
  void draw_on_call(Context& context) const;
  void draw_load_row(Context& context, std::size_t row, const std::string& name, Wish& wish);

  StaffId doctor_;  ///< Nil: all.
  std::vector<StaffId> doctors_;
  std::vector<Day> days_;
  std::vector<std::array<DayLoad, 7>> loads_;  ///< Of all, then by doctor.
  LocalDate first_;
  BranchId branch_;
  std::uint64_t generation_ = 0;
  struct Shown {
    StaffId doctor;
    ui::Language language = ui::Language::ru;
    bool operator==(const Shown&) const = default;
  };
  std::optional<Shown> shown_;  ///< What `columns_` and `blocks_` were built for.
  std::vector<ui::CalendarColumn> columns_;
  std::vector<ui::CalendarBlock> blocks_;
  std::vector<DayBooking> rows_;  ///< By block.
};

}  // namespace retour::views
