// The table of intentions: for each kind its name, who may do it, and which facets of which
// entities it may write. An op whose parts do not fit its row is refused before anything else.
#pragma once

#include <span>
#include <string_view>

#include "ops/op.hpp"

namespace retour {

/// One kind of entity that an intention may write: at most `count_max` times, these facets only,
/// the `required` ones among them. Where nothing is required any one facet will do: a bulk edit of
/// product types writes only those.
struct PartRule {
  EntityKind entity;
  FacetMask facets;
  std::uint16_t count_min = 1;
  std::uint16_t count_max = 1;
  FacetMask required = 0;
};

struct OpRule {
  OpKind kind;
  std::string_view name;  ///< Stable, lower case: "move_booking".
  RoleSet actors;         ///< Roles that may do it. The owner may do everything.
  std::span<const PartRule> parts;
};

/// All rules, in order of kind.
[[nodiscard]] std::span<const OpRule> op_rules();

/// The rule of a kind, or null for a number that names none.
[[nodiscard]] const OpRule* rule_of(OpKind kind);

/// True when the parts fit the rule exactly.
[[nodiscard]] bool parts_fit(const OpRule& rule, const std::vector<Part>& parts);

}  // namespace retour
