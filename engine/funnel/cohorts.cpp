#include "funnel/cohorts.hpp"

#include <algorithm>

#include "funnel/code_filter.hpp"
#include "funnel/months.hpp"

// [SECTION] Entries and what came of them
// [SECTION] Counting
// [SECTION] The table

namespace retour::funnel {
namespace {

constexpr EventMinute never = 0x7FFFFFFF;

// ---------------------------------------------------------------- Entries and what came of them

/// One entry into a cohort: when, and when what was asked came of it.
struct Entry {
  EventMinute entered = never;
  EventMinute reached = never;
};

/// Finds entries in the histories of statuses.
class StatusEntries {
 public:
  StatusEntries(const EventColumns& columns, const CohortQuery& query)
      : columns_(columns),
        cycles_(columns.cycles()),
        events_(columns.events()),
        from_(static_cast<std::uint8_t>(query.from)),
        targets_(targets_of(query)),
        skipped_(query.presumed == Presumed::left_out ? event_flag::presumed : 0),
        counts_people_(query.mode == CountMode::people),
        specialty_(resolve(columns.specialties(), query.specialty)),
        source_(resolve(columns.sources(), query.source)),
        branch_(resolve(columns.branches(), query.branch)),
        doctor_(resolve(columns.doctors(), query.doctor)) {}

  /// Calls `sink(row, entry)`: once for each cycle, or for each person.
  template <class Sink>
  void each(Sink& sink) const {
    const PatientRun* patients = columns_.patients().data();
    const auto rows = static_cast<std::uint32_t>(columns_.patients().size());
    const bool is_plain = skipped_ == 0 && branch_ == any_code && doctor_ == any_code &&
                          specialty_ == any_code && source_ == any_code;
    for (std::uint32_t row = 0; row < rows; ++row) {
      const PatientRun& run = patients[row];
      if (counts_people_ && run.cycle_count > 1) {
        person(row, run, sink);
        continue;
      }
      for (std::size_t c = run.first_cycle; c < run.first_cycle + run.cycle_count; ++c)
        is_plain ? plain_cycle(row, c, sink) : cycle(row, c, sink);
    }
  }

 private:
  template <class Sink>
  void cycle(std::uint32_t row, std::size_t c, Sink& sink) const {
    if (!takes(c)) return;
    const std::size_t end = end_of(c), entered = find(c, cycles_.first_event[c], 1U << from_);
    if (entered == end || !takes_event(entered)) return;
    const std::size_t reached = find(c, entered + 1, targets_);
    sink(row, Entry{events_.minute[entered], reached == end ? never : events_.minute[reached]});
  }

  /// The same where the query asks of no cycle and no event: two short loops over bytes.
  template <class Sink>
  void plain_cycle(std::uint32_t row, std::size_t c, Sink& sink) const {
    const std::uint8_t* to = events_.to.data();
    const EventMinute* minute = events_.minute.data();
    std::uint32_t e = cycles_.first_event.data()[c];
    const std::uint32_t end = e + cycles_.event_count.data()[c];
    while (e < end && to[e] != from_) ++e;
    if (e == end) return;
    const EventMinute entered = minute[e];
    for (++e; e < end && (targets_ >> to[e] & 1U) == 0;) ++e;
    sink(row, Entry{entered, e == end ? never : minute[e]});
  }

  static std::uint32_t targets_of(const CohortQuery& query) {
    const auto to = static_cast<std::uint32_t>(query.to);
    return query.reach == Reach::exactly ? 1U << to : 0xFFU & ~((1U << to) - 1);
  }
  [[nodiscard]] bool takes(std::size_t c) const {
    return matches(specialty_, cycles_.specialty[c]) && matches(source_, cycles_.source[c]);
  }
  [[nodiscard]] bool takes_event(std::size_t e) const {
    return matches(branch_, events_.branch[e]) && matches(doctor_, events_.doctor[e]);
  }
  [[nodiscard]] std::size_t end_of(std::size_t c) const {
    return std::size_t{cycles_.first_event[c]} + cycles_.event_count[c];
  }
  /// The first event from `e` on that takes one of the statuses; the cycle's end if there is none.
  [[nodiscard]] std::size_t find(std::size_t c, std::size_t e, std::uint32_t statuses) const {
    const std::size_t end = end_of(c);
    const std::uint8_t* to = events_.to.data();
    while (true) {
      while (e < end && (statuses >> to[e] & 1U) == 0) ++e;
      if (e == end || skipped_ == 0 || (events_.flags[e] & skipped_) == 0) return e;
      ++e;
    }
  }

