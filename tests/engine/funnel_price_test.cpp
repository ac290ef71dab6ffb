// Price of the first visit: PR-01..PR-03. Simulated clinics whose elasticity is known, with season,
// advertising, trend and months that are alike.
#include "funnel/price.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "random_numbers.hpp"

namespace retour::funnel {
namespace {

enum class Pricing { changed_at_times, constant, with_season, with_trend, with_advertising };

struct Truth {
  double elasticity = -1.2;
  double visits = 120;
  double noise = 0.08;     ///< Beyond Poisson's, relative.
  double correlation = 0;  ///< Of neighbouring months' noise.
  Pricing pricing = Pricing::changed_at_times;
};

std::vector<PricePeriod> clinic_of(RandomSource& random, const Truth& truth, int months) {
  std::vector<PricePeriod> out;
  double price = 200'000, noise = test::normal(random);
  const double steps[] = {180'000, 200'000, 230'000, 260'000};
  for (int i = 0; i < months; ++i) {
    const double season = std::sin(0.5236 * i);
    PricePeriod one{.advertising_minor = 500'000 * std::exp(0.4 * test::normal(random)),
                    .month = 1 + i % 12};
    if (truth.pricing == Pricing::changed_at_times && i % 4 == 0) price = steps[random.below(4)];
    if (truth.pricing == Pricing::with_season) price = 200'000 * (1 + 0.1 * season);
    if (truth.pricing == Pricing::with_trend) price = 200'000 * std::exp(0.012 * i);
    if (truth.pricing == Pricing::with_advertising)
      price = 200'000 * std::pow(1 + one.advertising_minor / 500'000, 0.3);
    one.price_minor = price;
    const double mean = truth.visits * std::pow(price / 200'000, truth.elasticity) *
                        std::pow(1 + one.advertising_minor / 500'000, 0.5) *
                        std::exp(0.15 * season + 0.004 * i + truth.noise * noise);
    one.first_visits = test::poisson(random, mean);
    noise = truth.correlation * noise +
            std::sqrt(1 - truth.correlation * truth.correlation) * test::normal(random);
    out.push_back(one);
  }
  return out;
}

TEST(Price, TheIntervalCoversTheTruth) {
  constexpr std::uint64_t seed = 1;
  SCOPED_TRACE("seed " + std::to_string(seed));
  SeededRandom random(seed);
  for (const double correlation : {0.0, 0.4})
    for (const int months : {24, 36, 60})
      for (const double elasticity : {-1.8, -0.5, 0.0}) {
        constexpr int clinics = 100;
        int known = 0, covered = 0;
        for (int i = 0; i < clinics; ++i) {
          const Estimate found = price_elasticity(
              clinic_of(random, {.elasticity = elasticity, .correlation = correlation}, months));
          known += found.is_known();
          covered += found.is_known() && found.low <= elasticity && elasticity <= found.high;
        }
        SCOPED_TRACE(std::to_string(months) + " months, correlation " +
                     std::to_string(correlation) + ", elasticity " + std::to_string(elasticity));
        EXPECT_GE(known, clinics * 7 / 10) << "abstaining always is no answer";
        EXPECT_GE(covered, 0.90 * known);
      }
}

TEST(Price, ConstantPricesAlwaysAbstain) {
  constexpr std::uint64_t seed = 2;
  SCOPED_TRACE("seed " + std::to_string(seed));
  SeededRandom random(seed);
  for (int i = 0; i < 200; ++i) {
    const int months = 1 + static_cast<int>(random.below(80));
    std::vector<PricePeriod> clinic = clinic_of(random, {.pricing = Pricing::constant}, months);
    const Estimate constant = price_elasticity(clinic);
    ASSERT_FALSE(constant.is_known());
    ASSERT_EQ(constant.why, months == 1 ? Abstention::too_few : Abstention::no_variation);
    for (PricePeriod& one : clinic)  // rounding of a price list is no change
      one.price_minor *= 1 + 0.001 * test::normal(random);
    ASSERT_FALSE(price_elasticity(clinic).is_known());
  }
}

TEST(Price, WhatMovesWithSomethingElseIsNotTold) {
  constexpr std::uint64_t seed = 3;
  SCOPED_TRACE("seed " + std::to_string(seed));
  SeededRandom random(seed);
  for (const Pricing pricing :
       {Pricing::with_season, Pricing::with_trend, Pricing::with_advertising})
    for (int i = 0; i < 30; ++i)
      ASSERT_EQ(price_elasticity(clinic_of(random, {.pricing = pricing}, 60)).why,
                Abstention::confounded)
          << static_cast<int>(pricing);
}

TEST(Price, AdvertisingAtTheSameTimeIsNotTakenForThePrice) {
  // Whenever the price fell the clinic advertised it, though not by the same measure each time.
  constexpr std::uint64_t seed = 4;
  SCOPED_TRACE("seed " + std::to_string(seed));
  SeededRandom random(seed);
  int known = 0, covered = 0, naive_below = 0;
  for (int i = 0; i < 100; ++i) {
    std::vector<PricePeriod> clinic = clinic_of(random, {.elasticity = -0.5}, 60);
    for (PricePeriod& one : clinic) {
      const double more = std::pow(200'000 / one.price_minor, 3);
      const double boost =
          (1 + one.advertising_minor * more / 500'000) / (1 + one.advertising_minor / 500'000);
      one.advertising_minor *= more;
      one.first_visits = std::round(one.first_visits * std::sqrt(boost));
    }
    const Estimate found = price_elasticity(clinic);
    known += found.is_known();
    covered += found.is_known() && found.low <= -0.5 && -0.5 <= found.high;
    for (PricePeriod& one : clinic) one.advertising_minor = 0;
    naive_below += price_elasticity(clinic).high < -0.5;
  }
  EXPECT_GE(known, 90);
  EXPECT_GE(covered, 0.90 * known);
  EXPECT_GE(naive_below, 50) << "without advertising the price would take the credit";
}

TEST(Price, TooFewAndTooWildAreSaid) {
  SeededRandom random(5);
  const Estimate few = price_elasticity(clinic_of(random, {}, 12));
  EXPECT_EQ(few.why, Abstention::too_few);
  EXPECT_EQ(few.n, 12);
  EXPECT_EQ(few.needed, 18);
  EXPECT_EQ(price_elasticity({}).why, Abstention::too_few);
  EXPECT_EQ(price_elasticity(clinic_of(random, {.visits = 1.5, .noise = 0.8}, 20)).why,
            Abstention::too_uncertain);
}

TEST(Price, WhatAnAddedPatientCosts) {
  const Estimate elasticity{.value = -2, .low = -3, .high = -1, .n = 40};
  // From 2,000 to 1,600: (0.8)^-2 = 1.5625 times as many; 400 less from each of those who came
  // anyway.
  const Estimate cost = cost_of_added_patient(elasticity, 200'000, 160'000);
  EXPECT_NEAR(cost.value, 40'000 / 0.5625, 1e-6);
  EXPECT_NEAR(cost.low, 40'000 / (1 / 0.512 - 1), 1e-6);
  EXPECT_NEAR(cost.high, 40'000 / 0.25, 1e-6);
  const Estimate more = visits_at_price(elasticity, 200'000, 160'000);
  EXPECT_NEAR(more.value, 1.5625, 1e-12);
  EXPECT_NEAR(more.low, 1.25, 1e-12);
  EXPECT_NEAR(visits_at_price(elasticity, 200'000, 250'000).value, 0.64, 1e-12);
  const Estimate unsure{.value = -0.5, .low = -1.1, .high = 0.1, .n = 40};
  EXPECT_EQ(cost_of_added_patient(unsure, 200'000, 160'000).why, Abstention::too_uncertain);
  EXPECT_EQ(cost_of_added_patient(abstained(Abstention::no_variation, 30), 2, 1).why,
            Abstention::no_variation);
}

}  // namespace
}  // namespace retour::funnel
