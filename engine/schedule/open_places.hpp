// Open places: every start of a request with all the rooms and devices that are free for it, where
// free_times names one of each. For planners that give many visits their places at once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "schedule/free_times.hpp"

namespace retour::schedule {

/// Numbers for the rooms (or devices) of a plan, 64 at most: bit n is `ids[n]`.
struct ResourceBits {
  std::vector<ResourceRow> rooms = {};
  std::vector<ResourceRow> devices = {};

  /// All rooms and devices of the grid, those of `first_branch` first; what is beyond 64 of a kind
  /// has no bit and is never offered.
  [[nodiscard]] static ResourceBits of(const Grid& grid, std::uint32_t first_branch);
};

struct OpenPlace {
  Quantum begin = 0;
  ResourceRow doctor = no_resource;
  std::uint32_t branch = 0;   ///< Index into Grid::branches().
  std::uint64_t rooms = 0;    ///< Free for the whole length, by bit; 0: none is needed. The
                              ///< doctor's own room alone where the rota gives one that is free.
  std::uint64_t devices = 0;  ///< Likewise.
  std::vector<ResourceRow> team = {};  ///< Who helps: those of each role who come first.
  ResourceRow ward = no_resource;      ///< The first with a bed for the nights, if any are needed.
};

/// All open places of a request, in order of branch, doctor and time; `order` and `limit` of the
/// request do not matter. At most `slots_max` of a branch.
[[nodiscard]] std::vector<OpenPlace> open_places(const Grid& grid, std::span<const Staff> staff,
                                                 const SlotRequest& request,
                                                 const ResourceBits& bits);

}  // namespace retour::schedule
