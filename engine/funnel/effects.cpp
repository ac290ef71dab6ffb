#include "funnel/effects.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/order.hpp"

namespace retour::funnel {
namespace {

/// The interval that is shown and the verdict that is drawn.
Effect effect_of(double difference, double variance, double degrees, std::int64_t n) {
  degrees = std::max(1.0, degrees);
  const double error = std::sqrt(variance);
  Effect out{.difference = estimate_of(difference, error, student_quantile(0.975, degrees), n)};
  const double sure = student_quantile(0.99, degrees) * error;
  out.verdict = difference > sure    ? Verdict::raises
                : difference < -sure ? Verdict::lowers
                                     : Verdict::no_effect;
  return out;
}

}  // namespace

// ---------------------------------------------------------------- against a baseline

Effect against_baseline(std::span<const CoordinatedPatient> patients) {
  std::vector<CoordinatedPatient> sorted(patients.begin(), patients.end());
  sort_stably(sorted, {}, &CoordinatedPatient::stratum);
  struct Stratum {
    Moments with, without;
  };
  std::vector<Stratum> strata;
  std::int64_t his = 0, others = 0, unmatched = 0;
  for (std::size_t i = 0; i < sorted.size();) {
    Stratum one;
    const std::uint32_t stratum = sorted[i].stratum;
    for (; i < sorted.size() && sorted[i].stratum == stratum; ++i)
      (sorted[i].has_coordinator ? one.with : one.without).add(sorted[i].outcome);
    if (one.with.n() < 2 || one.without.n() < 2) {
      unmatched += one.with.n();
      continue;
    }
    his += one.with.n();
    others += one.without.n();
    strata.push_back(one);
  }
  Effect none{.compared = his, .unmatched = unmatched};
  const std::int64_t fewer = std::min(his, others);
  const bool is_alone = his + unmatched >= matched_patients_min && his <= unmatched;
  if (is_alone) none.difference = abstained(Abstention::no_baseline, his);
  if (!is_alone && fewer < matched_patients_min)
    none.difference = abstained(Abstention::too_few, fewer, matched_patients_min);
  if (!none.difference.is_known()) return none;
  // Variances of small strata are hardly known: they lean on the spread within all strata.
  double squares = 0, degrees = 0;
  for (const Stratum& one : strata)
    for (const Moments* side : {&one.with, &one.without}) {
      squares += static_cast<double>(side->n() - 1) * side->variance();
      degrees += static_cast<double>(side->n() - 1);
    }
  const double common = squares / degrees;
  const auto variance_of = [&](const Moments& side) {
    constexpr double borrowed = 5;
    const auto own = static_cast<double>(side.n() - 1);
    return (own * side.variance() + borrowed * common) / (own + borrowed) /
           static_cast<double>(side.n());
  };
  double difference = 0, with = 0, variance = 0, parts = 0;
  for (const Stratum& one : strata) {
    const double weight = static_cast<double>(one.with.n()) / static_cast<double>(his);
    difference += weight * (one.with.mean() - one.without.mean());
    with += weight * one.with.mean();
    for (const Moments* side : {&one.with, &one.without}) {
      const double own = weight * weight * variance_of(*side);
      variance += own;
      parts += own * own / static_cast<double>(side->n() - 1);  // Satterthwaite 1946
    }
  }
  Effect out = effect_of(difference, variance, parts > 0 ? variance * variance / parts : degrees,
                         his + others);
  out.with = with;
  out.baseline = with - difference;
  out.compared = his;
  out.unmatched = unmatched;
  return out;
}

// ---------------------------------------------------------------- before and after

namespace {

/// Slope of values over their places, divided by its error; 0 when there is none.
double drift_of(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  Moments all;
  for (const double value : values) all.add(value);
  double places = 0, both = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double at = static_cast<double>(i) - (n - 1) / 2;
    places += at * at;
    both += at * (values[i] - all.mean());
  }
  const double slope = both / places;
  const double left = all.variance() * (n - 1) - slope * both;
  return left > 0 && n > 2 ? slope / std::sqrt(left / (n - 2) / places) : 0;
}

constexpr double correlation_min = 0.3;

/// Correlation of neighbouring residuals, its bias of about -(1 + 4 rho) / n taken off, 0.3 .. 0.9:
/// eighteen months tell it to about 0.25, and taking it for too small is what makes false effects.
double neighbour_correlation(std::span<const double> residuals, double degrees) {
  double squares = 0, products = 0;
  for (std::size_t i = 0; i < residuals.size(); ++i) {
    squares += residuals[i] * residuals[i];
    if (i > 0) products += residuals[i] * residuals[i - 1];
  }
  if (squares <= 0) return correlation_min;
  const double raw = products / squares;
  return std::clamp(raw + (1 + 4 * std::max(0.0, raw)) / degrees, correlation_min, 0.9);
}

/// Variance of the mean of n values of a first-order autoregression with variance 1.
double mean_variance(std::int64_t n, double rho) {
  double sum = static_cast<double>(n), power = 1;
  for (std::int64_t lag = 1; lag < n; ++lag) {
    power *= rho;
    sum += 2 * static_cast<double>(n - lag) * power;
  }
  return sum / static_cast<double>(n) / static_cast<double>(n);
}

}  // namespace

Effect before_and_after(std::span<const PeriodOutcome> periods) {
  std::vector<double> before, residuals;
  Moments sides[2], with;
  for (const PeriodOutcome& one : periods) {
    sides[one.is_after ? 1 : 0].add(one.with - one.baseline);
    if (one.is_after)
      with.add(one.with);
    else
      before.push_back(one.with - one.baseline);
  }
  Effect none{.compared = sides[1].n()};
  if (const std::int64_t fewer = std::min(sides[0].n(), sides[1].n()); fewer < periods_min) {
    none.difference = abstained(Abstention::too_few, fewer, periods_min);
    return none;
  }
  for (const PeriodOutcome& one : periods)
    residuals.push_back(one.with - one.baseline - sides[one.is_after ? 1 : 0].mean());
  const auto n = static_cast<double>(periods.size());
  const double rho = neighbour_correlation(residuals, n);
  // At 1 % on either side, and with the least correlation only: a drift itself looks like more.
  const double as_if_alone = std::sqrt((1 + correlation_min) / (1 - correlation_min));
  if (std::abs(drift_of(before)) >
      as_if_alone * student_quantile(0.99, static_cast<double>(before.size() - 2))) {
    none.difference = abstained(Abstention::trend_before, sides[0].n());
    return none;
  }
  const double means = mean_variance(sides[0].n(), rho) + mean_variance(sides[1].n(), rho);
  // Residuals of correlated months are smaller than the months' own spread.
  double squares = 0, expected = 0;
  for (const Moments& side : sides) {
    squares += static_cast<double>(side.n() - 1) * side.variance();
    expected += static_cast<double>(side.n()) * (1 - mean_variance(side.n(), rho));
  }
  const double degrees = (n - 2) * (1 - rho) / (1 + rho);  // as many months as they are worth
  Effect out = effect_of(sides[1].mean() - sides[0].mean(), squares / expected * means, degrees,
                         std::ssize(periods));
  out.with = with.mean();
  out.baseline = with.mean() - out.difference.value;
  out.compared = sides[1].n();
  return out;
}

}  // namespace retour::funnel
