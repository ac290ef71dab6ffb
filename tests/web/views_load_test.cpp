// The load of the clinic: gauges, the bottleneck, the table, days that open, waiting. (SC-01..06)
// links: web_views ui_test_support
#include <algorithm>

#include "web/support/small_clinic.hpp"

#include "schedule/demand.hpp"

namespace retour::views {
namespace {

using ui::Role;

class LoadViews : public SmallClinic {
 public:
  void open_load() {
    go_to("nav.funnel");
    activate(Role::tab, ui.t("load.title"));
  }
};

TEST_F(LoadViews, SaysHowFullTheDoctorsAreAndWhatHoldsMoreVisitsBack) {
  open_small();
  submit(OpKind::book, {whole(booking_tomorrow(patient_, 600))});
  settle();
  open_load();
  // The week of this Sunday and the three after it: fourteen working days of eight hours ahead.
  EXPECT_TRUE(shows(ui.t("load.doctors"))) << dump();
  EXPECT_TRUE(shows("Ёлкина")) << dump();
  EXPECT_TRUE(shows("Кабинет 1"));
  EXPECT_TRUE(shows("ещё один врач")) << "a room stands empty in the evenings: doctors bind\n"
                                      << dump();
  EXPECT_TRUE(shows(ui.t("load.in_days", {{"count", 1}}))) << dump();
  expect_clean();
  picture("load");
}

// SC-02, SC-04: the theatre by its hours, the ward by its nights; what each service takes.
TEST_F(LoadViews, TheatreWardAndServicesHaveTheirLoad) {
  open_small();
  const auto add_room = [&](const char* name, RoomKind kind, int capacity) {
    Room room;
    room.id = clinic().new_id<Room>();
    room.branch = branch_;
    room.name = name;
    room.kind = kind;
    room.capacity = capacity;
    submit(OpKind::put_room, {whole(room)});
    return room.id;
  };
  Booking surgery = booking_tomorrow(patient_, 600);
  surgery.room = add_room("Операционная", RoomKind::theatre, 1);
  surgery.length_minutes = 90;
  surgery.ward = add_room("Палата 1", RoomKind::ward, 2);
  surgery.nights = 3;
  submit(OpKind::book, {whole(surgery)});
  settle();
  open_load();
  const auto nights = [&](int count) { return ui.t("load.nights", {{"count", count}}); };
  EXPECT_TRUE(shows(ui.t("load.of_hours", {{"booked", nights(3)}, {"all", nights(56)}}))) << dump();
  EXPECT_TRUE(shows(nights(53))) << dump();
  EXPECT_TRUE(shows(ui.t("room_kind.theatre"))) << dump();
  const auto table = node(Role::table, ui.t("load.services"));
  EXPECT_TRUE(dump().contains("Первичный приём")) << dump();
  EXPECT_TRUE(shows(ui.t("load.hours", {{"count", 2}}))) << "90 minutes are two hours, rounded";
  EXPECT_GT(table.rect.h, 0);
  expect_clean();
  picture("load_services");
}

TEST_F(LoadViews, ADayOfTheMapOpensTheBoard) {
  open_small();
  submit(OpKind::book, {whole(booking_tomorrow(patient_, 600))});
  settle();
  open_load();
  const auto& nodes = ui.tree().nodes;
  const auto cell = std::ranges::find_if(nodes, [&](const ui::SemanticNode& n) {
    return n.role == Role::button && ui.tree().text(n.name).contains("пн");
  });
  ASSERT_NE(cell, nodes.end()) << dump();
  frame({{.node = cell->id, .kind = ui::ActionKind::activate}});
  settle();
  EXPECT_TRUE(has(Role::button, ui.t("day.next"))) << dump();
  // Days without shifts, those that have passed here, are no cells: tomorrow is the first one.
  EXPECT_TRUE(
      shows(ui::format_date(input.today.plus_days(1), ui::DateStyle::weekday_full, ui.language())))
      << dump();
}

TEST_F(LoadViews, WithoutShiftsItSaysWhatToDo) {
  open_own();
  open_load();
  EXPECT_TRUE(shows(ui.t("load.nobody"))) << dump();
  expect_clean();
}

TEST_F(LoadViews, LooksTheSameOnEveryScreen) {
  open_demo();
  open_load();
  on_three_screens([&](const std::string& screen) {
    for (const ui::TextId span : {ui::TextId("load.past"), ui::TextId("load.year")}) {
      activate(Role::radio, ui.t(span));
      expect_clean();
      picture("load_" + screen + (span.hash() == ui::TextId("load.year").hash() ? "_year" : ""));
    }
  });
}

TEST_F(LoadViews, HoursThatHardlyAnybodyAsksForAreProposedToGoAndLeadToTheRota) {
  open_small();
  open_load();
  EXPECT_TRUE(shows(ui.t("demand.too_few", {{"count", 0},
                                            {"needed", schedule::demand_visits_min},
                                            {"weeks", schedule::demand_weeks_min}})))
      << dump();
  // The fixture's rota begins today, a Sunday; the usual week is the mean of four from Monday on.
  std::vector<Part> shifts;
  for (int day = 2; day <= 6; ++day) {
    Shift shift;
    shift.id = clinic().new_id<Shift>();
    shift.staff = doctor_;
    shift.branch = branch_;
    shift.date = input.today.plus_days(-day);
    shift.begin_minute = 9 * 60;
    shift.end_minute = 17 * 60;
    shifts.push_back(whole(shift));
  }
  submit(OpKind::put_shifts, std::move(shifts));
  // Ten Mondays with six visits each; on Tuesdays one comes.
  for (int week = 1; week <= 10; ++week)
    for (int visit = 0; visit < 7; ++visit) {
      Booking past = booking_tomorrow(
          add_patient("П" + std::to_string(10 * week + visit), "", "", {}), 540 + 30 * visit);
      past.date = past.date.plus_days(-7 * week + (visit == 6 ? 1 : 0));
      past.begin =
          clinic().catalogue().zone_of(branch_).lookup({past.date, past.begin_minute * 60}).first;
      import_booking(past);
    }
  go_to("nav.day");
  open_load();
  EXPECT_TRUE(dump().contains("Убрать: вторник")) << dump();
  EXPECT_FALSE(dump().contains("Убрать: среда")) << "of a day without visits nothing is known";
  expect_clean();
  picture("load_demand");
  activate(Role::button, ui.t("demand.open", {{"doctor", "Ёлкина"}}));
  EXPECT_TRUE(has(Role::combobox, ui.t("rota.person"))) << dump();
}

}  // namespace
}  // namespace retour::views
