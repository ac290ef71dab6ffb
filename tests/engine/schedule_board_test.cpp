// Conflicts, the day board's layout, load (IM-18, SC-05, SC-09, SC-10).
#include <gtest/gtest.h>

#include <set>

#include "engine/schedule_clinic.hpp"
#include "schedule/conflicts.hpp"
#include "schedule/day_layout.hpp"
#include "schedule/load.hpp"

namespace retour {
namespace {

using testing::ScheduleClinic;

// ---------------------------------------------------------------- conflicts

/// All pairs that overlap, the slow way, for things that hold one booking at a time.
std::set<std::pair<BookingId, BookingId>> naive_pairs(const ScheduleClinic& clinic,
                                                      auto&& thing_of) {
  std::set<std::pair<BookingId, BookingId>> out;
  for (const Booking& a : clinic.bookings)
    for (const Booking& b : clinic.bookings) {
      if (!schedule::occupies(a) || !schedule::occupies(b) || thing_of(a).is_nil()) continue;
      if (thing_of(a) != thing_of(b) || a.id == b.id) continue;
      if (std::tie(a.begin, a.id) > std::tie(b.begin, b.id)) continue;
      if (b.begin < a.begin.plus_minutes(a.length_minutes)) out.insert({a.id, b.id});
    }
  return out;
}

TEST(Conflicts, EqualTheNaivePairs) {
  std::size_t met = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const ScheduleClinic clinic = testing::random_clinic(random, 80);
    const auto found =
        schedule::find_conflicts(clinic.bookings, clinic.rooms, clinic.devices, clinic.staff);
    std::set<std::pair<BookingId, BookingId>> doctors, patients;
    for (const schedule::Conflict& c : found) {
      ASSERT_TRUE(c.overlap.is_valid());
      if (c.kind == schedule::ConflictKind::doctor) doctors.insert({c.first, c.second});
      if (c.kind == schedule::ConflictKind::patient) patients.insert({c.first, c.second});
    }
    ASSERT_EQ(doctors, naive_pairs(clinic, [](const Booking& b) { return b.doctor; }));
    ASSERT_EQ(patients, naive_pairs(clinic, [](const Booking& b) { return b.patient; }));
    met += found.size();
  }
  EXPECT_GT(met, 500U);
}

TEST(Conflicts, AWardHoldsAsManyAsItHasBeds) {
  Room ward;
  ward.id = testing::test_id<RoomId>("ward");
  ward.capacity = 2;
  std::vector<Booking> bookings;
  for (int i = 0; i < 3; ++i) {
    Booking b;
    b.id = testing::test_id<BookingId>(std::to_string(i));
    b.room = ward.id;
    b.begin = Instant{i * 600};
    b.begin_minute = i * 10;
    b.length_minutes = 60;
    bookings.push_back(b);
  }
  EXPECT_EQ(schedule::find_conflicts({bookings.data(), 2}, {&ward, 1}, {}, {}).size(), 0U);
  const auto found = schedule::find_conflicts(bookings, {&ward, 1}, {}, {});
  ASSERT_EQ(found.size(), 2U) << "the third lies over both";
  EXPECT_EQ(found[0].second, bookings[2].id);
  EXPECT_EQ(found[0].overlap.begin, bookings[2].begin);
}

TEST(Conflicts, WhomOneMayBookAtOnceIsNoConflict) {
  Staff doctor;
  doctor.id = testing::test_id<StaffId>("doctor");
  std::vector<Booking> bookings;
  for (int i = 0; i < 3; ++i) {
    Booking b;
    b.id = testing::test_id<BookingId>(std::to_string(i));
    b.doctor = doctor.id;
    b.begin = Instant{0};
    b.begin_minute = 0;
    b.length_minutes = 30;
    bookings.push_back(b);
  }
  const std::span two(bookings.data(), 2);
  EXPECT_EQ(schedule::find_conflicts(two, {}, {}, {&doctor, 1}).size(), 1U);
  doctor.overbooked_max = 1;
  EXPECT_EQ(schedule::find_conflicts(two, {}, {}, {&doctor, 1}).size(), 0U);
  EXPECT_EQ(schedule::find_conflicts(bookings, {}, {}, {&doctor, 1}).size(), 2U);
}

// ---------------------------------------------------------------- the day board

TEST(DayLayout, ShowsEveryBookingOnceAndNoneOverAnother) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const ScheduleClinic clinic = testing::random_clinic(random, 120);
    const Branch& branch = clinic.branches[0];
    const LocalDate date = clinic.horizon.first.plus_days(1);
    std::vector<IdBytes> order;
    for (const Staff& person : clinic.staff) order.push_back(person.id);
    const schedule::DayLayout layout = lay_out_day(branch, date, clinic.bookings, clinic.shifts,
                                                   order, schedule::ColumnsBy::doctor);
    std::multiset<std::uint32_t> shown;
    for (const schedule::Column& column : layout.columns) {
      shown.insert(column.untimed.begin(), column.untimed.end());
      for (const schedule::Placement& p : column.placements) {
        shown.insert(p.booking);
        ASSERT_GE(p.begin_minute, layout.first_minute);
        ASSERT_LE(p.end_minute, layout.last_minute);
        ASSERT_LT(p.lane, p.lane_count);
        for (const schedule::Placement& other : column.placements) {
          if (other.booking == p.booking || other.lane != p.lane) continue;
          ASSERT_TRUE(other.end_minute <= p.begin_minute || p.end_minute <= other.begin_minute);
        }
      }
    }
    std::multiset<std::uint32_t> expected;
    for (std::uint32_t i = 0; i < clinic.bookings.size(); ++i) {
      const Booking& b = clinic.bookings[i];
      if (b.branch == branch.id && b.date == date && !b.entered_in_error &&
          b.cancelled_at.seconds == 0)
        expected.insert(i);
    }
    ASSERT_EQ(shown, expected) << "nothing is dropped from the board";
    ASSERT_EQ(layout.first_minute % 60, 0);
    ASSERT_EQ(layout.last_minute % 60, 0);
  }
}

