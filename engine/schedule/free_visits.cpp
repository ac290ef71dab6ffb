#include "schedule/free_visits.hpp"

#include <algorithm>

#include "schedule/urgent.hpp"

namespace retour::schedule {
namespace {

/// The visits of a length that fit into the set bits of [begin, end).
std::int32_t fitting(std::span<const std::uint64_t> row, Quantum begin, Quantum end,
                     std::int32_t length) {
  std::int32_t visits = 0, run = 0;
  for (Quantum q = begin; q < end; ++q) {
    const bool is_free = (row[static_cast<std::size_t>(q / 64)] >> (q % 64) & 1U) != 0;
    run = is_free ? run + 1 : 0;
    if (run < length) continue;
    ++visits;
    run = 0;
  }
  return visits;
}

}  // namespace

std::vector<FreeVisits> free_visits(const Grid& grid, BranchId branch,
                                    std::span<const VisitLength> doctors, Instant now) {
  std::vector<FreeVisits> out;
  const auto at = grid.find_branch(branch);
  if (!at) return out;
  const Quantum begin = grid.quantum_of_instant(now.plus_seconds(quantum_seconds - 1));
  for (const VisitLength& doctor : doctors) {
    const auto row = grid.find(ResourceKind::doctor, doctor.doctor);
    if (!row) continue;
    std::vector<std::uint64_t> free(grid.words());
    std::vector<std::uint32_t> posts;
    const auto [first, last] = grid.posts_of(*row);
    for (std::uint32_t post = first; post < last; ++post) {
      if (grid.posts()[post].branch != *at || grid.posts()[post].kind == PostKind::theatre)
        continue;
      posts.push_back(post);
      for (std::size_t w = 0; w < free.size(); ++w) free[w] |= grid.free_of_post(post)[w];
    }
    clear_kept(grid, *row, now, free.data());
    const std::int32_t length = std::max(1, doctor.minutes / quantum_minutes);
    for (const DayFrame& frame : grid.branches()[*at].frames) {
      const bool is_rostered = std::ranges::any_of(
          posts, [&](std::uint32_t post) { return grid.is_rostered(post, frame); });
      if (!is_rostered || frame.end <= begin) continue;
      out.push_back({.doctor = doctor.doctor,
                     .date = frame.date,
                     .visits = fitting(free, std::clamp(begin, frame.begin, frame.end),
                                       std::min(frame.end, grid.quanta()), length)});
    }
  }
  return out;
}

}  // namespace retour::schedule
