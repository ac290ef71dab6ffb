// CSV in (RFC 4180 and what clinics' programs make of it), fed by chunks, read row by row.
//
//   CsvReader reader(CsvOptions{});
//   CsvRow row;
//   for (;;) switch (reader.next(row)) {
//     case CsvStep::row:         use(row); break;              // views end with the next call
//     case CsvStep::needs_input: more() ? reader.feed(chunk) : reader.finish(); break;
//     case CsvStep::end:         return;
//   }
//
// Why our own state machine and not libcsv (which was considered): a browser hands a file over in
// slices and a job must be able to stop between rows (pull, not callbacks); messages need row,
// line and column; rejected rows are written out unchanged, so their raw text must survive; and
// encodings are recognised in front of it and checked again in every row. libcsv gives none of
// these and repairs stray quotes silently.
//
// Invariants, held by tests and by the fuzzer:
//   * where the chunks are cut changes nothing;
//   * memory is bounded by `CsvLimits`, whatever the file holds (10 GB, one cell, no line break);
//   * every byte of the file belongs to exactly one row's raw text, line end, or blank line, except
//     that a row beyond the limits keeps only its beginning (and says so).
//
// A fault never swallows the rows behind it: a row with a broken quote ends at its first line
// break, and reading goes on there. An honest cell of many lines is not touched by that, since its
// quotes are in order.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/encoding.hpp"
#include "exchange/fault.hpp"

namespace retour::exchange {

/// Bounds on what one row may cost. A file is not bounded.
struct CsvLimits {
  std::size_t cell_bytes = 1U << 20;
  std::size_t row_bytes = 4U << 20;
  std::size_t cells = 1024;
  std::size_t raw_bytes_kept = 64U << 10;  ///< Of a row that is longer than `row_bytes`.
};

/// Whether cells that begin with '= '+ '- '@ lose that apostrophe (see csv_writer.hpp).
enum class FormulaGuard : std::uint8_t { strip, keep };

/// Everything that is not given is recognised from the first `csv_sniff_bytes` of the file.
struct CsvOptions {
  std::optional<Encoding> encoding;
  std::optional<char> delimiter;
  FormulaGuard guard = FormulaGuard::strip;
  std::uint64_t skip_rows = 0;  ///< Title lines above the header.
  CsvLimits limits;
};
inline constexpr std::size_t csv_sniff_bytes = 64U << 10;

/// One row. `cells` and `raw` are views that end with the next call of the reader.
struct CsvRow {
  std::uint64_t number = 0;  ///< As a spreadsheet counts, blank rows included; the first is 1.
  std::uint64_t line = 0;    ///< As a text editor counts: the line on which the row begins.
  std::span<const std::string_view> cells{};  ///< UTF-8. Empty when the row has a fault.
  std::string_view raw{};  ///< The bytes of the file without line end; of UTF-16 files UTF-8.
  bool raw_truncated = false;
  std::optional<RowFault> fault{};
};

enum class CsvStep : std::uint8_t { row, needs_input, end };

/// Counts of what was read so far.
struct CsvCounts {
  std::uint64_t rows = 0;        ///< Given out, header and faulty ones included.
  std::uint64_t blank_rows = 0;  ///< Passed over: nothing stands in them.
  std::uint64_t bytes = 0;       ///< Fed, as they lie in the file.
};

class CsvReader {
 public:
  explicit CsvReader(CsvOptions options);

  /// Hands over the next bytes of the file. They are copied. Feed when `next` asks for input.
  void feed(std::string_view bytes);

  /// Says that no bytes follow.
  void finish();

  /// The next row that is not blank. All rows must have as many cells as the first one; empty
  /// cells beyond are forgiven, since nothing is lost with them.
  [[nodiscard]] CsvStep next(CsvRow& row);

  /// What was recognised. Settled before the first row comes out, except that a file which begins
  /// in pure ASCII shows its encoding at its first other character.
  [[nodiscard]] Encoding encoding() const { return encoding_; }
  [[nodiscard]] bool is_encoding_settled() const { return encoding_settled_; }
  [[nodiscard]] char delimiter() const { return delimiter_; }
  [[nodiscard]] bool had_mark() const { return had_mark_; }
  [[nodiscard]] const CsvCounts& counts() const { return counts_; }

  /// Number of columns of the first row; 0 before it.
  [[nodiscard]] std::size_t columns() const { return columns_; }

 private:
  /// Where a cell lies in the row, and what must be done to read it.
  struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool quoted = false;
    bool escaped = false;  ///< Holds doubled quotes.
  };
  enum class Scan : std::uint8_t { row, fault, needs_input };
  struct Fault {
    FaultCode code = FaultCode::unterminated_quote;
    std::size_t column = 0;  // from 0
    std::size_t begin = 0;   // of the cell, in the row
  };

  void settle_format();
  void take_separator_line(std::string_view head);
  char sniff_delimiter(std::string_view head, Extent extent);
  Scan scan_row(std::string_view text, Extent extent);
  Scan scan_quoted(std::string_view text, Extent extent, std::size_t& at, Span& cell);
  Scan scan_plain(std::string_view text, Extent extent, std::size_t& at, Span& cell);
  Scan fail_scan(FaultCode code, std::size_t begin) {
    fault_ = {code, spans_.size(), begin};
    return Scan::fault;
  }

  bool cut_faulty_row(std::string_view text, CsvRow& row);
  bool skip_rest_of_line();
  void begin_row(CsvRow& row, std::string_view raw, std::size_t size);
  void give_fault(CsvRow& row, FaultCode code, std::size_t column, std::string_view cell);
  bool is_blank(std::string_view raw) const;
  bool check_bytes(CsvRow& row, std::string_view raw);
  bool check_count(CsvRow& row, std::string_view raw);
  bool decode_cells(CsvRow& row, std::string_view raw);
  void give_row(CsvRow& row, std::string_view raw);
  [[nodiscard]] std::size_t column_at(std::size_t position) const;
  [[nodiscard]] std::string excerpt_of(std::string_view bytes) const;
  [[nodiscard]] std::string_view rest() const { return std::string_view(buffer_).substr(begin_); }

  CsvOptions options_;
  Encoding encoding_ = Encoding::utf8;
  char delimiter_ = ',';
  bool had_mark_ = false;
  bool settled_ = false;           // format known
  bool encoding_settled_ = false;  // a character beyond ASCII has been seen
  bool finished_ = false;
  bool skipping_ = false;  // inside the dropped rest of an over-long row
  std::optional<Utf16Decoder> utf16_;

  std::string buffer_;  // unread bytes from begin_ on
  std::size_t begin_ = 0;
  std::size_t retry_at_ = 0;  // do not scan again before so many bytes are unread
  std::uint64_t row_number_ = 0;
  std::uint64_t line_ = 1;
  std::size_t columns_ = 0;
  CsvCounts counts_;

  std::vector<Span> spans_;
  std::size_t row_end_ = 0;  // of the scanned row, without and with its line end
  std::size_t next_begin_ = 0;
  Fault fault_;
  std::vector<std::string_view> cells_;
  std::string arena_;  // texts of cells that had to be rewritten
};

}  // namespace retour::exchange
