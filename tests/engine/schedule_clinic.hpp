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

/// A random time pattern that fits a visit of this length.
inline VisitPattern random_pattern(std::int32_t length_minutes, RandomSource& random) {
  VisitPattern pattern;
  const std::int32_t quanta = std::max(1, length_minutes / 5);
  if (random.below(2) == 0) {
    pattern.doctor_after_minutes = 5 * between(0, quanta - 1, random);
    const std::int32_t left = quanta - pattern.doctor_after_minutes / 5;
    if (random.below(3) != 0) pattern.doctor_minutes = 5 * between(1, left, random);
  }
  if (random.below(2) == 0) pattern.setup_minutes = 5 * between(0, 6, random);
  if (random.below(2) == 0) pattern.cleanup_minutes = 5 * between(0, 8, random);
  return pattern;
}

/// A random part of a visit of this length in which its device is needed.
inline DevicePart random_device_part(std::int32_t length_minutes, RandomSource& random) {
  DevicePart part;
  if (random.below(2) == 0) return part;
  const std::int32_t quanta = std::max(1, length_minutes / 5);
  part.after_minutes = 5 * between(0, quanta - 1, random);
  if (random.below(3) != 0) part.minutes = 5 * between(1, quanta - part.after_minutes / 5, random);
  return part;
}

/// Adds a ward to each branch, a second specialty to somebody, and parts to bookings.
inline void add_parts(ScheduleClinic& clinic, RandomSource& random) {
  for (std::size_t i = 0; i < clinic.branches.size(); ++i) {
    Room ward;
    ward.id = test_id<RoomId>("ward " + std::to_string(i));
    ward.branch = clinic.branches[i].id;
    ward.kind = RoomKind::ward;
    ward.capacity = between(1, 2, random);
    clinic.rooms.push_back(ward);
  }
  clinic.staff[random.below(4)].specialties = {test_id<SpecialtyId>("odd"),
                                               test_id<SpecialtyId>("even")};
  for (Booking& b : clinic.bookings) {
    if (b.length_minutes > 0) {
      b.pattern = random_pattern(b.length_minutes, random);
      b.device_part = random_device_part(b.length_minutes, random);
    }
    if (random.below(6) == 0) b.team = {clinic.staff[random.below(4)].id};
    if (random.below(3) != 0) continue;
    b.ward = clinic.rooms[6 + random.below(2)].id;
    b.nights = between(1, 4, random);
  }
}

