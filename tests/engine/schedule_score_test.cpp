// The score of a free time: each term by its definition, their sum to the point, and what a patient
// likes told from his wish or his habit.
#include <gtest/gtest.h>

#include <array>

#include "engine/schedule_clinic.hpp"
#include "schedule/preference.hpp"

namespace retour {
namespace {

using schedule::preferred_time;
using schedule::Slot;
using schedule::SlotRequest;
using schedule::TimePreference;
using testing::ScheduleClinic;
using testing::test_id;

constexpr LocalDate monday{20780};  // 2026-11-23

/// Two doctors at one branch in UTC; the first from 9 to 12 with a visit from 10 to 10:30, the
/// second on Tuesday from 9 to 10.
ScheduleClinic small_clinic() {
  ScheduleClinic clinic;
  clinic.horizon = {monday, 7};
  Branch branch;
  branch.id = test_id<BranchId>("branch");
  branch.zone = "Europe/London";  // UTC in November
  branch.opens_minute = 8 * 60;
  branch.closes_minute = 20 * 60;
  clinic.branches = {branch};
  for (const char* name : {"first", "second"}) {
    Staff person;
    person.id = test_id<StaffId>(name);
    person.active = true;
    clinic.staff.push_back(person);
  }
  const auto shift = [&](std::size_t doctor, std::int32_t day, int from, int to) {
    Shift s;
    s.id = test_id<ShiftId>("shift " + std::to_string(doctor));
    s.staff = clinic.staff[doctor].id;
    s.branch = branch.id;
    s.date = monday.plus_days(day);
    s.begin_minute = from * 60;
    s.end_minute = to * 60;
    clinic.shifts.push_back(s);
  };
  shift(0, 0, 9, 12);
  shift(1, 1, 9, 10);
  Booking taken;
  taken.id = test_id<BookingId>("taken");
  taken.patient = test_id<PatientId>("somebody");
  taken.branch = branch.id;
  taken.doctor = clinic.staff[0].id;
  taken.date = monday;
  taken.begin_minute = 600;
  taken.length_minutes = 30;
  taken.begin = Zone::utc().lookup({monday, 36'000}).first;
  clinic.bookings = {taken};
  return clinic;
}

SlotRequest half_hour() {
  SlotRequest request;
  request.needs = {.length_minutes = 30, .needs_room = false};
  request.now = Zone::utc().lookup({monday, 0}).first;
  request.from = monday;
  request.days = 4;
  request.limit = 100;
  return request;
}

std::string line_of(const Slot& slot) {
  const auto& score = slot.score;
  std::string line =
      std::to_string(slot.date.days - monday.days) + " " + std::to_string(slot.begin_minute / 60) +
      ":" + std::to_string(slot.begin_minute % 60 / 10) + std::to_string(slot.begin_minute % 10);
  for (const std::int32_t points : {score.soonness, score.continuity, score.compactness,
                                    score.preference, score.flow, score.total()})
    line += " " + std::to_string(points);
  return line;
}

std::string lines_of(const ScheduleClinic& clinic, const SlotRequest& request) {
  std::string lines;
  for (const Slot& slot : free_times(clinic.grid(), clinic.staff, request))
    lines += line_of(slot) + "\n";
  return lines;
}

//  day  begin  soon  doctor  gaps  liked  flow  sum
TEST(Score, EveryTermOfEveryTimeIsItsDefinition) {
  const ScheduleClinic clinic = small_clinic();
  SlotRequest request = half_hour();
  request.treating_doctor = clinic.staff[0].id;
  request.preference = {.weekdays = 0b10, .part = {600, 720}};  // Tuesday, ten to noon
  request.flow_to = {clinic.staff[1].id};
  EXPECT_EQ(lines_of(clinic, request),
            "0 9:00 600 300 75 0 0 975\n"
            "0 9:15 600 300 0 0 0 900\n"
            "0 9:30 600 300 75 0 0 975\n"
            "0 10:30 600 300 75 100 0 1075\n"
            "0 10:45 600 300 25 100 0 1025\n"
            "0 11:00 600 300 50 100 0 1050\n"
            "0 11:15 600 300 25 100 0 1025\n"
            "0 11:30 600 300 75 100 0 1075\n"
            "1 9:00 450 0 75 50 150 725\n"
            "1 9:15 450 0 0 50 150 650\n"
            "1 9:30 450 0 75 50 150 725\n");
}

TEST(Score, ThePatientWhoLikesMorningsAndANewOneAreOfferedOtherTimesFirst) {
  const ScheduleClinic clinic = small_clinic();
  SlotRequest request = half_hour();
  request.order = schedule::SlotOrder::by_score;
  request.limit = 1;
  EXPECT_EQ(lines_of(clinic, request), "0 9:00 600 0 75 0 0 675\n");
  request.preference = {.weekdays = 0, .part = {660, 720}};
  EXPECT_EQ(lines_of(clinic, request), "0 11:30 600 0 75 100 0 775\n");
  request.days = 28;  // a day later costs less
  request.preference = {};
  request.flow_to = {clinic.staff[1].id};
  EXPECT_EQ(lines_of(clinic, request), "1 9:00 578 0 75 0 150 803\n");
}

TEST(Score, SoonnessOfTwoRequestsComparesWhenToldTheSame) {
  const ScheduleClinic clinic = small_clinic();
  SlotRequest whole = half_hour(), tuesday = half_hour();
  for (SlotRequest* request : {&whole, &tuesday}) {
    request->soon_from = monday;
    request->soon_days = 28;
    request->order = schedule::SlotOrder::by_time;
  }
  tuesday.from = monday.plus_days(1);
  tuesday.days = 1;
  const auto all = free_times(clinic.grid(), clinic.staff, whole);
  const auto some = free_times(clinic.grid(), clinic.staff, tuesday);
  ASSERT_EQ(some.size(), 3U);
  EXPECT_EQ(some.back(), all.back());
  EXPECT_EQ(some.back().score.soonness, 578);
}

// The terms that a screen shows are all there are, whatever was asked.
TEST(Score, TermsAddUpOnRandomClinics) {
  std::size_t liked = 0, led = 0;
  for (std::uint64_t seed = 1; seed <= 80; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const ScheduleClinic clinic = testing::random_clinic(random, 40);
    SlotRequest request = testing::random_request(clinic, random);
    request.treating_doctor = clinic.staff[0].id;
    request.preference = {.weekdays = static_cast<std::uint8_t>(random.below(128)),
                          .part = schedule::afternoon};
    request.flow_to = {clinic.staff[1].id, clinic.staff[2].id};
    for (const Slot& slot : free_times(clinic.grid(), clinic.staff, request)) {
      const auto& score = slot.score;
      const bool on_day = request.preference.weekdays >> (slot.date.iso_weekday() - 1) & 1;
      const bool in_part = slot.begin_minute >= 720 && slot.begin_minute < 1020;
      ASSERT_EQ(score.preference, (in_part ? 100 : 0) + (on_day ? 50 : 0));
      const bool is_led = slot.doctor == clinic.staff[1].id || slot.doctor == clinic.staff[2].id;
      ASSERT_EQ(score.flow, is_led ? 150 : 0);
      ASSERT_EQ(score.continuity, slot.doctor == clinic.staff[0].id ? 300 : 0);
      ASSERT_EQ(score.total(), score.soonness + score.continuity + score.compactness +
                                   score.preference + score.flow);
      liked += score.preference > 0 ? 1 : 0;
      led += is_led ? 1 : 0;
    }
  }
  EXPECT_GT(liked, 500U);
  EXPECT_GT(led, 500U);
}

// ---------------------------------------------------------------- what a patient likes

Booking visit(std::int32_t days_ago, std::int32_t begin_minute) {
  Booking booking;
  booking.date = monday.plus_days(-days_ago);
  booking.begin_minute = begin_minute;
  return booking;
}

TEST(Preference, TwoThirdsOfThreeVisitsAreAHabit) {
  // Mondays at nine, at eleven, and a Tuesday evening.
  const std::array three = {visit(7, 540), visit(14, 660), visit(20, 1080)};
  EXPECT_EQ(preferred_time(three, nullptr, monday),
            (TimePreference{.weekdays = 1, .part = schedule::morning}));
  const std::array apart = {visit(7, 540), visit(13, 800), visit(19, 1080)};
  EXPECT_EQ(preferred_time(apart, nullptr, monday), TimePreference{});
}

TEST(Preference, FewOldOrUntimedVisitsSayNothing) {
  const std::array two = {visit(7, 540), visit(14, 540)};
  EXPECT_EQ(preferred_time(two, nullptr, monday), TimePreference{});
  const std::array old = {visit(7, 540), visit(14, 540), visit(4 * 365, 540),
                          visit(21, untimed_minute)};
  EXPECT_EQ(preferred_time(old, nullptr, monday), TimePreference{});
}

TEST(Preference, WhatWasAskedForIsNoLongerGuessed) {
  const std::array mornings = {visit(7, 540), visit(14, 540), visit(21, 540)};
  WaitlistEntry wish;
  EXPECT_EQ(preferred_time(mornings, &wish, monday), TimePreference{}) << "any time will do";
  wish.weekdays = 0b11000;
  wish.from_minute = 1020;
  EXPECT_EQ(preferred_time(mornings, &wish, monday),
            (TimePreference{.weekdays = 0b11000, .part = {1020, minutes_per_day}}));
}

}  // namespace
}  // namespace retour
