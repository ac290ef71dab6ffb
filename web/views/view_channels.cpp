#include "views/view_channels.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/aims.hpp"
#include "app/month_figures.hpp"
#include "ui/chart_bar.hpp"
#include "ui/choice.hpp"
#include "ui/locale.hpp"
#include "ui/widgets.hpp"
#include "views/form.hpp"
#include "views/funnel_outflow.hpp"
#include "views/numbers_parts.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

using funnel::ChannelFigures;
using funnel::ChannelPeople;
using funnel::CostSpan;

/// A cell's code: which line, which figure of it.
constexpr int figures_per_line = 4;
constexpr std::array opened = {ChannelPeople::people, ChannelPeople::primaries,
                               ChannelPeople::mains, ChannelPeople::operated};

ui::TextId title_of(ChannelPeople which) {
  switch (which) {
    case ChannelPeople::people: return "channels.people_of";
    case ChannelPeople::primaries: return "channels.primaries_of";
    case ChannelPeople::mains: return "channels.mains_of";
    case ChannelPeople::operated: return "channels.operated_of";
  }
  return "channels.people_of";
}

}  // namespace

// ---- the report
// ----------------------------------------------------------------------------------

void ChannelsView::measure(Context& context) {
  const app::LiveFunnel& data = context.reader.funnel();
  const app::LiveCalls& calls = context.reader.calls();
  if (!attribution_chosen_) attribution_ = context.catalogue().policy.attribution;
  const std::string key =
      filters_.key(context) + "/" + std::to_string(data.version()) + "/" +
      std::to_string(calls.version()) + "/" + std::to_string(context.clinic.generation()) + "/" +
      std::to_string(static_cast<int>(attribution_)) + "/" + std::to_string(count_);
  const funnel::ReportQuery asked = filters_.query(context);
  caption_ =
      context.t("channels.caption", {{"period", filters_.period_words(context)},
                                     {"moment", moment(context.ui, context.clinic, asked.now)}});
  if (report_ && key == key_) return;
  key_ = key;
  query_ = {.period = asked.period,
            .now = asked.now,
            .attribution = attribution_,
            .count = static_cast<funnel::CountBy>(count_)};
  sources_by_row_ = app::attributed_sources(context.catalogue(), data, calls, attribution_);
  spent_ = app::spent_lines(context.catalogue());
  report_ = funnel::channel_report(data.columns(), calls.table(), calls.unique(),
                                   calls.milestones(), sources_by_row_, spent_, query_);
  curves_.clear();
  for (const ChannelFigures& line : report_->channels) {
    const auto periods = funnel::spend_periods(calls.table(), calls.unique(), spent_, line.source,
                                               data.columns().zone(), asked.now);
    if (line.source.is_nil() || periods.empty()) continue;
    curves_.push_back({.source = line.source,
                       .spend_minor = periods.back().spend_minor,
                       .curve = funnel::fit_response(periods)});
  }
}

std::int64_t ChannelsView::unattributed(std::int64_t ChannelFigures::* which) const {
  for (const ChannelFigures& line : report_->channels)
    if (line.source.is_nil()) return line.*which;
  return 0;
}

void ChannelsView::open_people(Context& context, SourceId source, ChannelPeople which) {
  const app::LiveFunnel& data = context.reader.funnel();
  open_rows(context, data,
            context.t(title_of(which), {{"channel", channel_words(context, source)}}),
            funnel::people_behind(data.columns(), context.reader.calls().milestones(),
                                  sources_by_row_, query_, source, which));
}

// ---- words
// ---------------------------------------------------------------------------------------

std::string ChannelsView::cost_words(const Context& context, const CostSpan& cost) const {
  if (!cost.is_known) return "—";
  const std::string high = whole_money(context, cost.minor);
  const std::int64_t low = std::llround(cost.low_minor);
  if (low >= std::llround(cost.minor)) return high;
  return context.t("funnel.range", {{"low", whole_money(context, cost.low_minor)}, {"high", high}});
}

// ---- parts of the page
// ---------------------------------------------------------------------------

