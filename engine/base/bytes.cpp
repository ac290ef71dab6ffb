#include "base/bytes.hpp"

#include <algorithm>

namespace retour {

void ByteWriter::put_unsigned(std::uint64_t value) {
  while (value >= 0x80) {
    out_.push_back(static_cast<std::uint8_t>(value | 0x80));
    value >>= 7;
  }
  out_.push_back(static_cast<std::uint8_t>(value));
}

void ByteWriter::put_signed(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  put_unsigned(bits << 1 ^ (value < 0 ? ~std::uint64_t{0} : 0));
}

void ByteWriter::put_string(std::string_view text) {
  put_block(as_bytes(text));
}

void ByteWriter::put_block(ByteView bytes) {
  put_unsigned(bytes.size());
  put_raw(bytes);
}

void ByteWriter::put_raw(ByteView bytes) {
  out_.insert(out_.end(), bytes.begin(), bytes.end());
}

void ByteReader::set_failed() noexcept {
  ok_ = false;
  rest_ = {};
}

std::uint8_t ByteReader::byte() {
  if (rest_.empty()) {
    set_failed();
    return 0;
  }
  const std::uint8_t value = rest_.front();
  rest_ = rest_.subspan(1);
  return value;
}

std::uint64_t ByteReader::unsigned_number() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::uint8_t part = byte();
    if (!ok_) return 0;
    if (shift == 63 && part > 1) break;
    value |= static_cast<std::uint64_t>(part & 0x7F) << shift;
    if ((part & 0x80) != 0) continue;
    if (part == 0 && shift > 0) break;  // a longer form than needed is not canonical
    return value;
  }
  set_failed();
  return 0;
}

std::int64_t ByteReader::signed_number() {
  const std::uint64_t bits = unsigned_number();
  return static_cast<std::int64_t>(bits >> 1 ^ ((bits & 1) != 0 ? ~std::uint64_t{0} : 0));
}

std::string ByteReader::string() {
  return std::string(as_text(block()));
}

ByteView ByteReader::block() {
  const std::uint64_t size = unsigned_number();
  if (size > rest_.size()) {
    set_failed();
    return {};
  }
  return raw(static_cast<std::size_t>(size));
}

ByteView ByteReader::raw(std::size_t size) {
  if (size > rest_.size()) {
    set_failed();
    return {};
  }
  const ByteView taken = rest_.first(size);
  rest_ = rest_.subspan(size);
  return taken;
}

IdBytes ByteReader::id() {
  IdBytes value;
  const ByteView bytes = raw(value.bytes.size());
  if (ok_) std::copy(bytes.begin(), bytes.end(), value.bytes.begin());
  return value;
}

}  // namespace retour
