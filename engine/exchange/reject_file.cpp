#include "exchange/reject_file.hpp"

#include <utility>

namespace retour::exchange {
namespace {

bool is_code_page(Encoding encoding) {
  return encoding == Encoding::windows_1251 || encoding == Encoding::windows_1252;
}

/// Rows whose bytes are no cells: pasted as they are they would spoil the rows around them.
bool breaks_structure(FaultCode code) {
  return code == FaultCode::unterminated_quote || code == FaultCode::text_after_quote ||
         code == FaultCode::cell_too_long || code == FaultCode::row_too_long;
}

}  // namespace

std::string plain_fault_text(const RowFault& fault) {
  std::string out;
  if (fault.column != 0) out = "column " + std::to_string(fault.column) + ": ";
  out += name_of(fault.code);
  if (!fault.cell.empty()) out += ": " + fault.cell;
  return out;
}

RejectFile::RejectFile(const CsvReader& source, const CsvRow& header, FaultText text,
                       RejectTitles titles)
    : source_(source), header_(header.raw), text_(std::move(text)), titles_(std::move(titles)) {}

void RejectFile::begin() {
  const bool is_utf8 = !is_code_page(source_.encoding()) && source_.is_encoding_settled();
  writer_.emplace(CsvStyle{.delimiter = source_.delimiter(),
                           .mark = is_utf8 ? ByteOrderMark::utf8 : ByteOrderMark::none});
  writer_->cell(encoded(titles_.row));
  writer_->cell(encoded(titles_.reason));
  writer_->raw_cells(header_);
  writer_->end_row();
}

std::string RejectFile::encoded(std::string_view utf8) const {
  std::string out;
  if (is_code_page(source_.encoding()))
    append_to_code_page(out, utf8, source_.encoding());
  else
    out = utf8;
  return out;
}

void RejectFile::add(const CsvRow& row, std::span<const RowFault> faults) {
  if (!writer_) begin();
  std::string reasons;
  for (const RowFault& fault : faults) {
    if (!reasons.empty()) reasons += "; ";
    reasons += text_(fault);
  }
  writer_->cell(std::to_string(row.number));
  writer_->cell(encoded(reasons));
  if (row.fault && breaks_structure(row.fault->code))
    writer_->cell(row.raw);
  else
    writer_->raw_cells(row.raw);
  writer_->end_row();
}

}  // namespace retour::exchange
