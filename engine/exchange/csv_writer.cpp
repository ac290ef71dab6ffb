#include "exchange/csv_writer.hpp"

#include "base/check.hpp"
#include "exchange/formula_guard.hpp"

namespace retour::exchange {
namespace {

bool is_edge_blank(char c) {
  return c == ' ' || c == '\t';
}

/// Quotes where RFC 4180 demands them, around edge blanks, which some programs trim, and around
/// what Excel would obey as its "sep=;" line.
bool needs_quotes(std::string_view text, char delimiter) {
  if (text.empty()) return false;
  if (is_edge_blank(text.front()) || is_edge_blank(text.back())) return true;
  if (text.starts_with("sep=")) return true;
  for (const char c : text)
    if (c == delimiter || c == '"' || c == '\n' || c == '\r') return true;
  return false;
}

}  // namespace

CsvWriter::CsvWriter(CsvStyle style) : style_(style) {
  RETOUR_CHECK(style_.delimiter != '"' && style_.delimiter != '\n' && style_.delimiter != '\r');
  if (style_.mark == ByteOrderMark::utf8) out_ = "\xEF\xBB\xBF";
}

void CsvWriter::separate() {
  if (cells_in_row_ > 0) out_.push_back(style_.delimiter);
  ++cells_in_row_;
}

void CsvWriter::cell(std::string_view text) {
  separate();
  if (text.empty()) return;
  row_is_blank_ = false;
  const bool guarded = style_.guard == FormulaGuard::strip && needs_guard(text);
  const bool quoted = needs_quotes(text, style_.delimiter);
  if (quoted) out_.push_back('"');
  if (guarded) out_.push_back('\'');
  if (!quoted) {
    out_.append(text);
    return;
  }
  for (const char c : text) {
    if (c == '"') out_.push_back('"');
    out_.push_back(c);
  }
  out_.push_back('"');
}

void CsvWriter::raw_cells(std::string_view raw) {
  separate();
  row_is_blank_ = false;
  out_.append(raw);
}

void CsvWriter::end_row() {
  // A row of empty cells would be a blank line, which readers (ours too) pass over.
  if (row_is_blank_) out_.append("\"\"");
  out_.append("\r\n");
  cells_in_row_ = 0;
  row_is_blank_ = true;
}

void CsvWriter::row(std::span<const std::string_view> cells) {
  for (const std::string_view one : cells) cell(one);
  end_row();
}

}  // namespace retour::exchange
