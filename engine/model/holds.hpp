// What a booking takes, from whom, and when: the one answer for the hub's claims, the slot grid,
// conflicts and load.
//
//   09:00            10:00            11:00                        nights
//   doctor           =======                                       (his part of the visit)
//   team     ========================
//   room   ##========================####                          (set-up, cleaning)
//   device ##========================####                         (or its part, cleaned after it)
//   ward                                                           D  D+1  D+2
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "model/booking.hpp"

namespace retour {

enum class HeldKind : std::uint8_t { doctor, team, room, device };

/// Calls `f(HeldKind, const IdBytes&, Interval)` for everything that a timed booking takes by the
/// minute. Nothing without an id; the same person is never named twice.
template <class F>
void for_each_held(const Booking& booking, F&& f) {
  const auto take = [&](HeldKind kind, const IdBytes& id, const Interval& time) {
    if (!id.is_nil()) f(kind, id, time);
  };
  const Interval premises = premises_time(booking.pattern, booking.begin, booking.length_minutes);
  take(HeldKind::doctor, booking.doctor,
       doctor_time(booking.pattern, booking.begin, booking.length_minutes));
  for (auto member = booking.team.begin(); member != booking.team.end(); ++member)
    if (*member != booking.doctor && std::find(booking.team.begin(), member, *member) == member)
      take(HeldKind::team, *member,
           {booking.begin, booking.begin.plus_minutes(booking.length_minutes)});
  take(HeldKind::room, booking.room, premises);
  take(HeldKind::device, booking.device,
       device_time(booking.pattern, booking.device_part, booking.begin, booking.length_minutes));
}

/// Most people beside the doctor.
inline constexpr std::size_t team_max = 8;
/// Most patients at one time in a group visit.
inline constexpr std::int32_t session_places_max = 50;
/// Most services after the first one in a visit.
inline constexpr std::size_t further_services_max = 7;
/// Longest stay that may be booked.
inline constexpr std::int32_t nights_max = 60;

/// True when a bed of a ward is taken for the nights after the visit (SC-04). A bed is counted by
/// nights, so that it is made for the next patient on the day on which the last one goes home.
[[nodiscard]] inline bool takes_bed(const Booking& booking) {
  return !booking.ward.is_nil() && booking.nights > 0;
}

/// The session of a group visit that a booking is part of: the same for everybody who is booked for
/// the same service with the same people in the same room at the same moment, on whatever device,
/// so that two desks that do not hear each other fill one group. A session has no row of its own.
[[nodiscard]] GroupSessionId session_of(const Booking& booking);

/// What a visit is for, in order: nothing, a service, or several.
[[nodiscard]] std::vector<ServiceId> services_of(const Booking& booking);

/// Names the session anew of a booking in a group whose place was changed; nothing for others.
void renew_session(Booking& booking);

}  // namespace retour
