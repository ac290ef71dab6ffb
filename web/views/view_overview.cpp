#include "views/view_overview.hpp"

#include <array>

#include "ui/widgets.hpp"
#include "views/cost_editor.hpp"
#include "views/figure_table.hpp"
#include "views/funnel_outflow.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

using funnel::AdviceKind;
using funnel::FunnelStatus;

constexpr auto entry_step = static_cast<std::size_t>(FunnelStatus::entry_paid);
/// A line's first figure opens who entered, the second who was lost.
constexpr int figures_per_line = 2;

std::string status_words(const Context& context, FunnelStatus status) {
  return std::string(word(context.ui, "status", std::to_string(static_cast<int>(status))));
}

std::string name_of(const Context& context, StaffId id) {
  const Staff* person = context.catalogue().person(id);
  return person == nullptr ? std::string(context.t("doctors.former")) : short_name(*person);
}

std::string with_range(const Context& context, double value, const funnel::Range& range) {
  return context.t("funnel.with_range", {{"value", share_words(context.ui, value)},
                                         {"range", range_words(context.ui, range)}});
}

/// "+12 % to 1 200 000 a year ago".
std::string beside_year(const Context& context, const funnel::Overview& made) {
  if (made.revenue_before_minor <= 0) return std::string(context.t("overview.no_year"));
  const double change = static_cast<double>(made.revenue_minor - made.revenue_before_minor) * 1000 /
                        static_cast<double>(made.revenue_before_minor);
  const auto permille = static_cast<std::int64_t>(change);
  return context.t(
      "overview.year",
      {{"change", (permille > 0 ? "+" : "") + ui::format_permille(permille, context.ui.language())},
       {"before", whole_money(context, static_cast<double>(made.revenue_before_minor))}});
}

}  // namespace

void OverviewView::measure(Context& context, const app::LiveFunnel& data) {
  const app::LiveCalls& calls = context.reader.calls();
  std::string key = filters_.key(context) + "/" + std::to_string(data.version()) + "/" +
                    std::to_string(calls.version()) + "/" +
                    std::to_string(context.clinic.generation());
  asked_ = key == key_ ? asked_ : filters_.query(context);
  caption_ = draw_caption(context, filters_, asked_.now);
  if (key == key_) return;
  key_ = std::move(key);
  const app::Catalogue& catalogue = context.catalogue();
  std::vector<funnel::DoctorGroup> doctors;
  for (const Staff& person : catalogue.staff)
    if (!person.specialties.empty()) doctors.push_back({person.id, person.specialties.front()});
  const std::vector<SourceId> sources =
      app::attributed_sources(catalogue, data, calls, catalogue.policy.attribution);
  const std::vector<funnel::SpentLine> spent = app::spent_lines(catalogue);
  made_ =
      funnel::measure_overview(data.columns(), calls.table(), calls.unique(), calls.milestones(),
                               {.funnel = asked_,
                                .rules = calls.rules(),
                                .doctors = doctors,
                                .sources_by_row = sources,
                                .spent = spent,
                                .attribution = catalogue.policy.attribution});
}

