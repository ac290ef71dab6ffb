// What an owner decides by: pages of figures, which share their period and filters.
#pragma once

#include <span>

#include "ui/widgets.hpp"
#include "views/funnel_filters.hpp"
#include "views/saved_reports.hpp"
#include "views/targets.hpp"
#include "views/view_audit.hpp"
#include "views/view_calls.hpp"
#include "views/view_channels.hpp"
#include "views/view_cohorts.hpp"
#include "views/view_compare.hpp"
#include "views/view_coordinators.hpp"
#include "views/view_doctors.hpp"
#include "views/view_finance.hpp"
#include "views/view_funnel.hpp"
#include "views/view_load.hpp"
#include "views/view_overview.hpp"
#include "views/view_price.hpp"
#include "views/view_value.hpp"

namespace retour::views {

class NumbersView {
 public:
  void draw(Context& context);

 private:
  void draw_page(Context& context, NumbersPage page);
  static void draw_choice(ui::Ui& ui, std::span<const ui::Tab> tabs, std::size_t& tab);

  NumbersPage page_ = NumbersPage::overview;
  FunnelFilters filters_;
  TargetsCard targets_;
  OverviewView overview_{filters_, targets_};
  FunnelView funnel_{filters_};
  DoctorsView doctors_{filters_};
  CoordinatorsView coordinators_{filters_};
  ChannelsView channels_{filters_};
  CallsView calls_{filters_};
  CohortsView cohorts_{filters_};
  FinanceView finance_{filters_};
  LoadView load_;
  ValueView value_{filters_};
  PriceView price_;
  AuditView audit_{filters_};
  CompareView compare_;
  SavedReports reports_;
};

}  // namespace retour::views
