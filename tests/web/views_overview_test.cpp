// The owner's one page and targets over the demo clinic: figures are the engine's and open their
// people, lines lead on, a target is set, followed and closed. (DM-01, DM-09, PS-12, PS-19..21)
// links: web_views ui_test_support
#include "app/aims.hpp"
#include "funnel/overview.hpp"
#include "ui/widgets.hpp"
#include "views/targets.hpp"
#include "web/support/view_tour.hpp"

namespace retour::views {
namespace {

using ui::Role;

class OverviewViews : public ClinicFixture {
 public:
  void open_overview() {
    open_demo();
    go_to("nav.funnel");
    for (int i = 0; i < 3; ++i) {  // the funnel, then the calls
      finish_jobs();
      settle();
    }
  }
  /// What the engine says of the quarter that the page opens with.
  funnel::FunnelReport report() {
    app::LiveFunnel& data = live();
    const LocalDate today = clinic().today({});
    const Zone zone = clinic().catalogue().zone_of({});
    return funnel::measure_funnel(data.columns(),
                                  funnel::query_of(clinic().catalogue().policy,
                                                   {zone.lookup({today.plus_days(-89), 0}).first,
                                                    zone.lookup({today.plus_days(1), 0}).first},
                                                   clinic().now()));
  }
  app::LiveFunnel& live() {
    if (!live_) live_.emplace(clinic());
    for (int i = 0; i < 4; ++i) {
      EXPECT_TRUE(live_->refresh().has_value());
      if (live_->is_ready()) break;
      while (!clinic().jobs().is_empty()) clinic().jobs().run(1'000'000);
    }
    return *live_;
  }
  std::string figure(ui::TextId id) {
    return name_that_begins(Role::button, std::string(ui.t(id)) + ": ");
  }
  const Target* only_target() {
    const auto& targets = clinic().catalogue().targets;
    EXPECT_EQ(targets.size(), 1U);
    return targets.empty() ? nullptr : &targets.front();
  }
  void set_target(std::string_view percent) {
    activate(Role::button, ui.t("aim.add"));
    type(Role::textbox, ui.t("aim.aim_percent"), percent);
    expect_clean();
    activate(Role::button, ui.t("common.save"));
    settle();
  }

