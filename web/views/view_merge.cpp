// Sections: which other card | side by side | the form | on the card
#include "views/view_merge.hpp"

#include <algorithm>
#include <array>

#include "base/phone.hpp"
#include "ui/choice.hpp"
#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

using app::MergeField;
using app::MergeSide;

constexpr std::size_t hits_shown = 12;
constexpr std::array fields = {
    std::pair{MergeField::name, ui::TextId("merge.field.name")},
    std::pair{MergeField::birth_date, ui::TextId("card.birth")},
    std::pair{MergeField::sex, ui::TextId("person.sex")},
    std::pair{MergeField::email, ui::TextId("card.email")},
    std::pair{MergeField::address, ui::TextId("person.address")},
    std::pair{MergeField::language, ui::TextId("person.language")},
    std::pair{MergeField::responsible, ui::TextId("card.responsible")},
    std::pair{MergeField::source, ui::TextId("card.source")},
};
static_assert(fields.size() == app::merge_field_count);

/// Date of birth and phone: what tells namesakes apart.
std::string clues_of(const ui::Ui& ui, const Patient& patient) {
  std::string words;
  if (patient.birth_date)
    words = ui::format_date(*patient.birth_date, ui::DateStyle::numeric, ui.language());
  if (!patient.phones.empty()) {
    if (!words.empty()) words += ", ";
    words += format_phone(patient.phones.front().number);
  }
  return words;
}

std::string joined(const std::vector<Phone>& phones) {
  std::string words;
  for (const Phone& phone : phones) {
    if (!words.empty()) words += ", ";
    words += format_phone(phone.number);
  }
  return words;
}

std::size_t standing_bookings(const PatientFacts& facts) {
  return static_cast<std::size_t>(
      std::ranges::count_if(facts.bookings, [](const Booking& b) { return !b.entered_in_error; }));
}

}  // namespace

// ---- which other card
// ------------------------------------------------------------------------------

void MergeForm::open(PatientId one) {
  *this = {};
  one_ = one;
  form_.open();
}

void MergeForm::open(Context& context, PatientId one, PatientId other) {
  open(one);
  const Card* left = context.reader.card(one);
  const Card* right = context.reader.card(other);
  compare(context, other,
          left != nullptr && right != nullptr && !app::should_stay(left->facts, right->facts));
}

/// Begins the comparison; the card that stays is `one_`, with `swap` the other.
void MergeForm::compare(Context& context, PatientId other, bool swap) {
  other_ = other;
  if (swap) std::swap(one_, other_);
  const Card* stays = context.reader.card(one_);
  const Card* goes = context.reader.card(other_);
  if (stays == nullptr || goes == nullptr) return form_.close();
  merging_ = app::Merging(stays->facts.patient, goes->facts.patient);
  form_.forget_refusal();
}

void MergeForm::draw_people(Context& context, const std::vector<PatientId>& people,
                            std::string_view name) {
  ui::Ui& ui = context.ui;
  std::optional<PatientId> chosen;
  {
    const auto list = ui.group(ui.id(name), ui::Role::listbox, ui.cursor(), name);
    std::size_t shown = 0;
    for (const PatientId id : people) {
      const Patient* patient = context.reader.patient(id);
      if (patient == nullptr || patient->id == one_ || shown == hits_shown) continue;
      const auto keyed = ui.keyed(++shown);
      if (ui::option_row(ui, {.key = "person",
                              .text = name_of_patient(*patient),
                              .detail = clues_of(ui, *patient),
                              .icon = ui::Icon::user_check}))
        chosen = patient->id;
    }
  }
  if (chosen) open(context, one_, *chosen);
}

void MergeForm::draw_pick(Context& context) {
  ui::Ui& ui = context.ui;
  const std::vector<PatientId> likely = context.reader.alike(one_);
  if (query_.empty()) {
    ui::text(ui, {.text = context.t(likely.empty() ? ui::TextId("merge.none_alike")
                                                   : ui::TextId("merge.alike")),
                  .tone = ui::TextTone::muted,
                  .key = "likely"});
    if (!likely.empty()) draw_people(context, likely, context.t("merge.alike"));
  }
  ui::search_field(ui,
                   {.key = "other",
                    .label = context.t("merge.search"),
                    .placeholder = context.t("patients.search")},
                   query_);
  if (!query_.empty()) {
    const std::vector<PatientId> hits = context.reader.search(query_);
    if (hits.empty())
      ui::text(ui, context.t("patients.nothing"), ui::TextTone::muted);
    else
      draw_people(context, hits, context.t("person.known"));
  }
  const auto footer = ui::dialog_footer(ui);
  if (ui::button(ui, {.key = "cancel", .text = context.t("common.cancel")})) form_.close();
}

// ---- side by side
// ----------------------------------------------------------------------------------

