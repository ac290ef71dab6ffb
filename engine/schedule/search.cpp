#include "schedule/search.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/order.hpp"
#include "schedule/urgent.hpp"

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
constexpr std::int32_t points_part_of_day = 100;
constexpr std::int32_t points_weekday = 50;
constexpr std::int32_t points_flow = 150;

constexpr Quantum quanta_of(std::int32_t minutes) {
  return (minutes + quantum_minutes - 1) / quantum_minutes;
}

/// Nil stands for any.
bool has_specialty(const Staff& person, SpecialtyId specialty) {
  return specialty.is_nil() ||
         std::ranges::find(person.specialties, specialty) != person.specialties.end();
}

/// One side of a slot: touching is best, a usable gap is half as good, a scrap is waste.
std::int32_t side_points(Quantum gap, Quantum length) {
  if (gap == 0) return points_side;
  return gap >= length ? points_side / 2 : 0;
}

}  // namespace

Search::Search(const Grid& grid, std::span<const Staff> staff, const SlotRequest& request)
    : grid_(grid),
      staff_(staff),
      request_(request),
      length_(quanta_of(request.needs.length_minutes)),
      resource_rows_(grid.resources().size(), nullptr) {
  const ServiceNeeds& needs = request.needs;
  RETOUR_CHECK(needs.length_minutes > 0 && request.step_minutes > 0);
  run_ = needs.has_parts() ? 1 : length_;
  const Quantum after = quanta_of(needs.pattern.doctor_after_minutes);
  const Quantum part = quanta_of(needs.pattern.doctor_minutes);
  doctor_part_ = {after, std::max(after + 1, part == 0 ? length_ : after + part)};
  const Quantum before = quanta_of(needs.pattern.setup_minutes);
  const Quantum cleanup = quanta_of(needs.pattern.cleanup_minutes);
  room_part_ = {-before, length_ + cleanup};
  const Quantum from = quanta_of(needs.device_part.after_minutes);
  const Quantum used = quanta_of(needs.device_part.minutes);
  device_part_ = {from - before, (used == 0 ? std::max(from + 1, length_) : from + used) + cleanup};
  for (const SpecialtyId role : needs.team)
    if (std::ranges::find(roles_, role) == roles_.end()) roles_.push_back(role);
  add_posts();
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

/// The place of a post: one per branch; one per doctor where a doctor may be in another one's team,
/// because nobody assists himself.
Place& Search::place_of(std::uint32_t post) {
  const Post& wanted = grid_.posts()[post];
  for (Place& place : places_)
    if (place.branch == wanted.branch &&
        (!is_doctor_in_team_ || grid_.posts()[place.posts.front()].doctor == wanted.doctor))
      return place;
  return places_.emplace_back(Place{.branch = wanted.branch});
}

void Search::add_posts() {
  std::vector<std::uint32_t> chosen;
  const auto take = [&](StaffId id) {
    const auto doctor = grid_.find(ResourceKind::doctor, id);
    if (!doctor) return;
    const auto [first, last] = grid_.posts_of(*doctor);
    for (std::uint32_t p = first; p < last; ++p)
      if (serves(grid_.posts()[p])) chosen.push_back(p);
  };
  for (const StaffId id : request_.doctors) take(id);
  if (request_.doctors.empty())
    for (const Staff& person : staff_)
      if (has_specialty(person, request_.specialty)) take(person.id);
  sort_stably(chosen);
  chosen.erase(std::ranges::unique(chosen).begin(), chosen.end());
  if (!roles_.empty()) {
    is_doctor_in_team_ = std::ranges::any_of(staff_, [&](const Staff& person) {
      const auto row = role_of(person) ? grid_.find(ResourceKind::doctor, person.id) : std::nullopt;
      return row && std::ranges::any_of(
                        chosen, [&](std::uint32_t p) { return grid_.posts()[p].doctor == *row; });
    });
  }
  for (const std::uint32_t p : chosen) {
    Place& place = place_of(p);
    place.posts.push_back(p);
    const std::uint64_t* free = grid_.free_of_post(p).data();
    const ResourceRow doctor = grid_.posts()[p].doctor;
    const bool keeps = !request_.may_take_kept && !grid_.kept_of(doctor).empty();
    if (!request_.moving.is_nil() || keeps) {
      OwnRow own(grid_.row_words());
      grid_.free_of_post_without(p, ignored(), own);
      if (keeps && clear_kept(grid_, doctor, request_.now, own.data())) grid_.fill_quarters(own);
      free = owned(std::move(own));
    }
    place.free_rows.push_back(free);
    place.rows.push_back(
        request_.needs.has_parts()
            ? owned(start_row(grid_, free, doctor_part_.begin, doctor_part_.length()))
            : free);
  }
  sort_stably(places_, {}, &Place::branch);
}

const std::uint64_t* Search::free_row_of(ResourceRow resource) {
  const std::uint64_t*& row = resource_rows_[resource];
  if (row != nullptr) return row;
  row = grid_.free_of(resource).data();
  if (!request_.moving.is_nil()) {
    OwnRow own(grid_.row_words());
    grid_.free_of_without(resource, ignored(), own);
    row = owned(std::move(own));
  }
  if (request_.needs.has_parts()) {
    const Part part = part_of(resource);
    row = owned(start_row(grid_, row, part.begin, part.length()));
  }
  return row;
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
  if (request_.needs.has_parts()) return owned(start_row(grid_, own.data(), 0, length_));
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
  if (needs.has_parts()) add_parts(place);
}

/// What only a visit with parts asks for: to be over by closing time, a team, a bed.
void Search::add_parts(Place& place) {
  // A doctor's own hours lie inside the opening hours; the room's do not.
  if (!request_.needs.remote)
    place.needs.push_back({owned(open_row(grid_, place.branch, length_))});
  add_team(place);
  if (request_.needs.nights == 0) return;
  for (ResourceRow r = 0; r < grid_.resources().size(); ++r) {
    const Resource& resource = grid_.resources()[r];
    if (resource.kind != ResourceKind::room || resource.branch != place.branch ||
        resource.room_kind != RoomKind::ward)
      continue;
    place.wards.push_back(r);
    place.ward_rows.push_back(owned(bed_row(grid_, r, request_.needs.nights, request_.moving)));
  }
  place.needs.push_back(place.ward_rows);
}

/// Which role of the team a person fills: the first one, in order of the team, whose specialty he
/// has. So nobody is counted twice, at the price that somebody with two specialties of one team
/// never stands in for the second.
std::optional<std::size_t> Search::role_of(const Staff& person) const {
  for (std::size_t role = 0; role < roles_.size(); ++role)
    if (has_specialty(person, roles_[role])) return role;
  return std::nullopt;
}

/// When a person is free for the whole visit, in whatever kind of shift.
OwnRow Search::row_of_person(ResourceRow person, std::uint32_t branch) {
  OwnRow any(grid_.row_words());
  OwnRow own(grid_.row_words());
  const auto [first, last] = grid_.posts_of(person);
  for (std::uint32_t p = first; p < last; ++p) {
    if (grid_.posts()[p].branch != branch || grid_.posts()[p].kind == PostKind::remote) continue;
    grid_.free_of_post_without(p, ignored(), own);
    for (std::size_t w = 0; w < grid_.words(); ++w) any[w] |= own[w];
  }
  if (!request_.may_take_kept) clear_kept(grid_, person, request_.now, any.data());
  return start_row(grid_, any.data(), 0, length_);
}

void Search::add_team(Place& place) {
  if (roles_.empty()) return;
  place.team.resize(roles_.size());
  for (std::size_t role = 0; role < roles_.size(); ++role) {
    place.team[role].specialty = roles_[role];
    place.team[role].count =
        static_cast<std::int32_t>(std::ranges::count(request_.needs.team, roles_[role]));
  }
  const ResourceRow doctor = grid_.posts()[place.posts.front()].doctor;
  for (const Staff& person : staff_) {
    const auto role = role_of(person);
    const auto row = grid_.find(ResourceKind::doctor, person.id);
    if (!role || !row || (is_doctor_in_team_ && *row == doctor)) continue;
    const auto [first, last] = grid_.posts_of(*row);
    const auto posts = grid_.posts().subspan(first, last - first);
    if (std::ranges::find(posts, place.branch, &Post::branch) == posts.end()) continue;
    place.team[*role].people.push_back(*row);
    place.team[*role].rows.push_back(row_of_person(*row, place.branch));
  }
  for (const TeamPool& pool : place.team) {
    RowGroup group;
    if (pool.people.size() >= static_cast<std::size_t>(pool.count))
      group.push_back(owned(count_row(grid_, pool.rows, pool.count)));
    place.needs.push_back(std::move(group));
  }
}

ResourceRow Search::free_ward(const Place& place, Quantum quantum) const {
  for (std::size_t i = 0; i < place.wards.size(); ++i)
    if (bit_at(place.ward_rows[i], quantum)) return place.wards[i];
  return no_resource;
}

std::vector<ResourceRow> Search::free_team(const TeamPool& pool, Quantum quantum) const {
  std::vector<ResourceRow> free;
  for (std::size_t i = 0; i < pool.people.size(); ++i)
    if (std::ssize(free) < pool.count && bit_at(pool.rows[i].data(), quantum))
      free.push_back(pool.people[i]);
  return free;
}

StartQuery Search::query_of(const Place& place) const {
  const std::int32_t first = request_.from.days - grid_.horizon().first.days;
  const std::int32_t last = std::min(first + request_.days, grid_.horizon().days);
  return {.posts = place.posts,
          .rows = place.rows,
          .needs = place.needs,
          .length_quanta = run_,
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
  return free_after(resource_rows_[resource], quantum, run_) == run_;
}

bool Search::is_free(const Place& place, std::size_t post_at_place, Quantum quantum) const {
  if (quantum < 0 || quantum >= grid_.quanta()) return false;
  const auto fits = [&](const std::uint64_t* row) {
    return free_after(row, quantum, run_) == run_;
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

bool is_joinable(const SlotRequest& request, const Slot& session) {
  const std::int32_t day = session.date.days - request.from.days;
  const bool when = session.begin >= request.now && day >= 0 && day < request.days &&
                    session.begin_minute >= request.part.from_minute &&
                    session.begin_minute < request.part.to_minute &&
                    (request.weekdays >> (session.date.iso_weekday() - 1) & 1U) != 0;
  const bool who = (request.doctors.empty() ||
                    std::ranges::find(request.doctors, session.doctor) != request.doctors.end()) &&
                   (request.branch.is_nil() || request.branch == session.branch);
  const Interval time{session.begin, session.begin.plus_minutes(session.length_minutes)};
  const bool is_busy = std::ranges::any_of(request.patient_bookings, [&](const Booking& own) {
    return occupies(own) && time.overlaps({own.begin, own.begin.plus_minutes(own.length_minutes)});
  });
  return when && who && !is_busy;
}

std::int32_t soonness_points(const SlotRequest& request, LocalDate date) {
  const std::int32_t days = std::max(1, request.soon_from ? request.soon_days : request.days);
  const LocalDate first = request.soon_from.value_or(request.from);
  const std::int32_t waited = std::clamp(date.days - first.days, 0, days);
  return points_soon * (days - waited) / days;
}

std::int32_t continuity_points(const SlotRequest& request, StaffId doctor) {
  return !request.treating_doctor.is_nil() && doctor == request.treating_doctor ? points_continuity
                                                                                : 0;
}

std::int32_t preference_points(const SlotRequest& request, LocalDate date,
                               std::int32_t begin_minute) {
  const bool on_the_day = (request.preference.weekdays >> (date.iso_weekday() - 1) & 1U) != 0;
  return (request.preference.part.holds(begin_minute) ? points_part_of_day : 0) +
         (on_the_day ? points_weekday : 0);
}

std::int32_t flow_points(const SlotRequest& request, StaffId doctor) {
  return std::ranges::find(request.flow_to, doctor) != request.flow_to.end() ? points_flow : 0;
}

SlotScore Search::score_of(const Place& place, const Start& start, const Slot& slot) const {
  SlotScore score{.soonness = soonness_points(request_, slot.date),
                  .continuity = continuity_points(request_, slot.doctor),
                  .preference = preference_points(request_, slot.date, slot.begin_minute),
                  .flow = flow_points(request_, slot.doctor)};
  const auto at = std::ranges::lower_bound(place.posts, start.post) - place.posts.begin();
  const std::uint64_t* row = place.free_rows[static_cast<std::size_t>(at)];
  // The doctor's own part of the visit is what may leave him gaps.
  const Quantum length = doctor_part_.length();
  score.compactness =
      side_points(free_before(row, start.quantum + doctor_part_.begin, length), length) +
      side_points(free_after(row, start.quantum + doctor_part_.end, length), length);
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
  for (const TeamPool& pool : place.team)
    for (const ResourceRow member : free_team(pool, start.quantum))
      slot.team.emplace_back(grid_.resources()[member].id);
  if (const ResourceRow ward = free_ward(place, start.quantum); ward != no_resource)
    slot.ward = RoomId(grid_.resources()[ward].id);
  slot.score = score_of(place, start, slot);
  return slot;
}

}  // namespace retour::schedule
