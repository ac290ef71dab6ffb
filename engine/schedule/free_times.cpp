#include "schedule/free_times.hpp"

#include <algorithm>
#include <tuple>

#include "schedule/search.hpp"

namespace retour::schedule {
namespace {

/// A slot still without its names: what sorting needs.
struct Candidate {
  Start start;
  std::uint32_t doctor = 0;
  const Place* place = nullptr;
};

std::vector<Candidate> candidates_of(const Grid& grid, const Search& search,
                                     const SlotRequest& request) {
  std::vector<Candidate> out;
  std::vector<Start> starts;
  for (const Place& place : search.places()) {
    starts.clear();
    const StartQuery query = search.query_of(place);
    // A doctor may be at reception and remote at one time: twice the number covers the doubles.
    if (request.order == SlotOrder::by_time)
      first_starts(grid, query, 2 * request.limit, starts);
    else
      all_starts(grid, query, slots_max, starts);
    for (const Start& start : starts)
      out.push_back({start, grid.posts()[start.post].doctor, &place});
  }
  std::ranges::sort(out, {}, [](const Candidate& c) {
    return std::tuple(c.start.quantum, c.doctor, c.start.post);
  });
  const auto same = [](const Candidate& a, const Candidate& b) {
    return a.start.quantum == b.start.quantum && a.doctor == b.doctor;
  };
  out.erase(std::ranges::unique(out, same).begin(), out.end());
  return out;
}

}  // namespace

ServiceNeeds needs_of(const Service& service, bool held_remotely) {
  ServiceNeeds needs{.length_minutes = std::max(quantum_minutes, service.length_minutes),
                     .shortest_minutes = service.shortest_minutes,
                     .needs_room = service.needs_room,
                     .room_kind = service.room_kind,
                     .device_kind = service.device_kind,
                     .remote = held_remotely && service.remote};
  if (needs.remote) return needs;  // whoever is not there takes no theatre and no bed
  needs.pattern = service.pattern;
  needs.team = service.team;
  needs.nights = service.nights;
  return needs;
}

void put_slot(Booking& booking, const Slot& slot, const ServiceNeeds& needs) {
  booking.branch = slot.branch;
  booking.doctor = slot.doctor;
  booking.room = slot.room;
  booking.device = slot.device;
  booking.team = slot.team;
  booking.ward = slot.ward;
  booking.nights = slot.ward.is_nil() ? 0 : needs.nights;
  booking.pattern = needs.pattern;
  booking.date = slot.date;
  booking.begin_minute = slot.begin_minute;
  booking.length_minutes = slot.length_minutes;
  booking.begin = slot.begin;
}

std::vector<Slot> free_times(const Grid& grid, std::span<const Staff> staff,
                             const SlotRequest& request) {
  const Search search(grid, staff, request);
  const std::vector<Candidate> candidates = candidates_of(grid, search, request);
  std::vector<Slot> out;
  const std::size_t wanted = std::min(request.limit, candidates.size());
  const std::size_t looked_at = request.order == SlotOrder::by_time ? wanted : candidates.size();
  out.reserve(looked_at);
  for (std::size_t i = 0; i < looked_at; ++i)
    out.push_back(search.slot_of(*candidates[i].place, candidates[i].start));
  if (request.order == SlotOrder::by_score)
    std::ranges::stable_sort(
        out, [](const Slot& a, const Slot& b) { return a.score.total() > b.score.total(); });
  out.resize(wanted);
  return out;
}

}  // namespace retour::schedule