TEST(DayLayout, UnassignedComesLastAndUntimedIsApart) {
  Branch branch;
  branch.id = testing::test_id<BranchId>("branch");
  const LocalDate date{20'000};
  std::vector<Booking> bookings(3);
  for (int i = 0; i < 3; ++i) {
    Booking& b = bookings[static_cast<std::size_t>(i)];
    b.id = testing::test_id<BookingId>(std::to_string(i));
    b.branch = branch.id;
    b.date = date;
    b.begin_minute = 600;
    b.length_minutes = 30;
  }
  bookings[1].doctor = testing::test_id<StaffId>("gone");  // works here no more
  bookings[2].begin_minute = untimed_minute;
  const schedule::DayLayout layout =
      lay_out_day(branch, date, bookings, {}, {}, schedule::ColumnsBy::doctor);
  ASSERT_EQ(layout.columns.size(), 2U);
  EXPECT_EQ(layout.columns[0].id, IdBytes(bookings[1].doctor));
  EXPECT_EQ(layout.columns[1].kind, schedule::ColumnKind::unassigned);
  EXPECT_EQ(layout.columns[1].untimed, std::vector<std::uint32_t>{2});
}

// ---------------------------------------------------------------- load

TEST(Load, CountsRosteredAndBookedMinutesOnce) {
  SeededRandom random(5);
  ScheduleClinic clinic = testing::random_clinic(random, 0);
  clinic.branches[0].zone = "Europe/Moscow";
  clinic.branches[0].opens_minute = 8 * 60;
  clinic.branches[0].closes_minute = 20 * 60;
  clinic.branches.resize(1);
  clinic.staff.resize(1);
  clinic.staff[0].active = true;
  clinic.shifts.clear();
  Shift shift;
  shift.staff = clinic.staff[0].id;
  shift.branch = clinic.branches[0].id;
  shift.date = clinic.horizon.first;
  shift.begin_minute = 7 * 60;  // an hour before opening counts for nothing
  shift.end_minute = 12 * 60;
  clinic.shifts.push_back(shift);
  shift.kind = ShiftKind::absence;
  shift.begin_minute = 11 * 60;
  clinic.shifts.push_back(shift);
  const auto book = [&](std::int32_t minute, std::int32_t length) {
    Booking b;
    b.id = testing::test_id<BookingId>(std::to_string(clinic.bookings.size()));
    b.branch = clinic.branches[0].id;
    b.doctor = clinic.staff[0].id;
    b.begin_minute = minute;
    b.begin =
        testing::zone_of(clinic.branches[0]).lookup({clinic.horizon.first, minute * 60}).first;
    b.length_minutes = length;
    clinic.bookings.push_back(b);
  };
  book(9 * 60, 60);
  book(9 * 60 + 30, 60);   // half of it twice
  book(10 * 60 + 45, 45);  // 30 minutes into the absence
  const schedule::Grid grid = clinic.grid();
  const std::vector<schedule::DoctorDay> days = doctor_days(grid);
  ASSERT_EQ(days.size(), 1U);
  EXPECT_EQ(days[0].rostered_minutes, 180);
  EXPECT_EQ(days[0].booked_minutes, 105);
  EXPECT_EQ(days[0].outside_minutes, 30);

  schedule::SlotRequest request;
  request.needs = {.length_minutes = 30, .needs_room = false};
  request.from = clinic.horizon.first;
  request.days = clinic.horizon.days;
  EXPECT_EQ(days_to_first_free(grid, clinic.staff, request), 0);
  request.needs.length_minutes = 90;
  EXPECT_FALSE(days_to_first_free(grid, clinic.staff, request)) << "nothing so long is free";
}

// ---------------------------------------------------------------- the bits themselves

TEST(Runs, EqualTheSlowOnes) {
  SeededRandom random(11);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::uint64_t> row(6 + schedule::Grid::padding_words);
    for (std::size_t w = 0; w < 6; ++w) row[w] = random.next() | random.next() | random.next();
    const auto is_set = [&](std::int32_t bit) {
      return bit < 6 * 64 && (row[static_cast<std::size_t>(bit / 64)] >> (bit % 64) & 1) != 0;
    };
    const auto is_run = [&](std::int32_t from, std::int32_t length) {
      for (std::int32_t i = 0; i < length; ++i)
        if (!is_set(from + i)) return false;
      return true;
    };
    const std::int32_t length = testing::between(1, 96, random);
    const std::int32_t from = testing::between(0, 6 * 64 - 1, random);
    const schedule::Window runs = runs_of(schedule::window_at(row.data(), from), length);
    for (std::int32_t i = 0; i < 129 - length; ++i)
      ASSERT_EQ(((i < 64 ? runs.low >> i : runs.high >> (i - 64)) & 1) != 0,
                is_run(from + i, length))
          << "round " << round << " bit " << i;
    std::vector<std::uint64_t> out(6);
    schedule::run_row({row.data(), 6}, 3 * length, out);
    for (std::int32_t i = 0; i < 6 * 64; ++i)
      ASSERT_EQ((out[static_cast<std::size_t>(i / 64)] >> (i % 64) & 1) != 0,
                is_run(i, 3 * length));
  }
}

TEST(Grid, QuartersAreTheQuantaByThrees) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    ScheduleClinic clinic = testing::random_clinic(random, 60);
    schedule::Grid grid = clinic.grid();
    for (int i = 0; i < 20; ++i) {
      const Booking extra = testing::random_booking(clinic, 1000 + i, random);
      grid.change(nullptr, &extra);
    }
    for (std::size_t p = 0; p < grid.posts().size(); ++p) {
      const std::uint64_t* row = grid.free_of_post(p).data();
      const std::uint64_t* quarters = grid.quarters_of(row);
      const auto bit = [](const std::uint64_t* bits, std::int32_t at) {
        return (bits[at / 64] >> (at % 64) & 1) != 0;
      };
      for (std::int32_t q = 0; q < grid.quanta() / 3; ++q)
        ASSERT_EQ(bit(quarters, q), bit(row, 3 * q) && bit(row, 3 * q + 1) && bit(row, 3 * q + 2));
    }
  }
}

}  // namespace
}  // namespace retour
