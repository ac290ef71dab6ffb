// The figures of a whole month, of the clinic or of one channel, and two months side by side
// (IM-22, DM-07, AD-11, AD-19): as they were published, or, where nobody has said them, as they are
// computed now.
//
//   PublishedMonth ──┐ (frozen)
//   columns, calls ──┼──► MonthFigures of 11.2025 ─┐
//   site traffic  ───┘    MonthFigures of 11.2026 ─┴─► change_of(figure)
//
// Patients of a month are those who became it in the month, whenever they first called: a figure
// of the past that only late entries and corrections can change.
#pragma once

#include <array>
#include <optional>

#include "app/live_calls.hpp"
#include "funnel/channels.hpp"
#include "funnel/comparison.hpp"

namespace retour::app {

enum class MonthFigure : std::uint8_t {
  revenue,             ///< Of the clinic only, as everything else said to be.
  operations_revenue,  ///< Of the clinic only.
  load_of_doctors,     ///< Share of the rostered time; of the clinic only.
  load_of_theatre,     ///< Of the clinic only.
  visitors,            ///< Of the site.
  visitors_in_city,
  city_call_share,  ///< Unique calls by visitors from the city.
  calls,
  unique_calls,
  call_conversion,  ///< Of unique calls whose window is over: became primary patients.
  primaries,
  operated,
  spent,
  cost_of_unique_call,
  cost_of_primary,
  cost_of_operated,
  step_1,  ///< Conversions of steps 1 to 6, by entrants whose fate is known; of the clinic only.
  step_2,
  step_3,
  step_4,
  step_5,
  step_6,
};
inline constexpr std::size_t month_figure_count = static_cast<std::size_t>(MonthFigure::step_6) + 1;

enum class FigureKind : std::uint8_t { money, count, share };
[[nodiscard]] FigureKind kind_of(MonthFigure figure);

struct MonthValue {
  std::optional<double> value = {};  ///< Minor units, a count, or 0 to 1.
  funnel::Proportion share = {};     ///< Of shares of people: what they are made of.
  bool is_frozen = false;            ///< As published.
};
struct MonthFigures {
  LocalDate month;
  const PublishedMonth* said = nullptr;  ///< Of the catalogue.
  std::array<MonthValue, month_figure_count> values;
  [[nodiscard]] const MonthValue& of(MonthFigure figure) const {
    return values[static_cast<std::size_t>(figure)];
  }
};

/// Of the clinic (nil) or of one channel. Reads the load of the month from the database, everything
/// else from memory; some milliseconds.
[[nodiscard]] Result<MonthFigures> month_figures(Clinic& clinic, const LiveFunnel& funnel,
                                                 const LiveCalls& calls, LocalDate month,
                                                 SourceId source);

/// What is published of a month: by the clinic's attribution.
[[nodiscard]] PublishedMonth month_to_publish(Clinic& clinic, const LiveFunnel& funnel,
                                              const LiveCalls& calls, LocalDate month);

/// From its first midnight to the next month's, by the clinic's clock.
[[nodiscard]] Interval span_of_month(const Clinic& clinic, LocalDate month);

/// The question whose answer the channels' figures of a month are.
[[nodiscard]] funnel::ChannelQuery channel_query_of_month(const Clinic& clinic, LocalDate month);
/// The question whose answer the steps are.
[[nodiscard]] funnel::ReportQuery step_query_of_month(const Clinic& clinic, LocalDate month);

struct MonthChange {
  std::optional<double> factor = {};  ///< After / before, of money and counts, not by days.
  std::optional<double> points = {};  ///< After - before, of shares.
  funnel::Estimate estimate = {};     ///< With its interval; of money an abstention.
  funnel::Verdict verdict = funnel::Verdict::unknown;
};
[[nodiscard]] MonthChange change_of(MonthFigure figure, const MonthFigures& before,
                                    const MonthFigures& after);

}  // namespace retour::app
