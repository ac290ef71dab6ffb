// A patient's facts: the streaming loader gives what asking patient by patient gives.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "engine/random_entity.hpp"
#include "ops/same_person.hpp"
#include "store/facts.hpp"
#include "store/queries.hpp"
#include "support/store_database.hpp"

namespace retour {
namespace {

using store::FactsCursor;
using test::expect_done;
using test::StoreDatabase;
using test::value_of;

Bytes bytes_of(PatientFacts& facts) {
  Bytes bytes;
  ByteWriter out(bytes);
  encode_row(out, Entity(facts.patient));
  facts.for_each_list([&](const auto& rows) {
    out.put_unsigned(rows.size());
    for (const auto& row : rows) encode_row(out, Entity(row));
  });
  return bytes;
}

/// Some patients with random rows of every kind; `lonely` ones have none.
struct Filled : StoreDatabase {
  store::SqlTables tables{*database};
  std::vector<PatientId> patients;

  Filled(std::uint64_t seed, int patient_count, int rows_per_kind) {
    SeededRandom rows(seed);
    for (int i = 0; i < patient_count; ++i) {
      const auto patient = testing::random_entity<Patient>(rows);
      patients.push_back(patient.id);
      expect_done(tables.write(patient));
    }
    for_each_entity([&]<class E>() {
      if constexpr (!std::is_same_v<E, Patient> && requires(E e) { e.patient; }) {
        for (int i = 0; i < rows_per_kind; ++i) {
          auto row = testing::random_entity<E>(rows);
          row.patient = patients[rows.below(patients.size() / 2 + 1)];
          if (E::info.owner == Owner::itself && rows.below(4) == 0) row.patient = PatientId{};
          if constexpr (std::is_same_v<E, Sameness>) {
            if (i % 8 != 7) continue;  // chains and rings, but not everybody one person
            row.same_as = patients[rows.below(patients.size())];
          }
          expect_done(tables.write(row));
        }
      }
    });
  }
};

class StoreFacts : public ::testing::TestWithParam<std::size_t> {};

TEST_P(StoreFacts, BatchesGiveEveryPatientOnceWithAllThatIsHis) {
  constexpr std::uint64_t seed = 99;
  SCOPED_TRACE("seed " + std::to_string(seed));
  Filled store(seed, 50, 120);
  std::map<PatientId, Bytes> streamed;
  FactsCursor cursor(store.tables);
  PatientId last;
  int batches = 0;
  while (!cursor.at_end()) {
    ASSERT_LT(++batches, 60);
    const auto batch = cursor.next_batch(GetParam());
    ASSERT_TRUE(batch.has_value()) << batch.error().context;
    EXPECT_TRUE(store.database->census().quiet()) << "nothing stays open across a yield";
    for (PatientFacts& facts : *batch) {
      EXPECT_LT(last, facts.patient.id);
      last = facts.patient.id;
      streamed[facts.patient.id] = bytes_of(facts);
    }
  }
  const auto people = static_cast<std::size_t>(value_of(store::people_count(*store.database)));
  ASSERT_EQ(streamed.size(), people);
  ASSERT_LT(people, store.patients.size()) << "some have several cards";
  for (const PatientId& patient : store.patients) {
    auto alone = value_of(store::load_facts(store.tables, patient));
    ASSERT_TRUE(alone.has_value());
    const PatientId survivor = value_of(store::standing_card(*store.database, patient));
    EXPECT_EQ(survivor, value_of(survivor_of(store.tables, patient)));
    EXPECT_EQ(streamed[survivor], bytes_of(*alone));
  }
}

INSTANTIATE_TEST_SUITE_P(BatchSizes, StoreFacts, ::testing::Values(1, 7, 25, 50, 4096));

TEST(StoreFactsCursor, ResumesAfterAPatientAndSeesWritesInBetween) {
  Filled store(3, 20, 7);
  FactsCursor first(store.tables);
  ASSERT_EQ(value_of(first.next_batch(8)).size(), 8U);
  std::ranges::sort(store.patients);
  EXPECT_EQ(first.last(), store.patients[7]);
  auto later = testing::random_entity<Call>(store.random);
  later.patient = store.patients[15];
  expect_done(store.tables.write(later));
  expect_done(store.tables.remove_patient(store.patients[19]));
  FactsCursor resumed(store.tables, first.last());
  const auto rest = value_of(resumed.next_batch(100));
  ASSERT_EQ(rest.size(), 11U);
  EXPECT_TRUE(resumed.at_end());
  EXPECT_EQ(rest[7].patient.id, store.patients[15]);
  EXPECT_TRUE(std::ranges::contains(rest[7].calls, later.id, &Call::id));
  EXPECT_TRUE(value_of(resumed.next_batch(100)).empty());
}

TEST(StoreFactsCursor, AnEmptyClinicHasNoFacts) {
  StoreDatabase store;
  store::SqlTables tables(*store.database);
  FactsCursor cursor(tables);
  EXPECT_TRUE(value_of(cursor.next_batch(10)).empty());
  EXPECT_TRUE(cursor.at_end());
  EXPECT_FALSE(value_of(store::load_facts(tables, PatientId(make_id(1, store.random)))));
}

TEST(StoreFactsCursor, ReadsThroughThePatientIndices) {
  StoreDatabase store;
  for_each_entity([&]<class E>() {
    if constexpr (!std::is_same_v<E, Patient> && E::info.owner != Owner::clinic) {
      static const std::string sql = "EXPLAIN QUERY PLAN " +
                                     store::select_all_columns(E::info.kind) +
                                     "WHERE patient > ? AND patient <= ? ORDER BY patient";
      auto row = store.database->query(store::Sql::stored(sql), IdBytes{}, IdBytes{});
      std::string plan;
      while (value_of(row.step())) plan += std::string(row.text(3)) + "; ";
      EXPECT_TRUE(plan.contains("USING INDEX " + std::string(E::info.name) + "_patient"))
          << E::info.name << ": " << plan;
      EXPECT_FALSE(plan.contains("TEMP B-TREE")) << E::info.name << ": " << plan;
    }
  });
}

}  // namespace
}  // namespace retour
