#include "funnel/clv.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"

// [SECTION] Purchases to patients
// [SECTION] Visits: BG/NBD
// [SECTION] Money: gamma-gamma
// [SECTION] Classes and groups

namespace retour::funnel {

// ---------------------------------------------------------------- Purchases to patients

std::vector<PatientValue> values_of(std::span<const Purchase> purchases, std::int32_t as_of_day,
                                    std::int32_t recent_days) {
  std::vector<PatientValue> out;
  for (std::size_t i = 0; i < purchases.size();) {
    PatientValue one{.patient = purchases[i].patient};
    std::int32_t first = 0, last = 0;
    std::size_t own = i;  // in front of what is read
    for (; own < purchases.size() && purchases[own].patient == one.patient;) {
      const std::int32_t day = purchases[own].day;
      std::int64_t of_day = 0;
      for (; own < purchases.size() && purchases[own].patient == one.patient &&
             purchases[own].day == day;
           ++own)
        of_day += purchases[own].net_minor;
      RETOUR_CHECK(own == purchases.size() || purchases[own].patient > one.patient ||
                   (purchases[own].patient == one.patient && purchases[own].day > day));
      if (day > as_of_day) continue;
      one.total_minor += of_day;
      if (of_day > 0) {
        if (one.visits == 0)
          first = day;
        else
          one.repeat_minor += of_day;
        last = day;
        ++one.visits;
        one.recent_visits += day > as_of_day - recent_days ? 1 : 0;
      }
      if (one.visits == 0 || day < first + equal_age_days) one.first_year_minor += of_day;
    }
    one.recency_days = last - first;
    one.age_days = one.visits > 0 ? as_of_day - first : 0;
    if (one.visits > 0 || one.total_minor != 0) out.push_back(one);
    i = own;
  }
  return out;
}

MeanValues mean_values(std::span<const PatientValue> patients) {
  Moments historic, equal_age;
  for (const PatientValue& one : patients) {
    historic.add(static_cast<double>(one.total_minor));
    if (one.age_days >= equal_age_days) equal_age.add(static_cast<double>(one.first_year_minor));
  }
  return {.historic = historic.estimate(mean_patients_min),
          .equal_age = equal_age.estimate(mean_patients_min)};
}

// ---------------------------------------------------------------- Visits: BG/NBD

namespace {

using History = VisitHistory;

std::vector<History> histories_of(std::span<const PatientValue> patients) {
  std::vector<History> all;
  for (const PatientValue& one : patients)
    if (one.visits > 0)
      all.push_back({one.repeats(), one.repeats() > 0 ? one.recency_days : 0, one.age_days, 1});
  const auto key = [](const History& h) {
    return std::array{h.repeats, h.recency_days, h.age_days};
  };
  std::ranges::sort(all, {}, key);
  std::size_t kept = 0;
  for (const History& one : all) {
    if (kept > 0 && key(all[kept - 1]) == key(one))
      all[kept - 1].count += 1;
    else
      all[kept++] = one;
  }
  all.resize(kept);
  return all;
}

/// ln(e^a + e^b).
double log_sum(double a, double b) {
  return std::max(a, b) + std::log1p(std::exp(-std::abs(a - b)));
}

/// The likelihood of histories, equation (6). Of the terms with gamma functions each number of
/// repeat visits is computed once: `histories` are in their order.
double log_likelihood(const VisitModel& m, std::span<const History> histories) {
  double sum = 0, counted = 0, gammas = 0, left = 0;
  std::int32_t repeats = -1;
  for (const History& one : histories) {
    const double x = one.repeats;
    if (one.repeats != repeats) {
      repeats = one.repeats;
      gammas = std::lgamma(m.r + x) - std::lgamma(m.r) + m.r * std::log(m.alpha) +
               log_beta(m.a, m.b + x) - log_beta(m.a, m.b);
      left = x > 0 ? std::log(m.a) - std::log(m.b + x - 1) : 0;
    }
    const double stays = -(m.r + x) * std::log(m.alpha + one.age_days);
    const double goes = left - (m.r + x) * std::log(m.alpha + one.recency_days);
    sum += one.count * (gammas + (one.repeats > 0 ? log_sum(stays, goes) : stays));
    counted += one.count;
  }
  return counted > 0 ? sum : 0;
}

VisitModel model_at(std::span<const double> logs) {
  return {.r = std::exp(logs[0]),
          .alpha = std::exp(logs[1]),
          .a = std::exp(logs[2]),
          .b = std::exp(logs[3]),
          .why = Abstention::none};
}

/// Logarithms of parameters stay in here: e^-9 to e^12, wider than any clinic.
constexpr double log_low = -9, log_high = 12;

/// ((alpha + age) / (alpha + recency))^(r + x) a / (b + x - 1): the odds of having left.
double odds_of_left(const VisitModel& m, const PatientValue& patient) {
  const double x = patient.repeats();
  if (x <= 0) return 0;
  const double longer =
      std::log(m.alpha + patient.age_days) - std::log(m.alpha + patient.recency_days);
  return std::exp(std::min(700.0, std::log(m.a / (m.b + x - 1)) + (m.r + x) * longer));
}

}  // namespace

double visit_log_likelihood(const VisitModel& model, std::span<const PatientValue> patients) {
  return log_likelihood(model, histories_of(patients));
}

VisitFit::VisitFit(std::span<const PatientValue> patients) : histories_(histories_of(patients)) {
  double visits = 0, days = 0;
  for (const History& one : histories_) {
    model_.n += static_cast<std::int64_t>(one.count);
    model_.repeats += one.repeats > 0 ? static_cast<std::int64_t>(one.count) : 0;
    visits += one.count * one.repeats;
    days += one.count * one.age_days;
  }
  if (model_.repeats < repeating_patients_min || days <= 0) {
    model_.needed = repeating_patients_min;
    return;
  }
  // From patients who all come at the mean rate and seldom leave.
  search_.emplace(*this, std::vector{0.0, std::log(days / visits), 0.0, std::log(3.0)}, 1, log_low,
                  log_high);
}

double VisitFit::operator()(std::span<const double> logs) const {
  return -log_likelihood(model_at(logs), histories_);
}

bool VisitFit::step() {
  if (!search_) return true;
  if (!search_->step()) return false;
  const Minimum found = search_->found();
  const std::int64_t n = model_.n, repeats = model_.repeats;
  model_ = model_at(found.at);
  model_.n = n;
  model_.repeats = repeats;
  model_.log_likelihood = -found.value;
  model_.covariance = covariance_at(*this, found.at);
  if (!found.is_settled) model_.why = Abstention::no_solution;
  search_.reset();
  return true;
}

VisitModel fit_visits(std::span<const PatientValue> patients) {
  VisitFit fit(patients);
  while (!fit.step()) {
  }
  return fit.model();
}

double expected_visits(const VisitModel& model, const PatientValue& patient, double days) {
  RETOUR_CHECK(model.is_known() && days >= 0);
  if (patient.visits == 0 || days == 0) return 0;
  VisitModel m = model;
  // The formula divides by a - 1 and by a + b + x - 1; next to either its limit is there.
  if (std::abs(m.a - 1) < 1e-6) m.a = 1 + 1e-6;
  const double x = patient.repeats();
  if (std::abs(m.a + m.b + x - 1) < 1e-6) m.b += 2e-6;
  const double c = m.a + m.b + x - 1, z = days / (m.alpha + patient.age_days + days);
  // (1-z)^(r+x) 2F1(r+x, b+x; c; z) = (1-z)^(a-1) 2F1(a+b-1-r, a-1; c; z), Abramowitz & Stegun
  // 15.3.3: the second dies out for any z, unless a is large, and has terms of both signs when r
  // is.
  const double shrinks = std::log1p(-z);
  const bool is_direct = m.a - 1 > m.r + x || m.a + m.b - 1 - m.r < -5;
  const double survives =
      is_direct ? hypergeometric_2f1(m.r + x, m.b + x, c, z, (m.r + x) * shrinks)
                : hypergeometric_2f1(m.a + m.b - 1 - m.r, m.a - 1, c, z, (m.a - 1) * shrinks);
  return std::max(0.0, c / (m.a - 1) * (1 - survives) / (1 + odds_of_left(m, patient)));
}

double probability_alive(const VisitModel& model, const PatientValue& patient) {
  RETOUR_CHECK(model.is_known());
  return 1 / (1 + odds_of_left(model, patient));
}

// ---------------------------------------------------------------- Money: gamma-gamma

namespace {

using Ticket = RepeatMoney;

/// Equation (1a) of the note, with z the mean of x visits.
double log_likelihood(double p, double q, double gamma, std::span<const Ticket> tickets) {
  double sum = 0;
  for (const Ticket& one : tickets) {
    const double px = p * one.visits;
    sum += -log_beta(px, q) + q * std::log(gamma) + (px - 1) * std::log(one.mean) +
           px * std::log(one.visits) - (px + q) * std::log(gamma + one.visits * one.mean);
  }
  return sum;
}

double correlation_of(std::span<const Ticket> tickets) {
  const auto n = static_cast<double>(tickets.size());
  double visits = 0, money = 0;
  for (const Ticket& one : tickets) {
    visits += one.visits / n;
    money += one.mean / n;
  }
  double both = 0, of_visits = 0, of_money = 0;
  for (const Ticket& one : tickets) {
    const double v = one.visits - visits, m = one.mean - money;
    both += v * m;
    of_visits += v * v;
    of_money += m * m;
  }
  return of_visits > 0 && of_money > 0 ? both / std::sqrt(of_visits * of_money) : 0;
}

}  // namespace

MoneyFit::MoneyFit(std::span<const PatientValue> patients) {
  for (const PatientValue& one : patients)
    if (one.repeats() > 0 && one.repeat_minor > 0) {
      const double visits = one.repeats();
      tickets_.push_back({visits, static_cast<double>(one.repeat_minor) / visits});
      unit_ += tickets_.back().mean;
    }
  model_.n = std::ssize(tickets_);
  if (model_.n < repeating_patients_min) {
    model_.needed = repeating_patients_min;
    return;
  }
  unit_ /= static_cast<double>(model_.n);
  for (Ticket& one : tickets_) one.mean /= unit_;
  search_.emplace(*this, std::vector{0.5, 1.0, 1.0}, 1, log_low, log_high);
}

/// q - 1 is what is searched: without q > 1 the mean would be infinite.
double MoneyFit::operator()(std::span<const double> logs) const {
  return -log_likelihood(std::exp(logs[0]), 1 + std::exp(logs[1]), std::exp(logs[2]), tickets_);
}

bool MoneyFit::step() {
  if (!search_) return true;
  if (!search_->step()) return false;
  const Minimum found = search_->found();
  model_.p = std::exp(found.at[0]);
  model_.q = 1 + std::exp(found.at[1]);
  model_.gamma = std::exp(found.at[2]) * unit_;
  model_.log_likelihood = -found.value - static_cast<double>(model_.n) * std::log(unit_);
  model_.correlation = correlation_of(tickets_);
  model_.why = found.is_settled ? Abstention::none : Abstention::no_solution;
  search_.reset();
  return true;
}

MoneyModel fit_money(std::span<const PatientValue> patients) {
  MoneyFit fit(patients);
  while (!fit.step()) {
  }
  return fit.model();
}

double expected_money(const MoneyModel& model, const PatientValue& patient) {
  RETOUR_CHECK(model.is_known());
  const double x = patient.repeat_minor > 0 ? patient.repeats() : 0;
  const double money = x > 0 ? static_cast<double>(patient.repeat_minor) : 0;
  return model.p * (model.gamma + money) / (model.p * x + model.q - 1);
}

double expected_value(const VisitModel& visits, const MoneyModel& money,
                      const PatientValue& patient, double days) {
  if (!visits.is_known() || !money.is_known()) return 0;
  return expected_visits(visits, patient, days) * expected_money(money, patient);
}

namespace {

/// Variance of what one patient will bring around its expectation: whether he is still there, how
/// often he comes (negative binomial given his history), what he leaves each time.
double spread_of(const VisitModel& visits, const MoneyModel& money, const PatientValue& patient,
                 double expected) {
  const double x = patient.repeats(), alive = probability_alive(visits, patient);
  const double ticket = expected_money(money, patient), if_alive = expected / alive;
  const double of_visits = alive * (if_alive + if_alive * if_alive / (visits.r + x)) +
                           alive * (1 - alive) * if_alive * if_alive;
  const double level = std::max(0.5, money.p * x + money.q - 2);  // q <= 2: no finite variance
  return ticket * ticket * (of_visits + expected / money.p + expected * expected / level);
}

/// How far a parameter is moved on the scale of logarithms, to see what hangs on it.
constexpr double nudge = 1e-3;

}  // namespace

ExpectedSum::ExpectedSum(VisitModel visits, MoneyModel money, double days)
    : visits_(std::move(visits)), money_(money), days_(days) {
  if (!is_known() || visits_.covariance.empty()) return;
  const std::array<double, 4> at = {std::log(visits_.r), std::log(visits_.alpha),
                                    std::log(visits_.a), std::log(visits_.b)};
  for (std::size_t i = 0; i < 8; ++i) {
    std::array<double, 4> moved = at;
    moved[i / 2] += i % 2 == 0 ? nudge : -nudge;
    nudged_.push_back(model_at(moved));
  }
}

void ExpectedSum::add(const PatientValue& patient) {
  if (!is_known() || patient.visits == 0) return;
  const double expected = expected_visits(visits_, patient, days_);
  const double ticket = expected_money(money_, patient);
  sum_ += expected * ticket;
  variance_ += spread_of(visits_, money_, patient, expected);
  for (std::size_t i = 0; i < nudged_.size(); ++i)
    sums_[i] += expected_visits(nudged_[i], patient, days_) * ticket;
  ++n_;
}

Estimate ExpectedSum::sum() const {
  if (!visits_.is_known()) return abstained(visits_.why, visits_.repeats, visits_.needed);
  if (!money_.is_known()) return abstained(money_.why, money_.n, money_.needed);
  double variance = variance_;
  const auto slope = [&](std::size_t i) { return (sums_[2 * i] - sums_[2 * i + 1]) / (2 * nudge); };
  for (std::size_t i = 0; i < 4 && !nudged_.empty(); ++i)
    for (std::size_t j = 0; j < 4; ++j)
      variance += slope(i) * slope(j) * visits_.covariance[i * 4 + j];
  Estimate out = estimate_of(sum_, std::sqrt(variance), z_95, n_);
  out.low = std::max(0.0, out.low);
  return out;
}

Estimate expected_value_of_all(const VisitModel& visits, const MoneyModel& money,
                               std::span<const PatientValue> patients, double days) {
  ExpectedSum all(visits, money, days);
  for (const PatientValue& one : patients) all.add(one);
  return all.sum();
}

// ---------------------------------------------------------------- Classes and groups

namespace {

/// Places of values, dearest first; of equal ones the first given.
std::vector<std::uint32_t> dearest_first(std::span<const std::int64_t> values) {
  std::vector<std::uint32_t> order(values.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
    return values[a] != values[b] ? values[a] > values[b] : a < b;
  });
  return order;
}

double positive_sum(std::span<const std::int64_t> values) {
  double sum = 0;
  for (const std::int64_t value : values)
    sum += static_cast<double>(std::max<std::int64_t>(0, value));
  return sum;
}

/// Marks 1..5 by fifths of the order, equal keys alike.
template <class Key>
void mark_fifths(std::span<const PatientValue> patients, std::vector<Rfm>& marks,
                 std::uint8_t Rfm::* mark, Key key) {
  std::vector<std::int64_t> sorted;
  for (const PatientValue& one : patients) sorted.push_back(key(one));
  std::ranges::sort(sorted);
  for (std::size_t i = 0; i < patients.size(); ++i) {
    const auto below = std::ranges::lower_bound(sorted, key(patients[i])) - sorted.begin();
    marks[i].*mark =
        static_cast<std::uint8_t>(1 + static_cast<std::size_t>(below) * 5 / sorted.size());
  }
}

}  // namespace

