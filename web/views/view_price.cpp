// Sections: words | the answer | figures and months | a price to try | costs | levels | the page
#include "views/view_price.hpp"

#include <algorithm>
#include <cmath>

#include "app/aims.hpp"
#include "ui/field.hpp"
#include "ui/widgets.hpp"
#include "views/cost_editor.hpp"
#include "views/form.hpp"
#include "views/funnel_outflow.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

using funnel::Estimate;

constexpr std::int64_t months_of_costs = 12;
constexpr double any_price = 1e300;

ui::ChartUnit money_unit(const Context& context) {
  return {.kind = ui::ChartUnit::Kind::money, .currency = context.currency()};
}

enum class Shown : std::uint8_t { number, count, money, share };

std::string shown(const Context& context, double value, Shown how) {
  const ui::Language language = context.ui.language();
  switch (how) {
    case Shown::number: return ui::format_decimal(std::llround(value * 100), 2, language);
    case Shown::count: return ui::format_decimal(std::llround(value * 10), 1, language);
    case Shown::money: return whole_money(context, value);
    case Shown::share: return share_words(context.ui, value);
  }
  return {};
}

/// "12–15".
std::string range_of(const Context& context, const Estimate& estimate, Shown how) {
  return context.t("funnel.range", {{"low", shown(context, estimate.low, how)},
                                    {"high", shown(context, estimate.high, how)}});
}

/// "14 (12–15)", or why there is no figure.
std::string with_range(const Context& context, const Estimate& estimate, Shown how) {
  if (!estimate.is_known()) return words_of(context.ui, estimate);
  return context.t("funnel.with_range", {{"value", shown(context, estimate.value, how)},
                                         {"range", range_of(context, estimate, how)}});
}

Estimate scaled(Estimate estimate, double by) {
  estimate.value *= by;
  estimate.low *= by;
  estimate.high *= by;
  return estimate;
}

}  // namespace

// ---- the answer
// ----------------------------------------------------------------------------------

void PriceView::measure(Context& context, const app::LiveFunnel& data) {
  const app::LiveCalls& calls = context.reader.calls();
  std::string key = std::to_string(data.version()) + "/" + std::to_string(calls.version()) + "/" +
                    std::to_string(context.clinic.generation()) + "/" + to_text(specialty_);
  const bool changed = key != key_;
  if (changed) query_.now = context.clinic.now();
  std::string of(context.t("price.all_specialties"));
  if (const Specialty* one = context.catalogue().specialty(specialty_)) of = one->name;
  caption_ =
      context.t("price.caption",
                {{"specialty", of}, {"moment", moment(context.ui, context.clinic, query_.now)}});
  show_caption(context, caption_);
  if (!changed) return;
  key_ = std::move(key);
  const funnel::EventColumns& columns = data.columns();
  const std::vector<funnel::SpentLine> spent = app::spent_lines(context.catalogue());
  history_ = price_history(columns, spent, {.specialty = specialty_, .now = query_.now});
  levels_ = price_levels(history_);
  elasticity_ = funnel::price_elasticity(periods_of(history_));
  first_year_ = first_year_of(history_, 0, any_price);
  recent_months_ = std::min<std::int64_t>(std::ssize(history_.months), months_of_costs);
  recent_.clear();
  for (const funnel::FirstPatient& one : history_.patients)
    if (std::ssize(history_.months) - one.month <= recent_months_) recent_.push_back(one.row);
  const Zone zone = context.catalogue().zone_of({});
  const LocalDate month = month_of(zone.local(query_.now).date);
  query_.period = {zone.day(month.plus_months(-12)).begin, zone.day(month).begin};
  query_.attribution = context.catalogue().policy.attribution;
  sources_by_row_ = app::attributed_sources(context.catalogue(), data, calls, query_.attribution);
  report_ = funnel::channel_report(columns, calls.table(), calls.unique(), calls.milestones(),
                                   sources_by_row_, spent, query_);
  if (!tried_minor_ && !history_.months.empty()) {
    // A tenth less, in round figures.
    constexpr std::int64_t round = 5000;
    tried_minor_ = std::llround(price_now() * 0.9 / round) * round;
  }
}

bool PriceView::can_try() const {
  return tried_minor_ && *tried_minor_ > 0 && price_now() > 0;
}

// ---- figures and months
// ----------------------------------------------------------------------------

