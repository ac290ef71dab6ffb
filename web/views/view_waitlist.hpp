// Who waits for a time: the list, what was offered, what came of it. (SC-10, SC-18)
#pragma once

#include <optional>
#include <vector>

#include "ui/table.hpp"
#include "views/offers.hpp"
#include "views/view_booking.hpp"
#include "views/wish_form.hpp"

namespace retour::views {

class WaitlistView {
 public:
  void draw(Context& context, BookingForm& booking);

 private:
  enum class Shown : std::uint8_t { waiting, offered, settled };
  enum class WaitAct : std::uint8_t { find, offer, decline, change, leave, card };

  void draw_filters(Context& context);
  void draw_table(Context& context, BookingForm& booking);
  [[nodiscard]] std::optional<WaitAct> draw_row(Context& context, ui::Cells& cells,
                                                const WaitlistEntry& entry);
  void draw_leaving(Context& context);
  void perform(Context& context, BookingForm& booking, const WaitlistEntry& entry, WaitAct act);
  void find_time(Context& context, BookingForm& booking, const WaitlistEntry& entry);
  [[nodiscard]] std::vector<const WaitlistEntry*> rows(Context& context) const;

  Shown shown_ = Shown::waiting;
  StaffId doctor_;
  WishForm wish_;
  Form leaving_;
  WaitlistEntry leaver_;
  ReasonId reason_;
};

}  // namespace retour::views
