#include "store/page_cipher.hpp"

#include <sodium.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <new>
#include <span>

#include "base/check.hpp"
#include "base/random.hpp"

namespace retour::store {
namespace {

constexpr std::size_t key_bytes = crypto_stream_chacha20_ietf_KEYBYTES;
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t nonce_bytes = 16;  // the cipher's 12, and the counter's word
constexpr std::size_t tag_bytes = crypto_onetimeauth_poly1305_BYTES;
constexpr std::size_t reserved_bytes = nonce_bytes + tag_bytes;
constexpr std::size_t clear_bytes_of_page_1 = 24;
constexpr std::size_t block_bytes = 64;
constexpr char raw_prefix[] = {'r', 'a', 'w', ':'};
constexpr char file_header[] = "SQLite format 3";  // 16 bytes with its zero
static_assert(sizeof file_header == salt_bytes);

struct PageCipher {
  std::array<std::uint8_t, key_bytes> key{};
  std::array<std::uint8_t, salt_bytes> salt{};
  bool is_keyed = false;
};

PageCipher& of(void* cipher) {
  return *static_cast<PageCipher*>(cipher);
}

/// The library's own ciphers ask the system as well: a nonce must never come from a seeded source.
/// Asked for many at once, since in a browser each question is a call out of the program.
void fill_randomly(std::span<std::uint8_t> out) {
  static SecureRandom random;
  static std::array<std::uint8_t, 256 * nonce_bytes> stock;
  static std::size_t used = stock.size();
  RETOUR_CHECK(out.size() <= stock.size());
  if (stock.size() - used < out.size()) {
    random.fill(stock);
    used = 0;
  }
  std::memcpy(out.data(), stock.data() + used, out.size());
  sodium_memzero(stock.data() + used, out.size());  // nobody sees a number twice
  used += out.size();
}

/// The two keys of one writing of one page; wiped at the end.
class PageKeys {
 public:
  PageKeys(const PageCipher& cipher, int page, const std::uint8_t* nonce) {
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < 4; ++i) word |= std::uint32_t{nonce[12 + i]} << 8 * i;
    counter_ = word ^ static_cast<std::uint32_t>(page);
    apply_page_stream(keys_, nonce, counter_, cipher.key.data());
  }
  PageKeys(const PageKeys&) = delete;
  PageKeys& operator=(const PageKeys&) = delete;
  ~PageKeys() { sodium_memzero(keys_.data(), keys_.size()); }

  [[nodiscard]] const std::uint8_t* of_tag() const { return keys_.data(); }
  void apply_to(std::span<std::uint8_t> bytes, const std::uint8_t* nonce) const {
    apply_page_stream(bytes, nonce, counter_ + 1, keys_.data() + 32);
  }

 private:
  std::array<std::uint8_t, block_bytes> keys_{};
  std::uint32_t counter_ = 0;
};

void* allocate(sqlite3*) {
  return new (std::nothrow) PageCipher;
}

void release(void* cipher) {
  of(cipher).~PageCipher();
  sodium_memzero(cipher, sizeof(PageCipher));
  ::operator delete(cipher);
}

void clone(void* to, void* from) {
  of(to) = of(from);
}

int no_legacy(void*) {
  return 0;
}
int any_page_size(void*) {
  return 0;
}
int reserved_of(void*) {
  return reserved_bytes;
}
unsigned char* salt_of(void* cipher) {
  return of(cipher).salt.data();
}

/// Raw keys only: "raw:" and 32 bytes. Whatever else comes leaves the cipher without a key.
void take_key(void* cipher, char* password, int length, int is_rekey, unsigned char* salt) {
  PageCipher& own = of(cipher);
  if (is_rekey != 0 || salt == nullptr)
    fill_randomly(own.salt);
  else
    std::memcpy(own.salt.data(), salt, salt_bytes);
  own.is_keyed = length == static_cast<int>(sizeof raw_prefix + key_bytes) &&
                 std::memcmp(password, raw_prefix, sizeof raw_prefix) == 0;
  if (own.is_keyed) std::memcpy(own.key.data(), password + sizeof raw_prefix, key_bytes);
}

int encrypt_page(void* cipher, int page, unsigned char* data, int length, int reserved) {
  const PageCipher& own = of(cipher);
  if (!own.is_keyed || reserved < static_cast<int>(reserved_bytes)) return SQLITE_CORRUPT;
  const std::size_t size = static_cast<std::size_t>(length) - reserved_bytes;
  const std::size_t offset = page == 1 ? clear_bytes_of_page_1 : 0;
  std::uint8_t* nonce = data + size;
  fill_randomly({nonce, nonce_bytes});
  const PageKeys keys(own, page, nonce);
  keys.apply_to({data + offset, size - offset}, nonce);
  if (page == 1) std::memcpy(data, own.salt.data(), salt_bytes);
  crypto_onetimeauth_poly1305(nonce + nonce_bytes, data, size + nonce_bytes, keys.of_tag());
  return SQLITE_OK;
}

int decrypt_page(void* cipher, int page, unsigned char* data, int length, int reserved,
                 int is_checked) {
  const PageCipher& own = of(cipher);
  const int damaged = page == 1 ? SQLITE_NOTADB : SQLITE_CORRUPT;
  if (!own.is_keyed || reserved < static_cast<int>(reserved_bytes)) return damaged;
  const std::size_t size = static_cast<std::size_t>(length) - reserved_bytes;
  const std::size_t offset = page == 1 ? clear_bytes_of_page_1 : 0;
  const std::uint8_t* nonce = data + size;
  const PageKeys keys(own, page, nonce);
  const bool is_whole = crypto_onetimeauth_poly1305_verify(nonce + nonce_bytes, data,
                                                           size + nonce_bytes, keys.of_tag()) == 0;
  keys.apply_to({data + offset, size - offset}, nonce);
  if (is_checked != 0 && !is_whole) return damaged;
  if (page == 1) std::memcpy(data, file_header, salt_bytes);
  return SQLITE_OK;
}

constexpr char cipher_name[] = "chacha20sodium";

bool enlist() {
  RETOUR_CHECK(sodium_init() >= 0);
  static const CipherDescriptor descriptor{cipher_name, allocate,      release,     clone,
                                           no_legacy,   any_page_size, reserved_of, salt_of,
                                           take_key,    encrypt_page,  decrypt_page};
  static const CipherParams none[] = {{"", 0, 0, 0, 0}};
  return sqlite3mc_register_cipher(&descriptor, none, 0) == SQLITE_OK;
}

}  // namespace

/// The page format counts blocks modulo 2^32, libsodium refuses to: in two parts where it wraps.
void apply_page_stream(std::span<std::uint8_t> bytes, const std::uint8_t* nonce,
                       std::uint32_t counter, const std::uint8_t* key) {
  const std::uint64_t until_wrap = ((std::uint64_t{1} << 32) - counter) * block_bytes;
  const auto first = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), until_wrap));
  crypto_stream_chacha20_ietf_xor_ic(bytes.data(), bytes.data(), first, nonce, counter, key);
  if (first == bytes.size()) return;
  crypto_stream_chacha20_ietf_xor_ic(bytes.data() + first, bytes.data() + first,
                                     bytes.size() - first, nonce, 0, key);
}

const char* page_cipher_name() {
  static const bool is_enlisted = enlist();
  return is_enlisted ? cipher_name : "chacha20";
}

}  // namespace retour::store
