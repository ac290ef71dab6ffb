#include "views/view_calls.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "funnel/channels.hpp"
#include "funnel/finance.hpp"
#include "funnel/overview.hpp"
#include "ui/locale.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/cost_editor.hpp"
#include "views/form.hpp"
#include "views/funnel_outflow.hpp"
#include "views/numbers_parts.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

using funnel::CallOutcome;
using funnel::CallPeople;
using funnel::OperatorFigures;

/// A cell's code: which line, which figure of it.
constexpr std::array opened = {CallPeople::unique, CallPeople::converted, CallPeople::lost,
                               CallPeople::pending};
constexpr int figures_per_line = static_cast<int>(opened.size());

ui::TextId title_of(CallPeople which) {
  switch (which) {
    case CallPeople::unique: return "calls.callers";
    case CallPeople::converted: return "calls.callers_converted";
    case CallPeople::lost: return "calls.callers_lost";
    case CallPeople::pending: return "calls.callers_pending";
    case CallPeople::never_reached: return "calls.callers_never";
  }
  return "calls.callers";
}

std::string name_of(const Context& context, StaffId who) {
  const Staff* person = context.catalogue().person(who);
  return person == nullptr ? std::string("—") : full_name(*person);
}

void outcome_columns(FigureTable& table, const Context& context) {
  for (const ui::TextId title :
       {ui::TextId("calls.unique"), ui::TextId("calls.converted"), ui::TextId("calls.lost"),
        ui::TextId("calls.pending"), ui::TextId("calls.conversion")})
    table.column(context.t(title));
}

void outcome_cells(FigureTable& table, const Context& context, const CallOutcome& outcome,
                   int line) {
  const std::array values = {outcome.unique, outcome.converted,
                             outcome.unique - outcome.converted - outcome.pending, outcome.pending};
  for (int i = 0; i < figures_per_line; ++i)
    table.count(values[static_cast<std::size_t>(i)], line < 0 ? -1 : line * figures_per_line + i);
  if (outcome.conversion.is_known())
    table.share(outcome.conversion);
  else
    table.text(words_of(context.ui, outcome.conversion));
}

}  // namespace

// ---- the report
// ----------------------------------------------------------------------------------

void CallsView::measure(Context& context) {
  const app::LiveFunnel& data = context.reader.funnel();
  const app::LiveCalls& calls = context.reader.calls();
  const std::string key = filters_.key(context) + "/" + std::to_string(data.version()) + "/" +
                          std::to_string(calls.version());
  const funnel::ReportQuery asked = filters_.query(context);
  caption_ =
      context.t("channels.caption", {{"period", filters_.period_words(context)},
                                     {"moment", moment(context.ui, context.clinic, asked.now)}});
  if (report_ && key == key_) return;
  key_ = key;
  query_ = {.period = asked.period, .now = asked.now, .rules = calls.rules()};
  report_ = funnel::call_report(calls.table(), calls.unique(), query_);
  value_ = funnel::best_known(funnel::patient_values(data.columns(), asked.now));
}

void CallsView::open_callers(Context& context, StaffId who, CallPeople which) {
  const app::LiveFunnel& data = context.reader.funnel();
  const app::LiveCalls& calls = context.reader.calls();
  std::vector<std::uint32_t> callers;
  for (const std::uint32_t i :
       funnel::calls_behind(calls.table(), calls.unique(), query_, who, which))
    callers.push_back(calls.unique()[i].patient);
  std::vector<std::uint32_t> rows;
  add_rows(rows, std::move(callers));
  std::string title(context.t(title_of(which)));
  if (!who.is_nil()) title += ": " + name_of(context, who);
  open_rows(context, data, title, rows);
}

std::int64_t CallsView::wages_minor(const Context& context, StaffId who) const {
  const Zone zone = context.catalogue().zone_of({});
  std::int64_t wages = 0;
  for (const Cost& cost : context.catalogue().costs)
    if (cost.active && cost.kind == CostKind::wages && cost.staff == who)
      wages += funnel::share_of_month({{}, cost.month, cost.amount_minor}, query_.period, zone);
  return wages;
}

// ---- parts of the page
// ---------------------------------------------------------------------------