std::string MergeForm::value_words(Context& context, MergeField field, const Patient& p) const {
  const ui::Ui& ui = context.ui;
  switch (field) {
    case MergeField::name: return name_of_patient(p);
    case MergeField::birth_date:
      return p.birth_date ? ui::format_date(*p.birth_date, ui::DateStyle::full, ui.language())
                          : age_of(ui, p, ui.today());
    case MergeField::sex: return std::string(word(ui, "sex", enum_name(p.sex)));
    case MergeField::email: return p.email;
    case MergeField::address: return p.address;
    case MergeField::language:
      return std::string(word(ui, "person.language", enum_name(p.language)));
    case MergeField::responsible: {
      const Staff* person = context.catalogue().person(p.responsible);
      return person == nullptr ? std::string() : short_name(*person);
    }
    case MergeField::source: {
      const Source* source = context.catalogue().source(p.source);
      return source == nullptr ? std::string() : source->name;
    }
  }
  return {};
}

/// One of the two cards: who, what is behind it, whether it stays.
void MergeForm::draw_side(Context& context, const Card& card, bool stays) {
  ui::Ui& ui = context.ui;
  const PatientFacts& facts = card.facts;
  const auto box = ui.card(stays ? "stays" : "goes", name_of_patient(facts.patient));
  const auto keyed = ui.keyed(stays ? "stays" : "goes");
  if (ui::button(
          ui, {.key = "choose",
               .text = context.t(stays ? ui::TextId("merge.stays") : ui::TextId("merge.let_stay")),
               .icon = stays ? ui::Icon::check : ui::Icon::none,
               .pressed = stays,
               .toggle = true}) &&
      !stays)
    compare(context, other_, true);
  const std::string clues = clues_of(ui, facts.patient);
  ui::text(ui, {.text = clues.empty() ? context.t("merge.no_clues") : std::string_view(clues),
                .tone = ui::TextTone::muted,
                .key = "clues"});
  const auto count = [&](ui::TextId label, std::size_t number) {
    if (number == 0) return;
    ui::fact(ui, {.label = context.t(label),
                  .value = ui::format_number(static_cast<std::int64_t>(number), ui.language())});
  };
  count("merge.bookings", standing_bookings(facts));
  count("merge.visits", facts.visits.size());
  count("merge.plans", facts.plans.size());
  count("merge.calls", facts.calls.size());
  count("merge.joined", facts.merged.size());
  if (card.paid_minor != 0)
    ui::fact(ui,
             {.label = context.t("merge.paid"), .value = money_words(context, card.paid_minor)});
  if (card.owed_minor != 0)
    ui::fact(ui,
             {.label = context.t("merge.owed"), .value = money_words(context, card.owed_minor)});
}

void MergeForm::draw_choice(Context& context, MergeField field) {
  ui::Ui& ui = context.ui;
  const std::string_view label = context.t(fields[static_cast<std::size_t>(field)].second);
  const auto keyed = ui.keyed(static_cast<std::uint64_t>(field) + 1);
  ui::text(ui, {.text = label, .tone = ui::TextTone::muted, .key = "label"});
  const auto list = ui.group(ui.id("values"), ui::Role::listbox, ui.cursor(), label);
  const auto columns = ui.columns({1, 1}, 200);
  for (const MergeSide side : {MergeSide::stays, MergeSide::goes}) {
    ui.next_column();
    const Patient& from = side == MergeSide::stays ? merging_.stays() : merging_.goes();
    if (ui::option_row(ui, {.key = side == MergeSide::stays ? "first" : "second",
                            .text = value_words(context, field, from),
                            .selected = merging_.side(field) == side}))
      merging_.take(field, side);
  }
}

void MergeForm::draw_births(Context& context) {
  ui::Ui& ui = context.ui;
  if (!merging_.births_differ()) return;
  const auto date = [&](const Patient& p) {
    return ui::format_date(*p.birth_date, ui::DateStyle::full, ui.language());
  };
  const std::string words = context.t(
      "merge.births_differ", {{"one", date(merging_.stays())}, {"other", date(merging_.goes())}});
  ui::banner(ui, {.key = "births", .text = words, .tone = ui::Tone::warn});
  ui::checkbox(ui, {.key = "confirmed", .text = context.t("merge.births_checked")}, confirmed_);
}

/// Whoever has compared them may see two people: then nobody is asked again. True when it was said.
bool MergeForm::draw_difference(Context& context) {
  const auto row = context.ui.row();
  if (!ui::button(context.ui, {.key = "apart",
                               .text = context.t("merge.tell_apart"),
                               .icon = ui::Icon::users,
                               .kind = ui::ButtonKind::quiet}))
    return false;
  context.commands.push(difference_command(context, one_, other_));
  form_.close();
  return true;
}

