#include "app/flow.hpp"

#include <algorithm>

#include "app/slot_grid.hpp"
#include "app/urgent.hpp"
#include "base/order.hpp"
#include "funnel/doctor_figures.hpp"
#include "schedule/load.hpp"
#include "store/ratings.hpp"

namespace retour::app {
namespace {

FlowDoctor* find(FlowReport& report, StaffId doctor) {
  const auto found = std::ranges::find_if(
      report.doctors, [&](const FlowDoctor& one) { return one.flow.doctor == doctor; });
  return found == report.doctors.end() ? nullptr : &*found;
}

/// Mean mark of each of `doctors` in the weeks before `now`, wherever it was given.
Result<std::vector<funnel::Estimate>> marks_of(Clinic& clinic, const std::vector<StaffId>& doctors,
                                               Instant now) {
  RETOUR_ASSIGN(const std::vector<store::RatedVisit> ratings,
                store::rated_visits(clinic.database()));
  std::vector<funnel::Moments> marks(doctors.size());
  const Instant since = now.plus_minutes(-flow_mark_weeks * 7 * 24 * 60);
  for (const store::RatedVisit& rating : ratings) {
    const auto doctor = std::ranges::find(doctors, rating.doctor);
    if (doctor != doctors.end() && rating.score > 0 && rating.at >= since)
      marks[static_cast<std::size_t>(doctor - doctors.begin())].add(rating.score);
  }
  std::vector<funnel::Estimate> means;
  for (const funnel::Moments& one : marks) {
    funnel::Estimate& mean = means.emplace_back(one.estimate(flow_marks_min));
    mean.low = std::max(mean.low, 1.0);
    mean.high = std::min<double>(mean.high, rating_most);
  }
  return means;
}

/// What a patient is worth, and whether patients may be sent there.
Status add_values(Clinic& clinic, const funnel::EventColumns& columns, funnel::DoctorQuery query,
                  FlowReport& report) {
  query.period = {Instant{}, query.now};
  query.value = funnel::ValueBy::first_year;
  const funnel::DoctorInputs inputs = funnel::doctor_inputs(columns, query);
  RETOUR_ASSIGN(const std::vector<funnel::Estimate> marks,
                marks_of(clinic, inputs.doctors, query.now));
  const funnel::DoctorFigures figures = funnel::doctor_figures(inputs, query, marks);
  for (std::size_t i = 0; i < inputs.doctors.size(); ++i) {
    FlowDoctor* doctor = find(report, inputs.doctors[i]);
    if (doctor == nullptr) continue;
    doctor->value = figures.values.doctors[i].shrunk;
    doctor->mark = marks[i];
    doctor->valued = funnel::people_behind(columns, query, inputs.doctors[i],
                                           funnel::DoctorPeople::first_patients);
    doctor->to_review = figures.balance.doctors[i].to_review;
    schedule::DoctorFlow& flow = doctor->flow;
    flow.is_measured = doctor->value.is_known();
    flow.value_minor = static_cast<std::int64_t>(doctor->value.value);
    flow.low_minor = static_cast<std::int64_t>(doctor->value.low);
    flow.high_minor = static_cast<std::int64_t>(doctor->value.high);
    flow.is_balanced = doctor->mark.is_known() && !doctor->to_review &&
                       doctor->mark.value >= figures.balance.median_satisfaction;
  }
  return {};
}

void add_new_patients(const funnel::EventColumns& columns, funnel::DoctorQuery query,
                      LocalDate today, const Zone& zone, FlowReport& report) {
  query.period = {zone.day(today.plus_days(-7 * flow_weeks)).begin, query.now};
  query.value = funnel::ValueBy::historic;
  for (FlowDoctor& doctor : report.doctors) {
    doctor.new_patients = funnel::people_behind(columns, query, doctor.flow.doctor,
                                                funnel::DoctorPeople::first_patients);
    doctor.flow.new_patients = static_cast<std::int32_t>(doctor.new_patients.size());
  }
}

/// First visits that would have fitted into the free time of the same weeks. The coming weeks would
/// promise more than there is: most of their bookings are still to be made.
Status add_spare(Clinic& clinic, LocalDate today, BranchId branch, FlowReport& report) {
  RETOUR_ASSIGN(
      const schedule::Grid grid,
      slot_grid(clinic, {.first = today.plus_days(-7 * flow_weeks), .days = 7 * flow_weeks}));
  for (const schedule::ResourceLoad& load : schedule::resource_loads(grid, report.visit_minutes)) {
    FlowDoctor* doctor =
        load.kind == schedule::ResourceKind::doctor ? find(report, StaffId(load.id)) : nullptr;
    if (doctor != nullptr && (branch.is_nil() || load.branch == branch))
      doctor->flow.spare += static_cast<std::int32_t>(load.usable_minutes / report.visit_minutes);
  }
  return {};
}

FlowSilence silence_of(const FlowReport& report) {
  if (!report.moves.empty()) return FlowSilence::none;
  const FlowDoctor* best = nullptr;
  std::int32_t measured = 0;
  for (const FlowDoctor& one : report.doctors) {
    measured += one.flow.is_measured ? 1 : 0;
    if (one.flow.is_measured && one.flow.is_balanced &&
        (best == nullptr || one.flow.value_minor > best->flow.value_minor))
      best = &one;
  }
  if (measured < 2) return FlowSilence::too_few;
  if (best == nullptr) return FlowSilence::no_marks;
  const bool parts = std::ranges::any_of(report.doctors, [&](const FlowDoctor& one) {
    return one.flow.is_measured && one.flow.high_minor < best->flow.low_minor;
  });
  return parts ? FlowSilence::no_room : FlowSilence::alike;
}

}  // namespace

std::int32_t FlowReport::new_patients() const {
  std::int32_t sum = 0;
  for (const FlowDoctor& one : doctors) sum += one.flow.new_patients;
  return sum;
}

Result<FlowReport> flow_of(Clinic& clinic, const funnel::EventColumns& columns,
                           SpecialtyId specialty, BranchId branch) {
  const Catalogue& catalogue = clinic.catalogue();
  FlowReport report{.visit_minutes = first_visit_minutes(catalogue, specialty)};
  for (const Staff& person : catalogue.staff)
    if (person.active && person.roles.has(Role::doctor) &&
        std::ranges::find(person.specialties, specialty) != person.specialties.end())
      report.doctors.push_back({.flow = {.doctor = person.id, .is_balanced = false}});
  const LocalDate today = clinic.today(branch);
  const funnel::DoctorQuery query{.now = clinic.now(), .specialty = specialty, .branch = branch};
  RETOUR_TRY(add_values(clinic, columns, query, report));
  add_new_patients(columns, query, today, catalogue.zone_of(branch), report);
  RETOUR_TRY(add_spare(clinic, today, branch, report));
  std::vector<schedule::DoctorFlow> flows;
  for (const FlowDoctor& one : report.doctors) flows.push_back(one.flow);
  report.moves = schedule::propose_flow(flows);
  report.silence = silence_of(report);
  sort_stably(report.doctors, {}, [](const FlowDoctor& one) { return -one.flow.new_patients; });
  return report;
}

}  // namespace retour::app
