// The value of patients: DR-01, RT-01, and DESIGN's terms "CLV" and "Pareto". Figures of others,
// simulated clinics whose truth is known, borders.
//
// Golden numbers: expected visits of the first case are published (Fader, Hardie & Lee 2005, CDNOW
// parameters, 1.226 in 39 weeks). All others were computed once with mpmath 1.2.1 by numerical
// integration over the patients' own rates and probabilities, not by the closed forms used here.
#include "funnel/clv.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "random_numbers.hpp"

namespace retour::funnel {
namespace {

TEST(Statistics, QuantilesAndSeriesAreThoseOfScipy) {
  const double normal[][2] = {{1e-9, -5.9978070150076865}, {0.001, -3.090232306167813},
                              {0.3, -0.5244005127080409},  {0.5, 0},
                              {0.975, 1.959963984540054},  {0.9999, 3.719016485455709}};
  for (const auto& [p, x] : normal) EXPECT_NEAR(normal_quantile(p), x, 1e-12) << p;
  const double student[][3] = {{0.975, 1, 12.706204736432095},   {0.975, 2, 4.302652729911275},
                               {0.975, 3, 3.182446305284263},    {0.975, 4.5, 2.6589123472044034},
                               {0.975, 10, 2.2281388519649385},  {0.9995, 7, 5.407882520977668},
                               {0.999, 30, 3.385184866818216},   {0.6, 5, 0.2671808657039658},
                               {0.975, 200, 1.9718962236316089}, {0.025, 10, -2.2281388519649385}};
  for (const auto& [p, n, x] : student)
    EXPECT_NEAR(student_quantile(p, n), x, 2e-4 * std::abs(x)) << p << " " << n;
  EXPECT_NEAR(hypergeometric_2f1(1.3, -0.4, 2.5, 0.3), 0.933395983798587, 1e-12);
  EXPECT_NEAR(hypergeometric_2f1(0.2, 0.7, 3.1, 0.99), 1.06551290431119, 1e-12);
  EXPECT_NEAR(hypergeometric_2f1(-0.3, -0.6, 1.1, 0.999), 1.17982760856458, 1e-11);
  EXPECT_NEAR(log_beta(2, 3), std::log(1.0 / 12), 1e-14);
}

TEST(Statistics, AnInverseIsOneAndDependentColumnsHaveNone) {
  std::vector<double> m = {4, 2, 0.6, 2, 5, 1, 0.6, 1, 3};
  const std::vector<double> original = m;
  ASSERT_TRUE(invert(m, 3));
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < 3; ++k) sum += original[i * 3 + k] * m[k * 3 + j];
      EXPECT_NEAR(sum, i == j ? 1 : 0, 1e-14);
    }
  std::vector<double> flat = {1, 2, 2, 4};
  EXPECT_FALSE(invert(flat, 2));
}

TEST(Statistics, TheBottomOfACurvedValleyIsFound) {
  const auto rosenbrock = [](std::span<const double> x) {
    return 100 * std::pow(x[1] - x[0] * x[0], 2) + std::pow(1 - x[0], 2);
  };
  const Minimum found = minimise(rosenbrock, {-1.2, 1}, 0.5, -5, 5);
  EXPECT_TRUE(found.is_settled);
  EXPECT_NEAR(found.at[0], 1, 1e-4);
  EXPECT_NEAR(found.at[1], 1, 1e-4);
  const Minimum border = minimise(rosenbrock, {-1.2, 0}, 0.5, -2, 0.5);
  EXPECT_NEAR(border.at[0], 0.5, 1e-4) << "as far as it may go";
}

PatientValue with(std::int32_t repeats, std::int32_t recency, std::int32_t age,
                  std::int64_t repeat_minor = 0) {
  return {.visits = repeats + 1,
          .recency_days = recency,
          .age_days = age,
          .repeat_minor = repeat_minor};
}

/// CDNOW's parameters of the paper, in hundredths of a week.
const VisitModel cdnow = {
    .r = 0.243, .alpha = 441.4, .a = 0.793, .b = 2.426, .why = Abstention::none};

