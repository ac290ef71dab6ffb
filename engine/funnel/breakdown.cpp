#include "funnel/breakdown.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/order.hpp"
#include "funnel/finance.hpp"
#include "funnel/months.hpp"
#include "funnel/report_pass.hpp"

namespace retour::funnel {

using namespace report_pass;

namespace {

/// A group as a small number, so that groups are found by index.
using GroupCode = std::uint32_t;

bool is_of_ids(GroupBy by) {
  switch (by) {
    case GroupBy::month:
    case GroupBy::age_group:
    case GroupBy::child_or_adult:
    case GroupBy::sex: return false;
    default: return true;
  }
}

Months months_of(const EventColumns& columns, const ReportQuery& query) {
  return {columns.zone(), minute_of(query.period.begin), minute_of(query.period.end)};
}

/// Which group a step of a cycle is in.
class Grouping {
 public:
  Grouping(const EventColumns& columns, const GroupQuery& query, const Selection& select)
      : columns_(columns),
        query_(query),
        select_(select),
        months_(months_of(columns, query.report)) {
    const bool is_given = query.by == GroupBy::campaign || query.by == GroupBy::operators;
    RETOUR_CHECK(!is_given || query.given.size() == columns.patients().size());
    if (is_given)
      for (const IdBytes& id : query.given) given_codes_.push_back(given_.code(id));
  }

  [[nodiscard]] GroupCode code(std::uint32_t row, std::size_t cycle, std::size_t step,
                               EventMinute entered) const {
    const PersonColumns& people = columns_.people();
    switch (query_.by) {
      case GroupBy::source: return columns_.cycles().source[cycle];
      case GroupBy::specialty: return columns_.cycles().specialty[cycle];
      case GroupBy::campaign:
      case GroupBy::operators: return given_codes_[row];
      case GroupBy::coordinator: return people.responsible[row];
      case GroupBy::service: return first_service(row);
      case GroupBy::branch: return of_event(columns_.events().branch, cycle, step);
      case GroupBy::doctor: return of_event(columns_.events().doctor, cycle, step);
      case GroupBy::month: return static_cast<GroupCode>(months_.index_of(entered));
      case GroupBy::sex: return people.sex[row];
      case GroupBy::age_group:
        return static_cast<GroupCode>(age_group_of(people.age_years(row, entered)));
      case GroupBy::child_or_adult: {
        const std::int32_t age = people.age_years(row, entered);
        return static_cast<GroupCode>(age < 0                          ? ChildOrAdult::unknown
                                      : age < query_.child_below_years ? ChildOrAdult::child
                                                                       : ChildOrAdult::adult);
      }
    }
    return 0;
  }

  [[nodiscard]] GroupKey key(GroupCode code) const {
    if (query_.by == GroupBy::month) return {.number = months_.number(code)};
    if (!is_of_ids(query_.by)) return {.number = static_cast<std::int32_t>(code)};
    return {.id = dimension().id(static_cast<DimensionCode>(code))};
  }

 private:
  [[nodiscard]] const Dimension& dimension() const {
    switch (query_.by) {
      case GroupBy::source: return columns_.sources();
      case GroupBy::branch: return columns_.branches();
      case GroupBy::doctor: return columns_.doctors();
      case GroupBy::specialty: return columns_.specialties();
      case GroupBy::coordinator: return columns_.responsibles();
      case GroupBy::service: return columns_.services();
      default: return given_;
    }
  }
  /// Of the event that entered the step: the first that took its status.
  [[nodiscard]] DimensionCode of_event(const std::vector<DimensionCode>& column, std::size_t cycle,
                                       std::size_t step) const {
    const StatusEvents& events = columns_.events();
    const std::size_t first = columns_.cycles().first_event[cycle];
    for (std::size_t e = first; e < first + columns_.cycles().event_count[cycle]; ++e)
      if (events.to[e] == step && (events.flags[e] & select_.skipped_flags) == 0) return column[e];
    return no_dimension;
  }
  [[nodiscard]] DimensionCode first_service(std::uint32_t row) const {
    const PatientRun& run = columns_.patients()[row];
    const VisitEvents& visits = columns_.visits();
    for (std::size_t v = run.first_visit; v < std::size_t{run.first_visit} + run.visit_count; ++v)
      if ((visits.flags[v] & visit_flag::no_show) == 0) return visits.service[v];
    return no_dimension;
  }

  const EventColumns& columns_;
  const GroupQuery& query_;
  const Selection& select_;
  Months months_;
  Dimension given_;
  std::vector<DimensionCode> given_codes_;
};

/// Calls `take(row, group, step, outcome)` for every step that was entered, of cycles or of people
/// by their best cycle.
template <class Take>
class Grouped {
 public:
  Grouped(const EventColumns& columns, const Selection& select, const GroupQuery& query, Take take)
      : columns_(columns),
        select_(select),
        counts_people_(query.report.mode == CountMode::people),
        grouping_(columns, query, select),
        take_(take) {}

