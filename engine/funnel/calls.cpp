// [SECTION] milestones   [SECTION] unique calls   [SECTION] report   [SECTION] money
#include "funnel/calls.hpp"

#include <algorithm>
#include <cmath>

#include "base/order.hpp"
#include "funnel/code_filter.hpp"

namespace retour::funnel {
namespace {

constexpr EventMinute minutes_per_day = 1440;

bool has(const CallLine& line, std::uint8_t flag) {
  return (line.flags & flag) != 0;
}

void keep_first(EventMinute& first, EventMinute minute) {
  if (first == 0 || minute < first) first = minute;
}

}  // namespace

// [SECTION] milestones ----------------------------------------------------------------------------

Milestones milestones_of(const EventColumns& columns) {
  const std::size_t rows = columns.patients().size();
  Milestones found{.entry = std::vector<EventMinute>(rows),
                   .main = std::vector<EventMinute>(rows),
                   .surgery = std::vector<EventMinute>(rows)};
  const StatusEvents& events = columns.events();
  const RevenueEvents& charges = columns.charges();
  for (std::size_t row = 0; row < rows; ++row) {
    const PatientRun& run = columns.patients()[row];
    for (std::size_t c = run.first_cycle; c < std::size_t{run.first_cycle} + run.cycle_count; ++c) {
      const std::size_t first = columns.cycles().first_event[c];
      for (std::size_t e = first; e < first + columns.cycles().event_count[c]; ++e) {
        if ((events.flags[e] & event_flag::presumed) != 0) continue;
        const auto to = static_cast<FunnelStatus>(events.to[e]);
        if (to >= FunnelStatus::entry_paid) keep_first(found.entry[row], events.minute[e]);
        if (to >= FunnelStatus::main_bought) keep_first(found.main[row], events.minute[e]);
      }
    }
    for (std::size_t i = run.first_charge; i < std::size_t{run.first_charge} + run.charge_count;
         ++i)
      if (category_in(charges.flags[i]) == ProductCategory::surgery &&
          (charges.flags[i] & charge_flag::taken_off) == 0)
        keep_first(found.surgery[row], charges.minute[i]);
  }
  return found;
}

// [SECTION] unique calls --------------------------------------------------------------------------

namespace {

/// Finds who spoke with the caller of a missed call, and whose number it is.
class Handling {
 public:
  explicit Handling(const CallTable& calls) : calls_(calls) {
    order_.reserve(calls.lines.size());
    for (std::uint32_t i = 0; i < calls.lines.size(); ++i)
      if (calls.lines[i].number != 0) order_.push_back(i);
    sort_stably(order_, {}, [&](std::uint32_t i) { return calls.lines[i].number; });
  }

  /// Calls of one number, by time.
  [[nodiscard]] std::span<const std::uint32_t> of_number(std::uint32_t number) const {
    const auto key = [&](std::uint32_t i) { return calls_.lines[i].number; };
    const auto found = std::ranges::equal_range(order_, number, {}, key);
    return {found.begin(), found.end()};
  }

  /// The call itself, or the first one in which its missed caller was spoken with.
  void resolve(UniqueCall& unique, EventMinute until) const {
    const CallLine& first = calls_.lines[unique.line];
    unique.patient = first.patient;
    unique.was_missed = !has(first, call_flag::answered);
    if (!unique.was_missed) unique.handled = unique.line;
    if (first.number == 0) return;
    for (const std::uint32_t i : of_number(first.number)) {
      const CallLine& line = calls_.lines[i];
      if (i <= unique.line || line.minute > until) continue;
      if (unique.handled == no_row && has(line, call_flag::answered)) unique.handled = i;
      if (unique.patient == no_row) unique.patient = line.patient;
    }
  }

 private:
  const CallTable& calls_;
  std::vector<std::uint32_t> order_;  ///< By number, then time.
};

}  // namespace

std::vector<UniqueCall> unique_calls(const CallTable& calls, const Milestones& milestones,
                                     const CallRules& rules) {
  const EventMinute apart = std::max(1, rules.unique_days) * minutes_per_day;
  const Handling handling(calls);
  std::uint32_t numbers = 0;
  for (const CallLine& line : calls.lines) numbers = std::max(numbers, line.number);
  std::vector<EventMinute> last(numbers + 1, 0);
  std::vector<UniqueCall> found;
  for (std::uint32_t i = 0; i < calls.lines.size(); ++i) {
    const CallLine& line = calls.lines[i];
    if (!has(line, call_flag::inbound)) continue;
    EventMinute& before = last[line.number];
    const bool is_first = line.number == 0 || before == 0 || line.minute - before > apart;
    before = line.minute;
    if (!is_first || has(line, call_flag::other_topic)) continue;
    UniqueCall unique{.line = i, .minute = line.minute};
    handling.resolve(unique, line.minute + apart);
    if (unique.patient != no_row && unique.patient < milestones.entry.size())
      unique.primary = milestones.entry[unique.patient];
    if (unique.primary != 0 && unique.primary < line.minute) continue;  // a patient already
    found.push_back(unique);
  }
  return found;
}

// [SECTION] report --------------------------------------------------------------------------------

namespace {

enum class Fate : std::uint8_t { converted, lost, pending };

/// Adds up unique calls; the estimate at the end.
class Outcome {
 public:
  Outcome(EventMinute now, const CallRules& rules) : now_(now), window_days_(rules.window_days) {
    times_.events.assign(static_cast<std::size_t>(window_days_) + 1, 0);
    times_.censored = times_.events;
  }

