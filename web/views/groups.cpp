#include "views/groups.hpp"

#include "model/holds.hpp"
#include "ui/choice.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {

std::vector<const DayBooking*> group_of(std::span<const DayBooking> day, const Booking& booking) {
  std::vector<const DayBooking*> members;
  if (booking.session.is_nil()) return members;
  for (const DayBooking& row : day)
    if (row.booking.session == booking.session && row.state != BookingState::no_show)
      members.push_back(&row);
  return members;
}

std::string group_words(const ui::Ui& ui, int taken, int places) {
  return ui.t("group.taken", {{"count", taken}, {"places", places}});
}

std::optional<BookingId> draw_group(Context& context, std::span<const DayBooking> day,
                                    const Booking& booking) {
  const std::vector<const DayBooking*> members = group_of(day, booking);
  if (members.empty()) return std::nullopt;
  ui::Ui& ui = context.ui;
  ui::heading(ui,
              {.text = group_words(ui, static_cast<int>(members.size()), booking.session_places),
               .level = 2});
  std::optional<BookingId> chosen;
  const auto list =
      ui.group(ui.id("group"), ui::Role::listbox, ui.cursor(), context.t("group.name"));
  for (const DayBooking* member : members) {
    const auto keyed = ui.keyed(to_text(member->booking.id));
    if (ui::option_row(
            ui, {.key = "member",
                 .text = member->patient_name,
                 .detail = ui::booking_look_name(ui, look_of(member->booking, member->state)),
                 .icon = ui::Icon::user,
                 .selected = member->booking.id == booking.id}))
      chosen = member->booking.id;
  }
  return chosen;
}

}  // namespace retour::views
