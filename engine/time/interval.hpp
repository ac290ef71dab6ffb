// Half-open spans of time: [begin, end). Two visits that touch do not overlap.
#pragma once

#include <cstdint>

#include "time/civil.hpp"

namespace retour {

/// Length of the grid on which claims are made: all bookings start and end on such a line.
inline constexpr std::int32_t quantum_minutes = 5;
inline constexpr std::int64_t quantum_seconds = quantum_minutes * 60;

/// A span of instants, begin inclusive, end exclusive.
struct Interval {
  Instant begin;
  Instant end;
  bool operator==(const Interval&) const = default;

  [[nodiscard]] constexpr bool is_valid() const { return begin < end; }
  [[nodiscard]] constexpr bool contains(Instant at) const { return begin <= at && at < end; }
  [[nodiscard]] constexpr bool overlaps(const Interval& other) const {
    return begin < other.end && other.begin < end;
  }
  [[nodiscard]] constexpr std::int64_t minutes() const {
    return (end.seconds - begin.seconds) / 60;
  }
};

/// Number of the 5-minute quantum that holds `at`, counted from 1970-01-01T00:00Z.
[[nodiscard]] constexpr std::int64_t quantum_of(Instant at) {
  const std::int64_t q = at.seconds / quantum_seconds;
  return at.seconds % quantum_seconds < 0 ? q - 1 : q;
}

/// First quantum at or after `at`.
[[nodiscard]] constexpr std::int64_t quantum_at_or_after(Instant at) {
  return quantum_of(Instant{at.seconds + quantum_seconds - 1});
}

}  // namespace retour
