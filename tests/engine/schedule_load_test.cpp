// How full doctors, rooms and devices are, and which of them binds: against slow counting on random
// clinics (SC-01 to SC-06).
#include "schedule/load.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "schedule/free_visits.hpp"
#include "schedule_clinic.hpp"

namespace retour {
namespace {

using schedule::Grid;
using schedule::GridBranch;
using schedule::Quantum;
using schedule::ResourceKind;
using schedule::ResourceLoad;
using testing::ScheduleClinic;

/// Bookings that hold a thing at a quantum, looked at one by one.
int holders(const ScheduleClinic& clinic, const Grid& grid, ResourceKind kind, const IdBytes& id,
            Quantum quantum) {
  const Interval moment{grid.instant_of(quantum), grid.instant_of(quantum + 1)};
  return static_cast<int>(std::ranges::count_if(clinic.bookings, [&](const Booking& b) {
    const bool holds = kind == ResourceKind::doctor ? b.doctor == id
                       : kind == ResourceKind::room ? b.room == id
                                                    : b.device == id;
    const Interval time{b.begin, {b.begin.seconds + b.length_minutes * std::int64_t{60}}};
    return holds && schedule::occupies(b) && time.overlaps(moment);
  }));
}

template <class Each>
void for_each_open(const Grid& grid, BranchId branch, Each each) {
  for (const schedule::DayFrame& frame : grid.branches()[*grid.find_branch(branch)].frames)
    for (Quantum q = std::max(0, frame.opens); q < std::min(grid.quanta(), frame.closes); ++q)
      each(q);
}

struct Counted {
  std::int64_t available = 0;
  std::int64_t booked = 0;
  std::int64_t usable = 0;
  int stretch = 0;
  Quantum last = -2;
  void free_at(Quantum q, int useful) {
    if (q != last + 1) end(useful);
    ++stretch;
    last = q;
  }
  void end(int useful) {
    if (stretch >= useful) usable += 5 * stretch;
    stretch = 0;
  }
};

TEST(ResourceLoads, AreWhatCountingEachMomentGives) {
  for (int round = 0; round < 30; ++round) {
    SCOPED_TRACE(round);
    SeededRandom random(100 + round);
    const ScheduleClinic clinic = testing::random_clinic(random, 40);
    const Grid grid = clinic.grid();
    const int useful = testing::between(1, 12, random);
    for (const ResourceLoad& load : resource_loads(grid, 5 * useful)) {
      if (load.kind == ResourceKind::doctor || load.room_kind == RoomKind::ward) continue;
      const auto& resource = grid.resources()[*grid.find(load.kind, load.id)];
      Counted counted;
      for_each_open(grid, load.branch, [&](Quantum q) {
        const int held = std::min(holders(clinic, grid, load.kind, load.id, q), resource.capacity);
        counted.available += 5 * resource.capacity;
        counted.booked += 5 * held;
        if (held < resource.capacity) counted.free_at(q, useful);
      });
      counted.end(useful);
      EXPECT_EQ(load.available_minutes, counted.available);
      EXPECT_EQ(load.booked_minutes, counted.booked);
      EXPECT_EQ(load.usable_minutes, counted.usable);
    }
  }
}

// SC-04: a ward is full by nights, whatever hours the branch has.
TEST(ResourceLoads, OfWardsAreTheNightsInWhichABedIsTaken) {
  std::int64_t all_taken = 0;
  for (int round = 0; round < 30; ++round) {
    SCOPED_TRACE(round);
    SeededRandom random(300 + round);
    ScheduleClinic clinic = testing::random_clinic(random, 40);
    testing::add_parts(clinic, random);
    const Grid grid = clinic.grid();
    int wards = 0;
    for (const ResourceLoad& load : resource_loads(grid, 30)) {
      if (load.room_kind != RoomKind::ward) continue;
      ++wards;
      const int beds = std::ranges::find(clinic.rooms, RoomId(load.id), &Room::id)->capacity;
      std::int64_t taken = 0;
      for (int day = 0; day < clinic.horizon.days; ++day) {
        const LocalDate night = clinic.horizon.first.plus_days(day);
        const auto lie = std::ranges::count_if(clinic.bookings, [&](const Booking& b) {
          return RoomId(load.id) == b.ward && schedule::occupies(b) && b.date <= night &&
                 night < b.date.plus_days(b.nights);
        });
        taken += std::min<std::int64_t>(beds, lie);
      }
      all_taken += taken;
      EXPECT_EQ(load.available_minutes, schedule::night_minutes * beds * clinic.horizon.days);
      EXPECT_EQ(load.booked_minutes, schedule::night_minutes * taken);
      EXPECT_EQ(load.usable_minutes, load.free_minutes());
    }
    EXPECT_EQ(wards, std::ssize(clinic.branches));
  }
  EXPECT_GT(all_taken, 100) << "the clinics lie empty: nothing was tested";
}

TEST(ResourceLoads, OfDoctorsAddUpToTheirDays) {
  for (int round = 0; round < 30; ++round) {
    SCOPED_TRACE(round);
    SeededRandom random(500 + round);
    const ScheduleClinic clinic = testing::random_clinic(random, 60);
    const Grid grid = clinic.grid();
    std::map<std::pair<IdBytes, BranchId>, std::pair<std::int64_t, std::int64_t>> sums;
    for (const schedule::DoctorDay& day : doctor_days(grid)) {
      auto& sum = sums[{day.doctor, day.branch}];
      sum.first += day.rostered_minutes;
      sum.second += day.booked_minutes;
    }
    for (const ResourceLoad& load : resource_loads(grid, 30)) {
      if (load.kind != ResourceKind::doctor) continue;
      EXPECT_EQ(load.available_minutes, (sums[{load.id, load.branch}].first));
      EXPECT_EQ(load.booked_minutes, (sums[{load.id, load.branch}].second));
      EXPECT_LE(load.usable_minutes, load.free_minutes());
    }
    // With the shortest stretch all free time is usable.
    for (const ResourceLoad& load : resource_loads(grid, 5))
      if (load.kind == ResourceKind::doctor) EXPECT_EQ(load.usable_minutes, load.free_minutes());
  }
}

TEST(FreeVisits, AreWhatFitsOneAfterTheOtherIntoEachDay) {
  for (int round = 0; round < 30; ++round) {
    SCOPED_TRACE(round);
    SeededRandom random(700 + round);
    const ScheduleClinic clinic = testing::random_clinic(random, 60);
    const Grid grid = clinic.grid();
    const GridBranch& branch = grid.branches().front();
    std::vector<schedule::VisitLength> lengths;
    for (const Staff& person : clinic.staff)
      lengths.push_back({person.id, 5 * testing::between(1, 12, random)});
    const Quantum now = testing::between(0, grid.quanta() / 2, random);
    const auto found = free_visits(grid, branch.id, lengths, grid.instant_of(now));
    std::size_t next = 0;
    for (const schedule::VisitLength& doctor : lengths) {
      const auto row = grid.find(ResourceKind::doctor, doctor.doctor);
      if (!row) continue;
      const auto [first, last] = grid.posts_of(*row);
      const auto any_post = [&](auto&& holds) {
        for (std::uint32_t post = first; post < last; ++post)
          if (grid.posts()[post].branch == 0 &&
              grid.posts()[post].kind != schedule::PostKind::theatre && holds(post))
            return true;
        return false;
      };
      for (const schedule::DayFrame& frame : branch.frames) {
        if (frame.end <= now || !any_post([&](auto post) { return grid.is_rostered(post, frame); }))
          continue;
        int visits = 0;
        for (Quantum begin = std::max(frame.begin, now); begin < frame.end;) {
          Quantum end = begin;
          while (end < frame.end && 5 * (end - begin) < doctor.minutes && any_post([&](auto post) {
                   return (grid.free_of_post(post)[end / 64] >> (end % 64) & 1U) != 0;
                 }))
            ++end;
          const bool fits = 5 * (end - begin) == doctor.minutes;
          visits += fits ? 1 : 0;
          begin = fits ? end : end + 1;
        }
        ASSERT_LT(next, found.size());
        EXPECT_EQ(found[next].doctor, doctor.doctor);
        EXPECT_EQ(found[next].date, frame.date);
        EXPECT_EQ(found[next].visits, visits);
        ++next;
      }
    }
    EXPECT_EQ(next, found.size());
  }
}

TEST(BindingTime, IsWhatOneMoreOfAKindWouldAdd) {
  for (int round = 0; round < 30; ++round) {
    SCOPED_TRACE(round);
    SeededRandom random(900 + round);
    const ScheduleClinic clinic = testing::random_clinic(random, 40);
    const Grid grid = clinic.grid();
    const auto is_free = [](std::span<const std::uint64_t> row, Quantum q) {
      return (row[static_cast<std::size_t>(q / 64)] >> (q % 64) & 1U) != 0;
    };
    std::int64_t now = 0, with_doctor = 0, with_room = 0;
    for (std::uint32_t branch = 0; branch < grid.branches().size(); ++branch)
      for_each_open(grid, grid.branches()[branch].id, [&](Quantum q) {
        int doctors = 0, rooms = 0;
        for (std::size_t post = 0; post < grid.posts().size(); ++post)
          if (grid.posts()[post].branch == branch &&
              grid.posts()[post].kind == schedule::PostKind::reception)
            doctors += is_free(grid.free_of_post(post), q) ? 1 : 0;
        for (std::uint32_t row = 0; row < grid.resources().size(); ++row) {
          const schedule::Resource& resource = grid.resources()[row];
          if (resource.kind == ResourceKind::room && resource.branch == branch &&
              resource.room_kind == RoomKind::consulting)
            rooms += is_free(grid.free_of(row), q) ? 1 : 0;
        }
        now += 5 * std::min(doctors, rooms);
        with_doctor += 5 * std::min(doctors + 1, rooms);
        with_room += 5 * std::min(doctors, rooms + 1);
      });
    const schedule::BindingTime binding = binding_time(grid);
    EXPECT_EQ(binding.doctor_minutes, with_doctor - now);
    EXPECT_EQ(binding.room_minutes, with_room - now);
  }
}

}  // namespace
}  // namespace retour
