// The whole database as one encrypted file, and back.
//
// Format, version 1 (integers little-endian):
//
//      0   8  magic "RETOURB1"
//      8   4  version, 1
//     12   4  K: size of the key-slot file
//     16   8  D: size of the database
//     24   8  created, seconds since 1970 UTC
//     32  32  state hash of what is inside, zeros when whoever wrote it did not tell
//     64   K  a key-slot file as key_slots.hpp describes it: who may open this backup
//   64+K   D  the database file after a checkpoint, pages encrypted with the database key
//  64+K+D 32  BLAKE2b-256 of all before it
//
// Nothing is decrypted on the way: who has the file needs a passphrase of the time when it was
// made (or of the slots that the caller chose for it). The digest guards against accidents;
// against edits, each page has the cipher's tag and each slot its own.
//
// Writing is done in pieces while the clinic works on: changes go to the write-ahead log meanwhile
// and the database file stands still (CheckpointHold).
//
// Restoring never leaves a mixture. The backup is copied to the staging file and checked there
// while the old database lives on; then the magic is written as the very last thing, which decides.
// After that everything is repeatable: `finish_restore` copies from staging to the database until
// it has once come to its end. So a crash leaves the old database or the new one.
//
//   staging:  [8 zeros | rest of the backup] --sync--> check --> [magic] --sync--> copy --> empty
//                  crash here: old database                       crash here: new database
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "base/bytes.hpp"
#include "base/hash.hpp"
#include "base/result.hpp"
#include "store/files.hpp"
#include "store/key_slots.hpp"
#include "store/sqlite.hpp"

namespace retour::store {

/// Where a backup goes, piece by piece: a download, a file, memory.
using ByteSink = std::function<Status(ByteView)>;

/// Where a backup comes from: fills `out` from `offset`, fewer bytes only at the end.
using ByteSource =
    std::function<Result<std::size_t>(std::uint64_t offset, std::span<std::uint8_t> out)>;

struct Progress {
  std::uint64_t done_bytes = 0;
  std::uint64_t total_bytes = 0;
  [[nodiscard]] bool finished() const noexcept { return done_bytes == total_bytes; }
};

/// Writes a backup in pieces. The database must outlive it, and may be written meanwhile.
class BackupWriter {
 public:
  /// Moves the log into the database and writes the header. `key_slots` of the backup: normally
  /// those of the store (`load_key_slots`); for a demo, whose slot is open, slots with a
  /// passphrase.
  [[nodiscard]] static Result<std::unique_ptr<BackupWriter>> begin(
      Database& database, const KeySlots& key_slots, std::int64_t created_unix_seconds,
      ByteSink sink, const std::optional<Digest>& state = {});

  /// Writes about `bytes_max` bytes more. FailureCode::conflict: so much was changed meanwhile that
  /// the log had to be moved; begin again.
  [[nodiscard]] Result<Progress> step(std::size_t bytes_max);

 private:
  BackupWriter(Database& database, ByteSink sink);

  [[nodiscard]] Status put(ByteView bytes);

  Database& database_;
  ByteSink sink_;
  CheckpointHold hold_;
  Hasher hasher_;
  Progress progress_;
  std::uint64_t copied_bytes_ = 0;
  std::uint64_t database_bytes_ = 0;
};

/// The whole backup at once, in one call.
[[nodiscard]] Status write_backup(Database& database, const KeySlots& key_slots,
                                  std::int64_t created_unix_seconds, const ByteSink& sink,
                                  const std::optional<Digest>& state = {});

/// What a backup says of itself.
struct BackupHeader {
  std::int64_t created_unix_seconds = 0;
  std::uint64_t database_bytes = 0;
  std::optional<Digest> state;  ///< To be compared after restoring.
  KeySlots key_slots;
};

/// Reads the header and the key slots, so that a passphrase can be tried before restoring.
/// Failures: malformed (no backup), newer_schema, corrupt (its key slots), io.
[[nodiscard]] Result<BackupHeader> read_backup_header(const ByteSource& source);

enum class Overwrite : std::uint8_t {
  refuse,   ///< FailureCode::conflict when the store has a database
  replace,  ///< the user was asked and agreed
};

enum class Decision : std::uint8_t {
  at_end,     ///< the last step decides
  by_caller,  ///< the last step checks; then the caller closes his database and calls `decide`
};

/// Brings a backup into a store, in pieces. No database may be open on `files` when it decides;
/// until then an open one stays usable, since only the staging file is written.
class RestoreJob {
 public:
  /// Reads the header. Failures: as read_backup_header; conflict (see Overwrite).
  [[nodiscard]] static Result<std::unique_ptr<RestoreJob>> begin(
      FileSystem& files, ByteSource source, Overwrite overwrite,
      Decision decision = Decision::at_end);

  /// Copies about `bytes_max` bytes more into staging; the last step checks the digest, and decides
  /// unless the caller wants to. FailureCode::malformed when the file is cut off or damaged: the
  /// store is as before.
  [[nodiscard]] Result<Progress> step(std::size_t bytes_max);

  /// The point of no return, after all steps: from here on it is the new database. Failures: io,
  /// out_of_space; `finish_restore` goes on then.
  [[nodiscard]] Status decide();

  /// Gives up: what is in staging is dropped, the store is as before.
  [[nodiscard]] Status cancel();

 private:
  RestoreJob(FileSystem& files, ByteSource source, Decision decision);

  [[nodiscard]] Status check();

  FileSystem& files_;
  ByteSource source_;
  Decision decision_;
  Hasher hasher_;
  Progress progress_;
  std::uint64_t hashed_bytes_ = 0;
};

[[nodiscard]] Status restore_backup(FileSystem& files, const ByteSource& source,
                                    Overwrite overwrite);

/// Whether a decided restore waits to be finished. A database does not open meanwhile.
[[nodiscard]] Result<bool> restore_is_pending(FileSystem& files);

/// To be called before a store is used: finishes a decided restore and drops an undecided one.
/// Gives whether there was one to finish. Safe to repeat after any failure.
[[nodiscard]] Result<bool> finish_restore(FileSystem& files);

}  // namespace retour::store
