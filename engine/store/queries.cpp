// Sections: labels | the day and the rota | calls and requests | what is owed | totals
#include "store/queries.hpp"

#include <limits>
#include <set>

#include "base/check.hpp"
#include "base/text.hpp"
#include "model/field_codec.hpp"
#include "model/field_table.hpp"
#include "model/holds.hpp"
#include "store/queries_internal.hpp"

namespace retour::store {
namespace {

void append_initial(std::string& name, std::string_view given) {
  const std::size_t size = decode_utf8_character(given).size;
  if (size == 0) return;
  name += name.empty() ? "" : " ";
  name += std::string(given.substr(0, size)) + ".";
}

}  // namespace

// ---- labels ----

std::string short_name(const PatientLabel& label) {
  if (!label.has_name()) return label.external_id;
  if (label.family_name.empty()) return label.given_name;
  std::string name = label.family_name;
  append_initial(name, label.given_name);
  append_initial(name, label.patronymic);
  return name;
}

Result<PatientLabel> read_label(Statement& row) {
  PatientLabel label;
  label.id = row.id_as<Patient>(0);
  label.family_name = row.text(1);
  label.given_name = row.text(2);
  label.patronymic = row.text(3);
  Imported imported;
  std::vector<Phone> phones;
  const bool decoded =
      (row.is_null(4) || FieldType<Imported>::from_cell(row.blob(4), imported)) &&
      (row.is_null(5) || FieldType<std::vector<Phone>>::from_cell(row.blob(5), phones));
  if (!decoded) return fail(FailureCode::corrupt, "row of patient");
  label.external_id = std::move(imported.external_id);
  if (!phones.empty()) label.phone = std::move(phones[0].number);
  RETOUR_TRY(read_enum(row, 6, label.sex));
  label.birth_date = optional_date_at(row, 7);
  label.birth_year_estimated = static_cast<std::int32_t>(row.integer(8));
  RETOUR_TRY(read_enum(row, 9, label.standing));
  label.vip = row.integer(10) != 0;
  return label;
}

Result<PatientId> standing_card(Database& database, PatientId id) {
  Statement row = database.query(sql::survivor, id);
  RETOUR_ASSIGN(const bool merged, row.step());
  return merged ? row.id_as<Patient>(0) : id;
}

Result<std::vector<PatientId>> merged_cards(Database& database, PatientId survivor) {
  std::vector<PatientId> cards;
  Statement row = database.query(sql::merged_into, survivor);
  RETOUR_TRY(for_each_row(row, [&]() -> Status {
    cards.push_back(row.id_as<Patient>(0));
    return {};
  }));
  return cards;
}

Result<std::int64_t> people_count(Database& database) {
  RETOUR_ASSIGN(const std::optional<std::int64_t> count, database.query_integer(sql::people_count));
  return count.value_or(0);
}

Result<std::optional<PatientLabel>> patient_label(Database& database, PatientId id) {
  Statement row = database.query(sql::label, id);
  RETOUR_ASSIGN(const bool found, row.step());
  if (!found) return std::optional<PatientLabel>{};
  RETOUR_ASSIGN(PatientLabel label, read_label(row));
  return std::optional<PatientLabel>(std::move(label));
}

// ---- the day and the rota ----

namespace {

Result<DayBooking> read_day_booking(Statement& row) {
  DayBooking shown;
  RETOUR_ASSIGN(shown.patient, read_label(row));
  int column = sql::label_columns;
  Booking booking;
  shown.id = row.id_as<Booking>(column++);
  shown.slot_version = static_cast<std::int32_t>(row.integer(column++));
  shown.branch = row.id_as<Branch>(column++);
  shown.doctor = row.id_as<Staff>(column++);
  shown.room = row.id_as<Room>(column++);
  shown.device = row.id_as<Device>(column++);
  shown.begin_minute = static_cast<std::int32_t>(row.integer(column++));
  shown.length_minutes = static_cast<std::int32_t>(row.integer(column++));
  shown.remote = row.integer(column++) != 0;
  shown.overbooked = row.integer(column++) != 0;
  shown.service = row.id_as<Service>(column++);
  RETOUR_TRY(read_enum(row, column++, shown.channel));
  booking.confirmed_at = instant_at(row, column++);
  booking.cancelled_at = instant_at(row, column++);
  booking.no_show_at = instant_at(row, column++);
  booking.attended = row.integer(column++) != 0;
  RETOUR_TRY(read_enum(row, column++, booking.hold));
  Visit visit;
  shown.visit = row.id_as<Visit>(column++);
  shown.arrived_at = visit.arrived_at = instant_at(row, column++);
  shown.entered_at = visit.entered_at = instant_at(row, column++);
  shown.finished_at = visit.finished_at = instant_at(row, column++);
  shown.state = state_of(booking, shown.visit.is_nil() ? nullptr : &visit);
  return shown;
}

}  // namespace

Result<std::vector<DayBooking>> day_bookings(Database& database, BranchId branch, LocalDate date,
                                             Cancelled cancelled) {
  std::vector<DayBooking> day;
  Statement row = database.query(sql::day_bookings, date.days, any_if_nil(branch),
                                 cancelled == Cancelled::show ? 1 : 0, day_bookings_max);
  RETOUR_TRY(for_each_row(row, [&]() -> Status {
    RETOUR_ASSIGN(DayBooking booking, read_day_booking(row));
    // Two devices may have checked one booking in: the later arrival is shown, and once.
    if (!day.empty() && day.back().id == booking.id) day.pop_back();
    day.push_back(std::move(booking));
    return {};
  }));
  return day;
}

Result<DayRows> day_rows(SqlTables& tables, BranchId branch, LocalDate date) {
  DayRows day;
  RETOUR_ASSIGN(day.bookings, tables.select<Booking>(select_sql<Booking, sql::bookings_of_day>(),
                                                     date.days, branch, day_bookings_max));
  RETOUR_ASSIGN(day.visits, tables.select<Visit>(select_sql<Visit, sql::visits_of_day>(), date.days,
                                                 day_bookings_max));
  RETOUR_ASSIGN(day.patients, tables.select<Patient>(select_sql<Patient, sql::patients_of_day>(),
                                                     date.days, day_bookings_max));
  Statement row = tables.database().query(sql::merged_of_day, date.days, day_bookings_max);
  RETOUR_TRY(for_each_row(row, [&]() -> Status {
    day.survivors.emplace(row.id_as<Patient>(0), row.id_as<Patient>(1));
    return {};
  }));
  return day;
}

Result<std::vector<Booking>> ward_stays(SqlTables& tables, LocalDate first, LocalDate last) {
  return tables.select<Booking>(select_sql<Booking, sql::ward_stays>(), first.days, last.days,
                                busy_times_max);
}

namespace {

/// A column that holds a field's canonical bytes; nothing is the empty value.
template <class T>
Result<T> field_at(const Statement& row, int column) {
  T value{};
  const ByteView bytes = row.blob(column);
  const Cell cell = bytes.empty() ? Cell(std::monostate{}) : Cell(bytes);
  if (!FieldType<T>::from_cell(cell, value))
    return fail(FailureCode::malformed, "a column of a booking does not decode");
  return value;
}

Result<std::vector<BusyTime>> read_busy_times(Statement row) {
  std::vector<BusyTime> times;
  RETOUR_TRY(for_each_row(row, [&]() -> Status {
    BusyTime& time = times.emplace_back();
    time = {.booking = row.id_as<Booking>(0),
            .date = date_at(row, 1),
            .begin_minute = static_cast<std::int32_t>(row.integer(2)),
            .length_minutes = static_cast<std::int32_t>(row.integer(3)),
            .begin = instant_at(row, 4),
            .branch = row.id_as<Branch>(5),
            .doctor = row.id_as<Staff>(6),
            .room = row.id_as<Room>(7),
            .device = row.id_as<Device>(8),
            .remote = row.integer(9) != 0,
            .pattern = {},
            .device_part = {},
            .team = {},
            .ward = row.id_as<Room>(12),
            .nights = static_cast<std::int32_t>(row.integer(13)),
            .held_until = instant_at(row, 14),
            .service = row.id_as<Service>(15),
            .session = row.id_as<struct GroupSession>(16),
            .session_places = static_cast<std::int32_t>(row.integer(17))};
    RETOUR_ASSIGN(time.pattern, field_at<VisitPattern>(row, 10));
    RETOUR_ASSIGN(time.team, field_at<std::vector<StaffId>>(row, 11));
    RETOUR_ASSIGN(time.device_part, field_at<DevicePart>(row, 18));
    return {};
  }));
  return times;
}

}  // namespace

Result<std::vector<BusyTime>> busy_times(Database& database, LocalDate first, LocalDate last,
                                         StaffId doctor) {
  return read_busy_times(
      database.query(sql::busy_times, first.days, last.days, any_if_nil(doctor), busy_times_max));
}

Result<Instant> next_lapse(Database& database, Instant now) {
  RETOUR_ASSIGN(const std::optional<std::int64_t> seconds,
                database.query_integer(sql::next_lapse, now.seconds));
  return Instant{seconds.value_or(std::numeric_limits<std::int64_t>::max())};
}

Result<std::vector<VisitTime>> visit_times(Database& database, LocalDate first, LocalDate last,
                                           BranchId branch) {
  std::vector<VisitTime> times;
  Statement row =
      database.query(sql::visit_times, first.days, last.days, any_if_nil(branch), busy_times_max);
  RETOUR_TRY(for_each_row(row, [&]() -> Status {
    const bool timed = row.integer(1) != untimed_minute;
    times.push_back({.doctor = row.id_as<Staff>(0),
                     .length_minutes = static_cast<std::int32_t>(row.integer(2)),
                     .booked = timed ? instant_at(row, 3) : Instant{},
                     .arrived = instant_at(row, 4),
                     .entered = instant_at(row, 5),
                     .finished = instant_at(row, 6),
                     .service = row.id_as<Service>(7)});
    return {};
  }));
  return times;
}

Result<std::vector<AskedTime>> asked_times(Database& database, LocalDate first, LocalDate last) {
  std::vector<AskedTime> times;
  Statement row = database.query(sql::asked_times, first.days, last.days, busy_times_max);
  RETOUR_TRY(for_each_row(row, [&]() -> Status {
    times.push_back({.date = date_at(row, 0),
                     .begin_minute = static_cast<std::int32_t>(row.integer(1)),
                     .length_minutes = static_cast<std::int32_t>(row.integer(2)),
                     .branch = row.id_as<Branch>(3),
                     .doctor = row.id_as<Staff>(4),
                     .service = row.id_as<Service>(5),
                     .booked_at = instant_at(row, 6)});
    return {};
  }));
  return times;
}

Result<BookingsAhead> bookings_ahead(Database& database, const IdBytes& holder, LocalDate first) {
  BookingsAhead ahead;
  std::set<PatientId> known;
  Statement row = database.query(sql::bookings_ahead, first.days, holder, busy_times_max);
  RETOUR_TRY(for_each_row(row, [&]() -> Status {
    ++ahead.bookings;
    const auto patient = row.id_as<Patient>(0);
    if (known.insert(patient).second) ahead.people.push_back(patient);
    return {};
  }));
  return ahead;
}

Result<std::vector<HandOver>> unread_hand_overs(SqlTables& tables, BranchId branch) {
  return tables.select<HandOver>(select_sql<HandOver, sql::unread_hand_overs>(), branch,
                                 unread_hand_overs_max);
}

Result<std::vector<Shift>> shift_rows(SqlTables& tables, LocalDate first, LocalDate last) {
  return tables.select<Shift>(select_sql<Shift, sql::shift_rows>(), first.days, last.days,
                              shifts_max);
}

Result<std::vector<DayCount>> days_with_bookings(Database& database, LocalDate first,
                                                 LocalDate last) {
  std::vector<DayCount> days;
  Statement row = database.query(sql::days_with_bookings, first.days, last.days);
  RETOUR_TRY(for_each_row(row, [&]() -> Status {
    days.push_back({date_at(row, 0), row.integer(1)});
    return {};
  }));
  return days;
}

Result<std::vector<PatientId>> newest_patients(Database& database, std::int64_t limit) {
  std::vector<PatientId> ids;
  Statement row = database.query(sql::newest_patients, std::min(limit, page_rows_max));
  RETOUR_TRY(for_each_row(row, [&]() -> Status {
    ids.push_back(row.id_as<Patient>(0));
    return {};
  }));
  return ids;
}

namespace {

std::optional<LocalDate> as_date(std::optional<std::int64_t> days) {
  if (!days) return std::nullopt;
  return LocalDate{static_cast<std::int32_t>(*days)};
}

}  // namespace

Result<std::optional<DateRange>> booking_dates(Database& database) {
  RETOUR_ASSIGN(const auto first, database.query_integer(sql::first_booking_date));
  RETOUR_ASSIGN(const auto last, database.query_integer(sql::last_booking_date));
  if (!first || !last) return std::optional<DateRange>{};
  return std::optional<DateRange>({*as_date(first), *as_date(last)});
}

Result<std::optional<LocalDate>> booking_date_before(Database& database, LocalDate date) {
  RETOUR_ASSIGN(const auto days, database.query_integer(sql::booking_date_before, date.days));
  return as_date(days);
}

Result<std::optional<LocalDate>> booking_date_after(Database& database, LocalDate date) {
  RETOUR_ASSIGN(const auto days, database.query_integer(sql::booking_date_after, date.days));
  return as_date(days);
}

// ---- calls and requests ----

Result<std::vector<Call>> calls_between(SqlTables& tables, Interval span, std::int64_t limit) {
  return tables.select<Call>(select_sql<Call, sql::at_between>(), span.begin.seconds,
                             span.end.seconds, std::min(limit, owed_rows_max));
}

Result<std::vector<Call>> calls_after(SqlTables& tables, Instant at, CallId id,
                                      std::int64_t limit) {
  return tables.select<Call>(select_sql<Call, sql::after_time>(), at.seconds, id, limit);
}

Result<std::vector<CallReview>> call_reviews_after(SqlTables& tables, CallReviewId id,
                                                   std::int64_t limit) {
  return tables.select<CallReview>(select_sql<CallReview, sql::after_id>(), id, limit);
}

Result<std::vector<Call>> unmatched_calls(SqlTables& tables, std::int64_t limit) {
  return tables.select<Call>(select_sql<Call, sql::unmatched>(), std::min(limit, owed_rows_max));
}

Result<std::vector<WebRequest>> web_requests_between(SqlTables& tables, Interval span,
                                                     std::int64_t limit) {
  return tables.select<WebRequest>(select_sql<WebRequest, sql::at_between>(), span.begin.seconds,
                                   span.end.seconds, std::min(limit, owed_rows_max));
}

Result<std::vector<WebRequest>> unanswered_web_requests(SqlTables& tables, std::int64_t limit) {
  return tables.select<WebRequest>(select_sql<WebRequest, sql::unanswered>(),
                                   std::min(limit, owed_rows_max));
}

// ---- what is owed ----

Result<std::vector<OwedStep>> owed_steps(Database& database, LocalDate until, StaffId responsible,
                                         std::int64_t limit) {
  std::vector<OwedStep> steps;
  Statement row = database.query(sql::owed_steps, until.days, any_if_nil(responsible),
                                 std::min(limit, owed_rows_max));
  RETOUR_TRY(for_each_row(row, [&]() -> Status {
    OwedStep& step = steps.emplace_back();
    RETOUR_ASSIGN(step.patient, read_label(row));
    int column = sql::label_columns;
    step.id = row.id_as<NextStep>(column++);
    step.responsible = row.id_as<Staff>(column++);
    RETOUR_TRY(read_enum(row, column++, step.kind));
    step.due_on = date_at(row, column++);
    step.note = row.text(column);
    return {};
  }));
  return steps;
}

Result<std::vector<DueRecall>> due_recalls(Database& database, LocalDate until,
                                           std::int64_t limit) {
  std::vector<DueRecall> recalls;
  Statement row = database.query(sql::due_recalls, until.days, std::min(limit, owed_rows_max));
  RETOUR_TRY(for_each_row(row, [&]() -> Status {
    DueRecall& recall = recalls.emplace_back();
    RETOUR_ASSIGN(recall.patient, read_label(row));
    int column = sql::label_columns;
    recall.id = row.id_as<Recall>(column++);
    recall.specialty = row.id_as<Specialty>(column++);
    recall.doctor = row.id_as<Staff>(column++);
    recall.due_on = date_at(row, column);
    return {};
  }));
  return recalls;
}

Result<std::vector<OverduePlan>> overdue_plans(Database& database, LocalDate today,
                                               std::int64_t limit) {
  std::vector<OverduePlan> plans;
  Statement row = database.query(sql::overdue_plans, today.days, std::min(limit, owed_rows_max));
  RETOUR_TRY(for_each_row(row, [&]() -> Status {
    OverduePlan& plan = plans.emplace_back();
    RETOUR_ASSIGN(plan.patient, read_label(row));
    int column = sql::label_columns;
    plan.id = row.id_as<Plan>(column++);
    plan.title = row.text(column++);
    plan.doctor = row.id_as<Staff>(column++);
    plan.due_first = date_at(row, column++);
    plan.items = row.integer(column++);
    plan.money_minor = row.integer(column);
    return {};
  }));
  return plans;
}

// ---- totals ----

namespace {

/// Made once for all kinds: the address of a text keys the cache of statements.
Sql count_sql(const EntityTable& table) {
  static const std::vector<std::string> texts = [] {
    std::vector<std::string> made;
    for (const EntityTable& each : entity_tables())
      made.push_back("SELECT count(*) FROM " + std::string(each.info.name));
    return made;
  }();
  return Sql::stored(texts[table.index]);
}

}  // namespace

Result<std::vector<TableCount>> table_counts(Database& database) {
  std::vector<TableCount> counts;
  for (const EntityTable& table : entity_tables()) {
    RETOUR_ASSIGN(const std::int64_t rows, count_of(database, table.info.kind));
    counts.push_back({table.info.kind, rows});
  }
  return counts;
}

Result<std::int64_t> count_of(Database& database, EntityKind kind) {
  RETOUR_ASSIGN(const auto rows, database.query_integer(count_sql(table_of(kind))));
  return rows.value_or(0);
}

Result<BookingTotals> booking_totals(Database& database, LocalDate first, LocalDate last) {
  Statement row = database.query(sql::booking_totals, first.days, last.days);
  RETOUR_ASSIGN(const bool found, row.step());
  RETOUR_CHECK(found);  // an aggregate always has its row
  return BookingTotals{.bookings = row.integer(0),
                       .cancelled = row.integer(1),
                       .no_shows = row.integer(2),
                       .attended = row.integer(3),
                       .patients = row.integer(4)};
}

Result<std::vector<ImportBatch>> import_batches(SqlTables& tables, std::int64_t limit) {
  return tables.select<ImportBatch>(select_sql<ImportBatch, sql::batches>(),
                                    std::min(limit, owed_rows_max));
}

}  // namespace retour::store
