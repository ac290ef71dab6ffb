// links: app
// Who enters and do they buy (PS-14, PS-15): target patients and the others, against the funnel of
// each alone.
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "funnel/report.hpp"

namespace retour::funnel {
namespace {

constexpr std::int64_t day_seconds = 86'400;
constexpr Instant start{1'700'000'000};

/// Enters, and buys after some days or not.
PatientFunnel random_patient(RandomSource& random) {
  PatientFunnel out;
  const std::size_t cycles = 1 + random.below(2);
  for (std::size_t i = 0; i < cycles; ++i) {
    Cycle& cycle = out.cycles.emplace_back();
    Instant at = start.plus_seconds(static_cast<std::int64_t>(random.below(300 * day_seconds)));
    cycle.opened_at = at;
    for (const FunnelStatus to :
         {FunnelStatus::warm, FunnelStatus::entry_paid, FunnelStatus::main_bought}) {
      if (random.below(4) == 0) break;
      StatusChange change;
      change.at = at;
      change.from = cycle.status;
      change.to = cycle.status = to;
      cycle.history.push_back(change);
      at = at.plus_seconds(static_cast<std::int64_t>(random.below(60 * day_seconds)));
    }
    if (random.below(3) == 0) {
      cycle.closing = Closing::refusal;
      cycle.closed_at = at;
    }
  }
  return out;
}

struct Whole {
  EventColumns all, targets, others;
};

/// A third are target patients; the columns of everybody, and of each kind alone.
Whole random_clinic(SeededRandom& random) {
  Whole out;
  std::uint32_t targets = 0, others = 0;
  for (std::uint32_t row = 0; row < 300; ++row) {
    const PatientFunnel patient = random_patient(random);
    PatientFacts facts;
    facts.patient.qualified = random.below(3) == 0;
    out.all.replace(row, patient, facts, {});
    EventColumns& own = facts.patient.qualified ? out.targets : out.others;
    own.replace(facts.patient.qualified ? targets++ : others++, patient, facts, {});
  }
  return out;
}

void expect_equal(const Entering& found, const StepFigures& step) {
  EXPECT_EQ(found.entrants, step.entrants);
  EXPECT_EQ(found.decided, step.decided);
  EXPECT_EQ(found.decided_converted, step.decided_converted);
}

TEST(Qualification, EqualsTheFunnelOfEachKindAlone_PS14_PS15) {
  std::int64_t bought = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const Whole clinic = random_clinic(random);
    for (const CountMode mode : {CountMode::cycles, CountMode::people}) {
      ReportQuery query;
      query.period = {start, start.plus_seconds(200 * day_seconds)};
      query.now = start.plus_seconds(280 * day_seconds);
      query.mode = mode;
      const Qualification found = qualification_of(clinic.all, query);
      EXPECT_TRUE(found.is_recorded);
      constexpr auto entry = static_cast<std::size_t>(FunnelStatus::entry_paid);
      expect_equal(found.target, measure_funnel(clinic.targets, query).steps[entry]);
      expect_equal(found.other, measure_funnel(clinic.others, query).steps[entry]);
      bought += found.target.decided_converted;
      const auto people =
          people_behind(clinic.all, query, FunnelStatus::entry_paid, Figure::entrants);
      const auto targets = people_entering(clinic.all, query, true);
      const auto others = people_entering(clinic.all, query, false);
      EXPECT_EQ(targets.size() + others.size(), people.size());
      EXPECT_EQ(targets.size(), people_entering(clinic.targets, query, true).size());
      EXPECT_TRUE(people_entering(clinic.targets, query, false).empty());
    }
  }
  EXPECT_GT(bought, 100);
}

TEST(Qualification, OfNobodyMarkedNothingIsKnown) {
  SeededRandom random(1);
  const Whole clinic = random_clinic(random);
  ReportQuery query;
  query.period = {start, start.plus_seconds(200 * day_seconds)};
  query.now = start.plus_seconds(280 * day_seconds);
  EXPECT_FALSE(qualification_of(clinic.others, query).is_recorded);
  EXPECT_FALSE(qualification_of(EventColumns{}, query).is_recorded);
}

}  // namespace
}  // namespace retour::funnel
