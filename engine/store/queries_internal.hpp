// Reading rows of queries. Internal to queries*.cpp.
#pragma once

#include <algorithm>
#include <utility>

#include "store/queries.hpp"
#include "store/queries_sql.hpp"

namespace retour::store {

/// Reads the columns of RETOUR_LABEL_COLUMNS from column 0 on.
[[nodiscard]] Result<PatientLabel> read_label(Statement& row);

/// Dates are stored as days.
[[nodiscard]] inline LocalDate date_at(Statement& row, int column) {
  return {static_cast<std::int32_t>(row.integer(column))};
}
[[nodiscard]] inline std::optional<LocalDate> optional_date_at(Statement& row, int column) {
  const auto days = row.optional_integer(column);
  if (!days) return std::nullopt;
  return LocalDate{static_cast<std::int32_t>(*days)};
}
[[nodiscard]] inline Instant instant_at(Statement& row, int column) {
  return {row.integer(column)};
}

/// The number of an enumeration's value, or corrupt.
template <class E>
[[nodiscard]] Status read_enum(Statement& row, int column, E& value) {
  const std::int64_t number = row.integer(column);
  if (number < 0 || std::cmp_greater_equal(number, EnumNames<E>::names.size()))
    return fail(FailureCode::corrupt, "a number that names nothing");
  value = static_cast<E>(number);
  return {};
}

/// A nil id as null: "any".
template <class Tag>
[[nodiscard]] std::optional<IdBytes> any_if_nil(const Id<Tag>& id) {
  return id.is_nil() ? std::nullopt : std::optional<IdBytes>(id);
}

/// `select_all_columns` with a condition; the text is made once per entity and condition.
template <class E, const std::string_view& condition>
[[nodiscard]] Sql select_sql() {
  static const std::string text = select_all_columns(E::info.kind) + std::string(condition);
  return Sql::stored(text);
}

/// Calls `f()` for every row until one fails.
template <class F>
[[nodiscard]] Status for_each_row(Statement& row, F&& f) {
  while (true) {
    RETOUR_ASSIGN(const bool found, row.step());
    if (!found) return {};
    RETOUR_TRY(f());
  }
}

}  // namespace retour::store