void OverviewView::draw_figures(Context& context, const app::LiveFunnel& data) {
  const funnel::StepFigures& entry = made_.funnel.steps[entry_step];
  const auto known = [&](const funnel::Estimate& estimate) {
    return estimate.is_known() ? with_range(context, estimate.value, {estimate.low, estimate.high})
                               : words_of(context.ui, estimate);
  };
  const std::array cards = {
      FigureCard{.key = "revenue",
                 .label = context.t("overview.revenue"),
                 .value = whole_money(context, static_cast<double>(made_.revenue_minor)),
                 .detail = beside_year(context, made_),
                 .opens = true},
      FigureCard{.key = "primaries",
                 .label = context.t("overview.primaries"),
                 .value = count_words(context, entry.entrants),
                 .detail = std::string(context.t("overview.primaries_detail")),
                 .opens = true},
      FigureCard{.key = "bought",
                 .label = context.t("overview.bought"),
                 .value = entry.estimate ? share_words(context.ui, *entry.estimate) : "—",
                 .detail = entry.estimate ? range_words(context.ui, entry.estimate_95)
                                          : std::string(context.t("overview.bought_none")),
                 .opens = true},
      FigureCard{
          .key = "returned",
          .label = context.t("overview.returned"),
          .value = made_.returned.is_known() ? share_words(context.ui, made_.returned.value) : "—",
          .detail = known(made_.returned),
          .opens = true},
      value_card(context, made_.values)};
  const auto pressed = figure_cards(context, cards);
  if (!pressed) return;
  const auto open = [&](const std::vector<std::uint32_t>& rows) {
    open_rows(context, data, cards[*pressed].label, rows);
  };
  switch (*pressed) {
    case 0: open(people_with_revenue(data.columns(), asked_, funnel::Revenue::all)); break;
    case 1:
    case 2:
      open(people_behind(data.columns(), asked_, FunnelStatus::entry_paid,
                         *pressed == 1 ? funnel::Figure::entrants : funnel::Figure::converted));
      break;
    case 3: lead_ = NumbersPage::doctors; break;
    default: lead_ = NumbersPage::value; break;
  }
}

void OverviewView::open_lost(Context& context, const app::LiveFunnel& data, FunnelStatus step) {
  open_rows(context, data, context.t("overview.lost_of", {{"step", status_words(context, step)}}),
            people_behind(data.columns(), asked_, step, funnel::Figure::lost));
}

void OverviewView::draw_losses(Context& context, const app::LiveFunnel& data) {
  ui::Ui& ui = context.ui;
  const std::string_view name = context.t("overview.where");
  const auto card = ui.card("where", name);
  FigureTable table(context);
  table.column(context.t("overview.step"), ui::Align::left);
  for (const ui::TextId id :
       {ui::TextId("overview.entered"), ui::TextId("overview.lost"), ui::TextId("overview.money")})
    table.column(context.t(id));
  table.column(context.t("overview.reason"), ui::Align::left);
  table.column(context.t("overview.owner"), ui::Align::left);
  for (std::size_t i = 1; i < made_.funnel.steps.size(); ++i) {
    const funnel::StepFigures& step = made_.funnel.steps[i];
    const int code = static_cast<int>(i) * figures_per_line;
    table.row(status_words(context, static_cast<FunnelStatus>(i)));
    table.count(step.entrants, code);
    table.count(step.lost, code + 1);
    if (step.lost_minor)
      table.money(*step.lost_minor, code + 1);
    else
      table.unknown();
    const ReasonId reason = step.reasons.empty() ? ReasonId{} : step.reasons.front().reason;
    const Reason* known = context.catalogue().reason(reason);
    table.text(step.lost == 0     ? ""
               : known == nullptr ? std::string(context.t("overview.no_reason"))
                                  : known->name);
    table.text(std::string(word(ui, "overview.owner", std::to_string(i))));
  }
  {
    const auto row = ui.row();
    table.download(ui, "download", "retour-losses");
    if (FunnelHelp::button(context, "how", name))
      help_.open("overview.where_how", std::string(name),
                 app::AimQuestion{.figure = AimedFigure::primary_patients});
  }
  const auto pressed = table.draw(ui, "table", name);
  if (!pressed) return;
  const auto step = static_cast<FunnelStatus>(*pressed / figures_per_line);
  if (*pressed % figures_per_line != 0) return open_lost(context, data, step);
  open_rows(context, data, status_words(context, step),
            people_behind(data.columns(), asked_, step, funnel::Figure::entrants));
}

// ---- what to change
// ------------------------------------------------------------------------------

