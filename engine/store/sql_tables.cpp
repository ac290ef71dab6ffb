#include "store/sql_tables.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/check.hpp"
#include "base/order.hpp"
#include "model/field_codec.hpp"
#include "model/field_table.hpp"
#include "ops/same_person.hpp"

namespace retour::store {
namespace {

/// Names of all columns but `id`, quoted, in the order of the table.
std::vector<std::string> column_names(const EntityTable& table) {
  std::vector<std::string> names;
  names.reserve(table.fields.size() + table.facets.size());
  for (const Field& field : table.fields) names.push_back("\"" + std::string(field.name) + "\"");
  for (const Facet& facet : table.facets) names.push_back("at_" + std::string(facet.name));
  return names;
}

std::string select_of(const EntityTable& table) {
  std::string sql = "SELECT id";
  for (const std::string& name : column_names(table)) sql += ", " + name;
  return sql + " FROM " + std::string(table.info.name) + " ";
}

/// Updates in place: REPLACE would move the row to the end and rewrite all of its indices.
std::string upsert_of(const EntityTable& table) {
  std::string names = "id", values = "?", updates;
  for (const std::string& name : column_names(table)) {
    names += ", " + name;
    values += ",?";
    updates += (updates.empty() ? "" : ", ") + name + " = excluded." + name;
  }
  return "INSERT INTO " + std::string(table.info.name) + " (" + names + ") VALUES (" + values +
         ") ON CONFLICT (id) DO UPDATE SET " + updates;
}

/// SQL texts of one kind of entity.
struct Texts {
  std::string read, of_patient, scan, scan_after, remove, ids_of_patient, write;

