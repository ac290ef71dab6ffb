#include "funnel/doctors.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "base/order.hpp"
#include "funnel/report.hpp"

// [SECTION] Who differs from whom
// [SECTION] Money
// [SECTION] Shares
// [SECTION] The balanced reference

namespace retour::funnel {

// ---------------------------------------------------------------- Who differs from whom

namespace {

/// An estimate of one doctor as the comparisons take it.
struct Level {
  double value = 0;
  double variance = 0;  ///< Of the estimate.
  std::int64_t n = 0;
  bool is_compared = false;
};

/// Degrees of freedom of a difference (Welch 1947).
double common_degrees(const Level& a, const Level& b) {
  const double both = a.variance + b.variance;
  const double parts = a.variance * a.variance / static_cast<double>(a.n - 1) +
                       b.variance * b.variance / static_cast<double>(b.n - 1);
  return parts > 0 ? both * both / parts : static_cast<double>(a.n + b.n - 2);
}

/// Who differs from whom, at 5 % for all pairs together.
std::vector<Places> places_of(std::span<const Level> levels) {
  const auto compared = std::ranges::count_if(levels, &Level::is_compared);
  std::vector<Places> out(levels.size());
  if (compared == 0) return out;
  const double pairs = std::max(1.0, static_cast<double>(compared * (compared - 1)) / 2);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (!levels[i].is_compared) continue;
    out[i] = {.best = 1, .worst = static_cast<std::int32_t>(compared)};
    for (std::size_t j = 0; j < levels.size(); ++j) {
      if (j == i || !levels[j].is_compared) continue;
      const double off = levels[i].value - levels[j].value;
      const double quantile =
          student_quantile(1 - 0.025 / pairs, common_degrees(levels[i], levels[j]));
      if (std::abs(off) <= quantile * std::sqrt(levels[i].variance + levels[j].variance)) continue;
      if (off < 0)
        ++out[i].best;
      else
        --out[i].worst;
    }
  }
  return out;
}

struct Spread {
  double mean = 0;
  double between = 0;        ///< Variance of true levels.
  double mean_variance = 0;  ///< Of `mean`.
};

/// Paule & Mandel 1982: the variance between with which the levels are as far apart as they should
/// be.
Spread spread_of(std::span<const Level> levels, std::size_t left_out) {
  const auto at = [&](double between) {
    double weights = 0, sum = 0, squares = 0;
    Spread out{.between = between};
    for (std::size_t i = 0; i < levels.size(); ++i)
      if (levels[i].is_compared && i != left_out) {
        const double weight = 1 / (levels[i].variance + between);
        weights += weight;
        sum += weight * levels[i].value;
      }
    out.mean = weights > 0 ? sum / weights : 0;
    out.mean_variance = weights > 0 ? 1 / weights : 0;
    for (std::size_t i = 0; i < levels.size(); ++i)
      if (levels[i].is_compared && i != left_out)
        squares += std::pow(levels[i].value - out.mean, 2) / (levels[i].variance + between);
    return std::pair(out, squares);
  };
  std::int64_t count = 0;
  double widest = 0;
  for (std::size_t i = 0; i < levels.size(); ++i)
    if (levels[i].is_compared && i != left_out) {
      ++count;
      widest = std::max(widest, std::abs(levels[i].value));
    }
  const auto wanted = static_cast<double>(count - 1);
  if (count < 2 || at(0).second <= wanted) return at(0).first;
  double low = 0, high = 4 * widest * widest + 1;
  for (int halving = 0; halving < 100; ++halving) {
    const double middle = (low + high) / 2;
    (at(middle).second > wanted ? low : high) = middle;
  }
  return at(high).first;
}

constexpr std::size_t nobody = static_cast<std::size_t>(-1);
constexpr std::int64_t compared_doctors_min = 4;

std::vector<Outlier> outliers_among(std::span<const Level> levels, double apart) {
  std::vector<Outlier> out(levels.size(), Outlier::usual);
  const auto compared = std::ranges::count_if(levels, &Level::is_compared);
  if (compared < compared_doctors_min) return out;
  const double quantile = student_quantile(1 - 0.025 / static_cast<double>(compared),
                                           static_cast<double>(compared - 2));
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (!levels[i].is_compared) continue;
    const Spread others = spread_of(levels, i);
    const double off = levels[i].value - others.mean;
    const double error = std::sqrt(levels[i].variance + others.between + others.mean_variance);
    if (std::abs(off) > quantile * error && std::abs(off) > apart * std::abs(others.mean))
      out[i] = off > 0 ? Outlier::high : Outlier::low;
  }
  return out;
}

// ---------------------------------------------------------------- Money