void ChannelsView::draw_choice(Context& context) {
  ui::Ui& ui = context.ui;
  filters_.draw(context, FunnelFilters::Shows::period);
  const auto draw_attribution = [&](float width) {
    if (enum_combo(
            ui, {.key = "attribution", .label = context.t("channels.attribution"), .width = width},
            "attribution", attribution_))
      attribution_chosen_ = true;
  };
  if (ui.is_phone()) draw_attribution(0);
  const auto row = ui.row({.height = ui.metrics().control * 1.6F, .bottom = true});
  const std::array<std::string_view, 2> counts = {context.t("channels.by_cohort"),
                                                  context.t("channels.same_period")};
  ui::segments(ui, "count", context.t("channels.count"), counts, count_);
  if (!ui.is_phone()) draw_attribution(260);
  costs_.draw_button(context);
}

void ChannelsView::draw_figures(Context& context) {
  ui::Ui& ui = context.ui;
  const ChannelFigures& total = report_->total;
  const std::string cost =
      cost_words(context, funnel::cost_of_one(total.spent_minor, total.primaries, 0));
  const funnel::Concentration river = funnel::concentration_of(*report_);
  const std::string words =
      river.share.is_known()
          ? context.t("channels.river_text", {{"channel", channel_words(context, river.source)}})
          : words_of(ui, river.share);
  const std::array<std::string_view, 3> all = {context.t("channels.cost_text"),
                                               context.t("channels.spent_text"), words};
  const float whole = ui.available();
  const auto columns = ui.columns({1, 1, 1}, 220);
  ui.next_column();
  // One under another they need not be alike.
  const std::span<const std::string_view> details =
      ui.available() < whole / 2 ? std::span(all) : std::span<const std::string_view>();
  (void)ui::figure(ui, {.key = "cost",
                        .value = cost,
                        .label = context.t("channels.cost_of_primary"),
                        .detail = all[0],
                        .beside = details});
  ui.next_column();
  (void)ui::figure(ui, {.key = "spent",
                        .value = whole_money(context, static_cast<double>(total.spent_minor)),
                        .label = context.t("channels.spent"),
                        .detail = all[1],
                        .beside = details});
  ui.next_column();
  (void)ui::figure(ui, {.key = "river",
                        .value = river.share.is_known() ? share_words(ui, river.share.value) : "—",
                        .label = context.t(river.is_a_risk ? ui::TextId("channels.river_risk")
                                                           : ui::TextId("channels.river")),
                        .detail = words,
                        .tone = river.is_a_risk ? ui::Tone::warn : ui::Tone::neutral,
                        .beside = details});
}

void ChannelsView::draw_table(Context& context) {
  ui::Ui& ui = context.ui;
  const std::string_view name = context.t("channels.title");
  const auto card = ui.card("table", name);
  FigureTable table(context);
  table.column(context.t("channels.channel"), ui::Align::left);
  for (const ui::TextId title :
       {ui::TextId("channels.spent"), ui::TextId("channels.calls"), ui::TextId("channels.unique"),
        ui::TextId("channels.people"), ui::TextId("channels.primaries"),
        ui::TextId("channels.mains"), ui::TextId("channels.operated"),
        ui::TextId("channels.cost_of_call"), ui::TextId("channels.cost_of_primary_short"),
        ui::TextId("channels.cost_of_operated")})
    table.column(context.t(title));
  const auto add = [&](const std::string& title, const ChannelFigures& line, int code) {
    const auto cost = [&](std::int64_t ChannelFigures::* which) {
      const bool is_one = code >= 0;
      table.text(cost_words(context, funnel::cost_of_one(line.spent_minor, line.*which,
                                                         is_one ? unattributed(which) : 0)));
    };
    table.row(title);
    if (line.spent_minor > 0)
      table.money(line.spent_minor);
    else
      table.unknown();
    table.count(line.calls);
    table.count(line.unique_calls);
    const std::array values = {line.people, line.primaries, line.mains, line.operated};
    for (int i = 0; i < figures_per_line; ++i)
      table.count(values[static_cast<std::size_t>(i)],
                  code < 0 ? code : code * figures_per_line + i);
    cost(&ChannelFigures::unique_calls);
    cost(&ChannelFigures::primaries);
    cost(&ChannelFigures::operated);
  };
  for (std::size_t i = 0; i < report_->channels.size(); ++i)
    add(channel_words(context, report_->channels[i].source), report_->channels[i],
        static_cast<int>(i));
  add(std::string(context.t("channels.total")), report_->total, -1);
  {
    const auto row = ui.row();
    table.download(ui, "download", "retour-channels");
    if (FunnelHelp::button(context, "how", context.t("channels.cost_of_primary")))
      help_.open(funnel::Term::channel_cost, std::string(context.t("channels.cost_of_primary")), {},
                 app::AimQuestion{.figure = AimedFigure::cost_per_primary});
  }
  ui.space(4);
  const auto pressed = table.draw(ui, "channels", name, context.t("channels.empty"));
  if (!pressed) return;
  const auto line = static_cast<std::size_t>(*pressed / figures_per_line);
  open_people(context, report_->channels[line].source,
              opened[static_cast<std::size_t>(*pressed % figures_per_line)]);
}

