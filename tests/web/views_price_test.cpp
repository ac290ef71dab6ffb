// The price of the first visit over a clinic whose prices and demand are known: figures are the
// engine's, a price to try says what it would change and warns at both ends, what cannot be known
// is said in words. (PR-01 to PR-06)
// links: web_views ui_test_support
#include "app/live_funnel.hpp"
#include "funnel/price_history.hpp"
#include "views/words.hpp"
#include "web/support/small_clinic.hpp"
#include "web/support/view_tour.hpp"

namespace retour::views {
namespace {

using ui::Role;

constexpr std::int64_t cheap = 200'000, dear = 260'000;

class PriceViews : public SmallClinic {
 public:
  void open_page() {
    go_to("nav.funnel");
    finish_jobs();
    open_page_of_figures(*this, "price.tab");
    finish_jobs();
  }

  /// 24 months: thirty first visits at the low price, of which most never come again; twenty at the
  /// high one, who do. Low and high change places without season or trend.
  void have_history(bool constant) {
    ImportBatch batch;
    batch.id = clinic().new_id<ImportBatch>();
    batch.system = "old";
    batch.started_at = clinic().now();
    submit(OpKind::begin_import, {facets_of(batch, 0)});
    const Zone zone = clinic().catalogue().zone_of(branch_);
    const LocalDate today = clinic().today({});
    const LocalDate first = today.plus_days(1 - today.day()).plus_months(-24);
    std::vector<Draft> drafts;
    for (int month = 0; month < 24; ++month) {
      const bool is_low =
          !constant &&
          std::string_view("HLLHHHLHLLLHHLHLLHLHHLLH")[static_cast<std::size_t>(month)] == 'L';
      for (int i = 0; i < (is_low ? 30 : 20); ++i) {
        Patient patient;
        patient.id = clinic().new_id<Patient>();
        patient.family_name = "Тестов" + std::to_string(month * 100 + i);
        const LocalDate day = first.plus_months(month).plus_days(i % 27);
        drafts.push_back({.kind = OpKind::import_row, .parts = {whole(patient)}});
        const auto charge = [&](LocalDate date, std::int64_t minor, ServiceId service) {
          Charge one;
          one.id = clinic().new_id<Charge>();
          one.patient = patient.id;
          one.service = service;
          one.performer = doctor_;
          one.branch = branch_;
          one.rendered_at = zone.lookup({date, 600}).first;
          one.price_minor = minor;
          drafts.push_back({.kind = OpKind::import_row, .parts = {facets_of(one, 0)}});
        };
        charge(day, is_low ? cheap : dear, service_);
        const bool returns = is_low ? i % 10 == 0 : i % 4 != 0;
        if (returns && month < 22) charge(day.plus_days(30), 1'000'000, repeat_);
      }
    }
    const auto outcome = clinic().submit_batch(drafts, batch.id, store::Sync::now);
    ASSERT_TRUE(outcome.has_value());
    const auto* refusal = std::get_if<Refusal>(&*outcome);
    ASSERT_EQ(refusal, nullptr) << enum_name(refusal->code);
  }

  void open_clinic(bool constant) {
    open_small();
    repeat_ = add_service("Лечение", ProductType::main, 1'000'000);
    have_history(constant);
    open_page();
    app::LiveFunnel live(clinic());
    ASSERT_TRUE(live.refresh().has_value());
    while (!clinic().jobs().is_empty()) clinic().jobs().run(1'000'000);
    ASSERT_TRUE(live.refresh().has_value());
    history_ = price_history(live.columns(), {}, {.now = clinic().now()});
    elasticity_ = funnel::price_elasticity(periods_of(history_));
    settle();
  }

  void try_price(const std::string& major) {
    type(Role::textbox, ui.t("price.tried"), major);
    settle();
  }
  std::string money(double minor) {
    return ui::format_money(
        {.minor = std::llround(minor), .currency = clinic().catalogue().clinic.currency},
        ui.language(), ui::MoneyStyle::rounded);
  }
  std::string number(double value, int places) {
    return ui::format_decimal(std::llround(value * (places == 2 ? 100 : 10)), places,
                              ui.language());
  }
  /// Some text that holds these words, whatever stands in the places of its arguments.
  bool says(ui::TextId id, std::initializer_list<ui::TextArg> args) {
    return shows(ui.t(id, args));
  }

