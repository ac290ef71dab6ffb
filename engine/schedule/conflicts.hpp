// Conflicts among existing bookings: two things at one time where only one can be.
//
// They come from imports and from overbooking; none is ever dropped, all are shown (IM-18).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/booking.hpp"
#include "time/interval.hpp"

namespace retour::schedule {

enum class ConflictKind : std::uint8_t { doctor, room, device, patient };

struct Conflict {
  ConflictKind kind = ConflictKind::doctor;
  IdBytes resource = {};  ///< The doctor, room, device or patient.
  BookingId first = {};   ///< Begins earlier (or equal, with the smaller id).
  BookingId second = {};
  Interval overlap = {};
  bool operator==(const Conflict&) const = default;
};

/// More than these are not listed: a wrong import must not fill the memory.
inline constexpr std::size_t conflicts_max = 10'000;

/// All overlapping pairs, by begin of the overlap, kind, resource. A room or device of capacity n
/// is in conflict only where more than n bookings lie over each other, a person only where more do
/// than may be booked with him at once (`Staff::overbooked_max`). Bookings that take no time
/// (cancelled, untimed, no-show) never conflict. O(n log n + pairs).
[[nodiscard]] std::vector<Conflict> find_conflicts(std::span<const Booking> bookings,
                                                   std::span<const Room> rooms,
                                                   std::span<const Device> devices,
                                                   std::span<const Staff> staff);

}  // namespace retour::schedule

namespace retour {
RETOUR_ENUM_NAMES(schedule::ConflictKind, "doctor", "room", "device", "patient");
}  // namespace retour
