// What a channel's money brings, and where the next rouble should go (LD-12, LD-13): each further
// rouble gives fewer calls, and how many fewer is read from the months in which spending differed.
//
//   calls │            ___________ o
//         │       o__--     o         Hill:  base + gain spend / (half + spend)
//         │    _-'o                   log:   base + gain ln(1 + spend / half)
//         │  o'                       both with diminishing return from the first rouble on
//         └──────────────────── spend
//
// Which of the two shapes, and where it bends, a dozen months seldom tell. So no curve is chosen:
// the interval of any answer runs over all curves that the months allow (profile likelihood), and
// the curve is given only when that interval is within 15 % of its middle wherever the channel
// usually is. Outside of what was ever spent there is no answer.
//
// An S-shaped curve was turned down: its lower bend is where nobody spends, and fits find it in
// noise.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "funnel/statistics.hpp"

namespace retour::funnel {

/// One month (or week) of a channel, in order of time.
struct SpendPeriod {
  double spend_minor = 0;
  double outcomes = 0;  ///< Unique calls or primary patients by date of acquisition.
  double demand = 1;    ///< How much more of everything came to the clinic than usual: season.
};

struct ResponseOptions {
  /// Of a period's spending, what still works in the next one (adstock); 0: nothing.
  double carry_over = 0;
};
inline constexpr std::int64_t response_periods_min = 12;
/// Half of an interval against its middle, at the quartiles of spending.
inline constexpr double response_uncertainty_max = 0.15;

enum class CurveShape : std::uint8_t { hill, logarithm };

/// One curve that the periods allow.
struct CandidateCurve {
  CurveShape shape = CurveShape::hill;
  double half_minor = 1;  ///< Where the first rouble's effect has halved at the latest.
  double base = 0;        ///< Outcomes without spending, at usual demand.
  double gain = 0;
  double base_variance = 0, gain_variance = 0, covariance = 0;
  double distance = 0;  ///< From the best fit: squares that it leaves more, in units of the noise.
};

struct ResponseCurve {
  std::vector<CandidateCurve> candidates = {};  ///< The best one first.
  double threshold = 0;                         ///< `distance` of a curve that is just allowed.
  double spend_low_minor = 0;                   ///< Least and most that was ever spent.
  double spend_high_minor = 0;
  double usual_minor = 0;  ///< Median spending.
  std::int64_t n = 0;
  std::int64_t needed = 0;
  Abstention why = Abstention::too_few;
  [[nodiscard]] bool is_known() const { return why == Abstention::none; }
};

/// Weighted least squares of counts (variance proportional to the mean, quasi-Poisson) with Huber's
/// weights against single wild months, for each shape and bend of a grid. O(periods).
[[nodiscard]] ResponseCurve fit_response(std::span<const SpendPeriod> periods,
                                         const ResponseOptions& options = {});

/// Outcomes of a period with that spending, at usual demand. Abstains with the curve, and with
/// `no_variation` outside of what was ever spent (a tenth beyond is allowed).
[[nodiscard]] Estimate response_at(const ResponseCurve& curve, double spend_minor);

/// Further outcomes of `extra_minor` on top.
[[nodiscard]] Estimate further_outcomes(const ResponseCurve& curve, double spend_minor,
                                        double extra_minor);

/// Where the next rouble goes: each channel's further outcomes, and the one channel whose interval
/// lies above all others', if there is one. A channel without a curve is not preferred, and does
/// not stop others from being so.
struct NextRouble {
  std::vector<Estimate> further;  ///< By channel.
  std::optional<std::size_t> best = {};
};
[[nodiscard]] NextRouble next_rouble(std::span<const ResponseCurve> channels,
                                     std::span<const double> spends_minor, double extra_minor);

}  // namespace retour::funnel
