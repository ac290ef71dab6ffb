#include "views/place_words.hpp"

#include "base/phone.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

ui::Language language_of(Language language) {
  switch (language) {
    case Language::english: return ui::Language::en;
    case Language::swedish: return ui::Language::sv;
    case Language::russian: break;
  }
  return ui::Language::ru;
}

}  // namespace

std::string words_of(const Context& context, const PlaceWords& place) {
  const Staff* person = context.catalogue().person(place.doctor);
  const std::string doctor =
      person == nullptr ? std::string(context.t("day.unassigned")) : short_name(*person);
  const std::string date =
      ui::format_date(place.date, ui::DateStyle::weekday_short, context.ui.language());
  if (place.minute == untimed_minute)
    return context.t("booking.untimed_place", {{"date", date}, {"doctor", doctor}});
  return context.t("booking.place",
                   {{"date", date}, {"time", ui::format_time(place.minute)}, {"doctor", doctor}});
}

std::string phone_to_call(Context& context, PatientId id) {
  const Patient* patient = context.reader.patient(id);
  if (patient == nullptr) return {};
  if (!patient->phones.empty()) return format_phone(patient->phones.front().number);
  const Card* card = context.reader.card(id);
  if (card == nullptr) return {};
  for (const Relation& relation : card->facts.relations) {
    if (!relation.active || !relation.receives_messages) continue;
    if (!relation.other_phone.empty()) return format_phone(relation.other_phone);
    const Patient* other = context.reader.patient(relation.other);
    if (other != nullptr && !other->phones.empty())
      return format_phone(other->phones.front().number);
  }
  return {};
}

Letter::Letter(Context& context, const Patient& patient)
    : context_(context), patient_(patient), texts_(language_of(patient.language)) {}

std::string Letter::doctor(StaffId id) const {
  const Staff* person = context_.catalogue().person(id);
  return person == nullptr ? std::string() : short_name(*person);
}

std::string Letter::date(LocalDate date) const {
  return ui::format_date(date, ui::DateStyle::weekday_full, texts_.language());
}

std::string Letter::text(ui::TextId id, BranchId branch, std::vector<ui::TextArg> args) const {
  std::string name = patient_.given_name;
  if (!patient_.patronymic.empty()) name += " " + patient_.patronymic;
  if (name.empty()) name = name_of_patient(patient_);
  const Branch* at = context_.catalogue().branch(branch);
  const std::string phone = at == nullptr ? std::string() : format_phone(at->phone);
  args.emplace_back("name", name);
  args.emplace_back("clinic", context_.catalogue().clinic.name);
  std::string text = texts_.format(id, args);
  if (!phone.empty()) {
    text += ' ';
    text += texts_("letter.call_us", {{"phone", phone}});
  }
  return text;
}

void copy_words(Context& context, std::string text) {
  context.ui.effects.push({.kind = ui::EffectKind::copy_text, .text = std::move(text)});
  context.ui.toast(std::string(context.t("letter.copied")));
}

}  // namespace retour::views