void PriceView::draw_figures(Context& context, const app::LiveFunnel& data) {
  const auto& months = history_.months;
  const double each = static_cast<double>(recent_.size()) / static_cast<double>(recent_months_);
  const std::array cards = {
      FigureCard{.key = "price",
                 .label = context.t("price.now"),
                 .value = whole_money(context, price_now()),
                 .detail = context.t("price.now_text",
                                     {{"low", whole_money(context, levels_.front().low_minor)},
                                      {"high", whole_money(context, levels_.back().high_minor)},
                                      {"count", std::ssize(months)}}),
                 .opens = months.back().first_visits > 0},
      FigureCard{.key = "visits",
                 .label = context.t("price.visits"),
                 .value = shown(context, each, Shown::count),
                 .detail = context.t("price.visits_text",
                                     {{"count", recent_.size()}, {"months", recent_months_}}),
                 .opens = !recent_.empty()},
      FigureCard{
          .key = "elasticity",
          .label = context.t("price.elasticity"),
          .value = elasticity_.is_known() ? shown(context, elasticity_.value, Shown::number)
                                          : std::string("—"),
          .detail = elasticity_.is_known()
                        ? context.t("price.elasticity_text",
                                    {{"low", shown(context, elasticity_.low, Shown::number)},
                                     {"high", shown(context, elasticity_.high, Shown::number)}})
                        : words_of(context.ui, elasticity_),
          .opens = true},
      FigureCard{
          .key = "year",
          .label = context.t("value.first_year"),
          .value = first_year_.value.is_known() ? whole_money(context, first_year_.value.value)
                                                : std::string("—"),
          .detail =
              first_year_.value.is_known()
                  ? context.t("price.year_text", {{"share", share_of(context, first_year_.day_minor,
                                                                     first_year_.year_minor)}})
                  : words_of(context.ui, first_year_.value),
          .opens = true}};
  const auto pressed = figure_cards(context, cards);
  if (FunnelHelp::button(context, "how of page", context.t("price.title"), FunnelHelp::Look::words))
    help_.open("term.price", std::string(context.t("price.title")));
  if (!elasticity_.is_known())
    (void)ui::banner(context.ui, {.key = "unknown",
                                  .text = context.t("price.unknown",
                                                    {{"why", words_of(context.ui, elasticity_)}})});
  if (!pressed) return;
  open_rows(context, data, cards[*pressed].label,
            *pressed == 1   ? recent_
            : *pressed == 0 ? people_of_month(history_, months.size() - 1)
                            : people_of_month(history_, {}));
}

void PriceView::draw_months(Context& context, const app::LiveFunnel& data) {
  const auto place = context.ui.columns({1, 1}, 420);
  for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
    context.ui.next_column();
    const std::string_view title =
        context.t(i == 0 ? ui::TextId("price.by_month") : ui::TextId("price.visits_by_month"));
    ui::LineChart chart{.series = {{.name = std::string(title)}}, .height = 220};
    if (i == 0) chart.y_unit = money_unit(context);
    for (const funnel::PriceMonth& one : history_.months)
      chart.series[0].points.push_back(
          {.x = static_cast<double>(funnel::first_day_of(one.month).days),
           .y = i == 0 ? one.price_minor : static_cast<double>(one.first_visits)});
    const auto pressed = picture_card(
        context,
        {.key = i == 0 ? "price months" : "visit months",
         .title = title,
         .caption = caption_,
         .file = i == 0 ? "price" : "first-visits"},
        [&](const ui::ChartInk& ink, float width) { return ui::layout_of(chart, ink, width); },
        ui::table_of(chart, ui::ink_of(context.ui)), as_table_[i]);
    if (pressed)
      open_rows(context, data,
                month_words(context, funnel::first_day_of(history_.months[*pressed].month)),
                people_of_month(history_, *pressed));
  }
}

// ---- a price to try
// --------------------------------------------------------------------------------

