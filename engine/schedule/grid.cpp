#include "schedule/grid.hpp"

#include <algorithm>
#include <tuple>

#include "base/check.hpp"
#include "base/order.hpp"

// [SECTION] Bits
// [SECTION] Local minutes on the line of quanta
// [SECTION] Building: branches, resources, roster, bookings
// [SECTION] Changing
// [SECTION] Reading

namespace retour::schedule {

// ---------------------------------------------------------------- Bits

namespace {

constexpr Quantum bits_per_word = 64;
/// Three words of quanta make one word of quarters; rows grow by this.
constexpr Quantum row_group = bits_per_word * quarter_quanta;

/// Bits [from, to) of one word; 0 <= from < to <= 64.
constexpr std::uint64_t word_mask(Quantum from, Quantum to) {
  const std::uint64_t below_to = to == bits_per_word ? ~0ULL : (1ULL << to) - 1;
  return below_to & ~((1ULL << from) - 1);
}

/// Calls f(word, mask) for the words that [begin, end) touches. Nothing for an empty span.
template <class F>
void for_each_word(Quantum begin, Quantum end, F&& f) {
  for (Quantum at = begin; at < end;) {
    const Quantum word = at / bits_per_word;
    const Quantum stop = std::min(end, (word + 1) * bits_per_word);
    f(static_cast<std::size_t>(word),
      word_mask(at - word * bits_per_word, stop - word * bits_per_word));
    at = stop;
  }
}

/// Gathers bits 0, 3, 6, ... 63 into the lowest 22 (the inverse of a 3-D Morton code).
constexpr std::uint64_t every_third(std::uint64_t x) {
  const std::uint64_t last = x >> 63 << 21;
  x &= 0x1249249249249249;
  x = (x ^ x >> 2) & 0x10c30c30c30c30c3;
  x = (x ^ x >> 4) & 0x100f00f00f00f00f;
  x = (x ^ x >> 8) & 0x001f0000ff0000ff;
  x = (x ^ x >> 16) & 0x001f00000000ffff;
  x = (x ^ x >> 32) & 0x00000000001fffff;
  return x | last;
}
static_assert(every_third(0x9249249249249249) == (1ULL << 22) - 1);
static_assert(every_third(~0x9249249249249249) == 0 && every_third(1ULL << 63) == 1ULL << 21);

/// The 64 quarters of three words of quanta: set where all three quanta are.
constexpr std::uint64_t quarters_of_words(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  const std::uint64_t x = a & (a >> 1 | b << 63) & (a >> 2 | b << 62);
  const std::uint64_t y = b & (b >> 1 | c << 63) & (b >> 2 | c << 62);
  const std::uint64_t z = c & c >> 1 & c >> 2;
  return every_third(x) | every_third(y >> 2) << 22 | every_third(z >> 1) << 43;
}
static_assert(quarters_of_words(~0ULL, ~0ULL, ~0ULL) == ~0ULL);
static_assert(quarters_of_words(~0ULL, ~1ULL, ~0ULL) == ~(1ULL << 21));

bool is_set(Instant at) {
  return at.seconds != 0;
}

/// By begin, then end, then booking. A type, so that sorts take it inline.
struct BusyBefore {
  bool operator()(const Busy& a, const Busy& b) const {
    if (a.begin != b.begin) return a.begin < b.begin;
    return std::tie(a.end, a.booking) < std::tie(b.end, b.booking);
  }
};
constexpr BusyBefore busy_before;

}  // namespace

void set_span(std::uint64_t* row, Quantum begin, Quantum end) {
  for_each_word(begin, end, [row](std::size_t w, std::uint64_t mask) { row[w] |= mask; });
}

void clear_span(std::uint64_t* row, Quantum begin, Quantum end) {
  for_each_word(begin, end, [row](std::size_t w, std::uint64_t mask) { row[w] &= ~mask; });
}

void run_row(std::span<const std::uint64_t> row, std::int32_t length,
             std::span<std::uint64_t> out) {
  RETOUR_CHECK(length >= 1 && out.size() == row.size());
  std::ranges::copy(row, out.begin());
  const std::size_t words = row.size();
  const auto at = [&](std::size_t w) { return w < words ? out[w] : 0; };
  for (std::int32_t have = 1; have < length;) {
    const std::int32_t step = std::min(have, length - have);
    const auto skip = static_cast<std::size_t>(step / bits_per_word);
    const auto shift = static_cast<unsigned>(step % bits_per_word);
    // Upwards in place: every word reads only words that are still unchanged.
    for (std::size_t w = 0; w < words; ++w)
      out[w] &= at(w + skip) >> shift | at(w + skip + 1) << 1 << (63U - shift);
    have += step;
  }
}

bool occupies(const Booking& booking) {
  return !booking.entered_in_error && !is_set(booking.cancelled_at) &&
         !is_set(booking.no_show_at) && booking.begin_minute != untimed_minute &&
         booking.length_minutes > 0;
}

// ---------------------------------------------------------------- Local minutes

namespace {

enum class Edge : std::uint8_t { begin, end };

/// The instant of a local minute. Skipped minutes mean the jump; a repeated minute means its first
/// occurrence for a begin and its last for an end, so that shifts cover what people would expect.
Instant instant_of_minute(const Zone& zone, LocalDate date, std::int32_t minute, Edge edge) {
  const LocalDateTime wanted{date, minute * 60};
  const LocalLookup found = zone.lookup(wanted);
  switch (found.kind) {
    case LocalKind::unique: return found.first;
    case LocalKind::repeated: return edge == Edge::begin ? found.first : found.second;
    case LocalKind::skipped: break;
  }
  Instant at = std::min(found.first, found.second);
  const Instant last = std::max(found.first, found.second);
  while (at < last && zone.local(at) < wanted) at = at.plus_minutes(quantum_minutes);
  return at;
}

}  // namespace

Quantum Grid::quantum_of_instant(Instant at) const {
  constexpr std::int64_t far = 1'000'000'000;
  return static_cast<Quantum>(std::clamp(quantum_of(at) - first_quantum_, -far, far));
}

// ---------------------------------------------------------------- Building

namespace {

/// The quantum of a local minute within a frame; begins round up, ends round down.
Quantum quantum_of_minute(const Grid& grid, const Zone& zone, const DayFrame& frame,
                          std::int32_t minute, Edge edge) {
  if (minute <= 0) return frame.begin;
  if (minute >= 24 * 60) return frame.end;
  const std::int32_t rounding = edge == Edge::begin ? quantum_minutes - 1 : 0;
  if (frame.uniform) return frame.begin + (minute + rounding) / quantum_minutes;
  const Instant at = instant_of_minute(zone, frame.date, minute, edge);
  return grid.quantum_of_instant(at.plus_minutes(rounding));
}

std::optional<PostKind> post_kind_of(ShiftKind kind) {
  switch (kind) {
    case ShiftKind::reception: return PostKind::reception;
    case ShiftKind::theatre: return PostKind::theatre;
    case ShiftKind::remote: return PostKind::remote;
    case ShiftKind::phone_hours:
    case ShiftKind::absence:
    case ShiftKind::on_call: break;
  }
  return std::nullopt;
}

}  // namespace

Grid Grid::build(const Premises& premises, std::span<const Booking> bookings,
                 const Horizon& horizon) {
  RETOUR_CHECK(horizon.days >= 1 && horizon.days <= horizon_days_max);
  Grid grid;
  grid.horizon_ = horizon;
  grid.add_branches(premises);
  grid.add_resources(premises);
  grid.add_roster(premises);
  grid.add_bookings(bookings);
  return grid;
}

void Grid::add_branches(const Premises& premises) {
  const Zone fallback = premises.default_zone.value_or(Zone::utc());
  const LocalDate past_last = horizon_.first.plus_days(horizon_.days);
  std::int64_t begin = quantum_of(fallback.day(horizon_.first).begin);
  std::int64_t end = quantum_at_or_after(fallback.day(past_last).begin);
  for (const Branch& branch : premises.branches) {
    if (!branch.active) continue;
    const Zone zone = Zone::find(branch.zone).value_or(fallback);
    begin = std::min(begin, quantum_of(zone.day(horizon_.first).begin));
    end = std::max(end, quantum_at_or_after(zone.day(past_last).begin));
    branches_.push_back({branch.id, zone, branch.opens_minute, branch.closes_minute, {}});
  }
  first_quantum_ = begin - ((begin % row_group) + row_group) % row_group;
  const std::int64_t groups = (end - first_quantum_ + row_group - 1) / row_group;
  words_ = static_cast<std::size_t>(groups * quarter_quanta);
  stride_ = words_ + padding_words + static_cast<std::size_t>(groups) + padding_words;
  for (GridBranch& branch : branches_) {
    branch.frames.reserve(static_cast<std::size_t>(horizon_.days));
    for (std::int32_t i = 0; i < horizon_.days; ++i) {
      DayFrame frame = bare_frame(branch.zone, horizon_.first.plus_days(i));
      frame.opens = quantum_of_minute(*this, branch.zone, frame, branch.opens_minute, Edge::begin);
      frame.closes =
          branch.closes_minute < branch.opens_minute
              ? frame.end
              : quantum_of_minute(*this, branch.zone, frame, branch.closes_minute, Edge::end);
      frame.closes = std::max(frame.opens, frame.closes);
      branch.frames.push_back(frame);
    }
  }
}

void Grid::add_resources(const Premises& premises) {
  for (const Staff& person : premises.staff)
    if (person.active) resources_.push_back({.kind = ResourceKind::doctor, .id = person.id});
  doctors_ = resources_.size();
  for (const Room& room : premises.rooms) {
    const auto branch = find_branch(room.branch);
    if (!room.active || !branch) continue;
    resources_.push_back({.kind = ResourceKind::room,
                          .id = room.id,
                          .branch = *branch,
                          .room_kind = room.kind,
                          .capacity = std::max(1, room.capacity)});
  }
  for (const Device& device : premises.devices) {
    const auto branch = find_branch(device.branch);
    if (!device.active || !branch) continue;
    resources_.push_back({.kind = ResourceKind::device,
                          .id = device.id,
                          .branch = *branch,
                          .device_kind = device.kind,
                          .capacity = std::max(1, device.capacity)});
  }
  index_resources();
}

namespace {

/// Slot of an id in a table of a power of two: its last bytes are random (or a digest) already.
std::size_t slot_of_id(const IdBytes& id, std::size_t size) {
  std::uint64_t tail = 0;
  for (std::size_t i = 8; i < 16; ++i) tail = tail << 8 | id.bytes[i];
  return static_cast<std::size_t>(tail) & (size - 1);
}

}  // namespace

void Grid::index_resources() {
  for (auto& table : index_) {
    std::size_t size = 4;
    while (size < 2 * resources_.size()) size *= 2;
    table.assign(size, no_resource);
  }
  for (ResourceRow row = 0; row < resources_.size(); ++row) {
    auto& table = index_[static_cast<std::size_t>(resources_[row].kind)];
    std::size_t at = slot_of_id(resources_[row].id, table.size());
    while (table[at] != no_resource) at = (at + 1) & (table.size() - 1);
    table[at] = row;
  }
}

DayFrame Grid::bare_frame(const Zone& zone, LocalDate date) const {
  const Interval day = zone.day(date);
  return {.date = date,
          .begin = quantum_of_instant(day.begin),
          .end = quantum_of_instant(day.end),
          .uniform = day.minutes() == 24 * 60};
}

std::vector<Grid::DatedShift> Grid::dated_shifts(const Premises& premises) const {
  std::vector<DatedShift> out;
  for (const Shift& shift : premises.shifts) {
    const std::int32_t day = shift.date.days - horizon_.first.days;
    // An absence of the day before or after may reach into a branch of another zone.
    const std::int32_t margin = post_kind_of(shift.kind) ? 0 : 1;
    if (!shift.active || shift.kind == ShiftKind::on_call || day < -margin ||
        day >= horizon_.days + margin)
      continue;
    const auto doctor = find(ResourceKind::doctor, shift.staff);
    auto branch = find_branch(shift.branch);
    // An absence needs no branch: it counts wherever the person would be.
    if (!branch && shift.kind == ShiftKind::absence && !branches_.empty()) branch = 0;
    if (!doctor || !branch) continue;
    const Zone& zone = branches_[*branch].zone;
    const DayFrame frame = day >= 0 && day < horizon_.days
                               ? branches_[*branch].frames[static_cast<std::size_t>(day)]
                               : bare_frame(zone, shift.date);
    const Quantum begin = quantum_of_minute(*this, zone, frame, shift.begin_minute, Edge::begin);
    const Quantum end = quantum_of_minute(*this, zone, frame, shift.end_minute, Edge::end);
    const DatedShift dated{&shift, *doctor, *branch, std::max(0, begin), std::min(quanta(), end)};
    if (dated.begin < dated.end) out.push_back(dated);
  }
  return out;
}

void Grid::add_posts(std::span<const DatedShift> shifts) {
  const auto key = [](const Post& p) { return std::tuple(p.doctor, p.branch, p.kind); };
  for (const DatedShift& dated : shifts)
    if (const auto kind = post_kind_of(dated.shift->kind))
      posts_.push_back({dated.doctor, dated.branch, *kind});
  std::ranges::sort(posts_, {}, key);
  posts_.erase(std::ranges::unique(posts_, {}, key).begin(), posts_.end());
  first_post_.assign(doctors_ + 1, 0);
  for (const Post& post : posts_) ++first_post_[post.doctor + 1];
  for (std::size_t d = 0; d < doctors_; ++d) first_post_[d + 1] += first_post_[d];
}

std::uint32_t Grid::post_index(ResourceRow doctor, std::uint32_t branch, PostKind kind) const {
  for (std::uint32_t p = first_post_[doctor]; p < first_post_[doctor + 1]; ++p)
    if (posts_[p].branch == branch && posts_[p].kind == kind) return p;
  RETOUR_CHECK(false);
  return 0;
}

void Grid::add_roster(const Premises& premises) {
  const std::vector<DatedShift> shifts = dated_shifts(premises);
  add_posts(shifts);
  bits_.assign(2 * (posts_.size() + resources_.size() - doctors_) * stride_, 0);
  for (const DatedShift& dated : shifts) {
    const auto kind = post_kind_of(dated.shift->kind);
    if (!kind) {
      blackouts_.push_back({dated.doctor, dated.begin, dated.end, dated.shift->kind});
      continue;
    }
    Quantum begin = dated.begin, end = dated.end;
    if (*kind != PostKind::remote) {  // Remote visits need no open door.
      const auto day = static_cast<std::size_t>(dated.shift->date.days - horizon_.first.days);
      const DayFrame& frame = branches_[dated.branch].frames[day];
      begin = std::max(begin, frame.opens);
      end = std::min(end, frame.closes);
    }
    if (begin >= end) continue;
    const std::uint32_t post = post_index(dated.doctor, dated.branch, *kind);
    set_span(row(2 * post), begin, end);
    roster_.push_back({post, begin, end, dated.shift->room});
  }
  for (const Blackout& b : blackouts_)
    for (std::uint32_t p = first_post_[b.doctor]; p < first_post_[b.doctor + 1]; ++p)
      clear_span(row(2 * p), b.begin, b.end);
  std::ranges::sort(roster_, {},
                    [](const RosterSpan& s) { return std::tuple(s.post, s.begin, s.end, s.room); });
  std::ranges::sort(blackouts_, {},
                    [](const Blackout& b) { return std::tuple(b.doctor, b.begin, b.end, b.kind); });
  for (std::size_t r = doctors_; r < resources_.size(); ++r)
    std::fill_n(row(first_row_of(static_cast<ResourceRow>(r))), words_, ~0ULL);
}

/// Calls `f(row, busy)` for each resource of the grid from which a booking takes time inside the
/// horizon.
template <class F>
void Grid::for_each_busy(const Booking& booking, F&& f) const {
  if (!occupies(booking)) return;
  const std::uint32_t branch =
      find_branch(booking.branch).value_or(static_cast<std::uint32_t>(branches_.size()));
  for_each_held(booking, [&](HeldKind held, const IdBytes& id, const Interval& time) {
    const Busy busy{.begin = quantum_of_instant(time.begin),
                    .end = quantum_of_instant(time.end.plus_seconds(quantum_seconds - 1)),
                    .booking = booking.id,
                    .branch = branch,
                    .session = booking.session};
    if (busy.end <= 0 || busy.begin >= quanta()) return;
    const ResourceKind kind = held == HeldKind::room     ? ResourceKind::room
                              : held == HeldKind::device ? ResourceKind::device
                                                         : ResourceKind::doctor;
    if (const auto row = find(kind, id)) f(*row, busy);
  });
}

Resource* Grid::ward_of(const Booking& booking) {
  if (!takes_bed(booking) || !occupies(booking)) return nullptr;
  const auto row = find(ResourceKind::room, booking.ward);
  return row ? &resources_[*row] : nullptr;
}

void Grid::add_bookings(std::span<const Booking> bookings) {
  for (const Booking& booking : bookings) {
    for_each_busy(booking, [this](ResourceRow row, const Busy& busy) {
      resources_[row].busy.push_back(busy);
    });
    if (Resource* ward = ward_of(booking))
      ward->stays.push_back({booking.date, booking.nights, booking.id});
  }
  for (Resource& resource : resources_) {
    if (!std::ranges::is_sorted(resource.busy, busy_before))
      std::ranges::sort(resource.busy, busy_before);
    for (const Busy& busy : resource.busy)
      resource.longest_busy = std::max(resource.longest_busy, busy.end - busy.begin);
  }
  for (ResourceRow r = 0; r < resources_.size(); ++r) refresh(r, 0, quanta());
}

// ---------------------------------------------------------------- Changing

void Grid::fill_free(const Resource& resource, const std::uint64_t* roster, std::uint64_t* free,
                     Quantum begin, Quantum end, const Ignored& ignored) const {
  // Whole groups of words: what a word shows depends on every booking that touches it.
  const Quantum from = std::max(0, begin) / row_group * row_group;
  const Quantum to = std::min(quanta(), (end + row_group - 1) / row_group * row_group);
  if (from >= to) return;
  std::copy(roster + from / bits_per_word, roster + to / bits_per_word,
            free + from / bits_per_word);
  const auto first =
      std::ranges::lower_bound(resource.busy, from - resource.longest_busy, {}, &Busy::begin);
  std::vector<std::pair<Quantum, std::int32_t>> edges;       // only where several fit at once
  std::vector<std::pair<GroupSessionId, Quantum>> sessions;  // and how far each is counted
  for (auto busy = first; busy != resource.busy.end() && busy->begin < to; ++busy) {
    if (busy->end <= from || ignored.covers(*busy)) continue;
    Quantum b = std::max(from, busy->begin);
    const Quantum e = std::min(to, busy->end);
    if (resource.capacity <= 1) {
      clear_span(free, b, e);
    } else {
      // A session takes its place once, however many are in it.
      if (!busy->session.is_nil()) {
        auto counted =
            std::ranges::find(sessions, busy->session, &std::pair<GroupSessionId, Quantum>::first);
        if (counted == sessions.end()) {
          sessions.emplace_back(busy->session, e);
        } else {
          b = std::max(b, counted->second);
          if (b >= e) continue;
          counted->second = e;
        }
      }
      edges.emplace_back(b, 1);
      edges.emplace_back(e, -1);
    }
  }
  std::ranges::sort(edges);
  std::int32_t taken = 0;
  for (std::size_t i = 0; i < edges.size(); ++i) {
    taken += edges[i].second;
    if (taken >= resource.capacity && i + 1 < edges.size())
      clear_span(free, edges[i].first, edges[i + 1].first);
  }
  fill_quarters_between(free, from, to);
}

void Grid::fill_quarters_between(std::uint64_t* free, Quantum from, Quantum to) const {
  std::uint64_t* quarters = free + words_ + padding_words;
  for (auto group = static_cast<std::size_t>(from / row_group);
       group < static_cast<std::size_t>(to / row_group); ++group)
    quarters[group] = quarters_of_words(free[3 * group], free[3 * group + 1], free[3 * group + 2]);
}

void Grid::fill_quarters(std::span<std::uint64_t> row) const {
  RETOUR_CHECK(row.size() >= stride_);
  fill_quarters_between(row.data(), 0, quanta());
}

void Grid::refresh(ResourceRow resource, Quantum begin, Quantum end) {
  const Resource& r = resources_[resource];
  if (r.kind != ResourceKind::doctor) {
    const std::size_t first = first_row_of(resource);
    fill_free(r, row(first), row(first + 1), begin, end, {});
    return;
  }
  for (std::uint32_t p = first_post_[resource]; p < first_post_[resource + 1]; ++p)
    fill_free(r, row(2 * p), row(2 * p + 1), begin, end, {});
}

void Grid::change(const Booking* before, const Booking* after) {
  for (const Booking* booking : {before, after}) {
    if (booking == nullptr) continue;
    if (Resource* ward = ward_of(*booking)) {
      std::erase_if(ward->stays, [&](const Stay& stay) { return stay.booking == booking->id; });
      if (booking == after) ward->stays.push_back({after->date, after->nights, after->id});
    }
    for_each_busy(*booking, [&](ResourceRow row, const Busy& busy) {
      Resource& resource = resources_[row];
      const auto at = std::ranges::lower_bound(resource.busy, busy, busy_before);
      if (booking == after) {
        resource.busy.insert(at, busy);
        resource.longest_busy = std::max(resource.longest_busy, busy.end - busy.begin);
      } else if (at != resource.busy.end() && at->booking == busy.booking &&
                 at->begin == busy.begin && at->end == busy.end) {
        resource.busy.erase(at);
      }
      refresh(row, busy.begin, busy.end);
    });
  }
}

void Grid::keep(std::vector<KeptPlace> places) {
  sort_stably(places, [](const KeptPlace& a, const KeptPlace& b) {
    return std::tie(a.doctor, a.begin) < std::tie(b.doctor, b.begin);
  });
  kept_ = std::move(places);
}

// ---------------------------------------------------------------- Reading

std::span<const KeptPlace> Grid::kept_of(ResourceRow doctor) const {
  if (kept_.empty()) return {};
  return std::ranges::equal_range(kept_, doctor, {}, &KeptPlace::doctor);
}

std::optional<ResourceRow> Grid::find(ResourceKind kind, const IdBytes& id) const {
  const auto& table = index_[static_cast<std::size_t>(kind)];
  if (table.empty()) return std::nullopt;
  std::size_t at = slot_of_id(id, table.size());
  for (; table[at] != no_resource; at = (at + 1) & (table.size() - 1))
    if (resources_[table[at]].id == id) return table[at];
  return std::nullopt;
}

std::optional<std::uint32_t> Grid::find_branch(BranchId id) const {
  for (std::uint32_t i = 0; i < branches_.size(); ++i)
    if (branches_[i].id == id) return i;
  return std::nullopt;
}

bool Grid::has_quarters(std::uint32_t branch) const {
  return std::ranges::all_of(branches_[branch].frames, [](const DayFrame& frame) {
    return frame.begin % quarter_quanta == 0 && frame.end % quarter_quanta == 0;
  });
}

const DayFrame* Grid::frame_of(std::uint32_t branch, Quantum quantum) const {
  const std::vector<DayFrame>& frames = branches_[branch].frames;
  auto after = std::ranges::upper_bound(frames, quantum, {}, &DayFrame::begin);
  if (after == frames.begin()) return nullptr;
  --after;
  return quantum < after->end ? &*after : nullptr;
}

std::span<const std::uint64_t> Grid::roster_of_post(std::size_t post) const {
  RETOUR_CHECK(post < posts_.size());
  return {row(2 * post), words_};
}

std::span<const std::uint64_t> Grid::free_of_post(std::size_t post) const {
  RETOUR_CHECK(post < posts_.size());
  return {row(2 * post + 1), words_};
}

std::span<const std::uint64_t> Grid::free_of(ResourceRow resource) const {
  RETOUR_CHECK(resource >= doctors_ && resource < resources_.size());
  return {row(first_row_of(resource) + 1), words_};
}

std::pair<std::uint32_t, std::uint32_t> Grid::posts_of(ResourceRow doctor) const {
  RETOUR_CHECK(doctor < doctors_);
  return {first_post_[doctor], first_post_[doctor + 1]};
}

bool Grid::is_rostered(std::size_t post, const DayFrame& frame) const {
  const std::uint64_t* roster = roster_of_post(post).data();
  bool found = false;
  for_each_word(
      std::max(0, frame.begin), std::min(quanta(), frame.end),
      [&](std::size_t w, std::uint64_t mask) { found = found || (roster[w] & mask) != 0; });
  return found;
}

RoomId Grid::rostered_room(std::size_t post, Quantum quantum) const {
  auto span = std::ranges::lower_bound(roster_, post, {}, &RosterSpan::post);
  for (; span != roster_.end() && span->post == post && span->begin <= quantum; ++span)
    if (quantum < span->end && !span->room.is_nil()) return span->room;
  return {};
}

const Blackout* Grid::blackout_at(ResourceRow doctor, Quantum quantum) const {
  auto span = std::ranges::lower_bound(blackouts_, doctor, {}, &Blackout::doctor);
  for (; span != blackouts_.end() && span->doctor == doctor && span->begin <= quantum; ++span)
    if (quantum < span->end) return &*span;
  return nullptr;
}

const Busy* Grid::first_busy(ResourceRow resource, Quantum begin, Quantum end,
                             const Ignored& ignored) const {
  const Resource& r = resources_[resource];
  auto busy = std::ranges::lower_bound(r.busy, begin - r.longest_busy, {}, &Busy::begin);
  for (; busy != r.busy.end() && busy->begin < end; ++busy)
    if (busy->end > begin && !ignored.covers(*busy)) return &*busy;
  return nullptr;
}

bool Grid::has_bed(ResourceRow ward, LocalDate first, std::int32_t nights,
                   BookingId ignored) const {
  const Resource& room = resources_[ward];
  for (std::int32_t night = 0; night < nights; ++night) {
    const LocalDate date = first.plus_days(night);
    const auto taken = std::ranges::count_if(room.stays, [&](const Stay& stay) {
      return stay.booking != ignored && stay.first <= date &&
             date < stay.first.plus_days(stay.nights);
    });
    if (taken >= room.capacity) return false;
  }
  return true;
}

void Grid::free_of_post_without(std::size_t post, const Ignored& ignored,
                                std::span<std::uint64_t> out) const {
  RETOUR_CHECK(post < posts_.size() && out.size() >= stride_);
  fill_free(resources_[posts_[post].doctor], row(2 * post), out.data(), 0, quanta(), ignored);
}

void Grid::free_of_without(ResourceRow resource, const Ignored& ignored,
                           std::span<std::uint64_t> out) const {
  RETOUR_CHECK(resource >= doctors_ && resource < resources_.size() && out.size() >= stride_);
  fill_free(resources_[resource], row(first_row_of(resource)), out.data(), 0, quanta(), ignored);
}

}  // namespace retour::schedule
