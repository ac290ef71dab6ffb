// A heat map: values in rows and columns as colours from light to strong, with the number in each
// cell where there is room.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ui/chart.hpp"
#include "ui/chart_axis.hpp"

namespace retour::ui {

struct HeatChart {
  std::string row_title{};  ///< Heads the column of row names in the table.
  std::vector<std::string> rows{};
  std::vector<std::string> columns{};
  std::vector<std::optional<double>> values{};  ///< Row by row; nothing: not known.
  /// By cell, where given: drawn as an outline, for what can still grow; the words instead of the
  /// value; what is said beside them when the cell is pointed at.
  std::vector<bool> open{};
  std::vector<std::string> words{};
  std::vector<std::string> notes{};
  ChartUnit unit{.kind = ChartUnit::Kind::share};
  std::optional<Domain> domain = {};  ///< Of the colours; else from 0 to the greatest value.
  bool opens = true;
};

/// Marks: every cell, row by row.
[[nodiscard]] ChartLayout layout_of(const HeatChart& chart, const ChartInk& ink, float width);
[[nodiscard]] ChartTable table_of(const HeatChart& chart, const ChartInk& ink);

}  // namespace retour::ui
