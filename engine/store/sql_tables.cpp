#include "store/sql_tables.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/check.hpp"
#include "model/field_codec.hpp"
#include "ops/same_person.hpp"

namespace retour::store {
namespace {

template <class E>
std::size_t column_count_of() {
  std::size_t count = 1 + std::size(E::facets);
  for_each_field<E>([&]<class T>(std::string_view, T E::*, const FieldMeta&) { ++count; });
  return count;
}

/// Calls `f` with the quoted name of every column but `id`, in the order of the table.
template <class E, class F>
void for_each_column(F&& f) {
  for_each_field<E>([&]<class T>(std::string_view name, T E::*, const FieldMeta&) {
    f("\"" + std::string(name) + "\"");
  });
  for (const Facet& facet : E::facets) f("at_" + std::string(facet.name));
}

template <class E>
std::string columns_of() {
  std::string sql = "SELECT id";
  for_each_column<E>([&](const std::string& name) { sql += ", " + name; });
  return sql + " FROM " + std::string(E::info.name) + " ";
}

/// SQL texts of one entity, made once; their addresses key the statement cache.
template <class E>
struct Texts {
  std::string read = columns_of<E>() + "WHERE id = ?";
  std::string of_patient = columns_of<E>() + "WHERE patient = ? ORDER BY id";
  std::string scan = columns_of<E>() + "ORDER BY id";
  std::string scan_after = columns_of<E>() + "WHERE id > ? ORDER BY id LIMIT ?";
  std::string remove = "DELETE FROM " + std::string(E::info.name) + " WHERE id = ?";
  std::string ids_of_patient = "SELECT id FROM " + std::string(E::info.name) + " WHERE patient = ?";
  /// Updates in place: REPLACE would move the row to the end and rewrite all of its indices.
  std::string write = [] {
    std::string names = "id", values = "?", updates;
    for_each_column<E>([&](const std::string& name) {
      names += ", " + name;
      values += ",?";
      updates += (updates.empty() ? "" : ", ") + name + " = excluded." + name;
    });
    return "INSERT INTO " + std::string(E::info.name) + " (" + names + ") VALUES (" + values +
           ") ON CONFLICT (id) DO UPDATE SET " + updates;
  }();

