// Operations: surgeon, team, theatre with its turnover, a bed for the nights afterwards, found and
// booked as one (SC-02, SC-04, FEATURES 20).
#include <algorithm>

#include "app/absence.hpp"
#include "app/slot_grid.hpp"
#include "app/waitlist.hpp"
#include "clinic_fixture.hpp"
#include "schedule/conflicts.hpp"
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
  const auto stays = store::ward_stays(clinic_->tables(), first.date, first.date);
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

TEST_F(OperationTest, ABedPromisedAfterTheSearchedDaysIsNotGivenAway) {
  const schedule::Slot first = free_operations().front();
  accept(clinic_->submit({OpKind::book, {whole(booked_at(first, patient_))}}));
  // A grid of the day before alone: its second night is the first one of the stay.
  const LocalDate before = first.date.plus_days(-1);
  const auto grid = slot_grid(*clinic_, {.first = before, .days = 1});
  const auto row = grid->find(schedule::ResourceKind::room, ward_);
  ASSERT_TRUE(row.has_value());
  EXPECT_TRUE(grid->has_bed(*row, before, 1));
  EXPECT_FALSE(grid->has_bed(*row, before, 2));
}

// SC-20: what needs a team, a theatre with turnover and nights is planned as a whole, too.
TEST_F(OperationTest, WhoIsIllHasHisOperationsMovedWithTeamAndBed) {
  const schedule::Slot first = free_operations().front();
  std::vector<Booking> before{booked_at(first, patient_)};
  accept(clinic_->submit({OpKind::book, {whole(before[0])}}));
  for (const StaffId ill : {doctor_, anaesthetist_}) {
    SCOPED_TRACE(ill == doctor_ ? "the surgeon" : "one of the team");
    auto proposal = std::make_shared<AbsenceProposal>();
    start_absence_plan(*clinic_, {.doctor = ill, .first = first.date, .last = first.date}, {},
                       proposal);
    run_jobs();
    ASSERT_TRUE(proposal->is_done);
    ASSERT_EQ(proposal->visits.size(), 1U);
    ASSERT_EQ(proposal->moved(), 1U);
    const AbsenceTarget target = *target_of(clinic_->catalogue(), *proposal, 0);
    EXPECT_EQ(target.doctor, doctor_);
    EXPECT_EQ(target.team, std::vector{anaesthetist_});
    EXPECT_EQ(target.room, theatre_);
    EXPECT_EQ(target.ward, ward_);
    EXPECT_EQ(target.date, first.date.plus_days(1)) << "the next day, at the same hour";
    EXPECT_EQ(target.minute, first.begin_minute) << "set-up is before the visit, not of it";
    std::vector<NextStep> steps;
    const OpId act = accept(clinic_->submit_act(
        absence_act(*clinic_, *proposal, [](std::size_t) { return std::string("call"); }, steps)));
    const Booking moved = **find(clinic_->tables(), before[0].id);
    EXPECT_EQ(moved.date, target.date);
    EXPECT_EQ(moved.team, std::vector{anaesthetist_});
    EXPECT_EQ(moved.ward, ward_);
    EXPECT_EQ(moved.nights, 2);
    EXPECT_EQ(moved.pattern, before[0].pattern);
    accept(clinic_->undo(act));
    expect_whole();
  }
}

TEST_F(OperationTest, TwoOperationsOfAnAbsenceNeverShareTheOnlyBed) {
  std::vector<schedule::Slot> slots = free_operations();
  accept(clinic_->submit({OpKind::book, {whole(booked_at(slots.front(), patient_))}}));
  slots = free_operations();
  accept(clinic_->submit({OpKind::book, {whole(booked_at(slots.front(), add_patient("Второв")))}}));
  auto proposal = std::make_shared<AbsenceProposal>();
  start_absence_plan(*clinic_, {.doctor = doctor_, .first = today_, .last = slots.front().date}, {},
                     proposal);
  run_jobs();
  ASSERT_EQ(proposal->visits.size(), 2U);
  ASSERT_EQ(proposal->moved(), 2U);
  std::vector<NextStep> steps;
  accept(clinic_->submit_act(
      absence_act(*clinic_, *proposal, [](std::size_t) { return std::string("call"); }, steps)));
  std::vector<Booking> all;
  for (const AbsenceVisit& visit : proposal->visits)
    all.push_back(**find(clinic_->tables(), visit.booking.id));
  EXPECT_GE(std::abs(all[0].date.days - all[1].date.days), 2);
  const Catalogue& catalogue = clinic_->catalogue();
  EXPECT_TRUE(
      schedule::find_conflicts(all, catalogue.rooms, catalogue.devices, catalogue.staff).empty());
  expect_whole();
}

TEST_F(OperationTest, WhoWaitsForAnOperationGetsAFreedOneWithTeamAndBed) {
  const schedule::Slot slot = free_operations().front();
  WaitlistEntry entry;
  entry.id = clinic_->new_id<WaitlistEntry>();
  entry.patient = add_patient("Ждунов");
  entry.service = operation_;
  entry.earliest = today_;
  entry.asked_at = clinic_->now();
  accept(clinic_->submit({OpKind::join_waitlist, {facets_of(entry, 0)}}));
  const Waitlist list = *load_waitlist(*clinic_);
  const FreePlace freed = place_of(booked_at(slot, patient_));
  EXPECT_EQ(freed, place_of(slot));
  const auto found = candidates(list, clinic_->catalogue(), freed, clinic_->now(),
                                [](const WaitlistEntry&, LocalDate) { return std::int32_t{0}; });
  ASSERT_EQ(found.size(), 1U);
  // As it was found, and as a wish remembers it that was offered the time before.
  FreePlace remembered = freed;
  remembered.team.clear();
  remembered.ward = {};
  for (const FreePlace& place : {freed, remembered}) {
    const OpId act =
        accept(clinic_->submit(booking_draft(*clinic_, list.open[0], place, Channel::phone)));
    const auto booked = *all_of<Booking>(clinic_->tables(), entry.patient);
    ASSERT_FALSE(booked.empty());
    EXPECT_EQ(booked.back().team, std::vector{anaesthetist_});
    EXPECT_EQ(booked.back().ward, ward_);
    EXPECT_EQ(booked.back().nights, 2);
    EXPECT_EQ(booked.back().pattern.cleanup_minutes, 30);
    accept(clinic_->undo(act));
  }
  expect_whole();
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
