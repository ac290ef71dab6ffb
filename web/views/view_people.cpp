// Sections: the person | relations | consents | the cards
#include "views/view_people.hpp"

#include <algorithm>
#include <array>

#include "base/phone.hpp"
#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::size_t hits_shown = 5;
constexpr std::array purposes = {ConsentPurpose::treatment,      ConsentPurpose::personal_data,
                                 ConsentPurpose::messages,       ConsentPurpose::marketing,
                                 ConsentPurpose::call_recording, ConsentPurpose::intervention};

/// The consent for a purpose that was given last, withdrawn or not; null: never.
const Consent* latest(const Card& card, ConsentPurpose purpose) {
  const Consent* found = nullptr;
  for (const Consent& consent : card.facts.consents)
    if (consent.purpose == purpose && (found == nullptr || found->given_at < consent.given_at))
      found = &consent;
  return found;
}

std::string date_words(const Context& context, Instant at) {
  const LocalDateTime local = context.catalogue().zone_of({}).local(at);
  return ui::format_date(local.date, ui::DateStyle::numeric, context.ui.language());
}

}  // namespace

// ---- the person
// ------------------------------------------------------------------------------------

void PersonForm::open(const Card& card) {
  *this = {};
  form_.open();
  before_ = after_ = card.facts.patient;
  if (after_.phones.empty()) after_.phones.push_back({});
  for (std::size_t i = 0; i < after_.phones.size(); ++i) phone_keys_.push_back(++last_phone_);
}

void PersonForm::draw_identity(Context& context) {
  ui::Ui& ui = context.ui;
  {
    const auto columns = ui.columns({1, 1, 1}, 150);
    ui.next_column();
    ui::text_field(ui,
                   {.key = "family",
                    .label = context.t("booking.family"),
                    .error = form_.error(ui, {RefusalCode::name_missing}),
                    .required = true},
                   after_.family_name);
    ui.next_column();
    ui::text_field(ui, {.key = "given", .label = context.t("booking.given")}, after_.given_name);
    ui.next_column();
    ui::text_field(ui, {.key = "patronymic", .label = context.t("booking.patronymic")},
                   after_.patronymic);
  }
  const auto columns = ui.columns({1, 1, 1}, 150);
  ui.next_column();
  ui::date_field(ui,
                 {.key = "birth",
                  .label = context.t("booking.birth_date"),
                  .error = form_.error(ui, {RefusalCode::bad_birth_date}),
                  .placeholder = context.t("field.date.birth")},
                 after_.birth_date, ui::DateHint::past);
  unread_ |= ui::has_unread_entry(ui, "birth");
  ui.next_column();
  pick_value(context, {.key = "sex", .label = context.t("person.sex")}, "sex",
             {Sex::unknown, Sex::female, Sex::male}, after_.sex);
  ui.next_column();
  pick_value(context, {.key = "language", .label = context.t("person.language")}, "person.language",
             {Language::russian, Language::english, Language::swedish}, after_.language);
}

void PersonForm::draw_phones(Context& context) {
  ui::Ui& ui = context.ui;
  std::optional<std::size_t> gone;
  for (std::size_t i = 0; i < after_.phones.size(); ++i) {
    const auto keyed = ui.keyed(phone_keys_[i]);
    const auto row = ui.row({.height = ui::field_height(ui), .bottom = true});
    const std::string before = after_.phones[i].number;
    ui::phone_field(ui,
                    {.key = "phone",
                     .label = context.t("booking.phone"),
                     .error = form_.error(ui, {RefusalCode::bad_phone}),
                     .width = 200},
                    after_.phones[i].number, context.phone_region());
    unread_ |= ui::has_unread_entry(ui, "phone");
    if (after_.phones[i].number != before) after_.phones[i].confirmed_at = {};
    ui::text_field(ui,
                   {.key = "phone note",
                    .label = context.t("person.phone_note"),
                    .placeholder = context.t("person.phone_note_example"),
                    .width = 160},
                   after_.phones[i].note);
    if (after_.phones.size() > 1 && ui::button(ui, {.key = "remove",
                                                    .text = context.t("person.remove_phone"),
                                                    .icon = ui::Icon::trash_2,
                                                    .kind = ui::ButtonKind::quiet,
                                                    .icon_only = true}))
      gone = i;
  }
  if (gone) {
    after_.phones.erase(after_.phones.begin() + static_cast<std::ptrdiff_t>(*gone));
    phone_keys_.erase(phone_keys_.begin() + static_cast<std::ptrdiff_t>(*gone));
  }
  if (after_.phones.size() < phones_max && ui::button(ui, {.key = "add phone",
                                                           .text = context.t("person.add_phone"),
                                                           .icon = ui::Icon::plus,
                                                           .kind = ui::ButtonKind::quiet})) {
    after_.phones.push_back({});
    phone_keys_.push_back(++last_phone_);
  }
}

