// The one door: contested slots, taking back, permissions, audit of reads, full disks, restarts.
#include "app/booking_moves.hpp"
#include "clinic_fixture.hpp"

namespace retour::app {
namespace {

TEST_F(ClinicTest, WhatWasAcceptedIsThereAfterReopening) {
  const Booking booking = booking_at(patient_, 10 * 60);
  accept(clinic_->submit({OpKind::book, {whole(booking)}}));
  const Digest before = *clinic_->hash();
  reopen();
  EXPECT_EQ(*clinic_->hash(), before);
  ASSERT_TRUE(stored(booking.id).has_value());
  EXPECT_EQ(stored(booking.id)->begin_minute, 10 * 60);
  expect_whole();
}

TEST_F(ClinicTest, ATakenTimeIsRefusedWithTheHolderAndTheRefusalStaysInTheLog) {
  const Booking first = booking_at(patient_, 10 * 60);
  accept(clinic_->submit({OpKind::book, {whole(first)}}));
  const std::uint64_t ops = clinic_->log().head().seq;
  const Result<Outcome> second =
      clinic_->submit({OpKind::book, {whole(booking_at(add_patient("Второй"), 10 * 60 + 15))}});
  ASSERT_TRUE(second.has_value());
  const auto* refusal = std::get_if<Refusal>(&*second);
  ASSERT_NE(refusal, nullptr);
  EXPECT_EQ(refusal->code, RefusalCode::slot_taken);
  ASSERT_EQ(refusal->things.size(), 2u);
  EXPECT_EQ(refusal->things[1], first.id);
  EXPECT_EQ(clinic_->log().head().seq, ops + 2) << "the second patient, and the refused booking";
  expect_whole();
}

TEST_F(ClinicTest, ABookingIsUndoneMovedBackAndReinstated) {
  const Booking booking = booking_at(patient_, 10 * 60);
  const OpId booked = accept(clinic_->submit({OpKind::book, {whole(booking)}}));
  Booking moved = booking_at(patient_, 14 * 60);
  moved.id = booking.id;
  moved.slot_version = 2;
  const OpId move = accept(clinic_->submit({OpKind::move_booking, {facets_of(moved, 0)}}));
  EXPECT_EQ(stored(booking.id)->begin_minute, 14 * 60);
  accept(clinic_->undo(move));
  EXPECT_EQ(stored(booking.id)->begin_minute, 10 * 60);
  // The chain of its times keeps what was undone, with who did it.
  const auto places = places_of_booking(clinic_->log(), patient_, booking.id);
  ASSERT_TRUE(places.has_value());
  ASSERT_EQ(places->size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ((*places)[i].booking.begin_minute, (i == 1 ? 14 : 10) * 60);
    EXPECT_EQ((*places)[i].by, clinic_->session().staff);
    EXPECT_EQ((*places)[i].at, clinic_->now());
  }
  const OpId undone = accept(clinic_->undo(booked));
  EXPECT_TRUE(stored(booking.id)->entered_in_error);
  // The time is free for somebody else now, and so the cancellation cannot be taken back.
  accept(clinic_->submit({OpKind::book, {whole(booking_at(add_patient("Другой"), 10 * 60))}}));
  EXPECT_EQ(refuse(clinic_->undo(undone)), RefusalCode::slot_taken);
  expect_whole();
}

TEST_F(ClinicTest, AnythingElseIsWithdrawnAndItsUnitFoldedAgain) {
  Patient changed = **find(clinic_->tables(), patient_);
  changed.family_name = "Опечаткин";
  const OpId change = accept(clinic_->submit({OpKind::change_identity, {facets_of(changed, 0)}}));
  accept(clinic_->undo(change));
  EXPECT_EQ((*find(clinic_->tables(), patient_))->family_name, "Пациентов");
  EXPECT_EQ(refuse(clinic_->undo(change)), RefusalCode::nothing_to_withdraw);
  expect_whole();
}

TEST_F(ClinicTest, WhatLaterFactsRestOnCannotBeTakenBack) {
  const PatientId fresh = add_patient("Новая");
  const OpId registered = clinic_->undo_list().back().op;
  accept(clinic_->submit({OpKind::book, {whole(booking_at(fresh, 12 * 60))}}));
  EXPECT_EQ(refuse(clinic_->undo(registered)), RefusalCode::has_later_facts);
}

TEST_F(ClinicTest, RestrictionsOfTheActingRoleHold) {
  clinic_->sign_in({doctor_, Role::doctor});
  Payment payment;
  payment.id = clinic_->new_id<Payment>();
  payment.patient = patient_;
  payment.amount_minor = 100;
  EXPECT_EQ(refuse(clinic_->submit({OpKind::record_payment, {facets_of(payment, 0)}})),
            RefusalCode::not_permitted);
  clinic_->sign_in({doctor_, Role::owner});
  EXPECT_EQ(refuse(clinic_->submit({OpKind::record_payment, {facets_of(payment, 0)}})),
            RefusalCode::not_permitted)
      << "a role that the person does not hold";
}

TEST_F(ClinicTest, TheLastOwnerStaysOne) {
  Staff owner;
  for (const Staff& person : clinic_->catalogue().staff)
    if (person.roles.has(Role::owner)) owner = person;
  Staff dismissed = owner;
  dismissed.active = false;
  EXPECT_EQ(refuse(clinic_->submit({OpKind::put_staff, {facets_of(dismissed, 1)}})),
            RefusalCode::responsible_missing);
  Staff heir = *clinic_->catalogue().person(doctor_);
  heir.roles = RoleSet::of(Role::doctor, Role::owner);
  accept(clinic_->submit({OpKind::put_staff, {facets_of(heir, 1)}}));
  clinic_->sign_in({doctor_, Role::owner});
  accept(clinic_->submit({OpKind::put_staff, {facets_of(dismissed, 1)}}));
  heir.roles = RoleSet::of(Role::doctor);
  EXPECT_EQ(refuse(clinic_->submit({OpKind::put_staff, {facets_of(heir, 1)}})),
            RefusalCode::responsible_missing);
}

TEST_F(ClinicTest, ReadingACardIsAuditedOncePerQuarterOfAnHour) {
  const auto reads = [&] { return all_of<CardRead>(clinic_->tables(), patient_)->size(); };
  ASSERT_TRUE(clinic_->note_card_read(patient_).has_value());
  ASSERT_TRUE(clinic_->note_card_read(patient_).has_value());
  EXPECT_EQ(reads(), 1u);
  now_ms_ += 16 * 60 * 1000;
  ASSERT_TRUE(clinic_->note_card_read(patient_).has_value());
  EXPECT_EQ(reads(), 2u);
}

TEST_F(ClinicTest, AFullDiskTurnsReadOnlyAndWhatWasSavedStays) {
  const Booking booking = booking_at(patient_, 10 * 60);
  accept(clinic_->submit({OpKind::book, {whole(booking)}}));
  files_.set_quota_bytes(files_.used_bytes());
  bool full = false;
  for (int i = 0; i < 200 && !full; ++i) {
    Patient patient;
    patient.id = clinic_->new_id<Patient>();
    patient.family_name = "Лишний";
    patient.address = std::string(2'000, 'x');
    const Result<Outcome> outcome = clinic_->submit({OpKind::register_patient, {whole(patient)}});
    full = !outcome.has_value();
    if (full) EXPECT_EQ(outcome.error().code, FailureCode::out_of_space);
  }
  ASSERT_TRUE(full);
  EXPECT_TRUE(clinic_->is_read_only());
  EXPECT_EQ(refuse(clinic_->submit({OpKind::book, {whole(booking_at(patient_, 11 * 60))}})),
            RefusalCode::read_only);
  EXPECT_TRUE(stored(booking.id).has_value());
  files_.set_quota_bytes(store::MemoryFiles::no_quota);
  reopen();
  EXPECT_TRUE(stored(booking.id).has_value());
  expect_whole();
}

TEST_F(ClinicTest, ErasureRemovesTheNameEverywhereAndKeepsTheChain) {
  const Booking booking = booking_at(patient_, 10 * 60);
  accept(clinic_->submit({OpKind::book, {whole(booking)}}));
  ASSERT_TRUE(clinic_->write_base_snapshot().has_value());
  accept(clinic_->erase_patient(patient_, "по заявлению"));
  const std::optional<Patient> erased = *find(clinic_->tables(), patient_);
  ASSERT_TRUE(erased.has_value());
  EXPECT_TRUE(erased->family_name.empty());
  EXPECT_TRUE(erased->phones.empty());
  EXPECT_TRUE(stored(booking.id).has_value()) << "that a visit took place is no personal text";
  EXPECT_TRUE(clinic_->search().search("Пациентов", 10)->empty());
  for (std::uint64_t seq = 1; seq <= clinic_->log().head().seq; ++seq) {
    const auto logged = *clinic_->log().at_seq(seq);
    EXPECT_FALSE(as_text(logged->bytes).contains("Пациентов")) << "op " << seq;
  }
  expect_whole();
}

TEST_F(ClinicTest, TheBaseSnapshotIsPartOfTheState) {
  accept(clinic_->submit({OpKind::book, {whole(booking_at(patient_, 10 * 60))}}));
  ASSERT_TRUE(clinic_->write_base_snapshot().has_value());
  const Digest before = *clinic_->hash();
  expect_whole();
  Patient changed = **find(clinic_->tables(), patient_);
  changed.given_name = "Иван";
  const OpId change = accept(clinic_->submit({OpKind::change_identity, {facets_of(changed, 0)}}));
  EXPECT_NE(*clinic_->hash(), before);
  expect_whole();
  accept(clinic_->undo(change));
  EXPECT_EQ((*find(clinic_->tables(), patient_))->given_name, "");
  expect_whole();
}

}  // namespace
}  // namespace retour::app
