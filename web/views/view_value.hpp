// What patients have brought and may still bring, and who they are (DR-01, FN-03, FN-13, FN-14,
// RT-01, DM-06, DM-08).
//
//   purchases until the end of the period ──► values ──► means, classes, groups, RFM
//                                                   └──► ValueForecast (a job) ──► next 12 months
//   visits of the period ──► profile, frequency, diagnoses
//   a figure, a bar, a cell ──► its people
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "app/value_forecast.hpp"
#include "funnel/finance.hpp"
#include "views/figure_table.hpp"
#include "views/funnel_help.hpp"
#include "views/numbers_parts.hpp"

namespace retour::views {

class ValueView {
 public:
  explicit ValueView(FunnelFilters& filters) : filters_(filters) {}
  void draw(Context& context);

 private:
  enum class Picture : std::uint8_t { classes, groups, rfm, ages, frequency, diagnoses };
  void measure(Context& context, const app::LiveFunnel& data);
  void measure_values(const funnel::EventColumns& columns);
  void measure_diagnoses(const funnel::EventColumns& columns);
  void draw_figures(Context& context, const app::LiveFunnel& data);
  void draw_classes(Context& context, const app::LiveFunnel& data);
  void draw_groups(Context& context, const app::LiveFunnel& data);
  void draw_rfm(Context& context, const app::LiveFunnel& data);
  void draw_profile(Context& context, const app::LiveFunnel& data);
  void draw_ages(Context& context, const app::LiveFunnel& data);
  void draw_frequency(Context& context, const app::LiveFunnel& data);
  void draw_diagnoses(Context& context, const app::LiveFunnel& data);
  /// A card with a picture; its texts are `value.<key>` and `value.<key>_text`.
  [[nodiscard]] std::optional<std::size_t> draw_card(Context& context, Picture which,
                                                     const ui::ChartLayoutOf& layout,
                                                     const ui::ChartTable& table,
                                                     std::string_view empty = {});
  [[nodiscard]] std::optional<std::size_t> draw_bars(Context& context, Picture which,
                                                     const ui::BarChart& chart);
  /// Rows of `patients_` whose mark in `marks` is this one.
  [[nodiscard]] std::vector<std::uint32_t> rows_with(const std::vector<std::uint8_t>& marks,
                                                     std::size_t mark) const;
  /// Of everybody, or of those known for so many days.
  [[nodiscard]] std::vector<std::uint32_t> rows_known_for(std::int32_t days) const;

  struct Diagnosis {
    std::string name;
    std::int64_t patients = 0;
    std::int64_t total_minor = 0;
    std::int64_t top = 0;  ///< Of class A.
  };

  FunnelFilters& filters_;
  FunnelHelp help_;
  app::ValueForecast forecast_;
  std::array<bool, 6> as_table_{};
  /// What was answered, and for what.
  std::string key_;
  std::string caption_;
  funnel::ReportQuery asked_;
  funnel::ProfileQuery query_;
  std::vector<funnel::PatientValue> patients_;          ///< By row; who has ever been charged.
  std::vector<std::uint32_t> without_;                  ///< Rows of those who have not.
  std::vector<std::uint8_t> classes_, groups_, cells_;  ///< By place in `patients_`.
  std::array<std::int64_t, 4> class_counts_{}, class_minor_{};
  std::array<std::int64_t, 25> cell_counts_{}, cell_minor_{};
  funnel::MeanValues means_;
  funnel::Pareto pareto_;
  funnel::GroupShares shares_;
  funnel::Profile profile_;
  funnel::VisitFrequency frequency_;
  std::vector<Diagnosis> diagnoses_;
};

}  // namespace retour::views
