// The key of one database: 32 random bytes, wiped from memory when the holder goes.
//
// It is never derived from a passphrase. The key-slot file (key_slots.hpp) wraps it, so that
// passphrases change without rewriting data.
#pragma once

#include <array>
#include <cstdint>

#include "base/random.hpp"

namespace retour::store {

/// Overwrites `size` bytes in a way that the compiler may not drop.
void wipe(void* memory, std::size_t size) noexcept;

/// A raw database key. Copies are wiped like the original.
class DatabaseKey {
 public:
  static constexpr std::size_t size_bytes = 32;

  DatabaseKey() = default;
  explicit DatabaseKey(const std::array<std::uint8_t, size_bytes>& raw) : bytes(raw) {}
  DatabaseKey(const DatabaseKey&) = default;
  DatabaseKey& operator=(const DatabaseKey&) = default;
  ~DatabaseKey() { wipe(bytes.data(), bytes.size()); }

  /// A fresh key. `random` must be a cryptographic source for anything but tests and demos.
  [[nodiscard]] static DatabaseKey generate(RandomSource& random) {
    DatabaseKey key;
    random.fill(key.bytes);
    return key;
  }

  bool operator==(const DatabaseKey&) const = default;

  std::array<std::uint8_t, size_bytes> bytes{};
};

}  // namespace retour::store