/// Bars of what a primary patient costs.
void ChannelsView::draw_costs(Context& context) {
  ui::Ui& ui = context.ui;
  ui::BarChart bars;
  bars.category_title = context.t("channels.channel");
  bars.unit = {.kind = ui::ChartUnit::Kind::money, .currency = context.currency()};
  bars.series.emplace_back().name = context.t("channels.cost_of_primary");
  std::vector<SourceId> sources;
  for (const ChannelFigures& line : report_->channels) {
    const CostSpan cost = funnel::cost_of_one(line.spent_minor, line.primaries, 0);
    if (!cost.is_known || line.source.is_nil()) continue;
    bars.categories.push_back(channel_words(context, line.source));
    bars.series[0].values.push_back(cost.minor);
    sources.push_back(line.source);
  }
  if (sources.empty()) return;
  const std::string_view name = context.t("channels.cost_of_primary");
  const auto card = ui.card("bars", name);
  const auto layout = [&](const ui::ChartInk& ink, float width) {
    return ui::layout_of(bars, ink, width);
  };
  const ui::ChartTable numbers = ui::table_of(bars, ui::ink_of(ui));
  ui::chart_download(ui, "picture", {.name = "retour-cost", .title = name, .caption = caption_},
                     layout, numbers);
  const ui::ChartResult result = ui::chart(ui, {.key = "cost", .name = name}, layout, numbers);
  if (result.activated) open_people(context, sources[*result.activated], ChannelPeople::primaries);
}

/// Where more money would bring most, or why nobody can say.
void ChannelsView::draw_next_money(Context& context) {
  if (curves_.empty()) return;
  ui::Ui& ui = context.ui;
  const auto card = ui.card("next", context.t("channels.next"));
  std::vector<funnel::ResponseCurve> curves;
  std::vector<double> spends;
  double all = 0;
  for (const Curve& one : curves_) {
    curves.push_back(one.curve);
    spends.push_back(one.spend_minor);
    all += one.spend_minor;
  }
  const double extra = std::max(1.0, all / 10);
  const funnel::NextRouble next = funnel::next_rouble(curves, spends, extra);
  ui::text(ui, context.t("channels.next_text", {{"money", whole_money(context, extra)}}),
           ui::TextTone::muted);
  for (std::size_t i = 0; i < curves_.size(); ++i) {
    const auto keyed = ui.keyed(i);
    const funnel::Estimate& more = next.further[i];
    const auto number = [&](double value) {
      return ui::format_decimal(std::llround(value * 10), 1, ui.language());
    };
    const std::string value = more.is_known()
                                  ? context.t("channels.next_calls", {{"count", number(more.value)},
                                                                      {"low", number(more.low)},
                                                                      {"high", number(more.high)}})
                                  : words_of(ui, more);
    ui::fact(ui, {.label = channel_words(context, curves_[i].source), .value = value});
  }
  ui::text(
      ui, context.t(next.best ? ui::TextId("channels.next_best") : ui::TextId("channels.next_none"),
                    {{"channel", next.best ? channel_words(context, curves_[*next.best].source)
                                           : std::string()}}));
}

// ---- published months
// ----------------------------------------------------------------------------

