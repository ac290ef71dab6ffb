#include "funnel/price.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "base/check.hpp"

namespace retour::funnel {
namespace {

using Row = std::vector<Regression::Entry>;

/// Price is the last column, so that the others can be fitted without it.
struct Design {
  std::vector<Row> rows;
  std::size_t columns = 0;  ///< With the price.
  [[nodiscard]] std::size_t price() const { return columns - 1; }
  [[nodiscard]] std::span<const Regression::Entry> without_price(std::size_t i) const {
    return std::span(rows[i]).first(rows[i].size() - 1);
  }
};

/// With three years each month has a level of its own; with less the season is two waves, which
/// need four numbers instead of eleven.
Design design_of(std::span<const PricePeriod> periods) {
  Design out;
  Moments advertising, price;
  std::array<bool, 12> has_month{};
  for (const PricePeriod& one : periods) {
    RETOUR_CHECK(one.month >= 1 && one.month <= 12 && one.price_minor > 0);
    advertising.add(one.advertising_minor);
    price.add(std::log(one.price_minor));
    has_month[static_cast<std::size_t>(one.month - 1)] = true;
  }
  const bool has_advertising = advertising.variance() > 0;
  const bool is_long = periods.size() >= 36 && std::ranges::count(has_month, true) == 12;
  const auto n = static_cast<double>(periods.size());
  for (std::size_t i = 0; i < periods.size(); ++i) {
    const PricePeriod& one = periods[i];
    const double trend = (static_cast<double>(i) - (n - 1) / 2) / n;
    Row row = {{0, 1}, {1, trend}};
    std::size_t column = 2;
    if (has_advertising)
      row.push_back({column++, std::log1p(one.advertising_minor / advertising.mean())});
    if (is_long) {
      if (one.month > 1) row.push_back({column + static_cast<std::size_t>(one.month) - 2, 1});
      column += 11;
    } else {
      const double turn = 2 * std::numbers::pi * one.month / 12;
      for (const double wave : {1.0, 2.0}) {
        row.push_back({column++, std::cos(wave * turn)});
        row.push_back({column++, std::sin(wave * turn)});
      }
    }
    row.push_back({column, std::log(one.price_minor) - price.mean()});
    out.columns = column + 1;
    out.rows.push_back(std::move(row));
  }
  return out;
}

/// What is left of ln(price) when everything else has explained what it can.
Abstention own_movement(const Design& design) {
  Moments price;
  Regression others(design.price());
  for (std::size_t i = 0; i < design.rows.size(); ++i) {
    price.add(design.rows[i].back().value);
    others.add(design.without_price(i), design.rows[i].back().value);
  }
  if (std::sqrt(price.variance()) < price_own_movement_min) return Abstention::no_variation;
  if (!others.solve()) return Abstention::no_solution;
  double squares = 0;
  for (std::size_t i = 0; i < design.rows.size(); ++i)
    squares += std::pow(design.rows[i].back().value - others.predict(design.without_price(i)), 2);
  const auto degrees = static_cast<double>(design.rows.size() - design.price());
  const double own = squares / degrees;
  return std::sqrt(own) < price_own_movement_min || own < price_own_share_min * price.variance()
             ? Abstention::confounded
             : Abstention::none;
}

/// Poisson regression by iterated weighted least squares (Nelder & Wedderburn 1972); the last
/// round, with its weights and expectations.
struct PoissonFit {
  Regression last{0};
  std::vector<double> expected;
  bool is_settled = false;
};
PoissonFit fit_poisson(const Design& design, std::span<const PricePeriod> periods) {
  PoissonFit out;
  std::vector<double> logs;
  for (const PricePeriod& one : periods) logs.push_back(std::log(one.first_visits + 0.5));
  constexpr int rounds_max = 50;
  double before = 1e300;
  for (int round = 0; round < rounds_max && !out.is_settled; ++round) {
    out.last = Regression(design.columns);
    for (std::size_t i = 0; i < periods.size(); ++i) {
      const double expected = std::exp(std::clamp(logs[i], -20.0, 20.0));
      out.last.add(design.rows[i], logs[i] + (periods[i].first_visits - expected) / expected,
                   expected);
    }
    if (!out.last.solve()) return out;
    for (std::size_t i = 0; i < periods.size(); ++i) logs[i] = out.last.predict(design.rows[i]);
    const double now = out.last.coefficient(design.price());
    out.is_settled = std::abs(now - before) < 1e-9;
    before = now;
  }
  for (const double log : logs) out.expected.push_back(std::exp(std::clamp(log, -20.0, 20.0)));
  return out;
}

/// Variance of the elasticity: the largest of what counts with more than Poisson's spread say, and
/// what unequal and correlated months say (lags up to 3, Bartlett's weights). Robust variances of
/// few rows are too small as often as not, so they may only widen.
double variance_of(const PoissonFit& fit, const Design& design,
                   std::span<const PricePeriod> periods) {
  const auto n = static_cast<double>(periods.size());
  const double degrees = n - static_cast<double>(design.columns);
  std::vector<double> scores;
  double pearson = 0;
  for (std::size_t i = 0; i < periods.size(); ++i) {
    const double off = periods[i].first_visits - fit.expected[i];
    pearson += off * off / fit.expected[i];
    scores.push_back(fit.last.influence(design.price(), design.rows[i]) * off);
  }
  double robust = 0, correlated = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    robust += scores[i] * scores[i];
    for (std::size_t lag = 1; lag <= 3 && lag <= i; ++lag)
      correlated += 2 * (1 - static_cast<double>(lag) / 4) * scores[i] * scores[i - lag];
  }
  const double plain =
      std::max(1.0, pearson / degrees) * fit.last.inverse(design.price(), design.price());
  return std::max({plain, robust * n / degrees, (robust + correlated) * n / degrees});
}

}  // namespace

