// Visits that repeat: every day of a series is judged for itself.
#include "schedule/series.hpp"

#include <gtest/gtest.h>

#include "schedule/conflicts.hpp"
#include "schedule_clinic.hpp"

namespace retour {
namespace {

using namespace schedule;
using testing::test_id;

TEST(Series, DaysLieApartByTheRuleAndAreNotEndless) {
  const auto days = series_days(LocalDate{100}, 14, 3);
  ASSERT_EQ(days.size(), 3U);
  EXPECT_EQ(days[2].date, LocalDate{128});
  EXPECT_EQ(series_days(LocalDate{100}, 1, 10'000).size(), series_days_max);
}

/// Against a judge that asks each day's free times: the wished minute if it is free, else the
/// nearest one of the same doctor, else nothing.
TEST(Series, EachDayHasTheWishedTimeOrTheNearestFreeOneOrNone) {
  constexpr std::uint64_t seed = 20261;
  SeededRandom random(seed);
  int as_wished = 0, moved = 0, none = 0;
  for (int round = 0; round < 150; ++round) {
    SCOPED_TRACE("seed " + std::to_string(seed) + " round " + std::to_string(round));
    const testing::ScheduleClinic clinic = testing::random_clinic(random, 60);
    const Grid grid = clinic.grid();
    SlotRequest request;
    request.needs.length_minutes = 5 * testing::between(1, 8, random);
    request.branch = clinic.branches[0].id;
    request.step_minutes = 5;
    const StaffId doctor = clinic.staff[random.below(clinic.staff.size())].id;
    const std::int32_t minute = 5 * testing::between(100, 220, random);
    const auto wishes = series_days(clinic.horizon.first, 1, 9);
    const auto days = plan_series(grid, clinic.staff, request, doctor, minute, wishes);
    ASSERT_EQ(days.size(), wishes.size());
    for (const SeriesDay& day : days) {
      SlotRequest own = request;
      own.doctors = {doctor};
      own.from = day.date;
      own.days = 1;
      own.limit = slots_max;
      const bool is_inside = day.date.days < clinic.horizon.first.days + clinic.horizon.days;
      const std::vector<Slot> free =
          is_inside ? free_times(grid, clinic.staff, own) : std::vector<Slot>{};
      if (free.empty()) {
        EXPECT_FALSE(day.slot.has_value());
        EXPECT_NE(day.rule, BlockingRule::none);
        ++none;
        continue;
      }
      ASSERT_TRUE(day.slot.has_value());
      EXPECT_EQ(day.slot->doctor, doctor);
      EXPECT_EQ(day.slot->date, day.date);
      for (const Slot& slot : free)
        EXPECT_LE(std::abs(day.slot->begin_minute - minute), std::abs(slot.begin_minute - minute));
      (day.slot->begin_minute == minute ? as_wished : moved) += 1;
      EXPECT_EQ(day.slot->begin_minute == minute, day.rule == BlockingRule::none);
    }
  }
  EXPECT_GT(as_wished, 50);
  EXPECT_GT(moved, 20);
  EXPECT_GT(none, 50);
}

/// A session that others are booked for is offered with its places, and joined at its begin.
TEST(GroupSessions, PlacesLeftAreOfferedBesideFreeTimes) {
  SeededRandom random(5);
  const testing::ScheduleClinic clinic = testing::random_clinic(random, 0);
  const Grid grid = clinic.grid();
  SlotRequest request;
  request.needs.places = 4;
  request.branch = clinic.branches[0].id;
  request.from = clinic.horizon.first;
  request.days = 2;
  request.limit = slots_max;
  const std::size_t before = free_times(grid, clinic.staff, request).size();
  Slot session{
      .branch = request.branch,
      .doctor = clinic.staff[0].id,
      .room = clinic.rooms[0].id,
      .joined = 3,
      .begin = testing::zone_of(clinic.branches[0]).lookup({clinic.horizon.first, 600 * 60}).first,
      .date = clinic.horizon.first,
      .begin_minute = 600,
      .length_minutes = 30};
  request.sessions = {session};
  const std::vector<Slot> slots = free_times(grid, clinic.staff, request);
  EXPECT_EQ(slots.size(), before + 1);
  EXPECT_TRUE(std::ranges::is_sorted(slots, {}, &Slot::begin));
  const auto at_ten = [&] {
    return judge_time(grid, clinic.staff, request, session.doctor, request.branch, session.date,
                      600);
  };
  ASSERT_TRUE(at_ten().slot.has_value());
  EXPECT_EQ(at_ten().slot->joined, 3);
  EXPECT_EQ(at_ten().slot->room, session.room);
  Booking own;
  own.id = test_id<BookingId>("own");
  own.branch = session.branch;
  own.date = session.date;
  own.begin = session.begin;
  own.begin_minute = 600;
  own.length_minutes = 10;
  request.patient_bookings = {own};
  for (const Slot& slot : free_times(grid, clinic.staff, request))
    EXPECT_EQ(slot.joined, 0) << "the patient is elsewhere then";
  EXPECT_FALSE(at_ten().slot.has_value() && at_ten().slot->joined > 0);
}

/// Conflicts and free rows count a session once.
/// Moved as a whole it leaves what there would be without it.
TEST(GroupSessions, AGroupThatMovesIsInNobodysWay) {
  std::size_t opened = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    SeededRandom random(seed);
    const testing::ScheduleClinic clinic = testing::random_clinic(random, 60);
    for (std::size_t at = 0; at < clinic.bookings.size(); ++at) {
      SCOPED_TRACE("seed " + std::to_string(seed) + " booking " + std::to_string(at));
      testing::ScheduleClinic without = clinic;
      without.bookings.erase(without.bookings.begin() + static_cast<std::ptrdiff_t>(at));
      testing::ScheduleClinic with = without;
      Booking member = clinic.bookings[at];
      member.session = test_id<GroupSessionId>("group");
      for (const char* name : {"a", "b", "c"}) {
        member.id = test_id<BookingId>(name);
        with.bookings.push_back(member);
      }
      SlotRequest request{.needs = {.length_minutes = 5, .needs_room = false},
                          .doctors = {member.doctor},
                          .from = clinic.horizon.first,
                          .days = clinic.horizon.days,
                          .step_minutes = 5,
                          .limit = slots_max};
      const auto expected = free_times(without.grid(), without.staff, request);
      request.moving = member.id;
      // One alone leaves the others where they are.
      if (free_times(with.grid(), with.staff, request).size() < expected.size()) ++opened;
      request.moving_group = member.session;
      ASSERT_EQ(free_times(with.grid(), with.staff, request), expected);
    }
  }
  EXPECT_GT(opened, 20U);
}

TEST(GroupSessions, MembersOfOneSessionDoNotCollide) {
  Booking a;
  a.id = test_id<BookingId>("a");
  a.patient = test_id<PatientId>("a");
  a.doctor = test_id<StaffId>("doctor");
  a.begin = Instant{36'000};
  a.begin_minute = 600;
  a.length_minutes = 60;
  a.session_places = 3;
  renew_session(a);
  Booking b = a;
  b.id = test_id<BookingId>("b");
  b.patient = test_id<PatientId>("b");
  Booking alone = b;
  alone.id = test_id<BookingId>("c");
  alone.patient = test_id<PatientId>("c");
  alone.session = {};
  alone.session_places = 0;
  const std::vector<Booking> group{a, b};
  EXPECT_TRUE(find_conflicts(group, {}, {}, {}).empty());
  const std::vector<Booking> with_another{a, b, alone};
  EXPECT_EQ(find_conflicts(with_another, {}, {}, {}).size(), 2U);
}

TEST(SeveralServices, NeedWhatEachOfThemNeeds) {
  ServiceNeeds talk{.length_minutes = 30, .needs_room = false};
  talk.pattern = {.doctor_after_minutes = 10, .setup_minutes = 5, .cleanup_minutes = 10};
  ServiceNeeds scan{.length_minutes = 20,
                    .shortest_minutes = 15,
                    .room_kind = RoomKind::diagnostic,
                    .device_kind = "ultrasound",
                    .nights = 0};
  scan.pattern.cleanup_minutes = 15;
  const ServiceNeeds both = followed_by(talk, scan);
  EXPECT_EQ(both.length_minutes, 50);
  EXPECT_EQ(both.shortest_minutes, 45);
  EXPECT_TRUE(both.needs_room);
  EXPECT_EQ(both.room_kind, RoomKind::diagnostic);
  EXPECT_EQ(both.device_kind, "ultrasound");
  EXPECT_TRUE(both.pattern.is_whole_doctor());
  EXPECT_EQ(both.pattern.setup_minutes, 5);
  EXPECT_EQ(both.pattern.cleanup_minutes, 15);
}

TEST(SeveralServices, HoldTheDeviceFromTheFirstThatNeedsItToTheLast) {
  const ServiceNeeds talk{.length_minutes = 30};
  ServiceNeeds scan{.length_minutes = 20, .device_kind = "ultrasound"};
  const auto part = [](std::int32_t after, std::int32_t minutes) {
    return DevicePart{.after_minutes = after, .minutes = minutes};
  };
  EXPECT_EQ(followed_by(talk, scan).device_part, part(30, 0));
  EXPECT_EQ(followed_by(scan, talk).device_part, part(0, 20));
  EXPECT_EQ(followed_by(scan, scan).device_part, part(0, 0));
  EXPECT_EQ(followed_by(followed_by(scan, talk), scan).device_part, part(0, 0));
  EXPECT_EQ(followed_by(talk, talk).device_part, part(0, 0));
  scan.device_part = part(5, 10);
  EXPECT_EQ(followed_by(talk, scan).device_part, part(35, 10));
  EXPECT_EQ(followed_by(scan, talk).device_part, part(5, 10));
  ServiceNeeds laser{.length_minutes = 20, .device_kind = "laser"};
  EXPECT_EQ(followed_by(scan, laser).device_part, part(5, 10)) << "another device is not booked";
  EXPECT_EQ(followed_by(scan, laser).device_kind, "ultrasound");
}

}  // namespace
}  // namespace retour