  static const Texts& get() {
    static const Texts texts;
    return texts;
  }
};

template <class E>
constexpr bool has_patient = requires(E e) {
  { e.patient } -> std::convertible_to<PatientId>;
};

template <class E>
Result<E> read_row(Statement& row) {
  E entity;
  entity.id = decltype(entity.id)(row.id(0));
  int column = 1;
  bool ok = true;
  for_each_field<E>([&]<class T>(std::string_view, T E::* member, const FieldMeta&) {
    Cell cell;
    if (!row.is_null(column)) {
      switch (FieldType<T>::cell_kind) {
        case CellKind::integer: cell = row.integer(column); break;
        case CellKind::text: cell = row.text(column); break;
        case CellKind::blob: cell = row.blob(column); break;
      }
    }
    ok = FieldType<T>::from_cell(cell, entity.*member) && ok;
    ++column;
  });
  for (HybridTime& stamp : entity.stamps)
    stamp.packed = static_cast<std::uint64_t>(row.integer(column++));
  if (!ok) return fail(FailureCode::corrupt, "row of " + std::string(E::info.name));
  return entity;
}

template <class E>
Status write_row(Database& database, const E& entity) {
  std::vector<Cell> cells;
  cells.reserve(column_count_of<E>());
  std::array<Bytes, 8> scratch;  // one per blob field; no entity has more
  std::size_t next_scratch = 0;
  cells.emplace_back(ByteView(entity.id.bytes));
  for_each_field<E>([&]<class T>(std::string_view, T E::* member, const FieldMeta&) {
    if constexpr (std::is_base_of_v<BlobField<T>, FieldType<T>>) {
      RETOUR_CHECK(next_scratch < scratch.size());
      cells.push_back(FieldType<T>::to_cell(entity.*member, scratch[next_scratch++]));
    } else {
      cells.push_back(FieldType<T>::to_cell(entity.*member, scratch[0]));
    }
  });
  for (const HybridTime stamp : entity.stamps)
    cells.emplace_back(static_cast<std::int64_t>(stamp.packed));
  return database.run_cells(Sql::stored(Texts<E>::get().write), cells);
}

/// Calls `row` with the canonical bytes of every row that the statement gives.
template <class E>
Status give_rows(Statement statement, const std::function<Status(ByteView)>& row) {
  Bytes bytes;
  while (true) {
    RETOUR_ASSIGN(const bool found, statement.step());
    if (!found) return {};
    RETOUR_ASSIGN(E entity, read_row<E>(statement));
    bytes.clear();
    ByteWriter out(bytes);
    encode_row(out, Entity(std::move(entity)));
    RETOUR_TRY(row(bytes));
  }
}

/// Calls `f.template operator()<E>()` for the one entity type of that kind.
template <class F>
auto with_kind(EntityKind kind, F&& f) {
  decltype(f.template operator()<Clinic>()) result {};
  bool called = false;
  for_each_entity([&]<class E>() {
    if (E::info.kind != kind) return;
    result = f.template operator()<E>();
    called = true;
  });
  RETOUR_CHECK(called);
  return result;
}

}  // namespace

std::string select_all_columns(EntityKind kind) {
  return with_kind(kind, []<class E>() { return columns_of<E>(); });
}

Result<Entity> read_entity(EntityKind kind, Statement& statement) {
  return with_kind(kind, [&]<class E>() -> Result<Entity> {
    RETOUR_ASSIGN(E entity, read_row<E>(statement));
    return Entity(std::move(entity));
  });
}

std::size_t SqlTables::KeyHash::operator()(const Key& key) const noexcept {
  std::size_t value = 0;
  std::memcpy(&value, key.id.bytes.data() + 8, sizeof value);  // random or digest bits
  return value ^ static_cast<std::size_t>(key.kind);
}

Result<std::optional<Entity>> SqlTables::read(EntityKind kind, const IdBytes& id) {
  if (absent_.contains({kind, id})) return std::optional<Entity>{};
  return with_kind(kind, [&]<class E>() -> Result<std::optional<Entity>> {
    Statement row = database_.query(Sql::stored(Texts<E>::get().read), id);
    RETOUR_ASSIGN(const bool found, row.step());
    if (!found) {
      if (absent_.size() >= absent_max) absent_.clear();
      absent_.insert({kind, id});
      return std::optional<Entity>{};
    }
    RETOUR_ASSIGN(E entity, read_row<E>(row));
    return std::optional<Entity>(std::move(entity));
  });
}

Status SqlTables::write(const Entity& entity) {
  absent_.erase({kind_of(entity), id_of(entity)});
  const bool groups = kind_of(entity) == EntityKind::sameness;
  std::vector<PatientId> before;
  if (groups) {
    RETOUR_ASSIGN(before, same_person(*this, patient_of(entity)));
  }
  RETOUR_TRY(std::visit([&](const auto& e) { return write_row(database_, e); }, entity));
  if (groups) RETOUR_TRY(regroup(before, patient_of(entity)));
  return observer_ == nullptr ? Status{} : observer_->on_write(entity);
}

/// Keeps `merged_patient` in step: only cards that were or are one person's with `patient` can have
/// another one stand for them now.
Status SqlTables::regroup(const std::vector<PatientId>& before, PatientId patient) {
  RETOUR_ASSIGN(std::vector<PatientId> cards, same_person(*this, patient));
  cards.insert(cards.end(), before.begin(), before.end());
  std::ranges::sort(cards);
  const auto repeated = std::ranges::unique(cards);
  cards.erase(repeated.begin(), repeated.end());
  for (const PatientId card : cards) {
    RETOUR_ASSIGN(const PatientId survivor, survivor_of(*this, card));
    if (survivor == card) {
      RETOUR_TRY(database_.run("DELETE FROM merged_patient WHERE patient = ?", card));
    } else {
      RETOUR_TRY(
          database_.run("INSERT INTO merged_patient (patient, survivor) VALUES (?,?) "
                        "ON CONFLICT (patient) DO UPDATE SET survivor = excluded.survivor",
                        card, survivor));
    }
    if (observer_ != nullptr) observer_->on_regroup(card);
  }
  return {};
}

Result<std::vector<PatientId>> SqlTables::said_to_be(PatientId patient) {
  std::vector<PatientId> patients;
  Statement row = database_.query(
      "SELECT DISTINCT patient FROM sameness WHERE same_as = ? ORDER BY patient", patient);
  while (true) {
    RETOUR_ASSIGN(const bool found, row.step());
    if (!found) return patients;
    patients.push_back(row.id_as<Patient>(0));
  }
}

Result<std::vector<Entity>> SqlTables::of_patient(EntityKind kind, PatientId patient) {
  return with_kind(kind, [&]<class E>() -> Result<std::vector<Entity>> {
    std::vector<Entity> rows;
    if constexpr (std::is_same_v<E, Patient>) {
      RETOUR_ASSIGN(std::optional<Entity> row, read(kind, patient));
      if (row) rows.push_back(std::move(*row));
    } else if constexpr (has_patient<E>) {
      Statement row = database_.query(Sql::stored(Texts<E>::get().of_patient), patient);
      while (true) {
        RETOUR_ASSIGN(const bool found, row.step());
        if (!found) break;
        RETOUR_ASSIGN(E entity, read_row<E>(row));
        rows.emplace_back(std::move(entity));
      }
    }
    return rows;
  });
}

Status SqlTables::remove_patient(PatientId patient) {
  Status status;
  for_each_entity([&]<class E>() {
    if constexpr (E::info.owner == Owner::patient && !std::is_same_v<E, Patient>) {
      if (!status) return;
      std::vector<IdBytes> ids;
      {
        Statement row = database_.query(Sql::stored(Texts<E>::get().ids_of_patient), patient);
        while (true) {
          const Result<bool> found = row.step();
          if (!found) status = std::unexpected(found.error());
          if (!found || !*found) break;
          ids.push_back(row.id(0));
        }
      }
      for (const IdBytes& id : ids)
        if (status) status = remove(E::info.kind, id);
    }
  });
  RETOUR_TRY(std::move(status));
  return remove(EntityKind::patient, patient);
}

Status SqlTables::remove(EntityKind kind, const IdBytes& id) {
  if (observer_ != nullptr) RETOUR_TRY(observer_->on_remove(kind, id));
  std::optional<Entity> grouping;
  std::vector<PatientId> before;
  if (kind == EntityKind::sameness) {
    RETOUR_ASSIGN(grouping, read(kind, id));
    if (grouping) {
      RETOUR_ASSIGN(before, same_person(*this, patient_of(*grouping)));
    }
  }
  RETOUR_TRY(with_kind(kind, [&]<class E>() -> Status {
    return database_.run(Sql::stored(Texts<E>::get().remove), id);
  }));
  return grouping ? regroup(before, patient_of(*grouping)) : Status{};
}

Status SqlTables::scan(EntityKind kind, const std::function<Status(ByteView)>& row) {
  return with_kind(kind, [&]<class E>() -> Status {
    return give_rows<E>(database_.query(Sql::stored(Texts<E>::get().scan)), row);
  });
}

Result<std::size_t> SqlTables::scan_after(EntityKind kind, const IdBytes& after,
                                          std::size_t rows_max,
                                          const std::function<Status(ByteView)>& row) {
  std::size_t count = 0;
  const auto counted = [&](ByteView bytes) -> Status {
    ++count;
    return row(bytes);
  };
  RETOUR_TRY(with_kind(kind, [&]<class E>() -> Status {
    return give_rows<E>(database_.query(Sql::stored(Texts<E>::get().scan_after), after,
                                        static_cast<std::int64_t>(rows_max)),
                        counted);
  }));
  return count;
}

}  // namespace retour::store
