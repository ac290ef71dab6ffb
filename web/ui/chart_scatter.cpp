#include "ui/chart_scatter.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace retour::ui {
namespace {

constexpr float point_radius = 5;
constexpr float hit_least = 20;

bool overlap(const Rect& a, const Rect& b) {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

Domain domain_along(const ScatterChart& chart, bool is_x) {
  std::vector<double> values;
  for (const ScatterChart::Point& point : chart.points) {
    values.push_back(is_x ? point.x : point.y);
    if (const auto& interval = is_x ? point.x_interval : point.y_interval)
      values.insert(values.end(), {interval->low, interval->high});
  }
  Domain domain = domain_of(values, is_x ? chart.x_unit : chart.y_unit);
  // Points say where they lie among each other; nought is shown only when it is near.
  const double least = values.empty() ? 0 : std::ranges::min(values);
  if (least > domain.high / 2) domain.low = least;
  return domain;
}

std::string coordinate(const ChartInk& ink, double value, const std::optional<Domain>& interval,
                       const ChartUnit& unit) {
  std::string words = format_value(ink, value, unit);
  if (!interval) return words;
  return ink.texts("chart.with_interval", {{"value", words},
                                           {"low", format_value(ink, interval->low, unit)},
                                           {"high", format_value(ink, interval->high, unit)}});
}

void add_whiskers(const ScatterChart::Point& point, const AxisFrame& frame, Color color,
                  ChartPicture& picture) {
  const ChartPoint at{frame.x_of(point.x), frame.y_of(point.y)};
  if (point.x_interval)
    picture.add(LineShape{.points = {{frame.x_of(point.x_interval->low), at.y},
                                     {frame.x_of(point.x_interval->high), at.y}},
                          .color = color.with_alpha(150),
                          .thickness = 1.5F});
  if (point.y_interval)
    picture.add(LineShape{.points = {{at.x, frame.y_of(point.y_interval->low)},
                                     {at.x, frame.y_of(point.y_interval->high)}},
                          .color = color.with_alpha(150),
                          .thickness = 1.5F});
}

/// What the whiskers of a point cover.
std::array<Rect, 2> whisker_rects(const ScatterChart::Point& point, const AxisFrame& frame) {
  const float x = frame.x_of(point.x);
  const float y = frame.y_of(point.y);
  std::array<Rect, 2> out = {Rect{.x = x, .y = y - 1, .w = 0, .h = 2},
                             Rect{.x = x - 1, .y = y, .w = 2, .h = 0}};
  if (const auto& across = point.x_interval) {
    out[0].x = frame.x_of(across->low);
    out[0].w = frame.x_of(across->high) - out[0].x;
  }
  if (const auto& along = point.y_interval) {
    out[1].y = frame.y_of(along->high);
    out[1].h = frame.y_of(along->low) - out[1].y;
  }
  return out;
}

/// Names beside points, in the first corner between their whiskers in which they cover no point, no
/// name and no whisker of another; where there is none, the whiskers of others may be crossed.
void add_names(const ScatterChart& chart, const ChartInk& ink, const AxisFrame& frame,
               ChartLayout& out) {
  std::vector<Rect> taken;
  std::vector<Rect> whiskers;
  for (const ScatterChart::Point& point : chart.points) {
    taken.push_back(pressable({.x = frame.x_of(point.x), .y = frame.y_of(point.y), .w = 0, .h = 0},
                              2 * point_radius));
    std::ranges::copy(whisker_rects(point, frame), std::back_inserter(whiskers));
  }
  const float line = ink.line(TextStyle::small);
  constexpr float beside = point_radius + 1;
  for (std::size_t i = 0; i < chart.points.size(); ++i) {
    const float x = frame.x_of(chart.points[i].x);
    const float y = frame.y_of(chart.points[i].y);
    const float w = ink.width(chart.points[i].name, TextStyle::small);
    const auto covers = [](const std::vector<Rect>& rects, const Rect& words) {
      return std::ranges::any_of(rects, [&](const Rect& r) { return overlap(r, words); });
    };
    std::optional<Rect> best;
    for (const float top : {y - 2 - line, y + 2})
      for (const float left : {x + beside, x - beside - w}) {
        const Rect words{.x = left, .y = top, .w = w, .h = line};
        const bool fits = left >= frame.plot.x && left + w <= out.picture.width &&
                          top >= frame.plot.y && !covers(taken, words);
        if (!fits || (best && (covers(whiskers, words) || !covers(whiskers, *best)))) continue;
        best = words;
      }
    if (!best) continue;
    taken.push_back(*best);
    out.picture.add(
        text_shape(ink, {best->x, best->y}, chart.points[i].name, {.style = TextStyle::small}),
        static_cast<int>(i));
  }
}

}  // namespace

ChartLayout layout_of(const ScatterChart& chart, const ChartInk& ink, float width) {
  ChartLayout out{.picture = {.width = width, .height = chart.height}};
  const auto color = [&](std::size_t group) {
    return ink.theme.series[group % ink.theme.series.size()];
  };
  float legend = 0;
  if (chart.groups.size() > 1) {
    std::vector<LegendEntry> entries;
    for (std::size_t i = 0; i < chart.groups.size(); ++i)
      entries.push_back({.name = chart.groups[i], .color = color(i)});
    legend = draw_legend(ink, out.picture, 0, 0, width, entries) + 6;
    out.picture.height += legend;
  }
  const AxisFrame frame = draw_axes(
      ink, out.picture, {.x = 0, .y = legend, .w = width, .h = chart.height},
      {.unit = chart.x_unit, .domain = domain_along(chart, true), .title = chart.x_title},
      {.unit = chart.y_unit, .domain = domain_along(chart, false), .title = chart.y_title});
  for (const ScatterChart::Point& point : chart.points)
    add_whiskers(point, frame, color(point.group), out.picture);
  for (std::size_t i = 0; i < chart.points.size(); ++i) {
    const ScatterChart::Point& point = chart.points[i];
    const ChartPoint at{frame.x_of(point.x), frame.y_of(point.y)};
    out.picture.add(CircleShape{.centre = at,
                                .radius = point_radius,
                                .fill = color(point.group),
                                .stroke = ink.theme.surface},
                    static_cast<int>(i));
    out.marks.push_back(
        {.rect = pressable({.x = at.x, .y = at.y, .w = 0, .h = 0}, hit_least),
         .name = point.name,
         .value = ink.texts("chart.point",
                            {{"x_title", chart.x_title},
                             {"x", coordinate(ink, point.x, point.x_interval, chart.x_unit)},
                             {"y_title", chart.y_title},
                             {"y", coordinate(ink, point.y, point.y_interval, chart.y_unit)}}),
         .opens = chart.opens});
  }
  add_names(chart, ink, frame, out);
  return out;
}

ChartTable table_of(const ScatterChart& chart, const ChartInk& ink) {
  ChartTable out;
  const std::string low(ink.texts("chart.low"));
  const std::string high(ink.texts("chart.high"));
  out.columns = {{.title = chart.name_title},
                 {.title = chart.x_title, .align = Align::right},
                 {.title = low, .align = Align::right},
                 {.title = high, .align = Align::right},
                 {.title = chart.y_title, .align = Align::right},
                 {.title = low, .align = Align::right},
                 {.title = high, .align = Align::right}};
  const auto cell = [&](double value, const ChartUnit& unit) {
    return ChartCell{.shown = format_value(ink, value, unit),
                     .raw = raw_value(value, unit, ink.language())};
  };
  const auto ends = [&](std::vector<ChartCell>& row, const std::optional<Domain>& interval,
                        const ChartUnit& unit) {
    row.push_back(interval ? cell(interval->low, unit) : ChartCell{.shown = "—"});
    row.push_back(interval ? cell(interval->high, unit) : ChartCell{.shown = "—"});
  };
  for (std::size_t i = 0; i < chart.points.size(); ++i) {
    const ScatterChart::Point& point = chart.points[i];
    std::vector<ChartCell> row{{.shown = point.name}, cell(point.x, chart.x_unit)};
    ends(row, point.x_interval, chart.x_unit);
    row.push_back(cell(point.y, chart.y_unit));
    ends(row, point.y_interval, chart.y_unit);
    out.rows.push_back(std::move(row));
    if (chart.opens) out.rows.back().front().mark = static_cast<int>(i);
  }
  return out;
}

}  // namespace retour::ui
