// Doctors side by side and what patients say of them, over the demo clinic: figures open their
// people, what cannot be known is said in words, a doctor sees no money, a rating that was entered
// is counted. (DR-01..28, SC-11, SC-19, ET-01)
// links: web_views ui_test_support
#include "store/ratings.hpp"
#include "ui/widgets.hpp"
#include "views/funnel_outflow.hpp"
#include "views/words.hpp"
#include "web/support/view_tour.hpp"

namespace retour::views {
namespace {

using ui::Role;

class DoctorsViews : public ClinicFixture {
 public:
  void open_page(ui::TextId page) {
    go_to("nav.funnel");
    finish_jobs();
    open_page_of_figures(*this, page);
    finish_jobs();
  }
  void open_doctors() {
    open_demo();
    open_page("doctors.title");
  }
  void choose_period(ui::TextId period) {
    activate(Role::combobox, ui.t("funnel.period"));
    activate(Role::option, ui.t(period));
  }
  /// Names of buttons with these words in them: cells that open something.
  std::vector<std::string> buttons_with(std::string_view words) {
    std::vector<std::string> found;
    for (const ui::SemanticNode& n : ui.tree().nodes)
      if (n.role == Role::button && ui.tree().text(n.name).contains(words))
        found.emplace_back(ui.tree().text(n.name));
    return found;
  }
  bool any_text_has(std::string_view words) {
    for (const ui::SemanticNode& n : ui.tree().nodes)
      if (ui.tree().text(n.name).contains(words)) return true;
    return false;
  }
};

TEST_F(DoctorsViews, AFigureOpensThePeopleBehindIt) {
  open_doctors();
  choose_period("funnel.all");
  for (const ui::TextId column : {ui::TextId("doctors.patients"), ui::TextId("doctors.visits"),
                                  ui::TextId("doctors.returned"), ui::TextId("doctors.marks")}) {
    const std::vector<std::string> cells = buttons_with(ui.t(column));
    ASSERT_FALSE(cells.empty()) << column.name() << dump();
    activate(Role::button, cells.front());
    EXPECT_TRUE(any_text_has(ui.t("doctors.patients_of", {{"doctor", ""}}))) << column.name();
    EXPECT_FALSE(has(Role::tab, ui.t("doctors.title"))) << column.name();
    open_page("doctors.title");
  }
}

TEST_F(DoctorsViews, WhatCannotBeKnownIsSaidInWords) {
  open_doctors();
  choose_period("funnel.month");
  const std::string words(ui.t("abstention.too_few", {{"count", 0}, {"needed", 0}}));
  EXPECT_TRUE(any_text_has(words.substr(0, words.find('0')))) << dump();
}

TEST_F(DoctorsViews, WithoutASpecialtyNobodyIsRanked) {
  open_doctors();
  EXPECT_FALSE(shows(ui.t("doctors.no_ranks")));
  activate(Role::combobox, ui.t("plan.specialty"));
  activate(Role::option, name_that_begins(Role::option, ""));
  EXPECT_TRUE(shows(ui.t("doctors.no_ranks"))) << dump();
}

TEST_F(DoctorsViews, ADoctorSeesNoMoney) {
  open_doctors();
  choose_period("funnel.all");
  EXPECT_TRUE(shows(ui.t("doctors.values")));
  StaffId doctor;
  for (const Staff& person : clinic().catalogue().staff)
    if (person.roles.has(retour::Role::doctor) &&
        !buttons_with(short_name(person) + ", " + std::string(ui.t("doctors.visits"))).empty())
      doctor = person.id;
  clinic().sign_in({.staff = doctor, .role = retour::Role::doctor});
  settle();
  open_page("doctors.title");
  EXPECT_FALSE(shows(ui.t("doctors.values"))) << dump();
  EXPECT_FALSE(shows(ui.t("doctors.scatter")));
  EXPECT_FALSE(any_text_has("₽"));
  EXPECT_LE(buttons_with(ui.t("doctors.visits")).size(), 1u);
}

TEST_F(DoctorsViews, EverySectionSaysHowItIsComputed) {
  open_doctors();
  const std::string beginning(ui.t("funnel.how_of", {{"figure", ""}}));
  const std::vector<std::string> buttons = buttons_with(beginning);
  ASSERT_EQ(buttons.size(), 7u);
  for (const std::string& button : buttons) {
    activate(Role::button, button);
    EXPECT_TRUE(has(Role::dialog, button.substr(beginning.size()))) << button;
    expect_clean();
    activate(Role::button, ui.t("common.close"));
  }
}

TEST_F(DoctorsViews, ARatingThatWasEnteredShowsUpOnTheCardAndInTheFigures) {
  open_doctors();
  Patient patient;
  patient.id = clinic().new_id<Patient>();
  patient.family_name = "Ярцева";
  patient.first_seen_at = clinic().now();
  submit(OpKind::register_patient, {whole(patient)});
  Rating review;
  review.id = clinic().new_id<Rating>();
  review.patient = patient.id;
  review.kind = RatingKind::review;
  review.at = clinic().now();
  review.score = 4;
  submit(OpKind::put_rating, {whole(review)});
  open_patient("Ярцева");
  EXPECT_TRUE(shows(ui.t("rating.of_five", {{"score", 4}}))) << dump();
  activate(Role::button, ui.t("rating.ask"));
  EXPECT_TRUE(shows(ui.t("rating.nothing")) ||
              (node(Role::button, ui.t("common.save")).state & ui::State::disabled) != 0);
  activate(Role::radio, "2");
  type(Role::textbox, ui.t("rating.text"), "Долго ждала");
  expect_clean();
  picture("rating_form");
  activate(Role::button, ui.t("common.save"));
  EXPECT_TRUE(shows(ui.t("rating.of_five", {{"score", 2}}))) << dump();
  EXPECT_TRUE(shows("Долго ждала"));
  expect_clean();
}

TEST_F(DoctorsViews, ANewMarkIsCountedWithItsDoctor) {
  open_doctors();
  const auto ratings = [&] { return buttons_with(ui.t("doctors.negative")); };
  const std::vector<std::string> before = ratings();
  std::vector<PatientId> people;
  StaffId doctor;
  for (const Staff& person : clinic().catalogue().staff)
    if (!buttons_with(short_name(person) + ", ").empty()) doctor = person.id;
  ASSERT_FALSE(doctor.is_nil()) << dump();
  Patient patient;
  patient.id = clinic().new_id<Patient>();
  patient.family_name = "Ярцева";
  patient.first_seen_at = clinic().now();
  submit(OpKind::register_patient, {whole(patient)});
  Rating word;
  word.id = clinic().new_id<Rating>();
  word.patient = patient.id;
  word.doctor = doctor;
  word.at = clinic().now();
  word.score = 1;
  submit(OpKind::put_rating, {whole(word)});
  finish_jobs();
  EXPECT_NE(ratings(), before);
}

TEST_F(DoctorsViews, CoordinatorsAreJudgedInWordsAndOpenTheirPatients) {
  open_demo();
  open_page("coordinators.title");
  choose_period("funnel.all");
  EXPECT_TRUE(any_text_has(ui.t("coordinators.raises")) ||
              any_text_has(ui.t("coordinators.lowers")) ||
              any_text_has(ui.t("coordinators.no_effect")) ||
              any_text_has(ui.t("coordinators.unknown", {{"why", ""}})))
      << dump();
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("coordinators_" + screen);
  });
  set_size(1440, 900);
  set_touch(false);
  const std::vector<std::string> cells = buttons_with(ui.t("coordinators.income"));
  ASSERT_FALSE(cells.empty()) << dump();
  activate(Role::button, cells.front());
  EXPECT_FALSE(shows(ui.t("coordinators.brought")));
}

