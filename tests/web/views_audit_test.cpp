// The audit page and saved reports over the demo clinic: five questions lead to their pages, what
// is missing opens its people, a report comes back with its page and filters. (DM-01, DM-05) links:
// web_views ui_test_support
#include "app/live_funnel.hpp"
#include "funnel/finance.hpp"
#include "ui/widgets.hpp"
#include "web/support/view_tour.hpp"

namespace retour::views {
namespace {

using ui::Role;

class AuditViews : public ClinicFixture {
 public:
  void open_page(ui::TextId page) {
    open_demo();
    go_to("nav.funnel");
    for (int i = 0; i < 3; ++i) {  // the funnel, then the calls
      finish_jobs();
      settle();
    }
    open_page_of_figures(*this, page);
    settle();
  }
  void press_figure(ui::TextId id) {
    activate(Role::button, name_that_begins(Role::button, std::string(ui.t(id)) + ": "));
  }
};

TEST_F(AuditViews, TheFiveQuestionsLeadToTheirPages_DM01) {
  open_page("audit.title");
  expect_clean();
  const std::array questions = {
      std::pair{ui::TextId("audit.capacity"), ui::TextId("load.title")},
      std::pair{ui::TextId("audit.price"), ui::TextId("price.tab")},
      std::pair{ui::TextId("audit.profile"), ui::TextId("value.tab")},
      std::pair{ui::TextId("overview.value_so_far"), ui::TextId("value.tab")},
      std::pair{ui::TextId("audit.returned"), ui::TextId("doctors.title")}};
  for (const auto& [question, page] : questions) {
    press_figure(question);
    finish_jobs();
    settle();
    EXPECT_TRUE(node(Role::tab, ui.t(page)).state & ui::State::selected) << ui.t(question) << "\n"
                                                                         << dump();
    open_page_of_figures(*this, "audit.title");
    settle();
  }
}

TEST_F(AuditViews, WhatIsMissingOpensItsPeople_DM05) {
  open_page("audit.title");
  app::LiveFunnel live(clinic());
  for (int i = 0; i < 4 && !live.is_ready(); ++i) {
    EXPECT_TRUE(live.refresh().has_value());
    while (!clinic().jobs().is_empty()) clinic().jobs().run(1'000'000);
  }
  const LocalDate today = clinic().today({});
  const Zone zone = clinic().catalogue().zone_of({});
  const Interval period{zone.lookup({today.plus_days(-89), 0}).first,
                        zone.lookup({today.plus_days(1), 0}).first};
  const funnel::Completeness engine = funnel::completeness_of(live.columns(), period);
  bool any = false;
  for (std::size_t i = 0; i < funnel::recorded_count && !any; ++i) {
    const std::int64_t missing = engine.items[i].all - engine.items[i].known;
    if (missing == 0) continue;
    any = true;
    const auto what = ui::TextId::from("audit.recorded." + std::to_string(i));
    ASSERT_TRUE(what.has_value());
    const std::string cell =
        ui.t("chart.table_cell", {{"row", ui.t(*what)},
                                  {"column", ui.t("audit.missing")},
                                  {"value", ui::format_number(missing, ui.language())}});
    ASSERT_TRUE(has(Role::button, cell)) << cell << "\n" << dump();
    activate(Role::button, cell);
    EXPECT_EQ(
        rows_in_list(),
        funnel::people_without(live.columns(), period, static_cast<funnel::Recorded>(i)).size());
  }
  EXPECT_TRUE(any) << "the demo lacks nothing: the test shows nothing";
}

TEST_F(AuditViews, WhatContradictsOpensItsPeopleAndSaysWhatIsAssumed_DM05) {
  open_page("audit.title");
  EXPECT_FALSE(shows(ui.t("audit.fault.two_sources"))) << "nobody asked yet";
  // Somebody whose card says one source and whose call says another.
  const auto& sources = clinic().catalogue().sources;
  ASSERT_GE(sources.size(), 2U);
  Patient person;
  person.id = clinic().new_id<Patient>();
  person.family_name = "Двуисточников";
  person.source = sources[0].id;
  person.first_seen_at = clinic().now();
  submit(OpKind::register_patient, {whole(person)});
  Call call;
  call.id = clinic().new_id<Call>();
  call.at = clinic().now();
  call.phone = "+79990001122";
  call.source = sources[1].id;
  call.patient = person.id;
  submit(OpKind::log_call, {whole(call)});
  settle();
  finish_jobs();
  settle();
  activate(Role::button, ui.t("audit.faults_check"));
  finish_jobs();
  settle();
  expect_clean_everywhere("audit_faults");
  EXPECT_TRUE(shows(ui.t("audit.assumed.two_sources"))) << dump();
  activate(Role::button,
           ui.t("chart.table_cell", {{"row", ui.t("audit.fault.two_sources")},
                                     {"column", ui.t("audit.patients_with")},
                                     {"value", ui::format_number(1, ui.language())}}));
  EXPECT_TRUE(shows("Двуисточников")) << dump();
  EXPECT_EQ(rows_in_list(), 1U);
}

TEST_F(AuditViews, ASavedReportComesBackWithItsPageAndFilters) {
  open_page("finance.title");
  activate(Role::combobox, ui.t("funnel.period"));
  activate(Role::option, ui.t("funnel.this_year"));
  activate(Role::button, ui.t("reports.save"));
  type(Role::textbox, ui.t("reports.name"), "Год по врачам");
  expect_clean();
  activate(Role::button, ui.t("common.save"));
  settle();
  const auto& lists = clinic().catalogue().saved_lists;
  const auto saved = std::ranges::find(lists, "Год по врачам", &SavedList::name);
  ASSERT_NE(saved, lists.end());
  EXPECT_EQ(saved->page, "finance");
  EXPECT_EQ(saved->query, "period=this_year");

  open_page_of_figures(*this, "funnel.title");
  activate(Role::combobox, ui.t("funnel.period"));
  activate(Role::option, ui.t("funnel.month"));
  activate(Role::combobox, ui.t("reports.title"));
  activate(Role::option, "Год по врачам");
  settle();
  EXPECT_TRUE(has(Role::heading, ui.t("finance.title"))) << dump();
  EXPECT_EQ(ui.tree().text(node(Role::combobox, ui.t("funnel.period")).value),
            ui.t("funnel.this_year"));
  go_to("nav.patients");
  EXPECT_FALSE(shows("Год по врачам")) << "it is no list of patients";
  go_to("nav.funnel");
  activate(Role::button, ui.t("reports.remove"));
  settle();
  EXPECT_FALSE(has(Role::combobox, ui.t("reports.title")));
}

TEST_F(AuditViews, IsCleanOnThreeScreensInEveryLanguage) {
  open_page("audit.title");
  expect_clean_everywhere("audit_page");
}

}  // namespace
}  // namespace retour::views
