// Bookings that have lost their place (app/displaced.hpp says by what). Nothing is dropped from the
// board silently: the list is a press away from it.
#pragma once

#include <string>
#include <vector>

#include "app/displaced.hpp"
#include "views/context.hpp"
#include "views/view_booking.hpp"

namespace retour::views {

/// Why a booking of the day has lost its place, in words; empty when it has not.
[[nodiscard]] std::string displaced_words(const Context& context, const Day& day,
                                          const DayBooking& row);

class DisplacedView {
 public:
  /// A button with their number, where there are any; pressing it opens the list.
  void draw_mark(Context& context);
  /// The list, while it is open.
  void draw(Context& context, BookingForm& form);

 private:
  struct Row {
    DayBooking booking;
    app::DisplacedBy by = app::DisplacedBy::doctor_left;
  };
  void load(Context& context);

  bool open_ = false;
  std::uint64_t generation_ = 0;
  LocalDate today_;
  std::vector<Row> rows_;
};

}  // namespace retour::views
