#include "views/numbers_parts.hpp"

#include <algorithm>
#include <cmath>

#include "base/order.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {

namespace {

constexpr float figure_width_min = 190;

ui::Scope columns_of(ui::Ui& ui, std::size_t count) {
  switch (count) {
    case 1: return ui.columns({1}, figure_width_min);
    case 2: return ui.columns({1, 1}, figure_width_min);
    case 3: return ui.columns({1, 1, 1}, figure_width_min);
    case 4: return ui.columns({1, 1, 1, 1}, figure_width_min);
    default: return ui.columns({1, 1, 1, 1, 1}, figure_width_min);
  }
}

}  // namespace

std::optional<std::size_t> figure_cards(Context& context, std::span<const FigureCard> cards) {
  ui::Ui& ui = context.ui;
  std::optional<std::size_t> pressed;
  const float whole = ui.available(), gap = ui.metrics().card_pad;
  const auto fit = static_cast<std::size_t>((whole + gap) / (figure_width_min + gap));
  // What does not fit side by side stands in rows alike, on a phone one under another.
  const std::size_t rows = fit < 2 ? 1 : (cards.size() + fit - 1) / fit;
  const std::size_t each = (cards.size() + rows - 1) / rows;
  std::vector<std::string_view> details;
  for (const FigureCard& card : cards) details.push_back(card.detail);
  for (std::size_t first = 0; first < cards.size(); first += each) {
    const auto columns = columns_of(ui, each);
    for (std::size_t i = first; i < std::min(first + each, cards.size()); ++i) {
      ui.next_column();
      const FigureCard& card = cards[i];
      // One under another they need not be alike.
      const bool alone = ui.available() > whole * 0.7F;
      if (ui::figure(ui,
                     {.key = card.key,
                      .value = card.value,
                      .label = card.label,
                      .detail = card.detail,
                      .tone = card.tone,
                      .opens = card.opens,
                      .beside = alone ? std::span<const std::string_view>() : std::span(details)}))
        pressed = i;
    }
  }
  return pressed;
}

std::optional<std::size_t> picture_card(Context& context, const PictureCard& card,
                                        const ui::ChartLayoutOf& layout,
                                        const ui::ChartTable& table, bool& as_table) {
  ui::Ui& ui = context.ui;
  const auto box = ui.card(card.key, card.title);
  if (!card.note.empty())
    ui::text(ui, {.text = card.note, .tone = ui::TextTone::muted, .style = ui::TextStyle::small});
  if (!card.empty.empty()) {
    ui::text(ui, {.text = card.empty, .tone = ui::TextTone::muted, .key = "empty"});
    return std::nullopt;
  }
  {
    const auto row = ui.row();
    if (ui::button(ui, {.key = "as_table",
                        .text = context.t("funnel.as_table"),
                        .icon = ui::Icon::table_2,
                        .kind = ui::ButtonKind::quiet,
                        .pressed = as_table,
                        .toggle = true}))
      as_table = !as_table;
    ui.last_node()->name = ui.store(
        ui.t("chart.mark", {{"name", context.t("funnel.as_table")}, {"value", card.title}}));
    const std::string name =
        "retour-" + std::string(card.file) + "-" +
        ui::format_date(context.clinic.today({}), ui::DateStyle::numeric, ui::Language::sv);
    const std::string button = ui.t("numbers.download", {{"figure", card.title}});
    ui::chart_download(
        ui, "download",
        {.name = name, .title = card.title, .caption = card.caption, .button = button}, layout,
        table);
  }
  return ui::chart(ui, {.key = "picture", .name = card.title, .as_table = as_table}, layout, table)
      .activated;
}

std::optional<std::size_t> bars_card(Context& context, const PictureCard& card,
                                     const ui::BarChart& chart, bool& as_table) {
  return picture_card(
      context, card,
      [&](const ui::ChartInk& ink, float width) { return ui::layout_of(chart, ink, width); },
      ui::table_of(chart, ui::ink_of(context.ui)), as_table);
}

