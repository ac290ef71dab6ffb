// The pages' cipher on a machine with vector instructions: libsodium's ChaCha20 and Poly1305 in the
// page format of SQLite3 Multiple Ciphers' own `chacha20`, byte for byte. Files are the same either
// way: a browser's file opens natively and the other way round. In the browser the built-in one
// serves, whose plain C is what libsodium would have to use there as well.
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
/// page format has it. `nonce` has 12 bytes, `key` 32. Native only.
void apply_page_stream(std::span<std::uint8_t> bytes, const std::uint8_t* nonce,
                       std::uint32_t counter, const std::uint8_t* key);

}  // namespace retour::store
