// Randomness is passed in. Products give the platform's secure source, tests and the simulation a
// seeded one, so that every run can be replayed from the seed it printed.
#pragma once

#include <cstdint>
#include <span>

namespace retour {

/// Where random bytes come from. Not thread-safe; one per owner.
class RandomSource {
 public:
  virtual ~RandomSource() = default;

  /// Fills `out` with random bytes.
  virtual void fill(std::span<std::uint8_t> out) = 0;

  /// A uniformly distributed 64-bit number.
  [[nodiscard]] std::uint64_t next();

  /// A uniform number in [0, bound). `bound` must be positive. Exact (rejection), so equal seeds
  /// give equal sequences on every platform, which the standard distributions do not promise.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound);
};

/// Deterministic source (SplitMix64, Steele et al. 2014) for tests, demo data and simulation.
/// Never for keys or salts of real data.
class SeededRandom final : public RandomSource {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override;

 private:
  std::uint64_t state_;
};

/// The platform's cryptographic source (libsodium: getrandom natively, crypto.getRandomValues in
/// the browser).
class SecureRandom final : public RandomSource {
 public:
  SecureRandom();
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace retour