/// Gives the request parts. It keeps a day off the edges of the horizon: what set-up and cleaning
/// reach beyond it is not the question here.
inline void ask_for_parts(schedule::SlotRequest& request, const ScheduleClinic& clinic,
                          RandomSource& random) {
  schedule::ServiceNeeds& needs = request.needs;
  needs.remote = false;
  needs.length_minutes = std::min(needs.length_minutes, 120);
  needs.pattern = random_pattern(needs.length_minutes, random);
  needs.device_part = random_device_part(needs.length_minutes, random);
  if (!needs.device_part.is_whole()) needs.device_kind = "ultrasound";
  const auto some = [&] { return test_id<SpecialtyId>(random.below(2) == 0 ? "even" : "odd"); };
  if (random.below(2) == 0) needs.team = {some()};
  if (random.below(4) == 0) needs.team = {some(), some()};
  if (random.below(3) == 0) needs.nights = between(1, 3, random);
  request.from = clinic.horizon.first.plus_days(1);
  request.days = std::max(1, clinic.horizon.days - 2);
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
    return ticks(branch, begin, begin.plus_minutes(request_.needs.length_minutes));
  }
  [[nodiscard]] std::vector<Tick> ticks(const Branch& branch, Instant begin, Instant end) const {
    const Zone zone = zone_of(branch);
    std::vector<Tick> out;
    for (Instant at = begin; at < end; at = at.plus_minutes(5)) {
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
      const Instant end = b.begin.plus_minutes(b.length_minutes);
      Interval held{b.begin, end};  // of somebody of the team
      if (b.doctor == id) {
        held.begin = b.begin.plus_minutes(b.pattern.doctor_after_minutes);
        if (b.pattern.doctor_minutes > 0)
          held.end = held.begin.plus_minutes(b.pattern.doctor_minutes);
      } else if (b.device == id) {
        const Instant from = b.begin.plus_minutes(b.device_part.after_minutes);
        const Instant to =
            b.device_part.minutes > 0 ? from.plus_minutes(b.device_part.minutes) : end;
        held = {from.plus_minutes(-b.pattern.setup_minutes),
                to.plus_minutes(b.pattern.cleanup_minutes)};
      } else if (b.room == id) {
        held = {b.begin.plus_minutes(-b.pattern.setup_minutes),
                end.plus_minutes(b.pattern.cleanup_minutes)};
      } else if (std::ranges::find(b.team, id, [](StaffId s) { return IdBytes(s); }) ==
                 b.team.end()) {
        continue;
      }
      if (held.overlaps({tick.begin, tick.end})) ++count;
    }
    return count;
  }

  /// In all of the nights from `first` on the ward has a bed.
  [[nodiscard]] bool ward_has_bed(const Room& ward, LocalDate first) const {
    for (std::int32_t night = 0; night < request_.needs.nights; ++night) {
      std::int32_t taken = 0;
      for (const Booking& b : clinic_.bookings)
        for (std::int32_t n = 0; n < b.nights; ++n)
          if (schedule::occupies(b) && b.id != request_.moving && b.ward == ward.id &&
              b.date.plus_days(n) == first.plus_days(night))
            ++taken;
      if (taken >= ward.capacity) return false;
    }
    return true;
  }

  [[nodiscard]] bool some_bed(const Branch& branch, LocalDate date) const {
    return request_.needs.nights == 0 || std::ranges::any_of(clinic_.rooms, [&](const Room& room) {
             return room.active && room.branch == branch.id && room.kind == RoomKind::ward &&
                    ward_has_bed(room, date);
           });
  }

  [[nodiscard]] bool works_here(const Staff& person, const Branch& branch, const Tick& tick) const {
    const bool is_open = branch.opens_minute <= tick.minute && tick.minute < branch.closes_minute;
    if (!person.active || !is_open) return false;
    bool found = false;
    for (const Shift& shift : clinic_.shifts) {
      if (shift.staff != person.id) continue;
      if (shift.kind == ShiftKind::absence || shift.kind == ShiftKind::phone_hours) {
        const LocalDateTime there = zone_of(*clinic_.branch_of(shift.branch)).local(tick.begin);
        if (covers(shift, {tick.begin, tick.end, there.date, there.second_of_day / 60}))
          return false;
      } else if (shift.kind != ShiftKind::remote && shift.branch == branch.id) {
        found = found || covers(shift, tick);
      }
    }
    return found;
  }

  /// Everybody but the doctor stands in for the first role of the team that he can.
  [[nodiscard]] bool team_is_there(const Staff& doctor, const Branch& branch, Instant begin) const {
    std::vector<SpecialtyId> roles;
    for (const SpecialtyId role : request_.needs.team)
      if (std::ranges::find(roles, role) == roles.end()) roles.push_back(role);
    std::vector<std::ptrdiff_t> there(roles.size(), 0);
    for (const Staff& person : clinic_.staff) {
      const auto role = std::ranges::find_if(roles, [&](SpecialtyId wanted) {
        return std::ranges::find(person.specialties, wanted) != person.specialties.end();
      });
      if (role == roles.end() || person.id == doctor.id) continue;
      if (std::ranges::all_of(ticks(branch, begin), [&](const Tick& tick) {
            return works_here(person, branch, tick) && bookings_on(person.id, tick) == 0;
          }))
        ++there[static_cast<std::size_t>(role - roles.begin())];
    }
    for (std::size_t i = 0; i < roles.size(); ++i)
      if (there[i] < std::ranges::count(request_.needs.team, roles[i])) return false;
    return true;
  }

  /// A visit with parts is over by closing time, also where no doctor is in it any more.
  [[nodiscard]] bool is_open_all_the_time(const Branch& branch, Instant begin) const {
    const std::vector<Tick> all = ticks(branch, begin);
    return std::ranges::all_of(all, [&](const Tick& tick) {
      return tick.date == all.front().date && branch.opens_minute <= tick.minute &&
             tick.minute < branch.closes_minute;
    });
  }

  [[nodiscard]] bool parts_fit(const Staff& doctor, const Branch& branch, Instant begin) const {
    if (!request_.needs.has_parts() || request_.needs.remote) return true;
    return is_open_all_the_time(branch, begin) && team_is_there(doctor, branch, begin) &&
           some_bed(branch, zone_of(branch).local(begin).date);
  }

  /// `from`, `to`: of the visit, without set-up and cleaning.
  [[nodiscard]] bool place_is_free(const IdBytes& id, std::int32_t capacity, const Branch& branch,
                                   Instant from, Instant to) const {
    const VisitPattern& pattern = request_.needs.pattern;
    const Instant end = to.plus_minutes(pattern.cleanup_minutes);
    for (const Tick& tick : ticks(branch, from.plus_minutes(-pattern.setup_minutes), end)) {
      if (bookings_on(id, tick) >= capacity) return false;
      if (tick.date >= clinic_.horizon.first.plus_days(clinic_.horizon.days)) return false;
    }
    return true;
  }

  [[nodiscard]] bool room_is_free(const Room& room, const Branch& branch, Instant begin) const {
    return place_is_free(room.id, room.capacity, branch, begin,
                         begin.plus_minutes(request_.needs.length_minutes));
  }

  [[nodiscard]] bool device_is_free(const Device& device, const Branch& branch,
                                    Instant begin) const {
    const DevicePart& part = request_.needs.device_part;
    const Instant from = begin.plus_minutes(part.after_minutes);
    const Instant to = part.minutes > 0 ? from.plus_minutes(part.minutes)
                                        : begin.plus_minutes(request_.needs.length_minutes);
    return place_is_free(device.id, device.capacity, branch, from, to);
  }

  [[nodiscard]] bool some_room(const Branch& branch, Instant begin) const {
    if (!request_.needs.needs_room || request_.needs.remote) return true;
    return std::ranges::any_of(clinic_.rooms, [&](const Room& room) {
      return room.active && room.branch == branch.id &&
             (request_.room.is_nil() ? room.kind == request_.needs.room_kind
                                     : room.id == request_.room) &&
             room_is_free(room, branch, begin);
    });
  }

  [[nodiscard]] bool some_device(const Branch& branch, Instant begin) const {
    if (request_.needs.device_kind.empty() || request_.needs.remote) return true;
    return std::ranges::any_of(clinic_.devices, [&](const Device& device) {
      return device.active && device.branch == branch.id &&
             device.kind == request_.needs.device_kind && device_is_free(device, branch, begin);
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
    const VisitPattern& pattern = request_.needs.pattern;
    const Instant from = begin.plus_minutes(pattern.doctor_after_minutes);
    const Instant to = pattern.doctor_minutes > 0
                           ? from.plus_minutes(pattern.doctor_minutes)
                           : begin.plus_minutes(request_.needs.length_minutes);
    return std::ranges::all_of(ticks(branch, from, to), [&](const Tick& tick) {
      return is_rostered(doctor, branch, tick) && bookings_on(doctor.id, tick) == 0;
    });
  }

  [[nodiscard]] bool is_free(const Staff& doctor, const Branch& branch, Instant begin) const {
    return doctor.active && begin >= request_.now && doctor_is_free(doctor, branch, begin) &&
           some_room(branch, begin) && some_device(branch, begin) && patient_is_free(begin) &&
           parts_fit(doctor, branch, begin);
  }

  [[nodiscard]] bool is_asked(const Staff& doctor) const {
    if (!request_.doctors.empty())
      return std::ranges::find(request_.doctors, doctor.id) != request_.doctors.end();
    return request_.specialty.is_nil() ||
           std::ranges::find(doctor.specialties, request_.specialty) != doctor.specialties.end();
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
