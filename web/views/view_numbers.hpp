// What an owner decides by: pages of figures, which share their period and filters.
#pragma once

#include <span>

#include "ui/widgets.hpp"
#include "views/funnel_filters.hpp"
#include "views/view_calls.hpp"
#include "views/view_channels.hpp"
#include "views/view_cohorts.hpp"
#include "views/view_coordinators.hpp"
#include "views/view_doctors.hpp"
#include "views/view_finance.hpp"
#include "views/view_funnel.hpp"
#include "views/view_load.hpp"

namespace retour::views {

class NumbersView {
 public:
  void draw(Context& context);

 private:
  enum class Page : std::uint8_t {
    funnel,
    cohorts,
    channels,
    calls,
    doctors,
    coordinators,
    finance,
    load,
  };
  void draw_page(Context& context, Page page);
  void draw_choice(ui::Ui& ui, std::span<const ui::Tab> tabs);

  std::size_t tab_ = 0;
  FunnelFilters filters_;
  FunnelView funnel_{filters_};
  DoctorsView doctors_{filters_};
  CoordinatorsView coordinators_{filters_};
  ChannelsView channels_{filters_};
  CallsView calls_{filters_};
  CohortsView cohorts_{filters_};
  FinanceView finance_{filters_};
  LoadView load_;
};

}  // namespace retour::views
