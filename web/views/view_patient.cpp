#include "views/view_patient.hpp"

#include <algorithm>
#include <array>

#include "ui/choice.hpp"
#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::array step_kinds = {
    StepKind::call,      StepKind::book,    StepKind::confirm_visit, StepKind::follow_up,
    StepKind::documents, StepKind::payment, StepKind::other};

/// One line of the timeline.
struct Event {
  Instant at;
  ui::Icon icon = ui::Icon::info;
  std::string words;
};

std::vector<Event> timeline_of(const Context& context, const Card& card) {
  const ui::Ui& ui = context.ui;
  const app::Catalogue& catalogue = context.catalogue();
  const PatientFacts& f = card.facts;
  std::vector<Event> events;
  const auto doctor = [&](StaffId id) {
    const Staff* person = catalogue.person(id);
    return person == nullptr ? std::string(context.t("day.unassigned")) : short_name(*person);
  };
  const auto money = [&](std::int64_t minor) {
    return ui::format_money({.minor = minor, .currency = context.currency()}, ui.language());
  };
  for (const Booking& b : f.bookings) {
    if (b.entered_in_error) continue;
    const std::string service = name_of_service(ui, catalogue, b.service);
    events.push_back(
        {b.begin, ui::Icon::calendar_check,
         context.t("card.fact.booked", {{"service", service}, {"doctor", doctor(b.doctor)}})});
    if (b.cancelled_at.seconds != 0)
      events.push_back({b.cancelled_at, ui::Icon::ban,
                        context.t("card.fact.cancelled", {{"service", service}})});
    if (b.no_show_at.seconds != 0)
      events.push_back(
          {b.no_show_at, ui::Icon::user_x, context.t("card.fact.no_show", {{"service", service}})});
  }
  for (const Visit& v : f.visits)
    if (v.arrived_at.seconds != 0)
      events.push_back({v.arrived_at, ui::Icon::stethoscope,
                        context.t("card.fact.visit", {{"doctor", doctor(v.doctor)}})});
  for (const Charge& c : f.charges)
    if (c.voided_at.seconds == 0)
      events.push_back(
          {c.rendered_at, ui::Icon::receipt,
           context.t("card.fact.charge", {{"service", name_of_service(ui, catalogue, c.service)},
                                          {"money", money(c.due_minor())}})});
  for (const Payment& p : f.payments)
    if (p.voided_at.seconds == 0)
      events.push_back(
          {p.received_at, ui::Icon::banknote,
           context.t("card.fact.payment", {{"money", money(p.amount_minor)},
                                           {"method", word(ui, "method", enum_name(p.method))}})});
  for (const Refund& r : f.refunds)
    if (r.voided_at.seconds == 0)
      events.push_back({r.refunded_at, ui::Icon::undo_2,
                        context.t("card.fact.refund", {{"money", money(r.amount_minor)}})});
  for (const Call& c : f.calls)
    events.push_back({c.at, ui::Icon::phone, std::string(context.t("card.fact.call"))});
  for (const WebRequest& w : f.web_requests)
    events.push_back({w.at, ui::Icon::external_link, std::string(context.t("card.fact.request"))});
  for (const Plan& p : f.plans)
    events.push_back(
        {p.made_at, ui::Icon::clipboard_list, context.t("card.fact.plan", {{"title", p.title}})});
  for (const Recall& r : f.recalls)
    events.push_back(
        {r.set_at, ui::Icon::repeat,
         context.t("card.fact.recall",
                   {{"date", ui::format_date(r.due_on, ui::DateStyle::full, ui.language())}})});
  std::ranges::stable_sort(events, std::ranges::greater{}, [](const Event& e) { return e.at; });
  return events;
}

