// Everybody in a list: filters with their counts, orders, the way into a card; the clinic's clock.
// (CS-01, PS-16) links: web_views ui_test_support
#include "base/text.hpp"
#include "store/queries.hpp"
#include "ui/widgets.hpp"
#include "web/support/clinic_fixture.hpp"

namespace retour::views {
namespace {

using ui::Role;

class PatientsViews : public ClinicFixture {
 public:
  void open_list() {
    open_demo();
    go_to("nav.patients");
    finish_jobs();
  }
  std::int64_t everybody() {
    return store::count_of(clinic().database(), EntityKind::patient).value_or(0);
  }
  /// The number at the end of a control's name.
  std::int64_t count_in(const std::string& name) {
    return std::stoll(name.substr(name.find_last_of(' ') + 1));
  }
  std::vector<std::string> rows() {
    std::vector<std::string> names;
    for (const ui::SemanticNode& n : ui.tree().nodes)
      if (n.role == Role::row && !ui.tree().text(n.name).empty())
        names.emplace_back(ui.tree().text(n.name));
    return names;
  }
};

TEST_F(PatientsViews, ThoseWithoutANextStepAreOneClickAwayAndCounted) {
  open_list();
  const std::string chip =
      name_that_begins(Role::button, std::string(ui.t("patients.forgotten")) + "  ");
  const std::int64_t count = count_in(chip);
  ASSERT_GT(count, 0);
  activate(Role::button, chip);
  EXPECT_TRUE(shows(ui.t("patients.shown", {{"count", count}, {"all", everybody()}}))) << dump();
  for (const std::string& row : rows())
    if (row.contains(",")) EXPECT_TRUE(row.contains(ui.t("card.no_next_step"))) << row;
  expect_clean();
  activate(Role::button, chip);
  EXPECT_GT(rows().size(), 0u);
}

TEST_F(PatientsViews, AStatusFiltersAndAHeaderSorts) {
  open_list();
  activate(Role::combobox, ui.t("patients.status"));
  const std::string option = name_that_begins(Role::option, ui::status_name(ui, 5));
  activate(Role::option, option);
  for (const std::string& row : rows())
    if (row.contains(",")) EXPECT_TRUE(row.contains(ui::status_name(ui, 5))) << row;
  activate(Role::columnheader, ui.t("patients.name"));
  std::vector<std::string> names = rows();
  std::erase_if(names, [](const std::string& row) { return !row.contains(","); });
  ASSERT_GT(names.size(), 3u);
  EXPECT_TRUE(std::ranges::is_sorted(names, {}, [](const std::string& row) {
    return fold_for_search(row.substr(0, row.find(',')));
  }));
}

TEST_F(PatientsViews, FiltersThatNobodyFitsOfferTheWayBack) {
  open_list();
  activate(Role::combobox, ui.t("card.responsible"));
  activate(Role::option, name_that_begins(Role::option, "Тестов"));
  activate(Role::button,
           name_that_begins(Role::button, std::string(ui.t("patients.overdue")) + "  "));
  if (shows(ui.t("patients.no_match"))) activate(Role::button, ui.t("patients.all"));
  EXPECT_GT(rows().size(), 1u);
}

// The device may stand in another zone than the clinic: its day and its line of the present are the
// clinic's.
// PS-16, PS-17: the search field understands filters, keeps them in a saved list, and says what it
// does not understand.
TEST_F(PatientsViews, TheSearchFieldUnderstandsFilters) {
  open_list();
  type(Role::searchbox, ui.t("patients.search_label"), "статус:4 визит>10");
  settle();
  std::vector<std::string> names = rows();
  std::erase_if(names, [](const std::string& row) { return !row.contains(","); });
  ASSERT_FALSE(names.empty()) << dump();
  for (const std::string& row : names) EXPECT_TRUE(row.contains(ui::status_name(ui, 4))) << row;
  expect_clean();
  activate(Role::button, ui.t("lists.menu"));
  activate(Role::menuitem, ui.t("lists.save_as"));
  type(Role::textbox, ui.t("lists.name"), "Давно не были");
  activate(Role::button, ui.t("common.save"));
  settle();
  const auto& lists = clinic().catalogue().saved_lists;
  const auto saved = std::ranges::find(lists, "Давно не были", &SavedList::name);
  ASSERT_NE(saved, lists.end());
  EXPECT_EQ(saved->query, "статус:4 визит>10");

  type(Role::searchbox, ui.t("patients.search_label"), "цвет:синий");
  settle();
  EXPECT_TRUE(dump().contains("Не понимаю «цвет:синий»")) << dump();
  EXPECT_TRUE(shows(ui.t("patients.shown", {{"count", everybody()}, {"all", everybody()}})));
  expect_clean();
}

TEST_F(PatientsViews, TheClockIsTheClinics) {
  open_demo();
  EXPECT_EQ(ui.input().minute_of_day, 10 * 60 + 40);
}

}  // namespace
}  // namespace retour::views
