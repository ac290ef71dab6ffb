#include "views/view_cohorts.hpp"

#include <algorithm>
#include <array>

#include "ui/choice.hpp"
#include "ui/widgets.hpp"
#include "views/funnel_outflow.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

/// Fewer months than this make no picture: more of them are offered.
constexpr std::size_t months_few = 6;
/// Months since, at most.
constexpr std::int32_t months_since_max = 12;

std::string month_words(const Context& context, LocalDate month) {
  return ui::format_tick(ui::ink_of(context.ui), month.days, {.kind = ui::ChartUnit::Kind::date},
                         30);
}

/// "44 %", "≥ 44 %" while the month is not over.
std::string cell_words(const Context& context, const funnel::CohortCell& cell) {
  const std::string share = share_words(context.ui, cell.share());
  return cell.is_over ? share : context.t("cohorts.at_least", {{"share", share}});
}

}  // namespace

void CohortsView::measure(Context& context, const app::LiveFunnel& data) {
  std::string key = filters_.key(context) + "/" + std::to_string(kind_) + "/" +
                    std::to_string(from_) + "/" + std::to_string(to_) + "/" +
                    std::to_string(data.version());
  const bool changed = key != key_;
  const funnel::ReportQuery asked = filters_.query(context);
  caption_ = draw_caption(context, filters_, changed ? asked.now : query_.now);
  if (!changed) return;
  key_ = std::move(key);
  query_ = {.from = static_cast<funnel::FunnelStatus>(from_),
            .to = static_cast<funnel::FunnelStatus>(to_),
            .period = asked.period,
            .now = asked.now,
            .months = months_since_max,
            .presumed = asked.presumed,
            .source = asked.source,
            .branch = asked.branch,
            .doctor = asked.doctor};
  returns_ = {.period = asked.period,
              .now = asked.now,
              .months = months_since_max,
              .branch = asked.branch,
              .doctor = asked.doctor,
              .source = asked.source};
  table_ = is_return() ? cohorts_of(data.columns(), returns_) : cohorts_of(data.columns(), query_);
  columns_ = 0;
  for (const funnel::Cohort& cohort : table_.cohorts)
    columns_ = std::max(columns_, cohort.cells.size());
}

void CohortsView::draw_choice(Context& context) {
  ui::Ui& ui = context.ui;
  const std::array kinds = {context.t("cohorts.statuses"), context.t("cohorts.again")};
  ui::segments(ui, "kind", context.t("cohorts.kind"), kinds, kind_);
  if (is_return()) return;
  const auto place = ui.columns({1, 1}, 200);
  const auto pick_status = [&](std::string_view key, ui::TextId label, int first, int last,
                               int& chosen) {
    std::vector<ui::Choice> choices;
    for (int status = first; status <= last; ++status)
      choices.push_back({.text = ui::status_name(ui, status), .icon = ui::status_icon(status)});
    int selected = std::clamp(chosen, first, last) - first;
    ui.next_column();
    (void)ui::combo(ui, {.key = key, .label = context.t(label)}, choices, selected);
    chosen = std::max(0, selected) + first;
  };
  pick_status("from", "cohorts.from", 1, 6, from_);
  pick_status("to", "cohorts.to", from_ + 1, 7, to_);
}

/// The row behind the last cohort is that of all of them.
const funnel::CohortCell* CohortsView::cell(std::size_t row, std::size_t column) const {
  const auto& cells = row < table_.cohorts.size() ? table_.cohorts[row].cells : table_.total;
  return column < cells.size() && cells[column].size > 0 ? &cells[column] : nullptr;
}

ui::HeatChart CohortsView::picture(const Context& context) const {
  ui::HeatChart chart{.row_title = std::string(context.t("cohorts.month"))};
  for (std::size_t c = 0; c < columns_; ++c) chart.columns.push_back(std::to_string(c));
  for (std::size_t r = 0; r <= table_.cohorts.size(); ++r) {
    chart.rows.push_back(
        r < table_.cohorts.size()
            ? context.t("cohorts.row", {{"month", month_words(context, table_.cohorts[r].month)},
                                        {"count", table_.cohorts[r].size}})
            : std::string(context.t("cohorts.all")));
    for (std::size_t c = 0; c < columns_; ++c) {
      const funnel::CohortCell* one = cell(r, c);
      chart.values.push_back(one == nullptr ? std::nullopt : std::optional(one->share()));
      chart.open.push_back(one != nullptr && !one->is_over);
      chart.words.push_back(one == nullptr ? std::string() : cell_words(context, *one));
      chart.notes.push_back(one == nullptr ? std::string()
                                           : range_words(context.ui, one->share_95));
    }
  }
  return chart;
}

