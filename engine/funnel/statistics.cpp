#include "funnel/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/check.hpp"
#include "base/order.hpp"

namespace retour::funnel {

double normal_quantile(double p) {
  RETOUR_CHECK(p > 0 && p < 1);
  // P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function".
  constexpr double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                          1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
  constexpr double b[] = {-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
                          6.680131188771972e+01, -1.328068155288572e+01};
  constexpr double c[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                          -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
  constexpr double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                          3.754408661907416e+00};
  constexpr double edge = 0.02425;
  if (p > 1 - edge) return -normal_quantile(1 - p);
  double x = 0;
  if (p < edge) {
    const double q = std::sqrt(-2 * std::log(p));
    x = (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
        ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
  } else {
    const double q = p - 0.5, r = q * q;
    x = (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
        (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
  }
  const double off = 0.5 * std::erfc(-x / std::numbers::sqrt2) - p;
  const double step = off * std::sqrt(2 * std::numbers::pi) * std::exp(x * x / 2);
  return x - step / (1 + x * step / 2);
}

double student_quantile(double p, double degrees) {
  RETOUR_CHECK(p > 0 && p < 1 && degrees > 0);
  if (p < 0.5) return -student_quantile(1 - p, degrees);
  const double n = std::max(1.0, degrees), two_tails = 2 * (1 - p);
  if (n == 1) return 1 / std::tan(two_tails * std::numbers::pi / 2);
  if (n == 2) return std::sqrt(2 / (two_tails * (2 - two_tails)) - 2);
  const double a = 1 / (n - 0.5), b = 48 / (a * a);
  double c = ((20700 * a / b - 98) * a - 16) * a + 96.36;
  const double d = ((94.5 / (b + c) - 3) / b + 1) * std::sqrt(a * std::numbers::pi / 2) * n;
  double x = d * two_tails, y = std::pow(x, 2 / n);
  if (y > 0.05 + a) {
    x = normal_quantile(1 - p);
    y = x * x;
    if (n < 5) c += 0.3 * (n - 4.5) * (x + 0.6);
    c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c;
    y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
    y = std::expm1(a * y * y);
  } else {
    y = ((1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1) *
            (n + 1) / (n + 2) +
        1 / y;
  }
  return std::sqrt(n * y);
}

Estimate Moments::estimate(std::int64_t needed) const {
  if (n_ < std::max<std::int64_t>(2, needed)) return abstained(Abstention::too_few, n_, needed);
  const auto n = static_cast<double>(n_);
  return estimate_of(mean_, std::sqrt(variance() / n), student_quantile(0.975, n - 1), n_);
}

double log_beta(double a, double b) {
  return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b);
}

double hypergeometric_2f1(double a, double b, double c, double z, double log_factor) {
  RETOUR_CHECK(c > -1 && c != 0 && z >= 0 && z < 1);
  constexpr int terms_max = 100'000;
  constexpr double large = 1e200;
  double sum = 1, term = 1;
  for (int k = 0; k < terms_max && std::abs(term) > 1e-16 * std::abs(sum); ++k) {
    term *= (a + k) * (b + k) / ((c + k) * (k + 1)) * z;
    sum += term;
    if (std::abs(sum) < large) continue;
    sum /= large;
    term /= large;
    log_factor += std::log(large);
  }
  return sum * std::exp(log_factor);
}

bool invert(std::vector<double>& m, std::size_t n) {
  RETOUR_CHECK(m.size() == n * n);
  // L L' = M below the diagonal, then L^-1, then L'^-1 L^-1.
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = m[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= m[i * n + k] * m[j * n + k];
      if (i != j) {
        m[i * n + j] = sum / m[j * n + j];
      } else {
        // What rounding leaves of a column that others explain is no information.
        if (!(sum > 1e-11 * m[i * n + i])) return false;
        m[i * n + i] = std::sqrt(sum);
      }
    }
  for (std::size_t i = 0; i < n; ++i) {
    m[i * n + i] = 1 / m[i * n + i];
    for (std::size_t j = 0; j < i; ++j) {
      double sum = 0;
      for (std::size_t k = j; k < i; ++k) sum -= m[i * n + k] * m[k * n + j];
      m[i * n + j] = sum * m[i * n + i];
    }
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (std::size_t k = i; k < n; ++k) sum += m[k * n + i] * m[k * n + j];
      m[j * n + i] = sum;  // above the diagonal, which nobody reads any more
    }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < i; ++j) m[i * n + j] = m[j * n + i];
  return true;
}

Regression::Regression(std::size_t columns)
    : matrix_(columns * columns), slope_(columns), coefficients_(columns) {}

void Regression::add(std::span<const Entry> row, double outcome, double weight) {
  for (const Entry& a : row) {
    slope_[a.column] += weight * a.value * outcome;
    for (const Entry& b : row)
      matrix_[a.column * columns() + b.column] += weight * a.value * b.value;
  }
}

void Regression::add_ridge(std::size_t column, double strength) {
  matrix_[column * columns() + column] += strength;
}

bool Regression::solve() {
  if (!invert(matrix_, columns())) return false;
  for (std::size_t i = 0; i < columns(); ++i) {
    coefficients_[i] = 0;
    for (std::size_t j = 0; j < columns(); ++j) coefficients_[i] += inverse(i, j) * slope_[j];
  }
  return true;
}

double Regression::predict(std::span<const Entry> row) const {
  double sum = 0;
  for (const Entry& entry : row) sum += coefficients_[entry.column] * entry.value;
  return sum;
}

double Regression::influence(std::size_t column, std::span<const Entry> row) const {
  double sum = 0;
  for (const Entry& entry : row) sum += inverse(column, entry.column) * entry.value;
  return sum;
}

Search::Search(const Objective& objective, std::vector<double> start, double step, double low,
               double high)
    : objective_(objective), low_(low), high_(high), step_(step) {
  RETOUR_CHECK(!start.empty() && low < high);
  best_.at = std::move(start);
  best_.value = value(best_.at);
}

bool Search::step() {
  if (is_over_) return true;
  if (corners_.empty()) begin_round();
  sort_stably(corners_, {}, &Corner::value);
  best_ = corners_[0];
  is_settled_ = is_small();
  if (!is_settled_ && evaluations_ < evaluations_max) {
    move();
    return false;
  }
  // A simplex may collapse on a ridge: a second round begins where the first one ended.
  is_over_ = round_ == 2;
  corners_.clear();
  return is_over_;
}

void Search::begin_round() {
  const double step = ++round_ == 1 ? step_ : step_ / 4;
  const std::size_t n = best_.at.size();
  corners_.assign(n + 1, best_);
  for (std::size_t i = 0; i < n; ++i) {
    double& axis = corners_[i + 1].at[i];
    axis += axis + step > high_ ? -step : step;
    corners_[i + 1].value = value(corners_[i + 1].at);
  }
}

double Search::value(std::vector<double>& at) {
  for (double& axis : at) axis = std::clamp(axis, low_, high_);
  ++evaluations_;
  const double found = objective_(at);
  return std::isfinite(found) ? found : 1e300;
}

bool Search::is_small() const {
  double size = 0;
  for (const Corner& corner : corners_)
    for (std::size_t i = 0; i < corner.at.size(); ++i)
      size = std::max(size, std::abs(corner.at[i] - corners_[0].at[i]));
  return size < 1e-6;
}

/// The worst corner carried through the middle of the others: 1 reflects it, 2 goes beyond, 0.5
/// stops outside, -0.5 inside.
Search::Corner Search::carried(double by) {
  const std::size_t n = corners_.size() - 1;
  Corner out{.at = std::vector<double>(n)};
  for (std::size_t i = 0; i < n; ++i) {
    double middle = 0;
    for (std::size_t c = 0; c < n; ++c) middle += corners_[c].at[i] / static_cast<double>(n);
    out.at[i] = middle + by * (middle - corners_[n].at[i]);
  }
  out.value = value(out.at);
  return out;
}

void Search::move() {
  Corner& worst = corners_.back();
  const Corner mirrored = carried(1);
  if (mirrored.value < corners_[0].value) {
    const Corner beyond = carried(2);
    worst = beyond.value < mirrored.value ? beyond : mirrored;
    return;
  }
  if (mirrored.value < corners_[corners_.size() - 2].value) {
    worst = mirrored;
    return;
  }
  const Corner nearer = carried(mirrored.value < worst.value ? 0.5 : -0.5);
  if (nearer.value < std::min(mirrored.value, worst.value)) {
    worst = nearer;
    return;
  }
  for (Corner& corner : std::span(corners_).subspan(1)) {
    for (std::size_t i = 0; i < corner.at.size(); ++i)
      corner.at[i] = (corner.at[i] + corners_[0].at[i]) / 2;
    corner.value = value(corner.at);
  }
}

Minimum minimise(const Objective& objective, std::vector<double> start, double step, double low,
                 double high) {
  Search search(objective, std::move(start), step, low, high);
  while (!search.step()) {
  }
  return search.found();
}

std::vector<double> covariance_at(const Objective& objective, std::span<const double> at) {
  const std::size_t n = at.size();
  constexpr double step = 1e-3;
  std::vector<double> curve(n * n), point(at.begin(), at.end());
  const auto moved = [&](std::size_t i, double by_i, std::size_t j, double by_j) {
    point[i] += by_i;
    point[j] += by_j;
    const double value = objective(point);
    point.assign(at.begin(), at.end());
    return value;
  };
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j)
      curve[i * n + j] = curve[j * n + i] = (moved(i, step, j, step) - moved(i, step, j, -step) -
                                             moved(i, -step, j, step) + moved(i, -step, j, -step)) /
                                            (4 * step * step);
  if (!invert(curve, n)) curve.clear();
  return curve;
}

}  // namespace retour::funnel
