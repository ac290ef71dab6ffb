// The rota through the one door of the clinic: templates reach free times, a day is changed by
// itself, with the following ones or with all, and what a change leaves behind is told before it
// happens (SC-21, SC-23, SC-24).
#include "app/rota.hpp"

#include "app/displaced.hpp"
#include "clinic_fixture.hpp"
#include "schedule/grid.hpp"

namespace retour::app {
namespace {

class AppRotaTest : public ClinicTest {
 protected:
  void SetUp() override {
    ClinicTest::SetUp();
    // The fixture's today is Sunday 22 November 2026.
    monday_ = clinic_->today(branch_).plus_days(1);
    pattern_.id = clinic_->new_id<ShiftPattern>();
    pattern_.staff = doctor_;
    pattern_.branch = branch_;
    pattern_.room = room_;
    pattern_.first = monday_;
    pattern_.begin_minute = 9 * 60;
    pattern_.end_minute = 15 * 60;
    pattern_.recurrence = "RRULE:FREQ=WEEKLY;BYDAY=MO,WE\n";
    accept(clinic_->submit({OpKind::put_shift_patterns, {whole(pattern_)}}));
  }

  /// Days from `monday_` with hours of the doctor: "0 9-15, 2 9-15".
  std::string rota(int days = 14) {
    std::string text;
    const auto shifts = *shifts_between(*clinic_, monday_, monday_.plus_days(days - 1), branch_);
    for (const Shift& shift : shifts) {
      if (shift.staff != doctor_) continue;
      if (!text.empty()) text += ", ";
      text += std::to_string(shift.date.days - monday_.days) + " " +
              std::to_string(shift.begin_minute / 60) + "-" + std::to_string(shift.end_minute / 60);
    }
    return text;
  }
  Shift occurrence(int day) {
    Shift shift;
    shift.staff = doctor_;
    shift.branch = branch_;
    shift.date = monday_.plus_days(day);
    shift.begin_minute = pattern_.begin_minute;
    shift.end_minute = pattern_.end_minute;
    return shift;
  }
  ShiftPattern following(int day) {
    const auto cut = cut_before(pattern_, monday_.plus_days(day), clinic_->new_id<ShiftPattern>());
    EXPECT_TRUE(cut);
    return cut->following;
  }
  std::size_t left_out(const Draft& draft) {
    return bookings_left_out(*clinic_, {&draft, 1}, clinic_->today(branch_))->size();
  }
  BookingId book(int day, int minute) {
    Booking booking = booking_at(patient_, minute);
    booking.date = monday_.plus_days(day);
    booking.begin = clinic_->catalogue().zone_of(branch_).lookup({booking.date, minute * 60}).first;
    accept(clinic_->submit({OpKind::book, {whole(booking)}}));
    return booking.id;
  }

