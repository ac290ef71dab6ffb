#include "views/view_funnel.hpp"

#include <algorithm>
#include <array>

#include "ui/choice.hpp"
#include "ui/widgets.hpp"
#include "views/figure_table.hpp"
#include "views/numbers_parts.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

using funnel::Figure;
using funnel::FunnelStatus;
using funnel::StepFigures;
using funnel::Term;

/// Below so many people a conversion is shown with its interval. Shown is the time-to-event
/// estimate: the plain share leaves out everybody who is still inside the window, and so reads
/// 100 % in the first weeks.
constexpr std::int64_t small_sample = 400;
/// Below so many entrants of its largest stage a funnel says little.
constexpr std::int64_t few_people = 20;
constexpr std::size_t as_table = 2;

std::string money_words(const Context& context, std::int64_t minor) {
  return ui::format_money({.minor = minor, .currency = context.currency()}, context.ui.language(),
                          ui::MoneyStyle::rounded);
}

/// What a mark of the picture or a cell of the table opens. Cells of money come behind the marks.
FunnelFigure figure_of(const std::vector<ui::FunnelMark>& marks, std::size_t mark) {
  if (mark >= marks.size())
    return {.step = static_cast<FunnelStatus>(mark - marks.size() + 1),
            .figure = Figure::lost_for_good};
  const auto step = static_cast<FunnelStatus>(marks[mark].stage + 1);
  switch (marks[mark].part) {
    case ui::FunnelPart::entrants: return {.step = step, .figure = Figure::entrants};
    case ui::FunnelPart::converted: return {.step = step, .figure = Figure::converted};
    case ui::FunnelPart::pending: return {.step = step, .figure = Figure::pending};
    case ui::FunnelPart::lost: return {.step = step, .figure = Figure::lost};
  }
  return {};
}

constexpr std::int64_t windows_wait_seconds = 600;

ui::TextId title_of(Figure figure) {
  switch (figure) {
    case Figure::entrants: return "funnel.entered";
    case Figure::direct: return "funnel.people_direct";
    case Figure::converted: return "funnel.people_converted";
    case Figure::pending: return "funnel.people_pending";
    case Figure::lost: return "funnel.lost_at";
    case Figure::lost_for_good: return "funnel.people_money";
    case Figure::current: return "funnel.people_current";
  }
  return "funnel.entered";
}

std::vector<PatientId> ids_of(const app::LiveFunnel& data, const std::vector<std::uint32_t>& rows) {
  std::vector<PatientId> people;
  people.reserve(rows.size());
  for (const std::uint32_t row : rows)
    if (row < data.patients().size()) people.push_back(data.patients()[row]);
  return people;
}

}  // namespace

// ---- the report
// ----------------------------------------------------------------------------------

void FunnelView::measure(Context& context, const app::LiveFunnel& data) {
  std::string key = filters_.key(context);
  const std::optional<LocalDate> as_of = filters_.as_of(context);
  if (as_of) key += "/" + std::to_string(as_of->days);
  if (!report_ || version_ != data.version() || key_ != key) {
    funnel::ReportQuery query = filters_.query(context);
    query.is_as_of = as_of.has_value();
    if (as_of)
      query.now = context.catalogue().zone_of({}).day(as_of->plus_days(1)).begin.plus_seconds(-1);
    // Windows are days: so long their ends may wait for a pass over everybody.
    if (key_ == key && query.now < query_.now.plus_seconds(windows_wait_seconds))
      query.now = query_.now;
    query_ = query;
    const funnel::FunnelFigures& figures =
        meter_.measure(data.columns(), query_, data.changed_since(version_));
    report_ = figures.report;
    entering_ = figures.entering;
    measured_at_ = context.clinic.now();
    version_ = data.version();
    key_ = std::move(key);
  }
  caption_ =
      context.t("funnel.caption", {{"period", filters_.period_words(context)},
                                   {"filters", filters_.chosen_words(context)},
                                   {"moment", moment(context.ui, context.clinic, measured_at_)}});
  if (as_of)
    caption_ += ". " + context.t("funnel.as_of_words",
                                 {{"date", ui::format_date(*as_of, ui::DateStyle::numeric,
                                                           context.ui.language())}});
}

