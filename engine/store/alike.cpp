#include "store/alike.hpp"

#include <algorithm>

#include "base/order.hpp"
#include "store/queries_internal.hpp"
#include "store/queries_sql.hpp"
#include "store/search_terms.hpp"

namespace retour::store {
namespace {

/// Adds the people who have the term, if there are several and not too many.
Status add_group(Database& database, std::int64_t term, std::vector<AlikeGroup>& groups) {
  AlikeGroup group;
  Statement row = database.query(sql::people_of_term, term, alike_group_max + 1);
  RETOUR_TRY(for_each_row(row, [&]() -> Status {
    group.push_back(row.id_as<struct retour::Patient>(0));
    return {};
  }));
  if (std::ssize(group) > alike_group_max) return {};
  sort_stably(group);
  const auto repeated = std::ranges::unique(group);
  group.erase(repeated.begin(), repeated.end());
  if (group.size() > 1) groups.push_back(std::move(group));
  return {};
}

}  // namespace

Result<AlikeGroups> alike_groups(Database& database, std::int64_t after, std::int64_t terms_max) {
  AlikeGroups found;
  found.last = after + terms_max;
  std::vector<std::int64_t> terms;
  {
    Statement row = database.query(sql::shared_terms, after, found.last, alike_group_max);
    RETOUR_TRY(for_each_row(row, [&]() -> Status {
      terms.push_back(row.integer(0));
      return {};
    }));
  }
  for (const std::int64_t term : terms) RETOUR_TRY(add_group(database, term, found.groups));
  RETOUR_ASSIGN(const auto greatest, database.query_integer(sql::last_term));
  found.at_end = found.last >= greatest.value_or(0);
  return found;
}

Result<std::vector<AlikeGroup>> alike_groups_of(Database& database, PatientId patient) {
  std::vector<std::int64_t> terms;
  {
    Statement row = database.query(sql::terms_of_patient, patient);
    RETOUR_ASSIGN(const bool found, row.step());
    if (found) decode_terms(row.blob(0), terms);
  }
  std::vector<AlikeGroup> groups;
  for (const std::int64_t term : terms) {
    RETOUR_ASSIGN(const auto kind, database.query_integer(sql::kind_of_term, term));
    if (kind == static_cast<std::int64_t>(TermKind::phone) ||
        kind == static_cast<std::int64_t>(TermKind::birth))
      RETOUR_TRY(add_group(database, term, groups));
  }
  return groups;
}

}  // namespace retour::store
