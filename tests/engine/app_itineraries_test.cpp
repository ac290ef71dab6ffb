// Several visits of one patient found and booked together: rules between them, all or none, moved
// as a whole (SC-17, SC-18).
#include "app/itineraries.hpp"

#include <algorithm>

#include "clinic_fixture.hpp"
#include "store/facts.hpp"

namespace retour::app {
namespace {

/// A cardiologist who works every day, an ultrasound doctor on every third one.
class ItineraryTest : public ClinicTest {
 protected:
  void SetUp() override {
    ClinicTest::SetUp();
    today_ = clinic_->today(branch_);
    heart_ = add_service("Приём кардиолога", "Кардиолог", doctor_, 1);
    scanner_ = add_doctor("Сканеров");
    scan_ = add_service("УЗИ", "УЗИ", scanner_, 3);
  }

  /// A service of a specialty that one doctor has, who works from 10 to 14 on every n-th day.
  ServiceId add_service(const char* name, const char* specialty_name, StaffId doctor, int every) {
    Specialty specialty;
    specialty.id = clinic_->new_id<Specialty>();
    specialty.name = specialty_name;
    accept(clinic_->submit({OpKind::put_specialty, {whole(specialty)}}));
    Staff person = *clinic_->catalogue().person(doctor);
    person.specialties = {specialty.id};
    accept(clinic_->submit({OpKind::put_staff, {facets_of(person, 1)}}));
    Room room;
    room.id = clinic_->new_id<Room>();
    room.branch = branch_;
    room.name = name;
    accept(clinic_->submit({OpKind::put_room, {whole(room)}}));
    std::vector<Part> shifts;
    for (int day = every; day <= 30; day += every) {
      Shift shift;
      shift.id = clinic_->new_id<Shift>();
      shift.staff = doctor;
      shift.branch = branch_;
      shift.room = room.id;
      shift.date = today_.plus_days(day);
      shift.begin_minute = 10 * 60;
      shift.end_minute = 14 * 60;
      shifts.push_back(whole(shift));
    }
    accept(clinic_->submit({OpKind::put_shifts, std::move(shifts)}));
    Service service;
    service.id = clinic_->new_id<Service>();
    service.name = name;
    service.length_minutes = 40;
    service.specialty = specialty.id;
    accept(clinic_->submit({OpKind::put_service, {whole(service)}}));
    return service.id;
  }

  ItineraryWish wish(std::vector<WantedVisit> visits) {
    return {.patient = patient_, .branch = branch_, .from = today_, .visits = std::move(visits)};
  }

  PlannedItinerary plan(const ItineraryWish& wish) {
    auto planned = plan_itinerary(*clinic_, wish);
    EXPECT_TRUE(planned.has_value());
    return planned.value_or(PlannedItinerary{});
  }

  std::vector<Booking> standing() {
    std::vector<Booking> all = (*store::load_facts(clinic_->tables(), patient_))->bookings;
    std::erase_if(
        all, [](const Booking& b) { return b.cancelled_at.seconds != 0 || b.entered_in_error; });
    std::ranges::sort(all, {}, &Booking::begin);
    return all;
  }

  Result<Outcome> submit(const ItineraryWish& wish, const PlannedItinerary& planned) {
    return clinic_->submit_act(itinerary_act(*clinic_, wish, planned, Channel::phone));
  }

