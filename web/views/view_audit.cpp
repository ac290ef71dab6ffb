#include "views/view_audit.hpp"

#include <array>

#include "app/aims.hpp"
#include "funnel/overview.hpp"
#include "funnel/price_history.hpp"
#include "ui/widgets.hpp"
#include "views/figure_table.hpp"
#include "views/funnel_outflow.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::int32_t load_days = 28;
constexpr std::int32_t useful_minutes = 30;
constexpr std::int32_t return_window_days = 180;

/// Below this share a figure that rests on it says little.
constexpr double enough_recorded = 0.8;

std::optional<double> part(std::int64_t some, std::int64_t all) {
  if (all == 0) return std::nullopt;
  return static_cast<double>(some) / static_cast<double>(all);
}

}  // namespace

void AuditView::measure_load(Context& context) {
  load_ = {};
  const LocalDate first = context.ui.today().plus_days(1 - load_days);
  const auto made =
      app::load_report(context.clinic, first, load_days, asked_.branch, useful_minutes);
  if (!made) return;
  const app::BookedTimes times = app::booked_times(*made);
  const auto share = [](const app::BookedTime& of) {
    return part(of.booked_minutes, of.available_minutes);
  };
  load_ = {.doctors = share(times.doctors), .theatre = share(times.theatre)};
}

void AuditView::measure(Context& context, const app::LiveFunnel& data) {
  std::string key = filters_.key(context) + "/" + std::to_string(data.version()) + "/" +
                    std::to_string(context.clinic.generation());
  asked_ = key == key_ ? asked_ : filters_.query(context);
  caption_ = draw_caption(context, filters_, asked_.now);
  if (key == key_) return;
  key_ = std::move(key);
  const funnel::EventColumns& columns = data.columns();
  measure_load(context);
  const auto spent = app::spent_lines(context.catalogue());
  elasticity_ = funnel::price_elasticity(
      funnel::periods_of(funnel::price_history(columns, spent, {.now = asked_.now})));
  profile_ = funnel::profile_of(columns, {.whom = funnel::ProfileOf::paid,
                                          .period = asked_.period,
                                          .now = asked_.now,
                                          .branch = asked_.branch,
                                          .doctor = asked_.doctor});
  values_ = funnel::patient_values(columns, asked_.now);
  returned_ = funnel::returned_of(columns, {.period = asked_.period,
                                            .now = asked_.now,
                                            .branch = asked_.branch,
                                            .return_window_days = return_window_days});
  complete_ = funnel::completeness_of(columns, asked_.period);
}

// ---- the five questions
// --------------------------------------------------------------------------

void AuditView::draw_questions(Context& context) {
  const auto share = [&](const std::optional<double>& value) {
    return value ? share_words(context.ui, *value) : std::string("—");
  };
  const auto decimal = [&](double value) {
    return ui::format_decimal(static_cast<std::int64_t>(value * 10 + (value < 0 ? -0.5 : 0.5)), 1,
                              context.ui.language());
  };
  const std::array cards = {
      FigureCard{.key = "capacity",
                 .label = context.t("audit.capacity"),
                 .value = share(load_.doctors),
                 .detail = context.t("audit.theatre", {{"share", share(load_.theatre)}}),
                 .opens = true},
      FigureCard{.key = "price",
                 .label = context.t("audit.price"),
                 .value = elasticity_.is_known() ? decimal(elasticity_.value) : "—",
                 .detail = elasticity_.is_known()
                               ? context.t("funnel.range", {{"low", decimal(elasticity_.low)},
                                                            {"high", decimal(elasticity_.high)}})
                               : words_of(context.ui, elasticity_),
                 .opens = true},
      FigureCard{.key = "profile",
                 .label = context.t("audit.profile"),
                 .value = share(part(profile_.children, profile_.of_known_age())),
                 .detail = context.t("audit.patients", {{"count", profile_.patients}}),
                 .opens = true},
      value_card(context, values_),
      FigureCard{.key = "returned",
                 .label = context.t("audit.returned"),
                 .value = returned_.is_known() ? share_words(context.ui, returned_.value) : "—",
                 .detail = returned_.is_known()
                               ? range_words(context.ui, {returned_.low, returned_.high})
                               : words_of(context.ui, returned_),
                 .opens = true}};
  constexpr std::array leads = {NumbersPage::load, NumbersPage::price, NumbersPage::value,
                                NumbersPage::value, NumbersPage::doctors};
  if (const auto pressed = figure_cards(context, cards)) lead_ = leads[*pressed];
}

