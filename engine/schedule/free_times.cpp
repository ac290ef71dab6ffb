#include "schedule/free_times.hpp"

#include <algorithm>
#include <tuple>

#include "base/order.hpp"
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

/// The device's part of a visit, from and to minutes after the begin, when the visit is to be
/// joined with another one behind it; nothing without a device.
struct DeviceMinutes {
  std::int32_t from = 0, to = 0;
};
DeviceMinutes device_minutes(const ServiceNeeds& needs) {
  const DevicePart& part = needs.device_part;
  return {part.after_minutes,
          part.minutes == 0 ? needs.length_minutes : part.after_minutes + part.minutes};
}

/// When two services one after the other, `visit` with the device or without, need it.
DevicePart joined_device_part(const ServiceNeeds& visit, const ServiceNeeds& next) {
  const bool first = !visit.device_kind.empty();
  const bool second =
      !next.device_kind.empty() && (!first || next.device_kind == visit.device_kind);
  if (!first && !second) return {};
  const DeviceMinutes before = device_minutes(visit);
  const DeviceMinutes after = device_minutes(next);
  const std::int32_t from = first ? before.from : visit.length_minutes + after.from;
  const std::int32_t to = second ? visit.length_minutes + after.to : before.to;
  const std::int32_t end = visit.length_minutes + next.length_minutes;
  return {.after_minutes = from, .minutes = to == end ? 0 : to - from};
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
  if (!service.device_kind.empty()) needs.device_part = service.device_part;
  needs.team = service.team;
  needs.nights = service.nights;
  needs.places = service.places;
  return needs;
}

ServiceNeeds followed_by(ServiceNeeds visit, const ServiceNeeds& next) {
  const auto shortest = [](const ServiceNeeds& needs) {
    return needs.shortest_minutes > 0 ? needs.shortest_minutes : needs.length_minutes;
  };
  visit.shortest_minutes = shortest(visit) + shortest(next);
  visit.device_part = joined_device_part(visit, next);
  visit.length_minutes += next.length_minutes;
  if (!visit.needs_room && next.needs_room) visit.room_kind = next.room_kind;
  visit.needs_room = visit.needs_room || next.needs_room;
  if (visit.device_kind.empty()) visit.device_kind = next.device_kind;
  visit.pattern = {.setup_minutes = visit.pattern.setup_minutes,
                   .cleanup_minutes = next.pattern.cleanup_minutes};
  if (next.team.size() > visit.team.size()) visit.team = next.team;
  visit.nights = std::max(visit.nights, next.nights);
  return visit;
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
  booking.device_part = slot.device.is_nil() ? DevicePart{} : needs.device_part;
  booking.date = slot.date;
  booking.begin_minute = slot.begin_minute;
  booking.length_minutes = slot.length_minutes;
  booking.begin = slot.begin;
  booking.session_places = needs.places > 1 ? needs.places : 0;
  booking.session = {};
  renew_session(booking);
}

namespace {

/// Puts the sessions among the free times. Whoever fills a group leaves no gap to anybody.
void add_sessions(const SlotRequest& request, std::vector<Slot>& slots) {
  for (Slot session : request.sessions) {
    if (!is_joinable(request, session)) continue;
    session.score = {.soonness = soonness_points(request, session.date),
                     .continuity = continuity_points(request, session.doctor),
                     .compactness = compactness_points_max,
                     .preference = preference_points(request, session.date, session.begin_minute),
                     .flow = flow_points(request, session.doctor)};
    slots.push_back(std::move(session));
  }
  sort_stably(slots, {}, [](const Slot& slot) { return slot.begin; });
}

}  // namespace

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
  if (!request.sessions.empty()) add_sessions(request, out);
  if (request.order == SlotOrder::by_score)
    std::ranges::stable_sort(
        out, [](const Slot& a, const Slot& b) { return a.score.total() > b.score.total(); });
  if (out.size() > request.limit) out.resize(request.limit);
  return out;
}

}  // namespace retour::schedule