  static Fate fate(const UniqueCall& call, EventMinute now, std::int32_t window_days) {
    const EventMinute end = call.minute + window_days * minutes_per_day;
    if (call.primary != 0 && call.primary <= std::min(end, now)) return Fate::converted;
    return now >= end ? Fate::lost : Fate::pending;
  }

  void add(const UniqueCall& call) {
    const Fate fate_now = fate(call, now_, window_days_);
    const bool is_decided = now_ >= call.minute + window_days_ * minutes_per_day;
    ++out_.unique;
    out_.converted += fate_now == Fate::converted ? 1 : 0;
    out_.pending += fate_now == Fate::pending ? 1 : 0;
    out_.decided += is_decided ? 1 : 0;
    out_.decided_converted += is_decided && fate_now == Fate::converted ? 1 : 0;
    const EventMinute until = fate_now == Fate::converted ? call.primary : now_;
    const auto day = static_cast<std::size_t>(
        std::clamp((until - call.minute) / minutes_per_day, 0, window_days_));
    ++(fate_now == Fate::converted ? times_.events : times_.censored)[day];
  }

  [[nodiscard]] CallOutcome done() {
    if (out_.unique < outcome_calls_min) {
      out_.conversion = abstained(Abstention::too_few, out_.unique, outcome_calls_min);
      return out_;
    }
    const SurvivalEstimate found = kaplan_meier(times_, window_days_);
    out_.conversion = {.value = found.converted,
                       .low = found.range_95.low,
                       .high = found.range_95.high,
                       .n = out_.unique};
    return out_;
  }

 private:
  EventMinute now_;
  std::int32_t window_days_;
  CallOutcome out_;
  TimeToEvent times_;
};

/// Whether the query asks for a call of this source in its period.
class Asked {
 public:
  Asked(const CallTable& calls, const CallQuery& query)
      : begin_(minute_of(query.period.begin)),
        end_(minute_of(query.period.end)),
        source_(resolve(calls.sources, query.source)) {}
  [[nodiscard]] bool takes(const CallLine& line) const {
    return line.minute >= begin_ && line.minute < end_ && matches(source_, line.source);
  }

 private:
  EventMinute begin_, end_;
  std::uint32_t source_;
};

void add_review(const CallLine& line, OperatorFigures& of) {
  ++of.answered;
  if (has(line, call_flag::reviewed)) ++of.reviewed;
  if (line.score > 0) {
    ++of.scored;
    of.score_sum += line.score;
  }
  if (line.greeting_seconds > 0) {
    ++of.measured;
    of.greeting_seconds_sum += line.greeting_seconds;
    of.greetings_long += line.greeting_seconds > greeting_seconds_max ? 1 : 0;
  }
  for (std::size_t tag = 0; tag < call_tag_count; ++tag) of.tags[tag] += line.tags >> tag & 1;
}

DimensionCode handler(const CallTable& calls, const UniqueCall& call) {
  return call.handled == no_row ? no_dimension : calls.lines[call.handled].by;
}

/// By how many inbound calls of the same hour each unique call is judged.
void add_hours(const CallTable& calls, std::span<const UniqueCall> unique, const Asked& asked,
               EventMinute now, const CallRules& rules, CallReport& report) {
  std::vector<Outcome> outcomes(hour_loads.size(), Outcome(now, rules));
  std::size_t begin = 0;
  for (const UniqueCall& call : unique) {
    const EventMinute hour = call.minute / 60;
    while (begin < calls.lines.size() && calls.lines[begin].minute / 60 < hour) ++begin;
    std::int32_t count = 0;
    for (std::size_t i = begin; i < calls.lines.size() && calls.lines[i].minute / 60 == hour; ++i)
      count += has(calls.lines[i], call_flag::inbound) ? 1 : 0;
    if (!asked.takes(calls.lines[call.line])) continue;
    std::size_t load = hour_loads.size() - 1;
    while (load > 0 && count < hour_loads[load]) --load;
    outcomes[load].add(call);
    report.by_load[load].unanswered += call.handled == no_row ? 1 : 0;
  }
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    report.by_load[i].calls_min = hour_loads[i];
    report.by_load[i].outcome = outcomes[i].done();
  }
}

}  // namespace

