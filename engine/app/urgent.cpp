#include "app/urgent.hpp"

#include <algorithm>
#include <map>

#include "app/slot_grid.hpp"
#include "store/queries.hpp"

namespace retour::app {
namespace {

constexpr std::int32_t usual_minutes = 30;

}  // namespace

std::int32_t first_visit_minutes(const Catalogue& catalogue, SpecialtyId specialty) {
  std::int32_t first_visit = 0, any = 0;
  for (const Service& service : catalogue.services) {
    if (!service.active || service.specialty != specialty || service.length_minutes <= 0) continue;
    const auto shorter = [&](std::int32_t& minutes) {
      minutes = minutes == 0 ? service.length_minutes : std::min(minutes, service.length_minutes);
    };
    shorter(any);
    if (service.product_type == ProductType::entry) shorter(first_visit);
  }
  return first_visit > 0 ? first_visit : any > 0 ? any : usual_minutes;
}

std::vector<schedule::UrgentWindows> urgent_windows(const Catalogue& catalogue) {
  std::vector<schedule::UrgentWindows> windows;
  for (const Specialty& specialty : catalogue.specialties)
    if (specialty.active && specialty.urgent_per_day > 0)
      windows.push_back({.specialty = specialty.id,
                         .per_day = specialty.urgent_per_day,
                         .release_minutes = specialty.urgent_release_minutes,
                         .length_minutes = first_visit_minutes(catalogue, specialty.id)});
  return windows;
}

Result<std::vector<KeptTime>> kept_times(Clinic& clinic, LocalDate date, BranchId branch) {
  std::vector<KeptTime> times;
  if (urgent_windows(clinic.catalogue()).empty()) return times;
  RETOUR_ASSIGN(const schedule::Grid grid, slot_grid(clinic, {.first = date, .days = 1}));
  const Zone zone = clinic.catalogue().zone_of(branch);
  for (const schedule::KeptPlace& place : grid.kept()) {
    if (grid.branches()[place.branch].id != branch || !schedule::is_kept(grid, place, clinic.now()))
      continue;
    const std::int32_t begin = zone.local(grid.instant_of(place.begin)).second_of_day / 60;
    times.push_back({.doctor = StaffId(grid.resources()[place.doctor].id),
                     .specialty = place.specialty,
                     .begin_minute = begin,
                     .end_minute = begin + (place.end - place.begin) * quantum_minutes,
                     .released = schedule::release_of(grid, place)});
  }
  return times;
}

Result<std::vector<schedule::UrgentDay>> days_without_urgent(Clinic& clinic, LocalDate first,
                                                             std::int32_t days, BranchId branch) {
  std::vector<schedule::UrgentDay> without;
  if (urgent_windows(clinic.catalogue()).empty()) return without;
  RETOUR_ASSIGN(const schedule::Grid grid, slot_grid(clinic, {.first = first, .days = days}));
  for (const schedule::UrgentDay& day : schedule::urgent_days(grid, clinic.now()))
    if (day.branch == branch && day.left == 0) without.push_back(day);
  return without;
}

Result<schedule::UrgentDemand> urgent_demand(Clinic& clinic, SpecialtyId specialty,
                                             LocalDate today) {
  RETOUR_ASSIGN(const std::vector<store::AskedTime> asked,
                store::asked_times(clinic.database(), today.plus_days(-urgent_history_days),
                                   today.plus_days(-1)));
  const Catalogue& catalogue = clinic.catalogue();
  std::map<LocalDate, std::int32_t> days;
  for (const store::AskedTime& one : asked) {
    if (one.booked_at.seconds == 0 || specialty_of(catalogue, one) != specialty) continue;
    std::int32_t& visits = days[one.date];
    if (catalogue.zone_of(one.branch).local(one.booked_at).date == one.date) ++visits;
  }
  schedule::UrgentDemand demand;
  for (const auto& [date, visits] : days) demand.visits.push_back(visits);
  return demand;
}

SpecialtyId specialty_of(const Catalogue& catalogue, const store::AskedTime& asked) {
  const Service* service = catalogue.service(asked.service);
  if (service != nullptr && !service->specialty.is_nil()) return service->specialty;
  const Staff* doctor = catalogue.person(asked.doctor);
  return doctor == nullptr || doctor->specialties.empty() ? SpecialtyId{}
                                                          : doctor->specialties.front();
}

}  // namespace retour::app
