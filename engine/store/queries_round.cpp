// The round: who waits, who was called, what became of visits.
#include "store/queries_internal.hpp"

namespace retour::store {
Result<std::vector<WaitlistEntry>> waiting_wishes(SqlTables& tables) {
  return tables.select<WaitlistEntry>(select_sql<WaitlistEntry, sql::waiting>(), owed_rows_max);
}

Result<std::vector<WaitlistEntry>> settled_wishes(SqlTables& tables, Instant since) {
  return tables.select<WaitlistEntry>(select_sql<WaitlistEntry, sql::settled_wishes>(),
                                      since.seconds, page_rows_max);
}

Result<std::vector<ContactAttempt>> contacts_of_day(SqlTables& tables, LocalDate date) {
  return tables.select<ContactAttempt>(select_sql<ContactAttempt, sql::contacts_of_day>(),
                                       date.days, day_bookings_max);
}

Result<std::vector<SettledVisit>> settled_visits(Database& database, LocalDate from,
                                                 std::int64_t row, LocalDate until,
                                                 std::int64_t limit) {
  std::vector<SettledVisit> visits;
  Statement found = database.query(sql::settled_visits, from.days, row, until.days, limit);
  RETOUR_TRY(for_each_row(found, [&]() -> Status {
    visits.push_back({.person = found.id_as<Patient>(0),
                      .birth_date = optional_date_at(found, 1),
                      .date = date_at(found, 2),
                      .booked_at = instant_at(found, 3),
                      .is_no_show = found.integer(4) != 0,
                      .row = found.integer(5)});
    return {};
  }));
  return visits;
}

}  // namespace retour::store
