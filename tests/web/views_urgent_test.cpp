// Urgent windows (SC-09): drawn on the board, refused in words, taken on purpose, offered to whom
// it is urgent, warned of when none is left, set and proposed in the settings.
// links: web_views ui_test_support
#include "app/urgent.hpp"
#include "web/support/small_clinic.hpp"

namespace retour::views {
namespace {

using ui::Role;

class Urgent : public SmallClinic {
 public:
  /// Two places of half an hour a day: Monday from 9 to 17 keeps 10:30 and 14:30, and releases
  /// them two hours before.
  void open_keeping() {
    open_small();
    Specialty specialty = clinic().catalogue().specialties.front();
    specialty.urgent_per_day = 2;
    submit(OpKind::put_specialty, {whole(specialty)});
    settle();
  }
  void open_form_at(const std::string& time) {
    go_to("nav.day");
    activate(Role::button, ui.t("day.next"));
    activate(Role::button, free(time));
    activate(Role::option, "Сидоров Пётр, 46 лет, +7 916 123-45-67");
  }
  std::string free(const std::string& time) {
    return ui.t("calendar.free", {{"time", time}, {"doctor", "Ёлкина"}});
  }
  std::string refused() {
    return ui.t("blocked.urgent_kept", {{"who", "Ёлкина"}, {"time", "08:30"}});
  }
  bool can_submit() {
    return (node(Role::button, ui.t("booking.submit")).state & ui::State::disabled) == 0;
  }
  std::vector<std::int32_t> booked_minutes() {
    std::vector<std::int32_t> minutes;
    for (const Booking& booking : stored<Booking>(patient_))
      minutes.push_back(booking.begin_minute);
    return minutes;
  }
};

TEST_F(Urgent, AKeptTimeIsDrawnAndSaidAndRefusedUntilSomebodySaysThatItIsUrgent) {
  open_keeping();
  go_to("nav.day");
  activate(Role::button, ui.t("day.next"));
  const std::string kept = ui.t("urgent.kept_until", {{"time", "08:30"}});
  EXPECT_EQ(ui.tree().text(node(Role::button, free("10:30")).description), kept) << dump();
  EXPECT_EQ(ui.tree().text(node(Role::button, free("10:00")).description), "");
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("urgent_board_" + screen);
  });
  open_form_at("10:30");
  EXPECT_TRUE(shows(refused())) << dump();
  EXPECT_FALSE(can_submit());
  EXPECT_FALSE(has(Role::radio, "10:30")) << "not among the free times";
  EXPECT_TRUE(has(Role::radio, "10:00"));
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("urgent_form_" + screen);
  });
  activate(Role::checkbox, ui.t("booking.urgent"));
  EXPECT_FALSE(shows(refused())) << dump();
  EXPECT_TRUE(has(Role::radio, "10:30")) << dump();
  activate(Role::button, ui.t("booking.submit"));
  EXPECT_EQ(booked_minutes(), std::vector<std::int32_t>{10 * 60 + 30});
}

TEST_F(Urgent, AKeptTimeIsTakenOnPurposeWithItsRoom) {
  open_keeping();
  open_form_at("14:30");
  EXPECT_FALSE(can_submit());
  activate(Role::checkbox, ui.t("booking.overrule"));
  EXPECT_TRUE(can_submit()) << dump();
  activate(Role::button, ui.t("booking.submit"));
  ASSERT_EQ(booked_minutes(), std::vector<std::int32_t>{14 * 60 + 30});
  EXPECT_EQ(stored<Booking>(patient_)[0].room, room_);
}

TEST_F(Urgent, WithoutADoctorTheTimeIsKeptTooAndSaysSo) {
  open_keeping();
  open_patient("Сидоров");
  activate(Role::button, ui.t("card.book"));
  activate(Role::radio,
           ui::format_date(input.today.plus_days(1), ui::DateStyle::weekday_short, ui.language()) +
               ", с 09:00");
  type(Role::textbox, ui.t("booking.time"), "10.30");
  EXPECT_TRUE(shows(refused())) << dump();
}

TEST_F(Urgent, NothingIsAskedWhereNothingIsKept) {
  open_small();
  open_form_at("10:30");
  EXPECT_FALSE(has(Role::checkbox, ui.t("booking.urgent")));
  EXPECT_TRUE(can_submit());
}