void PersonForm::draw_contact(Context& context) {
  ui::Ui& ui = context.ui;
  const std::string before = after_.email;
  ui::text_field(ui,
                 {.key = "email",
                  .label = context.t("card.email"),
                  .error = form_.error(ui, {RefusalCode::bad_email}),
                  .input = ui::InputKind::email,
                  .autocomplete = ui::Autocomplete::off},
                 after_.email);
  if (after_.email != before) after_.email_confirmed_at = {};
  ui::text_field(ui, {.key = "address", .label = context.t("person.address")}, after_.address);
}

void PersonForm::draw_rest(Context& context) {
  ui::Ui& ui = context.ui;
  const auto columns = ui.columns({1, 1}, 220);
  ui.next_column();
  pick(context,
       {.key = "responsible",
        .label = context.t("card.responsible"),
        .error = form_.error(ui, {RefusalCode::responsible_missing}),
        .placeholder = context.t("card.nobody"),
        .disabled = !may(context, OpKind::attach_responsible)},
       named_staff(context), after_.responsible);
  pick_value(context,
             {.key = "standing",
              .label = context.t("person.standing"),
              .disabled = !may(context, OpKind::change_standing)},
             "standing",
             {Standing::active, Standing::do_not_contact, Standing::moved, Standing::deceased,
              Standing::archived},
             after_.standing);
  ui::checkbox(ui,
               {.key = "target",
                .text = context.t("person.target"),
                .hint = context.t("person.target_hint"),
                .disabled = !may(context, OpKind::change_standing)},
               after_.qualified);
  ui.next_column();
  pick(context,
       {.key = "source",
        .label = context.t("card.source"),
        .placeholder = context.t("card.unknown"),
        .clearable = true},
       named_sources(context), after_.source);
  ui::text_field(ui,
                 {.key = "wishes",
                  .label = context.t("person.wishes"),
                  .error = form_.error(ui, {RefusalCode::text_too_long}),
                  .disabled = !may(context, OpKind::change_preference),
                  .lines = 2},
                 after_.wishes);
}

std::vector<Draft> PersonForm::changes(Context& context) const {
  Patient after = after_;
  std::erase_if(after.phones, [](const Phone& phone) { return phone.number.empty(); });
  if (after.responsible != before_.responsible) after.attached_at = context.clinic.now();
  std::vector<Draft> drafts;
  const auto add = [&](OpKind kind, int facet, bool changed) {
    if (changed) drafts.push_back({.kind = kind, .parts = {facets_of(after, facet)}});
  };
  const auto identity = [](const Patient& p) {
    return std::tie(p.family_name, p.given_name, p.patronymic, p.sex, p.birth_date);
  };
  const auto contact = [](const Patient& p) {
    return std::tie(p.phones, p.email, p.address, p.language);
  };
  add(OpKind::change_identity, 0, identity(after) != identity(before_));
  add(OpKind::change_contact, 1, contact(after) != contact(before_));
  add(OpKind::change_standing, 2,
      after.standing != before_.standing || after.qualified != before_.qualified);
  add(OpKind::attach_responsible, 3, after.responsible != before_.responsible);
  add(OpKind::change_origin, 4, after.source != before_.source);
  add(OpKind::change_preference, 5, after.wishes != before_.wishes);
  return drafts;
}

void PersonForm::draw(Context& context) {
  ui::Ui& ui = context.ui;
  form_.hear(context);
  unread_ = false;
  const auto d =
      ui::dialog(ui, {.key = "person form", .title = context.t("person.edit"), .width = 700},
                 form_.open_flag());
  if (!d) return;
  draw_identity(context);
  ui::separator(ui);
  draw_phones(context);
  draw_contact(context);
  ui::separator(ui);
  draw_rest(context);
  form_.draw_refusal(ui);
  if (!form_footer(context, form_, context.t("common.save"),
                   unread_ ? context.t("form.unread") : std::string_view{}))
    return;
  std::vector<Draft> drafts = changes(context);
  if (drafts.empty()) {
    form_.close();
    return;
  }
  form_.send(context,
             {.drafts = std::move(drafts),
              .steps = Steps::one_act,
              .done = context.t("person.changed", {{"patient", name_of_patient(after_)}})});
}

