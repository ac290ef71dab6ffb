#include "funnel/doctor_figures.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/order.hpp"
#include "funnel/code_filter.hpp"
#include "funnel/months.hpp"

// [SECTION] One patient, one cycle
// [SECTION] Inputs
// [SECTION] Figures, people

namespace retour::funnel {
namespace {

constexpr EventMinute minutes_per_day = 1440;

// ---------------------------------------------------------------- One patient, one cycle

/// A patient's first consultation ever, diagnostics excluded.
struct Consultation {
  DimensionCode doctor = no_dimension;
  EventMinute minute = 0;
  std::uint32_t visit = no_subject;  ///< Its row among visits; none where a charge speaks for it.
  static constexpr std::uint32_t no_subject = 0xFFFFFFFFU;
};

/// One cycle's entry into status 4 and what became of it.
struct Entered {
  DimensionCode doctor = no_dimension;
  bool is_decided = false;  ///< The window is over.
  bool has_bought = false;  ///< Within the window.
};

/// The query in codes and minutes, and what it says of one patient or cycle.
class Reading {
 public:
  Reading(const EventColumns& columns, const DoctorQuery& query)
      : columns(columns),
        query(query),
        months(columns.zone(), minute_of(query.period.begin), minute_of(query.now) + 1),
        begin(minute_of(query.period.begin)),
        end(minute_of(query.period.end)),
        now(minute_of(query.now)),
        specialty(resolve(columns.specialties(), query.specialty)),
        branch(resolve(columns.branches(), query.branch)) {}

  [[nodiscard]] bool in_period(EventMinute minute) const { return minute >= begin && minute < end; }

  /// The first consultation, when it lies in the period, the specialty and the branch.
  [[nodiscard]] std::optional<Consultation> consultation_of(const PatientRun& run) const {
    const VisitEvents& visits = columns.visits();
    for (std::uint32_t v = run.first_visit; v < run.first_visit + run.visit_count; ++v) {
      if ((visits.flags[v] & (visit_flag::no_show | visit_flag::diagnostic)) != 0) continue;
      if (visits.doctor[v] == no_dimension) continue;
      if (!matches(specialty, visits.specialty[v]) || !matches(branch, visits.branch[v]) ||
          !in_period(visits.minute[v]) || visits.minute[v] > now)
        return std::nullopt;
      return Consultation{visits.doctor[v], visits.minute[v], v};
    }
    const RevenueEvents& charges = columns.charges();
    for (std::uint32_t c = run.first_charge; c < run.first_charge + run.charge_count; ++c) {
      if ((charges.flags[c] & charge_flag::taken_off) != 0 || charges.doctor[c] == no_dimension ||
          charges.type[c] == static_cast<std::uint8_t>(ProductType::diagnostic))
        continue;
      if (!matches(specialty, charges.specialty[c]) || !matches(branch, charges.branch[c]) ||
          !in_period(charges.minute[c]) || charges.minute[c] > now)
        return std::nullopt;
      return Consultation{charges.doctor[c], charges.minute[c], Consultation::no_subject};
    }
    return std::nullopt;
  }

  /// What the patient brought, as the query values him; nothing when he is too new for it.
  [[nodiscard]] std::optional<std::int64_t> value_of(const PatientRun& run,
                                                     const Consultation& first) const {
    constexpr EventMinute year = equal_age_days * minutes_per_day;
    const bool is_first_year = query.value == ValueBy::first_year;
    if (is_first_year && now - first.minute < year) return std::nullopt;
    const EventMinute last = is_first_year ? first.minute + year - 1 : now;
    const RevenueEvents& charges = columns.charges();
    std::int64_t sum = 0;
    for (std::size_t c = run.first_charge; c < run.first_charge + run.charge_count; ++c)
      sum += charges.minute[c] <= last ? charges.net_minor[c] : 0;
    return sum;
  }

