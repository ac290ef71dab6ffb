// What the till of a day is counted from.
#pragma once

#include <vector>

#include "store/sql_tables.hpp"
#include "time/interval.hpp"

namespace retour::store {

inline constexpr std::int64_t till_rows_max = 20'000;

/// Payments received at a branch that were not typed in error; at most `till_rows_max`.
[[nodiscard]] Result<std::vector<Payment>> payments_between(SqlTables& tables, Interval span,
                                                            BranchId branch);
/// What was given back of payments of that branch.
[[nodiscard]] Result<std::vector<Refund>> refunds_between(SqlTables& tables, Interval span,
                                                          BranchId branch);
/// How often the days from `first` to `last` were closed, in the order of dates, then of closing.
[[nodiscard]] Result<std::vector<DayClose>> day_closes(SqlTables& tables, BranchId branch,
                                                       LocalDate first, LocalDate last);

}  // namespace retour::store
