// Random histories over the whole clinic in process, judged from outside: the log replayed, the
// rows read one by one, sums and overlaps counted anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "model/field_codec.hpp"
#include "ops/merge.hpp"
#include "ops/op_kind.hpp"
#include "sim/random_history.hpp"

namespace retour::sim {
namespace {

/// RETOUR_SIM_SEED replays one history, RETOUR_SIM_COUNT runs more of them.
std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// The state by its definition: every op that counts, in the hub's order, from nothing.
Digest replayed(app::Clinic& clinic) {
  MemoryTables tables;
  std::uint64_t last = 0;
  while (true) {
    const auto batch = clinic.log().after(last, 500);
    EXPECT_TRUE(batch.has_value());
    if (!batch || batch->empty()) break;
    for (const store::LoggedOp& logged : *batch) {
      last = logged.seq;
      const auto encoded = parse_op(logged.bytes);
      const auto op = encoded ? decode(*encoded) : std::unexpected(encoded.error());
      EXPECT_TRUE(op.has_value()) << "op " << logged.seq;
      if (op && logged.counts()) EXPECT_TRUE(apply(*op, logged.at, tables));
    }
  }
  return *state_hash(tables);
}

template <class E>
std::vector<E> rows_of(app::Clinic& clinic) {
  std::vector<E> rows;
  const Status done = clinic.tables().scan(E::info.kind, [&](ByteView row) -> Status {
    rows.push_back(std::get<E>(*decode_row(E::info.kind, row)));
    return {};
  });
  EXPECT_TRUE(done);
  return rows;
}

void expect_no_double_booking(app::Clinic& clinic) {
  std::map<IdBytes, std::vector<Booking>> by_resource;
  for (const Booking& booking : rows_of<Booking>(clinic)) {
    const bool stands = booking.cancelled_at.seconds == 0 && !booking.entered_in_error &&
                        !has_lapsed(booking, clinic.now());
    // What another system has booked may lie on taken times.
    if (!stands || !booking.imported.batch.is_nil() || booking.begin_minute == untimed_minute)
      continue;
    for (const IdBytes& id : {IdBytes(booking.doctor), IdBytes(booking.room)})
      if (!id.is_nil()) by_resource[id].push_back(booking);
  }
  std::size_t compared = 0;
  for (const auto& [resource, bookings] : by_resource) {
    const Room* room = clinic.catalogue().room(RoomId(resource));
    const int capacity = room == nullptr ? 1 : room->capacity;
    for (const Booking& booking : bookings) {
      int others = 0;
      for (const Booking& other : bookings)
        others += other.id != booking.id && other.begin <= booking.begin &&
                  booking.begin < other.begin.plus_minutes(other.length_minutes);
      EXPECT_LT(others, capacity) << to_text(booking.id);
      ++compared;
    }
  }
  EXPECT_GT(compared, 50U);
}

void expect_sound_money(app::Clinic& clinic) {
  std::map<ChargeId, std::int64_t> paid;
  std::map<PaymentId, std::int64_t> spent;
  for (const Allocation& allocation : rows_of<Allocation>(clinic)) {
    if (allocation.voided_at.seconds != 0) continue;
    paid[allocation.charge] += allocation.amount_minor;
    spent[allocation.payment] += allocation.amount_minor;
  }
  for (const Refund& refund : rows_of<Refund>(clinic)) {
    if (refund.charge.is_nil())
      spent[refund.payment] += refund.amount_minor;
    else
      paid[refund.charge] -= refund.amount_minor;
  }
  std::size_t checked = 0;
  for (const Charge& charge : rows_of<Charge>(clinic)) {
    EXPECT_GE(paid[charge.id], 0) << to_text(charge.id);
    EXPECT_LE(paid[charge.id], charge.voided_at.seconds != 0 ? 0 : charge.due_minor());
    checked += paid[charge.id] > 0;
  }
  for (const Payment& payment : rows_of<Payment>(clinic)) {
    EXPECT_GE(spent[payment.id], 0);
    EXPECT_LE(spent[payment.id], payment.voided_at.seconds != 0 ? 0 : payment.amount_minor)
        << to_text(payment.id);
    spent.erase(payment.id);
  }
  EXPECT_GE(checked, 5U) << "hardly anything was paid: the rules above were not tried";
  for (const auto& [id, amount] : spent) EXPECT_EQ(amount, 0) << "of no payment " << to_text(id);
}

void expect_erased_people_gone(SimulatedClinic& clinic) {
  std::map<std::string, PatientId> canaries;
  for (const PatientId& patient : clinic.erased())
    canaries[SimulatedClinic::canary(patient)] = patient;
  std::uint64_t last = 0;
  while (true) {
    const auto batch = clinic->log().after(last, 500);
    ASSERT_TRUE(batch.has_value());
    if (batch->empty()) break;
    for (const store::LoggedOp& logged : *batch) {
      last = logged.seq;
      for (const auto& [canary, patient] : canaries)
        EXPECT_EQ(as_text(logged.bytes).find(canary), std::string_view::npos)
            << canary << " in op " << logged.seq << " "
            << rule_of(decode(*parse_op(logged.bytes))->header.kind)->name;
    }
  }
  for (const Patient& person : rows_of<Patient>(clinic.clinic()))
    for (const PatientId& erased : clinic.erased())
      if (person.id == erased) EXPECT_TRUE(person.family_name.empty() && person.phones.empty());
  for (const Call& call : rows_of<Call>(clinic.clinic()))
    for (const PatientId& erased : clinic.erased())
      if (call.patient == erased) EXPECT_TRUE(call.phone.empty() && call.note.empty());
}

void expect_sound(SimulatedClinic& clinic) {
  const auto verified = clinic->verify();
  ASSERT_TRUE(verified.has_value());
  EXPECT_TRUE(verified->chain_holds);
  EXPECT_TRUE(verified->state_follows_log)
      << (verified->differences.empty() ? "" : verified->differences.front());
  EXPECT_EQ(replayed(clinic.clinic()), *clinic->hash()) << "replay(log) = state";
  expect_no_double_booking(clinic.clinic());
  expect_sound_money(clinic.clinic());
  expect_erased_people_gone(clinic);
}

TEST(History, TenThousandIntentions) {
  const std::uint64_t seed = number_from("RETOUR_SIM_SEED", 1);
  SCOPED_TRACE("RETOUR_SIM_SEED=" + std::to_string(seed));
  SimulatedClinic clinic(seed);
  for (std::size_t target = 2'500; target <= 10'000; target += 2'500) {
    clinic.run(target);
    expect_sound(clinic);
    if (HasFatalFailure() || HasNonfatalFailure()) FAIL() << "after " << clinic.accepted();
  }
  EXPECT_GT(clinic.erased().size(), 10U);
  for (const RefusalCode code :
       {RefusalCode::slot_taken, RefusalCode::slot_stale, RefusalCode::not_permitted,
        RefusalCode::has_later_facts, RefusalCode::patient_erased, RefusalCode::patient_elsewhere})
    EXPECT_TRUE(clinic.refusals().contains(code)) << enum_name(code);
  const Digest state = *clinic->hash();
  clinic.reopen();
  EXPECT_EQ(*clinic->hash(), state) << "closed and opened again";
  for (const PatientId& patient : clinic.patients())
    ASSERT_TRUE(store::refold(clinic->tables(), clinic->log(), patient));
  EXPECT_EQ(*clinic->hash(), state) << "folded one by one";
}

TEST(History, ABaseSnapshotChangesNothing) {
  SimulatedClinic clinic(2);
  clinic.run(1'500);
  const Digest state = *clinic->hash();
  ASSERT_TRUE(clinic->write_base_snapshot());
  EXPECT_EQ(*clinic->hash(), state);
  clinic.run(3'000);
  expect_sound(clinic);
  clinic.reopen();
  clinic.run(3'500);
  expect_sound(clinic);
}

TEST(History, EqualSeedsGiveEqualClinics) {
  SimulatedClinic one(3), other(3), another(4);
  for (SimulatedClinic* clinic : {&one, &other, &another}) clinic->run(800);
  EXPECT_EQ(*one->hash(), *other->hash());
  EXPECT_EQ(one->log().head().chain, other->log().head().chain);
  EXPECT_NE(*one->hash(), *another->hash());
}

TEST(History, ManySeeds) {
  const std::uint64_t count = number_from("RETOUR_SIM_COUNT", 8);
  for (std::uint64_t seed = 100; seed < 100 + count; ++seed) {
    SCOPED_TRACE("RETOUR_SIM_SEED=" + std::to_string(seed));
    SimulatedClinic clinic(seed);
    clinic.run(1'200);
    expect_sound(clinic);
    if (HasFatalFailure() || HasNonfatalFailure()) return;
  }
}

}  // namespace
}  // namespace retour::sim
