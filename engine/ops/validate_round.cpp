// The day's round: wishes for a time, offers, talks about a booking, the close of a day.
#include "ops/validate_rules.hpp"

namespace retour::rules {
namespace {

Verdicts wish(const Question& question, const WaitlistEntry& wish) {
  if (wish.service.is_nil()) return refused(RefusalCode::unknown_thing);
  RETOUR_RULE(exists(question.tables, wish.service));
  RETOUR_RULE(exists(question.tables, wish.doctor));
  RETOUR_RULE(exists(question.tables, wish.branch));
  if (wish.asked_at.seconds == 0 || wish.earliest == LocalDate{})
    return refused(RefusalCode::date_missing);
  const bool days_fit = wish.weekdays > 0 && wish.weekdays <= every_weekday &&
                        (!wish.latest || *wish.latest >= wish.earliest);
  const bool minutes_fit = wish.from_minute >= 0 && wish.from_minute < wish.to_minute &&
                           wish.to_minute <= minutes_per_day;
  if (!days_fit || !minutes_fit) return refused(RefusalCode::bad_time);
  if (wish.note.size() > note_bytes_max) return refused(RefusalCode::text_too_long);
  if (wish.replaces.is_nil()) return allowed();
  RETOUR_ASSIGN(const std::optional<Booking> present, find(question.tables, wish.replaces));
  if (!present || present->patient != wish.patient)
    return refused(RefusalCode::unknown_thing, {wish.replaces});
  return allowed();
}

/// Refusal unless the patient still waits.
Verdicts still_waits(const WaitlistEntry& known) {
  if (!known.booked.is_nil()) return refused(RefusalCode::already_done, {known.booked});
  return known.left_at.seconds == 0 ? allowed() : refused(RefusalCode::already_done, {known.id});
}

Verdicts offer(const Question& question, const WaitlistEntry& offered, const WaitlistEntry& known) {
  RETOUR_RULE(still_waits(known));
  if (offered.offered_at.seconds == 0) return refused(RefusalCode::date_missing);
  if (offered.expires_at <= offered.offered_at) return refused(RefusalCode::bad_time);
  if (offered.offered_begin < question.now) return refused(RefusalCode::in_the_past);
  return bookable_place(question, offered_booking(offered));
}

Verdicts end_of_offer(const Question& question, const WaitlistEntry& known) {
  const WaitlistEntry& ended = only<WaitlistEntry>(question.op);
  RETOUR_RULE(still_waits(known));
  if (known.offered_at.seconds == 0) return refused(RefusalCode::nothing_to_withdraw, {known.id});
  if (ended.offered_at.seconds != 0) return refused(RefusalCode::malformed_intention);
  if (!writes<WaitlistEntry>(question.op, 2)) return allowed();
  const bool counts =
      ended.declined == known.declined + 1 && ended.booked.is_nil() && ended.left_at.seconds == 0;
  return counts ? allowed() : refused(RefusalCode::malformed_intention);
}

Verdicts leaving(const Question& question, const WaitlistEntry& known) {
  const WaitlistEntry& left = only<WaitlistEntry>(question.op);
  RETOUR_RULE(still_waits(known));
  if (!left.booked.is_nil()) return refused(RefusalCode::malformed_intention);
  if (left.left_at.seconds == 0) return refused(RefusalCode::date_missing);
  if (left.left_reason.is_nil()) return refused(RefusalCode::reason_missing);
  return exists(question.tables, left.left_reason);
}

Verdicts attempt(const Question& question, const ContactAttempt& talk) {
  if (talk.at.seconds == 0) return refused(RefusalCode::date_missing);
  if (talk.next_at.seconds != 0 && talk.next_at <= talk.at) return refused(RefusalCode::bad_time);
  if (talk.note.size() > note_bytes_max) return refused(RefusalCode::text_too_long);
  RETOUR_ASSIGN(const std::optional<Booking> about, find(question.tables, talk.booking));
  return about && about->patient == talk.patient
             ? allowed()
             : refused(RefusalCode::unknown_thing, {talk.booking});
}

/// What a shift says is said once; whoever comes next reads it.
Verdicts hand_over(const Question& question) {
  const HandOver& said = only<HandOver>(question.op);
  RETOUR_ASSIGN(const std::optional<HandOver> known, find(question.tables, said.id));
  if (question.op.header.kind == OpKind::read_hand_over) {
    if (!known) return refused(RefusalCode::unknown_thing, {said.id});
    if (said.read_at.seconds == 0) return refused(RefusalCode::date_missing);
    return known->read_at.seconds == 0 ? exists(question.tables, said.read_by)
                                       : refused(RefusalCode::already_done, {said.id});
  }
  if (known) return refused(RefusalCode::id_in_use, {said.id});
  if (said.branch.is_nil()) return refused(RefusalCode::unknown_thing);
  RETOUR_RULE(exists(question.tables, said.branch));
  RETOUR_RULE(exists(question.tables, said.written_by));
  if (said.written_at.seconds == 0 || said.date == LocalDate{})
    return refused(RefusalCode::date_missing);
  if (said.note.empty()) return refused(RefusalCode::note_missing);
  return said.note.size() > note_bytes_max ? refused(RefusalCode::text_too_long) : allowed();
}

Verdicts close(const Question& question) {
  const DayClose& closed = only<DayClose>(question.op);
  if (closed.branch.is_nil()) return refused(RefusalCode::unknown_thing);
  RETOUR_RULE(exists(question.tables, closed.branch));
  if (closed.closed_at.seconds == 0 || closed.date == LocalDate{})
    return refused(RefusalCode::date_missing);
  if (closed.counted_minor.size() != payment_method_count ||
      closed.expected_minor.size() != payment_method_count)
    return refused(RefusalCode::malformed_intention);
  // What is expected may be below nothing: more was given back than came in.
  for (const std::int64_t counted : closed.counted_minor) {
    if (counted < -amount_minor_max || counted > amount_minor_max)
      return refused(RefusalCode::too_many, {}, amount_minor_max);
  }
  return closed.note.size() > note_bytes_max ? refused(RefusalCode::text_too_long) : allowed();
}

}  // namespace

Verdicts beside_booking(const Question& question) {
  const Booking& booking = only<Booking>(question.op);
  for (const Part& part : question.op.parts) {
    if (const auto* talk = std::get_if<ContactAttempt>(&part.entity)) {
      if (talk->booking != booking.id) return refused(RefusalCode::malformed_intention);
      RETOUR_RULE(attempt(question, *talk));
    }
    const auto* wish = std::get_if<WaitlistEntry>(&part.entity);
    if (wish == nullptr) continue;
    RETOUR_ASSIGN(const std::optional<WaitlistEntry> known, find(question.tables, wish->id));
    if (!known) return refused(RefusalCode::unknown_thing, {wish->id});
    if (wish->declined != known->declined || wish->left_at.seconds != 0)
      return refused(RefusalCode::malformed_intention);
    if (wish->booked.is_nil()) {  // the act is taken back: the patient waits again
      if (question.op.header.kind == OpKind::book || known->booked != booking.id)
        return refused(RefusalCode::nothing_to_withdraw, {wish->id});
      continue;
    }
    if (wish->booked != booking.id || question.op.header.kind == OpKind::cancel_booking)
      return refused(RefusalCode::malformed_intention);
    RETOUR_RULE(still_waits(*known));
  }
  return allowed();
}

Verdicts round(const Question& question) {
  const OpKind kind = question.op.header.kind;
  if (kind == OpKind::close_day) return close(question);
  if (kind == OpKind::write_hand_over || kind == OpKind::read_hand_over) return hand_over(question);
  if (kind == OpKind::note_contact) return attempt(question, only<ContactAttempt>(question.op));
  const WaitlistEntry& entry = only<WaitlistEntry>(question.op);
  RETOUR_ASSIGN(const std::optional<WaitlistEntry> known, find(question.tables, entry.id));
  if (kind == OpKind::join_waitlist)
    return known ? refused(RefusalCode::id_in_use, {entry.id}) : wish(question, entry);
  if (!known) return refused(RefusalCode::unknown_thing, {entry.id});
  switch (kind) {
    case OpKind::change_wish: {
      RETOUR_RULE(still_waits(*known));
      return wish(question, entry);
    }
    case OpKind::offer_time: return offer(question, entry, *known);
    case OpKind::end_offer: return end_of_offer(question, *known);
    case OpKind::leave_waitlist: return leaving(question, *known);
    default: return allowed();
  }
}

}  // namespace retour::rules
