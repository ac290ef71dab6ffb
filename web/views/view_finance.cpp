#include "views/view_finance.hpp"

#include <algorithm>
#include <array>

#include "funnel/channels.hpp"
#include "funnel/months.hpp"
#include "funnel/overview.hpp"
#include "ui/choice.hpp"
#include "ui/widgets.hpp"
#include "views/key_words.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

using funnel::RevenueBy;
using funnel::RevenueCell;
using funnel::RevenueKey;

constexpr std::array laid_out = {
    RevenueBy::total,     RevenueBy::doctor,          RevenueBy::service,
    RevenueBy::specialty, RevenueBy::branch,          RevenueBy::product_type,
    RevenueBy::category,  RevenueBy::first_or_repeat, RevenueBy::value_class,
    RevenueBy::age_group, RevenueBy::child_or_adult,  RevenueBy::sex,
    RevenueBy::source,    RevenueBy::diagnosis};
constexpr std::array across = {RevenueBy::month, RevenueBy::year, RevenueBy::total};
/// Series in a picture of several; the rest is one.
constexpr std::size_t series_max = 6;
/// Bars of one column; the rest is one.
constexpr std::size_t bars_max = 14;
/// More months than this are shown as years.
constexpr std::size_t months_max = 25;
constexpr std::int64_t untyped_warning_permille = 200;

/// Net money as a cell that opens its people.
ui::ChartCell money_cell(const Context& context, const RevenueCell& cell, int mark) {
  return {.shown = whole_money(context, static_cast<double>(cell.net_minor)),
          .raw = ui::raw_value(static_cast<double>(cell.net_minor),
                               {.kind = ui::ChartUnit::Kind::money}, context.ui.language()),
          .mark = cell.patients > 0 ? mark : -1};
}

const RevenueCell* row_of(const funnel::RevenueTable& table, std::int32_t number) {
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    if (table.rows[i].number == number) return &table.row_totals[i];
  return nullptr;
}

std::int64_t money_of(const funnel::RevenueTable& table, std::int32_t number) {
  const RevenueCell* row = row_of(table, number);
  return row == nullptr ? 0 : row->net_minor;
}

}  // namespace

// ---- the answer
// -----------------------------------------------------------------------------------

funnel::RevenueQuery FinanceView::query_of(RevenueBy rows, RevenueBy columns) const {
  return {.period = asked_.period,
          .rows = rows,
          .columns = columns,
          .filter = {.branch = asked_.branch, .doctor = asked_.doctor, .source = asked_.source},
          .classes = classes_};
}

void FinanceView::measure(Context& context, const app::LiveFunnel& data) {
  std::string key = filters_.key(context) + "/" + std::to_string(rows_) + "/" +
                    std::to_string(columns_) + "/" + std::to_string(data.version());
  asked_ = key == key_ ? asked_ : filters_.query(context);
  caption_ = draw_caption(context, filters_, asked_.now);
  if (key == key_) return;
  key_ = std::move(key);
  const funnel::EventColumns& columns = data.columns();
  const RevenueBy rows = laid_out[rows_];
  classes_.clear();
  if (rows == RevenueBy::value_class) classes_ = value_classes_of(columns, asked_.now);
  first_or_repeat_ = revenue_of(columns, query_of(RevenueBy::first_or_repeat, RevenueBy::total));
  types_ = revenue_of(columns, query_of(RevenueBy::product_type, RevenueBy::total));
  months_ = revenue_of(columns, query_of(RevenueBy::month, RevenueBy::total));
  const bool years = across[columns_] == RevenueBy::month && months_.rows.size() > months_max;
  query_ = query_of(rows, years ? RevenueBy::year : across[columns_]);
  table_ = revenue_of(columns, query_);
  funnel::RevenueQuery before = query_of(RevenueBy::month, RevenueBy::total);
  before.period = funnel::a_year_before(asked_.period, columns.zone());
  months_before_ = revenue_of(columns, before);
}

void FinanceView::open_place(Context& context, const app::LiveFunnel& data, const Place& place) {
  std::string title(context.t("finance.people"));
  const auto add = [&](RevenueBy by, const std::optional<RevenueKey>& key) {
    if (key && by != RevenueBy::total) title += ", " + key_words(context, by, *key);
  };
  add(query_.rows, place.row);
  add(query_.columns, place.column);
  open_rows(context, data, title, people_behind(data.columns(), query_, place.row, place.column));
}

// ---- figures
// --------------------------------------------------------------------------------------