  /// Somebody with several cycles entered where he did so first; what came of it may have happened
  /// in any of them.
  template <class Sink>
  void person(std::uint32_t row, const PatientRun& run, Sink& sink) const {
    std::size_t first = 0, first_cycle = 0;
    bool has_entered = false;
    for (std::size_t c = run.first_cycle; c < run.first_cycle + run.cycle_count; ++c) {
      if (!takes(c)) continue;
      const std::size_t e = find(c, cycles_.first_event[c], 1U << from_);
      if (e == end_of(c) || (has_entered && events_.minute[e] >= events_.minute[first])) continue;
      first = e;
      first_cycle = c;
      has_entered = true;
    }
    if (!has_entered || !takes_event(first)) return;
    Entry entry{events_.minute[first], never};
    for (std::size_t c = run.first_cycle; c < run.first_cycle + run.cycle_count; ++c) {
      if (!takes(c)) continue;
      std::size_t e = c == first_cycle ? first + 1 : cycles_.first_event[c];
      for (e = find(c, e, targets_); e < end_of(c); e = find(c, e + 1, targets_))
        if (events_.minute[e] >= entry.entered) {
          entry.reached = std::min(entry.reached, events_.minute[e]);
          break;
        }
    }
    sink(row, entry);
  }

  const EventColumns& columns_;
  const CycleColumns& cycles_;
  const StatusEvents& events_;
  std::uint8_t from_;
  std::uint32_t targets_;  // bit i: status i
  std::uint8_t skipped_;
  bool counts_people_;
  std::uint32_t specialty_, source_, branch_, doctor_;
};

/// Finds first visits and the next one on another day.
class VisitEntries {
 public:
  VisitEntries(const EventColumns& columns, const ReturnCohortQuery& query, const Months& months)
      : columns_(columns),
        months_(months),
        specialty_(resolve(columns.specialties(), query.specialty)),
        branch_(resolve(columns.branches(), query.branch)),
        doctor_(resolve(columns.doctors(), query.doctor)),
        source_(resolve(columns.sources(), query.source)) {}

  template <class Sink>
  void each(Sink& sink) const {
    const VisitEvents& visits = columns_.visits();
    const std::span<const PatientRun> patients = columns_.patients();
    for (std::uint32_t row = 0; row < patients.size(); ++row) {
      const PatientRun& run = patients[row];
      if (!matches(source_, columns_.people().source[row])) continue;
      const std::size_t end = run.first_visit + std::size_t{run.visit_count};
      const auto counts = [&](std::size_t v) {
        return (visits.flags[v] & visit_flag::no_show) == 0 &&
               matches(specialty_, visits.specialty[v]);
      };
      std::size_t v = run.first_visit;
      while (v < end && !counts(v)) ++v;
      if (v == end || !matches(branch_, visits.branch[v]) || !matches(doctor_, visits.doctor[v]))
        continue;
      Entry entry{visits.minute[v], never};
      const std::int32_t first_day = months_.day_of(entry.entered);
      for (++v; v < end; ++v)
        if (counts(v) && months_.day_of(visits.minute[v]) != first_day) {
          entry.reached = visits.minute[v];
          break;
        }
      sink(row, entry);
    }
  }

 private:
  const EventColumns& columns_;
  const Months& months_;
  std::uint32_t specialty_, branch_, doctor_, source_;
};

// ---------------------------------------------------------------- Counting

/// The months of a table and which entries belong to it.
struct Frame {
  EventMinute begin, end, now;
  std::int32_t columns;  ///< Months since, the last one included.
  Months months;

  Frame(const EventColumns& all, const Interval& period, Instant now_at, std::int32_t months_wanted)
      : begin(minute_of(period.begin)),
        end(minute_of(period.end)),
        now(minute_of(now_at)),
        columns(std::clamp(months_wanted, 0, cohort_months_max)),
        months(all.zone(), begin, now + 1) {
    end = std::min(end, now + 1);
  }
  [[nodiscard]] bool takes(const Entry& entry) const {
    return entry.entered >= begin && entry.entered < end;
  }
  /// Months from entry to reaching, or `columns + 1`: not by now, or later than is shown.
  [[nodiscard]] std::size_t months_since(const Entry& entry, std::size_t cohort) const {
    const auto beyond = static_cast<std::size_t>(columns) + 1;
    return entry.reached > now ? beyond : std::min(months.index_of(entry.reached) - cohort, beyond);
  }
};

struct Counter {
  explicit Counter(const Frame& of)
      : frame(of),
        stride(static_cast<std::size_t>(of.columns) + 2),
        counts(of.months.size() * stride) {}