CallReport call_report(const CallTable& calls, std::span<const UniqueCall> unique,
                       const CallQuery& query) {
  const Asked asked(calls, query);
  const EventMinute now = minute_of(query.now);
  CallReport report;
  std::vector<OperatorFigures> by(calls.people.size());
  for (const CallLine& line : calls.lines) {
    if (!asked.takes(line)) continue;
    if (has(line, call_flag::inbound)) {
      ++report.inbound;
      if (!has(line, call_flag::answered)) ++report.missed;
    }
    if (has(line, call_flag::answered)) add_review(line, by[line.by]);
  }
  std::vector<Outcome> outcomes(by.size(), Outcome(now, query.rules));
  Outcome all(now, query.rules);
  for (const UniqueCall& call : unique) {
    if (!asked.takes(calls.lines[call.line])) continue;
    all.add(call);
    report.missed_unique += call.was_missed ? 1 : 0;
    report.never_reached += call.handled == no_row ? 1 : 0;
    const DimensionCode code = handler(calls, call);
    if (code == no_dimension) continue;
    outcomes[code].add(call);
    by[code].returned += call.was_missed ? 1 : 0;
  }
  report.all = all.done();
  std::vector<ShareCount> shares;
  for (std::size_t code = 1; code < by.size(); ++code) {
    if (by[code].answered == 0) continue;
    by[code].who = StaffId(calls.people.id(static_cast<DimensionCode>(code)));
    by[code].outcome = outcomes[code].done();
    report.operators.push_back(by[code]);
  }
  sort_stably(report.operators, {}, [](const OperatorFigures& of) {
    return std::pair(-of.outcome.unique, IdBytes(of.who));
  });
  for (const OperatorFigures& of : report.operators)
    shares.push_back({.hits = of.outcome.decided_converted, .trials = of.outcome.decided});
  const std::vector<DoctorShare> places = compare_shares(shares);
  for (std::size_t i = 0; i < places.size(); ++i) report.operators[i].places = places[i].places;
  add_hours(calls, unique, asked, now, query.rules, report);
  return report;
}

CallOutcome outcome_between(std::span<const UniqueCall> unique, EventMinute begin, EventMinute end,
                            EventMinute now, const CallRules& rules) {
  Outcome outcome(now, rules);
  for (const UniqueCall& call : unique)
    if (call.minute >= begin && call.minute < end) outcome.add(call);
  return outcome.done();
}

std::vector<std::uint32_t> calls_behind(const CallTable& calls, std::span<const UniqueCall> unique,
                                        const CallQuery& query, StaffId who, CallPeople which) {
  const Asked asked(calls, query);
  const EventMinute now = minute_of(query.now);
  const std::uint32_t wanted = resolve(calls.people, who);
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < unique.size(); ++i) {
    const UniqueCall& call = unique[i];
    if (!asked.takes(calls.lines[call.line]) || !matches(wanted, handler(calls, call))) continue;
    const Fate fate = Outcome::fate(call, now, query.rules.window_days);
    const bool fits = which == CallPeople::unique ||
                      (which == CallPeople::converted && fate == Fate::converted) ||
                      (which == CallPeople::lost && fate == Fate::lost) ||
                      (which == CallPeople::pending && fate == Fate::pending) ||
                      (which == CallPeople::never_reached && call.handled == no_row);
    if (fits) found.push_back(i);
  }
  return found;
}

// [SECTION] money ---------------------------------------------------------------------------------

LostIncome lost_income(const CallReport& report, std::size_t who, const Estimate& value) {
  const CallOutcome& own = report.operators[who].outcome;
  std::int64_t hits = 0, trials = 0;
  for (std::size_t i = 0; i < report.operators.size(); ++i) {
    if (i == who) continue;
    hits += report.operators[i].outcome.decided_converted;
    trials += report.operators[i].outcome.decided;
  }
  LostIncome lost;
  lost.callers = shortfall({own.decided_converted, own.decided}, {hits, trials}, outcome_calls_min);
  if (!lost.callers.is_known()) {
    lost.minor = lost.callers;
    return lost;
  }
  if (!value.is_known()) {
    lost.minor = abstained(value.why, value.n, value.needed);
    return lost;
  }
  const double callers_error = (lost.callers.high - lost.callers.low) / (2 * z_95);
  const double value_error = (value.high - value.low) / (2 * z_95);
  lost.minor = estimate_of(
      lost.callers.value * value.value,
      std::hypot(callers_error * value.value, lost.callers.value * value_error), z_95, own.decided);
  return lost;
}

// ---------------------------------------------------------------- by patient

std::vector<IdBytes> campaigns_by_row(const CallTable& calls, std::size_t patients) {
  std::vector<IdBytes> found(patients);
  for (const CallLine& line : calls.lines) {
    const bool counts = line.patient < patients && line.campaign != no_dimension &&
                        (line.flags & call_flag::inbound) != 0;
    if (counts && found[line.patient].is_nil())
      found[line.patient] = calls.campaigns.id(line.campaign);
  }
  return found;
}

std::vector<IdBytes> operators_by_row(const CallTable& calls, std::span<const UniqueCall> unique,
                                      std::size_t patients) {
  std::vector<IdBytes> found(patients);
  for (const UniqueCall& call : unique) {
    const bool counts = call.patient < patients && call.handled != no_row;
    if (counts && found[call.patient].is_nil())
      found[call.patient] = calls.people.id(calls.lines[call.handled].by);
  }
  return found;
}

}  // namespace retour::funnel