  void cycle(std::size_t c, const CycleTimes& times) {
    Entered now{.outcome = outcome_of(times, select_, select_.is_closed(columns_.cycles(), c))};
    for (std::size_t i = 1; i <= last_step; ++i) {
      if ((now.outcome.entered >> i & 1U) == 0) continue;
      now.cycles[i] = c;
      now.minutes[i] = times.entered_at(i);
    }
    if (!counts_people_ || found_.empty()) {
      found_.push_back(now);
      return;
    }
    Entered& best = found_.front();
    const std::uint32_t taken = keep_best(best.outcome, now.outcome);
    for (std::size_t i = 1; i <= last_step; ++i) {
      if ((taken >> i & 1U) == 0) continue;
      best.cycles[i] = now.cycles[i];
      best.minutes[i] = now.minutes[i];
    }
  }

  void patient_end(std::uint32_t row) {
    for (const Entered& one : found_)
      for (std::size_t i = 1; i <= last_step; ++i)
        if ((one.outcome.entered >> i & 1U) != 0)
          take_(row, grouping_.code(row, one.cycles[i], i, one.minutes[i]), i, one.outcome);
    found_.clear();
  }

  [[nodiscard]] const Grouping& grouping() const { return grouping_; }

 private:
  struct Entered {
    CycleOutcome outcome;
    std::array<std::size_t, lanes> cycles{};
    std::array<EventMinute, lanes> minutes{};
  };

  const EventColumns& columns_;
  const Selection& select_;
  bool counts_people_;
  Grouping grouping_;
  Take take_;
  std::vector<Entered> found_;  ///< Of the patient; one when people are counted.
};

bool is_unknown(const GroupQuery& query, const GroupKey& key) {
  if (is_of_ids(query.by)) return key.id.is_nil();
  return query.by != GroupBy::month && key.number == 0;  // of sex, age and child: "not known"
}

std::int64_t entrants_of(const GroupFigures& group) {
  std::int64_t sum = 0;
  for (const GroupStep& step : group.steps) sum += step.entrants;
  return sum;
}

}  // namespace

std::vector<GroupFigures> funnel_by(const EventColumns& columns, const GroupQuery& query) {
  const Selection select(columns, query.report);
  std::vector<std::array<GroupStep, 7>> sums;
  const auto take = [&](std::uint32_t, GroupCode group, std::size_t i, const CycleOutcome& of) {
    if (group >= sums.size()) sums.resize(group + 1);
    GroupStep& step = sums[group][i];
    const bool is_converted = (of.converted >> i & 1U) != 0;
    ++step.entrants;
    step.converted += is_converted ? 1 : 0;
    step.lost += of.lost >> i & 1U;
    if ((of.is_open >> i & 1U) != 0) return;
    ++step.decided;
    step.decided_converted += is_converted ? 1 : 0;
  };
  Grouped sink(columns, select, query, take);
  walk(columns, select, everybody(columns), sink);
  std::vector<GroupFigures> groups;
  for (GroupCode code = 0; code < sums.size(); ++code) {
    GroupFigures group{.key = sink.grouping().key(code), .steps = sums[code]};
    if (entrants_of(group) > 0) groups.push_back(group);
  }
  sort_stably(groups, {}, [&](const GroupFigures& group) {
    return std::tuple(is_unknown(query, group.key),
                      is_of_ids(query.by) ? -entrants_of(group) : group.key.number, group.key.id);
  });
  return groups;
}

std::vector<std::uint32_t> people_in_group(const EventColumns& columns, const GroupQuery& query,
                                           const GroupKey& key, FunnelStatus step, Figure figure) {
  RETOUR_CHECK(figure == Figure::entrants || figure == Figure::converted ||
               figure == Figure::lost || figure == Figure::pending);
  const Selection select(columns, query.report);
  const auto wanted = static_cast<std::size_t>(step);
  std::vector<std::uint32_t> rows;
  const Grouping names(columns, query, select);
  const auto is_wanted = [&](const CycleOutcome& of) {
    const bool is_converted = (of.converted >> wanted & 1U) != 0;
    const bool is_lost_now = (of.lost >> wanted & 1U) != 0;
    switch (figure) {
      case Figure::converted: return is_converted;
      case Figure::lost: return is_lost_now;
      case Figure::pending: return !is_converted && !is_lost_now;
      default: return true;
    }
  };
  const auto take = [&](std::uint32_t row, GroupCode group, std::size_t i, const CycleOutcome& of) {
    if (i != wanted || !is_wanted(of) || names.key(group) != key) return;
    if (rows.empty() || rows.back() != row) rows.push_back(row);
  };
  Grouped sink(columns, select, query, take);
  walk(columns, select, everybody(columns), sink);
  return rows;
}

}  // namespace retour::funnel
