// Lines: values over dates or numbers, with intervals as bands where they are known.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "ui/chart.hpp"
#include "ui/chart_axis.hpp"

namespace retour::ui {

struct LineChart {
  struct Point {
    double x = 0;
    double y = std::numeric_limits<double>::quiet_NaN();  ///< Not a number: the line is broken.
    std::optional<Domain> interval = {};                  ///< Around y, 95 %.
  };
  struct Series {
    std::string name{};
    std::vector<Point> points{};  ///< By growing x.
  };
  std::vector<Series> series{};
  ChartUnit x_unit{.kind = ChartUnit::Kind::date};
  ChartUnit y_unit{};
  std::string x_title{};
  std::string y_title{};
  float height = 280;
  bool opens = true;
};

/// Marks: every known point, series by series.
[[nodiscard]] ChartLayout layout_of(const LineChart& chart, const ChartInk& ink, float width);
/// A row per point.
[[nodiscard]] ChartTable table_of(const LineChart& chart, const ChartInk& ink);

}  // namespace retour::ui
