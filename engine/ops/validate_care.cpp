#include "ops/validate_rules.hpp"

namespace retour::rules {
namespace {

Verdicts make_plan(const Question& question) {
  const Plan& plan = only<Plan>(question.op);
  RETOUR_RULE(exists(question.tables, plan.doctor));
  RETOUR_RULE(exists(question.tables, plan.specialty));
  for (const Part& part : question.op.parts) {
    const auto* item = std::get_if<PlanItem>(&part.entity);
    if (item == nullptr) continue;
    if (item->plan != plan.id) return refused(RefusalCode::malformed_intention);
    if (item->count <= 0 || item->price_minor < 0) return refused(RefusalCode::amount_not_positive);
    if (item->service.is_nil()) return refused(RefusalCode::unknown_thing);
    RETOUR_RULE(exists(question.tables, item->service));
  }
  return allowed();
}

Verdicts settle_item(const Question& question) {
  const PlanItem& item = only<PlanItem>(question.op);
  RETOUR_ASSIGN(const std::optional<PlanItem> known, find(question.tables, item.id));
  if (!known) return refused(RefusalCode::unknown_thing, {item.id});
  if (item.state == PlanItemState::refused && item.reason.is_nil())
    return refused(RefusalCode::reason_missing);
  return exists(question.tables, item.reason);
}

Verdicts close_cycle(const Question& question) {
  const CycleClosing& closing = only<CycleClosing>(question.op);
  RETOUR_RULE(exists(question.tables, closing.specialty));
  if (closing.kind == ClosingKind::refusal && closing.reason.is_nil())
    return refused(RefusalCode::reason_missing);
  if (closing.kind != ClosingKind::recall) return allowed();
  // Recall date field mandatory at closing a cycle (PS-08).
  for (const Part& part : question.op.parts)
    if (const auto* recall = std::get_if<Recall>(&part.entity))
      return recall->id == closing.recall && recall->due_on.days != 0
                 ? allowed()
                 : refused(RefusalCode::date_missing);
  if (closing.recall.is_nil()) return refused(RefusalCode::date_missing);
  return exists(question.tables, closing.recall);
}

Verdicts next_step(const Question& question) {
  const NextStep& step = only<NextStep>(question.op);
  if (step.responsible.is_nil()) return refused(RefusalCode::responsible_missing);
  if (step.due_on.days == 0) return refused(RefusalCode::date_missing);
  if (step.note.size() > note_bytes_max) return refused(RefusalCode::text_too_long);
  return exists(question.tables, step.responsible);
}

}  // namespace

Verdicts care(const Question& question) {
  const Op& op = question.op;
  switch (op.header.kind) {
    case OpKind::match_call: {
      RETOUR_RULE(exists(question.tables, only<Call>(op).id));
      return exists(question.tables, only<Call>(op).patient);
    }
    case OpKind::match_web_request: {
      RETOUR_RULE(exists(question.tables, only<WebRequest>(op).id));
      return exists(question.tables, only<WebRequest>(op).patient);
    }
    case OpKind::log_call: return exists(question.tables, only<Call>(op).patient);
    case OpKind::log_web_request: return exists(question.tables, only<WebRequest>(op).patient);
    case OpKind::make_plan: return make_plan(question);
    case OpKind::agree_plan: return exists(question.tables, only<Plan>(op).id);
    case OpKind::settle_plan_item: return settle_item(question);
    case OpKind::set_recall: {
      if (only<Recall>(op).due_on.days == 0) return refused(RefusalCode::date_missing);
      return exists(question.tables, only<Recall>(op).specialty);
    }
    case OpKind::settle_recall: return exists(question.tables, only<Recall>(op).id);
    case OpKind::set_next_step: return next_step(question);
    case OpKind::finish_next_step: return exists(question.tables, only<NextStep>(op).id);
    case OpKind::close_cycle: return close_cycle(question);
    default: return allowed();
  }
}

}  // namespace retour::rules
