// The day's round: who waits for a time, who is to be called about tomorrow.
#pragma once

#include "views/view_confirm.hpp"
#include "views/view_waitlist.hpp"

namespace retour::views {

class RoundView {
 public:
  void draw(Context& context, const ui::Rect& rect, BookingForm& booking);

 private:
  std::size_t tab_ = 0;
  WaitlistView waitlist_;
  ConfirmView confirm_;
};

}  // namespace retour::views
