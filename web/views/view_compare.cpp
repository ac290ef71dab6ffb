#include "views/view_compare.hpp"

#include <algorithm>
#include <cmath>

#include "app/aims.hpp"
#include "ui/choice.hpp"
#include "ui/locale.hpp"
#include "ui/widgets.hpp"
#include "views/cost_editor.hpp"
#include "views/form.hpp"
#include "views/funnel_outflow.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

using app::FigureKind;
using app::MonthFigure;
using app::MonthFigures;
using funnel::FunnelStatus;

constexpr int months_offered = 36;

std::size_t step_of(MonthFigure figure) {
  return static_cast<std::size_t>(figure) - static_cast<std::size_t>(MonthFigure::step_1) + 1;
}

std::string value_words(const Context& context, MonthFigure figure, const app::MonthValue& of) {
  if (!of.value) return "—";
  switch (app::kind_of(figure)) {
    case FigureKind::money: return whole_money(context, *of.value);
    case FigureKind::count: return count_words(context, std::llround(*of.value));
    case FigureKind::share: return share_words(context.ui, *of.value);
  }
  return {};
}

/// "+42 %" or "+3.2 points".
std::string change_words(const Context& context, const app::MonthChange& change) {
  const auto tenths = [&](double value) {
    const std::string_view sign = value < 0 ? "−" : "+";
    return std::string(sign) +
           ui::format_decimal(std::llround(std::abs(value) * 1000), 1, context.ui.language());
  };
  if (change.points) return context.t("compare.points", {{"points", tenths(*change.points)}});
  if (change.factor) return context.t("compare.percent", {{"percent", tenths(*change.factor - 1)}});
  return "—";
}

ui::TextId verdict_text(funnel::Verdict verdict) {
  if (verdict == funnel::Verdict::raises) return "compare.raises";
  return verdict == funnel::Verdict::lowers ? ui::TextId("compare.lowers")
                                            : ui::TextId("compare.no_effect");
}

bool is_opened(MonthFigure figure) {
  return figure == MonthFigure::revenue || figure == MonthFigure::primaries ||
         figure == MonthFigure::operated || figure >= MonthFigure::step_1;
}

}  // namespace

// ---- which months
// --------------------------------------------------------------------------------

/// The last whole month beside the same one a year before: no season between them (IM-23). Beside
/// the month before while nothing is known of that time.
void CompareView::choose_at_first(Context& context) {
  if (after_) return;
  after_ = month_of(context.ui.today()).plus_months(-1);
  before_ = after_->plus_months(-12);
  const Zone zone = context.catalogue().zone_of({});
  const auto until = funnel::minute_of(zone.day(before_->plus_months(1)).begin);
  const auto& minutes = context.reader.funnel().columns().events().minute;
  if (std::ranges::none_of(minutes, [&](funnel::EventMinute at) { return at < until; }))
    before_ = after_->plus_months(-1);
}

void CompareView::draw_choice(Context& context) {
  ui::Ui& ui = context.ui;
  const LocalDate last = month_of(ui.today()).plus_months(-1);
  std::vector<std::string> names;
  std::vector<ui::Choice> choices;
  for (int i = 0; i < months_offered; ++i)
    names.push_back(month_words(context, last.plus_months(-i)));
  for (const std::string& name : names) choices.push_back({.text = name});
  const float width = ui.is_phone() ? 0.0F : 220.0F;
  const auto choose = [&](std::string_view key, ui::TextId label, std::optional<LocalDate>& month) {
    int selected = 0;
    for (int i = 0; i < months_offered; ++i)
      if (last.plus_months(-i) == *month) selected = i;
    if (ui::combo(ui, {.key = key, .label = context.t(label), .width = width}, choices, selected))
      month = last.plus_months(-std::max(0, selected));
  };
  const auto fields = [&] {
    choose("before", "compare.before", before_);
    choose("after", "compare.after", after_);
    pick(context,
         {.key = "channel",
          .label = context.t("channels.channel"),
          .placeholder = context.t("compare.clinic"),
          .width = width,
          .clearable = true},
         named_sources(context), source_);
  };
  if (ui.is_phone()) {
    fields();
  } else {
    const auto row = ui.row({.height = ui.metrics().control * 1.6F, .bottom = true});
    fields();
  }
  if (*before_ == *after_) {
    (void)ui::banner(ui, {.key = "same", .text = context.t("compare.same_month")});
  } else if (before_->month() != after_->month() &&
             ui::banner(ui, {.key = "season",
                             .text = context.t("compare.season"),
                             .action = context.t("compare.year_before")})) {
    before_ = after_->plus_months(-12);
    ui.request_frame();
  }
}

