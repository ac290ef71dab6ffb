// What a coordinator changed: TP-22..TP-30. Simulated clinics say how often one who changes nothing
// is praised or blamed, and how often one who changes something is seen.
#include "funnel/effects.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "random_numbers.hpp"

namespace retour::funnel {
namespace {

enum class Outcome { closed, money };

/// Patients of 12 kinds of very different prospects. The coordinator is given the promising ones
/// more often, as happens; within a kind by chance.
std::vector<CoordinatedPatient> clinic_of(RandomSource& random, int count, double effect,
                                          Outcome outcome) {
  std::vector<CoordinatedPatient> out;
  for (int i = 0; i < count; ++i) {
    CoordinatedPatient one{.stratum = static_cast<std::uint32_t>(random.below(12))};
    const double prospect = 0.2 + 0.05 * one.stratum;
    one.has_coordinator = test::happens(random, 0.15 + 0.04 * one.stratum);
    const double with = one.has_coordinator ? effect : 0;
    one.outcome = outcome == Outcome::closed
                      ? (test::happens(random, prospect + with) ? 1 : 0)
                      : 10'000 * (prospect + with) * std::exp(test::normal(random) - 0.5);
    out.push_back(one);
  }
  return out;
}

TEST(Effects, ACoordinatorWithoutEffectIsReportedAsSuch) {
  constexpr std::uint64_t seed = 1;
  SCOPED_TRACE("seed " + std::to_string(seed));
  SeededRandom random(seed);
  for (const Outcome outcome : {Outcome::closed, Outcome::money})
    for (const int count : {180, 600}) {
      constexpr int clinics = 500;
      int none = 0, known = 0, covered = 0;
      for (int i = 0; i < clinics; ++i) {
        const Effect effect = against_baseline(clinic_of(random, count, 0, outcome));
        known += effect.difference.is_known();
        none += effect.verdict == Verdict::no_effect;
        covered += effect.difference.low <= 0 && effect.difference.high >= 0;
      }
      EXPECT_EQ(known, clinics);
      EXPECT_GE(none, 0.95 * clinics) << count;
      EXPECT_GE(covered, 0.925 * clinics) << count;
    }
}

TEST(Effects, TheUnmatchedComparisonWouldHaveLied) {
  SeededRandom random(2);
  const std::vector<CoordinatedPatient> patients = clinic_of(random, 4'000, 0, Outcome::closed);
  Moments with, without;
  for (const CoordinatedPatient& one : patients)
    (one.has_coordinator ? with : without).add(one.outcome);
  EXPECT_GT(with.mean() - without.mean(), 0.06);
  EXPECT_EQ(against_baseline(patients).verdict, Verdict::no_effect);
}

TEST(Effects, WhatHeChangesIsSeen) {
  constexpr std::uint64_t seed = 3;
  SCOPED_TRACE("seed " + std::to_string(seed));
  SeededRandom random(seed);
  constexpr int clinics = 100;
  int raises = 0, covered = 0;
  for (int i = 0; i < clinics; ++i) {
    const Effect effect = against_baseline(clinic_of(random, 1'000, 0.15, Outcome::closed));
    raises += effect.verdict == Verdict::raises;
    covered += effect.difference.low <= 0.15 && effect.difference.high >= 0.15;
    ASSERT_NEAR(effect.with - effect.baseline, effect.difference.value, 1e-12);
  }
  EXPECT_GE(raises, 90);
  EXPECT_GE(covered, 89);
  const Effect worse = against_baseline(clinic_of(random, 3'000, -0.15, Outcome::closed));
  EXPECT_EQ(worse.verdict, Verdict::lowers);
}

TEST(Effects, TooFewAndNobodyToCompareWithAreSaid) {
  SeededRandom random(4);
  const Effect few = against_baseline(clinic_of(random, 60, 0.2, Outcome::closed));
  EXPECT_EQ(few.difference.why, Abstention::too_few);
  EXPECT_EQ(few.difference.needed, 30);
  EXPECT_EQ(few.verdict, Verdict::unknown);
  EXPECT_EQ(against_baseline({}).difference.why, Abstention::too_few);
  std::vector<CoordinatedPatient> all_his = clinic_of(random, 400, 0.2, Outcome::closed);
  for (CoordinatedPatient& one : all_his) one.has_coordinator = true;
  const Effect alone = against_baseline(all_his);
  EXPECT_EQ(alone.difference.why, Abstention::no_baseline);
  EXPECT_EQ(alone.unmatched, 400);
  // Nobody's outcome ever differs: no effect, and certainly so.
  std::vector<CoordinatedPatient> equal = clinic_of(random, 400, 0, Outcome::closed);
  for (CoordinatedPatient& one : equal) one.outcome = 1;
  EXPECT_EQ(against_baseline(equal).verdict, Verdict::no_effect);
}

// ---------------------------------------------------------------- before and after

struct Months {
  int before = 12, after = 6;
  double effect = 0;
  double correlation = 0;  ///< Of neighbouring months' differences.
  double drift = 0;        ///< A month.
};
std::vector<PeriodOutcome> months_of(RandomSource& random, const Months& how) {
  std::vector<PeriodOutcome> out;
  double noise = test::normal(random);
  for (int month = 0; month < how.before + how.after; ++month) {
    const double season = 10 * std::sin(month * 0.5236);  // common to both
    PeriodOutcome one{.baseline = 30 + season, .is_after = month >= how.before};
    one.with = one.baseline + 5 + 2 * noise + how.drift * month + (one.is_after ? how.effect : 0);
    out.push_back(one);
    noise = how.correlation * noise +
            std::sqrt(1 - how.correlation * how.correlation) * test::normal(random);
  }
  return out;
}

TEST(Effects, ADateThatChangedNothingIsReportedAsSuch) {
  constexpr std::uint64_t seed = 5;
  SCOPED_TRACE("seed " + std::to_string(seed));
  SeededRandom random(seed);
  for (const double correlation : {0.0, 0.3, 0.5})
    for (const int after : {6, 12}) {
      constexpr int clinics = 1'000;
      int none = 0, silent = 0, covered = 0;
      for (int i = 0; i < clinics; ++i) {
        const Effect effect =
            before_and_after(months_of(random, {.after = after, .correlation = correlation}));
        silent += !effect.difference.is_known();
        none += effect.verdict == Verdict::no_effect;
        covered += effect.difference.is_known() && effect.difference.low <= 0 &&
                   effect.difference.high >= 0;
      }
      EXPECT_GE(none, 0.95 * (clinics - silent)) << correlation << ", " << after << " months";
      EXPECT_LE(silent, 0.08 * clinics) << "silence is no way to be right";
      EXPECT_GE(covered, 0.92 * (clinics - silent)) << correlation << ", " << after << " months";
    }
}

TEST(Effects, AChangeAtADateIsSeenAndADriftIsNotOne) {
  constexpr std::uint64_t seed = 6;
  SCOPED_TRACE("seed " + std::to_string(seed));
  SeededRandom random(seed);
  int raises = 0, drifting = 0;
  for (int i = 0; i < 200; ++i) {
    raises += before_and_after(months_of(random, {.effect = 5})).verdict == Verdict::raises;
    drifting += before_and_after(months_of(random, {.after = 12, .drift = 0.8})).difference.why ==
                Abstention::trend_before;
  }
  EXPECT_GE(raises, 160);
  EXPECT_GE(drifting, 150);
  const Effect few = before_and_after(months_of(random, {.after = 5}));
  EXPECT_EQ(few.difference.why, Abstention::too_few);
  EXPECT_EQ(few.difference.n, 5);
  EXPECT_EQ(few.difference.needed, 6);
}

}  // namespace
}  // namespace retour::funnel
