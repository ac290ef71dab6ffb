// The file of rejected rows: what was not imported, unchanged, with the reason in front.
//
//   row;reason;<the header as it was>
//   99834;column 6 (Age): age_out_of_range: -1;<the row as it was>
//
// A person corrects the cells and imports this very file: the profile finds its columns by name and
// passes over the two new ones. The reasons stand in front, because a row with too many or too few
// cells would push them to where nobody looks. Rows are copied byte for byte, in the encoding of
// the source (UTF-16 as UTF-8), also what a spreadsheet might take for a formula: it did so in the
// source as well, and a changed copy would not be the row. A row whose quotes are broken is put
// into one quoted cell, lest it swallow its neighbours.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "exchange/csv_writer.hpp"

namespace retour::exchange {

/// The sentence for one fault, in the person's language (UTF-8).
using FaultText = std::function<std::string(const RowFault&)>;

/// "column 6: age_out_of_range: -1", for tools and tests.
[[nodiscard]] std::string plain_fault_text(const RowFault& fault);

/// Names of the two columns in front (UTF-8). No profile may know them.
struct RejectTitles {
  std::string row = "row";
  std::string reason = "reason";
};

class RejectFile {
 public:
  /// `header` is the first row of the source, as the reader gave it.
  RejectFile(const CsvReader& source, const CsvRow& header, FaultText text,
             RejectTitles titles = {});

  /// Adds a rejected row with all its faults.
  void add(const CsvRow& row, std::span<const RowFault> faults);

  /// What was written since the last call; nothing at all while no row was rejected.
  [[nodiscard]] std::string take() { return writer_ ? writer_->take() : std::string{}; }

 private:
  void begin();
  [[nodiscard]] std::string encoded(std::string_view utf8) const;
  const CsvReader& source_;
  std::string header_;
  FaultText text_;
  RejectTitles titles_;
  std::optional<CsvWriter> writer_;  // from the first rejected row on
};

}  // namespace retour::exchange
