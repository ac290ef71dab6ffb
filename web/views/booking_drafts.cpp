#include "views/booking_drafts.hpp"

#include <algorithm>

#include "ui/widgets.hpp"

namespace retour::views {

void BookingDrafts::take(Context& context, BookingForm& form) {
  if (!form.take_left()) return;
  if (kept_.size() == drafts_max) kept_.erase(kept_.begin());
  kept_.push_back(std::exchange(form, {}));
  context.ui.request_frame();
}

ui::Rect BookingDrafts::draw(Context& context, const ui::Rect& rect, BookingForm& form) {
  if (kept_.empty()) return rect;
  ui::Ui& ui = context.ui;
  std::optional<std::size_t> resumed, dropped;
  const auto area = ui.area(rect, 8);
  {
    const auto group =
        ui.group(ui.id("drafts"), ui::Role::group, ui.cursor(), context.t("drafts.name"));
    const auto row = ui.row();
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      const auto keyed = ui.keyed(i);
      std::string who = kept_[i].who(context);
      if (who.empty()) who = context.t("drafts.nobody");
      const std::string text = context.t("drafts.resume", {{"patient", who}});
      ui::ButtonOptions resume{
          .key = "resume", .text = text, .icon = ui::Icon::pencil, .opens = true};
      // A long name leaves room for the cross beside it, also on a phone.
      resume.width = std::min(ui::button_width(ui, resume),
                              ui.line_width() - ui.metrics().control - ui.metrics().gap);
      if (ui::button(ui, resume)) resumed = i;
      const std::string drop = context.t("drafts.drop", {{"patient", who}});
      if (ui::button(ui, {.key = "drop",
                          .text = drop,
                          .icon = ui::Icon::x,
                          .kind = ui::ButtonKind::quiet,
                          .icon_only = true}))
        dropped = i;
    }
  }
  const ui::Rect at = ui.cursor();
  if (resumed) {
    form = std::move(kept_[*resumed]);
    form.resume();
    dropped = resumed;
  }
  if (dropped) {
    kept_.erase(kept_.begin() + static_cast<std::ptrdiff_t>(*dropped));
    ui.request_frame();
  }
  return {.x = rect.x, .y = at.y, .w = rect.w, .h = rect.y + rect.h - at.y};
}

}  // namespace retour::views
