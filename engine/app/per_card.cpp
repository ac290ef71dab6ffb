#include "app/per_card.hpp"

#include <algorithm>

#include "ops/same_person.hpp"

namespace retour::app {
namespace {

/// Whether the intention is one of several things that may stand on different cards.
bool may_span_cards(OpKind kind) {
  return kind == OpKind::check_out || kind == OpKind::void_charge || kind == OpKind::void_payment;
}

bool is_allocation(const Part& part) {
  return std::holds_alternative<Allocation>(part.entity);
}

}  // namespace

Result<std::vector<Draft>> drafts_per_card(Tables& tables, const Draft& draft) {
  if (!may_span_cards(draft.kind) || subject_patient(draft.parts)) return std::vector<Draft>{draft};
  std::vector<std::pair<PatientId, Draft>> pieces;
  for (const Part& part : draft.parts) {
    const PatientId card = patient_of(part.entity);
    RETOUR_ASSIGN(const bool his,
                  are_same_person(tables, card, patient_of(draft.parts.front().entity)));
    if (!his) return std::vector<Draft>{draft};
    auto piece = std::ranges::find(pieces, card, &std::pair<PatientId, Draft>::first);
    if (piece == pieces.end()) piece = pieces.insert(pieces.end(), {card, Draft{draft.kind, {}}});
    piece->second.parts.push_back(part);
  }
  std::vector<Draft> drafts;
  for (auto& [card, piece] : pieces) {
    const bool voids = draft.kind != OpKind::check_out;
    if (voids && std::ranges::all_of(piece.parts, is_allocation))
      drafts.insert(drafts.begin(), {OpKind::void_allocation, std::move(piece.parts)});
    else
      drafts.push_back(std::move(piece));
  }
  return drafts;
}

}  // namespace retour::app
