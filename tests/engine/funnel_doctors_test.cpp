// Doctors side by side: DR-02, DR-04..07, DR-11, DR-25. Simulated clinics whose truth is known say
// how often somebody is wrongly called best, and how often somebody who is gets found.
#include "funnel/doctors.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "random_numbers.hpp"

namespace retour::funnel {
namespace {

/// Patients' values as they are: many small, some very large (log-normal, mean `mean`).
std::int64_t value_of_patient(RandomSource& random, double mean) {
  constexpr double sigma = 1;
  return std::llround(mean * std::exp(sigma * test::normal(random) - sigma * sigma / 2));
}

/// Doctors of 20 to 200 patients.
std::vector<DoctorPatient> clinic_of(RandomSource& random, std::span<const double> means) {
  std::vector<DoctorPatient> out;
  for (std::size_t doctor = 0; doctor < means.size(); ++doctor)
    for (std::uint64_t n = 20 + random.below(180); n-- > 0;)
      out.push_back({.doctor = static_cast<std::uint16_t>(doctor),
                     .value_minor = value_of_patient(random, means[doctor])});
  return out;
}

template <class Doctors>
bool has_best(const Doctors& doctors) {
  return std::ranges::any_of(doctors, [](const auto& one) { return one.places == Places{1, 1}; });
}

/// Whether anybody at all is told apart from anybody.
template <class Doctors>
bool is_parted(const Doctors& doctors) {
  const auto all = static_cast<std::int32_t>(doctors.size());
  return std::ranges::any_of(doctors,
                             [&](const auto& one) { return one.places != Places{1, all}; });
}

TEST(Doctors, TenEqualOnesHaveNoBest) {
  constexpr std::uint64_t seed = 1;
  SeededRandom random(seed);
  constexpr int clinics = 400;
  const std::vector<double> means(10, 20'000);
  int best_value = 0, best_share = 0, parted_values = 0, parted_shares = 0, outlying = 0,
      unlike = 0;
  for (int i = 0; i < clinics; ++i) {
    const DoctorValues values = compare_values(clinic_of(random, means), 10);
    best_value += has_best(values.doctors);
    parted_values += is_parted(values.doctors);
    std::vector<ShareCount> shares(10);
    for (ShareCount& one : shares) {
      one.trials = 12 + static_cast<std::int64_t>(random.below(150));
      for (std::int64_t n = 0; n < one.trials; ++n) one.hits += test::happens(random, 0.35);
    }
    best_share += has_best(compare_shares(shares));
    parted_shares += is_parted(compare_shares(shares));
    const auto is_unusual = [](Outlier one) { return one != Outlier::usual; };
    outlying += std::ranges::any_of(outliers_of(values), is_unusual);
    unlike += std::ranges::any_of(outliers_of(shares), is_unusual);
  }
  SCOPED_TRACE("seed " + std::to_string(seed));
  EXPECT_LT(best_value, 0.05 * clinics);
  EXPECT_LT(best_share, 0.05 * clinics);
  EXPECT_LT(parted_values, 0.05 * clinics) << "nor is any one placed above another";
  EXPECT_LT(parted_shares, 0.05 * clinics);
  EXPECT_LT(outlying, 0.05 * clinics);
  EXPECT_LT(unlike, 0.05 * clinics);
}

TEST(Doctors, WhoReallyIsBestIsFound) {
  constexpr std::uint64_t seed = 2;
  SeededRandom random(seed);
  constexpr int clinics = 60;
  std::vector<double> means(10, 20'000);
  means[3] = 60'000;
  int found = 0, wrong = 0;
  for (int i = 0; i < clinics; ++i) {
    const DoctorValues values = compare_values(clinic_of(random, means), 10);
    found += values.doctors[3].places == Places{1, 1};
    for (std::size_t d = 0; d < 10; ++d) wrong += d != 3 && values.doctors[d].places.best == 1;
  }
  EXPECT_GE(found, clinics * 7 / 10) << "seed " << seed;
  EXPECT_LE(wrong, clinics * 9 * 3 / 10);
}

TEST(Doctors, ShrunkFiguresAreNearerTheTruthAndKnowHowNear) {
  constexpr std::uint64_t seed = 3;
  SeededRandom random(seed);
  double off_plain = 0, off_shrunk = 0;
  int covered = 0, all = 0;
  for (int i = 0; i < 120; ++i) {
    std::vector<double> means;
    for (int d = 0; d < 12; ++d) means.push_back(20'000 + 3'000 * test::normal(random));
    const DoctorValues values = compare_values(clinic_of(random, means), 12);
    for (std::size_t d = 0; d < 12; ++d) {
      const DoctorValue& one = values.doctors[d];
      off_plain += std::pow(one.plain.value - means[d], 2);
      off_shrunk += std::pow(one.shrunk.value - means[d], 2);
      covered += one.shrunk.low <= means[d] && means[d] <= one.shrunk.high;
      ++all;
      ASSERT_GE(one.own_weight, 0);
      ASSERT_LE(one.own_weight, 1);
    }
  }
  SCOPED_TRACE("seed " + std::to_string(seed));
  EXPECT_LT(off_shrunk, 0.8 * off_plain);
  EXPECT_GT(covered, 0.93 * all);
  EXPECT_LT(covered, 0.98 * all);
}

TEST(Doctors, OlderPatientsMakeNoBetterDoctor) {
  constexpr std::uint64_t seed = 4;
  SeededRandom random(seed);
  constexpr double by_age[] = {10'000, 20'000, 45'000};
  std::vector<DoctorPatient> patients;
  for (std::uint16_t doctor = 0; doctor < 5; ++doctor)
    for (int i = 0; i < 400; ++i) {
      // Doctor 0 sees the old, doctor 4 the young.
      const double old = 0.8 - 0.15 * doctor;
      const std::uint16_t age = test::happens(random, old) ? 2 : test::happens(random, 0.5) ? 1 : 0;
      patients.push_back({.doctor = doctor,
                          .traits = {age, static_cast<std::uint16_t>(random.below(4)), 0},
                          .value_minor = value_of_patient(random, by_age[age])});
    }
  const DoctorValues adjusted = compare_values(patients, 5);
  for (DoctorPatient& one : patients) one.traits = {};
  const DoctorValues as_they_are = compare_values(patients, 5);
  SCOPED_TRACE("seed " + std::to_string(seed));
  EXPECT_LE(as_they_are.doctors[0].places.worst, 3) << "not told ages, he looks better than most";
  EXPECT_GE(as_they_are.doctors[4].places.best, 3);
  for (const DoctorValue& one : adjusted.doctors) {
    EXPECT_EQ(one.places, (Places{1, 5}));
    EXPECT_LT(std::abs(one.adjusted.value / adjusted.mean_minor - 1), 0.12);
  }
}

TEST(Doctors, TooFewPatientsHaveNoPlaceButAShrunkFigure) {
  SeededRandom random(5);
  const std::vector<double> means(6, 20'000);
  std::vector<DoctorPatient> patients = clinic_of(random, means);
  for (int i = 0; i < 12; ++i) patients.push_back({.doctor = 6, .value_minor = 100'000});
  const DoctorValues values = compare_values(patients, 8);
  EXPECT_EQ(values.doctors[6].plain.why, Abstention::too_few);
  EXPECT_EQ(values.doctors[6].plain.n, 12);
  EXPECT_EQ(values.doctors[6].plain.needed, 20);
  EXPECT_EQ(values.doctors[6].places, Places{});
  EXPECT_LT(values.doctors[6].shrunk.value, 60'000) << "twelve do not outweigh the colleagues";
  EXPECT_EQ(values.doctors[7].shrunk.why, Abstention::too_few) << "nobody came to him first";
  EXPECT_EQ(compare_values({}, 2).doctors[1].plain.why, Abstention::too_few);
}

TEST(Doctors, OverPrescriptionIsFlaggedForReview) {
  SeededRandom random(6);
  std::vector<double> prescribed(8, 15'000);
  prescribed[5] = 45'000;
  std::vector<DoctorPatient> patients;
  for (std::size_t d = 0; d < 8; ++d)
    for (int i = 0; i < 150; ++i)
      patients.push_back({.doctor = static_cast<std::uint16_t>(d),
                          .value_minor = value_of_patient(random, prescribed[d])});
  const std::vector<Outlier> outliers = outliers_of(compare_values(patients, 8));
  for (std::size_t d = 0; d < 8; ++d)
    EXPECT_EQ(outliers[d], d == 5 ? Outlier::high : Outlier::usual) << d;
  EXPECT_EQ(outliers_of(compare_values(std::span(patients).first(450), 3))[2], Outlier::usual)
      << "three doctors are no norm";
}

TEST(Doctors, ReturnRateCountsThoseWhoNeedToReturn) {
  std::vector<PrimaryPatient> patients;
  const auto add = [&](int count, FurtherVisit further, int observed, int returned) {
    for (int i = 0; i < count; ++i) patients.push_back({0, further, observed, returned});
  };
  add(12, FurtherVisit::needed, 200, 20);
  add(6, FurtherVisit::needed, 200, -1);
  add(2, FurtherVisit::needed, 200, 91);  // after the window
  add(5, FurtherVisit::needed, 30, 10);   // the window is open: neither flatters nor spoils
  add(3, FurtherVisit::needed, 30, -1);
  add(9, FurtherVisit::not_needed, 200, -1);
  add(4, FurtherVisit::not_needed, 200, 5);
  add(7, FurtherVisit::unknown, 200, 5);
  const ReturnRate rate = return_rates(patients, 2, 90)[0];
  EXPECT_EQ(rate.rate.share.n, 20);
  EXPECT_DOUBLE_EQ(rate.rate.share.value, 0.6);
  EXPECT_EQ(rate.pending, 8);
  EXPECT_EQ(rate.unknown, 7);
  EXPECT_EQ(rate.not_needed.n, 41);
  EXPECT_NEAR(rate.not_needed.value, 13.0 / 41, 1e-12);
  EXPECT_EQ(return_rates(patients, 2, 90)[1].rate.share.why, Abstention::too_few);
}

TEST(Doctors, WhoSendsEverybodyHomeStandsOut) {
  SeededRandom random(8);
  std::vector<PrimaryPatient> patients;
  for (std::uint16_t doctor = 0; doctor < 8; ++doctor)
    for (int i = 0; i < 120; ++i)
      patients.push_back({doctor,
                          test::happens(random, doctor == 2 ? 0.85 : 0.3) ? FurtherVisit::not_needed
                                                                          : FurtherVisit::needed,
                          200, 20});
  const std::vector<ReturnRate> rates = return_rates(patients, 8, 90);
  for (std::size_t d = 0; d < 8; ++d)
    EXPECT_EQ(rates[d].not_needed_is, d == 2 ? Outlier::high : Outlier::usual) << d;
}

// ---------------------------------------------------------------- reference

Estimate known(double value) {
  return {.value = value, .low = value - 0.2, .high = value + 0.2, .n = 80};
}

TEST(Doctors, TheReferenceIsTheBestOfTheSatisfying) {
  SeededRandom random(9);
  const double means[] = {20'000, 60'000, 30'000, 21'000};
  std::vector<DoctorPatient> patients;
  for (std::size_t d = 0; d < 4; ++d)
    for (int i = 0; i < 2'000; ++i)
      patients.push_back({.doctor = static_cast<std::uint16_t>(d),
                          .value_minor = value_of_patient(random, means[d])});
  const DoctorValues values = compare_values(patients, 4);
  const Estimate satisfaction[] = {known(4.6), known(3.1), known(4.8), known(4.1)};
  const Balance balance = balance_of(values, satisfaction);
  ASSERT_EQ(balance.reference, 2U) << "the dearest one leaves patients unhappy";
  EXPECT_TRUE(balance.is_certain);
  EXPECT_DOUBLE_EQ(balance.median_satisfaction, 4.35);
  EXPECT_TRUE(balance.doctors[1].to_review);
  EXPECT_FALSE(balance.doctors[0].to_review);
  EXPECT_EQ(balance.doctors[2].gap.value, 0);
  EXPECT_GT(balance.doctors[0].gap.low, 0) << "certainly below";
  EXPECT_LT(balance.doctors[1].gap.high, 0);
  const Estimate unrated[] = {known(4.6), abstained(Abstention::too_few, 3, 10),
                              abstained(Abstention::too_few, 0, 10),
                              abstained(Abstention::too_few, 0, 10)};
  EXPECT_EQ(balance_of(values, unrated).reference, std::nullopt);
  EXPECT_EQ(balance_of(values, unrated).doctors[0].gap.why, Abstention::no_baseline);
}

}  // namespace
}  // namespace retour::funnel
