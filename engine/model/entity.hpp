// Every entity in one place: the list that the generated parts run over.
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "model/aims.hpp"
#include "model/ledger.hpp"
#include "model/quality.hpp"
#include "model/rota.hpp"
#include "model/round.hpp"

namespace retour {

/// All kinds of entities, in the order of their kind numbers.
using EntityVariant =
    std::variant<Clinic, Policy, LegalEntity, Branch, Room, Device, Specialty, Staff, Shift,
                 Service, Price, Source, Organisation, Reason, SavedList, ShiftPattern, CalendarDay,
                 DayClose, HandOver, Patient, Relation, Consent, Booking, Visit, Sameness,
                 Difference, WaitlistEntry, ContactAttempt, Rating, Charge, Invoice, Payment,
                 Allocation, InstalmentSchedule, Refund, Certificate, Call, WebRequest, CallReview,
                 Script, Campaign, Cost, SiteTraffic, Target, PublishedMonth, Plan, PlanItem,
                 Recall, NextStep, CycleClosing, ImportBatch, CardRead, Withdrawal, Erasure>;

/// One entity of any kind. A variant whose copying and destroying is compiled once, in entity.cpp:
/// as a plain alias it made every file that names an op pay for 45 types, five seconds each.
struct Entity : EntityVariant {
  Entity();
  template <class E>
    requires(!std::is_same_v<std::remove_cvref_t<E>, Entity> &&
             std::is_constructible_v<EntityVariant, E>)
  Entity(E&& entity) : EntityVariant(std::forward<E>(entity)) {}  // NOLINT: implicit as a variant
  Entity(const Entity& other);
  Entity(Entity&& other) noexcept;
  Entity& operator=(const Entity& other);
  Entity& operator=(Entity&& other) noexcept;
  ~Entity();
};

inline constexpr std::size_t entity_kind_count = std::variant_size_v<EntityVariant>;

/// Calls `f.template operator()<E>()` for every entity type, in kind order.
template <class F>
constexpr void for_each_entity(F&& f) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (f.template operator()<std::variant_alternative_t<I, EntityVariant>>(), ...);
  }(std::make_index_sequence<entity_kind_count>{});
}

/// An empty entity of a kind, or nothing for a number that names none.
[[nodiscard]] std::optional<Entity> empty_entity(EntityKind kind);

[[nodiscard]] EntityKind kind_of(const Entity& entity);

[[nodiscard]] const IdBytes& id_of(const Entity& entity);

[[nodiscard]] Owner owner_of(const Entity& entity);

/// The patient whom an entity concerns (nil for things of the clinic and unmatched calls).
[[nodiscard]] PatientId patient_of(const Entity& entity);

/// Sets the owning patient of a patient's entity; nothing for others.
void set_subject(Entity& entity, PatientId patient);

}  // namespace retour
