// Free times: every start at which a doctor, a room and a device are free together, why each slot
// stands where it stands in the list, and why a wished time is refused.
//
//   request ──► posts (doctor at branch) ──► AND with "any room of the kind free for the whole
//   length" and "any device" ──► starts on the step grid ──► slots, scored ──► first N
//
// A refusal names the rule that blocks, the booking behind it, and the smallest change that opens a
// place, so that the desk can answer on the telephone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schedule/preference.hpp"
#include "schedule/starts.hpp"

namespace retour::schedule {

/// What the service asks for.
struct ServiceNeeds {
  std::int32_t length_minutes = 30;
  std::int32_t shortest_minutes =
      0;  ///< May be shortened to this when a time is refused; 0: never.
  bool needs_room = true;
  RoomKind room_kind = RoomKind::consulting;
  std::string device_kind = {};        ///< Empty: none.
  bool remote = false;                 ///< Held remotely this time: needs neither room nor device.
  VisitPattern pattern = {};           ///< Who is needed when inside the visit.
  DevicePart device_part = {};         ///< When the device is; whole without one.
  std::vector<SpecialtyId> team = {};  ///< One person of each beside the doctor.
  std::int32_t nights = 0;             ///< In a bed of one ward of the branch afterwards.
  std::int32_t places = 1;             ///< Patients at one time; more than one: a group visit.

