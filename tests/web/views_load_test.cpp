// The load of the clinic: gauges, the bottleneck, the table, days that open, waiting. (SC-01..06)
// links: web_views ui_test_support
#include <algorithm>

#include "web/support/small_clinic.hpp"

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

}  // namespace
}  // namespace retour::views
