#include "views/view_care.hpp"

#include <algorithm>
#include <array>

#include "ui/field.hpp"
#include "ui/pills.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

/// How long before the return somebody calls.
constexpr int call_days_before = 7;
constexpr std::array recall_months = {1, 3, 6, 12};

}  // namespace

SpecialtyId specialty_of_badge(const Card& card) {
  return card.funnel.cycles.empty() ? SpecialtyId{}
                                    : card.funnel.cycles[card.funnel.badge].specialty;
}

StaffId last_doctor(const Context& context, const Card& card, SpecialtyId specialty) {
  const Visit* last = nullptr;
  for (const Visit& visit : card.facts.visits) {
    const Staff* doctor = context.catalogue().person(visit.doctor);
    if (doctor == nullptr || visit.arrived_at.seconds == 0) continue;
    const bool fits = specialty.is_nil() || std::ranges::find(doctor->specialties, specialty) !=
                                                doctor->specialties.end();
    if (fits && (last == nullptr || last->arrived_at < visit.arrived_at)) last = &visit;
  }
  return last == nullptr ? StaffId{} : last->doctor;
}

// ---- the next step
// ---------------------------------------------------------------------------------

void StepFields::start(const Context& context, const Patient& patient) {
  *this = {};
  due = context.ui.today().plus_days(1);
  responsible = patient.responsible.is_nil() ? context.clinic.session().staff : patient.responsible;
}

void StepFields::draw(Context& context, Form& form) {
  ui::Ui& ui = context.ui;
  {
    const auto columns = ui.columns({1, 1}, 180);
    ui.next_column();
    pick_value(context, {.key = "kind", .label = context.t("card.step_kind")}, "step_kind",
               {StepKind::call, StepKind::book, StepKind::confirm_visit, StepKind::follow_up,
                StepKind::documents, StepKind::payment, StepKind::other},
               kind);
    ui.next_column();
    ui::date_field(ui,
                   {.key = "due",
                    .label = context.t("card.step_due"),
                    .error = form.error(ui, {RefusalCode::date_missing}),
                    .required = true},
                   due, ui::DateHint::future);
  }
  pick(context,
       {.key = "responsible",
        .label = context.t("card.step_responsible"),
        .error = form.error(ui, {RefusalCode::responsible_missing}),
        .required = true},
       named_staff(context), responsible);
  ui::text_field(ui,
                 {.key = "step note",
                  .label = context.t("card.step_note"),
                  .error = form.error(ui, {RefusalCode::text_too_long}),
                  .lines = 2},
                 note);
}

std::string_view StepFields::lacks(Context& context) const {
  if (!due) return context.t("form.date");
  if (responsible.is_nil()) return context.t("refusal.responsible_missing");
  return {};
}

NextStep StepFields::step(Context& context, PatientId patient) const {
  NextStep step;
  step.id = context.clinic.new_id<NextStep>();
  step.patient = patient;
  step.responsible = responsible;
  step.kind = kind;
  step.due_on = *due;
  step.note = note;
  return step;
}

void StepForm::open(Context& context, const Card& card) {
  form_.open();
  patient_ = card.facts.patient.id;
  fields_.start(context, card.facts.patient);
}

void StepForm::draw(Context& context) {
  form_.hear(context);
  const auto d = ui::dialog(
      context.ui, {.key = "step form", .title = context.t("card.set_next_step"), .width = 500},
      form_.open_flag());
  if (!d) return;
  fields_.draw(context, form_);
  form_.draw_refusal(context.ui);
  if (!form_footer(context, form_, context.t("common.save"), fields_.lacks(context))) return;
  form_.send(context, {.drafts = {{.kind = OpKind::set_next_step,
                                   .parts = {facets_of(fields_.step(context, patient_), 0)}}},
                       .done = std::string(context.t("card.step_set"))});
}

// ---- the return
// ------------------------------------------------------------------------------------

