// Group visits and several services in one visit: the form, the board, the sheet, the bill.
// links: web_views ui_test_support
#include "web/support/small_clinic.hpp"

namespace retour::views {
namespace {

using ui::Role;

class GroupVisitViews : public SmallClinic {
 public:
  void open_with_group() {
    open_small();
    Service yoga = *clinic().catalogue().service(service_);
    yoga.id = group_ = clinic().new_id<Service>();
    yoga.name = "Лечебная группа";
    yoga.length_minutes = 60;
    yoga.places = 3;
    yoga.remote = false;
    submit(OpKind::put_service, {whole(yoga)});
    settle();
  }
  Booking in_group(PatientId patient, int minute) {
    Booking booking = booking_tomorrow(patient, minute);
    booking.service = group_;
    booking.length_minutes = 60;
    booking.session_places = 3;
    renew_session(booking);
    return booking;
  }
  std::string free(const std::string& time) {
    return ui.t("calendar.free", {{"time", time}, {"doctor", "Ёлкина"}});
  }
  ServiceId group_;
};

TEST_F(GroupVisitViews, WhoeverIsBookedForAGroupJoinsTheOneThatHasPlaces) {
  open_with_group();
  const PatientId other = add_patient("Иванова", "Анна", "", {});
  submit(OpKind::book, {whole(in_group(other, 600))});
  settle();
  activate(Role::button, ui.t("day.next"));
  activate(Role::button, free("12:00"));
  activate(Role::option, name_that_begins(Role::option, "Сидоров Пётр"));
  activate(Role::combobox, ui.t("booking.service"));
  activate(Role::option, name_that_begins(Role::option, "Лечебная группа"));
  const std::string words = ui.t("group.taken", {{"count", 1}, {"places", 3}});
  EXPECT_TRUE(has(Role::radio, "10:00, " + words)) << dump();
  expect_clean();
  picture("booking_group");
  activate(Role::radio, "10:00, " + words);
  EXPECT_TRUE(dump().contains(ui.t("booking.joins", {{"start", "10:00"}, {"end", "11:00"}})))
      << dump();
  activate(Role::button, ui.t("booking.submit"));
  const auto bookings = stored<Booking>(patient_);
  ASSERT_EQ(bookings.size(), 1U) << dump();
  EXPECT_EQ(bookings[0].session, stored<Booking>(other)[0].session);
  EXPECT_EQ(bookings[0].begin_minute, 600);
  // One block of both, in which neither collides with the other.
  EXPECT_TRUE(dump().contains(ui.t("group.taken", {{"count", 2}, {"places", 3}}))) << dump();
  EXPECT_FALSE(shows(ui.t("calendar.conflict.doctor"))) << dump();
  picture("day_group");
}

// Members were judged one by one and stood in the way of each other.
TEST_F(GroupVisitViews, AGroupIsMovedByLessThanItsOwnLengthAndBack) {
  open_with_group();
  const PatientId other = add_patient("Иванова", "Анна", "", {});
  submit(OpKind::book, {whole(in_group(other, 600))});
  submit(OpKind::book, {whole(in_group(patient_, 600))});
  // One of the group has something at the time to which it must not go.
  Booking later = booking_tomorrow(other, 720);
  later.doctor = add_doctor("Ветрова");
  Room second;
  second.id = later.room = clinic().new_id<Room>();
  second.branch = branch_;
  second.name = "Кабинет 2";
  submit(OpKind::put_room, {whole(second)});
  submit(OpKind::book, {whole(later)});
  settle();
  activate(Role::button, ui.t("day.next"));
  const auto move = [&](const char* time) {
    key(Role::button, name_that_begins(Role::button, "10:00–11:00"), "ContextMenu");
    activate(Role::menuitem, ui.t("booking.move"));
    activate(Role::button, ui.t("calendar.move_here", {{"time", time}, {"doctor", "Ёлкина"}}));
    return stored<Booking>(patient_).at(0).begin_minute;
  };
  EXPECT_EQ(move("11:30"), 600) << dump();
  EXPECT_TRUE(dump().contains("10:00–11:00")) << dump();
  EXPECT_EQ(move("10:30"), 630) << dump();
  const Booking moved = stored<Booking>(patient_)[0];
  for (const Booking& booking : stored<Booking>(other))
    if (booking.service == group_) {
      EXPECT_EQ(booking.begin_minute, 630);
      EXPECT_EQ(booking.session, moved.session);
      EXPECT_EQ(booking.room, moved.room);
    }
  EXPECT_EQ(moved.room, room_) << "people were told where to go";
  EXPECT_FALSE(shows(ui.t("calendar.conflict.doctor"))) << dump();
  activate(Role::button, ui.t("common.undo"));
  EXPECT_EQ(stored<Booking>(patient_)[0].begin_minute, 600) << dump();
}

TEST_F(GroupVisitViews, AFullGroupIsNotOfferedAndRefusedInWords) {
  open_with_group();
  for (const char* family : {"Первый", "Второй", "Третий"})
    submit(OpKind::book, {whole(in_group(add_patient(family, "", "", {}), 600))});
  settle();
  activate(Role::button, ui.t("day.next"));
  activate(Role::button, free("12:00"));
  activate(Role::option, name_that_begins(Role::option, "Сидоров Пётр"));
  activate(Role::combobox, ui.t("booking.service"));
  activate(Role::option, name_that_begins(Role::option, "Лечебная группа"));
  type(Role::textbox, ui.t("booking.time"), "10:00");
  EXPECT_TRUE(shows(ui.t("blocked.doctor_busy", {{"who", "Ёлкина"}}))) << dump();
}

TEST_F(GroupVisitViews, TheSheetOfOneListsAllAndOpensEach) {
  open_with_group();
  const PatientId other = add_patient("Иванова", "Анна", "", {});
  submit(OpKind::book, {whole(in_group(other, 600))});
  submit(OpKind::book, {whole(in_group(patient_, 600))});
  settle();
  activate(Role::button, ui.t("day.next"));
  activate(Role::button, name_that_begins(Role::button, "10:00"));
  EXPECT_TRUE(has(Role::option, name_that_begins(Role::option, "Сидоров Пётр"))) << dump();
  activate(Role::option, name_that_begins(Role::option, "Иванова Анна"));
  EXPECT_TRUE(has(Role::dialog, "Иванова Анна")) << dump();
  expect_clean();
  picture("booking_sheet_group");
}

TEST_F(GroupVisitViews, SeveralServicesInOneVisitAreOneBookingAndOneBill) {
  open_small();
  const ServiceId second = add_service("УЗИ сердца", ProductType::diagnostic, 180'000);
  settle();
  open_patient("Сидоров");
  activate(Role::button, ui.t("card.book"));
  activate(Role::combobox, ui.t("booking.service"));
  activate(Role::option, name_that_begins(Role::option, "Первичный приём"));
  activate(Role::button, ui.t("booking.add_service"));
  activate(Role::combobox, ui.t("booking.then"));
  activate(Role::option, name_that_begins(Role::option, "УЗИ сердца"));
  type(Role::textbox, ui.t("booking.date"), "23.11.2026");
  type(Role::textbox, ui.t("booking.time"), "10:00");
  EXPECT_TRUE(dump().contains(ui.t("booking.is_free", {{"start", "10:00"}, {"end", "11:00"}})))
      << dump();
  expect_clean();
  picture("booking_two_services");
  activate(Role::button, ui.t("booking.submit"));
  const auto bookings = stored<Booking>(patient_);
  ASSERT_EQ(bookings.size(), 1U) << dump();
  EXPECT_EQ(bookings[0].further_services, std::vector<ServiceId>{second});
  EXPECT_EQ(bookings[0].length_minutes, 60);
  EXPECT_TRUE(dump().contains("Первичный приём + УЗИ сердца")) << dump();
}

class SeriesViews : public GroupVisitViews {
 public:
  /// Four Mondays at ten, of which the second one is taken by somebody else.
  void book_four_mondays() {
    open_small();
    Booking taken = booking_tomorrow(add_patient("Иванова", "Анна", "", {}), 600);
    taken.date = input.today.plus_days(8);
    taken.begin = clinic().catalogue().zone_of(branch_).lookup({taken.date, 600 * 60}).first;
    submit(OpKind::book, {whole(taken)});
    settle();
    open_patient("Сидоров");
    activate(Role::button, ui.t("card.book"));
    type(Role::textbox, ui.t("booking.date"), "23.11.2026");
    type(Role::textbox, ui.t("booking.time"), "10:00");
    activate(Role::combobox, ui.t("series.repeat"));
    activate(Role::option, ui.t("repeat.weekly"));
    type(Role::textbox, ui.t("series.times"), "4");
  }
  std::vector<Booking> of_patient() {
    std::vector<Booking> bookings = stored<Booking>(patient_);
    std::ranges::sort(bookings, {}, &Booking::begin);
    return bookings;
  }
};

TEST_F(SeriesViews, ASeriesIsBookedAtOnceWithTheNearestTimeWhereItsOwnIsTaken) {
  book_four_mondays();
  EXPECT_TRUE(dump().contains(ui.t("series.instead", {{"time", "10:00"}}))) << dump();
  expect_clean();
  picture("booking_series");
  activate(Role::button, ui.t("booking.submit"));
  const std::vector<Booking> bookings = of_patient();
  // The rota of the fixture reaches 20 days: the fourth Monday has no hours and is left out.
  ASSERT_EQ(bookings.size(), 3U) << dump();
  EXPECT_EQ(bookings[0].begin_minute, 600);
  EXPECT_TRUE(bookings[1].begin_minute == 570 || bookings[1].begin_minute == 630);
  EXPECT_EQ(bookings[2].date, input.today.plus_days(15));
  EXPECT_FALSE(bookings[0].series.is_nil());
  for (const Booking& booking : bookings) EXPECT_EQ(booking.series, bookings[0].series);
}

TEST_F(SeriesViews, OneOfASeriesIsMovedOrCancelledAloneOrWithAllThatFollow) {
  book_four_mondays();
  activate(Role::button, ui.t("booking.submit"));
  add_reason(ReasonGroup::cancellation, "Заболел");
  settle();
  ASSERT_EQ(of_patient().size(), 3U);
  const auto open_first = [&] {
    activate(Role::option, name_that_begins(Role::option, "понедельник, 23"));
  };
  open_patient("Сидоров");
  open_first();
  activate(Role::button, ui.t("booking.find_time"));
  type(Role::textbox, ui.t("booking.time"), "15:00");
  activate(Role::checkbox, ui.t("series.following", {{"count", 2}}));
  expect_clean();
  activate(Role::button, ui.t("booking.move_here"));
  for (const Booking& booking : of_patient()) EXPECT_EQ(booking.begin_minute, 900) << dump();
  open_first();
  activate(Role::button, ui.t("booking.cancel"));
  activate(Role::combobox, ui.t("booking.cancel_reason"));
  activate(Role::option, "Заболел");
  activate(Role::checkbox, ui.t("series.following", {{"count", 2}}));
  expect_clean();
  picture("booking_series_cancel");
  // The sheet's own act has the same name; the answer to its question comes after it.
  ui::NodeId answer = 0;
  for (const ui::SemanticNode& n : ui.tree().nodes)
    if (n.role == Role::button && ui.tree().text(n.name) == ui.t("booking.cancel")) answer = n.id;
  frame({{.node = answer, .kind = ui::ActionKind::activate}});
  settle();
  for (const Booking& booking : of_patient()) EXPECT_NE(booking.cancelled_at.seconds, 0);
}

}  // namespace
}  // namespace retour::views
