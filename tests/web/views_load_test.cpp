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

// SC-13, DR-13: on the demo it says something of every doctor and abstains in words.
TEST_F(LoadViews, TheFlowOfTheDemoIsCleanAndOpensItsPeople) {
  open_demo();
  open_load();
  finish_jobs();
  EXPECT_TRUE(shows(ui.t("flow.title"))) << dump();
  for (const float width : {1440.0F, 1180.0F, 390.0F}) {
    set_size(width, width > 500 ? 2600 : 5400);
    settle();
    expect_clean();
    picture("load_flow_" + std::to_string(static_cast<int>(width)));
  }
}

TEST_F(LoadViews, TheFlowSaysWhatMovingNewPatientsWouldBring) {
  open_small();
  const StaffId best = add_doctor("Верхов");
  Staff person = *clinic().catalogue().person(best);
  person.specialties = {specialty_};
  submit(OpKind::put_staff, {whole(person)});
  const auto add_patients = [&](StaffId doctor, int count, int days_ago, std::int64_t minor) {
    for (int i = 0; i < count; ++i) {
      Charge charge;
      charge.id = clinic().new_id<Charge>();
      charge.patient = add_patient("П" + std::to_string(i), "", "", {});
      charge.service = service_;
      charge.performer = doctor;
      charge.branch = branch_;
      charge.price_minor = minor + (i % 5 - 2) * minor / 20;
      charge.rendered_at = clinic().now().plus_minutes(-days_ago * 24 * 60);
      submit(OpKind::charge, {facets_of(charge, 0)});
    }
  };
  add_patients(doctor_, 25, 400, 1'000'000);
  add_patients(best, 25, 400, 5'000'000);
  add_patients(doctor_, 20, 30, 1'000'000);
  open_load();
  finish_jobs();
  EXPECT_TRUE(shows(ui.t("flow.no_marks"))) << dump();
  for (int i = 0; i < 12; ++i) {
    Rating rating;
    rating.id = clinic().new_id<Rating>();
    rating.patient = patient_;
    rating.doctor = best;
    rating.branch = branch_;
    rating.at = clinic().now().plus_minutes(-60);
    rating.score = 5;
    submit(OpKind::put_rating, {whole(rating)});
  }
  settle();
  EXPECT_TRUE(shows(ui.t("flow.no_room"))) << dump();
  Shift shift;
  shift.id = clinic().new_id<Shift>();
  shift.staff = best;
  shift.branch = branch_;
  shift.date = input.today.plus_days(-5);
  shift.begin_minute = 9 * 60;
  shift.end_minute = 17 * 60;
  submit(OpKind::put_shifts, {whole(shift)});
  settle();
  EXPECT_TRUE(shows(ui.t("flow.move", {{"count", 6}, {"from", "Ёлкина"}, {"to", "Верхов"}})))
      << dump();
  EXPECT_TRUE(shows(ui.t("flow.caveat"))) << dump();
  expect_clean();
  set_size(1440, 2000);
  settle();
  picture("load_flow_move");
  activate(Role::button, ui.t("demand.open", {{"doctor", "Верхов"}}));
  EXPECT_TRUE(has(Role::combobox, ui.t("rota.person"))) << dump();
  // Who may read no money sees nothing of it.
  clinic().sign_in({.staff = doctor_, .role = retour::Role::doctor});
  open_load();
  EXPECT_FALSE(shows(ui.t("flow.title"))) << dump();
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
