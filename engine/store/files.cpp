#include "store/files.hpp"

#include "base/check.hpp"

namespace retour::store {

std::string_view name_of(StoreFile file) noexcept {
  switch (file) {
    case StoreFile::database: return "database";
    case StoreFile::wal: return "wal";
    case StoreFile::journal: return "journal";
    case StoreFile::key_slots_a: return "key_slots_a";
    case StoreFile::key_slots_b: return "key_slots_b";
    case StoreFile::staging: return "staging";
  }
  return "unknown";
}

FileSystem::~FileSystem() {
  RETOUR_CHECK(!claimed_);
}

Result<bool> FileSystem::exists(StoreFile file) {
  RETOUR_ASSIGN(const std::uint64_t bytes, size(file));
  return bytes > 0;
}

Status FileSystem::remove(StoreFile file) {
  RETOUR_TRY(truncate(file, 0));
  return sync(file);
}

Result<Bytes> FileSystem::read_all(StoreFile file, std::uint64_t limit_bytes) {
  RETOUR_ASSIGN(const std::uint64_t bytes, size(file));
  if (bytes > limit_bytes)
    return fail(FailureCode::limit, std::string(name_of(file)) + " is too large");
  Bytes content(static_cast<std::size_t>(bytes));
  RETOUR_ASSIGN(const std::size_t got, read(file, 0, content));
  if (got != content.size()) return fail(FailureCode::io, "file shrank while being read");
  return content;
}

void FileSystem::claim() noexcept {
  RETOUR_CHECK(!claimed_);
  claimed_ = true;
}

void FileSystem::release() noexcept {
  RETOUR_CHECK(claimed_);
  claimed_ = false;
}

}  // namespace retour::store
