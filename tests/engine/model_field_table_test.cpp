// The field tables at run time: each against the `describe` that it was made from, and each of
// their operations against the typed one.
#include "model/field_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/random_entity.hpp"

namespace retour {
namespace {

using testing::random_entity;

/// Calls `f(field, member, meta)` for each field of E, as declared and as in its table.
template <class E, class F>
void for_each_pair(F&& f) {
  const EntityTable& table = table_of(E::info.kind);
  std::size_t at = 0;
  for_each_field<E>([&]<class T>(std::string_view, T E::* member, const FieldMeta& meta) {
    ASSERT_LT(at, table.fields.size()) << E::info.name;
    f(table.fields[at++], member, meta);
  });
  EXPECT_EQ(at, table.fields.size()) << E::info.name;
}

TEST(FieldTable, SaysWhatDescribeSays) {
  std::size_t index = 0;
  for_each_entity([&]<class E>() {
    const EntityTable& table = table_of(E::info.kind);
    EXPECT_EQ(table.index, index);
    EXPECT_EQ(&table, &entity_tables()[index++]);
    EXPECT_EQ(table.info.name, E::info.name);
    EXPECT_EQ(table.info.kind, E::info.kind);
    EXPECT_EQ(table.info.owner, E::info.owner);
    EXPECT_EQ(table.all_facets(), all_facets<E>);
    EXPECT_EQ(table.facets.data(), E::facets.data());
    for_each_field<E>(
        [&, at = 0U]<class T>(std::string_view name, T E::*, const FieldMeta& meta) mutable {
          const Field& field = table.fields.at(at++);
          EXPECT_EQ(field.name, name);
          EXPECT_EQ(field.type->name, FieldType<T>::name) << name;
          EXPECT_EQ(field.type->cell_kind, FieldType<T>::cell_kind) << name;
          EXPECT_EQ(field.meta.facet, meta.facet) << name;
          EXPECT_EQ(field.meta.visibility, meta.visibility) << name;
          EXPECT_EQ(field.meta.personal, meta.personal) << name;
          EXPECT_EQ(field.meta.subject, meta.subject) << name;
          EXPECT_EQ(field.meta.since, meta.since) << name;
          if constexpr (std::is_enum_v<T>)
            EXPECT_EQ(field.type->choices.size(), EnumNames<T>::names.size()) << name;
        });
  });
  EXPECT_EQ(index, entity_tables().size());
}

TEST(FieldTable, FindsEveryPartOfAnEntity) {
  SeededRandom random(11);
  for_each_entity([&]<class E>() {
    Entity entity{random_entity<E>(random)};
    const E& typed = std::get<E>(entity);
    const EntityTable& table = table_of(entity);
    const void* const data = data_of(entity);
    EXPECT_EQ(data, &typed) << E::info.name;
    EXPECT_EQ(table.id(data), typed.id) << E::info.name;
    EXPECT_EQ(table.stamps(data).data(), typed.stamps.data()) << E::info.name;
    EXPECT_EQ(table.stamps(data).size(), typed.stamps.size()) << E::info.name;
    const auto other = id_from_name("another");
    table.set_id(data_of(entity), other);
    EXPECT_EQ(typed.id, other) << E::info.name;
    if constexpr (requires { PatientId(typed.patient); }) {
      EXPECT_EQ(table.patient(data), typed.patient) << E::info.name;
      table.set_patient(data_of(entity), PatientId(other));
      EXPECT_EQ(typed.patient, PatientId(other)) << E::info.name;
    } else {
      EXPECT_EQ(table.names_patient(), (std::is_same_v<E, Patient>)) << E::info.name;
    }
  });
}

TEST(FieldTable, EveryFieldDoesWhatItsTypeDoes) {
  constexpr std::uint64_t seed = 12;
  SCOPED_TRACE(seed);
  SeededRandom random(seed);
  for_each_entity([&]<class E>() {
    for (int i = 0; i < 20; ++i) {
      const E entity = random_entity<E>(random);
      for_each_pair<E>([&]<class T>(const Field& field, T E::* member, const FieldMeta&) {
        SCOPED_TRACE(std::string(E::info.name) + "." + std::string(field.name));
        const T& value = entity.*member;
        EXPECT_EQ(field.to_text(&entity), FieldType<T>::to_text(value));
        Bytes bytes, expected, scratch, expected_scratch;
        ByteWriter out(bytes), expected_out(expected);
        field.encode(out, &entity);
        FieldType<T>::encode(expected_out, value);
        EXPECT_EQ(bytes, expected);
        const Cell cell = field.to_cell(&entity, scratch);
        const Cell expected_cell = FieldType<T>::to_cell(value, expected_scratch);
        EXPECT_EQ(cell.index(), expected_cell.index());
        EXPECT_EQ(scratch, expected_scratch);

        E copy = random_entity<E>(random);
        ByteReader in(bytes);
        field.decode(in, &copy);
        EXPECT_TRUE(in.ok() && in.at_end() && copy.*member == value);
        copy = random_entity<E>(random);
        EXPECT_TRUE(field.from_cell(cell, &copy) && copy.*member == value);
        copy = random_entity<E>(random);
        EXPECT_EQ(field.equal(&copy, &entity), copy.*member == value);
        field.assign(&copy, &entity);
        EXPECT_TRUE(copy.*member == value && field.equal(&copy, &entity));
        field.clear(&copy);
        EXPECT_TRUE(copy.*member == T{});
      });
    }
  });
}

TEST(FieldTable, RefusesNumbersThatNameNothing) {
  const EntityTable& table = table_of(EntityKind::relation);
  const auto kind = std::ranges::find(table.fields, "kind", &Field::name);
  ASSERT_NE(kind, table.fields.end());
  Relation relation;
  EXPECT_TRUE(kind->from_cell(Cell(std::int64_t{2}), &relation));
  EXPECT_EQ(relation.kind, RelationKind::other);
  for (const std::int64_t number : {std::int64_t{-1}, std::int64_t{3}, std::int64_t{256}}) {
    EXPECT_FALSE(kind->from_cell(Cell(number), &relation)) << number;
    Bytes bytes;
    ByteWriter(bytes).put_signed(number);
    ByteReader in(bytes);
    kind->decode(in, &relation);
    EXPECT_FALSE(in.ok()) << number;
  }
  EXPECT_FALSE(kind->from_cell(Cell(std::string_view("other")), &relation));
  EXPECT_EQ(relation.kind, RelationKind::other) << "what is refused changes nothing";
}

TEST(FieldTable, MeasuresWhatFieldsHoldAndKeepsTheFirstFault) {
  Patient patient;
  const auto measured = [&] {
    FieldMeasure measure;
    for (const Field& field : table_of(EntityKind::patient).fields)
      field.measure(&patient, measure);
    return measure;
  };
  const std::size_t empty = measured().bytes;
  EXPECT_EQ(measured().fault, FieldFault::none);
  patient.family_name = "Smith";
  patient.phones = {{.number = "+46", .note = "work", .confirmed_at = {}}};
  EXPECT_EQ(measured().bytes, empty + 5 + 3 + 4);
  patient.wishes = "\xFF";
  EXPECT_EQ(measured().fault, FieldFault::text_not_utf8);
  patient.phones.resize(list_length_max + 1);
  EXPECT_EQ(measured().fault, FieldFault::list_too_long) << "phones stand before wishes";
  patient.given_name.assign(text_bytes_max + 1, 'a');
  EXPECT_EQ(measured().fault, FieldFault::text_too_long) << "and names before phones";
}

TEST(Entity, IsAssignedOverItselfAndOverAnyOtherKind) {
  Patient patient;
  patient.id = PatientId(id_from_name("patient"));
  patient.family_name = "a name that no small buffer holds, so that it lies elsewhere";
  Entity entity{patient};
  entity = *&entity;
  EXPECT_EQ(std::get<Patient>(entity).family_name, patient.family_name);
  Entity room{Room{}};
  room = entity;
  EXPECT_EQ(std::get<Patient>(room).family_name, patient.family_name);
  EXPECT_EQ(std::get<Patient>(entity).family_name, patient.family_name) << "a copy";
  room = Entity{Room{}};
  EXPECT_EQ(kind_of(room), EntityKind::room);
  room = std::move(entity);
  EXPECT_EQ(id_of(room), patient.id);
}

TEST(FieldTable, IsThereForEveryKindAndNothingElse) {
  for (int number = 0; number < 256; ++number) {
    const auto kind = static_cast<EntityKind>(number);
    const EntityTable* table = find_table(kind);
    EXPECT_EQ(table != nullptr, empty_entity(kind).has_value()) << number;
    if (table == nullptr) continue;
    EXPECT_EQ(table->info.kind, kind);
    EXPECT_EQ(kind_of(*table->empty), kind);
    EXPECT_TRUE(id_of(*table->empty).is_nil()) << number;
  }
}

}  // namespace
}  // namespace retour
