// A clinic of one doctor (Monday to Friday from 9 to 17), one room, a few services and one patient,
// with the screens over it.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "web/support/clinic_fixture.hpp"

namespace retour::views {

class SmallClinic : public ClinicFixture {
 public:
  void open_small() {
    open_own();
    branch_ = clinic().catalogue().branches.front().id;
    Specialty specialty;
    specialty.id = specialty_ = clinic().new_id<Specialty>();
    specialty.name = "Кардиолог";
    submit(OpKind::put_specialty, {whole(specialty)});
    Room room;
    room.id = room_ = clinic().new_id<Room>();
    room.branch = branch_;
    room.name = "Кабинет 1";
    submit(OpKind::put_room, {whole(room)});
    doctor_ = add_doctor("Ёлкина");
    service_ = add_service("Первичный приём", ProductType::entry, 250'000);
    patient_ = add_patient("Сидоров", "Пётр", "+79161234567", LocalDate::from_ymd(1980, 5, 17));
    settle();
  }

  StaffId add_doctor(const std::string& family) {
    Staff doctor;
    doctor.id = clinic().new_id<Staff>();
    doctor.family_name = family;
    doctor.roles = RoleSet::of(retour::Role::doctor);
    doctor.specialties = {specialty_};
    doctor.branches = {branch_};
    submit(OpKind::put_staff, {whole(doctor)});
    std::vector<Part> shifts;
    for (int day = 0; day < 20; ++day) {
      Shift shift;
      shift.id = clinic().new_id<Shift>();
      shift.staff = doctor.id;
      shift.branch = branch_;
      shift.room = room_;
      shift.date = input.today.plus_days(day);
      shift.begin_minute = 9 * 60;
      shift.end_minute = 17 * 60;
      if (shift.date.iso_weekday() <= 5) shifts.push_back(whole(shift));
    }
    submit(OpKind::put_shifts, std::move(shifts));
    return doctor.id;
  }

  ServiceId add_service(const std::string& name, ProductType type, std::int64_t price_minor) {
    Service service;
    service.id = clinic().new_id<Service>();
    service.name = name;
    service.specialty = specialty_;
    service.product_type = type;
    service.remote = type == ProductType::entry;
    submit(OpKind::put_service, {whole(service)});
    Price price;
    price.id = clinic().new_id<Price>();
    price.service = service.id;
    price.valid_from = input.today.plus_days(-100);
    price.price_minor = price_minor;
    submit(OpKind::set_price, {whole(price)});
    return service.id;
  }

  PatientId add_patient(const std::string& family, const std::string& given,
                        const std::string& phone, std::optional<LocalDate> birth) {
    Patient patient;
    patient.id = clinic().new_id<Patient>();
    patient.family_name = family;
    patient.given_name = given;
    patient.birth_date = birth;
    if (!phone.empty()) patient.phones = {{.number = phone, .note = {}, .confirmed_at = {}}};
    patient.first_seen_at = clinic().now();
    submit(OpKind::register_patient, {whole(patient)});
    return patient.id;
  }

  ReasonId add_reason(ReasonGroup group, const std::string& name) {
    Reason reason;
    reason.id = clinic().new_id<Reason>();
    reason.group = group;
    reason.name = name;
    submit(OpKind::put_reason, {whole(reason)});
    return reason.id;
  }

  /// A booking of `patient` for tomorrow, a Monday.
  Booking booking_tomorrow(PatientId patient, int minute) {
    Booking booking;
    booking.id = clinic().new_id<Booking>();
    booking.patient = patient;
    booking.branch = branch_;
    booking.doctor = doctor_;
    booking.room = room_;
    booking.date = input.today.plus_days(1);
    booking.begin_minute = minute;
    booking.length_minutes = 30;
    booking.begin = clinic().catalogue().zone_of(branch_).lookup({booking.date, minute * 60}).first;
    booking.service = service_;
    return booking;
  }

  /// As another program's file has it.
  void import_booking(const Booking& booking) {
    ImportBatch batch;
    batch.id = clinic().new_id<ImportBatch>();
    batch.system = "old";
    batch.started_at = clinic().now();
    submit(OpKind::begin_import, {facets_of(batch, 0)});
    const std::array drafts = {Draft{.kind = OpKind::import_row, .parts = {whole(booking)}}};
    const auto outcome = clinic().submit_batch(drafts, batch.id, store::Sync::now);
    ASSERT_TRUE(outcome.has_value());
    const auto* refusal = std::get_if<Refusal>(&*outcome);
    ASSERT_EQ(refusal, nullptr) << enum_name(refusal->code);
    settle();
  }

  /// Rows of the patient, as stored.
  template <class E>
  std::vector<E> stored(PatientId patient) {
    auto found = all_of<E>(static_cast<Tables&>(clinic().tables()), patient);
    EXPECT_TRUE(found.has_value());
    return found ? std::move(*found) : std::vector<E>{};
  }

  Patient stored_patient(PatientId id) {
    auto found = find(static_cast<Tables&>(clinic().tables()), id);
    EXPECT_TRUE(found.has_value() && found->has_value());
    return found && *found ? **found : Patient{};
  }

  BranchId branch_;
  SpecialtyId specialty_;
  RoomId room_;
  StaffId doctor_;
  ServiceId service_;
  PatientId patient_;
};

}  // namespace retour::views
