// The database's tables. Those of entities are generated from the field tables of model/; the log,
// the hub's claims and the local indices are written out here.
//
//   <entity>     one row per entity, projection of the log          replicated, in the state hash
//   op           numbered ops: seq, envelope, bytes in sections     the log
//   op_subject   which ops touch which unit of folding
//   pending_op   ops made here that the hub has not numbered
//   base_row     the base snapshot: state = base rows + ops above meta.base_seq
//   slot, claim  the hub's memory of who holds what (resource x 5-minute quantum)
//   meta         replica id, chain head, clock, epoch
//   merged_patient  which card stands for which others, derived from sameness (see sql_tables.hpp)
//   column_block, column_stale  the funnel's columns, rebuilt at will (see column_store.hpp)
//   patient_search  local index, rebuilt at will (see search.hpp)
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "model/entity.hpp"
#include "store/sqlite.hpp"

namespace retour::store {

/// Version of the schema that this build writes. Older ones are migrated, newer ones refused.
inline constexpr std::int32_t schema_version = 8;

/// `CREATE TABLE` of one entity, from its field table.
[[nodiscard]] std::string table_ddl(EntityKind kind);

/// Creates or migrates the schema in one transaction. `newer_schema` when the database was written
/// by a later version of the program; it is left untouched then.
[[nodiscard]] Status migrate(Database& database);

/// docs/data-dictionary.md, generated from the field tables.
[[nodiscard]] std::string data_dictionary_markdown();

}  // namespace retour::store
