// What the price of the first visit does to the number of first visits (PR-01..03), from the
// clinic's own history, with season, advertising and a steady trend held apart.
//
//   ln(visits) = level + elasticity ln(price) + effect ln(1 + advertising / usual) + month + trend
//
// fitted as a Poisson regression (counts, also zero; Santos Silva & Tenreyro 2006, "The Log of
// Gravity", on why not least squares of logarithms), with errors that stand unequal variances and
// alike neighbouring months (Newey & West 1987).
//
// A price that never changed says nothing. Nor does one that changed only with the season, with
// advertising or along a trend: how much of it is left when these are taken away decides whether
// there is an answer at all. Demand that reacts to a price with months of delay is not seen here.
#pragma once

#include <cstdint>
#include <span>

#include "funnel/statistics.hpp"

namespace retour::funnel {

/// One month (or week) of the clinic, in order of time.
struct PricePeriod {
  double price_minor = 0;   ///< Of a first visit, as patients saw it.
  double first_visits = 0;  ///< Or calls of new people: whatever the question is about.
  double advertising_minor = 0;
  std::int32_t month = 1;  ///< 1..12, for the season.
};
inline constexpr std::int64_t price_periods_min = 18;
/// What must be left of ln(price) when season, advertising and trend are taken away: its standard
/// deviation, and its share of the variance.
inline constexpr double price_own_movement_min = 0.02;
inline constexpr double price_own_share_min = 0.1;

/// Elasticity of first visits: by how many per cent they change when the price rises by one. `n`
/// periods. Abstains: too_few; no_variation (constant prices, always); confounded; too_uncertain
/// when the interval is wider than 4 (it could be anything between luxury and bread); no_solution.
/// O(periods).
[[nodiscard]] Estimate price_elasticity(std::span<const PricePeriod> periods);

/// What one more first patient costs when he comes because of a lower price (PR-02): what those who
/// would have come anyway no longer pay, divided by those who come in addition. Comparable to the
/// cost of a primary patient by advertising, which leaves the price as it is. The interval follows
/// from that of the elasticity; `too_uncertain` when it may be that nobody comes in addition
/// (`high` of the elasticity at 0 or above).
///
/// With n visits at price p, elasticity e and a new price q < p:
///   added = n ((q / p)^e - 1),  cost = n (p - q) / added
[[nodiscard]] Estimate cost_of_added_patient(const Estimate& elasticity, double price_minor,
                                             double new_price_minor);

/// First visits at a new price relative to now: (q / p)^e.
[[nodiscard]] Estimate visits_at_price(const Estimate& elasticity, double price_minor,
                                       double new_price_minor);

}  // namespace retour::funnel
