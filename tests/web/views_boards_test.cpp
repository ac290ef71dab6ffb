// Boards of rooms, devices and theatres, with the wards below: who lies where, what a visit takes
// of whom, where one more fits, and the same on paper. (SC-02, SC-04, SC-22) links: web_views
// ui_test_support
#include "views/board.hpp"
#include "views/board_beds.hpp"
#include "web/support/small_clinic.hpp"

namespace retour::views {
namespace {

using ui::Role;

TEST(Beds, AStayTakesTheFirstBedThatIsFreeForAllItsNights) {
  const std::array stays = {NightSpan{-3, 2}, NightSpan{0, 1}, NightSpan{1, 4}, NightSpan{1, 2},
                            NightSpan{2, 3}};
  EXPECT_EQ(beds_of(stays), (std::vector{0, 1, 1, 2, 0}));
  EXPECT_TRUE(beds_of({}).empty());
}

class Boards : public SmallClinic {
 public:
  RoomId add_room(const std::string& name, RoomKind kind, int capacity) {
    Room room;
    room.id = clinic().new_id<Room>();
    room.branch = branch_;
    room.name = name;
    room.kind = kind;
    room.capacity = capacity;
    submit(OpKind::put_room, {whole(room)});
    return room.id;
  }
  DeviceId add_device(const std::string& name) {
    Device device;
    device.id = clinic().new_id<Device>();
    device.branch = branch_;
    device.name = name;
    device.kind = "УЗИ";
    submit(OpKind::put_device, {whole(device)});
    return device.id;
  }
  ServiceId add_scan(DevicePart part = {}, std::int32_t cleanup_minutes = 0) {
    Service scan;
    scan.device_part = part;
    scan.pattern.cleanup_minutes = cleanup_minutes;
    if (!part.is_whole()) scan.length_minutes = 60;
    scan.id = clinic().new_id<Service>();
    scan.name = "УЗИ сердца";
    scan.specialty = specialty_;
    scan.device_kind = "УЗИ";
    submit(OpKind::put_service, {whole(scan)});
    return scan.id;
  }
  void book(const Booking& booking) { submit(OpKind::book, {whole(booking)}); }
  void board(ui::TextId by) {
    go_to("nav.day");
    activate(Role::button, ui.t("day.next"));
    activate(Role::radio, ui.t(by));
  }
  std::string block(std::string_view beginning) {
    return name_that_begins(Role::button, beginning);
  }
  bool is_free(const char* time, std::string_view column) {
    return has(Role::button, ui.t("calendar.free", {{"time", time}, {"doctor", column}}));
  }
  std::string printed() {
    frame();
    activate(Role::button, ui.t("day.print"));
    std::string html;
    for (const ui::Effect& effect : ui.effects.take())
      if (effect.kind == ui::EffectKind::print_document) html = effect.text;
    return html;
  }
};

TEST_F(Boards, OnlyWhatTheBranchHasIsOffered) {
  open_small();
  EXPECT_TRUE(has(Role::radio, ui.t("day.by_rooms"))) << dump();
  EXPECT_FALSE(has(Role::radio, ui.t("day.by_devices")));
  EXPECT_FALSE(has(Role::radio, ui.t("day.by_theatre")));
  add_device("Первый");
  add_room("Палата 1", RoomKind::ward, 2);
  settle();
  EXPECT_TRUE(has(Role::radio, ui.t("day.by_devices"))) << dump();
  EXPECT_TRUE(has(Role::radio, ui.t("day.by_theatre")));
}

TEST_F(Boards, ABookingMovesToAnotherDeviceAndOneWithoutWaitsInItsLane) {
  open_small();
  const DeviceId first = add_device("Первый");
  const DeviceId second = add_device("Второй");
  const ServiceId scan = add_scan();
  const PatientId other = add_patient("Орлов", "Иван", "", {});
  Booking held = booking_tomorrow(patient_, 600);
  held.service = scan;
  held.device = first;
  book(held);
  Booking without = booking_tomorrow(other, 660);
  without.service = scan;
  book(without);
  Booking consultation = booking_tomorrow(add_patient("Белов", "Олег", "", {}), 720);
  book(consultation);
  board("day.by_devices");
  EXPECT_TRUE(has(Role::group, "Первый")) << dump();
  EXPECT_TRUE(has(Role::group, ui.t("day.no_device")));
  EXPECT_FALSE(shows("Белов"));
  EXPECT_TRUE(block("10:00–10:30, Сидоров").contains("Ёлкина, УЗИ сердца"));
  expect_clean();
  const auto move = [&](std::string_view which, const char* time, std::string_view to) {
    key(Role::button, block(which), "ContextMenu");
    activate(Role::menuitem, ui.t("booking.move"));
    activate(Role::button, ui.t("calendar.move_here", {{"time", time}, {"doctor", to}}));
  };
  move("10:00–10:30, Сидоров", "10:00", "Второй");
  EXPECT_EQ(stored<Booking>(patient_)[0].device, second) << dump();
  EXPECT_EQ(stored<Booking>(patient_)[0].begin_minute, 600);
  EXPECT_EQ(stored<Booking>(patient_)[0].room, room_);
  move("11:00–11:30, Орлов", "12:30", "Первый");
  EXPECT_EQ(stored<Booking>(other)[0].device, first) << dump();
  EXPECT_FALSE(has(Role::group, ui.t("day.no_device")));
  const std::string html = printed();
  EXPECT_TRUE(html.contains("Второй")) << html;
  EXPECT_FALSE(html.contains("Белов")) << "he needs no device";
}

TEST_F(Boards, FreeTimeOfARoomOpensTheFormForThatRoom) {
  open_small();
  const RoomId second = add_room("Кабинет 2", RoomKind::consulting, 1);
  board("day.by_rooms");
  activate(Role::button, ui.t("calendar.free", {{"time", "11:00"}, {"doctor", "Кабинет 2"}}));
  ASSERT_TRUE(has(Role::dialog, ui.t("booking.new"))) << dump();
  activate(Role::option, name_that_begins(Role::option, "Сидоров"));
  activate(Role::button, ui.t("booking.submit"));
  const auto rows = stored<Booking>(patient_);
  ASSERT_EQ(rows.size(), 1U) << dump();
  EXPECT_EQ(rows[0].room, second);
  EXPECT_EQ(rows[0].begin_minute, 660);
}

TEST_F(Boards, SetUpAndCleaningHoldTheRoomAndNotTheDoctor) {
  open_small();
  Booking booking = booking_tomorrow(patient_, 600);
  booking.pattern = {.setup_minutes = 15, .cleanup_minutes = 30};
  book(booking);
  board("day.by_rooms");
  EXPECT_TRUE(block("10:00–10:30, Сидоров")
                  .ends_with(ui.t("calendar.turnover", {{"before", 15}, {"after", 30}})))
      << dump();
  EXPECT_FALSE(is_free("10:30", "Кабинет 1"));
  EXPECT_TRUE(is_free("11:00", "Кабинет 1"));
  picture("board_turnover");
  activate(Role::radio, ui.t("day.by_doctors"));
  EXPECT_TRUE(is_free("10:30", "Ёлкина")) << dump();
}

TEST_F(Boards, WhereTheDoctorIsNotNeededHisTimeIsFree) {
  open_small();
  Booking booking = booking_tomorrow(patient_, 600);
  booking.length_minutes = 60;
  booking.pattern = {.doctor_after_minutes = 30, .doctor_minutes = 15};
  book(booking);
  board("day.by_doctors");
  EXPECT_TRUE(is_free("10:00", "Ёлкина")) << dump();
  EXPECT_FALSE(is_free("10:30", "Ёлкина"));
  EXPECT_TRUE(is_free("10:45", "Ёлкина"));
  expect_clean();
  picture("board_doctor_part");
  activate(Role::radio, ui.t("day.by_rooms"));
  EXPECT_FALSE(is_free("10:00", "Кабинет 1")) << "the patient is there all the time";
}

TEST_F(Boards, WhereTheDeviceIsNotNeededItIsFree) {
  open_small();
  const DeviceId device = add_device("Первый");
  Booking booking = booking_tomorrow(patient_, 600);
  booking.service = add_scan();
  booking.device = device;
  booking.length_minutes = 60;
  booking.device_part = {.after_minutes = 15, .minutes = 15};
  booking.pattern.cleanup_minutes = 15;
  book(booking);
  Booking later = booking_tomorrow(add_patient("Орлов", "Иван", "", {}), 690);
  later.service = add_scan({.after_minutes = 45, .minutes = 15}, 15);
  later.device = device;
  later.doctor = add_doctor("Ветрова");
  later.device_part = {.after_minutes = 45, .minutes = 15};
  later.length_minutes = 60;
  later.pattern.cleanup_minutes = 15;
  book(later);
  board("day.by_devices");
  EXPECT_TRUE(block("10:00–11:00, Сидоров")
                  .ends_with(ui.t("calendar.device_part", {{"from", "10:15"}, {"to", "10:45"}})))
      << dump();
  EXPECT_TRUE(is_free("10:00", "Первый")) << dump();
  EXPECT_FALSE(is_free("10:15", "Первый"));
  EXPECT_FALSE(is_free("10:30", "Первый"));
  EXPECT_TRUE(is_free("10:45", "Первый"));
  EXPECT_TRUE(is_free("12:00", "Первый"));
  EXPECT_FALSE(is_free("12:15", "Первый"));
  EXPECT_FALSE(is_free("12:30", "Первый")) << "it is cleaned after the visit";
  EXPECT_TRUE(is_free("12:45", "Первый"));
  expect_clean();
  picture("board_device_part");
  // Moved into the first one's hour it takes other minutes of the device, or is refused.
  add_room("Кабинет 2", RoomKind::consulting, 1);
  settle();
  const auto move = [&](const char* time) {
    key(Role::button, block("11:30–12:30, Орлов"), "ContextMenu");
    activate(Role::menuitem, ui.t("booking.move"));
    activate(Role::button, ui.t("calendar.move_here", {{"time", time}, {"doctor", "Первый"}}));
    return stored<Booking>(later.patient).at(0).begin_minute;
  };
  EXPECT_EQ(move("09:30"), 690) << dump();
  EXPECT_EQ(move("10:00"), 600) << dump();
}

TEST_F(Boards, ARoomForTwoHasOneMorePlaceBesideABooking) {
  open_small();
  Booking booking = booking_tomorrow(patient_, 600);
  booking.room = add_room("Процедурная", RoomKind::procedure, 2);
  book(booking);
  board("day.by_rooms");
  EXPECT_TRUE(is_free("10:00", "Процедурная")) << dump();
  picture("board_room_for_two");
  const ui::Rect held = node(Role::button, block("10:00–10:30, Сидоров")).rect;
  const ui::Rect free =
      node(Role::button, ui.t("calendar.free", {{"time", "10:00"}, {"doctor", "Процедурная"}}))
          .rect;
  EXPECT_GE(free.x + 1, held.x + held.w) << "they stand side by side";
}

class Theatre : public Boards {
 public:
  void open_theatre() {
    open_small();
    theatre_ = add_room("Операционная", RoomKind::theatre, 1);
    ward_ = add_room("Палата 1", RoomKind::ward, 1);
    nurse_ = add_doctor("Ветрова");
    Booking booking = booking_tomorrow(patient_, 600);
    booking.room = theatre_;
    booking.length_minutes = 90;
    booking.team = {nurse_};
    booking.ward = ward_;
    booking.nights = 2;
    booking.pattern.cleanup_minutes = 30;
    book(booking);
  }
  std::string date(int day) {
    return ui::format_date(input.today.plus_days(day), ui::DateStyle::weekday_short, ui.language());
  }
  std::string stay(int bed, std::string_view patient, int first, int nights) {
    return ui.t("beds.stay", {{"ward", "Палата 1"},
                              {"bed", bed},
                              {"patient", patient},
                              {"service", "Первичный приём"},
                              {"first", date(first)},
                              {"last", date(first + nights)}});
  }
  RoomId theatre_, ward_;
  StaffId nurse_;
};

TEST_F(Theatre, BedsStandBelowAndSayWhenTheyAreFull) {
  open_theatre();
  board("day.by_theatre");
  EXPECT_TRUE(has(Role::group, "Операционная")) << dump();
  EXPECT_FALSE(has(Role::group, "Кабинет 1"));
  EXPECT_TRUE(has(Role::button, stay(1, "Сидоров Пётр", 1, 2))) << dump();
  EXPECT_TRUE(has(Role::text, date(1) + ": " + std::string(ui.t("beds.full"))));
  EXPECT_TRUE(has(Role::text, date(3) + ": " + ui.t("beds.free", {{"count", 1}})));
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("theatre_" + screen);
  });
  set_size(1440, 900);
  settle();
  // The day after, he still lies there: who was operated on yesterday is not forgotten.
  activate(Role::button, ui.t("day.next"));
  EXPECT_TRUE(has(Role::text, date(2) + ": " + std::string(ui.t("beds.full")))) << dump();
  activate(Role::button, stay(1, "Сидоров Пётр", 1, 2));
  EXPECT_TRUE(has(Role::button, ui.t("booking.open_card"))) << dump();
}

