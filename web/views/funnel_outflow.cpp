#include "views/funnel_outflow.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/pills.hpp"
#include "ui/widgets.hpp"

namespace retour::views {
namespace {

using funnel::Figure;
using funnel::StepFigures;
using funnel::Term;
using Line = FunnelHelp::Line;

constexpr int steps = 6;
/// Reasons in the picture; the rest is one bar.
constexpr std::size_t reasons_max = 8;

std::string money_words(const Context& context, std::int64_t minor) {
  return ui::format_money({.minor = minor, .currency = context.currency()}, context.ui.language(),
                          ui::MoneyStyle::rounded);
}

std::string reason_name(const Context& context, ReasonId id) {
  if (id.is_nil()) return std::string(context.t("funnel.no_reason"));
  for (const Reason& reason : context.catalogue().reasons)
    if (reason.id == id) return reason.name;
  return std::string(context.t("funnel.other_reason"));
}

/// One figure of the step: what it is called, how much it is, whom it opens, what explains it.
struct Row {
  std::string_view key;
  ui::TextId label;
  std::string value;
  Term term;
  std::optional<Figure> opens = {};
};

std::vector<Row> rows_of(const Context& context, const StepFigures& step) {
  const ui::Ui& ui = context.ui;
  const auto number = [&](std::int64_t value) { return ui::format_number(value, ui.language()); };
  const auto with_range = [&](const std::optional<double>& value, const funnel::Range& range) {
    if (!value) return std::string("—");
    return ui.t("funnel.with_range",
                {{"value", share_words(ui, *value)}, {"range", range_words(ui, range)}});
  };
  std::vector<Row> rows = {
      {"entrants", "funnel.figure.entrants", number(step.entrants), Term::entrants,
       Figure::entrants},
      {"direct", "funnel.figure.direct", number(step.direct), Term::direct_entrants,
       Figure::direct},
      {"converted", "funnel.figure.converted", number(step.converted), Term::converted,
       Figure::converted},
      {"pending", "funnel.figure.pending", number(step.pending), Term::pending, Figure::pending},
      {"lost", "funnel.figure.lost", number(step.lost), Term::lost, Figure::lost},
      {"estimate", "funnel.figure.estimate", with_range(step.estimate, step.estimate_95),
       Term::estimate},
      {"share", "funnel.figure.share", with_range(step.share, step.share_95), Term::share},
      {"median", "funnel.figure.median",
       step.median_days ? ui.t("chart.days", {{"count", *step.median_days}}) : std::string("—"),
       Term::median_days},
      {"gross", "funnel.figure.gross", money_words(context, step.gross_lost_minor),
       Term::gross_lost_money, Figure::lost_for_good},
      {"money", "funnel.figure.money",
       step.lost_minor ? money_words(context, *step.lost_minor) : std::string("—"),
       Term::lost_money, Figure::lost_for_good}};
  if (step.unvalued > 0)
    rows.push_back({"unvalued", "funnel.figure.unvalued", number(step.unvalued),
                    Term::unvalued_lost, Figure::lost_for_good});
  if (step.presumed > 0)
    rows.push_back({"presumed", "funnel.figure.presumed", number(step.presumed), Term::presumed});
  return rows;
}

/// The counts from which every figure of a step follows.
std::vector<Line> lines_of(const Context& context, const StepFigures& step,
                           const funnel::ReportQuery& query) {
  const ui::Ui& ui = context.ui;
  const auto line = [&](ui::TextId label, std::int64_t value) {
    return Line{.label = std::string(ui.t(label)),
                .value = ui::format_number(value, ui.language())};
  };
  std::vector<Line> lines = {line("funnel.figure.entrants", step.entrants),
                             line("funnel.figure.converted", step.converted),
                             line("funnel.figure.lost", step.lost),
                             line("funnel.figure.pending", step.pending),
                             line("funnel.figure.decided", step.decided),
                             line("funnel.figure.decided_converted", step.decided_converted)};
  const std::int32_t window = query.window_days[static_cast<std::size_t>(step.from)];
  lines.push_back({.label = std::string(ui.t("funnel.figure.window")),
                   .value = ui.t("chart.days", {{"count", window}})});
  lines.push_back({.label = std::string(ui.t("funnel.figure.counted")),
                   .value = std::string(ui.t(query.mode == funnel::CountMode::people
                                                 ? ui::TextId("funnel.counted_people")
                                                 : ui::TextId("funnel.counted_cycles")))});
  return lines;
}

ui::BarChart reasons_chart(const Context& context, const StepFigures& step) {
  ui::BarChart chart{.category_title = std::string(context.t("funnel.reason")),
                     .series = {{.name = std::string(context.t("funnel.figure.lost"))}}};
  for (const funnel::ReasonCount& reason : step.reasons) {
    if (chart.categories.size() == reasons_max) break;
    chart.categories.push_back(reason_name(context, reason.reason));
    chart.series.front().values.push_back(static_cast<double>(reason.count));
    chart.notes.push_back(reason.gross_lost_minor > 0
                              ? money_words(context, reason.gross_lost_minor)
                              : std::string());
  }
  return chart;
}

/// Shares of those who go on can be aimed at.
std::optional<app::AimQuestion> aim_of(const Row& row, const StepFigures& step) {
  if (row.term != funnel::Term::estimate && row.term != funnel::Term::share) return std::nullopt;
  return app::AimQuestion{.figure = AimedFigure::step_conversion,
                          .step = static_cast<std::int32_t>(step.from)};
}

}  // namespace

std::string share_words(const ui::Ui& ui, double share) {
  return ui::format_permille(std::llround(share * 1000), ui.language());
}

std::string range_words(const ui::Ui& ui, const funnel::Range& range) {
  // One sign of per cent for both ends.
  return ui.t("funnel.range",
              {{"low", ui::format_decimal(std::llround(range.low * 1000), 1, ui.language())},
               {"high", share_words(ui, range.high)}});
}

std::size_t biggest_loss(const funnel::FunnelReport& report) {
  std::size_t worst = 0;
  std::pair<std::int64_t, std::int64_t> most{0, 0};
  for (std::size_t i = 1; i <= steps; ++i) {
    const StepFigures& step = report.steps[i];
    const std::pair lost{step.lost_minor.value_or(step.gross_lost_minor), step.lost};
    if (lost > most) {
      most = lost;
      worst = i;
    }
  }
  return worst;
}

void FunnelOutflow::draw_choice(Context& context, const funnel::FunnelReport& report) {
  ui::Ui& ui = context.ui;
  std::array<std::string, steps> lost;
  std::vector<ui::Pill> pills;
  for (std::size_t i = 0; i < steps; ++i) {
    lost[i] = ui.t("chart.lost", {{"count", report.steps[i + 1].lost}});
    const int status = static_cast<int>(i) + 1;
    pills.push_back(
        {.text = ui::status_name(ui, status), .detail = lost[i], .icon = ui::status_icon(status)});
  }
  int shown = step_ >= 0 ? step_ : std::max(0, static_cast<int>(biggest_loss(report)) - 1);
  if (ui::pills(ui, "step", context.t("funnel.step"), pills, shown)) step_ = shown;
}

std::optional<FunnelFigure> FunnelOutflow::draw_figures(Context& context, const StepFigures& step,
                                                        const funnel::ReportQuery& query,
                                                        FunnelHelp& help) {
  ui::Ui& ui = context.ui;
  std::optional<FunnelFigure> pressed;
  for (const Row& row : rows_of(context, step)) {
    const auto keyed = ui.keyed(row.key);
    const auto line = ui.row({.height = ui.metrics().control});
    const std::string_view label = context.t(row.label);
    if (FunnelHelp::button(context, "how", label))
      help.open(row.term, std::string(label), lines_of(context, step, query), aim_of(row, step));
    ui::text(ui, {.text = label, .tone = ui::TextTone::muted, .key = "label"});
    if (row.opens && row.value != "0") {
      const std::string name = ui.t("chart.mark", {{"name", label}, {"value", row.value}});
      const ui::ButtonOptions open{
          .key = "open", .text = row.value, .kind = ui::ButtonKind::quiet, .opens = true};
      ui.push_right(ui::button_width(ui, open));
      if (ui::button(ui, open)) pressed = FunnelFigure{.step = step.from, .figure = *row.opens};
      ui.last_node()->name = ui.store(name);  // "331" alone says nothing.
    } else {
      ui.push_right(ui.text_width(row.value, ui::TextStyle::strong) + ui.metrics().pad_x);
      ui::text(ui, {.text = row.value,
                    .style = ui::TextStyle::strong,
                    .width = ui.text_width(row.value, ui::TextStyle::strong) + 1,
                    .key = "value"});
    }
  }
  return pressed;
}

std::optional<FunnelFigure> FunnelOutflow::draw_reasons(Context& context, const StepFigures& step,
                                                        const std::string& caption,
                                                        const std::string& file_name) {
  ui::Ui& ui = context.ui;
  if (step.lost == 0) {
    (void)ui::empty_state(ui, {.title = context.t("funnel.nobody_lost"),
                               .text = context.t("funnel.nobody_lost_text"),
                               .icon = ui::Icon::circle_check});
    return std::nullopt;
  }
  const ui::BarChart chart = reasons_chart(context, step);
  const auto layout = [&](const ui::ChartInk& ink, float width) {
    return ui::layout_of(chart, ink, width);
  };
  const ui::ChartTable table = ui::table_of(chart, ui::ink_of(ui));
  const std::string title =
      ui.t("funnel.lost_at", {{"status", ui::status_name(ui, static_cast<int>(step.from))}});
  {
    const auto row = ui.row();
    ui::heading(ui, {.text = context.t("funnel.reasons"), .level = 2});
    if (ui::button(ui, {.key = "as_table",
                        .text = context.t("funnel.as_table"),
                        .icon = ui::Icon::table_2,
                        .kind = ui::ButtonKind::quiet,
                        .icon_only = true,
                        .pressed = reasons_as_table_,
                        .toggle = true}))
      reasons_as_table_ = !reasons_as_table_;
    ui::chart_download(ui, "download_reasons",
                       {.name = file_name,
                        .title = title,
                        .caption = caption,
                        .button = context.t("funnel.download_reasons")},
                       layout, table);
  }
  const ui::ChartResult result = ui::chart(
      ui, {.key = "reasons", .name = title, .as_table = reasons_as_table_}, layout, table);
  if (!result.activated) return std::nullopt;
  return FunnelFigure{
      .step = step.from, .figure = Figure::lost, .reason = step.reasons[*result.activated].reason};
}

std::optional<FunnelFigure> FunnelOutflow::draw(Context& context,
                                                const funnel::FunnelReport& report,
                                                const funnel::ReportQuery& query,
                                                const std::string& caption,
                                                const std::string& file_name, FunnelHelp& help) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("outflow", context.t("funnel.outflow"));
  draw_choice(context, report);
  const std::size_t shown = step_ >= 0 ? static_cast<std::size_t>(step_) + 1
                                       : std::max<std::size_t>(1, biggest_loss(report));
  const StepFigures& step = report.steps[shown];
  ui.space(4);
  std::optional<FunnelFigure> pressed;
  const auto columns = ui.columns({1, 1}, 340);
  ui.next_column();
  if (const auto figure = draw_figures(context, step, query, help)) pressed = figure;
  ui.next_column();
  if (const auto figure = draw_reasons(context, step, caption, file_name)) pressed = figure;
  return pressed;
}

}  // namespace retour::views