void FunnelView::open_figure(Context& context, const app::LiveFunnel& data,
                             const FunnelFigure& figure) {
  context.router.open_people(
      context.t(title_of(figure.figure),
                {{"status", ui::status_name(context.ui, static_cast<int>(figure.step))}}),
      ids_of(data, funnel::people_behind(data.columns(), query_, figure.step, figure.figure,
                                         figure.reason)));
}

void FunnelView::open_revenue(Context& context, const app::LiveFunnel& data,
                              funnel::Revenue which) {
  context.router.open_people(
      std::string(context.t(which == funnel::Revenue::all ? ui::TextId("funnel.people_revenue")
                                                          : ui::TextId("funnel.people_untyped"))),
      ids_of(data, funnel::people_with_revenue(data.columns(), query_, which)));
}

std::string FunnelView::file_name(const Context& context, std::string_view what) const {
  const LocalDate today = context.clinic.today({});
  return "retour-" + std::string(what) + "-" +
         ui::format_date(today, ui::DateStyle::numeric, ui::Language::sv);
}

// ---- figures
// -------------------------------------------------------------------------------------

std::string FunnelView::worst_words(const Context& context) const {
  const std::size_t worst = biggest_loss(*report_);
  if (worst == 0) return std::string(context.t("funnel.biggest_none"));
  const std::string_view status = ui::status_name(context.ui, static_cast<int>(worst));
  return context.t("funnel.biggest_text", {{"status", status}});
}

void FunnelView::draw_worst(Context& context, const app::LiveFunnel& data, Details beside) {
  ui::Ui& ui = context.ui;
  const std::size_t worst = biggest_loss(*report_);
  const std::string_view label = context.t("funnel.biggest");
  if (worst == 0) {
    (void)ui::figure(ui, {.key = "worst",
                          .value = "—",
                          .label = label,
                          .detail = worst_words(context),
                          .beside = beside});
    return;
  }
  const StepFigures& step = report_->steps[worst];
  const std::int64_t lost = step.lost_minor.value_or(step.gross_lost_minor);
  if (ui::figure(ui, {.key = "worst",
                      .value = lost > 0 ? money_words(context, lost)
                                        : ui::format_number(step.lost, ui.language()),
                      .label = label,
                      .detail = worst_words(context),
                      .tone = ui::Tone::danger,
                      .opens = true,
                      .beside = beside}))
    open_figure(context, data, {.step = step.from, .figure = Figure::lost});
  if (FunnelHelp::button(context, "worst_how", label, FunnelHelp::Look::words))
    help_.open(Term::lost_money, std::string(label),
               {{.label = std::string(context.t("funnel.figure.lost")),
                 .value = ui::format_number(step.lost, ui.language())},
                {.label = std::string(context.t("funnel.figure.gross")),
                 .value = money_words(context, step.gross_lost_minor)},
                {.label = std::string(context.t("funnel.figure.money")),
                 .value = step.lost_minor ? money_words(context, *step.lost_minor) : "—"}},
               app::AimQuestion{.figure = AimedFigure::step_conversion,
                                .step = static_cast<std::int32_t>(step.from)});
}

void FunnelView::draw_revenue(Context& context, const app::LiveFunnel& data, Details beside) {
  ui::Ui& ui = context.ui;
  const std::string_view label = context.t("funnel.revenue");
  const std::string value = money_words(context, report_->revenue_minor);
  if (ui::figure(ui, {.key = "revenue",
                      .value = value,
                      .label = label,
                      .detail = context.t("funnel.revenue_text"),
                      .opens = report_->revenue_minor != 0,
                      .beside = beside}))
    open_revenue(context, data, funnel::Revenue::all);
  if (FunnelHelp::button(context, "revenue_how", label, FunnelHelp::Look::words))
    help_.open(Term::revenue, std::string(label), {{.label = std::string(label), .value = value}},
               app::AimQuestion{.figure = AimedFigure::revenue});
}

void FunnelView::draw_untyped(Context& context, const app::LiveFunnel& data, Details beside) {
  ui::Ui& ui = context.ui;
  const std::string_view label = context.t("funnel.untyped");
  const std::int64_t permille =
      report_->revenue_minor == 0 ? 0
                                  : report_->untyped_revenue_minor * 1000 / report_->revenue_minor;
  if (ui::figure(ui, {.key = "untyped",
                      .value = ui::format_permille(permille, ui.language()),
                      .label = label,
                      .detail = context.t("funnel.untyped_text"),
                      .tone = permille > 200 ? ui::Tone::warn : ui::Tone::neutral,
                      .opens = report_->untyped_revenue_minor != 0,
                      .beside = beside}))
    open_revenue(context, data, funnel::Revenue::untyped);
  if (FunnelHelp::button(context, "untyped_how", label, FunnelHelp::Look::words))
    help_.open(Term::untyped_share, std::string(label),
               {{.label = std::string(label),
                 .value = money_words(context, report_->untyped_revenue_minor)},
                {.label = std::string(context.t("funnel.revenue")),
                 .value = money_words(context, report_->revenue_minor)}});
}

