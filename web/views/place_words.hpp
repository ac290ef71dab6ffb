// What patients are told, and what lists show, about a visit that gets another time: places in
// words, whom to call, the text to send in the patient's own language.
#pragma once

#include <string>

#include "views/context.hpp"

namespace retour::views {

/// When and with whom.
struct PlaceWords {
  LocalDate date;
  int minute = untimed_minute;
  StaffId doctor;
};
[[nodiscard]] inline PlaceWords place_of(const Booking& booking) {
  return {.date = booking.date, .minute = booking.begin_minute, .doctor = booking.doctor};
}
/// "пн 23.11, 10:00, Ёлкина".
[[nodiscard]] std::string words_of(const Context& context, const PlaceWords& place);

/// The number to call: the patient's own first one, else of the relative who gets his messages;
/// empty when there is none. Formatted.
[[nodiscard]] std::string phone_to_call(Context& context, PatientId patient);

/// Writes to a patient in his language, whatever language the screen has.
class Letter {
 public:
  Letter(Context& context, const Patient& patient);
  [[nodiscard]] std::string doctor(StaffId id) const;
  [[nodiscard]] std::string date(LocalDate date) const;
  /// The message with `name`, `clinic` and `phone` (of the branch) filled in, besides `args`.
  [[nodiscard]] std::string text(ui::TextId id, BranchId branch,
                                 std::vector<ui::TextArg> args) const;

 private:
  Context& context_;
  const Patient& patient_;
  ui::Texts texts_;
};

/// Puts a text on the clipboard and says so.
void copy_words(Context& context, std::string text);

}  // namespace retour::views
