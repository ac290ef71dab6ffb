#include "base/id.hpp"

#include <algorithm>

#include "base/hash.hpp"

namespace retour {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

std::optional<std::uint8_t> hex_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
  return std::nullopt;
}

bool dash_before(std::size_t byte_index) {
  return byte_index == 4 || byte_index == 6 || byte_index == 8 || byte_index == 10;
}

void stamp_version(IdBytes& id, std::uint8_t version) {
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0F) | (version << 4));
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3F) | 0x80);
}

}  // namespace

std::string to_text(const IdBytes& id) {
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    if (dash_before(i)) text.push_back('-');
    text.push_back(hex_digits[id.bytes[i] >> 4]);
    text.push_back(hex_digits[id.bytes[i] & 15]);
  }
  return text;
}

std::optional<IdBytes> id_from_text(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  IdBytes id;
  std::size_t at = 0;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    if (dash_before(i) && text[at++] != '-') return std::nullopt;
    const auto high = hex_value(text[at]);
    const auto low = hex_value(text[at + 1]);
    if (!high || !low) return std::nullopt;
    id.bytes[i] = static_cast<std::uint8_t>(*high << 4 | *low);
    at += 2;
  }
  return id;
}

IdBytes make_id(std::int64_t unix_milliseconds, RandomSource& random) {
  IdBytes id;
  random.fill(id.bytes);
  for (int i = 0; i < 6; ++i)
    id.bytes[static_cast<std::size_t>(i)] =
        static_cast<std::uint8_t>(unix_milliseconds >> (8 * (5 - i)));
  stamp_version(id, 7);
  return id;
}

IdBytes id_from_name(std::span<const std::uint8_t> bytes) {
  const Digest digest = hash_of(bytes);
  IdBytes id;
  std::copy_n(digest.bytes.begin(), id.bytes.size(), id.bytes.begin());
  stamp_version(id, 8);
  return id;
}

IdBytes id_from_name(std::string_view text) {
  return id_from_name({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

}  // namespace retour
