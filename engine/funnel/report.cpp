#include "funnel/report.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/check.hpp"

// [SECTION] The query, resolved to codes and minutes
// [SECTION] The pass over cycles
// [SECTION] Counting
// [SECTION] Figures from counts
// [SECTION] People behind a figure
// [SECTION] Intervals

namespace retour::funnel {
namespace {

constexpr int last_step = 6;
constexpr std::int32_t minutes_per_day = 1440;
constexpr double z_95 = 1.959963984540054;

// ---------------------------------------------------------------- The query, resolved

/// Code of a wished id: `any`, or one that no row has when the id is unknown.
constexpr std::uint32_t any_code = 0xFFFFFFFFU;
constexpr std::uint32_t no_code = 0xFFFFFFFEU;

std::uint32_t resolve(const Dimension& dimension, const IdBytes& id) {
  if (id.is_nil()) return any_code;
  const DimensionCode code = dimension.find(id);
  return code == no_dimension ? no_code : code;
}

struct Selection {
  EventMinute begin, end, now;
  std::array<EventMinute, last_step + 1> window_minutes{};
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
    for (std::size_t i = 1; i <= last_step; ++i)
      window_minutes[i] = std::clamp(query.window_days[i], 0, window_days_max) * minutes_per_day;
  }

  [[nodiscard]] bool takes_cycle(const CycleColumns& cycles, std::size_t c) const {
    return (specialty == any_code || cycles.specialty[c] == specialty) &&
           (source == any_code || cycles.source[c] == source);
  }
  [[nodiscard]] bool limits_events() const { return branch != any_code || doctor != any_code; }
};

// ---------------------------------------------------------------- The pass over cycles

/// What one cycle did, step by step. Bit i of a mask is status i.
struct CycleOutcome {
  std::uint32_t entered = 0;   // entrants of the query
  std::uint32_t direct = 0;    // of them: past the status before
  std::uint32_t presumed = 0;  // of them: on imported history
  std::uint32_t converted = 0;
  std::uint32_t lost = 0;
  std::uint32_t seen = 0;                          // any status ever taken
  std::array<std::int32_t, last_step + 1> days{};  // to conversion, or seen so far
};

constexpr std::uint32_t step_mask = 0x7E;  // statuses 1..6

/// Walks the events of one cycle. The hot loop: each status is entered and left at most once.
template <bool limits_events>
CycleOutcome walk_cycle(const EventColumns& columns, const Selection& select, std::size_t c) {
  const StatusEvents& events = columns.events();
  const CycleColumns& cycles = columns.cycles();
  const std::uint32_t first = cycles.first_event[c];
  const std::uint32_t end = first + cycles.event_count[c];
  const EventMinute* minute = events.minute.data();
  const std::uint8_t* to = events.to.data();
  const std::uint8_t* flags = events.flags.data();
  std::array<EventMinute, 8> entered_at, reached_at;
  std::uint32_t entered = 0, direct = 0, presumed = 0, seen = 0, reached = 0;
  for (std::uint32_t e = first; e < end; ++e) {
    if ((flags[e] & select.skipped_flags) != 0) continue;
    const EventMinute at = minute[e];
    const std::uint32_t status = to[e] & 7U;
    const std::uint32_t bit = 1U << status;
    for (std::uint32_t open = entered & ~reached & (bit - 1); open != 0; open &= open - 1)
      reached_at[static_cast<std::size_t>(std::countr_zero(open))] = at;
    reached |= entered & (bit - 1);
    if ((seen & bit) == 0 && at >= select.begin && at < select.end &&
        (!limits_events || ((select.branch == any_code || events.branch[e] == select.branch) &&
                            (select.doctor == any_code || events.doctor[e] == select.doctor)))) {
      entered |= bit;
      entered_at[status] = at;
      // Nothing at or above the status before: it was stepped over.
      if (status > 1 && seen < (bit >> 1)) direct |= bit;
      if ((flags[e] & event_flag::presumed) != 0) presumed |= bit;
    }
    seen |= bit;
  }
  CycleOutcome out{.entered = entered, .direct = direct, .presumed = presumed, .seen = seen};
  const bool is_closed = cycles.closing[c] != static_cast<std::uint8_t>(Closing::open);
  for (std::uint32_t left = entered & step_mask; left != 0; left &= left - 1) {
    const auto i = static_cast<std::size_t>(std::countr_zero(left));
    const EventMinute window = select.window_minutes[i];
    if ((reached >> i & 1U) != 0 && reached_at[i] - entered_at[i] <= window) {
      out.converted |= 1U << i;
      out.days[i] = (reached_at[i] - entered_at[i]) / minutes_per_day;
    } else if (is_closed || select.now - entered_at[i] >= window) {
      out.lost |= 1U << i;
      out.days[i] = window / minutes_per_day;
    } else {
      out.days[i] = std::max(0, select.now - entered_at[i]) / minutes_per_day;
    }
  }
  return out;
}

/// The step at which a cycle was lost for good: its highest status, if it was lost there. 0: none.
std::size_t lost_for_good(const CycleOutcome& outcome) {
  const auto top = static_cast<std::size_t>(std::bit_width(outcome.seen)) - 1;
  return outcome.seen != 0 && (outcome.lost >> top & 1U) != 0 ? top : 0;
}

/// Calls `sink.cycle(c, outcome)` for each cycle taken and `sink.patient_end(row)` after each run.
template <bool limits_events, class Sink>
void walk_patients(const EventColumns& columns, const Selection& select, Sink& sink) {
  const CycleColumns& cycles = columns.cycles();
  const std::span<const PatientRun> patients = columns.patients();
  for (std::uint32_t row = 0; row < patients.size(); ++row) {
    const PatientRun& run = patients[row];
    for (std::size_t c = run.first_cycle; c < run.first_cycle + run.cycle_count; ++c)
      if (select.takes_cycle(cycles, c))
        sink.cycle(c, walk_cycle<limits_events>(columns, select, c));
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

// ---------------------------------------------------------------- Counting

struct StepCounts {
  std::int64_t direct = 0, presumed = 0, converted = 0, lost = 0, pending = 0;
  std::int64_t gross_lost_minor = 0, unvalued = 0;
  std::vector<std::int32_t> events = std::vector<std::int32_t>(window_days_max + 1);
  std::vector<std::int32_t> censored = std::vector<std::int32_t>(window_days_max + 1);
  std::vector<std::int64_t> reasons;  // by code
};

/// The best of several cycles' outcomes, per step: converted, then pending, then lost.
void keep_best(CycleOutcome& best, const CycleOutcome& other) {
  for (std::uint32_t left = other.entered & step_mask; left != 0; left &= left - 1) {
    const auto i = static_cast<std::size_t>(std::countr_zero(left));
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
    take(best.direct, other.direct);
    take(best.presumed, other.presumed);
    take(best.converted, other.converted);
    take(best.lost, other.lost);
    best.days[i] = other.days[i];
  }
  best.entered |= other.entered;
}

template <CountMode mode>
class Counter {
 public:
  Counter(const EventColumns& columns, const Selection& select)
      : columns_(columns), cycles_(columns.cycles()), select_(select) {
    for (StepCounts& step : steps) step.reasons.resize(columns.reasons().size());
  }

  void cycle(std::size_t c, const CycleOutcome& outcome) {
    const std::size_t lost_at = lost_for_good(outcome);
    if (lost_at != 0 && cycles_.presumed[c] == 0) add_money(steps[lost_at], c);
    if constexpr (mode == CountMode::cycles) {
      count(outcome, cycles_.last_reason[c]);
      if (cycles_.closing[c] == static_cast<std::uint8_t>(Closing::open))
        ++current[cycles_.status[c] & 7U];
    } else {
      keep_best(person_, outcome);
      if (cycles_.last_reason[c] != no_dimension) person_reason_ = cycles_.last_reason[c];
    }
  }

  void patient_end(std::uint32_t row) {
    if constexpr (mode == CountMode::people) {
      if (columns_.patients()[row].cycle_count == 0) return;
      count(person_, person_reason_);
      const std::size_t badge = columns_.badge_cycle(row);
      if (select_.takes_cycle(cycles_, badge)) ++current[cycles_.status[badge] & 7U];
      person_ = {};
      person_reason_ = no_dimension;
    }
  }

  std::array<StepCounts, last_step + 1> steps;
  std::array<std::int64_t, funnel_status_count> current{};
  std::int64_t dispensary = 0;

 private:
  void add_money(StepCounts& step, std::size_t c) {
    step.gross_lost_minor += cycles_.open_money_minor[c];
    if (cycles_.open_money_minor[c] == 0) ++step.unvalued;
  }

  void count(const CycleOutcome& outcome, DimensionCode reason) {
    dispensary += outcome.entered >> 7 & 1U;
    for (std::uint32_t left = outcome.entered & step_mask; left != 0; left &= left - 1) {
      const auto i = static_cast<std::size_t>(std::countr_zero(left));
      const std::uint32_t bit = 1U << i;
      StepCounts& step = steps[i];
      const auto day = static_cast<std::size_t>(outcome.days[i]);
      step.direct += (outcome.direct & bit) != 0 ? 1 : 0;
      step.presumed += (outcome.presumed & bit) != 0 ? 1 : 0;
      if ((outcome.converted & bit) != 0) {
        ++step.converted;
        ++step.events[day];
      } else if ((outcome.lost & bit) != 0) {
        ++step.lost;
        ++step.reasons[reason];
        ++step.censored[day];
      } else {
        ++step.pending;
        ++step.censored[day];
      }
    }
  }

  const EventColumns& columns_;
  const CycleColumns& cycles_;
  const Selection& select_;
  CycleOutcome person_;
  DimensionCode person_reason_ = no_dimension;
};

// ---------------------------------------------------------------- Figures from counts

StepFigures figures_of(const StepCounts& counts, std::size_t step, const EventColumns& columns,
                       const ReportQuery& query) {
  StepFigures out{.from = static_cast<FunnelStatus>(step)};
  out.entrants = counts.converted + counts.lost + counts.pending;
  out.direct = counts.direct;
  out.presumed = counts.presumed;
  out.converted = counts.converted;
  out.lost = counts.lost;
  out.pending = counts.pending;
  out.gross_lost_minor = counts.gross_lost_minor;
  out.unvalued = counts.unvalued;
  const std::int64_t decided = counts.converted + counts.lost;
  if (decided > 0) out.share = static_cast<double>(counts.converted) / static_cast<double>(decided);
  out.share_95 = wilson_95(counts.converted, decided);
  if (out.entrants > 0) {
    const TimeToEvent times{{counts.events.begin(), counts.events.end()},
                            {counts.censored.begin(), counts.censored.end()}};
    const SurvivalEstimate estimate =
        kaplan_meier(times, std::clamp(query.window_days[step], 0, window_days_max));
    out.estimate = estimate.converted;
    out.estimate_95 = estimate.range_95;
    out.median_days = estimate.median_days;
  }
  for (std::size_t code = 0; code < counts.reasons.size(); ++code)
    if (counts.reasons[code] > 0)
      out.reasons.push_back(
          {ReasonId(columns.reasons().id(static_cast<DimensionCode>(code))), counts.reasons[code]});
  std::ranges::sort(out.reasons, [](const ReasonCount& a, const ReasonCount& b) {
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

void add_revenue(FunnelReport& out, const EventColumns& columns, const Selection& select) {
  const RevenueEvents& charges = columns.charges();
  for (const PatientRun& run : columns.patients())
    for (std::size_t c = run.first_charge; c < run.first_charge + run.charge_count; ++c) {
      if (charges.minute[c] < select.begin || charges.minute[c] >= select.end) continue;
      if (select.branch != any_code && charges.branch[c] != select.branch) continue;
      if (select.doctor != any_code && charges.doctor[c] != select.doctor) continue;
      out.revenue_minor += charges.net_minor[c];
      if (charges.type[c] == static_cast<std::uint8_t>(ProductType::untyped))
        out.untyped_revenue_minor += charges.net_minor[c];
    }
}

template <CountMode mode>
FunnelReport measure(const EventColumns& columns, const ReportQuery& query) {
  const Selection select(columns, query);
  Counter<mode> counter(columns, select);
  walk(columns, select, counter);
  FunnelReport out;
  for (std::size_t i = 1; i <= last_step; ++i)
    out.steps[i] = figures_of(counter.steps[i], i, columns, query);
  weigh_money(out.steps);
  out.dispensary_entrants = counter.dispensary;
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
  Lister(const EventColumns& columns, const ReportQuery& query, FunnelStatus step, Figure figure,
         const std::optional<ReasonId>& reason)
      : cycles_(columns.cycles()),
        bit_(1U << static_cast<unsigned>(step)),
        figure_(figure),
        counts_people_(query.mode == CountMode::people) {
    if (reason)
      reason_ =
          reason->is_nil() ? std::uint32_t{no_dimension} : resolve(columns.reasons(), *reason);
  }

  void cycle(std::size_t c, const CycleOutcome& outcome) {
    if (figure_ == Figure::lost_for_good) {
      found_ =
          found_ || (1U << lost_for_good(outcome) == bit_ && bit_ > 1 && cycles_.presumed[c] == 0);
    } else if (counts_people_) {
      keep_best(person_, outcome);
      if (cycles_.last_reason[c] != no_dimension) person_reason_ = cycles_.last_reason[c];
    } else {
      found_ = found_ || matches(outcome, cycles_.last_reason[c]);
    }
  }

  void patient_end(std::uint32_t row) {
    if (counts_people_) found_ = found_ || matches(person_, person_reason_);
    if (found_) rows.push_back(row);
    found_ = false;
    person_ = {};
    person_reason_ = no_dimension;
  }

  std::vector<std::uint32_t> rows;

 private:
  [[nodiscard]] bool matches(const CycleOutcome& o, DimensionCode reason) const {
    if ((o.entered & bit_) == 0) return false;
    switch (figure_) {
      case Figure::entrants: return true;
      case Figure::direct: return (o.direct & bit_) != 0;
      case Figure::converted: return (o.converted & bit_) != 0;
      case Figure::lost: return (o.lost & bit_) != 0 && (reason_ == any_code || reason == reason_);
      case Figure::pending: return ((o.lost | o.converted) & bit_) == 0;
      case Figure::lost_for_good: break;
    }
    return false;
  }

  const CycleColumns& cycles_;
  std::uint32_t bit_;
  Figure figure_;
  bool counts_people_;
  std::uint32_t reason_ = any_code;
  bool found_ = false;
  CycleOutcome person_;
  DimensionCode person_reason_ = no_dimension;
};

}  // namespace

std::vector<std::uint32_t> people_behind(const EventColumns& columns, const ReportQuery& query,
                                         FunnelStatus step, Figure figure,
                                         std::optional<ReasonId> reason) {
  RETOUR_CHECK(step >= FunnelStatus::cold && step <= FunnelStatus::dispensary);
  Lister lister(columns, query, step, figure, reason);
  walk(columns, Selection(columns, query), lister);
  return std::move(lister.rows);
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
