// The price of the first visit month by month, as patients saw it, beside those who came for it and
// what became of them (PR-01..06): what price.hpp fits its elasticity on.
//
//   month      price    first visits   advertising   |  of those known for a year:
//   03.2025    1 500    84             120 000       |  came once 38 %, a year's value 14 200
//   04.2025    1 800    71             118 000       |
//
// The price is a basket. Of each entry service the median of what was charged for it on first days
// (so a discount for a few moves nothing), of several months together where one has few receipts;
// weighted by how often it was asked for in the whole history. A mean of all receipts was turned
// down: it moves with who comes to whom, and a clinic that never changed a price would seem to have
// an elasticity.
#pragma once

#include <span>
#include <vector>

#include "funnel/channels.hpp"
#include "funnel/months.hpp"
#include "funnel/price.hpp"

namespace retour::funnel {

struct PriceQuery {
  SpecialtyId specialty = {};  ///< Nil: first visits ever; else the first in this specialty.
  Instant now = {};
};

/// Somebody whose first day with charges held an entry service.
struct FirstPatient {
  std::uint32_t row = 0;
  std::uint32_t month = 0;       ///< Index into `PriceHistory::months`.
  bool is_known_a_year = false;  ///< What follows is final.
  bool came_once = false;        ///< Nothing was rendered on another day of the year.
  std::int64_t first_day_minor = 0;
  std::int64_t first_year_minor = 0;  ///< In all specialties, refunds and bonuses taken off.
};

struct PriceMonth {
  MonthNumber month = 0;
  double price_minor = 0;  ///< 0: free.
  std::int64_t first_visits = 0;
  std::int64_t advertising_minor = 0;  ///< Costs that name a channel.
};

struct PriceHistory {
  std::vector<PriceMonth> months;      ///< Whole ones, without gaps, from the first first visit.
  std::vector<FirstPatient> patients;  ///< By row; of these months.
};
/// Receipts of a service that its median is taken of, at least, when there are so many.
inline constexpr std::size_t price_receipts_min = 5;
/// O(charges + patients log patients).
[[nodiscard]] PriceHistory price_history(const EventColumns& columns,
                                         std::span<const SpentLine> costs, const PriceQuery& query);

/// For `price_elasticity`: months with a price; free ones have no logarithm.
[[nodiscard]] std::vector<PricePeriod> periods_of(const PriceHistory& history);

/// The patients of a month, by row; nothing: of all months.
[[nodiscard]] std::vector<std::uint32_t> people_of_month(const PriceHistory& history,
                                                         std::optional<std::size_t> month);

/// What became of those who came while the price lay within [low, high].
struct FirstYear {
  Estimate value = {};          ///< Mean value of the first year, minor units.
  Estimate once = {};           ///< Share of those who came once (PR-03, PR-06).
  std::int64_t day_minor = 0;   ///< Sum over the first days,
  std::int64_t year_minor = 0;  ///< and over the first years: what comes later is PR-04's 2/3.
};
inline constexpr std::int64_t first_year_patients_min = 30;
[[nodiscard]] FirstYear first_year_of(const PriceHistory& history, double low_minor,
                                      double high_minor);

/// Months of about the same price, the cheapest first: what a corridor is read from (PR-03).
struct PriceLevel {
  double low_minor = 0, high_minor = 0;  ///< Not more than `price_level_width` apart.
  std::int64_t months = 0;
  std::int64_t first_visits = 0;
};
inline constexpr double price_level_width = 0.03;
[[nodiscard]] std::vector<PriceLevel> price_levels(const PriceHistory& history);
/// The patients of such months, by row.
[[nodiscard]] std::vector<std::uint32_t> people_of_level(const PriceHistory& history,
                                                         const PriceLevel& level);

/// PR-04: what first patients of a month bring in their first year at a new price, relative to now:
/// more or fewer of them, each paying the difference once. Takes those who come because of the
/// price for like the others, so it is for prices that have never been. The interval is that of
/// the elasticity.
[[nodiscard]] Estimate value_at_price(const Estimate& elasticity, double price_minor,
                                      double new_price_minor, double first_year_minor);

/// The same from what was seen: how many come (`visits_at_price`), and what first years brought at
/// such a price (`then`) beside the present one (`now`). Unknown where either is; its interval
/// holds all three.
[[nodiscard]] Estimate value_as_seen(const Estimate& visits, const FirstYear& then,
                                     const FirstYear& now);

}  // namespace retour::funnel
