// CSV out: RFC 4180, openable by a double click in the clinic's spreadsheet.
//
// Excel with Russian or Swedish settings wants ';' between cells and a byte-order mark in front of
// UTF-8; programs want ',' and no mark. Cells that a spreadsheet would run as a formula are
// guarded (formula_guard.hpp) so that reading the file gives every cell back byte for byte.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "exchange/csv_reader.hpp"

namespace retour::exchange {

enum class ByteOrderMark : std::uint8_t { none, utf8 };

/// How a file is written. The defaults open in Excel with Russian and Swedish settings.
struct CsvStyle {
  char delimiter = ';';
  ByteOrderMark mark = ByteOrderMark::utf8;
  FormulaGuard guard = FormulaGuard::strip;  ///< strip: reading strips it, so writing guards.
};
inline constexpr CsvStyle csv_for_spreadsheets{};
inline constexpr CsvStyle csv_for_programs{.delimiter = ',', .mark = ByteOrderMark::none};

/// Writes rows into a buffer that the caller empties as often as he likes.
class CsvWriter {
 public:
  explicit CsvWriter(CsvStyle style = {});

  /// One cell of the row in hand. `text` must be UTF-8 (or of the source's code page for rejects).
  void cell(std::string_view text);

  /// A run of cells that are already CSV with this delimiter, taken over unchanged.
  void raw_cells(std::string_view raw);

  /// Ends the row (CR LF).
  void end_row();

  void row(std::span<const std::string_view> cells);

  /// What was written since the last call.
  [[nodiscard]] std::string take() { return std::exchange(out_, {}); }
  [[nodiscard]] std::size_t pending_bytes() const { return out_.size(); }

 private:
  void separate();
  CsvStyle style_;
  std::string out_;
  std::size_t cells_in_row_ = 0;
  bool row_is_blank_ = true;
};

}  // namespace retour::exchange
