#include "funnel/report.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>

#include "base/check.hpp"
#include "base/order.hpp"
#include "funnel/code_filter.hpp"

// [SECTION] The query, resolved to codes and minutes
// [SECTION] The pass over cycles
// [SECTION] One cycle's outcome
// [SECTION] Counting
// [SECTION] Figures from counts
// [SECTION] People behind a figure
// [SECTION] Intervals

namespace retour::funnel {
namespace {

constexpr int last_step = 6;
constexpr std::uint32_t minutes_per_day = 1440;
constexpr double z_95 = 1.959963984540054;

// ---------------------------------------------------------------- The query, resolved

struct Selection {
  EventMinute begin, end, now;
  // Plain arrays: the checks of others would be made for every step of every cycle.
  EventMinute window_minutes[8]{};
  EventMinute gap_minutes[8]{};
  std::uint32_t specialty, source, branch, doctor;
  std::uint8_t skipped_flags;

  Selection(const EventColumns& columns, const ReportQuery& query)
      : begin(minute_of(query.period.begin)),
        end(minute_of(query.period.end)),
        now(minute_of(query.now)),
        specialty(resolve(columns.specialties(), query.specialty)),
        source(resolve(columns.sources(), query.source)),
        branch(resolve(columns.branches(), query.branch)),
        doctor(resolve(columns.doctors(), query.doctor)),
        skipped_flags(query.presumed == Presumed::left_out ? event_flag::presumed : 0) {
    for (std::size_t i = 1; i <= last_step; ++i) {
      window_minutes[i] = std::clamp(query.window_days[i], 0, window_days_max) * minutes_per_day;
      gap_minutes[i] = std::clamp(query.gap_days[i], 0, window_days_max) * minutes_per_day;
    }
  }

