#include "schedule/search.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace retour::schedule {
namespace {

bool bit_at(const std::uint64_t* row, Quantum quantum) {
  return (row[quantum / 64] >> (quantum % 64) & 1U) != 0;
}

/// Set bits in a row just before `quantum`, counted up to `most`.
Quantum free_before(const std::uint64_t* row, Quantum quantum, Quantum most) {
  Quantum count = 0;
  while (count < most && quantum - count > 0 && bit_at(row, quantum - count - 1)) ++count;
  return count;
}

/// Set bits in a row from `quantum` on, counted up to `most`. The padding ends every run.
Quantum free_after(const std::uint64_t* row, Quantum quantum, Quantum most) {
  Quantum count = 0;
  while (count < most && bit_at(row, quantum + count)) ++count;
  return count;
}

constexpr std::int32_t points_soon = 600;
constexpr std::int32_t points_continuity = 300;
constexpr std::int32_t points_side = 50;

/// One side of a slot: touching is best, a usable gap is half as good, a scrap is waste.
std::int32_t side_points(Quantum gap, Quantum length) {
  if (gap == 0) return points_side;
  return gap >= length ? points_side / 2 : 0;
}

}  // namespace

Search::Search(const Grid& grid, std::span<const Staff> staff, const SlotRequest& request)
    : grid_(grid),
      request_(request),
      length_((request.needs.length_minutes + quantum_minutes - 1) / quantum_minutes),
      resource_rows_(grid.resources().size(), nullptr) {
  RETOUR_CHECK(request.needs.length_minutes > 0 && request.step_minutes > 0);
  add_posts(staff);
  for (Place& place : places_) add_places_needs(place);
  // Where a need can never be met there is nothing to search.
  std::erase_if(places_, [](const Place& place) {
    return std::ranges::any_of(place.needs, [](const RowGroup& g) { return g.empty(); });
  });
}

bool Search::serves(const Post& post) const {
  if (!request_.branch.is_nil() && grid_.branches()[post.branch].id != request_.branch)
    return false;
  if (request_.needs.remote) return post.kind != PostKind::theatre;
  const bool is_theatre =
      request_.needs.needs_room && request_.needs.room_kind == RoomKind::theatre;
  return post.kind == (is_theatre ? PostKind::theatre : PostKind::reception);
}

void Search::add_posts(std::span<const Staff> staff) {
  std::vector<std::uint32_t> chosen;
  const auto take = [&](StaffId id) {
    const auto doctor = grid_.find(ResourceKind::doctor, id);
    if (!doctor) return;
    const auto [first, last] = grid_.posts_of(*doctor);
    for (std::uint32_t p = first; p < last; ++p)
      if (serves(grid_.posts()[p])) chosen.push_back(p);
  };
  if (!request_.doctors.empty()) {
    for (const StaffId id : request_.doctors) take(id);
  } else {
    for (const Staff& person : staff)
      if (request_.specialty.is_nil() ||
          std::ranges::find(person.specialties, request_.specialty) != person.specialties.end())
        take(person.id);
  }
  std::ranges::sort(chosen);
  chosen.erase(std::ranges::unique(chosen).begin(), chosen.end());
  for (const std::uint32_t p : chosen) {
    const std::uint32_t branch = grid_.posts()[p].branch;
    auto place = std::ranges::find(places_, branch, &Place::branch);
    if (place == places_.end()) place = places_.insert(place, Place{.branch = branch});
    place->posts.push_back(p);
    if (request_.moving.is_nil()) {
      place->rows.push_back(grid_.free_of_post(p).data());
      continue;
    }
    std::vector<std::uint64_t>& own = own_rows_.emplace_back(grid_.row_words());
    grid_.free_of_post_without(p, request_.moving, own);
    place->rows.push_back(own.data());
  }
  std::ranges::sort(places_, {}, &Place::branch);
}

const std::uint64_t* Search::free_row_of(ResourceRow resource) {
  const std::uint64_t*& row = resource_rows_[resource];
  if (row != nullptr) return row;
  if (request_.moving.is_nil()) return row = grid_.free_of(resource).data();
  std::vector<std::uint64_t>& own = own_rows_.emplace_back(grid_.row_words());
  grid_.free_of_without(resource, request_.moving, own);
  return row = own.data();
}

const std::uint64_t* Search::patient_row() {
  std::vector<std::uint64_t>& own = own_rows_.emplace_back(grid_.row_words());
  std::fill_n(own.begin(), grid_.words(), ~0ULL);
  for (const Booking& booking : request_.patient_bookings) {
    if (!occupies(booking) || booking.id == request_.moving) continue;
    const Instant end = booking.begin.plus_minutes(booking.length_minutes);
    const Quantum from = std::max(0, grid_.quantum_of_instant(booking.begin));
    const Quantum to =
        std::min(grid_.quanta(), grid_.quantum_of_instant(end.plus_seconds(quantum_seconds - 1)));
    for (Quantum q = from; q < to; ++q)
      own[static_cast<std::size_t>(q / 64)] &= ~(1ULL << (q % 64));
  }
  grid_.fill_quarters(own);
  return own.data();
}

