// Algebra of the merge rule: order, grouping and repetition of ops do not matter, except for slots,
// which follow the hub's order. The oracle is written anew here, facet by facet.
#include "ops/merge.hpp"

#include <gtest/gtest.h>

#include <map>

#include "engine/random_op.hpp"

namespace retour {
namespace {

using testing::one_in;
using testing::random_entity;

struct Stamped {
  Op op;
  HybridTime at;
};

/// A few ops of few things with few stamps and few values, so that every kind of clash happens.
template <class E>
std::vector<Stamped> clashing_ops(RandomSource& random, std::size_t count) {
  const PatientId patient(id_from_name("patient"));
  const IdBytes ids[] = {id_from_name("a"), id_from_name("b")};
  std::vector<E> contents;
  for (int i = 0; i < 3; ++i) contents.push_back(random_entity<E>(random));
  std::vector<Stamped> ops(count);
  for (Stamped& stamped : ops) {
    stamped.at = {1 + random.below(4)};
    E entity = contents[random.below(contents.size())];
    entity.id = decltype(entity.id)(ids[random.below(2)]);
    if constexpr (std::is_same_v<E, Patient>) entity.id = patient;
    Entity owned(std::move(entity));
    set_subject(owned, patient);
    FacetMask facets = 0;
    while (facets == 0) facets = static_cast<FacetMask>(random.next() & all_facets<E>);
    stamped.op.parts.push_back({std::move(owned), facets});
    stamped.op.header.patient = *subject_patient(stamped.op.parts);
  }
  return ops;
}

Digest state_after(const std::vector<Stamped>& ops) {
  MemoryTables tables;
  for (const Stamped& stamped : ops) EXPECT_TRUE(apply(stamped.op, stamped.at, tables));
  return *state_hash(tables);
}

void shuffle(std::vector<Stamped>& ops, RandomSource& random) {
  for (std::size_t i = ops.size(); i > 1; --i) std::swap(ops[i - 1], ops[random.below(i)]);
}

template <class E>
constexpr bool follows_hub = [] {
  for (const Facet& facet : E::facets)
    if (facet.merge == Merge::hub_order) return true;
  return false;
}();

/// Leaves out facets whose order matters.
template <class E>
void drop_hub_facets(std::vector<Stamped>& ops) {
  for (Stamped& stamped : ops)
    for (std::size_t facet = 0; facet < std::size(E::facets); ++facet)
      if (E::facets[facet].merge == Merge::hub_order)
        stamped.op.parts[0].facets &= static_cast<FacetMask>(~(1U << facet));
  std::erase_if(ops, [](const Stamped& stamped) { return stamped.op.parts[0].facets == 0; });
}

TEST(Merge, AnyOrderAndAnyRepetitionGiveOneState) {
  constexpr std::uint64_t seed = 21;
  SCOPED_TRACE(seed);
  SeededRandom random(seed);
  int cases = 0;
  for_each_entity([&]<class E>() {
    for (int i = 0; i < 700; ++i) {
      std::vector<Stamped> ops = clashing_ops<E>(random, 2 + random.below(6));
      drop_hub_facets<E>(ops);
      const Digest expected = state_after(ops);
      for (int order = 0; order < 4; ++order, ++cases) {
        std::vector<Stamped> arrived = ops;
        if (order > 1)  // some arrive again
          for (std::uint64_t n = random.below(3); n > 0 && !ops.empty(); --n)
            arrived.push_back(ops[random.below(ops.size())]);
        shuffle(arrived, random);
        ASSERT_EQ(state_after(arrived), expected) << E::info.name << " case " << i;
      }
    }
  });
  EXPECT_GE(cases, 100'000);
}

TEST(Merge, TwiceEqualsOnce) {
  SeededRandom random(22);
  for (int i = 0; i < 20'000; ++i) {
    const Op op = testing::random_op(random);
    MemoryTables tables;
    ASSERT_TRUE(apply(op, op.header.at, tables));
    const Digest once = *state_hash(tables);
    ASSERT_TRUE(apply(op, op.header.at, tables));
    ASSERT_EQ(*state_hash(tables), once);
  }
}

/// The winner of one facet among all that was written, by the words of merge.hpp.
template <class E>
std::optional<Stamped> winner(const std::vector<Stamped>& ops, const IdBytes& id,
                              std::size_t facet) {
  std::optional<Stamped> best;
  const auto bytes = [&](const Stamped& stamped) {
    Bytes out;
    ByteWriter writer(out);
    for_each_field<E>([&]<class T>(std::string_view, T E::* member, const FieldMeta& meta) {
      if (meta.facet == facet)
        FieldType<T>::encode(writer, std::get<E>(stamped.op.parts[0].entity).*member);
    });
    return out;
  };
  for (const Stamped& stamped : ops) {
    const Part& part = stamped.op.parts[0];
    if (id_of(part.entity) != id || (part.facets >> facet & 1U) == 0) continue;
    bool better = !best;
    if (best) switch (E::facets[facet].merge) {
        case Merge::hub_order: better = true; break;
        case Merge::last_writer:
          better =
              stamped.at > best->at || (stamped.at == best->at && bytes(stamped) > bytes(*best));
          break;
        case Merge::once:
          better =
              stamped.at < best->at || (stamped.at == best->at && bytes(stamped) < bytes(*best));
          break;
      }
    if (better) best = stamped;
  }
  return best;
}

TEST(Merge, FacetsAreNeverTornAndTheRightOneWins) {
  SeededRandom random(23);
  for_each_entity([&]<class E>() {
    for (int i = 0; i < 200; ++i) {
      const std::vector<Stamped> ops = clashing_ops<E>(random, 1 + random.below(8));
      MemoryTables tables;
      for (const Stamped& stamped : ops) ASSERT_TRUE(apply(stamped.op, stamped.at, tables));
      for (const Stamped& stamped : ops) {
        const IdBytes id = id_of(stamped.op.parts[0].entity);
        const auto row = tables.read(E::info.kind, id);
        ASSERT_TRUE(row && *row);
        const E& stored = std::get<E>(**row);
        for (std::size_t facet = 0; facet < std::size(E::facets); ++facet) {
          const auto best = winner<E>(ops, id, facet);
          static const E empty{};
          ASSERT_EQ(stored.stamps[facet], best ? best->at : HybridTime{});
          for_each_field<E>(
              [&]<class T>(std::string_view name, T E::* member, const FieldMeta& meta) {
                if (meta.facet != facet || meta.subject) return;
                const E& from = best ? std::get<E>(best->op.parts[0].entity) : empty;
                EXPECT_TRUE(stored.*member == from.*member) << E::info.name << "." << name;
              });
        }
      }
    }
  });
}

TEST(Merge, SlotsFollowTheHubsOrderWhateverTheStamps) {
  Booking booking;
  booking.id = BookingId(id_from_name("booking"));
  booking.patient = PatientId(id_from_name("patient"));
  MemoryTables tables;
  for (const auto& [version, at] : {std::pair{1, 9}, {2, 3}, {3, 7}}) {
    booking.slot_version = version;
    Op op;
    op.parts = {facets_of(booking, 0)};
    ASSERT_TRUE(apply(op, {static_cast<std::uint64_t>(at)}, tables));
  }
  EXPECT_EQ((*find(tables, booking.id))->slot_version, 3);
}

TEST(Merge, ARowNeverChangesItsOwner) {
  // A part that named another patient's row moved it to the op's patient, so that the state
  // depended on which of the two was folded last.
  Booking booking;
  booking.id = BookingId(id_from_name("booking"));
  booking.patient = PatientId(id_from_name("one"));
  booking.note = "his";
  Op first;
  first.parts = {whole(booking)};
  booking.patient = PatientId(id_from_name("another"));
  booking.note = "stolen";
  Op second;
  second.parts = {whole(booking)};
  MemoryTables tables;
  ASSERT_TRUE(apply(first, {1}, tables));
  ASSERT_TRUE(apply(second, {2}, tables));
  const auto kept = find(tables, booking.id);
  EXPECT_EQ((*kept)->patient, PatientId(id_from_name("one")));
  EXPECT_EQ((*kept)->note, "his");
}

TEST(Merge, FoldingOneSubjectTouchesNoOther) {
  SeededRandom random(24);
  for (int i = 0; i < 2000; ++i) {
    const Op op = testing::random_op(random);
    MemoryTables whole_op, by_subject;
    ASSERT_TRUE(apply(op, op.header.at, whole_op));
    for (const IdBytes& subject : subjects_of(op))
      ASSERT_TRUE(apply_to_subject(op, op.header.at, by_subject, subject));
    ASSERT_EQ(*state_hash(whole_op), *state_hash(by_subject));
  }
}

/// Several patients and things of the clinic, interleaved: what arrives for one patient may be
/// folded apart from everything else and gives the same rows.
TEST(Merge, UnitsFoldApart) {
  constexpr std::uint64_t seed = 25;
  SCOPED_TRACE(seed);
  SeededRandom random(seed);
  for (int round = 0; round < 50; ++round) {
    std::vector<Stamped> ops(60);
    std::vector<Op> pool;
    for (int i = 0; i < 12; ++i) pool.push_back(testing::random_op(random));
    for (Stamped& stamped : ops) {
      stamped.op = pool[random.below(pool.size())];
      stamped.at = {1 + random.below(1000)};
    }
    MemoryTables all, apart;
    for (const Stamped& stamped : ops) ASSERT_TRUE(apply(stamped.op, stamped.at, all));
    std::map<IdBytes, std::vector<const Stamped*>> units;
    for (const Stamped& stamped : ops)
      for (const IdBytes& subject : subjects_of(stamped.op)) units[subject].push_back(&stamped);
    for (const auto& [subject, touching] : units)
      for (const Stamped* stamped : touching)
        ASSERT_TRUE(apply_to_subject(stamped->op, stamped->at, apart, subject));
    ASSERT_EQ(*state_hash(all), *state_hash(apart)) << "round " << round;
  }
}

TEST(StateHash, KnowsEveryFieldAndEveryRow) {
  SeededRandom random(26);
  for_each_entity([&]<class E>() {
    const E entity = random_entity<E>(random);
    MemoryTables tables;
    ASSERT_TRUE(tables.write(Entity(entity)));
    const Digest before = *state_hash(tables);
    for_each_field<E>([&]<class T>(std::string_view name, T E::* member, const FieldMeta& meta) {
      if (meta.subject) return;
      E changed = entity;
      for (int i = 0; i < 100 && changed.*member == entity.*member; ++i)
        changed.*member = testing::random_value<T>(random);
      MemoryTables other;
      ASSERT_TRUE(other.write(Entity(changed)));
      EXPECT_NE(*state_hash(other), before) << E::info.name << "." << name;
    });
    ASSERT_TRUE(tables.write(random_entity(E::info.kind, random)));
    EXPECT_NE(*state_hash(tables), before);
  });
}

TEST(StateHash, DoesNotDependOnTheOrderOfWriting) {
  SeededRandom random(27);
  std::vector<Entity> rows;
  for (int i = 0; i < 300; ++i) rows.push_back(random_entity(random));
  MemoryTables forward, backward;
  for (const Entity& row : rows) ASSERT_TRUE(forward.write(row));
  for (std::size_t i = rows.size(); i > 0; --i) ASSERT_TRUE(backward.write(rows[i - 1]));
  EXPECT_EQ(*state_hash(forward), *state_hash(backward));
}

TEST(MemoryTables, RemovingAPatientLeavesWhatIsNotHis) {
  SeededRandom random(28);
  const PatientId patient(id_from_name("patient"));
  MemoryTables tables, rest;
  for_each_entity([&]<class E>() {
    Entity row(random_entity<E>(random));
    if (auto* person = std::get_if<Patient>(&row)) person->id = patient;
    set_subject(row, patient);
    ASSERT_TRUE(tables.write(row));
    if (E::info.owner != Owner::patient) ASSERT_TRUE(rest.write(row));
    Entity other(random_entity<E>(random));
    ASSERT_TRUE(tables.write(other));
    ASSERT_TRUE(rest.write(other));
  });
  ASSERT_TRUE(tables.remove_patient(patient));
  EXPECT_EQ(*state_hash(tables), *state_hash(rest));
  ASSERT_TRUE(tables.remove_patient(patient)) << "again: nothing left to remove";
}

}  // namespace
}  // namespace retour
