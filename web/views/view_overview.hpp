// The owner's one page: how the period went, at which step, by whom and for how much money patients
// are lost, what would change it, and what was decided about it (PS-12, PS-19..21, DM-01, RT-27).
#pragma once

#include <optional>
#include <string>

#include "funnel/overview.hpp"
#include "views/funnel_help.hpp"
#include "views/numbers_parts.hpp"
#include "views/targets.hpp"

namespace retour::views {

class OverviewView {
 public:
  OverviewView(FunnelFilters& filters, TargetsCard& targets)
      : filters_(filters), targets_(targets) {}
  void draw(Context& context);
  /// The page that a line leads to, once.
  [[nodiscard]] std::optional<NumbersPage> take_lead() { return std::exchange(lead_, {}); }

 private:
  void measure(Context& context, const app::LiveFunnel& data);
  void draw_figures(Context& context, const app::LiveFunnel& data);
  void draw_losses(Context& context, const app::LiveFunnel& data);
  void draw_advice(Context& context, const app::LiveFunnel& data);
  void follow(Context& context, const app::LiveFunnel& data, const funnel::Advice& advice);
  void open_lost(Context& context, const app::LiveFunnel& data, funnel::FunnelStatus step);
  [[nodiscard]] std::string sentence(const Context& context, const funnel::Advice& advice) const;

  FunnelFilters& filters_;
  TargetsCard& targets_;
  FunnelHelp help_;
  std::optional<NumbersPage> lead_;
  std::string key_;
  std::string caption_;
  funnel::ReportQuery asked_;
  funnel::Overview made_;
};

}  // namespace retour::views