// ---- relations
// -------------------------------------------------------------------------------------

void RelationForm::open(const Card& card) {
  *this = {};
  form_.open();
  relation_.patient = card.facts.patient.id;
}

void RelationForm::open(const Relation& relation) {
  *this = {};
  form_.open();
  relation_ = relation;
  is_new_ = false;
  is_listed_ = !relation.other.is_nil();
}

void RelationForm::draw_other(Context& context) {
  ui::Ui& ui = context.ui;
  std::size_t how = is_listed_ ? 0 : 1;
  const std::array<std::string_view, 2> ways = {context.t("relation.listed"),
                                                context.t("relation.unlisted")};
  if (ui::segments(ui, "how", context.t("relation.who"), ways, how)) is_listed_ = how == 0;
  if (!is_listed_) {
    relation_.other = {};
    ui::text_field(ui,
                   {.key = "name",
                    .label = context.t("relation.name"),
                    .error = form_.error(ui, {RefusalCode::name_missing}),
                    .required = true},
                   relation_.other_name);
    ui::phone_field(ui,
                    {.key = "phone",
                     .label = context.t("booking.phone"),
                     .error = form_.error(ui, {RefusalCode::bad_phone})},
                    relation_.other_phone, context.phone_region());
    return;
  }
  if (const Patient* other = context.reader.patient(relation_.other);
      !relation_.other.is_nil() && other != nullptr) {
    const auto row = ui.row();
    ui::text(ui, {.text = name_of_patient(*other),
                  .tone = ui::TextTone::strong,
                  .icon = ui::Icon::user,
                  .key = "chosen"});
    if (ui::button(ui, {.key = "other",
                        .text = context.t("booking.change_patient"),
                        .icon = ui::Icon::search,
                        .kind = ui::ButtonKind::quiet,
                        .icon_only = true}))
      relation_.other = {};
    return;
  }
  ui::search_field(ui,
                   {.key = "find",
                    .label = context.t("relation.find"),
                    .placeholder = context.t("booking.find_patient"),
                    .required = true},
                   query_);
  if (query_.empty()) return;
  const std::vector<PatientId>& hits = context.reader.search(query_);
  const auto list =
      ui.group(ui.id("hits"), ui::Role::listbox, ui.cursor(), context.t("relation.find"));
  std::size_t shown = 0;
  for (const PatientId id : hits) {
    const Patient* hit = id == relation_.patient ? nullptr : context.reader.patient(id);
    if (hit == nullptr) continue;
    if (++shown > hits_shown) break;
    const auto keyed = ui.keyed(shown);
    if (ui::option_row(ui, {.key = "hit",
                            .text = name_of_patient(*hit),
                            .detail = age_of(ui, *hit, ui.today()),
                            .icon = ui::Icon::user}))
      relation_.other = id;
  }
}

void RelationForm::draw(Context& context) {
  ui::Ui& ui = context.ui;
  form_.hear(context);
  const auto d =
      ui::dialog(ui, {.key = "relation form", .title = context.t("relation.title"), .width = 520},
                 form_.open_flag());
  if (!d) return;
  draw_other(context);
  pick_value(context, {.key = "kind", .label = context.t("relation.kind")}, "relation_kind",
             {RelationKind::guardian, RelationKind::relative, RelationKind::other}, relation_.kind);
  ui::checkbox(ui, {.key = "accompanies", .text = context.t("relation.may_accompany")},
               relation_.may_accompany);
  ui::checkbox(ui, {.key = "pays", .text = context.t("relation.pays")}, relation_.pays);
  ui::checkbox(ui, {.key = "messages", .text = context.t("relation.receives_messages")},
               relation_.receives_messages);
  if (!is_new_) {
    bool gone = !relation_.active;
    if (ui::checkbox(ui, {.key = "gone", .text = context.t("relation.gone")}, gone))
      relation_.active = !gone;
  }
  form_.draw_refusal(ui);
  const bool nobody = is_listed_ ? relation_.other.is_nil() : relation_.other_name.empty();
  if (!form_footer(context, form_, context.t("common.save"),
                   nobody ? context.t("relation.lacks_person") : std::string_view{}))
    return;
  Relation relation = relation_;
  if (is_new_) relation.id = context.clinic.new_id<Relation>();
  if (is_listed_) {
    relation.other_name.clear();
    relation.other_phone.clear();
  }
  form_.send(context, {.drafts = {{.kind = OpKind::put_relation, .parts = {whole(relation)}}},
                       .done = std::string(context.t("relation.saved"))});
}

