// Pages of patients, by keyset: a page begins where the cursor says, at any depth in equal time.
#include <limits>

#include "base/check.hpp"
#include "store/queries_internal.hpp"

namespace retour::store {
namespace {

/// A row as it comes from the database, with where it stands in the order.
struct Placed {
  PatientRow row;
  PatientCursor place;
};

Result<Placed> read_placed(Statement& row) {
  Placed placed;
  RETOUR_ASSIGN(placed.row.label, read_label(row));
  int column = sql::label_columns;
  placed.place.row = row.integer(column++);
  placed.place.family_key = row.text(column++);
  placed.place.given_name = placed.row.label.given_name;
  placed.row.first_seen_at = instant_at(row, column++);
  placed.row.responsible = row.id_as<Staff>(column++);
  placed.place.date = row.integer(column);
  placed.place.unnamed = placed.place.family_key.empty();
  return placed;
}

bool passes(const PatientRow& row, const PatientsRequest& request) {
  return (!request.standing || row.label.standing == *request.standing) &&
         (request.responsible.is_nil() || row.responsible == request.responsible);
}

/// Opens the rows that follow `after` in the order wanted.
Statement rows_after(Database& database, const PatientsRequest& request, const PatientCursor& after,
                     std::int64_t limit) {
  constexpr std::int64_t end = std::numeric_limits<std::int64_t>::max();
  switch (request.order) {
    case PatientOrder::name:
      if (after.unnamed)
        return database.query(sql::patients_unnamed, after.given_name, after.row, limit);
      return database.query(sql::patients_named, after.family_key, after.given_name, after.row,
                            limit);
    case PatientOrder::newest:
      return database.query(sql::patients_newest, after.row == 0 ? end : after.row, limit);
    case PatientOrder::last_seen: break;
  }
  const bool first = after.row == 0;
  return database.query(sql::patients_last_seen, request.today.days,
                        first ? std::int64_t{request.today.days} + 1 : after.date,
                        first ? end : after.row, limit);
}

Status add_bookings(Database& database, LocalDate today, PatientRow& row) {
  Statement bookings = database.query(sql::bookings_of_patient, row.label.id, today.days);
  RETOUR_ASSIGN(const bool found, bookings.step());
  RETOUR_CHECK(found);  // an aggregate always has its row
  row.bookings = bookings.integer(0);
  row.last_seen = optional_date_at(bookings, 1);
  row.next_booking = optional_date_at(bookings, 2);
  return {};
}

}  // namespace

Result<PatientsPage> patients_page(Database& database, const PatientsRequest& request) {
  const std::int64_t limit = std::clamp<std::int64_t>(request.limit, 1, page_rows_max);
  const bool filtered = request.standing.has_value() || !request.responsible.is_nil();
  PatientsPage page;
  PatientCursor at = request.after.value_or(PatientCursor{});
  std::int64_t left = filtered ? patients_examined_max : limit;
  bool more = false;
  while (true) {
    Statement row = rows_after(database, request, at, left + 1);  // one more tells if more follow
    while (true) {
      RETOUR_ASSIGN(const bool found, row.step());
      if (!found) break;
      more = left == 0 || std::ssize(page.rows) == limit;
      if (more) break;
      RETOUR_ASSIGN(Placed placed, read_placed(row));
      at = std::move(placed.place);
      --left;
      if (passes(placed.row, request)) page.rows.push_back(std::move(placed.row));
    }
    if (more || request.order != PatientOrder::name || at.unnamed) break;
    at = {};
    at.unnamed = true;  // people without a family name follow those with one
  }
  if (more) page.next = std::move(at);
  for (PatientRow& row : page.rows) RETOUR_TRY(add_bookings(database, request.today, row));
  return page;
}

Result<PatientsPage> patients_without_step(Database& database, const WithoutStepRequest& request) {
  const std::int64_t limit = std::clamp<std::int64_t>(request.limit, 1, page_rows_max);
  PatientsPage page;
  std::int64_t before = request.after ? request.after->row : 0;
  if (before == 0) {
    RETOUR_ASSIGN(const auto last, database.query_integer("SELECT max(no) FROM patient"));
    before = last.value_or(0) + 1;
  }
  const std::int64_t from = std::max<std::int64_t>(1, before - patients_examined_max);
  Statement row = database.query(sql::patients_without_step, before, from,
                                 request.active_since_instant.seconds, request.active_since.days,
                                 request.future_booking == FutureBooking::is_a_step ? 1 : 0,
                                 request.today.days, limit);
  std::int64_t end = from;
  RETOUR_TRY(for_each_row(row, [&]() -> Status {
    RETOUR_ASSIGN(Placed placed, read_placed(row));
    page.rows.push_back(std::move(placed.row));
    if (std::ssize(page.rows) == limit) end = placed.place.row;
    return {};
  }));
  if (end > 1) page.next.emplace().row = end;
  for (PatientRow& shown : page.rows) RETOUR_TRY(add_bookings(database, request.today, shown));
  return page;
}

}  // namespace retour::store
