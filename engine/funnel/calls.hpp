// Calls and what came of them (LD-11, AD-01..AD-07, AD-13): who called for the first time, who
// answered or called back, and whether the caller became a primary patient.
//
//   number        calls                                        a unique call is
//   ...0001  12.03 missed ── 12.03 called back by Anna ─► booked    one: Anna's, once missed
//   ...0001  20.03 answered by Oleg                                 none: within 30 days of the
//   last
//   ...0002  12.03 answered by Oleg, an existing patient            none
//
// A unique target call is the first inbound one from a number within so many days, about the
// clinic's services, not from somebody who is a patient already (DESIGN, "unique target call").
// Whoever answered it, or called a missed one back, has it; a miss that nobody returned is nobody's
// and is counted. It has converted when its patient pays his first entry visit within the window;
// until the window is over it is pending, not lost, as in the funnel (report.hpp).
#pragma once

#include <array>
#include <string_view>

#include "funnel/doctors.hpp"
#include "funnel/report.hpp"
#include "model/quality.hpp"

namespace retour::funnel {

inline constexpr std::uint32_t no_row = 0xFFFFFFFFU;

namespace call_flag {
inline constexpr std::uint8_t inbound = 1;
inline constexpr std::uint8_t answered = 2;
inline constexpr std::uint8_t other_topic = 4;  ///< Not about the services for new patients.
inline constexpr std::uint8_t reviewed = 8;
}  // namespace call_flag

/// One call with its review.
struct CallLine {
  EventMinute minute = 0;
  std::uint32_t number = 0;        ///< Code of the caller's number; 0: withheld.
  std::uint32_t patient = no_row;  ///< Row of the columns.
  std::uint32_t returns = no_row;  ///< Line of the missed call that this one returns.
  DimensionCode by = no_dimension;
  DimensionCode source = no_dimension;
  DimensionCode campaign = no_dimension;
  std::uint16_t waited_seconds = 0;
  std::uint16_t greeting_seconds = 0;  ///< 0: nobody has measured it.
  std::uint16_t tags = 0;              ///< Bit i: CallTag i.
  std::uint8_t score = 0;              ///< 1 to 5; 0: none.
  std::uint8_t flags = 0;              ///< call_flag.
};

/// All calls, by time.
struct CallTable {
  std::vector<CallLine> lines;
  std::vector<CallId> ids;  ///< By line.
  Dimension people, sources, campaigns;
};

/// When each patient first took what costs are counted by; 0: never. By row.
struct Milestones {
  std::vector<EventMinute> entry;    ///< First settled visit: a primary patient from then on.
  std::vector<EventMinute> main;     ///< A main product.
  std::vector<EventMinute> surgery;  ///< An operation was rendered.
};
/// One pass over events and charges; presumed events do not count.
[[nodiscard]] Milestones milestones_of(const EventColumns& columns);

struct UniqueCall {
  std::uint32_t line = 0;          ///< Of the first call.
  std::uint32_t handled = no_row;  ///< Of the call in which somebody spoke with the caller.
  std::uint32_t patient = no_row;
  EventMinute minute = 0;
  EventMinute primary = 0;  ///< When the caller became a primary patient, whenever; 0: not yet.
  bool was_missed = false;  ///< At first.
};
struct CallRules {
  std::int32_t unique_days = 30;  ///< Policy::unique_call_days.
  std::int32_t window_days = 90;  ///< In which a caller becomes a primary patient.
};
/// By time. O(calls log calls).
[[nodiscard]] std::vector<UniqueCall> unique_calls(const CallTable& calls,
                                                   const Milestones& milestones,
                                                   const CallRules& rules);

/// By patient row: the campaign of his first inbound call that had one; nil: none.
[[nodiscard]] std::vector<IdBytes> campaigns_by_row(const CallTable& calls, std::size_t patients);
/// By patient row: who spoke with him on his first unique call; nil: nobody.
[[nodiscard]] std::vector<IdBytes> operators_by_row(const CallTable& calls,
                                                    std::span<const UniqueCall> unique,
                                                    std::size_t patients);

// ---------------------------------------------------------------- operators

/// What became of some unique calls.
struct CallOutcome {
  std::int64_t unique = 0;
  std::int64_t converted = 0;
  std::int64_t pending = 0;  ///< The window is not over, and no visit was paid yet.
  std::int64_t decided = 0;  ///< Of those whose window is over ...
  std::int64_t decided_converted = 0;
  Estimate conversion = {};  ///< At the end of the window, time to event; too few below the limit.
};
inline constexpr std::int64_t outcome_calls_min = 20;

inline constexpr std::size_t call_tag_count = EnumNames<CallTag>::names.size();
/// AD-13: a greeting of more than so long drives callers away.
inline constexpr std::int32_t greeting_seconds_max = 120;

struct OperatorFigures {
  StaffId who;
  CallOutcome outcome;
  Places places;              ///< By conversion; 0..0 with too few calls.
  std::int64_t answered = 0;  ///< Calls of any kind.
  std::int64_t returned = 0;  ///< Of the unique ones: missed at first, called back by him.
  std::int64_t reviewed = 0;
  std::int64_t scored = 0;
  std::int64_t score_sum = 0;
  std::int64_t measured = 0;  ///< Greetings that somebody measured ...
  std::int64_t greeting_seconds_sum = 0;
  std::int64_t greetings_long = 0;  ///< ... and those over the limit.
  std::array<std::int64_t, call_tag_count> tags{};
};
/// AD-06: how many are lost by how many call in the same hour.
struct HourLoad {
  std::int32_t calls_min = 0;  ///< Inbound calls of the hour, from ... to the next line's.
  CallOutcome outcome;
  std::int64_t unanswered = 0;  ///< Unique calls with whose caller nobody ever spoke.
};
inline constexpr std::array<std::int32_t, 4> hour_loads{1, 3, 5, 8};

struct CallQuery {
  Interval period = {};  ///< Of unique calls.
  Instant now = {};
  CallRules rules = {};
  SourceId source = {};  ///< Nil: all.
};
struct CallReport {
  std::vector<OperatorFigures> operators;  ///< Most unique calls first, then by id.
  CallOutcome all;
  std::int64_t inbound = 0;
  std::int64_t missed = 0;         ///< Inbound calls that nobody answered.
  std::int64_t missed_unique = 0;  ///< Unique calls missed at first ...
  std::int64_t never_reached = 0;  ///< ... and those with whom nobody ever spoke.
  std::array<HourLoad, hour_loads.size()> by_load{};
};
/// `unique` of the same table and rules. O(calls).
[[nodiscard]] CallReport call_report(const CallTable& calls, std::span<const UniqueCall> unique,
                                     const CallQuery& query);
/// Outcome of the unique calls of [begin, end), e.g. while one script was in force (AD-07).
[[nodiscard]] CallOutcome outcome_between(std::span<const UniqueCall> unique, EventMinute begin,
                                          EventMinute end, EventMinute now, const CallRules& rules);

enum class CallPeople : std::uint8_t { unique, converted, lost, pending, never_reached };
/// Lines of unique calls behind a figure; nil `who`: everybody's.
[[nodiscard]] std::vector<std::uint32_t> calls_behind(const CallTable& calls,
                                                      std::span<const UniqueCall> unique,
                                                      const CallQuery& query, StaffId who,
                                                      CallPeople which);

/// AD-05: what the callers of one operator would have brought that his colleagues' would have.
struct LostIncome {
  Estimate callers;  ///< More than colleagues lose; abstains without colleagues to compare with.
  Estimate minor;    ///< Times what a primary patient brings; negative: he brings more.
};
/// `value` of a primary patient, minor units, e.g. the mean of the first year.
[[nodiscard]] LostIncome lost_income(const CallReport& report, std::size_t who,
                                     const Estimate& value);

}  // namespace retour::funnel
