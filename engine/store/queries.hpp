// What screens ask the database, as plain structs with what they show and no more.
//
// Sections: patients' labels | the day and the rota | lists of patients | calls and requests |
//           what is owed | the round | totals
//
// Names of doctors, rooms and services are not here: the app's catalogue holds them in memory, and
// so it does prices. Every list has a limit; long ones go on from a cursor (keyset, no OFFSET).
// The SQL is in queries_sql.hpp; a test asks SQLite for the plan of each and refuses full scans.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/entity.hpp"
#include "store/sql_tables.hpp"
#include "store/sqlite.hpp"
#include "time/interval.hpp"

namespace retour::store {

inline constexpr std::int64_t day_bookings_max = 10'000;
inline constexpr std::int64_t busy_times_max = 100'000;
inline constexpr std::int64_t shifts_max = 20'000;
inline constexpr std::int64_t page_rows_max = 500;
inline constexpr std::int64_t owed_rows_max = 2'000;
/// Patients looked at by one call that filters; the cursor goes on from there.
inline constexpr std::int64_t patients_examined_max = 2'000;

// ---- patients' labels ----

/// Who it is, in a line.
struct PatientLabel {
  PatientId id;
  std::string family_name, given_name, patronymic;
  std::string external_id;  ///< In the system he was imported from.
  std::string phone;        ///< The first one.
  Sex sex = Sex::unknown;
  std::optional<LocalDate> birth_date;
  std::int32_t birth_year_estimated = 0;
  Standing standing = Standing::active;
  bool vip = false;

