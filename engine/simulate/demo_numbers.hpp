// What the owner's numbers of the demo clinic rest on: costs, campaigns, traffic, what patients and
// reviewers said, diagnoses.
#pragma once

#include <vector>

#include "base/random.hpp"
#include "simulate/demo_setting.hpp"

namespace retour::simulate {

/// Appends it to a finished history: ratings and diagnoses to its visits, reviews to its calls,
/// costs to its months. Changes nothing of what is there. O(drafts).
void add_numbers(const DemoOptions& options, const DemoSetting& setting, RandomSource& random,
                 std::vector<TimedDraft>& drafts);

}  // namespace retour::simulate
