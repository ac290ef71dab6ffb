#include "store/verifier.hpp"

#include <algorithm>

#include "model/field_codec.hpp"
#include "model/field_table.hpp"
#include "ops/merge.hpp"
#include "store/fold.hpp"

namespace retour::store {
namespace {

constexpr std::size_t rows_per_step = 1024;
constexpr std::size_t differences_max = 20;

IdBytes id_of_row(ByteView row) {
  IdBytes id;
  std::copy_n(row.begin(), id.bytes.size(), id.bytes.begin());
  return id;
}

}  // namespace

// ---- the hash
// ----------------------------------------------------------------------------------------

StateHasher::StateHasher(SqlTables& tables, RowSink sink)
    : tables_(tables), sink_(std::move(sink)) {}

Result<bool> StateHasher::step(std::size_t rows_max) {
  const std::span<const EntityTable> kinds = entity_tables();
  Bytes length;
  while (rows_max > 0 && kind_ < kinds.size()) {
    const EntityKind kind = kinds[kind_].info.kind;
    if (!kind_begun_) {
      const auto number = static_cast<std::uint8_t>(kind);
      hasher_.update(std::span(&number, 1));
      after_ = {};
      kind_begun_ = true;
    }
    RETOUR_ASSIGN(const std::size_t count,
                  tables_.scan_after(kind, after_, rows_max, [&](ByteView row) -> Status {
                    length.clear();
                    ByteWriter(length).put_unsigned(row.size());
                    hasher_.update(length);
                    hasher_.update(row);
                    after_ = id_of_row(row);
                    return sink_ ? sink_(kind, row) : Status{};
                  }));
    if (count < rows_max) {
      ++kind_;
      kind_begun_ = false;
    }
    rows_max -= count;
  }
  if (kind_ < kinds.size()) return false;
  digest_ = hasher_.finish();
  return true;
}

// ---- verification
// ------------------------------------------------------------------------------------

Verifier::Verifier(SqlTables& tables, OpLog& log)
    : tables_(tables),
      log_(log),
      hasher_(tables, [this](EntityKind kind, ByteView row) { return compare(kind, row); }) {}

void Verifier::note(EntityKind kind, const IdBytes& id, std::string_view where) {
  differs_ = true;
  if (found_.differences.size() >= differences_max) return;
  found_.differences.push_back(std::string(table_of(kind).info.name) + " " + to_text(id) +
                               std::string(where));
}

Result<bool> Verifier::load_base(std::size_t rows_max) {
  Statement row = tables_.database().query(
      "SELECT kind, id, bytes FROM base_row WHERE (kind, id) > (?, ?) ORDER BY kind, id LIMIT ?",
      base_kind_, base_id_, static_cast<std::int64_t>(rows_max));
  for (std::size_t count = 0;; ++count) {
    RETOUR_ASSIGN(const bool there, row.step());
    if (!there) return count < rows_max;
    base_kind_ = row.integer(0);
    base_id_ = row.id(1);
    const std::optional<Entity> entity =
        decode_row(static_cast<EntityKind>(base_kind_), row.blob(2));
    if (!entity) return fail(FailureCode::corrupt, "base row");
    RETOUR_TRY(computed_.write(*entity));
  }
}

Result<bool> Verifier::replay(std::size_t ops_max) {
  RETOUR_ASSIGN(const std::vector<LoggedOp> batch, log_.after(last_seq_, ops_max));
  for (const LoggedOp& logged : batch) {
    last_seq_ = logged.seq;
    RETOUR_ASSIGN(const EncodedOp encoded, parse_op(logged.bytes));
    chain_ = chain_link(chain_, logged.seq, logged.verdict, logged.at, encoded.digest());
    if (!logged.counts() || logged.seq <= base_) continue;
    RETOUR_ASSIGN(const Op op, decode(encoded));
    RETOUR_TRY(apply(op, logged.at, computed_));
  }
  return batch.empty();
}

Status Verifier::compare(EntityKind kind, ByteView row) {
  ++rows_;
  RETOUR_ASSIGN(const std::optional<Entity> computed, computed_.read(kind, id_of_row(row)));
  if (!computed) {
    note(kind, id_of_row(row), " only in tables");
    return {};
  }
  Bytes bytes;
  ByteWriter out(bytes);
  encode_row(out, *computed);
  if (!std::ranges::equal(bytes, row)) note(kind, id_of_row(row), " differs");
  return {};
}

/// Rows that the log makes and the tables lack.
Status Verifier::find_missing() {
  std::uint64_t computed = 0;
  for (const EntityTable& table : entity_tables())
    RETOUR_TRY(computed_.scan(table.info.kind, [&](ByteView) -> Status {
      ++computed;
      return {};
    }));
  if (computed == rows_ && !differs_) return {};
  for (const EntityTable& table : entity_tables())
    RETOUR_TRY(computed_.scan(table.info.kind, [&](ByteView row) -> Status {
      const EntityKind kind = table.info.kind;
      RETOUR_ASSIGN(const std::optional<Entity> stored, tables_.read(kind, id_of_row(row)));
      if (!stored) note(kind, id_of_row(row), " only in log");
      return {};
    }));
  return {};
}

Result<bool> Verifier::step(std::size_t rows_max) {
  switch (phase_) {
    case Phase::base: {
      RETOUR_ASSIGN(base_, base_seq(tables_.database()));
      RETOUR_ASSIGN(const bool all, load_base(rows_max));
      if (all) phase_ = Phase::log;
      return false;
    }
    case Phase::log: {
      RETOUR_ASSIGN(const bool all, replay(rows_max));
      if (all) phase_ = Phase::rows;
      return false;
    }
    case Phase::rows: {
      RETOUR_ASSIGN(const bool all, hasher_.step(rows_max));
      if (all) phase_ = Phase::missing;
      return false;
    }
    case Phase::missing:
      RETOUR_TRY(find_missing());
      found_.ops = log_.head().seq;
      found_.chain_holds = chain_ == log_.head().chain;
      found_.state = hasher_.digest();
      found_.state_follows_log = !differs_;
      phase_ = Phase::done;
      return true;
    case Phase::done: return true;
  }
  return true;
}

std::int64_t Verifier::permille() const {
  const auto ops = static_cast<std::int64_t>(std::max<std::uint64_t>(1, log_.head().seq));
  if (phase_ <= Phase::log) return static_cast<std::int64_t>(last_seq_) * 600 / ops;
  const auto rows = static_cast<std::int64_t>(rows_);
  return phase_ == Phase::rows ? 600 + 400 * rows / (rows + ops) : 1000;
}

Result<Verification> verify(SqlTables& tables, OpLog& log) {
  Verifier verifier(tables, log);
  while (true) {
    RETOUR_ASSIGN(const bool done, verifier.step(rows_per_step));
    if (done) return verifier.found();
  }
}

}  // namespace retour::store
