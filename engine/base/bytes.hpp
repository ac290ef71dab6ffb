// Canonical bytes: the one encoding of numbers and strings in ops, snapshots and hashes.
//
//   unsigned  LEB128, shortest form only (a longer form is refused, so bytes stay canonical)
//   signed    zig-zag, then as unsigned
//   string    length as unsigned, then the bytes
//   id        16 bytes; in an optional position a leading 0 (none) or 1
//
// Readers treat their input as hostile: every length is checked against what is left, and the
// first fault makes the reader fail for good (`ok()` false), so callers test once at the end.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"

namespace retour {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// Appends canonical bytes to a buffer it owns or was given.
class ByteWriter {
 public:
  explicit ByteWriter(Bytes& out) : out_(out) {}

  void put_byte(std::uint8_t value) { out_.push_back(value); }
  void put_unsigned(std::uint64_t value);
  void put_signed(std::int64_t value);
  void put_string(std::string_view text);
  void put_block(ByteView bytes);  ///< Length, then the bytes.
  void put_raw(ByteView bytes);    ///< The bytes alone.
  void put_id(const IdBytes& id) { put_raw(id.bytes); }

 private:
  Bytes& out_;
};

/// Reads what `ByteWriter` wrote. After a fault all reads give zeros and `ok()` is false.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : rest_(bytes) {}

  [[nodiscard]] std::uint8_t byte();
  [[nodiscard]] std::uint64_t unsigned_number();
  [[nodiscard]] std::int64_t signed_number();
  [[nodiscard]] std::string string();
  [[nodiscard]] ByteView block();
  [[nodiscard]] ByteView raw(std::size_t size);
  [[nodiscard]] IdBytes id();

  [[nodiscard]] bool ok() const noexcept { return ok_; }
  [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
  [[nodiscard]] std::size_t left() const noexcept { return rest_.size(); }
  void set_failed() noexcept;

 private:
  ByteView rest_;
  bool ok_ = true;
};

/// The bytes of a text, without copying.
[[nodiscard]] inline ByteView as_bytes(std::string_view text) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Bytes as text, without copying and without any check of UTF-8.
[[nodiscard]] inline std::string_view as_text(ByteView bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace retour
