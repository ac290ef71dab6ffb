#include "app/merging.hpp"

#include <algorithm>

#include "ops/same_person.hpp"

namespace retour::app {
namespace {

constexpr std::array fields = {
    MergeField::name,    MergeField::birth_date, MergeField::sex,         MergeField::email,
    MergeField::address, MergeField::language,   MergeField::responsible, MergeField::source};
static_assert(fields.size() == merge_field_count);

/// Whether the card says anything there. A language is always said.
bool says(const Patient& p, MergeField field) {
  switch (field) {
    case MergeField::name:
      return !p.family_name.empty() || !p.given_name.empty() || !p.patronymic.empty();
    case MergeField::birth_date: return p.birth_date.has_value() || p.birth_year_estimated != 0;
    case MergeField::sex: return p.sex != Sex::unknown;
    case MergeField::email: return !p.email.empty();
    case MergeField::address: return !p.address.empty();
    case MergeField::language: return true;
    case MergeField::responsible: return !p.responsible.is_nil();
    case MergeField::source: return !p.source.is_nil();
  }
  return false;
}

void copy(MergeField field, const Patient& from, Patient& to) {
  switch (field) {
    case MergeField::name:
      to.family_name = from.family_name;
      to.given_name = from.given_name;
      to.patronymic = from.patronymic;
      break;
    case MergeField::birth_date:
      to.birth_date = from.birth_date;
      to.birth_year_estimated = from.birth_year_estimated;
      break;
    case MergeField::sex: to.sex = from.sex; break;
    case MergeField::email:
      to.email = from.email;
      to.email_confirmed_at = from.email_confirmed_at;
      break;
    case MergeField::address: to.address = from.address; break;
    case MergeField::language: to.language = from.language; break;
    case MergeField::responsible:
      to.responsible = from.responsible;
      to.attached_at = from.attached_at;
      break;
    case MergeField::source:
      to.source = from.source;
      to.recommended_by = from.recommended_by;
      break;
  }
}

bool is_same(MergeField field, const Patient& one, const Patient& other) {
  Patient left, right;
  copy(field, one, left);
  copy(field, other, right);
  // When it was confirmed or since when it holds is not what people choose by.
  left.email_confirmed_at = right.email_confirmed_at = {};
  left.attached_at = right.attached_at = {};
  return left.family_name == right.family_name && left.given_name == right.given_name &&
         left.patronymic == right.patronymic && left.birth_date == right.birth_date &&
         left.birth_year_estimated == right.birth_year_estimated && left.sex == right.sex &&
         left.email == right.email && left.address == right.address &&
         left.language == right.language && left.responsible == right.responsible &&
         left.source == right.source && left.recommended_by == right.recommended_by;
}

std::size_t weight_of(const PatientFacts& facts) {
  return facts.bookings.size() + facts.visits.size() + facts.payments.size() + facts.plans.size() +
         facts.merged.size();
}

Draft separation(Clinic& clinic, PatientId card) {
  Sameness word;
  word.id = clinic.new_id<Sameness>();
  word.patient = card;
  word.at = clinic.now();
  word.by = clinic.session().staff;
  return {OpKind::separate_patients, {whole(word)}};
}

}  // namespace

Merging::Merging(Patient stays, Patient goes) : stays_(std::move(stays)), goes_(std::move(goes)) {
  for (const MergeField field : fields)
    if (!says(stays_, field) && says(goes_, field)) take(field, MergeSide::goes);
}

bool Merging::differs(MergeField field) const {
  return says(stays_, field) && says(goes_, field) && !is_same(field, stays_, goes_);
}

bool Merging::births_differ() const {
  return stays_.birth_date && goes_.birth_date && *stays_.birth_date != *goes_.birth_date;
}

std::vector<Phone> Merging::phones() const {
  std::vector<Phone> phones = stays_.phones;
  for (const Phone& phone : goes_.phones)
    if (phones.size() < phones_max &&
        std::ranges::find(phones, phone.number, &Phone::number) == phones.end())
      phones.push_back(phone);
  return phones;
}

Patient Merging::result() const {
  Patient result = stays_;
  for (const MergeField field : fields)
    if (side(field) == MergeSide::goes) copy(field, goes_, result);
  result.phones = phones();
  return result;
}

std::vector<Draft> Merging::drafts(Clinic& clinic, bool confirmed) const {
  Sameness word;
  word.id = clinic.new_id<Sameness>();
  word.patient = goes_.id;
  word.same_as = stays_.id;
  word.despite_birth_dates = births_differ() && confirmed;
  word.at = clinic.now();
  word.by = clinic.session().staff;
  std::vector<Draft> drafts{{OpKind::merge_patients, {whole(word)}}};
  const Patient after = result();
  const auto changes = [&](MergeField field) { return !is_same(field, stays_, after); };
  if (changes(MergeField::name) || changes(MergeField::birth_date) || changes(MergeField::sex))
    drafts.push_back({OpKind::change_identity, {facets_of(after, 0)}});
  if (changes(MergeField::email) || changes(MergeField::address) || changes(MergeField::language) ||
      after.phones != stays_.phones)
    drafts.push_back({OpKind::change_contact, {facets_of(after, 1)}});
  if (changes(MergeField::responsible))
    drafts.push_back({OpKind::attach_responsible, {facets_of(after, 3)}});
  if (changes(MergeField::source)) drafts.push_back({OpKind::change_origin, {facets_of(after, 4)}});
  return drafts;
}

bool should_stay(const PatientFacts& one, const PatientFacts& other) {
  const std::size_t left = weight_of(one), right = weight_of(other);
  if (left != right) return left > right;
  return one.patient.first_seen_at <= other.patient.first_seen_at;
}

Draft difference_draft(Clinic& clinic, PatientId one, PatientId other) {
  Difference word;
  word.id = clinic.new_id<Difference>();
  word.patient = one;
  word.other = other;
  word.at = clinic.now();
  word.by = clinic.session().staff;
  return {OpKind::tell_apart, {whole(word)}};
}

Result<std::vector<Draft>> separation_drafts(Clinic& clinic, PatientId card) {
  std::vector<Draft> drafts{separation(clinic, card)};
  RETOUR_ASSIGN(const PatientId survivor, survivor_of(clinic.tables(), card));
  RETOUR_ASSIGN(const std::optional<Sameness> word, latest_sameness(clinic.tables(), survivor));
  if (word && !word->same_as.is_nil()) drafts.push_back(separation(clinic, survivor));
  return drafts;
}

}  // namespace retour::app
