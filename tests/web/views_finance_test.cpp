// The owner's figures of money over the demo clinic: sums are the engine's, cells open their
// people, nobody sees them who may not read money. (FN-01 to FN-09, IM-23, ET-01)
// links: web_views ui_test_support
#include "app/live_funnel.hpp"
#include "funnel/finance.hpp"
#include "ui/widgets.hpp"
#include "web/support/view_tour.hpp"

namespace retour::views {
namespace {

using ui::Role;

class FinanceViews : public ClinicFixture {
 public:
  void open_page(ui::TextId page) {
    open_demo();
    go_to("nav.funnel");
    finish_jobs();
    open_page_of_figures(*this, page);
    finish_jobs();
  }
  void choose(ui::TextId combo, ui::TextId option) {
    activate(Role::combobox, ui.t(combo));
    activate(Role::option, ui.t(option));
  }
  std::string as_table(ui::TextId title) {
    return ui.t("chart.mark", {{"name", ui.t("funnel.as_table")}, {"value", ui.t(title)}});
  }
  /// What the engine says of the quarter that the page opens with.
  funnel::RevenueTable revenue_by(funnel::RevenueBy rows) {
    app::LiveFunnel live(clinic());
    EXPECT_TRUE(live.refresh().has_value());
    while (!clinic().jobs().is_empty()) clinic().jobs().run(1'000'000);
    EXPECT_TRUE(live.refresh().has_value());
    const LocalDate today = clinic().today({});
    const Zone zone = clinic().catalogue().zone_of({});
    return revenue_of(live.columns(), {.period = {zone.lookup({today.plus_days(-89), 0}).first,
                                                  zone.lookup({today.plus_days(1), 0}).first},
                                       .rows = rows});
  }
  std::string money(std::int64_t minor) {
    return ui::format_money({.minor = minor, .currency = clinic().catalogue().clinic.currency},
                            ui.language(), ui::MoneyStyle::rounded);
  }
};

TEST_F(FinanceViews, TheSumsOfThePivotAreTheEnginesAndACellOpensItsPeople) {
  open_page("finance.title");
  const funnel::RevenueTable table = revenue_by(funnel::RevenueBy::product_type);
  ASSERT_GT(table.total.net_minor, 0);
  EXPECT_TRUE(
      has(Role::button, std::string(ui.t("funnel.revenue")) + ": " + money(table.total.net_minor)))
      << dump();
  choose("finance.rows", "finance.by.product_type");
  choose("finance.columns", "finance.by.total");
  activate(Role::button, as_table("finance.structure"));
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const auto id = ui::TextId::from(
        "product." +
        std::string(EnumNames<ProductType>::names[static_cast<std::size_t>(table.rows[r].number)]));
    const std::string cell =
        ui.t("chart.table_cell", {{"row", ui.t(*id)},
                                  {"column", ui.t("finance.all")},
                                  {"value", money(table.row_totals[r].net_minor)}});
    ASSERT_TRUE(has(Role::button, cell)) << cell << "\n" << dump();
    if (r > 0) continue;
    activate(Role::button, cell);
    EXPECT_EQ(rows_in_list(), static_cast<std::size_t>(table.row_totals[r].patients));
    go_to("nav.funnel");
    open_page_of_figures(*this, "finance.title");
  }
}

TEST_F(FinanceViews, EveryWayToLayRevenueOutAddsUpToTheSameSum) {
  open_page("finance.title");
  const std::string whole =
      name_that_begins(Role::button, std::string(ui.t("funnel.revenue")) + ": ");
  for (const std::string_view by : EnumNames<funnel::RevenueBy>::names) {
    if (by == "month" || by == "year") continue;
    const auto id = ui::TextId::from("finance.by." + std::string(by));
    ASSERT_TRUE(id.has_value()) << by;
    choose("finance.rows", *id);
    EXPECT_TRUE(has(Role::button, whole)) << by;
    expect_clean();
  }
}

TEST_F(FinanceViews, CostsOfTheMonthsStandAgainstRevenue) {
  open_page("finance.title");
  EXPECT_FALSE(shows(money(12'345'600)));
  Cost cost;
  cost.id = clinic().new_id<Cost>();
  // A month that the period holds as a whole bears all of its costs.
  const LocalDate today = clinic().today({});
  cost.month = today.plus_days(1 - today.day()).plus_months(-1);
  cost.kind = CostKind::materials;
  cost.amount_minor = 12'345'600;
  submit(OpKind::put_costs, {whole(cost)});
  settle();
  EXPECT_TRUE(shows(ui.t("cost_kind.materials")));
  EXPECT_TRUE(shows(money(12'345'600))) << dump();
}

TEST_F(FinanceViews, WhoeverMayNotReadMoneyHasNoSuchPage) {
  open_demo();
  sign_in_as(retour::Role::doctor);
  for (const ui::SemanticNode& n : ui.tree().nodes) {
    if (n.role != Role::link || ui.tree().text(n.name) != ui.t("nav.funnel")) continue;
    go_to("nav.funnel");
    finish_jobs();
    break;
  }
  EXPECT_FALSE(has(Role::tab, ui.t("finance.title")));
}

TEST_F(FinanceViews, FinanceIsCleanOnThreeScreensInEveryLanguage) {
  open_page("finance.title");
  expect_clean_everywhere("finance");
}

TEST_F(FinanceViews, CohortsSayTheEnginesSharesAndOpenTheirPeople) {
  open_page("cohorts.title");
  if (has(Role::button, ui.t("funnel.year"))) activate(Role::button, ui.t("funnel.year"));
  EXPECT_FALSE(shows(ui.t("cohorts.short")));
  for (const ui::TextId kind : {ui::TextId("cohorts.statuses"), ui::TextId("cohorts.again")}) {
    activate(Role::radio, ui.t(kind));
    EXPECT_TRUE(shows("≥ ")) << "months that are not over stand apart";
    expect_clean();
  }
  activate(Role::button, as_table("cohorts.title"));
  // "ноя 2026, Всего: 12" opens exactly those.
  const std::string middle =
      ui.t("chart.table_cell", {{"row", ""}, {"column", ui.t("cohorts.size")}, {"value", ""}});
  for (const ui::SemanticNode& n : ui.tree().nodes) {
    const std::string name(ui.tree().text(n.name));
    if (n.role != Role::button || !name.contains(middle)) continue;
    const auto size = std::stoul(name.substr(name.find(middle) + middle.size()));
    activate(Role::button, name);
    EXPECT_EQ(rows_in_list(), size) << name;
    return;
  }
  ADD_FAILURE() << "no cohort to open\n" << dump();
}

TEST_F(FinanceViews, CohortsAreCleanOnThreeScreensInEveryLanguage) {
  open_page("cohorts.title");
  activate(Role::button, ui.t("funnel.year"));
  activate(Role::radio, ui.t("cohorts.again"));
  expect_clean_everywhere("cohorts");
}

}  // namespace
}  // namespace retour::views
