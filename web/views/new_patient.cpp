#include "views/new_patient.hpp"

#include <algorithm>

#include "base/order.hpp"
#include "base/phone.hpp"
#include "base/text.hpp"
#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::size_t known_shown = 4;
constexpr std::size_t hits_examined = 20;

bool same_name(const PersonClues& clues, const Patient& known) {
  if (clues.family.empty() || fold_for_search(clues.family) != fold_for_search(known.family_name))
    return false;
  // A given name that one side lacks does not speak against it.
  return clues.given.empty() || known.given_name.empty() ||
         fold_for_search(clues.given) == fold_for_search(known.given_name);
}

}  // namespace

std::optional<Likeness> likeness_of(const PersonClues& clues, const Patient& known) {
  const bool phone =
      !clues.phone.empty() &&
      std::ranges::find(known.phones, clues.phone, &Phone::number) != known.phones.end();
  const bool both_births = clues.birth && known.birth_date;
  const bool birth = both_births && *clues.birth == *known.birth_date;
  const bool name = same_name(clues, known);
  if (birth && (phone || name)) return Likeness::probable;
  if (!phone) return std::nullopt;
  const bool nameless = clues.family.empty() && clues.given.empty();
  if (!both_births && (name || nameless)) return Likeness::probable;
  return Likeness::shares_phone;
}

void NewPatient::start_from(Context& context, const std::string& query) {
  *this = {};
  if (const auto number = parse_phone(query, context.phone_region())) {
    clues_.phone = number->number;
    return;
  }
  const std::string_view words = trim(query);
  const std::size_t blank = words.find(' ');
  clues_.family = words.substr(0, blank);
  if (blank == std::string_view::npos) return;
  const std::string_view rest = trim(words.substr(blank));
  const std::size_t next = rest.find(' ');
  clues_.given = rest.substr(0, next);
  if (next != std::string_view::npos) patronymic_ = trim(rest.substr(next));
}

void NewPatient::look_for_known(Context& context) {
  if (clues_ == looked_for_ && generation_ == context.clinic.generation()) return;
  if (clues_ != looked_for_) is_another_ = false;
  looked_for_ = clues_;
  generation_ = context.clinic.generation();
  known_.clear();
  std::vector<PatientId> candidates;
  if (!clues_.phone.empty()) candidates = context.reader.search(clues_.phone);
  if (!clues_.family.empty() && clues_.birth) {
    const std::vector<PatientId>& named = context.reader.search(
        clues_.given.empty() ? clues_.family : clues_.family + " " + clues_.given);
    candidates.insert(candidates.end(), named.begin(), named.end());
  }
  for (std::size_t i = 0; i < std::min(candidates.size(), hits_examined); ++i) {
    const Patient* person = context.reader.patient(candidates[i]);
    if (person == nullptr ||
        std::ranges::find(known_, person->id, &KnownPerson::id) != known_.end())
      continue;
    if (const auto likeness = likeness_of(clues_, *person))
      known_.push_back({person->id, *likeness});
  }
  sort_stably(known_, std::ranges::greater{}, &KnownPerson::likeness);
  if (known_.size() > known_shown) known_.resize(known_shown);
}