 private:
  std::optional<app::LiveFunnel> live_;
};

TEST_F(OverviewViews, IsTheFirstPageOfWhoeverManagesAndOpensThePeopleOfItsFigures_DM01) {
  open_overview();
  expect_clean();
  const funnel::FunnelReport engine = report();
  const funnel::StepFigures& entry =
      engine.steps[static_cast<std::size_t>(funnel::FunnelStatus::entry_paid)];
  ASSERT_GT(entry.entrants, 0);
  const std::string primaries = figure("overview.primaries");
  EXPECT_TRUE(primaries.contains(ui::format_number(entry.entrants, ui.language()))) << primaries;
  activate(Role::button, primaries);
  EXPECT_GT(rows_in_list(), 0U);
  EXPECT_LE(rows_in_list(), static_cast<std::size_t>(entry.entrants));
}

TEST_F(OverviewViews, EveryStepSaysWhoIsLostAndOpensThem_PS12_PS20_PS21) {
  open_overview();
  const funnel::FunnelReport engine = report();
  bool any = false;
  for (std::size_t i = 1; i < engine.steps.size(); ++i) {
    if (engine.steps[i].lost == 0) continue;
    const std::string step(ui::status_name(ui, static_cast<int>(i)));
    const std::string cell = ui.t(
        "chart.table_cell", {{"row", step},
                             {"column", ui.t("overview.lost")},
                             {"value", ui::format_number(engine.steps[i].lost, ui.language())}});
    ASSERT_TRUE(has(Role::button, cell)) << cell << "\n" << dump();
    if (any) continue;
    any = true;
    activate(Role::button, cell);
    EXPECT_TRUE(shows(ui.t("overview.lost_of", {{"step", step}}))) << dump();
    EXPECT_GT(rows_in_list(), 0U);
    go_to("nav.funnel");
  }
  EXPECT_TRUE(any);
}

TEST_F(OverviewViews, TheDearestAdviceLeadsToItsPeopleOrPage) {
  open_overview();
  const std::string people = name_that_begins(
      Role::button, ui.t("chart.mark", {{"name", ui.t("overview.show_people")}, {"value", ""}}));
  activate(Role::button, people);
  EXPECT_GT(rows_in_list(), 0U);
  go_to("nav.funnel");
  activate(Role::button, figure("overview.returned"));
  EXPECT_TRUE(has(Role::heading, ui.t("doctors.title"))) << dump();
}

TEST_F(OverviewViews, ATargetIsSetFollowedAndClosedWithItsVerdict_PS19_DM09) {
  open_overview();
  EXPECT_TRUE(shows(ui.t("aim.none")));
  set_target("1");
  const Target* target = only_target();
  ASSERT_NE(target, nullptr);
  EXPECT_EQ(target->figure, AimedFigure::step_conversion);
  EXPECT_EQ(target->step, 4);
  EXPECT_EQ(target->aim, 100);
  EXPECT_GT(target->baseline, 100) << "what it was when it was set";
  EXPECT_TRUE(shows(ui.t("aim_verdict.reached"))) << "1 % is reached at once\n" << dump();
  activate(Role::button,
           name_that_begins(Role::button,
                            ui.t("chart.mark", {{"name", ui.t("aim.close")}, {"value", ""}})));
  expect_clean();
  activate(Role::button, ui.t("aim_verdict.reached"));
  settle();
  EXPECT_EQ(only_target()->verdict, AimVerdict::reached);
  EXPECT_EQ(only_target()->result, target->baseline);
  EXPECT_TRUE(shows(ui.t("aim.none"))) << "closed ones are not in the way";
}

TEST_F(OverviewViews, ATargetWithoutAnAmountIsNotSent) {
  open_overview();
  activate(Role::button, ui.t("aim.add"));
  activate(Role::button, ui.t("common.save"));
  settle();
  EXPECT_TRUE(clinic().catalogue().targets.empty());
}

TEST_F(OverviewViews, WhoeverDoesNotManageBeginsWithTheFunnel) {
  open_demo();
  sign_in_as(retour::Role::coordinator);
  go_to("nav.funnel");
  finish_jobs();
  EXPECT_TRUE(has(Role::heading, ui.t("funnel.title")));
  EXPECT_FALSE(has(Role::tab, ui.t("overview.title")));
}

TEST_F(OverviewViews, EveryFigureThatCanBeAimedAtHasAValueOrSaysWhyNot) {
  open_overview();
  app::LiveFunnel& data = live();
  app::LiveCalls calls(clinic());
  for (int i = 0; i < 4 && !calls.is_ready(); ++i) {
    EXPECT_TRUE(calls.refresh(data).has_value());
    while (!clinic().jobs().is_empty()) clinic().jobs().run(1'000'000);
  }
  ASSERT_TRUE(calls.is_ready());
  for (std::size_t i = 0; i < EnumNames<AimedFigure>::names.size(); ++i) {
    const auto figure = static_cast<AimedFigure>(i);
    const std::string_view name = EnumNames<AimedFigure>::names[i];
    const int step = figure == AimedFigure::step_conversion ? 4 : 0;
    const auto now = app::aimed_value(clinic(), data, calls, {.figure = figure, .step = step});
    ASSERT_TRUE(now.has_value()) << name;
    EXPECT_NE(now->value.has_value(), now->why.why != funnel::Abstention::none) << name;
    if (now->value) EXPECT_GE(*now->value, 0) << name;
  }
  const funnel::StepFigures& step = report().steps[4];
  const auto now = app::aimed_value(clinic(), data, calls, {.step = 4});
  ASSERT_TRUE(step.estimate.has_value());
  EXPECT_NEAR(static_cast<double>(*now->value), *step.estimate * 10'000, 1);
}

TEST_F(OverviewViews, IsCleanOnThreeScreensInEveryLanguage) {
  open_overview();
  set_target("60");
  expect_clean_everywhere("overview_page");
}

}  // namespace
}  // namespace retour::views
