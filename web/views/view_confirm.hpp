// Tomorrow's calls: bookings of a day that nobody has confirmed yet, whom to call first on top,
// what came of each call. (SC-18, CS-01)
//
// The order comes from the risk of not coming (app/no_show_risks.hpp); the number itself is nowhere
// on the screen, and no patient is marked by it. Whoever is to be called again later stands below
// until his time has come.
#pragma once

#include <optional>
#include <vector>

#include "views/form.hpp"
#include "views/view_booking.hpp"

namespace retour::views {

class ConfirmView {
 public:
  void draw(Context& context, BookingForm& booking);

 private:
  struct Call {
    const DayBooking* row = nullptr;
    const ContactAttempt* last = nullptr;  ///< The last talk about the booking, if any.
    std::int32_t risk = 0;
    bool later = false;  ///< Not before `last->next_at`.
  };
  struct Calls {
    std::vector<Call> open;  ///< In the order in which to call.
    std::size_t confirmed = 0;
    std::size_t all = 0;
  };

  [[nodiscard]] LocalDate date(Context& context);
  [[nodiscard]] Calls calls(Context& context, LocalDate day) const;
  void draw_choices(Context& context, LocalDate day);
  void draw_call(Context& context, BookingForm& booking, const Call& call);
  void draw_acts(Context& context, BookingForm& booking, const DayBooking& row);
  void draw_cancel(Context& context);

  std::optional<LocalDate> date_;  ///< Nothing: the next day with bookings.
  BranchId branch_;
  std::size_t again_ = 1;
  Form cancelling_;
  std::optional<DayBooking> cancelled_;
  ReasonId reason_;
};

}  // namespace retour::views
