#include "store/column_store.hpp"

#include <algorithm>

namespace retour::store {
namespace {

/// Of the bytes and of where they belong.
Digest digest_of(const ColumnBlock& block, ByteView bytes) {
  Hasher hasher;
  hasher.update(block.after.bytes);
  hasher.update(block.last.bytes);
  hasher.update(block.rules.bytes);
  Bytes day;
  ByteWriter(day).put_signed(block.day);
  hasher.update(day);
  hasher.update(bytes);
  return hasher.finish();
}

}  // namespace

Result<bool> has_column_blocks(Database& database) {
  RETOUR_ASSIGN(const std::optional<std::int64_t> any,
                database.query_integer("SELECT 1 FROM column_block LIMIT 1"));
  return any.has_value();
}

Result<std::vector<ColumnBlock>> column_blocks(Database& database) {
  std::vector<ColumnBlock> blocks;
  Statement row = database.query(
      "SELECT after, last, rules, day, people, cycles, events, charges, visits, "
      "(SELECT count(*) FROM column_stale AS s WHERE s.patient > b.after AND s.patient <= b.last) "
      "FROM column_block AS b ORDER BY last");
  while (true) {
    RETOUR_ASSIGN(const bool found, row.step());
    if (!found) return blocks;
    ColumnBlock& block = blocks.emplace_back();
    block.after = row.id_as<Patient>(0);
    block.last = row.id_as<Patient>(1);
    const ByteView rules = row.blob(2);
    if (rules.size() == block.rules.bytes.size())
      std::ranges::copy(rules, block.rules.bytes.begin());
    block.day = row.integer(3);
    for (std::size_t i = 0; i < block.sizes.size(); ++i)
      block.sizes[i] = row.integer(4 + static_cast<int>(i));
    block.stale = row.integer(9);
  }
}

Result<std::optional<Bytes>> column_bytes(Database& database, const ColumnBlock& block) {
  Statement row =
      database.query("SELECT digest, bytes FROM column_block WHERE last = ?", block.last);
  RETOUR_ASSIGN(const bool found, row.step());
  if (!found) return std::optional<Bytes>{};
  const ByteView bytes = row.blob(1);
  if (!std::ranges::equal(row.blob(0), digest_of(block, bytes).bytes))
    return std::optional<Bytes>{};
  return std::optional<Bytes>(std::in_place, bytes.begin(), bytes.end());
}

Status write_column_block(Database& database, const ColumnBlock& block, ByteView bytes) {
  const Digest digest = digest_of(block, bytes);
  RETOUR_ASSIGN(Transaction change, database.begin(Sync::later));
  RETOUR_TRY(database.run("DELETE FROM column_block WHERE last > ? AND after < ?", block.after,
                          block.last));
  RETOUR_TRY(database.run(
      "INSERT INTO column_block (after, last, rules, day, people, cycles, events, charges, visits, "
      "digest, bytes) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
      block.after, block.last, ByteView(block.rules.bytes), block.day, block.sizes[0],
      block.sizes[1], block.sizes[2], block.sizes[3], block.sizes[4], ByteView(digest.bytes),
      bytes));
  RETOUR_TRY(database.run("DELETE FROM column_stale WHERE patient > ? AND patient <= ?",
                          block.after, block.last));
  return change.commit();
}

Result<std::vector<PatientId>> stale_people(Database& database) {
  std::vector<PatientId> people;
  Statement row = database.query("SELECT patient FROM column_stale ORDER BY patient");
  while (true) {
    RETOUR_ASSIGN(const bool found, row.step());
    if (!found) return people;
    people.push_back(row.id_as<Patient>(0));
  }
}

Status mark_stale(Database& database, PatientId patient) {
  return database.run(
      "INSERT OR IGNORE INTO column_stale (patient) "
      "SELECT ?1 WHERE EXISTS (SELECT 1 FROM column_block) UNION ALL "
      "SELECT survivor FROM merged_patient WHERE patient = ?1 "
      "AND EXISTS (SELECT 1 FROM column_block)",
      patient);
}

Status drop_stale_blocks(Database& database) {
  return database.run(
      "DELETE FROM column_block WHERE EXISTS (SELECT 1 FROM column_stale AS s "
      "WHERE s.patient > column_block.after AND s.patient <= column_block.last)");
}

}  // namespace retour::store