void FunnelView::draw_figures(Context& context, const app::LiveFunnel& data) {
  ui::Ui& ui = context.ui;
  const std::string worst = worst_words(context);
  const std::array<std::string_view, 3> details = {worst, context.t("funnel.revenue_text"),
                                                   context.t("funnel.untyped_text")};
  const float whole = ui.available();
  const auto columns = ui.columns({1, 1, 1}, 220);
  ui.next_column();
  // One under another they need not be alike.
  const Details beside = ui.available() < whole / 2 ? Details(details) : Details();
  draw_worst(context, data, beside);
  ui.next_column();
  draw_revenue(context, data, beside);
  ui.next_column();
  draw_untyped(context, data, beside);
}

// ---- who enters, and do they buy
// -----------------------------------------------------------------------

namespace {

std::string share_of_entrants(const ui::Ui& ui, std::int64_t some, std::int64_t all) {
  if (all == 0) return "—";
  return share_words(ui, static_cast<double>(some) / static_cast<double>(all)) + " (" +
         range_words(ui, funnel::wilson_95(some, all)) + ")";
}

}  // namespace

/// Both questions of profit in one line (PS-15), once somebody is marked as a target patient.
void FunnelView::draw_entering_line(Context& context) const {
  const funnel::Entering& target = entering_.target;
  const std::int64_t all = target.entrants + entering_.other.entrants;
  if (!entering_.is_recorded || all == 0) return;
  ui::text(context.ui,
           context.t("funnel.entering_line",
                     {{"share", whole_share(context, target.entrants, all)},
                      {"bought", whole_share(context, target.decided_converted, target.decided)}}));
}

void FunnelView::draw_entering(Context& context, const app::LiveFunnel& data) {
  ui::Ui& ui = context.ui;
  const std::string_view name = context.t("funnel.entering");
  const auto card = ui.card("entering", name);
  if (!entering_.is_recorded) {
    ui::text(ui, context.t("funnel.entering_unknown"), ui::TextTone::muted);
    return;
  }
  FigureTable table(context);
  table.column(context.t("funnel.entering_who"), ui::Align::left);
  for (const ui::TextId id : {ui::TextId("funnel.entering_count"), ui::TextId("funnel.entering_of"),
                              ui::TextId("funnel.entering_bought")})
    table.column(context.t(id));
  const std::int64_t all = entering_.target.entrants + entering_.other.entrants;
  const std::array rows = {std::pair{ui::TextId("funnel.entering_target"), &entering_.target},
                           std::pair{ui::TextId("funnel.entering_other"), &entering_.other}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const funnel::Entering& one = *rows[i].second;
    table.row(std::string(context.t(rows[i].first)));
    table.count(one.entrants, one.entrants == 0 ? FigureTable::opens_nothing : static_cast<int>(i));
    table.text(share_of_entrants(ui, one.entrants, all));
    table.text(share_of_entrants(ui, one.decided_converted, one.decided));
  }
  {
    const auto row = ui.row();
    table.download(ui, "entering download", file_name(context, "entering"));
    if (FunnelHelp::button(context, "entering how", name))
      help_.open("funnel.entering_how", std::string(name));
  }
  if (const auto pressed = table.draw(ui, "entering table", name))
    open_rows(context, data, context.t(rows[static_cast<std::size_t>(*pressed)].first),
              funnel::people_entering(data.columns(), query_, *pressed == 0));
}

