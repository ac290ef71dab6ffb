#include <algorithm>

#include "model/field_codec.hpp"
#include "model/holds.hpp"
#include "ops/validate_rules.hpp"
#include "time/zone.hpp"

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

/// A change of some facets needs the thing itself to be there.
template <class E>
Verdicts known_already(const Question& question, const Id<E>& id) {
  RETOUR_ASSIGN(const std::optional<E> known, find(question.tables, id));
  return known ? allowed() : refused(RefusalCode::unknown_thing, {id});
}

/// The desk takes the call "I am ill" and starts the re-planning: it may note an absence that
/// begins now and take it back. What is further off, and all other hours, is agreed with a manager.
Verdicts manages_or_notes_absence(const Question& question, const Shift& shift) {
  const OpHeader& header = question.op.header;
  if (header.author.is_nil() || header.role == Role::owner || header.role == Role::manager)
    return allowed();
  RETOUR_ASSIGN(const std::optional<Branch> branch, find(question.tables, shift.branch));
  const auto zone = branch ? Zone::find(branch->zone) : std::nullopt;
  if (!zone) return refused(RefusalCode::unknown_thing, {shift.branch});
  const LocalDate today = zone->local(question.now).date;
  const auto is_near = [&](const Shift& one) {
    return one.kind == ShiftKind::absence && one.date >= today && one.date <= today.plus_days(1);
  };
  RETOUR_ASSIGN(const std::optional<Shift> known, find(question.tables, shift.id));
  return is_near(shift) && (!known || is_near(*known)) ? allowed()
                                                       : refused(RefusalCode::absence_near_only);
}

Verdicts shifts(const Question& question) {
  for (const Part& part : question.op.parts) {
    const Shift& shift = std::get<Shift>(part.entity);
    RETOUR_RULE(exists(question.tables, shift.staff));
    RETOUR_RULE(exists(question.tables, shift.branch));
    RETOUR_RULE(exists(question.tables, shift.room));
    if (shift.staff.is_nil() || shift.branch.is_nil())
      return refused(RefusalCode::unknown_thing, {shift.staff});
    if (!is_minute_span(shift.begin_minute, shift.end_minute))
      return refused(RefusalCode::bad_time);
    RETOUR_RULE(manages_or_notes_absence(question, shift));
  }
  return allowed();
}

/// What the rota of a template lies in: somebody, somewhere, from one minute to a later one.
Verdicts pattern_place(const Question& question, const ShiftPattern& pattern) {
  RETOUR_RULE(exists(question.tables, pattern.staff));
  RETOUR_RULE(exists(question.tables, pattern.room));
  if (pattern.staff.is_nil() || pattern.branch.is_nil())
    return refused(RefusalCode::unknown_thing, {pattern.staff});
  if (!is_minute_span(pattern.begin_minute, pattern.end_minute))
    return refused(RefusalCode::bad_time);
  RETOUR_ASSIGN(const std::optional<Branch> branch, find(question.tables, pattern.branch));
  if (!branch) return refused(RefusalCode::unknown_thing, {pattern.branch});
  const bool needs_open_door =
      pattern.kind == ShiftKind::reception || pattern.kind == ShiftKind::theatre;
  const bool leaves_room =
      pattern.begin_minute < branch->closes_minute && pattern.end_minute > branch->opens_minute;
  return !needs_open_door || leaves_room ? allowed()
                                         : refused(RefusalCode::outside_hours, {pattern.branch});
}

/// Of a template that is retired only its being there is asked: what was wrong with it ends by it.
Verdicts shift_patterns(const Question& question) {
  for (const Part& part : question.op.parts) {
    const ShiftPattern& pattern = std::get<ShiftPattern>(part.entity);
    if (pattern.recurrence.size() > recurrence_bytes_max)
      return refused(RefusalCode::text_too_long);
    if (!pattern.active) {
      RETOUR_RULE(known_already(question, pattern.id));
      continue;
    }
    RETOUR_RULE(pattern_place(question, pattern));
    const auto days = days_of(pattern);
    if (!days) return refused(RefusalCode::bad_recurrence, {pattern.id});
    if (!occurs(*days)) return refused(RefusalCode::never_occurs, {pattern.id});
  }
  return allowed();
}

Verdicts calendar_days(const Question& question) {
  for (const Part& part : question.op.parts) {
    const CalendarDay& day = std::get<CalendarDay>(part.entity);
    RETOUR_RULE(exists(question.tables, day.branch));
    if (day.date == LocalDate{}) return refused(RefusalCode::date_missing);
    // A second row of the same day would leave open which of them counts.
    if (day.id != calendar_day_id(day.date, day.branch))
      return refused(RefusalCode::malformed_intention, {day.id});
    RETOUR_RULE(name_of_thing(day.name));
    const bool is_transferred = day.kind == CalendarKind::transferred;
    if (is_transferred && (!day.instead_of || *day.instead_of == day.date))
      return refused(RefusalCode::date_missing);
    if (day.shortened_minutes < 0 || day.shortened_minutes > shortened_minutes_max ||
        (day.kind == CalendarKind::shortened && day.shortened_minutes == 0))
      return refused(RefusalCode::bad_time);
  }
  return allowed();
}

