// From columns to doctors and coordinators (DR-02, DR-07..11, DR-16, DR-25, TP-22..30): against a
// slow count on random clinics, figure by figure against the people behind it.
#include "funnel/doctor_figures.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "random_histories.hpp"

namespace retour::funnel {
namespace {

struct Clinic {
  std::vector<PatientFunnel> histories;
  std::vector<PatientFacts> patients;
  std::vector<PatientLines> lines;
  EventColumns columns;
  Zone zone = *Zone::find("Europe/Moscow");
  Instant now = random_clinic_begin.plus_seconds(700 * seconds_of_day);
};

Clinic random_clinic(std::uint64_t seed, std::size_t patients) {
  SeededRandom random(seed);
  Clinic out;
  out.columns.set_zone(out.zone);
  for (std::uint32_t row = 0; row < patients; ++row) {
    out.histories.push_back(random_history(random));
    out.patients.push_back(random_facts(random));
    out.lines.push_back(lines_of(out.patients.back(), random_clinic_services(), out.zone));
    out.columns.replace(row, out.histories.back(), out.patients.back(), random_clinic_services());
  }
  return out;
}

DoctorQuery random_query(RandomSource& random, const Clinic& clinic) {
  DoctorQuery query{.period = {random_clinic_begin, clinic.now}, .now = clinic.now};
  if (random.below(3) == 0) query.period.begin = random_instant(random);
  if (random.below(2) == 0) query.specialty = id_of<SpecialtyId>("specialty1");
  if (random.below(3) == 0) query.branch = id_of<BranchId>("branch1");
  query.loyal_visits_min = 1 + static_cast<std::int32_t>(random.below(3));
  query.return_window_days = 60;
  return query;
}

bool came(const VisitLine& visit) {
  return (visit.flags & visit_flag::no_show) == 0;
}

struct Slow {
  DoctorActivity activity;
  ShareCount entry_to_main;
  std::int64_t pending = 0;
  std::map<std::uint32_t, std::int64_t> values;  // of his first patients
  std::set<std::uint32_t> primaries, returned, loyal, entered;
};

/// Entries of a patient's cycles into status 4 and what became of them.
void add_entries(const Clinic& clinic, const DoctorQuery& query, std::uint32_t row,
                 std::map<StaffId, Slow>& out) {
  for (const Cycle& cycle : clinic.histories[row].cycles) {
    if (!query.specialty.is_nil() && cycle.specialty != query.specialty) continue;
    const StatusChange* entry = nullptr;
    bool has_bought = false;
    for (const StatusChange& change : cycle.history) {
      if (change.presumed) continue;
      if (entry != nullptr && change.to > FunnelStatus::entry_paid &&
          change.at.seconds / 60 - entry->at.seconds / 60 <= 90 * 1440)
        has_bought = true;
      if (entry == nullptr && change.to == FunnelStatus::entry_paid) entry = &change;
    }
    if (entry == nullptr || !query.period.contains(entry->at) || entry->at > query.now ||
        entry->doctor.is_nil() || (!query.branch.is_nil() && entry->branch != query.branch))
      continue;
    Slow& doctor = out[entry->doctor];
    doctor.entered.insert(row);
    if (query.now.seconds / 60 - entry->at.seconds / 60 < 90 * 1440) {
      ++doctor.pending;
    } else {
      ++doctor.entry_to_main.trials;
      doctor.entry_to_main.hits += has_bought ? 1 : 0;
    }
  }
}

/// What the patients' lines say of each doctor, by reading the definitions aloud.
std::map<StaffId, Slow> slow_doctors(const Clinic& clinic, const DoctorQuery& query) {
  std::map<StaffId, Slow> out;
  const auto counts = [&](const auto& line) {
    return query.period.contains(line.at) && line.at <= query.now && !line.doctor.is_nil() &&
           (query.specialty.is_nil() || line.specialty == query.specialty) &&
           (query.branch.is_nil() || line.branch == query.branch);
  };
  const auto day_of = [&](Instant at) { return clinic.zone.local(at).date.days; };
  for (std::uint32_t row = 0; row < clinic.lines.size(); ++row) {
    const PatientLines& lines = clinic.lines[row];
    std::map<StaffId, std::int32_t> visits;
    std::set<std::pair<StaffId, std::int32_t>> paid_days;
    std::set<StaffId> payers;
    for (const VisitLine& visit : lines.visits) {
      if (!counts(visit)) continue;
      DoctorActivity& activity = out[visit.doctor].activity;
      if (!came(visit)) {
        ++activity.no_shows;
        continue;
      }
      const bool is_first = (visit.flags & visit_flag::first_day) != 0;
      ++activity.visits;
      if (is_first) ++activity.primary_visits;
      activity.minutes += visit.length_minutes;
      if (!is_first) activity.repeat_minutes += visit.length_minutes;
      if (++visits[visit.doctor] == 1) ++activity.patients;
      if (visits[visit.doctor] >= query.loyal_visits_min) out[visit.doctor].loyal.insert(row);
    }
    for (const ChargeLine& charge : lines.charges) {
      if (!counts(charge) || (charge.flags & charge_flag::bonus) != 0) continue;
      out[charge.doctor].activity.revenue_minor += charge.net_minor;
      if ((charge.flags & charge_flag::credit) != 0) continue;
      if (payers.insert(charge.doctor).second) ++out[charge.doctor].activity.paying_patients;
      if (paid_days.emplace(charge.doctor, day_of(charge.at)).second)
        ++out[charge.doctor].activity.paid_visits;
    }
    std::int64_t value = 0;
    for (const ChargeLine& charge : lines.charges)
      if (charge.at <= query.now) value += charge.net_minor;
    const auto visit = std::ranges::find_if(lines.visits, [](const VisitLine& v) {
      return came(v) && (v.flags & visit_flag::diagnostic) == 0 && !v.doctor.is_nil();
    });
    const auto charge = std::ranges::find_if(lines.charges, [](const ChargeLine& c) {
      return (c.flags & charge_flag::taken_off) == 0 && c.type != ProductType::diagnostic &&
             !c.doctor.is_nil();
    });
    if (visit != lines.visits.end()) {
      if (counts(*visit)) {
        Slow& doctor = out[visit->doctor];
        doctor.values[row] = value;
        doctor.primaries.insert(row);
        for (const VisitLine& later : lines.visits) {
          const std::int32_t days = day_of(later.at) - day_of(visit->at);
          if (came(later) && later.at <= query.now && days > 0 && days <= 60)
            doctor.returned.insert(row);
        }
      }
    } else if (charge != lines.charges.end() && counts(*charge)) {
      out[charge->doctor].values[row] = value;
    }
    add_entries(clinic, query, row, out);
  }
  return out;
}

TEST(DoctorFigures, InputsEqualTheSlowCountAndOpenToTheirPeople_DR02_DR08_DR25) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Clinic clinic = random_clinic(seed, 120);
    SeededRandom random(seed);
    const DoctorQuery query = random_query(random, clinic);
    std::map<StaffId, Slow> slow = slow_doctors(clinic, query);
    const DoctorInputs inputs = doctor_inputs(clinic.columns, query);
    EXPECT_EQ(inputs.doctors.size(), slow.size());
    EXPECT_EQ(inputs.other_doctors, 0);
    for (std::size_t d = 0; d < inputs.doctors.size(); ++d) {
      const Slow& expected = slow[inputs.doctors[d]];
      const DoctorActivity& activity = inputs.activity[d];
      EXPECT_EQ(activity.visits, expected.activity.visits);
      EXPECT_EQ(activity.primary_visits, expected.activity.primary_visits);
      EXPECT_EQ(activity.no_shows, expected.activity.no_shows);
      EXPECT_EQ(activity.minutes, expected.activity.minutes);
      EXPECT_EQ(activity.repeat_minutes, expected.activity.repeat_minutes);
      EXPECT_EQ(activity.patients, expected.activity.patients);
      EXPECT_EQ(activity.loyal, static_cast<std::int64_t>(expected.loyal.size()));
      EXPECT_EQ(activity.revenue_minor, expected.activity.revenue_minor);
      EXPECT_EQ(activity.paid_visits, expected.activity.paid_visits);
      EXPECT_EQ(activity.paying_patients, expected.activity.paying_patients);
      EXPECT_EQ(inputs.entry_to_main[d].trials, expected.entry_to_main.trials);
      EXPECT_EQ(inputs.entry_to_main[d].hits, expected.entry_to_main.hits);
      EXPECT_EQ(inputs.main_pending[d], expected.pending);
      std::int64_t value = 0, wanted = 0, primaries = 0, returned = 0;
      for (const DoctorPatient& patient : inputs.patients)
        value += patient.doctor == d ? patient.value_minor : 0;
      for (const auto& [row, minor] : expected.values) wanted += minor;
      for (const PrimaryPatient& patient : inputs.primaries) {
        if (patient.doctor != d) continue;
        ++primaries;
        returned += patient.returned_after_days > 0 && patient.returned_after_days <= 60 ? 1 : 0;
      }
      EXPECT_EQ(value, wanted);
      EXPECT_EQ(primaries, static_cast<std::int64_t>(expected.primaries.size()));
      EXPECT_EQ(returned, static_cast<std::int64_t>(expected.returned.size()));
      const auto people = [&](DoctorPeople which) {
        const auto rows = people_behind(clinic.columns, query, inputs.doctors[d], which);
        return std::set<std::uint32_t>(rows.begin(), rows.end());
      };
      EXPECT_EQ(people(DoctorPeople::primaries), expected.primaries);
      EXPECT_EQ(people(DoctorPeople::returned), expected.returned);
      EXPECT_EQ(people(DoctorPeople::loyal), expected.loyal);
      EXPECT_EQ(people(DoctorPeople::entered), expected.entered);
      EXPECT_EQ(people(DoctorPeople::visited).size(), static_cast<std::size_t>(activity.patients));
      EXPECT_EQ(people(DoctorPeople::first_patients).size(), expected.values.size());
    }
    const DoctorFigures figures = doctor_figures(inputs, query, {});
    EXPECT_EQ(figures.values.doctors.size(), inputs.doctors.size());
    EXPECT_FALSE(figures.balance.reference) << "without ratings nobody is the reference (DR-06)";
  }
}