void CompareView::measure(Context& context) {
  const app::LiveFunnel& data = context.reader.funnel();
  const app::LiveCalls& calls = context.reader.calls();
  std::string key = std::to_string(before_->days) + "/" + std::to_string(after_->days) + "/" +
                    to_text(source_) + "/" + std::to_string(data.version()) + "/" +
                    std::to_string(calls.version()) + "/" +
                    std::to_string(context.clinic.generation());
  if (key == key_) return;
  key_ = std::move(key);
  const auto of = [&](LocalDate month) {
    auto made = app::month_figures(context.clinic, data, calls, month, source_);
    return made ? std::optional(std::move(*made)) : std::nullopt;
  };
  first_ = of(*before_);
  second_ = of(*after_);
  caption_ = context.t("compare.caption",
                       {{"before", month_words(context, *before_)},
                        {"after", month_words(context, *after_)},
                        {"channel", source_.is_nil() ? std::string(context.t("compare.clinic"))
                                                     : channel_words(context, source_)},
                        {"moment", moment(context.ui, context.clinic, context.clinic.now())}});
}

// ---- what was said of a month
// --------------------------------------------------------------------

void CompareView::draw_said(Context& context, const MonthFigures& month) {
  if (month.said == nullptr) return;
  const std::string at = moment(context.ui, context.clinic, month.said->published_at);
  const std::string words =
      context.t("compare.said", {{"month", month_words(context, month.month)}, {"moment", at}});
  ui::text(context.ui, words, ui::TextTone::muted);
}

void CompareView::draw_publish(Context& context, const MonthFigures& month) {
  if (month.said != nullptr || !may(context, OpKind::publish_month)) return;
  const auto keyed = context.ui.keyed(static_cast<std::uint64_t>(month.month.days));
  const std::string name = month_words(context, month.month);
  if (!ui::button(context.ui,
                  {.key = "publish", .text = context.t("channels.publish", {{"month", name}})}))
    return;
  context.commands.push(
      {.drafts = {{OpKind::publish_month,
                   {whole(app::month_to_publish(context.clinic, context.reader.funnel(),
                                                context.reader.calls(), month.month))}}},
       .done = context.t("channels.published_done", {{"month", name}})});
}

// ---- the table
// -----------------------------------------------------------------------------------

std::string CompareView::name_of(const Context& context, MonthFigure figure) const {
  if (figure < MonthFigure::step_1)
    return std::string(
        word(context.ui, "month_figure", std::to_string(static_cast<std::size_t>(figure))));
  return context.t("compare.step",
                   {{"status", ui::status_name(context.ui, static_cast<int>(step_of(figure)))}});
}

void CompareView::add_row(Context& context, FigureTable& table, MonthFigure figure) const {
  const app::MonthValue &first = first_->of(figure), &second = second_->of(figure);
  if (!first.value && !second.value) return;
  table.row(name_of(context, figure));
  const int code = is_opened(figure) ? static_cast<int>(figure) * 2 : FigureTable::opens_nothing;
  const auto cell = [&](const MonthFigures& month, const app::MonthValue& of, int opens) {
    std::string words = value_words(context, figure, of);
    if (month.said != nullptr && of.value && !of.is_frozen) words += " *";
    table.text(std::move(words), of.value ? opens : FigureTable::opens_nothing);
  };
  cell(*first_, first, code);
  cell(*second_, second, code < 0 ? code : code + 1);
  const app::MonthChange change = app::change_of(figure, *first_, *second_);
  table.text(change_words(context, change));
  const bool has_verdict = change.estimate.why != funnel::Abstention::too_uncertain &&
                           change.estimate.why != funnel::Abstention::no_baseline;
  if (!has_verdict)
    table.unknown();
  else if (!change.estimate.is_known())
    table.text(words_of(context.ui, change.estimate));
  else
    table.text(std::string(context.t(verdict_text(change.verdict))));
}

