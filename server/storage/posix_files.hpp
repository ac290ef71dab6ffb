// The storage seam on a POSIX file system.
//
//   clinic.db                 database (flock'ed: one process at a time)
//   clinic.db-wal             write-ahead log
//   clinic.db-journal         rollback journal, while a database is created
//   clinic.db-keys-a, -b      key slots
//   clinic.db-staging         a backup being restored
//
// Files come into being at their first write. The first sync of each also syncs the folder, without
// which a power cut could take the name away. Empty ones are tidied away on closing.
#pragma once

#include <array>
#include <memory>
#include <string>

#include "store/files.hpp"

namespace retour::storage {

class PosixFiles final : public store::FileSystem {
 public:
  /// Opens (or prepares) the store at `path`, e.g. "data/clinic.db"; the folder must exist.
  /// Failures: conflict when another opener holds it, not_found when the folder is missing, io.
  [[nodiscard]] static Result<std::unique_ptr<PosixFiles>> open(const std::string& path);

  ~PosixFiles() override;

  [[nodiscard]] Result<std::size_t> read(store::StoreFile file, std::uint64_t offset,
                                         std::span<std::uint8_t> out) override;
  [[nodiscard]] Status write(store::StoreFile file, std::uint64_t offset, ByteView bytes) override;
  [[nodiscard]] Status truncate(store::StoreFile file, std::uint64_t size) override;
  [[nodiscard]] Status sync(store::StoreFile file) override;
  [[nodiscard]] Result<std::uint64_t> size(store::StoreFile file) override;

 private:
  explicit PosixFiles(std::string path);

  [[nodiscard]] std::string path_of(store::StoreFile file) const;
  [[nodiscard]] Status lock_database();
  [[nodiscard]] Status create(store::StoreFile file);
  [[nodiscard]] Status sync_folder(store::StoreFile file);
  [[nodiscard]] int& descriptor(store::StoreFile file) {
    return descriptors_[static_cast<std::size_t>(file)];
  }

  std::string path_;
  std::string folder_;
  std::array<int, store::store_file_count> descriptors_;  // -1: does not exist yet
  std::size_t named_durably_ = 0;  // bit per file: its name in the folder is on the disk
};

}  // namespace retour::storage