TEST_F(Theatre, WhoHasNoBedIsMarkedAndNotLeftOut) {
  open_theatre();
  const PatientId other = add_patient("Орлов", "Иван", "", {});
  Booking booking = booking_tomorrow(other, 780);
  booking.room = theatre_;
  booking.ward = ward_;
  booking.nights = 1;
  import_booking(booking);
  board("day.by_theatre");
  EXPECT_TRUE(
      has(Role::button, stay(2, "Орлов Иван", 1, 1) + ", " + std::string(ui.t("beds.over"))))
      << dump();
}

// A hold that had lapsed stayed on the board of beds, though anybody could have the bed.
TEST_F(Theatre, AHoldThatLapsesFreesItsBedInSight) {
  open_theatre();
  Booking held = booking_tomorrow(add_patient("Орлов", "Иван", "", {}), 780);
  held.room = theatre_;
  held.ward = ward_;
  held.nights = 1;
  held.date = held.date.plus_days(3);
  held.begin = held.begin.plus_minutes(3 * 24 * 60);
  held.hold = Hold::held;
  held.held_until = clinic().now().plus_minutes(20);
  submit(OpKind::book, {whole(held)});
  board("day.by_theatre");
  const auto is_shown = [&] { return dump().contains("Орлов Иван"); };
  EXPECT_TRUE(is_shown()) << dump();
  clock_us += 21 * 60 * 1'000'000LL;
  settle();
  EXPECT_FALSE(is_shown()) << dump();
}

