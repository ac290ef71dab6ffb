// The funnel report: one pass over the event columns.
//
// A step is i -> i+1 for i in 1..6. Its *entrants* are the cycles (or people) that took status i in
// the period; what became of each of them within the step's window is one of
//
//   converted   reached a status above i within the window
//   lost        did not: the window ran out, or the cycle closed first (outflow, with its reason)
//   pending     still inside the window: censored, not lost
//
// Two conversions stand side by side:
//
//   share       converted / all, of the entrants whose window is over by `now`, with Wilson's
//               interval (Wilson 1927). Whoever converted or closed early waits for his window like
//               everybody who entered with him: in a young cohort the early ones are all that is
//               known, and they are not like the others.
//   estimate    1 - Kaplan-Meier at the end of the window, people inside the window censored at
//               `now`, with Greenwood's variance on the log(-log) scale (Kalbfleisch & Prentice).
//               Cycles that closed without converting stay at risk for as long as those that
//               entered with them have been watched: to leave when they close would flatter the
//               clinic, to stay for a window that is not over would belittle it (Fine & Gray 1999,
//               with censoring times known).
//
// With a gap, only what happens after so many days counts: whoever converted sooner is no entrant
// of the step (a landmark; Anderson, Cain & Gelber 1983).
//
// A cycle is an entrant of a status once, when it first takes it, so that periods add up; counting
// people, the best outcome of a person's cycles counts. A step over a status is no entry into it.
//
// Lost money (PS-20): a lost cycle's open money is counted at the one step where it was lost for
// good (the highest status it ever had, if it was lost there), gross, and times the measured
// conversions of the steps after it up to 5.
//
// Floating point is used here only: reports are never stored.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "funnel/events.hpp"

namespace retour::funnel {

/// Every term that a report shows; the catalogues hold its definition under `term.<name>`, and each
/// figure on a screen links to it.
enum class Term : std::uint8_t {
  entrants,
  direct_entrants,
  converted,
  lost,
  pending,
  share,
  estimate,
  wilson_interval,
  survival_interval,
  median_days,
  outflow,
  outflow_reason,
  gross_lost_money,
  lost_money,
  unvalued_lost,
  revenue,
  untyped_share,
  presumed,
  cycle,
  status,
  window,
  cohort,
  channel_cost,
  unique_call,
  operator_conversion,
  lost_income,
};

enum class CountMode : std::uint8_t { cycles, people };
enum class Presumed : std::uint8_t { counted, left_out };

/// What the report is asked. Nil ids mean "all".
struct ReportQuery {
  Interval period = {};  ///< Entry into the step lies in [begin, end).
  Instant now = {};
  std::array<std::int32_t, 7> window_days{0, 90, 90, 90, 90, 90, 90};  ///< By step 1..6.
  std::array<std::int32_t, 7> gap_days{};  ///< By step; 0: conversions at once count too.
  CountMode mode = CountMode::cycles;
  Presumed presumed = Presumed::counted;
  SpecialtyId specialty = {};
  BranchId branch = {};  ///< Of the event that entered the step.
  StaffId doctor = {};   ///< Of the event that entered the step.
  SourceId source = {};  ///< Of the cycle.
  /// Nothing after `now` is known: the funnel as it stood then, by what has been recorded since
  /// about the time before. Money still open is today's.
  bool is_as_of = false;
  bool operator==(const ReportQuery&) const = default;
};
inline constexpr std::int32_t window_days_max = 730;  ///< Longer windows are cut to this.

/// A query with every step's window from the clinic's policy.
[[nodiscard]] ReportQuery query_of(const Policy& policy, const Interval& period, Instant now);

struct Range {
  double low = 0;
  double high = 1;
  bool operator==(const Range&) const = default;
};

struct ReasonCount {
  ReasonId reason = {};  ///< Nil: none was said.
  std::int64_t count = 0;
  /// Open money of the cycles lost here for good; counting cycles, it sums to the step's.
  std::int64_t gross_lost_minor = 0;
  bool operator==(const ReasonCount&) const = default;
};

struct StepFigures {
  FunnelStatus from = FunnelStatus::none;
  std::int64_t entrants = 0;
  std::int64_t direct = 0;    ///< Of the entrants: those who came past status from-1.
  std::int64_t presumed = 0;  ///< Of the entrants: on imported history alone.
  std::int64_t converted = 0;
  std::int64_t lost = 0;
  std::int64_t pending = 0;
  std::int64_t decided = 0;             ///< Of the entrants: those whose window is over.
  std::int64_t decided_converted = 0;   ///< Of these: converted.
  std::optional<double> share = {};     ///< Of the decided; nothing when nobody's window is over.
  Range share_95 = {};                  ///< Wilson.
  std::optional<double> estimate = {};  ///< Nothing without entrants.
  Range estimate_95 = {};               ///< Greenwood, log(-log).
  std::optional<std::int32_t> median_days = {};  ///< By which half have converted, if they do.
  std::vector<ReasonCount> reasons = {};         ///< Of the lost, most frequent first, then by id.
  std::int64_t gross_lost_minor = 0;             ///< Open money of those lost here for good.
  /// The same times the conversions after this step; nothing while one of them is not measured.
  std::optional<std::int64_t> lost_minor = {};
  std::int64_t unvalued = 0;  ///< Of those: cycles without known open money.
  bool operator==(const StepFigures&) const = default;
};

struct FunnelReport {
  std::array<StepFigures, 7> steps;      ///< Steps 1..6 at their index; 0 unused.
  std::int64_t dispensary_entrants = 0;  ///< Status 7 taken in the period.
  std::int64_t revenue_minor = 0;        ///< Rendered in the period (same branch and doctor).
  std::int64_t untyped_revenue_minor = 0;
  /// Open cycles by status now; counting people, everybody by the status of his badge.
  std::array<std::int64_t, funnel_status_count> current{};
  bool operator==(const FunnelReport&) const = default;
};

/// One pass. O(events). All percentages follow from the counts in it; `people` gives the rows.
[[nodiscard]] FunnelReport measure_funnel(const EventColumns& columns, const ReportQuery& query);

enum class Figure : std::uint8_t {
  entrants,
  direct,
  converted,
  lost,
  pending,
  lost_for_good,
  current,  ///< Who counts in `FunnelReport::current` of the status; `reason` does not matter.
};

/// The patients behind one figure of `measure_funnel` with the same query, by row number. A patient
/// with several such cycles is listed once. With `reason`, only the lost (for good) who gave it.
[[nodiscard]] std::vector<std::uint32_t> people_behind(const EventColumns& columns,
                                                       const ReportQuery& query, FunnelStatus step,
                                                       Figure figure,
                                                       std::optional<ReasonId> reason = {});

/// Entrants of status 4 by whether they are target patients (PS-14): has money, and a problem that
/// the clinic treats.
struct Entering {
  std::int64_t entrants = 0;           ///< As the report counts them: cycles or people.
  std::int64_t decided = 0;            ///< Of these: those whose window is over.
  std::int64_t decided_converted = 0;  ///< Of these: bought.
  bool operator==(const Entering&) const = default;
};
struct Qualification {
  Entering target, other;    ///< Together step 4 of the report.
  bool is_recorded = false;  ///< Somebody is marked at all; else nothing is known of anybody.
  bool operator==(const Qualification&) const = default;
};
/// The two questions of profit (PS-15): how many who enter are target patients, and do they buy
/// once inside. One pass. O(events).
[[nodiscard]] Qualification qualification_of(const EventColumns& columns, const ReportQuery& query);
/// Of the patients behind `entrants` of status 4: those who are target patients, or are not.
[[nodiscard]] std::vector<std::uint32_t> people_entering(const EventColumns& columns,
                                                         const ReportQuery& query, bool is_target);

/// What the funnel's page tells of a period.
struct FunnelFigures {
  FunnelReport report;
  Qualification entering;
  bool operator==(const FunnelFigures&) const = default;
};

/// Keeps what the figures count by ranges of patients: after a fact only the ranges of those whom
/// it touched are counted again. All counts are sums over patients, so the figures equal those of
/// `measure_funnel` and `qualification_of` to the last bit. About 120 KB a range.
class FunnelMeter {
 public:
  /// More ranges make a change cheaper and the first count, which adds them up, dearer.
  static constexpr std::size_t ranges_max = 32;
  static constexpr std::size_t events_per_range_min = 32'768;

