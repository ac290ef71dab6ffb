// Bars: lengths of one or several series over categories, lying or standing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ui/chart.hpp"
#include "ui/chart_axis.hpp"

namespace retour::ui {

struct BarChart {
  enum class Form : std::uint8_t {
    lying,     ///< Long names, one series, no axis: the value stands at the bar's end.
    standing,  ///< Short names (months), several series side by side, an axis.
    stacked,   ///< Standing, series on top of each other.
  };
  struct Series {
    std::string name{};
    std::vector<std::optional<double>> values{};  ///< By category; nothing: not known.
  };
  Form form = Form::lying;
  std::string category_title{};  ///< Heads the first column of the table.
  std::vector<std::string> categories{};
  std::vector<Series> series{};
  ChartUnit unit{};
  float height = 260;                ///< Of standing bars.
  std::vector<std::string> notes{};  ///< By category, after the value of a lying bar.
  bool opens = true;                 ///< Bars can be pressed.
};

/// Marks: category by category, within one series by series.
[[nodiscard]] ChartLayout layout_of(const BarChart& chart, const ChartInk& ink, float width);
[[nodiscard]] ChartTable table_of(const BarChart& chart, const ChartInk& ink);

}  // namespace retour::ui
