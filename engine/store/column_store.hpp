// The funnel's event columns as the database keeps them: blocks of people in order of their ids,
// about 64,000 status events each, so that opening reads some blobs instead of every row.
//
//   ids   (nil ────────── after] (───── block ─────] (───── block ─────]  gap  (── block ──]
//          read from rows          bytes of all whose   bytes …        rows      bytes
//                                  id is in the range
//
//   column_stale   who changed since his block was written; his bytes there are not to be believed
//
// Marks are set in the transaction that writes the row (app/changes.hpp), so they hold exactly what
// the rows hold. Blocks and marks are derived: no part of the state's hash, of the log, of exports;
// dropping both tables costs the next opening some time and nothing else.
//
// A block says under which rules (a digest of all that statuses are derived from) and as of which
// day it was made. It carries a digest of its own bytes and place: a torn one, or one that belongs
// elsewhere, reads as none.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "base/hash.hpp"
#include "model/ids.hpp"
#include "store/sqlite.hpp"

namespace retour::store {

/// A block without its bytes.
struct ColumnBlock {
  PatientId after;  ///< Ids greater than this ...
  PatientId last;   ///< ... up to this.
  Digest rules;
  std::int64_t day = 0;  ///< The latest day as of which somebody in it was derived.
  /// People, cycles, events, charges, visits: for whoever makes room. Nothing rests on them.
  std::array<std::int64_t, 5> sizes{};
  std::int64_t stale = 0;  ///< How many marks lie in its range; given by `column_blocks`.
};

[[nodiscard]] Result<bool> has_column_blocks(Database& database);

/// All blocks in order of ids, without their bytes. O(blocks + marks).
[[nodiscard]] Result<std::vector<ColumnBlock>> column_blocks(Database& database);

/// The bytes of a block; nothing when they are not those that were written for it.
[[nodiscard]] Result<std::optional<Bytes>> column_bytes(Database& database,
                                                        const ColumnBlock& block);

/// Puts a block in place of whatever overlaps its range, and takes the marks off everybody in it.
/// One transaction; a power cut may take it back.
[[nodiscard]] Status write_column_block(Database& database, const ColumnBlock& block,
                                        ByteView bytes);

/// Everybody who is marked, in order of ids.
[[nodiscard]] Result<std::vector<PatientId>> stale_people(Database& database);

/// Marks a card, and the card that stands for it. Within the transaction that changed it.
[[nodiscard]] Status mark_stale(Database& database, PatientId patient);

/// Drops every block that holds somebody who is marked: after an erasure nothing of him may stay.
/// Within its transaction.
[[nodiscard]] Status drop_stale_blocks(Database& database);

}  // namespace retour::store