  LocalDate today_;
  StaffId scanner_;
  ServiceId heart_, scan_;
};

TEST_F(ItineraryTest, TakesOneDayWhereOneDayWillDo) {
  const PlannedItinerary found = plan(wish({{.service = heart_}, {.service = scan_}}));
  ASSERT_TRUE(found.is_found());
  EXPECT_EQ(found.days, 1);
  EXPECT_EQ(found.slots[0].date, today_.plus_days(3));
  EXPECT_EQ(found.slots[1].date, today_.plus_days(3));
  EXPECT_EQ(found.slots[0].doctor, doctor_);
  EXPECT_EQ(found.slots[1].doctor, scanner_);
  EXPECT_EQ(found.slots[0].begin_minute, 10 * 60);
  EXPECT_EQ(found.slots[1].begin_minute, 10 * 60 + 40);
}

TEST_F(ItineraryTest, DaysBetweenVisitsCountFromMidnightToMidnight) {
  for (int least = 0; least <= 7; ++least)
    for (int most = least; most <= 8; ++most) {
      const PlannedItinerary found =
          plan(wish({{.service = scan_},
                     {.service = heart_, .days_after_min = least, .days_after_max = most}}));
      ASSERT_TRUE(found.is_found()) << least << ".." << most;
      const int days = found.slots[1].date.days - found.slots[0].date.days;
      EXPECT_EQ(days, least) << "the earliest end that the rule allows";
    }
}

TEST_F(ItineraryTest, OneDayForAllOverrulesTheDaysBetweenThem) {
  ItineraryWish wanted = wish({{.service = heart_}, {.service = scan_, .days_after_min = 3}});
  wanted.on_one_day = true;
  const PlannedItinerary found = plan(wanted);
  ASSERT_TRUE(found.is_found());
  EXPECT_EQ(found.days, 1);
}

TEST_F(ItineraryTest, MinutesBetweenVisitsOfADayAreKept) {
  const PlannedItinerary found = plan(
      wish({{.service = heart_}, {.service = scan_, .days_after_max = 0, .minutes_between = 60}}));
  ASSERT_TRUE(found.is_found());
  EXPECT_EQ(found.slots[1].begin_minute, found.slots[0].begin_minute + 40 + 60);
}

TEST_F(ItineraryTest, NamesTheVisitThatHasNoTime) {
  ItineraryWish never = wish({{.service = heart_}, {.service = scan_}});
  never.days = 2;
  const PlannedItinerary found = plan(never);
  EXPECT_FALSE(found.is_found());
  EXPECT_EQ(found.verdict, schedule::ItineraryVerdict::no_place);
  EXPECT_EQ(found.visit, 1U);

  // Each has times, but the only scan of these days has no consultation on the day before it.
  ItineraryWish together =
      wish({{.service = heart_}, {.service = scan_, .days_after_min = 1, .days_after_max = 1}});
  together.from = today_.plus_days(3);
  together.days = 3;
  EXPECT_EQ(plan(together).verdict, schedule::ItineraryVerdict::no_combination);
}

TEST_F(ItineraryTest, BooksAllInOneActAndUndoTakesAllBack) {
  const ItineraryWish wanted = wish({{.service = heart_}, {.service = scan_}});
  const PlannedItinerary found = plan(wanted);
  const OpId op = accept(submit(wanted, found));
  const std::vector<Booking> booked = standing();
  ASSERT_EQ(booked.size(), 2U);
  EXPECT_EQ(booked[0].service, heart_);
  EXPECT_EQ(booked[1].service, scan_);
  EXPECT_EQ(booked[1].begin, found.slots[1].begin);
  EXPECT_EQ(booked[0].channel, Channel::phone);
  accept(clinic_->undo(op));
  EXPECT_TRUE(standing().empty());
}

TEST_F(ItineraryTest, BooksNothingWhenOneOfTheTimesIsTaken) {
  const ItineraryWish wanted = wish({{.service = heart_}, {.service = scan_}});
  const PlannedItinerary found = plan(wanted);
  // Somebody else was quicker with the second one.
  const PatientId other = add_patient("Быстров");
  ItineraryWish theirs = wish({{.service = scan_}});
  theirs.patient = other;
  PlannedItinerary quick = plan(theirs);
  quick.slots[0] = found.slots[1];
  accept(submit(theirs, quick));

  const auto outcome = submit(wanted, found);
  ASSERT_TRUE(outcome.has_value());
  const auto* refusal = std::get_if<Refusal>(&*outcome);
  ASSERT_NE(refusal, nullptr);
  EXPECT_EQ(refusal->code, RefusalCode::slot_taken);
  EXPECT_TRUE(standing().empty()) << "all or none";

  const PlannedItinerary again = plan(wanted);
  ASSERT_TRUE(again.is_found());
  accept(submit(wanted, again));
  EXPECT_EQ(standing().size(), 2U);
}

TEST_F(ItineraryTest, TheOthersFollowWhenOneVisitMoves) {
  const ItineraryWish first = wish({{.service = heart_}, {.service = scan_, .days_after_max = 0}});
  accept(submit(first, plan(first)));
  const std::vector<Booking> booked = standing();
  ASSERT_EQ(booked.size(), 2U);

  ItineraryWish moved =
      wish({{.service = heart_, .doctor = doctor_, .booking = booked[0]},
            {.service = scan_, .doctor = scanner_, .booking = booked[1], .days_after_max = 0}});
  // As things stand nothing needs to move.
  EXPECT_TRUE(itinerary_act(*clinic_, moved, plan(moved), Channel::phone).empty());

  moved.visits[0].fixed =
      FixedTime{.doctor = doctor_, .date = today_.plus_days(6), .begin_minute = 12 * 60};
  const PlannedItinerary found = plan(moved);
  ASSERT_TRUE(found.is_found());
  const OpId op = accept(submit(moved, found));
  const std::vector<Booking> now = standing();
  ASSERT_EQ(now.size(), 2U);
  EXPECT_EQ(now[0].date, today_.plus_days(6));
  EXPECT_EQ(now[0].begin_minute, 12 * 60);
  EXPECT_EQ(now[1].date, today_.plus_days(6));
  EXPECT_EQ(now[1].begin_minute, 12 * 60 + 40);
  EXPECT_EQ(now[1].id, booked[1].id);

  accept(clinic_->undo(op));
  EXPECT_EQ(standing()[0].begin, booked[0].begin);
  EXPECT_EQ(standing()[1].begin, booked[1].begin);
}

TEST_F(ItineraryTest, BookingsRememberTheirOrderAndWhatBreaksItIsKnown) {
  const ItineraryWish first =
      wish({{.service = heart_}, {.service = scan_, .days_after_min = 3, .days_after_max = 7}});
  accept(submit(first, plan(first)));
  std::vector<Booking> booked = standing();
  ASSERT_EQ(booked.size(), 2U);
  EXPECT_FALSE(booked[0].itinerary.is_nil());
  EXPECT_EQ(booked[0].itinerary, booked[1].itinerary);
  EXPECT_EQ(booked[0].days_after_max, any_days) << "nothing comes before it";
  EXPECT_FALSE(broken_rule(booked, booked[0].itinerary).has_value());

  const std::vector<WantedVisit> again = wanted_again({booked[1], booked[0]});
  ASSERT_EQ(again.size(), 2U);
  EXPECT_EQ(again[0].service, heart_) << "in order of time";
  EXPECT_EQ(again[1].days_after_min, 3);
  EXPECT_EQ(again[1].days_after_max, 7);
  EXPECT_TRUE(itinerary_act(*clinic_, wish(again), plan(wish(again)), Channel::phone).empty())
      << "planned anew without a change it stays as it is";

  const auto moved_by = [&](int days) {
    std::vector<Booking> moved = booked;
    moved[1].date = moved[0].date.plus_days(days);
    moved[1].begin = moved[0].begin.plus_minutes(std::int64_t{days} * 24 * 60);
    return broken_rule(moved, booked[0].itinerary);
  };
  EXPECT_FALSE(moved_by(3).has_value());
  EXPECT_FALSE(moved_by(7).has_value());
  ASSERT_TRUE(moved_by(2).has_value());
  EXPECT_EQ(moved_by(2)->id, booked[1].id);
  EXPECT_TRUE(moved_by(8).has_value());
  EXPECT_FALSE(broken_rule(booked, {}).has_value()) << "of no itinerary";
  booked[0].cancelled_at = Instant{1};
  EXPECT_FALSE(moved_by(8).has_value()) << "what is cancelled binds nobody";
}

TEST_F(ItineraryTest, ThePatientsOtherVisitsAreInTheWay) {
  ItineraryWish one = wish({{.service = heart_}});
  one.visits[0].fixed =
      FixedTime{.doctor = doctor_, .date = today_.plus_days(3), .begin_minute = 10 * 60};
  accept(submit(one, plan(one)));
  const PlannedItinerary found = plan(wish({{.service = scan_}}));
  ASSERT_TRUE(found.is_found());
  EXPECT_EQ(found.slots[0].date, today_.plus_days(3));
  EXPECT_EQ(found.slots[0].begin_minute, 10 * 60 + 40);
}

TEST_F(ItineraryTest, OtherTimesKeepEveryRule) {
  const ItineraryWish wanted = wish({{.service = heart_}, {.service = scan_, .days_after_max = 0}});
  const PlannedItinerary found = plan(wanted);
  const auto others = other_times(*clinic_, wanted, found, 1, 1'000);
  ASSERT_TRUE(others.has_value());
  ASSERT_FALSE(others->empty());
  for (const schedule::Slot& slot : *others) {
    EXPECT_EQ(slot.date, found.slots[0].date);
    EXPECT_GE(slot.begin_minute, found.slots[0].begin_minute + 40);
    EXPECT_NE(slot.begin, found.slots[1].begin);
  }
}

}  // namespace
}  // namespace retour::app
