// Urgent windows (SC-09): which places are kept, who may have them and from when, how many are
// proposed.
#include "schedule/urgent.hpp"

#include <gtest/gtest.h>

#include <set>

#include "engine/schedule_clinic.hpp"
#include "schedule/free_visits.hpp"

namespace retour {
namespace {

using schedule::BlockingRule;
using schedule::Grid;
using schedule::KeptPlace;
using schedule::SlotRequest;
using schedule::UrgentWindows;
using testing::ScheduleClinic;
using testing::test_id;

constexpr std::uint64_t seeds = 150;

/// One branch in UTC, one doctor of one specialty, who receives 09:00 to 13:00 on the first day.
ScheduleClinic small_clinic() {
  ScheduleClinic clinic;
  clinic.horizon = {LocalDate{20'500}, 2};
  Branch branch;
  branch.id = test_id<BranchId>("branch");
  branch.zone = "UTC";
  branch.opens_minute = 8 * 60;
  branch.closes_minute = 20 * 60;
  clinic.branches.push_back(branch);
  Staff doctor;
  doctor.id = test_id<StaffId>("doctor");
  doctor.specialties = {test_id<SpecialtyId>("cardiology")};
  clinic.staff.push_back(doctor);
  Shift shift;
  shift.id = test_id<ShiftId>("shift");
  shift.staff = doctor.id;
  shift.branch = branch.id;
  shift.date = clinic.horizon.first;
  shift.begin_minute = 9 * 60;
  shift.end_minute = 13 * 60;
  clinic.shifts.push_back(shift);
  return clinic;
}

UrgentWindows cardiology(std::int32_t per_day) {
  return {.specialty = test_id<SpecialtyId>("cardiology"), .per_day = per_day};
}

Instant at(const ScheduleClinic& clinic, std::int32_t minute) {
  return {std::int64_t{clinic.horizon.first.days} * 86'400 + minute * std::int64_t{60}};
}

Booking booked(const ScheduleClinic& clinic, std::int32_t minute, std::int32_t length) {
  Booking b;
  b.id = test_id<BookingId>("booking at " + std::to_string(minute));
  b.branch = clinic.branches[0].id;
  b.doctor = clinic.staff[0].id;
  b.date = clinic.horizon.first;
  b.begin_minute = minute;
  b.begin = at(clinic, minute);
  b.length_minutes = length;
  return b;
}

SlotRequest visit_of(const ScheduleClinic& clinic) {
  SlotRequest request;
  request.needs = {.length_minutes = 30, .needs_room = false};
  request.from = clinic.horizon.first;
  request.days = clinic.horizon.days;
  request.now = at(clinic, 0);
  request.step_minutes = 30;
  request.limit = 100;
  return request;
}

Grid kept_grid(const ScheduleClinic& clinic, const std::vector<UrgentWindows>& windows) {
  Grid grid = clinic.grid();
  schedule::keep_urgent(grid, clinic.staff, windows);
  return grid;
}

std::vector<std::int32_t> minutes_of(const std::vector<schedule::Slot>& slots) {
  std::vector<std::int32_t> out;
  for (const schedule::Slot& slot : slots) out.push_back(slot.begin_minute);
  return out;
}

TEST(UrgentWindows, LieInTheMiddleOfEqualPartsOfTheDay) {
  const ScheduleClinic clinic = small_clinic();
  const Grid grid = kept_grid(clinic, {cardiology(2)});
  ASSERT_EQ(grid.kept().size(), 2U);
  // Halves of 9 to 13 o'clock, their middles 10 and 12; the earlier of two begins as near.
  EXPECT_EQ(grid.instant_of(grid.kept()[0].begin), at(clinic, 9 * 60 + 30));
  EXPECT_EQ(grid.instant_of(grid.kept()[1].begin), at(clinic, 11 * 60 + 30));
  EXPECT_EQ(schedule::release_of(grid, grid.kept()[1]), at(clinic, 9 * 60 + 30));
  EXPECT_EQ(kept_grid(clinic, {cardiology(50)}).kept().size(), 8U) << "no more than fit";
}

TEST(UrgentWindows, AreNotOfferedUntilTheyAreReleased) {
  const ScheduleClinic clinic = small_clinic();
  const Grid grid = kept_grid(clinic, {cardiology(2)});
  SlotRequest request = visit_of(clinic);
  EXPECT_EQ(minutes_of(free_times(grid, clinic.staff, request)),
            (std::vector<std::int32_t>{540, 600, 630, 660, 720, 750}));
  request.now = at(clinic, 7 * 60 + 30);  // two hours before the first
  EXPECT_EQ(minutes_of(free_times(grid, clinic.staff, request)),
            (std::vector<std::int32_t>{540, 570, 600, 630, 660, 720, 750}));
  request.now = at(clinic, 0);
  request.may_take_kept = true;
  EXPECT_EQ(free_times(grid, clinic.staff, request).size(), 8U);
}

TEST(UrgentWindows, ARefusalSaysWhenItOpensAndWhatAnUrgentVisitWouldHave) {
  const ScheduleClinic clinic = small_clinic();
  const Grid grid = kept_grid(clinic, {cardiology(2)});
  SlotRequest request = visit_of(clinic);
  const auto judge = [&](std::int32_t minute) {
    return judge_time(grid, clinic.staff, request, clinic.staff[0].id, clinic.branches[0].id,
                      clinic.horizon.first, minute);
  };
  // A quarter of an hour before the place, and reaching into it.
  for (const std::int32_t minute : {9 * 60 + 15, 9 * 60 + 30}) {
    const schedule::TimeAnswer answer = judge(minute);
    EXPECT_EQ(answer.rule, BlockingRule::urgent_kept);
    EXPECT_EQ(answer.resource, IdBytes(clinic.staff[0].id));
    EXPECT_EQ(answer.opens_at, at(clinic, 7 * 60 + 30));
    EXPECT_FALSE(answer.slot);
    ASSERT_TRUE(answer.if_urgent);
    EXPECT_EQ(answer.if_urgent->begin_minute, minute);
    EXPECT_FALSE(answer.changes.empty());
  }
  EXPECT_EQ(judge(10 * 60).rule, BlockingRule::none);
  request.may_take_kept = true;
  EXPECT_EQ(judge(9 * 60 + 30).rule, BlockingRule::none);
  request.may_take_kept = false;
  request.now = at(clinic, 9 * 60);
  EXPECT_EQ(judge(9 * 60 + 30).rule, BlockingRule::none) << "released";
}

TEST(UrgentWindows, ABookedPlaceIsUsedAndKeptNowhereElse) {
  ScheduleClinic clinic = small_clinic();
  Grid grid = kept_grid(clinic, {cardiology(2)});
  EXPECT_EQ(urgent_days(grid, at(clinic, 0)),
            (std::vector<schedule::UrgentDay>{{.branch = clinic.branches[0].id,
                                               .specialty = test_id<SpecialtyId>("cardiology"),
                                               .date = clinic.horizon.first,
                                               .kept = 2,
                                               .left = 2}}));
  const Booking first = booked(clinic, 9 * 60 + 30, 30);
  grid.change(nullptr, &first);
  EXPECT_EQ(urgent_days(grid, at(clinic, 0))[0].left, 1);
  EXPECT_EQ(grid.kept().size(), 2U);
  EXPECT_EQ(minutes_of(free_times(grid, clinic.staff, visit_of(clinic))),
            (std::vector<std::int32_t>{540, 600, 630, 660, 720, 750}));
  // Whoever has the place may move within it; what is over is no news.
  SlotRequest request = visit_of(clinic);
  request.moving = first.id;
  request.step_minutes = 5;
  EXPECT_FALSE(judge_time(grid, clinic.staff, request, clinic.staff[0].id, clinic.branches[0].id,
                          clinic.horizon.first, 9 * 60 + 35)
                   .if_urgent);
  EXPECT_EQ(urgent_days(grid, at(clinic, 10 * 60))[0].kept, 1);
  const std::vector<schedule::VisitLength> lengths = {{clinic.staff[0].id, 30}};
  EXPECT_EQ(free_visits(grid, clinic.branches[0].id, lengths, at(clinic, 0))[0].visits, 6);
}

TEST(UrgentWindows, NobodyBooksBesideAVisitIntoAKeptPlace) {
  ScheduleClinic clinic = small_clinic();
  clinic.staff[0].overbooked_max = 1;
  clinic.bookings.push_back(booked(clinic, 9 * 60, 30));
  const Grid grid = kept_grid(clinic, {cardiology(2)});
  SlotRequest request = visit_of(clinic);
  request.may_overbook = true;
  const auto beside = [&](std::int32_t minute) {
    return judge_time(grid, clinic.staff, request, clinic.staff[0].id, clinic.branches[0].id,
                      clinic.horizon.first, minute)
        .beside.has_value();
  };
  EXPECT_TRUE(beside(9 * 60));
  EXPECT_FALSE(beside(9 * 60 + 15)) << "it would reach into the place at half past nine";
}

// The places themselves: as many as asked or as fit, within the hours, apart, whatever is booked.
TEST(UrgentWindows, LieWithinTheHoursApartAndDoNotMoveWithBookings) {
  std::size_t places = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    ScheduleClinic clinic = testing::random_clinic(random, 60);
    const std::vector<UrgentWindows> windows = {
        {test_id<SpecialtyId>("even"), testing::between(0, 4, random), 120,
         5 * testing::between(1, 12, random)},
        {test_id<SpecialtyId>("odd"), testing::between(1, 3, random), 60, 30}};
    const Grid grid = kept_grid(clinic, windows);
    std::map<std::tuple<SpecialtyId, std::uint32_t, LocalDate>, std::int32_t> count;
    for (const KeptPlace& place : grid.kept()) {
      ++places;
      const schedule::DayFrame* frame = grid.frame_of(place.branch, place.begin);
      ASSERT_NE(frame, nullptr);
      ++count[{place.specialty, place.branch, frame->date}];
      const auto [from, to] = grid.posts_of(place.doctor);
      bool rostered = false;
      for (std::uint32_t post = from; post < to; ++post) {
        const auto row = grid.roster_of_post(post);
        bool whole = grid.posts()[post].branch == place.branch;
        for (schedule::Quantum q = place.begin; q < place.end; ++q)
          whole = whole && (row[static_cast<std::size_t>(q / 64)] >> (q % 64) & 1U) != 0;
        rostered = rostered || whole;
      }
      EXPECT_TRUE(rostered);
      for (const KeptPlace& other : grid.kept_of(place.doctor))
        EXPECT_TRUE(&other == &place || other.branch != place.branch || other.end <= place.begin ||
                    place.end <= other.begin);
    }
    for (const auto& [key, kept] : count)
      EXPECT_LE(kept,
                std::get<0>(key) == windows[0].specialty ? windows[0].per_day : windows[1].per_day);
    clinic.bookings.clear();
    const Grid empty = kept_grid(clinic, windows);
    ASSERT_EQ(empty.kept().size(), grid.kept().size());
    for (std::size_t i = 0; i < grid.kept().size(); ++i)
      EXPECT_EQ(empty.kept()[i].begin, grid.kept()[i].begin);
  }
  EXPECT_GT(places, 500U);
}

// What is offered is what was offered before, less what touches a place that is kept; and what is
// said of each time agrees with it.
TEST(UrgentWindows, TakeFromTheFreeTimesJustWhatIsKept) {
  std::size_t left_out = 0, judged = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const ScheduleClinic clinic = testing::random_clinic(random, 60);
    SlotRequest request = testing::random_request(clinic, random);
    request.step_minutes = 5;
    const Grid grid = kept_grid(clinic, {{test_id<SpecialtyId>("even"), 3, 120, 30},
                                         {test_id<SpecialtyId>("odd"), 2, 3'000, 20}});
    const std::vector<schedule::Slot> found = free_times(grid, clinic.staff, request);
    request.may_take_kept = true;
    std::vector<schedule::Slot> expected = free_times(grid, clinic.staff, request);
    request.may_take_kept = false;
    const auto touches = [&](const schedule::Slot& slot) {
      const Interval time{slot.begin, slot.begin.plus_minutes(slot.length_minutes)};
      return std::ranges::any_of(grid.kept(), [&](const KeptPlace& place) {
        const Interval kept{grid.instant_of(place.begin), grid.instant_of(place.end)};
        const bool booked = std::ranges::any_of(clinic.bookings, [&](const Booking& b) {
          const Interval held{b.begin, b.begin.plus_minutes(b.length_minutes)};
          return schedule::occupies(b) && b.doctor == slot.doctor && held.overlaps(kept);
        });
        return grid.resources()[place.doctor].id == slot.doctor && kept.overlaps(time) && !booked &&
               request.now < kept.begin.plus_minutes(-place.release_minutes);
      });
    };
    const auto all = expected;
    std::erase_if(expected, touches);
    left_out += all.size() - expected.size();
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      ASSERT_EQ(found[i].begin, expected[i].begin);
      ASSERT_EQ(found[i].doctor, expected[i].doctor);
    }
    for (std::size_t i = 0; i < all.size(); i += 7) {
      const schedule::Slot& slot = all[i];
      if (slot.occurrence != schedule::Occurrence::only) continue;
      const schedule::TimeAnswer answer = judge_time(grid, clinic.staff, request, slot.doctor,
                                                     slot.branch, slot.date, slot.begin_minute);
      EXPECT_EQ(answer.rule, touches(slot) ? BlockingRule::urgent_kept : BlockingRule::none);
      if (answer.rule == BlockingRule::urgent_kept) EXPECT_GT(answer.opens_at, request.now);
      for (const schedule::OpeningChange& change : answer.changes)
        EXPECT_FALSE(touches(change.slot));
      ++judged;
    }
  }
  EXPECT_GT(left_out, 1'000U);
  EXPECT_GT(judged, 1'000U);
}

TEST(UrgentProposal, IsTheFewestPlacesEnoughOnFourDaysOfFive) {
  schedule::UrgentDemand demand;
  for (int day = 0; day < 30; ++day) demand.visits.push_back(day % 10 == 0 ? 9 : day % 3);
  const auto proposal = propose_urgent(demand);
  ASSERT_TRUE(proposal);
  EXPECT_EQ(proposal->days, 30);
  EXPECT_EQ(proposal->visits, 3 * 9 + 27);
  EXPECT_EQ(proposal->per_day, 2);
  EXPECT_EQ(proposal->covered, 27);
}

TEST(UrgentProposal, AbstainsWhenTheDataAreFew) {
  schedule::UrgentDemand demand;
  demand.visits.assign(schedule::urgent_days_min - 1, 5);
  EXPECT_FALSE(propose_urgent(demand)) << "too few days";
  demand.visits.assign(200, 0);
  demand.visits[0] = schedule::urgent_visits_min - 1;
  EXPECT_FALSE(propose_urgent(demand)) << "too few visits";
  demand.visits[1] = 1;
  EXPECT_EQ(propose_urgent(demand)->per_day, 1);
}

}  // namespace
}  // namespace retour
