#include "views/groups.hpp"

#include <algorithm>

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

bool joins_block(const Context& context, const DayBooking& row, std::size_t column,
                 std::span<const DayBooking> rows, std::span<ui::CalendarBlock> blocks) {
  if (row.booking.session.is_nil() || row.state == BookingState::no_show) return false;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ui::CalendarBlock& block = blocks[i];
    if (block.column != column || rows[i].booking.session != row.booking.session ||
        rows[i].state == BookingState::no_show)
      continue;
    if (++block.people == 2) {
      block.title = name_of_visit(context.ui, context.catalogue(), row.booking);
      block.detail = rows[i].patient_name;
    }
    block.state = group_words(context.ui, block.people, row.booking.session_places);
    block.detail += ", " + row.patient_name;
    block.look = std::min(block.look, look_of(row.booking, row.state));
    block.child = block.child || row.child;
    return true;
  }
  return false;
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
