// Putting somebody on the waitlist: what he wants, when he can, how urgent it is. (SC-10)
#pragma once

#include <optional>
#include <string>

#include "views/form.hpp"

namespace retour::views {

struct WishStart {
  PatientId patient;
  ServiceId service{};
  StaffId doctor{};
  BranchId branch{};
  LocalDate earliest{};  ///< Nothing: from today.
  BookingId replaces{};  ///< The booking for which an earlier time is wanted.
};

class WishForm {
 public:
  void open(Context& context, const WishStart& start);
  /// What is asked for has changed.
  void open_change(const WaitlistEntry& entry);
  void draw(Context& context);

 private:
  void draw_what(Context& context);
  void draw_when(Context& context);
  void send(Context& context);

  Form form_;
  WaitlistEntry entry_;
  bool is_new_ = true;
  std::optional<LocalDate> earliest_;
};

/// The parts of a day that can be asked for, in words; "any" for the whole of it.
[[nodiscard]] std::string day_part_words(const Context& context, const WaitlistEntry& entry);
/// Weekdays that suit, "пн, ср"; empty for all.
[[nodiscard]] std::string weekday_words(const Context& context, std::int32_t weekdays);

}  // namespace retour::views
