// One suite for the seam `Tables`: over memory (what ops and `verify` are tested with) and over
// SQLite (what the clinic runs on). Both must hold the same rows and give the same state hash.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>

#include "engine/random_entity.hpp"
#include "ops/tables.hpp"
#include "store/sql_tables.hpp"
#include "support/store_database.hpp"

namespace retour {
namespace {

using test::expect_done;
using test::StoreDatabase;
using test::value_of;

constexpr std::uint64_t seed = 4711;
constexpr std::size_t patient_count = 7;

Bytes bytes_of(const Entity& entity) {
  Bytes bytes;
  ByteWriter out(bytes);
  encode_row(out, entity);
  return bytes;
}

Bytes bytes_of(const std::vector<Entity>& entities) {
  Bytes bytes;
  ByteWriter out(bytes);
  for (const Entity& entity : entities) encode_row(out, entity);
  return bytes;
}

std::vector<PatientId> some_patients(std::size_t count) {
  SeededRandom random(seed);
  std::vector<PatientId> patients(count);
  for (PatientId& patient : patients) patient = PatientId(make_id(1'700'000'000'000, random));
  return patients;
}

/// Random entities of a few patients (calls also of nobody).
class AnyEntity {
 public:
  explicit AnyEntity(std::vector<PatientId> patients)
      : random_(seed), patients_(std::move(patients)) {}

  template <class E>
  [[nodiscard]] E make() {
    E entity = testing::random_entity<E>(random_);
    const PatientId patient = patients_[random_.below(patients_.size())];
    if constexpr (std::is_same_v<E, Patient>) {
      entity.id = patient;
    } else if constexpr (requires {
                           { entity.patient } -> std::convertible_to<PatientId>;
                         }) {
      entity.patient = patient;
      if (E::info.owner != Owner::patient && random_.below(3) == 0) entity.patient = PatientId{};
    }
    return entity;
  }

  [[nodiscard]] SeededRandom& random() { return random_; }

 private:
  SeededRandom random_;
  std::vector<PatientId> patients_;
};

/// What both implementations offer to the suite.
struct OverMemory {
  MemoryTables tables;
};
struct OverSqlite {
  StoreDatabase store;
  store::SqlTables tables{*store.database};
};

template <class Implementation>
class StoreTables : public ::testing::Test {
 protected:
  /// Writes `count` random entities of every kind; the last one under an id is kept in `expected`.
  void write_all_kinds(int count) {
    AnyEntity any(patients);
    for_each_entity([&]<class E>() {
      for (int i = 0; i < count; ++i) {
        Entity entity(any.make<E>());
        expect_done(tables.write(entity));
        expected[{E::info.kind, id_of(entity)}] = std::move(entity);
      }
    });
  }

