// The value of a patient (DESIGN's terms "CLV", "Pareto"; requirements DR-01, FN, RT-01): what he
// has brought, what he brought in his first year, what he may still bring.
//
//   purchases, by patient and day          one line per patient
//   17  day 100   2 000 ───┐               first ── recency ──► last          as of
//   17  day 100   1 500 ───┴ one visit       |  frequency = repeat visits      |
//   17  day 190   8 000                      └──────────── age ────────────────┘
//
// Historic value is money, refunds taken off. Value by equal age counts the first 365 days of those
// whom the clinic has known for so long, so that old patients do not win by being old.
//
// The expected value is BG/NBD times gamma-gamma:
//
//   BG/NBD       while he is a patient he comes at his own rate, lambda ~ Gamma(r, alpha); after
//   each
//                repeat visit he leaves for good with his own probability, p ~ Beta(a, b).
//                Fader, Hardie & Lee, "Counting Your Customers the Easy Way", Marketing Science
//                24(2), 2005.
//   gamma-gamma  the mean of his visits' money varies around his own level, and levels vary between
//                patients. Fader & Hardie, "The Gamma-Gamma Model of Monetary Value", 2013.
//
// Both are fitted by maximum likelihood. They know nothing of illness: a course of treatment looks
// like loyalty that ends. So they are for whole groups and for order, not for a promise per
// patient.
//
// Pareto/NBD was turned down: it fits as well and needs two 2F1 per patient and evaluation.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "funnel/statistics.hpp"

namespace retour::funnel {

/// Money rendered to a patient on a day, net of discounts and bonuses; a refund is negative.
struct Purchase {
  std::uint32_t patient = 0;
  std::int32_t day = 0;
  std::int64_t net_minor = 0;
};

/// One patient's purchases in figures. Days with money above zero are visits.
struct PatientValue {
  std::uint32_t patient = 0;
  std::int32_t visits = 0;         ///< Distinct days with money; 0: refunds alone.
  std::int32_t recent_visits = 0;  ///< Of those, in the last `recent_days`.
  std::int32_t recency_days = 0;   ///< From the first visit to the last.
  std::int32_t age_days = 0;       ///< From the first visit to `as_of_day`.
  std::int64_t total_minor = 0;    ///< Historic value.
  std::int64_t first_year_minor = 0;
  std::int64_t repeat_minor = 0;  ///< Money of all visits but the first.
  [[nodiscard]] std::int32_t repeats() const { return visits > 0 ? visits - 1 : 0; }
};
inline constexpr std::int32_t equal_age_days = 365;

/// Purchases by patient. They must be sorted by patient, then day (CHECK); those after `as_of_day`
/// do not count. O(n).
[[nodiscard]] std::vector<PatientValue> values_of(std::span<const Purchase> purchases,
                                                  std::int32_t as_of_day,
                                                  std::int32_t recent_days = 730);

/// Mean historic value, and mean value of the first year of those known for a year, in minor units.
/// `n` patients; too few below `mean_patients_min`.
struct MeanValues {
  Estimate historic;
  Estimate equal_age;
};
inline constexpr std::int64_t mean_patients_min = 30;
[[nodiscard]] MeanValues mean_values(std::span<const PatientValue> patients);

// ---------------------------------------------------------------- what is still to come

/// The fitted BG/NBD model; time in days.
struct VisitModel {
  double r = 0, alpha = 0, a = 0, b = 0;
  double log_likelihood = 0;
  std::int64_t n = 0;        ///< Patients it was fitted on.
  std::int64_t repeats = 0;  ///< Of them, those who came again.
  std::int64_t needed = 0;   ///< With `too_few`, of `repeats`.
  Abstention why = Abstention::too_few;
  /// Covariance of ln r, ln alpha, ln a, ln b, row by row; empty when the likelihood is flat
  /// somewhere (nobody leaves, say), though the expectations hold then too.
  std::vector<double> covariance = {};
  [[nodiscard]] bool is_known() const { return why == Abstention::none; }
};
inline constexpr std::int64_t repeating_patients_min = 50;

/// Fits BG/NBD. Patients of equal history count once; still 60,000 patients cost 0.6 s natively
/// (and `fit_money` as much), so where somebody waits fit every tenth patient: parameters of a few
/// thousand are sure enough for sums over all. Abstains below `repeating_patients_min`, or when the
/// fit does not settle.
[[nodiscard]] VisitModel fit_visits(std::span<const PatientValue> patients);
/// Patients with one history, and how many of them there are.
struct VisitHistory {
  std::int32_t repeats = 0, recency_days = 0, age_days = 0;
  double count = 0;
};
/// The same fit a step at a time, for jobs; stays where it was made.
class VisitFit {
 public:
  explicit VisitFit(std::span<const PatientValue> patients);
  VisitFit(const VisitFit&) = delete;
  VisitFit& operator=(const VisitFit&) = delete;
  /// A few passes over the histories; the last step takes forty. True when it is over.
  bool step();
  [[nodiscard]] const VisitModel& model() const { return model_; }
  /// Minus the log likelihood.
  double operator()(std::span<const double> logs) const;

