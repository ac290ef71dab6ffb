// A random clinic and a naive judge of free times, for property tests of schedule/.
//
// The judge asks every 5-minute tick of the wished time, one by one, with wall clocks from the
// zone: slow, and nothing in it is shared with the grid.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "schedule/free_times.hpp"

namespace retour::testing {

template <class EntityId>
EntityId test_id(const std::string& name) {
  return EntityId(id_from_name(name));
}

struct ScheduleClinic {
  std::vector<Branch> branches;
  std::vector<Room> rooms;
  std::vector<Device> devices;
  std::vector<Staff> staff;
  std::vector<Shift> shifts;
  std::vector<Booking> bookings;
  schedule::Horizon horizon;

  [[nodiscard]] schedule::Premises premises() const {
    return {branches, rooms, devices, staff, shifts, Zone::utc()};
  }
  [[nodiscard]] schedule::Grid grid() const {
    return schedule::Grid::build(premises(), bookings, horizon);
  }
  [[nodiscard]] const Branch* branch_of(BranchId id) const {
    const auto found = std::ranges::find(branches, id, &Branch::id);
    return found == branches.end() ? nullptr : &*found;
  }
};

inline Zone zone_of(const Branch& branch) {
  return Zone::find(branch.zone).value();
}

/// A number in [low, high].
inline std::int32_t between(std::int32_t low, std::int32_t high, RandomSource& random) {
  return low + static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(high - low) + 1));
}

inline Booking random_booking(const ScheduleClinic& clinic, int number, RandomSource& random) {
  Booking b;
  b.id = test_id<BookingId>("booking " + std::to_string(number));
  b.patient = test_id<PatientId>("patient " + std::to_string(random.below(12)));
  const Branch& branch = clinic.branches[random.below(clinic.branches.size())];
  b.branch = branch.id;
  if (random.below(8) != 0) b.doctor = clinic.staff[random.below(clinic.staff.size())].id;
  if (random.below(3) != 0) b.room = clinic.rooms[random.below(clinic.rooms.size())].id;
  if (random.below(3) == 0) b.device = clinic.devices[random.below(clinic.devices.size())].id;
  b.date = clinic.horizon.first.plus_days(between(-1, clinic.horizon.days, random));
  b.length_minutes = 5 * between(1, 24, random);
  if (random.below(10) == 0) b.length_minutes = between(1, 90, random);      // off the grid
  if (random.below(30) == 0) b.length_minutes = between(600, 3000, random);  // over nights
  b.begin_minute = random.below(10) == 0 ? between(0, 1439, random) : 5 * between(84, 250, random);
  b.begin = zone_of(branch).lookup({b.date, b.begin_minute * 60}).first;
  if (random.below(12) == 0) b.begin_minute = untimed_minute;
  if (random.below(10) == 0) b.cancelled_at = Instant{1};
  if (random.below(15) == 0) b.no_show_at = Instant{1};
  if (random.below(25) == 0) b.entered_in_error = true;
  return b;
}

inline void add_random_shifts(ScheduleClinic& clinic, RandomSource& random) {
  int number = 0;
  for (const Staff& person : clinic.staff)
    for (std::int32_t day = -1; day <= clinic.horizon.days; ++day)
      for (int part = 0; part < between(0, 2, random); ++part) {
        Shift s;
        s.id = test_id<ShiftId>("shift " + std::to_string(++number));
        s.staff = person.id;
        s.branch = clinic.branches[random.below(clinic.branches.size())].id;
        if (random.below(2) == 0) s.room = clinic.rooms[random.below(clinic.rooms.size())].id;
        constexpr ShiftKind kinds[] = {
            ShiftKind::reception,   ShiftKind::reception, ShiftKind::reception, ShiftKind::theatre,
            ShiftKind::phone_hours, ShiftKind::remote,    ShiftKind::absence};
        s.kind = kinds[random.below(std::size(kinds))];
        s.date = clinic.horizon.first.plus_days(day);
        // Edges stay clear of the hours in which clocks change; spans may cover them.
        s.begin_minute = random.below(4) == 0 ? 0 : 5 * between(60, 180, random);
        s.end_minute = random.below(4) == 0 ? 1440 : 5 * between(181, 287, random);
        s.active = random.below(20) != 0;
        clinic.shifts.push_back(s);
      }
}

