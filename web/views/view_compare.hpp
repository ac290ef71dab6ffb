// Two months side by side (IM-22, DM-07, AD-11): what changed, whether that is more than chance,
// and which figures were said once and for all.
//
//   two months, a channel ──► app::month_figures of each ──► app::change_of, figure by figure
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/month_figures.hpp"
#include "views/figure_table.hpp"
#include "views/funnel_help.hpp"
#include "views/numbers_parts.hpp"

namespace retour::views {

class CompareView {
 public:
  void draw(Context& context);

 private:
  void choose_at_first(Context& context);
  void draw_choice(Context& context);
  void measure(Context& context);
  static void draw_said(Context& context, const app::MonthFigures& month);
  static void draw_publish(Context& context, const app::MonthFigures& month);
  void draw_table(Context& context);
  void add_row(Context& context, FigureTable& table, app::MonthFigure figure) const;
  void open_people(Context& context, app::MonthFigure figure, LocalDate month);
  [[nodiscard]] std::string name_of(const Context& context, app::MonthFigure figure) const;

  FunnelHelp help_;
  std::optional<LocalDate> before_, after_;
  SourceId source_;
  /// What was answered, and for what.
  std::string key_;
  std::string caption_;
  std::optional<app::MonthFigures> first_, second_;
};

}  // namespace retour::views
