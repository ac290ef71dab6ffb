// What can be done with a booking now, once for its sheet and once for its menu on the board.
#pragma once

#include <optional>
#include <vector>

#include "views/context.hpp"

namespace retour::views {

enum class BookingAct : std::uint8_t {
  check_in,
  enter,
  finish,
  pay,
  confirm,
  move,        ///< Cut, and put into a free time of the board.
  other_time,  ///< By the list of free times.
  no_show,
  cancel,
  open_card,
  settle,  ///< What was only held is booked, what was requested accepted.
  let_go,  ///< Neither.
};

struct BookingActRow {
  BookingAct act;
  ui::TextId words;
  ui::Icon icon;
};
[[nodiscard]] const BookingActRow& row_of(BookingAct act);
/// What the button of an act says: a request is answered in other words than a hold.
[[nodiscard]] ui::TextId words_of(const DayBooking& row, BookingAct act);

/// That somebody spoke (or tried to speak) with the patient about the booking just now.
[[nodiscard]] ContactAttempt talk_about(Context& context, const Booking& booking,
                                        ContactOutcome outcome);

/// That the patient of a booking came just now.
[[nodiscard]] Visit arrival_of(Context& context, const Booking& booking);

/// What fits the state, the likeliest first.
[[nodiscard]] std::vector<BookingAct> acts_of(const DayBooking& row);

/// Performs those that need no further question: arrival, entry, end, confirmation, not come,
/// a hold settled or let go. True
/// when it was one of them.
bool push_act(Context& context, const DayBooking& row, BookingAct act);

}  // namespace retour::views