/// The regression on doctors and on all levels of traits but the most frequent one of each.
class Adjustment {
 public:
  Adjustment(std::span<const DoctorPatient> patients, std::size_t doctor_count)
      : patients_(patients), doctors_(doctor_count) {
    std::size_t column = doctor_count;
    for (std::size_t trait = 0; trait < doctor_traits; ++trait) {
      std::vector<std::int64_t> counts(trait_levels_max);
      for (const DoctorPatient& one : patients) ++counts[level_of(one, trait)];
      const auto usual = std::ranges::max_element(counts) - counts.begin();
      columns_[trait].assign(trait_levels_max, none);
      for (std::size_t level = 0; level < trait_levels_max; ++level)
        if (counts[level] > 0 && static_cast<std::ptrdiff_t>(level) != usual) {
          columns_[trait][level] = column++;
          shares_.push_back(static_cast<double>(counts[level]) /
                            static_cast<double>(patients.size()));
        }
    }
    fit_.emplace(column);
    for (const DoctorPatient& one : patients)
      fit_->add(row_of(one), static_cast<double>(one.value_minor));
    // Doctors without patients would be unsolvable; a trait of few is believed a little only.
    for (std::size_t i = 0; i < column; ++i) fit_->add_ridge(i, i < doctors_ ? 1e-9 : 1);
    RETOUR_CHECK(fit_->solve());
  }

  [[nodiscard]] double residual(const DoctorPatient& one) {
    return static_cast<double>(one.value_minor) - fit_->predict(row_of(one));
  }

  /// A doctor's mean with the specialty's mix of patients.
  [[nodiscard]] double level(std::size_t doctor) const {
    double sum = fit_->coefficient(doctor);
    for (std::size_t i = 0; i < shares_.size(); ++i)
      sum += shares_[i] * fit_->coefficient(doctors_ + i);
    return sum;
  }

  /// Variance of `level` but for what is common to all doctors, given that of each one's patients.
  [[nodiscard]] std::vector<double> variances(std::span<const double> of_patient) {
    std::vector<double> out(doctors_);
    for (const DoctorPatient& one : patients_) {
      const std::span<const Regression::Entry> row = row_of(one);
      for (std::size_t doctor = 0; doctor < doctors_; ++doctor) {
        const double pull = fit_->influence(doctor, row);
        out[doctor] += pull * pull * of_patient[one.doctor];
      }
    }
    return out;
  }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  static std::size_t level_of(const DoctorPatient& one, std::size_t trait) {
    return one.traits[trait] < trait_levels_max ? one.traits[trait] : 0;
  }

  std::span<const Regression::Entry> row_of(const DoctorPatient& one) {
    std::size_t count = 0;
    row_[count++] = {one.doctor, 1};
    for (std::size_t trait = 0; trait < doctor_traits; ++trait)
      if (const std::size_t column = columns_[trait][level_of(one, trait)]; column != none)
        row_[count++] = {column, 1};
    return std::span(row_).first(count);
  }

  std::span<const DoctorPatient> patients_;
  std::size_t doctors_;
  std::array<std::vector<std::size_t>, doctor_traits> columns_;
  std::vector<double> shares_;  // of the trait columns, over all patients
  std::optional<Regression> fit_;
  std::array<Regression::Entry, 1 + doctor_traits> row_{};
};

/// Variance of one patient's value by doctor: his own residuals, with sixty patients' worth of
/// everybody's. Values are so skewed that a doctor without a very dear patient would look both low
/// and certain, and would weigh most.
std::vector<double> patient_variances(std::span<const Moments> residuals) {
  constexpr double borrowed = 60;
  double squares = 0, degrees = 0;
  for (const Moments& own : residuals) {
    const double n = std::max(0.0, static_cast<double>(own.n() - 1));
    squares += n * own.variance();
    degrees += n;
  }
  const double common = degrees > 0 ? squares / degrees : 0;
  std::vector<double> out;
  for (const Moments& own : residuals) {
    const double n = std::max(0.0, static_cast<double>(own.n() - 1));
    out.push_back((n * own.variance() + borrowed * common) / (n + borrowed));
  }
  return out;
}

std::vector<Level> levels_of(const DoctorValues& values) {
  std::vector<Level> out;
  for (const DoctorValue& one : values.doctors) {
    const double quantile = one.adjusted.is_known()
                                ? student_quantile(0.975, static_cast<double>(one.adjusted.n - 1))
                                : 1;
    out.push_back({.value = one.adjusted.value,
                   .variance = std::pow((one.adjusted.high - one.adjusted.value) / quantile, 2),
                   .n = one.adjusted.n,
                   .is_compared = one.adjusted.is_known()});
  }
  return out;
}

}  // namespace