  LocalDate monday_;
  ShiftPattern pattern_;
};

TEST_F(AppRotaTest, ATemplateIsInForceAtOnceAndAfterOpeningAgain) {
  EXPECT_EQ(rota(), "0 9-15, 2 9-15, 7 9-15, 9 9-15");
  EXPECT_TRUE(shifts_between(*clinic_, monday_, monday_, clinic_->new_id<Branch>())->empty());
  reopen();
  EXPECT_EQ(rota(), "0 9-15, 2 9-15, 7 9-15, 9 9-15");
  pattern_.active = false;
  const OpId retired = accept(clinic_->submit({OpKind::put_shift_patterns, {whole(pattern_)}}));
  EXPECT_EQ(rota(), "");
  accept(clinic_->undo(retired));
  EXPECT_EQ(rota(), "0 9-15, 2 9-15, 7 9-15, 9 9-15");
  expect_whole();
}

TEST_F(AppRotaTest, OneDayIsChangedTakenOutAndGivenBack) {
  Shift later = occurrence(2);
  later.begin_minute = 12 * 60;
  later.end_minute = 18 * 60;
  const OpId changed = accept(clinic_->submit(this_day_draft(pattern_.id, later)));
  EXPECT_EQ(rota(), "0 9-15, 2 12-18, 7 9-15, 9 9-15");
  Shift none = occurrence(7);
  none.active = false;
  accept(clinic_->submit(this_day_draft(pattern_.id, none)));
  EXPECT_EQ(rota(), "0 9-15, 2 12-18, 9 9-15");
  accept(clinic_->undo(changed));
  EXPECT_EQ(rota(), "0 9-15, 2 9-15, 9 9-15");
}

TEST_F(AppRotaTest, TwoDevicesThatChangeTwoDaysDoNotMeet) {
  Shift one = occurrence(0), other = occurrence(2);
  one.active = false;
  other.end_minute = 12 * 60;
  const Draft first = this_day_draft(pattern_.id, one);
  const Draft second = this_day_draft(pattern_.id, other);
  EXPECT_NE(id_of(first.parts[0].entity), id_of(second.parts[0].entity));
  accept(clinic_->submit(second));
  accept(clinic_->submit(first));
  EXPECT_EQ(rota(), "2 9-12, 7 9-15, 9 9-15");
}

TEST_F(AppRotaTest, ThisAndFollowingKeepTheDaysBeforeAndWhatWasSaidOfSingleOnes) {
  Shift off = occurrence(9);
  off.active = false;
  accept(clinic_->submit(this_day_draft(pattern_.id, off)));
  Shift longer = occurrence(14);
  longer.end_minute = 17 * 60;
  accept(clinic_->submit(this_day_draft(pattern_.id, longer)));
  ShiftPattern wanted = following(7);
  EXPECT_EQ(wanted.first, monday_.plus_days(7));
  wanted.begin_minute = 8 * 60;
  const OpId changed =
      accept(clinic_->submit(*following_draft(*clinic_, pattern_, monday_.plus_days(7), wanted)));
  EXPECT_EQ(rota(21), "0 9-15, 2 9-15, 7 8-15, 14 9-17, 16 8-15");
  accept(clinic_->undo(changed));
  EXPECT_EQ(rota(21), "0 9-15, 2 9-15, 7 9-15, 14 9-17, 16 9-15");
  expect_whole();
}

TEST_F(AppRotaTest, FollowingFromTheFirstDayIsAllOfItAndMayEndIt) {
  ShiftPattern wanted = following(0);
  wanted.end_minute = 12 * 60;
  accept(clinic_->submit(*following_draft(*clinic_, pattern_, monday_, wanted)));
  EXPECT_EQ(rota(), "0 9-12, 2 9-12, 7 9-12, 9 9-12");
  pattern_ = *find(static_cast<Tables&>(clinic_->tables()), wanted.id).value();
  ShiftPattern none = following(3);
  none.active = false;
  accept(clinic_->submit(*following_draft(*clinic_, pattern_, monday_.plus_days(3), none)));
  EXPECT_EQ(rota(), "0 9-12, 2 9-12");
}

TEST_F(AppRotaTest, FollowingAfterItsLastDayTakesNothingFromIt) {
  pattern_.recurrence = "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=2\n";
  accept(clinic_->submit({OpKind::put_shift_patterns, {whole(pattern_)}}));
  EXPECT_FALSE(cut_before(pattern_, monday_.plus_days(7), clinic_->new_id<ShiftPattern>()));
  ShiftPattern wanted = pattern_;
  wanted.id = clinic_->new_id<ShiftPattern>();
  wanted.first = monday_.plus_days(7);
  accept(clinic_->submit(*following_draft(*clinic_, pattern_, monday_.plus_days(7), wanted)));
  EXPECT_EQ(rota(21), "0 9-15, 2 9-15, 7 9-15, 9 9-15");
}

TEST_F(AppRotaTest, ACountIsDividedAndEverySecondWeekKeepsStep) {
  pattern_.recurrence = "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=MO,WE\n";
  accept(clinic_->submit({OpKind::put_shift_patterns, {whole(pattern_)}}));
  EXPECT_EQ(rota(60), "0 9-15, 2 9-15, 14 9-15, 16 9-15");
  ShiftPattern wanted = following(8);  // a day between two of its own
  EXPECT_EQ(wanted.first, monday_.plus_days(14));
  wanted.end_minute = 16 * 60;
  accept(clinic_->submit(*following_draft(*clinic_, pattern_, monday_.plus_days(8), wanted)));
  EXPECT_EQ(rota(60), "0 9-15, 2 9-15, 14 9-16, 16 9-16");
}

TEST_F(AppRotaTest, WhoMeetsHimselfIsToldAndNotRefused) {
  ShiftPattern other = pattern_;
  other.id = clinic_->new_id<ShiftPattern>();
  other.begin_minute = 14 * 60;
  other.end_minute = 18 * 60;
  const auto found = [&] {
    return overlapping(clinic_->catalogue(), other, clinic_->today(branch_)).size();
  };
  EXPECT_EQ(found(), 1U);
  other.begin_minute = 15 * 60;
  EXPECT_EQ(found(), 0U) << "they touch";
  other.begin_minute = 14 * 60;
  other.recurrence = "RRULE:FREQ=WEEKLY;BYDAY=TU";
  EXPECT_EQ(found(), 0U) << "on other days";
  other.recurrence = "RRULE:FREQ=DAILY;BYMONTHDAY=30";  // Monday 30 November is one
  EXPECT_EQ(found(), 1U);
  accept(clinic_->submit({OpKind::put_shift_patterns, {whole(other)}}));
}

TEST_F(AppRotaTest, ACutTemplateTakesThePlaceAndGivesSomebodyAStepInTheSameAct) {
  const BookingId kept = book(0, 600);
  const BookingId lost = book(7, 600);
  const BookingId known = book(1, 600);  // A Tuesday: whoever booked it knew that nobody works.
  const auto displaced = [&] { return *displaced_bookings(*clinic_, monday_); };
  EXPECT_TRUE(displaced().empty());
  std::vector<Draft> drafts{*following_draft(*clinic_, pattern_, monday_.plus_days(7), [&] {
    ShiftPattern none = following(7);
    none.active = false;
    return none;
  }())};
  const std::vector<Draft> steps =
      *left_out_steps(*clinic_, drafts, clinic_->today(branch_),
                      [](const Booking&) { return std::string("find"); });
  ASSERT_EQ(steps.size(), 1U);
  const NextStep& step = std::get<NextStep>(steps[0].parts[0].entity);
  EXPECT_EQ(step.kind, StepKind::book);
  EXPECT_EQ(step.patient, patient_);
  EXPECT_EQ(step.responsible, clinic_->session().staff);
  EXPECT_EQ(step.note, "find");
  drafts.push_back(steps[0]);
  const OpId act = accept(clinic_->submit_act(drafts));
  ASSERT_EQ(displaced().size(), 2U) << "the template was written after both";
  EXPECT_EQ(displaced()[0].booking, known);
  EXPECT_EQ(displaced()[1].booking, lost);
  EXPECT_EQ(displaced()[1].by, DisplacedBy::out_of_hours);
  EXPECT_EQ(all_of<NextStep>(clinic_->tables(), patient_)->size(), 1U);
  accept(clinic_->undo(act));
  EXPECT_TRUE(displaced().empty());
  EXPECT_TRUE(all_of<NextStep>(clinic_->tables(), patient_)->empty());
  EXPECT_TRUE(find(clinic_->tables(), kept)->has_value());
  expect_whole();
}

TEST_F(AppRotaTest, AnAbsenceByTemplateAHolidayAndATeamAreSeen) {
  const BookingId first = book(0, 600), second = book(2, 600);
  CalendarDay holiday;
  holiday.date = monday_;
  holiday.id = calendar_day_id(monday_, {});
  holiday.name = "Holiday";
  accept(clinic_->submit({OpKind::put_calendar_days, {whole(holiday)}}));
  ShiftPattern leave = pattern_;
  leave.id = clinic_->new_id<ShiftPattern>();
  leave.kind = ShiftKind::absence;
  leave.recurrence = "RRULE:FREQ=WEEKLY;BYDAY=WE\n";
  accept(clinic_->submit({OpKind::put_shift_patterns, {whole(leave)}}));
  const auto displaced = *displaced_bookings(*clinic_, monday_);
  ASSERT_EQ(displaced.size(), 2U);
  EXPECT_EQ(displaced[0].booking, first);
  EXPECT_EQ(displaced[0].by, DisplacedBy::out_of_hours);
  EXPECT_EQ(displaced[1].booking, second);
  EXPECT_EQ(displaced[1].by, DisplacedBy::doctor_absent);
  // What the board says of one booking, with a team and a ward.
  Booking operation = **find(clinic_->tables(), second);
  const auto by = [&](const std::vector<Shift>& shifts) {
    return displaced_by(clinic_->catalogue(), shifts, operation);
  };
  EXPECT_EQ(by({}), std::nullopt);
  Shift away = occurrence(2);
  away.kind = ShiftKind::absence;
  away.staff = clinic_->new_id<Staff>();
  operation.team = {away.staff};
  EXPECT_EQ(by({away}), DisplacedBy::member_absent);
  Room ward = *clinic_->catalogue().room(room_);
  ward.id = operation.ward = clinic_->new_id<Room>();
  operation.nights = 1;
  ward.active = false;
  accept(clinic_->submit({OpKind::put_room, {whole(ward)}}));
  EXPECT_EQ(by({away}), DisplacedBy::ward_closed);
}

TEST_F(AppRotaTest, WhatAChangeLeavesOutIsToldBeforeItAndStaysBooked) {
  const BookingId early = book(0, 9 * 60);
  book(2, 14 * 60);
  book(1, 14 * 60);  // on a day without hours: left out before, not by a change
  ShiftPattern shorter = pattern_;
  shorter.begin_minute = 10 * 60;
  const Draft all{OpKind::put_shift_patterns, {whole(shorter)}};
  EXPECT_EQ(left_out(all), 1U);
  Shift off = occurrence(2);
  off.active = false;
  EXPECT_EQ(left_out(this_day_draft(pattern_.id, off)), 1U);
  CalendarDay holiday;
  holiday.date = monday_;
  holiday.id = calendar_day_id(monday_, {});
  holiday.name = "Праздник";
  EXPECT_EQ(left_out({OpKind::put_calendar_days, {whole(holiday)}}), 1U);
  shorter.begin_minute = 8 * 60;
  EXPECT_EQ(left_out({OpKind::put_shift_patterns, {whole(shorter)}}), 0U);

  EXPECT_EQ(bookings_out_of_hours(*clinic_, {}, clinic_->today(branch_))->size(), 1U);
  accept(clinic_->submit(all));
  const auto out = *bookings_out_of_hours(*clinic_, doctor_, clinic_->today(branch_));
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(out[0].booking, early);
  EXPECT_EQ(stored(early)->cancelled_at, Instant{}) << "nothing is dropped";
}

TEST_F(AppRotaTest, FreeTimesFollowTheTemplate) {
  const auto free_minutes = [&](int day) {
    const LocalDate date = monday_.plus_days(day);
    const auto shifts = *shifts_between(*clinic_, date, date, {});
    const Catalogue& catalogue = clinic_->catalogue();
    const auto grid = schedule::Grid::build({.branches = catalogue.branches,
                                             .rooms = catalogue.rooms,
                                             .staff = catalogue.staff,
                                             .shifts = shifts},
                                            {}, {.first = date, .days = 1});
    int quanta = 0;
    for (std::size_t post = 0; post < grid.posts().size(); ++post)
      for (const std::uint64_t word : grid.free_of_post(post).first(grid.words()))
        quanta += std::popcount(word);
    return 5 * quanta;
  };
  EXPECT_EQ(free_minutes(0), 360);
  EXPECT_EQ(free_minutes(1), 0);
}

}  // namespace
}  // namespace retour::app