/// Counted when somebody asks: the open page follows each fact at once.
void FunnelView::draw_cycles(Context& context, const app::LiveFunnel& data) {
  ui::Ui& ui = context.ui;
  const std::string_view name = context.t("cycles.title");
  const auto card = ui.card("cycles", name);
  ui::checkbox(ui, {.key = "show", .text = context.t("cycles.show")}, with_cycles_);
  if (!with_cycles_) return;
  const std::string asked = key_ + "/" + std::to_string(version_);
  if (cycles_of_ != asked) {
    cycles_ = funnel::cycle_counts(data.columns(), query_);
    cycles_of_ = asked;
  }
  std::int64_t all = 0;
  for (const auto& rows : cycles_.by_cycles) all += std::ssize(rows);
  FigureTable table(context);
  table.column(context.t("cycles.count"), ui::Align::left);
  table.column(context.t("funnel.entering_count"));
  table.column(context.t("funnel.entering_of"));
  const auto add = [&](std::string title, const std::vector<std::uint32_t>& rows, int code) {
    table.row(std::move(title));
    table.count(std::ssize(rows), rows.empty() ? FigureTable::opens_nothing : code);
    table.text(share_of_entrants(ui, std::ssize(rows), all));
  };
  for (std::size_t i = 0; i < funnel::CycleCounts::most; ++i)
    add(i + 1 < funnel::CycleCounts::most ? std::to_string(i + 1)
                                          : context.t("cycles.or_more", {{"count", i + 1}}),
        cycles_.by_cycles[i], static_cast<int>(i));
  constexpr int fell_back = static_cast<int>(funnel::CycleCounts::most);
  add(std::string(context.t("cycles.fell_back")), cycles_.fell_back, fell_back);
  if (FunnelHelp::button(context, "cycles how", name)) help_.open("term.cycles", std::string(name));
  const auto pressed = table.draw(ui, "cycles table", name);
  if (!pressed) return;
  open_rows(context, data, name,
            *pressed == fell_back ? cycles_.fell_back
                                  : cycles_.by_cycles[static_cast<std::size_t>(*pressed)]);
}

// ---- the picture
// ---------------------------------------------------------------------------------

ui::FunnelChart FunnelView::picture(const Context& context) const {
  const ui::Ui& ui = context.ui;
  ui::FunnelChart chart{.form = form_ == 1 ? ui::FunnelChart::Form::bars
                                           : ui::FunnelChart::Form::ribbons};
  for (int status = 1; status <= 7; ++status) {
    ui::FunnelChart::Stage stage{.name = std::string(ui::status_name(ui, status)),
                                 .status = status};
    if (status == 7) {
      stage.entrants = report_->dispensary_entrants;
    } else {
      const StepFigures& step = report_->steps[static_cast<std::size_t>(status)];
      stage.entrants = step.entrants;
      stage.converted = step.converted;
      stage.pending = step.pending;
      stage.lost = step.lost;
      if (step.estimate) stage.conversion = share_words(ui, *step.estimate);
      if (step.estimate && step.entrants < small_sample)
        stage.interval = range_words(ui, step.estimate_95);
      const std::int64_t lost = step.lost_minor.value_or(step.gross_lost_minor);
      if (lost > 0) stage.money = money_words(context, lost);
    }
    chart.stages.push_back(std::move(stage));
  }
  return chart;
}

ui::ChartTable FunnelView::table(const Context& context) const {
  const ui::Ui& ui = context.ui;
  const auto title = [&](ui::TextId id, ui::Align align = ui::Align::right) {
    return ui::ChartColumn{.title = std::string(ui.t(id)), .align = align};
  };
  ui::ChartTable out{.columns = {title("funnel.column.status", ui::Align::left),
                                 title("funnel.column.entered"), title("funnel.column.converted"),
                                 title("funnel.column.pending"), title("funnel.column.lost"),
                                 title("funnel.column.share"), title("funnel.column.low"),
                                 title("funnel.column.high"), title("funnel.column.days"),
                                 title("funnel.column.money")}};
  const auto count = [&](std::int64_t value, int mark) {
    return ui::ChartCell{.shown = ui::format_number(value, ui.language()),
                         .raw = std::to_string(value),
                         .mark = value > 0 ? mark : -1};
  };
  const auto share = [&](const std::optional<double>& value) {
    if (!value) return ui::ChartCell{.shown = "—"};
    return ui::ChartCell{
        .shown = share_words(ui, *value),
        .raw = ui::raw_value(*value, {.kind = ui::ChartUnit::Kind::share}, ui.language())};
  };
  constexpr int marks = 6 * 4 + 1;
  for (int i = 0; i < 6; ++i) {
    const StepFigures& step = report_->steps[static_cast<std::size_t>(i) + 1];
    const std::int64_t lost = step.lost_minor.value_or(step.gross_lost_minor);
    const auto bound = [&](double value) {
      return share(step.estimate ? std::optional(value) : std::nullopt);
    };
    out.rows.push_back(
        {{.shown = std::string(ui::status_name(ui, i + 1))},
         count(step.entrants, i * 4),
         count(step.converted, i * 4 + 1),
         count(step.pending, i * 4 + 2),
         count(step.lost, i * 4 + 3),
         share(step.estimate),
         bound(step.estimate_95.low),
         bound(step.estimate_95.high),
         {.shown = step.median_days ? std::to_string(*step.median_days) : std::string("—")},
         {.shown = lost == 0 ? std::string("—") : money_words(context, lost),
          .raw = ui::raw_value(static_cast<double>(lost), {.kind = ui::ChartUnit::Kind::money},
                               ui.language()),
          .mark = lost == 0 ? -1 : marks + i}});
  }
  std::vector<ui::ChartCell> last{{.shown = std::string(ui::status_name(ui, 7))},
                                  count(report_->dispensary_entrants, marks - 1)};
  last.resize(out.columns.size(), {.shown = "—"});
  out.rows.push_back(std::move(last));
  return out;
}