std::vector<ValueClass> value_classes(std::span<const std::int64_t> values) {
  std::vector<ValueClass> out(values.size(), ValueClass::none);
  const double all = positive_sum(values);
  double before = 0;  // brought by dearer patients
  const std::vector<std::uint32_t> order = dearest_first(values);
  for (std::size_t i = 0; i < order.size() && values[order[i]] > 0;) {
    const double dearer = before;
    for (const std::int64_t value = values[order[i]]; i < order.size() && values[order[i]] == value;
         ++i) {
      out[order[i]] = dearer < 0.80 * all   ? ValueClass::top
                      : dearer < 0.95 * all ? ValueClass::middle
                                            : ValueClass::low;
      before += static_cast<double>(value);
    }
  }
  return out;
}

Pareto pareto_of(std::span<const std::int64_t> values) {
  const double all = positive_sum(values);
  if (all <= 0) return {};
  Pareto out{.n = std::ssize(values)};
  const std::vector<std::uint32_t> order = dearest_first(values);
  const auto n = static_cast<double>(values.size());
  const double fifth = n / 5;
  double sum = 0;
  for (std::size_t i = 0; i < order.size() && values[order[i]] > 0; ++i) {
    const auto value = static_cast<double>(values[order[i]]);
    const auto place = static_cast<double>(i);
    // The patient on the border counts in part, so that small clinics do not jump.
    if (sum < 0.8 * all)
      out.patients_of_80 = (place + std::min(1.0, (0.8 * all - sum) / value)) / n;
    out.revenue_of_20 += value * std::clamp(fifth - place, 0.0, 1.0) / all;
    sum += value;
  }
  return out;
}

std::vector<Rfm> rfm_of(std::span<const PatientValue> patients) {
  std::vector<Rfm> out(patients.size());
  mark_fifths(patients, out, &Rfm::recency, [](const PatientValue& one) -> std::int64_t {
    return std::int64_t{one.recency_days} - one.age_days;  // minus the days since the last visit
  });
  mark_fifths(patients, out, &Rfm::frequency,
              [](const PatientValue& one) -> std::int64_t { return one.visits; });
  mark_fifths(patients, out, &Rfm::money,
              [](const PatientValue& one) -> std::int64_t { return one.total_minor; });
  return out;
}

PatientGroup group_of(const PatientValue& patient, const GroupRules& rules) {
  if (patient.visits == 0 || patient.age_days - patient.recency_days > rules.gone_after_days)
    return PatientGroup::gone;
  return patient.recent_visits >= rules.regular_visits_min ? PatientGroup::regular
                                                           : PatientGroup::occasional;
}

GroupShares group_shares(std::span<const PatientValue> patients, const GroupRules& rules) {
  GroupShares out;
  for (const PatientValue& one : patients)
    ++out.patients[static_cast<std::size_t>(group_of(one, rules))];
  return out;
}

}  // namespace retour::funnel