void draw_timeline(Context& context, const Card& card) {
  ui::Ui& ui = context.ui;
  const auto box = ui.card("timeline", context.t("card.timeline"));
  const std::vector<Event> events = timeline_of(context, card);
  if (events.empty()) ui::text(ui, context.t("card.empty_timeline"), ui::TextTone::muted);
  const ui::Rect start = ui.cursor();
  const auto list = ui.group(ui.id("events"), ui::Role::list, start, context.t("card.timeline"));
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Event& event = events[i];
    const float words_w = ui.available() - 34;
    const float h = ui.text_height(event.words, ui::TextStyle::body, words_w) +
                    ui.line_height(ui::TextStyle::small) + 6;
    const ui::Rect r = ui.place(0, h);
    const std::string when = moment(ui, context.clinic, event.at);
    ui.node(ui.id(i), ui::Role::listitem, r, event.words);
    ui.node(ui.id(i + 100'000), ui::Role::text, r, event.words + ", " + when).parent = ui.id(i);
    ui.draw_icon(event.icon, r.x + 2, r.y + 2, 18, ui.theme().muted);
    if (i + 1 < events.size())
      ui.line(r.x + 11, r.y + 24, r.x + 11, r.y + h + 6, ui.theme().line, 2);
    ui.draw_text(r.x + 34, r.y, event.words, {.wrap_width = words_w});
    ui.draw_text(r.x + 34, r.y + h - ui.line_height(ui::TextStyle::small) - 4, when,
                 {.style = ui::TextStyle::small, .color = ui.theme().muted});
  }
}

void draw_contact(Context& context, const Card& card) {
  ui::Ui& ui = context.ui;
  const Patient& patient = card.facts.patient;
  const auto box = ui.card("contact", context.t("card.contact"));
  for (std::size_t i = 0; i < patient.phones.size(); ++i) {
    const std::string label(context.t("card.phone"));
    std::string value = format_phone(patient.phones[i].number);
    if (!patient.phones[i].note.empty()) value += ", " + patient.phones[i].note;
    ui::fact(ui, {.label = label, .value = value});
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
                                                : full_name(*responsible)});
  if (const Source* source = context.catalogue().source(patient.source))
    ui::fact(ui, {.label = context.t("card.source"), .value = source->name});
  if (!patient.imported.external_id.empty())
    ui::fact(ui, {.label = context.t("card.card_number"), .value = patient.imported.external_id});
  for (const Relation& relation : card.facts.relations) {
    if (!relation.active) continue;
    const Patient* other = context.reader.patient(relation.other);
    const std::string name = other == nullptr ? relation.other_name : name_of_patient(*other);
    ui::fact(ui, {.label = relation.kind == RelationKind::guardian ? context.t("card.guardian")
                                                                   : context.t("card.relations"),
                  .value = name});
  }
}

void draw_cycles(Context& context, const Card& card) {
  ui::Ui& ui = context.ui;
  const auto box = ui.card("cycles", context.t("card.cycles"));
  for (std::size_t i = card.funnel.cycles.size(); i-- > 0;) {
    const funnel::Cycle& cycle = card.funnel.cycles[i];
    const auto keyed = ui.keyed(i);
    const auto row = ui.row({.height = ui::badge_height(ui) + 4});
    const Specialty* specialty = context.catalogue().specialty(cycle.specialty);
    ui::text(ui, {.text = specialty == nullptr ? context.t("card.general_cycle")
                                               : std::string_view(specialty->name),
                  .tone = i == card.funnel.badge ? ui::TextTone::strong : ui::TextTone::normal});
    ui::status_badge(ui, static_cast<int>(cycle.status));
    if (cycle.open_money_minor > 0)
      ui::text(ui, {.text = ui::format_money(
                        {.minor = cycle.open_money_minor, .currency = context.currency()},
                        ui.language(), ui::MoneyStyle::rounded),
                    .tone = ui::TextTone::muted});
  }
}

void draw_money(Context& context, const Card& card) {
  ui::Ui& ui = context.ui;
  const auto box = ui.card("money", context.t("card.money"));
  const auto line = [&](ui::TextId label, std::int64_t minor, ui::TextTone tone) {
    ui::fact(ui, {.label = context.t(label),
                  .value = ui::format_money({.minor = minor, .currency = context.currency()},
                                            ui.language()),
                  .tone = tone});
  };
  line("card.charged", card.charged_minor, ui::TextTone::normal);
  line("card.paid", card.paid_minor, ui::TextTone::normal);
  if (card.owed_minor > 0) line("card.owed", card.owed_minor, ui::TextTone::danger);
  if (card.advance_minor > 0) line("card.advance", card.advance_minor, ui::TextTone::good);
}

}  // namespace

void PatientView::draw_head(Context& context, const Card& card, BookingForm& form,
                            CheckOut& check_out) {
  ui::Ui& ui = context.ui;
  const Patient& patient = card.facts.patient;
  {
    const auto row = ui.row();
    if (ui::button(ui, {.key = "back",
                        .text = context.t("common.back"),
                        .icon = ui::Icon::chevron_left,
                        .kind = ui::ButtonKind::quiet}))
      context.router.screen = context.router.came_from;
    ui::heading(ui, {.text = name_of_patient(patient)});
    ui::status_badge(ui, static_cast<int>(card.funnel.status));
  }
  const auto row = ui.row();
  if (ui::button(ui, {.key = "book",
                      .text = context.t("card.book"),
                      .icon = ui::Icon::calendar_plus,
                      .kind = ui::ButtonKind::primary})) {
    const auto& branches = context.catalogue().branches;
    form.open(context, {.patient = patient.id,
                        .doctor = {},
                        .branch = branches.empty() ? BranchId{} : branches.front().id,
                        .date = ui.today(),
                        .minute = {}});
  }
  if (ui::button(
          ui, {.key = "pay", .text = context.t("card.take_payment"), .icon = ui::Icon::banknote}))
    check_out.open(context, patient.id, nullptr, {});
  if (ui::button(
          ui, {.key = "step", .text = context.t("card.set_next_step"), .icon = ui::Icon::flag})) {
    step_open_ = true;
    step_due_ = ui.today().plus_days(1);
    step_note_.clear();
    refusal_.clear();
    step_person_ = -1;
    const auto& staff = context.catalogue().staff;
    for (std::size_t i = 0; i < staff.size(); ++i)
      if (staff[i].id ==
          (patient.responsible.is_nil() ? context.clinic.session().staff : patient.responsible))
        step_person_ = static_cast<int>(i);
  }
}

