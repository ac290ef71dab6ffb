// What is done with a patient from a list without opening his card, and from the card's own menu:
// note a call, book, put on the waitlist, set the next step, take the consent to messages, say that
// it is the same person as another.
//
//   const auto items = quick_.items(context);
//   if (const auto chosen = cells.menu(name, items)) quick_.perform(context, *chosen, id, booking);
//   quick_.draw(context);                          // its dialogs, once a frame
#pragma once

#include <span>
#include <vector>

#include "ui/choice.hpp"
#include "views/view_booking.hpp"
#include "views/view_call.hpp"
#include "views/view_care.hpp"
#include "views/view_itinerary.hpp"
#include "views/view_merge.hpp"
#include "views/view_people.hpp"

namespace retour::views {

enum class QuickAct : std::uint8_t { call, book, itinerary, wait, step, consent, merge };

class QuickActs {
 public:
  /// What the acting role may do of `wanted`, as a menu; good until the next call.
  [[nodiscard]] std::span<const ui::MenuItem> items(Context& context,
                                                    std::span<const QuickAct> wanted);
  /// Does the item with this number of the last `items` to a patient.
  void perform(Context& context, std::size_t item, PatientId patient, BookingForm& booking);
  void draw(Context& context);
  [[nodiscard]] MergeForm& merge() { return merge_; }

 private:
  std::vector<ui::MenuItem> items_;
  std::vector<QuickAct> acts_;
  CallForm call_;
  ItineraryForm itinerary_;
  StepForm step_;
  ConsentDialog consent_;
  MergeForm merge_;
  WishForm wish_;
};

}  // namespace retour::views