// ---- consents
// --------------------------------------------------------------------------------------

void ConsentDialog::open(PatientId patient, ConsentPurpose purpose) {
  *this = {};
  form_.open();
  patient_ = patient;
  purpose_ = purpose;
}

void ConsentDialog::draw(Context& context) {
  ui::Ui& ui = context.ui;
  form_.hear(context);
  const std::string_view purpose = word_of(context, "consent_purpose", enum_name(purpose_));
  const auto d = ui::dialog(ui,
                            {.key = "consent form",
                             .title = context.t("consent.title", {{"purpose", purpose}}),
                             .width = 460},
                            form_.open_flag());
  if (!d) return;
  pick_value(
      context, {.key = "form", .label = context.t("consent.form")}, "consent_form",
      {ConsentForm::paper, ConsentForm::electronic, ConsentForm::sms_code, ConsentForm::oral},
      given_on_);
  ui::text_field(ui,
                 {.key = "version",
                  .label = context.t("consent.version"),
                  .hint = context.t("consent.version_hint"),
                  .max_length = 80},
                 version_);
  form_.draw_refusal(ui);
  if (!form_footer(context, form_, context.t("consent.give"))) return;
  Consent consent;
  consent.id = context.clinic.new_id<Consent>();
  consent.patient = patient_;
  consent.purpose = purpose_;
  consent.form = given_on_;
  consent.text_version = version_;
  consent.given_at = context.clinic.now();
  form_.send(context, {.drafts = {{.kind = OpKind::give_consent, .parts = {facets_of(consent, 0)}}},
                       .done = context.t("consent.given", {{"purpose", purpose}})});
}

// ---- the cards
// --------------------------------------------------------------------------------------

void PeopleCards::draw_contact(Context& context, const Card& card) {
  ui::Ui& ui = context.ui;
  const Patient& patient = card.facts.patient;
  const auto box = ui.card("contact", context.t("card.contact"));
  for (const Phone& phone : patient.phones) {
    std::string value = format_phone(phone.number);
    if (!phone.note.empty()) value += ", " + phone.note;
    if (phone.confirmed_at.seconds != 0)
      value = context.t("card.confirmed_on",
                        {{"value", value}, {"date", date_words(context, phone.confirmed_at)}});
    ui::fact(ui, {.label = context.t("card.phone"), .value = value});
  }
  if (!patient.email.empty())
    ui::fact(ui, {.label = context.t("card.email"), .value = patient.email});
  std::string born(context.t("card.unknown"));
  if (patient.birth_date)
    born = ui::format_date(*patient.birth_date, ui::DateStyle::numeric, ui.language()) + " (" +
           age_of(ui, patient, ui.today()) + ")";
  else if (patient.birth_year_estimated != 0)
    born = age_of(ui, patient, ui.today());
  ui::fact(ui, {.label = context.t("card.birth"), .value = born});
  const Staff* responsible = context.catalogue().person(patient.responsible);
  ui::fact(ui, {.label = context.t("card.responsible"),
                .value = responsible == nullptr ? std::string(context.t("card.nobody"))
                                                : full_name(*responsible),
                .tone = responsible == nullptr ? ui::TextTone::warn : ui::TextTone::normal});
  if (const Source* source = context.catalogue().source(patient.source))
    ui::fact(ui, {.label = context.t("card.source"), .value = source->name});
  if (patient.standing != Standing::active)
    ui::fact(ui, {.label = context.t("person.standing"),
                  .value = word_of(context, "standing", enum_name(patient.standing)),
                  .tone = ui::TextTone::warn});
  if (!patient.wishes.empty())
    ui::fact(ui, {.label = context.t("person.wishes"), .value = patient.wishes});
  if (!patient.imported.external_id.empty())
    ui::fact(ui, {.label = context.t("card.card_number"), .value = patient.imported.external_id});
  if (may(context, OpKind::change_contact) && ui::button(ui, {.key = "edit",
                                                              .text = context.t("person.edit"),
                                                              .icon = ui::Icon::pencil,
                                                              .opens = true}))
    person_.open(card);
}

