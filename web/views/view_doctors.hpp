// Doctors side by side (DR-01..28): what their patients brought beside what they said, who came
// back, whose time went to whom, the survey, waits against marks (SC-11). Who may read no money
// sees none, and a doctor sees himself alone (ET-01).
//
//   filters, specialty ──► doctor_inputs ──► doctor_figures ◄── marks by doctor ◄── ratings
//                              └── people_behind ──► the list of patients
#pragma once

#include <string>
#include <vector>

#include "funnel/doctor_figures.hpp"
#include "store/ratings.hpp"
#include "views/figure_table.hpp"
#include "views/funnel_filters.hpp"
#include "views/funnel_help.hpp"
#include "views/loyalty_card.hpp"

namespace retour::views {

class DoctorsView {
 public:
  explicit DoctorsView(FunnelFilters& filters) : filters_(filters) {}
  void draw(Context& context);

 private:
  void read_ratings(Context& context);
  void measure(Context& context, const app::LiveFunnel& data);
  void measure_satisfaction();
  void choose_shown(const Context& context, StaffId only);
  void draw_specialty(Context& context);
  void draw_scatter(Context& context, const app::LiveFunnel& data);
  void draw_values(Context& context, const app::LiveFunnel& data);
  void draw_work(Context& context, const app::LiveFunnel& data);
  void draw_words(Context& context, const app::LiveFunnel& data);
  void draw_waits(Context& context);
  void add_range(FigureTable& table, const Context& context) const;
  /// Title, help and download of a table, the table itself, and what a press on it opens.
  void draw_table(Context& context, const app::LiveFunnel& data, std::string_view key,
                  ui::TextId title, ui::TextId how, const FigureTable& table);
  void open(Context& context, const app::LiveFunnel& data, int code);
  [[nodiscard]] std::string name_of(const Context& context, std::size_t doctor) const;

  FunnelFilters& filters_;
  LoyaltyCard loyalty_;
  FunnelHelp help_;
  SpecialtyId specialty_;
  bool has_specialty_ = false;  ///< Somebody, or the first look, has chosen.
  std::vector<store::RatedVisit> all_ratings_;
  std::uint64_t ratings_of_ = 0;  ///< The clinic's generation that they were read at.
  std::optional<Failure> failure_;

  std::vector<store::RatedVisit> ratings_;  ///< Of the period and branch.
  funnel::DoctorQuery query_;
  funnel::DoctorInputs inputs_;
  funnel::DoctorFigures figures_;
  std::vector<funnel::Estimate> satisfaction_;  ///< Mean mark, by doctor's number.
  std::vector<std::int64_t> negative_;
  std::vector<std::size_t> shown_;  ///< Numbers of the doctors on the screen.
  std::uint64_t version_ = 0;
  std::string key_;
  std::string caption_;
};

}  // namespace retour::views
