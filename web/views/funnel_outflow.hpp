// What became of those who entered one step: its figures, each with its people and its formula, and
// the reasons of those who were lost, with their money (PS-20).
#pragma once

#include "ui/chart_bar.hpp"
#include "views/context.hpp"
#include "views/funnel_help.hpp"

namespace retour::views {

/// A figure that was pressed: whose people are wanted.
struct FunnelFigure {
  funnel::FunnelStatus step = funnel::FunnelStatus::cold;
  funnel::Figure figure = funnel::Figure::entrants;
  std::optional<ReasonId> reason = {};
};

class FunnelOutflow {
 public:
  /// `caption` goes onto exported files; `file_name` is theirs. The figure that was pressed.
  std::optional<FunnelFigure> draw(Context& context, const funnel::FunnelReport& report,
                                   const funnel::ReportQuery& query, const std::string& caption,
                                   const std::string& file_name, FunnelHelp& help);

 private:
  void draw_choice(Context& context, const funnel::FunnelReport& report);
  std::optional<FunnelFigure> draw_figures(Context& context, const funnel::StepFigures& step,
                                           const funnel::ReportQuery& query, FunnelHelp& help);
  std::optional<FunnelFigure> draw_reasons(Context& context, const funnel::StepFigures& step,
                                           const std::string& caption,
                                           const std::string& file_name);

  int step_ = -1;  ///< Step less one; -1: that with the biggest loss.
  bool reasons_as_table_ = false;
};

/// The step that loses most money, or else most people; 0: nobody is lost.
[[nodiscard]] std::size_t biggest_loss(const funnel::FunnelReport& report);
[[nodiscard]] std::string share_words(const ui::Ui& ui, double share);
[[nodiscard]] std::string range_words(const ui::Ui& ui, const funnel::Range& range);

}  // namespace retour::views
