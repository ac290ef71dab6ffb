#include "ui/chart_heat.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/shade.hpp"

namespace retour::ui {
namespace {

constexpr float cell_width_max = 120;
constexpr float cell_gap = 2;
constexpr float key_width = 140;

/// From the surface to the first colour of the series, which reaches 3:1 on it.
std::array<Color, 3> ramp_of(const Theme& theme) {
  const Color strong = theme.series[0];
  return {mixed(theme.surface, strong, 0.08F), mixed(theme.surface, strong, 0.5F), strong};
}

/// Black or white, whatever reads better on it.
Color text_on(Color back) {
  constexpr Color white{0xFFFFFFFF};
  constexpr Color black{0x000000FF};
  return contrast_ratio(back, white) > contrast_ratio(back, black) ? white : black;
}

Domain colors_of(const HeatChart& chart) {
  if (chart.domain) return *chart.domain;
  std::vector<double> known;
  for (const std::optional<double>& value : chart.values)
    if (value) known.push_back(*value);
  return domain_of(known, chart.unit);
}

bool is_open(const HeatChart& chart, std::size_t i) {
  return i < chart.open.size() && chart.open[i];
}

std::string words_of(const HeatChart& chart, const ChartInk& ink, std::size_t i) {
  if (!chart.values[i]) return "—";
  return i < chart.words.size() ? chart.words[i] : format_value(ink, *chart.values[i], chart.unit);
}

/// The ramp with its ends named, below the cells.
float add_key(const HeatChart& chart, const ChartInk& ink, const Domain& domain,
              const std::array<Color, 3>& ramp, float x, float y, ChartPicture& picture) {
  const TextShape low = text_shape(ink, {x, y}, format_value(ink, domain.low, chart.unit),
                                   {.style = TextStyle::small, .color = ink.theme.muted});
  const std::string high = format_value(ink, domain.high, chart.unit);
  const float bar = x + low.width + 8;
  const float wide =
      std::clamp(picture.width - bar - 8 - ink.width(high, TextStyle::small), 20.0F, key_width);
  const float line = ink.line(TextStyle::small);
  CellsShape cells{.rect = {.x = bar, .y = y + (line - 10) / 2, .w = wide, .h = 10},
                   .columns = 14,
                   .rows = 1,
                   .gap = 0,
                   .ramp = ramp,
                   .none = ink.theme.sunken};
  for (std::size_t i = 0; i < cells.columns; ++i)
    cells.values.push_back(static_cast<float>(i) / static_cast<float>(cells.columns - 1));
  picture.add(low);
  picture.add(std::move(cells));
  picture.add(text_shape(ink, {bar + wide + 8, y}, high,
                         {.style = TextStyle::small, .color = ink.theme.muted}));
  return line + 4;
}

}  // namespace

ChartLayout layout_of(const HeatChart& chart, const ChartInk& ink, float width) {
  ChartLayout out{.picture = {.width = width}};
  if (chart.rows.empty() || chart.columns.empty()) return out;
  const float small = ink.line(TextStyle::small);
  float names = 40;
  for (const std::string& row : chart.rows)
    names = std::max(names, ink.width(row, TextStyle::small) + 10);
  names = std::min(names, width * 0.35F);
  const float w =
      std::min(cell_width_max, (width - names) / static_cast<float>(chart.columns.size()));
  const float h = std::max(ink.control, small + 8);
  std::vector<float> widths;
  for (const std::string& column : chart.columns)
    widths.push_back(ink.width(column, TextStyle::small));
  const std::size_t stride = label_stride(widths, w, 6);
  for (std::size_t i = 0; i < chart.columns.size(); i += stride)
    out.picture.add(text_shape(ink, {names + w * (static_cast<float>(i) + 0.5F), 0},
                               chart.columns[i],
                               {.style = TextStyle::small,
                                .color = ink.theme.muted,
                                .anchor = TextAnchor::middle,
                                .max_width = w * static_cast<float>(stride)}));
  const float top = small + 6;
  const Domain domain = colors_of(chart);
  CellsShape cells{.rect = {.x = names,
                            .y = top,
                            .w = w * static_cast<float>(chart.columns.size()),
                            .h = h * static_cast<float>(chart.rows.size())},
                   .columns = chart.columns.size(),
                   .rows = chart.rows.size(),
                   .gap = cell_gap,
                   .ramp = ramp_of(ink.theme),
                   .none = ink.theme.sunken};
  for (std::size_t i = 0; i < chart.values.size(); ++i)
    cells.values.push_back(chart.values[i] && !is_open(chart, i)
                               ? static_cast<float>(domain.share(*chart.values[i]))
                               : std::numeric_limits<float>::quiet_NaN());
  const std::array<Color, 3> ramp = cells.ramp;
  const std::vector<float> shares = cells.values;
  out.picture.add(std::move(cells));
  for (std::size_t r = 0; r < chart.rows.size(); ++r) {
    const float y = top + h * static_cast<float>(r);
    out.picture.add(text_shape(ink, {0, y + (h - small) / 2}, chart.rows[r],
                               {.style = TextStyle::small, .max_width = names - 8}));
    for (std::size_t c = 0; c < chart.columns.size(); ++c) {
      const std::size_t i = r * chart.columns.size() + c;
      const std::optional<double>& value = chart.values[i];
      const Rect cell{.x = names + w * static_cast<float>(c), .y = y, .w = w, .h = h};
      const std::string words = words_of(chart, ink, i);
      if (is_open(chart, i))
        out.picture.add(
            RectShape{.rect = {.x = cell.x + 2, .y = cell.y + 2, .w = w - 4, .h = h - 4},
                      .stroke = ink.theme.series[0],
                      .radius = 2},
            static_cast<int>(i));
      // A cell too narrow for its number says it when pointed at.
      if (ink.width(words, TextStyle::small) + 6 <= w)
        out.picture.add(text_shape(ink, {cell.x + w / 2, y + (h - small) / 2}, words,
                                   {.style = TextStyle::small,
                                    .color = is_open(chart, i) ? ink.theme.text
                                             : value ? text_on(ramp_color(ramp, shares[i]))
                                                     : ink.theme.muted,
                                    .anchor = TextAnchor::middle}),
                        static_cast<int>(i));
      out.marks.push_back(
          {.rect = cell,
           .name = ink.texts("chart.cell", {{"row", chart.rows[r]}, {"column", chart.columns[c]}}),
           .value = i < chart.notes.size() && !chart.notes[i].empty()
                        ? ink.texts("chart.noted", {{"value", words}, {"note", chart.notes[i]}})
                        : words,
           .opens = chart.opens && value.has_value()});
    }
  }
  const float bottom = top + h * static_cast<float>(chart.rows.size()) + 8;
  out.picture.height = bottom + add_key(chart, ink, domain, ramp, names, bottom, out.picture);
  return out;
}

ChartTable table_of(const HeatChart& chart, const ChartInk& ink) {
  ChartTable out;
  out.columns.push_back({.title = chart.row_title});
  for (const std::string& column : chart.columns)
    out.columns.push_back({.title = column, .align = Align::right});
  for (std::size_t r = 0; r < chart.rows.size(); ++r) {
    std::vector<ChartCell> row{{.shown = chart.rows[r]}};
    for (std::size_t c = 0; c < chart.columns.size(); ++c) {
      const std::size_t i = r * chart.columns.size() + c;
      const std::optional<double>& value = chart.values[i];
      row.push_back(value ? ChartCell{.shown = format_value(ink, *value, chart.unit),
                                      .raw = raw_value(*value, chart.unit, ink.language()),
                                      .mark = chart.opens ? static_cast<int>(i) : -1}
                          : ChartCell{.shown = "—"});
    }
    out.rows.push_back(std::move(row));
  }
  return out;
}

}  // namespace retour::ui
