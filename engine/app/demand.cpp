#include "app/demand.hpp"

#include <algorithm>

#include "app/rota.hpp"
#include "app/slot_grid.hpp"
#include "app/urgent.hpp"
#include "schedule/rota.hpp"
#include "time/week.hpp"

namespace retour::app {
namespace {

constexpr std::int32_t hour_minutes = 60;
constexpr std::int32_t hours_a_day = 24;

void add_minutes(schedule::OfWeek<std::int32_t>& week, const Shift& shift) {
  for (std::int32_t at = shift.begin_minute; at < std::min(shift.end_minute, minutes_per_day);) {
    const std::int32_t stop = std::min(shift.end_minute, (at / hour_minutes + 1) * hour_minutes);
    week[static_cast<std::size_t>((shift.date.iso_weekday() - 1) * hours_a_day +
                                  at / hour_minutes)] += stop - at;
    at = stop;
  }
}

bool is_absent(const std::vector<Shift>& shifts, const Shift& shift) {
  return std::ranges::any_of(shifts, [&](const Shift& other) {
    return other.kind == ShiftKind::absence && other.staff == shift.staff &&
           other.date == shift.date && other.begin_minute < shift.end_minute &&
           shift.begin_minute < other.end_minute;
  });
}

struct Read {
  std::vector<schedule::AskedVisit> visits;
  std::vector<schedule::WaitedVisit> waited;
  std::vector<schedule::StaffedWeek> doctors;
};

Status read_asked(Clinic& clinic, SpecialtyId specialty, BranchId branch, LocalDate monday,
                  Read& read) {
  const Catalogue& catalogue = clinic.catalogue();
  RETOUR_ASSIGN(const std::vector<store::AskedTime> asked,
                store::asked_times(clinic.database(), monday.plus_days(-7 * demand_weeks),
                                   monday.plus_days(-1)));
  for (const store::AskedTime& one : asked)
    if (one.branch == branch && one.begin_minute != untimed_minute &&
        specialty_of(catalogue, one) == specialty)
      read.visits.push_back({.weekday = one.date.iso_weekday() - 1,
                             .begin_minute = one.begin_minute,
                             .length_minutes = one.length_minutes});
  RETOUR_ASSIGN(std::vector<WaitlistEntry> wishes, store::waiting_wishes(clinic.tables()));
  const Instant since = catalogue.zone_of(branch).day(monday.plus_days(-7 * demand_weeks)).begin;
  RETOUR_ASSIGN(const std::vector<WaitlistEntry> settled,
                store::settled_wishes(clinic.tables(), since));
  wishes.insert(wishes.end(), settled.begin(), settled.end());
  for (const WaitlistEntry& wish : wishes) {
    const Service* service = catalogue.service(wish.service);
    // Who got a time, or has one that he would exchange, is among the bookings already.
    if (service == nullptr || service->specialty != specialty || !wish.booked.is_nil() ||
        !wish.replaces.is_nil() || (!wish.branch.is_nil() && wish.branch != branch))
      continue;
    read.waited.push_back({.weekdays = static_cast<std::uint8_t>(wish.weekdays),
                           .from_minute = wish.from_minute,
                           .to_minute = wish.to_minute,
                           .length_minutes = service->length_minutes});
  }
  return {};
}

/// The usual week of the specialty's doctors; what all doctors take of the branch's rooms.
Status read_hours(Clinic& clinic, SpecialtyId specialty, BranchId branch, LocalDate monday,
                  Read& read, schedule::OfWeek<std::int32_t>& in_rooms) {
  RETOUR_ASSIGN(const std::vector<Shift> shifts,
                shifts_between(clinic, monday, monday.plus_days(7 * usual_weeks - 1), {}));
  for (const Staff& person : clinic.catalogue().staff)
    if (person.active &&
        std::ranges::find(person.specialties, specialty) != person.specialties.end())
      read.doctors.push_back({.doctor = person.id});
  for (const Shift& shift : shifts) {
    if (shift.kind == ShiftKind::absence || shift.kind == ShiftKind::on_call ||
        is_absent(shifts, shift))
      continue;
    const bool is_here = shift.kind == ShiftKind::reception && shift.branch == branch;
    if (is_here) add_minutes(in_rooms, shift);
    const auto who = std::ranges::find(read.doctors, shift.staff, &schedule::StaffedWeek::doctor);
    if (who != read.doctors.end()) add_minutes(is_here ? who->minutes : who->elsewhere, shift);
  }
  const auto mean = [](schedule::OfWeek<std::int32_t>& week) {
    for (std::int32_t& minutes : week) minutes /= usual_weeks;
  };
  mean(in_rooms);
  for (schedule::StaffedWeek& doctor : read.doctors) {
    mean(doctor.minutes);
    mean(doctor.elsewhere);
  }
  return {};
}

}  // namespace

Result<schedule::DemandReport> demand_of(Clinic& clinic, SpecialtyId specialty, BranchId branch) {
  const LocalDate monday = monday_of(clinic.today(branch));
  const Branch* at = clinic.catalogue().branch(branch);
  if (at == nullptr) return fail(FailureCode::not_found, "branch");
  Read read;
  schedule::OfWeek<std::int32_t> in_rooms = {};
  RETOUR_TRY(read_asked(clinic, specialty, branch, monday, read));
  RETOUR_TRY(read_hours(clinic, specialty, branch, monday, read, in_rooms));
  const auto rooms = static_cast<std::int32_t>(
      std::ranges::count_if(clinic.catalogue().rooms, [&](const Room& room) {
        return room.active && room.branch == branch && room.kind == RoomKind::consulting;
      }));
  schedule::DemandFacts facts{
      .weeks = demand_weeks, .visits = read.visits, .waited = read.waited, .doctors = read.doctors};
  // Hours before the clinic's first booking say nothing.
  RETOUR_ASSIGN(const auto dates, store::booking_dates(clinic.database()));
  if (dates) facts.weeks = std::clamp((monday.days - dates->first.days) / 7, 0, demand_weeks);
  for (std::size_t hour = 0; hour < schedule::week_hours; ++hour) {
    const auto minute = static_cast<std::int32_t>(hour % hours_a_day) * hour_minutes;
    facts.open[hour] = minute >= at->opens_minute && minute + hour_minutes <= at->closes_minute;
    facts.free_room_minutes[hour] = rooms * hour_minutes - in_rooms[hour];
  }
  return schedule::demand_report(facts);
}

}  // namespace retour::app
