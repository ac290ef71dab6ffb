#include "app/load.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "app/slot_grid.hpp"
#include "base/check.hpp"
#include "base/order.hpp"
#include "store/queries.hpp"

namespace retour::app {
namespace {

/// A few dozen services: found one after the other.
ServiceLoad& of_service(LoadReport& report, ServiceId service) {
  const auto known = std::ranges::find(report.services, service, &ServiceLoad::service);
  return known != report.services.end() ? *known
                                        : report.services.emplace_back(ServiceLoad{service});
}

Status add_visits(Clinic& clinic, LocalDate first, LocalDate last, BranchId branch,
                  LoadReport& report) {
  RETOUR_ASSIGN(const std::vector<store::VisitTime> visits,
                store::visit_times(clinic.database(), first, last, branch));
  std::map<StaffId, DoctorVisits> by_doctor;
  for (const store::VisitTime& visit : visits) {
    if (visit.entered.seconds == 0) continue;
    // Who comes early waits by his own choice until his time.
    const Instant due = std::max(visit.arrived, visit.booked);
    const std::int64_t wait_minutes =
        std::max<std::int64_t>(0, (visit.entered.seconds - due.seconds) / 60);
    const auto step = static_cast<std::size_t>(wait_minutes / wait_step_minutes);
    ++report.waits[std::min(step, wait_steps - 1)];
    const std::int64_t minutes = (visit.finished.seconds - visit.entered.seconds) / 60;
    if (visit.finished.seconds == 0 || minutes <= 0 || minutes > believed_visit_minutes_max)
      continue;
    DoctorVisits& doctor = by_doctor[visit.doctor];
    doctor.doctor = visit.doctor;
    ++doctor.visits;
    doctor.planned_minutes += visit.length_minutes;
    doctor.actual_minutes += minutes;
    ServiceLoad& service = of_service(report, visit.service);
    ++service.measured;
    service.planned_minutes += visit.length_minutes;
    service.actual_minutes += minutes;
  }
  for (const auto& [id, doctor] : by_doctor) report.visits.push_back(doctor);
  return {};
}

Status add_services(Clinic& clinic, LocalDate first, LocalDate last, BranchId branch,
                    LoadReport& report) {
  RETOUR_ASSIGN(const std::vector<store::BusyTime> times,
                store::busy_times(clinic.database(), first, last, {}));
  for (const store::BusyTime& time : times) {
    if (time.doctor.is_nil() || time.begin_minute == untimed_minute ||
        !time.takes_time(clinic.now()) || (!branch.is_nil() && time.branch != branch))
      continue;
    ServiceLoad& service = of_service(report, time.service);
    ++service.visits;
    service.doctor_minutes += doctor_time(time.pattern, time.begin, time.length_minutes).minutes();
  }
  sort_stably(report.services, [](const ServiceLoad& a, const ServiceLoad& b) {
    return std::tuple(-a.doctor_minutes, a.service) < std::tuple(-b.doctor_minutes, b.service);
  });
  return {};
}

/// Days from today to the first free time of each doctor who works in the next weeks.
Status add_first_free(Clinic& clinic, BranchId branch, std::int32_t useful_minutes,
                      LoadReport& report) {
  const LocalDate today = clinic.today(branch);
  RETOUR_ASSIGN(const schedule::Grid grid,
                slot_grid(clinic, {.first = today, .days = first_free_days}));
  for (const Staff& person : clinic.catalogue().staff) {
    const auto row = grid.find(schedule::ResourceKind::doctor, person.id);
    if (!row || !person.active) continue;
    const auto [first, last] = grid.posts_of(*row);
    const bool works_here = [&] {
      for (std::uint32_t post = first; post < last; ++post)
        if (branch.is_nil() || grid.branches()[grid.posts()[post].branch].id == branch) return true;
      return false;
    }();
    if (!works_here) continue;
    schedule::SlotRequest request;
    request.needs.length_minutes = useful_minutes;
    request.doctors = {person.id};
    request.branch = branch;
    request.now = clinic.now();
    request.from = today;
    request.days = first_free_days;
    report.first_free.push_back(
        {person.id, schedule::days_to_first_free(grid, clinic.catalogue().staff, request)});
  }
  return {};
}

}  // namespace

Result<LoadReport> load_report(Clinic& clinic, LocalDate first, std::int32_t days, BranchId branch,
                               std::int32_t useful_minutes) {
  RETOUR_CHECK(days > 0 && days <= load_days_max);
  RETOUR_ASSIGN(const schedule::Grid grid, slot_grid(clinic, {.first = first, .days = days}));
  LoadReport report;
  report.resources = schedule::resource_loads(grid, useful_minutes);
  report.days = schedule::doctor_days(grid);
  if (!branch.is_nil()) {
    std::erase_if(report.resources, [&](const auto& load) { return load.branch != branch; });
    std::erase_if(report.days, [&](const auto& day) { return day.branch != branch; });
  }
  report.binding = schedule::binding_time(grid);
  RETOUR_TRY(add_visits(clinic, first, first.plus_days(days - 1), branch, report));
  RETOUR_TRY(add_services(clinic, first, first.plus_days(days - 1), branch, report));
  RETOUR_TRY(add_first_free(clinic, branch, useful_minutes, report));
  return report;
}

BookedTimes booked_times(const LoadReport& report) {
  BookedTimes sums;
  for (const schedule::ResourceLoad& one : report.resources) {
    const bool is_theatre =
        one.kind == schedule::ResourceKind::room && one.room_kind == RoomKind::theatre;
    if (!is_theatre && one.kind != schedule::ResourceKind::doctor) continue;
    BookedTime& sum = is_theatre ? sums.theatre : sums.doctors;
    sum.booked_minutes += one.booked_minutes;
    sum.available_minutes += one.available_minutes;
  }
  return sums;
}

}  // namespace retour::app
