// Response curves and the next rouble: LD-12, LD-13. On simulated channels whose truth is known a
// curve is within 15 % of it or it is not given.
#include "funnel/response.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "random_numbers.hpp"

namespace retour::funnel {
namespace {

struct Truth {
  CurveShape shape = CurveShape::hill;
  double base = 10, gain = 150, half = 300'000;
  double noise = 0;  ///< Beyond Poisson's, relative.
  double season = 0;
  double carry_over = 0;
  [[nodiscard]] double at(double spend) const {
    return base +
           gain * (shape == CurveShape::hill ? spend / (half + spend) : std::log1p(spend / half));
  }
};

std::vector<SpendPeriod> channel_of(RandomSource& random, const Truth& truth, int periods,
                                    double spread = 0.7) {
  std::vector<SpendPeriod> out;
  double carried = 0;
  for (int i = 0; i < periods; ++i) {
    SpendPeriod one{.spend_minor = 250'000 * std::exp(spread * test::normal(random)),
                    .demand = 1 + truth.season * std::sin(0.5236 * i)};
    carried = one.spend_minor + truth.carry_over * carried;
    const double noise =
        std::exp(truth.noise * test::normal(random) - truth.noise * truth.noise / 2);
    one.outcomes = test::poisson(random, one.demand * truth.at(carried) * noise);
    out.push_back(one);
  }
  return out;
}

TEST(Response, CurvesAreWithin15PercentOrNotGiven) {
  constexpr std::uint64_t seed = 1;
  SCOPED_TRACE("seed " + std::to_string(seed));
  SeededRandom random(seed);
  const Truth truths[] = {{},
                          {.base = 0, .gain = 300, .half = 1'000'000},
                          {.shape = CurveShape::logarithm, .base = 20, .gain = 60, .half = 150'000},
                          {.base = 5, .gain = 40, .half = 100'000, .noise = 0.1},
                          {.gain = 150, .noise = 0.2, .season = 0.3},
                          {.base = 3, .gain = 9, .half = 300'000}};  // a handful of calls
  int given = 0, right = 0;
  for (const Truth& truth : truths)
    for (const int periods : {12, 24, 60})
      for (int i = 0; i < 40; ++i) {
        const ResponseCurve curve = fit_response(channel_of(random, truth, periods));
        if (!curve.is_known()) continue;
        ++given;
        bool is_right = true;
        for (const double spend : {0.7, 1.0, 1.4}) {
          const double at = spend * curve.usual_minor;
          is_right &= std::abs(response_at(curve, at).value / truth.at(at) - 1) <= 0.15;
        }
        right += is_right;
      }
  EXPECT_GE(given, 720 / 3) << "abstaining always is no answer";
  EXPECT_GE(right, given * 98 / 100);
}

TEST(Response, IntervalsHoldTheTruth) {
  constexpr std::uint64_t seed = 2;
  SCOPED_TRACE("seed " + std::to_string(seed));
  SeededRandom random(seed);
  int given = 0, level = 0, further = 0;
  for (int i = 0; i < 200; ++i) {
    const Truth truth{.shape = i % 2 == 0 ? CurveShape::hill : CurveShape::logarithm,
                      .gain = i % 2 == 0 ? 200.0 : 90.0,
                      .noise = 0.08};
    const ResponseCurve curve = fit_response(channel_of(random, truth, 36));
    if (!curve.is_known()) continue;
    ++given;
    const double at = curve.usual_minor, more = at + 50'000;
    const Estimate found = response_at(curve, at), extra = further_outcomes(curve, at, 50'000);
    level += found.low <= truth.at(at) && truth.at(at) <= found.high;
    const double true_extra = truth.at(more) - truth.at(at);
    further += extra.low <= true_extra && true_extra <= extra.high;
  }
  EXPECT_GE(given, 150);
  EXPECT_GE(level, 0.92 * given);
  EXPECT_GE(further, 0.92 * given);
}

TEST(Response, ReturnsDiminish) {
  SeededRandom random(3);
  const ResponseCurve curve = fit_response(channel_of(random, {.gain = 400}, 60));
  ASSERT_TRUE(curve.is_known());
  double last = 1e300;
  for (double spend = 100'000; spend < 600'000; spend += 100'000) {
    const double further = further_outcomes(curve, spend, 50'000).value;
    EXPECT_LT(further, last);
    EXPECT_GT(further, 0);
    last = further;
  }
}

TEST(Response, AWildMonthDoesNotBendTheCurve) {
  SeededRandom random(4);
  const Truth truth{.gain = 400};
  std::vector<SpendPeriod> months = channel_of(random, truth, 36);
  months[7].outcomes *= 8;  // a wrong number on a bus
  const ResponseCurve curve = fit_response(months);
  ASSERT_TRUE(curve.is_known());
  EXPECT_NEAR(response_at(curve, 250'000).value / truth.at(250'000), 1, 0.1);
}

TEST(Response, WhatIsLeftOfLastMonthCounts) {
  SeededRandom random(5);
  const Truth truth{.gain = 400, .carry_over = 0.5};
  const std::vector<SpendPeriod> months = channel_of(random, truth, 60);
  const ResponseCurve curve = fit_response(months, {.carry_over = 0.5});
  ASSERT_TRUE(curve.is_known());
  EXPECT_NEAR(response_at(curve, 500'000).value / truth.at(500'000), 1, 0.1);
}

TEST(Response, AbstainsAndSaysWhy) {
  SeededRandom random(6);
  const ResponseCurve few = fit_response(channel_of(random, {}, 11));
  EXPECT_EQ(few.why, Abstention::too_few);
  EXPECT_EQ(response_at(few, 100'000).n, 11);
  EXPECT_EQ(response_at(few, 100'000).needed, 12);
  EXPECT_EQ(fit_response(channel_of(random, {}, 60, 0.03)).why, Abstention::no_variation);
  EXPECT_EQ(fit_response(channel_of(random, {.base = 1, .gain = 3}, 12)).why,
            Abstention::too_uncertain);
  const std::vector<SpendPeriod> nothing(24);
  EXPECT_EQ(fit_response(nothing).why, Abstention::no_variation) << "nothing was ever spent";
  const ResponseCurve good = fit_response(channel_of(random, {.gain = 400}, 60));
  EXPECT_EQ(response_at(good, 50 * good.spend_high_minor).why, Abstention::no_variation)
      << "nobody knows what fifty times as much would bring";
}

TEST(Response, TheNextRoubleGoesWhereItBringsMost) {
  constexpr std::uint64_t seed = 7;
  SCOPED_TRACE("seed " + std::to_string(seed));
  SeededRandom random(seed);
  const Truth saturated{.gain = 400, .half = 30'000}, open{.gain = 900, .half = 900'000};
  const double spends[] = {250'000, 250'000, 250'000};
  int found = 0, wrong = 0, undecided = 0;
  for (int i = 0; i < 40; ++i) {
    const ResponseCurve channels[] = {fit_response(channel_of(random, saturated, 48)),
                                      fit_response(channel_of(random, open, 48)),
                                      fit_response(channel_of(random, {}, 6))};
    const NextRouble next = next_rouble(channels, spends, 50'000);
    EXPECT_EQ(next.further[2].why, Abstention::too_few);
    found += next.best == 1U;
    wrong += next.best == 0U;
    const ResponseCurve alike[] = {channels[1], fit_response(channel_of(random, open, 48))};
    undecided += !next_rouble(alike, std::span(spends).first(2), 50'000).best;
  }
  EXPECT_GE(found, 36);
  EXPECT_EQ(wrong, 0);
  EXPECT_GE(undecided, 38) << "of two equal channels neither is better";
}

}  // namespace
}  // namespace retour::funnel
