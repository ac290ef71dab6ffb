// Marks, reviews and what comes of them: the mark of the first visit beside coming again (DR-24,
// DR-28), public reviews beside the conversion of calls, month by month (DR-27).
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "funnel/loyalty.hpp"
#include "store/ratings.hpp"
#include "views/funnel_help.hpp"

namespace retour::views {

class LoyaltyCard {
 public:
  /// `ratings`: all that stand. `key` changes with them, the period and the columns.
  void draw(Context& context, const app::LiveFunnel& data,
            std::span<const store::RatedVisit> ratings, const Interval& period,
            std::string_view key, FunnelHelp& help);

 private:
  /// A month's reviews and what became of its callers.
  struct Month {
    LocalDate month;
    std::int64_t reviews = 0, negative = 0;
    funnel::Proportion calls;  ///< Converted, of those whose window is over.
  };
  void measure(Context& context, const app::LiveFunnel& data,
               std::span<const store::RatedVisit> ratings, const Interval& period,
               std::string_view key);
  void count_months(Context& context, std::span<const store::RatedVisit> ratings,
                    const Interval& period);
  void draw_marks(Context& context, const app::LiveFunnel& data, FunnelHelp& help);
  void draw_reviews(Context& context, FunnelHelp& help);

  std::string key_;
  std::array<funnel::MarkedPatients, 3> groups_;
  std::vector<Month> months_;
};

}  // namespace retour::views