/// What is known where the price is low, and where it is high (PR-03).
void PriceView::draw_ends(Context& context, double tried_minor) {
  ui::Ui& ui = context.ui;
  const auto warn = [&](std::string_view key, const std::string& text) {
    (void)ui::banner(ui, {.key = key, .text = text, .tone = ui::Tone::warn});
  };
  const double lowest = levels_.front().low_minor, highest = levels_.back().high_minor;
  if (tried_minor < lowest)
    warn("low", context.t("price.too_low", {{"price", whole_money(context, lowest)}}));
  if (tried_minor > highest)
    warn("high", context.t("price.too_high", {{"price", whole_money(context, highest)}}));
  // Those who came for no more than this beside the others.
  const Estimate cheap = first_year_of(history_, 0, std::max(tried_minor, lowest)).once;
  const Estimate dear =
      first_year_of(history_, std::nextafter(std::max(tried_minor, lowest), any_price), any_price)
          .once;
  if (tried_minor < price_now() && cheap.is_known() && dear.is_known() && cheap.low > dear.high)
    warn("once", context.t("price.once_more", {{"cheap", share_words(ui, cheap.value)},
                                               {"dear", share_words(ui, dear.value)}}));
  const Estimate visits = visits_at_price(elasticity_, price_now(), tried_minor);
  if (tried_minor > price_now() && visits.is_known() && visits.high < 1) {
    const Estimate lost{.value = 1 - visits.value, .low = 1 - visits.high, .high = 1 - visits.low};
    warn("cut", context.t("price.cut", {{"share", with_range(context, lost, Shown::share)}}));
  }
}

/// First-year money at a price: as it was seen at such prices, else as if all patients were alike.
Estimate PriceView::value_of_trial(double tried_minor) const {
  const double now = price_now();
  const bool is_lower = tried_minor < now;
  const funnel::FirstYear then =
      first_year_of(history_, is_lower ? 0 : tried_minor, is_lower ? tried_minor : any_price);
  const funnel::FirstYear present = first_year_of(history_, now * (1 - funnel::price_level_width),
                                                  now * (1 + funnel::price_level_width));
  const Estimate seen =
      value_as_seen(visits_at_price(elasticity_, now, tried_minor), then, present);
  if (seen.is_known() || !first_year_.value.is_known()) return seen;
  if (first_year_.value.value <= 0)
    return funnel::abstained(funnel::Abstention::no_baseline, first_year_.value.n);
  return value_at_price(elasticity_, now, tried_minor, first_year_.value.value);
}

void PriceView::draw_trial(Context& context) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("trial", context.t("price.trial"));
  ui::money_field(
      ui,
      {.key = "tried",
       .label = context.t("price.tried"),
       .hint = context.t("price.tried_hint", {{"price", whole_money(context, price_now())}}),
       .width = ui.is_phone() ? 0.0F : 240.0F},
      tried_minor_, context.currency());
  if (!can_try()) {
    ui::text(ui, {.text = context.t("price.tried_none"), .tone = ui::TextTone::muted});
    return;
  }
  const auto tried = static_cast<double>(*tried_minor_);
  const double now = price_now();
  const double each = static_cast<double>(recent_.size()) / static_cast<double>(recent_months_);
  const auto line = [&](ui::TextId label, const std::string& value) {
    ui::fact(ui, {.label = context.t(label),
                  .value = value,
                  .label_width = ui.is_phone() ? 150.0F : 300.0F});
  };
  line("price.trial_visits",
       with_range(context, scaled(visits_at_price(elasticity_, now, tried), each), Shown::count));
  line("price.trial_cost",
       tried < now
           ? with_range(context, cost_of_added_patient(elasticity_, now, tried), Shown::money)
           : std::string(context.t("price.not_lower")));
  line("price.trial_value", with_range(context, value_of_trial(tried), Shown::share));
  line("price.trial_once",
       with_range(context,
                  first_year_of(history_, 0, std::max(tried, levels_.front().low_minor)).once,
                  Shown::share));
  draw_ends(context, tried);
}

// ---- costs
// ----------------------------------------------------------------------------------------