/// Two branches in different zones, a few doctors, rooms and devices, shifts, `bookings` bookings.
inline ScheduleClinic random_clinic(RandomSource& random, int bookings) {
  ScheduleClinic clinic;
  constexpr const char* zones[] = {"Europe/Stockholm", "Europe/Moscow", "America/New_York",
                                   "Asia/Kamchatka", "Europe/London"};
  constexpr int first_days[] = {20180, 20537, 20514, 20540, 20751};  // near changes of clocks too
  clinic.horizon = {LocalDate{first_days[random.below(std::size(first_days))]},
                    between(2, 9, random)};
  for (int i = 0; i < 2; ++i) {
    Branch b;
    b.id = test_id<BranchId>("branch " + std::to_string(i));
    b.zone = zones[random.below(std::size(zones))];
    b.opens_minute = random.below(3) == 0 ? 0 : 5 * between(84, 120, random);
    b.closes_minute = random.below(3) == 0 ? 1440 : 5 * between(190, 280, random);
    clinic.branches.push_back(b);
    for (int r = 0; r < 3; ++r) {
      Room room;
      room.id = test_id<RoomId>("room " + std::to_string(i * 10 + r));
      room.branch = b.id;
      room.kind = r == 2 ? RoomKind::theatre : RoomKind::consulting;
      room.capacity = between(1, 3, random);
      room.active = random.below(10) != 0;
      clinic.rooms.push_back(room);
    }
    Device device;
    device.id = test_id<DeviceId>("device " + std::to_string(i));
    device.branch = b.id;
    device.kind = "ultrasound";
    device.capacity = between(1, 2, random);
    clinic.devices.push_back(device);
  }
  for (int i = 0; i < 4; ++i) {
    Staff person;
    person.id = test_id<StaffId>("doctor " + std::to_string(i));
    person.specialties = {test_id<SpecialtyId>(i % 2 == 0 ? "even" : "odd")};
    person.active = random.below(12) != 0;
    clinic.staff.push_back(person);
  }
  add_random_shifts(clinic, random);
  for (int i = 0; i < bookings; ++i) clinic.bookings.push_back(random_booking(clinic, i, random));
  return clinic;
}

inline schedule::SlotRequest random_request(const ScheduleClinic& clinic, RandomSource& random) {
  schedule::SlotRequest request;
  request.needs.length_minutes = 5 * between(1, 20, random);
  if (random.below(8) == 0) request.needs.length_minutes = 5 * between(97, 160, random);
  request.needs.needs_room = random.below(3) != 0;
  if (random.below(5) == 0) request.needs.room_kind = RoomKind::theatre;
  if (random.below(4) == 0) request.needs.device_kind = "ultrasound";
  request.needs.remote = random.below(6) == 0;
  if (random.below(2) == 0)
    request.doctors = {clinic.staff[random.below(4)].id};
  else if (random.below(2) == 0)
    request.specialty = test_id<SpecialtyId>("even");
  if (random.below(2) == 0) request.branch = clinic.branches[random.below(2)].id;
  if (random.below(5) == 0) request.room = clinic.rooms[random.below(6)].id;
  request.from = clinic.horizon.first.plus_days(between(-1, 2, random));
  request.days = between(1, 8, random);
  request.now = zone_of(clinic.branches[0])
                    .lookup({clinic.horizon.first, between(0, 1439, random) * 60})
                    .first;
  constexpr std::int32_t steps[] = {5, 10, 15, 20, 30, 60};
  request.step_minutes = steps[random.below(std::size(steps))];
  if (random.below(4) == 0) request.part = schedule::afternoon;
  if (random.below(4) == 0) request.weekdays = static_cast<std::uint8_t>(random.below(128));
  request.limit = 100'000;
  if (random.below(4) == 0) request.moving = clinic.bookings[random.below(20)].id;
  if (random.below(3) == 0)
    for (const Booking& b : clinic.bookings)
      if (b.patient == clinic.bookings[0].patient) request.patient_bookings.push_back(b);
  return request;
}

