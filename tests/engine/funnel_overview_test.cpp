// The owner's one page (DM-01, PS-12, PS-15, PS-20, RT-27): every line equals the report that it is
// taken from, a person is named only when he differs for sure.
#include "funnel/overview.hpp"

#include <gtest/gtest.h>

#include "random_histories.hpp"

namespace retour::funnel {
namespace {

constexpr std::int64_t day_seconds = 86'400;
const Instant begin{std::int64_t{20'000} * day_seconds};

Instant on(std::int32_t day) {
  return begin.plus_seconds(day * day_seconds);
}

/// A clinic told in callers and in patients who took status 4 at a doctor.
struct World {
  CallTable calls;
  EventColumns columns;
  std::uint32_t rows = 0, numbers = 0;
  std::vector<DoctorGroup> doctors;

  std::uint32_t patient(StaffId doctor, bool buys) {
    PatientFacts facts;
    facts.patient.id = id_of<PatientId>("patient " + std::to_string(rows));
    facts.patient.first_seen_at = on(0);
    Cycle cycle;
    cycle.opened_at = on(1);
    cycle.status = buys ? FunnelStatus::main_bought : FunnelStatus::entry_paid;
    cycle.history.push_back({.at = on(1),
                             .from = FunnelStatus::booked,
                             .to = FunnelStatus::entry_paid,
                             .doctor = doctor});
    if (buys)
      cycle.history.push_back({.at = on(9),
                               .from = FunnelStatus::entry_paid,
                               .to = FunnelStatus::main_bought,
                               .doctor = doctor});
    PatientFunnel funnel;
    funnel.cycles.push_back(cycle);
    columns.replace(rows, funnel, facts, {});
    return rows++;
  }
  /// A call; who answered it (nil: nobody), and whether the caller became a patient.
  void call(StaffId by, bool comes) {
    CallLine line;
    line.minute = minute_of(on(0)) + static_cast<EventMinute>(numbers);
    line.number = ++numbers;
    line.flags = call_flag::inbound;
    if (!by.is_nil()) {
      line.by = calls.people.code(by);
      line.flags |= call_flag::answered;
    }
    if (comes) line.patient = patient({}, false);
    calls.lines.push_back(line);
    calls.ids.push_back(id_of<CallId>(std::to_string(numbers)));
  }
  [[nodiscard]] Overview measure(const ReportQuery& asked) const {
    const Milestones milestones = milestones_of(columns);
    return measure_overview(columns, calls, unique_calls(calls, milestones, {}), milestones,
                            {.funnel = asked,
                             .doctors = doctors,
                             .sources_by_row = std::vector<SourceId>(columns.patients().size())});
  }
  [[nodiscard]] Overview measure() const {
    return measure({.period = {begin, on(300)}, .now = on(300)});
  }
};

const Advice* advice_of(const Overview& made, AdviceKind kind, StaffId who = {}) {
  for (const Advice& one : made.advice)
    if (one.kind == kind && one.who == who) return &one;
  return nullptr;
}

TEST(Shortfall, IsTheDifferenceOfSharesTimesTrialsAndItsIntervalGrowsWithThoseCompared) {
  const Estimate alone = shortfall({10, 100}, {500, 1000}, 20);
  ASSERT_TRUE(alone.is_known());
  EXPECT_NEAR(alone.value, 40, 1.5);
  EXPECT_GT(alone.low, 0);
  const Estimate many = shortfall({10, 100}, {500, 1000}, 20, 10);
  EXPECT_EQ(many.value, alone.value);
  EXPECT_LT(many.low, alone.low);
  EXPECT_EQ(shortfall({1, 5}, {500, 1000}, 20).why, Abstention::too_few);
  EXPECT_EQ(shortfall({10, 100}, {}, 20).why, Abstention::no_baseline);
}

TEST(Overview, ItsPartsEqualTheReportsOfTheirOwnPages_DM01) {
  SeededRandom random(7);
  World world;
  for (; world.rows < 400; ++world.rows)
    world.columns.replace(world.rows, random_history(random), random_facts(random),
                          random_clinic_services());
  ReportQuery asked{.period = {random_clinic_begin.plus_seconds(365 * day_seconds),
                               random_clinic_begin.plus_seconds(600 * day_seconds)},
                    .now = random_clinic_begin.plus_seconds(700 * day_seconds)};
  const Overview made = world.measure(asked);
  const FunnelReport funnel = measure_funnel(world.columns, asked);
  for (std::size_t i = 1; i < funnel.steps.size(); ++i) {
    EXPECT_EQ(made.funnel.steps[i].entrants, funnel.steps[i].entrants);
    EXPECT_EQ(made.funnel.steps[i].lost_minor, funnel.steps[i].lost_minor);
  }
  const auto revenue = [&](const Interval& period) {
    return revenue_of(world.columns, {.period = period}).total.net_minor;
  };
  EXPECT_GT(made.revenue_minor, 0);
  EXPECT_EQ(made.revenue_minor, revenue(asked.period));
  EXPECT_EQ(made.revenue_before_minor, revenue(a_year_before(asked.period, world.columns.zone())));
  EXPECT_NE(made.revenue_before_minor, made.revenue_minor);
  const auto values = values_of(purchases_of(world.columns, asked.now),
                                world.columns.zone().local(asked.now).date.days);
  EXPECT_EQ(made.values.equal_age.value, mean_values(values).equal_age.value);
  std::int64_t hits = 0, trials = 0;
  const DoctorInputs inputs =
      doctor_inputs(world.columns, {.period = asked.period, .now = asked.now});
  for (const ReturnRate& one : return_rates(inputs.primaries, inputs.doctors.size(), 180))
    hits += one.returned.hits, trials += one.returned.trials;
  EXPECT_EQ(made.returned.n, trials);
  if (made.returned.is_known())
    EXPECT_NEAR(made.returned.value, static_cast<double>(hits) / static_cast<double>(trials), 1e-9);
}

TEST(Overview, TheDearestAdviceComesFirstAndWhatHasNoPriceLast_PS20) {
  SeededRandom random(11);
  World world;
  for (; world.rows < 400; ++world.rows)
    world.columns.replace(world.rows, random_history(random), random_facts(random),
                          random_clinic_services());
  const Overview made = world.measure(
      {.period = {random_clinic_begin, random_clinic_begin.plus_seconds(500 * day_seconds)},
       .now = random_clinic_begin.plus_seconds(700 * day_seconds)});
  ASSERT_GE(made.advice.size(), 2U);
  EXPECT_LE(made.advice.size(), advice_max);
  for (std::size_t i = 1; i < made.advice.size(); ++i)
    EXPECT_GE(made.advice[i - 1].money_minor.value_or(-1), made.advice[i].money_minor.value_or(-1));
  for (const Advice& one : made.advice) {
    if (one.kind != AdviceKind::lost_step) continue;
    const StepFigures& step = made.funnel.steps[static_cast<std::size_t>(one.step)];
    EXPECT_EQ(one.count, step.lost);
    if (one.money_minor) EXPECT_EQ(one.money_minor, step.lost_minor);
  }
}

TEST(Overview, AnOperatorIsNamedOnlyWhenHeLosesMoreForSure_AD05) {
  const auto anna = id_of<StaffId>("anna"), oleg = id_of<StaffId>("oleg");
  World world;
  for (int i = 0; i < 100; ++i) {
    world.call(anna, i % 2 == 0);
    world.call(oleg, i % 10 == 0);
  }
  for (int i = 0; i < 7; ++i) world.call({}, false);
  const Overview made = world.measure();
  const Advice* named = advice_of(made, AdviceKind::operator_loses, oleg);
  ASSERT_NE(named, nullptr);
  EXPECT_NEAR(static_cast<double>(named->count), 40, 2);
  EXPECT_EQ(advice_of(made, AdviceKind::operator_loses, anna), nullptr);
  const Advice* silent = advice_of(made, AdviceKind::never_reached);
  ASSERT_NE(silent, nullptr);
  EXPECT_EQ(silent->count, 7);

  World alike;
  for (int i = 0; i < 100; ++i) {
    alike.call(anna, i % 2 == 0);
    alike.call(oleg, i % 20 < 9);
  }
  EXPECT_EQ(advice_of(alike.measure(), AdviceKind::operator_loses, oleg), nullptr);
}

TEST(Overview, ADoctorIsHeldAgainstHisOwnSpecialtyAlone_DR25) {
  const auto anna = id_of<StaffId>("anna"), oleg = id_of<StaffId>("oleg"),
             vera = id_of<StaffId>("vera");
  World world;
  for (int i = 0; i < 100; ++i) {
    world.patient(anna, i % 2 == 0);
    world.patient(oleg, i % 10 == 0);
    world.patient(vera, i % 20 == 0);
  }
  const auto surgeon = id_of<SpecialtyId>("surgeon"), therapist = id_of<SpecialtyId>("therapist");
  world.doctors = {{anna, surgeon}, {oleg, surgeon}, {vera, therapist}};
  const Overview made = world.measure();
  const Advice* named = advice_of(made, AdviceKind::doctor_converts, oleg);
  ASSERT_NE(named, nullptr);
  EXPECT_NEAR(static_cast<double>(named->count), 40, 2);
  EXPECT_EQ(advice_of(made, AdviceKind::doctor_converts, vera), nullptr)
      << "a therapist sells no operations";
  EXPECT_EQ(advice_of(made, AdviceKind::doctor_converts, anna), nullptr);
}

TEST(Overview, WhatWasBroughtSoFarIsNotCalledAFirstYear_IM14) {
  // The page called the mean of a clinic three months old "first year".
  const MeanValues young{.historic = {.value = 500, .n = 40},
                         .equal_age = abstained(Abstention::too_few, 0, 30)};
  EXPECT_EQ(best_known(young).value, 500);
  EXPECT_FALSE(young.equal_age.is_known());
  const MeanValues old{.historic = {.value = 900, .n = 40}, .equal_age = {.value = 700, .n = 35}};
  EXPECT_EQ(best_known(old).value, 700);
}

TEST(Overview, TheSameDaysAYearBefore_IM23) {
  const Zone zone = *Zone::find("Europe/Moscow");
  const auto at = [&](int year, unsigned month, unsigned date) {
    return zone.lookup({*LocalDate::from_ymd(year, month, date), 0}).first;
  };
  const Interval before = a_year_before({at(2024, 2, 29), at(2024, 4, 1)}, zone);
  EXPECT_EQ(before.begin, at(2023, 3, 1));
  EXPECT_EQ(before.end, at(2023, 4, 1));
}

}  // namespace
}  // namespace retour::funnel
