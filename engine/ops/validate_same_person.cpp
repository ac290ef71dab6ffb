// When two cards may become one person's.
#include "ops/same_person.hpp"
#include "ops/validate_rules.hpp"

namespace retour::rules {

/// Only cards that stand for themselves are merged: of another one the screen shows the card that
/// stands for it, and a word on top of an older word would silently take that one back.
Verdicts merging(const Question& question) {
  const Sameness& word = only<Sameness>(question.op);
  if (word.same_as.is_nil()) return refused(RefusalCode::unknown_thing);
  RETOUR_RULE(exists(question.tables, word.same_as));
  RETOUR_RULE(not_erased(question.tables, word.same_as));
  for (const PatientId card : {word.patient, word.same_as}) {
    RETOUR_ASSIGN(const PatientId survivor, survivor_of(question.tables, card));
    if (survivor != card) return refused(RefusalCode::same_person, {card, survivor});
  }
  if (word.patient == word.same_as) return refused(RefusalCode::same_person, {word.patient});
  RETOUR_ASSIGN(const std::vector<PatientId> his, same_person(question.tables, word.patient));
  RETOUR_ASSIGN(const std::vector<PatientId> others, same_person(question.tables, word.same_as));
  if (his.size() + others.size() > cards_per_person_max)
    return refused(RefusalCode::too_many, {}, static_cast<std::int64_t>(cards_per_person_max));
  RETOUR_ASSIGN(const std::optional<Patient> one, find(question.tables, word.patient));
  RETOUR_ASSIGN(const std::optional<Patient> other, find(question.tables, word.same_as));
  const bool differ = one->birth_date && other->birth_date && one->birth_date != other->birth_date;
  return !differ || word.despite_birth_dates ? allowed() : refused(RefusalCode::birth_dates_differ);
}

Verdicts separating(const Question& question) {
  const Sameness& word = only<Sameness>(question.op);
  if (!word.same_as.is_nil()) return refused(RefusalCode::malformed_intention);
  RETOUR_ASSIGN(const std::optional<Sameness> last, latest_sameness(question.tables, word.patient));
  if (!last || last->same_as.is_nil()) return refused(RefusalCode::already_done, {word.patient});
  RETOUR_ASSIGN(std::vector<IdBytes> across, facts_across(question.tables, word.patient));
  return across.empty() ? allowed() : refused(RefusalCode::has_later_facts, std::move(across));
}

/// What is said of two cards holds for the people behind them, and once is enough.
Verdicts telling_apart(const Question& question) {
  const Difference& word = only<Difference>(question.op);
  if (word.other.is_nil()) return refused(RefusalCode::unknown_thing);
  RETOUR_RULE(exists(question.tables, word.other));
  RETOUR_RULE(not_erased(question.tables, word.other));
  RETOUR_ASSIGN(const bool same, are_same_person(question.tables, word.patient, word.other));
  if (same) return refused(RefusalCode::same_person, {word.patient, word.other});
  RETOUR_ASSIGN(const bool told, are_told_apart(question.tables, word.patient, word.other));
  return told ? refused(RefusalCode::already_done, {word.patient, word.other}) : allowed();
}

}  // namespace retour::rules
