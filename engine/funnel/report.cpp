#include "funnel/report.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/check.hpp"
#include "base/order.hpp"
#include "funnel/report_pass.hpp"

// [SECTION] Counting
// [SECTION] Figures from counts
// [SECTION] Counts by ranges
// [SECTION] Intervals

namespace retour::funnel {

using namespace report_pass;

namespace {

constexpr double z_95 = 1.959963984540054;

// ---------------------------------------------------------------- Counting

/// Days of one fate of one step in the histogram.
constexpr std::size_t day_stride = window_days_max + 1;

struct StepCounts {
  std::int64_t gross_lost_minor = 0, unvalued = 0;
  std::array<std::span<const std::uint32_t>, fates> days{};  // how many on day d
  std::span<const std::int64_t> reasons, reason_minor;       // as in Counts

  [[nodiscard]] std::int64_t total(Fate fate) const {
    std::int64_t sum = 0;
    for (const std::uint32_t count : days[fate]) sum += count;
    return sum;
  }
};

/// All that is counted, of some patients: sums, so that those of ranges add up to those of all.
struct Counts {
  using Masks = std::array<std::int64_t, 256>;

  /// By status, fate, day. A plain array: checks of the index would be a fifth of the pass.
  std::uint32_t histogram[lanes * fates * day_stride]{};
  std::int64_t gross_lost_minor[lanes]{}, unvalued[lanes]{}, current[lanes]{};
  Masks entered_masks{}, direct_masks{}, presumed_masks{};
  // By step and code; unused while there is only "none".
  std::array<std::vector<std::int64_t>, lanes> reasons;       // of the lost
  std::array<std::vector<std::int64_t>, lanes> reason_minor;  // open money of those lost for good
  std::int64_t revenue_minor = 0, untyped_revenue_minor = 0;

  [[nodiscard]] StepCounts step(std::size_t i) const {
    StepCounts out{.gross_lost_minor = gross_lost_minor[i],
                   .unvalued = unvalued[i],
                   .reasons = reasons[i],
                   .reason_minor = reason_minor[i]};
    for (std::size_t fate = 0; fate < fates; ++fate)
      out.days[fate] = {histogram + (i * fates + fate) * day_stride, day_stride};
    return out;
  }

  /// Adds what another one counted, or takes it away again. Unsigned counts wrap and come back.
  void combine(const Counts& other, bool takes_away) {
    const auto each = [&](auto& ours, const auto& theirs) {
      for (std::size_t i = 0; i < std::size(theirs); ++i)
        takes_away ? ours[i] -= theirs[i] : ours[i] += theirs[i];
    };
    each(histogram, other.histogram);
    each(gross_lost_minor, other.gross_lost_minor);
    each(unvalued, other.unvalued);
    each(current, other.current);
    each(entered_masks, other.entered_masks);
    each(direct_masks, other.direct_masks);
    each(presumed_masks, other.presumed_masks);
    for (std::size_t i = 0; i < lanes; ++i) {
      const std::size_t codes = std::max(reasons[i].size(), other.reasons[i].size());
      reasons[i].resize(codes);
      reason_minor[i].resize(codes);
      each(reasons[i], other.reasons[i]);
      each(reason_minor[i], other.reason_minor[i]);
    }
    const std::int64_t sign = takes_away ? -1 : 1;
    revenue_minor += sign * other.revenue_minor;
    untyped_revenue_minor += sign * other.untyped_revenue_minor;
  }
};

bool names_reasons(const EventColumns& columns) {
  return columns.reasons().size() > 1;
}

template <CountMode mode>
class Counter : public Counts {
 public:
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;
  Counter(const EventColumns& columns, const Selection& select)
      : columns_(columns),
        cycles_(columns.cycles()),
        select_(select),
        presumed_(cycles_.presumed.data()),
        open_money_minor_(cycles_.open_money_minor.data()),
        has_reasons_(names_reasons(columns)) {
    for (auto* lists : {&reasons, &reason_minor})
      for (std::vector<std::int64_t>& list : *lists) list.resize(columns.reasons().size());
  }

  void cycle(std::size_t c, const CycleTimes& times) {
    const bool is_closed_now = select_.is_closed(cycles_, c);
    std::uint32_t lost_mask = 0;
    if constexpr (mode == CountMode::cycles) {
      std::uint32_t entered = 0;
      for (std::uint32_t left = times.entered & ~1U; left != 0; left &= left - 1) {
        const auto i = static_cast<std::size_t>(std::countr_zero(left));
        const Judged step = judge(times, select_, is_closed_now, i);
        entered |= step.is_entrant << i;
        lost_mask |= (is_lost(step.fate) ? step.is_entrant : 0) << i;
        histogram[(i * fates + step.fate) * day_stride + step.days] += step.is_entrant;
      }
      count_masks(entered, times.direct & entered, times.presumed & entered);
      lost_mask &= step_mask;
      if (has_reasons_) count_reasons(lost_mask, cycles_.last_reason[c]);
      // Closed cycles are counted at 0, where nothing is read.
      ++current[is_closed_now ? 0 : status_of(columns_, select_, c) & 7U];
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
    gross_lost_minor[at] += open_minor;
    unvalued[at] += open_minor == 0 ? 1 : 0;
    if (has_reasons_) reason_minor[at][cycles_.last_reason[c]] += open_minor;
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
        ++histogram[(i * fates + fate) * day_stride + person_.days[i]];
      }
      count_masks(person_.entered, person_.direct, person_.presumed);
      if (has_reasons_) count_reasons(person_.lost, person_reason_);
      const std::size_t badge = badge_of(columns_, select_, row);
      if (select_.takes_cycle(cycles_, badge)) ++current[status_of(columns_, select_, badge) & 7U];
      has_person_ = false;
      person_reason_ = no_dimension;
    }
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
      ++reasons[static_cast<std::size_t>(std::countr_zero(lost_mask))][reason];
  }

