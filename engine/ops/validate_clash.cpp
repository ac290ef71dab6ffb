// Nobody is in two places at once: neither the patient nor whoever comes with a child (FEATURES,
// ask 8).
//
//   mother      |--10:00 north--|
//   child           |--10:15 north--|      refused, whichever of the two is booked last
//   sibling         |--10:15 north--|      fine: she comes with both
//   sibling         |--10:15 south--|      refused
//
// A child who has another guardian free then, or one who is not in the register, is brought by him.
#include "ops/same_person.hpp"
#include "ops/validate_rules.hpp"
#include "time/interval.hpp"

namespace retour::rules {
namespace {

Interval span_of(const Booking& booking) {
  return {booking.begin, booking.begin.plus_minutes(booking.length_minutes)};
}

/// What a person has at the time of a wanted booking; nothing when he is free.
Result<std::optional<Booking>> clash_of(const Question& question, PatientId person,
                                        const Booking& wanted) {
  RETOUR_ASSIGN(const std::vector<Booking> others, all_of_person<Booking>(question.tables, person));
  for (const Booking& other : others) {
    if (other.id == wanted.id || other.cancelled_at.seconds != 0 || other.entered_in_error ||
        other.no_show_at.seconds != 0 || other.begin_minute == untimed_minute ||
        has_lapsed(other, question.now))
      continue;
    if (span_of(other).overlaps(span_of(wanted))) return std::optional<Booking>(other);
  }
  return std::optional<Booking>{};
}

/// Those of whom one has to come with the patient that day; empty when nobody has to, or somebody
/// may who is not in the register.
Result<std::vector<PatientId>> guardians_of(const Question& question, PatientId patient,
                                            LocalDate date) {
  std::vector<PatientId> guardians;
  RETOUR_ASSIGN(const std::optional<Patient> person, find(question.tables, patient));
  if (person && person->birth_date &&
      full_years_between(*person->birth_date, date) >= adult_age_years)
    return guardians;
  RETOUR_ASSIGN(const std::vector<Relation> relations,
                all_of_person<Relation>(question.tables, patient));
  for (const Relation& relation : relations) {
    if (!relation.active || relation.kind != RelationKind::guardian) continue;
    if (relation.other.is_nil()) return std::vector<PatientId>{};
    RETOUR_ASSIGN(const PatientId guardian, survivor_of(question.tables, relation.other));
    guardians.push_back(guardian);
  }
  return guardians;
}

/// The children of whom a person is a guardian.
Result<std::vector<PatientId>> children_of_person(const Question& question, PatientId person) {
  std::vector<PatientId> children;
  RETOUR_ASSIGN(const std::vector<PatientId> cards, same_person(question.tables, person));
  for (const PatientId card : cards) {
    RETOUR_ASSIGN(const std::vector<PatientId> named, question.tables.children_of(card));
    children.insert(children.end(), named.begin(), named.end());
  }
  return children;
}

/// Whether all of a child's guardians have something of their own then, except `wanted` itself,
/// which is the booking of `busy`.
Result<bool> nobody_else(const Question& question, PatientId child, PatientId busy,
                         const Booking& wanted) {
  RETOUR_ASSIGN(const std::vector<PatientId> guardians, guardians_of(question, child, wanted.date));
  for (const PatientId guardian : guardians) {
    if (guardian == busy) continue;
    RETOUR_ASSIGN(const std::optional<Booking> own, clash_of(question, guardian, wanted));
    if (!own) return false;
  }
  return !guardians.empty();
}

/// The booking of a child: somebody must be free to come.
Verdicts of_child(const Question& question, const Booking& wanted) {
  RETOUR_ASSIGN(const std::vector<PatientId> guardians,
                guardians_of(question, wanted.patient, wanted.date));
  std::optional<Booking> first;
  for (const PatientId guardian : guardians) {
    RETOUR_ASSIGN(std::optional<Booking> own, clash_of(question, guardian, wanted));
    if (!own && guardians.size() == 1) {
      // The only one who may come: not while another child of his is elsewhere.
      RETOUR_ASSIGN(const std::vector<PatientId> children, children_of_person(question, guardian));
      for (const PatientId sibling : children) {
        RETOUR_ASSIGN(const std::optional<Booking> other, clash_of(question, sibling, wanted));
        if (!other || other->branch == wanted.branch) continue;
        RETOUR_ASSIGN(const bool alone, nobody_else(question, sibling, guardian, wanted));
        if (alone) own = other;
      }
    }
    if (!own) return allowed();
    if (!first) first = own;
  }
  return first ? refused(RefusalCode::guardian_elsewhere, {first->id}) : allowed();
}

/// The booking of a guardian: no child of his may need him then.
Verdicts of_guardian(const Question& question, const Booking& wanted) {
  RETOUR_ASSIGN(const PatientId person, survivor_of(question.tables, wanted.patient));
  RETOUR_ASSIGN(const std::vector<PatientId> children, children_of_person(question, person));
  for (const PatientId child : children) {
    RETOUR_ASSIGN(const std::optional<Booking> with_him, clash_of(question, child, wanted));
    if (!with_him) continue;
    RETOUR_ASSIGN(const bool alone, nobody_else(question, child, person, *with_him));
    if (alone) return refused(RefusalCode::guardian_elsewhere, {with_him->id});
  }
  return allowed();
}

}  // namespace

Verdicts own_clash(const Question& question, const Booking& booking) {
  if (booking.begin_minute == untimed_minute) return allowed();
  RETOUR_ASSIGN(const std::optional<Booking> own, clash_of(question, booking.patient, booking));
  if (own) return refused(RefusalCode::patient_elsewhere, {own->id});
  RETOUR_RULE(of_child(question, booking));
  return of_guardian(question, booking);
}

}  // namespace retour::rules
