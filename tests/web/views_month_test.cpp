// The month on the board and in the rota, and who is on call. (SC-23, SC-24)
// links: web_views ui_test_support
#include "views/view_month.hpp"
#include "web/support/small_clinic.hpp"

namespace retour::views {
namespace {

using ui::Role;

LocalDate november(unsigned day) {
  return *LocalDate::from_ymd(2026, 11, day);
}

TEST(MonthStart, GoesOverTheEndsOfYears) {
  EXPECT_EQ(month_start(november(22)), november(1));
  EXPECT_EQ(month_start(november(22), 2), *LocalDate::from_ymd(2027, 1, 1));
  EXPECT_EQ(month_start(november(22), -11), *LocalDate::from_ymd(2025, 12, 1));
  EXPECT_EQ(month_start(november(22), -10), *LocalDate::from_ymd(2026, 1, 1));
}

class Month : public SmallClinic {
 public:
  std::string weekday(LocalDate date) {
    return ui::format_date(date, ui::DateStyle::weekday_full, ui.language());
  }
  std::string day(unsigned of_november) {
    return name_that_begins(Role::button, weekday(november(of_november)) + ": ");
  }
  void shift_on(unsigned day, ShiftKind kind, int begin, int end, StaffId who) {
    Shift shift;
    shift.id = clinic().new_id<Shift>();
    shift.staff = who;
    shift.branch = branch_;
    shift.date = november(day);
    shift.kind = kind;
    shift.begin_minute = begin;
    shift.end_minute = end;
    submit(OpKind::put_shifts, {whole(shift)});
  }
  std::string percent(int of_hundred) { return std::to_string(of_hundred) + "\xC2\xA0%"; }
};

TEST_F(Month, EachDaySaysWhatIsBookedAndWhatStillFits) {
  open_small();
  // Eight hours of half-hour visits; one is booked, and one without time takes none.
  submit(OpKind::book, {whole(booking_tomorrow(patient_, 600))});
  CalendarDay holiday;
  holiday.date = november(25);
  holiday.id = calendar_day_id(holiday.date, {});
  holiday.name = "День клиники";
  submit(OpKind::put_calendar_days, {whole(holiday)});
  shortcut("m");
  EXPECT_EQ(day(23), weekday(november(23)) + ": 1 запись, " + ui.t("month.free", {{"count", 15}}) +
                         ", " + ui.t("month.load", {{"percent", percent(6)}}))
      << dump();
  EXPECT_TRUE(day(24).contains(ui.t("month.free", {{"count", 16}})));
  EXPECT_TRUE(day(25).ends_with("День клиники"));
  EXPECT_FALSE(day(22).contains(ui.t("month.full"))) << "a Sunday without shifts is not full";
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("month_" + screen);
  });
  set_size(1440, 900);
  settle();
  // From day to day by arrows; Enter opens.
  frame({{.node = node(Role::button, day(23)).id, .kind = ui::ActionKind::focus}});
  key(Role::button, day(23), "ArrowDown");
  EXPECT_TRUE(ui.is_focused(node(Role::button, day(30)).id)) << dump();
  activate(Role::button, day(23));
  EXPECT_TRUE(shows("10:00–10:30, Сидоров")) << dump();
}

TEST_F(Month, OneDoctorAloneAndAFullDay) {
  open_small();
  const StaffId other = add_doctor("Зайцев");
  Booking all_day = booking_tomorrow(patient_, 540);
  all_day.doctor = other;
  all_day.length_minutes = 480;
  submit(OpKind::book, {whole(all_day)});
  shortcut("m");
  EXPECT_TRUE(day(23).contains(ui.t("month.free", {{"count", 16}}))) << dump();
  activate(Role::combobox, ui.t("week.doctor"));
  activate(Role::option, "Зайцев");
  EXPECT_TRUE(day(23).contains(ui.t("month.full"))) << dump();
  EXPECT_TRUE(day(23).contains("1 запись"));
  activate(Role::button, ui.t("month.next"));
  EXPECT_TRUE(shows(ui::format_date(*LocalDate::from_ymd(2026, 12, 1), ui::DateStyle::month_year,
                                    ui.language())));
}

TEST_F(Month, WhoIsOnCallStandsOverTheDayAndInTheWeek) {
  open_small();
  go_to("nav.day");
  EXPECT_FALSE(shows("Дежурят")) << dump();
  Staff person = *clinic().catalogue().person(doctor_);
  person.phone = "+79160000001";
  submit(OpKind::put_staff, {whole(person)});
  shift_on(23, ShiftKind::on_call, 20 * 60, 24 * 60, doctor_);
  activate(Role::button, ui.t("day.next"));
  const std::string who = "Ёлкина 20:00–24:00, +7 916 000-00-01";
  EXPECT_TRUE(shows(ui.t("day.on_call", {{"who", who}}))) << dump();
  EXPECT_FALSE(has(Role::button, ui.t("calendar.free", {{"time", "20:00"}, {"doctor", "Ёлкина"}})))
      << "nobody is booked into it";
  shortcut("w");
  EXPECT_TRUE(shows(ui::format_date(november(23), ui::DateStyle::weekday_short, ui.language()) +
                    ": " + who))
      << dump();
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("week_on_call_" + screen);
  });
}

TEST_F(Month, TheRotaShowsEverybodysHoursAndOpensADay) {
  open_small();
  shift_on(24, ShiftKind::absence, 0, 24 * 60, doctor_);
  shift_on(29, ShiftKind::on_call, 8 * 60, 20 * 60, doctor_);
  go_to("nav.settings");
  activate(Role::tab, ui.t("rota.title"));
  activate(Role::radio, ui.t("month.word"));
  const auto cell = [&](unsigned of_november) {
    return name_that_begins(Role::button, "Ёлкина, " + weekday(november(of_november)));
  };
  EXPECT_TRUE(cell(23).ends_with(": 09:00–17:00 Приём")) << dump();
  EXPECT_TRUE(cell(24).contains("Отсутствие"));
  EXPECT_TRUE(cell(28).ends_with(ui.t("rota.free")));
  EXPECT_TRUE(cell(29).contains("Дежурство"));
  EXPECT_TRUE(shows("Ёлкина, 48 ч")) << dump();
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("rota_month_" + screen);
  });
  set_size(1440, 900);
  settle();
  activate(Role::button, cell(23));
  EXPECT_TRUE(has(Role::dialog, ui.t("rota.shift"))) << dump();
}

}  // namespace
}  // namespace retour::views
