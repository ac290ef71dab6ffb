// Starts: the inner search over the grid's rows, without rooms chosen, scores or texts.
//
// Per doctor and day the open hours are read in windows of 128 bits; runs of the wished length are
// found by shifts and ANDs, starts off the step grid are masked away, and what is left are answers.
// A window yields 129 - length starts. Lengths and steps of whole quarters of an hour are searched
// in rows of quarters, where any day is one window; others in rows of quanta.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "schedule/grid.hpp"

namespace retour::schedule {

/// A part of the local day, begins only: [from, to).
struct DayPart {
  std::int32_t from_minute = 0;
  std::int32_t to_minute = 24 * 60;
  [[nodiscard]] constexpr bool holds(std::int32_t minute) const {
    return minute >= from_minute && minute < to_minute;
  }
  bool operator==(const DayPart&) const = default;
};
inline constexpr DayPart any_time{};
inline constexpr DayPart morning{0, 12 * 60};
inline constexpr DayPart afternoon{12 * 60, 17 * 60};
inline constexpr DayPart evening{17 * 60, 24 * 60};

/// A start and its post. Without initialisers, so that buffers of thousands cost nothing to make.
struct Start {
  Quantum quantum;
  std::uint32_t post;
  bool operator==(const Start&) const = default;
};

using RowGroup = std::vector<const std::uint64_t*>;

struct StartQuery {
  std::span<const std::uint32_t> posts = {};  ///< Indices into Grid::posts(), all of one branch.
  std::span<const std::uint64_t* const> rows = {};  ///< Whole row per post; empty: the grid's own.
  /// What else must be free for the whole length: of each group (rooms, devices, the patient) any
  /// one row. Whole rows, as the grid's own. An empty group can never be met.
  std::span<const RowGroup> needs = {};
  std::int32_t length_quanta = 6;
  std::int32_t step_quanta = 3;  ///< Starts lie on multiples from local midnight.
  Quantum not_before = 0;
  std::size_t first_frame = 0;  ///< Days of the horizon.
  std::size_t frame_count = 0;
  DayPart part = {};
  std::uint8_t weekdays = 0x7F;  ///< Bit 0 Monday ... bit 6 Sunday.
};
inline constexpr std::int32_t step_quanta_max = 24 * 60 / quantum_minutes;

/// Every start, post by post in time order; appends to `out` until that holds `limit`.
void all_starts(const Grid& grid, const StartQuery& query, std::size_t limit,
                std::vector<Start>& out);

/// The first `limit` starts in time order, then in order of `posts`; appends to `out`.
void first_starts(const Grid& grid, const StartQuery& query, std::size_t limit,
                  std::vector<Start>& out);

}  // namespace retour::schedule
