// The load report of a clinic: what is read from where, who waits, how long visits take (SC-10,
// SC-11).
#include "app/load.hpp"
#include "app/visit_lengths.hpp"

#include <algorithm>

#include "clinic_fixture.hpp"

namespace retour::app {
namespace {

class LoadTest : public ClinicTest {
 protected:
  void SetUp() override {
    ClinicTest::SetUp();
    today_ = clinic_->today(branch_);
    Shift shift;
    shift.id = clinic_->new_id<Shift>();
    shift.staff = doctor_;
    shift.branch = branch_;
    shift.room = room_;
    shift.date = today_.plus_days(1);
    shift.begin_minute = 10 * 60;
    shift.end_minute = 14 * 60;
    accept(clinic_->submit({OpKind::put_shifts, {whole(shift)}}));
  }

  LoadReport report() {
    auto made = load_report(*clinic_, today_, 7, branch_, 30);
    EXPECT_TRUE(made.has_value());
    return made.value_or(LoadReport{});
  }

  const schedule::ResourceLoad& of(const LoadReport& report, schedule::ResourceKind kind) {
    return *std::ranges::find(report.resources, kind, &schedule::ResourceLoad::kind);
  }

  /// A visit of the booking that waits and lasts so long.
  void hold(const Booking& booking, int early_minutes, int wait_minutes, int length_minutes) {
    Visit visit;
    visit.id = clinic_->new_id<Visit>();
    visit.patient = booking.patient;
    visit.booking = booking.id;
    visit.branch = branch_;
    visit.doctor = booking.doctor;
    visit.arrived_at = {booking.begin.seconds - early_minutes * std::int64_t{60}};
    visit.entered_at = {booking.begin.seconds + wait_minutes * std::int64_t{60}};
    visit.finished_at = {visit.entered_at.seconds + length_minutes * std::int64_t{60}};
    now_ms_ = visit.finished_at.seconds * 1000;
    accept(clinic_->submit({OpKind::check_in, {facets_of(visit, 0)}}));
    accept(clinic_->submit({OpKind::enter, {facets_of(visit, 1)}}));
    accept(clinic_->submit({OpKind::finish_visit, {facets_of(visit, 2)}}));
  }

  LocalDate today_;
};

TEST_F(LoadTest, CountsWhatIsRosteredBookedAndUsable) {
  accept(clinic_->submit({OpKind::book, {whole(booking_at(patient_, 10 * 60 + 20))}}));
  const LoadReport made = report();
  const schedule::ResourceLoad& doctor = of(made, schedule::ResourceKind::doctor);
  EXPECT_EQ(doctor.available_minutes, 240);
  EXPECT_EQ(doctor.booked_minutes, 30);
  EXPECT_EQ(doctor.usable_minutes, 240 - 30 - 20) << "twenty minutes hold no visit";
  // The room is there on seven days from 8 to 20.
  const schedule::ResourceLoad& room = of(made, schedule::ResourceKind::room);
  EXPECT_EQ(room.available_minutes, 7 * 12 * 60);
  EXPECT_EQ(room.booked_minutes, 30);
  EXPECT_EQ(made.binding.room_minutes, 0);
  EXPECT_EQ(made.binding.doctor_minutes, 7 * 12 * 60 - 240) << "a room stands empty meanwhile";
  ASSERT_EQ(made.first_free.size(), 1U);
  EXPECT_EQ(made.first_free[0].days, 1);
}

TEST_F(LoadTest, WaitingCountsFromTheAppointedTimeForWhoComesEarly) {
  const Booking first = booking_at(patient_, 10 * 60);
  const Booking second = booking_at(add_patient("Второв"), 11 * 60);
  accept(clinic_->submit({OpKind::book, {whole(first)}}));
  accept(clinic_->submit({OpKind::book, {whole(second)}}));
  hold(first, 15, 4, 45);
  hold(second, -10, 22, 25);  // ten minutes late, entered twelve minutes after that
  const LoadReport made = report();
  EXPECT_EQ(made.waits[0], 1);
  EXPECT_EQ(made.waits[2], 1);
  ASSERT_EQ(made.visits.size(), 1U);
  EXPECT_EQ(made.visits[0].doctor, doctor_);
  EXPECT_EQ(made.visits[0].visits, 2);
  EXPECT_EQ(made.visits[0].planned_minutes, 60);
  EXPECT_EQ(made.visits[0].actual_minutes, 70);
}

TEST_F(LoadTest, AServiceTakesOfTheDoctorsOnlyTheirPart) {
  const Booking whole_visit = booking_at(patient_, 10 * 60);
  accept(clinic_->submit({OpKind::book, {whole(whole_visit)}}));
  Service drip = *clinic_->catalogue().service(service_);
  drip.id = clinic_->new_id<Service>();
  drip.name = "Капельница";
  accept(clinic_->submit({OpKind::put_service, {whole(drip)}}));
  Booking part = booking_at(add_patient("Второв"), 11 * 60);
  part.service = drip.id;
  part.length_minutes = 60;
  part.pattern = {.doctor_after_minutes = 0, .doctor_minutes = 10};
  accept(clinic_->submit({OpKind::book, {whole(part)}}));
  hold(whole_visit, 5, 0, 45);
  const LoadReport made = report();
  ASSERT_EQ(made.services.size(), 2U);
  EXPECT_EQ(made.services[0].service, service_) << "30 minutes are more than 10";
  EXPECT_EQ(made.services[0].doctor_minutes, 30);
  EXPECT_EQ(made.services[0].measured, 1);
  EXPECT_EQ(made.services[0].planned_minutes, 30);
  EXPECT_EQ(made.services[0].actual_minutes, 45);
  EXPECT_EQ(made.services[1].service, drip.id);
  EXPECT_EQ(made.services[1].visits, 1);
  EXPECT_EQ(made.services[1].doctor_minutes, 10);
  EXPECT_EQ(made.services[1].measured, 0);
}

// FEATURES 54: planned against actual, learned per doctor and service.
TEST_F(LoadTest, TheUsualLengthIsTheMedianOfEnoughVisits) {
  const auto take = [&](int day, int minutes) {
    Booking booking = booking_at(add_patient("П"), 10 * 60);
    booking.date = today_.plus_days(day);
    booking.begin = clinic_->catalogue().zone_of(branch_).lookup({booking.date, 600 * 60}).first;
    accept(clinic_->submit({OpKind::book, {whole(booking)}}));
    hold(booking, 5, 0, minutes);
  };
  const auto learned = [&](int day) {
    return usual_lengths(*clinic_, today_.plus_days(day)).value_or(std::vector<UsualLength>{});
  };
  int day = 1;
  for (; day < static_cast<int>(usual_length_visits_min); ++day) take(day, 41 + day % 3);
  EXPECT_TRUE(learned(day).empty()) << "too few to claim anything";
  take(day, 300);  // somebody forgot to press "finished"
  ++day;
  ASSERT_EQ(learned(day).size(), 1U);
  EXPECT_EQ(learned(day)[0].doctor, doctor_);
  EXPECT_EQ(learned(day)[0].service, service_);
  EXPECT_EQ(learned(day)[0].visits, 15);
  EXPECT_EQ(learned(day)[0].minutes, 45) << "42, up to whole quanta";
  EXPECT_TRUE(learned(day + usual_length_days).empty()) << "what is old is forgotten";
}

}  // namespace
}  // namespace retour::app
