// links: app
// Whom new patients should be booked with (SC-13, DR-13): what is read from where, and every reason
// to propose nothing.
#include "app/flow.hpp"

#include "app/live_funnel.hpp"
#include "clinic_fixture.hpp"

namespace retour::app {
namespace {

constexpr std::int64_t day_ms = 24LL * 3600 * 1000;

class FlowTest : public ClinicTest {
 protected:
  void SetUp() override {
    ClinicTest::SetUp();
    Specialty specialty;
    specialty.id = specialty_ = clinic_->new_id<Specialty>();
    specialty.name = "Терапия";
    accept(clinic_->submit({OpKind::put_specialty, {whole(specialty)}}));
    Service service;
    service.id = service_ = clinic_->new_id<Service>();
    service.name = "Приём терапевта";
    service.specialty = specialty_;
    service.product_type = ProductType::entry;
    service.length_minutes = 40;
    accept(clinic_->submit({OpKind::put_service, {whole(service)}}));
    low_ = add_therapist("Нижний");
    best_ = add_therapist("Верхний");
  }

  StaffId add_therapist(const char* name) {
    Staff staff;
    staff.id = clinic_->new_id<Staff>();
    staff.family_name = name;
    staff.roles = RoleSet::of(Role::doctor);
    staff.specialties = {specialty_};
    accept(clinic_->submit({OpKind::put_staff, {whole(staff)}}));
    return staff.id;
  }

  void charge(PatientId patient, StaffId doctor, std::int64_t minor) {
    Charge charge;
    charge.id = clinic_->new_id<Charge>();
    charge.patient = patient;
    charge.service = service_;
    charge.performer = doctor;
    charge.branch = branch_;
    charge.price_minor = minor;
    charge.rendered_at = clinic_->now();
    accept(clinic_->submit({OpKind::charge, {facets_of(charge, 0)}}));
  }

  /// Patients whom the doctor saw first so many days ago, of about this value.
  void add_patients(StaffId doctor, int count, int days_ago, std::int64_t minor) {
    now_ms_ = test_now_ms - days_ago * day_ms;
    for (int i = 0; i < count; ++i)
      charge(add_patient("Пациентов"), doctor, minor + (i % 5 - 2) * minor / 20);
    now_ms_ = test_now_ms;
  }

  void add_marks(StaffId doctor, int count, int score, int days_ago = 20) {
    now_ms_ = test_now_ms - days_ago * day_ms;
    for (int i = 0; i < count; ++i) {
      Rating rating;
      rating.id = clinic_->new_id<Rating>();
      rating.patient = patient_;
      rating.doctor = doctor;
      rating.branch = branch_;
      rating.at = clinic_->now();
      rating.score = score;
      accept(clinic_->submit({OpKind::put_rating, {whole(rating)}}));
    }
    now_ms_ = test_now_ms;
  }

  void add_past_shift(StaffId doctor, int minutes) {
    Shift shift;
    shift.id = clinic_->new_id<Shift>();
    shift.staff = doctor;
    shift.branch = branch_;
    shift.room = room_;
    shift.date = clinic_->today(branch_).plus_days(-10);
    shift.begin_minute = 10 * 60;
    shift.end_minute = 10 * 60 + minutes;
    accept(clinic_->submit({OpKind::put_shifts, {whole(shift)}}));
  }

  FlowReport flow() {
    LiveFunnel numbers(*clinic_);
    EXPECT_TRUE(numbers.refresh().has_value());
    run_jobs();
    EXPECT_TRUE(numbers.refresh().has_value());
    auto made = flow_of(*clinic_, numbers.columns(), specialty_, branch_);
    EXPECT_TRUE(made.has_value());
    return made.value_or(FlowReport{});
  }
  static const FlowDoctor& of(const FlowReport& report, StaffId doctor) {
    return *std::ranges::find_if(report.doctors,
                                 [&](const FlowDoctor& one) { return one.flow.doctor == doctor; });
  }

  SpecialtyId specialty_;
  StaffId low_, best_;
};

TEST_F(FlowTest, NewPatientsGoToTheContentAndValuedAsFarAsHisHoursReach) {
  add_patients(low_, 25, 400, 100'000);
  add_patients(best_, 25, 400, 500'000);
  add_patients(low_, 20, 30, 900'000);    // new: their first year is not over
  add_patients(best_, 10, 100, 900'000);  // before the twelve weeks
  add_marks(low_, 12, 4);
  add_marks(best_, 12, 5);
  add_past_shift(best_, 4 * 60 + 30);
  const FlowReport made = flow();
  ASSERT_EQ(made.doctors.size(), 2U) << "others have another specialty";
  EXPECT_EQ(made.doctors[0].flow.doctor, low_) << "most new patients first";
  EXPECT_EQ(of(made, low_).flow.new_patients, 20);
  EXPECT_EQ(of(made, best_).flow.new_patients, 0);
  EXPECT_NEAR(of(made, best_).value.value, 500'000, 1);
  EXPECT_EQ(of(made, best_).valued.size(), 25U);
  EXPECT_EQ(made.visit_minutes, 40);
  EXPECT_EQ(of(made, best_).flow.spare, 6) << "270 minutes hold six visits of 40";
  ASSERT_EQ(made.moves.size(), 1U);
  EXPECT_EQ(made.moves[0].from, low_);
  EXPECT_EQ(made.moves[0].to, best_);
  EXPECT_EQ(made.moves[0].patients, 6) << "30 % of 20, all of which fit";
  EXPECT_NEAR(static_cast<double>(made.moves[0].gain_minor), 6 * 400'000.0, 10);
  EXPECT_GT(made.moves[0].low_minor, 0);
  EXPECT_EQ(made.silence, FlowSilence::none);
  EXPECT_EQ(made.new_patients(), 20);
}

TEST_F(FlowTest, EveryReasonToProposeNothingIsSaid) {
  EXPECT_EQ(flow().silence, FlowSilence::too_few);
  add_patients(low_, 25, 400, 100'000);
  add_patients(best_, 25, 400, 500'000);
  add_patients(low_, 20, 30, 100'000);
  EXPECT_EQ(flow().silence, FlowSilence::no_marks);
  add_marks(best_, 9, 5);
  EXPECT_EQ(flow().silence, FlowSilence::no_marks) << "nine are too few";
  add_marks(best_, 20, 5, 400);
  EXPECT_EQ(flow().silence, FlowSilence::no_marks) << "those of more than a year ago are too old";
  add_marks(best_, 1, 5);
  EXPECT_EQ(flow().silence, FlowSilence::no_room) << "he has no hours";
  add_past_shift(best_, 60);
  const FlowReport one = flow();
  ASSERT_EQ(one.moves.size(), 1U);
  EXPECT_EQ(one.moves[0].patients, 1) << "one place is free";
  // A high value with low marks is a reason to review prescriptions, not to send patients.
  add_marks(low_, 12, 5);
  add_marks(best_, 40, 2);
  const FlowReport review = flow();
  EXPECT_EQ(review.silence, FlowSilence::alike) << "nobody lies below the best of the balanced";
  EXPECT_TRUE(of(review, best_).to_review);
}

}  // namespace
}  // namespace retour::app
