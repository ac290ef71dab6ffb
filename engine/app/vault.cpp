#include "app/vault.hpp"

#include "base/check.hpp"

namespace retour::app {

Status Vault::look() {
  RETOUR_CHECK(clinic_ == nullptr);
  slots_ = {};
  // A restore that a crash interrupted after its decision is carried to its end first.
  RETOUR_ASSIGN([[maybe_unused]] const bool restored, store::finish_restore(platform_.files));
  RETOUR_ASSIGN(const bool there, platform_.files.exists(store::StoreFile::database));
  if (!there) {
    state_ = VaultState::empty;
    return {};
  }
  state_ = VaultState::locked;
  RETOUR_ASSIGN(slots_, store::load_key_slots(platform_.files));
  if (!slots_.has_open_slot()) return {};
  RETOUR_ASSIGN(const store::DatabaseKey key, store::unlock_open(slots_));
  return open(key, store::Opening::existing);
}

Status Vault::create(std::string_view passphrase) {
  if (state_ != VaultState::empty) {
    return fail(FailureCode::conflict, "there is a clinic on this device already");
  }
  const auto key = store::DatabaseKey::generate(platform_.random);
  store::KeySlots slots = store::make_key_slots(platform_.random);
  if (passphrase.empty()) {
    RETOUR_TRY(store::add_open_slot(slots, key, new_slot(), platform_.random));
  } else {
    RETOUR_TRY(store::add_passphrase_slot(slots, key, passphrase, new_slot(), platform_.random));
  }
  // Before the database: a crash in between leaves slots without a database, which is `empty`.
  RETOUR_TRY(store::save_key_slots(platform_.files, slots));
  slots_ = std::move(slots);
  return open(key, store::Opening::create);
}

Status Vault::unlock(std::string_view passphrase) {
  if (state_ != VaultState::locked) {
    return fail(FailureCode::not_found, "no locked clinic on this device");
  }
  RETOUR_ASSIGN(const store::DatabaseKey key, store::unlock_with_passphrase(slots_, passphrase));
  return open(key, store::Opening::existing);
}

Status Vault::change_passphrase(std::string_view old, std::string_view fresh) {
  store::KeySlots slots = slots_;
  if (old.empty()) {
    RETOUR_ASSIGN(const store::DatabaseKey key, store::unlock_open(slots));
    RETOUR_TRY(store::add_passphrase_slot(slots, key, fresh, new_slot(), platform_.random));
    std::erase_if(slots.slots,
                  [](const store::KeySlot& slot) { return slot.kind == store::KeySlotKind::open; });
  } else {
    RETOUR_TRY(store::change_passphrase(slots, old, fresh, new_slot(), platform_.random));
  }
  RETOUR_TRY(store::save_key_slots(platform_.files, slots));
  slots_ = std::move(slots);
  return {};
}

Result<std::unique_ptr<store::BackupWriter>> Vault::start_backup(
    store::ByteSink sink, std::string_view passphrase, const std::optional<Digest>& state) {
  if (clinic_ == nullptr) return fail(FailureCode::not_found, "no open clinic");
  store::KeySlots slots = slots_;
  if (is_unprotected()) {
    // An open slot in a file that leaves the device would be no lock at all.
    RETOUR_ASSIGN(const store::DatabaseKey key, store::unlock_open(slots_));
    slots = store::make_key_slots(platform_.random);
    RETOUR_TRY(store::add_passphrase_slot(slots, key, passphrase, new_slot(), platform_.random));
  }
  return store::BackupWriter::begin(
      clinic_->database(), slots, platform_.now_unix_milliseconds() / 1000, std::move(sink), state);
}

Status Vault::start_restore(store::ByteSource source, std::string_view passphrase) {
  RETOUR_ASSIGN(const store::BackupHeader header, store::read_backup_header(source));
  RETOUR_ASSIGN(const store::DatabaseKey key,
                store::unlock_with_passphrase(header.key_slots, passphrase));
  RETOUR_ASSIGN(restore_,
                store::RestoreJob::begin(platform_.files, std::move(source),
                                         store::Overwrite::replace, store::Decision::by_caller));
  restore_key_ = key;
  return {};
}

Result<store::Progress> Vault::restore_some(std::size_t bytes_max) {
  RETOUR_CHECK(restore_ != nullptr);
  Result<store::Progress> progress = restore_->step(bytes_max);
  if (!progress) (void)cancel_restore();
  return progress;
}

Status Vault::finish_restore() {
  RETOUR_CHECK(restore_ != nullptr && restore_key_.has_value());
  const std::unique_ptr<store::RestoreJob> restore = std::move(restore_);
  const store::DatabaseKey key = *std::exchange(restore_key_, std::nullopt);
  (void)close();  // What is left in the old write-ahead log goes with the old database.
  RETOUR_TRY(restore->decide());
  RETOUR_TRY(look());
  return state_ == VaultState::open ? Status{} : open(key, store::Opening::existing);
}

Status Vault::cancel_restore() {
  if (restore_ == nullptr) return {};
  const std::unique_ptr<store::RestoreJob> restore = std::move(restore_);
  restore_key_.reset();
  return restore->cancel();
}

Status Vault::close() {
  if (clinic_ == nullptr) return {};
  Status moved{};
  if (!clinic_->is_read_only()) moved = clinic_->database().checkpoint();
  clinic_.reset();
  state_ = VaultState::locked;
  return moved;
}

Status Vault::open(const store::DatabaseKey& key, store::Opening opening) {
  auto opened = Clinic::open(platform_, key, opening);
  if (!opened.has_value()) return std::unexpected(std::move(opened).error());
  clinic_ = std::move(*opened);
  state_ = VaultState::open;
  return {};
}

store::NewSlot Vault::new_slot() const {
  return {
      .label = {}, .created_unix_seconds = platform_.now_unix_milliseconds() / 1000, .cost = cost_};
}

}  // namespace retour::app
