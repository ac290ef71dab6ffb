#include "base/random.hpp"

#include <sodium.h>

#include <cstring>

#include "base/check.hpp"

namespace retour {

std::uint64_t RandomSource::next() {
  std::uint8_t bytes[8];
  fill(bytes);
  std::uint64_t value = 0;
  for (std::uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}

std::uint64_t RandomSource::below(std::uint64_t bound) {
  RETOUR_CHECK(bound > 0);
  const std::uint64_t remainder = (UINT64_MAX % bound + 1) % bound;
  for (;;) {
    const std::uint64_t value = next();
    if (value <= UINT64_MAX - remainder) return value % bound;
  }
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
  std::size_t filled = 0;
  while (filled < out.size()) {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    z ^= z >> 31;
    for (int i = 0; i < 8 && filled < out.size(); ++i, z >>= 8)
      out[filled++] = static_cast<std::uint8_t>(z);
  }
}

SecureRandom::SecureRandom() {
  RETOUR_CHECK(sodium_init() >= 0);
}

void SecureRandom::fill(std::span<std::uint8_t> out) {
  randombytes_buf(out.data(), out.size());  // allow(randomness): the one source, given to callers
}

}  // namespace retour
