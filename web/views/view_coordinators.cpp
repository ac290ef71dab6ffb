#include "views/view_coordinators.hpp"

#include <algorithm>

#include "ui/field.hpp"
#include "ui/widgets.hpp"
#include "views/form.hpp"
#include "views/funnel_outflow.hpp"
#include "views/numbers_parts.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

using funnel::CoordinatorOutcome;
using funnel::CoordinatorRow;

std::string name_of(const Context& context, StaffId id) {
  const Staff* person = context.catalogue().person(id);
  return person == nullptr ? std::string(context.t("coordinators.nobody")) : short_name(*person);
}

std::optional<double> share_of(std::int64_t hits, const CoordinatorRow& row) {
  if (row.patients == 0) return std::nullopt;
  return static_cast<double>(hits) / static_cast<double>(row.patients);
}

}  // namespace

std::string CoordinatorsView::amount(const Context& context, double value) const {
  if (query_.outcome != CoordinatorOutcome::income) return share_words(context.ui, value);
  return ui::format_money(
      {.minor = static_cast<std::int64_t>(value), .currency = context.currency()},
      context.ui.language(), ui::MoneyStyle::rounded);
}

/// "raises: 62 % with him, 55 % of comparable patients; the difference is 2 to 12 %".
std::string CoordinatorsView::effect_words(const Context& context,
                                           const funnel::Effect& effect) const {
  if (!effect.difference.is_known())
    return context.t("coordinators.unknown", {{"why", words_of(context.ui, effect.difference)}});
  const ui::TextId verdict =
      effect.verdict == funnel::Verdict::raises   ? ui::TextId("coordinators.raises")
      : effect.verdict == funnel::Verdict::lowers ? ui::TextId("coordinators.lowers")
                                                  : ui::TextId("coordinators.no_effect");
  return context.t("coordinators.verdict", {{"verdict", context.t(verdict)},
                                            {"with", amount(context, effect.with)},
                                            {"baseline", amount(context, effect.baseline)},
                                            {"low", amount(context, effect.difference.low)},
                                            {"high", amount(context, effect.difference.high)}});
}

void CoordinatorsView::measure(Context& context, const app::LiveFunnel& data) {
  const funnel::ReportQuery asked = filters_.query(context);
  query_ = {.period = asked.period,
            .now = asked.now,
            .window_days = asked.window_days[4],
            .outcome = static_cast<CoordinatorOutcome>(outcome_)};
  caption_ =
      context.t("funnel.caption", {{"period", filters_.period_words(context)},
                                   {"filters", context.t("funnel.everybody")},
                                   {"moment", moment(context.ui, context.clinic, query_.now)}});
  std::string key = filters_.key(context) + "/" + std::to_string(outcome_) + to_text(since_of_) +
                    (since_ ? std::to_string(since_->days) : "");
  if (version_ == data.version() && key_ == key) return;
  version_ = data.version();
  key_ = std::move(key);
  const funnel::EventColumns& columns = data.columns();
  rows_ = funnel::coordinators_of(columns, query_);
  effects_.clear();
  for (const CoordinatorRow& row : rows_)
    effects_.push_back(row.staff.is_nil() ? funnel::Effect{}
                                          : funnel::against_baseline(funnel::coordinated_patients(
                                                columns, query_, row.staff)));
  if (!since_ || since_of_.is_nil()) return;
  funnel::CoordinatorQuery whole = query_;  // Months on both sides, whatever the period.
  whole.period = {Instant{0}, query_.now};
  after_ = funnel::before_and_after(funnel::coordinator_months(columns, whole, since_of_, *since_));
}

/// Whoever took status 4 in the period, of this responsible person.
void CoordinatorsView::open(Context& context, const app::LiveFunnel& data, StaffId staff) {
  funnel::ReportQuery asked = filters_.query(context);
  asked.presumed = funnel::Presumed::left_out;
  asked.branch = {};
  asked.doctor = {};
  asked.source = {};
  const funnel::EventColumns& columns = data.columns();
  std::vector<PatientId> people;
  for (const std::uint32_t row :
       funnel::people_behind(columns, asked, funnel::FunnelStatus::entry_paid,
                             funnel::Figure::entrants, std::nullopt))
    if (row < data.patients().size() &&
        columns.responsibles().id(columns.people().responsible[row]) == staff)
      people.push_back(data.patients()[row]);
  context.router.open_people(
      context.t("coordinators.patients_of", {{"person", name_of(context, staff)}}),
      std::move(people));
}