  using Key = std::pair<EntityKind, IdBytes>;
  ::testing::ScopedTrace trace{__FILE__, __LINE__, "seed " + std::to_string(seed)};
  Implementation implementation;
  Tables& tables = implementation.tables;
  std::vector<PatientId> patients = some_patients(patient_count);
  std::map<Key, Entity> expected;
};

using Implementations = ::testing::Types<OverMemory, OverSqlite>;
TYPED_TEST_SUITE(StoreTables, Implementations);

TYPED_TEST(StoreTables, EveryKindComesBackAsWritten) {
  this->write_all_kinds(20);
  for (const auto& [key, entity] : this->expected) {
    const auto read = value_of(this->tables.read(key.first, key.second));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(bytes_of(*read), bytes_of(entity)) << static_cast<int>(key.first);
  }
}

TYPED_TEST(StoreTables, WhatWasNeverWrittenIsNotThere) {
  this->write_all_kinds(1);
  SeededRandom random(seed + 1);
  for_each_entity([&]<class E>() {
    EXPECT_FALSE(value_of(this->tables.read(E::info.kind, make_id(1, random))).has_value());
    EXPECT_FALSE(value_of(this->tables.read(E::info.kind, IdBytes{})).has_value());
  });
  EXPECT_FALSE(value_of(find<Room>(this->tables, RoomId{})).has_value());
}

TYPED_TEST(StoreTables, AKindsIdIsNotAnothersId) {
  AnyEntity any(this->patients);
  const auto room = any.template make<Room>();
  expect_done(this->tables.write(room));
  EXPECT_FALSE(value_of(this->tables.read(EntityKind::device, room.id)).has_value());
  EXPECT_TRUE(value_of(find<Room>(this->tables, room.id)).has_value());
}

TYPED_TEST(StoreTables, WritingAgainReplacesTheWholeRow) {
  AnyEntity any(this->patients);
  for_each_entity([&]<class E>() {
    for (int i = 0; i < 5; ++i) {
      const auto first = any.make<E>();
      auto second = any.make<E>();
      second.id = first.id;
      expect_done(this->tables.write(first));
      expect_done(this->tables.write(second));
      expect_done(this->tables.write(second));
      const auto read = value_of(this->tables.read(E::info.kind, first.id));
      ASSERT_TRUE(read.has_value());
      EXPECT_EQ(bytes_of(*read), bytes_of(Entity(second)));
    }
  });
}

TYPED_TEST(StoreTables, OfPatientGivesHisRowsInIdOrder) {
  this->write_all_kinds(40);
  for_each_entity([&]<class E>() {
    for (const PatientId& patient : this->patients) {
      std::vector<Entity> wanted;
      for (const auto& [key, entity] : this->expected)
        if (key.first == E::info.kind && patient_of(entity) == patient) wanted.push_back(entity);
      EXPECT_EQ(bytes_of(value_of(this->tables.of_patient(E::info.kind, patient))),
                bytes_of(wanted))
          << E::info.name;
    }
  });
  EXPECT_EQ(value_of(all_of<Booking>(this->tables, PatientId{})).size(), 0U);
}

TYPED_TEST(StoreTables, ARowFollowsItsPatient) {
  AnyEntity any(this->patients);
  auto call = any.template make<Call>();
  call.patient = this->patients[0];
  expect_done(this->tables.write(call));
  call.patient = this->patients[1];
  expect_done(this->tables.write(call));
  EXPECT_EQ(value_of(all_of<Call>(this->tables, this->patients[0])).size(), 0U);
  EXPECT_EQ(value_of(all_of<Call>(this->tables, this->patients[1])).size(), 1U);
  call.patient = PatientId{};
  expect_done(this->tables.write(call));
  EXPECT_EQ(value_of(all_of<Call>(this->tables, this->patients[1])).size(), 0U);
}

TYPED_TEST(StoreTables, RemovingAPatientTakesHisRowsAndNoOthers) {
  this->write_all_kinds(30);
  const PatientId gone = this->patients[3];
  AnyEntity any(this->patients);
  const auto write_his = [&](auto entity) {
    entity.patient = gone;
    expect_done(this->tables.write(entity));
    this->expected[{entity.info.kind, entity.id}] = entity;
  };
  write_his(any.template make<Call>());
  write_his(any.template make<WebRequest>());
  expect_done(this->tables.remove_patient(gone));
  for (const auto& [key, entity] : this->expected) {
    const bool was_his = owner_of(entity) == Owner::patient && patient_of(entity) == gone;
    EXPECT_EQ(value_of(this->tables.read(key.first, key.second)).has_value(), !was_his);
  }
  // Calls and requests fold by themselves: they stay, and are still found under him.
  for (const EntityKind kind : {EntityKind::call, EntityKind::web_request}) {
    std::vector<Entity> wanted;
    for (const auto& [key, entity] : this->expected)
      if (key.first == kind && patient_of(entity) == gone) wanted.push_back(entity);
    ASSERT_FALSE(wanted.empty());
    EXPECT_EQ(bytes_of(value_of(this->tables.of_patient(kind, gone))), bytes_of(wanted));
  }
  expect_done(this->tables.remove_patient(gone));  // Nobody there: nothing to do.
}

TYPED_TEST(StoreTables, RemovingARowTakesThatRow) {
  this->write_all_kinds(3);
  bool remove_this_one = false;
  for (const auto& [key, entity] : this->expected) {
    remove_this_one = !remove_this_one;
    if (remove_this_one) expect_done(this->tables.remove(key.first, key.second));
    EXPECT_EQ(value_of(this->tables.read(key.first, key.second)).has_value(), !remove_this_one);
  }
}

TYPED_TEST(StoreTables, ScanGivesCanonicalRowsInIdOrder) {
  this->write_all_kinds(25);
  for_each_entity([&]<class E>() {
    std::vector<Bytes> wanted, scanned;
    for (const auto& [key, entity] : this->expected)
      if (key.first == E::info.kind) wanted.push_back(bytes_of(entity));
    expect_done(this->tables.scan(E::info.kind, [&](ByteView row) -> Status {
      scanned.emplace_back(row.begin(), row.end());
      return {};
    }));
    EXPECT_EQ(scanned, wanted) << E::info.name;
  });
}

TYPED_TEST(StoreTables, ScanStopsAtTheFirstFailureOfItsCaller) {
  this->write_all_kinds(3);
  int rows = 0;
  const Status stopped = this->tables.scan(EntityKind::booking, [&](ByteView) -> Status {
    ++rows;
    return fail(FailureCode::cancelled, "enough");
  });
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(stopped.error().code, FailureCode::cancelled);
  EXPECT_EQ(rows, 1);
}

// The same history over both: writes, overwrites, removals of rows and of patients.
TEST(StoreTablesTogether, TheStateHashIsTheSameOverMemoryAndSqlite) {
  const std::vector<PatientId> patients = some_patients(patient_count);
  OverMemory memory;
  OverSqlite sqlite;
  AnyEntity any(patients);
  EXPECT_EQ(value_of(state_hash(memory.tables)), value_of(state_hash(sqlite.tables)));
  Digest before;
  for (int round = 0; round < 4; ++round) {
    for_each_entity([&]<class E>() {
      for (int i = 0; i < 15; ++i) {
        const Entity entity(any.make<E>());
        expect_done(memory.tables.write(entity));
        expect_done(sqlite.tables.write(entity));
        if (any.random().below(6) == 0) {
          expect_done(memory.tables.remove(E::info.kind, id_of(entity)));
          expect_done(sqlite.tables.remove(E::info.kind, id_of(entity)));
        }
      }
    });
    expect_done(memory.tables.remove_patient(patients[static_cast<std::size_t>(round)]));
    expect_done(sqlite.tables.remove_patient(patients[static_cast<std::size_t>(round)]));
    const Digest hash = value_of(state_hash(memory.tables));
    EXPECT_EQ(hash, value_of(state_hash(sqlite.tables))) << "round " << round;
    EXPECT_NE(hash, before);
    before = hash;
  }
}

TEST(StoreTablesTogether, TheStateHashDoesNotDependOnTheOrderOfWriting) {
  const std::vector<PatientId> patients = some_patients(patient_count);
  AnyEntity any(patients);
  std::vector<Entity> entities;
  for_each_entity([&]<class E>() {
    if constexpr (!std::is_same_v<E, Patient>)
      for (int i = 0; i < 10; ++i) entities.emplace_back(any.make<E>());
  });
  OverSqlite forward, shuffled;
  for (const Entity& entity : entities) expect_done(forward.tables.write(entity));
  for (std::size_t i = entities.size(); i > 1; --i)
    std::swap(entities[i - 1], entities[any.random().below(i)]);
  for (const Entity& entity : entities) expect_done(shuffled.tables.write(entity));
  EXPECT_EQ(value_of(state_hash(forward.tables)), value_of(state_hash(shuffled.tables)));
}

/// Counts what it is told.
struct Watcher final : store::RowObserver {
  std::vector<std::pair<EntityKind, IdBytes>> written, removed;
  Status on_write(const Entity& entity) override {
    written.emplace_back(kind_of(entity), id_of(entity));
    return {};
  }
  Status on_remove(EntityKind kind, const IdBytes& id) override {
    removed.emplace_back(kind, id);
    return {};
  }
};

TEST(StoreTablesObserver, HearsOfEveryRowThatChanges) {
  StoreDatabase store;
  Watcher watcher;
  store::SqlTables tables(*store.database, &watcher);
  const std::vector<PatientId> patients = some_patients(1);
  AnyEntity any(patients);
  const auto patient = any.make<Patient>();
  const auto booking = any.make<Booking>();
  expect_done(tables.write(patient));
  expect_done(tables.write(booking));
  expect_done(tables.remove_patient(patient.id));
  using Keys = std::vector<std::pair<EntityKind, IdBytes>>;
  EXPECT_EQ(watcher.written,
            (Keys{{EntityKind::patient, patient.id}, {EntityKind::booking, booking.id}}));
  EXPECT_EQ(watcher.removed,
            (Keys{{EntityKind::booking, booking.id}, {EntityKind::patient, patient.id}}));
}

// A value that the field tables do not allow is damage, not something to show.
TEST(StoreTablesDamage, AnImpossibleCellIsCorrupt) {
  StoreDatabase store;
  store::SqlTables tables(*store.database);
  AnyEntity any(some_patients(1));
  const auto booking = any.make<Booking>();
  expect_done(tables.write(booking));
  expect_done(store.database->run("UPDATE booking SET channel = 99"));
  const auto read = tables.read(EntityKind::booking, booking.id);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, FailureCode::corrupt);
}

}  // namespace
}  // namespace retour
