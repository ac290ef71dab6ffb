// Doctors side by side, fairly (DR-01..11, DR-25; DESIGN's "doctor's CLV", "return rate"): figures
// of few patients are drawn towards the colleagues, different patients are made comparable, and
// nobody is called better than somebody else unless their intervals part.
//
//   A  ───────●──────             places 1..2    A and B cannot be told apart,
//   B    ────●───                 places 1..2
//   C               ──●──  <- no  places 3..3    C differs from both
//
// One call is one specialty: a surgeon's patients are not worth less because a therapist sees more
// of them. Doctors are dense numbers given by the caller.
//
// The interval of a place is safe for all pairs at once (Bonferroni on the pairs, as Tukey's method
// is for equal sizes, which clinics never have): of clinics whose doctors are all equal fewer than
// one in twenty names a best one. A posterior of ranks was turned down: it always names somebody.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "funnel/statistics.hpp"
#include "model/booking.hpp"

namespace retour::funnel {

/// The places somebody could hold, 1 the highest figure; 0..0: not ranked, too few patients.
struct Places {
  std::int32_t best = 0;
  std::int32_t worst = 0;
  bool operator==(const Places&) const = default;
};

// ---------------------------------------------------------------- money

inline constexpr std::size_t doctor_traits = 3;
/// A patient by the doctor who held his first consultation (diagnostics excluded), and what he
/// brought (or was prescribed). Traits are codes of the caller, e.g. age group, source, diagnosis;
/// one that is not given is 0 for everybody.
struct DoctorPatient {
  std::uint16_t doctor = 0;
  std::array<std::uint16_t, doctor_traits> traits{};
  std::int64_t value_minor = 0;
};
inline constexpr std::size_t doctors_max = 500;
inline constexpr std::size_t trait_levels_max = 200;  ///< Later codes count as 0.

struct DoctorValue {
  Estimate plain;         ///< Mean of his patients as they are, minor units.
  Estimate adjusted;      ///< The same if all doctors had the specialty's mix of patients.
  Estimate shrunk;        ///< Drawn towards the colleagues as far as his few patients demand.
  double own_weight = 0;  ///< Of `adjusted` in `shrunk`: 1 believes him, 0 only the colleagues.
  Places places;
};
struct DoctorValues {
  std::vector<DoctorValue> doctors;  ///< By number.
  double mean_minor = 0;             ///< Of the specialty, doctors weighed by what they tell.
  double between_minor = 0;          ///< Standard deviation between doctors' true levels.
};
/// A doctor with fewer patients has no place and no interval of his own.
inline constexpr std::int64_t ranked_patients_min = 20;

/// Least squares on doctors and traits; then empirical Bayes: levels ~ N(mean, between^2),
/// between^2 by Paule & Mandel 1982, shrunk_j = mean + (1 - B_j)(adjusted_j - mean) with B_j = (k -
/// 3)/(k - 1) v_j / (v_j + between^2), and Morris's interval (Morris 1983, "Parametric Empirical
/// Bayes Inference"; James & Stein 1961 with unequal variances), which allows for not knowing
/// `between`. Of fewer than four doctors nothing is shrunk. O(patients x doctors).
[[nodiscard]] DoctorValues compare_values(std::span<const DoctorPatient> patients,
                                          std::size_t doctor_count);

enum class Outlier : std::uint8_t { usual, low, high };
/// Who lies apart from what the other doctors, with their own spread, let expect (leave one out, t,
/// safe for all doctors at once), and by more than `apart` of their mean. With values of what was
/// prescribed, `high` asks for a review of over-prescription (DR-04). Fewer than four comparable
/// doctors: nobody.
[[nodiscard]] std::vector<Outlier> outliers_of(const DoctorValues& values, double apart = 0.25);

// ---------------------------------------------------------------- shares

struct ShareCount {
  std::int64_t hits = 0;
  std::int64_t trials = 0;
};
struct DoctorShare {
  Estimate share;  ///< Wilson's interval.
  Places places;
};
inline constexpr std::int64_t share_trials_min = 10;
/// Shares of doctors, e.g. conversion 4 -> 5 (DR-25) or answers to a survey (DR-19..22), by number.
[[nodiscard]] std::vector<DoctorShare> compare_shares(std::span<const ShareCount> doctors);
[[nodiscard]] std::vector<Outlier> outliers_of(std::span<const ShareCount> doctors);
/// How many hits more the trials of `own` would have had with the share of `others`: the difference
/// of two shares with its normal interval, shares drawn in by one success and one failure (Agresti
/// & Caffo 2000), so that small samples keep what the interval promises. With several people
/// compared at once the interval is safe for all of them (Bonferroni). Abstains below `needed`
/// trials on either side.
[[nodiscard]] Estimate shortfall(const ShareCount& own, const ShareCount& others,
                                 std::int64_t needed, std::size_t compared = 1);

/// What the doctor said about a further visit at the first one.
using retour::FurtherVisit;
struct PrimaryPatient {
  std::uint16_t doctor = 0;
  FurtherVisit further = FurtherVisit::unknown;
  std::int32_t observed_days = 0;  ///< From the first visit to now.
  std::int32_t returned_after_days = -1;
};
struct ReturnRate {
  DoctorShare rate;          ///< Of those who need a further visit and whose window is over.
  ShareCount returned = {};  ///< The same as counts.
  std::int64_t pending = 0;  ///< Need one, window not over, whether they came already or not.
  std::int64_t unknown = 0;  ///< Nobody said whether one is needed: in no denominator.
  Estimate not_needed;       ///< Of those of whom it was said (DR-11: "and this is good").
  Outlier not_needed_is = Outlier::usual;
};
/// DR-07 with the denominator of DR-11. Those who came back early count only once their window is
/// over: else quick returns would flatter the newest months.
[[nodiscard]] std::vector<ReturnRate> return_rates(std::span<const PrimaryPatient> patients,
                                                   std::size_t doctor_count,
                                                   std::int32_t window_days);

// ---------------------------------------------------------------- the balanced reference

/// DR-05, DR-06: the doctor of the highest value among those whose satisfaction is not below the
/// specialty's median, and how far the others are from him.
struct Balance {
  struct Doctor {
    Estimate gap;            ///< Reference less him, minor units; abstains without a reference.
    bool to_review = false;  ///< More value than the reference, less satisfaction than the median.
  };
  std::optional<std::size_t> reference = {};
  /// Nobody else could be the reference: his place is apart from all other candidates'.
  bool is_certain = false;
  double median_satisfaction = 0;
  std::vector<Doctor> doctors;
};
/// `satisfaction` by doctor, abstaining where there are too few ratings; such a doctor can neither
/// be the reference nor be up for review.
[[nodiscard]] Balance balance_of(const DoctorValues& values,
                                 std::span<const Estimate> satisfaction);

}  // namespace retour::funnel
