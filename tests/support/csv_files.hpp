// CSV files for tests: reading them whole, and the same text in other encodings.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.hpp"
#include "base/text.hpp"
#include "exchange/csv_reader.hpp"

namespace retour::test {

/// A row as values, so that it outlives the reader's buffer.
struct ReadRow {
  std::uint64_t number = 0;
  std::uint64_t line = 0;
  std::vector<std::string> cells;
  std::string raw;
  bool truncated = false;
  std::optional<exchange::RowFault> fault;
  bool operator==(const ReadRow&) const = default;
};

struct ReadFile {
  std::vector<ReadRow> rows;
  exchange::Encoding encoding = exchange::Encoding::utf8;
  char delimiter = 0;
  std::uint64_t blank_rows = 0;
  bool operator==(const ReadFile&) const = default;
};

/// Reads `file` handed over in chunks of `chunk` bytes.
[[nodiscard]] inline ReadFile read_csv(std::string_view file, std::size_t chunk = 1U << 16,
                                       const exchange::CsvOptions& options = {}) {
  exchange::CsvReader reader(options);
  ReadFile out;
  exchange::CsvRow row;
  for (auto step = reader.next(row); step != exchange::CsvStep::end; step = reader.next(row)) {
    if (step == exchange::CsvStep::row) {
      out.rows.push_back({row.number,
                          row.line,
                          {row.cells.begin(), row.cells.end()},
                          std::string(row.raw),
                          row.raw_truncated,
                          row.fault});
    } else if (file.empty()) {
      reader.finish();
    } else {
      reader.feed(file.substr(0, chunk));
      file.remove_prefix(std::min(chunk, file.size()));
    }
  }
  out.encoding = reader.encoding();
  out.delimiter = reader.delimiter();
  out.blank_rows = reader.counts().blank_rows;
  return out;
}

/// UTF-8 into windows-1251, for the characters that Russian files hold.
[[nodiscard]] inline std::string in_windows_1251(std::string_view text) {
  std::string out;
  const auto characters = decode_utf8(text);
  RETOUR_CHECK(characters.has_value());
  for (const char32_t c : *characters) {
    char32_t byte = c;
    if (c >= U'А' && c <= U'я')
      byte = 0xC0 + (c - U'А');
    else if (c == U'Ё')
      byte = 0xA8;
    else if (c == U'ё')
      byte = 0xB8;
    else if (c == U'«')
      byte = 0xAB;
    else if (c == U'»')
      byte = 0xBB;
    else if (c == U'№')
      byte = 0xB9;
    RETOUR_CHECK(byte < 0x100);
    out.push_back(static_cast<char>(byte));
  }
  return out;
}

enum class ByteOrder : std::uint8_t { little, big };
enum class Mark : std::uint8_t { no, yes };
[[nodiscard]] inline std::string in_utf16(std::string_view text, ByteOrder order, Mark mark) {
  std::string out;
  const auto put = [&](char32_t unit) {
    const auto low = static_cast<char>(unit & 0xFFU);
    const auto high = static_cast<char>(unit >> 8);
    out.push_back(order == ByteOrder::little ? low : high);
    out.push_back(order == ByteOrder::little ? high : low);
  };
  if (mark == Mark::yes) put(0xFEFF);
  const auto characters = decode_utf8(text);
  RETOUR_CHECK(characters.has_value());
  for (const char32_t c : *characters) {
    if (c < 0x10000) {
      put(c);
    } else {
      put(0xD800 + ((c - 0x10000) >> 10));
      put(0xDC00 + ((c - 0x10000) & 0x3FFU));
    }
  }
  return out;
}

}  // namespace retour::test
