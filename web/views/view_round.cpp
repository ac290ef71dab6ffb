#include "views/view_round.hpp"

#include <array>

#include "ui/widgets.hpp"

namespace retour::views {

void RoundView::draw(Context& context, const ui::Rect& rect, BookingForm& booking,
                     CheckOut& check_out) {
  ui::Ui& ui = context.ui;
  const auto area = ui.area(rect);
  ui::heading(ui, {.text = context.t("nav.round")});
  // On a phone three tabs stand side by side by a word each.
  const bool narrow = ui.is_phone();
  const auto tab = [&](std::string_view key, ui::TextId words, ui::TextId word, ui::Icon icon) {
    return ui::Tab{.key = key,
                   .text = context.t(narrow ? word : words),
                   .icon = narrow ? ui::Icon::none : icon};
  };
  const std::array tabs = {tab("waitlist", "waitlist.title", "round.waitlist", ui::Icon::hourglass),
                           tab("confirm", "confirm.title", "round.confirm", ui::Icon::phone_call),
                           tab("close", "close.title", "round.close", ui::Icon::lock)};
  ui::tabs(ui, "round", context.t("round.parts"), tabs, tab_);
  if (tab_ == 0) return waitlist_.draw(context, booking);
  // Calls and visits are as many as the day has bookings: they scroll, the tabs stay.
  const ui::Rect at = ui.cursor();
  const auto page =
      ui.scroll(tabs[tab_].key, {.x = rect.x, .y = at.y, .w = rect.w, .h = rect.y + rect.h - at.y});
  if (tab_ == 1)
    confirm_.draw(context, booking);
  else
    close_.draw(context, booking, check_out);
}

}  // namespace retour::views