void PeopleCards::draw_relations(Context& context, const Card& card) {
  ui::Ui& ui = context.ui;
  const auto box = ui.card("relations", context.t("card.relations"));
  std::size_t n = 0;
  for (const Relation& relation : card.facts.relations) {
    if (!relation.active) continue;
    const auto keyed = ui.keyed(++n);
    const Patient* other = context.reader.patient(relation.other);
    const std::string name =
        relation.other.is_nil() || other == nullptr ? relation.other_name : name_of_patient(*other);
    {
      const auto row = ui.row();
      if (relation.other.is_nil() || other == nullptr)
        ui::text(ui, {.text = name, .tone = ui::TextTone::strong, .key = "name"});
      else if (ui::link(ui, {.key = "name", .text = name, .icon = ui::Icon::user}))
        context.router.open_patient(relation.other);
      if (may(context, OpKind::put_relation) &&
          ui::button(ui, {.key = "edit",
                          .text = context.t("relation.edit", {{"name", name}}),
                          .icon = ui::Icon::pencil,
                          .kind = ui::ButtonKind::quiet,
                          .icon_only = true}))
        relation_.open(relation);
    }
    std::string about(word_of(context, "relation_kind", enum_name(relation.kind)));
    const auto add = [&](bool applies, ui::TextId words) {
      if (applies) about += ", " + std::string(context.t(words));
    };
    add(relation.may_accompany, "relation.short_accompanies");
    add(relation.pays, "relation.short_pays");
    add(relation.receives_messages, "relation.short_messages");
    if (!relation.other_phone.empty()) about += ", " + format_phone(relation.other_phone);
    ui::text(ui, {.text = about, .tone = ui::TextTone::muted, .key = "about"});
  }
  if (n == 0) ui::text(ui, context.t("relation.none"), ui::TextTone::muted);
  if (may(context, OpKind::put_relation) && ui::button(ui, {.key = "add",
                                                            .text = context.t("relation.add"),
                                                            .icon = ui::Icon::user_plus,
                                                            .opens = true}))
    relation_.open(card);
}

void PeopleCards::draw_consents(Context& context, const Card& card) {
  ui::Ui& ui = context.ui;
  const auto box = ui.card("consents", context.t("consent.consents"));
  for (const ConsentPurpose purpose : purposes) {
    const auto keyed = ui.keyed(static_cast<std::uint64_t>(purpose) + 1);
    const Consent* consent = latest(card, purpose);
    const bool stands = consent != nullptr && consent->withdrawn_at.seconds == 0;
    const std::string_view name = word_of(context, "consent_purpose", enum_name(purpose));
    const auto row = ui.row();
    ui::text(ui, {.text = name,
                  .icon = stands ? ui::Icon::circle_check : ui::Icon::circle,
                  .key = "purpose"});
    if (consent != nullptr)
      ui::text(ui,
               {.text = stands ? context.t("consent.given_on",
                                           {{"date", date_words(context, consent->given_at)},
                                            {"form", word_of(context, "consent_form",
                                                             enum_name(consent->form))}})
                               : context.t("consent.withdrawn_on",
                                           {{"date", date_words(context, consent->withdrawn_at)}}),
                .tone = ui::TextTone::muted,
                .key = "state"});
    if (!may(context, OpKind::give_consent)) continue;
    if (stands) {
      if (ui::button(ui, {.key = "withdraw",
                          .text = context.t("consent.withdraw", {{"purpose", name}}),
                          .icon = ui::Icon::ban,
                          .kind = ui::ButtonKind::quiet,
                          .icon_only = true})) {
        Consent withdrawn = *consent;
        withdrawn.withdrawn_at = context.clinic.now();
        context.commands.push(
            {.drafts = {{.kind = OpKind::withdraw_consent, .parts = {facets_of(withdrawn, 1)}}},
             .done = context.t("consent.withdrawn", {{"purpose", name}})});
      }
    } else if (ui::button(ui, {.key = "give",
                               .text = context.t("consent.give_for", {{"purpose", name}}),
                               .icon = ui::Icon::plus,
                               .kind = ui::ButtonKind::quiet,
                               .icon_only = true,
                               .opens = true})) {
      consent_.open(card.facts.patient.id, purpose);
    }
  }
}

void PeopleCards::draw_dialogs(Context& context) {
  person_.draw(context);
  relation_.draw(context);
  consent_.draw(context);
}

}  // namespace retour::views