void RecallForm::open(Context& context, const Card& card) {
  *this = {};
  form_.open();
  const Patient& patient = card.facts.patient;
  patient_ = patient.id;
  specialty_ = specialty_of_badge(card);
  doctor_ = last_doctor(context, card, specialty_);
  caller_ = patient.responsible.is_nil() ? context.clinic.session().staff : patient.responsible;
  has_caller_ = !caller_.is_nil();
  const bool open_cycle = !card.funnel.cycles.empty() &&
                          card.funnel.cycles[card.funnel.badge].closing == funnel::Closing::open;
  closes_cycle_ = open_cycle && may(context, OpKind::close_cycle);
}

void RecallForm::draw_date(Context& context) {
  ui::Ui& ui = context.ui;
  std::vector<std::string> texts;
  std::vector<ui::Pill> list;
  int selected = -1;
  for (std::size_t i = 0; i < recall_months.size(); ++i)
    texts.push_back(context.t("recall.in_months", {{"count", recall_months[i]}}));
  for (std::size_t i = 0; i < texts.size(); ++i) {
    list.push_back({.text = texts[i]});
    if (due_ == ui.today().plus_months(recall_months[i])) selected = static_cast<int>(i);
  }
  if (ui::pills(ui, "months", context.t("recall.due"), list, selected) && selected >= 0)
    due_ = ui.today().plus_months(recall_months[static_cast<std::size_t>(selected)]);
  ui::date_field(ui,
                 {.key = "due",
                  .label = context.t("recall.due"),
                  .error = form_.error(ui, {RefusalCode::date_missing}),
                  .width = 200,
                  .required = true},
                 due_, ui::DateHint::future);
}

Command RecallForm::command(Context& context) const {
  Recall recall;
  recall.id = context.clinic.new_id<Recall>();
  recall.patient = patient_;
  recall.specialty = specialty_;
  recall.doctor = doctor_;
  recall.set_at = context.clinic.now();
  recall.due_on = *due_;
  Command command{
      .drafts = {},
      .steps = Steps::one_act,
      .done = context.t("recall.set", {{"date", ui::format_date(*due_, ui::DateStyle::full,
                                                                context.ui.language())}})};
  if (closes_cycle_) {
    CycleClosing closing;
    closing.id = context.clinic.new_id<CycleClosing>();
    closing.patient = patient_;
    closing.specialty = specialty_;
    closing.closed_at = context.clinic.now();
    closing.kind = ClosingKind::recall;
    closing.recall = recall.id;
    command.drafts.push_back(
        {.kind = OpKind::close_cycle, .parts = {facets_of(closing, 0), facets_of(recall, 0)}});
  } else {
    command.drafts.push_back({.kind = OpKind::set_recall, .parts = {facets_of(recall, 0)}});
  }
  if (has_caller_) {
    NextStep step;
    step.id = context.clinic.new_id<NextStep>();
    step.patient = patient_;
    step.responsible = caller_;
    step.kind = StepKind::call;
    step.due_on = std::max(due_->plus_days(-call_days_before), context.ui.today().plus_days(1));
    step.note = reason_;
    command.drafts.push_back({.kind = OpKind::set_next_step, .parts = {facets_of(step, 0)}});
  }
  return command;
}

