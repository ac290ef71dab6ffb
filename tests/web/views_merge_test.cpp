// Two cards of one person: found, compared, merged in one act and separated again; filters by name,
// marks with one act on all of them, the menu of a row. links: web_views ui_test_support
#include <imgui.h>

#include <cfloat>

#include "ops/same_person.hpp"
#include "store/queries.hpp"
#include "views/words.hpp"
#include "web/support/small_clinic.hpp"

namespace retour::views {
namespace {

using ui::Role;

class MergeViews : public SmallClinic {
 public:
  void open_twice() {
    open_small();
    other_ = add_patient("Сидоров", "Петр", "+79161234567", LocalDate::from_ymd(1980, 5, 17));
    settle();
  }
  void open_list() {
    go_to("nav.patients");
    finish_jobs();
  }
  PatientId standing(PatientId id) {
    return store::standing_card(clinic().database(), id).value_or(PatientId{});
  }
  std::string name() { return name_of_patient(stored_patient(patient_)); }

  PatientId other_;
};

TEST_F(MergeViews, TheListOfSimilarCardsLeadsToAMergeAndItsUndo) {
  open_twice();
  open_list();
  activate(Role::button, ui.t("duplicates.chip"));
  finish_jobs();
  settle();
  ASSERT_TRUE(shows(ui.t("duplicates.found", {{"count", 1}}))) << dump();
  activate(Role::row, name_that_begins(Role::row, "Сидоров П"));
  EXPECT_TRUE(shows(ui.t("merge.nothing_lost"))) << dump();
  expect_clean();
  activate(Role::button, ui.t("merge.do"));
  settle();
  EXPECT_EQ(standing(other_), standing(patient_));
  EXPECT_TRUE(
      shows(ui.t("merge.done", {{"patient", name_of_patient(stored_patient(standing(patient_)))}})))
      << dump();
  finish_jobs();
  settle();
  EXPECT_TRUE(shows(ui.t("duplicates.none"))) << dump();
  activate(Role::button, ui.t("common.undo"));
  settle();
  EXPECT_NE(standing(other_), standing(patient_));
}

TEST_F(MergeViews, TwoPeopleAreToldApartFromTheListAndNotShownAgain) {
  open_twice();
  open_list();
  activate(Role::button, ui.t("duplicates.chip"));
  finish_jobs();
  settle();
  activate(Role::button,
           name_that_begins(Role::button, ui.t("quick.menu", {{"patient", "Сидоров П"}})));
  activate(Role::menuitem, ui.t("merge.tell_apart"));
  settle();
  EXPECT_TRUE(shows("разные люди")) << dump();
  EXPECT_TRUE(shows(ui.t("duplicates.none"))) << dump();
  expect_clean();
  finish_jobs();
  settle();
  EXPECT_TRUE(shows(ui.t("duplicates.none")));
  activate(Role::button, ui.t("common.undo"));
  finish_jobs();
  settle();
  EXPECT_TRUE(shows(ui.t("duplicates.found", {{"count", 1}}))) << dump();
}

TEST_F(MergeViews, WhoComparesMaySeeTwoPeopleAndTheCardAsksNoMore) {
  open_twice();
  open_list();
  activate(Role::row, name_that_begins(Role::row, "Сидоров П"));
  activate(Role::button, ui.t("merge.compare"));
  activate(Role::button, ui.t("merge.tell_apart"));
  settle();
  EXPECT_FALSE(shows(ui.t("merge.nothing_lost"))) << "the form closes";
  EXPECT_FALSE(has(Role::button, ui.t("merge.compare"))) << dump();
  EXPECT_EQ(stored<Difference>(patient_).size() + stored<Difference>(other_).size(), 1U);
  EXPECT_NE(standing(other_), standing(patient_));
}

TEST_F(MergeViews, WhatTheCardKeepsIsChosenAndWrittenInTheSameAct) {
  open_small();
  other_ = add_patient("Сидорова", "Пелагея", "+79160000002", std::nullopt);
  settle();
  open_list();
  activate(Role::checkbox, ui.t("marks.all"));
  EXPECT_TRUE(shows(ui.t("marks.marked", {{"count", 2}}))) << dump();
  activate(Role::button, ui.t("marks.merge"));
  activate(Role::option, name_of_patient(stored_patient(other_)));
  activate(Role::button, ui.t("merge.do"));
  settle();
  const PatientId stays = standing(other_);
  EXPECT_EQ(standing(patient_), stays);
  const Patient kept = stored_patient(stays);
  EXPECT_EQ(kept.family_name, "Сидорова");
  EXPECT_EQ(kept.phones.size(), 2U) << "the numbers of both";
  EXPECT_EQ(kept.birth_date, LocalDate::from_ymd(1980, 5, 17));
  activate(Role::button, ui.t("common.undo"));
  settle();
  EXPECT_EQ(standing(other_), other_);
  EXPECT_EQ(standing(patient_), patient_);
  EXPECT_EQ(stored_patient(patient_).family_name, "Сидоров");
  EXPECT_EQ(stored_patient(patient_).phones.size(), 1U);
}

TEST_F(MergeViews, DifferentDatesOfBirthNeedAWord) {
  open_small();
  other_ = add_patient("Сидоров", "Пётр", "+79161234567", LocalDate::from_ymd(2010, 1, 2));
  settle();
  open_list();
  activate(Role::checkbox, ui.t("marks.all"));
  activate(Role::button, ui.t("marks.merge"));
  EXPECT_NE(node(Role::button, ui.t("merge.do")).state & ui::State::disabled, 0U) << dump();
  activate(Role::checkbox, ui.t("merge.births_checked"));
  activate(Role::button, ui.t("merge.do"));
  settle();
  EXPECT_EQ(standing(other_), standing(patient_));
}

TEST_F(MergeViews, ACardSaysWhoWasJoinedToItAndSeparatesHimAgain) {
  open_twice();
  Sameness word;
  word.id = clinic().new_id<Sameness>();
  word.patient = other_;
  word.same_as = patient_;
  word.at = clinic().now();
  submit(OpKind::merge_patients, {whole(word)});
  open_list();
  activate(Role::row, name_that_begins(Role::row, "Сидоров"));
  ASSERT_TRUE(shows("Сидоров Петр")) << dump();
  expect_clean();
  activate(Role::button, ui.t("merge.separate"));
  settle();
  EXPECT_EQ(standing(other_), other_);
  // Now the card says that there is a similar one.
  activate(Role::button, ui.t("merge.compare"));
  EXPECT_TRUE(shows(ui.t("merge.nothing_lost"))) << dump();
}

TEST_F(MergeViews, TheMenuOfARowSaysWhoElseItIs) {
  open_small();
  other_ = add_patient("Иная", "Анна", "+79160000003", std::nullopt);
  settle();
  open_list();
  activate(Role::button, ui.t("quick.menu", {{"patient", "Иная Анна"}}));
  activate(Role::menuitem, ui.t("quick.merge"));
  EXPECT_TRUE(shows(ui.t("merge.none_alike"))) << dump();
  type(Role::searchbox, ui.t("merge.search"), "сидоров");
  activate(Role::option, name_that_begins(Role::option, "Сидоров Пётр"));
  EXPECT_TRUE(shows(ui.t("merge.nothing_lost"))) << dump();
}

TEST_F(MergeViews, ARightClickAndTheMenuKeyOpenTheMenuOfARow) {
  // The menu was behind its "…" only; a right click on the row did nothing.
  open_small();
  open_list();
  const std::string row = name_that_begins(Role::row, name());
  const ui::Rect r = node(Role::row, row).rect;
  ImGuiIO& io = ImGui::GetIO();
  io.AddMousePosEvent(r.x + 30, r.y + r.h / 2);
  settle();
  for (const bool down : {true, false}) {
    io.AddMouseButtonEvent(1, down);
    settle();
  }
  ASSERT_TRUE(has(Role::menuitem, ui.t("quick.step"))) << dump();
  expect_clean();
  EXPECT_NEAR(node(Role::menuitem, ui.t("quick.call")).rect.x, r.x + 30, 24);
  const std::uint32_t first = node(Role::menuitem, ui.t("quick.call")).id;
  frame({{.node = first, .kind = ui::ActionKind::key, .text = "Escape"}});
  settle();
  ASSERT_FALSE(has(Role::menuitem, ui.t("quick.step")));
  frame({{.node = node(Role::row, row).id, .kind = ui::ActionKind::focus}});
  key(Role::row, row, "ContextMenu");
  activate(Role::menuitem, ui.t("quick.step"));
  activate(Role::button, ui.t("common.save"));
  settle();
  EXPECT_EQ(stored<NextStep>(patient_).size(), 1U) << dump();
}

TEST_F(MergeViews, AFingerThatRestsOnARowAsksForItsMenu) {
  open_small();
  open_list();
  const ui::Rect r = node(Role::row, name_that_begins(Role::row, name())).rect;
  ImGuiIO& io = ImGui::GetIO();
  io.AddMousePosEvent(r.x + 30, r.y + r.h / 2);
  settle();
  io.AddMouseButtonEvent(0, true);
  frame();
  EXPECT_TRUE(ui.press_claim().menu);
  EXPECT_EQ(ui.press_claim().owner, ui::PressOwner::scrolling);
  io.AddMousePosEvent(-FLT_MAX, -FLT_MAX);
  io.AddMouseButtonEvent(0, false);
  settle();
}

TEST_F(MergeViews, ShiftMarksARangeByArrowsAndByAClick) {
  // Rows could be marked one by one only, but for the boxes themselves.
  open_small();
  for (int i = 0; i < 5; ++i)
    add_patient("Многов" + std::to_string(i), "Иван", "+7916000010" + std::to_string(10 + i), {});
  settle();
  open_list();
  std::vector<std::uint32_t> rows;
  for (const ui::SemanticNode& n : ui.tree().nodes)
    if (n.role == Role::row && n.row > 0) rows.push_back(n.id);
  ASSERT_EQ(rows.size(), 6U);
  const auto marked = [&](int count) { return shows(ui.t("marks.marked", {{"count", count}})); };
  const auto press = [&](std::size_t row, std::string_view key) {
    frame({{.node = rows[row], .kind = ui::ActionKind::focus}});
    frame({{.node = rows[row],
            .kind = ui::ActionKind::key,
            .modifiers = ui::Modifiers::shift,
            .text = std::string(key)}});
    settle();
  };
  press(1, "ArrowDown");
  EXPECT_TRUE(marked(2)) << dump();
  EXPECT_EQ(ui.focus(), rows[2]);
  press(2, "ArrowDown");
  EXPECT_TRUE(marked(3));
  press(3, "ArrowUp");
  EXPECT_TRUE(marked(2)) << "the way back gives up";
  press(2, "Home");
  EXPECT_TRUE(marked(2)) << "the first two: the range turns around where it began";
  const auto click = [&](std::size_t row) {
    const ui::Rect r = ui.tree().find(rows[row])->rect;
    click_at(r.x + 30, r.y + r.h / 2);
  };
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, true);
  settle();
  click(4);
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, false);
  settle();
  EXPECT_TRUE(marked(5)) << dump();
  EXPECT_TRUE(has(Role::table, ui.t("patients.title"))) << "no card was opened";
}

