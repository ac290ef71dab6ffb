// Folding: how the tables follow from base snapshot and log, whole or one unit at a time.
//
//   refold     after ops arrived out of order, were taken back or erased: one patient or thing
//   verify     everything, in memory, compared with the tables by hash
//   snapshot   the tables become the new base; the log above it stays
//   erase      a patient's personal sections leave log, base and tables; digests stay
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "store/op_log.hpp"
#include "store/sql_tables.hpp"

namespace retour::store {

/// Rebuilds every row that folds with `subject` from base and log. O(ops of the subject).
[[nodiscard]] Status refold(SqlTables& tables, OpLog& log, const IdBytes& subject);

/// What `verify` found.
struct Verification {
  std::uint64_t ops = 0;
  Digest state;                          ///< Hash of the tables as stored.
  bool state_follows_log = false;        ///< Recomputed tables have the same hash.
  bool chain_holds = false;              ///< Recomputed chain ends at the stored head.
  std::vector<std::string> differences;  ///< First few rows that differ, "booking 018f...".
  [[nodiscard]] bool ok() const { return state_follows_log && chain_holds; }
};

/// Recomputes projections and chain and compares. Needs memory for all rows; O(log).
[[nodiscard]] Result<Verification> verify(SqlTables& tables, OpLog& log);

/// Makes the present tables the base snapshot. In one transaction of the caller.
[[nodiscard]] Status write_base(SqlTables& tables, OpLog& log);

/// Number of the last op inside the base snapshot; 0 when there is none.
[[nodiscard]] Result<std::uint64_t> base_seq(Database& database);

/// Removes the personal sections of everything that folds with `patient` or concerns him (calls and
/// requests that are or ever were matched to him) from log, base and tables. In one transaction of
/// the caller; free pages are overwritten (`secure_delete`).
[[nodiscard]] Status erase(SqlTables& tables, OpLog& log, PatientId patient);

}  // namespace retour::store
