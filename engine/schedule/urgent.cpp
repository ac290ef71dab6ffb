#include "schedule/urgent.hpp"

#include <algorithm>
#include <tuple>

#include "base/order.hpp"

namespace retour::schedule {
namespace {

/// A stretch of reception hours of one doctor on one day.
struct Stretch {
  ResourceRow doctor = no_resource;
  Quantum begin = 0;
  Quantum end = 0;
};

bool is_rostered_at(std::span<const std::uint64_t> roster, Quantum q) {
  return (roster[static_cast<std::size_t>(q / 64)] >> (q % 64) & 1U) != 0;
}

/// The reception posts of a specialty's doctors at a branch, ascending.
std::vector<std::uint32_t> posts_of(const Grid& grid, std::span<const Staff> staff,
                                    SpecialtyId specialty, std::uint32_t branch) {
  std::vector<std::uint32_t> posts;
  for (const Staff& person : staff) {
    const auto doctor = grid.find(ResourceKind::doctor, person.id);
    if (!doctor || std::ranges::find(person.specialties, specialty) == person.specialties.end())
      continue;
    const auto [from, to] = grid.posts_of(*doctor);
    for (std::uint32_t post = from; post < to; ++post)
      if (grid.posts()[post].branch == branch && grid.posts()[post].kind == PostKind::reception)
        posts.push_back(post);
  }
  sort_stably(posts);
  return posts;
}

/// The reception hours of a specialty's doctors on a day, by doctor and begin.
std::vector<Stretch> stretches_of(const Grid& grid, std::span<const std::uint32_t> posts,
                                  const DayFrame& frame) {
  std::vector<Stretch> out;
  for (const std::uint32_t post : posts) {
    const std::span<const std::uint64_t> roster = grid.roster_of_post(post);
    bool open = false;
    for (Quantum q = std::max(0, frame.begin); q < std::min(grid.quanta(), frame.end); ++q) {
      const bool there = is_rostered_at(roster, q);
      if (there && !open) out.push_back({grid.posts()[post].doctor, q, q});
      if (there) out.back().end = q + 1;
      open = there;
    }
  }
  return out;
}

/// The quantum in which the staffed time of a day, everybody's together, reaches `share` of
/// `shares`.
Quantum staffed_at(std::span<const Stretch> stretches, std::int64_t share, std::int64_t shares) {
  std::int64_t total = 0;
  Quantum begin = stretches.front().begin, end = stretches.front().end;
  for (const Stretch& one : stretches) {
    total += one.end - one.begin;
    begin = std::min(begin, one.begin);
    end = std::max(end, one.end);
  }
  std::int64_t reached = 0;
  for (Quantum q = begin; q < end; ++q) {
    reached += std::ranges::count_if(
        stretches, [&](const Stretch& one) { return one.begin <= q && q < one.end; });
    if (reached * shares >= total * share) return q;
  }
  return end;
}

/// Adds the places of one specialty on one day; those of the day begin at `of_day`.
void add_places(std::span<const Stretch> stretches, const UrgentWindows& windows,
                std::uint32_t branch, std::size_t of_day, std::vector<KeptPlace>& places) {
  const Quantum length =
      std::max(1, (windows.length_minutes + quantum_minutes - 1) / quantum_minutes);
  const std::size_t first = places.size();
  for (std::int32_t n = 0; n < windows.per_day; ++n) {
    const Quantum wanted = staffed_at(stretches, 2 * n + 1, 2 * std::int64_t{windows.per_day});
    std::optional<KeptPlace> best;
    std::tuple<std::ptrdiff_t, Quantum, Quantum> best_rank;
    for (const Stretch& one : stretches) {
      const auto own = std::ranges::count(places.begin() + static_cast<std::ptrdiff_t>(first),
                                          places.end(), one.doctor, &KeptPlace::doctor);
      for (Quantum q = one.begin; q + length <= one.end; q += length) {
        // Of whatever specialty: nobody keeps one time twice.
        const auto day = std::span(places).subspan(of_day);
        const bool is_taken = std::ranges::any_of(day, [&](const KeptPlace& other) {
          return other.doctor == one.doctor && other.begin < q + length && q < other.end;
        });
        if (is_taken) continue;
        const Quantum off = std::abs(2 * q + length - 2 * wanted);
        // A doctor who is not there at that time is no help, however few he keeps.
        const bool is_there = one.begin <= wanted && wanted < one.end;
        const std::tuple rank{own + (is_there ? 0 : windows.per_day), off, q};
        if (best && best_rank <= rank) continue;
        best_rank = rank;
        best = KeptPlace{.doctor = one.doctor,
                         .begin = q,
                         .end = q + length,
                         .branch = branch,
                         .specialty = windows.specialty,
                         .release_minutes = windows.release_minutes};
      }
    }
    if (!best) return;  // More places than visits fit.
    places.push_back(*best);
  }
}

}  // namespace

void keep_urgent(Grid& grid, std::span<const Staff> staff, std::span<const UrgentWindows> windows) {
  std::vector<KeptPlace> places;
  std::vector<std::vector<std::uint32_t>> posts(windows.size());
  for (std::uint32_t branch = 0; branch < grid.branches().size(); ++branch) {
    for (std::size_t i = 0; i < windows.size(); ++i)
      posts[i] = posts_of(grid, staff, windows[i].specialty, branch);
    for (const DayFrame& frame : grid.branches()[branch].frames) {
      const std::size_t first = places.size();
      for (std::size_t i = 0; i < windows.size(); ++i)
        if (const auto stretches = stretches_of(grid, posts[i], frame); !stretches.empty())
          add_places(stretches, windows[i], branch, first, places);
    }
  }
  grid.keep(std::move(places));
}

Instant release_of(const Grid& grid, const KeptPlace& place) {
  return grid.instant_of(place.begin).plus_minutes(-place.release_minutes);
}

bool is_kept(const Grid& grid, const KeptPlace& place, Instant now) {
  return now < release_of(grid, place) &&
         grid.first_busy(place.doctor, place.begin, place.end) == nullptr;
}

bool clear_kept(const Grid& grid, ResourceRow doctor, Instant now, std::uint64_t* row) {
  bool any = false;
  for (const KeptPlace& place : grid.kept_of(doctor)) {
    if (!is_kept(grid, place, now)) continue;
    clear_span(row, place.begin, place.end);
    any = true;
  }
  return any;
}

std::optional<Instant> kept_until(const Grid& grid, ResourceRow doctor, Quantum begin, Quantum end,
                                  Instant now) {
  std::optional<Instant> until;
  for (const KeptPlace& place : grid.kept_of(doctor))
    if (place.begin < end && begin < place.end && is_kept(grid, place, now))
      until = std::max(until.value_or(Instant{}), release_of(grid, place));
  return until;
}

std::vector<UrgentDay> urgent_days(const Grid& grid, Instant now) {
  std::vector<UrgentDay> out;
  for (const KeptPlace& place : grid.kept()) {
    const DayFrame* frame = grid.frame_of(place.branch, place.begin);
    if (frame == nullptr || grid.instant_of(place.begin) < now) continue;
    const UrgentDay wanted{.branch = grid.branches()[place.branch].id,
                           .specialty = place.specialty,
                           .date = frame->date};
    auto day = std::ranges::find_if(out, [&](const UrgentDay& one) {
      return std::tie(one.branch, one.specialty, one.date) ==
             std::tie(wanted.branch, wanted.specialty, wanted.date);
    });
    if (day == out.end()) day = out.insert(out.end(), wanted);
    ++day->kept;
    if (grid.first_busy(place.doctor, place.begin, place.end) == nullptr) ++day->left;
  }
  sort_stably(out, [](const UrgentDay& a, const UrgentDay& b) {
    return std::tie(a.branch, a.date, a.specialty) < std::tie(b.branch, b.date, b.specialty);
  });
  return out;
}

std::optional<UrgentProposal> propose_urgent(const UrgentDemand& demand) {
  UrgentProposal proposal;
  proposal.days = static_cast<std::int32_t>(demand.visits.size());
  for (const std::int32_t visits : demand.visits) proposal.visits += visits;
  if (proposal.days < urgent_days_min || proposal.visits < urgent_visits_min) return std::nullopt;
  const auto enough_on = [&](std::int32_t places) {
    return static_cast<std::int32_t>(std::ranges::count_if(
        demand.visits, [&](std::int32_t visits) { return visits <= places; }));
  };
  proposal.per_day = 1;
  while (enough_on(proposal.per_day) * 5 < proposal.days * 4) ++proposal.per_day;
  proposal.covered = enough_on(proposal.per_day);
  return proposal;
}

}  // namespace retour::schedule
