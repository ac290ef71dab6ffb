// Figures as tasks (PS-19, DM-09): what a target's figure is now, and whether the target is
// reached.
//
//   Target{step 4, aim 40 %, due 1 March} ── aimed_figure ──► 31 %, of 120 patients
//                                         └─ verdict_of ────► reached / missed / open
//
// Shares and means are of the last `aim_days`, sums "in a month" of the last `aim_month_days`: so
// they can be read on any day, and a month that has just begun is no failure.
#pragma once

#include "app/live_calls.hpp"
#include "funnel/channels.hpp"

namespace retour::app {

inline constexpr std::int32_t aim_days = 90;
inline constexpr std::int32_t aim_month_days = 30;

/// Which figure of whom; the same as in a `Target`.
struct AimQuestion {
  AimedFigure figure = AimedFigure::step_conversion;
  std::int32_t step = 0;
  StaffId staff = {};
  SourceId source = {};
  BranchId branch = {};
};
[[nodiscard]] AimQuestion question_of(const Target& target);

/// In the units of `Target::aim`, or why there is none. `n`: patients, calls or minutes behind it.
struct AimedValue {
  std::optional<std::int64_t> value = {};
  funnel::Estimate why = {};  ///< Without a value: the abstention.
};
/// Reads the load from the database, everything else from the columns. Some milliseconds.
[[nodiscard]] Result<AimedValue> aimed_value(Clinic& clinic, const LiveFunnel& funnel,
                                             const LiveCalls& calls, const AimQuestion& question);

/// Fewer missed calls and cheaper patients are better; of all else more is.
[[nodiscard]] bool is_less_better(AimedFigure figure);
/// How it stands: reached as soon as it is; missed when it is not and the day is over.
[[nodiscard]] AimVerdict verdict_of(const Target& target, std::optional<std::int64_t> value,
                                    LocalDate today);
/// The way from the baseline to the aim that is behind us, 0 to 1.
[[nodiscard]] double progress_of(const Target& target, std::int64_t value);

// ---- what channels are counted from besides calls
// -----------------------------------------------

/// Cost lines in use.
[[nodiscard]] std::vector<funnel::SpentLine> spent_lines(const Catalogue& catalogue);
/// By patient row, by an attribution.
[[nodiscard]] std::vector<SourceId> attributed_sources(const Catalogue& catalogue,
                                                       const LiveFunnel& funnel,
                                                       const LiveCalls& calls,
                                                       Attribution attribution);

}  // namespace retour::app
