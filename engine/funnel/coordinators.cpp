// Coordinators, the second half of doctor_figures.hpp: what came of patients after their entry into
// status 4, by whoever is responsible for them (TP-22..30).
#include <algorithm>

#include "base/order.hpp"
#include "funnel/code_filter.hpp"
#include "funnel/doctor_figures.hpp"
#include "funnel/months.hpp"

namespace retour::funnel {
namespace {

constexpr EventMinute minutes_per_day = 1440;
constexpr std::uint8_t paid = static_cast<std::uint8_t>(FunnelStatus::entry_paid);

/// A patient's first entry into status 4 and what came of it within the window.
struct Course {
  std::uint32_t row = 0;
  EventMinute entered = 0;
  DimensionCode specialty = no_dimension;
  bool is_decided = false;  ///< The window is over.
  bool closed = false, rebooked = false, returned = false;
  std::int64_t income_minor = 0;
  std::int64_t paid_visits = 0;

  [[nodiscard]] double outcome(CoordinatorOutcome which) const {
    switch (which) {
      case CoordinatorOutcome::closed: return closed ? 1 : 0;
      case CoordinatorOutcome::rebooked: return rebooked ? 1 : 0;
      case CoordinatorOutcome::returned: return returned ? 1 : 0;
      case CoordinatorOutcome::income: break;
    }
    return static_cast<double>(income_minor);
  }
};

class Courses {
 public:
  Courses(const EventColumns& columns, const CoordinatorQuery& query)
      : columns_(columns),
        begin_(minute_of(query.period.begin)),
        end_(minute_of(query.period.end)),
        now_(minute_of(query.now)),
        window_(std::clamp(query.window_days, 0, window_days_max) * minutes_per_day),
        specialty_(resolve(columns.specialties(), query.specialty)),
        months(columns.zone(), begin_, now_ + 1) {}

  /// Calls `sink(course)` for each patient who entered in the period.
  template <class Sink>
  void each(Sink sink) const {
    const std::span<const PatientRun> patients = columns_.patients();
    for (std::uint32_t row = 0; row < patients.size(); ++row) {
      Course course{.row = row};
      if (!enter(patients[row], course)) continue;
      follow_statuses(patients[row], course);
      follow_visits(patients[row], course);
      follow_money(patients[row], course);
      sink(course);
    }
  }

 private:
  /// The first event from `e` on that takes one of the statuses and rests on more than presumption;
  /// the cycle's end if there is none.
  [[nodiscard]] std::size_t find(std::size_t c, std::size_t e, std::uint32_t statuses) const {
    const StatusEvents& events = columns_.events();
    const std::size_t end =
        std::size_t{columns_.cycles().first_event[c]} + columns_.cycles().event_count[c];
    while (e < end &&
           ((statuses >> events.to[e] & 1U) == 0 || (events.flags[e] & event_flag::presumed) != 0))
      ++e;
    return e;
  }

  /// Calls `sink(cycle, first event, end)` for cycles of the specialty.
  template <class Sink>
  void each_cycle(const PatientRun& run, Sink sink) const {
    const CycleColumns& cycles = columns_.cycles();
    for (std::size_t c = run.first_cycle; c < run.first_cycle + run.cycle_count; ++c)
      if (matches(specialty_, cycles.specialty[c]))
        sink(c, std::size_t{cycles.first_event[c]},
             std::size_t{cycles.first_event[c]} + cycles.event_count[c]);
  }

  bool enter(const PatientRun& run, Course& course) const {
    const StatusEvents& events = columns_.events();
    bool has_entered = false;
    each_cycle(run, [&](std::size_t c, std::size_t first, std::size_t end) {
      const std::size_t e = find(c, first, 1U << paid);
      if (e == end || (has_entered && events.minute[e] >= course.entered)) return;
      has_entered = true;
      course.entered = events.minute[e];
      course.specialty = columns_.cycles().specialty[c];
    });
    if (!has_entered || course.entered < begin_ || course.entered >= end_ || course.entered > now_)
      return false;
    course.is_decided = now_ - course.entered >= window_;
    return true;
  }

  [[nodiscard]] bool in_window(const Course& course, EventMinute minute) const {
    return minute >= course.entered && minute - course.entered <= window_ && minute <= now_;
  }

  void follow_statuses(const PatientRun& run, Course& course) const {
    constexpr std::uint32_t above = 0xFFU & ~((2U << paid) - 1);
    const StatusEvents& events = columns_.events();
    each_cycle(run, [&](std::size_t c, std::size_t first, std::size_t end) {
      for (std::size_t e = find(c, first, above); e < end && !course.closed;
           e = find(c, e + 1, above)) {
        if (events.minute[e] > course.entered + window_) break;  // instants never decrease
        course.closed = in_window(course, events.minute[e]);
      }
    });
  }

