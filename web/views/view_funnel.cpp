#include "views/view_funnel.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/chart.hpp"
#include "ui/choice.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::array<std::int64_t, 4> period_days = {30, 90, 365, 36'500};
constexpr std::int64_t day_seconds = 86'400;
/// Below so many people a conversion is shown with its interval. Shown is the time-to-event
/// estimate: the plain share leaves out everybody who is still inside the window, and so reads
/// 100 % in the first weeks.
constexpr std::int64_t small_sample = 400;

std::string share_words(double share, ui::Language language) {
  return ui::format_permille(std::llround(share * 1000), language);
}

std::string range_words(const ui::Ui& ui, const funnel::Range& range) {
  return ui.t("funnel.range", {{"low", share_words(range.low, ui.language())},
                               {"high", share_words(range.high, ui.language())}});
}

/// The index of the step that loses most money; 0: none is measured.
std::size_t biggest_loss(const funnel::FunnelReport& report) {
  std::size_t worst = 0;
  std::int64_t most = 0;
  for (std::size_t i = 1; i <= 6; ++i) {
    const std::int64_t lost = report.steps[i].lost_minor.value_or(report.steps[i].gross_lost_minor);
    if (lost > most) {
      most = lost;
      worst = i;
    }
  }
  return worst;
}

}  // namespace

funnel::ReportQuery FunnelView::query(const Context& context) const {
  const Instant now = context.clinic.now();
  const Interval period{{now.seconds - period_days[period_] * day_seconds}, {now.seconds + 1}};
  funnel::ReportQuery query = funnel::query_of(context.catalogue().policy, period, now);
  query.presumed = presumed_ ? funnel::Presumed::counted : funnel::Presumed::left_out;
  const app::Catalogue& c = context.catalogue();
  if (branch_ >= 0 && static_cast<std::size_t>(branch_) < c.branches.size())
    query.branch = c.branches[static_cast<std::size_t>(branch_)].id;
  if (doctor_ >= 0 && static_cast<std::size_t>(doctor_) < c.staff.size())
    query.doctor = c.staff[static_cast<std::size_t>(doctor_)].id;
  if (source_ >= 0 && static_cast<std::size_t>(source_) < c.sources.size())
    query.source = c.sources[static_cast<std::size_t>(source_)].id;
  return query;
}

void FunnelView::draw_filters(Context& context) {
  ui::Ui& ui = context.ui;
  const std::array<std::string_view, 4> periods = {
      context.t("funnel.month"), context.t("funnel.quarter"), context.t("funnel.year"),
      context.t("funnel.all")};
  if (ui.is_phone()) {
    ui::segments(ui, "period", context.t("funnel.period"), periods, period_);
    const auto columns = ui.columns({1, 1, 1}, 90);
    draw_choices(context, 0);
    return;
  }
  const auto row = ui.row({.height = ui.metrics().control * 1.6F, .bottom = true});
  ui::segments(ui, "period", context.t("funnel.period"), periods, period_);
  draw_choices(context, 190);
}

void FunnelView::draw_choices(Context& context, float width) {
  ui::Ui& ui = context.ui;
  const app::Catalogue& c = context.catalogue();
  const auto filter = [&](std::string_view key, ui::TextId label, const auto& list, auto name,
                          int& selected) {
    if (list.size() < 2) return;
    if (ui.is_phone()) ui.next_column();
    std::vector<std::string> names;
    for (const auto& one : list) names.push_back(name(one));
    std::vector<ui::Choice> choices;
    for (const std::string& words : names) choices.push_back({.text = words});
    ui::combo(ui,
              {.key = key,
               .label = context.t(label),
               .placeholder = context.t("common.all"),
               .width = width,
               .clearable = true},
              choices, selected);
  };
  filter("branch", "day.branch", c.branches, [](const Branch& one) { return one.name; }, branch_);
  filter(
      "doctor", "booking.doctor", c.staff, [](const Staff& one) { return full_name(one); },
      doctor_);
  filter("source", "card.source", c.sources, [](const Source& one) { return one.name; }, source_);
}

