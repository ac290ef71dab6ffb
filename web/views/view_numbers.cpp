#include "views/view_numbers.hpp"

#include <array>

namespace retour::views {

void NumbersView::draw(Context& context) {
  ui::Ui& ui = context.ui;
  const std::array tabs = {
      ui::Tab{.key = "funnel", .text = context.t("funnel.title"), .icon = ui::Icon::funnel},
      ui::Tab{.key = "load", .text = context.t("load.title"), .icon = ui::Icon::calendar_clock}};
  if (ui::tabs(ui, "numbers", context.t("numbers.title"), tabs, tab_)) ui.request_frame();
  const auto keyed = ui.keyed(tab_ + 1);
  if (tab_ == 0)
    funnel_.draw(context);
  else
    load_.draw(context);
}

}  // namespace retour::views
