#include "app/slot_grid.hpp"

#include <algorithm>

#include "app/rota.hpp"
#include "app/urgent.hpp"
#include "store/queries.hpp"

namespace retour::app {
namespace {

/// Places that somebody of the waitlist has been offered, as if they were booked: softly, until the
/// offer expires. They carry the wish's id.
Status add_held(Clinic& clinic, std::vector<Booking>& bookings) {
  RETOUR_ASSIGN(const std::vector<WaitlistEntry> open, store::waiting_wishes(clinic.tables()));
  for (const WaitlistEntry& entry : open) {
    if (!entry.holds(clinic.now())) continue;
    bookings.push_back(offered_booking(entry));
    bookings.back().id = BookingId(entry.id);
  }
  return {};
}

}  // namespace

Result<std::vector<Booking>> busy_bookings(Clinic& clinic, LocalDate first, LocalDate last) {
  RETOUR_ASSIGN(const std::vector<store::BusyTime> times,
                store::busy_times(clinic.database(), first, last, {}));
  // Who came weeks before may lie there still, and a bed may be promised from the day after on.
  RETOUR_ASSIGN(
      std::vector<Booking> bookings,
      store::ward_stays(clinic.tables(), first.plus_days(-nights_max), first.plus_days(-1)));
  RETOUR_ASSIGN(std::vector<Booking> later,
                store::ward_stays(clinic.tables(), last.plus_days(1), last.plus_days(nights_max)));
  bookings.insert(bookings.end(), later.begin(), later.end());
  std::erase_if(bookings, [&](const Booking& stay) { return has_lapsed(stay, clinic.now()); });
  bookings.reserve(bookings.size() + times.size());
  for (const store::BusyTime& time : times) {
    if (!time.takes_time(clinic.now())) continue;
    Booking& booking = bookings.emplace_back();
    booking.id = time.booking;
    booking.branch = time.branch;
    booking.doctor = time.doctor;
    booking.room = time.room;
    booking.device = time.device;
    booking.date = time.date;
    booking.begin_minute = time.begin_minute;
    booking.length_minutes = time.length_minutes;
    booking.begin = time.begin;
    booking.remote = time.remote;
    booking.pattern = time.pattern;
    booking.device_part = time.device_part;
    booking.team = time.team;
    booking.ward = time.ward;
    booking.nights = time.nights;
    booking.session = time.session;
  }
  return bookings;
}

bool performs(const Staff& person, const Service& service) {
  if (!service.performers.empty())
    return std::ranges::find(service.performers, person.id) != service.performers.end();
  return service.specialty.is_nil() ||
         std::ranges::find(person.specialties, service.specialty) != person.specialties.end();
}

std::vector<StaffId> doctors_for(const Catalogue& catalogue, ServiceId service, BranchId branch) {
  const Service* known = catalogue.service(service);
  std::vector<StaffId> here, able;
  for (const Staff& person : catalogue.staff) {
    if (!person.active || !person.roles.has(Role::doctor)) continue;
    const bool works_here = branch.is_nil() || person.branches.empty() ||
                            std::ranges::find(person.branches, branch) != person.branches.end();
    if (!works_here) continue;
    here.push_back(person.id);
    if (known == nullptr || performs(person, *known)) able.push_back(person.id);
  }
  return able.empty() ? here : able;
}

void put_parts(const Catalogue& catalogue, const schedule::ServiceNeeds& needs, Booking& booking) {
  booking.pattern = needs.pattern;
  booking.device_part = needs.device_part;
  booking.session = {};  // Against the rules a visit is one patient's.
  booking.session_places = 0;
  booking.team.clear();
  for (const SpecialtyId role : needs.team) {
    const auto able = std::ranges::find_if(catalogue.staff, [&](const Staff& person) {
      return person.active && person.id != booking.doctor &&
             std::ranges::find(person.specialties, role) != person.specialties.end() &&
             std::ranges::find(booking.team, person.id) == booking.team.end();
    });
    if (able != catalogue.staff.end()) booking.team.push_back(able->id);
  }
  booking.ward = {};
  booking.nights = 0;
  if (needs.nights == 0) return;
  const auto ward = std::ranges::find_if(catalogue.rooms, [&](const Room& room) {
    return room.active && room.branch == booking.branch && room.kind == RoomKind::ward;
  });
  if (ward == catalogue.rooms.end()) return;
  booking.ward = ward->id;
  booking.nights = needs.nights;
}

Result<std::vector<schedule::Slot>> open_sessions(Clinic& clinic, const Service& service,
                                                  LocalDate first, LocalDate last,
                                                  BookingId moving) {
  std::vector<schedule::Slot> open;
  if (service.places <= 1) return open;
  RETOUR_ASSIGN(const std::vector<store::BusyTime> times,
                store::busy_times(clinic.database(), first, last, {}));
  std::vector<GroupSessionId> sessions;  // beside `open`
  for (const store::BusyTime& time : times) {
    if (time.service != service.id || time.session.is_nil() || time.booking == moving ||
        !time.takes_time(clinic.now()))
      continue;
    const auto known = std::ranges::find(sessions, time.session);
    const auto at = static_cast<std::size_t>(known - sessions.begin());
    if (known == sessions.end()) {
      sessions.push_back(time.session);
      open.push_back({.branch = time.branch,
                      .doctor = time.doctor,
                      .room = time.room,
                      .device = time.device,
                      .team = time.team,
                      .begin = time.begin,
                      .date = time.date,
                      .begin_minute = time.begin_minute,
                      .length_minutes = time.length_minutes});
    }
    ++open[at].joined;
  }
  std::erase_if(open, [&](const schedule::Slot& slot) { return slot.joined >= service.places; });
  return open;
}

schedule::ServiceNeeds needs_of_visit(const Catalogue& catalogue, ServiceId service,
                                      std::span<const ServiceId> further, bool held_remotely) {
  schedule::ServiceNeeds needs;
  if (const Service* first = catalogue.service(service))
    needs = schedule::needs_of(*first, held_remotely);
  for (const ServiceId id : further)
    if (const Service* next = catalogue.service(id))
      needs = schedule::followed_by(std::move(needs), schedule::needs_of(*next, held_remotely));
  return needs;
}

Result<schedule::Grid> slot_grid(Clinic& clinic, const schedule::Horizon& horizon,
                                 const std::vector<Shift>& more) {
  const LocalDate last = horizon.first.plus_days(horizon.days - 1);
  RETOUR_ASSIGN(std::vector<Shift> shifts, shifts_between(clinic, horizon.first, last, {}));
  shifts.insert(shifts.end(), more.begin(), more.end());
  RETOUR_ASSIGN(std::vector<Booking> bookings,
                busy_bookings(clinic, horizon.first.plus_days(-1), last));
  RETOUR_TRY(add_held(clinic, bookings));
  const Catalogue& catalogue = clinic.catalogue();
  const schedule::Premises premises{.branches = catalogue.branches,
                                    .rooms = catalogue.rooms,
                                    .devices = catalogue.devices,
                                    .staff = catalogue.staff,
                                    .shifts = shifts,
                                    .default_zone = catalogue.zone_of({})};
  schedule::Grid grid = schedule::Grid::build(premises, bookings, horizon);
  schedule::keep_urgent(grid, catalogue.staff, urgent_windows(catalogue));
  return grid;
}

}  // namespace retour::app
