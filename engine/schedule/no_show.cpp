#include "schedule/no_show.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/check.hpp"

namespace retour::schedule {
namespace {

constexpr auto lead_edges = std::to_array({0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45});
constexpr auto hour_edges = std::to_array({6, 7, 8, 10, 12, 15});
constexpr auto age_edges =
    std::to_array({1, 6, 12, 17, 22, 27, 32, 37, 42, 47, 52, 57, 62, 67, 72, 77});
constexpr auto reminder_edges = std::to_array({3, 7, 21});
constexpr auto share_edges = std::to_array({0, 25, 50, 99});  // percent missed
constexpr auto visits_edges = std::to_array({1, 2, 4});
constexpr auto since_edges = std::to_array({3, 10, 30});

/// How many edges lie below a value.
template <std::size_t n>
std::size_t step_of(std::int32_t value, const std::array<int, n>& edges) {
  std::size_t step = 0;
  while (step < n && value > edges[step]) ++step;
  return step;
}

std::size_t past_bin(const PastRecord& past) {
  if (past.visits <= 0) return 0;
  const std::int32_t share = past.no_shows * 100 / past.visits;
  return 1 + step_of(share, share_edges) * (visits_edges.size() + 1) +
         step_of(past.visits, visits_edges);
}

std::size_t last_bin(const PastRecord& past) {
  if (past.visits <= 0) return 0;
  return 1 + step_of(past.days_since_last, since_edges) * 2 + (past.is_last_no_show ? 1 : 0);
}

/// e^x from sums and products alone: the standard library's last digit differs by platform.
double exponential(double x) {
  x = std::clamp(x, -40.0, 40.0);
  constexpr int halvings = 8;
  const double part = x / (1 << halvings);
  double sum = 1, term = 1;
  for (int k = 1; k <= 10; ++k) {
    term = term * part / k;
    sum = sum + term;
  }
  for (int k = 0; k < halvings; ++k) sum = sum * sum;
  return sum;
}

/// ln x by Newton's method on the above.
double logarithm(double x) {
  double guess = 0;
  for (int round = 0; round < 60; ++round) {
    const double there = exponential(guess);
    guess += 2 * (x - there) / (x + there);
  }
  return guess;
}

double logistic(double x) {
  return 1 / (1 + exponential(-x));
}

/// 2^(-age / half life).
double weight_of(std::int32_t age_days, std::int32_t half_life_days) {
  if (half_life_days <= 0) return 1;
  const double periods = static_cast<double>(std::max(0, age_days)) / half_life_days;
  return exponential(-0.693147180559945309 * periods);
}

/// Solves a symmetric positive definite system in place (Cholesky). `a` is row by row.
void solve(std::vector<double>& a, std::vector<double>& b) {
  const std::size_t n = b.size();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = i == j ? std::sqrt(std::max(sum, 1e-12)) : sum / a[j * n + j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= a[i * n + k] * b[k];
    b[i] /= a[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= a[k * n + i] * b[k];
    b[i] /= a[i * n + i];
  }
}

/// Logistic regression on one bin per term and a base, by Newton's method.
class Fit {
 public:
  Fit(std::span<const NoShowExample> examples, const NoShowTraining& training)
      : examples_(examples), ridge_(training.ridge) {
    std::size_t column = 0;
    for (std::size_t t = 0; t < no_show_terms; ++t) {
      first_[t] = column;
      column += bins_of(static_cast<NoShowTerm>(t));
    }
    columns_ = column + 1;  // the last is the base
    weights_.assign(columns_, 0);
    double all = 0, missed = 0;
    rows_.reserve(examples.size());
    for (const NoShowExample& one : examples) {
      Row& row = rows_.emplace_back();
      for (std::size_t t = 0; t < no_show_terms; ++t)
        row.column[t] =
            static_cast<std::uint16_t>(first_[t] + bin_of(static_cast<NoShowTerm>(t), one.facts));
      row.weight = weight_of(one.age_days, training.half_life_days);
      all += row.weight;
      missed += one.is_no_show ? row.weight : 0;
    }
    // One visit of either kind is added, so that a clinic without no-shows has a base too.
    weights_.back() = logarithm((missed + 1) / (all - missed + 1));
  }

  void run() { steps(8); }

  /// From where a fit on most of the same visits ended it is not far.
  void run_from(const Fit& other) {
    weights_ = other.weights_;
    steps(3);
  }

  [[nodiscard]] double base() const { return weights_.back(); }
  [[nodiscard]] double weight(std::size_t term, std::size_t bin) const {
    return weights_[first_[term] + bin];
  }

  [[nodiscard]] double logit(const NoShowFacts& facts) const {
    double sum = base();
    for (std::size_t t = 0; t < no_show_terms; ++t)
      sum += weight(t, bin_of(static_cast<NoShowTerm>(t), facts));
    return sum;
  }

  /// Mean weight of a term over the examples: what the explanation takes as "usual".
  [[nodiscard]] double usual(std::size_t term) const {
    double sum = 0, all = 0;
    for (const Row& row : rows_) {
      sum += row.weight * weights_[row.column[term]];
      all += row.weight;
    }
    return sum / all;
  }

 private:
  void steps(int rounds) {
    for (int round = 0; round < rounds; ++round) step();
  }

  struct Row {
    std::array<std::uint16_t, no_show_terms> column;
    double weight = 1;
  };

  void step() {
    std::vector<double> curvature(columns_ * columns_), slope(columns_);
    const std::size_t base = columns_ - 1;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const Row& row = rows_[i];
      double logit = weights_[base];
      for (const std::uint16_t column : row.column) logit += weights_[column];
      const double risk = logistic(logit);
      const double off = row.weight * ((examples_[i].is_no_show ? 1.0 : 0.0) - risk);
      const double bend = row.weight * risk * (1 - risk);
      slope[base] += off;
      curvature[base * columns_ + base] += bend;
      for (std::size_t t = 0; t < no_show_terms; ++t) {
        const std::size_t column = row.column[t];
        slope[column] += off;
        curvature[base * columns_ + column] += bend;
        for (std::size_t u = 0; u <= t; ++u) curvature[column * columns_ + row.column[u]] += bend;
      }
    }
    for (std::size_t column = 0; column < base; ++column) {
      slope[column] -= ridge_ * weights_[column];
      curvature[column * columns_ + column] += ridge_ + 1e-6;
    }
    solve(curvature, slope);
    for (std::size_t column = 0; column < columns_; ++column)
      weights_[column] += std::clamp(slope[column], -2.0, 2.0);
  }

  std::span<const NoShowExample> examples_;
  double ridge_;
  std::array<std::size_t, no_show_terms> first_{};
  std::size_t columns_ = 0;
  std::vector<double> weights_;
  std::vector<Row> rows_;
};

/// What becomes of a model's log odds x when it looks forward in time:
/// slope x + shift + bend max(0, x - knee).
struct Recalibration {
  double slope = 1;
  double shift = 0;
  double bend = 0;
  double knee = 0;
};

/// One visit as a model that had not seen it judged it.
struct Forecast {
  double logit = 0;
  double outcome = 0;  ///< 1: missed.
  double weight = 1;
};

/// What rolling forecasts of the newest visits leave.
struct Rehearsal {
  std::vector<Forecast> forecasts;
  std::optional<Fit> last;  ///< The newest of the models.
};

/// Rolling origin: the newest two fifths of the visits in four pieces, each judged by a model of
/// everything before it. One piece judged by one old model was turned down: such a model is older
/// than the one in use will ever be, so what it gets wrong is not what the one in use gets wrong.
///
/// `by_age`: oldest first.
Rehearsal rehearse(std::span<const NoShowExample> by_age, const NoShowTraining& training) {
  constexpr std::size_t pieces = 4;
  const std::size_t judged = by_age.size() * 2 / 5, first = by_age.size() - judged;
  Rehearsal out;
  for (std::size_t piece = 0; piece < pieces; ++piece) {
    const std::size_t begin = first + judged * piece / pieces;
    const std::size_t end = first + judged * (piece + 1) / pieces;
    Fit fit(by_age.first(begin), training);
    if (out.last)
      fit.run_from(*out.last);
    else
      fit.run();
    for (const NoShowExample& one : by_age.subspan(begin, end - begin))
      out.forecasts.push_back({.logit = fit.logit(one.facts),
                               .outcome = one.is_no_show ? 1.0 : 0.0,
                               .weight = weight_of(one.age_days - by_age.back().age_days,
                                                   training.level_half_life_days)});
    out.last = std::move(fit);
  }
  return out;
}

/// Fits slope, shift and bend of the log odds on forecasts (after Platt 1999). A model fits its own
/// past too well, clinics change, and facts that each raise the risk raise it less together: this
/// is how much.
Recalibration recalibration_of(std::span<const Forecast> forecasts,
                               const NoShowTraining& training) {
  std::vector<double> sorted;
  for (const Forecast& one : forecasts) sorted.push_back(one.logit);
  std::ranges::sort(sorted);
  Recalibration out;
  out.knee = sorted[sorted.size() * 4 / 5];
  std::vector<double> now = {1, 0, 0};  // slope, shift, bend
  for (int round = 0; round < 10; ++round) {
    std::vector<double> off = {training.ridge * (1 - now[0]), 0, -training.ridge * now[2]};
    std::vector<double> bend(9);
    bend[0] = bend[8] = training.ridge;
    bend[4] = 1e-6;
    for (const Forecast& one : forecasts) {
      const std::array<double, 3> x = {one.logit, 1, std::max(0.0, one.logit - out.knee)};
      const double risk = logistic(now[0] * x[0] + now[1] + now[2] * x[2]);
      for (std::size_t a = 0; a < 3; ++a) {
        off[a] += one.weight * x[a] * (one.outcome - risk);
        for (std::size_t b = 0; b < 3; ++b)
          bend[a * 3 + b] += one.weight * x[a] * x[b] * risk * (1 - risk);
      }
    }
    solve(bend, off);
    for (std::size_t a = 0; a < 3; ++a) now[a] += std::clamp(off[a], -1.0, 1.0);
  }
  out.slope = std::max(0.1, now[0]);
  out.shift = now[1];
  out.bend = std::clamp(now[2], -0.9 * out.slope, 0.0);  // never upward: risks keep their order
  return out;
}

std::int32_t rounded_milli(double value) {
  return static_cast<std::int32_t>(value * 1000 + (value < 0 ? -0.5 : 0.5));
}

}  // namespace

PastRecord record_before(std::span<const PastVisit> visits, LocalDate before) {
  PastRecord out;
  LocalDate last{};
  for (const PastVisit& visit : visits) {
    if (visit.date >= before) continue;
    if (out.visits == 0 || visit.date > last) {
      last = visit.date;
      out.is_last_no_show = visit.is_no_show;
    } else if (visit.date == last) {
      out.is_last_no_show &= visit.is_no_show;  // he did come that day
    }
    ++out.visits;
    out.no_shows += visit.is_no_show ? 1 : 0;
  }
  if (out.visits > 0) out.days_since_last = before.days - last.days;
  return out;
}

std::string_view name_of(NoShowTerm term) {
  constexpr std::array<std::string_view, no_show_terms> names = {
      "lead", "booked_hour", "age", "weekday", "reminder", "same_day", "past", "last"};
  return names[static_cast<std::size_t>(term)];
}

std::size_t bins_of(NoShowTerm term) {
  switch (term) {
    case NoShowTerm::lead: return lead_edges.size() + 1;
    case NoShowTerm::booked_hour: return hour_edges.size() + 2;
    case NoShowTerm::age: return age_edges.size() + 2;
    case NoShowTerm::weekday: return 7;
    case NoShowTerm::reminder: return reminder_edges.size() + 2;
    case NoShowTerm::same_day: return 3;
    case NoShowTerm::past: return 1 + (share_edges.size() + 1) * (visits_edges.size() + 1);
    case NoShowTerm::last: return 1 + (since_edges.size() + 1) * 2;
  }
  RETOUR_CHECK(false);
}

std::size_t bin_of(NoShowTerm term, const NoShowFacts& facts) {
  const std::int32_t lead = std::max(0, facts.lead_days);
  switch (term) {
    case NoShowTerm::lead: return step_of(lead, lead_edges);
    // At what hour he called matters for visits on the same day alone.
    case NoShowTerm::booked_hour:
      return lead > 0 ? 0 : 1 + step_of(facts.booked_minute / 60, hour_edges);
    case NoShowTerm::age: return facts.age_years < 0 ? 0 : 1 + step_of(facts.age_years, age_edges);
    case NoShowTerm::weekday:
      RETOUR_CHECK(facts.iso_weekday >= 1 && facts.iso_weekday <= 7);
      return facts.iso_weekday - 1U;
    case NoShowTerm::reminder: return !facts.is_reminded ? 0 : 1 + step_of(lead, reminder_edges);
    case NoShowTerm::same_day:
      return static_cast<std::size_t>(std::clamp(facts.same_day_visits, 1, 3) - 1);
    case NoShowTerm::past: return past_bin(facts.past);
    case NoShowTerm::last: return last_bin(facts.past);
  }
  RETOUR_CHECK(false);
}

NoShowModel train_no_show(std::span<const NoShowExample> examples, const NoShowTraining& training) {
  examples = examples.last(std::min(examples.size(), no_show_examples_max));
  NoShowModel out;
  out.examples = static_cast<std::int64_t>(examples.size());
  for (std::size_t t = 0; t < no_show_terms; ++t)
    out.millilogits[t].assign(bins_of(static_cast<NoShowTerm>(t)), 0);
  Fit fit(examples, training);
  const std::int64_t missed = std::ranges::count_if(examples, &NoShowExample::is_no_show);
  if (out.examples < no_show_examples_min || missed < no_show_outcomes_min ||
      out.examples - missed < no_show_outcomes_min) {
    out.base_millilogits = rounded_milli(fit.base());
    return out;
  }
  std::vector<NoShowExample> by_age(examples.begin(), examples.end());
  std::ranges::stable_sort(by_age, std::ranges::greater{}, &NoShowExample::age_days);
  const Rehearsal rehearsal = rehearse(by_age, training);
  fit.run_from(*rehearsal.last);
  const Recalibration later = recalibration_of(rehearsal.forecasts, training);
  // Each term is told as its distance from the usual booking; the base takes the rest.
  double base = later.slope * fit.base() + later.shift;
  for (std::size_t t = 0; t < no_show_terms; ++t) {
    const double usual = later.slope * fit.usual(t);
    base += usual;
    for (std::size_t bin = 0; bin < out.millilogits[t].size(); ++bin)
      out.millilogits[t][bin] = rounded_milli(later.slope * fit.weight(t, bin) - usual);
  }
  out.base_millilogits = rounded_milli(base);
  out.knee_millilogits = rounded_milli(later.slope * later.knee + later.shift);
  out.damping_permille = rounded_milli(-later.bend / later.slope);
  return out;
}

NoShowRisk risk_of(const NoShowModel& model, const NoShowFacts& facts) {
  NoShowRisk out{.base_millilogits = model.base_millilogits};
  for (std::size_t t = 0; t < no_show_terms; ++t)
    if (!model.millilogits[t].empty())
      out.term_millilogits[t] = model.millilogits[t][bin_of(static_cast<NoShowTerm>(t), facts)];
  const std::int64_t above = std::max(0, out.total_millilogits() - model.knee_millilogits);
  out.damping_millilogits = static_cast<std::int32_t>(-above * model.damping_permille / 1000);
  out.risk_permyriad = permyriad_of_millilogits(out.total_millilogits());
  return out;
}

std::int32_t permyriad_of_millilogits(std::int32_t millilogits) {
  return static_cast<std::int32_t>(logistic(millilogits / 1000.0) * 10'000 + 0.5);
}

}  // namespace retour::schedule
