#include "ops/validate.hpp"

#include "ops/op_kind.hpp"
#include "ops/validate_rules.hpp"

namespace retour {
namespace {

using rules::Verdicts;

Verdicts check_actor(const Op& op, const OpRule& rule, Tables& tables) {
  if (op.header.author.is_nil()) return rules::allowed();  // the system itself
  RETOUR_ASSIGN(const std::optional<Staff> author, find(tables, op.header.author));
  if (!author) return rules::refused(RefusalCode::not_permitted);
  const bool holds = author->active && author->roles.has(op.header.role);
  const bool may = op.header.role == Role::owner || rule.actors.has(op.header.role);
  return holds && may ? rules::allowed() : rules::refused(RefusalCode::not_permitted);
}

Verdicts check_subject(const Op& op, Tables& tables) {
  const PatientId patient = op.header.patient;
  if (patient.is_nil() || op.header.kind == OpKind::register_patient ||
      op.header.kind == OpKind::import_row)
    return rules::allowed();
  return rules::exists(tables, patient);
}

Verdicts by_area(const rules::Question& question) {
  const auto number = static_cast<std::uint16_t>(question.op.header.kind);
  if (number < 20) return rules::clinic(question);
  if (number < 30) return rules::patient(question);
  if (number < 36 || question.op.header.kind == OpKind::reinstate_booking)
    return rules::booking(question);
  if (number < 50) return rules::visit(question);
  if (number < 70) return rules::money(question);
  if (number < 100) return rules::care(question);
  return rules::allowed();  // the data itself: judged by app, which holds the log
}

}  // namespace

Result<std::optional<Refusal>> validate(const Op& op, Instant now, Tables& tables) {
  const OpRule* rule = rule_of(op.header.kind);
  const std::optional<PatientId> owner = subject_patient(op.parts);
  if (rule == nullptr || !parts_fit(*rule, op.parts) || !owner || *owner != op.header.patient)
    return rules::refused(RefusalCode::malformed_intention);
  RETOUR_RULE(check_actor(op, *rule, tables));
  RETOUR_RULE(check_subject(op, tables));
  return by_area(rules::Question{op, now, tables});
}

}  // namespace retour