TEST(DoctorFigures, EqualAgeLeavesOutWhoIsNew_IM14) {
  const Clinic clinic = random_clinic(3, 150);
  DoctorQuery query{.period = {random_clinic_begin, clinic.now}, .now = clinic.now};
  const std::size_t all = doctor_inputs(clinic.columns, query).patients.size();
  query.value = ValueBy::first_year;
  const DoctorInputs inputs = doctor_inputs(clinic.columns, query);
  EXPECT_LT(inputs.patients.size(), all);
  EXPECT_GT(inputs.patients.size(), 0U);
  query.period.begin = clinic.now.plus_seconds(-364 * seconds_of_day);
  EXPECT_TRUE(doctor_inputs(clinic.columns, query).patients.empty());
}

// ---------------------------------------------------------------- coordinators

/// A clinic in which half of the patients have a coordinator, who doubles what they buy or changes
/// nothing.
EventColumns coordinated_clinic(std::uint64_t seed, bool has_effect) {
  SeededRandom random(seed);
  EventColumns out;
  for (std::uint32_t row = 0; row < 1200; ++row) {
    PatientFacts facts;
    const bool has_coordinator = random.below(2) != 0;
    if (has_coordinator) facts.patient.responsible = id_of<StaffId>("coordinator");
    facts.patient.birth_date = LocalDate::from_ymd(1950 + static_cast<int>(random.below(50)), 1, 1);
    PatientFunnel history;
    const Instant at = random_clinic_begin.plus_seconds(
        static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(500 * seconds_of_day))));
    Cycle& cycle = history.cycles.emplace_back();
    cycle.history.push_back({.at = at, .to = FunnelStatus::entry_paid});
    if (random.below(100) < (has_coordinator && has_effect ? 60U : 30U)) {
      const Instant bought = at.plus_seconds(20 * seconds_of_day);
      cycle.history.push_back({.at = bought, .to = FunnelStatus::main_bought});
      Charge& charge = facts.charges.emplace_back();
      charge.rendered_at = bought;
      charge.price_minor = 100'000;
    }
    out.replace(row, history, facts, {});
  }
  return out;
}

