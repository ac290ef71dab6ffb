// Folding: how the tables follow from base snapshot and log, whole or one unit at a time.
//
//   refold     after ops arrived out of order, were taken back or erased: one patient or thing
//   verify     everything, in memory, compared with the tables (verifier.hpp)
//   snapshot   the tables become the new base; the log above it stays
//   erase      a patient's personal sections leave log, base and tables; digests stay
#pragma once

#include "store/op_log.hpp"
#include "store/sql_tables.hpp"

namespace retour::store {

/// Rebuilds every row that folds with `subject` from base and log. O(ops of the subject).
[[nodiscard]] Status refold(SqlTables& tables, OpLog& log, const IdBytes& subject);

/// Makes the present tables the base snapshot. In one transaction of the caller.
[[nodiscard]] Status write_base(SqlTables& tables, OpLog& log);

/// Number of the last op inside the base snapshot; 0 when there is none.
[[nodiscard]] Result<std::uint64_t> base_seq(Database& database);

/// Removes the personal sections of everything that folds with `patient` or concerns him (calls and
/// requests that are or ever were matched to him) from log, base and tables. In one transaction of
/// the caller; free pages are overwritten (`secure_delete`).
[[nodiscard]] Status erase(SqlTables& tables, OpLog& log, PatientId patient);

}  // namespace retour::store