void FunnelView::open_people(Context& context, const app::LiveFunnel& data, int step,
                             funnel::Figure figure) {
  const auto status = static_cast<funnel::FunnelStatus>(step);
  std::vector<PatientId> people;
  for (const std::uint32_t row :
       funnel::people_behind(data.columns(), query(context), status, figure))
    if (row < data.patients().size()) people.push_back(data.patients()[row]);
  const ui::TextId title =
      figure == funnel::Figure::lost ? ui::TextId("funnel.lost_at") : ui::TextId("funnel.entered");
  context.router.open_people(context.t(title, {{"status", ui::status_name(context.ui, step)}}),
                             std::move(people));
}

void FunnelView::draw_figures(Context& context, const app::LiveFunnel& data) {
  ui::Ui& ui = context.ui;
  const funnel::FunnelReport& report = *report_;
  const auto money = [&](std::int64_t minor) {
    return ui::format_money({.minor = minor, .currency = context.currency()}, ui.language(),
                            ui::MoneyStyle::rounded);
  };
  const auto columns = ui.columns({1, 1, 1}, 220);
  ui.next_column();
  const std::size_t worst = biggest_loss(report);
  if (worst > 0) {
    const funnel::StepFigures& step = report.steps[worst];
    const std::string label(context.t("funnel.biggest"));
    const std::string detail = context.t(
        "funnel.biggest_text", {{"status", ui::status_name(ui, static_cast<int>(worst))}});
    if (ui::figure(ui, {.key = "worst",
                        .value = money(step.lost_minor.value_or(step.gross_lost_minor)),
                        .label = label,
                        .detail = detail,
                        .tone = ui::Tone::danger,
                        .opens = true}))
      open_people(context, data, static_cast<int>(worst), funnel::Figure::lost);
  } else {
    (void)ui::figure(ui, {.key = "worst",
                          .value = "—",
                          .label = context.t("funnel.biggest"),
                          .detail = context.t("funnel.biggest_none")});
  }
  ui.next_column();
  (void)ui::figure(ui, {.key = "revenue",
                        .value = money(report.revenue_minor),
                        .label = context.t("funnel.revenue"),
                        .detail = context.t("funnel.revenue_text")});
  ui.next_column();
  const std::int64_t untyped =
      report.revenue_minor == 0 ? 0 : report.untyped_revenue_minor * 1000 / report.revenue_minor;
  (void)ui::figure(ui, {.key = "untyped",
                        .value = ui::format_permille(untyped, ui.language()),
                        .label = context.t("funnel.untyped"),
                        .detail = context.t("funnel.untyped_text"),
                        .tone = untyped > 200 ? ui::Tone::warn : ui::Tone::neutral});
}

void FunnelView::draw_chart(Context& context, const app::LiveFunnel& data) {
  ui::Ui& ui = context.ui;
  std::vector<ui::FunnelStep> steps;
  static constexpr std::array<std::string_view, 7> keys = {"1", "2", "3", "4", "5", "6", "7"};
  for (int i = 1; i <= 7; ++i) {
    const auto index = static_cast<std::size_t>(i);
    ui::FunnelStep step{.key = keys[index - 1],
                        .name = std::string(ui::status_name(ui, i)),
                        .conversion = {},
                        .interval = {},
                        .outflow = {},
                        .status = i};
    if (i == 7) {
      step.count = report_->dispensary_entrants;
    } else {
      const funnel::StepFigures& figures = report_->steps[index];
      step.count = figures.entrants;
      step.conversion = figures.estimate ? share_words(*figures.estimate, ui.language()) : "—";
      if (figures.estimate && figures.entrants < small_sample)
        step.interval = range_words(ui, figures.estimate_95);
      if (figures.lost > 0) step.outflow = context.t("funnel.lost", {{"count", figures.lost}});
    }
    steps.push_back(std::move(step));
  }
  const auto card = ui.card("chart", context.t("funnel.chart"));
  const ui::FunnelResult result = ui::funnel_chart(ui, "bars", context.t("funnel.chart"), steps);
  if (result.step && *result.step < 6)
    open_people(context, data, static_cast<int>(*result.step) + 1, funnel::Figure::entrants);
  if (result.step && *result.step == 6) {
    std::vector<PatientId> people;
    for (const std::uint32_t row :
         funnel::people_in_status(data.columns(), funnel::FunnelStatus::dispensary))
      people.push_back(data.patients()[row]);
    context.router.open_people(context.t("funnel.entered", {{"status", ui::status_name(ui, 7)}}),
                               std::move(people));
  }
  if (result.outflow)
    open_people(context, data, static_cast<int>(*result.outflow) + 1, funnel::Figure::lost);
}

