// How late a doctor runs, seen from who has entered and who has not: nobody has to type it.
//
//    planned   09:00 A    09:30 B    10:00 C
//    09:40     A still inside (entered 09:12, 30 minutes): out at 09:42
//              B begins 12 minutes late, and C after B, too
//
// Somebody inside is expected to need as long as was booked, from the entry on; past that he may
// come out any moment. Whoever waits when his time has passed, with nobody inside, has been waiting
// since then. Pauses in the plan catch up.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>

#include "views/reader.hpp"

namespace retour::views {

/// Less than this is not late.
inline constexpr int late_minutes_min = 5;

struct Lateness {
  int minutes = 0;                    ///< Of the next one who waits; 0: in time.
  std::map<BookingId, int> affected;  ///< Who will begin late, by how many minutes.
};

/// The lateness of one doctor. `rows`: the day; `minute`: now on the branch's wall clock; `zone`:
/// the branch's.
[[nodiscard]] Lateness lateness_of(std::span<const DayBooking> rows, StaffId doctor, int minute,
                                   const Zone& zone);

/// The same when somebody says so: whoever comes next begins `said_minutes` after his time, and not
/// before what is seen allows; pauses in the plan catch up for those behind.
[[nodiscard]] Lateness lateness_said(std::span<const DayBooking> rows, StaffId doctor, int minute,
                                     const Zone& zone, int said_minutes);

}  // namespace retour::views