TEST_F(Urgent, TheWaitlistOffersAKeptTimeToWhomItIsUrgentOnly) {
  open_keeping();
  Booking booked = booking_tomorrow(patient_, 10 * 60 + 30);
  submit(OpKind::book, {whole(booked)});
  for (const auto& [name, urgency] :
       {std::pair{"Иванова", Urgency::soon}, std::pair{"Срочнов", Urgency::urgent}}) {
    WaitlistEntry entry;
    entry.id = clinic().new_id<WaitlistEntry>();
    entry.patient = add_patient(name, "Ан", "", {});
    entry.service = service_;
    entry.earliest = input.today;
    entry.urgency = urgency;
    entry.asked_at = clinic().now();
    submit(OpKind::join_waitlist, {facets_of(entry, 0)});
  }
  const ReasonId reason = add_reason(ReasonGroup::cancellation, "Заболел");
  settle();
  go_to("nav.day");
  activate(Role::button, ui.t("day.next"));
  key(Role::button, name_that_begins(Role::button, "10:30–11:00"), "ContextMenu");
  activate(Role::menuitem, ui.t("booking.cancel"));
  activate(Role::combobox, ui.t("booking.cancel_reason"));
  activate(Role::option, "Заболел");
  ui::NodeId answer = 0;
  for (const ui::SemanticNode& n : ui.tree().nodes)
    if (n.role == Role::button && ui.tree().text(n.name) == ui.t("booking.cancel")) answer = n.id;
  frame({{.node = answer, .kind = ui::ActionKind::activate}});
  settle();
  ASSERT_FALSE(reason.is_nil());
  activate(Role::button, ui.t("offers.show"));
  finish_jobs();
  EXPECT_TRUE(has(Role::button, ui.t("offers.book", {{"patient", "Срочнов Ан"}}))) << dump();
  EXPECT_FALSE(has(Role::button, ui.t("offers.book", {{"patient", "Иванова Ан"}})));
  EXPECT_TRUE(shows(refused())) << dump();
}

TEST_F(Urgent, ADayWithNoPlaceLeftIsWarnedOfBeforeAndLedTo) {
  open_keeping();
  for (const int minute : {10 * 60 + 30, 14 * 60 + 30})
    submit(
        OpKind::book,
        {whole(booking_tomorrow(add_patient("Иванова", std::to_string(minute), "", {}), minute))});
  settle();
  go_to("nav.day");
  const LocalDate monday = input.today.plus_days(1);
  const std::string words =
      ui.t("urgent.none_on",
           {{"who", "Кардиолог"},
            {"date", ui::format_date(monday, ui::DateStyle::weekday_full, ui.language())}});
  EXPECT_TRUE(shows(words)) << dump();
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("urgent_warning_" + screen);
  });
  activate(Role::button, ui.t("urgent.show_day"));
  EXPECT_TRUE(shows(ui.t("urgent.none_here", {{"who", "Кардиолог"}}))) << dump();
  shortcut("m");
  EXPECT_TRUE(shows(ui.t("urgent.none_left"))) << dump();
}

TEST_F(Urgent, TheSpecialtySaysHowManyAndTooFewDataProposeNothing) {
  open_small();
  go_to("nav.settings");
  activate(Role::tab, ui.t("settings.words"));
  activate(Role::row, "Кардиолог, —");
  EXPECT_TRUE(shows(ui.t("urgent.too_few_data"))) << dump();
  type(Role::textbox, ui.t("urgent.per_day"), "3");
  type(Role::textbox, ui.t("urgent.release"), "90");
  activate(Role::button, ui.t("common.save"));
  const Specialty& specialty = clinic().catalogue().specialties.front();
  EXPECT_EQ(specialty.urgent_per_day, 3);
  EXPECT_EQ(specialty.urgent_release_minutes, 90);
  EXPECT_EQ(app::urgent_windows(clinic().catalogue()).size(), 1U);
}

TEST_F(Urgent, BookingsForTheVeryDayProposeANumber) {
  open_small();
  // Thirty days; every other day two were booked that morning, on the others one a week before.
  for (int day = 1; day <= 30; ++day)
    for (int n = 0; n < 2; ++n) {
      Booking booking = booking_tomorrow(patient_, 600 + 30 * n);
      booking.date = input.today.plus_days(-day);
      booking.begin = clinic()
                          .catalogue()
                          .zone_of(branch_)
                          .lookup({booking.date, booking.begin_minute * 60})
                          .first;
      booking.booked_at = booking.begin.plus_minutes(day % 2 == 0 ? -60 : -7 * 24 * 60);
      booking.attended = true;
      import_booking(booking);
    }
  go_to("nav.settings");
  activate(Role::tab, ui.t("settings.words"));
  activate(Role::row, "Кардиолог, —");
  EXPECT_TRUE(
      shows(ui.t("urgent.proposal", {{"days", 30}, {"visits", 30}, {"count", 2}, {"covered", 30}})))
      << dump();
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("urgent_settings_" + screen);
  });
  activate(Role::button, ui.t("urgent.take", {{"count", 2}}));
  activate(Role::button, ui.t("common.save"));
  EXPECT_EQ(clinic().catalogue().specialties.front().urgent_per_day, 2);
}

}  // namespace
}  // namespace retour::views
