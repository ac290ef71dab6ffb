// links: ops
// Bytes from outside as an op: refused, or the one canonical form of what they say. Never a crash.
#include <cstddef>
#include <cstdint>

#include "base/check.hpp"
#include "engine/random_op.hpp"
#include "ops/op_codec.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace retour;
  const ByteView bytes(data, size);
  const auto parsed = parse_op(bytes);
  if (!parsed) return 0;
  const Bytes again = serialize(*parsed);
  RETOUR_CHECK(std::ranges::equal(again, bytes));
  const auto op = decode(*parsed);
  if (!op) return 0;
  RETOUR_CHECK(testing::is_canonical(*parsed, *op));
  EncodedOp erased = *parsed;
  erase_sections(erased, personal_classes);
  RETOUR_CHECK(erased.digest() == parsed->digest());
  const auto without = decode(erased);
  RETOUR_CHECK(without.has_value());
  RETOUR_CHECK(subjects_of(*without) == subjects_of(*op));
  return 0;
}

/// Mutations that know the format: half of them start from a whole random op, so that the fuzzer
/// need not find headers and lengths by chance.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t size_max, unsigned int seed) {
  using namespace retour;
  SeededRandom random(seed);
  if (testing::one_in(8, random)) {
    const Bytes bytes = serialize(encode(testing::random_op(random), random));
    if (bytes.size() <= size_max) {
      std::ranges::copy(bytes, data);
      size = bytes.size();
    }
  }
  return LLVMFuzzerMutate(data, size, size_max);
}
