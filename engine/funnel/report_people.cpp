// The people behind the report's figures, and those who enter by whether they are target patients.
#include <utility>

#include "base/check.hpp"
#include "funnel/report_pass.hpp"

namespace retour::funnel {

using namespace report_pass;

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
    const CycleOutcome outcome = outcome_of(times, select_, select_.is_closed(cycles_, c));
    if (figure_ == Figure::current) {
      is_taken_ = true;
      found_ = found_ || (!counts_people_ && !select_.is_closed(cycles_, c) &&
                          status_of(columns_, select_, c) == step_);
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
    const std::size_t badge = badge_of(columns_, select_, row);
    return select_.takes_cycle(cycles_, badge) && status_of(columns_, select_, badge) == step_;
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
  walk(columns, select, everybody(columns), lister);
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
    const CycleOutcome outcome =
        outcome_of(times, select_, select_.is_closed(columns_.cycles(), c));
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

Qualification report_pass::qualification_of(const EventColumns& columns, const ReportQuery& query,
                                            Rows rows) {
  const Selection select(columns, query);
  QualificationCount count(columns, select, query.mode);
  walk(columns, select, rows, count);
  return count.found;
}

Qualification qualification_of(const EventColumns& columns, const ReportQuery& query) {
  return report_pass::qualification_of(columns, query, everybody(columns));
}

std::vector<std::uint32_t> people_entering(const EventColumns& columns, const ReportQuery& query,
                                           bool is_target_wanted) {
  std::vector<std::uint32_t> rows =
      people_behind(columns, query, FunnelStatus::entry_paid, Figure::entrants);
  std::erase_if(rows,
                [&](std::uint32_t row) { return is_target(columns, row) != is_target_wanted; });
  return rows;
}

CycleCounts cycle_counts(const EventColumns& columns, const ReportQuery& query) {
  const Selection select(columns, query);
  const CycleColumns& cycles = columns.cycles();
  const StatusEvents& events = columns.events();
  CycleCounts counts;
  for (std::uint32_t row = 0; row < columns.patients().size(); ++row) {
    const PatientRun& run = columns.patients()[row];
    std::size_t begun = 0;
    bool is_in_period = false, fell_back = false;
    for (std::size_t c = run.first_cycle; c < std::size_t{run.first_cycle} + run.cycle_count; ++c) {
      const std::uint32_t first = cycles.first_event[c];
      const std::uint32_t known = select.known_events(events, first, cycles.event_count[c]);
      if (known == 0 || !select.takes_cycle(cycles, c)) continue;
      ++begun;
      is_in_period = is_in_period ||
                     (events.minute[first] >= select.begin && events.minute[first] < select.end);
      for (std::uint32_t e = first + 1; e < first + known; ++e)
        fell_back = fell_back || events.to[e] < events.to[e - 1];
    }
    if (!is_in_period) continue;
    counts.by_cycles[std::min(begun, CycleCounts::most) - 1].push_back(row);
    if (fell_back) counts.fell_back.push_back(row);
  }
  return counts;
}

std::vector<std::uint32_t> people_with_revenue(const EventColumns& columns,
                                               const ReportQuery& query, Revenue which) {
  std::vector<std::uint32_t> out;
  each_charge(columns, Selection(columns, query), everybody(columns),
              [&](std::uint32_t row, std::size_t c) {
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

}  // namespace retour::funnel