void PriceView::draw_costs(Context& context, const app::LiveFunnel& data) {
  ui::BarChart chart{.category_title = std::string(context.t("channels.channel")),
                     .series = {{.name = std::string(context.t("channels.cost_of_primary"))}},
                     .unit = money_unit(context)};
  const double now = price_now();
  Estimate by_price = elasticity_;
  std::string price_words = words_of(context.ui, by_price);
  if (can_try() && static_cast<double>(*tried_minor_) < now) {
    by_price = cost_of_added_patient(elasticity_, now, static_cast<double>(*tried_minor_));
    price_words = with_range(context, by_price, Shown::money);
    if (by_price.is_known()) {
      chart.categories.push_back(context.t(
          "price.lowered", {{"price", whole_money(context, static_cast<double>(*tried_minor_))}}));
      chart.series[0].values.emplace_back(by_price.value);
      chart.notes.push_back(range_of(context, by_price, Shown::money));
    }
  } else {
    price_words = context.t("price.not_lower");
  }
  const std::size_t channels_from = chart.categories.size();
  std::vector<SourceId> sources;
  for (const funnel::ChannelFigures& line : report_.channels) {
    const funnel::CostSpan cost = funnel::cost_of_one(line.spent_minor, line.primaries, 0);
    if (!cost.is_known || line.source.is_nil()) continue;
    chart.categories.push_back(channel_words(context, line.source));
    chart.series[0].values.emplace_back(cost.minor);
    chart.notes.push_back(count_words(context, line.primaries));
    sources.push_back(line.source);
  }
  const std::string note = context.t("price.costs_text", {{"price", price_words}});
  const auto pressed = bars_card(
      context,
      {.key = "costs",
       .title = context.t("price.costs"),
       .caption = caption_,
       .file = "cost-of-patient",
       .note = note,
       .empty = chart.categories.empty() ? context.t("price.costs_none") : std::string_view()},
      chart, as_table_[2]);
  if (!pressed) return;
  open_rows(context, data, chart.categories[*pressed],
            *pressed < channels_from
                ? recent_
                : people_behind(data.columns(), context.reader.calls().milestones(),
                                sources_by_row_, query_, sources[*pressed - channels_from],
                                funnel::ChannelPeople::primaries));
}

// ---- levels
// ---------------------------------------------------------------------------------------

/// The corridor as it has been: who came at which price, and what followed.
void PriceView::draw_levels(Context& context, const app::LiveFunnel& data) {
  FigureTable table(context);
  table.column(context.t("price.level"), ui::Align::left);
  for (const ui::TextId title :
       {ui::TextId("price.months"), ui::TextId("price.first_visits"), ui::TextId("price.a_month"),
        ui::TextId("price.once"), ui::TextId("value.first_year")})
    table.column(context.t(title));
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    const funnel::PriceLevel& level = levels_[i];
    const funnel::FirstYear after = first_year_of(history_, level.low_minor, level.high_minor);
    const int code = static_cast<int>(i);
    const std::string low = whole_money(context, level.low_minor);
    const std::string high = whole_money(context, level.high_minor);
    table.row(low == high ? low : context.t("funnel.range", {{"low", low}, {"high", high}}), code);
    table.count(level.months);
    table.count(level.first_visits, code);
    table.text(
        shown(context, static_cast<double>(level.first_visits) / static_cast<double>(level.months),
              Shown::count),
        code);
    const int followed = after.value.is_known() ? code : FigureTable::opens_nothing;
    table.text(with_range(context, after.once, Shown::share), followed);
    table.text(with_range(context, after.value, Shown::money), followed);
  }
  ui::Ui& ui = context.ui;
  const std::string_view name = context.t("price.levels");
  const auto card = ui.card("levels", name);
  ui::text(ui, {.text = context.t("price.levels_text"),
                .tone = ui::TextTone::muted,
                .style = ui::TextStyle::small});
  table.download(ui, "download", "retour-price-levels");
  ui.space(4);
  if (const auto pressed = table.draw(ui, "table", name))
    open_rows(context, data, name,
              people_of_level(history_, levels_[static_cast<std::size_t>(*pressed)]));
}

// ---- the page
// ------------------------------------------------------------------------------------

void PriceView::draw_specialty(Context& context) {
  const std::vector<Named<SpecialtyId>> names = named_specialties(context);
  if (names.size() < 2) return;
  if (pick(context,
           {.key = "specialty",
            .label = context.t("plan.specialty"),
            .placeholder = context.t("common.all"),
            .width = context.ui.is_phone() ? 0.0F : 260.0F,
            .clearable = true},
           names, specialty_))
    tried_minor_.reset();
}

void PriceView::draw(Context& context) {
  ui::Ui& ui = context.ui;
  ui::heading(ui, {.text = context.t("price.title")});
  draw_specialty(context);
  const app::LiveFunnel* data = numbers_and_calls_of(context);
  if (data == nullptr) return;
  measure(context, *data);
  if (history_.months.empty()) {
    const auto card = ui.card("nobody");
    (void)ui::empty_state(ui, {.title = context.t("price.none"),
                               .text = context.t("price.none_text"),
                               .icon = ui::Icon::tag});
    return;
  }
  draw_figures(context, *data);
  draw_months(context, *data);
  draw_trial(context);
  draw_costs(context, *data);
  draw_levels(context, *data);
  help_.draw(context, caption_);
}

}  // namespace retour::views
