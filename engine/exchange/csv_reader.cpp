// Sections: input and format | scanning one row | faulty rows | good rows
#include "exchange/csv_reader.hpp"

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "base/text.hpp"
#include "exchange/formula_guard.hpp"

namespace retour::exchange {
namespace {

constexpr std::array<char, 4> delimiters = {';', '\t', ',', '|'};
constexpr std::size_t sniffed_rows_max = 64;

bool is_code_page(Encoding encoding) {
  return encoding == Encoding::windows_1251 || encoding == Encoding::windows_1252;
}

bool is_line_break(char c) {
  return c == '\n' || c == '\r';
}

std::size_t line_break_in(std::string_view text) {
  return text.find_first_of("\r\n");
}

/// Line breaks in a run of bytes; CR LF is one.
std::uint64_t lines_in(std::string_view bytes) {
  std::uint64_t count = 0;
  for (std::size_t at = line_break_in(bytes); at != std::string_view::npos;) {
    ++count;
    at += bytes.substr(at).starts_with("\r\n") ? 2 : 1;
    at = bytes.find_first_of("\r\n", at);
  }
  return count;
}

bool all_ascii(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

// ---- input and format ----

CsvReader::CsvReader(CsvOptions options) : options_(options) {
  RETOUR_CHECK(options_.limits.cell_bytes > 0 && options_.limits.cells > 0);
  RETOUR_CHECK(options_.limits.row_bytes >= options_.limits.cell_bytes);
  RETOUR_CHECK(options_.limits.row_bytes >= options_.limits.raw_bytes_kept);
}

void CsvReader::feed(std::string_view bytes) {
  RETOUR_CHECK(!finished_);
  counts_.bytes += bytes.size();
  buffer_.erase(0, begin_);
  begin_ = 0;
  if (utf16_)
    utf16_->feed(bytes, buffer_);
  else
    buffer_.append(bytes);
}

void CsvReader::finish() {
  if (finished_) return;
  finished_ = true;
  if (utf16_) utf16_->finish(buffer_);
}

void CsvReader::settle_format() {
  // Exactly the same bytes are looked at however the file was cut into chunks.
  const auto extent =
      buffer_.size() <= csv_sniff_bytes && finished_ ? Extent::whole : Extent::beginning;
  const auto sniffed = sniff_encoding(std::string_view(buffer_).substr(0, csv_sniff_bytes), extent);
  encoding_ = options_.encoding.value_or(sniffed.encoding);
  encoding_settled_ = options_.encoding.has_value() || !sniffed.undecided;
  had_mark_ = sniffed.mark_bytes > 0;
  std::size_t head_size = std::min(buffer_.size(), csv_sniff_bytes);
  if (encoding_ == Encoding::utf16_le || encoding_ == Encoding::utf16_be) {
    utf16_.emplace(encoding_);
    const std::string bytes = std::move(buffer_);
    buffer_.clear();
    const std::string_view view = bytes;
    const std::size_t mark = encoding_ == sniffed.encoding ? sniffed.mark_bytes : 0;
    utf16_->feed(view.substr(mark, head_size - mark), buffer_);
    head_size = buffer_.size();
    utf16_->feed(view.substr(std::min(bytes.size(), csv_sniff_bytes)), buffer_);
    if (finished_) utf16_->finish(buffer_);
  } else if (encoding_ == Encoding::utf8 && sniffed.encoding == Encoding::utf8) {
    begin_ = sniffed.mark_bytes;
  }
  settled_ = true;
  const auto head = std::string_view(buffer_).substr(begin_, head_size - begin_);
  take_separator_line(head);
  if (options_.delimiter)
    delimiter_ = *options_.delimiter;
  else if (row_number_ == 0)
    delimiter_ = sniff_delimiter(head, extent);
}

/// Excel's own hint, a first line "sep=;", is obeyed and passed over.
void CsvReader::take_separator_line(std::string_view head) {
  if (head.size() < 6 || !head.starts_with("sep=") || !is_line_break(head[5])) return;
  if (is_line_break(head[4]) || head[4] == '"') return;
  delimiter_ = head[4];
  begin_ += head.substr(5).starts_with("\r\n") ? 7 : 6;
  row_number_ = 1;
  line_ = 2;
}

char CsvReader::sniff_delimiter(std::string_view head, Extent extent) {
  char best = ',';
  std::size_t best_agreement = 0;
  std::size_t best_cells = 1;
  for (const char candidate : delimiters) {
    delimiter_ = candidate;
    std::string_view text = head;
    std::size_t cells = 0;
    std::size_t rows = 0;
    std::size_t agreeing = 0;
    for (std::uint64_t seen = 0; rows < sniffed_rows_max && !text.empty(); ++seen) {
      const Scan outcome = scan_row(text, extent);
      if (outcome == Scan::needs_input) break;
      if (outcome == Scan::fault) {
        ++rows;
        const std::size_t end = line_break_in(text);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        continue;
      }
      const std::string_view raw = text.substr(0, row_end_);
      text.remove_prefix(next_begin_);
      if (seen < options_.skip_rows || is_blank(raw)) continue;
      if (cells == 0) cells = spans_.size();
      ++rows;
      if (spans_.size() == cells) ++agreeing;
    }
    if (cells < 2) continue;
    const std::size_t agreement = agreeing * 1000 / rows;
    if (agreement > best_agreement || (agreement == best_agreement && cells > best_cells)) {
      best = candidate;
      best_agreement = agreement;
      best_cells = cells;
    }
  }
  return best;
}

// ---- scanning one row ----

CsvReader::Scan CsvReader::scan_row(std::string_view text, Extent extent) {
  spans_.clear();
  for (std::size_t at = 0;; ++at) {
    if (spans_.size() == options_.limits.cells) return fail_scan(FaultCode::too_many_cells, at);
    const std::size_t begin = at;
    Span cell;
    const Scan outcome = at < text.size() && text[at] == '"' ? scan_quoted(text, extent, at, cell)
                                                             : scan_plain(text, extent, at, cell);
    if (outcome != Scan::row) return outcome;
    if (at > options_.limits.row_bytes) return fail_scan(FaultCode::row_too_long, begin);
    const bool ends_well = at == text.size() || text[at] == delimiter_ || is_line_break(text[at]);
    if (!ends_well) return fail_scan(FaultCode::text_after_quote, begin);
    spans_.push_back(cell);
    row_end_ = next_begin_ = at;
    if (at == text.size()) return Scan::row;  // the last row of the file, without a line end
    if (text[at] == delimiter_) continue;
    if (text[at] == '\n') {
      next_begin_ = at + 1;
      return Scan::row;
    }
    if (at + 1 == text.size() && extent == Extent::beginning) return Scan::needs_input;
    next_begin_ = text.substr(at).starts_with("\r\n") ? at + 2 : at + 1;
    return Scan::row;
  }
}

CsvReader::Scan CsvReader::scan_quoted(std::string_view text, Extent extent, std::size_t& at,
                                       Span& cell) {
  const std::size_t quote_at = at;
  cell = {.begin = at + 1, .quoted = true};
  for (std::size_t from = cell.begin;;) {
    const std::size_t quote = text.find('"', from);
    const bool found = quote != std::string_view::npos;
    if ((found ? quote : text.size()) - cell.begin > options_.limits.cell_bytes) {
      // A line break this far inside a quote means that nobody closed it.
      const auto inside = text.substr(cell.begin, options_.limits.cell_bytes);
      return fail_scan(line_break_in(inside) == std::string_view::npos
                           ? FaultCode::cell_too_long
                           : FaultCode::unterminated_quote,
                       quote_at);
    }
    if (!found)
      return extent == Extent::beginning ? Scan::needs_input
                                         : fail_scan(FaultCode::unterminated_quote, quote_at);
    if (quote + 1 == text.size() && extent == Extent::beginning) return Scan::needs_input;
    if (quote + 1 < text.size() && text[quote + 1] == '"') {
      cell.escaped = true;
      from = quote + 2;
      continue;
    }
    cell.end = quote;
    at = quote + 1;
    break;
  }
  // Blanks behind the closing quote carry nothing.
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t') && text[at] != delimiter_) ++at;
  if (at - cell.end > options_.limits.cell_bytes)
    return fail_scan(FaultCode::cell_too_long, quote_at);
  return at == text.size() && extent == Extent::beginning ? Scan::needs_input : Scan::row;
}

CsvReader::Scan CsvReader::scan_plain(std::string_view text, Extent extent, std::size_t& at,
                                      Span& cell) {
  const char delimiter = delimiter_;
  const char* const begin = text.data() + at;
  const char* const end = text.data() + text.size();
  const char* p = begin;
  while (p != end && *p != delimiter && *p != '\n' && *p != '\r') ++p;
  const auto size = static_cast<std::size_t>(p - begin);
  if (size > options_.limits.cell_bytes) return fail_scan(FaultCode::cell_too_long, at);
  if (p == end && extent == Extent::beginning) return Scan::needs_input;
  cell = {.begin = at, .end = at + size};
  at += size;
  return Scan::row;
}

// ---- faulty rows ----

std::string CsvReader::excerpt_of(std::string_view bytes) const {
  bytes = bytes.substr(0, 4 * fault_cell_bytes_max);
  if (!is_code_page(encoding_) || all_ascii(bytes) || is_multibyte_utf8(bytes))
    return bounded_excerpt(bytes);
  std::string text;
  append_from_code_page(text, bytes, encoding_);
  return bounded_excerpt(text);
}

void CsvReader::begin_row(CsvRow& row, std::string_view raw, std::size_t size) {
  row = CsvRow{.number = row_number_, .line = line_, .raw = raw};
  line_ += lines_in(rest().substr(0, size));
  begin_ += size;
  retry_at_ = 0;
  ++counts_.rows;
}

void CsvReader::give_fault(CsvRow& row, FaultCode code, std::size_t column, std::string_view cell) {
  row.cells = {};
  row.fault = RowFault{.row = row.number,
                       .line = row.line,
                       .column = static_cast<std::uint32_t>(column + 1),
                       .code = code,
                       .cell = excerpt_of(cell)};
}

/// Ends a faulty row at its first line break. False when that is not in sight yet.
bool CsvReader::cut_faulty_row(std::string_view text, CsvRow& row) {
  const auto& limits = options_.limits;
  const std::size_t end = line_break_in(text.substr(0, limits.row_bytes + 1));
  std::string_view raw = text.substr(0, std::min(end, text.size()));
  std::size_t size = raw.size();
  bool truncated = false;
  if (end != std::string_view::npos) {
    const bool cr_last = text[end] == '\r' && end + 1 == text.size();
    if (cr_last && !finished_) return false;
    size = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
  } else if (text.size() > limits.row_bytes) {
    raw = raw.substr(0, limits.raw_bytes_kept);
    size = raw.size();
    truncated = true;
  } else if (!finished_) {
    return false;
  }
  ++row_number_;
  begin_row(row, raw, size);
  row.raw_truncated = truncated;
  skipping_ = truncated;
  const std::string_view cell = text.substr(fault_.begin, 4 * fault_cell_bytes_max);
  give_fault(row, fault_.code, fault_.column, cell.substr(0, line_break_in(cell)));
  return true;
}

/// Drops input up to and with the next line break. False when more is needed to see it.
bool CsvReader::skip_rest_of_line() {
  const std::string_view text = rest();
  const std::size_t end = line_break_in(text);
  if (end == std::string_view::npos) {
    begin_ += text.size();
    return false;
  }
  begin_ += end;
  if (text[end] == '\r' && end + 1 == text.size() && !finished_) return false;
  begin_ += text.substr(end).starts_with("\r\n") ? 2 : 1;
  ++line_;
  skipping_ = false;
  return true;
}

// ---- good rows ----

bool CsvReader::is_blank(std::string_view raw) const {
  return std::ranges::all_of(spans_, [&](const Span& span) {
    return !span.quoted && std::ranges::all_of(raw.substr(span.begin, span.end - span.begin),
                                               [](char c) { return c == ' ' || c == '\t'; });
  });
}

std::size_t CsvReader::column_at(std::size_t position) const {
  const auto found =
      std::ranges::find_if(spans_, [&](const Span& span) { return position <= span.end; });
  return found == spans_.end() ? spans_.size() - 1
                               : static_cast<std::size_t>(found - spans_.begin());
}

/// NUL bytes and encoding. False when the row was given as faulty.
bool CsvReader::check_bytes(CsvRow& row, std::string_view raw) {
  const auto cell_of = [&](std::size_t column) {
    return raw.substr(spans_[column].begin, spans_[column].end - spans_[column].begin);
  };
  if (const std::size_t nul = raw.find('\0'); nul != std::string_view::npos) {
    const std::size_t column = column_at(nul);
    give_fault(row, FaultCode::nul_byte, column, cell_of(column));
    return false;
  }
  if (all_ascii(raw)) return true;
  if (!encoding_settled_) {
    encoding_ = sniff_bytes(raw);
    encoding_settled_ = true;
  }
  const auto is_foreign = [&](std::string_view bytes) {
    return is_code_page(encoding_) ? is_multibyte_utf8(bytes) : !is_valid_utf8(bytes);
  };
  if (!is_foreign(raw)) return true;
  std::size_t column = 0;
  while (column + 1 < spans_.size() && !is_foreign(cell_of(column))) ++column;
  give_fault(row, FaultCode::mixed_encoding, column, cell_of(column));
  return false;
}

bool CsvReader::check_count(CsvRow& row, std::string_view raw) {
  if (columns_ == 0) columns_ = spans_.size();
  if (spans_.size() < columns_) {
    give_fault(row, FaultCode::too_few_cells, spans_.size(), {});
    return false;
  }
  for (std::size_t i = columns_; i < spans_.size(); ++i) {
    const Span& span = spans_[i];
    if (span.begin == span.end) continue;
    give_fault(row, FaultCode::too_many_cells, i, raw.substr(span.begin, span.end - span.begin));
    return false;
  }
  spans_.resize(columns_);
  return true;
}

bool CsvReader::decode_cells(CsvRow& row, std::string_view raw) {
  const bool recode = is_code_page(encoding_) && !all_ascii(raw);
  const bool unescape = std::ranges::any_of(spans_, &Span::escaped);
  arena_.clear();
  if (recode || unescape) arena_.reserve(raw.size() * (recode ? 4 : 1));
  const char* const arena_begin = arena_.data();
  cells_.clear();
  for (const Span& span : spans_) {
    std::string_view text = raw.substr(span.begin, span.end - span.begin);
    if (span.escaped) {
      const std::size_t from = arena_.size();
      for (std::size_t i = 0; i < text.size(); ++i) {
        arena_.push_back(text[i]);
        if (text[i] == '"') ++i;
      }
      text = std::string_view(arena_).substr(from);
    }
    if (recode && !all_ascii(text)) {
      const std::size_t from = arena_.size();
      if (!append_from_code_page(arena_, text, encoding_)) {
        give_fault(row, FaultCode::undefined_character, cells_.size(), text);
        return false;
      }
      text = std::string_view(arena_).substr(from);
    }
    cells_.push_back(options_.guard == FormulaGuard::strip ? without_guard(text) : text);
  }
  RETOUR_CHECK(arena_.data() == arena_begin);  // the views into it must still hold
  row.cells = cells_;
  return true;
}

void CsvReader::give_row(CsvRow& row, std::string_view raw) {
  if (check_bytes(row, raw) && check_count(row, raw)) (void)decode_cells(row, raw);
}

CsvStep CsvReader::next(CsvRow& row) {
  const auto starved = [&] { return finished_ ? CsvStep::end : CsvStep::needs_input; };
  if (!settled_) {
    if (buffer_.size() < csv_sniff_bytes && !finished_) return CsvStep::needs_input;
    settle_format();
  }
  for (;;) {
    if (skipping_ && !skip_rest_of_line()) return starved();
    const std::string_view text = rest();
    if (text.empty()) return starved();
    if (text.size() < retry_at_ && !finished_) return CsvStep::needs_input;
    const Scan outcome = scan_row(text, finished_ ? Extent::whole : Extent::beginning);
    if (outcome == Scan::row) {
      ++row_number_;
      const std::string_view raw = text.substr(0, row_end_);
      if (row_number_ > options_.skip_rows && !is_blank(raw)) {
        begin_row(row, raw, next_begin_);
        give_row(row, raw);
        return CsvStep::row;
      }
      if (row_number_ > options_.skip_rows) ++counts_.blank_rows;
      line_ += lines_in(text.substr(0, next_begin_));
      begin_ += next_begin_;
      retry_at_ = 0;
    } else if (outcome == Scan::fault && cut_faulty_row(text, row)) {
      return CsvStep::row;
    } else {
      // Rows longer than a chunk are scanned again only when twice as much has come: linear.
      retry_at_ = text.size() * 2;
      return CsvStep::needs_input;
    }
  }
}

}  // namespace retour::exchange
