// Whether the tables follow from the log, and the hash of what they hold: in pieces, since a clinic
// of a hundred thousand bookings takes seconds and nobody's input may wait for them.
//
//   Verifier: base rows ─► ops of the log ─► rows of the tables, compared ─► rows that are missing
//
// Nothing may change between two steps: whoever steps looks at the number of the last op and
// begins again when it has grown. One-call forms are at the end.
#pragma once

#include <string>
#include <vector>

#include "store/op_log.hpp"
#include "store/sql_tables.hpp"

namespace retour::store {

/// The canonical state hash (ops/tables.hpp) of the stored tables.
class StateHasher {
 public:
  using RowSink = std::function<Status(EntityKind kind, ByteView row)>;
  /// `sink`, when there is one, gets every row on the way.
  explicit StateHasher(SqlTables& tables, RowSink sink = {});

  /// Takes about `rows_max` rows more; true when all were taken.
  [[nodiscard]] Result<bool> step(std::size_t rows_max);
  /// After the last step.
  [[nodiscard]] const Digest& digest() const { return digest_; }

 private:
  SqlTables& tables_;
  RowSink sink_;
  Hasher hasher_;
  Digest digest_;
  std::size_t kind_ = 0;  ///< Place in the list of kinds.
  bool kind_begun_ = false;
  IdBytes after_;
};

/// What was found.
struct Verification {
  std::uint64_t ops = 0;
  Digest state;                          ///< Hash of the tables as stored.
  bool state_follows_log = false;        ///< Recomputed tables are the same.
  bool chain_holds = false;              ///< Recomputed chain ends at the stored head.
  std::vector<std::string> differences;  ///< First few rows that differ, "booking 018f...".
  [[nodiscard]] bool ok() const { return state_follows_log && chain_holds; }
};

/// Recomputes tables and chain from base and log and compares. Needs memory for all rows.
class Verifier {
 public:
  Verifier(SqlTables& tables, OpLog& log);

  /// Does about `rows_max` rows or ops more; true when it came to its end.
  [[nodiscard]] Result<bool> step(std::size_t rows_max);
  /// Of all steps, 0 to 1000; a guess, for the progress bar.
  [[nodiscard]] std::int64_t permille() const;
  /// After the last step.
  [[nodiscard]] const Verification& found() const { return found_; }

 private:
  enum class Phase : std::uint8_t { base, log, rows, missing, done };

  [[nodiscard]] Result<bool> load_base(std::size_t rows_max);
  [[nodiscard]] Result<bool> replay(std::size_t ops_max);
  [[nodiscard]] Status compare(EntityKind kind, ByteView row);
  [[nodiscard]] Status find_missing();
  void note(EntityKind kind, const IdBytes& id, std::string_view where);

  SqlTables& tables_;
  OpLog& log_;
  MemoryTables computed_;
  StateHasher hasher_;
  Verification found_;
  Phase phase_ = Phase::base;
  Digest chain_;
  std::uint64_t base_ = 0;
  std::uint64_t last_seq_ = 0;
  std::int64_t base_kind_ = 0;
  IdBytes base_id_;
  std::uint64_t rows_ = 0;  ///< Stored ones.
  bool differs_ = false;
};

/// All steps in one call. O(log).
[[nodiscard]] Result<Verification> verify(SqlTables& tables, OpLog& log);

}  // namespace retour::store
