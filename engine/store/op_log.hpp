// The log of ops: numbered ones in the hub's order, and those made here that wait for a number.
//
// State = base snapshot + numbered ops above `base_seq` (+ pending ops as an overlay). The log is
// append-only; erasure replaces payloads by their digests in place, which changes no digest.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "ops/op_codec.hpp"
#include "store/sqlite.hpp"

namespace retour::store {

/// One numbered op as stored.
struct LoggedOp {
  std::uint64_t seq = 0;
  OpId id;
  HybridTime at;
  Verdict verdict = Verdict::accepted;
  bool withdrawn = false;
  Bytes bytes;

  /// Whether it counts in the state.
  [[nodiscard]] bool counts() const { return verdict == Verdict::accepted && !withdrawn; }
};

/// Whether the id occurs in an encoded op: far cheaper than decoding, and never wrongly false.
[[nodiscard]] inline bool mentions(const Bytes& op, const IdBytes& id) {
  return std::ranges::search(op, id.bytes).begin() != op.end();
}

/// End of the log: number, chain, greatest stamp. Kept in memory, saved with each transaction.
struct LogHead {
  std::uint64_t seq = 0;
  Digest chain;
  HybridTime at;
};

class OpLog {
 public:
  explicit OpLog(Database& database) : database_(database) {}

  /// Reads the head from the database; call after opening and after a rollback.
  [[nodiscard]] Status load();
  [[nodiscard]] const LogHead& head() const { return head_; }

  /// Appends a numbered op and moves the head. The caller's transaction must end with `save_head`.
  [[nodiscard]] Status append(const LoggedOp& op, const std::vector<IdBytes>& subjects,
                              const LogHead& head);
  /// Writes the head if it moved since the last save.
  [[nodiscard]] Status save_head();

  [[nodiscard]] Result<std::optional<LoggedOp>> find(OpId id);
  [[nodiscard]] Result<std::optional<LoggedOp>> at_seq(std::uint64_t seq);
  /// Numbers of the ops that touch `subject`, ascending.
  [[nodiscard]] Result<std::vector<std::uint64_t>> seqs_of(const IdBytes& subject);
  /// Ops with seq in (after, ...], ascending, at most `count_max`.
  [[nodiscard]] Result<std::vector<LoggedOp>> after(std::uint64_t after, std::size_t count_max);

  /// Marks an op as taken back by the op numbered `by`. Derived from the log, not chained.
  [[nodiscard]] Status mark_withdrawn(std::uint64_t seq, std::uint64_t by);

  /// Replaces the bytes of an op (erasure only: the op digest must be equal, CHECKed).
  [[nodiscard]] Status replace_bytes(const LoggedOp& op, const EncodedOp& erased);

  /// Pending ops, in the order in which they were made.
  [[nodiscard]] Status add_pending(OpId id, ByteView bytes);
  [[nodiscard]] Status remove_pending(OpId id);
  [[nodiscard]] Result<std::vector<Bytes>> pending(std::size_t count_max);
  [[nodiscard]] Result<std::int64_t> pending_count();

 private:
  Database& database_;
  LogHead head_;
  LogHead saved_;
};

/// Small values that belong to the installation: `meta` rows.
[[nodiscard]] Result<Bytes> read_meta(Database& database, std::string_view key);
[[nodiscard]] Status write_meta(Database& database, std::string_view key, ByteView value);

}  // namespace retour::store
