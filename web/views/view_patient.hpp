// The patient card: who it is, where he stands, what comes next, what happened, the money.
#pragma once

#include "views/context.hpp"
#include "views/patient_timeline.hpp"
#include "views/quick_acts.hpp"
#include "views/ratings_card.hpp"
#include "views/view_booking.hpp"
#include "views/view_call.hpp"
#include "views/view_care.hpp"
#include "views/view_checkout.hpp"
#include "views/view_itinerary.hpp"
#include "views/view_money.hpp"
#include "views/view_people.hpp"
#include "views/view_plan.hpp"

namespace retour::views {

class PatientView {
 public:
  void draw(Context& context, BookingForm& form, CheckOut& check_out);

 private:
  void draw_head(Context& context, const Card& card, BookingForm& form, CheckOut& check_out);
  void draw_acts(Context& context, const Card& card, BookingForm& form, CheckOut& check_out);
  void draw_next_step(Context& context, const Card& card);
  void draw_ahead(Context& context, const Card& card);
  void draw_cycles(Context& context, const Card& card);
  void draw_recalls(Context& context, const Card& card);

  QuickActs quick_;
  CallForm call_;
  ItineraryForm itinerary_;
  StepForm step_;
  RecallForm recall_;
  ClosingForm closing_;
  PeopleCards people_;
  MoneyCard money_;
  PlansCard plans_;
  RatingsCard ratings_;
  TimelineCard timeline_;
  BookingSheet sheet_;
};

}  // namespace retour::views