namespace {

const app::LiveFunnel* when(bool is_ready, Context& context) {
  if (is_ready) return &context.reader.funnel();
  const auto card = context.ui.card("counting");
  (void)ui::empty_state(context.ui, {.title = context.t("funnel.counting"),
                                     .text = context.t("funnel.counting_text"),
                                     .icon = ui::Icon::hourglass});
  return nullptr;
}

}  // namespace

const app::LiveFunnel* numbers_of(Context& context) {
  return when(context.reader.funnel().is_ready(), context);
}

const app::LiveFunnel* numbers_and_calls_of(Context& context) {
  const bool funnel = context.reader.funnel().is_ready();
  return when(context.reader.calls().is_ready() && funnel, context);
}

void show_caption(Context& context, std::string_view caption) {
  ui::text(context.ui, {.text = caption,
                        .tone = ui::TextTone::muted,
                        .style = ui::TextStyle::small,
                        .key = "caption"});
}

std::string draw_caption(Context& context, const FunnelFilters& filters, Instant now) {
  std::string caption =
      context.t("funnel.caption", {{"period", filters.period_words(context)},
                                   {"filters", filters.chosen_words(context)},
                                   {"moment", moment(context.ui, context.clinic, now)}});
  show_caption(context, caption);
  return caption;
}

void open_rows(Context& context, const app::LiveFunnel& data, std::string_view title,
               const std::vector<std::uint32_t>& rows) {
  std::vector<PatientId> people;
  people.reserve(rows.size());
  for (const std::uint32_t row : rows)
    if (row < data.patients().size()) people.push_back(data.patients()[row]);
  context.router.open_people(std::string(title), std::move(people));
}

void add_rows(std::vector<std::uint32_t>& rows, std::vector<std::uint32_t> more) {
  rows.insert(rows.end(), more.begin(), more.end());
  sort_stably(rows);
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
}

FigureCard value_card(const Context& context, const funnel::MeanValues& values) {
  const bool is_year = values.equal_age.is_known();
  const funnel::Estimate& value = is_year ? values.equal_age : values.historic;
  return {.key = "value",
          .label = context.t(is_year ? ui::TextId("overview.value")
                                     : ui::TextId("overview.value_so_far")),
          .value = value.is_known() ? whole_money(context, value.value) : "—",
          .detail = !value.is_known() ? words_of(context.ui, value)
                    : is_year         ? std::string(context.t("overview.value_detail"))
                                      : std::string(context.t("overview.value_so_far_detail")),
          .opens = true};
}

std::string whole_money(const Context& context, double minor) {
  return ui::format_money({.minor = std::llround(minor), .currency = context.currency()},
                          context.ui.language(), ui::MoneyStyle::rounded);
}

std::string count_words(const Context& context, std::int64_t count) {
  return ui::format_number(count, context.ui.language());
}

std::string share_of(const Context& context, std::int64_t part, std::int64_t all) {
  if (all == 0) return "—";
  const double permille = static_cast<double>(part) * 1000 / static_cast<double>(all);
  return ui::format_permille(std::llround(permille), context.ui.language());
}

std::string whole_share(const Context& context, std::int64_t some, std::int64_t all) {
  const ui::Ui& ui = context.ui;
  if (all == 0) return "—";
  const auto percent = [&](double share) {
    return ui::format_number(static_cast<std::int64_t>(share * 100 + 0.5), ui.language());
  };
  const funnel::Range range = funnel::wilson_95(some, all);
  return percent(static_cast<double>(some) / static_cast<double>(all)) + "\u00a0% (" +
         percent(range.low) + "–" + percent(range.high) + ")";
}

bool may_read(const Context& context, Visibility what) {
  return readers_of(what).has(context.clinic.session().role);
}

}  // namespace retour::views
