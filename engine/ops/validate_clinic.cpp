#include "ops/validate_rules.hpp"

namespace retour::rules {
namespace {

Verdicts name_of_thing(const std::string& name) {
  if (name.empty()) return refused(RefusalCode::name_missing);
  if (name.size() > name_bytes_max) return refused(RefusalCode::text_too_long);
  return allowed();
}

bool is_minute_span(std::int32_t begin, std::int32_t end) {
  return begin >= 0 && begin < end && end <= 24 * 60;
}

Verdicts shifts(const Question& question) {
  for (const Part& part : question.op.parts) {
    const Shift& shift = std::get<Shift>(part.entity);
    RETOUR_RULE(exists(question.tables, shift.staff));
    RETOUR_RULE(exists(question.tables, shift.branch));
    RETOUR_RULE(exists(question.tables, shift.room));
    if (shift.staff.is_nil() || shift.branch.is_nil())
      return refused(RefusalCode::unknown_thing, {shift.staff});
    if (!is_minute_span(shift.begin_minute, shift.end_minute)) return refused(RefusalCode::bad_time);
  }
  return allowed();
}

Verdicts services(const Question& question) {
  for (const Part& part : question.op.parts) {
    const Service& service = std::get<Service>(part.entity);
    RETOUR_RULE(name_of_thing(service.name));
    if (service.length_minutes <= 0 || service.length_minutes > booking_length_minutes_max)
      return refused(RefusalCode::bad_time);
    RETOUR_RULE(exists(question.tables, service.specialty));
    for (const PackageLine& line : service.package) {
      if (line.count <= 0) return refused(RefusalCode::amount_not_positive);
      RETOUR_RULE(exists(question.tables, line.service));
    }
  }
  return allowed();
}

Verdicts prices(const Question& question) {
  for (const Part& part : question.op.parts) {
    const Price& price = std::get<Price>(part.entity);
    if (price.service.is_nil()) return refused(RefusalCode::unknown_thing);
    RETOUR_RULE(exists(question.tables, price.service));
    RETOUR_RULE(exists(question.tables, price.branch));
    if (price.price_minor < 0) return refused(RefusalCode::amount_not_positive);
  }
  return allowed();
}

Verdicts staff(const Question& question) {
  const Staff& person = only<Staff>(question.op);
  RETOUR_RULE(name_of_thing(person.family_name));
  for (const SpecialtyId& id : person.specialties) RETOUR_RULE(exists(question.tables, id));
  for (const BranchId& id : person.branches) RETOUR_RULE(exists(question.tables, id));
  return exists(question.tables, person.reports_to);
}

}  // namespace

Verdicts clinic(const Question& question) {
  switch (question.op.header.kind) {
    case OpKind::set_up_clinic: return name_of_thing(only<Clinic>(question.op).name);
    case OpKind::put_legal_entity: return name_of_thing(only<LegalEntity>(question.op).name);
    case OpKind::put_branch: {
      const Branch& branch = only<Branch>(question.op);
      RETOUR_RULE(name_of_thing(branch.name));
      if (!is_minute_span(branch.opens_minute, branch.closes_minute))
        return refused(RefusalCode::bad_time);
      return exists(question.tables, branch.legal_entity);
    }
    case OpKind::put_room: {
      RETOUR_RULE(name_of_thing(only<Room>(question.op).name));
      return exists(question.tables, only<Room>(question.op).branch);
    }
    case OpKind::put_device: {
      RETOUR_RULE(name_of_thing(only<Device>(question.op).name));
      return exists(question.tables, only<Device>(question.op).branch);
    }
    case OpKind::put_specialty: return name_of_thing(only<Specialty>(question.op).name);
    case OpKind::put_staff: return staff(question);
    case OpKind::put_shifts: return shifts(question);
    case OpKind::put_service: return services(question);
    case OpKind::set_price: return prices(question);
    case OpKind::put_source: return name_of_thing(only<Source>(question.op).name);
    case OpKind::put_organisation: return name_of_thing(only<Organisation>(question.op).name);
    case OpKind::put_reason: return name_of_thing(only<Reason>(question.op).name);
    default: return allowed();
  }
}

}  // namespace retour::rules
