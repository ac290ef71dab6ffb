// The pass that the report and the lists of people behind its figures share: which cycles and
// events a query takes, when each cycle took each status, and what became of each step (PS-11,
// PS-12). Inlined into both, because it is the inner loop over millions of events.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "funnel/code_filter.hpp"
#include "funnel/report.hpp"

// [SECTION] The query, resolved to codes and minutes
// [SECTION] The pass over cycles
// [SECTION] One cycle's outcome
// [SECTION] Charges

namespace retour::funnel::report_pass {

inline constexpr int last_step = 6;
inline constexpr std::uint32_t minutes_per_day = 1440;

// ---------------------------------------------------------------- The query, resolved

struct Selection {
  EventMinute begin, end, now;
  // Plain arrays: the checks of others would be made for every step of every cycle.
  EventMinute window_minutes[8]{};
  EventMinute gap_minutes[8]{};
  std::uint32_t specialty, source, branch, doctor;
  std::uint8_t skipped_flags;
  bool is_as_of;

  Selection(const EventColumns& columns, const ReportQuery& query)
      : begin(minute_of(query.period.begin)),
        end(minute_of(query.period.end)),
        now(minute_of(query.now)),
        specialty(resolve(columns.specialties(), query.specialty)),
        source(resolve(columns.sources(), query.source)),
        branch(resolve(columns.branches(), query.branch)),
        doctor(resolve(columns.doctors(), query.doctor)),
        skipped_flags(query.presumed == Presumed::left_out ? event_flag::presumed : 0),
        is_as_of(query.is_as_of) {
    for (std::size_t i = 1; i <= last_step; ++i) {
      window_minutes[i] = std::clamp(query.window_days[i], 0, window_days_max) * minutes_per_day;
      gap_minutes[i] = std::clamp(query.gap_days[i], 0, window_days_max) * minutes_per_day;
    }
  }

  [[nodiscard]] bool takes_cycle(const CycleColumns& cycles, std::size_t c) const {
    return (specialty == any_code || cycles.specialty[c] == specialty) &&
           (source == any_code || cycles.source[c] == source);
  }
  [[nodiscard]] bool is_closed(const CycleColumns& cycles, std::size_t c) const {
    return cycles.closing[c] != static_cast<std::uint8_t>(Closing::open) &&
           (!is_as_of || cycles.closed_minute[c] <= now);
  }
  /// How many of a cycle's events are known.
  [[nodiscard]] std::uint32_t known_events(const StatusEvents& events, std::uint32_t first,
                                           std::uint32_t count) const {
    if (is_as_of)
      while (count > 0 && events.minute[first + count - 1] > now) --count;
    return count;
  }
  [[nodiscard]] bool limits_events() const { return branch != any_code || doctor != any_code; }
};

// ---------------------------------------------------------------- The pass over cycles

inline constexpr EventMinute never = 0x7FFFFFFF;
inline constexpr std::size_t lanes = 8;  // one byte per status in a 64-bit word

/// When one cycle first took each status, and when it first went above it after that, as ordinals
/// of its events: byte i belongs to status i, 1 is the first event, 0 means never.
struct CycleTimes {
  const EventMinute* minute = nullptr;  // of ordinal 1
  std::uint64_t entered_ordinals = 0;
  std::uint64_t reached_ordinals = 0;
  // Bit i: status i.
  std::uint32_t entered = 0;               // first taken by an event that the query counts
  std::uint32_t seen = 0;                  // ever taken
  std::uint32_t direct = 0;                // of the entered: stepped over the status before
  std::uint32_t presumed = 0;              // of the entered: on imported history
  std::array<EventMinute, 2 * lanes> own;  // what `minute` points to when bytes are too short