  void operator()(std::uint32_t, const Entry& entry) {
    if (!frame.takes(entry)) return;
    const std::size_t cohort = frame.months.index_of(entry.entered);
    ++counts[cohort * stride + frame.months_since(entry, cohort)];
  }

  const Frame& frame;
  std::size_t stride;
  std::vector<std::uint32_t> counts;  // by cohort, then by months since; the last: not reached
};

struct Collector {
  const Frame& frame;
  MonthNumber month;
  const CohortPeople& which;
  std::vector<std::uint32_t> people = {};

  void operator()(std::uint32_t row, const Entry& entry) {
    if (!frame.takes(entry)) return;
    const std::size_t cohort = frame.months.index_of(entry.entered);
    if (frame.months.number(cohort) != month) return;
    const bool has_reached =
        which.months_since >= 0 &&
        frame.months_since(entry, cohort) <= static_cast<std::size_t>(which.months_since);
    if (which.months_since >= 0 && has_reached != which.reached) return;
    if (people.empty() || people.back() != row) people.push_back(row);
  }
};

// ---------------------------------------------------------------- The table

CohortCell cell_of(std::int64_t reached, std::int64_t size, bool is_over) {
  return {
      .reached = reached, .size = size, .share_95 = wilson_95(reached, size), .is_over = is_over};
}

CohortTable table_of(const Frame& frame, const Counter& counter) {
  CohortTable out;
  const auto columns = static_cast<std::size_t>(frame.columns);
  std::vector<std::int64_t> reached_of(columns + 1), size_of(columns + 1);
  std::size_t filled = 0;  // cohorts up to the last one with people
  for (std::size_t cohort = 0; cohort < frame.months.size(); ++cohort) {
    const std::uint32_t* counts = counter.counts.data() + cohort * counter.stride;
    Cohort row{.month = first_day_of(frame.months.number(cohort)), .size = 0, .cells = {}};
    for (std::size_t k = 0; k < counter.stride; ++k) row.size += counts[k];
    if (row.size == 0 && out.cohorts.empty()) continue;
    std::int64_t reached = 0;
    for (std::size_t k = 0; k <= columns && cohort + k < frame.months.size(); ++k) {
      reached += counts[k];
      const bool is_over = frame.months.begin(cohort + k + 1) <= frame.now;
      row.cells.push_back(cell_of(reached, row.size, is_over));
      if (!is_over) continue;
      reached_of[k] += reached;
      size_of[k] += row.size;
    }
    out.cohorts.push_back(std::move(row));
    if (out.cohorts.back().size > 0) filled = out.cohorts.size();
  }
  out.cohorts.resize(filled);
  for (std::size_t k = 0; k <= columns && size_of[k] > 0; ++k)
    out.total.push_back(cell_of(reached_of[k], size_of[k], true));
  return out;
}

template <class Entries>
CohortTable count(const Frame& frame, const Entries& entries) {
  Counter counter(frame);
  entries.each(counter);
  return table_of(frame, counter);
}

template <class Entries>
std::vector<std::uint32_t> collect(const Frame& frame, const Entries& entries,
                                   const CohortPeople& which) {
  Collector collector{.frame = frame, .month = month_number(which.month), .which = which};
  entries.each(collector);
  return std::move(collector.people);
}

}  // namespace

CohortTable cohorts_of(const EventColumns& columns, const CohortQuery& query) {
  const Frame frame(columns, query.period, query.now, query.months);
  return count(frame, StatusEntries(columns, query));
}

CohortTable cohorts_of(const EventColumns& columns, const ReturnCohortQuery& query) {
  const Frame frame(columns, query.period, query.now, query.months);
  return count(frame, VisitEntries(columns, query, frame.months));
}

std::vector<std::uint32_t> people_behind(const EventColumns& columns, const CohortQuery& query,
                                         const CohortPeople& which) {
  const Frame frame(columns, query.period, query.now, query.months);
  return collect(frame, StatusEntries(columns, query), which);
}

std::vector<std::uint32_t> people_behind(const EventColumns& columns,
                                         const ReturnCohortQuery& query,
                                         const CohortPeople& which) {
  const Frame frame(columns, query.period, query.now, query.months);
  return collect(frame, VisitEntries(columns, query, frame.months), which);
}

}  // namespace retour::funnel
