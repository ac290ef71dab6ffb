// Bookings that were left half-way because something came between: each is kept with all that was
// entered, until somebody goes on with it or drops it. For the session only: what nobody has
// confirmed is no booking, holds no time and goes to nobody else's screen.
#pragma once

#include <vector>

#include "views/view_booking.hpp"

namespace retour::views {

class BookingDrafts {
 public:
  /// More than anybody interrupts himself; the oldest gives way.
  static constexpr std::size_t drafts_max = 8;

  /// Keeps what the form was left with, if it was.
  void take(Context& context, BookingForm& form);
  /// The line of those that are kept, in `rect`: what it leaves of it.
  [[nodiscard]] ui::Rect draw(Context& context, const ui::Rect& rect, BookingForm& form);

 private:
  std::vector<BookingForm> kept_;
};

}  // namespace retour::views