  explicit Texts(const EntityTable& table) {
    const std::string select = select_of(table);
    const std::string name(table.info.name);
    read = select + "WHERE id = ?";
    of_patient = select + "WHERE patient = ? ORDER BY id";
    scan = select + "ORDER BY id";
    scan_after = select + "WHERE id > ? ORDER BY id LIMIT ?";
    remove = "DELETE FROM " + name + " WHERE id = ?";
    ids_of_patient = "SELECT id FROM " + name + " WHERE patient = ?";
    write = upsert_of(table);
  }
};

/// Made once, for all kinds: their addresses key the statement cache.
const Texts& texts_of(const EntityTable& table) {
  static const std::vector<Texts> texts(entity_tables().begin(), entity_tables().end());
  return texts[table.index];
}

/// Reads the current row of a statement made by `select_of` into an empty entity of the table's
/// kind.
Status read_row(const EntityTable& table, Statement& row, void* entity) {
  table.set_id(entity, row.id(0));
  int column = 1;
  bool ok = true;
  for (const Field& field : table.fields) {
    Cell cell;
    if (!row.is_null(column)) {
      switch (field.type->cell_kind) {
        case CellKind::integer: cell = row.integer(column); break;
        case CellKind::text: cell = row.text(column); break;
        case CellKind::blob: cell = row.blob(column); break;
      }
    }
    ok = field.from_cell(cell, entity) && ok;
    ++column;
  }
  for (HybridTime& stamp : table.stamps(entity))
    stamp.packed = static_cast<std::uint64_t>(row.integer(column++));
  if (!ok) return fail(FailureCode::corrupt, "row of " + std::string(table.info.name));
  return {};
}

Result<Entity> read_row(const EntityTable& table, Statement& row) {
  Entity entity = *table.empty;
  RETOUR_TRY(read_row(table, row, data_of(entity)));
  return entity;
}

Status write_row(Database& database, const EntityTable& table, const void* entity) {
  std::vector<Cell> cells;
  cells.reserve(1 + table.fields.size() + table.facets.size());
  std::array<Bytes, 8> scratch;  // one per field that needs it; no entity has more
  std::size_t next_scratch = 0;
  cells.emplace_back(ByteView(table.id(entity).bytes));
  for (const Field& field : table.fields) {
    RETOUR_CHECK(next_scratch < scratch.size());
    cells.push_back(field.to_cell(entity, scratch[next_scratch]));
    if (field.type->cell_uses_scratch) ++next_scratch;
  }
  for (const HybridTime stamp : table.stamps(entity))
    cells.emplace_back(static_cast<std::int64_t>(stamp.packed));
  return database.run_cells(Sql::stored(texts_of(table).write), cells);
}

/// Calls `row` with the canonical bytes of every row that the statement gives.
Status give_rows(const EntityTable& table, Statement statement,
                 const std::function<Status(ByteView)>& row) {
  Bytes bytes;
  while (true) {
    RETOUR_ASSIGN(const bool found, statement.step());
    if (!found) return {};
    RETOUR_ASSIGN(const Entity entity, read_row(table, statement));
    bytes.clear();
    ByteWriter out(bytes);
    encode_row(out, entity);
    RETOUR_TRY(row(bytes));
  }
}

/// The ids in the first column of all rows.
Result<std::vector<IdBytes>> read_ids(Statement row) {
  std::vector<IdBytes> ids;
  while (true) {
    RETOUR_ASSIGN(const bool found, row.step());
    if (!found) return ids;
    ids.push_back(row.id(0));
  }
}

}  // namespace

std::string select_all_columns(EntityKind kind) {
  return select_of(table_of(kind));
}

Status read_rows(EntityKind kind, Statement& statement, const RowPlaces& places) {
  const EntityTable& table = table_of(kind);
  while (true) {
    RETOUR_ASSIGN(const bool found, statement.step());
    if (!found) return {};
    RETOUR_TRY(read_row(table, statement, places.next(places.rows)));
  }
}

std::size_t SqlTables::KeyHash::operator()(const Key& key) const noexcept {
  std::size_t value = 0;
  std::memcpy(&value, key.id.bytes.data() + 8, sizeof value);  // random or digest bits
  return value ^ static_cast<std::size_t>(key.kind);
}

Result<std::optional<Entity>> SqlTables::read(EntityKind kind, const IdBytes& id) {
  if (absent_.contains({kind, id})) return std::optional<Entity>{};
  const EntityTable& table = table_of(kind);
  Statement row = database_.query(Sql::stored(texts_of(table).read), id);
  RETOUR_ASSIGN(const bool found, row.step());
  std::optional<Entity> entity;
  if (found) {
    RETOUR_TRY(read_row(table, row, data_of(entity.emplace(*table.empty))));
  } else {
    if (absent_.size() >= absent_max) absent_.clear();
    absent_.insert({kind, id});
  }
  return entity;
}

Status SqlTables::write(const Entity& entity) {
  absent_.erase({kind_of(entity), id_of(entity)});
  const bool groups = kind_of(entity) == EntityKind::sameness;
  std::vector<PatientId> before;
  if (groups) {
    RETOUR_ASSIGN(before, same_person(*this, patient_of(entity)));
  }
  RETOUR_TRY(write_row(database_, table_of(entity), data_of(entity)));
  if (groups) RETOUR_TRY(regroup(before, patient_of(entity)));
  return observer_ == nullptr ? Status{} : observer_->on_write(entity);
}

/// Keeps `merged_patient` in step: only cards that were or are one person's with `patient` can have
/// another one stand for them now.
Status SqlTables::regroup(const std::vector<PatientId>& before, PatientId patient) {
  RETOUR_ASSIGN(std::vector<PatientId> cards, same_person(*this, patient));
  cards.insert(cards.end(), before.begin(), before.end());
  sort_stably(cards);
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

Result<std::vector<PatientId>> SqlTables::children_of(PatientId guardian) {
  std::vector<PatientId> patients;
  Statement row = database_.query(
      "SELECT DISTINCT patient FROM relation WHERE other = ? AND kind = ? AND active = 1 "
      "ORDER BY patient",
      guardian, static_cast<std::int64_t>(RelationKind::guardian));
  while (true) {
    RETOUR_ASSIGN(const bool found, row.step());
    if (!found) return patients;
    patients.push_back(row.id_as<Patient>(0));
  }
}

Result<std::vector<Entity>> SqlTables::of_patient(EntityKind kind, PatientId patient) {
  std::vector<Entity> rows;
  const EntityTable& table = table_of(kind);
  if (kind == EntityKind::patient) {
    RETOUR_ASSIGN(std::optional<Entity> row, read(kind, patient));
    if (row) rows.push_back(std::move(*row));
  } else if (table.names_patient()) {
    Statement row = database_.query(Sql::stored(texts_of(table).of_patient), patient);
    while (true) {
      RETOUR_ASSIGN(const bool found, row.step());
      if (!found) break;
      RETOUR_TRY(read_row(table, row, data_of(rows.emplace_back(*table.empty))));
    }
  }
  return rows;
}

Status SqlTables::remove_patient(PatientId patient) {
  for (const EntityTable& table : entity_tables()) {
    if (!table.has_owner()) continue;
    RETOUR_ASSIGN(const std::vector<IdBytes> ids,
                  read_ids(database_.query(Sql::stored(texts_of(table).ids_of_patient), patient)));
    for (const IdBytes& id : ids) RETOUR_TRY(remove(table.info.kind, id));
  }
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
  RETOUR_TRY(database_.run(Sql::stored(texts_of(table_of(kind)).remove), id));
  return grouping ? regroup(before, patient_of(*grouping)) : Status{};
}

Status SqlTables::scan(EntityKind kind, const std::function<Status(ByteView)>& row) {
  const EntityTable& table = table_of(kind);
  return give_rows(table, database_.query(Sql::stored(texts_of(table).scan)), row);
}

Result<std::size_t> SqlTables::scan_after(EntityKind kind, const IdBytes& after,
                                          std::size_t rows_max,
                                          const std::function<Status(ByteView)>& row) {
  std::size_t count = 0;
  const auto counted = [&](ByteView bytes) -> Status {
    ++count;
    return row(bytes);
  };
  const EntityTable& table = table_of(kind);
  RETOUR_TRY(give_rows(table,
                       database_.query(Sql::stored(texts_of(table).scan_after), after,
                                       static_cast<std::int64_t>(rows_max)),
                       counted));
  return count;
}

}  // namespace retour::store
