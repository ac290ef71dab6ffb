// Revenue and its structure (FN-01 to FN-07, FN-09), beside the same months a year ago (IM-23) and
// the costs of the months (FN-08).
//
//   period, filters ──► revenue_of (one pass, only when something changed) ──► pivot, bars, lines
//   a cell, a bar    ──► people_behind (the same query) ──► the list of patients
#pragma once

#include <optional>
#include <string>

#include "funnel/finance.hpp"
#include "ui/chart_line.hpp"
#include "views/numbers_parts.hpp"

namespace retour::views {

class FinanceView {
 public:
  explicit FinanceView(FunnelFilters& filters) : filters_(filters) {}
  void draw(Context& context);

 private:
  /// Nothing: all of them together.
  struct Place {
    std::optional<funnel::RevenueKey> row = {};
    std::optional<funnel::RevenueKey> column = {};
  };
  void measure(Context& context, const app::LiveFunnel& data);
  [[nodiscard]] funnel::RevenueQuery query_of(funnel::RevenueBy rows,
                                              funnel::RevenueBy columns) const;
  void draw_figures(Context& context, const app::LiveFunnel& data);
  void draw_choice(Context& context);
  void draw_pivot(Context& context, const app::LiveFunnel& data);
  void draw_year(Context& context, const app::LiveFunnel& data);
  void draw_costs(Context& context);
  void open_place(Context& context, const app::LiveFunnel& data, const Place& place);
  void open_bar(Context& context, const app::LiveFunnel& data, std::size_t mark);
  [[nodiscard]] std::size_t shown_rows() const;
  [[nodiscard]] ui::BarChart bars(const Context& context) const;
  [[nodiscard]] ui::ChartTable table(const Context& context) const;

  FunnelFilters& filters_;
  std::size_t rows_ = 1;     ///< Index into the list of choices.
  std::size_t columns_ = 0;  ///< Months, years, nothing.
  bool pivot_as_table_ = false, year_as_table_ = false, costs_as_table_ = false;
  /// What was answered, and for what.
  std::string key_;
  std::string caption_;
  funnel::ReportQuery asked_;
  std::vector<funnel::ValueClass> classes_;
  funnel::RevenueQuery query_;
  funnel::RevenueTable table_;
  funnel::RevenueTable first_or_repeat_, types_;
  funnel::RevenueTable months_, months_before_;
};

}  // namespace retour::views