TEST_F(MergeViews, TheMenuOfARowSetsTheNextStep) {
  open_small();
  open_list();
  activate(Role::button, ui.t("quick.menu", {{"patient", name()}}));
  activate(Role::menuitem, ui.t("quick.step"));
  activate(Role::button, ui.t("common.save"));
  settle();
  EXPECT_EQ(stored<NextStep>(patient_).size(), 1U) << dump();
}

TEST_F(MergeViews, OneActOnAllMarkedAndOneUndo) {
  open_small();
  for (int i = 0; i < 11; ++i)
    add_patient("Многов" + std::to_string(i), "Иван", "+7916000010" + std::to_string(10 + i), {});
  settle();
  open_list();
  activate(Role::checkbox, ui.t("marks.all"));
  activate(Role::button, ui.t("marks.step"));
  activate(Role::button, ui.t("common.save"));
  settle();
  finish_jobs();
  settle();
  const auto count = [&] {
    return store::count_of(clinic().database(), EntityKind::next_step).value_or(-1);
  };
  EXPECT_EQ(count(), 12) << dump();
  EXPECT_TRUE(shows(ui.t("marks.step_set", {{"count", 12}}))) << dump();
  activate(Role::button, ui.t("common.undo"));
  finish_jobs();
  settle();
  EXPECT_EQ(count(), 0);
}

