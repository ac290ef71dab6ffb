// People without a booking, and bookings that were left half-way. (SC-18)
// links: web_views ui_test_support
#include "store/queries.hpp"
#include "web/support/small_clinic.hpp"

namespace retour::views {
namespace {

using ui::Role;

class WalkIns : public SmallClinic {
 public:
  /// Monday, 10:40.
  void open_monday() {
    open_small();
    clock_us += 24LL * 3600 * 1'000'000;
    input.today = input.today.plus_days(1);
    settle();
    finish_jobs();
  }
  void open_card() {
    go_to("nav.patients");
    activate(Role::row, name_that_begins(Role::row, "Сидоров Пётр"));
    finish_jobs();
  }
  std::string resume(std::string_view who) { return ui.t("drafts.resume", {{"patient", who}}); }
};

TEST_F(WalkIns, FromTheCardTwoTapsReceiveAndTheVisitIsLikeAnyOther) {
  open_monday();
  open_card();
  activate(Role::button, ui.t("walk_in.act"));
  ASSERT_TRUE(has(Role::dialog, ui.t("walk_in.title"))) << dump();
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("walk_in_" + screen);
  });
  activate(Role::button, ui.t("walk_in.submit"));
  settle();
  const auto bookings = stored<Booking>(patient_);
  const auto visits = stored<Visit>(patient_);
  ASSERT_EQ(bookings.size(), 1U) << dump();
  ASSERT_EQ(visits.size(), 1U);
  EXPECT_EQ(bookings[0].date, input.today);
  EXPECT_GE(bookings[0].begin_minute, 640);
  EXPECT_LT(bookings[0].begin_minute, 700);
  EXPECT_EQ(bookings[0].doctor, doctor_);
  EXPECT_EQ(visits[0].booking, bookings[0].id);
  EXPECT_EQ(visits[0].arrived_at, clinic().now());

  go_to("nav.day");
  picture("walk_in_board");
  const auto block = ui::format_time(bookings[0].begin_minute);
  bool on_board = false;
  for (const ui::SemanticNode& n : ui.tree().nodes) {
    const std::string_view name = ui.tree().text(n.name);
    on_board |= name.find("Сидоров Пётр") != std::string_view::npos &&
                name.find(block) != std::string_view::npos;
  }
  EXPECT_TRUE(on_board) << dump();
  activate(Role::button, ui.t("common.undo"));
  settle();
  EXPECT_TRUE(stored<Booking>(patient_).empty() || stored<Booking>(patient_)[0].entered_in_error);
}

TEST_F(WalkIns, FromTheBoardSomebodyNewWhoWaitsWithoutATime) {
  open_monday();
  go_to("nav.day");
  activate(Role::button, ui.t("day.today"));
  activate(Role::button, ui.t("walk_in.act"));
  activate(Role::button, ui.t("booking.new_patient"));
  type(Role::textbox, ui.t("booking.family"), "Прохожий");
  type(Role::textbox, ui.t("booking.given"), "Иван");
  activate(Role::radio, name_that_begins(Role::radio, ui.t("walk_in.untimed")));
  expect_clean();
  activate(Role::button, ui.t("walk_in.submit"));
  settle();
  const auto day =
      store::day_bookings(clinic().database(), branch_, input.today, store::Cancelled::hide);
  ASSERT_TRUE(day.has_value());
  ASSERT_EQ(day->size(), 1U) << dump();
  go_to("nav.day");
  activate(Role::button, ui.t("day.today"));
  bool shown = false;
  for (const ui::SemanticNode& n : ui.tree().nodes)
    shown |= ui.tree().text(n.name).find("Прохожий Иван") != std::string_view::npos;
  EXPECT_TRUE(shown) << dump();
}

TEST_F(WalkIns, WhenNobodyIsFreeHeStillIsReceived) {
  open_monday();
  clock_us += 9LL * 3600 * 1'000'000;
  settle();
  open_card();
  activate(Role::button, ui.t("walk_in.act"));
  EXPECT_TRUE(shows(ui.t("walk_in.nobody"))) << dump();
  activate(Role::button, ui.t("walk_in.submit"));
  settle();
  ASSERT_EQ(stored<Booking>(patient_).size(), 1U) << dump();
  EXPECT_EQ(stored<Booking>(patient_)[0].begin_minute, untimed_minute);
  EXPECT_EQ(stored<Visit>(patient_).size(), 1U);
}

TEST_F(WalkIns, OnAnotherDayNobodyIsReceived) {
  open_monday();
  go_to("nav.day");
  activate(Role::button, ui.t("day.today"));
  ASSERT_TRUE(has(Role::button, ui.t("walk_in.act")));
  activate(Role::button, ui.t("day.next"));
  EXPECT_FALSE(has(Role::button, ui.t("walk_in.act"))) << dump();
}

TEST_F(WalkIns, ABookingThatIsLeftIsKeptAndGoneOnWithOnAnyScreen) {
  open_monday();
  open_card();
  activate(Role::button, ui.t("card.book"));
  type(Role::textbox, ui.t("booking.note"), "просит окно");
  shortcut("Escape");
  settle();
  ASSERT_TRUE(has(Role::button, resume("Сидоров Пётр"))) << dump();
  go_to("nav.day");
  activate(Role::button, ui.t("day.today"));
  activate(Role::button, ui.t("day.book"));
  activate(Role::button, ui.t("booking.new_patient"));
  type(Role::textbox, ui.t("booking.family"), "Вторая");
  shortcut("Escape");
  settle();
  EXPECT_TRUE(has(Role::button, resume("Вторая"))) << dump();
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("drafts_" + screen);
  });
  go_to("nav.round");
  activate(Role::button, resume("Сидоров Пётр"));
  ASSERT_TRUE(has(Role::dialog, ui.t("booking.new"))) << dump();
  EXPECT_EQ(ui.tree().text(node(Role::textbox, ui.t("booking.note")).value), "просит окно");
  EXPECT_FALSE(has(Role::button, resume("Сидоров Пётр")));
  activate(Role::button, ui.t("common.cancel"));
  settle();
  EXPECT_FALSE(has(Role::button, resume("Сидоров Пётр"))) << "given up";
  activate(Role::button, ui.t("drafts.drop", {{"patient", "Вторая"}}));
  EXPECT_FALSE(has(Role::button, resume("Вторая"))) << dump();
}

TEST_F(WalkIns, AFormThatNobodyTouchedIsNotKept) {
  open_monday();
  open_card();
  activate(Role::button, ui.t("card.book"));
  ASSERT_TRUE(has(Role::dialog, ui.t("booking.new")));
  shortcut("Escape");
  settle();
  EXPECT_FALSE(has(Role::button, resume("Сидоров Пётр"))) << dump();
}

TEST_F(WalkIns, ThePatientIsPutOnTheWaitlistFromHisCard) {
  open_monday();
  open_card();
  activate(Role::button, ui.t("quick.more"));
  activate(Role::menuitem, ui.t("quick.wait"));
  activate(Role::combobox, ui.t("booking.service"));
  activate(Role::option, name_that_begins(Role::option, "Первичный приём"));
  activate(Role::button, ui.t("wish.join"));
  settle();
  ASSERT_EQ(stored<WaitlistEntry>(patient_).size(), 1U) << dump();
  EXPECT_EQ(stored<WaitlistEntry>(patient_)[0].service, service_);
}

}  // namespace
}  // namespace retour::views
