// The rota page: templates made, changed for a day, for the days that follow and for all; what is
// left without hours is told before; the calendar by hand and from a table (SC-21, SC-23, SC-24).
#include "app/rota.hpp"
#include "views/rota_rule.hpp"
#include "views/view_settings_calendar.hpp"
#include "web/support/small_clinic.hpp"

namespace retour::views {
namespace {

using ui::Role;

class Rota : public SmallClinic {
 public:
  void SetUp() override {
    SmallClinic::SetUp();
    open_small();
    Staff doctor;
    doctor.id = newcomer_ = clinic().new_id<Staff>();
    doctor.family_name = "Новиков";
    doctor.roles = RoleSet::of(retour::Role::doctor);
    doctor.branches = {branch_};
    submit(OpKind::put_staff, {whole(doctor)});
    // The fixture's today is a Sunday.
    monday_ = input.today.plus_days(1);
    settle();
  }

  void open_page() {
    go_to("nav.settings");
    if (has(Role::tab, ui.t("rota.title"))) {
      activate(Role::tab, ui.t("rota.title"));
    } else if (!has(Role::combobox, ui.t("rota.person"))) {
      activate(Role::combobox, ui.t("settings.page"));
      activate(Role::option, ui.t("rota.title"));
    }
    activate(Role::combobox, ui.t("rota.person"));
    activate(Role::option, "Новиков");
    activate(Role::button, ui.t("rota.next"));
  }
  void save() { activate(Role::button, ui.t("common.save")); }

  /// Monday, Wednesday and Friday from 10 to 14, by the form.
  void make_template() {
    activate(Role::button, ui.t("rota.add_pattern"));
    chip(2);
    chip(4);
    type(Role::textbox, ui.t("rota.begins"), "10");
    type(Role::textbox, ui.t("rota.ends"), "14");
    save();
  }
  void chip(int weekday) {
    activate(Role::button, std::string(ui::weekday_name(weekday, ui.language())));
  }
  void open_day(std::string_view hours, std::size_t which = 0) {
    std::vector<std::string> rows;
    for (const ui::SemanticNode& n : ui.tree().nodes)
      if (n.role == Role::row && ui.tree().text(n.name).contains(hours) &&
          ui.tree().text(n.name).contains("."))
        rows.emplace_back(ui.tree().text(n.name));
    // Templates come first, days after them.
    const std::size_t first = clinic().catalogue().shift_patterns.size();
    ASSERT_LT(first + which, rows.size()) << dump();
    activate(Role::row, rows[first + which]);
  }
  std::string rota(int days = 14) {
    std::string text;
    for (const Shift& shift :
         *app::shifts_between(clinic(), monday_, monday_.plus_days(days - 1), branch_)) {
      if (shift.staff != newcomer_) continue;
      text += (text.empty() ? "" : ", ") + std::to_string(shift.date.days - monday_.days) + " " +
              std::to_string(shift.begin_minute / 60) + "-" + std::to_string(shift.end_minute / 60);
    }
    return text;
  }

