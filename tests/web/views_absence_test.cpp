// A doctor is away, runs late, or has gone for good: plan, act, undo, and what is left to call.
// (SC-20)
// links: web_views ui_test_support
#include <algorithm>

#include "app/rota.hpp"
#include "views/lateness.hpp"
#include "web/support/small_clinic.hpp"

namespace retour::views {
namespace {

using ui::Role;

class AbsentDoctor : public SmallClinic {
 public:
  void open_clinic() {
    open_small();
    Room room;
    room.id = second_room_ = clinic().new_id<Room>();
    room.branch = branch_;
    room.name = "Кабинет 2";
    submit(OpKind::put_room, {whole(room)});
    std::swap(room_, second_room_);
    colleague_ = add_doctor("Берёзова");
    std::swap(room_, second_room_);
    for (const int minute : {600, 630, 660}) book(minute);
    activate(Role::button, ui.t("day.next"));
  }
  void book(int minute) {
    static constexpr const char* names[] = {"Аистов", "Бобров", "Воронов", "Гусев", "Дятлов"};
    const PatientId patient =
        add_patient(names[bookings_.size()], "Иван", "+79160000001", std::nullopt);
    const Booking booking = booking_tomorrow(patient, minute);
    submit(OpKind::book, {whole(booking)});
    bookings_.push_back(booking);
  }
  std::string head(std::string_view doctor) {
    return ui.t("calendar.head_menu", {{"doctor", doctor}});
  }
  void ask(std::string_view doctor, ui::TextId item) {
    activate(Role::button, head(doctor));
    activate(Role::menuitem, ui.t(item));
  }
  void plan() {
    ask("Ёлкина", "day.head_absent");
    activate(Role::button, ui.t("absence.make_plan"));
    finish_jobs();
  }
  void of_row(std::string_view patient, ui::TextId item) {
    activate(Role::button,
             name_that_begins(Role::button, ui.t("day.menu", {{"patient", patient}})));
    activate(Role::menuitem, ui.t(item));
  }
  Booking now(std::size_t n) { return stored<Booking>(bookings_[n].patient).front(); }
  bool is_moved(std::size_t n) {
    return now(n).begin != bookings_[n].begin || now(n).doctor != doctor_;
  }
  std::size_t absences() {
    const auto shifts = app::shifts_between(clinic(), bookings_[0].date, bookings_[0].date, {});
    return static_cast<std::size_t>(std::ranges::count(*shifts, ShiftKind::absence, &Shift::kind));
  }
  std::string copied() {
    for (const ui::Effect& effect : ui.effects.take())
      if (effect.kind == ui::EffectKind::copy_text) return effect.text;
    return {};
  }

