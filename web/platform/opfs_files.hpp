// The storage seam over the browser's private file system, wasm only.
//
// The worker opens the handles before the program starts (web/shell/opfs.js) and passes the store
// as `retourStore`; here every call is synchronous. Opening, the lock between tabs and the waiting
// for a dying tab all lie there.
#pragma once

#include "store/files.hpp"

namespace retour::platform {

class OpfsFiles final : public store::FileSystem {
 public:
  /// Whether the worker passed a store. Without one, use store::MemoryFiles and say so.
  [[nodiscard]] static bool is_open();

  [[nodiscard]] Result<std::size_t> read(store::StoreFile file, std::uint64_t offset,
                                         std::span<std::uint8_t> out) override;
  [[nodiscard]] Status write(store::StoreFile file, std::uint64_t offset, ByteView bytes) override;
  [[nodiscard]] Status truncate(store::StoreFile file, std::uint64_t size) override;
  [[nodiscard]] Status sync(store::StoreFile file) override;
  [[nodiscard]] Result<std::uint64_t> size(store::StoreFile file) override;
};

}  // namespace retour::platform
