// The storage seam in memory: for tests, for the demo without persistence, and as the fallback
// that the user has agreed to where a browser has no file storage.
#pragma once

#include <array>
#include <cstdint>

#include "store/files.hpp"

namespace retour::store {

/// Files as byte vectors. `sync` does nothing; nothing survives the process.
class MemoryFiles final : public FileSystem {
 public:
  static constexpr std::uint64_t no_quota = ~std::uint64_t{0};

  MemoryFiles() = default;

  [[nodiscard]] Result<std::size_t> read(StoreFile file, std::uint64_t offset,
                                         std::span<std::uint8_t> out) override;
  [[nodiscard]] Status write(StoreFile file, std::uint64_t offset, ByteView bytes) override;
  [[nodiscard]] Status truncate(StoreFile file, std::uint64_t size) override;
  [[nodiscard]] Status sync(StoreFile file) override;
  [[nodiscard]] Result<std::uint64_t> size(StoreFile file) override;

  /// All files together may grow to this many bytes; then out_of_space.
  void set_quota_bytes(std::uint64_t bytes) noexcept { quota_bytes_ = bytes; }
  [[nodiscard]] std::uint64_t used_bytes() const noexcept;

  /// The bytes themselves, for tests that compare or damage them.
  [[nodiscard]] Bytes& content(StoreFile file) noexcept {
    return files_[static_cast<std::size_t>(file)];
  }

 private:
  [[nodiscard]] Status make_room(Bytes& content, std::uint64_t size);

  std::array<Bytes, store_file_count> files_;
  std::uint64_t quota_bytes_ = no_quota;
};

}  // namespace retour::store
