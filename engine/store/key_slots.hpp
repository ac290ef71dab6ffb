// The key-slot file: who may open the database.
//
// The database key is random and never changes when people do. Each slot wraps that one key in its
// own way, so that a passphrase is changed, added or taken away by rewriting some hundred bytes.
//
//   passphrase --Argon2id--> wrapping key --XChaCha20-Poly1305--> slot | database key
//
// Format, version 1 (integers little-endian):
//
//      0   8  magic "RETOURK1"
//      8   4  version, 1
//     12   4  count of slots, 1..16
//     16   8  generation: +1 at every change
//     24  16  database id, random
//     40  24  zero
//     64      slots, 192 bytes each:
//               +0   16  slot id, random
//              +16    1  kind: 0 open, 1 passphrase; 2 is kept for "server share + device key"
//              +17    1  derivation: 0 none, 1 Argon2id v1.3
//              +18    2  zero
//              +20    4  Argon2id passes             \ stored, so that a later program may
//              +24    4  Argon2id memory, KiB        / ask for more without locking anybody out
//              +28    4  zero
//              +32   16  salt
//              +48   24  nonce
//              +72   48  the database key, encrypted, and its tag (16);
//                        kind 0: the key in the clear and 16 zeros
//             +120    8  created, seconds since 1970 UTC
//             +128   64  label, UTF-8, padded with zeros
//    then  32  BLAKE2b-256 of all before it
//
// The tag covers the database id and bytes 0..47 and 120..191 of the slot: neither the cost nor the
// kind nor the label can be changed without the passphrase. Unknown kinds are kept as they are.
//
// On disk there are two copies. A change writes the older copy, syncs, then the other one: a torn
// write leaves one that is whole, and after a change no copy opens with the old passphrase. (A
// stolen older copy still does: revoking that would need a new database key and all data
// rewritten. Erasure on flash memory is best effort in any case.)
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "store/database_key.hpp"
#include "store/files.hpp"

namespace retour::store {

inline constexpr std::size_t key_slots_max = 16;
inline constexpr std::size_t key_slot_label_bytes_max = 64;
inline constexpr std::size_t passphrase_bytes_max = 1024;
inline constexpr std::uint64_t key_slot_file_bytes_max = 16 * 1024;

enum class KeySlotKind : std::uint8_t {
  open = 0,           ///< The key lies in the clear: a demo, no protection and shown as such.
  passphrase = 1,     ///< Argon2id of a passphrase.
  shared_device = 2,  ///< Server share and device key; not written yet, kept when met.
};

/// What deriving a key from a passphrase costs an attacker, and us.
struct KeyCost {
  std::uint32_t passes = 3;
  std::uint32_t memory_kib = 64 * 1024;  // fits a phone's tab; 0.2 s natively, under 1 s in wasm

  bool operator==(const KeyCost&) const = default;
};

/// One slot as it is stored.
struct KeySlot {
  IdBytes id;
  KeySlotKind kind = KeySlotKind::passphrase;
  std::uint8_t derivation = 0;
  KeyCost cost{.passes = 0, .memory_kib = 0};
  std::array<std::uint8_t, 16> salt{};
  std::array<std::uint8_t, 24> nonce{};
  std::array<std::uint8_t, 48> wrapped{};
  std::int64_t created_unix_seconds = 0;
  std::string label;

  bool operator==(const KeySlot&) const = default;
};

/// The decoded file. Change it by the functions below, then `save_key_slots`.
struct KeySlots {
  std::uint64_t generation = 0;
  IdBytes database_id;
  std::vector<KeySlot> slots;

  bool operator==(const KeySlots&) const = default;

  /// Whether anyone can open the database without a secret (demo).
  [[nodiscard]] bool has_open_slot() const noexcept;
};

/// How a new slot is made.
struct NewSlot {
  std::string label;
  std::int64_t created_unix_seconds = 0;
  KeyCost cost{};
};

// ------------------------------------------------------------------ bytes only

/// A file without slots for a new database. Add one before saving.
[[nodiscard]] KeySlots make_key_slots(RandomSource& random);

[[nodiscard]] Bytes encode(const KeySlots& slots);

/// Failures: corrupt (magic, checksum, counts), newer_schema (a later version). Bytes after the
/// checksum are ignored: a shrinking rewrite may leave some.
[[nodiscard]] Result<KeySlots> decode_key_slots(ByteView bytes);

/// Adds a slot that opens without a secret.
[[nodiscard]] Status add_open_slot(KeySlots& slots, const DatabaseKey& key, const NewSlot& options,
                                   RandomSource& random);

/// Adds a slot for `passphrase` (UTF-8 as typed, 1..1024 bytes). Takes as long as the cost says.
/// Failures: malformed (empty or too long), limit (16 slots, or no memory for the derivation).
[[nodiscard]] Status add_passphrase_slot(KeySlots& slots, const DatabaseKey& key,
                                         std::string_view passphrase, const NewSlot& options,
                                         RandomSource& random);

/// The key by an open slot, or not_found.
[[nodiscard]] Result<DatabaseKey> unlock_open(const KeySlots& slots);

/// The key by the first passphrase slot that opens; wrong_passphrase when none does.
[[nodiscard]] Result<DatabaseKey> unlock_with_passphrase(const KeySlots& slots,
                                                         std::string_view passphrase);

/// Replaces the slot that `old_passphrase` opens. The database key stays the same.
[[nodiscard]] Status change_passphrase(KeySlots& slots, std::string_view old_passphrase,
                                       std::string_view new_passphrase, const NewSlot& options,
                                       RandomSource& random);

/// Takes a slot away. Failures: not_found; conflict for the last one (nobody could open any more).
[[nodiscard]] Status remove_slot(KeySlots& slots, const IdBytes& id);

// ------------------------------------------------------------------ in a store

/// The newest whole copy. Failures: not_found (neither copy exists), corrupt (neither is whole),
/// newer_schema, io.
[[nodiscard]] Result<KeySlots> load_key_slots(FileSystem& files);

/// Writes both copies as described above and raises `slots.generation`. On failure at least one
/// copy on disk is whole: the old or the new state.
[[nodiscard]] Status save_key_slots(FileSystem& files, KeySlots& slots);

}  // namespace retour::store
