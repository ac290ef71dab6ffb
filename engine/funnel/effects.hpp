// What a coordinator changed (TP-22..30): his patients against comparable ones without him, and the
// clinic before and after the date on which he began. Both say "no effect" when there is none to
// see, and "too few" or "nothing to compare with" when they cannot know.
//
//   matched            with     without            before / after    o his patients' month
//   knee, 40-60  ads   62 %  -  55 %  = +7         less the month's  . baseline
//   knee, 40-60  word  71 %  -  70 %  = +1
//   hip ...                      weighed by his    ····o··o··o··o·│·o··o··o··o     difference of
//                                patients: +4.6              before │ after        the two means
//
// A verdict changes what somebody is paid, and months and money are wilder than formulas assume. So
// an effect is declared by the 98 % interval, while the 95 % one is shown: of clinics in which the
// coordinator changes nothing, fewer than one in twenty is told otherwise.
//
// Patients are not drawn by lot: who is given a coordinator may differ in ways that no stratum
// knows. The interval does not hold that; the view says so beside the figure.
#pragma once

#include <cstdint>
#include <span>

#include "funnel/statistics.hpp"

namespace retour::funnel {

enum class Verdict : std::uint8_t { unknown, no_effect, raises, lowers };
struct Effect {
  Estimate difference = {};  ///< In the units of the outcome; why there is none, if so.
  Verdict verdict = Verdict::unknown;
  double with = 0;             ///< Mean outcome with the coordinator, of those compared.
  double baseline = 0;         ///< What the comparable ones had: with - difference.
  std::int64_t compared = 0;   ///< Patients (or months after) that entered the comparison.
  std::int64_t unmatched = 0;  ///< His patients for whom nobody was comparable.
};

/// One patient with a prescription (or a month of one, as the caller counts). `stratum` is a code
/// of what makes patients comparable: service or diagnosis, age group, doctor, quarter. `outcome`:
/// 1 or 0 (closed, returned), or money.
struct CoordinatedPatient {
  std::uint32_t stratum = 0;
  bool has_coordinator = false;
  double outcome = 0;
};
inline constexpr std::int64_t matched_patients_min = 30;  ///< On either side.

/// Difference of means within strata, weighed by the coordinator's patients (the effect on those
/// whom he had; Cochran 1968), with each side's own variance (Neyman) and Student's interval.
/// Strata with fewer than two patients on a side are not comparable. Needs `matched_patients_min`
/// of either side, and half of his patients matched. O(n log n).
[[nodiscard]] Effect against_baseline(std::span<const CoordinatedPatient> patients);

/// One month (or week): the mean outcome of patients of the kind that the coordinator has, and of
/// the baseline in the same month, which takes season, prices and news out of it.
struct PeriodOutcome {
  double with = 0;
  double baseline = 0;
  bool is_after = false;  ///< On or after the date; the month of the date itself is left out.
};
inline constexpr std::int64_t periods_min = 6;  ///< On either side: TP-30's half a year.

/// Difference of the monthly differences after and before (TP-30). Neighbouring months are alike:
/// the variance is that of a first-order autoregression whose correlation, known from few months,
/// is taken with its bias corrected (Kendall 1954) and never below 0.3. A drift of the differences
/// before the date would go on by itself: then it abstains with `trend_before`. Periods in order of
/// time.
[[nodiscard]] Effect before_and_after(std::span<const PeriodOutcome> periods);

}  // namespace retour::funnel
