#include "funnel/response.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "base/order.hpp"

namespace retour::funnel {
namespace {

double shape_at(CurveShape shape, double half, double spend) {
  return shape == CurveShape::hill ? spend / (half + spend) : std::log1p(spend / half);
}

/// A period as the fit sees it: spending with what is left of earlier ones.
struct Point {
  double spend = 0, outcomes = 0, demand = 1, weight = 1;
};

/// Sum of weighted squares after fitting base and gain, neither below zero.
double fit_base_and_gain(CandidateCurve& curve, std::span<const Point> points) {
  double aa = 0, ab = 0, bb = 0, ay = 0, by = 0;
  for (const Point& one : points) {
    const double a = one.demand,
                 b = one.demand * shape_at(curve.shape, curve.half_minor, one.spend);
    aa += one.weight * a * a;
    ab += one.weight * a * b;
    bb += one.weight * b * b;
    ay += one.weight * a * one.outcomes;
    by += one.weight * b * one.outcomes;
  }
  const double determinant = aa * bb - ab * ab;
  curve.base = (bb * ay - ab * by) / determinant;
  curve.gain = (aa * by - ab * ay) / determinant;
  curve.base_variance = bb / determinant;
  curve.gain_variance = aa / determinant;
  curve.covariance = -ab / determinant;
  if (curve.gain < 0 || !(determinant > 1e-12 * aa * bb)) {
    curve.gain = curve.gain_variance = curve.covariance = 0;
    curve.base = ay / aa;
    curve.base_variance = 1 / aa;
  } else if (curve.base < 0) {
    curve.base = curve.base_variance = curve.covariance = 0;
    curve.gain = by / bb;
    curve.gain_variance = 1 / bb;
  }
  double squares = 0;
  for (const Point& one : points) {
    const double expected =
        one.demand * (curve.base + curve.gain * shape_at(curve.shape, curve.half_minor, one.spend));
    squares += one.weight * std::pow(one.outcomes - expected, 2);
  }
  return squares;
}

/// All shapes and bends, from a fiftieth of the highest spending to five times it, best first;
/// `distance` is the sum of squares so far.
std::vector<CandidateCurve> all_fits(std::span<const Point> points, double spend_high) {
  constexpr int bends = 28;
  std::vector<CandidateCurve> out;
  for (const CurveShape shape : {CurveShape::hill, CurveShape::logarithm})
    for (int i = 0; i < bends; ++i) {
      CandidateCurve& one = out.emplace_back();
      one.shape = shape;
      one.half_minor = spend_high / 50 * std::pow(250.0, static_cast<double>(i) / (bends - 1));
      one.distance = fit_base_and_gain(one, points);
    }
  sort_stably(out, {}, &CandidateCurve::distance);
  return out;
}

/// Weights for the next round: variance as the mean, and Huber's for what lies beyond 2.5 of the
/// typical deviation.
void weigh(std::span<Point> points, const CandidateCurve& curve) {
  std::vector<double> off;
  for (Point& one : points) {
    const double expected = std::max(
        0.5, one.demand *
                 (curve.base + curve.gain * shape_at(curve.shape, curve.half_minor, one.spend)));
    one.weight = 1 / expected;
    off.push_back(std::abs(one.outcomes - expected) / std::sqrt(expected));
  }
  std::vector<double> sorted = off;
  sort_stably(sorted);
  const double typical = std::max(1.0, sorted[sorted.size() / 2] / 0.6745);
  for (std::size_t i = 0; i < points.size(); ++i)
    if (off[i] > 2.5 * typical) points[i].weight *= 2.5 * typical / off[i];
}

/// base_part x base + gain_part(curve) x gain over all allowed curves.
template <class GainPart>
Estimate over_candidates(const ResponseCurve& curve, double base_part, const GainPart& gain_part) {
  Estimate out{.low = 1e300, .high = -1e300, .n = curve.n};
  for (const CandidateCurve& one : curve.candidates) {
    const double gain = gain_part(one);
    const double value = base_part * one.base + gain * one.gain;
    const double variance = base_part * base_part * one.base_variance +
                            gain * gain * one.gain_variance + 2 * base_part * gain * one.covariance;
    if (&one == &curve.candidates.front()) out.value = value;
    const double half = std::sqrt(std::max(0.0, (curve.threshold - one.distance) * variance));
    out.low = std::min(out.low, value - half);
    out.high = std::max(out.high, value + half);
  }
  out.low = std::max(0.0, out.low);
  return out;
}

Estimate unchecked_response(const ResponseCurve& curve, double spend) {
  return over_candidates(curve, 1, [&](const CandidateCurve& one) {
    return shape_at(one.shape, one.half_minor, spend);
  });
}

bool is_within_experience(const ResponseCurve& curve, double spend) {
  return spend >= 0.9 * curve.spend_low_minor && spend <= 1.1 * curve.spend_high_minor;
}

}  // namespace

ResponseCurve fit_response(std::span<const SpendPeriod> periods, const ResponseOptions& options) {
  ResponseCurve out{.n = std::ssize(periods), .needed = response_periods_min};
  if (out.n < response_periods_min) return out;
  std::vector<Point> points;
  std::vector<double> spends;
  Moments spending;
  double carried = 0;
  for (const SpendPeriod& one : periods) {
    RETOUR_CHECK(one.spend_minor >= 0 && one.demand > 0);
    carried = one.spend_minor + options.carry_over * carried;
    points.push_back({.spend = carried, .outcomes = one.outcomes, .demand = one.demand});
    spends.push_back(carried);
    spending.add(carried);
  }
  sort_stably(spends);
  out.spend_low_minor = spends.front();
  out.spend_high_minor = spends.back();
  out.usual_minor = spends[spends.size() / 2];
  if (std::sqrt(spending.variance()) <= 0.1 * spending.mean()) {
    out.why = Abstention::no_variation;
    return out;
  }
  out.candidates = all_fits(points, out.spend_high_minor);
  for (int round = 0; round < 3; ++round) {
    weigh(points, out.candidates.front());
    out.candidates = all_fits(points, out.spend_high_minor);
  }
  // Counts vary at least as Poisson's do; base, gain and bend were fitted.
  const double degrees = static_cast<double>(out.n - 3);
  const double best = out.candidates.front().distance, noise = std::max(1.0, best / degrees);
  out.threshold = std::pow(student_quantile(0.975, degrees), 2);
  for (CandidateCurve& one : out.candidates) {
    one.distance = (one.distance - best) / noise;
    one.base_variance *= noise;
    one.gain_variance *= noise;
    one.covariance *= noise;
  }
  std::erase_if(out.candidates,
                [&](const CandidateCurve& one) { return one.distance > out.threshold; });
  out.why = Abstention::none;
  for (const std::size_t quarter : {1, 2, 3}) {
    const Estimate at = unchecked_response(out, spends[spends.size() * quarter / 4]);
    const double off = std::max(at.high - at.value, at.value - at.low);
    if (off > response_uncertainty_max * at.value) out.why = Abstention::too_uncertain;
  }
  return out;
}

Estimate response_at(const ResponseCurve& curve, double spend_minor) {
  if (!curve.is_known()) return abstained(curve.why, curve.n, curve.needed);
  if (!is_within_experience(curve, spend_minor))
    return abstained(Abstention::no_variation, curve.n);
  return unchecked_response(curve, spend_minor);
}

Estimate further_outcomes(const ResponseCurve& curve, double spend_minor, double extra_minor) {
  if (!curve.is_known()) return abstained(curve.why, curve.n, curve.needed);
  if (!is_within_experience(curve, spend_minor) ||
      !is_within_experience(curve, spend_minor + extra_minor))
    return abstained(Abstention::no_variation, curve.n);
  return over_candidates(curve, 0, [&](const CandidateCurve& one) {
    return shape_at(one.shape, one.half_minor, spend_minor + extra_minor) -
           shape_at(one.shape, one.half_minor, spend_minor);
  });
}

NextRouble next_rouble(std::span<const ResponseCurve> channels,
                       std::span<const double> spends_minor, double extra_minor) {
  RETOUR_CHECK(channels.size() == spends_minor.size());
  NextRouble out;
  for (std::size_t i = 0; i < channels.size(); ++i)
    out.further.push_back(further_outcomes(channels[i], spends_minor[i], extra_minor));
  for (std::size_t i = 0; i < channels.size(); ++i) {
    bool is_above = out.further[i].is_known();
    for (std::size_t j = 0; is_above && j < channels.size(); ++j)
      is_above = j == i || !out.further[j].is_known() || out.further[i].low > out.further[j].high;
    if (is_above) out.best = i;
  }
  return out;
}

}  // namespace retour::funnel
