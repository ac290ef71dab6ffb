// Where a booking may be moved to: judged while it is dragged, and again when it is dropped.
#pragma once

#include <optional>

#include "ui/calendar.hpp"
#include "views/booking_times.hpp"
#include "views/context.hpp"

namespace retour::views {

struct MoveTarget {
  StaffId doctor;
  LocalDate date;
  int minute = 0;
  std::optional<RoomId> room = {};  ///< Nothing: whichever suits; the present one if it can stay.
  std::optional<DeviceId> device = {};  ///< Nothing: the present one, or whichever suits.
};

/// Whether the booking may go there, in words when it may not or when somebody should know
/// something. What may be overruled at the desk (hours, shifts) is a warning.
[[nodiscard]] ui::CalendarVerdict judge_move(Context& context, BookingTimes& times,
                                             const DayBooking& row, const MoveTarget& target);

/// Moves a booking to where it was dropped. A place that is not free is refused in words at once.
void push_move(Context& context, BookingTimes& times, const DayBooking& row,
               const MoveTarget& target);

/// What breaks the order of the patient's itinerary once a booking lies where `moved` has it;
/// nothing when all rules hold.
[[nodiscard]] std::optional<Booking> broken_by(const Card& card, const Booking& moved);
/// The rule of a booking that would not hold, as a sentence.
[[nodiscard]] std::string order_words(const Context& context, const Booking& broken);

}  // namespace retour::views