TEST_F(MergeViews, AFilterIsKeptByANameChosenAndDeleted) {
  open_small();
  open_list();
  activate(Role::button,
           name_that_begins(Role::button, std::string(ui.t("patients.forgotten")) + "  "));
  activate(Role::button, ui.t("lists.menu"));
  activate(Role::menuitem, ui.t("lists.save_as"));
  type(Role::textbox, ui.t("lists.name"), "Забытые");
  activate(Role::button, ui.t("common.save"));
  settle();
  ASSERT_EQ(clinic().catalogue().saved_lists.size(), 1U) << dump();
  const SavedList& saved = clinic().catalogue().saved_lists.front();
  EXPECT_EQ(saved.name, "Забытые");
  EXPECT_EQ(saved.step, PeopleStep::forgotten);
  EXPECT_EQ(saved.staff, clinic().session().staff);
  // Everybody again, then the list.
  activate(Role::combobox, ui.t("lists.list"));
  activate(Role::option, ui.t("choice.none"));
  activate(Role::combobox, ui.t("lists.list"));
  activate(Role::option, name_that_begins(Role::option, "Забытые"));
  activate(Role::button, ui.t("lists.menu"));
  activate(Role::menuitem, ui.t("lists.delete"));
  settle();
  EXPECT_FALSE(clinic().catalogue().saved_lists.front().active);
  activate(Role::button, ui.t("common.undo"));
  settle();
  EXPECT_TRUE(clinic().catalogue().saved_lists.front().active);
}