  [[nodiscard]] PrimaryPatient primary_of(const PatientRun& run, const Consultation& first) const {
    const VisitEvents& visits = columns.visits();
    PrimaryPatient out{.further = further_visit_in(visits.flags[first.visit]),
                       .observed_days = (now - first.minute) / minutes_per_day};
    const std::int32_t day = months.day_of(first.minute);
    for (std::size_t v = first.visit; v < run.first_visit + run.visit_count; ++v) {
      if ((visits.flags[v] & visit_flag::no_show) != 0 || visits.minute[v] > now) continue;
      const std::int32_t days = months.day_of(visits.minute[v]) - day;
      if (days <= 0) continue;
      out.returned_after_days = days;
      break;
    }
    return out;
  }

  /// A cycle's first entry into status 4, when it lies in the period, the specialty and the branch.
  [[nodiscard]] std::optional<Entered> entry_of(std::size_t c) const {
    const CycleColumns& cycles = columns.cycles();
    const StatusEvents& events = columns.events();
    if (!matches(specialty, cycles.specialty[c])) return std::nullopt;
    const std::size_t last = std::size_t{cycles.first_event[c]} + cycles.event_count[c];
    std::size_t e = cycles.first_event[c];
    const auto is_plain = [&](std::size_t at) {
      return (events.flags[at] & event_flag::presumed) == 0;
    };
    while (e < last && !(events.to[e] == paid && is_plain(e))) ++e;
    if (e == last || !in_period(events.minute[e]) || events.minute[e] > now ||
        events.doctor[e] == no_dimension || !matches(branch, events.branch[e]))
      return std::nullopt;
    const EventMinute window =
        std::clamp(query.step_window_days, 0, window_days_max) * minutes_per_day;
    Entered out{.doctor = events.doctor[e], .is_decided = now - events.minute[e] >= window};
    for (std::size_t i = e + 1; i < last && !out.has_bought; ++i)
      out.has_bought =
          events.to[i] > paid && is_plain(i) && events.minute[i] - events.minute[e] <= window;
    return out;
  }

  /// Calls `sink(v)` for visits and no-shows that count.
  template <class Sink>
  void each_visit(const PatientRun& run, Sink sink) const {
    const VisitEvents& visits = columns.visits();
    for (std::size_t v = run.first_visit; v < run.first_visit + run.visit_count; ++v)
      if (in_period(visits.minute[v]) && visits.minute[v] <= now &&
          visits.doctor[v] != no_dimension && matches(specialty, visits.specialty[v]) &&
          matches(branch, visits.branch[v]))
        sink(v);
  }

  /// The same for charges and refunds.
  template <class Sink>
  void each_charge(const PatientRun& run, Sink sink) const {
    const RevenueEvents& charges = columns.charges();
    for (std::size_t c = run.first_charge; c < run.first_charge + run.charge_count; ++c)
      if (in_period(charges.minute[c]) && charges.minute[c] <= now &&
          (charges.flags[c] & charge_flag::bonus) == 0 && charges.doctor[c] != no_dimension &&
          matches(specialty, charges.specialty[c]) && matches(branch, charges.branch[c]))
        sink(c);
  }

