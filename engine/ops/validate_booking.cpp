#include "model/holds.hpp"
#include "ops/op_kind.hpp"
#include "ops/same_person.hpp"
#include "ops/validate_rules.hpp"
#include "time/interval.hpp"
#include "time/zone.hpp"

namespace retour::rules {
namespace {

/// Longest time between two visits of an itinerary.
constexpr std::int32_t days_after_limit = 3'660;

/// The bed afterwards stands in a ward of the same branch (SC-04).
Verdicts ward(const Question& question, const Booking& booking) {
  if (booking.nights < 0 || booking.nights > nights_max ||
      booking.ward.is_nil() != (booking.nights == 0))
    return refused(RefusalCode::ward_missing, {booking.ward});
  if (booking.ward.is_nil()) return allowed();
  RETOUR_ASSIGN(const std::optional<Room> room, find(question.tables, booking.ward));
  if (!room) return refused(RefusalCode::unknown_thing, {booking.ward});
  if (room->branch != booking.branch) return refused(RefusalCode::room_elsewhere, {booking.ward});
  return room->kind == RoomKind::ward ? allowed()
                                      : refused(RefusalCode::ward_missing, {booking.ward});
}

/// Where the visit takes place must hang together: rooms and devices of the branch itself.
Verdicts place(const Question& question, const Booking& booking) {
  if (booking.branch.is_nil()) return refused(RefusalCode::unknown_thing);
  RETOUR_RULE(exists(question.tables, booking.branch));
  RETOUR_RULE(exists(question.tables, booking.doctor));
  if (booking.remote && !booking.room.is_nil()) return refused(RefusalCode::remote_needs_no_room);
  RETOUR_ASSIGN(const std::optional<Room> room, find(question.tables, booking.room));
  if (!booking.room.is_nil() && !room) return refused(RefusalCode::unknown_thing, {booking.room});
  if (room && room->branch != booking.branch)
    return refused(RefusalCode::room_elsewhere, {booking.room});
  RETOUR_ASSIGN(const std::optional<Device> device, find(question.tables, booking.device));
  if (!booking.device.is_nil() && !device)
    return refused(RefusalCode::unknown_thing, {booking.device});
  if (device && device->branch != booking.branch)
    return refused(RefusalCode::room_elsewhere, {booking.device});
  for (const StaffId member : booking.team) {
    if (member.is_nil()) return refused(RefusalCode::unknown_thing);
    RETOUR_RULE(exists(question.tables, member));
  }
  return ward(question, booking);
}

/// The instant must be what the branch's zone makes of date and minute: two truths about one
/// booking would drift apart at the next change of clocks.
Verdicts clock(const Question& question, const Booking& booking) {
  RETOUR_ASSIGN(const std::optional<Branch> branch, find(question.tables, booking.branch));
  const std::optional<Zone> zone = Zone::find(branch->zone);
  if (!zone) return refused(RefusalCode::bad_time);
  const std::int32_t minute = booking.begin_minute == untimed_minute ? 0 : booking.begin_minute;
  const LocalLookup lookup = zone->lookup({booking.date, minute * 60});
  if (booking.begin_minute == untimed_minute)
    return booking.begin == zone->day(booking.date).begin ? allowed()
                                                          : refused(RefusalCode::bad_time);
  if (lookup.kind == LocalKind::skipped) return refused(RefusalCode::time_does_not_exist);
  if (booking.begin != lookup.first && booking.begin != lookup.second)
    return refused(RefusalCode::bad_time);
  return allowed();
}

Verdicts slot_time(const Question& question, const Booking& booking) {
  const bool timed = booking.begin_minute != untimed_minute;
  if (timed && (booking.begin_minute < 0 || booking.begin_minute >= 24 * 60 ||
                booking.begin_minute % quantum_minutes != 0))
    return refused(RefusalCode::bad_time);
  if (timed && (booking.length_minutes <= 0 || booking.length_minutes % quantum_minutes != 0))
    return refused(RefusalCode::bad_time);
  if (booking.length_minutes < 0 || booking.length_minutes > booking_length_minutes_max)
    return refused(RefusalCode::bad_time);
  const VisitPattern& pattern = booking.pattern;
  if (!fits(pattern, booking.length_minutes) ||
      !fits(booking.device_part, booking.length_minutes) ||
      pattern.setup_minutes + booking.length_minutes + pattern.cleanup_minutes >
          booking_length_minutes_max)
    return refused(RefusalCode::bad_time);
  RETOUR_RULE(clock(question, booking));
  const Instant earliest = question.now.plus_minutes(-booking_backdate_minutes_max);
  if (timed && booking.begin < earliest) return refused(RefusalCode::in_the_past);
  return allowed();
}

/// A service is not for everybody: what it says of the age on the day of the visit.
Verdicts age(const Question& question, const Booking& booking, const Service& service) {
  if (service.age_from_years == 0 && service.age_to_years == 0) return allowed();
  RETOUR_ASSIGN(const std::optional<Patient> patient, find(question.tables, booking.patient));
  if (!patient || !patient->birth_date) return allowed();
  const std::int32_t years = full_years_between(*patient->birth_date, booking.date);
  if (years < service.age_from_years)
    return refused(RefusalCode::too_young, {service.id}, service.age_from_years);
  if (service.age_to_years > 0 && years > service.age_to_years)
    return refused(RefusalCode::too_old, {service.id}, service.age_to_years);
  return allowed();
}

/// What all services of a visit need together.
struct VisitNeeds {
  std::int32_t shortest_minutes = 0;
  std::size_t team = 0;
  std::int32_t nights = 0;
  const Service* in_room = nullptr;    ///< The first one that needs a room.
  const Service* on_device = nullptr;  ///< The first one that needs a device.
};

/// One more service of the visit: the room and the device are the same for all of them, and a
/// group's time is one service's.
Verdicts add_needs(const Service& service, bool is_alone, VisitNeeds& needs) {
  // Minimum length that cannot be undercut (ET-07).
  needs.shortest_minutes += service.shortest_minutes > 0
                                ? std::min(service.shortest_minutes, service.length_minutes)
                                : service.length_minutes;
  needs.team = std::max(needs.team, service.team.size());
  needs.nights = std::max(needs.nights, service.nights);
  const bool fits_others = (!service.needs_room || needs.in_room == nullptr ||
                            needs.in_room->room_kind == service.room_kind) &&
                           (service.device_kind.empty() || needs.on_device == nullptr ||
                            needs.on_device->device_kind == service.device_kind);
  if (!is_alone && (service.places > 1 || !fits_others))
    return refused(RefusalCode::not_together, {service.id});
  if (service.needs_room && needs.in_room == nullptr) needs.in_room = &service;
  if (!service.device_kind.empty() && needs.on_device == nullptr) needs.on_device = &service;
  return allowed();
}

/// A place in a group names the group that its service, people, room and time make.
Verdicts session(const Booking& booking) {
  if (booking.session.is_nil())
    return booking.session_places == 0 ? allowed() : refused(RefusalCode::malformed_intention);
  if (booking.session_places < 2 || booking.session_places > session_places_max ||
      booking.begin_minute == untimed_minute || takes_bed(booking))
    return refused(RefusalCode::malformed_intention);
  return booking.session == session_of(booking)
             ? allowed()
             : refused(RefusalCode::group_visit, {booking.service});
}

/// What the services need beside their doctor.
Verdicts needs_met(const Question& question, const Booking& booking) {
  RETOUR_RULE(session(booking));
  if (booking.service.is_nil())
    return booking.further_services.empty() ? allowed() : refused(RefusalCode::unknown_thing);
  if (booking.further_services.size() > further_services_max)
    return refused(RefusalCode::too_many, {}, static_cast<std::int64_t>(further_services_max));
  std::vector<Service> services;
  services.reserve(1 + booking.further_services.size());
  VisitNeeds needs;
  for (std::size_t i = 0; i <= booking.further_services.size(); ++i) {
    const ServiceId id = i == 0 ? booking.service : booking.further_services[i - 1];
    RETOUR_ASSIGN(std::optional<Service> found, find(question.tables, id));
    if (!found) return refused(RefusalCode::unknown_thing, {id});
    const Service& service = services.emplace_back(std::move(*found));
    RETOUR_RULE(age(question, booking, service));
    RETOUR_RULE(add_needs(service, booking.further_services.empty(), needs));
  }
  if (booking.begin_minute == untimed_minute) return allowed();
  if (!booking.remote && booking.team.size() < needs.team)
    return refused(RefusalCode::team_missing, {booking.service});
  if (!booking.remote && booking.nights < needs.nights)
    return refused(RefusalCode::ward_missing, {booking.service}, needs.nights);
  if (booking.length_minutes < needs.shortest_minutes)
    return refused(RefusalCode::bad_time, {booking.service}, needs.shortest_minutes);
  if (needs.in_room != nullptr && !booking.remote && booking.room.is_nil())
    return refused(RefusalCode::room_missing, {needs.in_room->id});
  return allowed();
}

}  // namespace

Verdicts bookable_place(const Question& question, const Booking& booking) {
  RETOUR_RULE(place(question, booking));
  RETOUR_RULE(slot_time(question, booking));
  return needs_met(question, booking);
}

namespace {

/// A hold ends: nobody blocks a time for good without a booking.
Verdicts hold_of(const Question& question, const Booking& booking) {
  if (booking.hold == Hold::none)
    return booking.held_until.seconds == 0 ? allowed() : refused(RefusalCode::malformed_intention);
  if (booking.confirmed_at.seconds != 0) return refused(RefusalCode::malformed_intention);
  const Instant latest = question.now.plus_minutes(hold_minutes_max);
  if (booking.begin_minute == untimed_minute || booking.held_until <= question.now ||
      booking.held_until > latest)
    return refused(RefusalCode::bad_time, {}, hold_minutes_max);
  return allowed();
}

/// What is said of a visit in order after another one.
Verdicts itinerary_rule(const Booking& booking) {
  const bool fits =
      booking.days_after_min >= 0 && booking.days_after_min <= days_after_limit &&
      booking.days_after_max >= any_days && booking.days_after_max <= days_after_limit &&
      booking.minutes_after >= 0 && booking.minutes_after <= booking_length_minutes_max &&
      (booking.days_after_max == any_days || booking.days_after_max >= booking.days_after_min);
  return fits ? allowed() : refused(RefusalCode::bad_time);
}

Verdicts book(const Question& question) {
  const Booking& booking = only<Booking>(question.op);
  RETOUR_ASSIGN(const std::optional<Booking> known, find(question.tables, booking.id));
  if (known) return refused(RefusalCode::id_in_use, {booking.id});
  // A new booking stands and nothing has happened to it yet.
  if (booking.slot_version != 1 || booking.overbooked || booking.cancelled_at.seconds != 0 ||
      booking.entered_in_error || booking.no_show_at.seconds != 0 || booking.attended)
    return refused(RefusalCode::malformed_intention);
  RETOUR_RULE(hold_of(question, booking));
  RETOUR_RULE(itinerary_rule(booking));
  RETOUR_RULE(bookable_place(question, booking));
  RETOUR_RULE(exists(question.tables, booking.plan_item));
  if (booking.note.size() > note_bytes_max) return refused(RefusalCode::text_too_long);
  return own_clash(question, booking);
}

/// The stored booking with its visit, if anybody checked in.
struct Known {
  Booking booking;
  std::optional<Visit> visit;
  [[nodiscard]] BookingState state() const { return state_of(booking, visit ? &*visit : nullptr); }
};

Result<std::optional<Known>> known_booking(const Question& question, BookingId id) {
  RETOUR_ASSIGN(const std::optional<Booking> booking, find(question.tables, id));
  if (!booking) return std::optional<Known>{};
  Known known{*booking, {}};
  RETOUR_ASSIGN(const std::vector<Visit> visits,
                all_of_person<Visit>(question.tables, booking->patient));
  for (const Visit& visit : visits)
    if (visit.booking == id && visit.arrived_at.seconds != 0) known.visit = visit;
  return std::optional<Known>(known);
}

/// Refusal unless nothing has happened to the booking yet.
Verdicts still_open(const Known& known) {
  switch (known.state()) {
    case BookingState::booked:
    case BookingState::confirmed:
    case BookingState::held:
    case BookingState::requested: return allowed();
    case BookingState::arrived:
    case BookingState::entered: return refused(RefusalCode::already_arrived, {known.booking.id});
    case BookingState::done: return refused(RefusalCode::already_finished, {known.booking.id});
    case BookingState::no_show: return refused(RefusalCode::already_no_show, {known.booking.id});
    case BookingState::cancelled:
    case BookingState::entered_in_error:
      return refused(RefusalCode::already_cancelled, {known.booking.id});
  }
  return allowed();
}

/// As above, and somebody has agreed to it.
Verdicts still_booked(const Known& known) {
  RETOUR_RULE(still_open(known));
  return known.booking.hold == Hold::none ? allowed()
                                          : refused(RefusalCode::only_held, {known.booking.id});
}

/// A slot that is written anew: whoever writes it saw the last version, and it must be bookable for
/// what the booking is for.
Verdicts new_place(const Question& question, const Known& known, const Booking& wanted) {
  if (wanted.slot_version != known.booking.slot_version + 1)
    return refused(RefusalCode::slot_stale, {wanted.id});
  Booking next = wanted;
  next.service = known.booking.service;
  next.further_services = known.booking.further_services;
  RETOUR_RULE(bookable_place(question, next));
  return own_clash(question, next);
}

Verdicts move(const Question& question, const Known& known) {
  const Booking& moved = only<Booking>(question.op);
  RETOUR_RULE(still_open(known));
  // What has lapsed holds nothing, wherever it moves.
  if (has_lapsed(known.booking, question.now)) return refused(RefusalCode::only_held, {moved.id});
  if (moved.overbooked) return refused(RefusalCode::malformed_intention);  // an import's word only
  return new_place(question, known, moved);
}

Verdicts cancel(const Question& question, const Known& known) {
  const Booking& cancelled = only<Booking>(question.op);
  RETOUR_RULE(still_open(known));
  if (cancelled.cancelled_at.seconds == 0 && !cancelled.entered_in_error)
    return refused(RefusalCode::date_missing);
  const bool was_booked = known.booking.hold == Hold::none;
  if (was_booked && !cancelled.entered_in_error && cancelled.cancel_reason.is_nil())
    return refused(RefusalCode::reason_missing);
  return exists(question.tables, cancelled.cancel_reason);
}

/// A confirmation; with the slot, what was only held is booked (or was by mistake): then it is
/// judged like a move, for the hold may have lapsed and the time gone.
Verdicts confirm(const Question& question, const Known& known) {
  const Booking& settled = only<Booking>(question.op);
  const bool was_booked = known.booking.hold == Hold::none;
  if (!writes<Booking>(question.op, 0)) {
    RETOUR_RULE(still_booked(known));
    return settled.hold == Hold::none && settled.held_until.seconds == 0
               ? allowed()
               : refused(RefusalCode::malformed_intention);
  }
  RETOUR_RULE(still_open(known));
  if (was_booked == (settled.hold == Hold::none) || settled.overbooked)
    return refused(RefusalCode::malformed_intention);
  return new_place(question, known, settled);
}

/// A cancellation taken back: the slot is claimed again, so it is judged like a move.
Verdicts reinstate(const Question& question, const Known& known) {
  const Booking& restored = only<Booking>(question.op);
  const BookingState state = known.state();
  if (state != BookingState::cancelled && state != BookingState::entered_in_error)
    return refused(RefusalCode::nothing_to_withdraw, {restored.id});
  if (restored.cancelled_at.seconds != 0 || restored.entered_in_error || restored.overbooked)
    return refused(RefusalCode::malformed_intention);
  if (restored.slot_version != known.booking.slot_version + 1)
    return refused(RefusalCode::slot_stale, {restored.id});
  RETOUR_RULE(place(question, restored));
  RETOUR_RULE(slot_time(question, restored));
  return own_clash(question, restored);
}

Verdicts no_show(const Question& question, const Known& known) {
  const Booking& marked = only<Booking>(question.op);
  if (marked.no_show_at.seconds == 0)  // taken back: the patient came after all
    return known.booking.no_show_at.seconds != 0
               ? allowed()
               : refused(RefusalCode::nothing_to_withdraw, {marked.id});
  RETOUR_RULE(still_booked(known));
  if (question.now < known.booking.begin) return refused(RefusalCode::bad_time, {marked.id});
  return allowed();
}

/// Another service on the same slot: it must fit there as a new booking's would. After the arrival
/// the purpose is a fact, which no rule of the schedule may contradict.
Verdicts change_purpose(const Question& question, const Known& known) {
  const Booking& changed = only<Booking>(question.op);
  const BookingState state = known.state();
  if (state == BookingState::cancelled || state == BookingState::entered_in_error)
    return refused(RefusalCode::already_cancelled, {changed.id});
  RETOUR_RULE(exists(question.tables, changed.service));
  for (const ServiceId further : changed.further_services)
    RETOUR_RULE(exists(question.tables, further));
  RETOUR_RULE(itinerary_rule(changed));
  RETOUR_RULE(exists(question.tables, changed.plan_item));
  if (changed.note.size() > note_bytes_max) return refused(RefusalCode::text_too_long);
  const bool has_begun = state == BookingState::arrived || state == BookingState::entered ||
                         state == BookingState::done || state == BookingState::no_show;
  if (has_begun) return allowed();
  if (changed.service == known.booking.service &&
      changed.further_services == known.booking.further_services)
    return allowed();
  Booking next = known.booking;
  next.service = changed.service;
  next.further_services = changed.further_services;
  return needs_met(question, next);
}

}  // namespace

Verdicts booking(const Question& question) {
  const OpKind kind = question.op.header.kind;
  if (question.op.parts.size() > 1) RETOUR_RULE(beside_booking(question));
  if (kind == OpKind::book) return book(question);
  const BookingId id = only<Booking>(question.op).id;
  RETOUR_ASSIGN(const std::optional<Known> known, known_booking(question, id));
  if (!known) return refused(RefusalCode::unknown_thing, {id});
  switch (kind) {
    case OpKind::move_booking: return move(question, *known);
    case OpKind::cancel_booking: return cancel(question, *known);
    case OpKind::reinstate_booking: return reinstate(question, *known);
    case OpKind::mark_no_show: return no_show(question, *known);
    case OpKind::confirm_booking: return confirm(question, *known);
    case OpKind::change_purpose: return change_purpose(question, *known);
    default: return allowed();
  }
}

namespace {

/// Findings that come along with an arrival need the right to note findings.
Verdicts may_note(const Op& op) {
  const bool may = op.header.author.is_nil() || op.header.role == Role::owner ||
                   rule_of(OpKind::note_findings)->actors.has(op.header.role);
  return may ? allowed() : refused(RefusalCode::not_permitted);
}

Verdicts check_in(const Question& question) {
  const Visit& arrival = only<Visit>(question.op);
  RETOUR_ASSIGN(const std::optional<Visit> same, find(question.tables, arrival.id));
  if (same) return refused(RefusalCode::id_in_use, {arrival.id});
  if (arrival.arrived_at.seconds == 0) return refused(RefusalCode::date_missing);
  if (arrival.branch.is_nil()) return refused(RefusalCode::unknown_thing);
  RETOUR_RULE(exists(question.tables, arrival.branch));
  RETOUR_RULE(exists(question.tables, arrival.doctor));
  if (!arrival.findings.empty() && writes<Visit>(question.op, 3)) {
    RETOUR_RULE(may_note(question.op));
    if (arrival.findings.size() > note_bytes_max) return refused(RefusalCode::text_too_long);
  }
  if (arrival.booking.is_nil()) return allowed();  // walked in
  RETOUR_ASSIGN(const std::optional<Known> known, known_booking(question, arrival.booking));
  if (!known || known->booking.patient != arrival.patient)
    return refused(RefusalCode::unknown_thing, {arrival.booking});
  return still_booked(*known);
}

}  // namespace

Verdicts finish(const Question& question, const Visit& change) {
  RETOUR_ASSIGN(const std::optional<Visit> known, find(question.tables, change.id));
  if (!known) return refused(RefusalCode::unknown_thing, {change.id});
  if (known->arrived_at.seconds == 0) return refused(RefusalCode::not_arrived, {change.id});
  if (change.finished_at.seconds != 0 && known->finished_at.seconds != 0)
    return refused(RefusalCode::already_finished, {change.id});
  return allowed();
}

Verdicts visit(const Question& question) {
  if (question.op.header.kind == OpKind::check_in) return check_in(question);
  const Visit& change = only<Visit>(question.op);
  if (question.op.header.kind == OpKind::finish_visit) return finish(question, change);
  RETOUR_ASSIGN(const std::optional<Visit> known, find(question.tables, change.id));
  if (!known) return refused(RefusalCode::unknown_thing, {change.id});
  if (known->arrived_at.seconds == 0) return refused(RefusalCode::not_arrived, {change.id});
  if (question.op.header.kind == OpKind::enter) {
    if (change.entered_at.seconds != 0 && known->entered_at.seconds != 0)
      return refused(RefusalCode::already_entered, {change.id});
    return allowed();
  }
  return change.findings.size() > note_bytes_max ? refused(RefusalCode::text_too_long) : allowed();
}

}  // namespace retour::rules
