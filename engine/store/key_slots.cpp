#include "store/key_slots.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>

#include "base/check.hpp"
#include "base/hash.hpp"

namespace retour::store {
namespace {

constexpr std::string_view magic = "RETOURK1";
constexpr std::uint32_t format_version = 1;
constexpr std::size_t header_bytes = 64;
constexpr std::size_t slot_bytes = 192;
constexpr std::size_t checksum_bytes = 32;
constexpr std::uint8_t derivation_none = 0;
constexpr std::uint8_t derivation_argon2id = 1;

// A file from a stranger must not make us work for hours or eat all memory.
constexpr std::uint32_t passes_max = 32;
constexpr std::uint32_t memory_kib_max = 1024 * 1024;

static_assert(DatabaseKey::size_bytes + crypto_aead_xchacha20poly1305_ietf_ABYTES == 48);
static_assert(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES == 24);
static_assert(crypto_pwhash_SALTBYTES == 16);

/// Little-endian fields at fixed offsets of a buffer of known size.
template <class Number>
void put(std::span<std::uint8_t> out, std::size_t offset, Number value) {
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    out[offset + i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * i));
  }
}

template <class Number>
Number get(ByteView bytes, std::size_t offset) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    value |= std::uint64_t{bytes[offset + i]} << (8 * i);
  }
  return static_cast<Number>(value);
}

void put_bytes(std::span<std::uint8_t> out, std::size_t offset, ByteView bytes) {
  std::ranges::copy(bytes, out.subspan(offset, bytes.size()).begin());
}

template <std::size_t size>
void get_bytes(ByteView bytes, std::size_t offset, std::array<std::uint8_t, size>& out) {
  std::ranges::copy(bytes.subspan(offset, size), out.begin());
}

void encode_slot(const KeySlot& slot, std::span<std::uint8_t> out) {
  RETOUR_CHECK(slot.label.size() <= key_slot_label_bytes_max);
  put_bytes(out, 0, slot.id.bytes);
  put(out, 16, static_cast<std::uint8_t>(slot.kind));
  put(out, 17, slot.derivation);
  put(out, 20, slot.cost.passes);
  put(out, 24, slot.cost.memory_kib);
  put_bytes(out, 32, slot.salt);
  put_bytes(out, 48, slot.nonce);
  put_bytes(out, 72, slot.wrapped);
  put(out, 120, slot.created_unix_seconds);
  put_bytes(out, 128, as_bytes(slot.label));
}

KeySlot decode_slot(ByteView bytes) {
  KeySlot slot;
  get_bytes(bytes, 0, slot.id.bytes);
  slot.kind = static_cast<KeySlotKind>(bytes[16]);
  slot.derivation = bytes[17];
  slot.cost.passes = get<std::uint32_t>(bytes, 20);
  slot.cost.memory_kib = get<std::uint32_t>(bytes, 24);
  get_bytes(bytes, 32, slot.salt);
  get_bytes(bytes, 48, slot.nonce);
  get_bytes(bytes, 72, slot.wrapped);
  slot.created_unix_seconds = get<std::int64_t>(bytes, 120);
  const std::string_view label = as_text(bytes.subspan(128, key_slot_label_bytes_max));
  slot.label = label.substr(0, label.find('\0'));
  return slot;
}

/// What the tag of a slot covers besides the key.
std::array<std::uint8_t, 16 + slot_bytes> associated_data(const KeySlots& slots,
                                                          const KeySlot& slot) {
  std::array<std::uint8_t, 16 + slot_bytes> data{};
  put_bytes(data, 0, slots.database_id.bytes);
  encode_slot(slot, std::span(data).subspan(16));
  std::ranges::fill(std::span(data).subspan(16 + 48, 72), std::uint8_t{0});  // nonce, wrapped key
  return data;
}

struct WrappingKey {
  std::array<std::uint8_t, crypto_aead_xchacha20poly1305_ietf_KEYBYTES> bytes{};
  ~WrappingKey() { wipe(bytes.data(), bytes.size()); }
};

Status derive(WrappingKey& out, std::string_view passphrase, const KeySlot& slot) {
  RETOUR_CHECK(sodium_init() >= 0);
  if (slot.cost.passes > passes_max || slot.cost.memory_kib > memory_kib_max) {
    return fail(FailureCode::limit, "a key slot asks for more work than is reasonable");
  }
  const int code = crypto_pwhash(out.bytes.data(), out.bytes.size(), passphrase.data(),
                                 passphrase.size(), slot.salt.data(), slot.cost.passes,
                                 static_cast<std::size_t>(slot.cost.memory_kib) * 1024,
                                 crypto_pwhash_ALG_ARGON2ID13);
  if (code != 0) return fail(FailureCode::limit, "no memory to derive the key, or a cost of zero");
  return {};
}

Status check_new_slot(const KeySlots& slots, const NewSlot& options) {
  if (slots.slots.size() >= key_slots_max) {
    return fail(FailureCode::limit, "all key slots are taken");
  }
  if (options.label.size() > key_slot_label_bytes_max ||
      options.label.find('\0') != std::string::npos) {
    return fail(FailureCode::malformed, "a label is at most 64 bytes without NUL");
  }
  return {};
}

