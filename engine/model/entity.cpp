#include "model/entity.hpp"

#include <memory>

#include "model/field_table.hpp"

namespace retour {

Entity::Entity() = default;
Entity::Entity(const Entity& other) = default;
Entity::Entity(Entity&& other) noexcept = default;
Entity::~Entity() = default;

// Assignment by way of construction: std::variant's own needs a function for each kind that copies
// over an entity of the same kind, and another for each that it may find instead.
Entity& Entity::operator=(const Entity& other) {
  return *this = Entity(other);
}
Entity& Entity::operator=(Entity&& other) noexcept {
  if (this == &other) return *this;
  std::destroy_at(this);
  return *std::construct_at(this, std::move(other));
}

std::optional<Entity> empty_entity(EntityKind kind) {
  const EntityTable* table = find_table(kind);
  return table == nullptr ? std::nullopt : std::optional<Entity>(*table->empty);
}

EntityKind kind_of(const Entity& entity) {
  return table_of(entity).info.kind;
}

const IdBytes& id_of(const Entity& entity) {
  return table_of(entity).id(data_of(entity));
}

Owner owner_of(const Entity& entity) {
  return table_of(entity).info.owner;
}

PatientId patient_of(const Entity& entity) {
  return table_of(entity).patient(data_of(entity));
}

void set_subject(Entity& entity, PatientId patient) {
  const EntityTable& table = table_of(entity);
  if (table.has_owner()) table.set_patient(data_of(entity), patient);
}

}  // namespace retour
