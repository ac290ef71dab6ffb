// The day board: doctors, rooms, devices or theatres as columns, what is booked, what is free, what
// happens now, who lies in which bed; the week; the month; the day as a list.
#pragma once

#include "views/board.hpp"
#include "views/board_beds.hpp"
#include "views/booking_acts.hpp"
#include "views/context.hpp"
#include "views/urgent_days.hpp"
#include "views/view_absence.hpp"
#include "views/view_booking.hpp"
#include "views/view_checkout.hpp"
#include "views/view_displaced.hpp"
#include "views/view_late.hpp"
#include "views/view_month.hpp"
#include "views/view_week.hpp"

namespace retour::views {

class DayView {
 public:
  void draw(Context& context, BookingForm& form, CheckOut& check_out);
  /// The day that is shown; today before the board was drawn first.
  [[nodiscard]] LocalDate date(const ui::Ui& ui) const { return date_.value_or(ui.today()); }
  /// Forth or back by as much as is shown.
  void step(const ui::Ui& ui, int steps);
  void show_week() { mode_ = Mode::week; }
  void show_month() { mode_ = Mode::month; }
  /// A doctor is away; nil: which one is asked.
  void open_absence(Context& context, StaffId doctor) {
    absence_.open(context, doctor, date(context.ui));
  }
  /// How tall the hours were when the program was used last on this device.
  void set_zoom(float zoom);
  void zoom_by(float factor) { (mode_ == Mode::week ? week_.calendar : calendar_).zoom_by(factor); }

 private:
  enum class Mode : std::uint8_t { day, week, month, list };
  /// What the board was built for.
  struct BoardKey {
    std::uint64_t generation = 0;
    LocalDate date;
    BranchId branch;
    BoardBy by = BoardBy::doctors;
    ui::Language language = ui::Language::ru;
    std::optional<int> minute = {};
    bool operator==(const BoardKey&) const = default;
  };

  [[nodiscard]] std::string title(const ui::Ui& ui) const;
  void draw_toolbar(Context& context, BookingForm& form);
  void draw_phone_bar(Context& context, BookingForm& form);
  void draw_options(Context& context);
  void draw_steps(Context& context, bool with_today);
  void draw_date(Context& context, float width);
  void draw_branches(Context& context);
  void draw_modes(Context& context);
  void draw_boards(Context& context);
  void draw_zoom(Context& context);
  void draw_marks(Context& context);
  void draw_book(Context& context, BookingForm& form, bool icon_only);
  void draw_moving(Context& context);
  void draw_day(Context& context, BookingForm& form);
  void draw_week(Context& context, BookingForm& form);
  void draw_month(Context& context);
  void draw_theatre(Context& context, BookingForm& form);
  void draw_grid(Context& context, BookingForm& form, float beds_height);
  void draw_nobody(Context& context);
  void draw_list(Context& context, const Day& day);
  void draw_menu(Context& context, BookingForm& form, CheckOut& check_out);
  void take_grid(Context& context, BookingForm& form, const ui::CalendarResult& result);
  void put(Context& context, BookingForm& form, const MoveTarget& target);
  void open_menu(Context& context, const DayBooking& row);
  void draw_head_menu(Context& context);
  void open_booking(const DayBooking& row);
  void print(Context& context);
  void keep_zoom(ui::Ui& ui, float zoom);
  /// Whether one day is shown, as a board or as a list.
  [[nodiscard]] bool is_one_day() const { return mode_ == Mode::day || mode_ == Mode::list; }
  [[nodiscard]] bool has_zoom() const {
    return mode_ == Mode::week ? week_.is_calendar() : mode_ == Mode::day;
  }
  [[nodiscard]] const Board& board(Context& context);
  [[nodiscard]] const DayBooking* row_of_key(std::uint64_t key) const;

  std::optional<LocalDate> date_;
  LocalDate today_;  ///< As of the last frame.
  BranchId branch_;
  Mode mode_ = Mode::day;
  BoardBy by_ = BoardBy::doctors;
  bool mode_chosen_ = false;
  bool options_open_ = false;
  float zoom_seen_ = 1;
  float zoom_kept_ = 1;  ///< As the device has stored it.
  double zoom_since_ = 0;
  ui::CalendarState calendar_;
  WeekView week_;
  MonthView month_;
  BedsView beds_;
  Board board_;
  std::optional<BoardKey> board_key_;
  BookingSheet sheet_;
  BookingTimes times_;  ///< Judges where a booking is dropped.
  std::optional<DayBooking> moving_;
  std::optional<DayBooking> menu_;
  std::optional<StaffId> head_menu_;  ///< Of which doctor's column.
  AbsenceView absence_;
  LateView late_;
  DisplacedView displaced_;
  UrgentDays urgent_;
};

}  // namespace retour::views