  [[nodiscard]] bool has_name() const { return !family_name.empty() || !given_name.empty(); }
};

/// "Иванова А. С."; the number elsewhere where there is no name; empty when there is neither.
[[nodiscard]] std::string short_name(const PatientLabel& label);

[[nodiscard]] Result<std::optional<PatientLabel>> patient_label(Database& database, PatientId id);

/// The card that stands for the person (ops/same_person.hpp); `id` itself for most. One look-up.
[[nodiscard]] Result<PatientId> standing_card(Database& database, PatientId id);
/// The other cards for which `survivor` stands, by id; none for most.
[[nodiscard]] Result<std::vector<PatientId>> merged_cards(Database& database, PatientId survivor);
/// How many people there are: cards that stand for themselves.
[[nodiscard]] Result<std::int64_t> people_count(Database& database);

// ---- the day and the rota ----

enum class Cancelled : std::uint8_t { hide, show };

/// One booking on the day board.
struct DayBooking {
  BookingId id;
  PatientLabel patient;
  BookingState state = BookingState::booked;
  std::int32_t slot_version = 1;
  BranchId branch;
  StaffId doctor;  ///< Nil: lane "unassigned".
  RoomId room;
  DeviceId device;
  std::int32_t begin_minute = untimed_minute;  ///< -1: lane "untimed".
  std::int32_t length_minutes = 0;
  bool remote = false;
  bool overbooked = false;
  ServiceId service;
  Channel channel = Channel::registry;
  VisitId visit;  ///< Nil: nobody checked in.
  Instant arrived_at, entered_at, finished_at;
};

/// Bookings of a local day, untimed first, then by time; at most `day_bookings_max`. A nil branch
/// means every branch.
[[nodiscard]] Result<std::vector<DayBooking>> day_bookings(Database& database, BranchId branch,
                                                           LocalDate date, Cancelled cancelled);

/// The day's rows whole, for who edits them.
struct DayRows {
  std::vector<Booking> bookings;  ///< Of the branch; cancelled ones too.
  std::vector<Visit> visits;      ///< Of bookings of that day, at any branch.
  std::vector<Patient> patients;  ///< With a booking that day, at any branch.
  /// Which of these stands for the card of a booking, where it is another one.
  std::map<PatientId, PatientId> survivors;
};
/// Everything of a local day; at most `day_bookings_max` of each. O(rows of the day).
[[nodiscard]] Result<DayRows> day_rows(SqlTables& tables, BranchId branch, LocalDate date);

/// Standing bookings (held ones too) with nights in a ward that were made for a day from `first` to
/// `last`, by date; at most `busy_times_max`. A stay that began `nights_max` days ago may still go
/// on. O(stays of those days).
[[nodiscard]] Result<std::vector<Booking>> ward_stays(SqlTables& tables, LocalDate first,
                                                      LocalDate last);

/// What a booking occupies, for the schedule core.
struct BusyTime {
  BookingId booking;
  LocalDate date;
  std::int32_t begin_minute = untimed_minute;  ///< -1: untimed, occupies nothing certain.
  std::int32_t length_minutes = 0;
  Instant begin;
  BranchId branch;
  StaffId doctor;
  RoomId room;
  DeviceId device;
  bool remote = false;
  VisitPattern pattern;
  DevicePart device_part;
  std::vector<StaffId> team;
  RoomId ward;
  std::int32_t nights = 0;
  Instant held_until;  ///< Only held, until then; 0: booked.
  ServiceId service;
  GroupSessionId session;  ///< Of a group visit; nil: a visit alone.
  std::int32_t session_places = 0;
  /// False once a hold has lapsed.
  [[nodiscard]] bool takes_time(Instant now) const {
    return held_until.seconds == 0 || now < held_until;
  }
};
/// When the next one of the times that are held is free again; the end of time: none is.
[[nodiscard]] Result<Instant> next_lapse(Database& database, Instant now);

/// Standing bookings from `first` to `last` (both included) in order of time; of one doctor, or of
/// everybody when `doctor` is nil. At most `busy_times_max`.
[[nodiscard]] Result<std::vector<BusyTime>> busy_times(Database& database, LocalDate first,
                                                       LocalDate last, StaffId doctor);

/// A visit beside its booking.
struct VisitTime {
  StaffId doctor;
  std::int32_t length_minutes = 0;  ///< As booked.
  Instant booked;                   ///< When it should begin; 0: untimed.
  Instant arrived;
  Instant entered;   ///< 0: not yet.
  Instant finished;  ///< 0: not yet.
  ServiceId service;
};
/// Visits of the bookings of these days (both included), at one branch or (nil) at all. At most
/// `busy_times_max`.
[[nodiscard]] Result<std::vector<VisitTime>> visit_times(Database& database, LocalDate first,
                                                         LocalDate last, BranchId branch);

/// A time that somebody asked for, whatever became of it.
struct AskedTime {
  LocalDate date;
  std::int32_t begin_minute = untimed_minute;  ///< -1: untimed.
  std::int32_t length_minutes = 0;
  BranchId branch;
  StaffId doctor;
  ServiceId service;
  Instant booked_at;  ///< 0: unknown (imported).
};
/// Bookings of these days (both included), cancelled ones and those who did not come too, by date.
/// At most `busy_times_max`.
[[nodiscard]] Result<std::vector<AskedTime>> asked_times(Database& database, LocalDate first,
                                                         LocalDate last);

/// What is still booked with a doctor, a room, a device or at a branch.
struct BookingsAhead {
  std::int64_t bookings = 0;
  std::vector<PatientId> people;  ///< Whose they are, each once, the next one first.
};
/// Standing bookings from `first` on that name `holder`; at most `busy_times_max`. O(bookings from
/// that day on).
[[nodiscard]] Result<BookingsAhead> bookings_ahead(Database& database, const IdBytes& holder,
                                                   LocalDate first);

/// What earlier shifts of a branch have left and nobody has read, the newest first; at most
/// `unread_hand_overs_max`.
[[nodiscard]] Result<std::vector<HandOver>> unread_hand_overs(SqlTables& tables, BranchId branch);
inline constexpr std::int64_t unread_hand_overs_max = 3;

/// Stored shifts from `first` to `last` at all branches, those that were taken out too. Not who
/// works when: that is `app::shifts_between`, which knows the templates and the calendar.
[[nodiscard]] Result<std::vector<Shift>> shift_rows(SqlTables& tables, LocalDate first,
                                                    LocalDate last);

struct DayCount {
  LocalDate date;
  std::int64_t bookings = 0;
};

/// Days with bookings (cancelled ones too) from `first` to `last`, for a calendar.
[[nodiscard]] Result<std::vector<DayCount>> days_with_bookings(Database& database, LocalDate first,
                                                               LocalDate last);

struct DateRange {
  LocalDate first, last;
};
/// Dates of the oldest and the newest booking; nothing when there is none.
[[nodiscard]] Result<std::optional<DateRange>> booking_dates(Database& database);

/// The nearest day with bookings before (after) `date`; nothing when there is none.
[[nodiscard]] Result<std::optional<LocalDate>> booking_date_before(Database& database,
                                                                   LocalDate date);
[[nodiscard]] Result<std::optional<LocalDate>> booking_date_after(Database& database,
                                                                  LocalDate date);

// ---- lists of patients ----

enum class PatientOrder : std::uint8_t {
  name,       ///< Family name, given name (Ё with Е); people without a name last.
  newest,     ///< Registered last first.
  last_seen,  ///< Came last first; people who never came are left out.
};

/// Where a page ended. Opaque: give it back as it is.
struct PatientCursor {
  std::string family_key, given_name;
  std::int64_t date = 0;
  std::int64_t row = 0;
  bool unnamed = false;
};

struct PatientsRequest {
  PatientOrder order = PatientOrder::newest;
  std::optional<Standing> standing{};  ///< Only these.
  StaffId responsible{};               ///< Nil: anybody's.
  LocalDate today{};                   ///< Divides last seen from next booking.
  std::optional<PatientCursor> after{};
  std::int64_t limit = 100;
};

struct PatientRow {
  PatientLabel label;
  Instant first_seen_at;
  StaffId responsible;
  std::int64_t bookings = 0;              ///< Standing ones, all time.
  std::optional<LocalDate> last_seen;     ///< Not cancelled, not a no-show, up to today.
  std::optional<LocalDate> next_booking;  ///< From today on; today counts as both.
};

struct PatientsPage {
  std::vector<PatientRow> rows;
  std::optional<PatientCursor> next;  ///< Nothing: this was the last page.
};

/// A page of patients. With a filter it may hold fewer rows than `limit` and still go on.
[[nodiscard]] Result<PatientsPage> patients_page(Database& database,
                                                 const PatientsRequest& request);

/// Ids of the patients registered last, newest first; at most `page_rows_max`.
[[nodiscard]] Result<std::vector<PatientId>> newest_patients(Database& database,
                                                             std::int64_t limit);

enum class FutureBooking : std::uint8_t { is_a_step, is_no_step };

struct WithoutStepRequest {
  LocalDate today{};
  /// Only people with a booking, or registered, since then (policy's sleeping months).
  LocalDate active_since{};
  Instant active_since_instant{};  ///< The same for the instant of registration.
  FutureBooking future_booking = FutureBooking::is_a_step;
  std::optional<PatientCursor> after{};
  std::int64_t limit = 100;
};

/// Active patients to whom nobody owes a next step (CS-01, PS-16), registered last first.
[[nodiscard]] Result<PatientsPage> patients_without_step(Database& database,
                                                         const WithoutStepRequest& request);

// ---- calls and requests ----

/// Calls of a span of time, newest first.
[[nodiscard]] Result<std::vector<Call>> calls_between(SqlTables& tables, Interval span,
                                                      std::int64_t limit);
/// All calls by time, a page at a time: what follows a call of that time and id.
[[nodiscard]] Result<std::vector<Call>> calls_after(SqlTables& tables, Instant at, CallId id,
                                                    std::int64_t limit);
/// All reviews of calls by id, a page at a time.
[[nodiscard]] Result<std::vector<CallReview>> call_reviews_after(SqlTables& tables, CallReviewId id,
                                                                 std::int64_t limit);
/// Calls of unknown persons, newest first.
[[nodiscard]] Result<std::vector<Call>> unmatched_calls(SqlTables& tables, std::int64_t limit);
[[nodiscard]] Result<std::vector<WebRequest>> web_requests_between(SqlTables& tables, Interval span,
                                                                   std::int64_t limit);
/// Requests that nobody answered, oldest first.
[[nodiscard]] Result<std::vector<WebRequest>> unanswered_web_requests(SqlTables& tables,
                                                                      std::int64_t limit);

// ---- what is owed ----

struct OwedStep {
  NextStepId id;
  PatientLabel patient;
  StaffId responsible;
  StepKind kind = StepKind::call;
  LocalDate due_on;
  std::string note;
};

/// Next steps not done and due until `until`, oldest first; of one person, or everybody's (nil).
[[nodiscard]] Result<std::vector<OwedStep>> owed_steps(Database& database, LocalDate until,
                                                       StaffId responsible, std::int64_t limit);

struct DueRecall {
  RecallId id;
  PatientLabel patient;
  SpecialtyId specialty;
  StaffId doctor;
  LocalDate due_on;
};

/// Open recalls due until `until`, oldest first.
[[nodiscard]] Result<std::vector<DueRecall>> due_recalls(Database& database, LocalDate until,
                                                         std::int64_t limit);

struct OverduePlan {
  PlanId id;
  PatientLabel patient;
  std::string title;
  StaffId doctor;
  LocalDate due_first;           ///< Of the overdue items.
  std::int64_t items = 0;        ///< Overdue ones.
  std::int64_t money_minor = 0;  ///< Theirs, price of one x count.
};

/// Active plans with items not done by their date (before `today`), longest overdue first.
[[nodiscard]] Result<std::vector<OverduePlan>> overdue_plans(Database& database, LocalDate today,
                                                             std::int64_t limit);

// ---- the round ----

/// Wishes for a time that nothing has come of yet, the oldest first; at most `owed_rows_max`.
[[nodiscard]] Result<std::vector<WaitlistEntry>> waiting_wishes(SqlTables& tables);
/// Those asked since an instant that were booked or given up, the newest first.
[[nodiscard]] Result<std::vector<WaitlistEntry>> settled_wishes(SqlTables& tables, Instant since);
/// Talks about the bookings of a day; at most `day_bookings_max`.
[[nodiscard]] Result<std::vector<ContactAttempt>> contacts_of_day(SqlTables& tables,
                                                                  LocalDate date);

/// What became of one visit.
struct SettledVisit {
  PatientId person;  ///< The card that stands for him.
  std::optional<LocalDate> birth_date;
  LocalDate date;
  Instant booked_at;  ///< 0: unknown (imported).
  bool is_no_show = false;
  std::int64_t row = 0;  ///< To go on from, with the date.
};
/// Visits before `until` of which it is known whether the patient came, after (`from`, `row`), by
/// day; at most `limit`.
[[nodiscard]] Result<std::vector<SettledVisit>> settled_visits(Database& database, LocalDate from,
                                                               std::int64_t row, LocalDate until,
                                                               std::int64_t limit);

// ---- totals ----

struct TableCount {
  EntityKind kind = EntityKind::clinic;
  std::int64_t rows = 0;
};
/// Rows of every table, in kind order. Counts the narrowest index of each: 1 ms per 100,000 rows.
[[nodiscard]] Result<std::vector<TableCount>> table_counts(Database& database);
[[nodiscard]] Result<std::int64_t> count_of(Database& database, EntityKind kind);

struct BookingTotals {
  std::int64_t bookings = 0;  ///< Not entered in error.
  std::int64_t cancelled = 0;
  std::int64_t no_shows = 0;
  std::int64_t attended = 0;  ///< With a check-in, or marked so by an import.
  std::int64_t patients = 0;  ///< Different ones.
};
/// Over bookings from `first` to `last`. O(bookings in the range).
[[nodiscard]] Result<BookingTotals> booking_totals(Database& database, LocalDate first,
                                                   LocalDate last);

/// Imports, newest first.
[[nodiscard]] Result<std::vector<ImportBatch>> import_batches(SqlTables& tables,
                                                              std::int64_t limit);

}  // namespace retour::store
