#include "schedule/load.hpp"

#include <algorithm>
#include <bit>

namespace retour::schedule {
namespace {

/// Set bits of a row in [begin, end).
std::int32_t count_bits(const std::vector<std::uint64_t>& row, Quantum begin, Quantum end) {
  std::int32_t count = 0;
  for (Quantum at = std::max(0, begin); at < end;) {
    const Quantum stop = std::min(end, (at / 64 + 1) * 64);
    std::uint64_t word = row[static_cast<std::size_t>(at / 64)] >> (at % 64);
    if (stop - at < 64) word &= (1ULL << (stop - at)) - 1;
    count += std::popcount(word);
    at = stop;
  }
  return count;
}

/// The doctor's time at one branch, over the whole horizon.
struct DoctorRows {
  std::vector<std::uint64_t> rostered, booked, outside;
};

DoctorRows rows_of(const Grid& grid, ResourceRow doctor, std::uint32_t branch) {
  const std::size_t words = grid.words();
  DoctorRows rows{std::vector<std::uint64_t>(words), std::vector<std::uint64_t>(words),
                  std::vector<std::uint64_t>(words)};
  const auto [first, last] = grid.posts_of(doctor);
  for (std::uint32_t p = first; p < last; ++p) {
    if (grid.posts()[p].branch != branch) continue;
    for (std::size_t w = 0; w < words; ++w) rows.rostered[w] |= grid.roster_of_post(p)[w];
  }
  for (const Busy& busy : grid.resources()[doctor].busy)
    if (busy.branch == branch)
      for (Quantum q = std::max(0, busy.begin); q < std::min(grid.quanta(), busy.end); ++q)
        rows.booked[static_cast<std::size_t>(q / 64)] |= 1ULL << (q % 64);
  for (std::size_t w = 0; w < words; ++w) {
    rows.outside[w] = rows.booked[w] & ~rows.rostered[w];
    rows.booked[w] &= rows.rostered[w];
  }
  return rows;
}

/// For each quantum of the horizon how many there are of something, at most 255.
using Counts = std::vector<std::uint8_t>;

/// Calls `each(quantum)` for the open quanta of a branch.
template <class Each>
void for_each_open(const Grid& grid, std::uint32_t branch, Each each) {
  for (const DayFrame& frame : grid.branches()[branch].frames)
    for (Quantum q = std::max(0, frame.opens); q < std::min(grid.quanta(), frame.closes); ++q)
      each(q);
}

bool bit_of(std::span<const std::uint64_t> row, Quantum q) {
  return (row[static_cast<std::size_t>(q / 64)] >> (q % 64) & 1U) != 0;
}

/// Adds up free time in stretches: `add` each quantum in order, `end` at the end of a stretch.
struct Stretches {
  std::int32_t useful_quanta = 1;
  std::int64_t usable_quanta = 0;
  std::int32_t length = 0;
  Quantum last = -2;
  void add(Quantum q) {
    if (q != last + 1) end();
    ++length;
    last = q;
  }
  void end() {
    if (length >= useful_quanta) usable_quanta += length;
    length = 0;
  }
};

ResourceLoad doctor_load(const Grid& grid, ResourceRow doctor, std::uint32_t branch,
                         std::int32_t useful_quanta) {
  const DoctorRows rows = rows_of(grid, doctor, branch);
  std::int64_t rostered = 0, booked = 0;
  Stretches stretches{.useful_quanta = useful_quanta};
  for (std::size_t w = 0; w < grid.words(); ++w) {
    rostered += std::popcount(rows.rostered[w]);
    booked += std::popcount(rows.booked[w]);
    for (std::uint64_t free = rows.rostered[w] & ~rows.booked[w]; free != 0; free &= free - 1)
      stretches.add(static_cast<Quantum>(w * 64) + std::countr_zero(free));
  }
  stretches.end();
  return {.kind = ResourceKind::doctor,
          .id = grid.resources()[doctor].id,
          .branch = grid.branches()[branch].id,
          .available_minutes = quantum_minutes * rostered,
          .booked_minutes = quantum_minutes * booked,
          .usable_minutes = quantum_minutes * stretches.usable_quanta};
}

ResourceLoad premises_load(const Grid& grid, ResourceRow row, std::int32_t useful_quanta) {
  const Resource& resource = grid.resources()[row];
  Counts taken(static_cast<std::size_t>(grid.quanta()), 0);
  const std::int32_t most = std::min(resource.capacity, 255);
  for (const Busy& busy : resource.busy)
    for (Quantum q = std::max(0, busy.begin); q < std::min(grid.quanta(), busy.end); ++q)
      if (std::uint8_t& count = taken[static_cast<std::size_t>(q)]; count < most) ++count;
  std::int64_t open = 0, booked = 0;
  Stretches stretches{.useful_quanta = useful_quanta};
  for_each_open(grid, resource.branch, [&](Quantum q) {
    ++open;
    booked += taken[static_cast<std::size_t>(q)];
    if (taken[static_cast<std::size_t>(q)] < most) stretches.add(q);
  });
  stretches.end();
  return {.kind = resource.kind,
          .id = resource.id,
          .branch = grid.branches()[resource.branch].id,
          .room_kind = resource.room_kind,
          .available_minutes = quantum_minutes * open * most,
          .booked_minutes = quantum_minutes * booked,
          .usable_minutes = quantum_minutes * stretches.usable_quanta};
}

/// The night from one day to the next counts for the first.
ResourceLoad ward_load(const Grid& grid, const Resource& ward) {
  std::vector<std::int32_t> taken(static_cast<std::size_t>(grid.horizon().days), 0);
  for (const Stay& stay : ward.stays)
    for (std::int32_t night = 0; night < stay.nights; ++night)
      if (const std::int32_t at = stay.first.days + night - grid.horizon().first.days;
          at >= 0 && at < grid.horizon().days)
        ++taken[static_cast<std::size_t>(at)];
  std::int64_t booked = 0;
  for (const std::int32_t beds : taken) booked += std::min(beds, ward.capacity);
  const std::int64_t all = std::int64_t{ward.capacity} * grid.horizon().days;
  return {.kind = ward.kind,
          .id = ward.id,
          .branch = grid.branches()[ward.branch].id,
          .room_kind = ward.room_kind,
          .available_minutes = night_minutes * all,
          .booked_minutes = night_minutes * booked,
          .usable_minutes = night_minutes * (all - booked)};
}

}  // namespace

std::vector<ResourceLoad> resource_loads(const Grid& grid, std::int32_t useful_minutes) {
  const std::int32_t useful = std::max(1, useful_minutes / quantum_minutes);
  std::vector<ResourceLoad> loads;
  const auto keep = [&](const ResourceLoad& load) {
    if (load.available_minutes > 0) loads.push_back(load);
  };
  for (ResourceRow row = 0; row < grid.resources().size(); ++row) {
    const Resource& resource = grid.resources()[row];
    if (resource.kind != ResourceKind::doctor) {
      if (resource.branch < grid.branches().size())
        keep(resource.room_kind == RoomKind::ward ? ward_load(grid, resource)
                                                  : premises_load(grid, row, useful));
      continue;
    }
    for (std::uint32_t branch = 0; branch < grid.branches().size(); ++branch)
      keep(doctor_load(grid, row, branch, useful));
  }
  return loads;
}

BindingTime binding_time(const Grid& grid) {
  BindingTime binding;
  for (std::uint32_t branch = 0; branch < grid.branches().size(); ++branch) {
    Counts doctors(static_cast<std::size_t>(grid.quanta()), 0), rooms = doctors;
    const auto count_free = [&](std::span<const std::uint64_t> row, Counts& counts) {
      for_each_open(grid, branch, [&](Quantum q) {
        std::uint8_t& count = counts[static_cast<std::size_t>(q)];
        if (bit_of(row, q) && count < 255) ++count;
      });
    };
    for (std::size_t post = 0; post < grid.posts().size(); ++post)
      if (grid.posts()[post].branch == branch && grid.posts()[post].kind == PostKind::reception)
        count_free(grid.free_of_post(post), doctors);
    for (ResourceRow row = 0; row < grid.resources().size(); ++row) {
      const Resource& resource = grid.resources()[row];
      if (resource.kind == ResourceKind::room && resource.branch == branch &&
          resource.room_kind == RoomKind::consulting)
        count_free(grid.free_of(row), rooms);
    }
    for_each_open(grid, branch, [&](Quantum q) {
      const auto at = static_cast<std::size_t>(q);
      if (rooms[at] > doctors[at]) binding.doctor_minutes += quantum_minutes;
      if (doctors[at] > rooms[at]) binding.room_minutes += quantum_minutes;
    });
  }
  return binding;
}

std::vector<DoctorDay> doctor_days(const Grid& grid) {
  std::vector<DoctorDay> out;
  for (ResourceRow d = 0; d < grid.resources().size(); ++d) {
    if (grid.resources()[d].kind != ResourceKind::doctor) break;  // doctors come first
    for (std::uint32_t b = 0; b < grid.branches().size(); ++b) {
      const DoctorRows rows = rows_of(grid, d, b);
      for (const DayFrame& frame : grid.branches()[b].frames) {
        const DoctorDay day{
            .doctor = StaffId(grid.resources()[d].id),
            .branch = grid.branches()[b].id,
            .date = frame.date,
            .rostered_minutes = quantum_minutes * count_bits(rows.rostered, frame.begin, frame.end),
            .booked_minutes = quantum_minutes * count_bits(rows.booked, frame.begin, frame.end),
            .outside_minutes = quantum_minutes * count_bits(rows.outside, frame.begin, frame.end)};
        if (day.rostered_minutes + day.outside_minutes > 0) out.push_back(day);
      }
    }
  }
  return out;
}

std::optional<std::int32_t> days_to_first_free(const Grid& grid, std::span<const Staff> staff,
                                               SlotRequest request) {
  request.limit = 1;
  request.order = SlotOrder::by_time;
  const std::vector<Slot> found = free_times(grid, staff, request);
  if (found.empty()) return std::nullopt;
  return found.front().date.days - request.from.days;
}

}  // namespace retour::schedule