  static constexpr std::uint8_t paid = static_cast<std::uint8_t>(FunnelStatus::entry_paid);
  const EventColumns& columns;
  const DoctorQuery& query;
  Months months;
  EventMinute begin, end, now;
  std::uint32_t specialty, branch;
};

// ---------------------------------------------------------------- Inputs

/// What is counted by doctor's code before doctors have numbers. Patients come one after another,
/// so the last one seen says whether he is new.
struct Tally {
  DoctorActivity activity;
  ShareCount entry_to_main;
  std::int64_t main_pending = 0;
  bool is_seen = false;
  std::uint32_t visitor = 0xFFFFFFFFU, payer = 0xFFFFFFFFU;
  std::int32_t visits_of_visitor = 0, paid_day = 0;
};

void tally_visits(const Reading& reading, std::uint32_t row, const PatientRun& run,
                  std::vector<Tally>& tallies) {
  const VisitEvents& visits = reading.columns.visits();
  reading.each_visit(run, [&](std::size_t v) {
    Tally& doctor = tallies[visits.doctor[v]];
    DoctorActivity& activity = doctor.activity;
    doctor.is_seen = true;
    if ((visits.flags[v] & visit_flag::no_show) != 0) {
      ++activity.no_shows;
      return;
    }
    const bool is_first = (visits.flags[v] & visit_flag::first_day) != 0;
    ++activity.visits;
    activity.primary_visits += is_first ? 1 : 0;
    activity.minutes += visits.length_minutes[v];
    activity.repeat_minutes += is_first ? 0 : visits.length_minutes[v];
    if (doctor.visitor != row) {
      doctor.visitor = row;
      doctor.visits_of_visitor = 0;
      ++activity.patients;
    }
    activity.loyal += ++doctor.visits_of_visitor == reading.query.loyal_visits_min ? 1 : 0;
  });
}

void tally_charges(const Reading& reading, std::uint32_t row, const PatientRun& run,
                   std::vector<Tally>& tallies) {
  const RevenueEvents& charges = reading.columns.charges();
  reading.each_charge(run, [&](std::size_t c) {
    Tally& doctor = tallies[charges.doctor[c]];
    doctor.is_seen = true;
    doctor.activity.revenue_minor += charges.net_minor[c];
    if ((charges.flags[c] & charge_flag::taken_off) != 0) return;
    const std::int32_t day = reading.months.day_of(charges.minute[c]);
    const bool is_new = doctor.payer != row;
    doctor.activity.paying_patients += is_new ? 1 : 0;
    doctor.activity.paid_visits += is_new || doctor.paid_day != day ? 1 : 0;
    doctor.payer = row;
    doctor.paid_day = day;
  });
}

void tally_entries(const Reading& reading, const PatientRun& run, std::vector<Tally>& tallies) {
  for (std::size_t c = run.first_cycle; c < run.first_cycle + run.cycle_count; ++c) {
    const std::optional<Entered> entry = reading.entry_of(c);
    if (!entry) continue;
    Tally& doctor = tallies[entry->doctor];
    doctor.is_seen = true;
    doctor.main_pending += entry->is_decided ? 0 : 1;
    doctor.entry_to_main.trials += entry->is_decided ? 1 : 0;
    doctor.entry_to_main.hits += entry->is_decided && entry->has_bought ? 1 : 0;
  }
}

/// Numbers for the doctors that were seen; by code, `doctors_max` for the others.
std::vector<std::uint16_t> number_doctors(const EventColumns& columns,
                                          const std::vector<Tally>& tallies, DoctorInputs& out) {
  std::vector<DimensionCode> codes;
  for (std::size_t code = 1; code < tallies.size(); ++code)
    if (tallies[code].is_seen) codes.push_back(static_cast<DimensionCode>(code));
  sort_stably(codes, [&](DimensionCode a, DimensionCode b) {
    const std::int64_t of_a = tallies[a].activity.visits, of_b = tallies[b].activity.visits;
    return of_a != of_b ? of_a > of_b : columns.doctors().id(a) < columns.doctors().id(b);
  });
  if (codes.size() > doctors_max) {
    out.other_doctors = static_cast<std::int64_t>(codes.size() - doctors_max);
    codes.resize(doctors_max);
  }
  std::vector<std::uint16_t> numbers(tallies.size(), doctors_max);
  for (const DimensionCode code : codes) {
    numbers[code] = static_cast<std::uint16_t>(out.doctors.size());
    out.doctors.push_back(StaffId(columns.doctors().id(code)));
    out.activity.push_back(tallies[code].activity);
    out.entry_to_main.push_back(tallies[code].entry_to_main);
    out.main_pending.push_back(tallies[code].main_pending);
  }
  return numbers;
}

}  // namespace

DoctorInputs doctor_inputs(const EventColumns& columns, const DoctorQuery& query) {
  struct First {
    std::uint32_t row;
    Consultation consultation;
  };
  const Reading reading(columns, query);
  std::vector<Tally> tallies(columns.doctors().size());
  std::vector<First> firsts;
  const std::span<const PatientRun> patients = columns.patients();
  for (std::uint32_t row = 0; row < patients.size(); ++row) {
    const PatientRun& run = patients[row];
    tally_visits(reading, row, run, tallies);
    tally_charges(reading, row, run, tallies);
    tally_entries(reading, run, tallies);
    const std::optional<Consultation> first = reading.consultation_of(run);
    if (!first) continue;
    tallies[first->doctor].is_seen = true;
    firsts.push_back({row, *first});
  }
  DoctorInputs out;
  const std::vector<std::uint16_t> numbers = number_doctors(columns, tallies, out);
  const PersonColumns& people = columns.people();
  for (const First& first : firsts) {
    const std::uint16_t doctor = numbers[first.consultation.doctor];
    if (doctor == doctors_max) continue;
    const PatientRun& run = patients[first.row];
    if (const auto value = reading.value_of(run, first.consultation))
      out.patients.push_back({.doctor = doctor,
                              .traits = {static_cast<std::uint16_t>(age_group_of(people.age_years(
                                             first.row, first.consultation.minute))),
                                         people.source[first.row], people.diagnosis[first.row]},
                              .value_minor = *value});
    if (first.consultation.visit == Consultation::no_subject) continue;
    PrimaryPatient primary = reading.primary_of(run, first.consultation);
    primary.doctor = doctor;
    out.primaries.push_back(primary);
  }
  return out;
}

// ---------------------------------------------------------------- Figures, people

DoctorFigures doctor_figures(const DoctorInputs& inputs, const DoctorQuery& query,
                             std::span<const Estimate> satisfaction) {
  const std::size_t count = inputs.doctors.size();
  RETOUR_CHECK(satisfaction.empty() || satisfaction.size() == count);
  const std::vector<Estimate> unknown(count, abstained(Abstention::too_few, 0, 1));
  DoctorFigures out;
  out.values = compare_values(inputs.patients, count);
  out.value_is = outliers_of(out.values);
  out.returns = return_rates(inputs.primaries, count, query.return_window_days);
  out.entry_to_main = compare_shares(inputs.entry_to_main);
  out.balance = balance_of(out.values, satisfaction.empty() ? unknown : satisfaction);
  return out;
}

namespace {

bool is_behind(const Reading& reading, const PatientRun& run, DimensionCode doctor,
               DoctorPeople which) {
  if (which == DoctorPeople::entered || which == DoctorPeople::bought) {
    for (std::size_t c = run.first_cycle; c < run.first_cycle + run.cycle_count; ++c) {
      const std::optional<Entered> entry = reading.entry_of(c);
      if (entry && entry->doctor == doctor && (which == DoctorPeople::entered || entry->has_bought))
        return true;
    }
    return false;
  }
  if (which == DoctorPeople::visited || which == DoctorPeople::loyal) {
    std::int32_t visits = 0;
    reading.each_visit(run, [&](std::size_t v) {
      visits += reading.columns.visits().doctor[v] == doctor &&
                        (reading.columns.visits().flags[v] & visit_flag::no_show) == 0
                    ? 1
                    : 0;
    });
    return visits >= (which == DoctorPeople::visited ? 1 : reading.query.loyal_visits_min);
  }
  const std::optional<Consultation> first = reading.consultation_of(run);
  if (!first || first->doctor != doctor) return false;
  if (which == DoctorPeople::first_patients) return reading.value_of(run, *first).has_value();
  if (first->visit == Consultation::no_subject) return false;
  if (which == DoctorPeople::primaries) return true;
  const PrimaryPatient primary = reading.primary_of(run, *first);
  const std::int32_t window = reading.query.return_window_days;
  const bool has_returned =
      primary.returned_after_days >= 0 && primary.returned_after_days <= window;
  if (which == DoctorPeople::returned) return has_returned;
  return !has_returned && primary.further == FurtherVisit::needed &&
         primary.observed_days >= window;
}

}  // namespace

std::vector<std::uint32_t> people_behind(const EventColumns& columns, const DoctorQuery& query,
                                         StaffId doctor, DoctorPeople which) {
  const Reading reading(columns, query);
  const DimensionCode code = columns.doctors().find(doctor);
  std::vector<std::uint32_t> out;
  if (code == no_dimension) return out;
  const std::span<const PatientRun> patients = columns.patients();
  for (std::uint32_t row = 0; row < patients.size(); ++row)
    if (is_behind(reading, patients[row], code, which)) out.push_back(row);
  return out;
}

}  // namespace retour::funnel
