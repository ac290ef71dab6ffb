// No-show risk of a booking, from the clinic's own history: how often bookings like this one were
// missed, and which fact adds or takes away how much.
//
//   log odds, in thousandths        base  -1 420   of all bookings
//                                   lead    +310   booked 19 days ahead
//                                   past    +640   missed 2 of 3 before
//                                   age     -120   61 years
//                                   ...            every term of every booking adds up exactly
//                                          -----
//                                           -590 -> risk 35.7 %
//
// A model is a table: each fact falls into one bin, each bin has one whole number. Training is a
// logistic regression with a ridge on all bins (a small clinic gets terms near zero, not wild ones)
// and newer visits weighing more, since clinics change. Then it is calibrated on the newest visits,
// piece by piece, by models that did not see them: log odds are scaled, and above a knee each
// thousandth counts for less (facts that raise the risk overlap); what that takes away is a term of
// its own.
//
// Clinics change by the week, so a model is for tonight: train it every night. Frozen for two weeks
// it stays in order but loses its level (measured: docs/performance.md).
//
// What it is for: whom to remind or call first, and how far capped overbooking may go. It is never
// shown as a label on a patient, and never a reason to refuse a booking.
//
// What it must not see: where somebody lives, welfare, occupation, insurance, illness or
// disability. Those predict poverty before they predict anything else; a model that uses them sends
// the poor to the worst slots and then learns that they come less. Own behaviour and the booking's
// own circumstances are what a patient and the desk can change, and they suffice for risks that
// hold (measured: docs/performance.md). There is no field for anything else here on purpose.
//
// Turned down: boosted trees (no terms that add up), a term per doctor (the patient would pay for
// the doctor's delays).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "time/civil.hpp"

namespace retour::schedule {

/// One settled visit of a patient.
struct PastVisit {
  LocalDate date = {};
  bool is_no_show = false;
};

/// A patient's own record before a date.
struct PastRecord {
  std::int32_t visits = 0;
  std::int32_t no_shows = 0;
  std::int32_t days_since_last = -1;  ///< -1: never was here.
  bool is_last_no_show = false;
};
/// Counts the visits before `before`: what happened later, or on the day, is not known yet. O(n).
[[nodiscard]] PastRecord record_before(std::span<const PastVisit> visits, LocalDate before);

/// What is known of a booking on the eve of the visit (or when it is made, on the day).
struct NoShowFacts {
  std::int32_t lead_days = 0;      ///< From booking to visit; negative is read as 0.
  std::int32_t booked_minute = 0;  ///< Local minute of the day at which it was made.
  std::int32_t age_years = -1;     ///< -1: unknown.
  std::uint8_t iso_weekday = 1;    ///< Of the visit.
  bool is_reminded = false;
  std::int32_t same_day_visits = 1;  ///< His bookings that day, this one included.
  PastRecord past = {};
};

enum class NoShowTerm : std::uint8_t {
  lead,
  booked_hour,
  age,
  weekday,
  reminder,
  same_day,
  past,
  last
};
inline constexpr std::size_t no_show_terms = 8;
/// Stable lower-case name.
[[nodiscard]] std::string_view name_of(NoShowTerm term);

/// The bin of a fact, 0 .. bins_of(term) - 1.
[[nodiscard]] std::size_t bins_of(NoShowTerm term);
[[nodiscard]] std::size_t bin_of(NoShowTerm term, const NoShowFacts& facts);

struct NoShowModel {
  std::int32_t base_millilogits = 0;
  std::array<std::vector<std::int32_t>, no_show_terms> millilogits = {};  ///< By term, by bin.
  std::int32_t knee_millilogits = 0;  ///< Above it each thousandth counts for less ...
  std::int32_t damping_permille = 0;  ///< ... by so much: facts that raise the risk overlap.
  std::int64_t examples = 0;
  bool operator==(const NoShowModel&) const = default;
};

struct NoShowExample {
  NoShowFacts facts = {};
  bool is_no_show = false;
  std::int32_t age_days = 0;  ///< How long ago the visit was, at training.
};

struct NoShowTraining {
  std::int32_t half_life_days = 60;  ///< A visit so old weighs half.
  /// In the calibration: how many are missed changes sooner than who misses.
  std::int32_t level_half_life_days = 14;
  std::int32_t ridge = 2;  ///< Strength of the pull of each bin towards zero.
};
inline constexpr std::size_t no_show_examples_max = 2'000'000;
/// With fewer visits, or fewer of either outcome, there is no model worth having.
inline constexpr std::int64_t no_show_examples_min = 200;
inline constexpr std::int64_t no_show_outcomes_min = 20;

/// Trains a model. Without enough history: the base alone, from what there is, all terms zero.
/// Only additions, multiplications and divisions in a fixed order, so that every device computes
/// the same table. O(examples x terms^2).
[[nodiscard]] NoShowModel train_no_show(std::span<const NoShowExample> examples,
                                        const NoShowTraining& training = {});

struct NoShowRisk {
  std::int32_t base_millilogits = 0;
  std::array<std::int32_t, no_show_terms> term_millilogits = {};
  std::int32_t damping_millilogits = 0;  ///< 0 or less; see NoShowModel.
  std::int32_t risk_permyriad = 0;       ///< 0 .. 10,000: of ten thousand such bookings.
  [[nodiscard]] std::int32_t total_millilogits() const {
    std::int32_t sum = base_millilogits + damping_millilogits;
    for (const std::int32_t term : term_millilogits) sum += term;
    return sum;
  }
};
[[nodiscard]] NoShowRisk risk_of(const NoShowModel& model, const NoShowFacts& facts);

/// Ten thousand times 1 / (1 + e^-x) of x in thousandths, rounded; the same on every machine.
[[nodiscard]] std::int32_t permyriad_of_millilogits(std::int32_t millilogits);

}  // namespace retour::schedule
