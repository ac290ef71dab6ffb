// The replicated tables over SQLite: the projection half of "log and projections in one
// transaction". All SQL here is generated from the field tables.
// allow-file(unordered): the hash table of absent rows is only asked, never walked.
#pragma once

#include <unordered_set>

#include "ops/tables.hpp"
#include "store/sqlite.hpp"

namespace retour::store {

/// Is told of every row that changes, inside the transaction: local indices hang here.
class RowObserver {
 public:
  virtual ~RowObserver() = default;
  /// The row is written.
  [[nodiscard]] virtual Status on_write(const Entity& entity) = 0;
  /// The row, if there is one, is still there and will be removed.
  [[nodiscard]] virtual Status on_remove(EntityKind kind, const IdBytes& id) = 0;
  /// Another card stands for this one now, or this one for others.
  virtual void on_regroup(PatientId) {}
};

/// Remembers which ids it has looked for in vain, because whoever makes a thing asks first whether
/// it is there, as often as three times over (planner, rules, merge). Rows must therefore be
/// written only by the one SqlTables that a database is read through; more may read it.
class SqlTables final : public Tables {
 public:
  /// `database` must have the schema. `observer` may be null.
  explicit SqlTables(Database& database, RowObserver* observer = nullptr)
      : database_(database), observer_(observer) {}

  Result<std::optional<Entity>> read(EntityKind kind, const IdBytes& id) override;
  Status write(const Entity& entity) override;
  Result<std::vector<Entity>> of_patient(EntityKind kind, PatientId patient) override;
  Result<std::vector<PatientId>> said_to_be(PatientId patient) override;
  Result<std::vector<PatientId>> children_of(PatientId guardian) override;
  Status remove_patient(PatientId patient) override;
  Status remove(EntityKind kind, const IdBytes& id) override;
  Status scan(EntityKind kind, const std::function<Status(ByteView)>& row) override;
  /// The same in pieces: at most `rows_max` rows with ids greater than `after` (nil: from the
  /// first). Gives their number; fewer than `rows_max` at the end.
  [[nodiscard]] Result<std::size_t> scan_after(EntityKind kind, const IdBytes& after,
                                               std::size_t rows_max,
                                               const std::function<Status(ByteView)>& row);

  /// All rows of a kind for which `condition` holds, e.g. "WHERE date = ?". For the fixed queries
  /// of the store itself.
  template <class E, class... Values>
  [[nodiscard]] Result<std::vector<E>> select(Sql sql, const Values&... values);

  [[nodiscard]] Database& database() { return database_; }

 private:
  [[nodiscard]] Status regroup(const std::vector<PatientId>& before, PatientId patient);

  struct Key {
    EntityKind kind;
    IdBytes id;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept;
  };
  /// So many that the largest batch fits; then all are forgotten at once.
  static constexpr std::size_t absent_max = 131'072;

  Database& database_;
  RowObserver* observer_;
  std::unordered_set<Key, KeyHash> absent_;  ///< Stays true over a rollback.
};

/// `SELECT id, <every field>, <every stamp> FROM <entity> ` for `select`; append a condition.
[[nodiscard]] std::string select_all_columns(EntityKind kind);

/// Where rows of one kind go: `next(rows)` gives the address of one more empty entity.
struct RowPlaces {
  void* rows;
  void* (*next)(void* rows);
};

/// Reads all rows of a statement made by `select_all_columns`.
[[nodiscard]] Status read_rows(EntityKind kind, Statement& statement, const RowPlaces& places);

template <class E, class... Values>
Result<std::vector<E>> SqlTables::select(Sql sql, const Values&... values) {
  std::vector<E> rows;
  Statement statement = database_.query(sql, values...);
  const auto next = [](void* list) -> void* {
    return &static_cast<std::vector<E>*>(list)->emplace_back();
  };
  RETOUR_TRY(read_rows(E::info.kind, statement, {&rows, next}));
  return rows;
}

}  // namespace retour::store