KeySlot blank_slot(const NewSlot& options, RandomSource& random) {
  KeySlot slot;
  random.fill(slot.id.bytes);
  random.fill(slot.salt);
  random.fill(slot.nonce);
  slot.created_unix_seconds = options.created_unix_seconds;
  slot.label = options.label;
  return slot;
}

/// The key in a passphrase slot; nothing when the passphrase does not fit.
Result<std::optional<DatabaseKey>> try_slot(const KeySlots& slots, const KeySlot& slot,
                                            std::string_view passphrase) {
  if (slot.derivation != derivation_argon2id) return std::nullopt;
  WrappingKey wrapping;
  RETOUR_TRY(derive(wrapping, passphrase, slot));
  const auto covered = associated_data(slots, slot);
  DatabaseKey key;
  unsigned long long size = 0;
  const int code = crypto_aead_xchacha20poly1305_ietf_decrypt(
      key.bytes.data(), &size, nullptr, slot.wrapped.data(), slot.wrapped.size(), covered.data(),
      covered.size(), slot.nonce.data(), wrapping.bytes.data());
  if (code != 0) return std::nullopt;
  RETOUR_CHECK(size == DatabaseKey::size_bytes);
  return key;
}

struct OpenedSlot {
  DatabaseKey key;
  std::size_t index = 0;
};

Result<OpenedSlot> find_slot(const KeySlots& slots, std::string_view passphrase) {
  for (std::size_t i = 0; i < slots.slots.size(); ++i) {
    if (slots.slots[i].kind != KeySlotKind::passphrase) continue;
    RETOUR_ASSIGN(const auto key, try_slot(slots, slots.slots[i], passphrase));
    if (key.has_value()) return OpenedSlot{.key = *key, .index = i};
  }
  return fail(FailureCode::wrong_passphrase, "no key slot opens with this passphrase");
}

}  // namespace

bool KeySlots::has_open_slot() const noexcept {
  return std::ranges::any_of(slots, [](const KeySlot& s) { return s.kind == KeySlotKind::open; });
}

// ------------------------------------------------------------------ bytes only

KeySlots make_key_slots(RandomSource& random) {
  KeySlots slots;
  random.fill(slots.database_id.bytes);
  return slots;
}

Bytes encode(const KeySlots& slots) {
  RETOUR_CHECK(!slots.slots.empty() && slots.slots.size() <= key_slots_max);
  const std::size_t body = header_bytes + slots.slots.size() * slot_bytes;
  Bytes out(body + checksum_bytes);
  put_bytes(out, 0, as_bytes(magic));
  put(out, 8, format_version);
  put(out, 12, static_cast<std::uint32_t>(slots.slots.size()));
  put(out, 16, slots.generation);
  put_bytes(out, 24, slots.database_id.bytes);
  for (std::size_t i = 0; i < slots.slots.size(); ++i) {
    encode_slot(slots.slots[i], std::span(out).subspan(header_bytes + i * slot_bytes, slot_bytes));
  }
  put_bytes(out, body, hash_of(ByteView(out).first(body)).bytes);
  return out;
}

Result<KeySlots> decode_key_slots(ByteView bytes) {
  if (bytes.size() < header_bytes || !as_text(bytes).starts_with(magic)) {
    return fail(FailureCode::corrupt, "not a key-slot file");
  }
  if (get<std::uint32_t>(bytes, 8) > format_version) {
    return fail(FailureCode::newer_schema, "key slots written by a later version");
  }
  const std::size_t count = get<std::uint32_t>(bytes, 12);
  const std::size_t body = header_bytes + count * slot_bytes;
  if (count == 0 || count > key_slots_max || bytes.size() < body + checksum_bytes) {
    return fail(FailureCode::corrupt, "the key-slot file is cut off");
  }
  const Digest checksum = hash_of(bytes.first(body));
  if (!std::ranges::equal(bytes.subspan(body, checksum_bytes), checksum.bytes)) {
    return fail(FailureCode::corrupt, "the key-slot file fails its checksum");
  }
  KeySlots slots;
  slots.generation = get<std::uint64_t>(bytes, 16);
  get_bytes(bytes, 24, slots.database_id.bytes);
  for (std::size_t i = 0; i < count; ++i) {
    slots.slots.push_back(decode_slot(bytes.subspan(header_bytes + i * slot_bytes, slot_bytes)));
  }
  return slots;
}

Status add_open_slot(KeySlots& slots, const DatabaseKey& key, const NewSlot& options,
                     RandomSource& random) {
  RETOUR_TRY(check_new_slot(slots, options));
  KeySlot slot = blank_slot(options, random);
  slot.kind = KeySlotKind::open;
  slot.derivation = derivation_none;
  std::ranges::copy(key.bytes, slot.wrapped.begin());
  slots.slots.push_back(std::move(slot));
  return {};
}

