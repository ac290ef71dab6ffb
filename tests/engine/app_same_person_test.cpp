// Two cards of one person through the one door: every read shows the person, no row changes its
// owner, and taking them apart again leaves nothing behind (PS-16, CS-01).
#include "clinic_fixture.hpp"

#include "app/duplicates.hpp"
#include "app/live_funnel.hpp"
#include "app/merging.hpp"
#include "ops/same_person.hpp"
#include "store/facts.hpp"
#include "store/queries.hpp"

namespace retour::app {
namespace {

class SamePersonTest : public ClinicTest {
 protected:
  void SetUp() override {
    ClinicTest::SetUp();
    other_ = add_person("Дублёва", "+79160001122");
  }

  PatientId add_person(const char* name, const char* phone) {
    Patient patient;
    patient.id = clinic_->new_id<Patient>();
    patient.family_name = name;
    patient.phones = {{phone, {}, {}}};
    accept(clinic_->submit({OpKind::register_patient, {whole(patient)}}));
    return patient.id;
  }

  Draft merging(PatientId patient, PatientId same_as) {
    Sameness word;
    word.id = clinic_->new_id<Sameness>();
    word.patient = patient;
    word.same_as = same_as;
    word.at = clinic_->now();
    word.by = clinic_->session().staff;
    return {OpKind::merge_patients, {whole(word)}};
  }
  OpId merge(PatientId patient, PatientId same_as) {
    return accept(clinic_->submit(merging(patient, same_as)));
  }

  BookingId book(PatientId patient, std::int32_t minute) {
    const Booking booking = booking_at(patient, minute);
    accept(clinic_->submit({OpKind::book, {whole(booking)}}));
    return booking.id;
  }
  Charge charge(PatientId patient, std::int64_t minor) {
    Charge charge;
    charge.id = clinic_->new_id<Charge>();
    charge.patient = patient;
    charge.service = service_;
    charge.price_minor = minor;
    charge.rendered_at = clinic_->now();
    accept(clinic_->submit({OpKind::charge, {facets_of(charge, 0)}}));
    return charge;
  }
  PatientFacts facts(PatientId patient) {
    auto found = store::load_facts(clinic_->tables(), patient);
    EXPECT_TRUE(found.has_value() && found->has_value());
    return **found;
  }
  std::vector<PatientId> cards(PatientId patient) {
    return *same_person(clinic_->tables(), patient);
  }
  PatientId standing(PatientId patient) {
    return *store::standing_card(clinic_->database(), patient);
  }
  /// All people as the cursor gives them, in batches of two.
  std::map<PatientId, std::size_t> bookings_by_cursor() {
    std::map<PatientId, std::size_t> people;
    store::FactsCursor cursor(clinic_->tables());
    while (!cursor.at_end()) {
      const auto batch = cursor.next_batch(2);
      EXPECT_TRUE(batch.has_value());
      for (const PatientFacts& one : *batch) people[one.patient.id] = one.bookings.size();
    }
    return people;
  }