DoctorValues compare_values(std::span<const DoctorPatient> patients, std::size_t doctor_count) {
  RETOUR_CHECK(doctor_count <= doctors_max);
  DoctorValues out;
  out.doctors.resize(doctor_count);
  if (patients.empty()) {
    for (DoctorValue& one : out.doctors)
      one.plain = one.adjusted = one.shrunk =
          abstained(Abstention::too_few, 0, ranked_patients_min);
    return out;
  }
  std::vector<Moments> plain(doctor_count), residuals(doctor_count);
  Adjustment adjustment(patients, doctor_count);
  for (const DoctorPatient& one : patients) {
    RETOUR_CHECK(one.doctor < doctor_count);
    plain[one.doctor].add(static_cast<double>(one.value_minor));
    residuals[one.doctor].add(adjustment.residual(one));
  }
  const std::vector<double> variances = adjustment.variances(patient_variances(residuals));
  for (std::size_t i = 0; i < doctor_count; ++i) {
    const std::int64_t n = plain[i].n();
    out.doctors[i].plain = plain[i].estimate(ranked_patients_min);
    out.doctors[i].adjusted =
        n < ranked_patients_min
            ? abstained(Abstention::too_few, n, ranked_patients_min)
            : estimate_of(adjustment.level(i), std::sqrt(variances[i]),
                          student_quantile(0.975, static_cast<double>(n - 1)), n);
  }
  const std::vector<Level> levels = levels_of(out);
  const std::vector<Places> places = places_of(levels);
  const Spread spread = spread_of(levels, nobody);
  out.mean_minor = spread.mean;
  out.between_minor = std::sqrt(spread.between);
  const auto peers = static_cast<double>(std::ranges::count_if(levels, &Level::is_compared));
  // Mean and spread come from so few doctors that the normal quantile would promise too much.
  const double quantile = peers < 4 ? z_95 : student_quantile(0.975, peers - 1);
  for (std::size_t i = 0; i < doctor_count; ++i) {
    DoctorValue& one = out.doctors[i];
    one.places = places[i];
    if (plain[i].n() == 0 || (peers < 4 && !levels[i].is_compared)) {
      one.shrunk = abstained(Abstention::too_few, plain[i].n(), ranked_patients_min);
      continue;
    }
    // Of two or three doctors nobody can tell how far doctors differ: B = 0.
    const double b =
        peers < 4 ? 0 : (peers - 3) / (peers - 1) * variances[i] / (variances[i] + spread.between);
    const double off = adjustment.level(i) - spread.mean;
    const double unsure = peers < 4 ? 0 : 2 / (peers - 3) * b * b * off * off;
    one.own_weight = 1 - b;
    one.shrunk =
        estimate_of(spread.mean + one.own_weight * off,
                    std::sqrt(variances[i] * (1 - b) + b * b * spread.mean_variance + unsure),
                    quantile, plain[i].n());
  }
  return out;
}

std::vector<Outlier> outliers_of(const DoctorValues& values, double apart) {
  return outliers_among(levels_of(values), apart);
}

// ---------------------------------------------------------------- Shares

namespace {

/// Shares with one patient of either kind added (Agresti & Caffo 2000), so that 10 of 10 has a
/// variance.
std::vector<Level> levels_of(std::span<const ShareCount> doctors) {
  std::vector<Level> out;
  for (const ShareCount& one : doctors) {
    const double n = static_cast<double>(one.trials) + 2;
    const double share = (static_cast<double>(one.hits) + 1) / n;
    out.push_back({.value = share,
                   .variance = share * (1 - share) / n,
                   // Of a share nothing but itself is estimated: the normal quantile.
                   .n = one.trials + 1'000'000,
                   .is_compared = one.trials >= share_trials_min});
  }
  return out;
}

Estimate share_of(const ShareCount& count) {
  if (count.trials < share_trials_min)
    return abstained(Abstention::too_few, count.trials, share_trials_min);
  const Range range = wilson_95(count.hits, count.trials);
  return {.value = static_cast<double>(count.hits) / static_cast<double>(count.trials),
          .low = range.low,
          .high = range.high,
          .n = count.trials};
}

}  // namespace

std::vector<DoctorShare> compare_shares(std::span<const ShareCount> doctors) {
  const std::vector<Places> places = places_of(levels_of(doctors));
  std::vector<DoctorShare> out;
  for (std::size_t i = 0; i < doctors.size(); ++i)
    out.push_back({.share = share_of(doctors[i]), .places = places[i]});
  return out;
}

std::vector<Outlier> outliers_of(std::span<const ShareCount> doctors) {
  return outliers_among(levels_of(doctors), 0);
}

