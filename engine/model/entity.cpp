#include "model/entity.hpp"

namespace retour {
namespace {

/// Whether entities of type E name the patient whom they concern.
template <class E>
constexpr bool names_patient = requires(E e) {
  { e.patient } -> std::convertible_to<PatientId>;
};

}  // namespace

Entity::Entity() = default;
Entity::Entity(const Entity& other) = default;
Entity::Entity(Entity&& other) noexcept = default;
Entity& Entity::operator=(const Entity& other) = default;
Entity& Entity::operator=(Entity&& other) noexcept = default;
Entity::~Entity() = default;

std::optional<Entity> empty_entity(EntityKind kind) {
  std::optional<Entity> made;
  for_each_entity([&]<class E>() {
    if (E::info.kind == kind) made.emplace(E{});
  });
  return made;
}

EntityKind kind_of(const Entity& entity) {
  return std::visit([](const auto& e) { return e.info.kind; }, entity);
}

const IdBytes& id_of(const Entity& entity) {
  return std::visit([](const auto& e) -> const IdBytes& { return e.id; }, entity);
}

Owner owner_of(const Entity& entity) {
  return std::visit([](const auto& e) { return e.info.owner; }, entity);
}

PatientId patient_of(const Entity& entity) {
  return std::visit(
      []<class E>(const E& e) -> PatientId {
        if constexpr (std::is_same_v<E, Patient>)
          return e.id;
        else if constexpr (names_patient<E>)
          return e.patient;
        else
          return PatientId{};
      },
      entity);
}

void set_subject(Entity& entity, PatientId patient) {
  std::visit(
      [&]<class E>(E& e) {
        if constexpr (E::info.owner == Owner::patient && !std::is_same_v<E, Patient>)
          e.patient = patient;
      },
      entity);
}

}  // namespace retour