TEST(Clv, VisitsAreThoseOfThePaperAndOfIntegration) {
  struct Case {
    int repeats, recency, age;
    double log_likelihood, alive, expected;
  };
  const Case cases[] = {{2, 3043, 3886, -18.66894667904, 0.7265785700807, 1.2260281748},
                        {0, 0, 400, -0.1567632897275, 1, 0.75754676294},
                        {0, 0, 3886, -0.554713456571, 1, 0.19509808715},
                        {40, 3000, 3100, -223.4300418146, 0.9428447169258, 30.794530625},
                        {5, 100, 3886, -32.2887433068, 0.000149865014985, 0.00057059568692}};
  for (const Case& one : cases) {
    const PatientValue patient = with(one.repeats, one.recency, one.age);
    EXPECT_NEAR(visit_log_likelihood(cdnow, {&patient, 1}), one.log_likelihood, 1e-6);
    EXPECT_NEAR(probability_alive(cdnow, patient), one.alive, 1e-9);
    EXPECT_NEAR(expected_visits(cdnow, patient, 3900), one.expected, 1e-6 * one.expected);
  }
}

TEST(Clv, MoneyIsThatOfIntegration) {
  const MoneyModel model{.p = 6.25, .q = 3.74, .gamma = 15.44, .why = Abstention::none};
  EXPECT_NEAR(expected_money(model, with(0, 0, 100)), 35.2189781021898, 1e-10);
  EXPECT_NEAR(expected_money(model, with(1, 10, 100, 23)), 26.724137931, 1e-9);
  EXPECT_NEAR(expected_money(model, with(10, 10, 100, 500)), 49.3792152054, 1e-9);
}

TEST(Clv, ExpectationsStayFiniteAtTheBorders) {
  SeededRandom random(3);
  for (int i = 0; i < 20'000; ++i) {
    const auto any = [&] { return std::exp(-4 + 12 * test::uniform(random)); };
    VisitModel model{.r = any(), .a = any(), .b = any(), .why = Abstention::none};
    model.alpha = model.r * std::exp(7 * test::uniform(random));  // a visit in 1 to 1,000 days
    const auto age = static_cast<std::int32_t>(random.below(4000));
    const auto repeats = static_cast<std::int32_t>(random.below(4) * random.below(100));
    const auto recency =
        repeats == 0 ? 0
                     : static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(age + 1)));
    const PatientValue patient = with(repeats, recency, age);
    const double soon = expected_visits(model, patient, 30);
    const double later = expected_visits(model, patient, 365);
    ASSERT_TRUE(std::isfinite(soon) && std::isfinite(later));
    ASSERT_GE(later, soon * (1 - 1e-6));
    ASSERT_LE(later, (model.r + repeats) / (model.alpha + age) * 365 * (1 + 1e-6))
        << "nobody comes more often than if he never left";
    const double alive = probability_alive(model, patient);
    ASSERT_TRUE(alive >= 0 && alive <= 1);
  }
  for (const double a : {1 - 1e-7, 1.0, 1 + 1e-7}) {  // between its neighbours, where 0/0 lies
    VisitModel model = cdnow;
    model.a = a;
    EXPECT_NEAR(expected_visits(model, with(2, 3043, 3886), 3900), 1.102136786, 1e-6) << a;
  }
}

// ---------------------------------------------------------------- simulated clinics

struct Truth {
  double r = 0.6, alpha = 90, a = 0.9, b = 3;  // visits, by day
  double p = 4, q = 4, gamma = 900'000;        // money of a visit, minor units
};

struct Simulated {
  std::vector<PatientValue> patients;
  double later_minor = 0;  ///< What the next year really brought.
};

/// Patients of one to three years as the two models have it. Days are not rounded to each other:
/// two visits of a day are two.
Simulated simulate(const Truth& truth, std::uint64_t seed, int count) {
  SeededRandom random(seed);
  Simulated out;
  for (int i = 0; i < count; ++i) {
    const double age = 365 + 730 * test::uniform(random);
    const double rate = test::gamma(random, truth.r) / truth.alpha;
    const double leaves = test::beta(random, truth.a, truth.b);
    const double scale = test::gamma(random, truth.q) / truth.gamma;
    PatientValue patient{.visits = 1, .age_days = static_cast<std::int32_t>(std::lround(age))};
    for (double at = 0;;) {
      at += test::exponential(random, rate);
      if (at > age + 365) break;
      const double money = test::gamma(random, truth.p) / scale;
      if (at > age) {
        out.later_minor += money;
      } else {
        ++patient.visits;
        patient.recency_days = static_cast<std::int32_t>(std::lround(at));
        patient.repeat_minor += std::llround(money);
      }
      if (test::happens(random, leaves)) break;
    }
    out.patients.push_back(patient);
  }
  return out;
}

