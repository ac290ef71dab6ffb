#include "views/patient_marks.hpp"

#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {

void PatientMarks::set(PatientId id, bool on) {
  if (on)
    marked_.insert(id);
  else
    marked_.erase(id);
}

/// Those of the marked who are still there, each person once.
std::vector<PatientId> PatientMarks::people(Context& context) const {
  std::set<PatientId> people;
  for (const PatientId id : marked_)
    if (const Patient* patient = context.reader.patient(id)) people.insert(patient->id);
  return {people.begin(), people.end()};
}

void PatientMarks::draw_bar(Context& context, MergeForm& merge) {
  if (marked_.empty()) return;
  ui::Ui& ui = context.ui;
  const auto row = ui.row();
  ui::text(ui, {.text = context.t("marks.marked", {{"count", marked_.size()}}),
                .tone = ui::TextTone::strong,
                .key = "marked"});
  const bool too_many = marked_.size() > app::drafts_per_act_max;
  if (too_many)
    ui::text(ui,
             {.text = context.t("marks.too_many",
                                {{"count", static_cast<std::int64_t>(app::drafts_per_act_max)}}),
              .tone = ui::TextTone::warn,
              .key = "too many"});
  const bool on_phone = ui.is_phone();
  if (may(context, OpKind::attach_responsible) &&
      ui::button(ui, {.key = "responsible",
                      .text = context.t("marks.responsible"),
                      .icon = ui::Icon::user_check,
                      .disabled = too_many,
                      .icon_only = on_phone,
                      .opens = true})) {
    responsible_ = {};
    responsible_form_.open();
  }
  if (may(context, OpKind::set_next_step) && ui::button(ui, {.key = "step",
                                                             .text = context.t("marks.step"),
                                                             .icon = ui::Icon::flag,
                                                             .disabled = too_many,
                                                             .icon_only = on_phone,
                                                             .opens = true})) {
    step_ = {};
    step_.due = ui.today().plus_days(1);
    step_.responsible = context.clinic.session().staff;
    step_form_.open();
  }
  if (marked_.size() == 2 && may(context, OpKind::merge_patients) &&
      ui::button(ui, {.key = "merge",
                      .text = context.t("marks.merge"),
                      .icon = ui::Icon::users,
                      .icon_only = on_phone,
                      .opens = true}))
    merge.open(context, *marked_.begin(), *marked_.rbegin());
  if (ui::button(ui, {.key = "clear",
                      .text = context.t("marks.clear"),
                      .icon = ui::Icon::circle_x,
                      .kind = ui::ButtonKind::quiet,
                      .icon_only = on_phone}))
    marked_.clear();
}

void PatientMarks::draw_responsible(Context& context) {
  if (responsible_form_.hear(context)) marked_.clear();
  const auto d = ui::dialog(
      context.ui,
      {.key = "marks responsible", .title = context.t("marks.responsible"), .width = 460},
      responsible_form_.open_flag());
  if (!d) return;
  const std::vector<PatientId> people = this->people(context);
  ui::text(context.ui, context.t("marks.for", {{"count", people.size()}}));
  pick(context,
       {.key = "responsible",
        .label = context.t("card.responsible"),
        .error = responsible_form_.error(context.ui, {RefusalCode::responsible_missing}),
        .required = true},
       named_staff(context), responsible_);
  responsible_form_.draw_refusal(context.ui);
  const std::string_view lacks =
      responsible_.is_nil() ? context.t("refusal.responsible_missing") : "";
  if (!form_footer(context, responsible_form_, context.t("common.save"), lacks)) return;
  std::vector<Draft> drafts;
  for (const PatientId id : people) {
    Patient patient = *context.reader.patient(id);
    patient.responsible = responsible_;
    patient.attached_at = context.clinic.now();
    drafts.push_back({OpKind::attach_responsible, {facets_of(patient, 3)}});
  }
  responsible_form_.send(context,
                         {.drafts = std::move(drafts),
                          .steps = Steps::one_act,
                          .done = context.t("marks.assigned", {{"count", people.size()}})});
}

void PatientMarks::draw_step(Context& context) {
  if (step_form_.hear(context)) marked_.clear();
  const auto d =
      ui::dialog(context.ui, {.key = "marks step", .title = context.t("marks.step"), .width = 500},
                 step_form_.open_flag());
  if (!d) return;
  const std::vector<PatientId> people = this->people(context);
  ui::text(context.ui, context.t("marks.for", {{"count", people.size()}}));
  step_.draw(context, step_form_);
  step_form_.draw_refusal(context.ui);
  if (!form_footer(context, step_form_, context.t("common.save"), step_.lacks(context))) return;
  std::vector<Draft> drafts;
  for (const PatientId id : people)
    drafts.push_back({OpKind::set_next_step, {facets_of(step_.step(context, id), 0)}});
  step_form_.send(context, {.drafts = std::move(drafts),
                            .steps = Steps::one_act,
                            .done = context.t("marks.step_set", {{"count", people.size()}})});
}

void PatientMarks::draw_dialogs(Context& context) {
  draw_responsible(context);
  draw_step(context);
}

}  // namespace retour::views
