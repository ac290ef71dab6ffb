#include "views/view_round.hpp"

#include <array>

#include "ui/widgets.hpp"

namespace retour::views {

void RoundView::draw(Context& context, const ui::Rect& rect, BookingForm& booking) {
  ui::Ui& ui = context.ui;
  const auto area = ui.area(rect);
  ui::heading(ui, {.text = context.t("nav.round")});
  const std::array tabs = {
      ui::Tab{.key = "waitlist", .text = context.t("waitlist.title"), .icon = ui::Icon::hourglass},
      ui::Tab{.key = "confirm", .text = context.t("confirm.title"), .icon = ui::Icon::phone_call}};
  ui::tabs(ui, "round", context.t("round.parts"), tabs, tab_);
  if (tab_ == 0) return waitlist_.draw(context, booking);
  // Calls are as many as the day has bookings: they scroll, the tabs stay.
  const ui::Rect at = ui.cursor();
  const auto page =
      ui.scroll("calls", {.x = rect.x, .y = at.y, .w = rect.w, .h = rect.y + rect.h - at.y});
  confirm_.draw(context, booking);
}

}  // namespace retour::views
