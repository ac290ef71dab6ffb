// The funnel's screen over the demo clinic: filters change counts, figures open their people and
// their formula, files can be trusted whatever somebody typed. (PS-19, PS-20)
// links: web_views ui_test_support
#include "funnel/report.hpp"
#include "ui/locale.hpp"
#include "ui/widgets.hpp"
#include "web/support/view_tour.hpp"
#include "web/support/xml_check.hpp"

namespace retour::views {
namespace {

using ui::Role;

constexpr std::string_view hostile = "=1+1<b>&\"";

class FunnelViews : public ClinicFixture {
 public:
  void open_funnel() {
    open_demo();
    go_to("nav.funnel");
    open_page_of_figures(*this, "funnel.title");
    finish_jobs();
  }
  std::string stage(int status) {
    return name_that_begins(Role::button, std::string(ui::status_name(ui, status)) + ": ");
  }
  /// The first number in a name, blanks between its digits left out.
  static std::int64_t number_in(std::string_view name) {
    std::int64_t number = 0;
    bool any = false;
    for (const char c : name.substr(name.find(": ") + 2)) {
      if (c >= '0' && c <= '9') {
        number = number * 10 + (c - '0');
        any = true;
      } else if (any && (static_cast<unsigned char>(c) < 0x80)) {
        break;  // No-break spaces group digits.
      }
    }
    return number;
  }
  std::int64_t count(int status) { return number_in(stage(status)); }
  void choose(ui::TextId combo, std::string_view option) {
    activate(Role::combobox, ui.t(combo));
    activate(Role::option, name_that_begins(Role::option, option));
  }
  std::vector<std::string> options(ui::TextId combo) {
    activate(Role::combobox, ui.t(combo));
    std::vector<std::string> names;
    for (const ui::SemanticNode& n : ui.tree().nodes)
      if (n.role == Role::option) names.emplace_back(ui.tree().text(n.name));
    activate(Role::combobox, ui.t(combo));
    return names;
  }
  /// The bytes of the download that the last act asked for.
  std::string downloaded(std::string_view ending) {
    for (const ui::Effect& effect : ui.effects.take())
      if (effect.kind == ui::EffectKind::download && effect.name.ends_with(ending))
        return {reinterpret_cast<const char*>(effect.bytes.data()), effect.bytes.size()};
    ADD_FAILURE() << "no file " << ending;
    return {};
  }
  std::string file(std::string_view button, ui::TextId format, std::string_view ending) {
    (void)ui.effects.take();
    activate(Role::button, button);
    activate(Role::menuitem, ui.t(format));
    return downloaded(ending);
  }
};

TEST_F(FunnelViews, FiltersChangeTheCountsAndTheirRemovalBringsThemBack) {
  open_funnel();
  const std::int64_t all = count(2);
  ASSERT_GT(all, 0);
  const std::vector<std::string> sources = options("card.source");
  ASSERT_GT(sources.size(), 2u);
  std::int64_t sum = 0;
  for (std::size_t i = 1; i < sources.size(); ++i) {
    choose("card.source", sources[i]);
    const std::int64_t some = shows(ui.t("funnel.nobody")) ? 0 : count(2);
    EXPECT_LE(some, all) << sources[i];
    sum += some;
  }
  EXPECT_LE(sum, all) << "nobody has two sources";
  EXPECT_GT(sum, 0);
  choose("card.source", sources.front());
  EXPECT_EQ(count(2), all);
  choose("funnel.period", ui.t("funnel.all"));
  EXPECT_GE(count(2), all);
}

TEST_F(FunnelViews, AFigureOpensThePeopleBehindIt) {
  open_funnel();
  const std::int64_t entered = count(3);
  ASSERT_GT(entered, 0);
  activate(Role::button, stage(3));
  EXPECT_TRUE(has(Role::button, ui.t("funnel.entered", {{"status", ui::status_name(ui, 3)}})));
  EXPECT_GT(rows_in_list(), 0u);
  EXPECT_LE(rows_in_list(), static_cast<std::size_t>(entered)) << "somebody may have two cycles";
  expect_clean();
}

// PS-14, PS-15: how target those who enter are, and do they buy once inside, together.
TEST_F(FunnelViews, TargetPatientsAreMarkedOnTheCardAndCountedOnTheFunnel_PS14_PS15) {
  open_funnel();
  EXPECT_TRUE(dump().contains("Целевых среди оплативших первый приём")) << dump();
  const std::string of_target = std::string(ui.t("funnel.entering_target")) + ", " +
                                std::string(ui.t("funnel.entering_count")) + ": ";
  const std::string cell = name_that_begins(Role::button, of_target);
  const auto before = static_cast<std::size_t>(number_in(cell));
  ASSERT_GT(before, 0U);
  activate(Role::button, cell);
  ASSERT_EQ(rows_in_list(), before);
  // The first of them is marked as none on his card: one fewer.
  const auto first = std::ranges::find_if(ui.tree().nodes, [&](const ui::SemanticNode& n) {
    return n.role == Role::row && ui.tree().text(n.name).contains(",");
  });
  ASSERT_NE(first, ui.tree().nodes.end());
  activate(Role::row, std::string(ui.tree().text(first->name)));
  activate(Role::button, ui.t("person.edit"));
  EXPECT_TRUE(node(Role::checkbox, ui.t("person.target")).state & ui::State::checked);
  expect_clean();
  activate(Role::checkbox, ui.t("person.target"));
  activate(Role::button, ui.t("common.save"));
  settle();
  go_to("nav.funnel");
  open_page_of_figures(*this, "funnel.title");
  finish_jobs();
  settle();
  EXPECT_EQ(static_cast<std::size_t>(number_in(name_that_begins(Role::button, of_target))),
            before - 1);
}

TEST_F(FunnelViews, TheThreeFormsSayTheSame) {
  open_funnel();
  const std::string flow = stage(2);
  activate(Role::radio, ui.t("funnel.bars"));
  EXPECT_EQ(stage(2), flow);
  expect_clean();
  activate(Role::radio, ui.t("funnel.table"));
  const std::string cell = name_that_begins(
      Role::button, ui.t("chart.table_cell", {{"row", ui::status_name(ui, 2)},
                                              {"column", ui.t("funnel.column.entered")},
                                              {"value", ""}}));
  EXPECT_EQ(number_in(cell), number_in(flow));
  expect_clean();
  activate(Role::button, cell);
  EXPECT_GT(rows_in_list(), 0u);
}

TEST_F(FunnelViews, EveryFigureSaysHowItIsComputed) {
  open_funnel();
  std::vector<std::string> buttons;
  const std::string beginning(ui.t("funnel.how_of", {{"figure", ""}}));
  for (const ui::SemanticNode& n : ui.tree().nodes)
    if (n.role == Role::button && ui.tree().text(n.name).starts_with(beginning))
      buttons.emplace_back(ui.tree().text(n.name));
  ASSERT_GE(buttons.size(), 13u);
  for (const std::string& button : buttons) {
    activate(Role::button, button);
    EXPECT_TRUE(has(Role::dialog, button.substr(beginning.size()))) << button;
    expect_clean();
    activate(Role::button, ui.t("common.close"));
  }
}

TEST_F(FunnelViews, EveryTermOfTheEngineIsDefinedInEveryLanguage) {
  for (const ui::Language language : {ui::Language::ru, ui::Language::en, ui::Language::sv})
    for (std::size_t i = 0; i <= static_cast<std::size_t>(funnel::Term::cohort); ++i) {
      const auto name = enum_name(static_cast<funnel::Term>(i));
      const auto id = ui::TextId::from("term." + std::string(name));
      ASSERT_TRUE(id.has_value()) << name;
      EXPECT_GT(ui::Texts::raw(language, *id).size(), 20u) << name;
    }
}

TEST_F(FunnelViews, FilesOfThePictureAreWellFormed) {
  open_funnel();
  const std::string svg = file(ui.t("common.download"), "chart.svg", ".svg");
  std::string problem;
  EXPECT_TRUE(tests::is_well_formed_xml(svg, problem)) << problem;
  EXPECT_TRUE(svg.contains(ui::status_name(ui, 5)));
  const std::string csv = file(ui.t("common.download"), "chart.csv", ".csv");
  EXPECT_EQ(std::ranges::count(csv, '\n'), 8) << csv;
  EXPECT_TRUE(csv.contains(";" + std::to_string(count(2)) + ";")) << csv;
  const std::string png = file(ui.t("common.download"), "chart.png", ".png");
  EXPECT_EQ(png, svg) << "the page renders the same drawing";
}

TEST_F(FunnelViews, WhatSomebodyTypedDoesNoHarmInFiles) {
  open_demo();
  std::vector<Reason> reasons = clinic().catalogue().reasons;
  for (Reason& reason : reasons) {
    reason.name = std::string(hostile) + reason.name;
    submit(OpKind::put_reason, {whole(reason)});
  }
  Patient patient;
  patient.id = clinic().new_id<Patient>();
  patient.family_name = hostile;
  patient.first_seen_at = clinic().now();
  submit(OpKind::register_patient, {whole(patient)});
  go_to("nav.funnel");
  open_page_of_figures(*this, "funnel.title");
  finish_jobs();
  choose("funnel.period", ui.t("funnel.all"));
  ASSERT_TRUE(shows(std::string(hostile))) << dump();
  const std::string svg = file(ui.t("funnel.download_reasons"), "chart.svg", ".svg");
  std::string problem;
  EXPECT_TRUE(tests::is_well_formed_xml(svg, problem)) << problem;
  EXPECT_TRUE(svg.contains("=1+1&lt;b&gt;&amp;&quot;"));
  const std::string csv = file(ui.t("funnel.download_reasons"), "chart.csv", ".csv");
  EXPECT_TRUE(csv.contains("'=1+1")) << csv;
  EXPECT_FALSE(csv.contains("\n=1+1") || csv.contains("\n\"=1+1")) << csv;
  activate(Role::button, stage(1));
  (void)ui.effects.take();
  activate(Role::button, ui.t("funnel.people_download"));
  const std::string people = downloaded(".csv");
  EXPECT_TRUE(people.contains("'=1+1")) << people.substr(0, 400);
  EXPECT_EQ(std::ranges::count(people, '\n'), static_cast<std::ptrdiff_t>(rows_in_list()) + 1);
}

TEST_F(FunnelViews, APeriodWithoutAnybodyOffersTheWayBack) {
  open_funnel();
  choose("card.source", options("card.source").back());
  choose("funnel.period", ui.t("funnel.dates"));
  type(Role::textbox, ui.t("funnel.from"), "01.01.1990");
  leave(Role::textbox, ui.t("funnel.from"));
  type(Role::textbox, ui.t("funnel.until"), "02.01.1990");
  leave(Role::textbox, ui.t("funnel.until"));
  EXPECT_TRUE(shows(ui.t("funnel.nobody")));
  expect_clean();
  activate(Role::button, ui.t("funnel.clear"));
  EXPECT_FALSE(has(Role::button, ui.t("funnel.clear")));
}

TEST_F(FunnelViews, OnAPhoneTheFiltersAreASheetAndChosenOnesAreChips) {
  set_size(390, 844);
  set_touch(true);
  open_funnel();
  EXPECT_FALSE(has(Role::combobox, ui.t("card.source")));
  activate(Role::button, ui.t("funnel.filters"));
  const std::vector<std::string> sources = options("card.source");
  choose("card.source", sources[1]);
  expect_clean();
  activate(Role::button, ui.t("funnel.show"));
  EXPECT_TRUE(has(Role::button, sources[1])) << dump();
  expect_clean();
  picture("funnel_phone");
  activate(Role::button, sources[1]);
  EXPECT_FALSE(has(Role::button, sources[1]));
}

TEST_F(FunnelViews, EveryFormIsCleanOnThreeScreensInEveryLanguage) {
  open_funnel();
  on_three_screens([&](const std::string& screen) {
    for (const ui::Language language : {ui::Language::ru, ui::Language::sv, ui::Language::pseudo}) {
      set_language(language);
      settle();
      for (const ui::TextId form :
           {ui::TextId("funnel.table"), ui::TextId("funnel.bars"), ui::TextId("funnel.ribbons")}) {
        activate(Role::radio, ui.t(form));
        SCOPED_TRACE(std::string(form.name()) + " " + std::string(ui::code_of(language)));
        expect_clean();
        if (language == ui::Language::ru)
          picture("funnel_" + screen + "_" + std::string(form.name()));
      }
    }
    set_language(ui::Language::ru);
  });
}

TEST_F(FunnelViews, AsOfADayFewerHaveComeAndTheCaptionSaysSo) {
  open_funnel();
  choose("funnel.period", ui.t("funnel.all"));
  const std::int64_t today = count(4);
  const LocalDate day = clinic().today({}).plus_days(-30);
  const std::string date = ui::format_date(day, ui::DateStyle::numeric, ui.language());
  type(Role::textbox, ui.t("funnel.as_of"), date);
  settle();
  EXPECT_TRUE(shows(ui.t("funnel.as_of_words", {{"date", date}}))) << dump();
  EXPECT_LT(count(4), today);
  EXPECT_GT(count(4), 0);
  expect_clean();
}

TEST_F(FunnelViews, CyclesAreCountedWhenAskedAndOpenTheirPeople_PS09) {
  set_size(1440, 4000);
  open_funnel();
  activate(Role::checkbox, ui.t("cycles.show"));
  settle();
  expect_clean();
  const std::string once = name_that_begins(
      Role::button, ui.t("chart.table_cell",
                         {{"row", "1"}, {"column", ui.t("funnel.entering_count")}, {"value", ""}}));
  const std::int64_t people = number_in(once.substr(once.rfind(": ")));
  activate(Role::button, once);
  EXPECT_EQ(rows_in_list(), static_cast<std::size_t>(people));
}

TEST_F(FunnelViews, AFigureBecomesATargetWhereItIsExplained_DM09) {
  open_funnel();
  activate(Role::button, ui.t("funnel.how_of", {{"figure", ui.t("funnel.biggest")}}));
  expect_clean();
  activate(Role::button, ui.t("targets.from_figure"));
  settle();
  ASSERT_TRUE(has(Role::textbox, ui.t("aim.aim_percent"))) << dump();
  type(Role::textbox, ui.t("aim.aim_percent"), "90");
  activate(Role::button, ui.t("common.save"));
  settle();
  ASSERT_EQ(clinic().catalogue().targets.size(), 1u) << dump();
  EXPECT_EQ(clinic().catalogue().targets.front().figure, AimedFigure::step_conversion);
  EXPECT_GT(clinic().catalogue().targets.front().step, 0);
}

TEST_F(FunnelViews, GroupsOpenTheirPeopleWhateverTheyAreBy_PS11_PS12) {
  set_size(1440, 4000);  // groups are the last thing on the page
  open_funnel();
  const std::array by = {ui::TextId("finance.by.source"),
                         ui::TextId("cost.campaign"),
                         ui::TextId("finance.by.branch"),
                         ui::TextId("finance.by.doctor"),
                         ui::TextId("groups.operator"),
                         ui::TextId("groups.coordinator"),
                         ui::TextId("groups.service"),
                         ui::TextId("finance.by.specialty"),
                         ui::TextId("finance.by.month"),
                         ui::TextId("finance.by.age_group"),
                         ui::TextId("finance.by.child_or_adult"),
                         ui::TextId("finance.by.sex")};
  for (const ui::TextId one : by) {
    choose("groups.by", ui.t(one));
    finish_jobs();
    settle();
    const std::string name = ui.t("groups.name", {{"by", ui.t(one)}});
    ASSERT_TRUE(has(Role::table, name)) << name << "\n" << dump();
    expect_clean();
    if (ui.t(one) == ui.t(by.front())) picture("funnel_groups");
  }
  const std::string lead = "2 · " + std::string(ui::status_name(ui, 2));
  const std::string cell = name_that_begins(
      Role::button,
      ui.t("chart.table_cell", {{"row", ui.t("sex.female")}, {"column", lead}, {"value", ""}}));
  const std::int64_t women = number_in(cell.substr(cell.rfind(": ")));
  ASSERT_GT(women, 0) << cell;
  activate(Role::button, cell);
  EXPECT_TRUE(shows(ui.t("groups.people_entered",
                         {{"group", ui.t("sex.female")}, {"status", ui::status_name(ui, 2)}})));
  EXPECT_EQ(rows_in_list(), static_cast<std::size_t>(women));
}

}  // namespace
}  // namespace retour::views