Estimate price_elasticity(std::span<const PricePeriod> periods) {
  const std::int64_t n = std::ssize(periods);
  Moments price;
  for (const PricePeriod& one : periods) price.add(std::log(one.price_minor));
  if (n > 1 && std::sqrt(price.variance()) < price_own_movement_min)
    return abstained(Abstention::no_variation, n);
  if (n < price_periods_min) return abstained(Abstention::too_few, n, price_periods_min);
  const Design design = design_of(periods);
  if (const Abstention why = own_movement(design); why != Abstention::none)
    return abstained(why, n);
  const PoissonFit fit = fit_poisson(design, periods);
  if (!fit.is_settled) return abstained(Abstention::no_solution, n);
  const double degrees = static_cast<double>(n) - static_cast<double>(design.columns);
  const Estimate out = estimate_of(fit.last.coefficient(design.price()),
                                   std::sqrt(variance_of(fit, design, periods)),
                                   student_quantile(0.975, degrees), n);
  return out.high - out.low > 4 ? abstained(Abstention::too_uncertain, n) : out;
}

namespace {

/// An answer that falls or rises with the elasticity all along.
template <class Answer>
Estimate carried(const Estimate& elasticity, const Answer& answer) {
  const double a = answer(elasticity.low), b = answer(elasticity.high);
  return {.value = answer(elasticity.value),
          .low = std::min(a, b),
          .high = std::max(a, b),
          .n = elasticity.n};
}

}  // namespace

Estimate cost_of_added_patient(const Estimate& elasticity, double price_minor,
                               double new_price_minor) {
  RETOUR_CHECK(price_minor > 0 && new_price_minor > 0 && new_price_minor < price_minor);
  if (!elasticity.is_known()) return elasticity;
  if (elasticity.high >= 0) return abstained(Abstention::too_uncertain, elasticity.n);
  const double share = std::log(new_price_minor / price_minor);
  return carried(elasticity,
                 [&](double e) { return (price_minor - new_price_minor) / std::expm1(e * share); });
}

Estimate visits_at_price(const Estimate& elasticity, double price_minor, double new_price_minor) {
  RETOUR_CHECK(price_minor > 0 && new_price_minor > 0);
  if (!elasticity.is_known()) return elasticity;
  const double share = std::log(new_price_minor / price_minor);
  return carried(elasticity, [&](double e) { return std::exp(e * share); });
}

}  // namespace retour::funnel