void CallsView::draw_figures(Context& context) {
  ui::Ui& ui = context.ui;
  const CallOutcome& all = report_->all;
  const std::string conversion =
      all.conversion.is_known() ? share_words(ui, all.conversion.value) : std::string("—");
  const std::string interval =
      all.conversion.is_known()
          ? range_words(ui, {.low = all.conversion.low, .high = all.conversion.high})
          : words_of(ui, all.conversion);
  const std::string missed = context.t("calls.missed_text", {{"count", report_->inbound}});
  const std::string never = context.t("calls.never_text", {{"count", report_->missed_unique}});
  const std::array<std::string_view, 3> details = {interval, missed, never};
  const float whole = ui.available();
  const auto columns = ui.columns({1, 1, 1}, 220);
  ui.next_column();
  const std::span<const std::string_view> beside =
      ui.available() < whole / 2 ? std::span(details) : std::span<const std::string_view>();
  if (ui::figure(ui, {.key = "conversion",
                      .value = conversion,
                      .label = context.t("calls.conversion"),
                      .detail = interval,
                      .opens = all.converted > 0,
                      .beside = beside}))
    open_callers(context, {}, CallPeople::converted);
  if (FunnelHelp::button(context, "conversion_how", context.t("calls.conversion"),
                         FunnelHelp::Look::words))
    help_.open(funnel::Term::operator_conversion, std::string(context.t("calls.conversion")),
               {{.label = std::string(context.t("calls.unique")),
                 .value = ui::format_number(all.unique, ui.language())},
                {.label = std::string(context.t("calls.converted")),
                 .value = ui::format_number(all.converted, ui.language())},
                {.label = std::string(context.t("calls.pending")),
                 .value = ui::format_number(all.pending, ui.language())}},
               app::AimQuestion{.figure = AimedFigure::operator_conversion});
  ui.next_column();
  (void)ui::figure(ui, {.key = "missed",
                        .value = ui::format_number(report_->missed, ui.language()),
                        .label = context.t("calls.missed"),
                        .detail = missed,
                        .beside = beside});
  if (FunnelHelp::button(context, "unique_how", context.t("calls.unique"), FunnelHelp::Look::words))
    help_.open(funnel::Term::unique_call, std::string(context.t("calls.unique")), {},
               app::AimQuestion{.figure = AimedFigure::missed_calls});
  ui.next_column();
  if (ui::figure(ui, {.key = "never",
                      .value = ui::format_number(report_->never_reached, ui.language()),
                      .label = context.t("calls.never"),
                      .detail = never,
                      .tone = report_->never_reached > 0 ? ui::Tone::danger : ui::Tone::neutral,
                      .opens = report_->never_reached > 0,
                      .beside = beside}))
    open_callers(context, {}, CallPeople::never_reached);
}

void CallsView::draw_operators(Context& context) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("operators", context.t("calls.operators"));
  FigureTable table(context);
  table.column(context.t("calls.operator"), ui::Align::left);
  outcome_columns(table, context);
  table.column(context.t("calls.place"));
  table.column(context.t("calls.returned"));
  for (std::size_t i = 0; i < report_->operators.size(); ++i) {
    const OperatorFigures& of = report_->operators[i];
    table.row(name_of(context, of.who));
    outcome_cells(table, context, of.outcome, static_cast<int>(i));
    const auto number = [](std::int32_t place) { return std::to_string(place); };
    if (of.places.best == 0)
      table.unknown();
    else if (of.places.best == of.places.worst)
      table.text(number(of.places.best));
    else
      table.text(context.t("funnel.range",
                           {{"low", number(of.places.best)}, {"high", number(of.places.worst)}}));
    table.count(of.returned);
  }
  table.download(ui, "download", "retour-operators");
  ui.space(4);
  if (const auto pressed =
          table.draw(ui, "operators", context.t("calls.operators"), context.t("calls.empty")))
    open_callers(context,
                 report_->operators[static_cast<std::size_t>(*pressed / figures_per_line)].who,
                 opened[static_cast<std::size_t>(*pressed % figures_per_line)]);
}

