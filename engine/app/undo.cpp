// Taking back: every reversible act has an inverse that is itself an op in the log.
//
//   book              -> cancel_booking, entered in error      the slot is free again, and so is
//                                                              the wish that it had settled
//   move_booking      -> move_booking back to where it was     judged by the hub like any move
//   cancel_booking    -> reinstate_booking                     judged by the hub like any move
//   reinstate         -> cancel_booking with the old reason
//   a hold settled    -> confirm_booking that makes it a hold again
//   everything else   -> withdraw: the op counts no more and its unit is folded again without it
//
// An act of several is taken back in one transaction: one withdrawal of what can be withdrawn, then
// the inverses of its slot ops, the newest first. Any of them refused, nothing happens, and the
// refusal says which booking cannot go back.
//
// A withdrawal is refused when a later op of the same unit rests on the thing: it writes the same
// entity, or names its id anywhere in its bytes. Looking for the raw 16 bytes is coarse, general
// and cheap; a false hit would need a 128-bit coincidence.
#include <algorithm>

#include "app/booking_moves.hpp"
#include "app/clinic.hpp"
#include "base/check.hpp"
#include "base/order.hpp"
#include "model/field_codec.hpp"
#include "ops/op_kind.hpp"
#include "ops/same_person.hpp"

namespace retour::app {
namespace {

constexpr std::string_view withdrawing_key = "withdrawing";
constexpr std::size_t ops_per_slice = 200;

/// Ops that the hub judged: they are turned round, never withdrawn. A confirmation is one when it
/// settled what was only held.
bool is_slot_op(const Op& op) {
  switch (op.header.kind) {
    case OpKind::book:
    case OpKind::move_booking:
    case OpKind::cancel_booking:
    case OpKind::reinstate_booking: return true;
    case OpKind::confirm_booking: return (op.parts.front().facets & 1U) != 0;
    default: return false;
  }
}

bool is_reversible(OpKind kind) {
  switch (kind) {
    case OpKind::withdraw:
    case OpKind::erase_patient:
    case OpKind::record_read:
    case OpKind::begin_import:
    case OpKind::import_row:
    case OpKind::finish_import:
    case OpKind::flag_vanished:
    case OpKind::set_up_clinic: return false;
    default: return true;
  }
}

/// Whether what the op is about was to stay when its import was taken back.
bool stays(const Withdrawal& withdrawal, const Op& op) {
  const auto is_kept = [&](const IdBytes& id) {
    return std::ranges::binary_search(withdrawal.kept, PatientId(id));
  };
  return is_kept(op.header.patient) || std::ranges::any_of(op.parts, [&](const Part& part) {
           return is_kept(id_of(part.entity));
         });
}

/// The op as if it had been written after so many moves of its booking.
Op with_later_moves(Op op, std::int32_t later) {
  for (Part& part : op.parts)
    if (auto* booking = std::get_if<Booking>(&part.entity)) booking->slot_version += later;
  return op;
}

/// Adds to the inverse of a slot op that the wish which it settled is open again.
Status reopen_wish(Tables& tables, const Op& op, Draft& inverse) {
  for (const Part& part : op.parts) {
    const auto* settled = std::get_if<WaitlistEntry>(&part.entity);
    if (settled == nullptr || settled->booked.is_nil()) continue;
    RETOUR_ASSIGN(std::optional<WaitlistEntry> known, find(tables, settled->id));
    if (!known || known->booked != settled->booked) continue;
    known->booked = {};
    inverse.parts.push_back(facets_of(*known, 2));
  }
  return {};
}

/// Calls `f` with the id of everything that an import makes beside patients and their facts.
template <class F>
Status for_each_thing(const Catalogue& catalogue, F&& f) {
  for (const Staff& one : catalogue.staff) RETOUR_TRY(f(one.id));
  for (const Service& one : catalogue.services) RETOUR_TRY(f(one.id));
  for (const Source& one : catalogue.sources) RETOUR_TRY(f(one.id));
  for (const Specialty& one : catalogue.specialties) RETOUR_TRY(f(one.id));
  return {};
}

}  // namespace

void Clinic::note_for_undo(const Op& op) {
  if (is_reversible(op.header.kind))
    made_.push_back({op.header.id, op.header.kind, {}, is_slot_op(op)});
}

void Clinic::remember(std::vector<Undoable> made) {
  for (Undoable& one : made) {
    if (undo_list_.size() == undo_list_max) undo_list_.erase(undo_list_.begin());
    undo_list_.push_back(std::move(one));
  }
}

Result<Outcome> Clinic::undo(OpId id) {
  const auto act = std::ranges::find(undo_list_, id, &Undoable::op);
  std::vector<OpId> ops;
  if (act != undo_list_.end()) ops = act->before;
  ops.push_back(id);
  return turn_back(ops);
}

/// Takes ops back, given oldest first: all of them or none.
Result<Outcome> Clinic::turn_back(std::span<const OpId> ops) {
  std::vector<OpId> withdrawn;
  std::vector<Draft> inverses;
  std::vector<IdBytes> bookings;  // by inverse
  for (std::size_t i = ops.size(); i-- > 0;) {
    RETOUR_ASSIGN(const std::optional<store::LoggedOp> target, log_.find(ops[i]));
    if (!target || !target->counts())
      return Outcome(Refusal{RefusalCode::nothing_to_withdraw, {ops[i]}, 0});
    RETOUR_ASSIGN(const EncodedOp encoded, parse_op(target->bytes));
    RETOUR_ASSIGN(const Op op, decode(encoded));
    if (!is_slot_op(op)) {
      withdrawn.insert(withdrawn.begin(), ops[i]);
      continue;
    }
    RETOUR_ASSIGN(const std::optional<Refusal> forbidden, check_may_undo(op));
    if (forbidden) return Outcome(*forbidden);
    const IdBytes booking = id_of(op.parts.front().entity);
    // What one act moved twice goes back twice, the later move first.
    const auto later = static_cast<std::int32_t>(std::ranges::count(bookings, booking));
    RETOUR_ASSIGN(std::optional<Draft> inverse,
                  inverse_of_slot_op(*target, later == 0 ? op : with_later_moves(op, later)));
    if (!inverse) return Outcome(Refusal{RefusalCode::has_later_facts, {ops[i], booking}, 0});
    if (later > 0 && inverse->kind == OpKind::move_booking)
      std::get<Booking>(inverse->parts.front().entity).slot_version += later;
    RETOUR_TRY(reopen_wish(tables_, op, *inverse));
    inverses.push_back(std::move(*inverse));
    bookings.push_back(booking);
  }
  if (inverses.empty()) return withdraw_ops(withdrawn);
  for (const OpId& id : withdrawn) {
    RETOUR_ASSIGN(const std::optional<Refusal> refusal, check_undo(id, ops));
    if (refusal) return Outcome(*refusal);
  }
  std::vector<Draft> drafts;
  if (!withdrawn.empty()) drafts.push_back({OpKind::withdraw, {whole(withdrawal_of(withdrawn))}});
  std::ranges::move(inverses, std::back_inserter(drafts));
  RETOUR_ASSIGN(Outcome outcome, submit_all(drafts, {}, store::Sync::now));
  made_.clear();
  if (auto* refusal = std::get_if<Refusal>(&outcome)) {
    const std::size_t first = drafts.size() - bookings.size();
    if (refused_at_ >= first) refusal->things.push_back(bookings[refused_at_ - first]);
    return outcome;
  }
  forget_undone(ops);
  return outcome;
}

/// Taking back is doing: who may not record a payment may not undo one either (IM-09).
Result<std::optional<Refusal>> Clinic::check_may_undo(const Op& op) {
  const OpRule* rule = rule_of(op.header.kind);
  const bool may = session_.staff.is_nil() || session_.role == Role::owner ||
                   (rule != nullptr && rule->actors.has(session_.role));
  return may ? std::optional<Refusal>{}
             : std::optional<Refusal>(Refusal{RefusalCode::not_permitted, {op.header.id}, 0});
}

/// Why the op cannot be withdrawn; ops of the same act, `together`, do not stand in the way.
Result<std::optional<Refusal>> Clinic::check_undo(OpId id, std::span<const OpId> together) {
  RETOUR_ASSIGN(const std::optional<store::LoggedOp> target, log_.find(id));
  const std::optional<Refusal> nothing = Refusal{RefusalCode::nothing_to_withdraw, {id}, 0};
  if (!target || !target->counts()) return nothing;
  RETOUR_ASSIGN(const EncodedOp encoded, parse_op(target->bytes));
  RETOUR_ASSIGN(const Op op, decode(encoded));
  if (!is_reversible(op.header.kind) || is_slot_op(op)) return nothing;
  RETOUR_ASSIGN(const std::optional<Refusal> forbidden, check_may_undo(op));
  if (forbidden) return forbidden;
  return check_withdrawal(*target, op, together);
}

/// One withdrawal of all of them, or a refusal.
Result<Outcome> Clinic::withdraw_ops(std::span<const OpId> ops) {
  for (const OpId& id : ops) {
    RETOUR_ASSIGN(const std::optional<Refusal> refusal, check_undo(id, ops));
    if (refusal) return Outcome(*refusal);
  }
  RETOUR_ASSIGN(Outcome outcome, submit({OpKind::withdraw, {whole(withdrawal_of(ops))}}));
  if (std::holds_alternative<Accepted>(outcome)) forget_undone(ops);
  return outcome;
}

Withdrawal Clinic::withdrawal_of(std::span<const OpId> ops) {
  Withdrawal withdrawal;
  withdrawal.id = new_id<Withdrawal>();
  withdrawal.ops = {ops.begin(), ops.end()};
  withdrawal.at = now();
  withdrawal.by = session_.staff;
  return withdrawal;
}

void Clinic::forget_undone(std::span<const OpId> ops) {
  std::erase_if(undo_list_, [&](const Undoable& undoable) {
    return std::ranges::find(ops, undoable.op) != ops.end();
  });
}

/// The slot op turned round, from what the booking was before it; nothing when something else
/// happened to the booking since.
Result<std::optional<Draft>> Clinic::inverse_of_slot_op(const store::LoggedOp& target,
                                                        const Op& op) {
  const auto part = std::ranges::find_if(
      op.parts, [](const Part& one) { return std::holds_alternative<Booking>(one.entity); });
  const Booking& written = std::get<Booking>(part->entity);
  RETOUR_ASSIGN(const std::optional<Booking> known, find(tables_, written.id));
  if (!known) return std::optional<Draft>{};
  Booking inverse = *known;
  switch (op.header.kind) {
    case OpKind::book:
    case OpKind::reinstate_booking: {
      inverse.cancelled_at = now();
      inverse.entered_in_error = true;
      return std::optional<Draft>({OpKind::cancel_booking, {facets_of(inverse, 3)}});
    }
    case OpKind::cancel_booking: {
      inverse.cancelled_at = {};
      inverse.cancel_reason = {};
      inverse.cancelled_by_clinic = inverse.entered_in_error = false;
      ++inverse.slot_version;
      return std::optional<Draft>({OpKind::reinstate_booking, {facets_of(inverse, 0, 3)}});
    }
    default: break;
  }
  if (known->slot_version != written.slot_version) return std::optional<Draft>{};
  // Where it was: the booking as the log below the move leaves it.
  RETOUR_ASSIGN(const std::vector<BookingPlace> places,
                places_of_booking(log_, op.header.patient, written.id, target.seq));
  if (places.empty()) return std::optional<Draft>{};
  Booking before = places.back().booking;
  before.patient = written.patient;
  before.slot_version = known->slot_version + 1;
  if (op.header.kind == OpKind::confirm_booking) {
    before.confirmed_at = known->confirmed_at;
    before.hold = places.front().booking.hold;
    before.held_until = places.front().booking.held_until;
    return std::optional<Draft>({OpKind::confirm_booking, {facets_of(before, 0, 2)}});
  }
  return std::optional<Draft>({OpKind::move_booking, {facets_of(before, 0)}});
}

Result<std::optional<Refusal>> Clinic::check_withdrawal(const store::LoggedOp& target, const Op& op,
                                                        std::span<const OpId> together) {
  RETOUR_ASSIGN(const std::uint64_t base, store::base_seq(*database_));
  if (target.seq <= base)
    return std::optional<Refusal>(Refusal{RefusalCode::nothing_to_withdraw, {target.id}, 0});
  if (op.header.kind == OpKind::register_patient) {
    // Another card's word that it is the same person stands in that card's part of the log.
    RETOUR_ASSIGN(const std::vector<PatientId> cards, same_person(tables_, op.header.patient));
    if (cards.size() > 1)
      return std::optional<Refusal>(Refusal{RefusalCode::has_later_facts, {cards[1]}, 0});
  }
  if (op.header.kind == OpKind::merge_patients) {
    RETOUR_ASSIGN(std::vector<IdBytes> across, facts_across(tables_, op.header.patient));
    if (!across.empty())
      return std::optional<Refusal>(Refusal{RefusalCode::has_later_facts, std::move(across), 0});
  }
  std::vector<IdBytes> subjects = subjects_of(op);
  if (!op.header.patient.is_nil()) {
    // Money of one card of a person may rest on money of another.
    RETOUR_ASSIGN(const std::vector<PatientId> cards, same_person(tables_, op.header.patient));
    for (const PatientId card : cards)
      if (card != op.header.patient) subjects.push_back(card);
  }
  for (const IdBytes& subject : subjects) {
    RETOUR_ASSIGN(const std::vector<std::uint64_t> seqs, log_.seqs_of(subject));
    for (const std::uint64_t seq : seqs) {
      if (seq <= target.seq) continue;
      RETOUR_ASSIGN(const std::optional<store::LoggedOp> later, log_.at_seq(seq));
      if (!later || !later->counts()) continue;
      if (std::ranges::find(together, later->id) != together.end()) continue;
      for (const Part& part : op.parts) {
        // Reading a card rests on nothing.
        RETOUR_ASSIGN(const EncodedOp encoded, parse_op(later->bytes));
        RETOUR_ASSIGN(const Op header, decode_header(encoded.header));
        if (header.header.kind == OpKind::record_read) break;
        if (store::mentions(later->bytes, id_of(part.entity)))
          return std::optional<Refusal>(
              Refusal{RefusalCode::has_later_facts, {id_of(part.entity), later->id}, 0});
      }
    }
  }
  return std::optional<Refusal>{};
}

Status Clinic::apply_withdrawal(const Withdrawal& withdrawal, std::uint64_t by) {
  for (const OpId& id : withdrawal.ops) {
    RETOUR_ASSIGN(const std::optional<store::LoggedOp> target, log_.find(id));
    if (!target) return fail(FailureCode::not_found, "withdrawn op " + to_text(id));
    RETOUR_TRY(log_.mark_withdrawn(target->seq, by));
    RETOUR_ASSIGN(const EncodedOp encoded, parse_op(target->bytes));
    RETOUR_ASSIGN(const Op op, decode_header(encoded.header));
    for (const IdBytes& subject : subjects_of(op))
      RETOUR_TRY(store::refold(tables_, log_, subject));
    for (const Part& part : op.parts)
      touched_.emplace_back(kind_of(part.entity), id_of(part.entity));
  }
  if (withdrawal.import_batch.is_nil()) return {};
  // The rows themselves go in slices; each slice leaves tables and log in agreement, and the mark
  // makes an interrupted withdrawal go on after the next start.
  Bytes mark;
  ByteWriter out(mark);
  out.put_id(withdrawal.import_batch);
  out.put_id(withdrawal.id);
  out.put_unsigned(by);
  out.put_unsigned(0);
  return store::write_meta(*database_, withdrawing_key, mark);
}

/// Patients about whom somebody wrote after the import began, other than the import itself.
/// Opening a card does not count. Sorted.
Result<std::vector<PatientId>> Clinic::patients_with_later_facts(ImportBatchId batch) {
  std::vector<PatientId> patients;
  store::Statement row = database_->query(
      "SELECT subject, bytes FROM op_subject JOIN patient ON patient.id = op_subject.subject "
      "JOIN op ON op.seq = op_subject.seq "
      "WHERE op.seq > (SELECT min(seq) FROM op_subject WHERE subject = ?1) "
      "AND instr(op.bytes, ?1) = 0 AND op.verdict = 0 AND op.withdrawn_by IS NULL "
      "ORDER BY subject",
      IdBytes(batch));
  while (patients.size() <= list_length_max) {
    RETOUR_ASSIGN(const bool found, row.step());
    if (!found) break;
    RETOUR_ASSIGN(const EncodedOp encoded, parse_op(row.blob(1)));
    RETOUR_ASSIGN(const Op op, decode_header(encoded.header));
    const PatientId patient = row.id_as<Patient>(0);
    if (op.header.kind == OpKind::record_read) continue;
    if (patients.empty() || patients.back() != patient) patients.push_back(patient);
  }
  // Whoever another card is the same as must not leave it without anybody to stand for it.
  store::Statement named = database_->query("SELECT survivor FROM merged_patient");
  while (true) {
    RETOUR_ASSIGN(const bool found, named.step());
    if (!found) break;
    patients.push_back(named.id_as<Patient>(0));
  }
  sort_stably(patients);
  const auto repeated = std::ranges::unique(patients);
  patients.erase(repeated.begin(), repeated.end());
  return patients;
}

/// Doctors, services, sources and specialties that the import made and that something which stays
/// names: other people's ops since then, patients of the import who stay, or such a thing itself.
/// They stay as well, or bookings would point at nobody. O(ops since the import began).
Result<std::vector<IdBytes>> Clinic::things_still_named(ImportBatchId batch,
                                                        const std::vector<PatientId>& kept) {
  std::vector<IdBytes> open;  // made by the import, nobody that stays names them so far
  RETOUR_TRY(for_each_thing(catalogue_, [&](const IdBytes& id) -> Status {
    RETOUR_ASSIGN(const std::vector<std::uint64_t> seqs, log_.seqs_of(id));
    if (seqs.empty()) return {};
    RETOUR_ASSIGN(const std::optional<store::LoggedOp> made, log_.at_seq(seqs.front()));
    if (made && store::mentions(made->bytes, batch)) open.push_back(id);
    return {};
  }));
  std::vector<IdBytes> named;
  const auto look_in = [&](const Bytes& bytes) {
    const auto rest = std::ranges::partition(
        open, [&](const IdBytes& id) { return !store::mentions(bytes, id); });
    named.insert(named.end(), rest.begin(), rest.end());
    open.erase(rest.begin(), rest.end());
  };
  const auto look_at = [&](store::Statement row) -> Status {
    while (!open.empty()) {
      RETOUR_ASSIGN(const bool found, row.step());
      if (!found) break;
      const ByteView bytes = row.blob(0);
      look_in(Bytes(bytes.begin(), bytes.end()));
    }
    return {};
  };
  RETOUR_TRY(look_at(database_->query(
      "SELECT bytes FROM op WHERE seq > (SELECT min(seq) FROM op_subject WHERE subject = ?1) "
      "AND instr(bytes, ?1) = 0 AND verdict = 0 AND withdrawn_by IS NULL",
      IdBytes(batch))));
  for (const PatientId patient : kept)
    RETOUR_TRY(look_at(database_->query(
        "SELECT op.bytes FROM op_subject JOIN op ON op.seq = op_subject.seq WHERE subject = ?",
        patient)));
  for (std::size_t i = 0; i < named.size() && !open.empty(); ++i)  // grows meanwhile
    RETOUR_TRY(look_at(database_->query(
        "SELECT op.bytes FROM op_subject JOIN op ON op.seq = op_subject.seq WHERE subject = ?",
        IdBytes(named[i]))));
  return named;
}

Result<Outcome> Clinic::withdraw_import(ImportBatchId batch) {
  RETOUR_ASSIGN(const std::optional<ImportBatch> known, find(tables_, batch));
  if (!known) return Outcome(Refusal{RefusalCode::unknown_thing, {batch}, 0});
  RETOUR_ASSIGN(const Bytes running, store::read_meta(*database_, withdrawing_key));
  if (!running.empty()) return Outcome(Refusal{RefusalCode::already_done, {batch}, 0});
  Withdrawal withdrawal;
  withdrawal.id = new_id<Withdrawal>();
  withdrawal.import_batch = batch;
  withdrawal.at = now();
  withdrawal.by = session_.staff;
  RETOUR_ASSIGN(withdrawal.kept, patients_with_later_facts(batch));
  RETOUR_ASSIGN(const std::vector<IdBytes> things, things_still_named(batch, withdrawal.kept));
  for (const IdBytes& thing : things) withdrawal.kept.emplace_back(thing);
  sort_stably(withdrawal.kept);
  if (withdrawal.kept.size() > list_length_max)
    return Outcome(
        Refusal{RefusalCode::too_many, {batch}, static_cast<std::int64_t>(list_length_max)});
  RETOUR_ASSIGN(Outcome outcome, submit({OpKind::withdraw, {whole(withdrawal)}}));
  if (std::holds_alternative<Accepted>(outcome)) RETOUR_TRY(resume_withdrawal());
  return outcome;
}

Status Clinic::resume_withdrawal() {
  RETOUR_ASSIGN(const Bytes mark, store::read_meta(*database_, withdrawing_key));
  if (mark.empty()) return {};
  ByteReader in(mark);
  const ImportBatchId batch(in.id());
  if (!in.ok()) return fail(FailureCode::corrupt, "withdrawal mark");
  jobs_.start("job.withdraw_import",
              [this, batch](JobControl& control) { return withdraw_slices(control, batch); });
  return {};
}

Job Clinic::withdraw_slices(JobControl& control, ImportBatchId batch) {
  while (true) {
    const Result<bool> more = withdraw_slice(batch, control);
    ++generation_;
    // On failure the mark stays: the next start goes on.
    if (!more || !*more) co_return;
    co_await control.breathe();
  }
}

Result<bool> Clinic::withdraw_slice(ImportBatchId batch, JobControl& control) {
  RETOUR_ASSIGN(const Bytes mark, store::read_meta(*database_, withdrawing_key));
  ByteReader in(mark);
  const ImportBatchId marked(in.id());
  const WithdrawalId withdrawal_id(in.id());
  const std::uint64_t by = in.unsigned_number();
  std::uint64_t after = in.unsigned_number();
  if (!in.ok() || marked != batch) return fail(FailureCode::corrupt, "withdrawal mark");
  RETOUR_ASSIGN(const std::optional<Withdrawal> withdrawal, find(tables_, withdrawal_id));
  if (!withdrawal) return fail(FailureCode::corrupt, "withdrawal is gone");
  if (after == 0) {
    RETOUR_ASSIGN(const std::vector<std::uint64_t> begun, log_.seqs_of(batch));
    if (!begun.empty()) after = begun.front();
  }
  control.total = static_cast<std::int64_t>(by);
  control.done = static_cast<std::int64_t>(after);
  RETOUR_ASSIGN(store::Transaction change, database_->begin());
  RETOUR_ASSIGN(const std::vector<store::LoggedOp> ops, log_.after(after, ops_per_slice));
  std::vector<IdBytes> subjects;
  bool catalogue_changed = false;
  for (const store::LoggedOp& logged : ops) {
    after = logged.seq;
    if (logged.seq >= by || !logged.counts()) continue;
    RETOUR_ASSIGN(const EncodedOp encoded, parse_op(logged.bytes));
    RETOUR_ASSIGN(const Op op, decode_header(encoded.header));
    if (op.header.batch != batch || op.header.kind != OpKind::import_row) continue;
    if (stays(*withdrawal, op)) continue;
    RETOUR_TRY(log_.mark_withdrawn(logged.seq, by));
    for (const IdBytes& subject : subjects_of(op)) subjects.push_back(subject);
    for (const Part& part : op.parts) catalogue_changed |= Catalogue::holds(kind_of(part.entity));
  }
  sort_stably(subjects);
  const auto [first, last] = std::ranges::unique(subjects);
  subjects.erase(first, last);
  for (const IdBytes& subject : subjects) RETOUR_TRY(store::refold(tables_, log_, subject));
  const bool done = ops.empty() || after >= by;
  Bytes next;
  ByteWriter out(next);
  if (!done) {
    out.put_id(batch);
    out.put_id(withdrawal_id);
    out.put_unsigned(by);
    out.put_unsigned(after);
  }
  RETOUR_TRY(store::write_meta(*database_, withdrawing_key, next));
  RETOUR_TRY(change.commit());
  if (catalogue_changed) {
    RETOUR_ASSIGN(catalogue_, Catalogue::load(tables_));
    changes_.note_everything();
  }
  return !done;
}

}  // namespace retour::app
