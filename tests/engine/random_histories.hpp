// Random histories of statuses: several cycles, statuses up and down, presumed entries.
#pragma once

#include "funnel/cycles.hpp"
#include "random_clinic_facts.hpp"

namespace retour::funnel {

inline PatientFunnel random_history(RandomSource& random) {
  PatientFunnel out;
  Instant at = random_instant(random);
  for (std::uint64_t c = 1 + random.below(3); c-- > 0;) {
    Cycle& cycle = out.cycles.emplace_back();
    cycle.specialty = some_id<SpecialtyId>(random, "specialty", 2);
    cycle.source = some_id<SourceId>(random, "source", 3);
    for (std::uint64_t e = 1 + random.below(9); e-- > 0;) {
      StatusChange change;
      change.at = at;
      change.from = cycle.status;
      change.to = static_cast<FunnelStatus>(1 + random.below(7));
      change.presumed = change.to == FunnelStatus::entry_paid && random.below(3) == 0;
      change.branch = some_id<BranchId>(random, "branch", 2);
      change.doctor = some_id<StaffId>(random, "doctor", 4);
      cycle.history.push_back(change);
      cycle.status = change.to;
      at = at.plus_seconds(
          static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(50 * seconds_of_day))));
      if (random.below(5) == 0) at = change.at;  // several at one instant
    }
    if (random.below(4) == 0) at = random_instant(random);  // cycles overlap
  }
  return out;
}

}  // namespace retour::funnel