TEST_F(MergeViews, ColumnsAreChosen) {
  open_small();
  open_list();
  EXPECT_TRUE(has(Role::columnheader, ui.t("patients.status")));
  activate(Role::button, ui.t("table.columns"));
  activate(Role::checkbox, ui.t("patients.status"));
  settle();
  EXPECT_FALSE(has(Role::columnheader, ui.t("patients.status"))) << dump();
  EXPECT_TRUE(has(Role::columnheader, ui.t("patients.phone")));
}

TEST_F(MergeViews, TheListAndTheComparisonFitThreeScreens) {
  open_twice();
  submit(OpKind::change_identity, {facets_of(
                                      [&] {
                                        Patient other = stored_patient(other_);
                                        other.family_name = "Сидоров-Константинопольский";
                                        return other;
                                      }(),
                                      0)});
  open_list();
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("patients_" + screen);
    activate(Role::button, ui.t("quick.menu", {{"patient", name()}}));
    expect_clean();
    picture("menu_" + screen);
    activate(Role::menuitem, ui.t("quick.merge"));
    activate(Role::option, name_that_begins(Role::option, "Сидоров-К"));
    expect_clean();
    picture("merge_" + screen);
    activate(Role::button, ui.t("common.cancel"));
  });
}

}  // namespace
}  // namespace retour::views
