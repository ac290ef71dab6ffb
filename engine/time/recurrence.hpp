// Recurrence: "every second Tuesday at nine" as RFC 5545 says it (RRULE, RDATE, EXDATE), over wall
// clocks of one zone.
//
//   rule members   09-02 09-09 09-16 09-23 09-30 ...      DTSTART 1997-09-02, FREQ=WEEKLY
//   excluded              x                               EXDATE
//   added                        09-18                    RDATE
//   moved                             09-23 -> 09-24      RECURRENCE-ID with another time
//   occurrences    09-02       09-16 09-18 09-24 09-30
//
// How clocks that change are treated (RFC 5545, 3.3.5 and 3.3.10, made explicit):
// - Rules count on the wall clock: "daily at nine" stays at nine through summer time.
// - A time that comes twice (autumn) means its first passing.
// - A time that is skipped (spring) is read with the offset before the jump: 02:30 happens at the
//   instant when clocks show 03:30. The occurrence says so in its `kind`; it keeps the identity
//   that the rule gives it. Where the rule itself yields 03:30 too, the shifted one is dropped.
//
// What the RFC leaves open: a DTSTART that its own rule does not yield is no occurrence ("begins on
// the 1st, every Tuesday" has no visit on the 1st). Without a rule DTSTART is one. BYWEEKNO alone
// means DTSTART's day of the week in those weeks. BYSETPOS counts in the whole period, also when
// DTSTART lies in the middle of it.
//
// Everything is a value and a pure function; every expansion is bounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "time/civil.hpp"
#include "time/zone.hpp"

