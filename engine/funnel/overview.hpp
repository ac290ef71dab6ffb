// An owner's two minutes: how the period went beside the same one a year ago, at which step, by
// whom and for how much money patients are lost, and what would change it (PS-12, PS-15, PS-20,
// DM-01, RT-27). Every line is taken from a report that has a page of its own, asked the same.
//
//   columns, calls ──► funnel, calls, doctors, revenue ──► advice, dearest first
//
// A person is only named when he differs from his colleagues for sure; where money cannot be told,
// a line has none and stands below those that have.
#pragma once

#include <vector>

#include "funnel/calls.hpp"
#include "funnel/channels.hpp"
#include "funnel/doctor_figures.hpp"

namespace retour::funnel {

enum class AdviceKind : std::uint8_t {
  lost_step,        ///< `step`; `count` patients; PS-20's money.
  never_reached,    ///< `count` callers with whom nobody ever spoke.
  operator_loses,   ///< `who`; `count` callers more than colleagues lose.
  doctor_converts,  ///< `who`; `count` patients fewer than colleagues lead from 4 to 5.
  doctor_returns,   ///< `who`; `count` patients fewer than colleagues see again.
  one_source,       ///< `source` brings nearly all; `permille` of the primary patients.
  untyped,          ///< `permille` of the revenue has no product type; its money.
};

struct Advice {
  AdviceKind kind = AdviceKind::lost_step;
  FunnelStatus step = FunnelStatus::none;
  StaffId who = {};
  SourceId source = {};
  std::int64_t count = 0;
  std::int64_t permille = 0;
  std::optional<std::int64_t> money_minor = {};
};
inline constexpr std::size_t advice_max = 6;
/// A smaller untyped share of revenue is not worth a line.
inline constexpr std::int64_t untyped_permille_min = 50;

/// Colleagues: only doctors of one specialty are held against each other.
struct DoctorGroup {
  StaffId doctor;
  SpecialtyId specialty;
};

struct OverviewQuery {
  ReportQuery funnel = {};
  CallRules rules = {};
  std::span<const DoctorGroup> doctors = {};
  std::int32_t return_window_days = 180;
  std::span<const SourceId> sources_by_row = {};
  std::span<const SpentLine> spent = {};
  Attribution attribution = Attribution::first;
};

struct Overview {
  FunnelReport funnel;
  CallReport calls;
  ChannelReport channels;
  std::int64_t revenue_minor = 0;
  std::int64_t revenue_before_minor = 0;  ///< Of the same period a year ago (IM-23).
  Estimate returned;           ///< Of the patients who need a further visit (DR-07), all doctors.
  MeanValues values;           ///< What a patient brings, minor units.
  std::vector<Advice> advice;  ///< Dearest first, then those without money.
};
/// A few passes over the columns. O(events + calls log calls).
[[nodiscard]] Overview measure_overview(const EventColumns& columns, const CallTable& calls,
                                        std::span<const UniqueCall> unique,
                                        const Milestones& milestones, const OverviewQuery& query);

/// What a patient brings, of everybody until `now`.
[[nodiscard]] MeanValues patient_values(const EventColumns& columns, Instant now);
/// The first year; of a young clinic, where nobody is known for so long, what was brought so far.
/// For sums of money: whoever shows it must say which of the two it is.
[[nodiscard]] Estimate best_known(const MeanValues& values);

/// DR-07 of all doctors together: of first patients of the query's period who need a further visit
/// and whose window is over, those who came back.
[[nodiscard]] Estimate returned_of(const EventColumns& columns, const DoctorQuery& query);

/// The same days of the year before; 29 February becomes 365 days earlier.
[[nodiscard]] Interval a_year_before(const Interval& period, const Zone& zone);

}  // namespace retour::funnel

namespace retour {
RETOUR_ENUM_NAMES(funnel::AdviceKind, "lost_step", "never_reached", "operator_loses",
                  "doctor_converts", "doctor_returns", "one_source", "untyped");
}  // namespace retour
