#include "store/till.hpp"

#include "store/queries_internal.hpp"

namespace retour::store {

Result<std::vector<Payment>> payments_between(SqlTables& tables, Interval span, BranchId branch) {
  return tables.select<Payment>(select_sql<Payment, sql::payments_of_day>(), span.begin.seconds,
                                span.end.seconds, branch, till_rows_max);
}

Result<std::vector<Refund>> refunds_between(SqlTables& tables, Interval span, BranchId branch) {
  return tables.select<Refund>(select_sql<Refund, sql::refunds_of_day>(), span.begin.seconds,
                               span.end.seconds, branch, till_rows_max);
}

Result<std::vector<DayClose>> day_closes(SqlTables& tables, BranchId branch, LocalDate first,
                                         LocalDate last) {
  return tables.select<DayClose>(select_sql<DayClose, sql::closes_of_days>(), first.days, last.days,
                                 branch, page_rows_max);
}

}  // namespace retour::store
