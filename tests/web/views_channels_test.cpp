// The pages of channels and calls over the demo clinic: costs are entered and counted, figures open
// their people, months are published once, calls are listened to. (LD-01..03, LD-14, LD-27, IM-22,
// AD-01..08, AD-13)
// links: web_views ui_test_support
#include "store/queries.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"
#include "web/support/view_tour.hpp"

namespace retour::views {
namespace {

using ui::Role;

class ChannelViews : public ClinicFixture {
 public:
  void open_page(ui::TextId page) {
    open_demo();
    go_to("nav.funnel");
    finish_jobs();
    open_page_of_figures(*this, page);
    finish_jobs();
    settle();
  }
  std::string cell(std::string_view row, ui::TextId column) {
    return name_that_begins(
        Role::button,
        ui.t("chart.table_cell", {{"row", row}, {"column", ui.t(column)}, {"value", ""}}));
  }
  /// The first row of the table with this name.
  std::string first_row(std::string_view table) {
    bool is_in = false;
    for (const ui::SemanticNode& n : ui.tree().nodes) {
      if (n.role == Role::table) is_in = ui.tree().text(n.name) == table;
      if (is_in && n.role == Role::row && !ui.tree().text(n.name).empty())
        return std::string(ui.tree().text(n.name));
    }
    ADD_FAILURE() << "no row of " << table << " in\n" << dump();
    return {};
  }
  std::size_t reviews() {
    const auto all = store::call_reviews_after(clinic().tables(), {}, 10'000);
    return all ? all->size() : 0;
  }
  const Cost* cost_of(std::int64_t minor) {
    for (const Cost& cost : clinic().catalogue().costs)
      if (cost.amount_minor == minor) return &cost;
    return nullptr;
  }
};

TEST_F(ChannelViews, AChannelOpensItsPrimaryPatients) {
  open_page("channels.title");
  const std::string& channel = clinic().catalogue().sources.front().name;
  activate(Role::button, cell(channel, "channels.primaries"));
  EXPECT_TRUE(shows(ui.t("channels.primaries_of", {{"channel", channel}}))) << dump();
  EXPECT_GT(rows_in_list(), 0u);
}

TEST_F(ChannelViews, ACostIsEnteredOnceAndCountsInItsMonth) {
  open_page("channels.title");
  activate(Role::button, ui.t("cost.title"));
  activate(Role::button, ui.t("cost.add"));
  type(Role::textbox, ui.t("cost.amount"), "12345");
  expect_clean();
  activate(Role::button, ui.t("common.save"));
  settle();
  const Cost* cost = cost_of(1'234'500);
  ASSERT_NE(cost, nullptr);
  EXPECT_EQ(cost->month.day(), 1);
  EXPECT_EQ(cost->kind, CostKind::budget);
  expect_clean();
}

TEST_F(ChannelViews, ACostWithoutAnAmountIsNotSent) {
  open_page("channels.title");
  activate(Role::button, ui.t("cost.title"));
  const std::size_t before = clinic().catalogue().costs.size();
  activate(Role::button, ui.t("cost.add"));
  activate(Role::button, ui.t("common.save"));
  settle();
  EXPECT_EQ(clinic().catalogue().costs.size(), before);
}

TEST_F(ChannelViews, AMonthIsPublishedOnceAndStaysBesideWhatIsComputedNow) {
  open_page("channels.title");
  const std::string button =
      name_that_begins(Role::button, ui.t("channels.publish", {{"month", ""}}));
  activate(Role::button, button);
  settle();
  ASSERT_EQ(clinic().catalogue().published_months.size(), 1u);
  const PublishedMonth& said = clinic().catalogue().published_months.front();
  EXPECT_EQ(said.figures.size(), said.sources.size() * PublishedMonth::columns);
  EXPECT_EQ(said.funnel.size(), 24u);
  EXPECT_FALSE(has(Role::button, button)) << "it cannot be published again";
  EXPECT_TRUE(shows(ui.t("channels.primaries_now")));
  expect_clean();
}

TEST_F(ChannelViews, ACampaignIsMadeChangedAndOpensItsPatients_LD02_LD04_LD23) {
  set_size(1440, 3000);
  open_page("channels.title");
  ASSERT_GE(clinic().catalogue().campaigns.size(), 2u);
  const std::string known = clinic().catalogue().campaigns.front().name;
  EXPECT_TRUE(shows(clinic().catalogue().campaigns.front().contractor)) << "a contractor's sums";
  activate(Role::button, ui.t("campaign.add"));
  type(Role::textbox, ui.t("campaign.name"), "Плакат у метро");
  activate(Role::combobox, ui.t("channels.channel"));
  activate(Role::option, clinic().catalogue().sources.back().name);
  activate(Role::combobox, ui.t("campaign.number_kind"));
  activate(Role::option, ui.t("number_kind.fixed"));
  activate(Role::button, ui.t("common.save"));
  settle();
  EXPECT_EQ(clinic().catalogue().campaigns.size(), 2u) << "a printed number must be given";
  type(Role::textbox, ui.t("campaign.number"), "+79990009903");
  expect_clean();
  activate(Role::button, ui.t("common.save"));
  settle();
  finish_jobs();
  settle();
  ASSERT_EQ(clinic().catalogue().campaigns.size(), 3u) << dump();
  EXPECT_TRUE(shows("Плакат у метро"));
  expect_clean();
  picture("channels_campaigns");
  activate(Role::button, cell(known, "channels.primaries"));
  EXPECT_TRUE(shows(ui.t("channels.primaries_of", {{"channel", known}}))) << dump();
  EXPECT_GT(rows_in_list(), 0u);
}

TEST_F(ChannelViews, CostsComeFromATableAndTwiceTheSameChangesNothing_LD07_DM04) {
  open_page("channels.title");
  const std::string& channel = clinic().catalogue().sources.front().name;
  const auto paste = [&](const std::string& text) {
    activate(Role::button, ui.t("cost.title"));
    activate(Role::button, ui.t("month_import.button"));
    type(Role::textbox, ui.t("workdays.table"), text);
  };
  const std::size_t before = clinic().catalogue().costs.size();
  paste("Месяц;Канал;Статья;Сумма\n2026-05;" + channel + ";" +
        std::string(word(ui, "cost_kind", "agency")) +
        ";12 345,00;\n2026-05;Нет такого;agency;1\n" +
        "2026-05;;rent;много\n2026-05;;нечто;5\nкогда-то;;rent;5\n");
  for (const std::string& why : {ui.t("month_import.no_channel", {{"what", "Нет такого"}}),
                                 ui.t("month_import.no_amount", {{"what", "много"}}),
                                 ui.t("month_import.no_kind", {{"what", "нечто"}})})
    EXPECT_TRUE(shows(why)) << why << "\n" << dump();
  EXPECT_TRUE(shows(ui.t("month_import.no_month")));
  expect_clean();
  activate(Role::button, ui.t("common.save"));
  settle();
  EXPECT_EQ(clinic().catalogue().costs.size(), before) << "nothing of a table with faults";
  const std::string good = "2026-05;" + channel + ";agency;12 345,00;\n05.2026;;rent;7 000\n";
  const auto import = [&](const std::string& text) {
    paste(text);
    activate(Role::button, ui.t("common.save"));
    settle();
    activate(Role::button, ui.t("common.close"));
    settle();
  };
  activate(Role::button, ui.t("common.cancel"));
  settle();
  activate(Role::button, ui.t("common.close"));
  settle();
  import(good);
  EXPECT_EQ(clinic().catalogue().costs.size(), before + 2) << dump();
  EXPECT_NE(cost_of(1'234'500), nullptr);
  import(good);
  EXPECT_EQ(clinic().catalogue().costs.size(), before + 2) << "known lines are the same lines";
  import("2026-05;" + channel + ";agency;999\n");
  EXPECT_EQ(cost_of(1'234'500), nullptr) << "and get the new amount";
  EXPECT_NE(cost_of(99'900), nullptr);
}

TEST_F(ChannelViews, VisitorsOfTheSiteAreEnteredImportedAndLeadOnToVisits_PS22_LD15_LD16_LD24) {
  set_size(1440, 4200);
  open_page("channels.title");
  EXPECT_TRUE(shows(ui.t("site.way")));
  picture("channels_site");
  const std::size_t before = clinic().catalogue().traffic.size();
  activate(Role::button, ui.t("site.add"));
  activate(Role::combobox, ui.t("channels.channel"));
  activate(Role::option, clinic().catalogue().sources.back().name);
  type(Role::textbox, ui.t("month_figure.4"), "700");
  type(Role::textbox, ui.t("month_figure.5"), "800");
  activate(Role::button, ui.t("common.save"));
  settle();
  EXPECT_EQ(clinic().catalogue().traffic.size(), before) << "more from the city than at all";
  type(Role::textbox, ui.t("month_figure.5"), "300");
  type(Role::textbox, ui.t("site.on_phone"), "500");
  expect_clean();
  activate(Role::button, ui.t("common.save"));
  settle();
  ASSERT_EQ(clinic().catalogue().traffic.size(), before + 1) << dump();
  EXPECT_EQ(clinic().catalogue().traffic.back().visitors_mobile, 500);
  activate(Role::button, ui.t("month_import.button"));
  type(Role::textbox, ui.t("workdays.table"),
       "2026-05;" + clinic().catalogue().sources.front().name + ";900;1000;1\n");
  EXPECT_TRUE(shows(ui.t("month_import.no_number", {{"what", "1000"}}))) << dump();
  type(Role::textbox, ui.t("workdays.table"),
       "2026-05;" + clinic().catalogue().sources.front().name + ";900;400;560\n");
  activate(Role::button, ui.t("common.save"));
  settle();
  EXPECT_EQ(clinic().catalogue().traffic.size(), before + 2);
  finish_jobs();
  settle();
  expect_clean();
  const std::string again = cell(ui.t("site.again"), "site.count");
  activate(Role::button, again);
  EXPECT_GT(rows_in_list(), 0u);
}

TEST_F(ChannelViews, ChannelsAreCleanOnThreeScreensInEveryLanguage) {
  open_page("channels.title");
  expect_clean_everywhere("channels_page");
}

TEST_F(ChannelViews, ACallIsListenedToAndLeavesTheQueue) {
  set_size(1440, 4000);  // the queue is the last thing on the page
  open_page("calls.title");
  const std::size_t before = reviews();
  const std::string row = first_row(ui.t("calls.queue"));
  activate(Role::row, row);
  activate(Role::button, ui.t("call_tag.rude"));
  type(Role::textbox, ui.t("calls.score_of"), "2");
  expect_clean();
  activate(Role::button, ui.t("common.save"));
  settle();
  finish_jobs();
  settle();
  EXPECT_EQ(reviews(), before + 1);
  EXPECT_NE(first_row(ui.t("calls.queue")), row);
}

TEST_F(ChannelViews, AScriptIsWrittenAndItsConversionStandsBesideTheOneBefore_AD07) {
  set_size(1440, 4000);
  open_page("calls.title");
  const std::size_t before = clinic().catalogue().scripts.size();
  ASSERT_GE(before, 2u);
  std::vector<const Script*> scripts;
  for (const Script& one : clinic().catalogue().scripts) scripts.push_back(&one);
  std::ranges::sort(scripts, {}, [](const Script* one) { return one->valid_from.days; });
  for (const Script* one : scripts) EXPECT_TRUE(shows(one->name)) << one->name;
  const auto row_of_script = [&](const Script* one) {
    const std::string text = dump();
    const std::size_t at = text.find("cell \"" + one->name + "\"");
    return at == std::string::npos ? std::string() : text.substr(at, 420);
  };
  for (const Script* one : scripts)
    EXPECT_TRUE(row_of_script(one).contains("%")) << row_of_script(one) << "\n" << dump();
  activate(Role::button, ui.t("calls.script_new"));
  type(Role::textbox, ui.t("settings.title_of_thing"), "Третья редакция");
  type(Role::textbox, ui.t("calls.script_text"), "Добрый день!");
  expect_clean();
  activate(Role::button, ui.t("common.save"));
  settle();
  ASSERT_EQ(clinic().catalogue().scripts.size(), before + 1);
  EXPECT_TRUE(shows("Третья редакция"));
}

TEST_F(ChannelViews, OperatorsOpenTheCallersWhoDidNotCome) {
  open_page("calls.title");
  const StaffId who = [&] {
    for (const Call& call : *store::calls_after(clinic().tables(), {}, {}, 10'000))
      if (call.answered && !call.operator_staff.is_nil()) return call.operator_staff;
    return StaffId{};
  }();
  const Staff* person = clinic().catalogue().person(who);
  ASSERT_NE(person, nullptr);
  activate(Role::button, cell(full_name(*person), "calls.lost"));
  EXPECT_GT(rows_in_list(), 0u);
}

TEST_F(ChannelViews, WhoeverMayNotReadMoneySeesNoPageOfCosts) {
  open_demo();
  sign_in_as(retour::Role::doctor);
  go_to("nav.funnel");
  finish_jobs();
  EXPECT_FALSE(has(Role::tab, ui.t("channels.title")));
  EXPECT_TRUE(has(Role::tab, ui.t("funnel.title")));
}

TEST_F(ChannelViews, BothPagesAreCleanOnThreeScreensInEveryLanguage) {
  open_page("channels.title");
  on_three_screens([&](const std::string& screen) {
    for (const ui::Language language : {ui::Language::ru, ui::Language::sv, ui::Language::pseudo}) {
      set_language(language);
      settle();
      for (const ui::TextId page : {ui::TextId("channels.title"), ui::TextId("calls.title")}) {
        open_page_of_figures(*this, page);
        settle();
        SCOPED_TRACE(std::string(page.name()) + " " + std::string(ui::code_of(language)));
        expect_clean();
        if (language == ui::Language::ru)
          picture("numbers_" + screen + "_" + std::string(page.name()));
      }
    }
    set_language(ui::Language::ru);
  });
}

}  // namespace
}  // namespace retour::views
