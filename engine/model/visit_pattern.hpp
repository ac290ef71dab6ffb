// Who and what is needed when inside a visit.
//
//   begin                                    end
//     |--------------- 40 minutes ------------|
//     room             ======================== cleanup
//     doctor                   ==========          doctor_after 15, doctor 10
//     device                        ========= cleanup   after 25, minutes 15
//   setup ===                                      (before the patient comes)
//
// The price list says it of a service; a booking carries what held when its time was chosen, so
// that a service changed later does not move what other people have booked around it.
#pragma once

#include <cstdint>

#include "time/interval.hpp"

namespace retour {

/// Time pattern of a visit (FEATURES 20): all zero is everybody for the whole visit.
struct VisitPattern {
  std::int32_t doctor_after_minutes = 0;  ///< The doctor comes so long after the begin ...
  std::int32_t doctor_minutes = 0;        ///< ... for so long; 0: to the end.
  std::int32_t setup_minutes = 0;         ///< Room and device are held so long before the begin ...
  std::int32_t cleanup_minutes = 0;       ///< ... and after the end (theatre turnover).
  bool operator==(const VisitPattern&) const = default;

  /// True when the doctor is needed from begin to end.
  [[nodiscard]] bool is_whole_doctor() const {
    return doctor_after_minutes == 0 && doctor_minutes == 0;
  }
};

/// When the device is needed inside a visit: all zero is the whole visit (FEATURES 20). By itself,
/// because `VisitPattern` was already written into ops when devices got parts.
struct DevicePart {
  std::int32_t after_minutes = 0;  ///< From so long after the begin ...
  std::int32_t minutes = 0;        ///< ... for so long; 0: to the end.
  bool operator==(const DevicePart&) const = default;

  [[nodiscard]] bool is_whole() const { return after_minutes == 0 && minutes == 0; }
};

/// Longest set-up and longest cleaning.
inline constexpr std::int32_t turnover_minutes_max = 4 * 60;

/// True when the pattern lies on the 5-minute grid, the doctor's part inside a visit of this length
/// (and is not empty), and set-up and cleaning within their limits.
[[nodiscard]] constexpr bool fits(const VisitPattern& pattern, std::int32_t length_minutes) {
  const auto is_part = [](std::int32_t minutes, std::int32_t most) {
    return minutes >= 0 && minutes <= most && minutes % quantum_minutes == 0;
  };
  return is_part(pattern.setup_minutes, turnover_minutes_max) &&
         is_part(pattern.cleanup_minutes, turnover_minutes_max) &&
         (pattern.is_whole_doctor() ||
          (is_part(pattern.doctor_after_minutes, length_minutes - 1) &&
           is_part(pattern.doctor_minutes, length_minutes - pattern.doctor_after_minutes)));
}

/// True when the device's part lies on the 5-minute grid inside a visit of this length and is not
/// empty.
[[nodiscard]] constexpr bool fits(const DevicePart& part, std::int32_t length_minutes) {
  const auto is_part = [](std::int32_t minutes, std::int32_t most) {
    return minutes >= 0 && minutes <= most && minutes % quantum_minutes == 0;
  };
  return part.is_whole() || (is_part(part.after_minutes, length_minutes - 1) &&
                             is_part(part.minutes, length_minutes - part.after_minutes));
}

/// The doctor's part of a visit; not empty when the visit is not.
[[nodiscard]] constexpr Interval doctor_time(const VisitPattern& pattern, Instant begin,
                                             std::int32_t length_minutes) {
  const Instant from = begin.plus_minutes(pattern.doctor_after_minutes);
  const Instant end = begin.plus_minutes(length_minutes);
  return {from, pattern.doctor_minutes == 0 ? end : from.plus_minutes(pattern.doctor_minutes)};
}

/// The time for which the room is taken, and a device that is needed for the whole visit.
[[nodiscard]] constexpr Interval premises_time(const VisitPattern& pattern, Instant begin,
                                               std::int32_t length_minutes) {
  return {begin.plus_minutes(-pattern.setup_minutes),
          begin.plus_minutes(length_minutes + pattern.cleanup_minutes)};
}

/// The time for which the device is taken: its part, made ready before it and cleaned after it.
[[nodiscard]] constexpr Interval device_time(const VisitPattern& pattern, const DevicePart& part,
                                             Instant begin, std::int32_t length_minutes) {
  const Instant from = begin.plus_minutes(part.after_minutes);
  const Instant to =
      part.minutes == 0 ? begin.plus_minutes(length_minutes) : from.plus_minutes(part.minutes);
  return {from.plus_minutes(-pattern.setup_minutes), to.plus_minutes(pattern.cleanup_minutes)};
}

}  // namespace retour
