#include "ui/chart_bar.hpp"

#include <algorithm>
#include <cmath>

namespace retour::ui {
namespace {

constexpr float bar_least = 2;  ///< What is there at all is seen.
constexpr float label_share_max = 0.42F;

Color series_color(const ChartInk& ink, std::size_t series) {
  return ink.theme.series[series % ink.theme.series.size()];
}

std::string value_words(const BarChart& chart, const ChartInk& ink, std::size_t category,
                        std::size_t series) {
  const std::optional<double>& value = chart.series[series].values[category];
  std::string words = value ? format_value(ink, *value, chart.unit) : std::string("—");
  if (category < chart.notes.size() && !chart.notes[category].empty())
    words = ink.texts("chart.noted", {{"value", words}, {"note", chart.notes[category]}});
  return words;
}

ChartMark mark_of(const BarChart& chart, const ChartInk& ink, std::size_t category,
                  std::size_t series, const Rect& rect) {
  std::string name = chart.categories[category];
  if (chart.series.size() > 1)
    name = ink.texts("chart.series_of", {{"series", chart.series[series].name}, {"name", name}});
  return {.rect = rect,
          .name = std::move(name),
          .value = value_words(chart, ink, category, series),
          .opens = chart.opens};
}

ChartLayout layout_lying(const BarChart& chart, const ChartInk& ink, float width) {
  ChartLayout out{.picture = {.width = width}};
  const float line = ink.line(TextStyle::body);
  const float row = std::max(ink.control, line + 8);
  double most = 0;
  float labels = 60;
  float values = 40;
  for (std::size_t i = 0; i < chart.categories.size(); ++i) {
    most = std::max(most, chart.series.front().values[i].value_or(0));
    labels = std::max(labels, ink.width(chart.categories[i], TextStyle::body) + 12);
    values = std::max(values, ink.width(value_words(chart, ink, i, 0), TextStyle::body) + 12);
  }
  values = std::min(values, width * label_share_max);
  // On a phone a long name stands above its bar.
  const bool is_stacked = labels + values > width * 0.7F;
  if (is_stacked) labels = 0;
  const float room = std::max(20.0F, width - labels - values);
  const float step = is_stacked ? row + line : row;
  for (std::size_t i = 0; i < chart.categories.size(); ++i) {
    const float top = step * static_cast<float>(i);
    const int mark = static_cast<int>(i);
    const float bar_top = is_stacked ? top + line + 2 : top;
    out.picture.add(
        text_shape(ink, {0, is_stacked ? top + 2 : top + (row - line) / 2}, chart.categories[i],
                   {.max_width = is_stacked ? width : labels - 10}),
        mark);
    const double value = chart.series.front().values[i].value_or(0);
    const float w =
        value <= 0 || most <= 0 ? 0 : std::max(bar_least, room * static_cast<float>(value / most));
    out.picture.add(RectShape{.rect = {.x = labels, .y = bar_top + 5, .w = w, .h = row - 10},
                              .fill = series_color(ink, 0),
                              .radius = 3},
                    mark);
    out.picture.add(text_shape(ink, {labels + w + 8, bar_top + (row - line) / 2},
                               value_words(chart, ink, i, 0), {.max_width = values}),
                    mark);
    out.marks.push_back(mark_of(chart, ink, i, 0, {.x = 0, .y = top, .w = width, .h = step}));
  }
  out.picture.height = step * static_cast<float>(chart.categories.size());
  return out;
}

Domain standing_domain(const BarChart& chart) {
  std::vector<double> values;
  for (std::size_t i = 0; i < chart.categories.size(); ++i) {
    double sum = 0;
    for (const BarChart::Series& series : chart.series) {
      const double value = series.values[i].value_or(0);
      sum += value;
      values.push_back(value);
    }
    if (chart.form == BarChart::Form::stacked) values.push_back(sum);
  }
  return domain_of(values, chart.unit);
}

ChartLayout layout_standing(const BarChart& chart, const ChartInk& ink, float width) {
  ChartLayout out{.picture = {.width = width, .height = chart.height}};
  float legend = 0;
  if (chart.series.size() > 1) {
    std::vector<LegendEntry> entries;
    for (std::size_t s = 0; s < chart.series.size(); ++s)
      entries.push_back({.name = chart.series[s].name, .color = series_color(ink, s)});
    legend = draw_legend(ink, out.picture, 0, 0, width, entries) + 6;
  }
  out.picture.height += legend;
  const AxisFrame frame = draw_axes(
      ink, out.picture, {.x = 0, .y = legend, .w = width, .h = chart.height},
      {.bands = chart.categories}, {.unit = chart.unit, .domain = standing_domain(chart)});
  const float pitch =
      frame.plot.w / static_cast<float>(std::max<std::size_t>(1, chart.categories.size()));
  const bool is_stacked = chart.form == BarChart::Form::stacked;
  const std::size_t beside = is_stacked ? 1 : chart.series.size();
  const float bar = std::min(64.0F, pitch * 0.72F) / static_cast<float>(beside);
  for (std::size_t i = 0; i < chart.categories.size(); ++i) {
    double below = 0;
    for (std::size_t s = 0; s < chart.series.size(); ++s) {
      const float x = frame.plot.x + pitch * (static_cast<float>(i) + 0.5F) -
                      bar * static_cast<float>(beside) / 2 +
                      (is_stacked ? 0 : bar * static_cast<float>(s));
      const Rect column{.x = x, .y = frame.plot.y, .w = bar, .h = frame.plot.h};
      if (!chart.series[s].values[i]) {  // Not known is not nought: no bar.
        out.marks.push_back(
            mark_of(chart, ink, i, s, is_stacked ? Rect{.x = x, .y = frame.plot.y} : column));
        continue;
      }
      const double value = *chart.series[s].values[i];
      const double base = is_stacked ? below : 0;
      float top = frame.y_of(base + value);
      const float bottom = frame.y_of(base);
      if (value != 0 && bottom - top < bar_least) top = bottom - bar_least;
      const int mark = static_cast<int>(out.marks.size());
      out.picture.add(RectShape{.rect = {.x = x + 1,
                                         .y = std::min(top, bottom),
                                         .w = bar - 2,
                                         .h = std::abs(bottom - top)},
                                .fill = series_color(ink, s),
                                .radius = 2},
                      mark);
      const Rect piece{.x = x, .y = std::min(top, bottom), .w = bar, .h = std::abs(bottom - top)};
      out.marks.push_back(mark_of(chart, ink, i, s, is_stacked ? piece : column));
      below += value;
    }
  }
  return out;
}

}  // namespace

ChartLayout layout_of(const BarChart& chart, const ChartInk& ink, float width) {
  if (chart.categories.empty() || chart.series.empty()) return {.picture = {.width = width}};
  return chart.form == BarChart::Form::lying ? layout_lying(chart, ink, width)
                                             : layout_standing(chart, ink, width);
}

ChartTable table_of(const BarChart& chart, const ChartInk& ink) {
  ChartTable out;
  out.columns.push_back({.title = chart.category_title});
  for (const BarChart::Series& series : chart.series)
    out.columns.push_back({.title = series.name, .align = Align::right});
  if (!chart.notes.empty()) out.columns.push_back({.title = std::string(ink.texts("chart.note"))});
  for (std::size_t i = 0; i < chart.categories.size(); ++i) {
    std::vector<ChartCell> row{{.shown = chart.categories[i]}};
    for (std::size_t k = 0; k < chart.series.size(); ++k) {
      const std::optional<double>& value = chart.series[k].values[i];
      row.push_back(
          value
              ? ChartCell{.shown = format_value(ink, *value, chart.unit),
                          .raw = raw_value(*value, chart.unit, ink.language()),
                          .mark = chart.opens ? static_cast<int>(i * chart.series.size() + k) : -1}
              : ChartCell{.shown = "—"});
    }
    if (!chart.notes.empty()) row.push_back({.shown = chart.notes[i]});
    out.rows.push_back(std::move(row));
  }
  return out;
}

}  // namespace retour::ui
