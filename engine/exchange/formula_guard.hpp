// The guard against formula injection (OWASP "CSV injection"), as a rule that can be undone.
//
// A spreadsheet runs a cell that begins with = + - @ (also full-width), a tab or a line end as a
// formula. Such a cell is written with an apostrophe in front, and reading takes exactly that
// apostrophe off again:
//
//   written by the clinic   in the file      read back
//   +7 916 123-45-67        '+7 916 ...      +7 916 123-45-67
//   =HYPERLINK("...")       '=HYPERLINK...   =HYPERLINK("...")
//   '=x                     ''=x             '=x          (an apostrophe of its own survives)
//   -15300,00               -15300,00        -15300,00    (a bare number is no formula)
//   O'Brien                 O'Brien          O'Brien
//
// Turned down: a tab in front (spreadsheets keep it and sums break), dropping the sign (loses
// data), quoting alone (spreadsheets run quoted formulas as well).
#pragma once

#include <algorithm>
#include <string_view>

namespace retour::exchange {

/// True when a spreadsheet would take `cell` for a formula.
[[nodiscard]] constexpr bool begins_formula(std::string_view cell) {
  if (cell.empty()) return false;
  constexpr std::string_view plain = "=+-@\t\r\n";
  if (plain.contains(cell.front())) return true;
  return cell.starts_with("\xEF\xBC\x9D") || cell.starts_with("\xEF\xBC\x8B") ||
         cell.starts_with("\xEF\xBC\x8D") || cell.starts_with("\xEF\xBC\xA0");
}

/// "-", digits, at most one decimal mark between digits: safe, and worth keeping a number.
[[nodiscard]] constexpr bool is_negative_number(std::string_view cell) {
  if (cell.size() < 2 || cell.front() != '-') return false;
  cell.remove_prefix(1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const std::size_t mark = cell.find_first_of(".,");
  const std::string_view whole = cell.substr(0, mark);
  if (whole.empty() || !std::ranges::all_of(whole, is_digit)) return false;
  if (mark == std::string_view::npos) return true;
  const std::string_view part = cell.substr(mark + 1);
  return !part.empty() && std::ranges::all_of(part, is_digit);
}

namespace guard_detail {
[[nodiscard]] constexpr std::string_view behind_apostrophes(std::string_view cell) {
  const std::size_t first = cell.find_first_not_of('\'');
  return first == std::string_view::npos ? std::string_view{} : cell.substr(first);
}
}  // namespace guard_detail

/// True when a cell must be written with one more apostrophe in front.
[[nodiscard]] constexpr bool needs_guard(std::string_view cell) {
  return begins_formula(guard_detail::behind_apostrophes(cell)) && !is_negative_number(cell);
}

/// The cell without the guard that a writer put there.
[[nodiscard]] constexpr std::string_view without_guard(std::string_view cell) {
  if (cell.empty() || cell.front() != '\'') return cell;
  return begins_formula(guard_detail::behind_apostrophes(cell)) ? cell.substr(1) : cell;
}

static_assert(needs_guard("+79161234567") && without_guard("'+79161234567") == "+79161234567");
static_assert(needs_guard("'=x") && without_guard("''=x") == "'=x");
static_assert(!needs_guard("-15300,00") && needs_guard("-1+1") && needs_guard("-"));
static_assert(!needs_guard("O'Brien") && without_guard("'n Roll") == "'n Roll");

}  // namespace retour::exchange
