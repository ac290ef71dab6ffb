// Where a booking has stood: the chain of its times with who chose each of them and when, read from
// the log, in which nothing is overwritten.
//
//   30 Nov 12:30, Jolkina   booked, Petrova, 22 Nov
//   1 Dec 10:00, Jolkina    moved,  Petrova, 24 Nov
//   1 Dec 10:00, Ivanov     moved,  Sokolov, 30 Nov
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "model/booking.hpp"
#include "store/op_log.hpp"

namespace retour::app {

/// One time that a booking was given.
struct BookingPlace {
  Instant at;       ///< When it was chosen.
  StaffId by;       ///< Who chose it; nil: the system.
  Booking booking;  ///< Of which the slot counts: branch, doctor, room, device, date, time.
};

/// The times of a booking as the ops below the number `below` leave them, the first one first; what
/// was taken back and what was refused is left out. O(ops of the patient).
[[nodiscard]] Result<std::vector<BookingPlace>> places_of_booking(
    store::OpLog& log, PatientId patient, BookingId booking,
    std::uint64_t below = std::numeric_limits<std::uint64_t>::max());

}  // namespace retour::app