  void follow_visits(const PatientRun& run, Course& course) const {
    const VisitEvents& visits = columns_.visits();
    const std::int32_t day = months.day_of(course.entered);
    bool has_missed = false;
    for (std::size_t v = run.first_visit; v < run.first_visit + run.visit_count; ++v) {
      if (!in_window(course, visits.minute[v])) continue;
      if ((visits.flags[v] & visit_flag::no_show) != 0) {
        has_missed = true;
        continue;
      }
      course.rebooked = course.rebooked || has_missed;
      course.returned = course.returned || months.day_of(visits.minute[v]) > day;
    }
  }

  void follow_money(const PatientRun& run, Course& course) const {
    const RevenueEvents& charges = columns_.charges();
    std::int32_t last_day = INT32_MIN;
    for (std::size_t c = run.first_charge; c < run.first_charge + run.charge_count; ++c) {
      // What was paid with the entry is no income that came of it.
      if (charges.minute[c] == course.entered || !in_window(course, charges.minute[c]) ||
          (charges.flags[c] & charge_flag::bonus) != 0)
        continue;
      course.income_minor += charges.net_minor[c];
      if ((charges.flags[c] & charge_flag::credit) != 0) continue;
      const std::int32_t day = months.day_of(charges.minute[c]);
      course.paid_visits += day != last_day ? 1 : 0;
      last_day = day;
    }
  }

  const EventColumns& columns_;
  EventMinute begin_, end_, now_, window_;
  std::uint32_t specialty_;

 public:
  Months months;
};

}  // namespace

std::vector<CoordinatorRow> coordinators_of(const EventColumns& columns,
                                            const CoordinatorQuery& query) {
  const Dimension& staff = columns.responsibles();
  std::vector<CoordinatorRow> rows(staff.size());
  Courses(columns, query).each([&](const Course& course) {
    CoordinatorRow& row = rows[columns.people().responsible[course.row]];
    if (!course.is_decided) {
      ++row.pending;
      return;
    }
    ++row.patients;
    row.closed += course.closed ? 1 : 0;
    row.rebooked += course.rebooked ? 1 : 0;
    row.returned += course.returned ? 1 : 0;
    row.income_minor += course.income_minor;
    row.paid_visits += course.paid_visits;
  });
  for (std::size_t code = 0; code < rows.size(); ++code)
    rows[code].staff = StaffId(staff.id(static_cast<DimensionCode>(code)));
  std::erase_if(rows, [](const CoordinatorRow& row) { return row.patients + row.pending == 0; });
  sort_stably(rows, [](const CoordinatorRow& a, const CoordinatorRow& b) {
    if (a.staff.is_nil() != b.staff.is_nil()) return b.staff.is_nil();
    return a.patients != b.patients ? a.patients > b.patients : a.staff < b.staff;
  });
  return rows;
}

std::vector<CoordinatedPatient> coordinated_patients(const EventColumns& columns,
                                                     const CoordinatorQuery& query,
                                                     StaffId coordinator) {
  const DimensionCode code = columns.responsibles().find(coordinator);
  const Courses courses(columns, query);
  const PersonColumns& people = columns.people();
  std::vector<CoordinatedPatient> out;
  courses.each([&](const Course& course) {
    if (!course.is_decided) return;
    const std::size_t quarter = courses.months.index_of(course.entered) / 3;
    const std::size_t group = age_group_of(people.age_years(course.row, course.entered));
    const std::size_t stratum =
        (quarter * (age_group_begins.size() + 1) + group) * columns.specialties().size() +
        course.specialty;
    out.push_back(
        {.stratum = static_cast<std::uint32_t>(stratum),
         .has_coordinator = code != no_dimension && people.responsible[course.row] == code,
         .outcome = course.outcome(query.outcome)});
  });
  return out;
}

std::vector<PeriodOutcome> coordinator_months(const EventColumns& columns,
                                              const CoordinatorQuery& query, StaffId coordinator,
                                              LocalDate since) {
  struct Month {
    Moments with, baseline;
  };
  const DimensionCode code = columns.responsibles().find(coordinator);
  const Courses courses(columns, query);
  std::vector<Month> by_month(courses.months.size());
  courses.each([&](const Course& course) {
    if (!course.is_decided) return;
    Month& month = by_month[courses.months.index_of(course.entered)];
    const bool is_his = code != no_dimension && columns.people().responsible[course.row] == code;
    (is_his ? month.with : month.baseline).add(course.outcome(query.outcome));
  });
  const MonthNumber began = month_number(since);
  std::vector<PeriodOutcome> out;
  for (std::size_t i = 0; i < by_month.size(); ++i) {
    const MonthNumber number = courses.months.number(i);
    const Month& month = by_month[i];
    if (number == began || month.with.n() == 0 || month.baseline.n() == 0) continue;
    out.push_back(
        {.with = month.with.mean(), .baseline = month.baseline.mean(), .is_after = number > began});
  }
  return out;
}

}  // namespace retour::funnel