TEST(Clv, ParametersOfSimulatedClinicsAreRecovered) {
  const Truth truth;
  double off[4] = {}, squares = 0;
  constexpr int clinics = 4;
  for (std::uint64_t seed = 1; seed <= clinics; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Simulated clinic = simulate(truth, seed, 4'000);
    const VisitModel visits = fit_visits(clinic.patients);
    ASSERT_TRUE(visits.is_known());
    ASSERT_EQ(visits.covariance.size(), 16U);
    const double logs[] = {std::log(visits.r / truth.r), std::log(visits.alpha / truth.alpha),
                           std::log(visits.a / truth.a), std::log(visits.b / truth.b)};
    for (std::size_t i = 0; i < 4; ++i) {
      const double z = logs[i] / std::sqrt(visits.covariance[i * 5]);
      EXPECT_LT(std::abs(z), 3.5) << "parameter " << i;
      off[i] += logs[i] / clinics;
      squares += z * z / (4 * clinics);
    }
    EXPECT_GE(visits.log_likelihood, visit_log_likelihood({.r = truth.r,
                                                           .alpha = truth.alpha,
                                                           .a = truth.a,
                                                           .b = truth.b,
                                                           .why = Abstention::none},
                                                          clinic.patients));
    const MoneyModel money = fit_money(clinic.patients);
    ASSERT_TRUE(money.is_known());
    EXPECT_NEAR(money.p, truth.p, 0.5);
    EXPECT_NEAR(money.q, truth.q, 0.8);
    EXPECT_NEAR(money.p * money.gamma / (money.q - 1) / 1.2e6, 1, 0.05);
    EXPECT_LT(std::abs(money.correlation), 0.1);
  }
  for (std::size_t i = 0; i < 4; ++i) EXPECT_LT(std::abs(off[i]), 0.15) << "mean of " << i;
  EXPECT_LT(squares, 2.5) << "errors as large as the model says";
}

TEST(Clv, TheNextYearLiesInItsInterval) {
  int inside = 0;
  constexpr int clinics = 12;
  double ratio = 0;
  for (std::uint64_t seed = 101; seed < 101 + clinics; ++seed) {
    const Simulated clinic = simulate({}, seed, 700);
    const Estimate total = expected_value_of_all(fit_visits(clinic.patients),
                                                 fit_money(clinic.patients), clinic.patients, 365);
    ASSERT_TRUE(total.is_known()) << "seed " << seed;
    inside += clinic.later_minor >= total.low && clinic.later_minor <= total.high;
    ratio += clinic.later_minor / total.value / clinics;
    EXPECT_LT(total.high - total.low, total.value) << "and is no excuse";
  }
  EXPECT_GE(inside, 10) << "seeds 101.. : fewer than 10 of 12 has a probability of 0.02";
  EXPECT_NEAR(ratio, 1, 0.06);
}

TEST(Clv, TooFewPatientsGiveNoModel) {
  const Simulated clinic = simulate({}, 5, 60);
  const VisitModel visits = fit_visits(clinic.patients);
  EXPECT_EQ(visits.why, Abstention::too_few);
  EXPECT_EQ(visits.needed, repeating_patients_min);
  EXPECT_LT(visits.repeats, visits.needed);
  const Estimate total =
      expected_value_of_all(visits, fit_money(clinic.patients), clinic.patients, 365);
  EXPECT_EQ(total.why, Abstention::too_few);
  EXPECT_EQ(fit_visits({}).why, Abstention::too_few);
  // Everybody came once: nothing is known of coming back.
  const std::vector<PatientValue> once(500, with(0, 0, 300));
  EXPECT_EQ(fit_visits(once).why, Abstention::too_few);
}

// ---------------------------------------------------------------- history, classes, groups

TEST(Clv, PurchasesBecomeOneLinePerPatient) {
  const Purchase purchases[] = {
      {1, 100, 2'000}, {1, 100, 1'500}, {1, 190, 8'000},
      {1, 190, -500},  {1, 500, 1'000}, {1, 990, 7'777},  // after the date in question
      {2, 50, 1'000},  {2, 60, -1'000},                   // all of it given back
      {4, 10, -300},                                      // a refund above payments
  };
  const std::vector<PatientValue> found = values_of(purchases, 600, 200);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].visits, 3);
  EXPECT_EQ(found[0].recent_visits, 1);
  EXPECT_EQ(found[0].recency_days, 400);
  EXPECT_EQ(found[0].age_days, 500);
  EXPECT_EQ(found[0].total_minor, 12'000);
  EXPECT_EQ(found[0].first_year_minor, 11'000);
  EXPECT_EQ(found[0].repeat_minor, 8'500);
  EXPECT_EQ(found[1].visits, 1);
  EXPECT_EQ(found[1].total_minor, 0);
  EXPECT_EQ(found[2].visits, 0);
  EXPECT_EQ(found[2].total_minor, -300);
}

TEST(Clv, EqualAgeCountsThoseKnownForAYear) {
  std::vector<PatientValue> patients;
  for (int i = 0; i < 40; ++i)
    patients.push_back({.visits = 1,
                        .age_days = i < 35 ? 365 : 364,
                        .total_minor = 100 + i,
                        .first_year_minor = i < 35 ? 50 : 9'999});
  const MeanValues means = mean_values(patients);
  EXPECT_DOUBLE_EQ(means.historic.value, 119.5);
  EXPECT_LT(means.historic.low, 119.5);
  EXPECT_EQ(means.equal_age.n, 35);
  EXPECT_DOUBLE_EQ(means.equal_age.value, 50);
  const MeanValues few = mean_values(std::span(patients).first(12));
  EXPECT_EQ(few.historic.why, Abstention::too_few);
  EXPECT_EQ(few.historic.n, 12);
  EXPECT_EQ(few.historic.needed, 30);
}

TEST(Clv, ParetoAndItsCounterpart) {
  const std::int64_t equal[] = {7, 7, 7, 7, 7};
  EXPECT_DOUBLE_EQ(pareto_of(equal).patients_of_80, 0.8);
  EXPECT_DOUBLE_EQ(pareto_of(equal).revenue_of_20, 0.2);
  const std::int64_t classic[] = {5, 80, 0, 5, 10};
  EXPECT_DOUBLE_EQ(pareto_of(classic).patients_of_80, 0.2);
  EXPECT_DOUBLE_EQ(pareto_of(classic).revenue_of_20, 0.8);
  const std::int64_t nothing[] = {0, -5};
  EXPECT_EQ(pareto_of(nothing).n, 0);
  const std::vector<ValueClass> classes = value_classes(classic);
  EXPECT_EQ(classes[1], ValueClass::top);
  EXPECT_EQ(classes[4], ValueClass::middle);
  EXPECT_EQ(classes[0], ValueClass::middle) << "90 % lie before it";
  EXPECT_EQ(classes[3], classes[0]) << "equal values, equal class";
  EXPECT_EQ(classes[2], ValueClass::none);
}

TEST(Clv, GroupsOfTheBase) {
  const PatientValue regular{.visits = 5, .recent_visits = 3, .recency_days = 900, .age_days = 950};
  PatientValue occasional = regular, gone = regular;
  occasional.recent_visits = 2;
  gone.age_days = regular.recency_days + 366;
  EXPECT_EQ(group_of(regular), PatientGroup::regular);
  EXPECT_EQ(group_of(occasional), PatientGroup::occasional);
  EXPECT_EQ(group_of(gone), PatientGroup::gone);
  EXPECT_EQ(group_of({.total_minor = -5}), PatientGroup::gone);
  std::vector<PatientValue> base(10, gone);
  EXPECT_FALSE(group_shares(base).is_in_band());
  base[0] = regular;
  EXPECT_TRUE(group_shares(base).is_in_band()) << "10 % are regular";
  std::ranges::fill(base, regular);
  EXPECT_FALSE(group_shares(base).is_in_band());
}

TEST(Clv, RfmMarksFifths) {
  std::vector<PatientValue> patients;
  for (int i = 0; i < 10; ++i)
    patients.push_back(
        {.visits = 1 + i / 5, .recency_days = i * 10, .age_days = 100, .total_minor = 1'000 - i});
  const std::vector<Rfm> marks = rfm_of(patients);
  EXPECT_EQ(marks[0].recency, 1);
  EXPECT_EQ(marks[9].recency, 5);
  EXPECT_EQ(marks[0].money, 5);
  EXPECT_EQ(marks[4].frequency, 1) << "half of all have this figure, and nobody less";
  EXPECT_EQ(marks[5].frequency, 3);
}

}  // namespace
}  // namespace retour::funnel