  ServiceId repeat_;
  funnel::PriceHistory history_;
  funnel::Estimate elasticity_;
};

TEST_F(PriceViews, FiguresAreTheEnginesAndMonthsOpenTheirPeople_PR01) {
  open_clinic(false);
  ASSERT_EQ(history_.months.size(), 24u);
  ASSERT_TRUE(elasticity_.is_known());
  EXPECT_LT(elasticity_.low, -1.545);
  EXPECT_GT(elasticity_.high, -1.545) << "ln(20 / 30) / ln(2 600 / 2 000)";
  EXPECT_TRUE(has(Role::button,
                  std::string(ui.t("price.elasticity")) + ": " + number(elasticity_.value, 2)))
      << dump();
  EXPECT_TRUE(has(Role::button, std::string(ui.t("price.now")) + ": " + money(dear)));
  const funnel::FirstYear year = first_year_of(history_, 0, 1e12);
  ASSERT_TRUE(year.value.is_known());
  EXPECT_TRUE(
      has(Role::button, std::string(ui.t("value.first_year")) + ": " + money(year.value.value)));
  EXPECT_FALSE(shows(ui.t("price.unknown", {{"why", words_of(ui, elasticity_)}})));
  // The last month, at the high price.
  activate(Role::button, name_that_begins(Role::button, std::string(ui.t("price.now")) + ": "));
  EXPECT_EQ(rows_in_list(), 20u);
  open_page();
  std::size_t of_year = 0;
  for (std::size_t i = 12; i < 24; ++i)
    of_year += static_cast<std::size_t>(history_.months[i].first_visits);
  activate(Role::button,
           std::string(ui.t("price.visits")) + ": " + number(static_cast<double>(of_year) / 12, 1));
  EXPECT_EQ(rows_in_list(), of_year);
  open_page();
  // Both levels, with who came once.
  for (const std::int64_t price : {cheap, dear}) {
    const auto at = static_cast<double>(price);
    const funnel::FirstYear after = first_year_of(history_, at, at);
    ASSERT_TRUE(after.once.is_known());
    std::int64_t visits = 0;
    for (const funnel::PriceMonth& one : history_.months)
      visits += one.price_minor == at ? one.first_visits : 0;
    const std::string cell = ui.t("chart.table_cell", {{"row", money(at)},
                                                       {"column", ui.t("price.first_visits")},
                                                       {"value", std::to_string(visits)}});
    ASSERT_TRUE(has(Role::button, cell)) << dump();
    activate(Role::button, cell);
    EXPECT_EQ(rows_in_list(), static_cast<std::size_t>(visits));
    open_page();
  }
}

TEST_F(PriceViews, APriceToTrySaysWhatItChanges_PR02_PR03_PR04) {
  open_clinic(false);
  try_price("2300");
  const auto range = [&](const funnel::Estimate& e, auto words) {
    return ui.t(
        "funnel.with_range",
        {{"value", words(e.value)},
         {"range", ui.t("funnel.range", {{"low", words(e.low)}, {"high", words(e.high)}})}});
  };
  const auto in_money = [&](double minor) { return money(minor); };
  const funnel::Estimate cost = funnel::cost_of_added_patient(elasticity_, dear, 230'000);
  ASSERT_TRUE(cost.is_known());
  EXPECT_TRUE(shows(range(cost, in_money))) << dump();
  std::int64_t of_year = 0;
  for (std::size_t i = 12; i < 24; ++i) of_year += history_.months[i].first_visits;
  const funnel::Estimate visits = funnel::visits_at_price(elasticity_, dear, 230'000);
  const auto in_visits = [&](double share) {
    return number(share * static_cast<double>(of_year) / 12, 1);
  };
  EXPECT_TRUE(shows(range(visits, in_visits))) << dump();
  EXPECT_FALSE(says("price.too_low", {{"price", money(cheap)}}));
  // More people and less money: the cheap months say so.
  const funnel::Estimate value = value_as_seen(visits, first_year_of(history_, 0, 230'000),
                                               first_year_of(history_, dear, dear));
  ASSERT_TRUE(value.is_known());
  EXPECT_LT(value.high, 1);
  EXPECT_TRUE(shows(range(value, [&](double share) {
    return ui::format_permille(std::llround(share * 1000), ui.language());
  }))) << dump();
  // The cheap months brought those who come once.
  const double cheap_once = first_year_of(history_, 0, 230'000).once.value;
  const double dear_once = first_year_of(history_, 230'001, 1e12).once.value;
  ASSERT_GT(cheap_once, dear_once);
  const auto share = [&](double value) {
    return ui::format_permille(std::llround(value * 1000), ui.language());
  };
  EXPECT_TRUE(says("price.once_more", {{"cheap", share(cheap_once)}, {"dear", share(dear_once)}}))
      << dump();
  try_price("1500");
  EXPECT_TRUE(says("price.too_low", {{"price", money(cheap)}}));
  try_price("3000");
  EXPECT_TRUE(says("price.too_high", {{"price", money(dear)}}));
  EXPECT_TRUE(shows(ui.t("price.not_lower")));
  const std::string cut = ui.t("price.cut", {{"share", ""}});
  EXPECT_TRUE(shows(cut.substr(0, cut.size() - 1))) << dump();
  expect_clean();
}

TEST_F(PriceViews, TheCostThroughThePriceStandsBesideTheChannels_PR02) {
  open_clinic(false);
  EXPECT_FALSE(shows("Радио"));
  Source source;
  source.id = clinic().new_id<Source>();
  source.name = "Радио";
  submit(OpKind::put_source, {whole(source)});
  Patient patient;
  patient.id = clinic().new_id<Patient>();
  patient.family_name = "Слушателев";
  patient.source = source.id;
  const Zone zone = clinic().catalogue().zone_of(branch_);
  const LocalDate day = clinic().today({}).plus_days(-60);
  patient.first_seen_at = zone.lookup({day, 540}).first;
  submit(OpKind::register_patient, {whole(patient)});
  Charge charge;
  charge.id = clinic().new_id<Charge>();
  charge.patient = patient.id;
  charge.service = service_;
  charge.performer = doctor_;
  charge.branch = branch_;
  charge.rendered_at = zone.lookup({day, 600}).first;
  submit(OpKind::check_out, {facets_of(charge, 0)});
  Cost cost;
  cost.id = clinic().new_id<Cost>();
  cost.month = day.plus_days(1 - day.day());
  cost.kind = CostKind::agency;
  cost.source = source.id;
  cost.amount_minor = 777'700;
  submit(OpKind::put_costs, {whole(cost)});
  settle();
  finish_jobs();
  finish_jobs();
  try_price("2300");
  const std::string channel = ui.t("chart.mark", {{"name", "Радио"}, {"value", money(777'700)}});
  const std::string by_price = ui.t(
      "chart.mark", {{"name", ui.t("price.lowered", {{"price", money(230'000)}})}, {"value", ""}});
  EXPECT_FALSE(name_that_begins(Role::button, by_price).empty());
  activate(Role::button, name_that_begins(Role::button, channel));
  EXPECT_EQ(rows_in_list(), 1u);
}

TEST_F(PriceViews, AConstantPriceSaysThatNothingCanBeKnown_PR01) {
  open_clinic(true);
  EXPECT_EQ(elasticity_.why, funnel::Abstention::no_variation);
  EXPECT_TRUE(shows(ui.t("price.unknown", {{"why", words_of(ui, elasticity_)}}))) << dump();
  EXPECT_TRUE(has(Role::button, std::string(ui.t("price.elasticity")) + ": —"));
  EXPECT_TRUE(shows(words_of(ui, elasticity_)));
  try_price("2000");
  EXPECT_TRUE(says("price.too_low", {{"price", money(dear)}}));
  expect_clean();
}

TEST_F(PriceViews, PriceIsCleanOnThreeScreensInEveryLanguage) {
  open_clinic(false);
  expect_clean_everywhere("price");
  activate(Role::button, ui.t("funnel.how_of", {{"figure", ui.t("price.title")}}));
  EXPECT_TRUE(shows(ui.t("term.price")));
  expect_clean();
  activate(Role::button, ui.t("common.close"));
  set_touch(false);
  set_size(1440, 2400);
  settle();
  picture("price_whole");
}

}  // namespace
}  // namespace retour::views
