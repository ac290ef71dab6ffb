// What a specialty is asked for against its hours, as the clinic's own bookings and rota have it
// (SC-14).
#include "app/demand.hpp"

#include "clinic_fixture.hpp"

namespace retour::app {
namespace {

constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;

class DemandTest : public ClinicTest {
 protected:
  void SetUp() override {
    ClinicTest::SetUp();
    Specialty specialty;
    specialty.id = specialty_ = clinic_->new_id<Specialty>();
    specialty.name = "Кардиолог";
    accept(clinic_->submit({OpKind::put_specialty, {whole(specialty)}}));
    Service service = *clinic_->catalogue().service(service_);
    service.specialty = specialty_;
    accept(clinic_->submit({OpKind::put_service, {facets_of(service, 1)}}));
    Staff doctor = *clinic_->catalogue().person(doctor_);
    doctor.specialties = {specialty_};
    accept(clinic_->submit({OpKind::put_staff, {facets_of(doctor, 1)}}));
  }

  void book_tomorrow_at(std::int32_t minute) {
    Booking booking = booking_at(add_patient("Пациент"), minute);
    accept(clinic_->submit({OpKind::book, {whole(booking)}}));
  }

  schedule::DemandReport report() {
    auto made = demand_of(*clinic_, specialty_, branch_);
    EXPECT_TRUE(made.has_value());
    return made.value_or(schedule::DemandReport{});
  }

  SpecialtyId specialty_;
};

TEST_F(DemandTest, CountsWhatWasAskedByWeekdayAndHourAndAbstainsWhileItIsLittle) {
  const LocalDate first = clinic_->today(branch_).plus_days(1);
  int on_that_day = 0;  // a change of clocks may carry the later weeks over midnight
  for (int week = 0; week < 9; ++week) {
    on_that_day += clinic_->today(branch_).plus_days(1).iso_weekday() == first.iso_weekday();
    book_tomorrow_at(600);
    book_tomorrow_at(660);
    now_ms_ += 7 * day_ms;
  }
  now_ms_ += 7 * day_ms;  // of the week that runs nothing is counted yet
  const schedule::DemandReport made = report();
  EXPECT_EQ(made.visits, 18);
  EXPECT_FALSE(made.has_enough) << "few data propose nothing";
  EXPECT_TRUE(made.changes.empty());
  const auto at_ten = static_cast<std::size_t>(first.iso_weekday() - 1) * 24 + 10;
  EXPECT_GE(on_that_day, 5);
  EXPECT_EQ(made.hours[at_ten].visits, on_that_day);
  EXPECT_EQ(made.hours[at_ten + 1].visits, on_that_day);
  EXPECT_EQ(made.hours[at_ten].staffed_minutes, 0) << "nobody is in the rota";
}

TEST_F(DemandTest, TheUsualWeekIsTheMeanOfTheComingRota) {
  const LocalDate today = clinic_->today(branch_);
  const LocalDate monday = today.plus_days(1 - today.iso_weekday());
  // Two Thursdays of the four.
  for (const int week : {1, 3}) {
    Shift shift;
    shift.id = clinic_->new_id<Shift>();
    shift.staff = doctor_;
    shift.branch = branch_;
    shift.date = monday.plus_days(7 * week + 3);
    shift.begin_minute = 10 * 60;
    shift.end_minute = 11 * 60 + 30;
    accept(clinic_->submit({OpKind::put_shifts, {whole(shift)}}));
  }
  const schedule::DemandReport made = report();
  EXPECT_EQ(made.hours[3 * 24 + 10].staffed_minutes, 30);
  EXPECT_EQ(made.hours[3 * 24 + 11].staffed_minutes, 15);
  EXPECT_EQ(made.hours[3 * 24 + 12].staffed_minutes, 0);
}

}  // namespace
}  // namespace retour::app
