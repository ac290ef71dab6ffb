// The day's round: who waits for a time, who is to be called about tomorrow, the end of the day.
#pragma once

#include "views/view_close.hpp"
#include "views/view_confirm.hpp"
#include "views/view_waitlist.hpp"

namespace retour::views {

class RoundView {
 public:
  void draw(Context& context, const ui::Rect& rect, BookingForm& booking, CheckOut& check_out);

 private:
  std::size_t tab_ = 0;
  WaitlistView waitlist_;
  ConfirmView confirm_;
  CloseView close_;
};

}  // namespace retour::views