void FinanceView::draw_figures(Context& context, const app::LiveFunnel& data) {
  const RevenueCell& all = table_.total;
  const auto average = [&](std::int64_t count) {
    const auto value = funnel::average_minor(all.net_minor, count);
    return value ? whole_money(context, static_cast<double>(*value)) : std::string("—");
  };
  const std::int64_t first = money_of(first_or_repeat_, 0);
  const std::int64_t untyped = money_of(types_, 0);
  const bool is_untyped = untyped * 1000 > all.net_minor * untyped_warning_permille;
  const std::array cards = {
      FigureCard{.key = "revenue",
                 .label = context.t("funnel.revenue"),
                 .value = whole_money(context, static_cast<double>(all.net_minor)),
                 .detail = context.t("finance.revenue_text",
                                     {{"visits", all.visits}, {"patients", all.patients}}),
                 .opens = all.patients > 0},
      FigureCard{.key = "ticket",
                 .label = context.t("finance.ticket"),
                 .value = average(all.visits),
                 .detail = context.t("finance.ticket_text", {{"money", average(all.patients)}}),
                 .opens = all.patients > 0},
      FigureCard{.key = "repeat",
                 .label = context.t("finance.repeat_share"),
                 .value = share_of(context, all.net_minor - first, all.net_minor),
                 .detail = context.t("finance.repeat_text",
                                     {{"first", share_of(context, first, all.net_minor)}}),
                 .opens = row_of(first_or_repeat_, 1) != nullptr},
      FigureCard{.key = "untyped",
                 .label = context.t("funnel.untyped"),
                 .value = share_of(context, untyped, all.net_minor),
                 .detail = std::string(context.t("funnel.untyped_text")),
                 .tone = is_untyped ? ui::Tone::warn : ui::Tone::neutral,
                 .opens = row_of(types_, 0) != nullptr}};
  const auto pressed = figure_cards(context, cards);
  if (!pressed) return;
  const auto open = [&](RevenueBy by, std::optional<RevenueKey> key) {
    open_rows(context, data, cards[*pressed].label,
              people_behind(data.columns(), query_of(by, RevenueBy::total), key, {}));
  };
  if (*pressed < 2)
    open(RevenueBy::total, {});
  else if (*pressed == 2)
    open(RevenueBy::first_or_repeat, RevenueKey{.number = 1});
  else
    open(RevenueBy::product_type, RevenueKey{.number = 0});
}

// ---- the pivot
// ------------------------------------------------------------------------------------

void FinanceView::draw_choice(Context& context) {
  ui::Ui& ui = context.ui;
  const float width = ui.is_phone() ? 0 : 240;
  std::vector<ui::Choice> rows;
  // Diagnoses are the last choice, and not for everybody.
  const std::size_t offered = laid_out.size() - (may_read(context, Visibility::medical) ? 0 : 1);
  rows_ = std::min(rows_, offered - 1);
  for (std::size_t i = 0; i < offered; ++i)
    rows.push_back({.text = word(ui, "finance.by", enum_name(laid_out[i]))});
  std::array<ui::Choice, across.size()> columns;
  for (std::size_t i = 0; i < across.size(); ++i)
    columns[i].text = word(ui, "finance.by", enum_name(across[i]));
  const auto combo = [&](std::string_view key, ui::TextId label,
                         std::span<const ui::Choice> choices, std::size_t& chosen) {
    int selected = static_cast<int>(chosen);
    if (ui::combo(ui, {.key = key, .label = context.t(label), .width = width}, choices, selected))
      chosen = static_cast<std::size_t>(std::max(0, selected));
  };
  const auto place = ui.columns({1, 1}, 200);
  ui.next_column();
  combo("rows", "finance.rows", rows, rows_);
  ui.next_column();
  combo("columns", "finance.columns", columns, columns_);
}

/// Of how many rows the picture has a series or bar of their own.
std::size_t FinanceView::shown_rows() const {
  const std::size_t most = table_.columns.size() > 1 ? series_max : bars_max;
  return table_.rows.size() <= most + 1 ? table_.rows.size() : most;
}

ui::BarChart FinanceView::bars(const Context& context) const {
  const ui::ChartUnit unit{.kind = ui::ChartUnit::Kind::money, .currency = context.currency()};
  const std::size_t own = shown_rows();
  const bool rest = own < table_.rows.size();
  const auto name = [&](std::size_t row) {
    return row < own ? key_words(context, query_.rows, table_.rows[row])
                     : std::string(context.t("finance.rest"));
  };
  const auto value = [&](std::size_t row, std::size_t column) {
    if (row < own) return static_cast<double>(table_.cell(row, column).net_minor);
    std::int64_t sum = 0;
    for (std::size_t r = own; r < table_.rows.size(); ++r) sum += table_.cell(r, column).net_minor;
    return static_cast<double>(sum);
  };
  ui::BarChart chart{
      .category_title = std::string(word(context.ui, "finance.by", enum_name(query_.rows))),
      .unit = unit};
  const std::size_t rows = own + (rest ? 1 : 0);
  if (query_.columns == RevenueBy::total) {
    chart.series = {{.name = std::string(context.t("funnel.revenue"))}};
    for (std::size_t r = 0; r < rows; ++r) {
      chart.categories.push_back(name(r));
      chart.series.front().values.push_back(value(r, 0));
      chart.notes.push_back(
          share_of(context, static_cast<std::int64_t>(value(r, 0)), table_.total.net_minor));
    }
    return chart;
  }
  chart.form = ui::BarChart::Form::stacked;
  for (const RevenueKey& column : table_.columns)
    chart.categories.push_back(key_words(context, query_.columns, column));
  for (std::size_t r = 0; r < rows; ++r) {
    chart.series.push_back({.name = name(r)});
    for (std::size_t c = 0; c < table_.columns.size(); ++c)
      chart.series.back().values.push_back(value(r, c));
  }
  return chart;
}

