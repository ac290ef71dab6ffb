#include "ui/chart_line.hpp"

#include <algorithm>
#include <cmath>

namespace retour::ui {
namespace {

constexpr float point_radius = 3;
constexpr float hit_least = 18;

struct Domains {
  Domain x;
  Domain y;
};

Domains domains_of(const LineChart& chart) {
  std::vector<double> xs;
  std::vector<double> ys;
  for (const LineChart::Series& series : chart.series)
    for (const LineChart::Point& point : series.points) {
      xs.push_back(point.x);
      ys.push_back(point.y);
      if (point.interval) ys.insert(ys.end(), {point.interval->low, point.interval->high});
    }
  return {.x = domain_of(xs, chart.x_unit), .y = domain_of(ys, chart.y_unit)};
}

std::string value_words(const LineChart& chart, const ChartInk& ink,
                        const LineChart::Point& point) {
  std::string words = format_value(ink, point.y, chart.y_unit);
  if (!point.interval) return words;
  return ink.texts("chart.with_interval",
                   {{"value", words},
                    {"low", format_value(ink, point.interval->low, chart.y_unit)},
                    {"high", format_value(ink, point.interval->high, chart.y_unit)}});
}

/// The unbroken pieces of a line: bands below, then lines; the points come last, over all series.
void add_series(const LineChart::Series& series, const AxisFrame& frame, Color color,
                ChartPicture& picture) {
  BandShape band{.color = color.with_alpha(40)};
  LineShape line{.color = color, .thickness = 2};
  const auto finish = [&] {
    if (band.upper.size() > 1) picture.add(band);
    if (line.points.size() > 1) picture.add(line);
    band.upper.clear();
    band.lower.clear();
    line.points.clear();
  };
  for (const LineChart::Point& point : series.points) {
    if (!std::isfinite(point.y)) {
      finish();
      continue;
    }
    const float x = frame.x_of(point.x);
    line.points.push_back({x, frame.y_of(point.y)});
    if (!point.interval) continue;
    band.upper.push_back({x, frame.y_of(point.interval->high)});
    band.lower.push_back({x, frame.y_of(point.interval->low)});
  }
  finish();
}

}  // namespace

ChartLayout layout_of(const LineChart& chart, const ChartInk& ink, float width) {
  ChartLayout out{.picture = {.width = width, .height = chart.height}};
  float legend = 0;
  const auto color = [&](std::size_t i) { return ink.theme.series[i % ink.theme.series.size()]; };
  if (chart.series.size() > 1) {
    std::vector<LegendEntry> entries;
    for (std::size_t i = 0; i < chart.series.size(); ++i)
      entries.push_back({.name = chart.series[i].name, .color = color(i)});
    legend = draw_legend(ink, out.picture, 0, 0, width, entries) + 6;
    out.picture.height += legend;
  }
  const Domains domains = domains_of(chart);
  const AxisFrame frame =
      draw_axes(ink, out.picture, {.x = 0, .y = legend, .w = width, .h = chart.height},
                {.unit = chart.x_unit, .domain = domains.x, .title = chart.x_title},
                {.unit = chart.y_unit, .domain = domains.y, .title = chart.y_title});
  for (std::size_t i = 0; i < chart.series.size(); ++i)
    add_series(chart.series[i], frame, color(i), out.picture);
  for (std::size_t i = 0; i < chart.series.size(); ++i)
    for (const LineChart::Point& point : chart.series[i].points) {
      if (!std::isfinite(point.y)) continue;
      const ChartPoint at{frame.x_of(point.x), frame.y_of(point.y)};
      out.picture.add(
          CircleShape{
              .centre = at, .radius = point_radius, .fill = color(i), .stroke = ink.theme.surface},
          static_cast<int>(out.marks.size()));
      std::string name = format_value(ink, point.x, chart.x_unit);
      if (chart.series.size() > 1)
        name = ink.texts("chart.series_of", {{"series", chart.series[i].name}, {"name", name}});
      out.marks.push_back({.rect = pressable({.x = at.x, .y = at.y, .w = 0, .h = 0}, hit_least),
                           .name = std::move(name),
                           .value = value_words(chart, ink, point),
                           .opens = chart.opens});
    }
  return out;
}

ChartTable table_of(const LineChart& chart, const ChartInk& ink) {
  ChartTable out;
  out.columns = {{.title = std::string(ink.texts("chart.series"))},
                 {.title = chart.x_title},
                 {.title = chart.y_title, .align = Align::right},
                 {.title = std::string(ink.texts("chart.low")), .align = Align::right},
                 {.title = std::string(ink.texts("chart.high")), .align = Align::right}};
  const auto cell = [&](double value, const ChartUnit& unit) {
    return ChartCell{.shown = format_value(ink, value, unit),
                     .raw = raw_value(value, unit, ink.language())};
  };
  int mark = 0;
  for (const LineChart::Series& series : chart.series)
    for (const LineChart::Point& point : series.points) {
      if (!std::isfinite(point.y)) continue;
      out.rows.push_back(
          {{.shown = series.name},
           cell(point.x, chart.x_unit),
           cell(point.y, chart.y_unit),
           point.interval ? cell(point.interval->low, chart.y_unit) : ChartCell{.shown = "—"},
           point.interval ? cell(point.interval->high, chart.y_unit) : ChartCell{.shown = "—"}});
      if (chart.opens) out.rows.back()[2].mark = mark;
      ++mark;
    }
  return out;
}

}  // namespace retour::ui
