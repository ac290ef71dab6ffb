#include "funnel/comparison.hpp"

#include <cmath>

#include "base/check.hpp"
#include "funnel/report.hpp"

namespace retour::funnel {

Estimate ratio_of_rates(std::int64_t before, std::int64_t days_before, std::int64_t after,
                        std::int64_t days_after) {
  RETOUR_CHECK(before >= 0 && after >= 0 && days_before > 0 && days_after > 0);
  const std::int64_t all = before + after;
  if (all < compared_events_min) return abstained(Abstention::too_few, all, compared_events_min);
  if (before == 0) return abstained(Abstention::no_baseline, all);
  const double days = static_cast<double>(days_before) / static_cast<double>(days_after);
  const auto ratio = [days](double share_after) { return share_after / (1 - share_after) * days; };
  const Range range = wilson_95(after, all);
  return {.value = ratio(static_cast<double>(after) / static_cast<double>(all)),
          .low = ratio(range.low),
          .high = ratio(range.high),
          .n = all};
}

Estimate difference_of_shares(Proportion before, Proportion after) {
  const std::int64_t least = before.all < after.all ? before.all : after.all;
  if (least < compared_events_min)
    return abstained(Abstention::too_few, least, compared_events_min);
  const auto share = [](Proportion of) {
    return static_cast<double>(of.part) / static_cast<double>(of.all);
  };
  const double first = share(before), second = share(after);
  const Range a = wilson_95(before.part, before.all), b = wilson_95(after.part, after.all);
  return {.value = second - first,
          .low = second - first - std::hypot(second - b.low, a.high - first),
          .high = second - first + std::hypot(b.high - second, first - a.low),
          .n = before.all + after.all};
}

Verdict verdict_of(const Estimate& change, double same) {
  if (!change.is_known()) return Verdict::unknown;
  if (change.low > same) return Verdict::raises;
  return change.high < same ? Verdict::lowers : Verdict::no_effect;
}

}  // namespace retour::funnel
