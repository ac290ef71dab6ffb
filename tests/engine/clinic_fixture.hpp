// A small open clinic in memory for tests of the one door.
#pragma once

#include <gtest/gtest.h>

#include "app/clinic.hpp"
#include "app/first_run.hpp"
#include "store/memory_files.hpp"

namespace retour::app {

inline constexpr std::int64_t test_now_ms = 1'795'338'000'000;  // 2026-11-22T09:00:00Z

class ClinicTest : public testing::Test {
 protected:
  void SetUp() override {
    open(store::Opening::create);
    FirstRun first;
    first.clinic_name = "Клиника";
    first.branch_name = "Главный";
    first.owner_family_name = "Владелина";
    first.zone = "Europe/Moscow";
    first.cancel_reasons = {"Заболел"};
    accept(set_up(*clinic_, first));
    branch_ = clinic_->catalogue().branches.front().id;
    Room room;
    room.id = room_ = clinic_->new_id<Room>();
    room.branch = branch_;
    room.name = "1";
    accept(clinic_->submit({OpKind::put_room, {whole(room)}}));
    Service service;
    service.id = service_ = clinic_->new_id<Service>();
    service.name = "Первичный приём";
    service.product_type = ProductType::entry;
    accept(clinic_->submit({OpKind::put_service, {whole(service)}}));
    doctor_ = add_doctor("Врачёв");
    patient_ = add_patient("Пациентов");
  }

  void open(store::Opening opening) {
    SeededRandom key_random(7);
    auto opened = Clinic::open(
        {files_, random_, [this] { return now_ms_; }, [this] { return now_us_ += 100; }},
        store::DatabaseKey::generate(key_random), opening);
    ASSERT_TRUE(opened.has_value()) << opened.error().context;
    clinic_ = std::move(*opened);
  }

  void reopen() {
    const Session session = clinic_->session();
    clinic_.reset();
    open(store::Opening::existing);
    clinic_->sign_in(session);
  }

  OpId accept(Result<Outcome> outcome) {
    if (!outcome) {
      ADD_FAILURE() << outcome.error().context;
      return {};
    }
    if (const auto* refusal = std::get_if<Refusal>(&*outcome)) {
      ADD_FAILURE() << "refused: " << enum_name(refusal->code);
      return {};
    }
    return std::get<Accepted>(*outcome).op;
  }

  RefusalCode refuse(Result<Outcome> outcome) {
    if (!outcome || !std::holds_alternative<Refusal>(*outcome)) {
      ADD_FAILURE() << "was not refused";
      return RefusalCode::malformed_intention;
    }
    return std::get<Refusal>(*outcome).code;
  }

  StaffId add_doctor(const char* name) {
    Staff staff;
    staff.id = clinic_->new_id<Staff>();
    staff.family_name = name;
    staff.roles = RoleSet::of(Role::doctor);
    accept(clinic_->submit({OpKind::put_staff, {whole(staff)}}));
    return staff.id;
  }

  PatientId add_patient(const char* name) {
    Patient patient;
    patient.id = clinic_->new_id<Patient>();
    patient.family_name = name;
    patient.phones = {{"+79990000001", {}, {}}};
    accept(clinic_->submit({OpKind::register_patient, {whole(patient)}}));
    return patient.id;
  }

  Booking booking_at(PatientId patient, std::int32_t minute) {
    Booking booking;
    booking.id = clinic_->new_id<Booking>();
    booking.patient = patient;
    booking.branch = branch_;
    booking.doctor = doctor_;
    booking.room = room_;
    booking.service = service_;
    booking.date = clinic_->today(branch_).plus_days(1);
    booking.begin_minute = minute;
    booking.length_minutes = 30;
    booking.begin = clinic_->catalogue().zone_of(branch_).lookup({booking.date, minute * 60}).first;
    return booking;
  }

  std::optional<Booking> stored(BookingId id) { return *find(clinic_->tables(), id); }

  void expect_whole() {
    const auto found = clinic_->verify();
    ASSERT_TRUE(found.has_value()) << found.error().context;
    EXPECT_TRUE(found->chain_holds);
    EXPECT_TRUE(found->state_follows_log)
        << (found->differences.empty() ? "" : found->differences.front());
  }

  void run_jobs() {
    for (int i = 0; i < 100'000 && !clinic_->jobs().is_empty(); ++i) clinic_->jobs().run(1'000);
    ASSERT_TRUE(clinic_->jobs().is_empty());
  }

  store::MemoryFiles files_;
  SeededRandom random_{11};
  std::int64_t now_ms_ = test_now_ms;
  std::int64_t now_us_ = 0;
  std::unique_ptr<Clinic> clinic_;
  BranchId branch_;
  RoomId room_;
  ServiceId service_;
  StaffId doctor_;
  PatientId patient_;
};

}  // namespace retour::app