TEST_F(Theatre, TheTeamSeesItInItsOwnColumnsAndMovesOnlyItsTime) {
  open_theatre();
  board("day.by_doctors");
  EXPECT_TRUE(block("10:00–11:30, Сидоров").ends_with("Ёлкина")) << dump();
  int blocks = 0;
  std::string nurses;
  for (const ui::SemanticNode& n : ui.tree().nodes) {
    const std::string_view name = ui.tree().text(n.name);
    if (n.role != Role::button || !name.starts_with("10:00–11:30, Сидоров")) continue;
    ++blocks;
    if (name.ends_with("Ветрова")) nurses = name;
  }
  EXPECT_EQ(blocks, 2);
  EXPECT_FALSE(is_free("10:30", "Ветрова"));
  ASSERT_FALSE(nurses.empty());
  Board board;
  board.by = BoardBy::doctors;
  board.holders = {doctor_, nurse_, StaffId{}};
  Booking booking = stored<Booking>(patient_)[0];
  ui::CalendarBlock block;
  block.column = 1;
  const auto target = [&](const ui::CalendarBlock* from, std::size_t column) {
    return target_of(board, booking, from, input.today, {.column = column, .minute = 700}).doctor;
  };
  EXPECT_EQ(target(&block, 1), doctor_);
  EXPECT_EQ(target(&block, 2), doctor_);
  block.column = 0;
  EXPECT_EQ(target(&block, 1), doctor_) << "she is in the team already";
  EXPECT_EQ(target(&block, 2), StaffId{});
}

