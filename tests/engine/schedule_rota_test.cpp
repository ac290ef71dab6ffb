// The rota of a window: templates under the calendar, single days beside or instead of them
// (SC-21, SC-23, SC-24, issue rows 27 and 32), against a count by hand and against the grid.
#include "schedule/rota.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/random.hpp"
#include "schedule/grid.hpp"

namespace retour::schedule {
namespace {

LocalDate day_of(std::string_view iso) {
  return *date_from_iso(iso);
}

template <class E>
Id<E> named(std::string_view name) {
  return Id<E>(id_from_name(name));
}

class RotaTest : public ::testing::Test {
 protected:
  /// Anna, 09:00 to 15:00 from Monday 2 March 2026 on.
  static ShiftPattern pattern(std::string recurrence, std::string_view first = "2026-03-02") {
    ShiftPattern one;
    one.id = named<ShiftPattern>(recurrence);
    one.staff = named<Staff>("anna");
    one.branch = named<Branch>("north");
    one.room = named<Room>("room");
    one.first = day_of(first);
    one.begin_minute = 9 * 60;
    one.end_minute = 15 * 60;
    one.recurrence = std::move(recurrence);
    return one;
  }
  static CalendarDay calendar_day(std::string_view iso, CalendarKind kind, BranchId branch = {}) {
    CalendarDay day;
    day.date = day_of(iso);
    day.branch = branch;
    day.id = calendar_day_id(day.date, branch);
    day.kind = kind;
    day.name = "day";
    return day;
  }
  static Shift single(std::string_view iso, std::string_view id = "single") {
    Shift shift;
    shift.id = named<Shift>(id);
    shift.staff = named<Staff>("anna");
    shift.branch = named<Branch>("north");
    shift.date = day_of(iso);
    shift.begin_minute = 10 * 60;
    shift.end_minute = 14 * 60;
    return shift;
  }
  /// `2026-03-02 540-900`, a line a shift.
  [[nodiscard]] std::string rota(std::string_view first, std::string_view last) const {
    std::string text;
    for (const Shift& s : shifts_of(facts(), day_of(first), day_of(last)))
      text += to_iso(s.date).substr(5) + " " + std::to_string(s.begin_minute) + "-" +
              std::to_string(s.end_minute) + "\n";
    return text;
  }
  [[nodiscard]] RotaFacts facts() const { return {patterns_, calendar_, rows_}; }