void FunnelView::draw_table(Context& context, const app::LiveFunnel& data) {
  ui::Ui& ui = context.ui;
  const std::array columns = {
      ui::TableColumn{
          .key = "status", .title = context.t("funnel.column.status"), .min_width = 190},
      ui::TableColumn{.key = "entered",
                      .title = context.t("funnel.column.entered"),
                      .width = 100,
                      .align = ui::Align::right},
      ui::TableColumn{.key = "converted",
                      .title = context.t("funnel.column.converted"),
                      .width = 130,
                      .align = ui::Align::right},
      ui::TableColumn{.key = "lost",
                      .title = context.t("funnel.column.lost"),
                      .width = 90,
                      .align = ui::Align::right},
      ui::TableColumn{.key = "pending",
                      .title = context.t("funnel.column.pending"),
                      .width = 110,
                      .align = ui::Align::right,
                      .hide_below = 760},
      ui::TableColumn{.key = "share",
                      .title = context.t("funnel.column.share"),
                      .width = 110,
                      .align = ui::Align::right},
      ui::TableColumn{.key = "days",
                      .title = context.t("funnel.column.days"),
                      .width = 150,
                      .align = ui::Align::right,
                      .hide_below = 900},
      ui::TableColumn{.key = "money",
                      .title = context.t("funnel.column.money"),
                      .width = 140,
                      .align = ui::Align::right,
                      .hide_below = 900}};
  const ui::TableResult result = ui::table(
      ui, {.key = "steps", .name = context.t("funnel.chart"), .columns = columns, .rows = 6},
      nullptr, [&](ui::Cells& cells, std::size_t row) {
        const funnel::StepFigures& step = report_->steps[row + 1];
        cells.status(static_cast<int>(row) + 1);
        cells.number(step.entrants);
        cells.number(step.converted);
        cells.number(step.lost);
        cells.number(step.pending);
        cells.text(step.estimate ? share_words(*step.estimate, ui.language()) : "—");
        cells.text(step.median_days ? ui::format_number(*step.median_days, ui.language()) : "—");
        const std::int64_t lost = step.lost_minor.value_or(step.gross_lost_minor);
        cells.text(lost == 0 ? std::string("—")
                             : ui::format_money({.minor = lost, .currency = context.currency()},
                                                ui.language(), ui::MoneyStyle::rounded));
      });
  if (result.activated)
    open_people(context, data, static_cast<int>(*result.activated) + 1, funnel::Figure::entrants);
}

void FunnelView::draw_report(Context& context, const app::LiveFunnel& data) {
  std::string key = std::to_string(period_) + "/" + std::to_string(branch_) + "/" +
                    std::to_string(doctor_) + "/" + std::to_string(source_) +
                    (presumed_ ? "p" : "");
  if (!report_ || report_version_ != data.version() || report_key_ != key) {
    report_ = funnel::measure_funnel(data.columns(), query(context));
    report_version_ = data.version();
    report_key_ = std::move(key);
  }
  draw_figures(context, data);
  draw_chart(context, data);
  draw_table(context, data);
}

void FunnelView::draw(Context& context) {
  ui::Ui& ui = context.ui;
  ui::heading(ui, {.text = context.t("funnel.title")});
  draw_filters(context);
  ui::checkbox(ui,
               {.key = "presumed",
                .text = context.t("funnel.presumed"),
                .hint = context.t("funnel.presumed_hint")},
               presumed_);
  const app::LiveFunnel& data = context.reader.funnel();
  if (!data.is_ready()) {
    const auto card = ui.card("counting");
    (void)ui::empty_state(ui, {.title = context.t("funnel.counting"),
                               .text = context.t("funnel.counting_text"),
                               .icon = ui::Icon::hourglass});
    return;
  }
  draw_report(context, data);
}

}  // namespace retour::views
