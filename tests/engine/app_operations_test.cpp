// Operations: surgeon, team, theatre with its turnover, a bed for the nights afterwards, found and
// booked as one (SC-02, SC-04, FEATURES 20).
#include <algorithm>

#include "app/slot_grid.hpp"
#include "clinic_fixture.hpp"
#include "schedule/free_times.hpp"
#include "store/queries.hpp"

namespace retour::app {
namespace {

class OperationTest : public ClinicTest {
 protected:
  void SetUp() override {
    ClinicTest::SetUp();
    today_ = clinic_->today(branch_);
    theatre_ = add_room("Операционная", RoomKind::theatre, 1);
    ward_ = add_room("Палата", RoomKind::ward, 1);
    anaesthetist_ = add_doctor("Наркозов");
    anaesthesia_ = add_specialty("Анестезиология", anaesthetist_);
    for (int day = 1; day <= 9; ++day) {
      add_shift(doctor_, day, ShiftKind::theatre);
      add_shift(anaesthetist_, day, ShiftKind::reception);
    }
    Service service;
    service.id = operation_ = clinic_->new_id<Service>();
    service.name = "Операция";
    service.length_minutes = 60;
    service.room_kind = RoomKind::theatre;
    service.pattern = {.setup_minutes = 15, .cleanup_minutes = 30};
    service.performers = {doctor_};
    service.team = {anaesthesia_};
    service.nights = 2;
    accept(clinic_->submit({OpKind::put_service, {whole(service)}}));
  }

  RoomId add_room(const char* name, RoomKind kind, std::int32_t capacity) {
    Room room;
    room.id = clinic_->new_id<Room>();
    room.branch = branch_;
    room.name = name;
    room.kind = kind;
    room.capacity = capacity;
    accept(clinic_->submit({OpKind::put_room, {whole(room)}}));
    return room.id;
  }

  SpecialtyId add_specialty(const char* name, StaffId person) {
    Specialty specialty;
    specialty.id = clinic_->new_id<Specialty>();
    specialty.name = name;
    accept(clinic_->submit({OpKind::put_specialty, {whole(specialty)}}));
    Staff staff = *clinic_->catalogue().person(person);
    staff.specialties = {specialty.id};
    accept(clinic_->submit({OpKind::put_staff, {facets_of(staff, 1)}}));
    return specialty.id;
  }

  void add_shift(StaffId person, int day, ShiftKind kind) {
    Shift shift;
    shift.id = clinic_->new_id<Shift>();
    shift.staff = person;
    shift.branch = branch_;
    shift.kind = kind;
    shift.date = today_.plus_days(day);
    shift.begin_minute = 9 * 60;
    shift.end_minute = 12 * 60;
    accept(clinic_->submit({OpKind::put_shifts, {whole(shift)}}));
  }

  std::vector<schedule::Slot> free_operations() {
    const Service& service = *clinic_->catalogue().service(operation_);
    schedule::SlotRequest request;
    request.needs = schedule::needs_of(service, false);
    request.doctors = doctors_for(clinic_->catalogue(), operation_, branch_);
    request.now = clinic_->now();
    request.from = today_;
    request.days = 14;
    request.step_minutes = 60;
    request.limit = 100;
    const auto grid = slot_grid(*clinic_, {.first = today_, .days = 14});
    return schedule::free_times(*grid, clinic_->catalogue().staff, request);
  }

  Booking booked_at(const schedule::Slot& slot, PatientId patient) {
    Booking booking;
    booking.id = clinic_->new_id<Booking>();
    booking.patient = patient;
    booking.service = operation_;
    schedule::put_slot(booking, slot,
                       schedule::needs_of(*clinic_->catalogue().service(operation_), false));
    return booking;
  }

  LocalDate today_;
  RoomId theatre_, ward_;
  StaffId anaesthetist_;
  SpecialtyId anaesthesia_;
  ServiceId operation_;
};

TEST_F(OperationTest, IsOfferedWithSurgeonTeamTheatreAndBed) {
  const auto slots = free_operations();
  ASSERT_FALSE(slots.empty());
  EXPECT_EQ(slots.front().doctor, doctor_);
  EXPECT_EQ(slots.front().room, theatre_);
  EXPECT_EQ(slots.front().team, std::vector{anaesthetist_});
  EXPECT_EQ(slots.front().ward, ward_);
  EXPECT_EQ(slots.front().begin_minute, 9 * 60) << "set-up may come before the surgeon's hours";
}

TEST_F(OperationTest, TurnoverAndTheOnlyBedDecideAboutTheNextOne) {
  const schedule::Slot first = free_operations().front();
  accept(clinic_->submit({OpKind::book, {whole(booked_at(first, patient_))}}));
  const auto left = free_operations();
  ASSERT_FALSE(left.empty());
  EXPECT_EQ(left.front().date, first.date.plus_days(2)) << "the bed is taken for two nights";
  const RefusalCode code =
      refuse(clinic_->submit({OpKind::book, {whole(booked_at(first, add_patient("Второв")))}}));
  EXPECT_EQ(code, RefusalCode::slot_taken);
}

TEST_F(OperationTest, WhoLiesSinceLastWeekKeepsHisBed) {
  const schedule::Slot first = free_operations().front();
  accept(clinic_->submit({OpKind::book, {whole(booked_at(first, patient_))}}));
  const auto stays = store::stays_before(clinic_->database(), first.date.plus_days(1));
  ASSERT_TRUE(stays.has_value());
  ASSERT_EQ(stays->size(), 1U);
  EXPECT_EQ(stays->front().ward, ward_);
  EXPECT_EQ(stays->front().team, std::vector{anaesthetist_});
  // A grid that begins after the operation still knows of the second night.
  const auto grid = slot_grid(*clinic_, {.first = first.date.plus_days(1), .days = 3});
  const auto row = grid->find(schedule::ResourceKind::room, ward_);
  ASSERT_TRUE(row.has_value());
  EXPECT_FALSE(grid->has_bed(*row, first.date.plus_days(1), 1));
  EXPECT_TRUE(grid->has_bed(*row, first.date.plus_days(2), 1));
}

TEST_F(OperationTest, AnotherServicesPerformersAreThoseItNames) {
  EXPECT_EQ(doctors_for(clinic_->catalogue(), operation_, branch_), std::vector{doctor_});
  Service service = *clinic_->catalogue().service(operation_);
  service.performers = {anaesthetist_, doctor_};
  accept(clinic_->submit({OpKind::put_service, {facets_of(service, 0)}}));
  EXPECT_EQ(doctors_for(clinic_->catalogue(), operation_, branch_).size(), 2U);
}

}  // namespace
}  // namespace retour::app
