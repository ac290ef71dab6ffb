// Visits of which not everybody is needed all the time: rows of *starts* instead of rows of free
// time. Internal to schedule/; search.cpp stands on it.
//
//   free row of a doctor     111111000000111111      needed from 3 quanta on, for 2
//   start row                110000000111110...      bit q: free in [q + 3, q + 5)
//
// A search over start rows looks for runs of one quantum, whatever each part of the visit needs.
// Only visits with parts pay for it: a row costs O(words x log length).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "schedule/grid.hpp"

namespace retour::schedule {

/// A row of the grid's length that its maker owns.
using OwnRow = std::vector<std::uint64_t>;

/// Bit q is set where `free_row` is in all of [q + from, q + from + length). What lies outside the
/// grid is not free. length >= 1.
[[nodiscard]] OwnRow start_row(const Grid& grid, const std::uint64_t* free_row, Quantum from,
                               Quantum length);

/// Bit q is set where at least `count` of the rows are; count >= 1.
[[nodiscard]] OwnRow count_row(const Grid& grid, std::span<const OwnRow> rows, std::int32_t count);

/// Bit q is set where a visit of `length` lies within the branch's opening hours of one day.
[[nodiscard]] OwnRow open_row(const Grid& grid, std::uint32_t branch, Quantum length);

/// Bit q is set on the days after which a bed of the ward is free for so many nights.
[[nodiscard]] OwnRow bed_row(const Grid& grid, ResourceRow ward, std::int32_t nights,
                             BookingId ignored);

}  // namespace retour::schedule