void PatientView::draw_next_step(Context& context, const Card& card) {
  ui::Ui& ui = context.ui;
  const auto step = context.reader.next_step_of(card.facts.patient.id);
  if (!step) {
    ui::banner(ui,
               {.key = "no step", .text = context.t("card.no_next_step"), .tone = ui::Tone::warn});
    return;
  }
  const Staff* person = context.catalogue().person(step->responsible);
  std::string words = context.t(
      "card.step_text",
      {{"kind", word(ui, "step_kind", enum_name(step->kind))},
       {"date", ui::format_date(step->due_on, ui::DateStyle::weekday_full, ui.language())},
       {"person", person == nullptr ? std::string() : short_name(*person)}});
  if (!step->note.empty()) words += ". " + step->note;
  if (ui::banner(ui, {.key = "step",
                      .text = words,
                      .action = context.t("card.step_done"),
                      .tone = step->due_on < ui.today() ? ui::Tone::danger : ui::Tone::info})) {
    NextStep done = *step;
    done.done_at = context.clinic.now();
    context.commands.push(
        {.drafts = {{.kind = OpKind::finish_next_step, .parts = {facets_of(done, 1)}}},
         .done = std::string(context.t("card.step_finished"))});
  }
}

void PatientView::draw_step_form(Context& context, const Patient& patient) {
  ui::Ui& ui = context.ui;
  if (const auto outcome = context.commands.take_outcome(tag_)) {
    if (const auto* refusal = std::get_if<Refusal>(&*outcome))
      refusal_ = words_of(ui, *refusal);
    else
      step_open_ = false;
  }
  const auto d = ui::dialog(
      ui, {.key = "step form", .title = context.t("card.set_next_step"), .width = 480}, step_open_);
  if (!d) return;
  std::vector<ui::Choice> kinds, people;
  std::vector<std::string> names;
  for (const StepKind kind : step_kinds)
    kinds.push_back({.text = word(ui, "step_kind", enum_name(kind))});
  for (const Staff& person : context.catalogue().staff) names.push_back(full_name(person));
  for (const std::string& name : names) people.push_back({.text = name});
  ui::combo(ui, {.key = "kind", .label = context.t("card.step_kind")}, kinds, step_kind_);
  ui::date_field(ui, {.key = "due", .label = context.t("card.step_due"), .required = true},
                 step_due_, ui::DateHint::future);
  ui::combo(ui, {.key = "person", .label = context.t("card.step_responsible"), .required = true},
            people, step_person_);
  ui::text_field(ui, {.key = "note", .label = context.t("card.step_note"), .lines = 2}, step_note_);
  if (!refusal_.empty())
    ui::banner(ui, {.key = "refusal", .text = refusal_, .tone = ui::Tone::danger, .urgent = true});
  const auto footer = ui::dialog_footer(ui);
  if (ui::button(ui, {.key = "cancel", .text = context.t("common.cancel")})) step_open_ = false;
  if (ui::button(ui, {.key = "save",
                      .text = context.t("common.save"),
                      .kind = ui::ButtonKind::primary,
                      .disabled = !step_due_ || step_person_ < 0})) {
    NextStep step;
    step.id = context.clinic.new_id<NextStep>();
    step.patient = patient.id;
    step.responsible = context.catalogue().staff[static_cast<std::size_t>(step_person_)].id;
    step.kind = step_kinds[static_cast<std::size_t>(std::max(step_kind_, 0))];
    step.due_on = *step_due_;
    step.note = step_note_;
    tag_ = context.commands.new_tag();
    context.commands.push(
        {.drafts = {{.kind = OpKind::set_next_step, .parts = {facets_of(step, 0)}}},
         .done = std::string(context.t("card.step_set")),
         .tag = tag_});
  }
}

void PatientView::draw(Context& context, BookingForm& form, CheckOut& check_out) {
  ui::Ui& ui = context.ui;
  const Card* card = context.reader.card(context.router.patient);
  if (card == nullptr) {
    const auto box = ui.card("gone");
    if (ui::empty_state(ui, {.title = context.t("card.gone"),
                             .text = context.t("failure.not_found"),
                             .action = context.t("common.back"),
                             .icon = ui::Icon::user_x}))
      context.router.screen = Screen::patients;
    return;
  }
  const auto keyed = ui.keyed("card");
  draw_head(context, *card, form, check_out);
  draw_next_step(context, *card);
  {
    const auto columns = ui.columns({1, 1.4F}, 320);
    ui.next_column();
    draw_contact(context, *card);
    draw_cycles(context, *card);
    draw_money(context, *card);
    ui.next_column();
    draw_timeline(context, *card);
  }
  draw_step_form(context, card->facts.patient);
}

}  // namespace retour::views
