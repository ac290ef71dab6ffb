// The board: columns, lanes, conflicts, lateness, acts, moves without dragging, the week. (CS-29)
// links: web_views ui_test_support
#include "time/week.hpp"
#include "views/board.hpp"
#include "views/lateness.hpp"
#include "views/view_week.hpp"
#include "web/support/small_clinic.hpp"

namespace retour::views {
namespace {

using ui::Role;

LocalDate november(unsigned day) {
  return *LocalDate::from_ymd(2026, 11, day);
}

// ---- how late ----------------------------------------------------------------------------------

class Late : public ::testing::Test {
 public:
  DayBooking& add(int minute, BookingState state, int entered = -1) {
    DayBooking& row = rows.emplace_back();
    row.booking.id = BookingId{IdBytes{.bytes = {static_cast<std::uint8_t>(rows.size())}}};
    row.booking.doctor = doctor;
    row.booking.begin_minute = minute;
    row.booking.length_minutes = 30;
    row.state = state;
    if (entered >= 0) {
      row.visit = Visit{};
      row.visit->entered_at = zone.lookup({november(23), entered * 60}).first;
    }
    return row;
  }
  Lateness at(int minute) { return lateness_of(rows, doctor, minute, zone); }
  int by(std::size_t row, const Lateness& late) {
    const auto it = late.affected.find(rows[row].booking.id);
    return it == late.affected.end() ? 0 : it->second;
  }
  Zone zone = *Zone::find("Europe/Moscow");
  StaffId doctor = StaffId{IdBytes{.bytes = {77}}};
  std::vector<DayBooking> rows;
};

TEST_F(Late, ALateEntryDelaysThoseWhoFollowUntilAPause) {
  add(540, BookingState::entered, 560);
  add(570, BookingState::arrived);
  add(600, BookingState::booked);
  add(660, BookingState::booked);
  const Lateness late = at(575);
  EXPECT_EQ(late.minutes, 20);
  EXPECT_EQ(by(1, late), 20);
  EXPECT_EQ(by(2, late), 20);
  EXPECT_EQ(by(3, late), 0);
  // Whoever is inside longer than booked may come out any moment.
  EXPECT_EQ(at(600).minutes, 30);
}

TEST_F(Late, NobodyInsideAndSomebodyWaitsIsLate) {
  add(540, BookingState::arrived);
  add(570, BookingState::booked);
  EXPECT_EQ(at(545).minutes, 5);
  EXPECT_EQ(at(552).minutes, 12);
  EXPECT_EQ(by(1, at(552)), 12);
  EXPECT_EQ(at(540).minutes, 0);
}

TEST_F(Late, WhoDoesNotComeKeepsNobodyWaiting) {
  add(540, BookingState::booked);
  add(570, BookingState::booked);
  EXPECT_EQ(at(580).minutes, 0);
  // Nor does he delay the others, when his time is over.
  add(600, BookingState::entered, 605);
  add(630, BookingState::booked);
  EXPECT_EQ(at(610).minutes, 5);
  EXPECT_EQ(at(610).affected.size(), 1U);
}

TEST_F(Late, AFewMinutesAreInTime) {
  add(540, BookingState::entered, 544);
  add(570, BookingState::booked);
  EXPECT_EQ(at(550).minutes, 0);
}

TEST_F(Late, WhatIsSaidDelaysTheNextAndPausesAbsorbIt) {
  add(600, BookingState::booked);
  add(630, BookingState::booked);
  add(665, BookingState::booked);
  add(720, BookingState::booked);
  const auto said = [&](int minute, int minutes) {
    return lateness_said(rows, doctor, minute, zone, minutes);
  };
  const Lateness late = said(580, 20);
  EXPECT_EQ(late.minutes, 20);
  EXPECT_EQ(by(0, late), 20);
  EXPECT_EQ(by(1, late), 20);
  EXPECT_EQ(by(2, late), 15);
  EXPECT_EQ(by(3, late), 0);
  // Said late, and seen to be later still: nobody begins in the past.
  EXPECT_EQ(said(625, 10).minutes, 25);
  EXPECT_TRUE(said(800, 20).affected.empty()) << "nobody is left";
}

// ---- the board ---------------------------------------------------------------------------------

class DayBoard : public SmallClinic {
 public:
  std::string block(std::string_view beginning) {
    return name_that_begins(Role::button, beginning);
  }
  Booking book(PatientId patient, int minute) {
    Booking booking = booking_tomorrow(patient, minute);
    submit(OpKind::book, {whole(booking)});
    return booking;
  }
  /// Somewhere that day, with nobody.
  void import_untimed(PatientId patient) {
    Booking booking = booking_tomorrow(patient, 600);
    booking.doctor = {};
    booking.room = {};
    booking.begin_minute = untimed_minute;
    booking.length_minutes = 0;
    import_booking(booking);
  }
  void tomorrow() { activate(Role::button, ui.t("day.next")); }
  std::string choose(ui::TextId mode) {
    activate(Role::radio, ui.t(mode));
    return {};
  }
};

TEST_F(DayBoard, WhatCollidesSaysWithWhat) {
  open_small();
  const PatientId other = add_patient("Орлов", "Иван", "", {});
  book(patient_, 600);
  Booking second = booking_tomorrow(other, 615);
  second.overbooked = true;
  import_booking(second);
  tomorrow();
  EXPECT_TRUE(block("10:00–10:30, Сидоров").ends_with(ui.t("calendar.conflict.doctor"))) << dump();
  EXPECT_TRUE(block("10:15–10:45, Орлов").ends_with(ui.t("calendar.conflict.doctor")));
  EXPECT_TRUE(shows(ui.t("day.conflicts", {{"count", 2}})));
  expect_clean();
  // Moved to where nothing is, it collides no longer.
  activate(Role::button, block("10:15–10:45, Орлов"));
  activate(Role::button, ui.t("booking.move"));
  activate(Role::button, ui.t("calendar.move_here", {{"time", "14:00"}, {"doctor", "Ёлкина"}}));
  EXPECT_FALSE(shows(ui.t("calendar.conflict.doctor"))) << dump();
  EXPECT_EQ(stored<Booking>(other)[0].begin_minute, 840);
}

TEST_F(DayBoard, BookingsWithNeitherDoctorNorTimeAreSeenAndAssigned) {
  open_small();
  import_untimed(patient_);
  tomorrow();
  EXPECT_TRUE(shows(ui.t("day.untimed_count", {{"count", 1}})));
  EXPECT_TRUE(has(Role::group, ui.t("day.unassigned"))) << dump();
  activate(Role::button, block("Без времени: Сидоров"));
  activate(Role::button, ui.t("booking.move"));
  activate(Role::button, ui.t("calendar.move_here", {{"time", "11:00"}, {"doctor", "Ёлкина"}}));
  const auto stored_now = stored<Booking>(patient_);
  ASSERT_EQ(stored_now.size(), 1U);
  EXPECT_EQ(stored_now[0].begin_minute, 660) << dump();
  EXPECT_EQ(stored_now[0].doctor, doctor_);
  EXPECT_EQ(stored_now[0].room, room_);
  EXPECT_EQ(stored_now[0].length_minutes, 30);
  EXPECT_FALSE(has(Role::group, ui.t("day.unassigned")));
}

// A Sunday said "no doctors: add some" in a clinic that has them.
TEST_F(DayBoard, ADayOnWhichNobodyReceivesLeadsToTheNextOne) {
  open_small();
  go_to("nav.day");
  EXPECT_TRUE(shows(ui.t("day.nobody_works"))) << dump();
  EXPECT_FALSE(shows(ui.t("day.no_doctors")));
  expect_clean();
  activate(Role::button, ui.t("day.next_working"));
  const LocalDate monday = clinic().today({}).plus_days(1);
  EXPECT_TRUE(dump().contains(ui::format_date(monday, ui::DateStyle::weekday_full, ui.language())))
      << dump();
}

// A board opened before midnight, or before the clinic's zone was known, showed yesterday as today.
TEST_F(DayBoard, WhoLooksAtTodayStillDoesAfterMidnight) {
  open_small();
  go_to("nav.day");
  const auto shows_day = [&](LocalDate date) {
    return dump().contains(ui::format_date(date, ui::DateStyle::weekday_full, ui.language()));
  };
  const LocalDate first = clinic().today({});
  ASSERT_TRUE(shows_day(first)) << dump();
  clock_us += 24 * 3600 * 1'000'000LL;
  settle();
  EXPECT_TRUE(shows_day(first.plus_days(1))) << dump();
  // A day that was chosen stays.
  activate(Role::button, ui.t("day.next"));
  clock_us += 24 * 3600 * 1'000'000LL;
  clock_us += 24 * 3600 * 1'000'000LL;
  settle();
  EXPECT_TRUE(shows_day(first.plus_days(2))) << dump();
}

TEST_F(DayBoard, WhatWasCutGoesToAnotherDayAndEscapeGivesItUp) {
  open_small();
  book(patient_, 600);
  tomorrow();
  const std::string name = block("10:00–10:30, Сидоров");
  frame({{.node = node(Role::button, name).id, .kind = ui::ActionKind::focus}});
  key(Role::button, name, "x", ui::Modifiers::command);
  EXPECT_TRUE(shows(ui.t("day.moving", {{"patient", "Сидоров Пётр"}}))) << dump();
  shortcut("Escape");
  EXPECT_FALSE(shows(ui.t("day.moving", {{"patient", "Сидоров Пётр"}})));
  key(Role::button, name, "x", ui::Modifiers::command);
  tomorrow();
  activate(Role::button, ui.t("calendar.move_here", {{"time", "12:30"}, {"doctor", "Ёлкина"}}));
  const auto now = stored<Booking>(patient_);
  EXPECT_EQ(now[0].date, november(24));
  EXPECT_EQ(now[0].begin_minute, 750);
}

TEST_F(DayBoard, TheMenuOfABookingDoesWhatItsSheetDoes) {
  open_small();
  book(patient_, 600);
  tomorrow();
  key(Role::button, block("10:00–10:30, Сидоров"), "ContextMenu");
  ASSERT_TRUE(has(Role::menu, ui.t("day.menu", {{"patient", "Сидоров Пётр"}}))) << dump();
  expect_clean();
  activate(Role::menuitem, ui.t("booking.check_in"));
  EXPECT_TRUE(block("10:00–10:30, Сидоров").contains(ui.t("booking.state.arrived"))) << dump();
  key(Role::button, block("10:00–10:30, Сидоров"), "ContextMenu");
  EXPECT_FALSE(has(Role::menuitem, ui.t("booking.move")));
  activate(Role::menuitem, ui.t("booking.enter"));
  key(Role::button, block("10:00–10:30, Сидоров"), "ContextMenu");
  activate(Role::menuitem, ui.t("booking.finish"));
  EXPECT_TRUE(block("10:00–10:30, Сидоров").contains(ui.t("booking.state.done"))) << dump();
  key(Role::button, block("10:00–10:30, Сидоров"), "ContextMenu");
  activate(Role::menuitem, ui.t("booking.open_card"));
  EXPECT_TRUE(has(Role::heading, "Сидоров Пётр")) << dump();
}

TEST_F(DayBoard, ADoctorWhoKeepsSomebodyWaitingIsSeenToBeLate) {
  open_small();
  const PatientId other = add_patient("Орлов", "Иван", "", {});
  // Now it is 10:40; who was to enter at 10:15 is here.
  for (const auto& [patient, minute] : {std::pair(patient_, 615), std::pair(other, 645)}) {
    Booking booking = booking_tomorrow(patient, minute);
    booking.date = input.today;
    booking.begin = clinic().catalogue().zone_of(branch_).lookup({booking.date, minute * 60}).first;
    import_booking(booking);
  }
  EXPECT_FALSE(shows("Опаздывает")) << dump();
  activate(Role::button, block("10:15–10:45, Сидоров"));
  activate(Role::button, ui.t("booking.check_in"));
  key(Role::button, block("10:15–10:45, Сидоров"), "Escape");
  EXPECT_TRUE(shows(ui.t("calendar.late_column", {{"count", 25}}))) << dump();
  EXPECT_TRUE(
      block("10:15–10:45, Сидоров").ends_with(ui.t("calendar.late_block", {{"count", 25}})));
  EXPECT_TRUE(block("10:45–11:15, Орлов").ends_with(ui.t("calendar.late_block", {{"count", 25}})));
}

TEST_F(DayBoard, RoomsAreColumnsAndABookingChangesItsRoom) {
  open_small();
  Room second;
  second.id = clinic().new_id<Room>();
  second.branch = branch_;
  second.name = "Кабинет 2";
  submit(OpKind::put_room, {whole(second)});
  const PatientId other = add_patient("Орлов", "Иван", "", {});
  Booking taken = booking_tomorrow(other, 720);
  taken.doctor = {};
  taken.room = second.id;
  submit(OpKind::book, {whole(taken)});
  book(patient_, 600);
  tomorrow();
  choose("day.by_rooms");
  EXPECT_TRUE(has(Role::group, "Кабинет 1")) << dump();
  EXPECT_TRUE(shows("Ёлкина"));
  expect_clean();
  // Where the other patient lies it is refused in words, and nothing is written.
  key(Role::button, block("10:00–10:30, Сидоров"), "ContextMenu");
  activate(Role::menuitem, ui.t("booking.move"));
  activate(Role::button, ui.t("calendar.move_here", {{"time", "11:30"}, {"doctor", "Кабинет 2"}}));
  EXPECT_EQ(stored<Booking>(patient_)[0].room, second.id) << dump();
  EXPECT_EQ(stored<Booking>(patient_)[0].begin_minute, 690);
  EXPECT_EQ(stored<Booking>(patient_)[0].doctor, doctor_);
}

TEST_F(DayBoard, JudgesEveryPlaceAsTheDropWould) {
  open_small();
  const PatientId other = add_patient("Орлов", "Иван", "", {});
  book(other, 720);
  const Booking booking = book(patient_, 600);
  Reader reader(clinic());
  Commands commands;
  Router router;
  Context context{
      .ui = ui, .clinic = clinic(), .reader = reader, .commands = commands, .router = router};
  BookingTimes times;
  DayBooking row{
      .booking = booking, .visit = {}, .person = booking.patient, .patient_name = "Сидоров"};
  using Kind = ui::CalendarVerdict::Kind;
  const auto verdict = [&](MoveTarget target) { return judge_move(context, times, row, target); };
  const LocalDate day = booking.date;
  EXPECT_EQ(verdict({.doctor = doctor_, .date = day, .minute = 660}).kind, Kind::free);
  EXPECT_EQ(verdict({.doctor = doctor_, .date = day, .minute = 715}).kind, Kind::refused);
  EXPECT_FALSE(verdict({.doctor = doctor_, .date = day, .minute = 715}).words.empty());
  // Outside the shift somebody may still want it.
  EXPECT_EQ(verdict({.doctor = doctor_, .date = day, .minute = 1050}).kind, Kind::warned);
  EXPECT_EQ(verdict({.doctor = {}, .date = day, .minute = 660}).kind, Kind::refused);
  EXPECT_EQ(verdict({.doctor = doctor_, .date = day, .minute = 720, .room = room_}).kind,
            Kind::refused);
  EXPECT_EQ(verdict({.doctor = doctor_, .date = day, .minute = 660, .room = RoomId{}}).kind,
            Kind::refused);
  push_move(context, times, row, {.doctor = doctor_, .date = day, .minute = 715});
  EXPECT_TRUE(commands.waiting().empty());
  push_move(context, times, row, {.doctor = doctor_, .date = day, .minute = 660});
  EXPECT_EQ(commands.waiting().size(), 1U);
}

TEST_F(DayBoard, TheZoomIsKeptOnceItRestsAndIsThereAfterTheStart) {
  // Who needs tall hours had to make them so after every start.
  application.set_board_zoom(2);
  open_small();
  const auto height = [&] {
    return node(Role::button,
                name_that_begins(Role::button,
                                 ui.t("calendar.free", {{"time", "09:00"}, {"doctor", ""}})))
        .rect.h;
  };
  go_to("nav.day");
  activate(Role::button, ui.t("day.next"));
  const float tall = height();
  (void)ui.effects.take();
  const auto kept = [&] {
    std::optional<std::int32_t> percent;
    for (const ui::Effect& effect : ui.effects.take())
      if (effect.kind == ui::EffectKind::keep_zoom) percent = effect.number;
    return percent;
  };
  activate(Role::button, ui.t("day.zoom_out"));
  EXPECT_LT(height(), tall);
  EXPECT_FALSE(kept()) << "fingers are still moving";
  input.time_seconds += 1;
  settle();
  EXPECT_EQ(kept(), 160);
  settle();
  EXPECT_FALSE(kept()) << "once is enough";
}

TEST_F(DayBoard, ThePrintedDayIsSafeAndWhole) {
  open_small();
  const PatientId odd = add_patient("<b>Хитрый&", "Иван", "+79161230000", {});
  book(odd, 600);
  import_untimed(patient_);
  tomorrow();
  frame();
  activate(Role::button, ui.t("day.print"));
  std::string html;
  for (const ui::Effect& effect : ui.effects.take())
    if (effect.kind == ui::EffectKind::print_document) html = effect.text;
  EXPECT_TRUE(html.contains("&lt;b&gt;Хитрый&amp; Иван")) << html;
  EXPECT_FALSE(html.contains("<b>"));
  EXPECT_TRUE(html.contains("10:00"));
  EXPECT_TRUE(html.contains(ui.t("calendar.untimed")));
  EXPECT_TRUE(html.contains("+7 916 123-00-00"));
}

TEST_F(DayBoard, OnAPhoneTheBoardBeginsAfterTwoRows) {
  open_small();
  tomorrow();
  set_size(390, 844);
  set_touch(true);
  settle();
  const ui::SemanticNode* board = ui.tree().find(
      Role::region,
      ui.t("day.calendar",
           {{"date", ui::format_date(november(23), ui::DateStyle::full, ui.language())}}));
  ASSERT_NE(board, nullptr) << dump();
  EXPECT_LT(board->rect.y, 130);
  activate(Role::button,
           ui::format_date(november(23), ui::DateStyle::weekday_short, ui.language()));
  ASSERT_TRUE(has(Role::dialog, ui.t("day.options"))) << dump();
  expect_clean();
  choose("week.word");
  EXPECT_FALSE(has(Role::dialog, ui.t("day.options")));
  EXPECT_TRUE(has(Role::region, ui.t("week.load"))) << dump();
}

// ---- the week ----------------------------------------------------------------------------------

TEST(WeekLoad, AddsUpWhatIsBookedAndWhatIsOpen) {
  const StaffId one = StaffId{IdBytes{.bytes = {1}}};
  const StaffId two = StaffId{IdBytes{.bytes = {2}}};
  Day day{.date = november(23), .branch = {}, .bookings = {}, .shifts = {}};
  const auto shift = [&](StaffId who, int from, int to, ShiftKind kind) {
    Shift s;
    s.staff = who;
    s.begin_minute = from;
    s.end_minute = to;
    s.kind = kind;
    day.shifts.push_back(s);
  };
  const auto booked = [&](StaffId who, int minutes) {
    DayBooking row;
    row.booking.doctor = who;
    row.booking.length_minutes = minutes;
    day.bookings.push_back(row);
  };
  shift(one, 540, 780, ShiftKind::reception);
  shift(two, 540, 600, ShiftKind::reception);
  shift(two, 600, 660, ShiftKind::phone_hours);
  booked(one, 30);
  booked(one, 60);
  booked(two, 20);
  booked({}, 15);
  EXPECT_EQ(load_of(day, one), (DayLoad{240, 90, 2}));
  EXPECT_EQ(load_of(day, two), (DayLoad{60, 20, 1}));
  EXPECT_EQ(load_of(day, {}), (DayLoad{300, 125, 4}));
  EXPECT_EQ(monday_of(november(22)), november(16));
  EXPECT_EQ(monday_of(november(23)), november(23));
}

TEST_F(DayBoard, TheWeekShowsLoadThenADoctorThenADay) {
  open_small();
  book(patient_, 600);
  shortcut("w");
  EXPECT_TRUE(has(Role::region, ui.t("week.load"))) << dump();
  shortcut("ArrowRight");
  EXPECT_TRUE(shows(ui::format_date(november(23), ui::DateStyle::day_month, ui.language())));
  expect_clean();
  activate(Role::button, ui.t("week.open_doctor", {{"doctor", "Ёлкина"}}));
  const std::string week =
      ui.t("week.calendar",
           {{"doctor", "Ёлкина"},
            {"date", ui::format_date(november(23), ui::DateStyle::full, ui.language())}});
  EXPECT_TRUE(has(Role::region, week)) << dump();
  expect_clean();
  // Between the days of the doctor a booking moves as on the board.
  key(Role::button, block("10:00–10:30, Сидоров"), "ContextMenu");
  activate(Role::menuitem, ui.t("booking.move"));
  const std::string thursday =
      ui::format_date(november(26), ui::DateStyle::weekday_short, ui.language());
  activate(Role::button, ui.t("calendar.move_here", {{"time", "13:00"}, {"doctor", thursday}}));
  EXPECT_EQ(stored<Booking>(patient_)[0].date, november(26)) << dump();
  EXPECT_EQ(stored<Booking>(patient_)[0].begin_minute, 780);
  // The head of a day opens the day.
  const std::string day = ui::format_date(november(26), ui::DateStyle::weekday_full, ui.language());
  activate(Role::button, ui.t("week.open_day", {{"date", day}}));
  EXPECT_TRUE(block("13:00–13:30, Сидоров").ends_with("Ёлкина"));
  // And the head of the doctor the week, among what concerns the whole day.
  activate(Role::button, ui.t("calendar.head_menu", {{"doctor", "Ёлкина"}}));
  activate(Role::menuitem, ui.t("day.head_week"));
  EXPECT_TRUE(has(Role::region, week));
}

}  // namespace
}  // namespace retour::views
