#include "exchange/month_table.hpp"

#include <utility>

#include "exchange/cells.hpp"
#include "exchange/csv_reader.hpp"

namespace retour::exchange {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n\xC2\xA0";
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) + 1 - first);
}

std::optional<LocalDate> first_of(std::string_view date) {
  const Parsed<LocalDate> day = parse_date(date);
  if (!day) return std::nullopt;
  return day->plus_days(1 - day->day());
}

/// The cells of a row, also of one that is shorter than the first: a note that nobody wrote is no
/// fault here. Empty when the row is torn.
std::vector<std::string> cells_of(const CsvRow& row, char delimiter) {
  std::vector<std::string> cells;
  if (!row.fault) {
    for (const std::string_view cell : row.cells) cells.emplace_back(trimmed(cell));
  } else if (row.fault->code == FaultCode::too_few_cells) {
    CsvOptions options;
    options.encoding = Encoding::utf8;
    options.delimiter = delimiter;
    CsvReader alone(options);
    alone.feed(row.raw);
    alone.finish();
    CsvRow same;
    if (alone.next(same) == CsvStep::row && !same.fault) return cells_of(same, delimiter);
  }
  return cells;
}

}  // namespace

std::optional<LocalDate> parse_month(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return std::nullopt;
  if (const auto day = first_of(text)) return day;
  const std::string month(text);
  if (const auto day = first_of(month + "-01")) return day;  // 2026-10
  if (const auto day = first_of("01." + month)) return day;  // 10.2026
  return first_of("1 " + month);                             // October 2026
}

MonthTable read_month_table(std::string_view text) {
  MonthTable table;
  CsvReader reader(CsvOptions{});
  reader.feed(text);
  reader.finish();
  CsvRow row;
  bool is_first = true;
  while (reader.next(row) == CsvStep::row) {
    const bool may_be_heading = std::exchange(is_first, false);
    std::vector<std::string> cells = cells_of(row, reader.delimiter());
    const auto month = cells.empty() ? std::nullopt : parse_month(cells[0]);
    if (!month || table.rows.size() == month_rows_max) {
      const bool is_heading = may_be_heading && !cells.empty() &&
                              cells[0].find_first_of("0123456789") == std::string::npos;
      if (!is_heading) table.bad_lines.push_back(row.line);
      continue;
    }
    cells.erase(cells.begin());
    table.rows.push_back({.line = row.line, .month = *month, .cells = std::move(cells)});
  }
  return table;
}

}  // namespace retour::exchange
