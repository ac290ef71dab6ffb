#include "ops/tables.hpp"

#include <set>

#include "base/check.hpp"
#include "model/field_codec.hpp"
#include "model/field_table.hpp"

namespace retour {

Result<std::optional<Entity>> MemoryTables::read(EntityKind kind, const IdBytes& id) {
  const auto found = rows_.find({kind, id});
  if (found == rows_.end()) return std::optional<Entity>{};
  std::optional<Entity> entity = decode_row(kind, found->second.bytes);
  RETOUR_CHECK(entity.has_value());
  return entity;
}

Status MemoryTables::write(const Entity& entity) {
  const Key key{kind_of(entity), id_of(entity)};
  RETOUR_TRY(remove(key.first, key.second));
  Row row;
  row.patient = patient_of(entity);
  ByteWriter out(row.bytes);
  encode_row(out, entity);
  if (!row.patient.is_nil()) by_patient_[row.patient][key] = true;
  rows_.emplace(key, std::move(row));
  return {};
}

Result<std::vector<Entity>> MemoryTables::of_patient(EntityKind kind, PatientId patient) {
  std::vector<Entity> entities;
  const auto found = by_patient_.find(patient);
  if (found == by_patient_.end()) return entities;
  for (const auto& [key, present] : found->second) {
    if (key.first != kind) continue;
    RETOUR_ASSIGN(std::optional<Entity> entity, read(key.first, key.second));
    entities.push_back(std::move(*entity));
  }
  return entities;
}

Result<std::vector<PatientId>> MemoryTables::said_to_be(PatientId patient) {
  std::set<PatientId> patients;
  for (auto at = rows_.lower_bound({EntityKind::sameness, IdBytes{}});
       at != rows_.end() && at->first.first == EntityKind::sameness; ++at) {
    const std::optional<Entity> row = decode_row(EntityKind::sameness, at->second.bytes);
    RETOUR_CHECK(row.has_value());
    if (std::get<Sameness>(*row).same_as == patient) patients.insert(at->second.patient);
  }
  return std::vector<PatientId>(patients.begin(), patients.end());
}

Result<std::vector<PatientId>> MemoryTables::children_of(PatientId guardian) {
  std::set<PatientId> patients;
  for (auto at = rows_.lower_bound({EntityKind::relation, IdBytes{}});
       at != rows_.end() && at->first.first == EntityKind::relation; ++at) {
    const std::optional<Entity> row = decode_row(EntityKind::relation, at->second.bytes);
    RETOUR_CHECK(row.has_value());
    const auto& relation = std::get<Relation>(*row);
    if (relation.other == guardian && relation.active && relation.kind == RelationKind::guardian)
      patients.insert(relation.patient);
  }
  return std::vector<PatientId>(patients.begin(), patients.end());
}

Status MemoryTables::remove_patient(PatientId patient) {
  const auto found = by_patient_.find(patient);
  if (found == by_patient_.end()) return {};
  std::vector<Key> owned;
  for (const auto& [key, present] : found->second)
    if (table_of(key.first).info.owner == Owner::patient) owned.push_back(key);
  for (const Key& key : owned) RETOUR_TRY(remove(key.first, key.second));
  return {};
}

Status MemoryTables::remove(EntityKind kind, const IdBytes& id) {
  const auto found = rows_.find({kind, id});
  if (found == rows_.end()) return {};
  const auto owner = by_patient_.find(found->second.patient);
  if (owner != by_patient_.end()) {
    owner->second.erase(found->first);
    if (owner->second.empty()) by_patient_.erase(owner);
  }
  rows_.erase(found);
  return {};
}

Status MemoryTables::scan(EntityKind kind, const std::function<Status(ByteView)>& row) {
  for (auto at = rows_.lower_bound({kind, IdBytes{}}); at != rows_.end(); ++at) {
    if (at->first.first != kind) break;
    RETOUR_TRY(row(at->second.bytes));
  }
  return {};
}

Result<Digest> state_hash(Tables& tables) {
  Hasher hasher;
  Bytes length;
  for (const EntityTable& table : entity_tables()) {
    const auto number = static_cast<std::uint8_t>(table.info.kind);
    hasher.update({&number, 1});
    RETOUR_TRY(tables.scan(table.info.kind, [&](ByteView row) -> Status {
      length.clear();
      ByteWriter(length).put_unsigned(row.size());
      hasher.update(length);
      hasher.update(row);
      return {};
    }));
  }
  return hasher.finish();
}

}  // namespace retour