void RecallForm::draw(Context& context) {
  ui::Ui& ui = context.ui;
  form_.hear(context);
  const auto d =
      ui::dialog(ui, {.key = "recall form", .title = context.t("recall.title"), .width = 560},
                 form_.open_flag());
  if (!d) return;
  draw_date(context);
  const bool unread = ui::has_unread_entry(ui, "due");
  {
    const auto columns = ui.columns({1, 1}, 220);
    ui.next_column();
    pick(context,
         {.key = "doctor",
          .label = context.t("recall.doctor"),
          .placeholder = context.t("card.unknown"),
          .clearable = true},
         named_doctors(context, {}, specialty_), doctor_);
    ui.next_column();
    pick(context,
         {.key = "specialty",
          .label = context.t("plan.specialty"),
          .placeholder = context.t("card.general_cycle"),
          .clearable = true},
         named_specialties(context), specialty_);
  }
  if (may(context, OpKind::close_cycle))
    ui::checkbox(ui,
                 {.key = "closes",
                  .text = context.t("recall.closes_cycle"),
                  .hint = context.t("recall.closes_cycle_hint")},
                 closes_cycle_);
  ui::checkbox(ui, {.key = "calls", .text = context.t("recall.has_caller")}, has_caller_);
  if (has_caller_) {
    pick(context,
         {.key = "caller",
          .label = context.t("card.step_responsible"),
          .error = form_.error(ui, {RefusalCode::responsible_missing}),
          .required = true},
         named_staff(context), caller_);
    ui::text_field(ui,
                   {.key = "why",
                    .label = context.t("recall.reason"),
                    .error = form_.error(ui, {RefusalCode::text_too_long}),
                    .lines = 2},
                   reason_);
  }
  form_.draw_refusal(ui);
  std::string_view lacks;
  if (unread)
    lacks = context.t("form.unread");
  else if (!due_)
    lacks = context.t("form.date");
  else if (*due_ <= ui.today())
    lacks = context.t("recall.in_future");
  else if (has_caller_ && caller_.is_nil())
    lacks = context.t("refusal.responsible_missing");
  if (form_footer(context, form_, context.t("common.save"), lacks))
    form_.send(context, command(context));
}

// ---- the end
// ---------------------------------------------------------------------------------------

void ClosingForm::open(Context&, const Card& card, SpecialtyId specialty) {
  *this = {};
  form_.open();
  patient_ = card.facts.patient.id;
  specialty_ = specialty;
}

void ClosingForm::draw(Context& context) {
  ui::Ui& ui = context.ui;
  form_.hear(context);
  const Specialty* specialty = context.catalogue().specialty(specialty_);
  const auto d =
      ui::dialog(ui,
                 {.key = "closing form",
                  .title = context.t(
                      "closing.title",
                      {{"specialty", specialty == nullptr ? context.t("card.general_cycle")
                                                          : std::string_view(specialty->name)}}),
                  .width = 500},
                 form_.open_flag());
  if (!d) return;
  const std::array<std::string_view, 2> kinds = {context.t("closing.refusal"),
                                                 context.t("closing.completion")};
  ui::segments(ui, "kind", context.t("closing.kind"), kinds, kind_);
  const bool refusal = kind_ == 0;
  ui::text(ui, {.text = context.t(refusal ? ui::TextId("closing.refusal_text")
                                          : ui::TextId("closing.completion_text")),
                .tone = ui::TextTone::muted,
                .key = "about"});
  if (refusal)
    pick(context,
         {.key = "reason",
          .label = context.t("plan.refusal_reason"),
          .error = form_.error(ui, {RefusalCode::reason_missing}),
          .placeholder = context.t("refusal.reason_missing"),
          .required = true},
         named_reasons(context, ReasonGroup::refusal), reason_);
  form_.draw_refusal(ui);
  const bool lacks = refusal && reason_.is_nil();
  if (!form_footer(context, form_, context.t("closing.submit"),
                   lacks ? context.t("refusal.reason_missing") : std::string_view{}))
    return;
  CycleClosing closing;
  closing.id = context.clinic.new_id<CycleClosing>();
  closing.patient = patient_;
  closing.specialty = specialty_;
  closing.closed_at = context.clinic.now();
  closing.kind = refusal ? ClosingKind::refusal : ClosingKind::completion;
  if (refusal) closing.reason = reason_;
  form_.send(context, {.drafts = {{.kind = OpKind::close_cycle, .parts = {facets_of(closing, 0)}}},
                       .done = std::string(context.t("closing.done"))});
}

}  // namespace retour::views
