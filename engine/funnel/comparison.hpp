// Whether two months differ (IM-22, DM-07): what changed, and whether that is more than chance.
//
//   unique calls   31 -> 44    x 1.42  (0.91 .. 2.2)    cannot be told
//   conversion     37 % -> 52 %  +15 points (+3 .. +26) rises
//
// Money and other sums have no interval: nothing is known of how they vary within a month.
#pragma once

#include <cstdint>

#include "funnel/effects.hpp"

namespace retour::funnel {

/// Below this many events on both sides together a ratio says nothing.
inline constexpr std::int64_t compared_events_min = 10;

/// How many times more often something happened after than before, per day: the ratio of two
/// Poisson rates by the exact conditional argument, with Wilson's interval of the share that falls
/// on the second (Przyborowski & Wilenski 1940).
[[nodiscard]] Estimate ratio_of_rates(std::int64_t before, std::int64_t days_before,
                                      std::int64_t after, std::int64_t days_after);

/// `part` of `all`.
struct Proportion {
  std::int64_t part = 0;
  std::int64_t all = 0;
};
/// The difference of two shares, after less before, with Newcombe's hybrid score interval (1998,
/// method 10). Too few below `compared_events_min` on either side.
[[nodiscard]] Estimate difference_of_shares(Proportion before, Proportion after);

/// What an interval says about its figure against the value that means "the same".
[[nodiscard]] Verdict verdict_of(const Estimate& change, double same);

}  // namespace retour::funnel
