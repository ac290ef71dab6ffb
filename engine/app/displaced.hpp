// Bookings that have lost their place: the doctor or somebody of the team is away or has left, the
// room, the ward or the device is out of service, or the hours in which they lay are no longer
// worked. Nothing is dropped from the board silently: the list is made of what is in force
// (templates, calendar, single days, absences), and a change of the rota that leaves bookings out
// gives each of them to somebody as a step, in the same act.
//
// Out of hours is said only of what a change has left behind: whoever books beyond the hours is
// told so and means it. So the person's rota must have been written after the booking got its time.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "app/clinic.hpp"
#include "store/queries.hpp"

namespace retour::app {

/// Why a booking has lost its place.
enum class DisplacedBy : std::uint8_t {
  doctor_left,
  member_left,  ///< Of the team.
  room_closed,
  ward_closed,
  device_closed,
  doctor_absent,
  member_absent,
  out_of_hours,
};

struct DisplacedBooking {
  BookingId booking;
  DisplacedBy by = DisplacedBy::doctor_left;
};
inline constexpr std::size_t displaced_max = 2'000;

/// What speaks against a booking's place but hours; `shifts`: those in force, by date.
[[nodiscard]] std::optional<DisplacedBy> displaced_by(const Catalogue& catalogue,
                                                      std::span<const Shift> shifts,
                                                      const Booking& booking);

/// Standing bookings from `first` on, up to `rota_ahead_days`, that nobody has come to and that
/// have lost their place, by time; at most `displaced_max`. O(bookings and days ahead).
[[nodiscard]] Result<std::vector<DisplacedBooking>> displaced_bookings(Clinic& clinic,
                                                                       LocalDate first);

/// Who looks after a booking: the patient's responsible person, else whoever acts now.
[[nodiscard]] StaffId caller_of(Clinic& clinic, const Booking& booking);

/// For each booking that drafts of the rota would leave out of hours (`bookings_left_out`) the step
/// to find it another time, due today; to be sent in the same act. `note`: its words. At most
/// `left_out_steps_max`: the others are in the list of `displaced_bookings` as these are.
[[nodiscard]] Result<std::vector<Draft>> left_out_steps(
    Clinic& clinic, std::span<const Draft> drafts, LocalDate today,
    const std::function<std::string(const Booking&)>& note);
inline constexpr std::size_t left_out_steps_max = 300;

}  // namespace retour::app

namespace retour {
RETOUR_ENUM_NAMES(app::DisplacedBy, "doctor_left", "member_left", "room_closed", "ward_closed",
                  "device_closed", "doctor_absent", "member_absent", "out_of_hours");
}  // namespace retour
