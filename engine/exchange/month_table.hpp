// Small tables of months, as people keep them beside their programs: a month, then whatever the
// table is of (costs, visitors of the site).
//
//   month;channel;visitors;in city;mobile        a heading is left out
//   2026-10;Search;900;400;560                   2026-10, 10.2026, 01.10.2026, October 2026
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "time/zone.hpp"

namespace retour::exchange {

struct MonthRow {
  std::uint64_t line = 0;               ///< Of the text, from 1.
  LocalDate month = {};                 ///< Its first day.
  std::vector<std::string> cells = {};  ///< After the month, blanks at the ends taken off.
};
struct MonthTable {
  std::vector<MonthRow> rows;
  std::vector<std::uint64_t> bad_lines;  ///< Without a month, torn, or beyond the limit.
};
inline constexpr std::size_t month_rows_max = 2'000;

/// The first day of a month in any of the notations above.
[[nodiscard]] std::optional<LocalDate> parse_month(std::string_view text);
/// Delimiter and quotes as in any CSV. O(bytes).
[[nodiscard]] MonthTable read_month_table(std::string_view text);

}  // namespace retour::exchange
