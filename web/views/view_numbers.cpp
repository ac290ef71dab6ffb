#include "views/view_numbers.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "ui/choice.hpp"
#include "views/form.hpp"

namespace retour::views {

namespace {

/// What the tabs take in the language of the longest words.
constexpr float tabs_width_min = 1180;

}  // namespace

void NumbersView::draw_page(Context& context, NumbersPage page) {
  switch (page) {
    case NumbersPage::overview: overview_.draw(context); break;
    case NumbersPage::funnel: funnel_.draw(context); break;
    case NumbersPage::cohorts: cohorts_.draw(context); break;
    case NumbersPage::channels: channels_.draw(context); break;
    case NumbersPage::calls: calls_.draw(context); break;
    case NumbersPage::doctors: doctors_.draw(context); break;
    case NumbersPage::coordinators: coordinators_.draw(context); break;
    case NumbersPage::finance: finance_.draw(context); break;
    case NumbersPage::value: value_.draw(context); break;
    case NumbersPage::price: price_.draw(context); break;
    case NumbersPage::load: load_.draw(context); break;
    case NumbersPage::audit: audit_.draw(context); break;
    case NumbersPage::compare: compare_.draw(context); break;
  }
}

/// On a phone the tabs would fill half of the screen, on a tablet two lines.
void NumbersView::draw_choice(ui::Ui& ui, std::span<const ui::Tab> tabs, std::size_t& tab) {
  std::vector<ui::Choice> choices;
  for (const ui::Tab& one : tabs) choices.push_back({.text = one.text});
  int selected = static_cast<int>(tab);
  if (!ui::combo(ui,
                 {.key = "numbers page",
                  .label = ui.t("numbers.page"),
                  .width = ui.is_phone() ? 0.0F : 320.0F},
                 choices, selected))
    return;
  tab = static_cast<std::size_t>(std::max(0, selected));
  ui.request_frame();
}

void NumbersView::draw(Context& context) {
  /// Who has the page: not whoever may not read money (ET-01), only who sets targets.
  enum class For : std::uint8_t { everybody, money, managers };
  struct Entry {
    NumbersPage page;
    ui::Tab tab;
    For whom = For::everybody;
  };
  const std::array entries = {
      Entry{NumbersPage::overview,
            {.key = "overview", .text = context.t("overview.title")},
            For::managers},
      Entry{NumbersPage::funnel, {.key = "funnel", .text = context.t("funnel.title")}},
      Entry{NumbersPage::cohorts, {.key = "cohorts", .text = context.t("cohorts.title")}},
      Entry{NumbersPage::channels,
            {.key = "channels", .text = context.t("channels.title")},
            For::money},
      Entry{NumbersPage::calls, {.key = "calls", .text = context.t("calls.title")}},
      Entry{NumbersPage::doctors, {.key = "doctors", .text = context.t("doctors.title")}},
      Entry{NumbersPage::coordinators,
            {.key = "coordinators", .text = context.t("coordinators.title")},
            For::money},
      Entry{
          NumbersPage::finance, {.key = "finance", .text = context.t("finance.title")}, For::money},
      Entry{NumbersPage::compare, {.key = "compare", .text = context.t("compare.tab")}, For::money},
      Entry{NumbersPage::value, {.key = "value", .text = context.t("value.tab")}, For::money},
      Entry{NumbersPage::price, {.key = "price", .text = context.t("price.tab")}, For::money},
      Entry{NumbersPage::load, {.key = "load", .text = context.t("load.title")}},
      Entry{NumbersPage::audit, {.key = "audit", .text = context.t("audit.title")}, For::managers}};
  const bool reads_money = may_read(context, Visibility::money);
  const bool manages = may(context, OpKind::set_target);
  std::array<ui::Tab, entries.size()> tabs;
  std::array<NumbersPage, entries.size()> pages{};
  std::size_t count = 0, tab = 0;
  for (const Entry& entry : entries) {
    if (entry.whom == For::money ? !reads_money : entry.whom == For::managers && !manages) continue;
    if (entry.page == page_) tab = count;
    tabs[count] = entry.tab;
    pages[count++] = entry.page;
  }
  ui::Ui& ui = context.ui;
  const std::span shown = std::span(tabs).first(count);
  if (ui.available() < tabs_width_min)
    draw_choice(ui, shown, tab);
  else if (ui::tabs(ui, "numbers", context.t("numbers.title"), shown, tab))
    ui.request_frame();
  page_ = pages[tab];
  if (!ui.is_phone()) reports_.draw(context, page_, filters_);
  {
    const auto keyed = ui.keyed(static_cast<std::uint64_t>(page_) + 1);
    draw_page(context, page_);
  }
  if (ui.is_phone()) reports_.draw(context, page_, filters_);  // Below: figures come first.
  reports_.draw_form(context);
  if (const auto aim = std::exchange(context.router.aim, {})) targets_.start(context, *aim);
  targets_.draw_forms(context);
  auto lead = overview_.take_lead();
  if (!lead) lead = audit_.take_lead();
  if (!lead) return;
  page_ = *lead;
  ui.request_frame();
}

}  // namespace retour::views
