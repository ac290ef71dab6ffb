#include <algorithm>

#include "ops/validate_rules.hpp"

namespace retour::rules {
namespace {

constexpr int age_years_max = 130;

bool is_email(const std::string& text) {
  const auto at = text.find('@');
  return at != std::string::npos && at > 0 && text.find('.', at) != std::string::npos &&
         text.size() <= 254 && text.find_first_of(" \t\r\n<>,;") == std::string::npos;
}

Verdicts identity(const Question& question, const Patient& person, bool needs_name) {
  if (needs_name && person.family_name.empty() && person.given_name.empty())
    return refused(RefusalCode::name_missing);
  if (std::max({person.family_name.size(), person.given_name.size(), person.patronymic.size()}) >
      name_bytes_max)
    return refused(RefusalCode::text_too_long);
  // One day of grace: it may be tomorrow already at the branch.
  const LocalDate today{static_cast<std::int32_t>(question.now.seconds / 86'400) + 1};
  if (person.birth_date &&
      (*person.birth_date > today || full_years_between(*person.birth_date, today) > age_years_max))
    return refused(RefusalCode::bad_birth_date);
  const std::int32_t year = person.birth_year_estimated;
  if (year != 0 && (year > today.year() || year < today.year() - age_years_max))
    return refused(RefusalCode::bad_birth_date);
  return allowed();
}

}  // namespace

bool is_e164(const std::string& number) {
  return number.size() >= 8 && number.size() <= 16 && number[0] == '+' && number[1] != '0' &&
         std::all_of(number.begin() + 1, number.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Verdicts contact(const Patient& person) {
  if (person.phones.size() > phones_max)
    return refused(RefusalCode::too_many, {}, static_cast<std::int64_t>(phones_max));
  for (const Phone& phone : person.phones)
    if (!is_e164(phone.number)) return refused(RefusalCode::bad_phone);
  if (!person.email.empty() && !is_email(person.email)) return refused(RefusalCode::bad_email);
  if (person.address.size() > note_bytes_max) return refused(RefusalCode::text_too_long);
  return allowed();
}

namespace {

Verdicts preference(const Patient& person) {
  const bool fits =
      person.wishes.size() <= note_bytes_max && person.communication_note.size() <= note_bytes_max;
  return fits ? allowed() : refused(RefusalCode::text_too_long);
}

Verdicts register_patient(const Question& question) {
  const Patient& person = only<Patient>(question.op);
  RETOUR_ASSIGN(const std::optional<Patient> known, find(question.tables, person.id));
  if (known) return refused(RefusalCode::id_in_use, {person.id});
  // A caller who gave no name yet is known by his number.
  RETOUR_RULE(identity(question, person, person.phones.empty()));
  RETOUR_RULE(contact(person));
  RETOUR_RULE(preference(person));
  RETOUR_RULE(exists(question.tables, person.source));
  RETOUR_RULE(exists(question.tables, person.recommended_by));
  return exists(question.tables, person.responsible);
}

Verdicts relation(const Question& question) {
  const Relation& relation = only<Relation>(question.op);
  RETOUR_RULE(exists(question.tables, relation.other));
  if (relation.other == relation.patient)
    return refused(RefusalCode::unknown_thing, {relation.other});
  if (relation.other.is_nil() && relation.other_name.empty())
    return refused(RefusalCode::name_missing);
  if (!relation.other_phone.empty() && !is_e164(relation.other_phone))
    return refused(RefusalCode::bad_phone);
  return allowed();
}

Verdicts consent_withdrawal(const Question& question) {
  const Consent& given = only<Consent>(question.op);
  RETOUR_ASSIGN(const std::optional<Consent> known, find(question.tables, given.id));
  if (!known) return refused(RefusalCode::unknown_thing, {given.id});
  if (given.withdrawn_at.seconds == 0) return refused(RefusalCode::date_missing);
  if (known->withdrawn_at.seconds != 0) return refused(RefusalCode::already_done, {given.id});
  return allowed();
}

}  // namespace

Verdicts patient(const Question& question) {
  const Op& op = question.op;
  switch (op.header.kind) {
    case OpKind::register_patient: return register_patient(question);
    case OpKind::change_identity: return identity(question, only<Patient>(op), true);
    case OpKind::change_contact: return contact(only<Patient>(op));
    case OpKind::attach_responsible: {
      const Patient& person = only<Patient>(op);
      if (person.responsible.is_nil()) return refused(RefusalCode::responsible_missing);
      return exists(question.tables, person.responsible);
    }
    case OpKind::change_origin: {
      RETOUR_RULE(exists(question.tables, only<Patient>(op).source));
      return exists(question.tables, only<Patient>(op).recommended_by);
    }
    case OpKind::change_preference: return preference(only<Patient>(op));
    case OpKind::put_relation: return relation(question);
    case OpKind::give_consent:
      return only<Consent>(op).given_at.seconds != 0 ? allowed()
                                                     : refused(RefusalCode::date_missing);
    case OpKind::withdraw_consent: return consent_withdrawal(question);
    default: return allowed();
  }
}

}  // namespace retour::rules