ui::ChartTable CohortsView::table(const Context& context) const {
  ui::ChartTable out{
      .columns = {{.title = std::string(context.t("cohorts.month"))},
                  {.title = std::string(context.t("cohorts.size")), .align = ui::Align::right}}};
  for (std::size_t c = 0; c < columns_; ++c)
    out.columns.push_back({.title = std::to_string(c), .align = ui::Align::right});
  const std::size_t cohorts = table_.cohorts.size();
  for (std::size_t r = 0; r <= cohorts; ++r) {
    const std::int64_t size = r < cohorts ? table_.cohorts[r].size : 0;
    std::vector<ui::ChartCell> row{
        {.shown = r < cohorts ? month_words(context, table_.cohorts[r].month)
                              : std::string(context.t("cohorts.all"))},
        {.shown = r < cohorts ? count_words(context, size) : std::string("—"),
         .mark = size > 0 ? static_cast<int>((cohorts + 1) * columns_ + r) : -1}};
    for (std::size_t c = 0; c < columns_; ++c) {
      const funnel::CohortCell* one = cell(r, c);
      if (one == nullptr) {
        row.push_back({.shown = "—"});
        continue;
      }
      row.push_back({.shown = context.t("funnel.with_range",
                                        {{"value", cell_words(context, *one)},
                                         {"range", range_words(context.ui, one->share_95)}}),
                     .mark = static_cast<int>(r * columns_ + c)});
    }
    out.rows.push_back(std::move(row));
  }
  return out;
}

std::vector<std::uint32_t> CohortsView::rows_behind(const app::LiveFunnel& data,
                                                    const funnel::CohortPeople& which) const {
  return is_return() ? people_behind(data.columns(), returns_, which)
                     : people_behind(data.columns(), query_, which);
}

void CohortsView::open_mark(Context& context, const app::LiveFunnel& data, std::size_t mark) {
  const std::size_t cohorts = table_.cohorts.size();
  const bool whole = mark >= (cohorts + 1) * columns_;
  const std::size_t row = whole ? mark - (cohorts + 1) * columns_ : mark / columns_;
  const auto since = whole ? -1 : static_cast<std::int32_t>(mark % columns_);
  std::vector<std::uint32_t> people;
  for (std::size_t r = 0; r < cohorts; ++r) {
    // "All" is of the cohorts whose month is over.
    const funnel::CohortCell* one = whole ? nullptr : cell(r, static_cast<std::size_t>(since));
    if (row == cohorts ? one != nullptr && one->is_over : r == row)
      add_rows(people,
               rows_behind(data, {.month = table_.cohorts[r].month, .months_since = since}));
  }
  const std::string name = row < cohorts ? month_words(context, table_.cohorts[row].month)
                                         : std::string(context.t("cohorts.all"));
  open_rows(context, data,
            whole ? context.t("cohorts.people", {{"month", name}})
                  : context.t("cohorts.people_by", {{"month", name}, {"count", since}}),
            people);
}

void CohortsView::draw(Context& context) {
  ui::Ui& ui = context.ui;
  ui::heading(ui, {.text = context.t("cohorts.title")});
  filters_.draw(context);
  const app::LiveFunnel* data = numbers_of(context);
  if (data == nullptr) return;
  draw_choice(context);
  measure(context, *data);
  if (table_.cohorts.size() < months_few && !filters_.is_year() &&
      ui::banner(
          ui,
          {.key = "short", .text = context.t("cohorts.short"), .action = context.t("funnel.year")}))
    filters_.show_year();
  const ui::HeatChart chart = picture(context);
  const auto pressed = picture_card(
      context,
      {.key = "cohorts",
       .title = context.t("cohorts.title"),
       .caption = caption_,
       .file = "cohorts",
       .note = context.t(is_return() ? ui::TextId("cohorts.again_text")
                                     : ui::TextId("cohorts.statuses_text")),
       .empty = table_.cohorts.empty() ? context.t("cohorts.none") : std::string_view()},
      [&](const ui::ChartInk& ink, float width) { return ui::layout_of(chart, ink, width); },
      table(context), as_table_);
  if (pressed) open_mark(context, *data, *pressed);
}

}  // namespace retour::views