std::optional<PatientId> NewPatient::draw_known(Context& context) {
  if (known_.empty()) return std::nullopt;
  ui::Ui& ui = context.ui;
  std::optional<PatientId> chosen;
  const bool probable = known_.front().likeness == Likeness::probable;
  const auto box = ui.card("people found");
  ui::text(ui, {.text = context.t(probable ? ui::TextId("person.probably_known")
                                           : ui::TextId("person.shares_phone")),
                .tone = probable && !is_another_ ? ui::TextTone::warn : ui::TextTone::muted,
                .icon = probable ? ui::Icon::triangle_alert : ui::Icon::info,
                .key = "question"});
  const ui::Rect at = ui.cursor();
  {
    const auto list = ui.group(ui.id("people"), ui::Role::listbox, at, context.t("person.known"));
    for (std::size_t i = 0; i < known_.size(); ++i) {
      const Patient* person = context.reader.patient(known_[i].id);
      if (person == nullptr) continue;
      const auto keyed = ui.keyed(i);
      std::string detail;
      if (person->birth_date)
        detail = ui::format_date(*person->birth_date, ui::DateStyle::numeric, ui.language());
      if (!person->phones.empty()) {
        if (!detail.empty()) detail += ", ";
        detail += format_phone(person->phones.front().number);
      }
      if (ui::option_row(ui, {.key = "person",
                              .text = name_of_patient(*person),
                              .detail = detail,
                              .icon = ui::Icon::user_check}))
        chosen = person->id;
    }
  }
  if (probable)
    ui::checkbox(ui, {.key = "another", .text = context.t("person.is_another")}, is_another_);
  return chosen;
}

std::optional<PatientId> NewPatient::draw(Context& context) {
  ui::Ui& ui = context.ui;
  // In pairs, so that on a phone the fields stand in the order in which people say them.
  {
    const auto columns = ui.columns({1, 1}, 160);
    ui.next_column();
    ui::text_field(ui,
                   {.key = "family",
                    .label = context.t("booking.family"),
                    .autocomplete = ui::Autocomplete::off,
                    .required = true},
                   clues_.family);
    ui.next_column();
    ui::text_field(ui, {.key = "given", .label = context.t("booking.given"), .required = true},
                   clues_.given);
  }
  {
    const auto columns = ui.columns({1, 1}, 160);
    ui.next_column();
    ui::text_field(ui, {.key = "patronymic", .label = context.t("booking.patronymic")},
                   patronymic_);
    ui.next_column();
    ui::date_field(ui,
                   {.key = "birth",
                    .label = context.t("booking.birth_date"),
                    .placeholder = context.t("field.date.birth")},
                   clues_.birth, ui::DateHint::past);
  }
  ui::phone_field(ui, {.key = "phone", .label = context.t("booking.phone")}, clues_.phone,
                  context.phone_region());
  unread_ = ui::has_unread_entry(ui, "phone") || ui::has_unread_entry(ui, "birth");
  look_for_known(context);
  return draw_known(context);
}

std::string_view NewPatient::lacks(Context& context) const {
  if (unread_) return context.t("person.unread");
  if (clues_.family.empty() && clues_.given.empty() && clues_.phone.empty())
    return context.t("person.name_or_phone");
  const bool asked = !known_.empty() && known_.front().likeness == Likeness::probable;
  if (asked && !is_another_) return context.t("person.answer");
  return {};
}

Patient NewPatient::patient(Context& context) const {
  Patient patient;
  patient.id = context.clinic.new_id<Patient>();
  patient.family_name = clues_.family;
  patient.given_name = clues_.given;
  patient.patronymic = patronymic_;
  patient.birth_date = clues_.birth;
  if (!clues_.phone.empty())
    patient.phones.push_back({.number = clues_.phone, .note = {}, .confirmed_at = {}});
  patient.first_seen_at = context.clinic.now();
  patient.language = context.catalogue().clinic.language;
  return patient;
}

void PatientForm::draw(Context& context) {
  ui::Ui& ui = context.ui;
  if (form_.hear(context)) context.router.open_patient(entered_);
  const auto d =
      ui::dialog(ui, {.key = "new patient", .title = context.t("patients.new"), .width = 620},
                 form_.open_flag());
  if (!d) return;
  if (const auto known = person_.draw(context)) {
    form_.close();
    context.router.open_patient(*known);
  }
  form_.draw_refusal(ui);
  if (!form_footer(context, form_, context.t("common.save"), person_.lacks(context))) return;
  const Patient patient = person_.patient(context);
  entered_ = patient.id;
  form_.send(context,
             {.drafts = {{.kind = OpKind::register_patient, .parts = {whole(patient)}}},
              .done = context.t("patients.registered", {{"patient", name_of_patient(patient)}})});
}

}  // namespace retour::views
