// What narrows the times that a booking form offers: the part of the day; and where any doctor will
// do, a woman or a man, and who speaks the patient's language.
#pragma once

#include <string>
#include <vector>

#include "views/booking_times.hpp"

namespace retour::views {

/// The languages that a list offers by name, as ISO 639-1; others are shown by their code.
[[nodiscard]] std::vector<std::string> named_languages();
[[nodiscard]] std::string language_words(const Context& context, const std::string& code);

/// Chips of the languages that somebody speaks, and a list from which more are added.
void pick_languages(Context& context, std::vector<std::string>& spoken);

class BookingWishes {
 public:
  /// Only what is a choice at the branch is offered. True when something changed.
  bool draw(Context& context, StaffId doctor, BranchId branch);
  void put(BookingWish& wish) const;

 private:
  bool draw_language(Context& context, const std::vector<std::string>& spoken);

  int day_part_ = 0;  ///< Number in the list of parts; 0: any time.
  Sex sex_ = Sex::unknown;
  std::string language_;  ///< Empty: no matter.
};

}  // namespace retour::views