TEST_F(Theatre, TheWeekOfWhoHelpsShowsItAndKeepsTheDoctor) {
  open_theatre();
  go_to("nav.day");
  activate(Role::button, ui.t("day.next"));
  activate(Role::radio, ui.t("week.word"));
  activate(Role::button, ui.t("week.open_doctor", {{"doctor", "Ветрова"}}));
  key(Role::button, block("10:00–11:30, Сидоров"), "ContextMenu");
  activate(Role::menuitem, ui.t("booking.move"));
  activate(Role::button, ui.t("calendar.move_here", {{"time", "13:00"}, {"doctor", date(2)}}));
  const Booking moved = stored<Booking>(patient_)[0];
  EXPECT_EQ(moved.begin_minute, 780) << dump();
  EXPECT_EQ(moved.doctor, doctor_);
}

TEST_F(Theatre, ThePlanOnPaperHasOrderTeamAndWard) {
  open_theatre();
  Booking later = booking_tomorrow(add_patient("Орлов", "Иван", "", {}), 780);
  later.room = theatre_;
  book(later);
  board("day.by_theatre");
  const std::string html = printed();
  EXPECT_TRUE(html.contains("<h2>Операционная</h2>")) << html;
  EXPECT_TRUE(html.contains("<td>10:00–11:30</td><td>Сидоров Пётр</td>")) << html;
  EXPECT_TRUE(html.contains("Ёлкина, Ветрова"));
  EXPECT_TRUE(html.contains("Палата 1, 2 ночи"));
  EXPECT_LT(html.find("Сидоров"), html.find("Орлов"));
}

}  // namespace
}  // namespace retour::views
