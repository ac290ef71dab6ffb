// Pages of figures with their filters, kept under a name: one's own, or everybody's when a manager
// keeps them. They live beside the lists of patients (`SavedList` with a page).
#pragma once

#include <string>
#include <vector>

#include "views/funnel_filters.hpp"
#include "views/numbers_parts.hpp"
#include "views/view_settings_form.hpp"

namespace retour::views {

class SavedReports {
 public:
  /// The choice of a report, and what can be done with it: in a row. Choosing one sets the page and
  /// the filters.
  void draw(Context& context, NumbersPage& page, FunnelFilters& filters);
  /// The open dialog; once a frame, outside of rows.
  void draw_form(Context& context);

 private:
  void choose(Context& context, const SavedList& report, NumbersPage& page, FunnelFilters& filters);
  void remove(Context& context, const SavedList& report);

  SavedListId chosen_;
  SettingsForm form_;
  SavedList edited_;
  bool for_all_ = false;
};

}  // namespace retour::views
