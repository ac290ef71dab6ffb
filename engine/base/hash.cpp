#include "base/hash.hpp"

#include <sodium.h>

#include "base/check.hpp"

namespace retour {
namespace {

static_assert(sizeof(crypto_generichash_state) <= 384);

crypto_generichash_state* state_of(std::array<std::uint8_t, 384>& raw) {
  return reinterpret_cast<crypto_generichash_state*>(raw.data());
}

}  // namespace

std::string to_text(const Digest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(64);
  for (std::uint8_t byte : digest.bytes) {
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 15]);
  }
  return text;
}

Digest hash_of(std::span<const std::uint8_t> bytes) noexcept {
  Digest digest;
  RETOUR_CHECK(crypto_generichash(digest.bytes.data(), digest.bytes.size(), bytes.data(),
                                  bytes.size(), nullptr, 0) == 0);
  return digest;
}

Hasher::Hasher() noexcept {
  RETOUR_CHECK(crypto_generichash_init(state_of(state_), nullptr, 0, 32) == 0);
}

void Hasher::update(std::span<const std::uint8_t> bytes) noexcept {
  RETOUR_CHECK(crypto_generichash_update(state_of(state_), bytes.data(), bytes.size()) == 0);
}

void Hasher::update(std::string_view text) noexcept {
  update({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

Digest Hasher::finish() noexcept {
  Digest digest;
  RETOUR_CHECK(
      crypto_generichash_final(state_of(state_), digest.bytes.data(), digest.bytes.size()) == 0);
  return digest;
}

}  // namespace retour
