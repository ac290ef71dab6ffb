// Charts: what all kinds share.
//
//   const BarChart bars{...};                                     // the description: plain values
//   const ChartResult r = chart(ui, {.key = "months", .name = ...},
//                               [&](const ChartInk& ink, float w) { return layout_of(bars, ink, w);
//                               }, table_of(bars));
//   if (r.activated) open_people(*r.activated);
//
// One file per kind (chart_bar, chart_line, chart_funnel, chart_heat, chart_scatter) turns its
// description into a picture with *marks* (a bar, a point, a ribbon, a cell) and into a table with
// the same numbers. Everything else is here, once:
//
//   screen     the picture on the draw list, tooltips, hover and press returned as values
//   readers    a group with the chart's name; each mark has role, name and value. One stop of Tab,
//              arrows, Home and End walk the marks
//   table      the same numbers as a table whose cells open what their marks open
//   files      SVG and PNG of the same layout on paper, CSV of the same table
//   states     nothing to show; too few people for the picture to mean anything
//
// Colours come from the theme's tables (`series`, `statuses`), which stay apart for the three kinds
// of colour blindness and never speak alone.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ui/chart_picture.hpp"
#include "ui/widgets.hpp"

namespace retour::ui {

/// Something that can be pointed at.
struct ChartMark {
  Rect rect;          ///< Within the picture.
  std::string name;   ///< "Тёплый"; unique enough for a reader to know where he is.
  std::string value;  ///< "512", "37,2 % (34–41 %)".
  bool opens = true;  ///< Pressing it leads somewhere.
};

struct ChartLayout {
  ChartPicture picture{};
  std::vector<ChartMark> marks{};
};
using ChartLayoutOf = std::function<ChartLayout(const ChartInk&, float width)>;

struct ChartCell {
  std::string shown;
  std::string raw{};  ///< For files: a number without grouping; empty: as shown.
  int mark = -1;      ///< What pressing it activates; -1: nothing.
};
struct ChartColumn {
  std::string title;
  Align align = Align::left;
};
struct ChartTable {
  std::vector<ChartColumn> columns{};
  std::vector<std::vector<ChartCell>> rows{};
};

struct ChartOptions {
  std::string_view key;
  std::string_view name;
  bool as_table = false;
  std::string_view empty = {};  ///< What to say when there is no mark.
  std::string_view few = {};    ///< Why the picture means little; shown above it.
};

struct ChartResult {
  std::optional<std::size_t> hovered;
  std::optional<std::size_t> activated;
};

ChartResult chart(Ui& ui, const ChartOptions& options, const ChartLayoutOf& layout,
                  const ChartTable& table);

/// What a file says of itself.
struct ChartFile {
  std::string_view name;     ///< Without ending.
  std::string_view title;    ///< Above the picture.
  std::string_view caption;  ///< Below the title: period, filters, date.
  /// Words on the button where a screen has several charts; else "Download".
  std::string_view button = {};
};

/// "Download" with PNG, SVG and CSV; pushes the download itself.
void chart_download(Ui& ui, std::string_view key, const ChartFile& file,
                    const ChartLayoutOf& layout, const ChartTable& table);

/// The files, as `chart_download` gives them. CSV is guarded against formulas and opens in
/// spreadsheets of the language.
[[nodiscard]] std::string chart_svg(const Ui& ui, const ChartFile& file,
                                    const ChartLayoutOf& layout);
[[nodiscard]] std::string chart_csv(const ChartTable& table);
/// Pushes a table as a download: name without ending.
void download_csv(Ui& ui, std::string_view name, const ChartTable& table);

/// Parts of layouts: a mark whose hit area is at least `least` pixels on both sides.
[[nodiscard]] Rect pressable(const Rect& rect, float least);

}  // namespace retour::ui
