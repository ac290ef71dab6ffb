// Two months side by side over the demo clinic: figures open their people, a month is published
// from here and then stays, months of different seasons are called that. (IM-22, IM-23, DM-07)
// links: web_views ui_test_support
#include "app/month_figures.hpp"
#include "ui/locale.hpp"
#include "views/words.hpp"
#include "web/support/view_tour.hpp"

namespace retour::views {
namespace {

using app::MonthFigure;
using ui::Role;

class CompareViews : public ClinicFixture {
 public:
  void open_page(bool is_fresh = true) {
    if (is_fresh) open_demo();
    go_to("nav.funnel");
    for (int i = 0; i < 3; ++i) {
      finish_jobs();
      settle();
    }
    open_page_of_figures(*this, "compare.tab");
    settle();
  }
  LocalDate last_month() {
    const LocalDate today = clinic().today({});
    return today.plus_days(1 - today.day()).plus_months(-1);
  }
  std::string in_words(LocalDate month) {
    return ui::format_date(month, ui::DateStyle::month_year, ui.language());
  }
  void choose(std::string_view list, const std::string& option) {
    activate(Role::combobox, list);
    activate(Role::option, option);
    settle();
  }
  std::string figure(MonthFigure of) {
    return std::string(word(ui, "month_figure", std::to_string(static_cast<std::size_t>(of))));
  }
  std::string cell(MonthFigure of, const std::string& column) {
    return name_that_begins(
        Role::button,
        ui.t("chart.table_cell", {{"row", figure(of)}, {"column", column}, {"value", ""}}));
  }
};

TEST_F(CompareViews, TwoMonthsStandSideBySideAndAFigureOpensItsPeople_DM07) {
  open_page();
  expect_clean();
  // Nothing is known of the year before: the month before stands there.
  EXPECT_TRUE(has(Role::button, ui.t("compare.year_before")));
  for (const MonthFigure of : {MonthFigure::revenue, MonthFigure::load_of_doctors,
                               MonthFigure::unique_calls, MonthFigure::cost_of_primary})
    EXPECT_TRUE(shows(figure(of))) << figure(of);
  activate(Role::button, cell(MonthFigure::primaries, in_words(last_month())));
  EXPECT_TRUE(shows(ui.t("compare.people", {{"figure", figure(MonthFigure::primaries)},
                                            {"month", in_words(last_month())}})))
      << dump();
  EXPECT_GT(rows_in_list(), 0u);
}

TEST_F(CompareViews, TheSameMonthOfTheYearBeforeComesFirstWhenItIsKnown_IM23) {
  open_demo();
  Patient known;
  known.id = clinic().new_id<Patient>();
  known.family_name = "Давний";
  submit(OpKind::register_patient, {whole(known)});
  Call call;
  call.id = clinic().new_id<Call>();
  call.patient = known.id;
  call.at = clinic().catalogue().zone_of({}).day(last_month().plus_months(-12)).begin;
  call.phone = "+79990000001";
  submit(OpKind::log_call, {whole(call)});
  open_page(false);
  EXPECT_FALSE(has(Role::button, ui.t("compare.year_before"))) << "no season between them";
  EXPECT_TRUE(shows(in_words(last_month().plus_months(-12))));
}

TEST_F(CompareViews, MonthsOfDifferentSeasonsAreCalledThatAndOneTapTakesTheYearBefore_IM23) {
  open_page();
  choose(ui.t("compare.before"), in_words(last_month().plus_months(-1)));
  EXPECT_TRUE(shows(ui.t("compare.season"))) << dump();
  expect_clean();
  activate(Role::button, ui.t("compare.year_before"));
  settle();
  EXPECT_FALSE(shows(ui.t("compare.season")));
  choose(ui.t("compare.before"), in_words(last_month()));
  EXPECT_TRUE(shows(ui.t("compare.same_month")));
}

TEST_F(CompareViews, AMonthIsPublishedHereAndMarksWhatIsNot_IM22) {
  open_page();
  const std::string button =
      ui.t("channels.publish", {{"month", in_words(last_month().plus_months(-1))}});
  activate(Role::button, button);
  settle();
  ASSERT_EQ(clinic().catalogue().published_months.size(), 1u);
  EXPECT_EQ(clinic().catalogue().published_months.front().month, last_month().plus_months(-1));
  EXPECT_FALSE(has(Role::button, button));
  EXPECT_TRUE(shows(ui.t("compare.star")));
  expect_clean();
}

TEST_F(CompareViews, OfAChannelOnlyItsOwnFiguresAreShown) {
  open_page();
  choose(ui.t("channels.channel"), clinic().catalogue().sources.front().name);
  EXPECT_FALSE(shows(figure(MonthFigure::revenue)));
  EXPECT_TRUE(shows(figure(MonthFigure::cost_of_primary)));
  expect_clean();
}

TEST_F(CompareViews, IsCleanOnThreeScreensInEveryLanguage) {
  open_page();
  choose(ui.t("compare.before"), in_words(last_month().plus_months(-1)));
  expect_clean_everywhere("compare_page");
}

}  // namespace
}  // namespace retour::views
