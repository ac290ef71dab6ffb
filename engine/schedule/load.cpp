#include "schedule/load.hpp"

#include <algorithm>
#include <bit>

#include "schedule/search.hpp"

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

}  // namespace

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

std::vector<LocalDate> days_without_urgent_window(const Grid& grid, std::span<const Staff> staff,
                                                  const SlotRequest& request, std::int32_t wanted) {
  const Search search(grid, staff, request);
  const auto days = static_cast<std::size_t>(grid.horizon().days);
  std::vector<std::int32_t> fits(days, 0);
  std::vector<bool> is_rostered(days, false);
  std::vector<Start> starts;
  for (const Place& place : search.places()) {
    const GridBranch& branch = grid.branches()[place.branch];
    StartQuery query = search.query_of(place);
    const std::size_t end = query.first_frame + query.frame_count;
    for (std::size_t day = query.first_frame; day < end; ++day) {
      const DayFrame& frame = branch.frames[day];
      for (const std::uint32_t post : place.posts)
        is_rostered[day] = is_rostered[day] || grid.is_rostered(post, frame);
      query.first_frame = day;
      query.frame_count = 1;
      starts.clear();
      all_starts(grid, query, slots_max, starts);
      std::uint32_t post = 0;
      Quantum free_from = 0;
      for (const Start& start : starts) {  // post by post, in time order
        if (start.post == post && start.quantum < free_from) continue;
        post = start.post;
        free_from = start.quantum + search.length();
        ++fits[day];
      }
    }
  }
  std::vector<LocalDate> out;
  for (std::size_t day = 0; day < days; ++day)
    if (is_rostered[day] && fits[day] < wanted)
      out.push_back(grid.horizon().first.plus_days(static_cast<std::int32_t>(day)));
  return out;
}

}  // namespace retour::schedule
