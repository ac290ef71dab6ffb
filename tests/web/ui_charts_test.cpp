// Charts: ticks, domains, labels, marks, keyboard, tables, files, and the seam to the shaders.
// links: web_ui ui_test_support
#include <gtest/gtest.h>

#include <imgui.h>

#include <cmath>
#include <limits>

#include "ui/chart_bar.hpp"
#include "ui/chart_funnel.hpp"
#include "ui/chart_heat.hpp"
#include "ui/chart_line.hpp"
#include "ui/chart_scatter.hpp"
#include "ui/chart_svg.hpp"
#include "ui/shade.hpp"
#include "web/support/ui_fixture.hpp"
#include "web/support/xml_check.hpp"

namespace retour::ui {
namespace {

using Kind = ChartUnit::Kind;

constexpr ChartUnit count_unit{.kind = Kind::count};
constexpr ChartUnit share_unit{.kind = Kind::share};
constexpr ChartUnit money_unit{.kind = Kind::money};
constexpr ChartUnit date_unit{.kind = Kind::date};
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
/// What somebody may have typed as a name.
constexpr std::string_view hostile = "=1+1</text><script>&\"'\x01\xFF]]>";

double day(int year, int month, int of_month) {
  return LocalDate::from_ymd(year, month, of_month).value().days;
}

// ---- axes

TEST(ChartTicks, AreRoundAndWithinTheLimit) {
  for (const double high : {0.003, 0.7, 1.0, 3.0, 7.0, 10.0, 99.0, 101.0, 12'345.0, 9.9e8})
    for (const std::size_t most : {2U, 3U, 5U, 8U}) {
      SCOPED_TRACE(std::to_string(high) + " in " + std::to_string(most));
      const Ticks ticks = nice_ticks({.low = 0, .high = high}, most, {.kind = Kind::number}, true);
      ASSERT_GE(ticks.at.size(), 2u);
      EXPECT_LE(ticks.at.size(), most);
      EXPECT_LE(ticks.domain.low, 0);
      EXPECT_GE(ticks.domain.high, high * (1 - 1e-9));
      const double digit = ticks.step / std::pow(10, std::floor(std::log10(ticks.step) + 1e-9));
      EXPECT_TRUE(std::abs(digit - 1) < 1e-6 || std::abs(digit - 2) < 1e-6 ||
                  std::abs(digit - 5) < 1e-6)
          << ticks.step;
    }
}

TEST(ChartTicks, OfWholeThingsHaveNothingBetween) {
  const Ticks ticks = nice_ticks({.low = 0, .high = 2}, 8, count_unit, true);
  EXPECT_EQ(ticks.at, (std::vector<double>{0, 1, 2}));
}

TEST(ChartTicks, OfADomainWithoutWidthStillExist) {
  for (const Domain domain : {Domain{.low = 5, .high = 5},
                              {.low = 0, .high = 0},
                              {.low = nan, .high = 1},
                              {.low = 3, .high = -3}})
    EXPECT_GE(nice_ticks(domain, 5, count_unit, true).at.size(), 2u);
}

TEST(ChartTicks, OfMoneyAreRoundInWholeUnits) {
  const Ticks ticks = nice_ticks({.low = 0, .high = 1'234'500}, 5, money_unit, true);
  EXPECT_EQ(ticks.at, (std::vector<double>{0, 500'000, 1'000'000, 1'500'000}));
}

TEST(ChartTicks, OfDatesStandAtMondaysMonthsAndYears) {
  const Ticks weeks =
      nice_ticks({.low = day(2026, 11, 3), .high = day(2026, 11, 24)}, 4, date_unit, false);
  ASSERT_EQ(weeks.at.size(), 3u);
  for (const double at : weeks.at)
    EXPECT_EQ((LocalDate{.days = static_cast<std::int32_t>(at)}.iso_weekday()), 1);
  const Ticks months =
      nice_ticks({.low = day(2026, 1, 15), .high = day(2026, 11, 15)}, 12, date_unit, false);
  EXPECT_EQ(months.at.front(), day(2026, 2, 1));
  EXPECT_EQ(months.at.size(), 10u);
  const Ticks years =
      nice_ticks({.low = day(2016, 6, 1), .high = day(2026, 6, 1)}, 10, date_unit, false);
  EXPECT_EQ(years.at.front(), day(2017, 1, 1));
  EXPECT_LE(years.at.size(), 10u);
}

TEST(ChartDomain, HoldsNoughtAndIgnoresWhatIsNotKnown) {
  EXPECT_EQ(domain_of({3, nan, 7}, count_unit), (Domain{.low = 0, .high = 7}));
  EXPECT_EQ(domain_of({-2, 7}, count_unit), (Domain{.low = -2, .high = 7}));
  EXPECT_EQ(domain_of({}, count_unit), (Domain{.low = 0, .high = 1}));
  EXPECT_EQ(domain_of({day(2026, 1, 1), day(2026, 2, 1)}, date_unit),
            (Domain{.low = day(2026, 1, 1), .high = day(2026, 2, 1)}));
}

TEST(ChartLabels, NeverOverlap) {
  EXPECT_EQ(label_stride({}, 10, 4), 0u);
  EXPECT_EQ(label_stride({20, 20, 20}, 30, 4), 1u);
  EXPECT_EQ(label_stride({20, 20, 20, 20}, 13, 4), 2u);
  EXPECT_EQ(label_stride({20, 300, 20, 20}, 30, 4), 2u) << "the wide one is left out";
  EXPECT_EQ(label_stride({500, 500}, 10, 4), 2u) << "one always stands";
}

// ---- layouts

class Charts : public UiFixture {
 protected:
  Charts() {
    draw = [] {};
  }
  ChartInk ink() { return ink_of(ui); }

  static BarChart bars(BarChart::Form form) {
    return {.form = form,
            .category_title = "Месяц",
            .categories = {"сен", "окт", "ноя"},
            .series = {{.name = "Звонки", .values = {120, 80, std::nullopt}},
                       {.name = "Заявки", .values = {30, 45, 12}}},
            .unit = count_unit};
  }
  static LineChart lines() {
    LineChart out{.y_unit = share_unit, .x_title = "Дата", .y_title = "Конверсия"};
    out.series.push_back({.name = "Клиника",
                          .points = {{day(2026, 9, 1), 0.3, Domain{.low = 0.2, .high = 0.4}},
                                     {day(2026, 10, 1), 0.35, Domain{.low = 0.25, .high = 0.45}},
                                     {day(2026, 10, 15), nan, std::nullopt},
                                     {day(2026, 11, 1), 0.5, std::nullopt}}});
    return out;
  }
  static HeatChart heat() {
    return {.row_title = "Месяц",
            .rows = {"сентябрь", "октябрь"},
            .columns = {"1", "2", "3"},
            .values = {0.5, 0.25, std::nullopt, 0.75, 1.0, 0.0}};
  }
  static ScatterChart scatter() {
    return {.points = {{.name = "Иванов",
                        .x = 4.1,
                        .y = 1'200'000,
                        .x_interval = Domain{.low = 3.8, .high = 4.4},
                        .y_interval = Domain{.low = 900'000, .high = 1'500'000}},
                       {.name = "Петрова", .x = 4.7, .y = 800'000}},
            .name_title = "Врач",
            .x_unit = {.kind = Kind::number},
            .y_unit = money_unit,
            .x_title = "Оценка",
            .y_title = "Выручка"};
  }
  static FunnelChart funnel() {
    return {.stages = {{.name = "Тёплый",
                        .status = 2,
                        .entrants = 1000,
                        .converted = 600,
                        .pending = 100,
                        .lost = 300,
                        .conversion = "61,2 %",
                        .interval = "58–64 %",
                        .money = "120 000 ₽"},
                       {.name = "Записан",
                        .status = 3,
                        .entrants = 580,
                        .converted = 400,
                        .pending = 80,
                        .lost = 100,
                        .conversion = "79,8 %"},
                       {.name = "Оплатил вход", .status = 4, .entrants = 410}}};
  }

  void expect_inside(const ChartLayout& layout) {
    EXPECT_GT(layout.picture.height, 0);
    for (const ChartMark& mark : layout.marks) {
      EXPECT_FALSE(mark.name.empty());
      EXPECT_GE(mark.rect.x, -12) << mark.name;
      EXPECT_LE(mark.rect.x + mark.rect.w, layout.picture.width + 12) << mark.name;
      EXPECT_GE(mark.rect.y, -12) << mark.name;
      EXPECT_LE(mark.rect.y + mark.rect.h, layout.picture.height + 12) << mark.name;
    }
    for (const PictureItem& item : layout.picture.items)
      if (const auto* text = std::get_if<TextShape>(&item.shape)) {
        const float left = text->anchor == TextAnchor::start    ? text->at.x
                           : text->anchor == TextAnchor::middle ? text->at.x - text->width / 2
                                                                : text->at.x - text->width;
        EXPECT_GE(left, -1) << text->text;
        EXPECT_LE(left + text->width, layout.picture.width + 1) << text->text;
        EXPECT_GE(text->at.y, -1) << text->text;
        EXPECT_LE(text->at.y + text->height, layout.picture.height + 1) << text->text;
      }
  }
};

TEST_F(Charts, EveryKindStaysWithinItsPictureAtEveryWidth) {
  settle();
  for (const float width : {300.0F, 620.0F, 1120.0F}) {
    SCOPED_TRACE(width);
    for (const auto form : {BarChart::Form::standing, BarChart::Form::stacked})
      expect_inside(layout_of(bars(form), ink(), width));
    expect_inside(layout_of(lines(), ink(), width));
    expect_inside(layout_of(heat(), ink(), width));
    expect_inside(layout_of(scatter(), ink(), width));
    for (const auto form : {FunnelChart::Form::ribbons, FunnelChart::Form::bars}) {
      FunnelChart chart = funnel();
      chart.form = form;
      expect_inside(layout_of(chart, ink(), width));
    }
  }
}

TEST_F(Charts, BarsAreAsLongAsTheirValues) {
  settle();
  const BarChart chart{.category_title = "Причина",
                       .categories = {"Дорого", "Далеко"},
                       .series = {{.name = "Ушли", .values = {200, 50}}}};
  const ChartLayout layout = layout_of(chart, ink(), 800);
  std::vector<float> lengths;
  for (const PictureItem& item : layout.picture.items)
    if (const auto* rect = std::get_if<RectShape>(&item.shape)) lengths.push_back(rect->rect.w);
  ASSERT_EQ(lengths.size(), 2u);
  EXPECT_NEAR(lengths[0], 4 * lengths[1], 0.5F);
}

TEST_F(Charts, RibbonsAreAsThickAsTheirCounts) {
  settle();
  const ChartLayout layout = layout_of(funnel(), ink(), 1120);
  std::vector<float> thick;
  for (const PictureItem& item : layout.picture.items)
    if (const auto* ribbon = std::get_if<RibbonShape>(&item.shape))
      thick.push_back(ribbon->hi_from - ribbon->lo_from);
  ASSERT_EQ(thick.size(), 6u);
  EXPECT_NEAR(thick[0], 6 * thick[1], 0.5F);
  EXPECT_NEAR(thick[0], 2 * thick[2], 0.5F);
  EXPECT_NEAR(thick[3], thick[0] * 400 / 600, 0.5F);
  EXPECT_EQ(marks_of(funnel()).size(), layout.marks.size());
}

TEST_F(Charts, AnEmptyFunnelHasNoRibbonsAndNoNonsense) {
  settle();
  FunnelChart chart{.stages = {{.name = "Тёплый", .status = 2}, {.name = "Записан", .status = 3}}};
  for (const auto form : {FunnelChart::Form::ribbons, FunnelChart::Form::bars}) {
    chart.form = form;
    const ChartLayout layout = layout_of(chart, ink(), 900);
    for (const PictureItem& item : layout.picture.items)
      EXPECT_FALSE(std::holds_alternative<RibbonShape>(item.shape));
    expect_inside(layout);
  }
}

TEST_F(Charts, ABrokenLineIsNotJoined) {
  settle();
  const ChartLayout layout = layout_of(lines(), ink(), 800);
  std::size_t long_lines = 0;
  for (const PictureItem& item : layout.picture.items)
    if (const auto* line = std::get_if<LineShape>(&item.shape))
      if (line->thickness > 1) long_lines += line->points.size();
  EXPECT_EQ(long_lines, 2u) << "two points before the gap; the one behind it stands alone";
  EXPECT_EQ(layout.marks.size(), 3u);
}

TEST_F(Charts, LongWordsAreShortenedAndKeptWhole) {
  settle();
  const TextShape shape =
      text_shape(ink(), {}, "Константинопольская Александра", {.max_width = 90});
  EXPECT_LE(shape.width, 90.5F);
  EXPECT_TRUE(shape.text.ends_with("…"));
  EXPECT_EQ(shape.whole, "Константинопольская Александра");
}

// ---- on the screen

class ChartOnScreen : public Charts {
 protected:
  ChartOnScreen() {
    draw = [this] {
      const auto card = ui.card("card");
      last_ = chart(
          ui, {.key = "funnel", .name = "Воронка", .as_table = as_table_},
          [this](const ChartInk& ink, float width) { return layout_of(data_, ink, width); },
          table_);
      if (last_.activated) activated_ = last_.activated;
    };
  }
  FunnelChart data_ = funnel();
  ChartTable table_{
      .columns = {{.title = "Статус"}, {.title = "Вошли", .align = Align::right}},
      .rows = {{{.shown = "Тёплый"}, {.shown = "1\u00A0000", .raw = "1000", .mark = 0}},
               {{.shown = "Записан"}, {.shown = "580", .mark = 4}}}};
  bool as_table_ = false;
  ChartResult last_;
  std::optional<std::size_t> activated_;
};

TEST_F(ChartOnScreen, MarksHaveNamesAndValuesAndArePressed) {
  settle();
  const std::string lost = "Тёплый: 300 не дошли · 120 000 ₽";
  ASSERT_TRUE(has(Role::button, lost)) << dump();
  activate(Role::button, lost);
  ASSERT_TRUE(activated_.has_value());
  EXPECT_EQ(marks_of(data_)[*activated_], (FunnelMark{.stage = 0, .part = FunnelPart::lost}));
  click(Role::button, "Записан: 580");
  EXPECT_EQ(marks_of(data_)[*activated_], (FunnelMark{.stage = 1}));
  expect_clean();
}

TEST_F(ChartOnScreen, ArrowsWalkTheMarksAndTabStopsOnce) {
  settle();
  const auto stops = [&] {
    std::vector<std::string> names;
    for (const SemanticNode& n : ui.tree().nodes)
      if (n.role == Role::button && (n.state & State::focusable) != 0)
        names.emplace_back(ui.tree().text(n.name));
    return names;
  };
  ASSERT_EQ(stops(), std::vector<std::string>{"Тёплый: 1\u00A0000"});
  key(Role::button, "Тёплый: 1\u00A0000", "ArrowRight");
  ASSERT_EQ(stops().size(), 1u);
  EXPECT_TRUE(stops().front().starts_with("Тёплый: 600 дошли дальше")) << stops().front();
  key(Role::button, stops().front(), "End");
  EXPECT_EQ(stops(), std::vector<std::string>{"Оплатил вход: 410"});
  key(Role::button, "Оплатил вход: 410", "Home");
  EXPECT_EQ(stops(), std::vector<std::string>{"Тёплый: 1\u00A0000"});
}

TEST_F(ChartOnScreen, TheTableSaysTheSameAndItsCellsArePressed) {
  as_table_ = true;
  for (const float width : {1440.0F, 190.0F}) {
    SCOPED_TRACE(width);
    set_size(width, 900);
    settle();
    activated_.reset();
    activate(Role::button, "Записан, Вошли: 580");
    EXPECT_EQ(activated_, 4u);
    key(Role::button, "Записан, Вошли: 580", "Home");
    EXPECT_NE(node(Role::button, "Тёплый, Вошли: 1\u00A0000").state & State::focusable, 0u);
    EXPECT_EQ(node(Role::button, "Записан, Вошли: 580").state & State::focusable, 0u);
    expect_clean();
  }
}

TEST_F(ChartOnScreen, WithoutRowsItSaysWhatToDo) {
  table_.rows.clear();
  settle();
  EXPECT_TRUE(shows(ui.t("chart.empty")));
}

TEST_F(Charts, AllKindsAreCleanOnThreeScreens) {
  draw = [this] {
    const auto show = [&](std::string_view key, std::string_view name, const auto& data,
                          const ChartTable& table) {
      const auto card = ui.card(key, name);
      (void)chart(
          ui, {.key = "chart", .name = name},
          [&](const ChartInk& ink, float width) { return layout_of(data, ink, width); }, table);
    };
    const BarChart standing = bars(BarChart::Form::standing);
    const BarChart stacked = bars(BarChart::Form::stacked);
    show("standing", "Обращения", standing, table_of(standing, ink()));
    show("stacked", "Обращения вместе", stacked, table_of(stacked, ink()));
    show("lines", "Конверсия", lines(), table_of(lines(), ink()));
    show("heat", "Когорты", heat(), table_of(heat(), ink()));
    show("scatter", "Врачи", scatter(), table_of(scatter(), ink()));
    show("funnel", "Воронка", funnel(), {.columns = {{.title = "Статус"}}, .rows = {{{"1"}}}});
  };
  for (const auto& [width, height, name] :
       {std::tuple{1440.0F, 2300.0F, "desk"}, {390.0F, 2700.0F, "phone"}})
    for (const ThemeName theme : {ThemeName::light, ThemeName::dark}) {
      set_size(width, height);
      ui.set_theme(theme);
      settle();
      expect_clean();
      picture(std::string("charts_") + name + (theme == ThemeName::dark ? "_dark" : ""));
    }
}

// ---- files

TEST_F(Charts, SvgIsWellFormedWhateverSomebodyIsCalled) {
  settle();
  ScatterChart chart = scatter();
  chart.points[0].name = hostile;
  const std::string svg =
      chart_svg(ui, {.name = "doctors", .title = hostile, .caption = hostile},
                [&](const ChartInk& ink, float width) { return layout_of(chart, ink, width); });
  std::string problem;
  EXPECT_TRUE(tests::is_well_formed_xml(svg, problem)) << problem << "\n" << svg;
  EXPECT_TRUE(svg.contains("=1+1&lt;/text&gt;&lt;script&gt;&amp;&quot;&#39;"));
  EXPECT_FALSE(svg.contains("<script"));
  EXPECT_TRUE(svg.contains("<title>"));
}

TEST_F(Charts, SvgOfEveryKindIsWellFormed) {
  settle();
  const auto check = [&](const auto& data) {
    const std::string svg =
        chart_svg(ui, {.name = "x", .title = "Название", .caption = "Период"},
                  [&](const ChartInk& ink, float width) { return layout_of(data, ink, width); });
    std::string problem;
    EXPECT_TRUE(tests::is_well_formed_xml(svg, problem)) << problem << "\n" << svg;
    EXPECT_FALSE(svg.contains("nan"));
  };
  check(bars(BarChart::Form::standing));
  check(lines());
  check(heat());
  check(scatter());
  check(funnel());
  FunnelChart as_bars = funnel();
  as_bars.form = FunnelChart::Form::bars;
  check(as_bars);
}

TEST(ChartCsv, IsGuardedAgainstFormulas) {
  const std::string csv =
      chart_csv({.columns = {{.title = "Врач"}, {.title = "Вошли"}},
                 .rows = {{{.shown = "=cmd|' /C calc'!A0"}, {.shown = "1 000", .raw = "1000"}}}});
  EXPECT_TRUE(csv.contains("'=cmd")) << csv;
  EXPECT_TRUE(csv.contains(";1000\r\n")) << csv;
}

TEST(Xml, EscapesWhatMustNotBeThere) {
  EXPECT_EQ(xml_escaped("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;");
  EXPECT_EQ(xml_escaped(std::string_view("a\0b\x1F", 4)),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
  EXPECT_EQ(xml_escaped("\xFFя"), "\xEF\xBF\xBDя");
}

// ---- the seam to the shaders

/// A renderer that paints or refuses, and counts.
class FakeShades : public Shades {
 public:
  bool ribbon(ImDrawList&, const RibbonShade&) override { return ++ribbons, works; }
  bool heat(ImDrawList&, const HeatShade&) override { return ++heats, works; }
  int ribbons = 0, heats = 0;
  bool works = true;
};

TEST_F(Charts, WhatTheRendererRefusesIsDrawnWithTriangles) {
  FakeShades shades;
  draw = [this] {
    draw_ribbon(ui, {.begin = 10,
                     .end = 200,
                     .lo_from = 10,
                     .hi_from = 60,
                     .lo_to = 40,
                     .hi_to = 70,
                     .from = {0xFF0000FF},
                     .to = {0x00FF00FF}});
    const std::array values = {0.1F, std::numeric_limits<float>::quiet_NaN()};
    draw_heat(
        ui,
        {.rect = {.x = 0, .y = 100, .w = 100, .h = 40}, .columns = 2, .rows = 1, .values = values});
  };
  const auto vertices = [&] {
    settle();
    return ImGui::GetDrawData()->TotalVtxCount;
  };
  const int plain = vertices();
  EXPECT_EQ(shades.ribbons, 0);
  set_shades(&shades);
  const int shaded = vertices();
  EXPECT_GT(shades.ribbons, 0);
  EXPECT_GT(shades.heats, 0);
  shades.works = false;
  const int refused = vertices();
  set_shades(nullptr);
  EXPECT_GT(plain, shaded + 60);
  EXPECT_EQ(refused, plain);
}

}  // namespace
}  // namespace retour::ui
