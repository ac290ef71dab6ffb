// Load: how much of the clinic's time is taken, by doctor, room and device (SC-01 to SC-06); what
// holds the rest back; days to the first free slot (SC-10).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "schedule/free_times.hpp"

namespace retour::schedule {

/// One doctor on one local day at one branch.
struct DoctorDay {
  StaffId doctor = {};
  BranchId branch = {};
  LocalDate date = {};
  std::int32_t rostered_minutes = 0;  ///< Shifts within branch hours, less absences.
  std::int32_t booked_minutes = 0;    ///< Of the rostered time: quanta held by bookings.
  std::int32_t outside_minutes = 0;   ///< Booked outside the rostered time.
};

/// Time of one doctor, room or device at one branch over the whole horizon. A ward is taken by
/// nights (SC-04): each of its beds is there for one a day of the horizon, and each counts for
/// `night_minutes`; visits in it take no bed.
struct ResourceLoad {
  ResourceKind kind = ResourceKind::doctor;
  IdBytes id = {};
  BranchId branch = {};
  RoomKind room_kind = RoomKind::consulting;  ///< Of a room.
  std::int64_t available_minutes = 0;         ///< Doctors: rostered. Others: open hours x capacity.
  std::int64_t booked_minutes = 0;  ///< Of the available time; what lies over it counts once.
  /// Of the free time what lies in stretches of `useful_minutes` or more: a day of holes can be
  /// half free and hold no visit.
  std::int64_t usable_minutes = 0;
  [[nodiscard]] std::int64_t free_minutes() const { return available_minutes - booked_minutes; }
};

inline constexpr std::int64_t night_minutes = 24 * 60;

/// Everybody and everything with available time, doctors first, in the grid's order.
/// `useful_minutes` at least a quantum. O(rows x horizon + nights of stays).
[[nodiscard]] std::vector<ResourceLoad> resource_loads(const Grid& grid,
                                                       std::int32_t useful_minutes);

/// What one more of a kind would add to the time in which a visit could still be booked: at each
/// moment as many more visits fit as there are free doctors or free consulting rooms, whichever are
/// fewer. That is the shadow price of each in that assignment: where rooms are the fewer, one more
/// room adds the moment, one more doctor adds nothing. The greater one binds.
struct BindingTime {
  std::int64_t doctor_minutes = 0;  ///< Added by one more doctor who is always there.
  std::int64_t room_minutes = 0;    ///< Added by one more consulting room.
};
/// Over the open hours of all branches of the grid (each by itself), added up.
[[nodiscard]] BindingTime binding_time(const Grid& grid);

/// Every day of the horizon on which a doctor is rostered or booked; by doctor (grid order),
/// branch, date. Minutes booked twice count once. Shares are booked / rostered, formed by the
/// reader.
[[nodiscard]] std::vector<DoctorDay> doctor_days(const Grid& grid);

/// Days from the request's first day to the first free slot; nothing within its days (SC-10).
[[nodiscard]] std::optional<std::int32_t> days_to_first_free(const Grid& grid,
                                                             std::span<const Staff> staff,
                                                             SlotRequest request);

}  // namespace retour::schedule