std::string OverviewView::sentence(const Context& context, const funnel::Advice& advice) const {
  const std::string share = ui::format_permille(advice.permille, context.ui.language());
  switch (advice.kind) {
    case AdviceKind::lost_step:
      return context.t("overview.lost_step",
                       {{"step", status_words(context, advice.step)}, {"count", advice.count}});
    case AdviceKind::never_reached:
      return context.t("overview.never_reached", {{"count", advice.count}});
    case AdviceKind::operator_loses:
      return context.t("overview.operator_loses",
                       {{"person", name_of(context, advice.who)}, {"count", advice.count}});
    case AdviceKind::doctor_converts:
      return context.t("overview.doctor_converts",
                       {{"person", name_of(context, advice.who)}, {"count", advice.count}});
    case AdviceKind::doctor_returns:
      return context.t("overview.doctor_returns",
                       {{"person", name_of(context, advice.who)}, {"count", advice.count}});
    case AdviceKind::one_source:
      return context.t("overview.one_source",
                       {{"share", share}, {"source", channel_words(context, advice.source)}});
    case AdviceKind::untyped: return context.t("overview.untyped", {{"share", share}});
  }
  return {};
}

void OverviewView::follow(Context& context, const app::LiveFunnel& data,
                          const funnel::Advice& advice) {
  switch (advice.kind) {
    case AdviceKind::lost_step: open_lost(context, data, advice.step); break;
    case AdviceKind::never_reached:
    case AdviceKind::operator_loses: lead_ = NumbersPage::calls; break;
    case AdviceKind::doctor_converts:
    case AdviceKind::doctor_returns: lead_ = NumbersPage::doctors; break;
    case AdviceKind::one_source: lead_ = NumbersPage::channels; break;
    case AdviceKind::untyped:
      open_rows(context, data, context.t("overview.untyped_people"),
                people_with_revenue(data.columns(), asked_, funnel::Revenue::untyped));
      break;
  }
}

void OverviewView::draw_advice(Context& context, const app::LiveFunnel& data) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("advice", context.t("overview.change"));
  ui::text(ui, {.text = context.t(made_.advice.empty() ? ui::TextId("overview.nothing")
                                                       : ui::TextId("overview.change_how")),
                .tone = ui::TextTone::muted,
                .style = ui::TextStyle::small,
                .key = "how"});
  std::optional<std::size_t> pressed;
  for (std::size_t i = 0; i < made_.advice.size(); ++i) {
    const funnel::Advice& one = made_.advice[i];
    const auto keyed = ui.keyed(i + 1);
    const std::string words = sentence(context, one);
    ui::separator(ui);
    const auto columns = ui.columns({6, 2, 1.4F}, 130);
    ui.next_column();
    ui::text(ui, {.text = words, .key = "sentence"});
    ui.next_column();
    if (one.money_minor)
      ui::text(ui, {.text = context.t(
                        "overview.at_stake",
                        {{"money", whole_money(context, static_cast<double>(*one.money_minor))}}),
                    .style = ui::TextStyle::strong,
                    .key = "money"});
    ui.next_column();
    const bool lists = one.kind == AdviceKind::lost_step || one.kind == AdviceKind::untyped;
    const std::string_view text =
        context.t(lists ? ui::TextId("overview.show_people") : ui::TextId("overview.show_page"));
    if (ui::button(ui, {.key = "follow", .text = text, .kind = ui::ButtonKind::quiet})) pressed = i;
    ui.last_node()->name = ui.store(ui.t("chart.mark", {{"name", text}, {"value", words}}));
  }
  if (pressed) follow(context, data, made_.advice[*pressed]);
}

void OverviewView::draw(Context& context) {
  ui::heading(context.ui, {.text = context.t("overview.title")});
  filters_.draw(context);
  const app::LiveFunnel* data = numbers_and_calls_of(context);
  if (data == nullptr) return;
  measure(context, *data);
  draw_figures(context, *data);
  draw_advice(context, *data);
  draw_losses(context, *data);
  targets_.draw(context);
  help_.draw(context, caption_);
}

}  // namespace retour::views
