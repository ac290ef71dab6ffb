#include "ops/same_person.hpp"
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
    if (item->count <= 0) return refused(RefusalCode::amount_not_positive);
    RETOUR_RULE(price(item->price_minor));
    if (item->service.is_nil()) return refused(RefusalCode::unknown_thing);
    RETOUR_RULE(exists(question.tables, item->service));
  }
  return allowed();
}

Verdicts settle_item(const Question& question) {
  const PlanItem& item = only<PlanItem>(question.op);
  RETOUR_ASSIGN(const std::optional<PlanItem> known, find(question.tables, item.id));
  if (!known) return refused(RefusalCode::unknown_thing, {item.id});
  if (item.state == known->state) return refused(RefusalCode::already_done, {item.id});
  if (item.state == PlanItemState::refused && item.reason.is_nil())
    return refused(RefusalCode::reason_missing);
  return exists(question.tables, item.reason);
}

Verdicts close_cycle(const Question& question) {
  const CycleClosing& closing = only<CycleClosing>(question.op);
  if (closing.closed_at.seconds == 0) return refused(RefusalCode::date_missing);
  RETOUR_RULE(exists(question.tables, closing.specialty));
  RETOUR_RULE(exists(question.tables, closing.reason));
  if (closing.kind == ClosingKind::refusal && closing.reason.is_nil())
    return refused(RefusalCode::reason_missing);
  if (closing.kind != ClosingKind::recall) return allowed();
  // Recall date field mandatory at closing a cycle (PS-08).
  for (const Part& part : question.op.parts)
    if (const auto* recall = std::get_if<Recall>(&part.entity))
      return recall->id == closing.recall && recall->due_on.days != 0
                 ? allowed()
                 : refused(RefusalCode::date_missing);
  RETOUR_ASSIGN(const std::optional<Recall> known, find(question.tables, closing.recall));
  if (closing.recall.is_nil()) return refused(RefusalCode::date_missing);
  if (!known) return refused(RefusalCode::unknown_thing, {closing.recall});
  RETOUR_ASSIGN(const bool his, are_same_person(question.tables, known->patient, closing.patient));
  return his ? allowed() : refused(RefusalCode::unknown_thing, {closing.recall});
}

Verdicts settle_recall(const Question& question) {
  const Recall& recall = only<Recall>(question.op);
  RETOUR_ASSIGN(const std::optional<Recall> known, find(question.tables, recall.id));
  if (!known) return refused(RefusalCode::unknown_thing, {recall.id});
  return recall.state != known->state ? allowed() : refused(RefusalCode::already_done, {recall.id});
}

Verdicts finish_step(const Question& question) {
  const NextStep& step = only<NextStep>(question.op);
  RETOUR_ASSIGN(const std::optional<NextStep> known, find(question.tables, step.id));
  if (!known) return refused(RefusalCode::unknown_thing, {step.id});
  const bool again = (step.done_at.seconds != 0) == (known->done_at.seconds != 0);
  return again ? refused(RefusalCode::already_done, {step.id}) : allowed();
}

/// Whom a call or request is matched to: somebody who is there and was not erased, or nobody.
Verdicts person(const Question& question, PatientId patient) {
  RETOUR_RULE(exists(question.tables, patient));
  return not_erased(question.tables, patient);
}

/// When it was is what calls and requests are counted by.
Verdicts contact_made(const Question& question, Instant at, PatientId patient, SourceId source) {
  if (at.seconds == 0) return refused(RefusalCode::date_missing);
  RETOUR_RULE(exists(question.tables, source));
  return person(question, patient);
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
      return person(question, only<Call>(op).patient);
    }
    case OpKind::match_web_request: {
      RETOUR_RULE(exists(question.tables, only<WebRequest>(op).id));
      return person(question, only<WebRequest>(op).patient);
    }
    case OpKind::log_call: {
      const Call& call = only<Call>(op);
      return contact_made(question, call.at, call.patient, call.source);
    }
    case OpKind::log_web_request: {
      const WebRequest& request = only<WebRequest>(op);
      return contact_made(question, request.at, request.patient, request.source);
    }
    case OpKind::make_plan: return make_plan(question);
    case OpKind::agree_plan: return exists(question.tables, only<Plan>(op).id);
    case OpKind::settle_plan_item: return settle_item(question);
    case OpKind::set_recall: {
      if (only<Recall>(op).due_on.days == 0) return refused(RefusalCode::date_missing);
      return exists(question.tables, only<Recall>(op).specialty);
    }
    case OpKind::settle_recall: return settle_recall(question);
    case OpKind::set_next_step: return next_step(question);
    case OpKind::finish_next_step: return finish_step(question);
    case OpKind::close_cycle: return close_cycle(question);
    default: return allowed();
  }
}

}  // namespace retour::rules