/// AD-05: what is lost, beside what is paid.
void CallsView::draw_lost(Context& context) {
  if (report_->operators.empty()) return;
  ui::Ui& ui = context.ui;
  const std::string_view name = context.t("calls.lost_income");
  const auto card = ui.card("lost", name);
  const std::string value =
      value_.is_known() ? whole_money(context, value_.value) : words_of(ui, value_);
  ui::text(ui, context.t("calls.lost_text", {{"value", value}}), ui::TextTone::muted);
  if (FunnelHelp::button(context, "lost_how", name))
    help_.open(funnel::Term::lost_income, std::string(name), {});
  FigureTable table(context);
  table.column(context.t("calls.operator"), ui::Align::left);
  for (const ui::TextId title : {ui::TextId("calls.lost_gross"), ui::TextId("calls.lost_callers"),
                                 ui::TextId("calls.lost_income"), ui::TextId("calls.wages")})
    table.column(context.t(title));
  for (std::size_t i = 0; i < report_->operators.size(); ++i) {
    const OperatorFigures& of = report_->operators[i];
    const funnel::LostIncome lost = funnel::lost_income(*report_, i, value_);
    table.row(name_of(context, of.who));
    const std::int64_t gone = of.outcome.unique - of.outcome.converted - of.outcome.pending;
    if (value_.is_known())
      table.money(std::llround(static_cast<double>(gone) * value_.value),
                  static_cast<int>(i) * figures_per_line + 2);
    else
      table.unknown();
    const auto number = [&](double callers) {
      return ui::format_decimal(std::llround(callers * 10), 1, ui.language());
    };
    table.text(lost.callers.is_known()
                   ? context.t("calls.with_interval", {{"value", number(lost.callers.value)},
                                                       {"low", number(lost.callers.low)},
                                                       {"high", number(lost.callers.high)}})
                   : words_of(ui, lost.callers));
    const auto sum = [&](double minor) { return whole_money(context, minor); };
    table.text(lost.minor.is_known()
                   ? context.t("calls.with_interval", {{"value", sum(lost.minor.value)},
                                                       {"low", sum(lost.minor.low)},
                                                       {"high", sum(lost.minor.high)}})
                   : std::string("—"));
    table.money(wages_minor(context, of.who));
  }
  if (const auto pressed = table.draw(ui, "lost", name))
    open_callers(context,
                 report_->operators[static_cast<std::size_t>(*pressed / figures_per_line)].who,
                 CallPeople::lost);
}

void CallsView::draw_quality(Context& context) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("quality", context.t("calls.quality"));
  FigureTable table(context);
  table.column(context.t("calls.operator"), ui::Align::left);
  for (const ui::TextId title : {ui::TextId("calls.answered"), ui::TextId("calls.reviewed"),
                                 ui::TextId("calls.score_mean"), ui::TextId("calls.greeting_mean"),
                                 ui::TextId("calls.greeting_long"), ui::TextId("calls.heard")})
    table.column(context.t(title));
  for (const OperatorFigures& of : report_->operators) {
    table.row(name_of(context, of.who));
    table.count(of.answered);
    table.count(of.reviewed);
    table.text(
        of.scored == 0 ? "—" : ui::format_decimal(of.score_sum * 10 / of.scored, 1, ui.language()));
    table.text(of.measured == 0 ? "—"
                                : context.t("calls.seconds",
                                            {{"count", of.greeting_seconds_sum / of.measured}}));
    table.count(of.greetings_long);
    std::string heard;
    for (std::size_t tag = 0; tag < funnel::call_tag_count; ++tag) {
      if (of.tags[tag] == 0 || tag >= static_cast<std::size_t>(CallTag::good_case)) continue;
      if (!heard.empty()) heard += ", ";
      heard += std::string(word(ui, "call_tag", EnumNames<CallTag>::names[tag])) + " " +
               std::to_string(of.tags[tag]);
    }
    table.text(heard.empty() ? "—" : heard);
  }
  (void)table.draw(ui, "quality", context.t("calls.quality"), context.t("calls.empty"));
}

/// AD-06: the loss rate by how many call in the same hour.
void CallsView::draw_loads(Context& context) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("loads", context.t("calls.loads"));
  FigureTable table(context);
  table.column(context.t("calls.in_hour"), ui::Align::left);
  outcome_columns(table, context);
  table.column(context.t("calls.never"));
  for (std::size_t i = 0; i < report_->by_load.size(); ++i) {
    const funnel::HourLoad& load = report_->by_load[i];
    if (load.outcome.unique == 0) continue;
    const bool is_last = i + 1 == report_->by_load.size();
    table.row(is_last ? context.t("calls.and_more", {{"count", load.calls_min}})
                      : context.t("funnel.range",
                                  {{"low", std::to_string(load.calls_min)},
                                   {"high", std::to_string(funnel::hour_loads[i + 1] - 1)}}));
    outcome_cells(table, context, load.outcome, -1);
    table.count(load.unanswered);
  }
  (void)table.draw(ui, "loads", context.t("calls.loads"), context.t("calls.empty"));
}