/// Who and what is needed when, and for whom the service is.
Verdicts service_needs(const Question& question, const Service& service) {
  if (service.shortest_minutes < 0 || service.shortest_minutes > service.length_minutes ||
      !fits(service.pattern, service.length_minutes) ||
      !fits(service.device_part, service.length_minutes))
    return refused(RefusalCode::bad_time);
  for (const StaffId person : service.performers) RETOUR_RULE(exists(question.tables, person));
  for (const SpecialtyId role : service.team) {
    if (role.is_nil()) return refused(RefusalCode::unknown_thing);
    RETOUR_RULE(exists(question.tables, role));
  }
  if (service.team.size() > team_max)
    return refused(RefusalCode::too_many, {}, static_cast<std::int64_t>(team_max));
  if (service.nights < 0 || service.nights > nights_max)
    return refused(RefusalCode::too_many, {}, nights_max);
  if (service.age_from_years < 0 || service.age_to_years < 0 ||
      (service.age_to_years > 0 && service.age_to_years < service.age_from_years))
    return refused(RefusalCode::bad_age_limits);
  if (service.places < 1 || service.places > session_places_max)
    return refused(RefusalCode::too_many, {}, session_places_max);
  // A bed is one person's.
  if (service.places > 1 && service.nights > 0)
    return refused(RefusalCode::not_together, {service.id});
  if (service.preparation.size() > note_bytes_max) return refused(RefusalCode::text_too_long);
  return allowed();
}

Verdicts services(const Question& question) {
  for (const Part& part : question.op.parts) {
    const Service& service = std::get<Service>(part.entity);
    if ((part.facets & 1U) != 0) {
      RETOUR_RULE(name_of_thing(service.name));
      if (service.length_minutes <= 0 || service.length_minutes > booking_length_minutes_max)
        return refused(RefusalCode::bad_time);
      RETOUR_RULE(service_needs(question, service));
    } else {
      RETOUR_RULE(known_already(question, service.id));
    }
    if ((part.facets & 2U) == 0) continue;
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
    RETOUR_RULE(rules::price(price.price_minor));
  }
  return allowed();
}

/// An ISO 639 code: two or three small letters.
bool is_language(const std::string& code) {
  return (code.size() == 2 || code.size() == 3) &&
         std::ranges::all_of(code, [](char c) { return c >= 'a' && c <= 'z'; });
}

/// Only an owner makes owners, changes them or dismisses them: otherwise a manager could make
/// himself one and read what his role hides (IM-09).
Verdicts owners_hand(const Question& question, bool concerns_owner) {
  const bool may = question.op.header.author.is_nil() || question.op.header.role == Role::owner;
  return may || !concerns_owner ? allowed() : refused(RefusalCode::not_permitted);
}

/// The last owner stays one: without any, nobody could manage the clinic or make another.
Verdicts some_owner_stays(const Question& question, const Staff& person, const Staff* known) {
  const auto owns = [](const Staff& one) { return one.active && one.roles.has(Role::owner); };
  if (known == nullptr || !owns(*known) || owns(person)) return allowed();
  bool another = false;
  RETOUR_TRY(question.tables.scan(EntityKind::staff, [&](ByteView row) -> Status {
    const std::optional<Entity> entity = decode_row(EntityKind::staff, row);
    if (!entity) return fail(FailureCode::corrupt, "staff row");
    const Staff& one = std::get<Staff>(*entity);
    another |= one.id != person.id && owns(one);
    return {};
  }));
  return another ? allowed() : refused(RefusalCode::responsible_missing, {person.id});
}

Verdicts staff(const Question& question) {
  const Staff& person = only<Staff>(question.op);
  RETOUR_ASSIGN(const std::optional<Staff> known, find(question.tables, person.id));
  if (writes<Staff>(question.op, 0))
    RETOUR_RULE(name_of_thing(person.family_name));
  else if (!known)
    return refused(RefusalCode::unknown_thing, {person.id});
  if (!writes<Staff>(question.op, 1)) return allowed();
  RETOUR_RULE(owners_hand(
      question, person.roles.has(Role::owner) || (known && known->roles.has(Role::owner))));
  RETOUR_RULE(some_owner_stays(question, person, known ? &*known : nullptr));
  if (person.overbooked_max < 0) return refused(RefusalCode::amount_not_positive);
  if (person.overbooked_max > overbooked_most)
    return refused(RefusalCode::too_many, {person.id}, overbooked_most);
  for (const SpecialtyId& id : person.specialties) RETOUR_RULE(exists(question.tables, id));
  for (const BranchId& id : person.branches) RETOUR_RULE(exists(question.tables, id));
  for (const std::string& language : person.languages)
    if (!is_language(language)) return refused(RefusalCode::malformed_intention);
  return exists(question.tables, person.reports_to);
}

Verdicts zone(const std::string& name) {
  return Zone::find(name) ? allowed() : refused(RefusalCode::unknown_thing);
}