funnel::ChannelReport ChannelsView::report_of_month(Context& context, LocalDate month) const {
  const app::LiveFunnel& data = context.reader.funnel();
  const app::LiveCalls& calls = context.reader.calls();
  const funnel::ChannelQuery query = app::channel_query_of_month(context.clinic, month);
  return funnel::channel_report(
      data.columns(), calls.table(), calls.unique(), calls.milestones(),
      app::attributed_sources(context.catalogue(), data, calls, query.attribution), spent_, query);
}

void ChannelsView::publish(Context& context) {
  const LocalDate month = month_of(context.ui.today()).plus_months(-1);
  context.commands.push(
      {.drafts = {{OpKind::publish_month,
                   {whole(app::month_to_publish(context.clinic, context.reader.funnel(),
                                                context.reader.calls(), month))}}},
       .done = context.t("channels.published_done", {{"month", month_words(context, month)}})});
}

/// A month as it was said, beside what is computed now.
void ChannelsView::draw_published(Context& context) {
  ui::Ui& ui = context.ui;
  std::vector<const PublishedMonth*> months;
  for (const PublishedMonth& one : context.catalogue().published_months) months.push_back(&one);
  sort_stably(months, {}, [](const PublishedMonth* one) { return -one->month.days; });
  const LocalDate last = month_of(ui.today()).plus_months(-1);
  const bool is_said =
      std::ranges::any_of(months, [&](const PublishedMonth* one) { return one->month == last; });
  const bool can_publish = !is_said && may(context, OpKind::publish_month);
  if (months.empty() && !can_publish) return;
  const auto card = ui.card("published", context.t("channels.published"));
  ui::text(ui, context.t("channels.published_text"), ui::TextTone::muted);
  if (can_publish && ui::button(ui, {.key = "publish",
                                     .text = context.t("channels.publish",
                                                       {{"month", month_words(context, last)}})}))
    publish(context);
  if (months.empty()) return;
  std::vector<std::string> names;
  std::vector<ui::Choice> choices;
  int selected = 0;
  for (const PublishedMonth* one : months) names.push_back(month_words(context, one->month));
  for (std::size_t i = 0; i < months.size(); ++i) {
    choices.push_back({.text = names[i]});
    if (months[i]->month == published_) selected = static_cast<int>(i);
  }
  ui::combo(ui, {.key = "month", .label = context.t("channels.published"), .width = 260}, choices,
            selected);
  const PublishedMonth& said = *months[static_cast<std::size_t>(std::max(0, selected))];
  published_ = said.month;
  const std::string key = key_ + "/" + std::to_string(published_.days);
  if (!now_ || now_key_ != key) {
    now_ = report_of_month(context, published_);
    now_key_ = key;
  }
  FigureTable table(context);
  table.column(context.t("channels.channel"), ui::Align::left);
  for (const ui::TextId title :
       {ui::TextId("channels.spent"), ui::TextId("channels.unique"),
        ui::TextId("channels.primaries"), ui::TextId("channels.primaries_now")})
    table.column(context.t(title));
  for (std::size_t i = 0; i < said.sources.size(); ++i) {
    const auto figure = [&](PublishedMonth::Column column) {
      return said.figures[i * PublishedMonth::columns + column];
    };
    table.row(channel_words(context, said.sources[i]));
    table.money(figure(PublishedMonth::spent));
    table.count(figure(PublishedMonth::unique_calls));
    table.count(figure(PublishedMonth::primaries));
    std::int64_t computed = 0;
    for (const ChannelFigures& line : now_->channels)
      if (line.source == said.sources[i]) computed = line.primaries;
    table.count(computed);
  }
  (void)table.draw(ui, "said", context.t("channels.published"));
}

void ChannelsView::draw_report(Context& context) {
  if (numbers_and_calls_of(context) == nullptr) return;
  measure(context);
  show_caption(context, caption_);
  draw_figures(context);
  draw_table(context);
  campaigns_.draw(context, query_, key_, help_);
  draw_costs(context);
  site_.draw(context, query_, sources_by_row_, key_, help_);
  draw_next_money(context);
  draw_published(context);
  help_.draw(context, caption_);
}

void ChannelsView::draw(Context& context) {
  ui::heading(context.ui, {.text = context.t("channels.title")});
  draw_choice(context);
  draw_report(context);
  costs_.draw(context);
  campaigns_.draw_form(context);
  site_.draw_dialogs(context);
}

}  // namespace retour::views