  [[nodiscard]] bool takes_cycle(const CycleColumns& cycles, std::size_t c) const {
    return (specialty == any_code || cycles.specialty[c] == specialty) &&
           (source == any_code || cycles.source[c] == source);
  }
  [[nodiscard]] bool limits_events() const { return branch != any_code || doctor != any_code; }
};

// ---------------------------------------------------------------- The pass over cycles

constexpr EventMinute never = 0x7FFFFFFF;
constexpr std::size_t lanes = 8;  // one byte per status in a 64-bit word

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

constexpr std::uint32_t ordinal_max = 255;

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
constexpr std::uint32_t step_mask = 0x7E;

/// The first two: once the window is over. The last two: while it is still open, by who converted
/// or closed already; the share leaves them out as it leaves out those who are pending.
enum Fate : std::uint32_t { converted, lost, pending, converted_early, lost_early };
constexpr std::size_t fates = 5;

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

/// Calls `sink.cycle(c, times)` for each cycle taken and `sink.patient_end(row)` after each run.
template <bool limits_events, class Sink>
void walk_patients(const EventColumns& columns, const Selection& select, Sink& sink) {
  const CycleColumns& cycles = columns.cycles();
  const std::span<const PatientRun> patients = columns.patients();
  CycleTimes times;
  for (std::uint32_t row = 0; row < patients.size(); ++row) {
    const PatientRun& run = patients[row];
    for (std::size_t c = run.first_cycle; c < run.first_cycle + run.cycle_count; ++c) {
      if (!select.takes_cycle(cycles, c)) continue;
      const std::uint32_t first = cycles.first_event[c], count = cycles.event_count[c];
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
void walk(const EventColumns& columns, const Selection& select, Sink& sink) {
  if (select.limits_events())
    walk_patients<true>(columns, select, sink);
  else
    walk_patients<false>(columns, select, sink);
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

bool is_closed(const CycleColumns& cycles, std::size_t c) {
  return cycles.closing[c] != static_cast<std::uint8_t>(Closing::open);
}

CycleOutcome outcome_of(const CycleTimes& times, const Selection& select, bool is_closed_now) {
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
std::size_t lost_for_good(std::uint32_t seen, std::uint32_t lost_mask) {
  const auto top = static_cast<std::size_t>(std::bit_width(seen | 1U)) - 1;
  return lost_mask >> top & 1U ? top : 0;
}

/// The best of several cycles' outcomes, per step: converted, then pending, then lost.
void keep_best(CycleOutcome& best, const CycleOutcome& other) {
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
  }
}

// ---------------------------------------------------------------- Counting

/// Days of one fate of one step in the histogram.
constexpr std::size_t day_stride = window_days_max + 1;

struct StepCounts {
  std::int64_t gross_lost_minor = 0, unvalued = 0;
  std::array<std::span<const std::uint32_t>, fates> days{};  // how many on day d
  // By code; unused while there is only "none".
  std::vector<std::int64_t> reasons;       // of the lost
  std::vector<std::int64_t> reason_minor;  // open money of those lost for good

  [[nodiscard]] std::int64_t total(Fate fate) const {
    std::int64_t sum = 0;
    for (const std::uint32_t count : days[fate]) sum += count;
    return sum;
  }
};

template <CountMode mode>
class Counter {
 public:
  Counter(const Counter&) = delete;  // `steps` look into the histogram
  Counter& operator=(const Counter&) = delete;
  Counter(const EventColumns& columns, const Selection& select)
      : columns_(columns),
        cycles_(columns.cycles()),
        select_(select),
        closing_(cycles_.closing.data()),
        status_(cycles_.status.data()),
        presumed_(cycles_.presumed.data()),
        open_money_minor_(cycles_.open_money_minor.data()),
        steps(last_step + 1) {
    has_reasons_ = columns.reasons().size() > 1;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      steps[i].reasons.resize(columns.reasons().size());
      steps[i].reason_minor.resize(columns.reasons().size());
      for (std::size_t fate = 0; fate < fates; ++fate)
        steps[i].days[fate] = {histogram_ + (i * fates + fate) * day_stride, day_stride};
    }
  }

  void cycle(std::size_t c, const CycleTimes& times) {
    const bool is_closed_now = closing_[c] != static_cast<std::uint8_t>(Closing::open);
    std::uint32_t lost_mask = 0;
    if constexpr (mode == CountMode::cycles) {
      std::uint32_t entered = 0;
      for (std::uint32_t left = times.entered & ~1U; left != 0; left &= left - 1) {
        const auto i = static_cast<std::size_t>(std::countr_zero(left));
        const Judged step = judge(times, select_, is_closed_now, i);
        entered |= step.is_entrant << i;
        lost_mask |= (is_lost(step.fate) ? step.is_entrant : 0) << i;
        histogram_[(i * fates + step.fate) * day_stride + step.days] += step.is_entrant;
      }
      count_masks(entered, times.direct & entered, times.presumed & entered);
      lost_mask &= step_mask;
      if (has_reasons_) count_reasons(lost_mask, cycles_.last_reason[c]);
      // Closed cycles are counted at 0, where nothing is read.
      ++current_[is_closed_now ? 0 : status_[c] & 7U];
    } else {
      const CycleOutcome outcome = outcome_of(times, select_, is_closed_now);
      lost_mask = outcome.lost;
      if (!has_person_)
        person_ = outcome;
      else
        keep_best(person_, outcome);
      has_person_ = true;
      if (cycles_.last_reason[c] != no_dimension) person_reason_ = cycles_.last_reason[c];
    }
    // Step 0 takes what is lost nowhere, and what rests on presumption.
    const std::size_t at =
        (presumed_[c] & cycle_flag::is_presumed) != 0 ? 0 : lost_for_good(times.seen, lost_mask);
    const std::int64_t open_minor = open_money_minor_[c];
    gross_lost_minor_[at] += open_minor;
    unvalued_[at] += open_minor == 0 ? 1 : 0;
    if (has_reasons_) steps[at].reason_minor[cycles_.last_reason[c]] += open_minor;
  }

  /// Brings what was counted apart to where it is read.
  void finish() {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      steps[i].gross_lost_minor = gross_lost_minor_[i];
      steps[i].unvalued = unvalued_[i];
    }
    std::copy_n(current_, current.size(), current.begin());
    current[0] = 0;
  }

  void patient_end(std::uint32_t row) {
    if constexpr (mode == CountMode::people) {
      if (!has_person_) return;
      for (std::size_t i = 1; i <= last_step; ++i) {
        const std::uint32_t bit = 1U << i;
        if ((person_.entered & bit) == 0) continue;
        const bool is_open = (person_.is_open & bit) != 0;
        const Fate fate = (person_.converted & bit) != 0 ? (is_open ? converted_early : converted)
                          : (person_.lost & bit) != 0    ? (is_open ? lost_early : lost)
                                                         : pending;
        ++histogram_[(i * fates + fate) * day_stride + person_.days[i]];
      }
      count_masks(person_.entered, person_.direct, person_.presumed);
      if (has_reasons_) count_reasons(person_.lost, person_reason_);
      const std::size_t badge = columns_.badge_cycle(row);
      if (select_.takes_cycle(cycles_, badge)) ++current_[status_[badge] & 7U];
      has_person_ = false;
      person_reason_ = no_dimension;
    }
  }

  /// How many of those that entered a step are in a table of masks.
  static std::int64_t with_bit(const std::array<std::int64_t, 256>& masks, std::size_t step) {
    std::int64_t sum = 0;
    for (std::size_t mask = 0; mask < masks.size(); ++mask)
      if ((mask >> step & 1U) != 0) sum += masks[mask];
    return sum;
  }

 private:
  /// One count per combination of steps instead of one per step.
  void count_masks(std::uint32_t entered, std::uint32_t direct, std::uint32_t presumed) {
    ++entered_masks[entered & 0xFFU];
    ++direct_masks[direct & 0xFFU];
    if (presumed != 0) ++presumed_masks[presumed & 0xFFU];
  }

  void count_reasons(std::uint32_t lost_mask, DimensionCode reason) {
    for (; lost_mask != 0; lost_mask &= lost_mask - 1)
      ++steps[static_cast<std::size_t>(std::countr_zero(lost_mask))].reasons[reason];
  }

  const EventColumns& columns_;
  const CycleColumns& cycles_;
  const Selection& select_;
  /// By status, fate, day. A plain array: checks of the index would be a fifth of the pass.
  std::uint32_t histogram_[lanes * fates * day_stride]{};
  const std::uint8_t *closing_, *status_, *presumed_;
  const std::int64_t* open_money_minor_;
  std::int64_t gross_lost_minor_[lanes]{}, unvalued_[lanes]{}, current_[lanes]{};
  bool has_reasons_ = false;
  bool has_person_ = false;
  CycleOutcome person_;
  DimensionCode person_reason_ = no_dimension;

 public:
  std::vector<StepCounts> steps;  // by step; 0 takes what belongs to none
  std::array<std::int64_t, funnel_status_count> current{};
  std::array<std::int64_t, 256> entered_masks{}, direct_masks{}, presumed_masks{};
};

// ---------------------------------------------------------------- Figures from counts

StepFigures figures_of(const StepCounts& counts, std::size_t step, const EventColumns& columns,
                       const ReportQuery& query) {
  StepFigures out{.from = static_cast<FunnelStatus>(step)};
  out.decided_converted = counts.total(converted);
  out.decided = out.decided_converted + counts.total(lost);
  out.converted = out.decided_converted + counts.total(converted_early);
  out.lost = counts.total(lost) + counts.total(lost_early);
  out.pending = counts.total(pending);
  out.entrants = out.converted + out.lost + out.pending;
  out.gross_lost_minor = counts.gross_lost_minor;
  out.unvalued = counts.unvalued;
  if (out.decided > 0)
    out.share = static_cast<double>(out.decided_converted) / static_cast<double>(out.decided);
  out.share_95 = wilson_95(out.decided_converted, out.decided);
  if (out.entrants > 0) {
    TimeToEvent times{{counts.days[converted].begin(), counts.days[converted].end()},
                      {counts.days[lost].begin(), counts.days[lost].end()}};
    for (std::size_t day = 0; day < times.censored.size(); ++day) {
      times.events[day] += counts.days[converted_early][day];
      times.censored[day] += counts.days[pending][day] + counts.days[lost_early][day];
    }
    const SurvivalEstimate estimate =
        kaplan_meier(times, std::clamp(query.window_days[step], 0, window_days_max));
    out.estimate = estimate.converted;
    out.estimate_95 = estimate.range_95;
    out.median_days = estimate.median_days;
  }
  if (counts.reasons.size() == 1 && out.lost > 0)
    out.reasons.push_back({ReasonId{}, out.lost, out.gross_lost_minor});
  for (std::size_t code = 0; counts.reasons.size() > 1 && code < counts.reasons.size(); ++code)
    if (counts.reasons[code] > 0)
      out.reasons.push_back({ReasonId(columns.reasons().id(static_cast<DimensionCode>(code))),
                             counts.reasons[code], counts.reason_minor[code]});
  sort_stably(out.reasons, [](const ReasonCount& a, const ReasonCount& b) {
    return a.count != b.count ? a.count > b.count : a.reason < b.reason;
  });
  return out;
}

/// Each step's gross money times what would still have been kept after it, up to status 5.
void weigh_money(std::array<StepFigures, 7>& steps) {
  constexpr std::size_t last_paying_step = 4;
  for (std::size_t i = 1; i <= last_step; ++i) {
    double kept = 1;
    bool is_measured = true;
    for (std::size_t j = i + 1; j <= last_paying_step; ++j) {
      is_measured = is_measured && steps[j].estimate.has_value();
      kept *= steps[j].estimate.value_or(0);
    }
    if (is_measured || steps[i].gross_lost_minor == 0)
      steps[i].lost_minor = std::llround(static_cast<double>(steps[i].gross_lost_minor) * kept);
  }
}

/// Calls `sink(row, charge)` for each charge that the query counts.
template <class Sink>
void each_charge(const EventColumns& columns, const Selection& select, Sink sink) {
  const RevenueEvents& charges = columns.charges();
  const std::span<const PatientRun> patients = columns.patients();
  for (std::uint32_t row = 0; row < patients.size(); ++row) {
    const PatientRun& run = patients[row];
    for (std::size_t c = run.first_charge; c < run.first_charge + run.charge_count; ++c) {
      if (charges.minute[c] < select.begin || charges.minute[c] >= select.end) continue;
      if ((charges.flags[c] & charge_flag::taken_off) != 0) continue;
      if (select.branch != any_code && charges.branch[c] != select.branch) continue;
      if (select.doctor != any_code && charges.doctor[c] != select.doctor) continue;
      sink(row, c);
    }
  }
}

bool is_untyped(const RevenueEvents& charges, std::size_t c) {
  return charges.type[c] == static_cast<std::uint8_t>(ProductType::untyped);
}

void add_revenue(FunnelReport& out, const EventColumns& columns, const Selection& select) {
  const RevenueEvents& charges = columns.charges();
  each_charge(columns, select, [&](std::uint32_t, std::size_t c) {
    out.revenue_minor += charges.net_minor[c];
    if (is_untyped(charges, c)) out.untyped_revenue_minor += charges.net_minor[c];
  });
}

template <CountMode mode>
FunnelReport measure(const EventColumns& columns, const ReportQuery& query) {
  const Selection select(columns, query);
  const auto owner = std::make_unique<Counter<mode>>(columns, select);  // too large for the stack
  Counter<mode>& counter = *owner;
  walk(columns, select, counter);
  counter.finish();
  FunnelReport out;
  for (std::size_t i = 1; i <= last_step; ++i) {
    out.steps[i] = figures_of(counter.steps[i], i, columns, query);
    out.steps[i].direct = counter.with_bit(counter.direct_masks, i);
    out.steps[i].presumed = counter.with_bit(counter.presumed_masks, i);
  }
  weigh_money(out.steps);
  out.dispensary_entrants = counter.with_bit(counter.entered_masks, 7);
  out.current = counter.current;
  add_revenue(out, columns, select);
  return out;
}

}  // namespace

ReportQuery query_of(const Policy& policy, const Interval& period, Instant now) {
  ReportQuery query{.period = period, .now = now};
  query.window_days.fill(policy.step_window_days);
  query.mode = policy.count_people ? CountMode::people : CountMode::cycles;
  return query;
}

FunnelReport measure_funnel(const EventColumns& columns, const ReportQuery& query) {
  return query.mode == CountMode::people ? measure<CountMode::people>(columns, query)
                                         : measure<CountMode::cycles>(columns, query);
}

// ---------------------------------------------------------------- People behind a figure

namespace {

/// Collects rows whose outcome at one step is the wished one. People are counted by their best
/// outcome when the query counts people, by any of their cycles otherwise.
class Lister {
 public:
  Lister(const EventColumns& columns, const Selection& select, CountMode mode, FunnelStatus step,
         Figure figure, const std::optional<ReasonId>& reason)
      : columns_(columns),
        cycles_(columns.cycles()),
        select_(select),
        step_(static_cast<std::size_t>(step)),
        figure_(figure),
        counts_people_(mode == CountMode::people) {
    if (reason)
      reason_ =
          reason->is_nil() ? std::uint32_t{no_dimension} : resolve(columns.reasons(), *reason);
  }

  void cycle(std::size_t c, const CycleTimes& times) {
    const CycleOutcome outcome = outcome_of(times, select_, is_closed(cycles_, c));
    if (figure_ == Figure::current) {
      is_taken_ = true;
      found_ = found_ || (!counts_people_ && !is_closed(cycles_, c) && cycles_.status[c] == step_);
    } else if (figure_ == Figure::lost_for_good) {
      found_ = found_ || (lost_for_good(outcome.seen, outcome.lost) == step_ &&
                          (cycles_.presumed[c] & cycle_flag::is_presumed) == 0 &&
                          (reason_ == any_code || cycles_.last_reason[c] == reason_));
    } else if (counts_people_) {
      keep_best(person_, outcome);
      if (cycles_.last_reason[c] != no_dimension) person_reason_ = cycles_.last_reason[c];
    } else {
      found_ = found_ || matches(outcome, cycles_.last_reason[c]);
    }
  }

  void patient_end(std::uint32_t row) {
    if (counts_people_)
      found_ = found_ ||
               (figure_ == Figure::current ? has_badge(row) : matches(person_, person_reason_));
    if (found_) rows.push_back(row);
    found_ = is_taken_ = false;
    person_ = {};
    person_reason_ = no_dimension;
  }

  std::vector<std::uint32_t> rows;

 private:
  [[nodiscard]] bool matches(const CycleOutcome& o, DimensionCode reason) const {
    const std::uint32_t bit = 1U << step_;
    if ((o.entered & bit) == 0) return false;
    switch (figure_) {
      case Figure::entrants: return true;
      case Figure::direct: return (o.direct & bit) != 0;
      case Figure::converted: return (o.converted & bit) != 0;
      case Figure::lost: return (o.lost & bit) != 0 && (reason_ == any_code || reason == reason_);
      case Figure::pending: return ((o.lost | o.converted) & bit) == 0;
      case Figure::lost_for_good:
      case Figure::current: break;
    }
    return false;
  }

  /// Whether the badge of somebody with a cycle of the query shows the status.
  [[nodiscard]] bool has_badge(std::uint32_t row) const {
    if (!is_taken_) return false;
    const std::size_t badge = columns_.badge_cycle(row);
    return select_.takes_cycle(cycles_, badge) && cycles_.status[badge] == step_;
  }

  const EventColumns& columns_;
  const CycleColumns& cycles_;
  const Selection& select_;
  std::size_t step_;
  Figure figure_;
  bool counts_people_;
  std::uint32_t reason_ = any_code;
  bool found_ = false;
  bool is_taken_ = false;
  CycleOutcome person_;
  DimensionCode person_reason_ = no_dimension;
};

}  // namespace

std::vector<std::uint32_t> people_behind(const EventColumns& columns, const ReportQuery& query,
                                         FunnelStatus step, Figure figure,
                                         std::optional<ReasonId> reason) {
  RETOUR_CHECK(step >= FunnelStatus::cold && step <= FunnelStatus::dispensary);
  const Selection select(columns, query);
  Lister lister(columns, select, query.mode, step, figure, reason);
  walk(columns, select, lister);
  return std::move(lister.rows);
}

// ---------------------------------------------------------------- Qualification

namespace {

bool is_target(const EventColumns& columns, std::uint32_t row) {
  return (columns.people().flags[row] & person_flag::qualified) != 0;
}

/// Tallies step 4 of each patient, then adds it to those of his kind.
class QualificationCount {
 public:
  QualificationCount(const EventColumns& columns, const Selection& select, CountMode mode)
      : columns_(columns), select_(select), counts_people_(mode == CountMode::people) {}

  void cycle(std::size_t c, const CycleTimes& times) {
    const CycleOutcome outcome = outcome_of(times, select_, is_closed(columns_.cycles(), c));
    if (counts_people_)
      keep_best(person_, outcome);
    else
      add(outcome);
  }
  void patient_end(std::uint32_t row) {
    if (counts_people_) add(std::exchange(person_, {}));
    const bool target = is_target(columns_, row);
    found.is_recorded = found.is_recorded || target;
    Entering& sum = target ? found.target : found.other;
    sum.entrants += now_.entrants;
    sum.decided += now_.decided;
    sum.decided_converted += now_.decided_converted;
    now_ = {};
  }

  Qualification found;

 private:
  void add(const CycleOutcome& outcome) {
    constexpr std::uint32_t bit = 1U << static_cast<unsigned>(FunnelStatus::entry_paid);
    if ((outcome.entered & bit) == 0) return;
    ++now_.entrants;
    if ((outcome.is_open & bit) != 0) return;
    ++now_.decided;
    now_.decided_converted += (outcome.converted & bit) != 0 ? 1 : 0;
  }

  const EventColumns& columns_;
  const Selection& select_;
  bool counts_people_;
  Entering now_;
  CycleOutcome person_;
};

}  // namespace

Qualification qualification_of(const EventColumns& columns, const ReportQuery& query) {
  const Selection select(columns, query);
  QualificationCount count(columns, select, query.mode);
  walk(columns, select, count);
  return count.found;
}

std::vector<std::uint32_t> people_entering(const EventColumns& columns, const ReportQuery& query,
                                           bool is_target_wanted) {
  std::vector<std::uint32_t> rows =
      people_behind(columns, query, FunnelStatus::entry_paid, Figure::entrants);
  std::erase_if(rows,
                [&](std::uint32_t row) { return is_target(columns, row) != is_target_wanted; });
  return rows;
}

std::vector<std::uint32_t> people_with_revenue(const EventColumns& columns,
                                               const ReportQuery& query, Revenue which) {
  std::vector<std::uint32_t> out;
  each_charge(columns, Selection(columns, query), [&](std::uint32_t row, std::size_t c) {
    if (which == Revenue::untyped && !is_untyped(columns.charges(), c)) return;
    if (out.empty() || out.back() != row) out.push_back(row);
  });
  return out;
}

std::vector<std::uint32_t> people_in_status(const EventColumns& columns, FunnelStatus status) {
  const CycleColumns& cycles = columns.cycles();
  std::vector<std::uint32_t> out;
  for (std::uint32_t row = 0; row < columns.patients().size(); ++row)
    if (columns.patients()[row].cycle_count > 0 &&
        cycles.status[columns.badge_cycle(row)] == static_cast<std::uint8_t>(status))
      out.push_back(row);
  return out;
}

// ---------------------------------------------------------------- Intervals

Range wilson_95(std::int64_t hits, std::int64_t trials) {
  RETOUR_CHECK(hits >= 0 && hits <= trials);
  if (trials == 0) return {};
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(hits) / n;
  const double z2 = z_95 * z_95;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = z_95 / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  return {.low = hits == 0 ? 0 : std::max(0.0, centre - half),
          .high = hits == trials ? 1 : std::min(1.0, centre + half)};
}

SurvivalEstimate kaplan_meier(const TimeToEvent& times, std::int32_t window_days) {
  std::int64_t at_risk = 0, all_events = 0;
  for (const std::int64_t count : times.events) at_risk += count;
  for (const std::int64_t count : times.censored) at_risk += count;
  const std::int64_t entrants = at_risk;
  SurvivalEstimate out;
  double survival = 1, variance = 0;
  const auto days = static_cast<std::size_t>(std::max(0, window_days)) + 1;
  for (std::size_t day = 0; day < days; ++day) {
    const std::int64_t events = day < times.events.size() ? times.events[day] : 0;
    if (events > 0) {
      const auto n = static_cast<double>(at_risk), d = static_cast<double>(events);
      survival *= 1 - d / n;
      if (at_risk > events) variance += d / (n * (n - d));
      all_events += events;
      // A tolerance, because S is a product of rounded factors.
      if (!out.median_days && survival <= 0.5 + 1e-12)
        out.median_days = static_cast<std::int32_t>(day);
    }
    at_risk -= events + (day < times.censored.size() ? times.censored[day] : 0);
  }
  out.converted = 1 - survival;
  const bool is_inside = survival > 1e-12 && survival < 1 - 1e-12;
  if (!is_inside) {  // No variance on the log(-log) scale at 0 and 1.
    out.range_95 = wilson_95(all_events == 0 ? 0 : entrants, entrants);
    return out;
  }
  const double width = z_95 * std::sqrt(variance) / std::log(survival);  // negative
  out.range_95 = {.low = 1 - std::pow(survival, std::exp(width)),
                  .high = 1 - std::pow(survival, std::exp(-width))};
  if (out.range_95.low > out.range_95.high) std::swap(out.range_95.low, out.range_95.high);
  return out;
}

}  // namespace retour::funnel