void CompareView::draw_table(Context& context) {
  ui::Ui& ui = context.ui;
  const std::string_view name = context.t("compare.title");
  const auto card = ui.card("table", name);
  FigureTable table(context);
  table.column(context.t("compare.figure"), ui::Align::left);
  const std::string before = month_words(context, *before_), after = month_words(context, *after_);
  table.column(before);
  table.column(after);
  table.column(context.t("compare.change"));
  table.column(context.t("audit.verdict"), ui::Align::left);
  for (std::size_t i = 0; i < app::month_figure_count; ++i)
    add_row(context, table, static_cast<MonthFigure>(i));
  draw_said(context, *first_);
  draw_said(context, *second_);
  if (first_->said != nullptr || second_->said != nullptr)
    ui::text(ui, context.t("compare.star"), ui::TextTone::muted);
  {
    const auto row = ui.row();
    table.download(ui, "download", "retour-compare");
    draw_publish(context, *first_);
    if (*before_ != *after_) draw_publish(context, *second_);
    if (FunnelHelp::button(context, "how", name)) help_.open("term.compare", std::string(name));
  }
  ui.space(4);
  const auto pressed = table.draw(ui, "months", name, context.t("compare.empty"));
  if (pressed)
    open_people(context, static_cast<MonthFigure>(*pressed / 2),
                *pressed % 2 == 0 ? *before_ : *after_);
}

/// By today's facts: whoever made the figure of a published month may have changed since.
void CompareView::open_people(Context& context, MonthFigure figure, LocalDate month) {
  const app::LiveFunnel& data = context.reader.funnel();
  const funnel::EventColumns& columns = data.columns();
  std::vector<std::uint32_t> rows;
  if (figure == MonthFigure::primaries || figure == MonthFigure::operated) {
    const funnel::ChannelQuery query = app::channel_query_of_month(context.clinic, month);
    const auto sources = app::attributed_sources(context.catalogue(), data, context.reader.calls(),
                                                 query.attribution);
    const auto which = figure == MonthFigure::primaries ? funnel::ChannelPeople::primaries
                                                        : funnel::ChannelPeople::operated;
    const auto add = [&](SourceId source) {
      add_rows(rows, funnel::people_behind(columns, context.reader.calls().milestones(), sources,
                                           query, source, which));
    };
    add(source_);  // nil: without a channel
    if (source_.is_nil())
      for (const Source& source : context.catalogue().sources) add(source.id);
  } else {
    const funnel::ReportQuery query = app::step_query_of_month(context.clinic, month);
    rows = figure == MonthFigure::revenue
               ? funnel::people_with_revenue(columns, query, funnel::Revenue::all)
               : funnel::people_behind(columns, query, static_cast<FunnelStatus>(step_of(figure)),
                                       funnel::Figure::entrants);
  }
  open_rows(context, data,
            context.t("compare.people", {{"figure", name_of(context, figure)},
                                         {"month", month_words(context, month)}}),
            rows);
}

void CompareView::draw(Context& context) {
  ui::heading(context.ui, {.text = context.t("compare.title")});
  if (numbers_and_calls_of(context) == nullptr) return;
  choose_at_first(context);
  draw_choice(context);
  measure(context);
  show_caption(context, caption_);
  if (!first_ || !second_) return;  // the failure of reading is shown by the shell
  draw_table(context);
  help_.draw(context, caption_);
}

}  // namespace retour::views
