// The patient card: who it is, where he stands, what comes next, what happened, the money.
#pragma once

#include "views/context.hpp"
#include "views/view_booking.hpp"
#include "views/view_checkout.hpp"

namespace retour::views {

class PatientView {
 public:
  void draw(Context& context, BookingForm& form, CheckOut& check_out);

 private:
  void draw_head(Context& context, const Card& card, BookingForm& form, CheckOut& check_out);
  void draw_next_step(Context& context, const Card& card);
  void draw_step_form(Context& context, const Patient& patient);

  bool step_open_ = false;
  int step_kind_ = 0;
  std::optional<LocalDate> step_due_;
  int step_person_ = -1;
  std::string step_note_;
  std::string refusal_;
  std::uint32_t tag_ = 0;
};

}  // namespace retour::views
