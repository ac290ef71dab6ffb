// What patients have brought and who they are, over the demo clinic: figures are the engine's and
// open their people, the forecast arrives by a job, filters narrow, nobody sees it who may not read
// money. (FN-03, FN-13, FN-14, RT-01, DM-06, DM-08, ET-01)
// links: web_views ui_test_support
#include "app/live_funnel.hpp"
#include "funnel/finance.hpp"
#include "views/words.hpp"
#include "web/support/view_tour.hpp"

namespace retour::views {
namespace {

using ui::Role;

class ValueViews : public ClinicFixture {
 public:
  void open_page(ui::TextId page) {
    go_to("nav.funnel");
    finish_jobs();
    open_page_of_figures(*this, page);
    finish_jobs();
  }
  void open_value() {
    open_demo();
    open_page("value.tab");
    finish_jobs();
    live_ = std::make_unique<app::LiveFunnel>(clinic());
    EXPECT_TRUE(live_->refresh().has_value());
    while (!clinic().jobs().is_empty()) clinic().jobs().run(1'000'000);
    EXPECT_TRUE(live_->refresh().has_value());
    settle();
  }
  const funnel::EventColumns& columns() { return live_->columns(); }
  std::vector<funnel::PatientValue> values() {
    return funnel::values_of(purchases_of(columns(), clinic().now()),
                             clinic().catalogue().zone_of({}).local(clinic().now()).date.days);
  }
  /// The quarter that the page opens with.
  funnel::ProfileQuery quarter() {
    const LocalDate today = clinic().today({});
    const Zone zone = clinic().catalogue().zone_of({});
    return {.whom = funnel::ProfileOf::visited,
            .period = {zone.lookup({today.plus_days(-89), 0}).first,
                       zone.lookup({today.plus_days(1), 0}).first},
            .now = clinic().now()};
  }
  std::string money(double minor) {
    return ui::format_money(
        {.minor = std::llround(minor), .currency = clinic().catalogue().clinic.currency},
        ui.language(), ui::MoneyStyle::rounded);
  }
  std::string mark(std::string_view name, std::string_view value) {
    return ui.t("chart.mark", {{"name", name}, {"value", value}});
  }
  /// Presses the button that begins so; the list must have so many people.
  void expect_people(const std::string& beginning, std::size_t people) {
    SCOPED_TRACE(beginning);
    activate(Role::button, name_that_begins(Role::button, beginning));
    EXPECT_EQ(rows_in_list(), people) << dump();
    open_page("value.tab");
  }
  void show_table_of(ui::TextId title) {
    activate(Role::button,
             ui.t("chart.mark", {{"name", ui.t("funnel.as_table")}, {"value", ui.t(title)}}));
  }
  std::string cell(std::string_view row, ui::TextId column, std::string_view value) {
    return ui.t("chart.table_cell", {{"row", row}, {"column", ui.t(column)}, {"value", value}});
  }

