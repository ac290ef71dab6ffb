// What ops may ask of the state and do to it. The store fulfils this over SQLite, tests and
// `verify` over memory; both pass the same conformance suite.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "base/hash.hpp"
#include "base/result.hpp"
#include "model/entity.hpp"

namespace retour {

/// The replicated tables, keyed by (entity kind, id).
class Tables {
 public:
  virtual ~Tables() = default;

  /// The row, or nothing when there is none. O(log n).
  [[nodiscard]] virtual Result<std::optional<Entity>> read(EntityKind kind, const IdBytes& id) = 0;

  /// Inserts or replaces the row.
  [[nodiscard]] virtual Status write(const Entity& entity) = 0;

  /// All rows of `kind` that concern `patient` (his own, and matched calls), in id order.
  [[nodiscard]] virtual Result<std::vector<Entity>> of_patient(EntityKind kind,
                                                               PatientId patient) = 0;

  /// Patients of whom any `Sameness` says that they are the same as `patient`, by id, each once;
  /// whether it is the latest of theirs is for same_person.hpp to say.
  [[nodiscard]] virtual Result<std::vector<PatientId>> said_to_be(PatientId patient) = 0;

  /// Patients whose guardian somebody is said to be (active relations), by id, each once.
  [[nodiscard]] virtual Result<std::vector<PatientId>> children_of(PatientId guardian) = 0;

  /// Removes every row that `patient` owns (`Owner::patient`): the first half of refolding.
  [[nodiscard]] virtual Status remove_patient(PatientId patient) = 0;

  /// Removes one row.
  [[nodiscard]] virtual Status remove(EntityKind kind, const IdBytes& id) = 0;

  /// Calls `row` for every row of `kind` in id order with its canonical bytes.
  [[nodiscard]] virtual Status scan(EntityKind kind,
                                    const std::function<Status(ByteView row)>& row) = 0;
};

/// Typed read.
template <class E>
[[nodiscard]] Result<std::optional<E>> find(Tables& tables, const Id<E>& id) {
  if (id.is_nil()) return std::optional<E>{};
  RETOUR_ASSIGN(std::optional<Entity> entity, tables.read(E::info.kind, id));
  if (!entity) return std::optional<E>{};
  return std::optional<E>(std::get<E>(std::move(*entity)));
}

/// Typed read of everything of one kind that a patient has.
template <class E>
[[nodiscard]] Result<std::vector<E>> all_of(Tables& tables, PatientId patient) {
  RETOUR_ASSIGN(std::vector<Entity> entities, tables.of_patient(E::info.kind, patient));
  std::vector<E> typed;
  typed.reserve(entities.size());
  for (Entity& entity : entities) typed.push_back(std::get<E>(std::move(entity)));
  return typed;
}

/// The tables in memory, as canonical bytes. Never fails.
class MemoryTables final : public Tables {
 public:
  Result<std::optional<Entity>> read(EntityKind kind, const IdBytes& id) override;
  Status write(const Entity& entity) override;
  Result<std::vector<Entity>> of_patient(EntityKind kind, PatientId patient) override;
  Result<std::vector<PatientId>> said_to_be(PatientId patient) override;
  Result<std::vector<PatientId>> children_of(PatientId guardian) override;
  Status remove_patient(PatientId patient) override;
  Status remove(EntityKind kind, const IdBytes& id) override;
  Status scan(EntityKind kind, const std::function<Status(ByteView)>& row) override;

 private:
  struct Row {
    PatientId patient;
    Bytes bytes;
  };
  using Key = std::pair<EntityKind, IdBytes>;
  std::map<Key, Row> rows_;
  std::map<PatientId, std::map<Key, bool>> by_patient_;
};

/// The canonical state hash: over every kind in kind order, its number, then each row's canonical
/// bytes in id order with their length. Equal natively and in wasm. O(rows).
[[nodiscard]] Result<Digest> state_hash(Tables& tables);

}  // namespace retour