void Search::add_places_needs(Place& place) {
  const ServiceNeeds& needs = request_.needs;
  const bool wants_room = needs.needs_room && !needs.remote;
  const bool wants_device = !needs.device_kind.empty() && !needs.remote;
  for (ResourceRow r = 0; r < grid_.resources().size(); ++r) {
    const Resource& resource = grid_.resources()[r];
    if (resource.kind == ResourceKind::doctor || resource.branch != place.branch) continue;
    if (resource.kind == ResourceKind::room && wants_room &&
        (request_.room.is_nil() ? resource.room_kind == needs.room_kind
                                : resource.id == request_.room))
      place.rooms.push_back(r);
    if (resource.kind == ResourceKind::device && wants_device &&
        resource.device_kind == needs.device_kind &&
        (request_.device.is_nil() || resource.id == request_.device))
      place.devices.push_back(r);
  }
  const auto add_group = [&](const std::vector<ResourceRow>& resources) {
    RowGroup group;
    for (const ResourceRow r : resources) group.push_back(free_row_of(r));
    place.needs.push_back(std::move(group));
  };
  if (wants_room) add_group(place.rooms);
  if (wants_device) add_group(place.devices);
  if (!request_.patient_bookings.empty()) place.needs.push_back({patient_row()});
}

StartQuery Search::query_of(const Place& place) const {
  const std::int32_t first = request_.from.days - grid_.horizon().first.days;
  const std::int32_t last = std::min(first + request_.days, grid_.horizon().days);
  return {.posts = place.posts,
          .rows = place.rows,
          .needs = place.needs,
          .length_quanta = length_,
          .step_quanta = std::clamp((request_.step_minutes + quantum_minutes - 1) / quantum_minutes,
                                    1, step_quanta_max),
          .not_before = grid_.quantum_of_instant(request_.now.plus_seconds(quantum_seconds - 1)),
          .first_frame = static_cast<std::size_t>(std::max(0, first)),
          .frame_count = static_cast<std::size_t>(std::max(0, last - std::max(0, first))),
          .part = request_.part,
          .weekdays = request_.weekdays};
}

bool Search::resource_is_free(ResourceRow resource, Quantum quantum) const {
  RETOUR_CHECK(resource_rows_[resource] != nullptr);
  return free_after(resource_rows_[resource], quantum, length_) == length_;
}

bool Search::is_free(const Place& place, std::size_t post_at_place, Quantum quantum) const {
  if (quantum < 0 || quantum >= grid_.quanta()) return false;
  const auto fits = [&](const std::uint64_t* row) {
    return free_after(row, quantum, length_) == length_;
  };
  return fits(place.rows[post_at_place]) &&
         std::ranges::all_of(place.needs,
                             [&](const RowGroup& g) { return std::ranges::any_of(g, fits); });
}

const Booking* Search::patient_clash(Quantum quantum) const {
  const Interval wanted{grid_.instant_of(quantum), grid_.instant_of(quantum + length_)};
  for (const Booking& booking : request_.patient_bookings)
    if (occupies(booking) && booking.id != request_.moving &&
        wanted.overlaps({booking.begin, booking.begin.plus_minutes(booking.length_minutes)}))
      return &booking;
  return nullptr;
}

ResourceRow Search::choose_room(const Place& place, const Start& start) const {
  const RoomId rostered = grid_.rostered_room(start.post, start.quantum);
  for (const ResourceRow room : place.rooms)
    if (grid_.resources()[room].id == rostered && resource_is_free(room, start.quantum))
      return room;
  for (const ResourceRow room : place.rooms)
    if (resource_is_free(room, start.quantum)) return room;
  return no_resource;
}

SlotScore Search::score_of(const Place& place, const Start& start, LocalDate date,
                           StaffId doctor) const {
  SlotScore score;
  const std::int32_t days = std::max(1, request_.days);
  const std::int32_t waited = std::clamp(date.days - request_.from.days, 0, days);
  score.soonness = points_soon * (days - waited) / days;
  if (!request_.treating_doctor.is_nil() && doctor == request_.treating_doctor)
    score.continuity = points_continuity;
  const auto at = std::ranges::lower_bound(place.posts, start.post) - place.posts.begin();
  const std::uint64_t* row = place.rows[static_cast<std::size_t>(at)];
  score.compactness = side_points(free_before(row, start.quantum, length_), length_) +
                      side_points(free_after(row, start.quantum + length_, length_), length_);
  return score;
}

Slot Search::slot_of(const Place& place, const Start& start) const {
  const GridBranch& branch = grid_.branches()[place.branch];
  const DayFrame* frame = grid_.frame_of(place.branch, start.quantum);
  RETOUR_CHECK(frame != nullptr);
  Slot slot{.branch = branch.id,
            .doctor = StaffId(grid_.resources()[grid_.posts()[start.post].doctor].id),
            .begin = grid_.instant_of(start.quantum),
            .date = frame->date,
            .begin_minute = (start.quantum - frame->begin) * quantum_minutes,
            .length_minutes = request_.needs.length_minutes};
  if (!frame->uniform) {
    const LocalDateTime local = branch.zone.local(slot.begin);
    slot.begin_minute = local.second_of_day / 60;
    const LocalLookup found = branch.zone.lookup(local);
    if (found.kind == LocalKind::repeated)
      slot.occurrence = slot.begin == found.first ? Occurrence::first : Occurrence::second;
  }
  const ResourceRow room = choose_room(place, start);
  if (room != no_resource) slot.room = RoomId(grid_.resources()[room].id);
  for (const ResourceRow device : place.devices) {
    if (!resource_is_free(device, start.quantum)) continue;
    slot.device = DeviceId(grid_.resources()[device].id);
    break;
  }
  slot.score = score_of(place, start, slot.date, slot.doctor);
  return slot;
}

}  // namespace retour::schedule
