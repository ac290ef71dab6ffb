// links: exchange
// Any bytes, cut anywhere: the reader must neither crash nor hang, must give the same rows however
// the file was cut, and what the writer makes of good rows must read back as the same cells.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.hpp"
#include "exchange/csv_writer.hpp"
#include "support/csv_files.hpp"

using retour::exchange::CsvOptions;
using retour::exchange::CsvWriter;
using retour::exchange::Encoding;
using retour::test::read_csv;
using retour::test::ReadFile;

namespace {

void check_round_trip(const ReadFile& file) {
  CsvWriter writer({.delimiter = ';'});
  std::size_t written = 0;
  for (const auto& row : file.rows) {
    if (row.fault || row.cells.empty()) continue;
    for (const auto& cell : row.cells) writer.cell(cell);
    writer.end_row();
    ++written;
  }
  CsvOptions options;
  options.encoding = Encoding::utf8;
  options.delimiter = ';';
  const ReadFile back = read_csv(writer.take(), 4096, options);
  RETOUR_CHECK(back.rows.size() == written);
  std::size_t at = 0;
  for (const auto& row : file.rows) {
    if (row.fault || row.cells.empty()) continue;
    RETOUR_CHECK(!back.rows[at].fault);
    RETOUR_CHECK(back.rows[at].cells == row.cells);
    ++at;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t chunk = 1 + data[0] % 61;
  CsvOptions options;
  if ((data[1] & 1U) != 0)
    options.limits = {.cell_bytes = 32, .row_bytes = 64, .cells = 16, .raw_bytes_kept = 20};
  if ((data[1] & 2U) != 0) options.delimiter = ';';
  if ((data[1] & 4U) != 0) options.encoding = Encoding{static_cast<std::uint8_t>(data[1] >> 3 & 3)};
  const std::string_view file(reinterpret_cast<const char*>(data) + 2, size - 2);
  const ReadFile whole = read_csv(file, file.size() + 1, options);
  RETOUR_CHECK(read_csv(file, chunk, options) == whole);
  for (const auto& row : whole.rows) {
    RETOUR_CHECK(row.raw.size() <= options.limits.row_bytes + options.limits.cell_bytes + 2);
    RETOUR_CHECK(!row.fault || row.cells.empty());
  }
  check_round_trip(whole);
  return 0;
}
