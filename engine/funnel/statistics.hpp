// Numerics that the owner's figures share: what an estimate says of itself, quantiles, small
// systems of equations, a minimiser. All of it is for reports: nothing here is stored, hashed or
// random.
//
// Every figure that may be wrong is an `Estimate`: value, 95 % interval, how many rows stand behind
// it, and, when there are too few or they cannot tell, the reason instead of a number:
//
//   {.value = 0.31, .low = 0.24, .high = 0.39, .n = 152}
//   {.n = 12, .needed = 30, .why = Abstention::too_few}     "too few data: 12 of 30 needed"
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace retour::funnel {

/// Why there is no figure.
enum class Abstention : std::uint8_t {
  none,           ///< There is one.
  too_few,        ///< `n` of `needed`.
  no_variation,   ///< What should explain never changed: constant prices, equal spending.
  confounded,     ///< It changed only together with something else (season, advertising, a trend).
  too_uncertain,  ///< There are enough rows, and they allow almost anything.
  no_baseline,    ///< Nobody comparable to compare with.
  trend_before,   ///< It was already moving before the date in question.
  no_solution,    ///< The fit did not settle.
};

/// A figure with its 95 % interval, or the reason why there is none.
struct Estimate {
  double value = 0;
  double low = 0;
  double high = 0;
  std::int64_t n = 0;       ///< Rows behind it: patients, months, as its owner says.
  std::int64_t needed = 0;  ///< With `too_few`: how many would do.
  Abstention why = Abstention::none;
  [[nodiscard]] bool is_known() const { return why == Abstention::none; }
};
/// No figure, and why.
[[nodiscard]] constexpr Estimate abstained(Abstention why, std::int64_t n,
                                           std::int64_t needed = 0) {
  return {.n = n, .needed = needed, .why = why};
}
/// value -+ quantile x error.
[[nodiscard]] constexpr Estimate estimate_of(double value, double error, double quantile,
                                             std::int64_t n) {
  return {
      .value = value, .low = value - quantile * error, .high = value + quantile * error, .n = n};
}

/// Mean and variance in one pass (Welford 1962).
class Moments {
 public:
  void add(double value) {
    ++n_;
    const double off = value - mean_;
    mean_ += off / static_cast<double>(n_);
    squares_ += off * (value - mean_);
  }
  [[nodiscard]] std::int64_t n() const { return n_; }
  [[nodiscard]] double mean() const { return mean_; }
  /// Of the values, over n - 1; 0 for fewer than two.
  [[nodiscard]] double variance() const {
    return n_ > 1 ? squares_ / static_cast<double>(n_ - 1) : 0;
  }
  /// The mean with Student's interval; too few below `needed` (at least 2).
  [[nodiscard]] Estimate estimate(std::int64_t needed) const;

 private:
  std::int64_t n_ = 0;
  double mean_ = 0, squares_ = 0;
};

inline constexpr double z_95 = 1.959963984540054;

/// The x below which a standard normal variable lies with probability `p` in (0, 1). Acklam's
/// rational approximation with one step of Halley's method: 1e-15.
[[nodiscard]] double normal_quantile(double p);
/// The same of Student's t with `degrees` > 0 (need not be whole). Hill 1970, algorithm 396; 1 and
/// 2 degrees exactly, others to 1e-4 of the value for p in [0.0005, 0.9995].
[[nodiscard]] double student_quantile(double p, double degrees);
/// ln B(a, b).
[[nodiscard]] double log_beta(double a, double b);
/// e^log_factor times Gauss's 2F1(a, b; c; z) for 0 <= z < 1 and c > -1, c != 0, by its series. The
/// factor is there because the product may be small where either is beyond a double. Exact where
/// all terms have one sign; of the transformations (Abramowitz & Stegun 15.3.3) choose accordingly.
[[nodiscard]] double hypergeometric_2f1(double a, double b, double c, double z,
                                        double log_factor = 0);

/// A symmetric positive definite matrix, row by row, replaced by its inverse (Cholesky). False, and
/// the matrix is rubbish, when it is not positive definite. O(n^3).
[[nodiscard]] bool invert(std::vector<double>& matrix, std::size_t n);

/// Weighted least squares over rows with few entries other than zero (dummies of doctors, months).
///
///   Regression fit(3);                       for each row: fit.add({{0, 1}, {2, x}}, y);
///   if (fit.solve()) ... fit.coefficient(2)  then, for errors, each row again: fit.add_error(...)
class Regression {
 public:
  struct Entry {
    std::size_t column;
    double value;
  };
  explicit Regression(std::size_t columns);

  void add(std::span<const Entry> row, double outcome, double weight = 1);
  /// Pulls a column towards zero as so many rows of size 1 would.
  void add_ridge(std::size_t column, double strength);
  /// Nothing can be solved when columns depend on each other: false. O(columns^3).
  [[nodiscard]] bool solve();

  [[nodiscard]] std::size_t columns() const { return slope_.size(); }
  [[nodiscard]] double coefficient(std::size_t column) const { return coefficients_[column]; }
  [[nodiscard]] double predict(std::span<const Entry> row) const;
  /// (X'WX)^-1.
  [[nodiscard]] double inverse(std::size_t row, std::size_t column) const {
    return matrix_[row * columns() + column];
  }
  /// How much one row moves a coefficient per unit of its weighted residual: (X'WX)^-1 x. Sums of
  /// squares of influence x residual are robust variances (White 1980).
  [[nodiscard]] double influence(std::size_t column, std::span<const Entry> row) const;

 private:
  std::vector<double> matrix_, slope_, coefficients_;
};

/// What `minimise` walks over; made of any callable that outlives it.
class Objective {
 public:
  template <class Callable>
  Objective(const Callable& callable)
      : self_(&callable), call_([](const void* self, std::span<const double> at) -> double {
          return (*static_cast<const Callable*>(self))(at);
        }) {}
  double operator()(std::span<const double> at) const { return call_(self_, at); }

 private:
  const void* self_;
  double (*call_)(const void*, std::span<const double>);
};

struct Minimum {
  std::vector<double> at;
  double value = 0;
  bool is_settled = false;  ///< The simplex became small before the limit of evaluations.
};
inline constexpr int evaluations_max = 4'000;
/// Nelder & Mead 1965 in the form of Lagarias et al. 1998, begun again once where it ended, within
/// `low`..`high` on every axis (a step outside is put on the border). Deterministic.
[[nodiscard]] Minimum minimise(const Objective& objective, std::vector<double> start, double step,
                               double low, double high);
/// The same a move at a time, for jobs: `while (!search.step()) co_await control.breathe();`.
class Search {
 public:
  /// What `objective` was made of outlives the search.
  Search(const Objective& objective, std::vector<double> start, double step, double low,
         double high);
  /// A few evaluations. True when it is over.
  bool step();
  [[nodiscard]] Minimum found() const { return {best_.at, best_.value, is_settled_}; }

 private:
  struct Corner {
    std::vector<double> at;
    double value = 0;
  };
  void begin_round();
  double value(std::vector<double>& at);
  [[nodiscard]] bool is_small() const;
  Corner carried(double by);
  void move();

  Objective objective_;
  double low_, high_, step_;
  int evaluations_ = 0, round_ = 0;
  bool is_settled_ = false, is_over_ = false;
  Corner best_;
  std::vector<Corner> corners_;  ///< Of the simplex, best first; none between two rounds.
};

/// Inverse of the matrix of second differences of an objective at its minimum: the covariance of
/// the parameters when the objective is minus a log likelihood. Empty when it curves down
/// somewhere.
[[nodiscard]] std::vector<double> covariance_at(const Objective& objective,
                                                std::span<const double> at);

}  // namespace retour::funnel
