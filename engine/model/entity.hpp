// Every entity in one place: the list that the generated parts run over.
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "model/ledger.hpp"

namespace retour {

/// All kinds of entities, in the order of their kind numbers.
using Entity =
    std::variant<Clinic, Policy, LegalEntity, Branch, Room, Device, Specialty, Staff, Shift,
                 Service, Price, Source, Organisation, Reason, Patient, Relation, Consent, Booking,
                 Visit, Charge, Invoice, Payment, Allocation, InstalmentSchedule, Refund,
                 Certificate, Call, WebRequest, Plan, PlanItem, Recall, NextStep, CycleClosing,
                 ImportBatch, CardRead, Withdrawal, Erasure>;

inline constexpr std::size_t entity_kind_count = std::variant_size_v<Entity>;

/// Calls `f.template operator()<E>()` for every entity type, in kind order.
template <class F>
constexpr void for_each_entity(F&& f) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (f.template operator()<std::variant_alternative_t<I, Entity>>(), ...);
  }(std::make_index_sequence<entity_kind_count>{});
}

/// An empty entity of a kind, or nothing for a number that names none.
[[nodiscard]] inline std::optional<Entity> empty_entity(EntityKind kind) {
  std::optional<Entity> made;
  for_each_entity([&]<class E>() {
    if (E::info.kind == kind) made.emplace(std::in_place_type<E>);
  });
  return made;
}

[[nodiscard]] inline EntityKind kind_of(const Entity& entity) {
  return std::visit([](const auto& e) { return e.info.kind; }, entity);
}

[[nodiscard]] inline const IdBytes& id_of(const Entity& entity) {
  return std::visit([](const auto& e) -> const IdBytes& { return e.id; }, entity);
}

/// The patient whom an entity concerns (nil for things of the clinic and unmatched calls).
[[nodiscard]] inline Owner owner_of(const Entity& entity) {
  return std::visit([](const auto& e) { return e.info.owner; }, entity);
}

/// Sets the owning patient of a patient's entity; nothing for others.
inline void set_subject(Entity& entity, PatientId patient) {
  std::visit(
      [&](auto& e) {
        using E = std::remove_cvref_t<decltype(e)>;
        if constexpr (E::info.owner == Owner::patient && !std::is_same_v<E, Patient>)
          e.patient = patient;
      },
      entity);
}

[[nodiscard]] inline PatientId patient_of(const Entity& entity) {
  return std::visit(
      [](const auto& e) -> PatientId {
        using E = std::remove_cvref_t<decltype(e)>;
        if constexpr (std::is_same_v<E, Patient>) return e.id;
        else if constexpr (requires { { e.patient } -> std::convertible_to<PatientId>; })
          return e.patient;
        else return PatientId{};
      },
      entity);
}

}  // namespace retour
