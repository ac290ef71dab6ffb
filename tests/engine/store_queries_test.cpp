// What screens ask: right rows in the right order, within limits, and never by a full scan.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "store/queries.hpp"
#include "store/queries_sql.hpp"
#include "store/search.hpp"
#include "support/store_database.hpp"

namespace retour {
namespace {

using store::Cancelled;
using store::PatientOrder;
using test::expect_done;
using test::StoreDatabase;
using test::value_of;

constexpr LocalDate today{20'000};

struct Desk : StoreDatabase {
  store::SearchIndex index{*database};
  store::SqlTables tables{*database, &index};
  BranchId here = fresh<Branch>(), there = fresh<Branch>();
  StaffId anna = fresh<Staff>(), boris = fresh<Staff>();

  template <class E>
  Id<E> fresh() {
    return Id<E>(make_id(1'700'000'000'000, random));
  }

  Patient patient(std::string family, std::string given = "", std::string patronymic = "") {
    Patient row;
    row.id = fresh<Patient>();
    row.family_name = std::move(family);
    row.given_name = std::move(given);
    row.patronymic = std::move(patronymic);
    row.first_seen_at = {today.days * 86'400LL};
    expect_done(tables.write(row));
    return row;
  }

  Booking booking(const Patient& patient, LocalDate date, std::int32_t minute = 600) {
    Booking row;
    row.id = fresh<Booking>();
    row.patient = patient.id;
    row.branch = here;
    row.doctor = anna;
    row.date = date;
    row.begin_minute = minute;
    row.length_minutes = 30;
    expect_done(tables.write(row));
    return row;
  }

  template <class E>
  E change(E row, auto&& edit) {
    edit(row);
    expect_done(tables.write(row));
    return row;
  }

  std::vector<std::string> families(const store::PatientsPage& page) {
    std::vector<std::string> names;
    for (const auto& row : page.rows) names.push_back(short_name(row.label));
    return names;
  }
};

using Names = std::vector<std::string>;

TEST(StoreQueries, TheShortNameIsWhatIsKnown) {
  store::PatientLabel label;
  EXPECT_EQ(short_name(label), "");
  label.external_id = "4374175652E-5";
  EXPECT_EQ(short_name(label), "4374175652E-5");
  label.given_name = "Ёла";
  EXPECT_EQ(short_name(label), "Ёла");
  label.family_name = "Иванова";
  EXPECT_EQ(short_name(label), "Иванова Ё.");
  label.patronymic = "Ивановна";
  EXPECT_EQ(short_name(label), "Иванова Ё. И.");
}

TEST(StoreQueries, ALabelHoldsTheFirstPhoneAndTheNumberElsewhere) {
  Desk desk;
  const Patient written = desk.change(desk.patient("Ким", "Юрий"), [&](Patient& row) {
    row.phones = {{"+79161112233", "", {}}, {"+79164445566", "", {}}};
    row.imported = {desk.fresh<ImportBatch>(), "77", 1, {}};
    row.birth_date = LocalDate{5'000};
    row.vip = true;
  });
  const auto label = value_of(store::patient_label(*desk.database, written.id));
  ASSERT_TRUE(label.has_value());
  EXPECT_EQ(label->phone, "+79161112233");
  EXPECT_EQ(label->external_id, "77");
  EXPECT_EQ(label->birth_date, LocalDate{5'000});
  EXPECT_TRUE(label->vip);
  EXPECT_FALSE(value_of(store::patient_label(*desk.database, desk.fresh<Patient>())));
}

TEST(StoreQueries, TheDayHoldsUntimedAndUnassignedAndHidesErrors) {
  Desk desk;
  const Patient person = desk.patient("Орлова", "Инна");
  const Booking late = desk.booking(person, today, 900);
  const Booking early = desk.booking(person, today, 540);
  const Booking untimed = desk.change(desk.booking(person, today), [](Booking& row) {
    row.begin_minute = untimed_minute;
    row.doctor = {};
  });
  const Booking cancelled =
      desk.change(desk.booking(person, today, 700), [](Booking& row) { row.cancelled_at = {5}; });
  desk.change(desk.booking(person, today, 710), [](Booking& row) { row.entered_in_error = true; });
  desk.booking(person, today.plus_days(1));
  const Booking elsewhere =
      desk.change(desk.booking(person, today, 800), [&](Booking& row) { row.branch = desk.there; });
  const auto ids = [&](BranchId branch, Cancelled shown) {
    std::vector<BookingId> found;
    for (const auto& row : value_of(store::day_bookings(*desk.database, branch, today, shown)))
      found.push_back(row.id);
    return found;
  };
  using Ids = std::vector<BookingId>;
  EXPECT_EQ(ids(desk.here, Cancelled::hide), (Ids{untimed.id, early.id, late.id}));
  EXPECT_EQ(ids(desk.here, Cancelled::show), (Ids{untimed.id, early.id, cancelled.id, late.id}));
  EXPECT_EQ(ids({}, Cancelled::hide), (Ids{untimed.id, early.id, elsewhere.id, late.id}));
}

TEST(StoreQueries, TheDayShowsStatesFromVisits) {
  Desk desk;
  const Patient person = desk.patient("Орлова");
  const Booking booking = desk.booking(person, today);
  const auto shown = [&] {
    const auto day =
        value_of(store::day_bookings(*desk.database, desk.here, today, Cancelled::hide));
    EXPECT_EQ(day.size(), 1U) << "one booking stays one block";
    return day.at(0);
  };
  EXPECT_EQ(shown().state, BookingState::booked);
  EXPECT_TRUE(shown().visit.is_nil());
  Visit visit;
  visit.id = desk.fresh<Visit>();
  visit.patient = person.id;
  visit.booking = booking.id;
  visit.arrived_at = {100};
  expect_done(desk.tables.write(visit));
  EXPECT_EQ(shown().state, BookingState::arrived);
  Visit second = visit;
  second.id = desk.fresh<Visit>();
  second.arrived_at = {200};
  second.entered_at = {300};
  expect_done(desk.tables.write(second));
  EXPECT_EQ(shown().visit, second.id) << "checked in twice: the later arrival";
  EXPECT_EQ(shown().state, BookingState::entered);
  EXPECT_EQ(shown().arrived_at, Instant{200});
  desk.change(booking, [](Booking& row) { row.no_show_at = {900}; });
  EXPECT_EQ(shown().state, BookingState::entered) << "he is here, whatever was said";
}

TEST(StoreQueries, BusyTimesAreStandingBookingsOfTheRange) {
  Desk desk;
  const Patient person = desk.patient("Орлова");
  desk.booking(person, today.plus_days(-1));
  const Booking first = desk.booking(person, today, 600);
  desk.change(desk.booking(person, today, 610), [](Booking& row) { row.cancelled_at = {1}; });
  const Booking last = desk.change(desk.booking(person, today.plus_days(2), 480),
                                   [&](Booking& row) { row.doctor = desk.boris; });
  desk.booking(person, today.plus_days(3));
  const auto all = value_of(store::busy_times(*desk.database, today, today.plus_days(2), {}));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].booking, first.id);
  EXPECT_EQ(all[0].length_minutes, 30);
  EXPECT_EQ(all[1].booking, last.id);
  EXPECT_EQ(
      value_of(store::busy_times(*desk.database, today, today.plus_days(2), desk.boris)).size(),
      1U);
}

TEST(StoreQueries, BookingsAheadSayWhoIsStillBookedWithWhom) {
  Desk desk;
  const Patient orlova = desk.patient("Орлова"), petrov = desk.patient("Петров");
  desk.booking(orlova, today.plus_days(-1));
  desk.booking(orlova, today.plus_days(5));
  desk.booking(petrov, today.plus_days(1));
  const RoomId room = desk.fresh<Room>();
  desk.change(desk.booking(orlova, today.plus_days(2)), [&](Booking& row) { row.room = room; });
  desk.change(desk.booking(petrov, today), [](Booking& row) { row.cancelled_at = {1}; });
  desk.change(desk.booking(petrov, today), [&](Booking& row) { row.doctor = desk.boris; });
  const auto with_anna = value_of(store::bookings_ahead(*desk.database, desk.anna, today));
  EXPECT_EQ(with_anna.bookings, 3);
  EXPECT_EQ(with_anna.people, (std::vector<PatientId>{petrov.id, orlova.id}));
  EXPECT_EQ(value_of(store::bookings_ahead(*desk.database, room, today)).bookings, 1);
  EXPECT_EQ(value_of(store::bookings_ahead(*desk.database, desk.here, today)).bookings, 4);
  EXPECT_EQ(value_of(store::bookings_ahead(*desk.database, desk.there, today)).bookings, 0);
}

TEST(StoreQueries, ShiftsOfARange) {
  Desk desk;
  Shift shift;
  for (int day = 0; day < 4; ++day) {
    shift.id = desk.fresh<Shift>();
    shift.staff = desk.anna;
    shift.branch = day == 2 ? desk.there : desk.here;
    shift.date = today.plus_days(day);
    shift.active = day != 1;
    expect_done(desk.tables.write(shift));
  }
  const LocalDate last = today.plus_days(2);
  EXPECT_EQ(value_of(store::shift_rows(desk.tables, today, last)).size(), 3U)
      << "what was taken out too: it stands in the place of a template's shift";
}

TEST(StoreQueries, TheCalendarKnowsItsDays) {
  Desk desk;
  EXPECT_FALSE(value_of(store::booking_dates(*desk.database)).has_value());
  const Patient person = desk.patient("Орлова");
  for (const int day : {0, 0, 3, 9}) desk.booking(person, today.plus_days(day));
  const auto dates = value_of(store::booking_dates(*desk.database));
  ASSERT_TRUE(dates.has_value());
  EXPECT_EQ(dates->first, today);
  EXPECT_EQ(dates->last, today.plus_days(9));
  const auto days = value_of(store::days_with_bookings(*desk.database, today, today.plus_days(5)));
  ASSERT_EQ(days.size(), 2U);
  EXPECT_EQ(days[0].bookings, 2);
  EXPECT_EQ(days[1].date, today.plus_days(3));
  EXPECT_EQ(value_of(store::booking_date_before(*desk.database, today.plus_days(3))), today);
  EXPECT_EQ(value_of(store::booking_date_after(*desk.database, today.plus_days(3))),
            today.plus_days(9));
  EXPECT_FALSE(value_of(store::booking_date_before(*desk.database, today)).has_value());
}

/// All pages of `limit` rows, joined.
Names all_pages(Desk& desk, store::PatientsRequest request) {
  Names names;
  for (int pages = 0; pages < 50; ++pages) {
    const auto page = value_of(store::patients_page(*desk.database, request));
    EXPECT_LE(std::ssize(page.rows), request.limit);
    for (auto& name : desk.families(page)) names.push_back(name);
    if (!page.next) return names;
    request.after = page.next;
  }
  ADD_FAILURE() << "pages without end";
  return names;
}

TEST(StoreQueries, PagesOfPatientsJoinWithoutGapsInEveryOrder) {
  Desk desk;
  for (const auto* name : {"Яшин", "Ёлкин", "Абрамов", "Ельцов", "Жуков", "Абрамов"})
    desk.patient(name, "И");
  desk.patient("", "Глеб");
  for (const auto* number : {"900", "100"})
    desk.change(desk.patient(""),
                [&](Patient& row) { row.imported = {desk.fresh<ImportBatch>(), number, 0, {}}; });
  const Names by_name = {"Абрамов И.", "Абрамов И.", "Ёлкин И.", "Ельцов И.", "Жуков И.",
                         "Яшин И.",    "900",        "100",      "Глеб"};
  const Names newest = {"100",       "900",        "Глеб",     "Абрамов И.", "Жуков И.",
                        "Ельцов И.", "Абрамов И.", "Ёлкин И.", "Яшин И."};
  for (const std::int64_t limit : {1, 2, 3, 6, 8, 9, 100}) {
    SCOPED_TRACE(limit);
    EXPECT_EQ(all_pages(desk, {.order = PatientOrder::name, .today = today, .limit = limit}),
              by_name);
    EXPECT_EQ(all_pages(desk, {.order = PatientOrder::newest, .today = today, .limit = limit}),
              newest);
  }
  const auto whole = value_of(store::patients_page(*desk.database, {.today = today, .limit = 9}));
  EXPECT_FALSE(whole.next.has_value()) << "a full last page says that it is the last";
}

TEST(StoreQueries, LastSeenIsTheLastTimeSomebodyCame) {
  Desk desk;
  const Patient old = desk.patient("Давний"), fresh = desk.patient("Свежий"),
                never = desk.patient("Никогда");
  desk.booking(old, today.plus_days(-90));
  desk.booking(old, today.plus_days(-80));
  desk.change(desk.booking(old, today.plus_days(-1)), [](Booking& row) { row.no_show_at = {1}; });
  desk.booking(fresh, today.plus_days(-40));
  desk.booking(fresh, today);
  desk.booking(fresh, today.plus_days(7));
  desk.booking(never, today.plus_days(5));
  desk.change(desk.booking(never, today.plus_days(-5)),
              [](Booking& row) { row.cancelled_at = {1}; });
  for (const std::int64_t limit : {1, 10})
    EXPECT_EQ(all_pages(desk, {.order = PatientOrder::last_seen, .today = today, .limit = limit}),
              (Names{"Свежий", "Давний"}));
  const auto page = value_of(
      store::patients_page(*desk.database, {.order = PatientOrder::newest, .today = today}));
  ASSERT_EQ(page.rows.size(), 3U);
  EXPECT_EQ(page.rows[0].last_seen, std::nullopt);
  EXPECT_EQ(page.rows[0].next_booking, today.plus_days(5));
  EXPECT_EQ(page.rows[1].last_seen, today);
  EXPECT_EQ(page.rows[1].next_booking, today);
  EXPECT_EQ(page.rows[1].bookings, 3);
  EXPECT_EQ(page.rows[2].last_seen, today.plus_days(-80));
}

TEST(StoreQueries, PagesKeepToTheirFilter) {
  Desk desk;
  for (int i = 0; i < 30; ++i)
    desk.change(desk.patient("П" + std::to_string(i)), [&](Patient& row) {
      if (i % 3 == 0) row.responsible = desk.boris;
      if (i % 5 == 0) row.standing = Standing::moved;
    });
  store::PatientsRequest request{.order = PatientOrder::newest, .today = today, .limit = 4};
  request.responsible = desk.boris;
  EXPECT_EQ(all_pages(desk, request).size(), 10U);
  request.standing = Standing::moved;
  EXPECT_EQ(all_pages(desk, request), (Names{"П15", "П0"}));
}

// CS-01: nobody without a next step.
TEST(StoreQueries, FindsPeopleToWhomNobodyOwesAStep) {
  Desk desk;
  const Patient left = desk.patient("Забытый"), cared = desk.patient("Ведомый"),
                done = desk.patient("Отпущенный"), coming = desk.patient("Записанный");
  desk.change(desk.patient("Умерший"), [](Patient& row) { row.standing = Standing::deceased; });
  const Patient asleep =
      desk.change(desk.patient("Спящий"), [](Patient& row) { row.first_seen_at = {1}; });
  desk.booking(asleep, today.plus_days(-900));
  const Patient awake =
      desk.change(desk.patient("Бывший"), [](Patient& row) { row.first_seen_at = {1}; });
  desk.booking(awake, today.plus_days(-30));
  desk.booking(coming, today.plus_days(3));
  NextStep step;
  step.id = desk.fresh<NextStep>();
  step.patient = cared.id;
  step.due_on = today;
  expect_done(desk.tables.write(step));
  step.id = desk.fresh<NextStep>();
  step.patient = done.id;
  step.done_at = {5};
  expect_done(desk.tables.write(step));
  store::WithoutStepRequest request{.today = today,
                                    .active_since = today.plus_days(-365),
                                    .active_since_instant = {(today.days - 365) * 86'400LL}};
  const auto ask = [&] {
    return desk.families(value_of(store::patients_without_step(*desk.database, request)));
  };
  EXPECT_EQ(ask(), (Names{"Бывший", "Отпущенный", "Забытый"}));
  request.future_booking = store::FutureBooking::is_no_step;
  EXPECT_EQ(ask(), (Names{"Бывший", "Записанный", "Отпущенный", "Забытый"}));
  request.limit = 1;
  Names joined;
  for (int pages = 0; pages < 9; ++pages) {
    const auto page = value_of(store::patients_without_step(*desk.database, request));
    for (const auto& name : desk.families(page)) joined.push_back(name);
    if (!page.next) break;
    request.after = page.next;
  }
  EXPECT_EQ(joined, (Names{"Бывший", "Записанный", "Отпущенный", "Забытый"}));
}

TEST(StoreQueries, CallsAndRequests) {
  Desk desk;
  const Patient known = desk.patient("Орлова");
  for (int i = 0; i < 6; ++i) {
    Call call;
    call.id = desk.fresh<Call>();
    call.at = {1'000 + i};
    if (i % 2 == 0) call.patient = known.id;
    expect_done(desk.tables.write(call));
    WebRequest form;
    form.id = desk.fresh<WebRequest>();
    form.at = {1'000 + i};
    if (i % 2 == 0) form.answered_at = {2'000};
    expect_done(desk.tables.write(form));
  }
  const Interval span{{1'001}, {1'004}};
  const auto calls = value_of(store::calls_between(desk.tables, span, 10));
  ASSERT_EQ(calls.size(), 3U);
  EXPECT_EQ(calls[0].at, Instant{1'003}) << "newest first";
  EXPECT_EQ(value_of(store::unmatched_calls(desk.tables, 10)).size(), 3U);
  EXPECT_EQ(value_of(store::unmatched_calls(desk.tables, 2)).size(), 2U);
  EXPECT_EQ(value_of(store::web_requests_between(desk.tables, span, 10)).size(), 3U);
  const auto open = value_of(store::unanswered_web_requests(desk.tables, 10));
  ASSERT_EQ(open.size(), 3U);
  EXPECT_EQ(open[0].at, Instant{1'001}) << "oldest first: it waits longest";
}

TEST(StoreQueries, OwedStepsRecallsAndPlans) {
  Desk desk;
  const Patient person = desk.patient("Орлова", "Инна");
  for (int day = -2; day < 3; ++day) {
    NextStep step;
    step.id = desk.fresh<NextStep>();
    step.patient = person.id;
    step.responsible = day == 0 ? desk.boris : desk.anna;
    step.due_on = today.plus_days(day);
    step.kind = StepKind::payment;
    if (day == -1) step.done_at = {1};
    expect_done(desk.tables.write(step));
    Recall recall;
    recall.id = desk.fresh<Recall>();
    recall.patient = person.id;
    recall.due_on = today.plus_days(day);
    if (day == -1) recall.state = RecallState::came;
    expect_done(desk.tables.write(recall));
  }
  const auto owed = value_of(store::owed_steps(*desk.database, today, {}, 10));
  ASSERT_EQ(owed.size(), 2U);
  EXPECT_EQ(owed[0].due_on, today.plus_days(-2));
  EXPECT_EQ(owed[0].kind, StepKind::payment);
  EXPECT_EQ(short_name(owed[0].patient), "Орлова И.");
  EXPECT_EQ(value_of(store::owed_steps(*desk.database, today, desk.boris, 10)).size(), 1U);
  EXPECT_EQ(value_of(store::due_recalls(*desk.database, today, 10)).size(), 2U);

  for (const bool active : {true, false}) {
    Plan plan;
    plan.id = desk.fresh<Plan>();
    plan.patient = person.id;
    plan.title = "План";
    plan.active = active;
    expect_done(desk.tables.write(plan));
    for (int day = -3; day < 2; ++day) {
      PlanItem item;
      item.id = desk.fresh<PlanItem>();
      item.patient = person.id;
      item.plan = plan.id;
      if (day != -3) item.due_on = today.plus_days(day);
      item.price_minor = 100;
      item.count = 2;
      expect_done(desk.tables.write(item));
    }
  }
  const auto plans = value_of(store::overdue_plans(*desk.database, today, 10));
  ASSERT_EQ(plans.size(), 1U) << "an abandoned plan is not overdue";
  EXPECT_EQ(plans[0].items, 2) << "undated and future items are not";
  EXPECT_EQ(plans[0].money_minor, 400);
  EXPECT_EQ(plans[0].due_first, today.plus_days(-2));
}

TEST(StoreQueries, Totals) {
  Desk desk;
  const Patient one = desk.patient("Один"), two = desk.patient("Два");
  desk.change(desk.booking(one, today), [](Booking& row) { row.attended = true; });
  desk.change(desk.booking(one, today), [](Booking& row) { row.no_show_at = {1}; });
  desk.change(desk.booking(two, today), [](Booking& row) { row.cancelled_at = {1}; });
  desk.change(desk.booking(two, today), [](Booking& row) { row.entered_in_error = true; });
  const Booking came = desk.booking(two, today.plus_days(1));
  Visit visit;
  visit.id = desk.fresh<Visit>();
  visit.patient = two.id;
  visit.booking = came.id;
  visit.arrived_at = {7};
  expect_done(desk.tables.write(visit));
  const auto totals = value_of(store::booking_totals(*desk.database, today, today.plus_days(1)));
  EXPECT_EQ(totals.bookings, 4);
  EXPECT_EQ(totals.cancelled, 1);
  EXPECT_EQ(totals.no_shows, 1);
  EXPECT_EQ(totals.attended, 2);
  EXPECT_EQ(totals.patients, 2);
  EXPECT_EQ(value_of(store::booking_totals(*desk.database, today.plus_days(9), today.plus_days(9)))
                .bookings,
            0);
  EXPECT_EQ(value_of(store::count_of(*desk.database, EntityKind::booking)), 5);
  const auto counts = value_of(store::table_counts(*desk.database));
  ASSERT_EQ(counts.size(), entity_kind_count);
  for (const auto& count : counts)
    EXPECT_EQ(count.rows, value_of(store::count_of(*desk.database, count.kind)));
  for (int i = 0; i < 3; ++i) {
    ImportBatch batch;
    batch.id = desk.fresh<ImportBatch>();
    batch.started_at = {i};
    expect_done(desk.tables.write(batch));
  }
  const auto batches = value_of(store::import_batches(desk.tables, 2));
  ASSERT_EQ(batches.size(), 2U);
  EXPECT_EQ(batches[0].started_at, Instant{2});
}

/// How SQLite would run `text`, one step a line.
std::string plan_of(store::Database& database, std::string_view text, int parameters) {
  // The statement cache keys texts by address and wants them alive as long as the database.
  static std::vector<std::unique_ptr<std::string>> owner;
  owner.push_back(std::make_unique<std::string>("EXPLAIN QUERY PLAN " + std::string(text)));
  const std::string* kept = owner.back().get();
  std::string plan;
  auto read = [&](store::Statement row) {
    while (value_of(row.step())) plan += std::string(row.text(3)) + "\n";
  };
  const store::Sql sql = store::Sql::stored(*kept);
  switch (parameters) {
    case 0: read(database.query(sql)); break;
    case 1: read(database.query(sql, 1)); break;
    case 2: read(database.query(sql, 1, 1)); break;
    case 3: read(database.query(sql, 1, 1, 1)); break;
    case 4: read(database.query(sql, 1, 1, 1, 1)); break;
    case 7: read(database.query(sql, 1, 1, 1, 1, 1, 1, 1)); break;
    default: ADD_FAILURE() << parameters;
  }
  return plan;
}

struct Question {
  std::string_view text;
  int parameters;
  std::string_view uses;
};

/// Each question reads a range of the index that it names, and scans nothing.
void expect_ranges(std::span<const Question> questions) {
  StoreDatabase store;
  for (const Question& question : questions) {
    const std::string plan = plan_of(*store.database, question.text, question.parameters);
    EXPECT_TRUE(plan.contains(question.uses)) << question.text << "\n" << plan;
    std::istringstream steps(plan);
    for (std::string step; std::getline(steps, step);) {
      const bool ordered = step.contains("USING INDEX call_unmatched") ||
                           step.contains("USING INDEX waitlist_entry_open") ||
                           step.contains("USING INDEX web_request_open");
      EXPECT_FALSE(step.starts_with("SCAN") && !step.starts_with("SCAN i") && !ordered &&
                   !step.contains("CONSTANT"))
          << question.text << "\n"
          << plan;
    }
  }
}

// Each question reads a range of an index. A scan of a big table would pass every other test here
// and freeze a clinic's screen a year later.
TEST(StoreQueries, NoQuestionWalksThroughABigTable) {
  namespace sql = store::sql;
  const auto with = [](EntityKind kind, std::string_view condition) {
    return store::select_all_columns(kind) + std::string(condition);
  };
  const std::string shifts_sql = with(EntityKind::shift, sql::shift_rows);
  const std::string calls_sql = with(EntityKind::call, sql::at_between);
  const std::string unmatched_sql = with(EntityKind::call, sql::unmatched);
  const std::string forms_sql = with(EntityKind::web_request, sql::at_between);
  const std::string unanswered_sql = with(EntityKind::web_request, sql::unanswered);
  const std::string day_sql = with(EntityKind::booking, sql::bookings_of_day);
  const std::string stays_sql = with(EntityKind::booking, sql::ward_stays);
  const std::string notes_sql = with(EntityKind::hand_over, sql::unread_hand_overs);
  const std::string day_visits_sql = with(EntityKind::visit, sql::visits_of_day);
  const std::string day_patients_sql = with(EntityKind::patient, sql::patients_of_day);
  const std::string waiting_sql = with(EntityKind::waitlist_entry, sql::waiting);
  const std::string wishes_sql = with(EntityKind::waitlist_entry, sql::settled_wishes);
  const std::string contacts_sql = with(EntityKind::contact_attempt, sql::contacts_of_day);
  const std::string payments_sql = with(EntityKind::payment, sql::payments_of_day);
  const std::string refunds_sql = with(EntityKind::refund, sql::refunds_of_day);
  const std::string closes_sql = with(EntityKind::day_close, sql::closes_of_days);
  const Question questions[] = {
      {payments_sql, 4, "payment_received"},
      {refunds_sql, 4, "refund_refunded"},
      {closes_sql, 4, "day_close_date"},
      {waiting_sql, 1, "waitlist_entry_open"},
      {wishes_sql, 2, "waitlist_entry_asked"},
      {contacts_sql, 2, "contact_attempt_booking"},
      {stays_sql, 3, "booking_ward"},
      {notes_sql, 2, "hand_over_unread"},
      {sql::settled_visits.text(), 4, "booking_date"},
      {sql::label.text(), 1, "sqlite_autoindex_patient"},
      {sql::day_bookings.text(), 4, "booking_date"},
      {sql::busy_times.text(), 4, "booking_date"},
      {sql::asked_times.text(), 3, "booking_date"},
      {sql::days_with_bookings.text(), 2, "COVERING INDEX booking_date"},
      {sql::first_booking_date.text(), 0, "COVERING INDEX booking_date"},
      {sql::last_booking_date.text(), 0, "COVERING INDEX booking_date"},
      {sql::booking_date_before.text(), 1, "COVERING INDEX booking_date"},
      {sql::booking_date_after.text(), 1, "COVERING INDEX booking_date"},
      {sql::patients_named.text(), 4, "patient_name"},
      {sql::patients_unnamed.text(), 3, "patient_name"},
      {sql::patients_newest.text(), 2, "INTEGER PRIMARY KEY"},
      {sql::patients_last_seen.text(), 4, "booking_date"},
      {sql::bookings_of_patient.text(), 2, "booking_patient"},
      {sql::patients_without_step.text(), 7, "INTEGER PRIMARY KEY"},
      {sql::owed_steps.text(), 3, "next_step_open"},
      {sql::due_recalls.text(), 2, "recall_open"},
      {sql::overdue_plans.text(), 2, "plan_item_open"},
      {sql::bookings_ahead.text(), 3, "booking_date"},
      {sql::booking_totals.text(), 2, "booking_date"},
      {shifts_sql, 3, "shift_date"},
      {calls_sql, 3, "call_at"},
      {unmatched_sql, 1, "call_unmatched"},
      {forms_sql, 3, "web_request_at"},
      {unanswered_sql, 1, "web_request_open"},
      {sql::newest_patients.text(), 1, "INTEGER PRIMARY KEY"},
      {day_sql, 3, "booking_date"},
      {day_visits_sql, 2, "booking_date"},
      {day_patients_sql, 2, "booking_date"},
  };
  expect_ranges(questions);
}

}  // namespace
}  // namespace retour