  const EventColumns& columns_;
  const CycleColumns& cycles_;
  const Selection& select_;
  const std::uint8_t* presumed_;
  const std::int64_t* open_money_minor_;
  bool has_reasons_ = false;
  bool has_person_ = false;
  CycleOutcome person_;
  DimensionCode person_reason_ = no_dimension;
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

void add_revenue(Counts& out, const EventColumns& columns, const Selection& select, Rows rows) {
  const RevenueEvents& charges = columns.charges();
  each_charge(columns, select, rows, [&](std::uint32_t, std::size_t c) {
    out.revenue_minor += charges.net_minor[c];
    if (is_untyped(charges, c)) out.untyped_revenue_minor += charges.net_minor[c];
  });
}

/// What is counted of some patients; too large for the stack.
template <CountMode mode>
std::unique_ptr<Counts> count_mode(const EventColumns& columns, const Selection& select,
                                   Rows rows) {
  auto counter = std::make_unique<Counter<mode>>(columns, select);
  walk(columns, select, rows, *counter);
  add_revenue(*counter, columns, select, rows);
  return counter;
}

std::unique_ptr<Counts> count(const EventColumns& columns, const ReportQuery& query, Rows rows) {
  const Selection select(columns, query);
  return query.mode == CountMode::people ? count_mode<CountMode::people>(columns, select, rows)
                                         : count_mode<CountMode::cycles>(columns, select, rows);
}

/// How many of those that entered a step are in a table of masks.
std::int64_t with_bit(const Counts::Masks& masks, std::size_t step) {
  std::int64_t sum = 0;
  for (std::size_t mask = 0; mask < masks.size(); ++mask)
    if ((mask >> step & 1U) != 0) sum += masks[mask];
  return sum;
}

FunnelReport report_of(const Counts& counts, const EventColumns& columns,
                       const ReportQuery& query) {
  FunnelReport out;
  for (std::size_t i = 1; i <= last_step; ++i) {
    out.steps[i] = figures_of(counts.step(i), i, columns, query);
    out.steps[i].direct = with_bit(counts.direct_masks, i);
    out.steps[i].presumed = with_bit(counts.presumed_masks, i);
  }
  weigh_money(out.steps);
  out.dispensary_entrants = with_bit(counts.entered_masks, 7);
  std::copy_n(counts.current, out.current.size(), out.current.begin());
  out.current[0] = 0;  // where closed cycles are counted
  out.revenue_minor = counts.revenue_minor;
  out.untyped_revenue_minor = counts.untyped_revenue_minor;
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
  return report_of(*count(columns, query, everybody(columns)), columns, query);
}

// ---------------------------------------------------------------- Counts by ranges

namespace {

void add(Entering& sum, const Entering& of) {
  sum.entrants += of.entrants;
  sum.decided += of.decided;
  sum.decided_converted += of.decided_converted;
}

}  // namespace

struct FunnelMeter::Parts {
  struct Range {
    std::unique_ptr<Counts> counts;
    Qualification entering;
  };

  ReportQuery query;
  bool has_reasons = false;  ///< Counts of before anybody named a reason know nothing of "none".
  std::size_t rows_per_range = 1;
  std::vector<Range> ranges;
  Counts total;
  FunnelFigures figures;

  Parts(const EventColumns& columns, const ReportQuery& of)
      : query(of), has_reasons(names_reasons(columns)) {
    const std::size_t patients = columns.patients().size();
    ranges.resize(
        std::clamp<std::size_t>(columns.event_count() / events_per_range_min, 1, ranges_max));
    rows_per_range = std::max<std::size_t>(1, patients / ranges.size());
  }

  /// Newcomers belong to the last one.
  [[nodiscard]] std::size_t range_of(std::uint32_t row) const {
    return std::min(row / rows_per_range, ranges.size() - 1);
  }
  void count_range(std::size_t range, const EventColumns& columns) {
    const bool is_last = range + 1 == ranges.size();
    const std::size_t patients = columns.patients().size();
    const Rows rows{std::min(range * rows_per_range, patients),
                    is_last ? patients : std::min((range + 1) * rows_per_range, patients)};
    Range& of = ranges[range];
    if (of.counts) total.combine(*of.counts, true);
    of.counts = count(columns, query, rows);
    total.combine(*of.counts, false);
    of.entering = report_pass::qualification_of(columns, query, rows);
  }
  void sum_up(const EventColumns& columns) {
    figures = {.report = report_of(total, columns, query), .entering = {}};
    for (const Range& range : ranges) {
      add(figures.entering.target, range.entering.target);
      add(figures.entering.other, range.entering.other);
      figures.entering.is_recorded |= range.entering.is_recorded;
    }
  }
};

FunnelMeter::FunnelMeter() = default;
FunnelMeter::~FunnelMeter() = default;

const FunnelFigures& FunnelMeter::measure(
    const EventColumns& columns, const ReportQuery& query,
    const std::optional<std::vector<std::uint32_t>>& changed) {
  const bool is_known =
      changed && parts_ && parts_->query == query && parts_->has_reasons == names_reasons(columns);
  if (is_known && changed->empty()) return parts_->figures;
  if (!is_known) parts_ = std::make_unique<Parts>(columns, query);
  std::vector<bool> is_stale(parts_->ranges.size(), !is_known);
  if (is_known)
    for (const std::uint32_t row : *changed) is_stale[parts_->range_of(row)] = true;
  for (std::size_t range = 0; range < is_stale.size(); ++range)
    if (is_stale[range]) parts_->count_range(range, columns);
  parts_->sum_up(columns);
  return parts_->figures;
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
