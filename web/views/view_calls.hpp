// Calls: what becomes of them by operator, by the hour's load and by the version of the script,
// what losing them costs, and listening to them (AD-01..08, AD-13, AD-19).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "funnel/calls.hpp"
#include "views/call_review.hpp"
#include "views/figure_table.hpp"
#include "views/funnel_filters.hpp"
#include "views/funnel_help.hpp"

namespace retour::views {

class CallsView {
 public:
  explicit CallsView(FunnelFilters& filters) : filters_(filters) {}
  void draw(Context& context);

 private:
  void measure(Context& context);
  void draw_figures(Context& context);
  void draw_operators(Context& context);
  void draw_lost(Context& context);
  void draw_quality(Context& context);
  void draw_loads(Context& context);
  void draw_scripts(Context& context);
  void draw_script_form(Context& context);
  void open_callers(Context& context, StaffId who, funnel::CallPeople which);
  [[nodiscard]] std::int64_t wages_minor(const Context& context, StaffId who) const;

  FunnelFilters& filters_;
  FunnelHelp help_;
  CallReviews reviews_;
  SettingsForm script_form_;
  Script script_;
  std::optional<LocalDate> script_from_;

  funnel::CallQuery query_;
  std::optional<funnel::CallReport> report_;
  funnel::Estimate value_;  ///< Of a primary patient's first year.
  std::string key_;
  std::string caption_;
};

}  // namespace retour::views
