#include "views/view_numbers.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "ui/choice.hpp"

namespace retour::views {

void NumbersView::draw_page(Context& context, Page page) {
  switch (page) {
    case Page::funnel: funnel_.draw(context); break;
    case Page::cohorts: cohorts_.draw(context); break;
    case Page::channels: channels_.draw(context); break;
    case Page::calls: calls_.draw(context); break;
    case Page::doctors: doctors_.draw(context); break;
    case Page::coordinators: coordinators_.draw(context); break;
    case Page::finance: finance_.draw(context); break;
    case Page::load: load_.draw(context); break;
  }
}

/// On a phone eight tabs would fill half of the screen.
void NumbersView::draw_choice(ui::Ui& ui, std::span<const ui::Tab> tabs) {
  std::vector<ui::Choice> choices;
  for (const ui::Tab& tab : tabs) choices.push_back({.text = tab.text});
  int selected = static_cast<int>(tab_);
  if (!ui::combo(ui, {.key = "numbers page", .label = ui.t("numbers.page")}, choices, selected))
    return;
  tab_ = static_cast<std::size_t>(std::max(0, selected));
  ui.request_frame();
}

void NumbersView::draw(Context& context) {
  struct Entry {
    Page page;
    ui::Tab tab;
    bool shows_money = false;  ///< Not for whoever may not read money (ET-01).
  };
  const std::array entries = {
      Entry{Page::funnel,
            {.key = "funnel", .text = context.t("funnel.title"), .icon = ui::Icon::funnel}},
      Entry{Page::cohorts,
            {.key = "cohorts", .text = context.t("cohorts.title"), .icon = ui::Icon::table_2}},
      Entry{Page::channels,
            {.key = "channels", .text = context.t("channels.title"), .icon = ui::Icon::phone_call},
            true},
      Entry{Page::calls,
            {.key = "calls", .text = context.t("calls.title"), .icon = ui::Icon::phone}},
      Entry{Page::doctors,
            {.key = "doctors", .text = context.t("doctors.title"), .icon = ui::Icon::stethoscope}},
      Entry{
          Page::coordinators,
          {.key = "coordinators", .text = context.t("coordinators.title"), .icon = ui::Icon::users},
          true},
      Entry{Page::finance,
            {.key = "finance", .text = context.t("finance.title"), .icon = ui::Icon::wallet},
            true},
      Entry{Page::load,
            {.key = "load", .text = context.t("load.title"), .icon = ui::Icon::calendar_clock}}};
  const bool reads_money = readers_of(Visibility::money).has(context.clinic.session().role);
  std::array<ui::Tab, entries.size()> tabs;
  std::array<Page, entries.size()> pages{};
  std::size_t count = 0;
  for (const Entry& entry : entries) {
    if (entry.shows_money && !reads_money) continue;
    tabs[count] = entry.tab;
    pages[count++] = entry.page;
  }
  tab_ = std::min(tab_, count - 1);
  ui::Ui& ui = context.ui;
  const std::span shown = std::span(tabs).first(count);
  if (ui.is_phone())
    draw_choice(ui, shown);
  else if (ui::tabs(ui, "numbers", context.t("numbers.title"), shown, tab_))
    ui.request_frame();
  const auto keyed = ui.keyed(static_cast<std::uint64_t>(pages[tab_]) + 1);
  draw_page(context, pages[tab_]);
}

}  // namespace retour::views
