#include "schedule/visit_parts.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace retour::schedule {
namespace {

/// The row moved by `from` quanta: bit q of the result is bit q + from, or 0 outside.
OwnRow shifted(const Grid& grid, const OwnRow& row, Quantum from) {
  OwnRow out(grid.row_words());
  const Quantum end = grid.quanta();
  for (std::size_t w = 0; w < grid.words(); ++w) {
    const Quantum at = static_cast<Quantum>(w) * 64 + from;
    if (at <= -64 || at >= end) continue;
    out[w] = at >= 0 ? word_at(row.data(), at) : row[0] << static_cast<unsigned>(-at);
  }
  return out;
}

}  // namespace

OwnRow start_row(const Grid& grid, const std::uint64_t* free_row, Quantum from, Quantum length) {
  RETOUR_CHECK(length >= 1);
  OwnRow runs(grid.row_words());
  run_row({free_row, grid.words()}, length, {runs.data(), grid.words()});
  return from == 0 ? runs : shifted(grid, runs, from);
}

OwnRow count_row(const Grid& grid, std::span<const OwnRow> rows, std::int32_t count) {
  RETOUR_CHECK(count >= 1);
  // at_least[n]: bit q where n + 1 of the rows seen so far are set.
  std::vector<OwnRow> at_least(static_cast<std::size_t>(count), OwnRow(grid.row_words()));
  for (const OwnRow& row : rows) {
    for (std::size_t n = at_least.size(); n-- > 0;)
      for (std::size_t w = 0; w < grid.words(); ++w)
        at_least[n][w] |= n == 0 ? row[w] : row[w] & at_least[n - 1][w];
  }
  return std::move(at_least.back());
}

OwnRow open_row(const Grid& grid, std::uint32_t branch, Quantum length) {
  OwnRow out(grid.row_words());
  for (const DayFrame& frame : grid.branches()[branch].frames)
    set_span(out.data(), std::max(0, frame.opens),
             std::min(grid.quanta(), frame.closes - length + 1));
  return out;
}

OwnRow bed_row(const Grid& grid, ResourceRow ward, std::int32_t nights, BookingId ignored) {
  OwnRow out(grid.row_words());
  for (const DayFrame& frame : grid.branches()[grid.resources()[ward].branch].frames)
    if (grid.has_bed(ward, frame.date, nights, ignored))
      set_span(out.data(), std::max(0, frame.begin), std::min(grid.quanta(), frame.end));
  return out;
}

}  // namespace retour::schedule
