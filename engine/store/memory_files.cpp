#include "store/memory_files.hpp"

#include <algorithm>

namespace retour::store {

std::uint64_t MemoryFiles::used_bytes() const noexcept {
  std::uint64_t total = 0;
  for (const Bytes& content : files_) total += content.size();
  return total;
}

Status MemoryFiles::make_room(Bytes& content, std::uint64_t size) {
  if (size <= content.size()) return {};
  if (used_bytes() - content.size() + size > quota_bytes_) {
    return fail(FailureCode::out_of_space, "the memory quota is used up");
  }
  content.resize(static_cast<std::size_t>(size));
  return {};
}

Result<std::size_t> MemoryFiles::read(StoreFile file, std::uint64_t offset,
                                      std::span<std::uint8_t> out) {
  const Bytes& bytes = content(file);
  const auto begin = static_cast<std::size_t>(std::min<std::uint64_t>(offset, bytes.size()));
  const std::size_t count = std::min(out.size(), bytes.size() - begin);
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(begin), count, out.begin());
  return count;
}

Status MemoryFiles::write(StoreFile file, std::uint64_t offset, ByteView bytes) {
  if (bytes.empty()) return {};
  Bytes& target = content(file);
  RETOUR_TRY(make_room(target, offset + bytes.size()));
  std::ranges::copy(bytes, target.begin() + static_cast<std::ptrdiff_t>(offset));
  return {};
}

Status MemoryFiles::truncate(StoreFile file, std::uint64_t size) {
  Bytes& target = content(file);
  RETOUR_TRY(make_room(target, size));
  target.resize(static_cast<std::size_t>(size));
  return {};
}

Status MemoryFiles::sync(StoreFile) {
  return {};
}

Result<std::uint64_t> MemoryFiles::size(StoreFile file) {
  return content(file).size();
}

}  // namespace retour::store
