// links: app
// Months side by side (IM-22, DM-07): the published case of a clinic's search channel, and that
// what was published does not change.
#include "app/month_figures.hpp"

#include "clinic_fixture.hpp"

namespace retour::app {
namespace {

class MonthFiguresTest : public ClinicTest {
 protected:
  void SetUp() override {
    ClinicTest::SetUp();
    search_.id = clinic_->new_id<Source>();
    search_.name = "Поиск";
    search_.kind = SourceKind::search;
    accept(clinic_->submit({OpKind::put_source, {whole(search_)}}));
    after_ = clinic_->today({});
    after_ = after_.plus_days(1 - after_.day()).plus_months(-1);
    before_ = after_.plus_months(-12);
  }
  void spend(LocalDate month, CostKind kind, std::int64_t minor) {
    Cost line;
    line.id = clinic_->new_id<Cost>();
    line.month = month;
    line.kind = kind;
    line.source = search_.id;
    line.amount_minor = minor;
    accept(clinic_->submit({OpKind::put_costs, {whole(line)}}));
  }
  void traffic(LocalDate month, std::int32_t visitors, std::int32_t in_city) {
    SiteTraffic line;
    line.id = clinic_->new_id<SiteTraffic>();
    line.month = month;
    line.source = search_.id;
    line.visitors = visitors;
    line.visitors_in_city = in_city;
    accept(clinic_->submit({OpKind::put_site_traffic, {whole(line)}}));
  }
  /// Callers of a month, each from a number of his own.
  void calls(LocalDate month, int count) {
    const Instant begin = clinic_->catalogue().zone_of({}).day(month).begin;
    for (int i = 0; i < count; ++i) {
      Call call;
      call.id = clinic_->new_id<Call>();
      call.phone = "+7999" + std::to_string(1'000'000 + ++callers_);
      call.at = begin.plus_minutes(600 + i * 60);
      call.source = search_.id;
      accept(clinic_->submit({OpKind::log_call, {whole(call)}}));
    }
  }
  void load() {
    funnel_ = std::make_unique<LiveFunnel>(*clinic_);
    calls_ = std::make_unique<LiveCalls>(*clinic_);
    for (int round = 0; round < 4; ++round) {
      ASSERT_TRUE(funnel_->refresh().has_value());
      ASSERT_TRUE(calls_->refresh(*funnel_).has_value());
      run_jobs();
    }
    ASSERT_TRUE(calls_->is_ready());
  }
  MonthFigures of(LocalDate month, SourceId source) {
    auto made = month_figures(*clinic_, *funnel_, *calls_, month, source);
    EXPECT_TRUE(made.has_value());
    return std::move(*made);
  }

  Source search_;
  LocalDate before_, after_;
  int callers_ = 0;
  std::unique_ptr<LiveFunnel> funnel_;
  std::unique_ptr<LiveCalls> calls_;
};

// The case that the requirements tell (N-07 to N-10): the city's traffic doubles, 40 % more of it
// calls, so calls grow 2.8 times; with 1.4 times the money a call costs half.
TEST_F(MonthFiguresTest, TheCaseOfTheSearchChannel_LD15_DM07) {
  traffic(before_, 4000, 1000);
  traffic(after_, 5000, 2000);
  calls(before_, 50);
  calls(after_, 140);
  spend(before_, CostKind::agency, 400'000);
  spend(before_, CostKind::content, 100'000);
  spend(after_, CostKind::agency, 500'000);
  spend(after_, CostKind::content, 200'000);
  load();
  const MonthFigures before = of(before_, search_.id), after = of(after_, search_.id);
  const auto factor = [&](MonthFigure figure) {
    return change_of(figure, before, after).factor.value_or(0);
  };
  EXPECT_DOUBLE_EQ(factor(MonthFigure::visitors_in_city), 2);
  EXPECT_DOUBLE_EQ(factor(MonthFigure::unique_calls), 2.8);
  EXPECT_DOUBLE_EQ(factor(MonthFigure::spent), 1.4);
  EXPECT_DOUBLE_EQ(factor(MonthFigure::cost_of_unique_call), 0.5);
  const MonthChange share = change_of(MonthFigure::city_call_share, before, after);
  EXPECT_NEAR(*before.of(MonthFigure::city_call_share).value, 0.05, 1e-12);
  EXPECT_NEAR(*share.points, 0.02, 1e-12);
  EXPECT_EQ(share.verdict, funnel::Verdict::raises);
  EXPECT_EQ(change_of(MonthFigure::unique_calls, before, after).verdict, funnel::Verdict::raises);
  EXPECT_EQ(change_of(MonthFigure::spent, before, after).verdict, funnel::Verdict::unknown)
      << "of a month's money nothing is concluded";
  EXPECT_FALSE(after.of(MonthFigure::revenue).value) << "the clinic's only";
  EXPECT_FALSE(after.of(MonthFigure::cost_of_primary).value) << "nobody came yet";
  EXPECT_FALSE(after.of(MonthFigure::unique_calls).is_frozen);
}

TEST_F(MonthFiguresTest, WhatWasPublishedIsComparedAsItWasSaid_IM22) {
  calls(before_, 12);
  spend(before_, CostKind::budget, 120'000);
  load();
  accept(clinic_->submit(
      {OpKind::publish_month, {whole(month_to_publish(*clinic_, *funnel_, *calls_, before_))}}));
  calls(before_, 3);
  spend(before_, CostKind::budget, 80'000);
  load();
  const MonthFigures said = of(before_, {});
  ASSERT_NE(said.said, nullptr);
  EXPECT_EQ(said.of(MonthFigure::unique_calls).value, 12);
  EXPECT_EQ(said.of(MonthFigure::spent).value, 120'000);
  EXPECT_EQ(said.of(MonthFigure::cost_of_unique_call).value, 10'000);
  EXPECT_TRUE(said.of(MonthFigure::unique_calls).is_frozen);
  EXPECT_FALSE(said.of(MonthFigure::call_conversion).is_frozen) << "that is not published";
  EXPECT_EQ(of(before_, search_.id).of(MonthFigure::unique_calls).value, 12) << "a channel of it";
  EXPECT_EQ(of(after_, {}).said, nullptr);
}

}  // namespace
}  // namespace retour::app
