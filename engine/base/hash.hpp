// Digests: BLAKE2b-256 (RFC 7693) by libsodium, the same bytes natively and in wasm.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace retour {

struct Digest {
  std::array<std::uint8_t, 32> bytes{};
  auto operator<=>(const Digest&) const = default;
};

/// Lower-case hexadecimal, 64 characters.
[[nodiscard]] std::string to_text(const Digest& digest);

/// Digest of one run of bytes.
[[nodiscard]] Digest hash_of(std::span<const std::uint8_t> bytes) noexcept;

/// Incremental digest; `update` any number of times, then `finish` once.
class Hasher {
 public:
  Hasher() noexcept;
  void update(std::span<const std::uint8_t> bytes) noexcept;
  void update(std::string_view text) noexcept;
  [[nodiscard]] Digest finish() noexcept;

 private:
  alignas(64) std::array<std::uint8_t, 384> state_;  // crypto_generichash_state, kept opaque here
};

}  // namespace retour