void CoordinatorsView::draw_table(Context& context, const app::LiveFunnel& data) {
  ui::Ui& ui = context.ui;
  const std::string_view name = context.t("coordinators.brought");
  const auto card = ui.card("brought", name);
  FigureTable table(context);
  table.column(context.t("coordinators.person"), ui::Align::left);
  for (const ui::TextId id :
       {ui::TextId("coordinators.patients"), ui::TextId("coordinators.pending"),
        ui::TextId("coordinators.income"), ui::TextId("doctors.ticket"),
        ui::TextId("coordinators.closed"), ui::TextId("coordinators.rebooked"),
        ui::TextId("coordinators.returned")})
    table.column(context.t(id));
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const CoordinatorRow& row = rows_[i];
    const int code = static_cast<int>(i);
    table.row(name_of(context, row.staff));
    table.count(row.patients, code);
    table.count(row.pending, code);
    table.money(row.income_minor, code);
    if (row.paid_visits > 0)
      table.money(row.income_minor / row.paid_visits, code);
    else
      table.unknown();
    table.share(share_of(row.closed, row), code);
    table.share(share_of(row.rebooked, row), code);
    table.share(share_of(row.returned, row), code);
  }
  {
    const auto row = ui.row();
    table.download(ui, "download", "retour-coordinators");
    if (FunnelHelp::button(context, "how", name)) help_.open("term.coordinator", std::string(name));
  }
  if (const auto pressed = table.draw(ui, "table", name))
    open(context, data, rows_[static_cast<std::size_t>(*pressed)].staff);
}

void CoordinatorsView::draw_since(Context& context, const app::LiveFunnel& data) {
  ui::Ui& ui = context.ui;
  const std::string_view name = context.t("coordinators.effect");
  const auto card = ui.card("effect", name);
  constexpr std::array<ui::TextId, 4> outcomes = {"coordinators.closed", "coordinators.rebooked",
                                                  "coordinators.returned", "coordinators.income"};
  std::array<std::string_view, outcomes.size()> words;
  std::ranges::transform(outcomes, words.begin(), [&](ui::TextId id) { return context.t(id); });
  std::vector<ui::Choice> choices;
  for (const std::string_view one : words) choices.push_back({.text = one});
  {
    const auto row = ui.row({.height = ui.metrics().control * 1.6F, .bottom = true});
    int outcome = static_cast<int>(outcome_);
    if (ui::combo(ui, {.key = "outcome", .label = context.t("coordinators.outcome"), .width = 260},
                  choices, outcome))
      outcome_ = static_cast<std::size_t>(std::max(outcome, 0));
    if (FunnelHelp::button(context, "how", name))
      help_.open("term.coordinator_effect", std::string(name));
  }
  measure(context, data);
  std::vector<Named<StaffId>> people;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (rows_[i].staff.is_nil()) continue;
    people.push_back({.id = rows_[i].staff, .text = name_of(context, rows_[i].staff)});
    const auto keyed = ui.keyed(i + 1);
    ui::fact(ui, {.label = people.back().text, .value = effect_words(context, effects_[i])});
  }
  ui::text(ui, {.text = context.t("coordinators.caveat"),
                .tone = ui::TextTone::muted,
                .style = ui::TextStyle::small,
                .key = "caveat"});
  if (people.empty()) return;
  ui::separator(ui);
  {
    const auto row = ui.row({.height = ui.metrics().control * 1.6F, .bottom = true});
    pick(context,
         {.key = "person",
          .label = context.t("coordinators.person"),
          .placeholder = context.t("coordinators.choose"),
          .width = 220},
         people, since_of_);
    ui::date_field(ui, {.key = "since", .label = context.t("coordinators.since"), .width = 180},
                   since_, ui::DateHint::past);
  }
  if (!since_ || since_of_.is_nil()) return;
  measure(context, data);
  ui::text(ui, {.text = effect_words(context, after_), .key = "after"});
}

void CoordinatorsView::draw(Context& context) {
  ui::Ui& ui = context.ui;
  ui::heading(ui, {.text = context.t("coordinators.title")});
  filters_.draw(context, FunnelFilters::Shows::period);
  const app::LiveFunnel* numbers = numbers_of(context);
  if (numbers == nullptr) return;
  const app::LiveFunnel& data = *numbers;
  measure(context, data);
  show_caption(context, caption_);
  if (rows_.empty()) {
    const auto card = ui.card("nobody");
    (void)ui::empty_state(ui, {.title = context.t("coordinators.none"),
                               .text = context.t("chart.empty_text"),
                               .icon = ui::Icon::users});
    return;
  }
  draw_table(context, data);
  draw_since(context, data);
  help_.draw(context, caption_);
}

}  // namespace retour::views