  std::vector<ShiftPattern> patterns_;
  std::vector<CalendarDay> calendar_;
  std::vector<Shift> rows_;
};

TEST_F(RotaTest, ATemplateYieldsItsDaysWithIdsThatStayTheSame) {
  patterns_ = {pattern("RRULE:FREQ=WEEKLY;BYDAY=MO,WE")};
  EXPECT_EQ(rota("2026-02-23", "2026-03-09"), "03-02 540-900\n03-04 540-900\n03-09 540-900\n");
  const auto whole = shifts_of(facts(), day_of("2026-02-01"), day_of("2026-06-30"));
  const auto part = shifts_of(facts(), day_of("2026-03-04"), day_of("2026-03-04"));
  ASSERT_EQ(part.size(), 1U);
  EXPECT_EQ(part[0].id, whole[1].id);
  EXPECT_EQ(part[0].id, shift_id_of(patterns_[0].id, day_of("2026-03-04")));
  EXPECT_EQ(part[0].room, patterns_[0].room);
  std::vector<ShiftId> ids;
  for (const Shift& shift : whole) ids.push_back(shift.id);
  std::ranges::sort(ids);
  EXPECT_EQ(std::ranges::adjacent_find(ids), ids.end());
  patterns_[0].active = false;
  EXPECT_EQ(rota("2026-02-23", "2026-03-09"), "");
}

TEST_F(RotaTest, ATemplateWithoutARuleIsItsFirstDay) {
  patterns_ = {pattern("")};
  EXPECT_EQ(rota("2026-01-01", "2026-12-31"), "03-02 540-900\n");
}

TEST_F(RotaTest, WhatCannotBeReadYieldsNothing) {
  patterns_ = {pattern("RRULE:FREQ=HOURLY"), pattern("nonsense")};
  EXPECT_EQ(rota("2026-03-01", "2026-03-31"), "");
  EXPECT_EQ(days_of(patterns_[0]).error().fault, RecurrenceFault::not_for_frequency);
}

TEST_F(RotaTest, HoursInTheTextOfExceptionsAreLeftAside) {
  patterns_ = {
      pattern("RRULE:FREQ=DAILY;UNTIL=20260306T080000\nEXDATE:20260303T090000,20260303T100000\n"
              "RDATE:20260310T090000")};
  EXPECT_EQ(rota("2026-03-01", "2026-03-31"),
            "03-02 540-900\n03-04 540-900\n03-05 540-900\n03-06 540-900\n03-10 540-900\n");
  const auto days = days_of(patterns_[0]);
  ASSERT_TRUE(days);
  ShiftPattern again = patterns_[0];
  again.recurrence = recurrence_text(*days);
  EXPECT_EQ(*days_of(again), *days) << again.recurrence;
  EXPECT_FALSE(again.recurrence.starts_with("DTSTART"));
}

TEST_F(RotaTest, AStoredShiftAddsReplacesOrTakesOut) {
  patterns_ = {pattern("RRULE:FREQ=DAILY;COUNT=4")};
  Shift other_hours = single("2026-03-03");
  other_hours.id = shift_id_of(patterns_[0].id, other_hours.date);
  Shift taken_out = single("2026-03-04");
  taken_out.id = shift_id_of(patterns_[0].id, taken_out.date);
  taken_out.active = false;
  const Shift added = single("2026-03-05");
  Shift retired = single("2026-03-05", "retired");
  retired.active = false;
  rows_ = {other_hours, taken_out, added, retired};
  EXPECT_EQ(rota("2026-03-01", "2026-03-31"),
            "03-02 540-900\n03-03 600-840\n03-05 540-900\n03-05 600-840\n");
  // In the place of an occurrence, also at another branch.
  rows_ = {other_hours};
  rows_[0].branch = named<Branch>("south");
  const auto shifts = shifts_of(facts(), day_of("2026-03-03"), day_of("2026-03-03"));
  ASSERT_EQ(shifts.size(), 1U);
  EXPECT_EQ(shifts[0].branch, named<Branch>("south"));
}

TEST_F(RotaTest, AHolidayIsNoDayOfTemplatesButWhoWasSaidToWorkWorks) {
  patterns_ = {pattern("RRULE:FREQ=WEEKLY;BYDAY=MO,TU")};
  calendar_ = {calendar_day("2026-03-09", CalendarKind::holiday)};
  EXPECT_EQ(rota("2026-03-09", "2026-03-10"), "03-10 540-900\n");
  rows_ = {single("2026-03-09")};
  EXPECT_EQ(rota("2026-03-09", "2026-03-10"), "03-09 600-840\n03-10 540-900\n");
  calendar_[0].active = false;
  EXPECT_EQ(rota("2026-03-09", "2026-03-09"), "03-09 540-900\n03-09 600-840\n");
}

TEST_F(RotaTest, OnATransferredDayTheOtherWeekdaysTemplatesApply) {
  patterns_ = {pattern("RRULE:FREQ=WEEKLY;BYDAY=MO"), pattern("RRULE:FREQ=WEEKLY;BYDAY=SA")};
  patterns_[1].begin_minute = 12 * 60;
  CalendarDay moved = calendar_day("2026-03-14", CalendarKind::transferred);
  moved.instead_of = day_of("2026-03-09");
  calendar_ = {calendar_day("2026-03-09", CalendarKind::holiday), moved};
  EXPECT_EQ(rota("2026-03-09", "2026-03-15"), "03-14 540-900\n");
  EXPECT_EQ(rota("2026-03-14", "2026-03-14"), "03-14 540-900\n") << "its Monday is out of sight";
  // Before the template began there was no such Monday.
  calendar_[1].instead_of = day_of("2026-02-23");
  EXPECT_EQ(rota("2026-03-09", "2026-03-15"), "");
}

TEST_F(RotaTest, OnAShortenedDayEverybodysLastHoursEndEarlier) {
  patterns_ = {pattern("RRULE:FREQ=DAILY"), pattern("RRULE:FREQ=DAILY;INTERVAL=1;WKST=MO"),
               pattern("RRULE:FREQ=DAILY;INTERVAL=2")};
  patterns_[1].begin_minute = 16 * 60;
  patterns_[1].end_minute = 19 * 60;
  patterns_[2].staff = named<Staff>("boris");
  patterns_[2].begin_minute = 8 * 60;
  CalendarDay short_day = calendar_day("2026-03-06", CalendarKind::shortened);
  short_day.shortened_minutes = 60;
  calendar_ = {short_day};
  EXPECT_EQ(rota("2026-03-06", "2026-03-06"), "03-06 480-840\n03-06 540-900\n03-06 960-1080\n");
  calendar_[0].shortened_minutes = 6 * 60;
  EXPECT_EQ(rota("2026-03-06", "2026-03-06"), "03-06 480-540\n03-06 540-900\n")
      << "nothing is left of the evening";
}

TEST_F(RotaTest, ABranchsOwnDayGoesBeforeTheOneOfAll) {
  patterns_ = {pattern("RRULE:FREQ=DAILY"), pattern("RRULE:FREQ=DAILY;INTERVAL=1")};
  patterns_[1].branch = named<Branch>("south");
  patterns_[1].begin_minute = 8 * 60;
  CalendarDay open = calendar_day("2026-03-09", CalendarKind::shortened, named<Branch>("south"));
  open.shortened_minutes = 30;
  calendar_ = {calendar_day("2026-03-09", CalendarKind::holiday), open};
  EXPECT_EQ(rota("2026-03-09", "2026-03-09"), "03-09 480-870\n");
}

TEST_F(RotaTest, OnCallKnowsNoHoliday) {
  patterns_ = {pattern("RRULE:FREQ=DAILY"), pattern("RRULE:FREQ=DAILY;INTERVAL=1")};
  patterns_[0].kind = ShiftKind::on_call;
  patterns_[1].kind = ShiftKind::phone_hours;
  calendar_ = {calendar_day("2026-03-09", CalendarKind::holiday)};
  EXPECT_EQ(rota("2026-03-09", "2026-03-09"), "03-09 540-900\n");
}

// ---- what the grid makes of it

TEST_F(RotaTest, OnCallIsNeitherBookableNorInTheWay) {
  Branch north;
  north.id = named<Branch>("north");
  north.zone = "UTC";
  Staff anna;
  anna.id = named<Staff>("anna");
  patterns_ = {pattern("RRULE:FREQ=DAILY"), pattern("RRULE:FREQ=DAILY;INTERVAL=1")};
  patterns_[1].kind = ShiftKind::on_call;
  patterns_[1].begin_minute = 0;
  patterns_[1].end_minute = 24 * 60;
  const LocalDate date = day_of("2026-03-02");
  const std::vector<Shift> shifts = shifts_of(facts(), date, date);
  ASSERT_EQ(shifts.size(), 2U);
  const Grid grid = Grid::build({.branches = {&north, 1}, .staff = {&anna, 1}, .shifts = shifts},
                                {}, {.first = date, .days = 1});
  ASSERT_EQ(grid.posts().size(), 1U);
  int free = 0;
  for (const std::uint64_t word : grid.free_of_post(0).first(grid.words()))
    free += std::popcount(word);
  EXPECT_EQ(free, 6 * 12) << "six hours of reception";
  EXPECT_EQ(grid.blackout_at(0, 0), nullptr);
}

/// Minutes of reception that a grid in Stockholm has on a day.
int reception_minutes(std::span<const Shift> shifts, LocalDate date) {
  Branch lund;
  lund.id = named<Branch>("north");
  lund.zone = "Europe/Stockholm";
  lund.opens_minute = 0;
  lund.closes_minute = 24 * 60;
  Staff anna;
  anna.id = named<Staff>("anna");
  const Grid grid = Grid::build({.branches = {&lund, 1}, .staff = {&anna, 1}, .shifts = shifts}, {},
                                {.first = date, .days = 1});
  int free = 0;
  for (std::size_t post = 0; post < grid.posts().size(); ++post)
    for (const std::uint64_t word : grid.roster_of_post(post).first(grid.words()))
      free += std::popcount(word);
  return free * 5;
}

TEST_F(RotaTest, HoursStayOnTheWallClockThroughBothChangesOfIt) {
  patterns_ = {pattern("RRULE:FREQ=WEEKLY;BYDAY=SU")};
  // Clocks in Lund go forward on 29 March 2026 and back on 25 October.
  for (const std::string_view iso : {"2026-03-22", "2026-03-29", "2026-10-25", "2026-11-01"}) {
    const auto shifts = shifts_of(facts(), day_of(iso), day_of(iso));
    ASSERT_EQ(shifts.size(), 1U) << iso;
    EXPECT_EQ(shifts[0].begin_minute, 9 * 60);
    EXPECT_EQ(reception_minutes(shifts, day_of(iso)), 6 * 60) << iso;
  }
  // A night of on duty is an hour shorter in spring and longer in autumn.
  patterns_[0].begin_minute = 0;
  patterns_[0].end_minute = 6 * 60;
  const auto minutes = [&](std::string_view iso) {
    return reception_minutes(shifts_of(facts(), day_of(iso), day_of(iso)), day_of(iso));
  };
  EXPECT_EQ(minutes("2026-03-22"), 6 * 60);
  EXPECT_EQ(minutes("2026-03-29"), 5 * 60);
  EXPECT_EQ(minutes("2026-10-25"), 7 * 60);
}

// ---- who is on duty

TEST_F(RotaTest, OnDutyIsAllOfTheTimeAtThatBranchAndNotAbsent) {
  patterns_ = {pattern("RRULE:FREQ=DAILY"), pattern("RRULE:FREQ=DAILY;INTERVAL=1")};
  patterns_[1].begin_minute = 15 * 60;
  patterns_[1].end_minute = 18 * 60;
  const auto on_duty = [&](int begin, int end, std::string_view branch = "north") {
    const LocalDate date = day_of("2026-03-05");
    return is_on_duty(shifts_of(facts(), date.plus_days(-1), date.plus_days(1)),
                      {named<Staff>("anna"), named<Branch>(branch), date, begin * 60, end * 60});
  };
  EXPECT_TRUE(on_duty(9, 10));
  EXPECT_TRUE(on_duty(14, 16)) << "two spans that touch";
  EXPECT_FALSE(on_duty(8, 10));
  EXPECT_FALSE(on_duty(17, 19));
  EXPECT_FALSE(on_duty(9, 10, "south"));
  Shift ill = single("2026-03-05");
  ill.kind = ShiftKind::absence;
  rows_ = {ill};
  EXPECT_FALSE(on_duty(13, 15));
  EXPECT_TRUE(on_duty(14, 15));
  rows_[0].kind = ShiftKind::on_call;
  EXPECT_TRUE(on_duty(13, 15));
}

// ---- against brute force

/// Every day by itself, by the words of the header.
std::vector<Shift> day_by_day(const RotaFacts& facts, LocalDate first, LocalDate last) {
  std::vector<Shift> out;
  const auto occurs_on = [](const ShiftPattern& pattern, LocalDate date) {
    const auto days = days_of(pattern);
    if (!days) return false;
    const auto all = dates_between(*days, pattern.first, date.plus_days(1));
    return std::ranges::find(all, date) != all.end();
  };
  for (LocalDate date = first; date <= last; date = date.plus_days(1)) {
    for (const ShiftPattern& pattern : facts.patterns) {
      if (!pattern.active) continue;
      const CalendarDay* own = nullptr;
      const CalendarDay* all = nullptr;
      for (const CalendarDay& day : facts.calendar)
        if (day.active && day.date == date)
          (day.branch == pattern.branch ? own : day.branch.is_nil() ? all : own) = &day;
      const CalendarDay* day = own != nullptr && own->branch == pattern.branch ? own : all;
      LocalDate by = date;
      if (day != nullptr && day->kind == CalendarKind::holiday) continue;
      if (day != nullptr && day->kind == CalendarKind::transferred) by = *day->instead_of;
      if (!occurs_on(pattern, by)) continue;
      const ShiftId id = shift_id_of(pattern.id, date);
      if (std::ranges::any_of(facts.rows,
                              [&](const Shift& row) { return row.id == id && row.date == date; }))
        continue;
      Shift shift;
      shift.id = id;
      shift.staff = pattern.staff;
      shift.branch = pattern.branch;
      shift.room = pattern.room;
      shift.date = date;
      shift.begin_minute = pattern.begin_minute;
      shift.end_minute = pattern.end_minute;
      out.push_back(shift);
    }
    for (const Shift& row : facts.rows)
      if (row.active && row.date == date) out.push_back(row);
  }
  return out;
}

TEST_F(RotaTest, EqualsADayByDayCountOnRandomRotas) {
  constexpr std::uint64_t seed = 20261122;
  SCOPED_TRACE("seed " + std::to_string(seed));
  SeededRandom random(seed);
  const std::string rules[] = {"RRULE:FREQ=WEEKLY;BYDAY=MO,TU,FR",
                               "RRULE:FREQ=DAILY;INTERVAL=3",
                               "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,SA",
                               "RRULE:FREQ=DAILY;BYMONTHDAY=2,4,6,8,10,12,14,16",
                               "RRULE:FREQ=MONTHLY;BYDAY=-1FR",
                               "RRULE:FREQ=WEEKLY;COUNT=5\nEXDATE:20260316T000000"};
  const LocalDate first = day_of("2026-03-01");
  const auto some_day = [&] { return first.plus_days(static_cast<int>(random.below(45))); };
  const auto branch = [&] { return named<Branch>(random.below(2) == 0 ? "north" : "south"); };
  for (int round = 0; round < 60; ++round) {
    patterns_.clear(), calendar_.clear(), rows_.clear();
    for (std::uint64_t n = random.below(5); n > 0; --n) {
      ShiftPattern one = pattern(rules[random.below(std::size(rules))]);
      one.id = named<ShiftPattern>("p" + std::to_string(n));
      one.branch = branch();
      one.first = some_day().plus_days(-20);
      one.active = random.below(6) != 0;
      patterns_.push_back(one);
    }
    for (std::uint64_t n = random.below(8); n > 0; --n) {
      CalendarDay day =
          calendar_day(to_iso(some_day()), static_cast<CalendarKind>(2 * random.below(2)),
                       random.below(2) == 0 ? BranchId{} : branch());
      day.instead_of = day.date.plus_days(1 + static_cast<int>(random.below(9)));
      day.active = random.below(5) != 0;
      if (std::ranges::find(calendar_, day.id, &CalendarDay::id) == calendar_.end())
        calendar_.push_back(day);
    }
    for (std::uint64_t n = random.below(8); n > 0; --n) {
      Shift row = single(to_iso(some_day()), "row" + std::to_string(n));
      if (!patterns_.empty() && random.below(2) == 0)
        row.id = shift_id_of(patterns_[random.below(patterns_.size())].id, row.date);
      row.active = random.below(3) != 0;
      if (std::ranges::find(rows_, row.id, &Shift::id) == rows_.end()) rows_.push_back(row);
    }
    std::ranges::stable_sort(rows_, {}, &Shift::date);
    const LocalDate from = some_day(), to = some_day();
    auto expected = day_by_day(facts(), from, to);
    const auto key = [](const Shift& s) { return std::tuple(s.date, s.begin_minute, s.id); };
    std::ranges::sort(expected, {}, key);
    const auto found = shifts_of(facts(), from, to);
    ASSERT_EQ(found.size(), expected.size()) << round;
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(key(found[i]), key(expected[i])) << round;
      EXPECT_EQ(found[i].end_minute, expected[i].end_minute) << round;
      EXPECT_EQ(found[i].branch, expected[i].branch) << round;
    }
  }
}

}  // namespace
}  // namespace retour::schedule
