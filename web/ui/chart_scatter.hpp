// Points over two scales, each with the intervals that it is known to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ui/chart.hpp"
#include "ui/chart_axis.hpp"

namespace retour::ui {

struct ScatterChart {
  struct Point {
    std::string name{};
    double x = 0;
    double y = 0;
    std::optional<Domain> x_interval = {};
    std::optional<Domain> y_interval = {};
    std::size_t group = 0;  ///< Into `groups`.
  };
  std::vector<Point> points{};
  std::vector<std::string> groups{};  ///< Names for the legend; empty: all are of one kind.
  std::string name_title{};           ///< Heads the column of names in the table.
  ChartUnit x_unit{};
  ChartUnit y_unit{};
  std::string x_title{};
  std::string y_title{};
  float height = 340;
  bool opens = true;
};

/// Marks: every point, in the order given. Names stand beside their points where they overlap
/// nothing.
[[nodiscard]] ChartLayout layout_of(const ScatterChart& chart, const ChartInk& ink, float width);
[[nodiscard]] ChartTable table_of(const ScatterChart& chart, const ChartInk& ink);

}  // namespace retour::ui