  PatientId other_;
};

TEST_F(SamePersonTest, EveryReadShowsThePersonAndUndoLeavesNoTrace) {
  const BookingId first = book(patient_, 600);
  const BookingId second = book(other_, 660);
  const Digest before = *clinic_->hash();
  const OpId merged = merge(other_, patient_);

  for (const PatientId card : {patient_, other_}) {
    EXPECT_EQ(standing(card), patient_);
    const PatientFacts person = facts(card);
    EXPECT_EQ(person.patient.id, patient_);
    ASSERT_EQ(person.bookings.size(), 2U);
    EXPECT_EQ(person.merged.size(), 1U);
  }
  EXPECT_EQ(stored(second)->patient, other_) << "no row changes its owner";
  EXPECT_EQ(*store::people_count(clinic_->database()), 1);
  EXPECT_EQ(bookings_by_cursor(), (std::map<PatientId, std::size_t>{{patient_, 2}}));
  const LocalDate day = stored(first)->date;
  const auto shown = store::day_bookings(clinic_->database(), {}, day, store::Cancelled::hide);
  ASSERT_EQ(shown->size(), 2U);
  for (const store::DayBooking& booking : *shown) EXPECT_EQ(booking.patient.id, patient_);
  const auto rows = store::day_rows(clinic_->tables(), branch_, day);
  ASSERT_EQ(rows->patients.size(), 1U);
  EXPECT_EQ(rows->survivors, (std::map<PatientId, PatientId>{{other_, patient_}}));
  for (const char* query : {"Дублёва", "1122", "Пациентов"}) {
    const auto hits = clinic_->search().search(query, 10);
    ASSERT_EQ(hits->size(), 1U) << query;
    EXPECT_EQ(hits->front().patient, patient_) << query;
  }
  const auto page = store::patients_page(clinic_->database(), {.today = day});
  ASSERT_EQ(page->rows.size(), 1U);
  EXPECT_EQ(page->rows.front().bookings, 2);
  expect_whole();

  accept(clinic_->undo(merged));
  EXPECT_EQ(standing(other_), other_);
  EXPECT_EQ(facts(other_).bookings.size(), 1U);
  EXPECT_EQ(bookings_by_cursor(), (std::map<PatientId, std::size_t>{{patient_, 1}, {other_, 1}}));
  expect_whole();
  reopen();
  EXPECT_EQ(facts(patient_).bookings.size(), 1U);
  // Only the withdrawal itself is new in the state.
  EXPECT_NE(*clinic_->hash(), before);
  EXPECT_TRUE(all_of<Sameness>(clinic_->tables(), other_)->empty());
}

TEST_F(SamePersonTest, ChainsAndRingsHaveOneAnswer) {
  const PatientId third = add_person("Третья", "+79160001133");
  merge(other_, patient_);
  merge(patient_, third);
  EXPECT_EQ(standing(other_), third);
  EXPECT_EQ(cards(other_).front(), third);
  EXPECT_EQ(cards(patient_).size(), 3U);
  // Two devices at once: each says that the other card stands. The later word holds.
  Sameness ring;
  ring.id = clinic_->new_id<Sameness>();
  ring.patient = third;
  ring.same_as = other_;
  ring.stamps[0] = HybridTime::of(test_now_ms + 1'000'000, 0);
  {
    auto change = clinic_->database().begin();
    ASSERT_TRUE(change.has_value());
    ASSERT_TRUE(clinic_->tables().write(ring));
    ASSERT_TRUE(change->commit());
  }
  for (const PatientId card : {patient_, other_, third}) {
    EXPECT_EQ(standing(card), other_);
    EXPECT_EQ(cards(card).front(), other_);
    EXPECT_EQ(cards(card).size(), 3U);
  }
}

TEST_F(SamePersonTest, TheFunnelAndTheListFollowBothCards) {
  book(other_, 660);
  LiveFunnel funnel(*clinic_);
  ASSERT_TRUE(funnel.refresh());
  run_jobs();
  ASSERT_TRUE(funnel.refresh());
  const auto people = [&] {
    std::vector<PatientId> ids;
    for (const PersonRow& row : funnel.people())
      if (!row.id.is_nil()) ids.push_back(row.id);
    std::ranges::sort(ids);
    return ids;
  };
  EXPECT_EQ(people().size(), 2U);
  const OpId merged = merge(other_, patient_);
  ASSERT_TRUE(funnel.refresh());
  EXPECT_EQ(people(), std::vector<PatientId>{patient_});
  EXPECT_TRUE(funnel.people()[*funnel.row_of(patient_)].next_booking.has_value());
  // What happens to the merged card later shows at once, too.
  const BookingId later = book(other_, 540);
  ASSERT_TRUE(funnel.refresh());
  EXPECT_EQ(funnel.people()[*funnel.row_of(patient_)].next_booking_minute, 540);
  accept(clinic_->undo(merged));
  ASSERT_TRUE(funnel.refresh());
  EXPECT_EQ(people().size(), 2U);
  EXPECT_FALSE(funnel.people()[*funnel.row_of(patient_)].next_booking.has_value());
  EXPECT_EQ(funnel.people()[*funnel.row_of(other_)].next_booking_minute, 540);
  EXPECT_EQ(stored(later)->patient, other_);
}

TEST_F(SamePersonTest, MoneyOfBothCardsIsOneAccount) {
  const Charge bill = charge(other_, 50'000);
  const OpId merged = merge(other_, patient_);
  Payment payment;
  payment.id = clinic_->new_id<Payment>();
  payment.patient = patient_;
  payment.amount_minor = 50'000;
  payment.received_at = clinic_->now();
  Allocation allocation;
  allocation.id = clinic_->new_id<Allocation>();
  allocation.patient = patient_;
  allocation.payment = payment.id;
  allocation.charge = bill.id;
  allocation.amount_minor = 50'000;
  allocation.allocated_at = clinic_->now();
  const OpId paid = accept(
      clinic_->submit({OpKind::record_payment, {facets_of(payment, 0), facets_of(allocation, 0)}}));
  const funnel::Settlement settled =
      funnel::settle(funnel::money_of(facts(other_)), {.now = clinic_->now()});
  EXPECT_EQ(settled.debt_minor(Currency::rub), 0);
  EXPECT_EQ(settled.advance_minor(Currency::rub), 0);
  EXPECT_EQ(refuse(clinic_->undo(merged)), RefusalCode::has_later_facts)
      << "money of one card pays the other's bill";

  // The bill is voided in one act although its payment stands on the other card, and back.
  Charge voided = bill;
  voided.voided_at = allocation.voided_at = clinic_->now();
  accept(clinic_->submit({OpKind::void_charge, {facets_of(voided, 1), facets_of(allocation, 1)}}));
  EXPECT_EQ(find(clinic_->tables(), allocation.id)->value().voided_at, clinic_->now());
  ASSERT_EQ(clinic_->undo_list().back().before.size(), 1U);
  accept(clinic_->undo(clinic_->undo_list().back().op));
  EXPECT_EQ(find(clinic_->tables(), bill.id)->value().voided_at, Instant{});
  EXPECT_EQ(find(clinic_->tables(), allocation.id)->value().voided_at, Instant{});
  accept(clinic_->undo(paid));
  accept(clinic_->undo(merged));
  expect_whole();
}

TEST_F(SamePersonTest, WhoWasToldApartIsNotOfferedAgainUntilThatIsTakenBack) {
  const PatientId twin = add_person("Дублева", "+79160001122");
  ASSERT_EQ(*probable_duplicates_of(*clinic_, other_), std::vector<PatientId>{twin});
  Duplicates duplicates(*clinic_);
  const auto pairs = [&] {
    EXPECT_TRUE(duplicates.refresh());
    run_jobs();
    EXPECT_TRUE(duplicates.refresh());
    return duplicates.pairs().size();
  };
  EXPECT_EQ(pairs(), 1U);

  const OpId told = accept(clinic_->submit(difference_draft(*clinic_, twin, other_)));
  EXPECT_TRUE(probable_duplicates_of(*clinic_, other_)->empty());
  EXPECT_TRUE(probable_duplicates_of(*clinic_, twin)->empty());
  ASSERT_TRUE(duplicates.refresh());
  EXPECT_TRUE(duplicates.pairs().empty()) << "at once, not after the next look through everybody";
  EXPECT_EQ(pairs(), 0U);
  EXPECT_EQ(refuse(clinic_->submit(difference_draft(*clinic_, other_, twin))),
            RefusalCode::already_done);
  reopen();
  EXPECT_TRUE(probable_duplicates_of(*clinic_, other_)->empty());
  EXPECT_EQ(standing(twin), twin);

  // It is a fact about the people, whichever cards they have meanwhile.
  const OpId merged = merge(other_, patient_);
  EXPECT_TRUE(*are_told_apart(clinic_->tables(), patient_, twin));
  accept(clinic_->undo(merged));
  accept(clinic_->undo(told));
  EXPECT_EQ(*probable_duplicates_of(*clinic_, twin), std::vector<PatientId>{other_});
  EXPECT_TRUE(all_of<Difference>(clinic_->tables(), twin)->empty());
  expect_whole();
}

TEST_F(SamePersonTest, AMergeIsALaterWordThanADifference) {
  accept(clinic_->submit(difference_draft(*clinic_, other_, patient_)));
  merge(other_, patient_);
  EXPECT_EQ(standing(other_), patient_);
  EXPECT_EQ(refuse(clinic_->submit(difference_draft(*clinic_, other_, patient_))),
            RefusalCode::same_person);
}

TEST_F(SamePersonTest, APartOfAnotherPersonIsStillNoIntention) {
  Charge one = charge(other_, 100);
  Payment two;
  two.id = clinic_->new_id<Payment>();
  two.patient = patient_;
  two.amount_minor = 100;
  one.id = clinic_->new_id<Charge>();
  EXPECT_EQ(refuse(clinic_->submit({OpKind::check_out, {facets_of(one, 0), facets_of(two, 0)}})),
            RefusalCode::malformed_intention);
}

TEST_F(SamePersonTest, ErasingThePersonErasesEveryCard) {
  merge(other_, patient_);
  accept(clinic_->erase_patient(other_, "request"));
  for (const PatientId card : {patient_, other_}) {
    const auto row = *find(clinic_->tables(), card);
    ASSERT_TRUE(row.has_value());
    EXPECT_TRUE(row->family_name.empty() && row->phones.empty());
    EXPECT_EQ(all_of<Erasure>(clinic_->tables(), card)->size(), 1U);
  }
  EXPECT_TRUE(clinic_->search().search("Дублёва", 10)->empty());
  expect_whole();
}

TEST_F(SamePersonTest, WhoeverStandsForAnotherCannotBeUnregistered) {
  const OpId registered = clinic_->undo_list().back().op;  // of other_
  merge(patient_, other_);
  EXPECT_EQ(refuse(clinic_->undo(registered)), RefusalCode::has_later_facts);
}

TEST_F(SamePersonTest, AnImportThatKnowsTheOtherCardLandsOnThePerson) {
  merge(other_, patient_);
  ImportBatch batch;
  batch.id = clinic_->new_id<ImportBatch>();
  batch.system = "old";
  accept(clinic_->submit({OpKind::begin_import, {facets_of(batch, 0)}}));
  Patient again = *find(clinic_->tables(), other_)->operator->();
  again.email = "new@example.org";
  again.imported = {batch.id, "77", 1, {}};
  Booking booking = booking_at(other_, 700);
  booking.imported = again.imported;
  const std::vector<Draft> rows{{OpKind::import_row, {whole(again), whole(booking)}}};
  accept(clinic_->submit_batch(rows, batch.id));
  EXPECT_EQ(facts(patient_).bookings.size(), 1U);
  accept(clinic_->withdraw_import(batch.id));
  run_jobs();
  EXPECT_EQ(standing(other_), patient_) << "taking the import back takes no merge back";
  expect_whole();
}

TEST_F(SamePersonTest, TheSurvivorOfAnImportStaysWhenItIsTakenBack) {
  ImportBatch batch;
  batch.id = clinic_->new_id<ImportBatch>();
  batch.system = "old";
  accept(clinic_->submit({OpKind::begin_import, {facets_of(batch, 0)}}));
  Patient imported;
  imported.id = PatientId(id_from_name("old 1"));
  imported.family_name = "Импортова";
  imported.imported = {batch.id, "1", 1, {}};
  const std::vector<Draft> rows{{OpKind::import_row, {whole(imported)}}};
  accept(clinic_->submit_batch(rows, batch.id));
  merge(other_, imported.id);
  accept(clinic_->withdraw_import(batch.id));
  run_jobs();
  EXPECT_EQ(facts(other_).patient.family_name, "Импортова");
  expect_whole();
}

}  // namespace
}  // namespace retour::app
