// The day board: doctors as columns, what is booked, what is free, what happens now.
#pragma once

#include "views/context.hpp"
#include "views/view_booking.hpp"
#include "views/view_checkout.hpp"

namespace retour::views {

class DayView {
 public:
  void draw(Context& context, BookingForm& form, CheckOut& check_out);
  /// The day that is shown; today before the board was drawn first.
  [[nodiscard]] LocalDate date(const ui::Ui& ui) const { return date_.value_or(ui.today()); }
  /// Forth or back by as much as is shown.
  void step(const ui::Ui& ui, int steps) { date_ = date(ui).plus_days(steps); }

 private:
  void draw_toolbar(Context& context, BookingForm& form);
  void draw_grid(Context& context, const Day& day, BookingForm& form);
  void draw_list(Context& context, const Day& day);
  void open_booking(const DayBooking& row);

  std::optional<LocalDate> date_;
  BranchId branch_;
  std::size_t mode_ = 0;  ///< 0: grid, 1: list.
  bool mode_chosen_ = false;
  float zoom_ = 1;
  BookingSheet sheet_;
  BookingTimes times_;  ///< Judges where a booking is dropped.
  std::optional<BookingId> moving_;
};

}  // namespace retour::views