 private:
  std::vector<VisitHistory> histories_;
  VisitModel model_;
  std::optional<Search> search_;
};

/// The log likelihood of histories, equation (6) of the paper.
[[nodiscard]] double visit_log_likelihood(const VisitModel& model,
                                          std::span<const PatientValue> patients);
/// Expected visits in the next `days`; equation (10), with 2F1 transformed where its series would
/// not die out (many visits).
[[nodiscard]] double expected_visits(const VisitModel& model, const PatientValue& patient,
                                     double days);
/// Probability that he has not left for good (Fader, Hardie & Lee 2008, "Computing P(alive) Using
/// the BG/NBD Model"). 1 for somebody who came once: in this model one leaves after a repeat visit.
[[nodiscard]] double probability_alive(const VisitModel& model, const PatientValue& patient);

/// The fitted gamma-gamma model of money per visit, in minor units.
struct MoneyModel {
  double p = 0, q = 0, gamma = 0;
  double log_likelihood = 0;
  /// Between visits and money per visit: the model takes it for zero. Far from it (beyond 0.3) the
  /// expected value of frequent patients is off in this direction.
  double correlation = 0;
  std::int64_t n = 0;
  std::int64_t needed = 0;
  Abstention why = Abstention::too_few;
  [[nodiscard]] bool is_known() const { return why == Abstention::none; }
};
/// Fits gamma-gamma on the repeat visits. Abstains as `fit_visits` does.
[[nodiscard]] MoneyModel fit_money(std::span<const PatientValue> patients);
/// A patient's repeat visits and their mean in units of the clinic's mean.
struct RepeatMoney {
  double visits = 0, mean = 0;
};
/// The same fit a step at a time, for jobs; stays where it was made.
class MoneyFit {
 public:
  explicit MoneyFit(std::span<const PatientValue> patients);
  MoneyFit(const MoneyFit&) = delete;
  MoneyFit& operator=(const MoneyFit&) = delete;
  bool step();
  [[nodiscard]] const MoneyModel& model() const { return model_; }
  /// Minus the log likelihood.
  double operator()(std::span<const double> logs) const;

 private:
  std::vector<RepeatMoney> tickets_;
  double unit_ = 0;  ///< The clinic's mean.
  MoneyModel model_;
  std::optional<Search> search_;
};
/// Expected money of a coming visit, minor units; equation (5).
[[nodiscard]] double expected_money(const MoneyModel& model, const PatientValue& patient);

/// Expected value in the next `days`: visits times money. Zero patients or models give zero.
[[nodiscard]] double expected_value(const VisitModel& visits, const MoneyModel& money,
                                    const PatientValue& patient, double days);
/// The sum over patients, added one by one. Its interval holds what the visit model does not know
/// (delta method on its covariance) and chance: who is still there, how often he comes, what he
/// leaves each time.
class ExpectedSum {
 public:
  ExpectedSum(VisitModel visits, MoneyModel money, double days);
  /// A microsecond or two; nothing without models.
  void add(const PatientValue& patient);
  [[nodiscard]] Estimate sum() const;

 private:
  [[nodiscard]] bool is_known() const { return visits_.is_known() && money_.is_known(); }
  VisitModel visits_;
  MoneyModel money_;
  double days_;
  double sum_ = 0, variance_ = 0;
  std::int64_t n_ = 0;
  std::vector<VisitModel> nudged_;  ///< Each parameter a little more, a little less.
  std::array<double, 8> sums_{};
};
[[nodiscard]] Estimate expected_value_of_all(const VisitModel& visits, const MoneyModel& money,
                                             std::span<const PatientValue> patients, double days);

// ---------------------------------------------------------------- classes and groups

/// Who carries the revenue: the dearest patients that together bring 80 % of it, those up to 95 %,
/// the others, and those who have brought nothing (ABC analysis).
enum class ValueClass : std::uint8_t { top, middle, low, none };
/// The class of each value, in the order given; equal values share the better class. O(n log n).
[[nodiscard]] std::vector<ValueClass> value_classes(std::span<const std::int64_t> values_minor);

/// The Pareto pair: which share of patients brings 80 % of revenue, and which share of revenue the
/// dearest 20 % of patients bring. Patients without revenue count as patients.
struct Pareto {
  double patients_of_80 = 0;
  double revenue_of_20 = 0;
  std::int64_t n = 0;  ///< 0: no revenue, nothing to share.
};
[[nodiscard]] Pareto pareto_of(std::span<const std::int64_t> values_minor);

/// Recency, frequency and money as fifths, 5 the best; equal figures get equal marks (Hughes 1994).
struct Rfm {
  std::uint8_t recency = 1, frequency = 1, money = 1;
};
[[nodiscard]] std::vector<Rfm> rfm_of(std::span<const PatientValue> patients);

/// RT-01: regular, from time to time, no longer.
enum class PatientGroup : std::uint8_t { regular, occasional, gone };
struct GroupRules {
  std::int32_t gone_after_days = 365;   ///< Without a visit.
  std::int32_t regular_visits_min = 3;  ///< Within the `recent_days` of `values_of`.
};
[[nodiscard]] PatientGroup group_of(const PatientValue& patient, const GroupRules& rules = {});

/// How many are in each group, and whether the share of regular ones lies in the band that the
/// article of RT-01 gives, 7 to 40 % of the base.
struct GroupShares {
  std::array<std::int64_t, 3> patients{};  ///< By PatientGroup.
  [[nodiscard]] bool is_in_band() const {
    const std::int64_t all = patients[0] + patients[1] + patients[2];
    return patients[0] * 100 >= all * 7 && patients[0] * 100 <= all * 40;
  }
};
[[nodiscard]] GroupShares group_shares(std::span<const PatientValue> patients,
                                       const GroupRules& rules = {});

}  // namespace retour::funnel