/// Marks: row by row, the totals as one more column and row.
ui::ChartTable FinanceView::table(const Context& context) const {
  const std::size_t columns = table_.columns.size();
  ui::ChartTable out{
      .columns = {{.title = std::string(word(context.ui, "finance.by", enum_name(query_.rows)))}}};
  const bool one = query_.columns == RevenueBy::total;
  if (!one)
    for (const RevenueKey& column : table_.columns)
      out.columns.push_back(
          {.title = key_words(context, query_.columns, column), .align = ui::Align::right});
  const std::array titles = {ui::TextId("finance.all"), ui::TextId("finance.share"),
                             ui::TextId("finance.patients"), ui::TextId("finance.ticket")};
  for (const ui::TextId title : titles)
    out.columns.push_back({.title = std::string(context.t(title)), .align = ui::Align::right});
  for (std::size_t r = 0; r <= table_.rows.size(); ++r) {
    const bool last = r == table_.rows.size();
    std::vector<ui::ChartCell> row{
        {.shown = last ? std::string(context.t("finance.all"))
                       : key_words(context, query_.rows, table_.rows[r])}};
    const auto mark = [&](std::size_t c) { return static_cast<int>(r * (columns + 1) + c); };
    for (std::size_t c = 0; !one && c < columns; ++c)
      row.push_back(
          money_cell(context, last ? table_.column_totals[c] : table_.cell(r, c), mark(c)));
    const RevenueCell& all = last ? table_.total : table_.row_totals[r];
    row.push_back(money_cell(context, all, mark(columns)));
    row.push_back({.shown = share_of(context, all.net_minor, table_.total.net_minor)});
    row.push_back({.shown = count_words(context, all.patients),
                   .raw = std::to_string(all.patients),
                   .mark = all.patients > 0 ? mark(columns) : -1});
    const auto ticket = funnel::average_minor(all.net_minor, all.visits);
    row.push_back(
        {.shown = ticket ? whole_money(context, static_cast<double>(*ticket)) : std::string("—"),
         .raw = ticket ? ui::raw_value(static_cast<double>(*ticket),
                                       {.kind = ui::ChartUnit::Kind::money}, context.ui.language())
                       : std::string()});
    out.rows.push_back(std::move(row));
  }
  return out;
}

/// A bar of the picture: one row in one column, or the rest of the rows.
void FinanceView::open_bar(Context& context, const app::LiveFunnel& data, std::size_t mark) {
  const std::size_t own = shown_rows();
  const std::size_t rows = own + (own < table_.rows.size() ? 1 : 0);
  const std::size_t row = query_.columns == RevenueBy::total ? mark : mark % rows;
  const std::size_t column = query_.columns == RevenueBy::total ? 0 : mark / rows;
  if (row < own) {
    open_place(context, data, {.row = table_.rows[row], .column = table_.columns[column]});
    return;
  }
  std::vector<std::uint32_t> people;
  for (std::size_t r = own; r < table_.rows.size(); ++r)
    add_rows(people, people_behind(data.columns(), query_, table_.rows[r], table_.columns[column]));
  open_rows(context, data, context.t("finance.rest"), people);
}

void FinanceView::draw_pivot(Context& context, const app::LiveFunnel& data) {
  const ui::BarChart chart = bars(context);
  const bool was_table = pivot_as_table_;
  const auto pressed = picture_card(
      context,
      {.key = "pivot",
       .title = context.t("finance.structure"),
       .caption = caption_,
       .file = "revenue",
       .note = context.t("finance.structure_text"),
       .empty = table_.total.patients == 0 ? context.t("finance.none") : std::string_view()},
      [&](const ui::ChartInk& ink, float width) { return ui::layout_of(chart, ink, width); },
      table(context), pivot_as_table_);
  if (!pressed) return;
  if (!was_table) {
    open_bar(context, data, *pressed);
    return;
  }
  const std::size_t row = *pressed / (table_.columns.size() + 1);
  const std::size_t column = *pressed % (table_.columns.size() + 1);
  Place place;
  if (row < table_.rows.size()) place.row = table_.rows[row];
  if (column < table_.columns.size()) place.column = table_.columns[column];
  open_place(context, data, place);
}