  std::unique_ptr<app::LiveFunnel> live_;
};

TEST_F(ValueViews, FiguresAreTheEnginesAndOpenTheirPeople_RT01) {
  open_value();
  const auto patients = values();
  ASSERT_GT(patients.size(), 100u);
  const funnel::MeanValues means = mean_values(patients);
  ASSERT_TRUE(means.historic.is_known());
  ASSERT_FALSE(means.equal_age.is_known()) << "the demo is three months old";
  const auto label = [&](ui::TextId id) { return std::string(ui.t(id)) + ": "; };
  expect_people(label("value.historic") + money(means.historic.value), patients.size());
  EXPECT_TRUE(shows(words_of(ui, means.equal_age))) << dump();
  const funnel::GroupShares groups = group_shares(patients);
  const auto all = static_cast<std::int64_t>(patients.size());
  const std::string regular =
      ui::format_permille((groups.patients[0] * 1000 + all / 2) / all, ui.language());
  expect_people(label("value.regular") + regular, static_cast<std::size_t>(groups.patients[0]));
  EXPECT_TRUE(
      shows(ui.t(groups.is_in_band() ? ui::TextId("value.band") : ui::TextId("value.band_low"))));
  expect_people(mark(ui.t("value.group.occasional"), std::to_string(groups.patients[1])),
                static_cast<std::size_t>(groups.patients[1]));
}

TEST_F(ValueViews, TheForecastArrivesByAJobAndIsTheEngines) {
  open_value();
  const auto patients = values();
  const funnel::VisitModel visits = funnel::fit_visits(patients);
  const funnel::MoneyModel spent = funnel::fit_money(patients);
  const funnel::Estimate year = funnel::expected_value_of_all(visits, spent, patients, 365);
  ASSERT_TRUE(year.is_known());
  EXPECT_TRUE(has(Role::button, std::string(ui.t("value.coming")) + ": " + money(year.value)))
      << dump();
  EXPECT_TRUE(
      shows(ui.t("value.mean_text",
                 {{"low", money(year.low)}, {"high", money(year.high)}, {"count", year.n}})));
  EXPECT_TRUE(shows(ui.t(std::abs(spent.correlation) > 0.3 ? ui::TextId("value.coming_off")
                                                           : ui::TextId("value.coming_text"))));
  // Something happens: the figure of before is not shown for that of now.
  Patient patient;
  patient.id = clinic().new_id<Patient>();
  patient.family_name = "Ярцева";
  submit(OpKind::register_patient, {whole(patient)});
  settle();
  EXPECT_TRUE(has(Role::button, std::string(ui.t("value.coming")) + ": …")) << dump();
  finish_jobs();
  EXPECT_TRUE(has(Role::button, std::string(ui.t("value.coming")) + ": " + money(year.value)));
}

TEST_F(ValueViews, ClassesAreThoseOfFinance_FN03_DM06) {
  open_value();
  const std::vector<funnel::ValueClass> classes = value_classes_of(columns(), clinic().now());
  std::array<std::size_t, 4> counts{};
  std::array<std::int64_t, 4> minor{};
  std::vector<std::int64_t> by_row(classes.size());
  for (const funnel::PatientValue& one : values()) by_row[one.patient] = one.total_minor;
  for (std::size_t row = 0; row < classes.size(); ++row) {
    if (live_->patients()[row].is_nil()) continue;
    ++counts[static_cast<std::size_t>(classes[row])];
    minor[static_cast<std::size_t>(classes[row])] += by_row[row];
  }
  ASSERT_GT(counts[3], 0u);
  show_table_of("value.classes");
  for (std::size_t i = 0; i < 4; ++i) {
    const auto id =
        ui::TextId::from("value.class." + std::string(EnumNames<funnel::ValueClass>::names[i]));
    expect_people(cell(ui.t(*id), "finance.patients",
                       ui::format_number(static_cast<std::int64_t>(counts[i]), ui.language())),
                  counts[i]);
    if (i < 3) {
      EXPECT_TRUE(has(Role::button,
                      cell(ui.t(*id), "funnel.revenue", money(static_cast<double>(minor[i])))))
          << dump();
    }
  }
}

TEST_F(ValueViews, ACellOfRecencyAndFrequencyOpensItsPeople) {
  open_value();
  const auto patients = values();
  const std::vector<funnel::Rfm> marks = rfm_of(patients);
  std::size_t people = 0, cells = 0;
  double minor = 0;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (marks[i].recency != 5 || marks[i].frequency != 5) continue;
    ++people;
    minor += static_cast<double>(patients[i].total_minor);
  }
  ASSERT_GT(people, 1u);
  const std::string cell_name =
      ui.t("chart.cell", {{"row", ui.t("value.recency_of", {{"mark", 5}})},
                          {"column", ui.t("value.frequency_of", {{"mark", 5}})}});
  for (const ui::SemanticNode& n : ui.tree().nodes)
    cells += ui.tree().text(n.name).starts_with(cell_name) ? 1 : 0;
  EXPECT_EQ(cells, 1u);
  expect_people(mark(cell_name, money(minor / static_cast<double>(people))), people);
}

TEST_F(ValueViews, WhoCameIsTheEnginesProfile_FN13_FN14_DM08) {
  open_value();
  const funnel::ProfileQuery query = quarter();
  const funnel::Profile profile = profile_of(columns(), query);
  const funnel::VisitFrequency frequency = visit_frequency(columns(), query);
  ASSERT_GT(profile.children, 0);
  expect_people(std::string(ui.t("value.visited")) + ": " + std::to_string(profile.patients),
                static_cast<std::size_t>(profile.patients));
  expect_people(std::string(ui.t("value.children")) + ": ",
                static_cast<std::size_t>(profile.children));
  expect_people(std::string(ui.t("value.rate")) + ": ",
                static_cast<std::size_t>(profile.patients - frequency.patients[0]));
  expect_people(mark(ui.t("value.times", {{"count", 2}}), std::to_string(frequency.patients[1])),
                static_cast<std::size_t>(frequency.patients[1]));
  // A bar of the pyramid: the women of a band.
  for (std::size_t band = 0; band < 2; ++band) {
    const std::int64_t women = profile.bands[static_cast<std::size_t>(Sex::female)][band];
    if (women == 0) continue;
    show_table_of("value.ages");
    const std::string row = band == 0 ? "0–4" : "5–9";
    expect_people(cell(row, "sex.female", std::to_string(women)), static_cast<std::size_t>(women));
    show_table_of("value.ages");
  }
  const funnel::DiagnosisCount& first = profile.diagnoses.front();
  expect_people(first.diagnosis + ": " + std::to_string(first.patients),
                static_cast<std::size_t>(first.patients));
}

TEST_F(ValueViews, ADoctorNarrowsEveryFigureToHisPeople) {
  open_value();
  const StaffId doctor{columns().doctors().id(1)};
  const Staff* person = clinic().catalogue().person(doctor);
  ASSERT_NE(person, nullptr);
  activate(Role::combobox, ui.t("booking.doctor"));
  activate(Role::option, full_name(*person));
  finish_jobs();
  funnel::ProfileQuery query = quarter();
  query.doctor = doctor;
  expect_people(std::string(ui.t("value.visited")) + ": ",
                static_cast<std::size_t>(profile_of(columns(), query).patients));
  query.period.begin = {};
  const std::vector<std::uint32_t> base = people_behind(columns(), query, funnel::ProfileCell{});
  std::size_t with = 0;
  for (const funnel::PatientValue& one : values())
    with += std::ranges::binary_search(base, one.patient) ? 1 : 0;
  ASSERT_LT(with, values().size());
  expect_people(std::string(ui.t("value.historic")) + ": ", with);
}

TEST_F(ValueViews, WhoeverMayNotReadMoneyHasNoSuchPages_ET01) {
  open_demo();
  sign_in_as(retour::Role::doctor);
  go_to("nav.funnel");
  finish_jobs();
  EXPECT_TRUE(has(Role::tab, ui.t("funnel.title")));
  EXPECT_FALSE(has(Role::tab, ui.t("value.tab")));
  EXPECT_FALSE(has(Role::tab, ui.t("price.tab")));
}

TEST_F(ValueViews, AnEmptyClinicSaysSo) {
  open_own();
  open_page("value.tab");
  finish_jobs();
  EXPECT_TRUE(shows(ui.t("value.nobody"))) << dump();
  expect_clean();
  open_page("price.tab");
  EXPECT_TRUE(shows(ui.t("price.none"))) << dump();
  expect_clean();
}

TEST_F(ValueViews, ValueIsCleanOnThreeScreensInEveryLanguage) {
  open_value();
  expect_clean_everywhere("value");
  activate(Role::button, ui.t("funnel.how_of", {{"figure", ui.t("value.title")}}));
  EXPECT_TRUE(shows(ui.t("term.patient_value")));
  expect_clean();
  activate(Role::button, ui.t("common.close"));
  set_touch(false);
  set_size(1440, 4000);
  settle();
  picture("value_whole");
}

}  // namespace
}  // namespace retour::views