  RoomId second_room_;
  StaffId colleague_;
  std::vector<Booking> bookings_;
};

TEST_F(AbsentDoctor, PlanApplyCallUndo) {
  open_clinic();
  plan();
  EXPECT_TRUE(has(Role::table, ui.t("absence.table"))) << dump();
  EXPECT_TRUE(shows(ui.t("absence.moved", {{"count", 3}})));
  EXPECT_FALSE(is_moved(0)) << "a plan writes nothing";
  expect_clean();
  activate(Role::button, ui.t("absence.apply"));
  EXPECT_TRUE(shows(ui.t("absence.still_to_call", {{"count", 3}}))) << dump();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(is_moved(i));
  EXPECT_EQ(absences(), 1u);
  expect_clean();
  // The board shows who is away, and the undo puts everything back.
  activate(Role::button, ui.t("absence.back"));
  EXPECT_TRUE(!ui.tree().text(node(Role::button, head("Ёлкина")).description).empty()) << dump();
  EXPECT_FALSE(has(Role::button, ui.t("displaced.count", {{"count", 1}})));
  activate(Role::button, ui.t("common.undo"));
  for (std::size_t i = 0; i < 3; ++i) EXPECT_FALSE(is_moved(i));
  EXPECT_EQ(absences(), 0u);
  EXPECT_TRUE(stored<NextStep>(bookings_[0].patient).empty());
}

// The call "I am ill" comes to the desk: it may act at once, and leaves longer absences to a
// manager.
TEST_F(AbsentDoctor, TheDeskNotesWhoIsIllTomorrowAndNoLongerAbsence) {
  open_clinic();
  Staff desk;
  desk.id = clinic().new_id<Staff>();
  desk.family_name = "Стойкина";
  desk.roles = RoleSet::of(retour::Role::receptionist);
  submit(OpKind::put_staff, {whole(desk)});
  clinic().sign_in({.staff = desk.id, .role = retour::Role::receptionist});
  settle();
  ask("Ёлкина", "day.head_absent");
  const auto waits = [&] {
    return (node(Role::button, ui.t("absence.make_plan")).state & ui::State::disabled) != 0;
  };
  EXPECT_FALSE(waits());
  type(Role::textbox, ui.t("absence.last"),
       ui::format_date(bookings_[0].date.plus_days(3), ui::DateStyle::numeric, ui.language()));
  EXPECT_TRUE(waits());
  EXPECT_TRUE(shows(ui.t("absence.near_only"))) << dump();
  type(Role::textbox, ui.t("absence.last"),
       ui::format_date(bookings_[0].date, ui::DateStyle::numeric, ui.language()));
  activate(Role::button, ui.t("absence.make_plan"));
  finish_jobs();
  activate(Role::button, ui.t("absence.apply"));
  EXPECT_EQ(absences(), 1U) << dump();
  EXPECT_TRUE(is_moved(0));
  activate(Role::button, ui.t("common.undo"));
  EXPECT_EQ(absences(), 0U);
  EXPECT_FALSE(is_moved(0));
}

TEST_F(AbsentDoctor, WhoeverWasCalledIsMarked) {
  open_clinic();
  plan();
  activate(Role::button, ui.t("absence.apply"));
  (void)ui.effects.take();
  of_row("Бобров Иван", "absence.copy");
  const std::string text = copied();
  EXPECT_TRUE(text.starts_with("Иван, здравствуйте!")) << text;
  EXPECT_TRUE(text.contains("Ёлкина")) << text;
  of_row("Бобров Иван", "absence.mark_told");
  EXPECT_TRUE(shows(ui.t("absence.still_to_call", {{"count", 2}}))) << dump();
  EXPECT_NE(stored<NextStep>(bookings_[1].patient).front().done_at.seconds, 0);
}

TEST_F(AbsentDoctor, TextsAreInThePatientsLanguage) {
  open_clinic();
  Patient swede = stored_patient(bookings_[0].patient);
  swede.language = Language::swedish;
  submit(OpKind::change_contact, {facets_of(swede, 1)});
  plan();
  (void)ui.effects.take();
  of_row("Аистов Иван", "absence.copy");
  EXPECT_TRUE(copied().starts_with("Hej Иван!"));
}

TEST_F(AbsentDoctor, APersonDecidesVisitByVisit) {
  open_clinic();
  plan();
  of_row("Аистов Иван", "absence.leave");
  EXPECT_TRUE(shows(ui.t("absence.left_for_call"))) << dump();
  // Another of the offered places.
  activate(Role::row, name_that_begins(Role::row, "Бобров"));
  EXPECT_TRUE(has(Role::dialog, "Бобров Иван")) << dump();
  expect_clean();
  const std::string other = name_that_begins(Role::option, "");
  activate(Role::option, other);
  EXPECT_TRUE(shows(ui.t("absence.pinned"))) << dump();
  activate(Role::button, ui.t("absence.again"));
  finish_jobs();
  EXPECT_TRUE(shows(ui.t("absence.pinned"))) << "what was said stands";
  EXPECT_TRUE(shows(ui.t("absence.tasks", {{"count", 1}}))) << dump();
  activate(Role::button, ui.t("absence.apply"));
  EXPECT_FALSE(is_moved(0));
  EXPECT_TRUE(is_moved(1));
  EXPECT_TRUE(is_moved(2));
  EXPECT_EQ(stored<NextStep>(bookings_[0].patient).front().kind, StepKind::book);
  // The one that stayed has no doctor any more: the board says so and lists it.
  activate(Role::button, ui.t("absence.back"));
  activate(Role::button, ui.t("displaced.count", {{"count", 1}}));
  EXPECT_TRUE(shows(ui.t("displaced.doctor_absent"))) << dump();
  expect_clean();
  activate(Role::row, name_that_begins(Role::row, "Аистов"));
  EXPECT_TRUE(has(Role::dialog, ui.t("booking.move_title"))) << dump();
}

TEST_F(AbsentDoctor, APlaceTakenMeanwhileIsPlannedAnewAndSaid) {
  open_clinic();
  // Only the colleague, on the same day.
  ask("Ёлкина", "day.head_absent");
  activate(Role::combobox, ui.t("absence.window"));
  activate(Role::option, ui.t("absence.window_none"));
  activate(Role::button, ui.t("absence.make_plan"));
  finish_jobs();
  Booking faster = booking_tomorrow(patient_, 630);
  faster.doctor = colleague_;
  faster.room = second_room_;
  submit(OpKind::book, {whole(faster)});
  settle();
  activate(Role::button, ui.t("absence.apply"));
  finish_jobs();
  EXPECT_TRUE(shows(ui.t("absence.changed"))) << dump();
  EXPECT_TRUE(shows(ui.t("absence.anew")));
  EXPECT_FALSE(is_moved(0)) << "all or none";
  activate(Role::button, ui.t("absence.apply"));
  finish_jobs();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(is_moved(i));
}

TEST_F(AbsentDoctor, NothingButTheClinicsChangeIsNoReasonToAskAgain) {
  open_clinic();
  plan();
  add_patient("Ежов", "Иван", "", std::nullopt);
  settle();
  activate(Role::button, ui.t("absence.apply"));
  finish_jobs();
  EXPECT_TRUE(is_moved(0)) << "checked, and applied";
}

TEST_F(AbsentDoctor, TheMenuOfAColumnFitsEveryScreen) {
  open_clinic();
  activate(Role::button, head("Ёлкина"));
  ASSERT_TRUE(has(Role::menuitem, ui.t("day.head_absent"))) << dump();
  // Opened by a reader, with neither a pointer nor the focus there, the menu lay out of sight.
  const ui::Rect menu = node(Role::menuitem, ui.t("day.head_absent")).rect;
  EXPECT_GE(menu.x, 0);
  EXPECT_GE(menu.y, 0);
  EXPECT_LE(menu.x + menu.w, ui.width());
  expect_clean();
  settle();
  picture("head_menu");
}

TEST_F(AbsentDoctor, APlanCanBeGivenUp) {
  open_clinic();
  ask("Ёлкина", "day.head_absent");
  activate(Role::button, ui.t("absence.make_plan"));
  activate(Role::button, ui.t("common.cancel"));
  EXPECT_TRUE(has(Role::button, ui.t("absence.make_plan"))) << dump();
  finish_jobs();
  activate(Role::button, ui.t("absence.back"));
  EXPECT_TRUE(has(Role::button, head("Ёлкина")));
}

TEST_F(AbsentDoctor, DatesThatRunBackwardsAreSaid) {
  open_clinic();
  ask("Ёлкина", "day.head_absent");
  type(Role::textbox, ui.t("absence.last"), "01.01.2026");
  EXPECT_TRUE(shows(ui.t("absence.backwards"))) << dump();
}

TEST_F(AbsentDoctor, EveryStepFitsEveryScreen) {
  open_clinic();
  ask("Ёлкина", "day.head_absent");
  on_three_screens([&](const std::string&) { expect_clean(); });
  activate(Role::button, ui.t("absence.make_plan"));
  finish_jobs();
  on_three_screens([&](const std::string&) { expect_clean(); });
  activate(Role::button, ui.t("absence.apply"));
  on_three_screens([&](const std::string&) { expect_clean(); });
}

TEST_F(AbsentDoctor, WhoBeginsLaterIsListedWithTexts) {
  open_small();
  const PatientId second = add_patient("Бобров", "Иван", "+79160000002", std::nullopt);
  for (const auto& [patient, minute] : {std::pair(patient_, 660), std::pair(second, 690)}) {
    Booking booking = booking_tomorrow(patient, minute);
    booking.date = input.today;
    booking.begin = clinic().catalogue().zone_of(branch_).lookup({booking.date, minute * 60}).first;
    submit(OpKind::book, {whole(booking)});
  }
  settle();
  const std::uint64_t generation = clinic().generation();
  ask("Ёлкина", "day.head_late");
  EXPECT_TRUE(has(Role::table, ui.t("late.table"))) << dump();
  EXPECT_TRUE(shows("11:20"));
  EXPECT_TRUE(shows("11:50"));
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("late_" + screen);
  });
  (void)ui.effects.take();
  activate(Role::button, ui.t("absence.copy_all"));
  const std::string texts = copied();
  EXPECT_TRUE(texts.contains("Пётр, здравствуйте!")) << texts;
  EXPECT_TRUE(texts.contains("20 минут")) << texts;
  EXPECT_EQ(clinic().generation(), generation) << "nothing is stored";
}

TEST_F(AbsentDoctor, WhoeverLostTheDoctorIsOnAList) {
  open_clinic();
  Staff gone = *clinic().catalogue().person(doctor_);
  gone.active = false;
  submit(OpKind::put_staff, {facets_of(gone, 1)});
  settle();
  activate(Role::button, ui.t("displaced.count", {{"count", 3}}));
  EXPECT_TRUE(shows(ui.t("displaced.doctor_left"))) << dump();
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("displaced_" + screen);
  });
}

}  // namespace
}  // namespace retour::views