  /// True when not all that is needed is needed from begin to end.
  [[nodiscard]] bool has_parts() const {
    return pattern != VisitPattern{} || !device_part.is_whole() || !team.empty() || nights > 0;
  }
};
/// Needs of a service from the price list. `remote` only if the service allows it.
[[nodiscard]] ServiceNeeds needs_of(const Service& service, bool held_remotely);

/// Needs of a visit in which one more service follows: as long as both, with the set-up of the
/// first and the cleaning of the last, and the doctor there all the time unless each needs him all
/// the time anyway. Room and device are the first that any of them asks for; the device is needed
/// from the first service with it to the last one with its kind.
[[nodiscard]] ServiceNeeds followed_by(ServiceNeeds visit, const ServiceNeeds& next);

enum class SlotOrder : std::uint8_t { by_time, by_score };

/// Score terms, in points. They add up exactly to the total; a screen may show each.
struct SlotScore {
  std::int32_t soonness = 0;     ///< 0..600: 600 on the first day, falling evenly over
                                 ///< `SlotRequest::soon_days`.
  std::int32_t continuity = 0;   ///< 300 with the treating doctor, else 0.
  std::int32_t compactness = 0;  ///< 0..100: 50 for each side that touches a booking or an edge of
                                 ///< the free time, 0 for a side that leaves a gap nobody can use
                                 ///< (shorter than the service), 25 for a usable gap.
  std::int32_t preference = 0;   ///< 0..150: 100 in the part of the day, 50 on the weekday that the
                                 ///< patient likes (preference.hpp).
  std::int32_t flow = 0;         ///< 150 with a doctor to whom new patients are led (SC-13).
  [[nodiscard]] std::int32_t total() const {
    return soonness + continuity + compactness + preference + flow;
  }
  bool operator==(const SlotScore&) const = default;
};

/// Which of two equal wall-clock times a slot is at.
enum class Occurrence : std::uint8_t { only, first, second };

struct Slot {
  BranchId branch = {};
  StaffId doctor = {};
  RoomId room = {};      ///< Nil when none is needed.
  DeviceId device = {};  ///< Nil when none is needed.
  std::vector<StaffId> team = {};
  RoomId ward = {};         ///< Nil when the patient goes home.
  std::int32_t joined = 0;  ///< Who are in the group already; 0: the time is free.
  Instant begin = {};
  LocalDate date = {};  ///< At the branch.
  std::int32_t begin_minute = 0;
  std::int32_t length_minutes = 0;
  Occurrence occurrence = Occurrence::only;
  SlotScore score = {};
  bool operator==(const Slot&) const = default;
};

struct SlotRequest {
  ServiceNeeds needs = {};
  std::vector<StaffId> doctors = {};  ///< Empty: every doctor of `specialty` (nil: every doctor).
  SpecialtyId specialty = {};
  BranchId branch = {};  ///< Nil: every branch.
  RoomId room = {};      ///< Nil: any of the kind.
  DeviceId device = {};  ///< Nil: any of the kind.
  Instant now = {};      ///< Nothing begins before it.
  LocalDate from = {};   ///< First local day.
  std::int32_t days = 14;
  DayPart part = {};
  std::uint8_t weekdays = 0x7F;    ///< Bit 0 Monday ... bit 6 Sunday.
  std::int32_t step_minutes = 15;  ///< Starts lie on multiples of it, counted from local midnight.
  std::size_t limit = 10;
  SlotOrder order = SlotOrder::by_time;
  StaffId treating_doctor = {};       ///< For the continuity term.
  TimePreference preference = {};     ///< For the term of the same name.
  std::vector<StaffId> flow_to = {};  ///< For the flow term; empty unless the patient is new.
  /// For the soonness term: 600 points on `soon_from`, none after so many days. Nothing: of the
  /// requested days. Times of several requests compare when they are told the same.
  std::optional<LocalDate> soon_from = {};
  std::int32_t soon_days = 0;
  BookingId moving = {};             ///< The booking being moved: its own time does not block it.
  GroupSessionId moving_group = {};  ///< All of this session move with it: none of theirs does.
  std::vector<Booking> patient_bookings = {};  ///< The patient's own: he cannot be in two places.
  /// Sessions of the service in which places are left, by begin: answers beside the free times.
  std::vector<Slot> sessions = {};
  bool may_take_kept = false;  ///< For an urgent visit: may have what is kept for one (SC-09).
  bool may_overbook = false;   ///< Whoever asks may book beside another visit: `beside` below.
};
inline constexpr std::size_t slots_max = 100'000;  ///< Most slots that one request looks at.

/// Puts a slot into a booking: place, people and time, with the time pattern, the nights and the
/// group of what it was found for. The booking has its service already.
void put_slot(Booking& booking, const Slot& slot, const ServiceNeeds& needs);

/// Slots in the wished order: by begin, then doctor in the grid's order; or by total score, then
/// begin. At most `limit`, one per doctor and begin. A session with places left that the request
/// may join stands where a free time would.
[[nodiscard]] std::vector<Slot> free_times(const Grid& grid, std::span<const Staff> staff,
                                           const SlotRequest& request);

// ---------------------------------------------------------------- why not

enum class BlockingRule : std::uint8_t {
  none,  ///< It is free.
  in_the_past,
  outside_horizon,     ///< The grid does not reach so far.
  off_grid,            ///< Not on a 5-minute line.
  skipped_local_time,  ///< Clocks jump over it.
  unknown_doctor,      ///< Not among the requested, or works at no such branch.
  outside_hours,       ///< The branch is closed.
  absent,              ///< The rota says so.
  phone_hours,         ///< The doctor is there for the telephone (SC-21).
  no_shift,
  doctor_busy,  ///< `booking` holds the doctor at the begin.
  too_short,    ///< Free at the begin, but only for `available_minutes`.
  no_room,      ///< The branch has no room of the kind.
  room_busy,
  no_device,
  device_busy,
  patient_busy,  ///< The patient's own `booking`.
  no_team,       ///< The branch has too few people of a specialty that the visit needs.
  team_busy,
  no_ward,
  ward_full,    ///< No bed for all the nights.
  urgent_kept,  ///< Free, but kept for an urgent visit until `opens_at` (SC-09, urgent.hpp).
};

enum class ChangeKind : std::uint8_t { other_doctor, later, earlier, shorter };

/// One change that opens a place.
struct OpeningChange {
  ChangeKind kind = ChangeKind::later;
  Slot slot = {};            ///< What it would be.
  std::int32_t minutes = 0;  ///< Moved by so much, or shortened to so much.
};

struct TimeAnswer {
  BlockingRule rule = BlockingRule::none;
  BookingId booking = {};              ///< Behind doctor_busy, too_short, room_busy, ...; or nil.
  IdBytes resource = {};               ///< The doctor, room or device concerned; or nil.
  std::int32_t available_minutes = 0;  ///< For too_short.
  std::optional<Slot> slot = {};       ///< When it is free.
  std::vector<OpeningChange> changes = {};  ///< Smallest first; at most three. Empty when free.
  /// The doctor has a booking but takes several at once (`Staff::overbooked_max`), whoever asks may
  /// overbook, and room, device and patient are free: what the further one would be.
  std::optional<Slot> beside = {};
  Instant opens_at = {};               ///< For urgent_kept: anybody may have it from then on.
  std::optional<Slot> if_urgent = {};  ///< For urgent_kept: what an urgent visit would have.
};

/// Judges one wished begin of one doctor. Repeated local times mean the earlier one.
[[nodiscard]] TimeAnswer judge_time(const Grid& grid, std::span<const Staff> staff,
                                    const SlotRequest& request, StaffId doctor, BranchId branch,
                                    LocalDate date, std::int32_t begin_minute);

}  // namespace retour::schedule

namespace retour {
RETOUR_ENUM_NAMES(schedule::BlockingRule, "none", "in_the_past", "outside_horizon", "off_grid",
                  "skipped_local_time", "unknown_doctor", "outside_hours", "absent", "phone_hours",
                  "no_shift", "doctor_busy", "too_short", "no_room", "room_busy", "no_device",
                  "device_busy", "patient_busy", "no_team", "team_busy", "no_ward", "ward_full",
                  "urgent_kept");
RETOUR_ENUM_NAMES(schedule::ChangeKind, "other_doctor", "later", "earlier", "shorter");
RETOUR_ENUM_NAMES(schedule::Occurrence, "only", "first", "second");
}  // namespace retour
