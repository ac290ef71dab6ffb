#include "store/fold.hpp"

#include <algorithm>
#include <set>

#include "base/check.hpp"
#include "model/field_codec.hpp"
#include "model/field_table.hpp"
#include "ops/merge.hpp"

namespace retour::store {
namespace {

constexpr std::string_view base_key = "base_seq";

Result<Op> decode_logged(const LoggedOp& logged) {
  RETOUR_ASSIGN(const EncodedOp encoded, parse_op(logged.bytes));
  return decode(encoded);
}

/// Base rows of one unit of folding: a patient's own, or the thing itself.
Status load_base_rows(Database& database, const IdBytes& subject, Tables& into) {
  Statement row = database.query(
      "SELECT kind, bytes FROM base_row WHERE patient = ?1 UNION ALL "
      "SELECT kind, bytes FROM base_row WHERE id = ?1 AND patient IS NULL",
      subject);
  std::vector<Entity> rows;
  while (true) {
    RETOUR_ASSIGN(const bool found, row.step());
    if (!found) break;
    std::optional<Entity> entity = decode_row(static_cast<EntityKind>(row.integer(0)), row.blob(1));
    if (!entity) return fail(FailureCode::corrupt, "base row");
    rows.push_back(std::move(*entity));
  }
  for (const Entity& entity : rows) RETOUR_TRY(into.write(entity));
  return {};
}

/// Removes whatever folds with `subject`, whichever kind of thing it is.
Status remove_subject(SqlTables& tables, const IdBytes& subject) {
  RETOUR_TRY(tables.remove_patient(PatientId(subject)));
  for (const EntityTable& table : entity_tables())
    if (table.info.owner != Owner::patient) RETOUR_TRY(tables.remove(table.info.kind, subject));
  return {};
}

/// Empties the personal fields of a row.
Entity without_personal_fields(Entity entity) {
  for (const Field& field : table_of(entity).fields)
    if (personal_classes >> static_cast<unsigned>(field.meta.visibility) & 1U)
      field.clear(data_of(entity));
  return entity;
}

using Subjects = std::set<IdBytes>;

/// Empties the subject's ops. Adds everything else that those ops wrote to `touched`: it has to be
/// folded again too, since a section holds the fields of all parts.
Status erase_from_log(OpLog& log, const IdBytes& subject, Subjects& touched) {
  RETOUR_ASSIGN(const std::vector<std::uint64_t> seqs, log.seqs_of(subject));
  for (const std::uint64_t seq : seqs) {
    RETOUR_ASSIGN(const std::optional<LoggedOp> logged, log.at_seq(seq));
    if (!logged) return fail(FailureCode::corrupt, "log has a hole");
    RETOUR_ASSIGN(EncodedOp encoded, parse_op(logged->bytes));
    RETOUR_ASSIGN(const Op op, decode_header(encoded.header));
    for (const IdBytes& other : subjects_of(op)) touched.insert(other);
    erase_sections(encoded, personal_classes);
    RETOUR_TRY(log.replace_bytes(*logged, encoded));
  }
  return {};
}

/// Calls and requests that are, or ever were, taken for the patient's: a note written then is about
/// him, even when the call was matched to somebody else later. Reads the whole log.
Status add_matched(Database& database, PatientId patient, Subjects& subjects) {
  Statement row =
      database.query("SELECT bytes FROM op WHERE instr(bytes, ?) > 0", IdBytes(patient));
  while (true) {
    RETOUR_ASSIGN(const bool found, row.step());
    if (!found) return {};
    RETOUR_ASSIGN(const EncodedOp encoded, parse_op(row.blob(0)));
    RETOUR_ASSIGN(const Op op, decode(encoded));
    for (const Part& part : op.parts) {
      if (const auto* call = std::get_if<Call>(&part.entity))
        if (call->patient == patient) subjects.insert(call->id);
      if (const auto* request = std::get_if<WebRequest>(&part.entity))
        if (request->patient == patient) subjects.insert(request->id);
    }
  }
}

Status erase_from_base(Database& database, const IdBytes& subject) {
  struct Row {
    std::int64_t kind;
    IdBytes id;
    Bytes bytes;
  };
  std::vector<Row> rows;
  {
    Statement row = database.query(
        "SELECT kind, id, bytes FROM base_row WHERE patient = ?1 OR (id = ?1 AND patient IS NULL)",
        subject);
    while (true) {
      RETOUR_ASSIGN(const bool found, row.step());
      if (!found) break;
      const ByteView bytes = row.blob(2);
      rows.push_back({row.integer(0), row.id(1), Bytes(bytes.begin(), bytes.end())});
    }
  }
  for (const Row& row : rows) {
    std::optional<Entity> entity = decode_row(static_cast<EntityKind>(row.kind), row.bytes);
    if (!entity) return fail(FailureCode::corrupt, "base row");
    Bytes bytes;
    ByteWriter out(bytes);
    encode_row(out, without_personal_fields(std::move(*entity)));
    RETOUR_TRY(database.run("UPDATE base_row SET bytes = ? WHERE kind = ? AND id = ?", bytes,
                            row.kind, row.id));
  }
  return {};
}

}  // namespace

Status refold(SqlTables& tables, OpLog& log, const IdBytes& subject) {
  RETOUR_TRY(remove_subject(tables, subject));
  RETOUR_TRY(load_base_rows(tables.database(), subject, tables));
  RETOUR_ASSIGN(const std::uint64_t base, base_seq(tables.database()));
  RETOUR_ASSIGN(const std::vector<std::uint64_t> seqs, log.seqs_of(subject));
  for (const std::uint64_t seq : seqs) {
    if (seq <= base) continue;
    RETOUR_ASSIGN(const std::optional<LoggedOp> logged, log.at_seq(seq));
    if (!logged) return fail(FailureCode::corrupt, "log has a hole");
    if (!logged->counts()) continue;
    RETOUR_ASSIGN(const Op op, decode_logged(*logged));
    RETOUR_TRY(apply_to_subject(op, logged->at, tables, subject));
  }
  return {};
}

Status write_base(SqlTables& tables, OpLog& log) {
  Database& database = tables.database();
  RETOUR_TRY(database.run("DELETE FROM base_row"));
  for (const EntityTable& table : entity_tables())
    RETOUR_TRY(tables.scan(table.info.kind, [&](ByteView row) -> Status {
      const std::optional<Entity> entity = decode_row(table.info.kind, row);
      RETOUR_CHECK(entity.has_value());
      const bool owned = table.info.owner == Owner::patient;
      const std::optional<IdBytes> patient =
          owned ? std::optional<IdBytes>(patient_of(*entity)) : std::nullopt;
      return database.run("INSERT INTO base_row (kind, id, patient, bytes) VALUES (?,?,?,?)",
                          table.info.kind, id_of(*entity), patient, row);
    }));
  Bytes number;
  ByteWriter(number).put_unsigned(log.head().seq);
  return write_meta(database, base_key, number);
}

Result<std::uint64_t> base_seq(Database& database) {
  RETOUR_ASSIGN(const Bytes bytes, read_meta(database, base_key));
  if (bytes.empty()) return std::uint64_t{0};
  ByteReader in(bytes);
  const std::uint64_t seq = in.unsigned_number();
  if (!in.ok() || !in.at_end()) return fail(FailureCode::corrupt, "base of the log");
  return seq;
}

Status erase(SqlTables& tables, OpLog& log, PatientId patient) {
  Subjects subjects{patient};
  for (const EntityKind kind : {EntityKind::call, EntityKind::web_request}) {
    RETOUR_ASSIGN(const std::vector<Entity> matched, tables.of_patient(kind, patient));
    for (const Entity& entity : matched) subjects.insert(id_of(entity));
  }
  RETOUR_TRY(add_matched(tables.database(), patient, subjects));
  Subjects touched = subjects;
  for (const IdBytes& subject : subjects) {
    RETOUR_TRY(erase_from_log(log, subject, touched));
    RETOUR_TRY(erase_from_base(tables.database(), subject));
  }
  for (const IdBytes& subject : touched) RETOUR_TRY(refold(tables, log, subject));
  return {};
}

}  // namespace retour::store