/// There is exactly one clinic.
Verdicts set_up(const Question& question) {
  const Clinic& clinic = only<Clinic>(question.op);
  RETOUR_RULE(name_of_thing(clinic.name));
  RETOUR_RULE(zone(clinic.zone));
  bool another = false;
  RETOUR_TRY(question.tables.scan(EntityKind::clinic, [&](ByteView row) -> Status {
    another |= !std::ranges::equal(row.first(clinic.id.bytes.size()), clinic.id.bytes);
    return {};
  }));
  return another ? refused(RefusalCode::id_in_use) : allowed();
}

/// A room or device stands at a branch and holds at least one booking.
Verdicts premises(const Question& question, const std::string& name, BranchId branch,
                  std::int32_t capacity) {
  RETOUR_RULE(name_of_thing(name));
  if (capacity < 1) return refused(RefusalCode::amount_not_positive);
  if (branch.is_nil()) return refused(RefusalCode::unknown_thing);
  return exists(question.tables, branch);
}

Verdicts branch(const Question& question) {
  const Branch& branch = only<Branch>(question.op);
  RETOUR_RULE(name_of_thing(branch.name));
  RETOUR_RULE(zone(branch.zone));
  if (!is_minute_span(branch.opens_minute, branch.closes_minute))
    return refused(RefusalCode::bad_time);
  return exists(question.tables, branch.legal_entity);
}

Verdicts organisation(const Organisation& organisation) {
  if (organisation.discount_percent < 0 || organisation.discount_percent > 100)
    return refused(RefusalCode::discount_exceeds_price);
  return name_of_thing(organisation.name);
}

/// Windows and limits count something: none of them may be less than nothing.
Verdicts policy(const Policy& policy) {
  for (const std::int32_t value :
       {policy.cycle_silence_months, policy.cancellation_hours, policy.main_bought_percent,
        policy.checkup_after_days, policy.primary_again_after_months, policy.sleeping_months,
        policy.unique_call_days, policy.step_window_days, policy.child_review_age_years,
        policy.coordinator_patients_max})
    if (value < 0) return refused(RefusalCode::amount_not_positive);
  if (policy.hold_minutes < 1) return refused(RefusalCode::amount_not_positive);
  if (policy.hold_minutes > hold_minutes_max)
    return refused(RefusalCode::too_many, {}, hold_minutes_max);
  if (policy.main_bought_percent > 100) return refused(RefusalCode::too_many, {}, 100);
  return allowed();
}

Verdicts specialty(const Specialty& specialty) {
  if (specialty.urgent_per_day < 0 || specialty.urgent_release_minutes < 0)
    return refused(RefusalCode::amount_not_positive);
  if (specialty.urgent_per_day > urgent_per_day_max)
    return refused(RefusalCode::too_many, {}, urgent_per_day_max);
  return name_of_thing(specialty.name);
}

/// Lists of one's own are one's own business, everybody's are the managers'.
Verdicts saved_list(const Question& question) {
  const SavedList& list = only<SavedList>(question.op);
  RETOUR_RULE(name_of_thing(list.name));
  RETOUR_RULE(exists(question.tables, list.responsible));
  const OpHeader& header = question.op.header;
  if (header.author.is_nil()) return allowed();  // the system itself
  const bool manages = header.role == Role::owner || header.role == Role::manager;
  RETOUR_ASSIGN(const std::optional<SavedList> known, find(question.tables, list.id));
  const bool others = known && !known->staff.is_nil() && known->staff != header.author;
  const bool shared = list.staff.is_nil() || (known && known->staff.is_nil());
  const bool own = list.staff.is_nil() || list.staff == header.author;
  return own && !others && (!shared || manages) ? allowed()
                                                : refused(RefusalCode::not_permitted, {list.id});
}

}  // namespace

Verdicts clinic(const Question& question) {
  switch (question.op.header.kind) {
    case OpKind::set_up_clinic: return set_up(question);
    case OpKind::set_policy: return policy(only<Policy>(question.op));
    case OpKind::put_legal_entity: return name_of_thing(only<LegalEntity>(question.op).name);
    case OpKind::put_branch: return branch(question);
    case OpKind::put_room: {
      const Room& room = only<Room>(question.op);
      return premises(question, room.name, room.branch, room.capacity);
    }
    case OpKind::put_device: {
      const Device& device = only<Device>(question.op);
      return premises(question, device.name, device.branch, device.capacity);
    }
    case OpKind::put_specialty: return specialty(only<Specialty>(question.op));
    case OpKind::put_staff: return staff(question);
    case OpKind::put_shifts: return shifts(question);
    case OpKind::put_service: return services(question);
    case OpKind::set_price: return prices(question);
    case OpKind::put_source: return name_of_thing(only<Source>(question.op).name);
    case OpKind::put_organisation: return organisation(only<Organisation>(question.op));
    case OpKind::put_reason: return name_of_thing(only<Reason>(question.op).name);
    case OpKind::put_saved_list: return saved_list(question);
    case OpKind::put_shift_patterns: return shift_patterns(question);
    case OpKind::put_calendar_days: return calendar_days(question);
    default: return allowed();
  }
}

}  // namespace retour::rules
