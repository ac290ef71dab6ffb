#include "ops/validate.hpp"

#include <algorithm>

#include "base/order.hpp"
#include "model/field_codec.hpp"
#include "model/field_table.hpp"
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

bool is_money(OpKind kind) {
  const auto number = static_cast<std::uint16_t>(kind);
  return number >= 50 && number < 70;
}

Verdicts check_subject(const Op& op, Tables& tables) {
  const PatientId patient = op.header.patient;
  if (patient.is_nil() || op.header.kind == OpKind::register_patient) return rules::allowed();
  // The other system may still know an erased person: his next import must not bring him back.
  if (op.header.kind == OpKind::import_row) return rules::not_erased(tables, patient);
  RETOUR_RULE(rules::exists(tables, patient));
  if (is_money(op.header.kind)) return rules::allowed();  // accounts outlive the person's data
  return rules::not_erased(tables, patient);
}

/// What the codec can carry, so that nothing is ever written that cannot be read again.
Verdicts check_sizes(const Op& op) {
  FieldMeasure measure;
  for (const Part& part : op.parts)
    for (const Field& field : table_of(part.entity).fields)
      if ((part.facets >> field.meta.facet & 1U) != 0) field.measure(data_of(part.entity), measure);
  switch (measure.fault) {
    case FieldFault::text_too_long:
      return rules::refused(RefusalCode::text_too_long, {}, text_bytes_max);
    case FieldFault::text_not_utf8: return rules::refused(RefusalCode::malformed_intention);
    case FieldFault::list_too_long:
      return rules::refused(RefusalCode::too_many, {}, list_length_max);
    case FieldFault::none: break;
  }
  if (measure.bytes > op_content_bytes_max)
    return rules::refused(RefusalCode::too_many, {}, op_content_bytes_max);
  return rules::allowed();
}

bool is_named_twice(const std::vector<Part>& parts) {
  std::vector<std::pair<EntityKind, IdBytes>> names;
  names.reserve(parts.size());
  for (const Part& part : parts) names.emplace_back(kind_of(part.entity), id_of(part.entity));
  sort_stably(names);
  return std::ranges::adjacent_find(names) != names.end();
}

bool is_shaped(const Op& op, const OpRule* rule) {
  if (rule == nullptr || !parts_fit(*rule, op.parts) || is_named_twice(op.parts)) return false;
  for (const Part& part : op.parts)
    if (id_of(part.entity).is_nil()) return false;
  const std::optional<PatientId> owner = subject_patient(op.parts);
  // What an import brought can be taken back as a whole only by the batch's id.
  const bool nameless = op.header.kind == OpKind::import_row && op.header.batch.is_nil();
  return owner && *owner == op.header.patient && !nameless;
}

/// Rows that the op names must be the patient's own, and what is written once must not be there.
/// Imported rows are exempt: they come again and again, and their ids follow from their contents.
Verdicts check_stored(const Op& op, Tables& tables) {
  if (op.header.kind == OpKind::import_row) return rules::allowed();
  for (const Part& part : op.parts) {
    RETOUR_ASSIGN(const std::optional<Entity> stored,
                  tables.read(kind_of(part.entity), id_of(part.entity)));
    if (!stored) continue;
    if (owner_of(*stored) == Owner::patient && patient_of(*stored) != op.header.patient)
      return rules::refused(RefusalCode::unknown_thing, {id_of(part.entity)});
    const EntityTable& table = table_of(*stored);
    for (std::size_t facet = 0; facet < table.facets.size(); ++facet)
      if (table.facets[facet].merge == Merge::once && (part.facets >> facet & 1U) != 0 &&
          table.stamps(data_of(*stored))[facet] != HybridTime{})
        return rules::refused(RefusalCode::id_in_use, {id_of(part.entity)});
  }
  return rules::allowed();
}

Verdicts by_area(const rules::Question& question) {
  const auto number = static_cast<std::uint16_t>(question.op.header.kind);
  if (number < 20) return rules::clinic(question);
  if (number >= 110) return rules::numbers(question);
  if (number < 30) return rules::patient(question);
  if (number < 36 || question.op.header.kind == OpKind::reinstate_booking)
    return rules::booking(question);
  if (number < 50) return rules::visit(question);
  if (question.op.header.kind == OpKind::close_day) return rules::round(question);
  if (number < 70) return rules::money(question);
  if (number >= 90 && number < 100) return rules::round(question);
  if (number < 90) return rules::care(question);
  if (question.op.header.kind == OpKind::import_row) return rules::imported_money(question);
  if (question.op.header.kind == OpKind::merge_patients) return rules::merging(question);
  if (question.op.header.kind == OpKind::separate_patients) return rules::separating(question);
  if (question.op.header.kind == OpKind::tell_apart) return rules::telling_apart(question);
  return rules::allowed();  // the data itself: judged by app, which holds the log
}

}  // namespace

Result<std::optional<Refusal>> validate(const Op& op, Instant now, Tables& tables) {
  const OpRule* rule = rule_of(op.header.kind);
  if (!is_shaped(op, rule)) return rules::refused(RefusalCode::malformed_intention);
  RETOUR_RULE(check_sizes(op));
  RETOUR_RULE(check_actor(op, *rule, tables));
  RETOUR_RULE(check_subject(op, tables));
  RETOUR_RULE(check_stored(op, tables));
  return by_area(rules::Question{op, now, tables});
}

Verdicts rules::not_erased(Tables& tables, PatientId patient) {
  if (patient.is_nil()) return allowed();
  RETOUR_ASSIGN(const std::vector<Entity> erasures,
                tables.of_patient(EntityKind::erasure, patient));
  return erasures.empty() ? allowed() : refused(RefusalCode::patient_erased, {patient});
}

}  // namespace retour
