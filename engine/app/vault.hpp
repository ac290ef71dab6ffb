// Vault: who may open the clinic, and the clinic while it is open.
//
//            create                   close
//    empty ─────────► open ◄────────────────────── locked
//                       │         unlock             ▲
//                       └────────── close ───────────┘
//
// A store without a database is `empty`, even when a key-slot file is there: it is written first,
// so a crash while creating leaves exactly that, and creating again is right. A database whose key
// slots are gone or damaged is never taken for empty: that is a failure, and nothing is written.
//
// An open slot (no passphrase: demo, or a clinic that has chosen so) opens without asking.
#pragma once

#include <memory>
#include <string_view>

#include "app/clinic.hpp"
#include "store/backup.hpp"
#include "store/key_slots.hpp"

namespace retour::app {

enum class VaultState : std::uint8_t {
  empty,   ///< No database: first run.
  locked,  ///< There is one; a passphrase is asked for.
  open,
};

class Vault {
 public:
  /// `platform` outlives the vault. Call `look` before anything else.
  explicit Vault(Platform platform, store::KeyCost cost = {})
      : platform_(std::move(platform)), cost_(cost) {}

  /// Finds out what is there, and opens it when an open slot allows. Failures: corrupt, io,
  /// newer_schema.
  [[nodiscard]] Status look();

  [[nodiscard]] VaultState state() const { return state_; }
  /// The clinic while the vault is open, else null.
  [[nodiscard]] Clinic* clinic() { return clinic_.get(); }
  /// Whether the clinic opens without a passphrase; the screen says so.
  [[nodiscard]] bool is_unprotected() const { return slots_.has_open_slot(); }

  /// Makes an empty clinic; an empty passphrase makes an open slot. Failures: conflict when there
  /// is a database already, limit when the device lacks memory for the derivation, io,
  /// out_of_space.
  [[nodiscard]] Status create(std::string_view passphrase);

  /// Failures: wrong_passphrase (nothing was touched), not_found, corrupt, io.
  [[nodiscard]] Status unlock(std::string_view passphrase);

  /// Gives the clinic another passphrase without rewriting data; from an open slot when `old` is
  /// empty. Failures: wrong_passphrase, malformed, io.
  [[nodiscard]] Status change_passphrase(std::string_view old, std::string_view fresh);

  // -- the whole clinic as one file -------------------------------------------------------------
  /// Begins a backup of the open clinic, to be written by the writer's steps. It opens with the
  /// clinic's own passphrase; an unprotected clinic gives `passphrase` to the file alone. `state`:
  /// the state hash of now, so that a restored clinic can be compared. Failures: not_found, io.
  [[nodiscard]] Result<std::unique_ptr<store::BackupWriter>> start_backup(
      store::ByteSink sink, std::string_view passphrase, const std::optional<Digest>& state);

  /// Tries the passphrase and begins to restore: `restore_some` until it is finished, then
  /// `finish_restore`. An open clinic goes on meanwhile. Failures: malformed (no backup),
  /// newer_schema, wrong_passphrase, corrupt, io; nothing was touched.
  [[nodiscard]] Status start_restore(store::ByteSource source, std::string_view passphrase);
  /// Failures: malformed (damaged: the clinic that was there is untouched), io, out_of_space.
  [[nodiscard]] Result<store::Progress> restore_some(std::size_t bytes_max);
  /// Closes the clinic that is open, puts the restored one in its place and opens it. What
  /// `clinic()` pointed to is gone.
  [[nodiscard]] Status finish_restore();
  /// Gives the restore up; the clinic that was there is untouched.
  [[nodiscard]] Status cancel_restore();
  [[nodiscard]] bool is_restoring() const { return restore_ != nullptr; }

  /// Closes the database; jobs end where they are, between two batches. The log is moved into the
  /// database file first, so that the next start is quick.
  [[nodiscard]] Status close();

 private:
  [[nodiscard]] Status open(const store::DatabaseKey& key, store::Opening opening);
  [[nodiscard]] store::NewSlot new_slot() const;

  Platform platform_;
  store::KeyCost cost_;
  VaultState state_ = VaultState::empty;
  store::KeySlots slots_;
  std::unique_ptr<Clinic> clinic_;
  std::unique_ptr<store::RestoreJob> restore_;
  std::optional<store::DatabaseKey> restore_key_;
};

}  // namespace retour::app
