// What coordinators brought (TP-22..26), against comparable patients of others, and before and
// after a date (TP-30). A verdict is said in words, "cannot know" among them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "funnel/doctor_figures.hpp"
#include "views/figure_table.hpp"
#include "views/funnel_filters.hpp"
#include "views/funnel_help.hpp"

namespace retour::views {

class CoordinatorsView {
 public:
  explicit CoordinatorsView(FunnelFilters& filters) : filters_(filters) {}
  void draw(Context& context);

 private:
  void measure(Context& context, const app::LiveFunnel& data);
  void draw_table(Context& context, const app::LiveFunnel& data);
  void draw_since(Context& context, const app::LiveFunnel& data);
  void open(Context& context, const app::LiveFunnel& data, StaffId staff);
  [[nodiscard]] std::string effect_words(const Context& context,
                                         const funnel::Effect& effect) const;
  [[nodiscard]] std::string amount(const Context& context, double value) const;

  FunnelFilters& filters_;
  FunnelHelp help_;
  std::size_t outcome_ = 0;  ///< CoordinatorOutcome.
  StaffId since_of_;         ///< Whose before and after is asked.
  std::optional<LocalDate> since_;
  funnel::CoordinatorQuery query_;
  std::vector<funnel::CoordinatorRow> rows_;
  std::vector<funnel::Effect> effects_;  ///< By row.
  funnel::Effect after_;                 ///< Of the date.
  std::uint64_t version_ = 0;
  std::string key_;
  std::string caption_;
};

}  // namespace retour::views