TEST_F(DoctorsViews, WhoMayReadNoMoneyHasNoPageOfCoordinators) {
  open_demo();
  go_to("nav.funnel");
  finish_jobs();
  EXPECT_TRUE(has(Role::tab, ui.t("coordinators.title")));
  for (const Staff& person : clinic().catalogue().staff)
    if (person.roles.has(retour::Role::doctor))
      clinic().sign_in({.staff = person.id, .role = retour::Role::doctor});
  settle();
  EXPECT_FALSE(has(Role::tab, ui.t("coordinators.title")));
}

TEST_F(DoctorsViews, EachQuestionOfTheSurveyIsCountedByDoctorAndOpensItsPeople_DR19_DR22_DR23) {
  set_size(1440, 5000);
  open_doctors();
  choose_period("funnel.all");
  const std::vector<store::RatedVisit> all = *store::rated_visits(clinic().database());
  constexpr std::array<ui::TextId, 5> questions = {"rating.explained", "rating.complications",
                                                   "rating.guarantees", "rating.worth_price",
                                                   "rating.works_as_pair"};
  int compared = 0;
  for (std::size_t question = 0; question < questions.size(); ++question)
    for (const Staff& doctor : clinic().catalogue().staff) {
      std::int64_t asked = 0, yes = 0;
      for (const store::RatedVisit& one : all) {
        if (one.doctor != doctor.id || one.answers[question] == Answer::unasked) continue;
        ++asked;
        yes += one.answers[question] == Answer::yes ? 1 : 0;
      }
      const std::string place =
          ui.t("chart.table_cell",
               {{"row", short_name(doctor)}, {"column", ui.t(questions[question])}, {"value", ""}});
      const std::vector<std::string> cells = buttons_with(place);
      if (asked < 20 || cells.empty()) continue;
      const double share = static_cast<double>(yes) / static_cast<double>(asked);
      EXPECT_TRUE(cells.front().contains(share_words(ui, share))) << cells.front();
      ++compared;
    }
  EXPECT_GE(compared, 5) << "each question of somebody at least";
  activate(Role::button, buttons_with(", " + std::string(ui.t(questions[3])) + ": ").front());
  EXPECT_GT(rows_in_list(), 0u);
}

TEST_F(DoctorsViews, MarksOfFirstVisitsOpenTheirPeopleAndReviewsStandBesideCalls_DR24_DR27_DR28) {
  set_size(1440, 5000);
  open_doctors();
  choose_period("funnel.all");
  finish_jobs();
  settle();
  ASSERT_TRUE(has(Role::table, ui.t("loyalty.marks"))) << dump();
  EXPECT_TRUE(has(Role::table, ui.t("loyalty.reviews")));
  expect_clean();
  picture("doctors_loyalty");
  const std::string five = name_that_begins(
      Role::button, ui.t("chart.table_cell",
                         {{"row", "5"}, {"column", ui.t("finance.patients")}, {"value", ""}}));
  activate(Role::button, five);
  EXPECT_GT(rows_in_list(), 0u);
}

TEST_F(DoctorsViews, PagesAreCleanOnThreeScreensInEveryLanguage) {
  open_doctors();
  choose_period("funnel.all");
  on_three_screens([&](const std::string& screen) {
    for (const ui::Language language : {ui::Language::ru, ui::Language::sv, ui::Language::pseudo}) {
      set_language(language);
      settle();
      SCOPED_TRACE(std::string(ui::code_of(language)));
      expect_clean();
      if (language == ui::Language::ru) picture("doctors_" + screen);
    }
    set_language(ui::Language::ru);
  });
}

}  // namespace
}  // namespace retour::views