void FunnelView::draw_chart(Context& context, const app::LiveFunnel& data) {
  ui::Ui& ui = context.ui;
  const std::string_view name = context.t("funnel.chart");
  const auto card = ui.card("chart", name);
  const ui::FunnelChart chart = picture(context);
  const ui::ChartTable numbers = table(context);
  const auto layout = [&](const ui::ChartInk& ink, float width) {
    return ui::layout_of(chart, ink, width);
  };
  {
    const auto row = ui.row();
    const std::array<std::string_view, 3> forms = {
        context.t("funnel.ribbons"), context.t("funnel.bars"), context.t("funnel.table")};
    ui::segments(ui, "form", context.t("funnel.form"), forms, form_);
    ui::chart_download(
        ui, "download",
        {.name = file_name(context, "funnel"), .title = std::string(name), .caption = caption_},
        layout, numbers);
    if (FunnelHelp::button(context, "chart_how", name))
      help_.open(Term::cohort, std::string(name), {});
  }
  if (filters_.limits_events())
    ui::text(ui, {.text = context.t("funnel.limits_events"),
                  .tone = ui::TextTone::muted,
                  .style = ui::TextStyle::small});
  std::int64_t most = 0;
  for (const ui::FunnelChart::Stage& stage : chart.stages) most = std::max(most, stage.entrants);
  if (most == 0) {
    if (ui::empty_state(
            ui, {.title = context.t("funnel.nobody"),
                 .text = context.t("chart.empty_text"),
                 .action = filters_.is_any_set() ? context.t("funnel.clear") : std::string_view(),
                 .icon = ui::Icon::funnel}))
      filters_.clear();
    return;
  }
  const ui::ChartResult result =
      ui::chart(ui,
                {.key = "funnel",
                 .name = name,
                 .as_table = form_ == as_table,
                 .few = most < few_people ? context.t("funnel.few") : std::string_view()},
                layout, numbers);
  if (result.activated)
    open_figure(context, data, figure_of(ui::marks_of(chart), *result.activated));
}

void FunnelView::draw_report(Context& context, const app::LiveFunnel& data) {
  measure(context, data);
  show_caption(context, caption_);
  draw_entering_line(context);
  // On a phone the picture comes first: three cards would fill the screen.
  if (!context.ui.is_phone()) draw_figures(context, data);
  draw_chart(context, data);
  if (context.ui.is_phone()) draw_figures(context, data);
  if (const auto figure =
          outflow_.draw(context, *report_, query_, caption_, file_name(context, "reasons"), help_))
    open_figure(context, data, *figure);
  draw_entering(context, data);
  draw_cycles(context, data);
  groups_.draw(context, data, query_, key_, help_);
}

void FunnelView::draw(Context& context) {
  ui::Ui& ui = context.ui;
  ui::heading(ui, {.text = context.t("funnel.title")});
  filters_.draw(context, FunnelFilters::Shows::with_day);
  const app::LiveFunnel* numbers = numbers_of(context);
  if (numbers == nullptr) return;
  const app::LiveFunnel& data = *numbers;
  draw_report(context, data);
  help_.draw(context, caption_);
}

}  // namespace retour::views