// ---- a year ago, and costs
// ------------------------------------------------------------------------

/// Month beside the same month of the year before: neighbouring months differ by season.
void FinanceView::draw_year(Context& context, const app::LiveFunnel& data) {
  if (months_.rows.empty() || months_.rows.size() > months_max) return;
  ui::BarChart chart{.form = ui::BarChart::Form::standing,
                     .category_title = std::string(context.t("finance.by.month")),
                     .series = {{.name = std::string(context.t("finance.year_before"))},
                                {.name = std::string(context.t("finance.this_period"))}},
                     .unit = {.kind = ui::ChartUnit::Kind::money, .currency = context.currency()}};
  std::int64_t before = 0;
  for (std::size_t i = 0; i < months_.rows.size(); ++i) {
    const std::int32_t month = months_.rows[i].number;
    const RevenueCell* then = row_of(months_before_, month - 12);
    chart.categories.push_back(key_words(context, RevenueBy::month, {.number = month}));
    chart.series[0].values.push_back(
        then == nullptr ? std::nullopt : std::optional(static_cast<double>(then->net_minor)));
    chart.series[1].values.push_back(static_cast<double>(months_.row_totals[i].net_minor));
    if (then != nullptr) before += then->net_minor;
  }
  const std::string note =
      before > 0 ? context.t("finance.year_text",
                             {{"share", share_of(context, months_.total.net_minor, before)}})
                 : std::string(context.t("finance.year_none"));
  const auto pressed = bars_card(context,
                                 {.key = "year",
                                  .title = context.t("finance.year"),
                                  .caption = caption_,
                                  .file = "revenue-year",
                                  .note = note},
                                 chart, year_as_table_);
  if (!pressed) return;
  const RevenueKey month = months_.rows[*pressed / 2];
  funnel::RevenueQuery query = query_of(RevenueBy::month, RevenueBy::total);
  RevenueKey key = month;
  if (*pressed % 2 == 0) {
    query.period = {{}, asked_.period.end};
    key.number -= 12;
  }
  open_rows(context, data, key_words(context, RevenueBy::month, key),
            people_behind(data.columns(), query, key, {}));
}

void FinanceView::draw_costs(Context& context) {
  const std::size_t kinds = EnumNames<CostKind>::names.size();
  const app::Catalogue& c = context.catalogue();
  const Zone zone = c.zone_of({});
  // Costs of "all time" are those up to now.
  const Interval period{asked_.period.begin, std::min(asked_.period.end, asked_.now)};
  std::vector<std::int64_t> sums(kinds);
  std::int64_t all = 0;
  for (const Cost& cost : c.costs) {
    if (!cost.active || (!asked_.branch.is_nil() && cost.branch != asked_.branch)) continue;
    const std::int64_t minor =
        funnel::share_of_month({{}, cost.month, cost.amount_minor}, period, zone);
    sums[static_cast<std::size_t>(cost.kind)] += minor;
    all += minor;
  }
  ui::BarChart chart{.category_title = std::string(context.t("finance.cost")),
                     .series = {{.name = std::string(context.t("finance.costs"))}},
                     .unit = {.kind = ui::ChartUnit::Kind::money, .currency = context.currency()},
                     .opens = false};
  for (std::size_t i = 0; i < kinds; ++i) {
    if (sums[i] == 0) continue;
    chart.categories.emplace_back(word(context.ui, "cost_kind", EnumNames<CostKind>::names[i]));
    chart.series.front().values.push_back(static_cast<double>(sums[i]));
    chart.notes.push_back(share_of(context, sums[i], table_.total.net_minor));
  }
  const auto money = [&](std::int64_t minor) {
    return whole_money(context, static_cast<double>(minor));
  };
  const std::string note =
      context.t("finance.costs_text", {{"costs", money(all)},
                                       {"revenue", money(table_.total.net_minor)},
                                       {"left", money(table_.total.net_minor - all)}});
  (void)bars_card(context,
                  {.key = "costs",
                   .title = context.t("finance.costs"),
                   .caption = caption_,
                   .file = "costs",
                   .note = all == 0 ? std::string_view() : std::string_view(note),
                   .empty = all == 0 ? context.t("finance.costs_none") : std::string_view()},
                  chart, costs_as_table_);
}

void FinanceView::draw(Context& context) {
  ui::heading(context.ui, {.text = context.t("finance.title")});
  filters_.draw(context);
  const app::LiveFunnel* data = numbers_of(context);
  if (data == nullptr) return;
  draw_choice(context);
  measure(context, *data);
  draw_figures(context, *data);
  draw_pivot(context, *data);
  draw_year(context, *data);
  draw_costs(context);
}

}  // namespace retour::views