namespace retour {

enum class Frequency : std::uint8_t { secondly, minutely, hourly, daily, weekly, monthly, yearly };

/// `2TU`, `-1FR`, `MO`: ordinal 0 means every such day of the period.
struct WeekdayNumber {
  std::int8_t ordinal = 0;
  std::uint8_t iso_weekday = 1;  ///< 1 Monday ... 7 Sunday.
  auto operator<=>(const WeekdayNumber&) const = default;
};

/// The last moment of a rule, inclusive.
struct Until {
  enum class Kind : std::uint8_t {
    date,   ///< The whole local day `local.date`.
    local,  ///< A wall-clock reading.
    utc,    ///< An instant.
  };
  Kind kind = Kind::local;
  LocalDateTime local = {};
  Instant instant = {};
  bool operator==(const Until&) const = default;
};

/// RRULE. Lists are sorted and without repetition once `parse_recurrence_rule` or `normalised`
/// made them so.
struct RecurrenceRule {
  Frequency frequency = Frequency::weekly;
  std::int32_t interval = 1;
  std::optional<std::int32_t> count = {};
  std::optional<Until> until = {};
  std::vector<std::uint8_t> by_second = {};
  std::vector<std::uint8_t> by_minute = {};
  std::vector<std::uint8_t> by_hour = {};
  std::vector<WeekdayNumber> by_day = {};
  std::vector<std::int8_t> by_month_day = {};  ///< 1 .. 31, -31 .. -1.
  std::vector<std::int16_t> by_year_day = {};  ///< 1 .. 366, -366 .. -1.
  std::vector<std::int8_t> by_week = {};       ///< 1 .. 53, -53 .. -1; weeks of ISO 8601 but for
                                               ///< the day that they begin with.
  std::vector<std::uint8_t> by_month = {};
  std::vector<std::int16_t> by_position = {};  ///< BYSETPOS.
  std::uint8_t week_start = 1;                 ///< WKST, ISO weekday.
  bool operator==(const RecurrenceRule&) const = default;
};
inline constexpr std::int32_t recurrence_interval_max = 100'000;
inline constexpr std::int32_t recurrence_count_max = 100'000;

/// One occurrence that takes place at another time than the rule says.
struct MovedOccurrence {
  LocalDateTime id = {};  ///< Where the rule (or RDATE) has it.
  LocalDateTime to = {};
  auto operator<=>(const MovedOccurrence&) const = default;
};

/// A series. The three lists are sorted and without repetition; an excluded time is not moved.
struct RecurrenceSet {
  LocalDateTime begin = {};                  ///< DTSTART.
  std::optional<RecurrenceRule> rule = {};   ///< Without one, `begin` is the only member.
  std::vector<LocalDateTime> added = {};     ///< RDATE.
  std::vector<LocalDateTime> excluded = {};  ///< EXDATE.
  std::vector<MovedOccurrence> moved = {};
  bool operator==(const RecurrenceSet&) const = default;
};
inline constexpr std::size_t recurrence_exceptions_max = 10'000;  ///< Of each list.

// ---------------------------------------------------------------- occurrences

struct Occurrence {
  LocalDateTime id = {};    ///< Stays the same when the occurrence is moved (RECURRENCE-ID).
  LocalDateTime wall = {};  ///< The time that was meant; `id` unless moved.
  Instant begin = {};
  LocalKind kind = LocalKind::unique;  ///< Of `wall`; skipped: the clock shows another time then.
  bool operator==(const Occurrence&) const = default;
};

struct Expansion {
  std::vector<Occurrence> occurrences = {};  ///< By begin; one per instant.
  bool is_complete = true;  ///< False: a limit was met, later occurrences may be missing.
};
inline constexpr std::size_t occurrences_max = 100'000;
/// Most periods (years, months, weeks, days ...) that one expansion looks at; a rule that never
/// matches (30 February) ends by it.
inline constexpr std::int64_t recurrence_periods_max = 400'000;

/// Occurrences that begin inside `within`, at most `limit` (the earliest). A rule without COUNT is
/// entered near the window, in O(1); one with COUNT is counted from its beginning.
[[nodiscard]] Expansion expand(const RecurrenceSet& set, const Zone& zone, const Interval& within,
                               std::size_t limit = occurrences_max);

/// The occurrence of that identity, wherever it was moved to; nothing when there is none.
[[nodiscard]] std::optional<Occurrence> find_occurrence(const RecurrenceSet& set, const Zone& zone,
                                                        const LocalDateTime& id);

// ---------------------------------------------------------------- text

/// Why a text or a rule is refused.
enum class RecurrenceFault : std::uint8_t {
  no_frequency,       ///< FREQ is missing.
  unknown_part,       ///< A name that RFC 5545 does not know here.
  repeated_part,      ///< A part stands twice.
  no_value,           ///< `BYDAY=`, or no `=` at all.
  bad_number,         ///< Not a whole number.
  out_of_range,       ///< A number that the part cannot have.
  bad_weekday,        ///< Neither `MO` nor `-1FR`.
  bad_time,           ///< Neither 19970902T090000 nor what else the part allows.
  count_and_until,    ///< Only one of them may be given.
  not_for_frequency,  ///< The part has no meaning with this FREQ (RFC 5545, table of 3.3.10).
  ordinal_not_here,   ///< `2TU` with a FREQ other than MONTHLY and YEARLY, or beside BYWEEKNO.
  position_alone,     ///< BYSETPOS without another BYxxx part.
  too_many_values,    ///< More than 1,000 values in a part, 10,000 times in a list.
  no_begin,           ///< A series without DTSTART.
  other_zone,         ///< Times of one series in two zones.
};
/// Stable lower-case name, "no_frequency".
[[nodiscard]] std::string_view name_of(RecurrenceFault fault);

struct RecurrenceRefusal {
  RecurrenceFault fault = RecurrenceFault::no_frequency;
  std::string part = {};  ///< As it stood in the text, or the part's name: `BYDAY=XX`.
  bool operator==(const RecurrenceRefusal&) const = default;
};

/// Parses `FREQ=MONTHLY;BYDAY=-1FR`, parts in any order and case. Second 60 is read as 59.
[[nodiscard]] std::expected<RecurrenceRule, RecurrenceRefusal> parse_recurrence_rule(
    std::string_view text);
/// Canonical text; `parse_recurrence_rule` gives the same rule again.
[[nodiscard]] std::string to_text(const RecurrenceRule& rule);

/// Sorts and checks a rule that a program made; refuses what parsing would.
[[nodiscard]] std::expected<RecurrenceRule, RecurrenceRefusal> normalised(RecurrenceRule rule);

struct ZonedRecurrence {
  RecurrenceSet set = {};
  std::string zone = {};  ///< IANA name; "UTC" for times with Z; empty for floating times.
  bool operator==(const ZonedRecurrence&) const = default;
};
/// Parses content lines DTSTART, RRULE, RDATE, EXDATE and X-MOVED (our own: id/to), folded or not.
[[nodiscard]] std::expected<ZonedRecurrence, RecurrenceRefusal> parse_recurrence(
    std::string_view text);
/// Content lines, each ended by "\n" and not folded: what is stored. `parse_recurrence` gives the
/// same set again.
[[nodiscard]] std::string to_text(const ZonedRecurrence& recurrence);

// ---------------------------------------------------------------- edits

/// Why a series cannot be edited so.
enum class RecurrenceEditFault : std::uint8_t {
  no_such_occurrence,
  needs_new_rule,  ///< The rule names its days or times ("last Friday"): say the new rule.
  time_taken,      ///< Another occurrence of the series is at that time.
  too_many_exceptions,
};
[[nodiscard]] std::string_view name_of(RecurrenceEditFault fault);

template <class T>
using RecurrenceEdit = std::expected<T, RecurrenceEditFault>;

/// "Only this one": takes an occurrence out.
[[nodiscard]] RecurrenceEdit<RecurrenceSet> cancel_one(RecurrenceSet set, const Zone& zone,
                                                       const LocalDateTime& id);
/// "Only this one": puts it at another time; back to its own time undoes an earlier move.
[[nodiscard]] RecurrenceEdit<RecurrenceSet> move_one(RecurrenceSet set, const Zone& zone,
                                                     const LocalDateTime& id,
                                                     const LocalDateTime& to);

/// "This and following": the series cut in two before `id`. Together they have the occurrences of
/// the whole; COUNT is divided, exceptions go with their part. No `before` when `id` is the first.
struct SplitRecurrence {
  std::optional<RecurrenceSet> before = {};
  RecurrenceSet following = {};
};
[[nodiscard]] RecurrenceEdit<SplitRecurrence> split_at(const RecurrenceSet& set, const Zone& zone,
                                                       const LocalDateTime& id);

/// "All": the whole series begins at `begin` instead, every occurrence as much earlier or later on
/// the wall clock. Exceptions move along, times that single occurrences were moved to stay.
/// needs_new_rule where the rule's own days or times would not follow.
[[nodiscard]] RecurrenceEdit<RecurrenceSet> shift_all(const RecurrenceSet& set, const Zone& zone,
                                                      const LocalDateTime& begin);

/// "All": another rule. Exceptions of occurrences that the new rule lacks are given back.
struct RuledRecurrence {
  RecurrenceSet set = {};
  std::vector<LocalDateTime> dropped = {};  ///< Excluded or moved times without an occurrence now.
};
[[nodiscard]] RuledRecurrence replace_rule(const RecurrenceSet& set, const Zone& zone,
                                           const LocalDateTime& begin, RecurrenceRule rule);

}  // namespace retour
