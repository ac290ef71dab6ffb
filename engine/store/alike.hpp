// Patients of whom the search index says that they share a phone number or a date of birth: among
// them are those who have two cards. Reads the index in ranges, so that a job may take it in
// slices.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "model/ids.hpp"
#include "store/sqlite.hpp"

namespace retour::store {

/// Numbers and dates of more people than these say nothing: a ward's phone, the first of January.
inline constexpr std::int64_t alike_group_max = 24;

/// Cards that share one term of the index, each standing for itself.
using AlikeGroup = std::vector<PatientId>;

/// Groups of the terms numbered from `after` on, `terms_max` of them; `last` is where the next call
/// begins, nothing at the end. One pass over the postings of those terms.
struct AlikeGroups {
  std::vector<AlikeGroup> groups;
  std::int64_t last = 0;
  bool at_end = false;
};
[[nodiscard]] Result<AlikeGroups> alike_groups(Database& database, std::int64_t after,
                                               std::int64_t terms_max);

/// The groups that one patient is in.
[[nodiscard]] Result<std::vector<AlikeGroup>> alike_groups_of(Database& database,
                                                              PatientId patient);

}  // namespace retour::store
