#include "schedule/open_places.hpp"

#include <algorithm>

#include "schedule/search.hpp"

namespace retour::schedule {
namespace {

constexpr std::size_t bit_count = 64;

/// The room that the rota gives the doctor, as a bit: visits stay there while it is free.
std::uint64_t rostered_bit(const Grid& grid, const Start& start,
                           std::span<const ResourceRow> numbered) {
  const RoomId room = grid.rostered_room(start.post, start.quantum);
  if (room.is_nil()) return 0;
  for (std::size_t n = 0; n < numbered.size(); ++n)
    if (grid.resources()[numbered[n]].id == room) return 1ULL << n;
  return 0;
}

std::uint64_t free_bits(const Search& search, std::span<const ResourceRow> wanted,
                        std::span<const ResourceRow> numbered, Quantum begin) {
  std::uint64_t bits = 0;
  for (std::size_t n = 0; n < numbered.size(); ++n)
    if (std::ranges::find(wanted, numbered[n]) != wanted.end() &&
        search.resource_is_free(numbered[n], begin))
      bits |= 1ULL << n;
  return bits;
}

}  // namespace

ResourceBits ResourceBits::of(const Grid& grid, std::uint32_t first_branch) {
  ResourceBits bits;
  const auto take = [&](bool of_first) {
    for (ResourceRow r = 0; r < grid.resources().size(); ++r) {
      const Resource& resource = grid.resources()[r];
      if (resource.kind == ResourceKind::doctor || (resource.branch == first_branch) != of_first)
        continue;
      auto& rows = resource.kind == ResourceKind::room ? bits.rooms : bits.devices;
      if (rows.size() < bit_count) rows.push_back(r);
    }
  };
  take(true);
  take(false);
  return bits;
}

std::vector<OpenPlace> open_places(const Grid& grid, std::span<const Staff> staff,
                                   const SlotRequest& request, const ResourceBits& bits) {
  const Search search(grid, staff, request);
  std::vector<OpenPlace> out;
  std::vector<Start> starts;
  for (const Place& place : search.places()) {
    starts.clear();
    all_starts(grid, search.query_of(place), slots_max, starts);
    for (const Start& start : starts) {
      OpenPlace open{.begin = start.quantum,
                     .doctor = grid.posts()[start.post].doctor,
                     .branch = place.branch};
      open.rooms = free_bits(search, place.rooms, bits.rooms, start.quantum);
      open.devices = free_bits(search, place.devices, bits.devices, start.quantum);
      if (const std::uint64_t own = rostered_bit(grid, start, bits.rooms); (open.rooms & own) != 0)
        open.rooms = own;
      // Free, but only by what has no number.
      if ((!place.rooms.empty() && open.rooms == 0) ||
          (!place.devices.empty() && open.devices == 0))
        continue;
      for (const TeamPool& pool : place.team) {
        const std::vector<ResourceRow> members = search.free_team(pool, start.quantum);
        open.team.insert(open.team.end(), members.begin(), members.end());
      }
      if (!place.wards.empty()) open.ward = search.free_ward(place, start.quantum);
      out.push_back(std::move(open));
    }
  }
  return out;
}

}  // namespace retour::schedule