  [[nodiscard]] EventMinute entered_at(std::size_t status) const {
    return minute[(entered_ordinals >> (8 * status) & 0xFFU) - 1];
  }
  [[nodiscard]] EventMinute reached_at(std::size_t status) const {
    const std::uint64_t ordinal = reached_ordinals >> (8 * status) & 0xFFU;
    return ordinal == 0 ? never : minute[ordinal - 1];
  }
};

inline constexpr std::uint32_t ordinal_max = 255;

/// Byte mask (0x00 or 0xFF each) to bit mask.
constexpr std::uint32_t bits_of_bytes(std::uint64_t mask) {
  return static_cast<std::uint32_t>((mask & 0x0101010101010101U) * 0x0102040810204080U >> 56);
}
static_assert(bits_of_bytes(0xFF000000000000FF) == 0x81 && bits_of_bytes(0xFF00) == 2);

/// The loop over events of a cycle of at most 255, none of them presumed or left out. Eight
/// statuses advance at once in the bytes of a word, so that no branch depends on the data:
/// mispredicted branches, not memory, are what a pass over millions of short and irregular
/// histories pays for.
inline void fill_times(const StatusEvents& events, std::uint32_t first, std::uint32_t count,
                       CycleTimes& out) {
  const std::uint8_t* to = events.to.data() + first;
  // Byte masks; waiting: taken, and nothing above it since.
  std::uint64_t seen = 0, waiting = 0, direct = 0;
  std::uint64_t entered_ordinals = 0, reached_ordinals = 0, ordinal = 0;
  for (std::uint32_t e = 0; e < count; ++e) {
    ordinal += 0x0101010101010101U;
    const unsigned shift = 8U * to[e];
    const std::uint64_t at = 0xFFULL << shift;
    const std::uint64_t below = (1ULL << shift) - 1;
    const std::uint64_t first_time = at & ~seen;
    reached_ordinals |= ordinal & below & waiting;
    waiting = (waiting & ~below) | first_time;
    entered_ordinals |= ordinal & first_time;
    // Stepped over: nothing at or above the status before had been taken.
    direct |= seen <= below >> 8 ? first_time : 0;
    seen |= at;
  }
  out.minute = events.minute.data() + first;
  out.entered_ordinals = entered_ordinals;
  out.reached_ordinals = reached_ordinals;
  out.entered = out.seen = bits_of_bytes(seen);
  out.direct = bits_of_bytes(direct) & ~3U;  // nothing comes before status 1
  out.presumed = 0;
}

/// The same where only events of a branch or doctor make an entry: whatever else happened still
/// counts as taken and as reached.
inline void fill_times_of(const StatusEvents& events, const Selection& select, std::uint32_t first,
                          std::uint32_t count, CycleTimes& out) {
  const std::uint8_t* to = events.to.data() + first;
  const DimensionCode* branch = events.branch.data() + first;
  const DimensionCode* doctor = events.doctor.data() + first;
  const bool any_branch = select.branch == any_code, any_doctor = select.doctor == any_code;
  std::uint64_t seen = 0, entered = 0, reached = 0, direct = 0;  // byte masks
  std::uint64_t entered_ordinals = 0, reached_ordinals = 0, ordinal = 0;
  for (std::uint32_t e = 0; e < count; ++e) {
    ordinal += 0x0101010101010101U;
    const unsigned shift = 8U * to[e];
    const std::uint64_t below = (1ULL << shift) - 1;
    const std::uint64_t newly_reached = below & entered & ~reached;
    reached |= newly_reached;
    reached_ordinals |= ordinal & newly_reached;
    const std::uint64_t first_time = 0xFFULL << shift & ~seen;
    const auto counts = static_cast<std::uint64_t>((any_branch | (branch[e] == select.branch)) &
                                                   (any_doctor | (doctor[e] == select.doctor)));
    const std::uint64_t entry = first_time & (0 - counts);
    entered |= entry;
    entered_ordinals |= ordinal & entry;
    direct |= seen <= below >> 8 ? entry : 0;
    seen |= first_time;
  }
  out.minute = events.minute.data() + first;
  out.entered_ordinals = entered_ordinals;
  out.reached_ordinals = reached_ordinals;
  out.entered = bits_of_bytes(entered);
  out.seen = bits_of_bytes(seen);
  out.direct = bits_of_bytes(direct) & ~3U;  // nothing comes before status 1
  out.presumed = 0;
}

/// The same for every other cycle, plainly; answers are kept as minutes.
template <bool limits_events>
void fill_times_plainly(const EventColumns& columns, const Selection& select, std::uint32_t first,
                        std::uint32_t count, CycleTimes& out) {
  out = {};
  out.own.fill(never);
  const StatusEvents& events = columns.events();
  for (std::uint32_t e = first; e < first + count; ++e) {
    if ((events.flags[e] & select.skipped_flags) != 0) continue;
    const std::uint32_t status = events.to[e] & 7U, bit = 1U << status;
    for (std::size_t i = 0; i < status; ++i)
      if ((out.entered >> i & 1U) != 0 && out.own[lanes + i] == never)
        out.own[lanes + i] = events.minute[e];
    const bool counts =
        !limits_events || ((select.branch == any_code || events.branch[e] == select.branch) &&
                           (select.doctor == any_code || events.doctor[e] == select.doctor));
    if (counts && (out.seen & bit) == 0) {
      out.own[status] = events.minute[e];
      out.entered |= bit;
      if (status > 1 && out.seen < bit >> 1) out.direct |= bit;
      if ((events.flags[e] & event_flag::presumed) != 0) out.presumed |= bit;
    }
    out.seen |= bit;
  }
  out.minute = out.own.data();
  out.entered_ordinals = 0x0807060504030201U;
  out.reached_ordinals = 0x100F0E0D0C0B0A09U;
}

/// Statuses 1..6, from which a step leads on.
inline constexpr std::uint32_t step_mask = 0x7E;

/// The first two: once the window is over. The last two: while it is still open, by who converted
/// or closed already; the share leaves them out as it leaves out those who are pending.
enum Fate : std::uint32_t { converted, lost, pending, converted_early, lost_early };
inline constexpr std::size_t fates = 5;

constexpr bool is_converted(std::uint32_t fate) {
  return fate == converted || fate == converted_early;
}
constexpr bool is_lost(std::uint32_t fate) {
  return fate == lost || fate == lost_early;
}

/// What became of one entered step of one cycle.
struct Judged {
  std::uint32_t is_entrant = 0;  // 1 when it was entered in the period
  std::uint32_t fate = pending;
  std::uint32_t days = 0;  // to conversion, or seen so far
};

[[gnu::always_inline]] inline Judged judge(const CycleTimes& times, const Selection& select,
                                           bool is_closed, std::size_t step) {
  const EventMinute entered = times.entered_at(step);
  const auto window = static_cast<std::uint32_t>(select.window_minutes[step]);
  // Unsigned distances: `never` is further away than any window.
  const auto waited =
      static_cast<std::uint32_t>(times.reached_at(step)) - static_cast<std::uint32_t>(entered);
  const std::uint32_t observed = select.now < entered ? 0
                                                      : static_cast<std::uint32_t>(select.now) -
                                                            static_cast<std::uint32_t>(entered);
  const bool has_converted = waited <= window;
  const bool is_over = observed >= window;
  const std::uint32_t if_over = has_converted ? converted : lost;
  const std::uint32_t if_open = has_converted ? converted_early : is_closed ? lost_early : pending;
  return {.is_entrant = static_cast<std::uint32_t>(entered >= select.begin) &
                        static_cast<std::uint32_t>(entered < select.end) &
                        static_cast<std::uint32_t>(
                            waited >= static_cast<std::uint32_t>(select.gap_minutes[step])),
          .fate = is_over ? if_over : if_open,
          .days = (has_converted ? waited
                   : is_over     ? window
                                 : observed) /
                  minutes_per_day};
}

/// Rows of patients, [first, last).
struct Rows {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// Calls `sink.cycle(c, times)` for each cycle taken and `sink.patient_end(row)` after each run.
template <bool limits_events, class Sink>
void walk_patients(const EventColumns& columns, const Selection& select, Rows rows, Sink& sink) {
  const CycleColumns& cycles = columns.cycles();
  const std::span<const PatientRun> patients = columns.patients();
  CycleTimes times;
  for (auto row = static_cast<std::uint32_t>(rows.first); row < rows.last; ++row) {
    const PatientRun& run = patients[row];
    for (std::size_t c = run.first_cycle; c < run.first_cycle + run.cycle_count; ++c) {
      if (!select.takes_cycle(cycles, c)) continue;
      const std::uint32_t first = cycles.first_event[c];
      const std::uint32_t count =
          select.known_events(columns.events(), first, cycles.event_count[c]);
      if (count == 0 && select.is_as_of) continue;  // had not begun
      const bool is_plain =
          count > ordinal_max || (cycles.presumed[c] & cycle_flag::has_presumed_events) != 0;
      if (is_plain)
        fill_times_plainly<limits_events>(columns, select, first, count, times);
      else if constexpr (limits_events)
        fill_times_of(columns.events(), select, first, count, times);
      else
        fill_times(columns.events(), first, count, times);
      sink.cycle(c, times);
    }
    sink.patient_end(row);
  }
}

template <class Sink>
void walk(const EventColumns& columns, const Selection& select, Rows rows, Sink& sink) {
  if (select.limits_events())
    walk_patients<true>(columns, select, rows, sink);
  else
    walk_patients<false>(columns, select, rows, sink);
}

inline Rows everybody(const EventColumns& columns) {
  return {0, columns.patients().size()};
}

// ---------------------------------------------------------------- One cycle's outcome

/// What one cycle, or one person, did. Bit i of a mask is step i.
struct CycleOutcome {
  std::uint32_t entered = 0;
  std::uint32_t direct = 0;
  std::uint32_t presumed = 0;
  std::uint32_t converted = 0;
  std::uint32_t lost = 0;
  std::uint32_t is_open = 0;  ///< The window is not over.
  std::uint32_t seen = 0;
  std::array<std::uint32_t, lanes> days{};
};

/// The status in which a cycle stood.
inline std::uint8_t status_of(const EventColumns& columns, const Selection& select, std::size_t c) {
  if (!select.is_as_of) return columns.cycles().status[c];
  const std::uint32_t first = columns.cycles().first_event[c];
  const std::uint32_t known =
      select.known_events(columns.events(), first, columns.cycles().event_count[c]);
  return known == 0 ? 0 : columns.events().to[first + known - 1];
}

/// The cycle that a patient's badge shows; of those that had begun, the last one.
inline std::size_t badge_of(const EventColumns& columns, const Selection& select,
                            std::uint32_t row) {
  const std::size_t badge = columns.badge_cycle(row);
  if (!select.is_as_of || status_of(columns, select, badge) != 0) return badge;
  const PatientRun& run = columns.patients()[row];
  for (std::size_t c = std::size_t{run.first_cycle} + run.cycle_count; c-- > run.first_cycle;)
    if (status_of(columns, select, c) != 0) return c;
  return badge;
}

inline CycleOutcome outcome_of(const CycleTimes& times, const Selection& select,
                               bool is_closed_now) {
  CycleOutcome out{.seen = times.seen};
  for (std::uint32_t left = times.entered & ~1U; left != 0; left &= left - 1) {
    const auto i = static_cast<std::size_t>(std::countr_zero(left));
    const Judged step = judge(times, select, is_closed_now, i);
    out.entered |= step.is_entrant << i;
    out.converted |= (is_converted(step.fate) ? step.is_entrant : 0) << i;
    out.lost |= (is_lost(step.fate) ? step.is_entrant : 0) << i;
    out.is_open |= (step.fate >= pending ? step.is_entrant : 0) << i;
    out.days[i] = step.days;
  }
  out.converted &= step_mask;  // nothing comes after status 7
  out.lost &= step_mask;
  out.direct = times.direct & out.entered;
  out.presumed = times.presumed & out.entered;
  return out;
}

/// The step at which a cycle was lost for good: its highest status, if it was lost there. 0: none.
inline std::size_t lost_for_good(std::uint32_t seen, std::uint32_t lost_mask) {
  const auto top = static_cast<std::size_t>(std::bit_width(seen | 1U)) - 1;
  return lost_mask >> top & 1U ? top : 0;
}

/// The best of several cycles' outcomes, per step: converted, then pending, then lost. The steps
/// that were taken from `other`.
inline std::uint32_t keep_best(CycleOutcome& best, const CycleOutcome& other) {
  std::uint32_t taken = 0;
  for (std::size_t i = 1; i < lanes; ++i) {
    const std::uint32_t bit = 1U << i;
    const auto rank = [bit](const CycleOutcome& o) {
      if ((o.entered & bit) == 0) return 0;
      return (o.converted & bit) != 0 ? 3 : (o.lost & bit) != 0 ? 1 : 2;
    };
    const int ours = rank(best), theirs = rank(other);
    if (ours > theirs || (ours == theirs && best.days[i] <= other.days[i])) continue;
    const auto take = [bit](std::uint32_t& into, std::uint32_t from) {
      into = (into & ~bit) | (from & bit);
    };
    take(best.entered, other.entered);
    take(best.direct, other.direct);
    take(best.presumed, other.presumed);
    take(best.converted, other.converted);
    take(best.lost, other.lost);
    take(best.is_open, other.is_open);
    best.days[i] = other.days[i];
    taken |= bit;
  }
  return taken;
}

// ---------------------------------------------------------------- Charges

/// Calls `sink(row, charge)` for each charge that the query counts.
template <class Sink>
void each_charge(const EventColumns& columns, const Selection& select, Rows rows, Sink sink) {
  const RevenueEvents& charges = columns.charges();
  const std::span<const PatientRun> patients = columns.patients();
  for (auto row = static_cast<std::uint32_t>(rows.first); row < rows.last; ++row) {
    const PatientRun& run = patients[row];
    for (std::size_t c = run.first_charge; c < run.first_charge + run.charge_count; ++c) {
      if (charges.minute[c] < select.begin || charges.minute[c] >= select.end) continue;
      if (select.is_as_of && charges.minute[c] > select.now) continue;
      if ((charges.flags[c] & charge_flag::taken_off) != 0) continue;
      if (select.branch != any_code && charges.branch[c] != select.branch) continue;
      if (select.doctor != any_code && charges.doctor[c] != select.doctor) continue;
      sink(row, c);
    }
  }
}

inline bool is_untyped(const RevenueEvents& charges, std::size_t c) {
  return charges.type[c] == static_cast<std::uint8_t>(ProductType::untyped);
}

/// Of the patients in `rows` alone.
[[nodiscard]] Qualification qualification_of(const EventColumns& columns, const ReportQuery& query,
                                             Rows rows);

}  // namespace retour::funnel::report_pass
