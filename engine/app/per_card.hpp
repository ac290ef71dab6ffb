// One intention, one op for each card of a person.
//
// An op belongs to one patient, or routing, erasure and folding by the patient would need its
// payload. A person with two cards may still be checked out for a visit that stands on the one
// while the bill is written on the other:
//
//   check_out { visit of A, charge of B, payment of B }  ──►  check_out { visit of A }
//                                                            check_out { charge, payment of B }
//   void_charge { charge of A, allocation of B }         ──►  void_allocation { allocation of B }
//                                                            void_charge { charge of A }
#pragma once

#include <vector>

#include "ops/op.hpp"
#include "ops/tables.hpp"

namespace retour::app {

/// The draft by cards, what others rest on first; the draft alone when its parts are all of one
/// card or of different people (which no intention may write).
[[nodiscard]] Result<std::vector<Draft>> drafts_per_card(Tables& tables, const Draft& draft);

}  // namespace retour::app