// ---- what is recorded
// ----------------------------------------------------------------------------

void AuditView::draw_complete(Context& context, const app::LiveFunnel& data) {
  ui::Ui& ui = context.ui;
  const std::string_view name = context.t("audit.complete");
  const auto card = ui.card("complete", name);
  FigureTable table(context);
  table.column(context.t("audit.what"), ui::Align::left);
  for (const ui::TextId id :
       {ui::TextId("audit.of"), ui::TextId("audit.known"), ui::TextId("audit.missing")})
    table.column(context.t(id));
  table.column(context.t("audit.verdict"), ui::Align::left);
  for (std::size_t i = 0; i < funnel::recorded_count; ++i) {
    const funnel::Completeness::Item& item = complete_.items[i];
    const int code = static_cast<int>(i);
    const auto known = part(item.known, item.all);
    table.row(std::string(word(ui, "audit.recorded", std::to_string(i))));
    table.count(item.all);
    table.share(known);
    table.count(item.all - item.known, code);
    table.text(!known                     ? ""
               : *known < enough_recorded ? std::string(context.t("audit.too_little"))
                                          : std::string(context.t("audit.enough")));
  }
  {
    const auto row = ui.row();
    table.download(ui, "download", "retour-completeness");
    if (FunnelHelp::button(context, "how", name))
      help_.open("audit.complete_how", std::string(name));
  }
  const auto pressed = table.draw(ui, "table", name);
  if (!pressed) return;
  open_rows(
      context, data,
      context.t("audit.without", {{"what", word(ui, "audit.recorded", std::to_string(*pressed))}}),
      funnel::people_without(data.columns(), asked_.period,
                             static_cast<funnel::Recorded>(*pressed)));
}

void AuditView::draw_found(Context& context, const app::DataFaults& found) {
  ui::Ui& ui = context.ui;
  const std::string_view name = context.t("audit.faults");
  show_caption(context, context.t("audit.faults_as_of",
                                  {{"count", found.checked},
                                   {"moment", moment(ui, context.clinic, found.as_of)}}));
  FigureTable table(context);
  table.column(context.t("audit.what"), ui::Align::left);
  table.column(context.t("audit.patients_with"));
  table.column(context.t("audit.faults_assumed"), ui::Align::left);
  std::vector<std::size_t> kinds;
  for (std::size_t i = 0; i < found.people.size(); ++i) {
    if (found.people[i].empty()) continue;
    const auto kind = enum_name(static_cast<funnel::Contradiction>(i));
    table.row(std::string(word(ui, "audit.fault", kind)));
    table.count(std::ssize(found.people[i]), static_cast<int>(kinds.size()));
    table.text(std::string(word(ui, "audit.assumed", kind)));
    kinds.push_back(i);
  }
  if (kinds.empty()) {
    ui::text(ui, {.text = context.t("audit.faults_none"),
                  .tone = ui::TextTone::good,
                  .icon = ui::Icon::circle_check,
                  .key = "none"});
    return;
  }
  ui::text(ui, context.t("audit.faults_why"), ui::TextTone::muted);
  const auto pressed = table.draw(ui, "faults table", name);
  if (!pressed) return;
  const std::size_t kind = kinds[static_cast<std::size_t>(*pressed)];
  context.router.open_people(
      std::string(word(ui, "audit.fault", enum_name(static_cast<funnel::Contradiction>(kind)))),
      found.people[kind]);
}

/// What contradicts itself in the facts: read only when somebody asks, it takes a while.
void AuditView::draw_faults(Context& context, const app::LiveFunnel& data) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("faults", context.t("audit.faults"));
  if (const Status read = check_.refresh(context.clinic); !read)
    ui.toast(words_of(ui, read.error()), ui::Tone::danger);
  if (check_.is_running())
    ui::text(ui, context.t("audit.faults_checking"), ui::TextTone::muted);
  else if (ui::button(
               ui,
               {.key = "check", .text = context.t("audit.faults_check"), .icon = ui::Icon::search}))
    check_.start(context.clinic, data.patients());
  if (check_.found() != nullptr) draw_found(context, *check_.found());
}

void AuditView::draw(Context& context) {
  ui::heading(context.ui, {.text = context.t("audit.title")});
  filters_.draw(context);
  const app::LiveFunnel* data = numbers_of(context);
  if (data == nullptr) return;
  measure(context, *data);
  draw_questions(context);
  draw_complete(context, *data);
  draw_faults(context, *data);
  help_.draw(context, caption_);
}

}  // namespace retour::views
