// When one patient likes to come: what he asked for, else what he usually took.
//
//   wish on the waitlist ──────────────┐
//   visits that he came to, 3 years ───┴─► weekdays, part of the day ─► term of a slot's score
#pragma once

#include <cstdint>
#include <span>

#include "model/booking.hpp"
#include "model/round.hpp"
#include "schedule/starts.hpp"

namespace retour::schedule {

/// Nothing known: neither is preferred.
struct TimePreference {
  std::uint8_t weekdays = 0;  ///< Bit 0 Monday ... bit 6 Sunday; 0: no matter.
  DayPart part = {0, 0};      ///< Empty: no matter.
  bool operator==(const TimePreference&) const = default;
};

/// A habit is told from so many visits on, of so many years, when two thirds of them agree.
inline constexpr std::size_t habit_visits_min = 3;
inline constexpr std::int32_t habit_days = 3 * 365;

/// `wish`, when there is one, counts alone: what somebody asked for is no longer guessed. `kept`
/// are the visits that he came to, in any order; those without a time or older than `habit_days`
/// before `today` do not count. O(kept).
[[nodiscard]] TimePreference preferred_time(std::span<const Booking> kept,
                                            const WaitlistEntry* wish, LocalDate today);

}  // namespace retour::schedule
