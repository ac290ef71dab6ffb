// No-show risk: terms that add up, calibration on made-up clinics whose truth is known, small
// histories, what is known when.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "base/random.hpp"
#include "schedule/no_show.hpp"

namespace retour::schedule {
namespace {

LocalDate day(int number) {
  return {20'000 + number};
}

TEST(NoShow, OnlyWhatWasKnownCounts) {
  const std::vector<PastVisit> visits = {
      {day(10), true}, {day(3), false}, {day(20), true}, {day(10), false}};
  const auto is = [&](int before, PastRecord expected) {
    const PastRecord found = record_before(visits, day(before));
    EXPECT_EQ(found.visits, expected.visits) << before;
    EXPECT_EQ(found.no_shows, expected.no_shows) << before;
    EXPECT_EQ(found.days_since_last, expected.days_since_last) << before;
    EXPECT_EQ(found.is_last_no_show, expected.is_last_no_show) << before;
  };
  is(3, {});
  is(4, {.visits = 1, .no_shows = 0, .days_since_last = 1, .is_last_no_show = false});
  is(10, {.visits = 1, .no_shows = 0, .days_since_last = 7, .is_last_no_show = false});
  is(11, {.visits = 3, .no_shows = 1, .days_since_last = 1, .is_last_no_show = false});
  is(30, {.visits = 4, .no_shows = 2, .days_since_last = 10, .is_last_no_show = true});
}

TEST(NoShow, BinsCoverAnyFacts) {
  SeededRandom random(1);
  for (int i = 0; i < 20'000; ++i) {
    NoShowFacts facts;
    const auto any = [&] { return static_cast<std::int32_t>(random.below(400)) - 100; };
    facts.lead_days = any();
    facts.booked_minute = static_cast<std::int32_t>(random.below(1440));
    facts.age_years = any();
    facts.iso_weekday = static_cast<std::uint8_t>(1 + random.below(7));
    facts.is_reminded = random.below(2) == 0;
    facts.same_day_visits = any();
    facts.past.visits = static_cast<std::int32_t>(random.below(9));
    facts.past.no_shows =
        static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(facts.past.visits + 1)));
    facts.past.days_since_last = any();
    facts.past.is_last_no_show = random.below(2) == 0;
    for (std::size_t t = 0; t < no_show_terms; ++t) {
      const auto term = static_cast<NoShowTerm>(t);
      ASSERT_LT(bin_of(term, facts), bins_of(term)) << name_of(term);
    }
  }
}

TEST(NoShow, PermyriadsAreTheLogistic) {
  for (int x = -12'000; x <= 12'000; x += 7) {
    const double exact = 10'000 / (1 + std::exp(-x / 1000.0));
    ASSERT_NEAR(permyriad_of_millilogits(x), exact, 0.501) << x;
  }
  EXPECT_EQ(permyriad_of_millilogits(0), 5'000);
  EXPECT_EQ(permyriad_of_millilogits(INT32_MAX), 10'000);
  EXPECT_EQ(permyriad_of_millilogits(INT32_MIN), 0);
}

/// A clinic whose truth is known: risk by lead, past and reminder, additive in log odds.
struct MadeUp {
  NoShowExample example;
  double truth = 0;
};
std::vector<MadeUp> made_up(std::uint64_t seed, int count) {
  SeededRandom random(seed);
  std::vector<MadeUp> out;
  for (int i = 0; i < count; ++i) {
    MadeUp& one = out.emplace_back();
    NoShowFacts& facts = one.example.facts;
    facts.lead_days = static_cast<std::int32_t>(random.below(40));
    facts.booked_minute = static_cast<std::int32_t>(random.below(600)) + 480;
    facts.age_years = static_cast<std::int32_t>(random.below(90));
    facts.iso_weekday = static_cast<std::uint8_t>(1 + random.below(5));
    facts.is_reminded = random.below(2) == 0;
    facts.past.visits = static_cast<std::int32_t>(random.below(4));
    if (facts.past.visits > 0) {
      facts.past.no_shows = static_cast<std::int32_t>(
          random.below(static_cast<std::uint64_t>(facts.past.visits + 1)));
      facts.past.days_since_last = 1 + static_cast<std::int32_t>(random.below(60));
    }
    double logit = -2.2 + (facts.lead_days > 7 ? 0.9 : 0) - (facts.is_reminded ? 0.5 : 0);
    if (facts.past.visits > 0) logit += 1.2 * facts.past.no_shows / facts.past.visits - 0.3;
    one.truth = 1 / (1 + std::exp(-logit));
    one.example.is_no_show = static_cast<double>(random.below(1'000'000)) < one.truth * 1'000'000;
    one.example.age_days = count - i > 0 ? (count - i) * 100 / count : 0;
  }
  return out;
}

std::vector<NoShowExample> examples_of(const std::vector<MadeUp>& clinic) {
  std::vector<NoShowExample> out;
  for (const MadeUp& one : clinic) out.push_back(one.example);
  return out;
}

TEST(NoShow, TheTruthOfAMadeUpClinicIsFound) {
  double level = 0;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const NoShowModel model = train_no_show(examples_of(made_up(seed, 40'000)));
    double off = 0, predicted = 0, real = 0;
    const auto fresh = made_up(seed + 100, 20'000);
    for (const MadeUp& one : fresh) {
      const double risk = risk_of(model, one.example.facts).risk_permyriad / 10'000.0;
      off += std::abs(risk - one.truth);
      predicted += risk;
      real += one.truth;
    }
    EXPECT_LT(off / static_cast<double>(fresh.size()), 0.02);
    EXPECT_NEAR(predicted / real, 1, 0.08);  // its standard error is 0.023
    level += predicted / real / 3;
  }
  EXPECT_NEAR(level, 1, 0.04) << "mean of the three clinics";
}

TEST(NoShow, TermsAddUpAndAreDistancesFromTheUsual) {
  const auto clinic = made_up(5, 20'000);
  const NoShowModel model = train_no_show(examples_of(clinic));
  std::array<std::int64_t, no_show_terms> sums{};
  for (const MadeUp& one : clinic) {
    const NoShowRisk risk = risk_of(model, one.example.facts);
    std::int32_t sum = risk.base_millilogits + risk.damping_millilogits;
    for (std::size_t t = 0; t < no_show_terms; ++t) {
      sum += risk.term_millilogits[t];
      sums[t] += risk.term_millilogits[t];
    }
    ASSERT_EQ(risk.risk_permyriad, permyriad_of_millilogits(sum));
    ASSERT_LE(risk.damping_millilogits, 0);
  }
  for (std::size_t t = 0; t < no_show_terms; ++t)  // newer visits weigh more, so not exactly zero
    EXPECT_LT(std::abs(sums[t]) / static_cast<std::int64_t>(clinic.size()), 20)
        << name_of(static_cast<NoShowTerm>(t));
  NoShowFacts soon, late;
  soon.lead_days = 2;
  late.lead_days = 25;
  EXPECT_LT(risk_of(model, soon).risk_permyriad, risk_of(model, late).risk_permyriad);
  NoShowFacts reminded = late;
  reminded.is_reminded = true;
  EXPECT_LT(risk_of(model, reminded).risk_permyriad, risk_of(model, late).risk_permyriad);
}

/// In the last ten days far fewer visits are missed: the level follows them, although the ninety
/// days before say otherwise, and follows them less when all forecasts count alike.
TEST(NoShow, TheLevelFollowsTheNewestVisits) {
  constexpr std::uint64_t seed = 11;
  SCOPED_TRACE("seed " + std::to_string(seed));
  auto clinic = made_up(seed, 20'000);
  SeededRandom random(seed);
  const auto improve = [&](MadeUp& one) {  // half of those who would have stayed away come
    if (one.example.is_no_show && random.below(2) == 0) one.example.is_no_show = false;
  };
  for (MadeUp& one : std::span(clinic).last(clinic.size() / 10)) improve(one);
  auto fresh = made_up(seed + 100, 10'000);
  for (MadeUp& one : fresh) improve(one);
  const auto excess = [&](const NoShowTraining& training) {
    const NoShowModel model = train_no_show(examples_of(clinic), training);
    double predicted = 0, real = 0;
    for (const MadeUp& one : fresh) {
      predicted += risk_of(model, one.example.facts).risk_permyriad / 10'000.0;
      real += one.example.is_no_show ? 1 : 0;
    }
    return predicted / real - 1;
  };
  const double followed = excess({}), even = excess({.level_half_life_days = 0});
  EXPECT_LT(followed, 0.5) << "of an excess that would be 1 without calibration";
  EXPECT_LT(followed, even - 0.1);
  EXPECT_GT(followed, 0) << "ten days are not the whole truth";
}

TEST(NoShow, AHigherSumIsNeverALowerRisk) {
  const NoShowModel model = train_no_show(examples_of(made_up(6, 20'000)));
  EXPECT_LT(model.damping_permille, 1'000);
  EXPECT_GE(model.damping_permille, 0);
}

TEST(NoShow, TooLittleHistoryGivesTheBaseAlone) {
  const auto clinic = examples_of(made_up(7, 150));
  const NoShowModel model = train_no_show(clinic);
  for (const auto& bins : model.millilogits)
    for (const std::int32_t bin : bins) ASSERT_EQ(bin, 0);
  const auto missed = std::ranges::count_if(clinic, &NoShowExample::is_no_show);
  EXPECT_NEAR(risk_of(model, {}).risk_permyriad, 10'000.0 * static_cast<double>(missed) / 150, 300);
  EXPECT_EQ(risk_of(train_no_show({}), {}).risk_permyriad, 5'000) << "nothing is known";
  // All came: no model of who will not, and a risk above zero.
  std::vector<NoShowExample> faithful(1'000);
  const NoShowModel none = train_no_show(faithful);
  EXPECT_GT(risk_of(none, {}).risk_permyriad, 0);
  EXPECT_LT(risk_of(none, {}).risk_permyriad, 30);
}

TEST(NoShow, TrainingRepeats) {
  const auto clinic = examples_of(made_up(8, 5'000));
  EXPECT_EQ(train_no_show(clinic), train_no_show(clinic));
}

}  // namespace
}  // namespace retour::schedule
