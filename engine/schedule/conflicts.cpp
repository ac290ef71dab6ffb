#include "schedule/conflicts.hpp"

#include <algorithm>
#include <tuple>

#include "schedule/grid.hpp"

namespace retour::schedule {
namespace {

/// One booking's hold on one thing.
struct Hold {
  ConflictKind kind = ConflictKind::doctor;
  IdBytes resource;
  Instant begin, end;
  BookingId booking;
  GroupSessionId session;  ///< Members of one session share their time.

  auto key() const { return std::tie(kind, resource, begin, booking); }
};

std::vector<Hold> holds_of(std::span<const Booking> bookings) {
  std::vector<Hold> out;
  for (const Booking& b : bookings) {
    if (!occupies(b)) continue;
    for_each_held(b, [&](HeldKind held, const IdBytes& id, const Interval& time) {
      const ConflictKind kind = held == HeldKind::room     ? ConflictKind::room
                                : held == HeldKind::device ? ConflictKind::device
                                                           : ConflictKind::doctor;
      out.push_back({kind, id, time.begin, time.end, b.id, b.session});
    });
    if (!b.patient.is_nil())
      out.push_back({ConflictKind::patient,
                     b.patient,
                     b.begin,
                     b.begin.plus_minutes(b.length_minutes),
                     b.id,
                     {}});
  }
  std::ranges::sort(out, [](const Hold& a, const Hold& b) { return a.key() < b.key(); });
  return out;
}

template <class Entity>
std::size_t capacity_in(std::span<const Entity> places, const IdBytes& id) {
  for (const Entity& place : places)
    if (place.id == id) return static_cast<std::size_t>(std::max(1, place.capacity));
  return 1;
}

std::size_t visits_at_once(std::span<const Staff> staff, const IdBytes& id) {
  for (const Staff& person : staff)
    if (person.id == id) return static_cast<std::size_t>(1 + std::max(0, person.overbooked_max));
  return 1;
}

/// How many are there at once beside a hold: each session once, its own not at all.
std::size_t beside(std::span<const Hold* const> running, const Hold& hold) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < running.size(); ++i) {
    const GroupSessionId session = running[i]->session;
    const bool is_own = !session.is_nil() && session == hold.session;
    const bool is_counted =
        !session.is_nil() && std::ranges::any_of(running.first(i), [&](const Hold* earlier) {
          return earlier->session == session;
        });
    count += is_own || is_counted ? 0 : 1;
  }
  return count;
}

/// Overlaps of one resource's holds, which are sorted by begin.
void sweep(std::span<const Hold> holds, std::size_t capacity, std::vector<Conflict>& out) {
  std::vector<const Hold*> running;
  for (const Hold& hold : holds) {
    std::erase_if(running, [&](const Hold* earlier) { return earlier->end <= hold.begin; });
    if (running.size() >= capacity && beside(running, hold) >= capacity) {
      for (const Hold* earlier : running) {
        if (!hold.session.is_nil() && earlier->session == hold.session) continue;
        if (out.size() == conflicts_max) return;
        out.push_back({hold.kind,
                       hold.resource,
                       earlier->booking,
                       hold.booking,
                       {hold.begin, std::min(earlier->end, hold.end)}});
      }
    }
    running.push_back(&hold);
  }
}

}  // namespace

std::vector<Conflict> find_conflicts(std::span<const Booking> bookings, std::span<const Room> rooms,
                                     std::span<const Device> devices,
                                     std::span<const Staff> staff) {
  const std::vector<Hold> holds = holds_of(bookings);
  std::vector<Conflict> out;
  for (std::size_t first = 0; first < holds.size();) {
    std::size_t last = first + 1;
    while (last < holds.size() && holds[last].kind == holds[first].kind &&
           holds[last].resource == holds[first].resource)
      ++last;
    const std::size_t capacity =
        holds[first].kind == ConflictKind::room     ? capacity_in(rooms, holds[first].resource)
        : holds[first].kind == ConflictKind::device ? capacity_in(devices, holds[first].resource)
        : holds[first].kind == ConflictKind::doctor ? visits_at_once(staff, holds[first].resource)
                                                    : 1;
    sweep(std::span(holds).subspan(first, last - first), capacity, out);
    first = last;
  }
  std::ranges::sort(out, [](const Conflict& a, const Conflict& b) {
    return std::tie(a.overlap.begin, a.kind, a.resource, a.first, a.second) <
           std::tie(b.overlap.begin, b.kind, b.resource, b.first, b.second);
  });
  return out;
}

}  // namespace retour::schedule
