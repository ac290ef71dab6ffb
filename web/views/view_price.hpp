// The price of the first visit (PR-01 to PR-06): months of the price beside those who came, what
// one per cent of it moves, what an added patient costs through the price beside each channel, and
// a price to try, with what is known at both ends of the corridor.
//
//   charges, costs ──► price_history ──► price_elasticity ──► at the price tried: visits, cost,
//   value
//                          └──► levels of the price: who came once, what a first year brought
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "funnel/price_history.hpp"
#include "ui/chart_line.hpp"
#include "views/figure_table.hpp"
#include "views/funnel_help.hpp"
#include "views/numbers_parts.hpp"

namespace retour::views {

class PriceView {
 public:
  void draw(Context& context);

 private:
  void measure(Context& context, const app::LiveFunnel& data);
  void draw_specialty(Context& context);
  void draw_figures(Context& context, const app::LiveFunnel& data);
  void draw_months(Context& context, const app::LiveFunnel& data);
  void draw_trial(Context& context);
  void draw_ends(Context& context, double tried_minor);
  void draw_costs(Context& context, const app::LiveFunnel& data);
  void draw_levels(Context& context, const app::LiveFunnel& data);
  [[nodiscard]] double price_now() const { return history_.months.back().price_minor; }
  [[nodiscard]] bool can_try() const;
  [[nodiscard]] funnel::Estimate value_of_trial(double tried_minor) const;

  FunnelHelp help_;
  SpecialtyId specialty_;
  std::optional<std::int64_t> tried_minor_;
  std::array<bool, 3> as_table_{};
  /// What was answered, and for what.
  std::string key_;
  std::string caption_;
  funnel::PriceHistory history_;
  std::vector<funnel::PriceLevel> levels_;
  std::vector<std::uint32_t> recent_;  ///< Rows of the first patients of the last year.
  std::int64_t recent_months_ = 0;
  funnel::Estimate elasticity_;
  funnel::FirstYear first_year_;
  std::vector<SourceId> sources_by_row_;
  funnel::ChannelQuery query_;
  funnel::ChannelReport report_;
};

}  // namespace retour::views