void MergeForm::draw_comparison(Context& context) {
  ui::Ui& ui = context.ui;
  const Card* stays = context.reader.card(one_);
  const Card* goes = context.reader.card(other_);
  const bool gone = stays == nullptr || goes == nullptr;
  if (gone || stays->facts.patient.id == goes->facts.patient.id) return form_.close();
  {
    const auto columns = ui.columns({1, 1}, 260);
    ui.next_column();
    draw_side(context, *stays, true);
    ui.next_column();
    draw_side(context, *goes, false);
  }
  draw_births(context);
  bool any = false;
  for (const auto& [field, label] : fields) any |= merging_.differs(field);
  if (any) ui::heading(ui, {.text = context.t("merge.what_is_kept"), .level = 2});
  for (const auto& [field, label] : fields)
    if (merging_.differs(field)) draw_choice(context, field);
  if (const std::vector<Phone> phones = merging_.phones(); !phones.empty())
    ui::fact(ui, {.label = context.t("merge.phones"), .value = joined(phones)});
  ui::text(ui, {.text = context.t("merge.nothing_lost"),
                .tone = ui::TextTone::muted,
                .icon = ui::Icon::info,
                .key = "nothing lost"});
  if (may(context, OpKind::tell_apart) && draw_difference(context)) return;
  form_.draw_refusal(ui);
  const bool unconfirmed = merging_.births_differ() && !confirmed_;
  const std::string_view lacks = unconfirmed ? context.t("merge.confirm_births") : "";
  if (!form_footer(context, form_, context.t("merge.do"), lacks)) return;
  form_.send(context,
             {.drafts = merging_.drafts(context.clinic, confirmed_),
              .steps = Steps::one_act,
              .done = context.t("merge.done", {{"patient", name_of_patient(merging_.result())}})});
}

// ---- the form
// --------------------------------------------------------------------------------------

void MergeForm::draw(Context& context) {
  ui::Ui& ui = context.ui;
  if (form_.hear(context) && context.router.screen == Screen::patient)
    context.router.patient = one_;
  const bool comparing = !other_.is_nil();
  const auto d = ui::dialog(
      ui,
      {.key = "merge",
       .title = context.t(comparing ? ui::TextId("merge.title") : ui::TextId("merge.pick")),
       .width = comparing ? 760.0F : 560.0F},
      form_.open_flag());
  if (!d) return;
  if (comparing)
    draw_comparison(context);
  else
    draw_pick(context);
}

// ---- on the card
// -----------------------------------------------------------------------------------

Command difference_command(Context& context, PatientId one, PatientId other) {
  const auto name = [&](PatientId id) {
    const Patient* patient = context.reader.patient(id);
    return patient == nullptr ? std::string(context.t("card.gone")) : name_of_patient(*patient);
  };
  return {.drafts = {app::difference_draft(context.clinic, one, other)},
          .done = context.t("merge.told_apart", {{"one", name(one)}, {"other", name(other)}})};
}

Command separation_command(Context& context, PatientId card, std::string_view name) {
  Result<std::vector<Draft>> drafts = app::separation_drafts(context.clinic, card);
  if (!drafts) {
    context.ui.toast(words_of(context.ui, drafts.error()), ui::Tone::danger);
    return {};
  }
  return {.drafts = std::move(*drafts),
          .steps = Steps::one_act,
          .done = context.t("merge.separated", {{"patient", name}})};
}

void draw_merged(Context& context, const Card& card, MergeForm& form) {
  ui::Ui& ui = context.ui;
  const bool may_merge = may(context, OpKind::merge_patients);
  for (std::size_t i = 0; i < card.merged.size(); ++i) {
    const auto keyed = ui.keyed(i + 1);
    const Sameness& said = card.facts.merged[i];
    const Staff* by = context.catalogue().person(said.by);
    const std::string name = card.merged[i];
    const std::string words = context.t(
        "merge.joined_card", {{"patient", name},
                              {"moment", moment(ui, context.clinic, said.at)},
                              {"person", by == nullptr ? std::string("—") : short_name(*by)}});
    if (ui::banner(ui, {.key = "joined",
                        .text = words,
                        .action = may_merge ? context.t("merge.separate") : std::string_view{},
                        .tone = ui::Tone::neutral}))
      if (Command command = separation_command(context, said.patient, name);
          !command.drafts.empty())
        context.commands.push(std::move(command));
  }
  if (!may_merge) return;
  for (const PatientId id : context.reader.alike(card.facts.patient.id)) {
    const Patient* other = context.reader.patient(id);
    if (other == nullptr) continue;
    if (ui::banner(ui, {.key = "alike",
                        .text = context.t("merge.probably", {{"patient", name_of_patient(*other)}}),
                        .action = context.t("merge.compare"),
                        .tone = ui::Tone::info}))
      form.open(context, card.facts.patient.id, id);
    return;  // One at a time; the form offers the others.
  }
}

}  // namespace retour::views
