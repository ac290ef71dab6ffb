// The storage seam: the few files of one database, and nothing else of a file system.
//
//   database     pages of SQLite, encrypted           key_slots_a  \ two copies of the key slots,
//   wal          write-ahead log                      key_slots_b  / written in turn
//   journal      rollback journal (creation only)     staging      a backup being restored
//
// The set is fixed because a browser must open its handles asynchronously before the engine
// starts; afterwards every call is synchronous. General names and directories were turned down:
// nothing needs them, and every implementation (memory, POSIX, OPFS, the fault injectors of the
// tests) would have to agree on their edge cases.
//
// Rules that every implementation keeps, checked by tests/conformance/storage_conformance.hpp:
//   1. A file exists exactly when it has at least one byte. `remove` makes it empty.
//   2. `read` gives fewer bytes than asked only at the end of the file.
//   3. `write` writes everything or fails. A gap between the old end and `offset` reads as zeros.
//   4. A full disk or quota is `FailureCode::out_of_space`, everything else `FailureCode::io`.
//   5. What was written before a successful `sync` of that file survives a power cut. What was not
//      synced may be lost, reordered or torn in units of sectors.
//   6. One opener at a time: a second one gets `FailureCode::conflict` when it opens.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace retour::store {

/// The files of one database. The numbers are part of the interface to JavaScript (opfs.js).
enum class StoreFile : std::uint8_t {
  database = 0,
  wal = 1,
  journal = 2,
  key_slots_a = 3,
  key_slots_b = 4,
  staging = 5,
};

inline constexpr std::size_t store_file_count = 6;

inline constexpr std::array<StoreFile, store_file_count> all_store_files = {
    StoreFile::database,    StoreFile::wal,         StoreFile::journal,
    StoreFile::key_slots_a, StoreFile::key_slots_b, StoreFile::staging};

/// Stable lower-case name, e.g. "key_slots_a"; for messages.
[[nodiscard]] std::string_view name_of(StoreFile file) noexcept;

/// The files of one opened store. Not thread-safe; one owner.
class FileSystem {
 public:
  FileSystem() = default;
  FileSystem(const FileSystem&) = delete;
  FileSystem& operator=(const FileSystem&) = delete;
  virtual ~FileSystem();

  /// Reads from `offset` (bytes) into `out`. Gives the count; less than `out.size()` at the end.
  [[nodiscard]] virtual Result<std::size_t> read(StoreFile file, std::uint64_t offset,
                                                 std::span<std::uint8_t> out) = 0;

  /// Writes all of `bytes` at `offset`. After a failure the range may be partly written.
  [[nodiscard]] virtual Status write(StoreFile file, std::uint64_t offset, ByteView bytes) = 0;

  /// Cuts or extends (with zeros) to `size` bytes.
  [[nodiscard]] virtual Status truncate(StoreFile file, std::uint64_t size) = 0;

  /// Returns when all that was written to `file` would survive a power cut.
  [[nodiscard]] virtual Status sync(StoreFile file) = 0;

  /// Size in bytes; 0 for a file that does not exist.
  [[nodiscard]] virtual Result<std::uint64_t> size(StoreFile file) = 0;

  /// Whether the file has at least one byte.
  [[nodiscard]] Result<bool> exists(StoreFile file);

  /// Makes the file empty, durably.
  [[nodiscard]] Status remove(StoreFile file);

  /// Reads the whole file. `limit_bytes` guards memory: a larger file is FailureCode::limit.
  [[nodiscard]] Result<Bytes> read_all(StoreFile file, std::uint64_t limit_bytes);

  /// Marks the store as used by one database. A second claim is a bug (CHECK).
  void claim() noexcept;
  void release() noexcept;

 private:
  bool claimed_ = false;
};

}  // namespace retour::store
