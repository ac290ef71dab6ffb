// The audit's five questions on one page (DM-01): how much more the clinic could hold, what the
// price does, who the patients are, what they bring, who comes back; and whether the data behind it
// all are there (DM-05), with the way to the people whose cards lack something.
#pragma once

#include <optional>
#include <string>

#include "app/data_check.hpp"
#include "app/load.hpp"
#include "funnel/finance.hpp"
#include "views/funnel_help.hpp"
#include "views/numbers_parts.hpp"

namespace retour::views {

class AuditView {
 public:
  explicit AuditView(FunnelFilters& filters) : filters_(filters) {}
  void draw(Context& context);
  /// The page that a question leads to, once.
  [[nodiscard]] std::optional<NumbersPage> take_lead() { return std::exchange(lead_, {}); }

 private:
  /// Booked time of the available, of doctors and of the theatre; nothing without any.
  struct Load {
    std::optional<double> doctors, theatre;
  };
  void measure(Context& context, const app::LiveFunnel& data);
  void measure_load(Context& context);
  void draw_questions(Context& context);
  void draw_complete(Context& context, const app::LiveFunnel& data);
  void draw_faults(Context& context, const app::LiveFunnel& data);
  void draw_found(Context& context, const app::DataFaults& found);

  FunnelFilters& filters_;
  FunnelHelp help_;
  std::optional<NumbersPage> lead_;
  std::string key_;
  std::string caption_;
  funnel::ReportQuery asked_;
  Load load_;
  funnel::Estimate elasticity_;
  funnel::Profile profile_;
  funnel::MeanValues values_;
  funnel::Estimate returned_;
  funnel::Completeness complete_;
  app::DataCheck check_;
};

}  // namespace retour::views
