#include <vector>

#include "ui/calendar.hpp"
#include "ui/chart_bar.hpp"
#include "ui/chart_funnel.hpp"
#include "ui/chart_heat.hpp"
#include "ui/chart_line.hpp"
#include "ui/chart_scatter.hpp"
#include "ui/widgets.hpp"
#include "views/view_gallery_parts.hpp"

namespace retour::views {
namespace {

using ui::Ui;

template <class Chart>
void show(Ui& ui, std::string_view key, std::string_view name, const Chart& chart,
          const ui::ChartTable& table) {
  const auto layout = [&](const ui::ChartInk& ink, float width) {
    return ui::layout_of(chart, ink, width);
  };
  (void)ui::chart(ui, {.key = key, .name = name}, layout, table);
}

ui::FunnelChart sample_funnel(const Ui& ui) {
  static constexpr std::array<std::int64_t, 5> counts = {1204, 737, 588, 214, 90};
  ui::FunnelChart funnel;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const int status = static_cast<int>(i) + 2;
    ui::FunnelChart::Stage stage{
        .name = std::string(ui::status_name(ui, status)), .status = status, .entrants = counts[i]};
    if (i + 1 < counts.size()) {
      stage.converted = counts[i + 1];
      stage.pending = (counts[i] - counts[i + 1]) / 5;
      stage.lost = counts[i] - stage.converted - stage.pending;
      stage.conversion = ui::format_permille(counts[i + 1] * 1000 / counts[i], ui.language());
    }
    funnel.stages.push_back(std::move(stage));
  }
  return funnel;
}

ui::BarChart sample_bars(const Ui& ui, ui::BarChart::Form form) {
  ui::BarChart bars{.form = form,
                    .category_title = std::string(ui.t("patients.status")),
                    .series = {{.name = std::string(ui.t("funnel.column.entered"))}}};
  const ui::FunnelChart funnel = sample_funnel(ui);
  for (const ui::FunnelChart::Stage& stage : funnel.stages) {
    bars.categories.push_back(stage.name);
    bars.series[0].values.push_back(static_cast<double>(stage.entrants));
  }
  if (form == ui::BarChart::Form::lying) return bars;
  bars.series.push_back({.name = std::string(ui.t("funnel.column.lost"))});
  for (const ui::FunnelChart::Stage& stage : funnel.stages)
    bars.series[1].values.push_back(static_cast<double>(stage.lost));
  return bars;
}

ui::LineChart sample_lines(const Ui& ui) {
  ui::LineChart lines{.y_unit = {.kind = ui::ChartUnit::Kind::share},
                      .y_title = std::string(ui.t("funnel.column.share"))};
  lines.series.push_back({.name = std::string(ui.t("funnel.column.share")), .points = {}});
  for (int i = 0; i < 12; ++i) {
    const double y = 0.35 + 0.02 * ((i * 7) % 5);
    lines.series[0].points.push_back({.x = 20'454.0 + 30 * i,
                                      .y = y,
                                      .interval = ui::Domain{.low = y - 0.06, .high = y + 0.06}});
  }
  return lines;
}

ui::HeatChart sample_heat(const Ui& ui) {
  ui::HeatChart heat{.row_title = std::string(ui.t("patients.status"))};
  for (int row = 0; row < 4; ++row) {
    heat.rows.emplace_back(ui::status_name(ui, row + 2));
    for (int column = 0; column < 8; ++column)
      heat.values.push_back(row + column > 9 ? std::nullopt
                                             : std::optional(0.9 - 0.11 * column - 0.03 * row));
  }
  for (int column = 1; column <= 8; ++column) heat.columns.push_back(std::to_string(column));
  return heat;
}

ui::ScatterChart sample_scatter(const Ui& ui) {
  ui::ScatterChart scatter{.name_title = std::string(ui.t("patients.name")),
                           .x_unit = {.kind = ui::ChartUnit::Kind::number},
                           .y_unit = {.kind = ui::ChartUnit::Kind::share},
                           .y_title = std::string(ui.t("funnel.column.share"))};
  static constexpr std::array<std::array<double, 2>, 4> points = {
      {{4.1, 0.31}, {4.4, 0.42}, {4.7, 0.36}, {4.9, 0.55}}};
  const std::array names = {ui.t("gallery.sample.doctor"), ui.t("gallery.sample.patient1"),
                            ui.t("gallery.sample.patient2"), ui.t("gallery.sample.patient3")};
  for (std::size_t i = 0; i < points.size(); ++i)
    scatter.points.push_back(
        {.name = std::string(names[i]),
         .x = points[i][0],
         .y = points[i][1],
         .x_interval = ui::Domain{.low = points[i][0] - 0.1, .high = points[i][0] + 0.1},
         .y_interval = ui::Domain{.low = points[i][1] - 0.07, .high = points[i][1] + 0.07}});
  return scatter;
}

void draw_shares(Ui& ui) {
  const ui::ChartInk ink = ui::ink_of(ui);
  const ui::BarChart lying = sample_bars(ui, ui::BarChart::Form::lying);
  ui::FunnelChart funnel = sample_funnel(ui);
  const std::string_view name = ui.t("nav.funnel");
  show(ui, "ribbons", name, funnel, ui::table_of(lying, ink));
  funnel.form = ui::FunnelChart::Form::bars;
  const auto columns = ui.columns({1, 1}, 420);
  ui.next_column();
  show(ui, "funnel_bars", name, funnel, ui::table_of(lying, ink));
  ui.next_column();
  show(ui, "bars", ui.t("patients.status"), lying, ui::table_of(lying, ink));
}

void draw_scales(Ui& ui) {
  const ui::ChartInk ink = ui::ink_of(ui);
  const auto columns = ui.columns({1, 1}, 420);
  ui.next_column();
  const ui::BarChart standing = sample_bars(ui, ui::BarChart::Form::standing);
  show(ui, "standing", ui.t("patients.status"), standing, ui::table_of(standing, ink));
  const ui::HeatChart heat = sample_heat(ui);
  show(ui, "heat", ui.t("funnel.column.share"), heat, ui::table_of(heat, ink));
  ui.next_column();
  const ui::LineChart lines = sample_lines(ui);
  show(ui, "lines", ui.t("funnel.column.share"), lines, ui::table_of(lines, ink));
  const ui::ScatterChart scatter = sample_scatter(ui);
  show(ui, "scatter", ui.t("patients.name"), scatter, ui::table_of(scatter, ink));
}

void draw_charts(Ui& ui) {
  const auto section = gallery_section(ui, "charts", "gallery.chart", "gallery.chart.use");
  draw_shares(ui);
  draw_scales(ui);
}

void draw_calendar(Ui& ui, ui::CalendarState& state) {
  const auto section = gallery_section(ui, "calendar", "gallery.calendar", "gallery.calendar.use");
  const std::array names = {ui.t("gallery.sample.doctor"), ui.t("gallery.sample.patient2"),
                            ui.t("gallery.sample.family")};
  std::vector<ui::CalendarColumn> doctors;
  for (std::size_t i = 0; i < names.size(); ++i)
    doctors.push_back({.key = i + 1,
                       .title = std::string(names[i]),
                       .subtitle = std::string(ui.t("gallery.sample.item1")),
                       .open = {{540, 780}, {840, 1080}}});
  std::vector<ui::CalendarBlock> blocks;
  for (std::size_t i = 0; i < ui::booking_look_count; ++i) {
    const auto look = static_cast<ui::BookingLook>(i);
    blocks.push_back({.key = i + 1,
                      .column = i % 3,
                      .start_minute = 545 + static_cast<int>(i / 3) * 70,
                      .length_minutes = 60,
                      .look = look,
                      .title = std::string(ui.t("gallery.sample.patient1")),
                      .detail = std::string(ui::booking_look_name(ui, look)),
                      .child = i == 4});
  }
  blocks.push_back({.key = 77,
                    .column = 1,
                    .start_minute = std::nullopt,
                    .title = std::string(ui.t("gallery.sample.patient3")),
                    .detail = std::string(ui.t("gallery.sample.item2"))});
  ui::calendar(ui, state,
               {.key = "calendar",
                .name = ui.t("gallery.calendar"),
                .columns = doctors,
                .blocks = blocks,
                .rect = ui.place(0, 520),
                .now_minute = 640,
                .selected = 4});
}

}  // namespace

void GalleryCharts::draw(Ui& ui) {
  draw_charts(ui);
  draw_calendar(ui, calendar_);
}

}  // namespace retour::views
