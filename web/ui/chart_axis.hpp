// Axes: round ticks, domains, labels in the language's own notation that never overlap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/money.hpp"
#include "time/civil.hpp"
#include "ui/chart_picture.hpp"

namespace retour::ui {

/// Least and greatest value of an axis.
struct Domain {
  double low = 0;
  double high = 1;
  bool operator==(const Domain&) const = default;

  /// Where a value lies between the two, 0 to 1.
  [[nodiscard]] double share(double value) const { return (value - low) / (high - low); }
};

/// What the numbers of an axis are.
struct ChartUnit {
  enum class Kind : std::uint8_t {
    count,  ///< Whole things: no ticks between two of them.
    number,
    share,  ///< 0 to 1, shown as per cent.
    money,  ///< Minor units.
    days,
    date,  ///< Days since 1970.
  };
  Kind kind = Kind::count;
  Currency currency = Currency::rub;
};

struct Ticks {
  std::vector<double> at{};
  double step = 1;
  Domain domain{};  ///< Widened to whole steps where that was asked for.
};

/// Ticks at 1, 2 or 5 times a power of ten, at least two and at most `most` of them; of dates at
/// days, Mondays, or firsts of months and years. With `widen`, the domain reaches out to ticks.
/// A domain of no width gets one.
[[nodiscard]] Ticks nice_ticks(Domain domain, std::size_t most, const ChartUnit& unit, bool widen);

/// The smallest domain that holds all values and, for everything but dates, 0.
[[nodiscard]] Domain domain_of(const std::vector<double>& values, const ChartUnit& unit);

/// A value in full: `15 300 ₽`, `37,2 %`, `22.11.2026`.
[[nodiscard]] std::string format_value(const ChartInk& ink, double value, const ChartUnit& unit);
/// A value as an axis shows it, to the precision of its step: `15 тыс.`, `40 %`, `ноя 2026`.
[[nodiscard]] std::string format_tick(const ChartInk& ink, double value, const ChartUnit& unit,
                                      double step);
/// A value for a file that programs read: no grouping, no unit, the language's decimal separator.
[[nodiscard]] std::string raw_value(double value, const ChartUnit& unit, Language language);

/// Every how manieth label of these widths can be shown, `pitch` apart, with `gap` between two.
/// At least 1; 0 without labels.
[[nodiscard]] std::size_t label_stride(const std::vector<float>& widths, float pitch, float gap);

/// The frame of a chart with two axes.
struct AxisFrame {
  Rect plot;
  Ticks x;
  Ticks y;

  [[nodiscard]] float x_of(double value) const {
    return plot.x + static_cast<float>(x.domain.share(value)) * plot.w;
  }
  [[nodiscard]] float y_of(double value) const {
    return plot.y + plot.h - static_cast<float>(y.domain.share(value)) * plot.h;
  }
};

struct AxisOptions {
  ChartUnit unit{};
  Domain domain{};
  std::string title{};
  /// Labels of bands instead of a scale (x only).
  std::vector<std::string> bands{};
};
/// Draws grid, ticks, labels and titles of both axes into `picture` within `rect`.
AxisFrame draw_axes(const ChartInk& ink, ChartPicture& picture, const Rect& rect,
                    const AxisOptions& x, const AxisOptions& y);

/// One entry of a legend; draws them in lines from the left and returns the height taken.
struct LegendEntry {
  std::string name{};
  Color color;
};
float draw_legend(const ChartInk& ink, ChartPicture& picture, float x, float y, float width,
                  const std::vector<LegendEntry>& entries);

}  // namespace retour::ui