/// Asks tick by tick.
class NaiveJudge {
 public:
  NaiveJudge(const ScheduleClinic& clinic, const schedule::SlotRequest& request)
      : clinic_(clinic), request_(request) {}

  struct Tick {
    Instant begin, end;
    LocalDate date;
    std::int32_t minute;
  };

  [[nodiscard]] std::vector<Tick> ticks(const Branch& branch, Instant begin) const {
    const Zone zone = zone_of(branch);
    std::vector<Tick> out;
    for (Instant at = begin; at < begin.plus_minutes(request_.needs.length_minutes);
         at = at.plus_minutes(5)) {
      const LocalDateTime local = zone.local(at);
      out.push_back({at, at.plus_minutes(5), local.date, local.second_of_day / 60});
    }
    return out;
  }

  static bool covers(const Shift& shift, const Tick& tick) {
    return shift.active && shift.date == tick.date && shift.begin_minute <= tick.minute &&
           tick.minute < shift.end_minute;
  }

  [[nodiscard]] bool is_rostered(const Staff& doctor, const Branch& branch,
                                 const Tick& tick) const {
    if (tick.date < clinic_.horizon.first ||
        tick.date >= clinic_.horizon.first.plus_days(clinic_.horizon.days))
      return false;
    const bool is_open = branch.opens_minute <= tick.minute && tick.minute < branch.closes_minute;
    bool found = false;
    for (const Shift& shift : clinic_.shifts) {
      if (shift.staff != doctor.id) continue;
      const bool is_away = shift.kind == ShiftKind::absence || shift.kind == ShiftKind::phone_hours;
      if (is_away) {
        // The shift's own wall clock decides when it is.
        const Branch* at = clinic_.branch_of(shift.branch);
        const LocalDateTime there = zone_of(*at).local(tick.begin);
        if (covers(shift, {tick.begin, tick.end, there.date, there.second_of_day / 60}))
          return false;
        continue;
      }
      if (shift.branch != branch.id || !covers(shift, tick)) continue;
      found = found || serves(shift.kind, is_open);
    }
    return found;
  }

  [[nodiscard]] bool serves(ShiftKind kind, bool is_open) const {
    if (request_.needs.remote)
      return kind == ShiftKind::remote || (kind == ShiftKind::reception && is_open);
    const bool is_theatre =
        request_.needs.needs_room && request_.needs.room_kind == RoomKind::theatre;
    return is_open && kind == (is_theatre ? ShiftKind::theatre : ShiftKind::reception);
  }

  [[nodiscard]] int bookings_on(const IdBytes& id, const Tick& tick) const {
    int count = 0;
    for (const Booking& b : clinic_.bookings) {
      if (!schedule::occupies(b) || b.id == request_.moving) continue;
      if (b.doctor != id && b.room != id && b.device != id) continue;
      if (b.begin < tick.end && tick.begin < b.begin.plus_minutes(b.length_minutes)) ++count;
    }
    return count;
  }

  [[nodiscard]] bool place_is_free(const IdBytes& id, std::int32_t capacity, const Branch& branch,
                                   Instant begin) const {
    for (const Tick& tick : ticks(branch, begin)) {
      if (bookings_on(id, tick) >= capacity) return false;
      if (tick.date >= clinic_.horizon.first.plus_days(clinic_.horizon.days)) return false;
    }
    return true;
  }

