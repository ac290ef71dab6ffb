// A random history of 10,000 intentions, and what it comes to: built natively and as wasm, both
// must print the same line (scripts/test compares).
#include <cstdio>

#include "sim/random_history.hpp"

int main() {
  constexpr std::uint64_t seed = 1;
  retour::sim::SimulatedClinic clinic(seed);
  clinic.run(10'000);
  const auto state = clinic->hash();
  if (!state) return 1;
  // Salts come from the same seed, so that even the chain is the same.
  std::printf("seed %llu ops %llu state %s chain %s\n", static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(clinic->log().head().seq), to_text(*state).c_str(),
              to_text(clinic->log().head().chain).c_str());
  return 0;
}