  StaffId newcomer_;
  LocalDate monday_;
};

TEST_F(Rota, OpensOnSomebodyWithHours) {
  for (const char* name : {"Абрамов", "Борисов", "Власов", "Громов"}) {
    Staff idle;
    idle.id = clinic().new_id<Staff>();
    idle.family_name = name;
    idle.roles = RoleSet::of(retour::Role::doctor);
    submit(OpKind::put_staff, {whole(idle)});
  }
  go_to("nav.settings");
  activate(Role::tab, ui.t("rota.title"));
  EXPECT_TRUE(ui.tree().text(node(Role::combobox, ui.t("rota.person")).value).contains("Ёлкина"));
}

TEST_F(Rota, ATemplateIsMadeWithChipsAndShownInWords) {
  open_page();
  EXPECT_TRUE(shows(ui.t("rota.no_patterns"))) << dump();
  make_template();
  ASSERT_EQ(clinic().catalogue().shift_patterns.size(), 1U) << dump();
  EXPECT_EQ(clinic().catalogue().shift_patterns[0].recurrence,
            "RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR\n");
  EXPECT_TRUE(shows("пн, ср, пт")) << dump();
  EXPECT_EQ(rota(), "0 10-14, 2 10-14, 4 10-14, 7 10-14, 9 10-14, 11 10-14");
  expect_clean();
  activate(Role::button, ui.t("common.undo"));
  EXPECT_EQ(rota(), "");
}

TEST_F(Rota, ADayIsTakenOutMovedAndGivenBack) {
  open_page();
  make_template();
  open_day("10:00–14:00", 1);
  expect_clean();
  type(Role::textbox, ui.t("rota.ends"), "12");
  save();
  EXPECT_EQ(rota(7), "0 10-14, 2 10-12, 4 10-14");
  EXPECT_TRUE(shows(ui.t("rota.by_change"))) << dump();
  open_day("10:00–14:00", 0);
  activate(Role::checkbox, ui.t("rota.active"));
  save();
  EXPECT_EQ(rota(7), "2 10-12, 4 10-14");
  EXPECT_TRUE(shows(ui.t("rota.taken_out"))) << dump();
  open_day("10:00–14:00", 0);  // the day that was taken out
  activate(Role::checkbox, ui.t("rota.active"));
  save();
  EXPECT_EQ(rota(7), "0 10-14, 2 10-12, 4 10-14");
  open_day("10:00–14:00", 1);
  type(Role::textbox, ui.t("rota.date"), "29.11.2026");
  save();
  EXPECT_EQ(rota(7), "0 10-14, 2 10-12, 6 10-14");
}

TEST_F(Rota, ThisAndFollowingOrAll) {
  open_page();
  make_template();
  open_day("10:00–14:00", 1);
  activate(Role::radio, ui.t("rota.scope.following"));
  type(Role::textbox, ui.t("rota.begins"), "12");
  save();
  EXPECT_EQ(rota(8), "0 10-14, 2 12-14, 4 12-14, 7 12-14");
  activate(Role::button, ui.t("common.undo"));
  EXPECT_EQ(rota(8), "0 10-14, 2 10-14, 4 10-14, 7 10-14");
  open_day("10:00–14:00", 1);
  activate(Role::radio, ui.t("rota.scope.all"));
  chip(5);
  save();
  EXPECT_EQ(rota(8), "0 10-14, 2 10-14, 7 10-14");
}

TEST_F(Rota, WhatIsLeftWithoutHoursIsToldBeforeAndAfter) {
  open_page();
  make_template();
  Booking booking = booking_tomorrow(patient_, 13 * 60);
  booking.doctor = newcomer_;
  submit(OpKind::book, {whole(booking)});
  settle();
  open_day("10:00–14:00", 0);
  const std::string told = ui.t("rota.left_out", {{"count", 1}});
  EXPECT_FALSE(shows(told));
  type(Role::textbox, ui.t("rota.ends"), "12");
  EXPECT_TRUE(shows(told)) << dump();
  EXPECT_TRUE(shows("Сидоров")) << dump();
  save();
  EXPECT_TRUE(shows(ui.t("rota.out_of_hours", {{"count", 1}}))) << dump();
  EXPECT_EQ(stored<Booking>(patient_)[0].cancelled_at, Instant{});
  // In the same act it is somebody's to find another time; one undo takes both back.
  ASSERT_EQ(stored<NextStep>(patient_).size(), 1U) << dump();
  EXPECT_EQ(stored<NextStep>(patient_)[0].kind, StepKind::book);
  EXPECT_TRUE(stored<NextStep>(patient_)[0].note.contains("13:00"));
  EXPECT_TRUE(shows(ui.t("rota.steps", {{"count", 1}}))) << dump();
  activate(Role::button, ui.t("common.undo"));
  EXPECT_TRUE(stored<NextStep>(patient_).empty());
  EXPECT_FALSE(shows(ui.t("rota.out_of_hours", {{"count", 1}})));
  open_day("10:00–14:00", 0);
  type(Role::textbox, ui.t("rota.ends"), "12");
  save();
  activate(Role::button, ui.t("rota.show_people"));
  EXPECT_TRUE(shows("Сидоров")) << dump();
}

TEST_F(Rota, RefusalsAndOverlapsAreSaidInTheForm) {
  open_page();
  make_template();
  activate(Role::button, ui.t("rota.add_pattern"));
  EXPECT_TRUE(
      shows(ui.t("rota.overlap", {{"rule", "пн, ср, пт"}, {"from", "10:00"}, {"to", "14:00"}})))
      << dump();
  type(Role::textbox, ui.t("rota.begins"), "21");
  type(Role::textbox, ui.t("rota.ends"), "22");
  save();
  EXPECT_TRUE(shows(ui.t("refusal.outside_hours"))) << dump();
  type(Role::textbox, ui.t("rota.begins"), "15");
  type(Role::textbox, ui.t("rota.ends"), "17");
  type(Role::textbox, ui.t("rota.until"), "20.11.2026");
  save();
  EXPECT_TRUE(shows(ui.t("refusal.never_occurs"))) << dump();
}

TEST_F(Rota, TheCalendarIsKeptByHandAndReadFromATable) {
  open_page();
  make_template();
  activate(Role::radio, ui.t("workdays.title"));
  activate(Role::button, ui.t("workdays.import"));
  type(Role::textbox, ui.t("workdays.table"), "2026-11-25;holiday\nnonsense");
  EXPECT_TRUE(shows(ui.t("workdays.bad_lines", {{"lines", "2"}}))) << dump();
  type(Role::textbox, ui.t("workdays.table"),
       "\xEF\xBB\xBF"
       "date;kind;name;from\n2026-11-25;holiday;Праздник поп;\n"
       "28.11.2026;transferred;Перенос;25.11.2026\n2026-11-27;shortened;Короткий;90");
  expect_clean();
  save();
  EXPECT_EQ(clinic().catalogue().calendar_days.size(), 3U) << dump();
  EXPECT_EQ(rota(7), "0 10-14, 4 10-12, 5 10-14");
  EXPECT_TRUE(shows("Праздник поп")) << "a letter that ends as a byte order mark does";
  activate(Role::row, name_that_begins(Role::row, "ср"));
  activate(Role::checkbox, ui.t("workdays.active"));
  save();
  EXPECT_EQ(rota(7), "0 10-14, 2 10-14, 4 10-12, 5 10-14");
}

TEST_F(Rota, PagesAndFormsAreCleanInThreeSizes) {
  open_page();
  make_template();
  CalendarDay day;
  day.date = input.today;
  day.id = calendar_day_id(day.date, {});
  day.name = "Праздник";
  submit(OpKind::put_calendar_days, {whole(day)});
  on_three_screens([&](const std::string& size) {
    open_page();
    expect_clean();
    picture("rota_" + size);
    if (size == "phone") {  // where the days lie below the fold
      activate(Role::row, name_that_begins(Role::row, "пн, ср, пт"));
    } else {
      open_day("10:00–14:00", 0);
      expect_clean();
      picture("rota_day_" + size);
      activate(Role::radio, ui.t("rota.scope.following"));
    }
    expect_clean();
    picture("rota_following_" + size);
    activate(Role::button, ui.t("common.cancel"));
    activate(Role::radio, ui.t("workdays.title"));
    expect_clean();
    picture("workdays_" + size);
    activate(Role::button, ui.t("workdays.add"));
    expect_clean();
    picture("workdays_form_" + size);
    activate(Role::button, ui.t("common.cancel"));
    activate(Role::button, ui.t("workdays.import"));
    expect_clean();
    picture("workdays_import_" + size);
    activate(Role::button, ui.t("common.cancel"));
    activate(Role::radio, ui.t("rota.people"));
  });
}

// ---- the form of a rule

ShiftPattern with_rule(std::string recurrence) {
  ShiftPattern pattern;
  pattern.first = *date_from_iso("2026-11-23");
  pattern.recurrence = std::move(recurrence);
  return pattern;
}

TEST(RotaRule, EveryFormGivesItsTextBack) {
  for (const std::string rule :
       {"RRULE:FREQ=WEEKLY;BYDAY=MO,WE\n", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU\n",
        "RRULE:FREQ=WEEKLY;UNTIL=20270101;BYDAY=SA\nRDATE:20270110T000000\n",
        "RRULE:FREQ=DAILY;INTERVAL=4\nEXDATE:20261127T000000\n",
        "RRULE:FREQ=DAILY;BYMONTHDAY=1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31;BYDAY=MO,FR\n",
        "RRULE:FREQ=DAILY;BYMONTHDAY=2,4,6,8,10,12,14,16,18,20,22,24,26,28,30\n",
        "RRULE:FREQ=MONTHLY;BYDAY=-1FR\n", "RRULE:FREQ=WEEKLY;COUNT=5;BYDAY=MO\n", ""})
    EXPECT_EQ(RuleForm::of(with_rule(rule)).text(), rule);
}

TEST(RotaRule, ShapesAreRecognised) {
  const auto shape = [](const char* rule) { return RuleForm::of(with_rule(rule)).repeats; };
  EXPECT_EQ(shape("RRULE:FREQ=WEEKLY"), Repeats::weeks);
  EXPECT_TRUE(RuleForm::of(with_rule("RRULE:FREQ=WEEKLY")).weekdays[0]) << "its first day's";
  EXPECT_EQ(shape("RRULE:FREQ=DAILY;INTERVAL=4"), Repeats::days);
  EXPECT_EQ(shape("RRULE:FREQ=DAILY;BYMONTHDAY=1,3"), Repeats::own);
  EXPECT_EQ(shape("RRULE:FREQ=WEEKLY;COUNT=3"), Repeats::own);
  EXPECT_EQ(shape("no rule"), Repeats::own);
}

}  // namespace
}  // namespace retour::views