/// AD-07: conversion while each version of the script was in force.
void CallsView::draw_scripts(Context& context) {
  ui::Ui& ui = context.ui;
  std::vector<const Script*> scripts;
  for (const Script& one : context.catalogue().scripts)
    if (one.active) scripts.push_back(&one);
  const bool may_write = may(context, OpKind::put_script);
  if (scripts.empty() && !may_write) return;
  sort_stably(scripts, {}, [](const Script* one) { return one->valid_from.days; });
  const auto card = ui.card("scripts", context.t("calls.scripts"));
  if (may_write && ui::button(ui, {.key = "new",
                                   .text = context.t("calls.script_new"),
                                   .icon = ui::Icon::plus,
                                   .opens = true})) {
    script_ = {};
    script_.id = context.clinic.new_id<Script>();
    script_from_ = ui.today();
    script_form_.start(true);
  }
  FigureTable table(context);
  table.column(context.t("calls.script"), ui::Align::left);
  table.column(context.t("calls.script_from"), ui::Align::left);
  outcome_columns(table, context);
  const Zone zone = context.catalogue().zone_of({});
  const app::LiveCalls& calls = context.reader.calls();
  const auto begin_of = [&](std::size_t i) {
    return i < scripts.size() ? funnel::minute_of(zone.day(scripts[i]->valid_from).begin)
                              : funnel::minute_of(query_.period.end);
  };
  for (std::size_t i = 0; i < scripts.size(); ++i) {
    const auto begin = std::max(begin_of(i), funnel::minute_of(query_.period.begin));
    const auto end = std::min(begin_of(i + 1), funnel::minute_of(query_.period.end));
    table.row(scripts[i]->name, static_cast<int>(i));
    table.text(ui::format_date(scripts[i]->valid_from, ui::DateStyle::numeric, ui.language()));
    outcome_cells(table, context,
                  funnel::outcome_between(calls.unique(), begin, end, funnel::minute_of(query_.now),
                                          query_.rules),
                  -1);
  }
  const auto pressed =
      table.draw(ui, "scripts", context.t("calls.scripts"), context.t("calls.script_none"));
  if (!pressed || !may_write) return;
  script_ = *scripts[static_cast<std::size_t>(*pressed)];
  script_from_ = script_.valid_from;
  script_form_.start(false);
}

void CallsView::draw_script_form(Context& context) {
  ui::Ui& ui = context.ui;
  settle(context, script_form_);
  const auto d = ui::dialog(ui, {.key = "script", .title = context.t("calls.script"), .width = 640},
                            script_form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(script_form_.serial);
  FieldRefusal refusal(ui, script_form_);
  ui::text_field(ui,
                 {.key = "name",
                  .label = context.t("settings.title_of_thing"),
                  .error = refusal.at({RefusalCode::name_missing, RefusalCode::text_too_long}),
                  .required = true},
                 script_.name);
  ui::date_field(ui,
                 {.key = "from",
                  .label = context.t("calls.script_from"),
                  .error = refusal.at({RefusalCode::date_missing}),
                  .required = true},
                 script_from_);
  ui::text_field(
      ui, {.key = "text", .label = context.t("calls.script_text"), .lines = 8, .max_length = 8000},
      script_.text);
  active_box(context, script_form_, script_.active);
  script_.valid_from = script_from_.value_or(LocalDate{});
  if (form_footer(context, script_form_, refusal, !script_.name.empty()))
    push_form(context, script_form_, {{OpKind::put_script, {whole(script_)}}},
              std::string(context.t("common.saved")));
}

void CallsView::draw(Context& context) {
  ui::Ui& ui = context.ui;
  ui::heading(ui, {.text = context.t("calls.title")});
  filters_.draw(context, FunnelFilters::Shows::period);
  if (numbers_and_calls_of(context) == nullptr) return;
  measure(context);
  show_caption(context, caption_);
  draw_figures(context);
  draw_operators(context);
  if (readers_of(Visibility::money).has(context.clinic.session().role)) draw_lost(context);
  draw_quality(context);
  draw_loads(context);
  draw_scripts(context);
  reviews_.draw(context);
  draw_script_form(context);
  help_.draw(context, caption_);
}

}  // namespace retour::views