Estimate shortfall(const ShareCount& own, const ShareCount& others, std::int64_t needed,
                   std::size_t compared) {
  const std::int64_t fewest = std::min(own.trials, others.trials);
  if (fewest < needed) {
    const auto why = others.trials == 0 ? Abstention::no_baseline : Abstention::too_few;
    return abstained(why, fewest, needed);
  }
  const auto drawn_in = [](const ShareCount& count) {
    const auto n = static_cast<double>(count.trials + 2);
    const double share = static_cast<double>(count.hits + 1) / n;
    return std::pair(share, share * (1 - share) / n);
  };
  const auto [mine, my_variance] = drawn_in(own);
  const auto [theirs, their_variance] = drawn_in(others);
  const auto trials = static_cast<double>(own.trials);
  const double quantile =
      compared <= 1 ? z_95 : normal_quantile(1 - 0.025 / static_cast<double>(compared));
  return estimate_of((theirs - mine) * trials, std::sqrt(my_variance + their_variance) * trials,
                     quantile, own.trials);
}

std::vector<ReturnRate> return_rates(std::span<const PrimaryPatient> patients,
                                     std::size_t doctor_count, std::int32_t window_days) {
  std::vector<ReturnRate> out(doctor_count);
  std::vector<ShareCount> returned(doctor_count), not_needed(doctor_count);
  for (const PrimaryPatient& one : patients) {
    RETOUR_CHECK(one.doctor < doctor_count);
    if (one.further == FurtherVisit::unknown) {
      ++out[one.doctor].unknown;
      continue;
    }
    ++not_needed[one.doctor].trials;
    if (one.further == FurtherVisit::not_needed) {
      ++not_needed[one.doctor].hits;
    } else if (one.observed_days < window_days) {
      ++out[one.doctor].pending;
    } else {
      ++returned[one.doctor].trials;
      returned[one.doctor].hits +=
          one.returned_after_days >= 0 && one.returned_after_days <= window_days ? 1 : 0;
    }
  }
  const std::vector<DoctorShare> rates = compare_shares(returned);
  const std::vector<Outlier> unlike = outliers_of(not_needed);
  for (std::size_t i = 0; i < doctor_count; ++i) {
    out[i].rate = rates[i];
    out[i].returned = returned[i];
    out[i].not_needed = share_of(not_needed[i]);
    out[i].not_needed_is = unlike[i];
  }
  return out;
}

// ---------------------------------------------------------------- The balanced reference

Balance balance_of(const DoctorValues& values, std::span<const Estimate> satisfaction) {
  RETOUR_CHECK(satisfaction.size() == values.doctors.size());
  Balance out;
  out.doctors.resize(values.doctors.size());
  const auto is_judged = [&](std::size_t i) {
    return values.doctors[i].adjusted.is_known() && satisfaction[i].is_known();
  };
  std::vector<double> marks;
  for (std::size_t i = 0; i < satisfaction.size(); ++i)
    if (is_judged(i)) marks.push_back(satisfaction[i].value);
  for (Balance::Doctor& one : out.doctors)
    one.gap = abstained(Abstention::no_baseline, std::ssize(marks), 2);
  if (marks.size() < 2) return out;
  sort_stably(marks);
  const std::size_t half = marks.size() / 2;
  out.median_satisfaction =
      marks.size() % 2 == 1 ? marks[half] : (marks[half - 1] + marks[half]) / 2;
  const auto is_candidate = [&](std::size_t i) {
    return is_judged(i) && satisfaction[i].value >= out.median_satisfaction;
  };
  for (std::size_t i = 0; i < values.doctors.size(); ++i)
    if (is_candidate(i) && (!out.reference || values.doctors[i].shrunk.value >
                                                  values.doctors[*out.reference].shrunk.value))
      out.reference = i;
  const DoctorValue& best = values.doctors[*out.reference];
  out.is_certain = true;
  for (std::size_t i = 0; i < values.doctors.size(); ++i) {
    const DoctorValue& own = values.doctors[i];
    if (!own.shrunk.is_known()) {
      out.doctors[i].gap = own.shrunk;
      continue;
    }
    if (i != *out.reference && is_candidate(i) && own.places.best <= best.places.worst)
      out.is_certain = false;
    const double half_width =
        std::hypot(best.shrunk.high - best.shrunk.value, own.shrunk.high - own.shrunk.value);
    out.doctors[i].gap = estimate_of(best.shrunk.value - own.shrunk.value, half_width,
                                     i == *out.reference ? 0 : 1, own.shrunk.n);
    out.doctors[i].to_review = is_judged(i) && own.shrunk.value > best.shrunk.value;
  }
  return out;
}

}  // namespace retour::funnel