TEST(Coordinators, AnEffectIsSeenAndNoneIsNot_TP22_TP24_TP30) {
  const CoordinatorQuery query{
      .period = {random_clinic_begin, random_clinic_begin.plus_seconds(500 * seconds_of_day)},
      .now = random_clinic_begin.plus_seconds(800 * seconds_of_day)};
  const auto coordinator = id_of<StaffId>("coordinator");
  const EventColumns busy = coordinated_clinic(1, true), idle = coordinated_clinic(2, false);
  const Effect effect = against_baseline(coordinated_patients(busy, query, coordinator));
  EXPECT_EQ(effect.verdict, Verdict::raises);
  EXPECT_NEAR(effect.difference.value, 0.3, 0.08);
  EXPECT_EQ(against_baseline(coordinated_patients(idle, query, coordinator)).verdict,
            Verdict::no_effect);
  const std::vector<CoordinatorRow> rows = coordinators_of(busy, query);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].staff, coordinator);
  EXPECT_TRUE(rows[1].staff.is_nil()) << "nobody's patients come last";
  EXPECT_EQ(rows[0].patients + rows[1].patients, 1200);
  EXPECT_EQ(rows[0].income_minor, rows[0].closed * 100'000) << "TP-22";
  EXPECT_EQ(rows[0].paid_visits, rows[0].closed);
  const std::vector<PeriodOutcome> months = coordinator_months(
      busy, query, coordinator, Zone::utc().local(random_clinic_begin).date.plus_days(240));
  EXPECT_GE(months.size(), 14U);
  EXPECT_FALSE(months.front().is_after);
  EXPECT_TRUE(months.back().is_after);
}

