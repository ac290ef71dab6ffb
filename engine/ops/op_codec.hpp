// Bytes of an op. The format is shaped by erasure and by roles:
//
//   op       = header-block section*
//   header   = codec(1) id(16) kind version replica(16) author? role at batch? patient?
//              part-count { entity-kind id(16) facet-mask }*  section-bitmap
//   section  = 1 salt(16) payload-block      fields of one visibility class, over all parts in
//   order
//            | 0 digest(32)                  the same after erasure, or for a role that may not see
//            it
//
//   section digest = BLAKE2b(class, salt, payload)
//   op digest      = BLAKE2b(header, section digests in class order)
//   chain n        = BLAKE2b(chain n-1, seq, verdict, clamped time, op digest)
//
// Chain and digests are over hashes only, so removing a payload (and its salt: a short text could
// be guessed from a known salt) leaves everything else verifiable. A section whose fields all have
// their default values is left out: empty notes cost nothing.
#pragma once

#include <array>
#include <optional>

#include "base/bytes.hpp"
#include "base/hash.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "ops/op.hpp"

namespace retour {

using Salt = std::array<std::uint8_t, 16>;

/// One visibility class of an encoded op.
struct Section {
  Visibility visibility = Visibility::open;
  bool erased = false;
  Salt salt{};
  Bytes payload;
  Digest digest;
};

/// An op in sections, as it is stored, sent and hashed.
struct EncodedOp {
  Bytes header;
  std::vector<Section> sections;  ///< In class order.

  [[nodiscard]] Digest digest() const;
};

/// Encodes `op` with fresh salts. O(bytes).
[[nodiscard]] EncodedOp encode(const Op& op, RandomSource& random);

/// Decodes; `malformed` on anything but exactly one op in canonical form. Payloads are checked
/// against nothing here: their digests are recomputed, never adopted.
[[nodiscard]] Result<Op> decode(const EncodedOp& encoded);

/// The header alone, without payloads.
[[nodiscard]] Result<Op> decode_header(ByteView header);

/// One run of bytes for storage and transport, and back.
[[nodiscard]] Bytes serialize(const EncodedOp& encoded);
[[nodiscard]] Result<EncodedOp> parse_op(ByteView bytes);

/// Removes payload and salt of every section in `classes` (bit per visibility); keeps the digests.
void erase_sections(EncodedOp& encoded, std::uint8_t classes);

/// Classes that hold personal data of a patient: what an erasure removes.
inline constexpr std::uint8_t personal_classes =
    1U << static_cast<unsigned>(Visibility::contact) |
    1U << static_cast<unsigned>(Visibility::medical) |
    1U << static_cast<unsigned>(Visibility::restricted);

/// Next link of the chain over numbered ops.
[[nodiscard]] Digest chain_link(const Digest& previous, std::uint64_t seq, Verdict verdict,
                                HybridTime at, const Digest& op_digest);

}  // namespace retour