  [[nodiscard]] bool some_room(const Branch& branch, Instant begin) const {
    if (!request_.needs.needs_room || request_.needs.remote) return true;
    return std::ranges::any_of(clinic_.rooms, [&](const Room& room) {
      return room.active && room.branch == branch.id &&
             (request_.room.is_nil() ? room.kind == request_.needs.room_kind
                                     : room.id == request_.room) &&
             place_is_free(room.id, room.capacity, branch, begin);
    });
  }

  [[nodiscard]] bool some_device(const Branch& branch, Instant begin) const {
    if (request_.needs.device_kind.empty() || request_.needs.remote) return true;
    return std::ranges::any_of(clinic_.devices, [&](const Device& device) {
      return device.active && device.branch == branch.id &&
             device.kind == request_.needs.device_kind &&
             place_is_free(device.id, device.capacity, branch, begin);
    });
  }

  [[nodiscard]] bool patient_is_free(Instant begin) const {
    const Interval wanted{begin, begin.plus_minutes(request_.needs.length_minutes)};
    return std::ranges::none_of(request_.patient_bookings, [&](const Booking& b) {
      return schedule::occupies(b) && b.id != request_.moving &&
             wanted.overlaps({b.begin, b.begin.plus_minutes(b.length_minutes)});
    });
  }

  [[nodiscard]] bool doctor_is_free(const Staff& doctor, const Branch& branch,
                                    Instant begin) const {
    return std::ranges::all_of(ticks(branch, begin), [&](const Tick& tick) {
      return is_rostered(doctor, branch, tick) && bookings_on(doctor.id, tick) == 0;
    });
  }

  [[nodiscard]] bool is_free(const Staff& doctor, const Branch& branch, Instant begin) const {
    return doctor.active && begin >= request_.now && doctor_is_free(doctor, branch, begin) &&
           some_room(branch, begin) && some_device(branch, begin) && patient_is_free(begin);
  }

  [[nodiscard]] bool is_asked(const Staff& doctor) const {
    if (!request_.doctors.empty())
      return std::ranges::find(request_.doctors, doctor.id) != request_.doctors.end();
    return request_.specialty.is_nil() || doctor.specialties.front() == request_.specialty;
  }

  /// All free begins of the request as (begin, doctor's number, branch), sorted.
  struct Found {
    Instant begin;
    std::size_t doctor;
    BranchId branch;
    auto operator<=>(const Found&) const = default;
  };
  [[nodiscard]] std::vector<Found> all() const {
    std::vector<Found> out;
    for (const Branch& branch : clinic_.branches) {
      if (!request_.branch.is_nil() && branch.id != request_.branch) continue;
      const Zone zone = zone_of(branch);
      for (std::int32_t day = 0; day < request_.days; ++day) {
        const LocalDate date = request_.from.plus_days(day);
        if (date < clinic_.horizon.first ||
            date >= clinic_.horizon.first.plus_days(clinic_.horizon.days))
          continue;
        if ((request_.weekdays >> (date.iso_weekday() - 1) & 1) == 0) continue;
        const Interval span = zone.day(date);
        for (Instant at = span.begin; at < span.end; at = at.plus_minutes(5)) {
          const std::int32_t minute = zone.local(at).second_of_day / 60;
          if (minute % request_.step_minutes != 0 || minute < request_.part.from_minute ||
              minute >= request_.part.to_minute)
            continue;
          for (std::size_t d = 0; d < clinic_.staff.size(); ++d)
            if (is_asked(clinic_.staff[d]) && is_free(clinic_.staff[d], branch, at))
              out.push_back({at, d, branch.id});
        }
      }
    }
    std::ranges::sort(out);
    return out;
  }

 private:
  const ScheduleClinic& clinic_;
  const schedule::SlotRequest& request_;
};

}  // namespace retour::testing
