// The pages' cipher by vector instructions: libsodium's ChaCha20 and Poly1305 in the page format of
// SQLite3 Multiple Ciphers' own `chacha20`, byte for byte, which is what that library's plain C
// would write. In wasm, too: there the plain C was half of an import's time.
//
//   page: | ciphertext | nonce 16 | tag 16 |   (page 1 begins with 16 bytes of salt, 8 clear)
//   counter = last word of the nonce XOR page number
//   one-time keys = ChaCha20(key, nonce, counter), 64 bytes: Poly1305's, then the page's own
//   ciphertext = ChaCha20(page's own key, nonce, counter + 1); tag over ciphertext and nonce
#pragma once

#include <cstdint>
#include <span>

namespace retour::store {

/// The name for `PRAGMA cipher`; registers the cipher at the first call.
[[nodiscard]] const char* page_cipher_name();

/// ChaCha20 (RFC 8439) over `bytes` in place, from block `counter` on, which wraps at 2^32 as the
/// page format has it. `nonce` has 12 bytes, `key` 32.
void apply_page_stream(std::span<std::uint8_t> bytes, const std::uint8_t* nonce,
                       std::uint32_t counter, const std::uint8_t* key);

}  // namespace retour::store
