// The funnel: statuses 1 to 7 as ribbons, bars or a table, with conversion, outflow, reasons and
// money, and the people behind each figure (PS-19, PS-20).
//
//   filters ──► query ──► FunnelMeter (a pass over the columns; after a fact, over a part of them)
//           └──────────── people_behind (the same query) ──► the list of patients
#pragma once

#include <optional>
#include <string>

#include "ui/chart_axis.hpp"
#include "ui/chart_funnel.hpp"
#include "views/context.hpp"
#include "views/funnel_filters.hpp"
#include "views/funnel_groups.hpp"
#include "views/funnel_help.hpp"
#include "views/funnel_outflow.hpp"

namespace retour::views {

class FunnelView {
 public:
  /// Period, branch and the like are chosen once for all pages of figures.
  explicit FunnelView(FunnelFilters& filters) : filters_(filters) {}
  void draw(Context& context);

 private:
  void measure(Context& context, const app::LiveFunnel& data);
  void draw_entering_line(Context& context) const;
  void draw_entering(Context& context, const app::LiveFunnel& data);
  void draw_cycles(Context& context, const app::LiveFunnel& data);
  void draw_report(Context& context, const app::LiveFunnel& data);
  using Details = std::span<const std::string_view>;
  void draw_figures(Context& context, const app::LiveFunnel& data);
  void draw_worst(Context& context, const app::LiveFunnel& data, Details beside);
  void draw_revenue(Context& context, const app::LiveFunnel& data, Details beside);
  void draw_untyped(Context& context, const app::LiveFunnel& data, Details beside);
  [[nodiscard]] std::string worst_words(const Context& context) const;
  void draw_chart(Context& context, const app::LiveFunnel& data);
  void open_figure(Context& context, const app::LiveFunnel& data, const FunnelFigure& figure);
  void open_revenue(Context& context, const app::LiveFunnel& data, funnel::Revenue which);
  [[nodiscard]] ui::FunnelChart picture(const Context& context) const;
  [[nodiscard]] ui::ChartTable table(const Context& context) const;
  [[nodiscard]] std::string file_name(const Context& context, std::string_view what) const;

  FunnelFilters& filters_;
  FunnelHelp help_;
  FunnelOutflow outflow_;
  FunnelGroups groups_;
  std::size_t form_ = 0;  ///< Ribbons, bars, table.
  /// The report, what it was made for, and what its files say of it.
  funnel::FunnelMeter meter_;
  std::optional<funnel::FunnelReport> report_;
  funnel::Qualification entering_;
  Instant measured_at_;
  funnel::ReportQuery query_;
  std::uint64_t version_ = 0;
  std::string key_;
  std::string caption_;
  funnel::CycleCounts cycles_;
  std::string cycles_of_;  ///< What they were counted for.
  bool with_cycles_ = false;
};

}  // namespace retour::views
