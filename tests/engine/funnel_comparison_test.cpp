// What may be said of the difference of two months (IM-22, DM-07): against published examples and
// against chance.
#include "funnel/comparison.hpp"

#include <gtest/gtest.h>

#include "random_numbers.hpp"

namespace retour::funnel {
namespace {

// Newcombe 1998, table II, method 10: 56/70 against 48/80.
TEST(Comparison, DifferenceOfSharesIsNewcombesExample) {
  const Estimate found = difference_of_shares({48, 80}, {56, 70});
  EXPECT_NEAR(found.value, 0.2, 1e-12);
  EXPECT_NEAR(found.low, 0.0524, 5e-5);
  EXPECT_NEAR(found.high, 0.3339, 5e-5);
  EXPECT_EQ(verdict_of(found, 0), Verdict::raises);
  const Estimate back = difference_of_shares({56, 70}, {48, 80});
  EXPECT_NEAR(back.low, -found.high, 1e-12);
  EXPECT_EQ(verdict_of(back, 0), Verdict::lowers);
}

TEST(Comparison, RatesAreByDay) {
  const Estimate same = ratio_of_rates(280, 28, 310, 31);
  EXPECT_NEAR(same.value, 1, 1e-12) << "ten a day in February and in March";
  EXPECT_EQ(verdict_of(same, 1), Verdict::no_effect);
  EXPECT_EQ(verdict_of(ratio_of_rates(100, 30, 160, 30), 1), Verdict::raises);
  EXPECT_EQ(verdict_of(ratio_of_rates(160, 30, 100, 30), 1), Verdict::lowers);
}

TEST(Comparison, LittleSaysNothing) {
  EXPECT_EQ(ratio_of_rates(2, 30, 7, 30).why, Abstention::too_few);
  EXPECT_EQ(ratio_of_rates(0, 30, 12, 30).why, Abstention::no_baseline);
  EXPECT_EQ(difference_of_shares({9, 9}, {0, 100}).why, Abstention::too_few);
  EXPECT_EQ(verdict_of(ratio_of_rates(0, 30, 0, 30), 1), Verdict::unknown);
}

// Of months between which nothing changed one in twenty may be told otherwise, not more.
TEST(Comparison, EqualMonthsAreSeldomToldApart) {
  SeededRandom random(20);
  constexpr int runs = 4000;
  int rates = 0, shares = 0;
  for (int run = 0; run < runs; ++run) {
    // 600 chances of 1 in 10 a month: as Poisson as it needs to be.
    std::int64_t events[2] = {}, parts[2] = {};
    for (int month = 0; month < 2; ++month) {
      for (int i = 0; i < 600; ++i) events[month] += test::happens(random, 0.1) ? 1 : 0;
      for (int i = 0; i < 60; ++i) parts[month] += test::happens(random, 0.3) ? 1 : 0;
    }
    const auto is_told = [](Verdict verdict) {
      return verdict == Verdict::raises || verdict == Verdict::lowers ? 1 : 0;
    };
    rates += is_told(verdict_of(ratio_of_rates(events[0], 30, events[1], 30), 1));
    shares += is_told(verdict_of(difference_of_shares({parts[0], 60}, {parts[1], 60}), 0));
  }
  EXPECT_LT(rates, runs * 0.06);
  EXPECT_GT(rates, runs * 0.02) << "an interval that never parts anything is no interval";
  EXPECT_LT(shares, runs * 0.06);
  EXPECT_GT(shares, runs * 0.02);
}

}  // namespace
}  // namespace retour::funnel
