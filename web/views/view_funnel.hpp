// The funnel: statuses 1 to 7 with conversion, outflow, money, and the people behind each figure.
#pragma once

#include "views/context.hpp"

namespace retour::views {

class FunnelView {
 public:
  void draw(Context& context);

 private:
  void draw_filters(Context& context);
  void draw_choices(Context& context, float width);
  [[nodiscard]] funnel::ReportQuery query(const Context& context) const;
  void draw_report(Context& context, const app::LiveFunnel& data);
  void draw_chart(Context& context, const app::LiveFunnel& data);
  void draw_table(Context& context, const app::LiveFunnel& data);
  void draw_figures(Context& context, const app::LiveFunnel& data);
  void open_people(Context& context, const app::LiveFunnel& data, int step, funnel::Figure figure);

  std::size_t period_ = 1;
  int branch_ = -1;
  int doctor_ = -1;
  int source_ = -1;
  bool presumed_ = true;
  /// The report and what it was made for.
  std::optional<funnel::FunnelReport> report_;
  std::uint64_t report_version_ = 0;
  std::string report_key_;
};

}  // namespace retour::views