  FunnelMeter();
  FunnelMeter(const FunnelMeter&) = delete;
  FunnelMeter& operator=(const FunnelMeter&) = delete;
  ~FunnelMeter();

  /// `changed`: the rows that were put or emptied since the last call, new ones too; nothing when
  /// that is not known. O(ranges of these), or O(events) when it is not known or the query is
  /// another one. Good until the next call.
  [[nodiscard]] const FunnelFigures& measure(
      const EventColumns& columns, const ReportQuery& query,
      const std::optional<std::vector<std::uint32_t>>& changed);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Cycles and loops (PS-09): how often people go round, of those with a cycle that began in the
/// period and that the query takes.
struct CycleCounts {
  static constexpr std::size_t most = 4;                   ///< The last group is "so many or more".
  std::array<std::vector<std::uint32_t>, most> by_cycles;  ///< Rows: with 1, 2, 3, 4 or more.
  std::vector<std::uint32_t> fell_back;  ///< Rows: some cycle went back to an earlier status.
};
/// One pass. O(events).
[[nodiscard]] CycleCounts cycle_counts(const EventColumns& columns, const ReportQuery& query);

enum class Revenue : std::uint8_t { all, untyped };
/// The patients to whom the revenue of the report was rendered, or the untyped part of it.
[[nodiscard]] std::vector<std::uint32_t> people_with_revenue(const EventColumns& columns,
                                                             const ReportQuery& query,
                                                             Revenue which);

/// The patients whose badge shows a status now, by row number.
[[nodiscard]] std::vector<std::uint32_t> people_in_status(const EventColumns& columns,
                                                          FunnelStatus status);

/// Wilson's score interval for `hits` of `trials` at 95 %; [0, 1] without trials.
[[nodiscard]] Range wilson_95(std::int64_t hits, std::int64_t trials);

/// One step's times to conversion in whole days, as counts.
struct TimeToEvent {
  std::vector<std::int64_t> events;    ///< Converted on day d.
  std::vector<std::int64_t> censored;  ///< Last seen unconverted on day d.
};
struct SurvivalEstimate {
  double converted = 0;  ///< 1 - S(window).
  Range range_95;
  std::optional<std::int32_t> median_days;
};
/// Kaplan-Meier over days 0..window; people censored on a day are at risk on it.
[[nodiscard]] SurvivalEstimate kaplan_meier(const TimeToEvent& times, std::int32_t window_days);

}  // namespace retour::funnel

namespace retour {
RETOUR_ENUM_NAMES(funnel::Term, "entrants", "direct_entrants", "converted", "lost", "pending",
                  "share", "estimate", "wilson_interval", "survival_interval", "median_days",
                  "outflow", "outflow_reason", "gross_lost_money", "lost_money", "unvalued_lost",
                  "revenue", "untyped_share", "presumed", "cycle", "status", "window", "cohort",
                  "channel_cost", "unique_call", "operator_conversion", "lost_income");
}  // namespace retour
