#include "app/groups.hpp"

#include "model/holds.hpp"

namespace retour::app {
namespace {

Draft move_of(const Booking& booking) {
  return {.kind = OpKind::move_booking, .parts = {facets_of(booking, 0)}};
}

/// Whether anything of the new time may be held by the old one.
bool touches(const Booking& before, const Booking& moved) {
  return premises_time(before.pattern, before.begin, before.length_minutes)
      .overlaps(premises_time(moved.pattern, moved.begin, moved.length_minutes));
}

}  // namespace

std::vector<Draft> group_moves(const Catalogue& catalogue, const Booking& before,
                               const Booking& moved, std::vector<Booking> others) {
  std::vector<Draft> drafts;
  if (before.begin_minute != untimed_minute && touches(before, moved))
    for (Booking& other : others) {
      ++other.slot_version;
      Booking away = other;
      away.begin_minute = untimed_minute;
      away.begin = catalogue.zone_of(away.branch).day(away.date).begin;
      away.session = {};
      away.session_places = 0;
      drafts.push_back(move_of(away));
    }
  drafts.push_back(move_of(moved));
  for (const Booking& other : others) {
    Booking follows = moved;
    follows.id = other.id;
    follows.patient = other.patient;
    follows.slot_version = other.slot_version + 1;
    drafts.push_back(move_of(follows));
  }
  return drafts;
}

}  // namespace retour::app
