// Cohorts by month: who took a status, or came for the first time, and how many of them had gone
// on, or come again, by the end of that month and of each later one (PS-12, RT-01).
#pragma once

#include <string>

#include "funnel/cohorts.hpp"
#include "ui/chart_heat.hpp"
#include "views/numbers_parts.hpp"

namespace retour::views {

class CohortsView {
 public:
  explicit CohortsView(FunnelFilters& filters) : filters_(filters) {}
  void draw(Context& context);

 private:
  void draw_choice(Context& context);
  void measure(Context& context, const app::LiveFunnel& data);
  [[nodiscard]] ui::HeatChart picture(const Context& context) const;
  [[nodiscard]] ui::ChartTable table(const Context& context) const;
  [[nodiscard]] const funnel::CohortCell* cell(std::size_t row, std::size_t column) const;
  void open_mark(Context& context, const app::LiveFunnel& data, std::size_t mark);
  [[nodiscard]] std::vector<std::uint32_t> rows_behind(const app::LiveFunnel& data,
                                                       const funnel::CohortPeople& which) const;
  [[nodiscard]] bool is_return() const { return kind_ == 1; }

  FunnelFilters& filters_;
  std::size_t kind_ = 0;  ///< Statuses, came again.
  int from_ = 2;          ///< FunnelStatus.
  int to_ = 4;
  bool as_table_ = false;
  std::string key_;
  std::string caption_;
  funnel::CohortQuery query_;
  funnel::ReturnCohortQuery returns_;
  funnel::CohortTable table_;
  std::size_t columns_ = 0;
};

}  // namespace retour::views
