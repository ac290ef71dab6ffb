#include "store/op_log.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace retour::store {
namespace {

constexpr std::string_view head_key = "head";

LoggedOp read_op(const Statement& row) {
  LoggedOp op;
  op.seq = static_cast<std::uint64_t>(row.integer(0));
  op.id = row.id_as<struct retour::Op>(1);
  op.at.packed = static_cast<std::uint64_t>(row.integer(2));
  op.verdict = static_cast<Verdict>(row.integer(3));
  op.withdrawn = !row.is_null(4);
  const ByteView bytes = row.blob(5);
  op.bytes.assign(bytes.begin(), bytes.end());
  return op;
}

Result<std::optional<LoggedOp>> one(Statement row) {
  RETOUR_ASSIGN(const bool found, row.step());
  if (!found) return std::optional<LoggedOp>{};
  return std::optional<LoggedOp>(read_op(row));
}

}  // namespace

Status OpLog::load() {
  RETOUR_ASSIGN(const Bytes bytes, read_meta(database_, head_key));
  head_ = {};
  if (!bytes.empty()) {
    ByteReader in(bytes);
    head_.seq = in.unsigned_number();
    const ByteView chain = in.raw(head_.chain.bytes.size());
    if (in.ok()) std::ranges::copy(chain, head_.chain.bytes.begin());
    head_.at.packed = in.unsigned_number();
    if (!in.ok() || !in.at_end()) return fail(FailureCode::corrupt, "head of the log");
  }
  saved_ = head_;
  return {};
}

Status OpLog::append(const LoggedOp& op, const std::vector<IdBytes>& subjects,
                     const LogHead& head) {
  RETOUR_CHECK(op.seq == head_.seq + 1 && head.seq == op.seq);
  RETOUR_TRY(database_.run(
      "INSERT INTO op (seq, id, at, verdict, withdrawn_by, bytes) VALUES (?,?,?,?,NULL,?)",
      static_cast<std::int64_t>(op.seq), op.id, static_cast<std::int64_t>(op.at.packed), op.verdict,
      op.bytes));
  for (const IdBytes& subject : subjects)
    RETOUR_TRY(database_.run("INSERT INTO op_subject (subject, seq) VALUES (?,?)", subject,
                             static_cast<std::int64_t>(op.seq)));
  head_ = head;
  return {};
}

Status OpLog::save_head() {
  if (head_.seq == saved_.seq && head_.chain == saved_.chain) return {};
  Bytes bytes;
  ByteWriter out(bytes);
  out.put_unsigned(head_.seq);
  out.put_raw(head_.chain.bytes);
  out.put_unsigned(head_.at.packed);
  RETOUR_TRY(write_meta(database_, head_key, bytes));
  saved_ = head_;
  return {};
}

Result<std::optional<LoggedOp>> OpLog::find(OpId id) {
  return one(
      database_.query("SELECT seq, id, at, verdict, withdrawn_by, bytes FROM op WHERE id = ?", id));
}

Result<std::optional<LoggedOp>> OpLog::at_seq(std::uint64_t seq) {
  return one(
      database_.query("SELECT seq, id, at, verdict, withdrawn_by, bytes FROM op WHERE seq = ?",
                      static_cast<std::int64_t>(seq)));
}

Result<std::vector<std::uint64_t>> OpLog::seqs_of(const IdBytes& subject) {
  std::vector<std::uint64_t> seqs;
  Statement row =
      database_.query("SELECT seq FROM op_subject WHERE subject = ? ORDER BY seq", subject);
  while (true) {
    RETOUR_ASSIGN(const bool found, row.step());
    if (!found) return seqs;
    seqs.push_back(static_cast<std::uint64_t>(row.integer(0)));
  }
}

Result<std::vector<LoggedOp>> OpLog::after(std::uint64_t after, std::size_t count_max) {
  std::vector<LoggedOp> ops;
  Statement row = database_.query(
      "SELECT seq, id, at, verdict, withdrawn_by, bytes FROM op WHERE seq > ? ORDER BY seq LIMIT ?",
      static_cast<std::int64_t>(after), static_cast<std::int64_t>(count_max));
  while (true) {
    RETOUR_ASSIGN(const bool found, row.step());
    if (!found) return ops;
    ops.push_back(read_op(row));
  }
}

Status OpLog::mark_withdrawn(std::uint64_t seq, std::uint64_t by) {
  return database_.run("UPDATE op SET withdrawn_by = ? WHERE seq = ? AND withdrawn_by IS NULL",
                       static_cast<std::int64_t>(by), static_cast<std::int64_t>(seq));
}

Status OpLog::replace_bytes(const LoggedOp& op, const EncodedOp& erased) {
  RETOUR_ASSIGN(const EncodedOp before, parse_op(op.bytes));
  RETOUR_CHECK(before.digest() == erased.digest());
  return database_.run("UPDATE op SET bytes = ? WHERE seq = ?", serialize(erased),
                       static_cast<std::int64_t>(op.seq));
}

Status OpLog::add_pending(OpId id, ByteView bytes) {
  return database_.run("INSERT INTO pending_op (id, bytes) VALUES (?,?)", id, bytes);
}

Status OpLog::remove_pending(OpId id) {
  return database_.run("DELETE FROM pending_op WHERE id = ?", id);
}

Result<std::vector<Bytes>> OpLog::pending(std::size_t count_max) {
  std::vector<Bytes> ops;
  Statement row = database_.query("SELECT bytes FROM pending_op ORDER BY n LIMIT ?",
                                  static_cast<std::int64_t>(count_max));
  while (true) {
    RETOUR_ASSIGN(const bool found, row.step());
    if (!found) return ops;
    const ByteView bytes = row.blob(0);
    ops.emplace_back(bytes.begin(), bytes.end());
  }
}

Result<std::int64_t> OpLog::pending_count() {
  RETOUR_ASSIGN(const std::optional<std::int64_t> count,
                database_.query_integer("SELECT count(*) FROM pending_op"));
  return count.value_or(0);
}

Result<Bytes> read_meta(Database& database, std::string_view key) {
  Statement row = database.query("SELECT value FROM meta WHERE key = ?", key);
  RETOUR_ASSIGN(const bool found, row.step());
  if (!found) return Bytes{};
  const ByteView value = row.blob(0);
  return Bytes(value.begin(), value.end());
}

Status write_meta(Database& database, std::string_view key, ByteView value) {
  return database.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?,?)", key, value);
}

}  // namespace retour::store
