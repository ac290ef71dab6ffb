// The merge rule: how an op changes the tables. The same function serves the click, the arriving
// op of another device, refolding, replay and `verify`, so there is one way for state to arise.
#pragma once

#include "ops/op.hpp"
#include "ops/tables.hpp"

namespace retour {

/// Applies `op`, stamped `at` by the hub, to the tables. Facets merge one by one:
///
///   last_writer  the later stamp; at equal stamps the greater canonical bytes
///   once         the earlier stamp; at equal stamps the smaller canonical bytes
///   hub_order    this op, because callers apply in the hub's order
///
/// so that any grouping and order of last_writer and once facets gives the same state. Applying
/// twice equals applying once. Ops with another verdict than `accepted` are never passed in. A part
/// that names another patient's row has no effect: a row never changes its owner, or refolding one
/// patient would tear it from the other.
[[nodiscard]] Status apply(const Op& op, HybridTime at, Tables& tables);

/// As `apply`, but only the parts that fold with `subject` (a patient, or a thing that folds by
/// itself): refolding one unit must not touch another that the same op wrote.
[[nodiscard]] Status apply_to_subject(const Op& op, HybridTime at, Tables& tables,
                                      const IdBytes& subject);

/// The unit of folding of one part.
[[nodiscard]] IdBytes subject_of(const Part& part);

}  // namespace retour