Status add_passphrase_slot(KeySlots& slots, const DatabaseKey& key, std::string_view passphrase,
                           const NewSlot& options, RandomSource& random) {
  RETOUR_TRY(check_new_slot(slots, options));
  if (passphrase.empty() || passphrase.size() > passphrase_bytes_max) {
    return fail(FailureCode::malformed, "a passphrase has 1 to 1024 bytes");
  }
  KeySlot slot = blank_slot(options, random);
  slot.kind = KeySlotKind::passphrase;
  slot.derivation = derivation_argon2id;
  slot.cost = options.cost;
  WrappingKey wrapping;
  RETOUR_TRY(derive(wrapping, passphrase, slot));
  const auto covered = associated_data(slots, slot);
  unsigned long long size = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(slot.wrapped.data(), &size, key.bytes.data(),
                                             key.bytes.size(), covered.data(), covered.size(),
                                             nullptr, slot.nonce.data(), wrapping.bytes.data());
  RETOUR_CHECK(size == slot.wrapped.size());
  slots.slots.push_back(std::move(slot));
  return {};
}

Result<DatabaseKey> unlock_open(const KeySlots& slots) {
  for (const KeySlot& slot : slots.slots) {
    if (slot.kind != KeySlotKind::open) continue;
    DatabaseKey key;
    std::copy_n(slot.wrapped.begin(), key.bytes.size(), key.bytes.begin());
    return key;
  }
  return fail(FailureCode::not_found, "the database has no open key slot");
}

Result<DatabaseKey> unlock_with_passphrase(const KeySlots& slots, std::string_view passphrase) {
  RETOUR_ASSIGN(const OpenedSlot opened, find_slot(slots, passphrase));
  return opened.key;
}

Status change_passphrase(KeySlots& slots, std::string_view old_passphrase,
                         std::string_view new_passphrase, const NewSlot& options,
                         RandomSource& random) {
  RETOUR_ASSIGN(const OpenedSlot opened, find_slot(slots, old_passphrase));
  KeySlots changed = slots;
  changed.slots.erase(changed.slots.begin() + static_cast<std::ptrdiff_t>(opened.index));
  RETOUR_TRY(add_passphrase_slot(changed, opened.key, new_passphrase, options, random));
  slots = std::move(changed);
  return {};
}

Status remove_slot(KeySlots& slots, const IdBytes& id) {
  const auto found = std::ranges::find(slots.slots, id, &KeySlot::id);
  if (found == slots.slots.end()) return fail(FailureCode::not_found, "no such key slot");
  if (slots.slots.size() == 1) {
    return fail(FailureCode::conflict, "the last key slot cannot be taken away");
  }
  slots.slots.erase(found);
  return {};
}

// ------------------------------------------------------------------ in a store

namespace {

constexpr std::array<StoreFile, 2> copies = {StoreFile::key_slots_a, StoreFile::key_slots_b};

Result<KeySlots> load_copy(FileSystem& files, StoreFile copy) {
  RETOUR_ASSIGN(const std::uint64_t size, files.size(copy));
  if (size == 0) return fail(FailureCode::not_found, "no key-slot file");
  RETOUR_ASSIGN(const Bytes bytes, files.read_all(copy, key_slot_file_bytes_max));
  return decode_key_slots(bytes);
}

Status write_copy(FileSystem& files, StoreFile copy, ByteView bytes) {
  RETOUR_TRY(files.write(copy, 0, bytes));
  RETOUR_TRY(files.truncate(copy, bytes.size()));
  return files.sync(copy);
}

/// Which copy to overwrite first: one that is not whole, else the older one.
std::size_t first_to_write(const Result<KeySlots>& a, const Result<KeySlots>& b) {
  if (!a.has_value()) return 0;
  if (!b.has_value()) return 1;
  return a->generation <= b->generation ? 0 : 1;
}

}  // namespace

Result<KeySlots> load_key_slots(FileSystem& files) {
  Result<KeySlots> a = load_copy(files, copies[0]);
  Result<KeySlots> b = load_copy(files, copies[1]);
  // A failed read says nothing about the copy: falling back to the other one could bring back a
  // passphrase that was taken away.
  for (const Result<KeySlots>* one : {&a, &b}) {
    if (one->has_value()) continue;
    const FailureCode code = one->error().code;
    if (code == FailureCode::io || code == FailureCode::newer_schema) {
      return std::unexpected(one->error());
    }
  }
  if (a.has_value() && b.has_value()) return a->generation >= b->generation ? a : b;
  if (a.has_value()) return a;
  if (b.has_value()) return b;
  return a.error().code == FailureCode::not_found ? b : a;
}

Status save_key_slots(FileSystem& files, KeySlots& slots) {
  Result<KeySlots> a = load_copy(files, copies[0]);
  Result<KeySlots> b = load_copy(files, copies[1]);
  for (const Result<KeySlots>* one : {&a, &b}) {
    if (!one->has_value() && one->error().code == FailureCode::io) {
      return std::unexpected(one->error());
    }
    if (one->has_value()) slots.generation = std::max(slots.generation, (*one)->generation);
  }
  const std::size_t first = first_to_write(a, b);
  ++slots.generation;
  const Bytes bytes = encode(slots);
  RETOUR_TRY(write_copy(files, copies[first], bytes));
  return write_copy(files, copies[1 - first], bytes);
}

}  // namespace retour::store
