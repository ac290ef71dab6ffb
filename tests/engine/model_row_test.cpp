// The row codec: every entity of the field tables, whole and damaged.
#include <gtest/gtest.h>

#include <set>

#include "engine/random_entity.hpp"

namespace retour {
namespace {

using testing::random_entity;

Bytes row_bytes(const Entity& entity) {
  Bytes bytes;
  ByteWriter out(bytes);
  encode_row(out, entity);
  return bytes;
}

template <class E>
void expect_same_fields(const E& a, const E& b) {
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.stamps, b.stamps);
  for_each_field<E>([&]<class T>(std::string_view name, T E::* member, const FieldMeta&) {
    EXPECT_TRUE(a.*member == b.*member) << E::info.name << "." << name;
  });
}

TEST(Row, EveryEntityRoundTrips) {
  constexpr std::uint64_t seed = 1;
  SCOPED_TRACE(seed);
  SeededRandom random(seed);
  for_each_entity([&]<class E>() {
    for (int i = 0; i < 200; ++i) {
      const E entity = random_entity<E>(random);
      const Bytes bytes = row_bytes(Entity(entity));
      const std::optional<Entity> back = decode_row(E::info.kind, bytes);
      ASSERT_TRUE(back.has_value()) << E::info.name;
      expect_same_fields(entity, std::get<E>(*back));
      ASSERT_EQ(row_bytes(*back), bytes) << E::info.name;
    }
  });
}

TEST(Row, EveryFieldRoundTripsThroughItsCell) {
  constexpr std::uint64_t seed = 2;
  SCOPED_TRACE(seed);
  SeededRandom random(seed);
  for_each_entity([&]<class E>() {
    for (int i = 0; i < 100; ++i) {
      const E entity = random_entity<E>(random);
      E copy = random_entity<E>(random);  // every cell must overwrite what stood there
      for_each_field<E>([&]<class T>(std::string_view name, T E::* member, const FieldMeta&) {
        Bytes scratch;
        const Cell cell = FieldType<T>::to_cell(entity.*member, scratch);
        ASSERT_TRUE(FieldType<T>::from_cell(cell, copy.*member)) << E::info.name << "." << name;
        ASSERT_TRUE(copy.*member == entity.*member) << E::info.name << "." << name;
      });
    }
  });
}

TEST(Row, CutOrLongerBytesAreRefused) {
  SeededRandom random(3);
  for_each_entity([&]<class E>() {
    for (int i = 0; i < 5; ++i) {
      Bytes bytes = row_bytes(Entity(random_entity<E>(random)));
      for (std::size_t size = 0; size < bytes.size(); ++size)
        ASSERT_FALSE(decode_row(E::info.kind, ByteView(bytes).first(size))) << E::info.name;
      bytes.push_back(0);
      ASSERT_FALSE(decode_row(E::info.kind, bytes)) << E::info.name;
    }
  });
}

TEST(Row, ChangedBytesAreRefusedOrCanonical) {
  constexpr std::uint64_t seed = 4;
  SCOPED_TRACE(seed);
  SeededRandom random(seed);
  int decoded = 0;
  for_each_entity([&]<class E>() {
    for (int i = 0; i < 500; ++i) {
      Bytes bytes = row_bytes(Entity(random_entity<E>(random)));
      for (std::uint64_t n = 1 + random.below(3); n > 0; --n)
        bytes[random.below(bytes.size())] = static_cast<std::uint8_t>(random.next());
      const std::optional<Entity> row = decode_row(E::info.kind, bytes);
      if (!row) continue;
      ++decoded;
      ASSERT_EQ(row_bytes(*row), bytes) << E::info.name;
    }
  });
  EXPECT_GT(decoded, 1000) << "the test must reach the decoder's good end too";
}

TEST(Row, UnknownKindsDecodeToNothing) {
  std::set<int> known;
  for_each_entity([&]<class E>() { known.insert(static_cast<int>(E::info.kind)); });
  const Bytes bytes(64, 0);
  for (int kind = 0; kind < 256; ++kind) {
    EXPECT_EQ(empty_entity(static_cast<EntityKind>(kind)).has_value(), known.contains(kind));
    if (!known.contains(kind))
      EXPECT_FALSE(decode_row(static_cast<EntityKind>(kind), bytes)) << kind;
  }
}

}  // namespace
}  // namespace retour