TEST(Coordinators, WhoIsStillInTheWindowIsPendingAndMissedVisitsMadeGoodAreRebooked_TP25_TP26) {
  EventColumns columns;
  const Instant at = random_clinic_begin;
  const auto add = [&](std::uint32_t row, std::int64_t entered_day, bool misses, bool comes) {
    PatientFunnel history;
    const Instant entered = at.plus_seconds(entered_day * seconds_of_day);
    history.cycles.emplace_back().history.push_back(
        {.at = entered, .to = FunnelStatus::entry_paid});
    PatientFacts facts;
    if (misses) {
      Booking& booking = facts.bookings.emplace_back();
      booking.begin = booking.no_show_at = entered.plus_seconds(5 * seconds_of_day);
    }
    if (comes) facts.visits.emplace_back().arrived_at = entered.plus_seconds(9 * seconds_of_day);
    columns.replace(row, history, facts, {});
  };
  add(0, 0, true, true);
  add(1, 0, false, true);
  add(2, 0, true, false);
  add(3, 95, true, true);
  const CoordinatorQuery query{.period = {at, at.plus_seconds(100 * seconds_of_day)},
                               .now = at.plus_seconds(120 * seconds_of_day)};
  const std::vector<CoordinatorRow> rows = coordinators_of(columns, query);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].patients, 3);
  EXPECT_EQ(rows[0].pending, 1);
  EXPECT_EQ(rows[0].rebooked, 1);
  EXPECT_EQ(rows[0].returned, 2);
  EXPECT_EQ(rows[0].closed, 0);
}

}  // namespace
}  // namespace retour::funnel
