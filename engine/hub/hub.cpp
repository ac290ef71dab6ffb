#include "hub/hub.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace retour::hub {
namespace {

constexpr FacetMask slot_facet = 1U << 0;
constexpr FacetMask cancellation_facet = 1U << 3;

/// First lane below `lanes` that is free at `quantum`; nothing when all are held by others.
std::optional<std::int32_t> free_lane(const std::vector<Claim>& claims, std::int64_t quantum,
                                      std::int32_t lanes, BookingId own) {
  for (std::int32_t lane = 0; lane < lanes; ++lane) {
    const bool held = std::ranges::any_of(claims, [&](const Claim& claim) {
      return claim.quantum == quantum && claim.lane == lane && claim.booking != own;
    });
    if (!held) return lane;
  }
  return std::nullopt;
}

}  // namespace

Slot wanted_slot(const Booking& booking, ImportBatchId batch) {
  Slot slot{.booking = booking.id, .patient = booking.patient, .batch = batch,
            .version = booking.slot_version, .resources = {}};
  if (booking.begin_minute == untimed_minute) return slot;
  for (const IdBytes& id : {IdBytes(booking.doctor), IdBytes(booking.room), IdBytes(booking.device)})
    if (!id.is_nil()) slot.resources.push_back(id);
  // Sorted, so that two bookings never wait for each other in a store with row locks.
  std::ranges::sort(slot.resources);
  slot.quantum_begin = quantum_of(booking.begin);
  slot.quantum_end = quantum_at_or_after(booking.begin.plus_minutes(booking.length_minutes));
  return slot;
}

Result<Answer> Hub::offer(const EncodedOp& encoded, std::int64_t now_milliseconds) {
  RETOUR_ASSIGN(const Op op, decode(encoded));
  return offer(op, encoded, now_milliseconds);
}

Result<Answer> Hub::offer(const Op& op, const EncodedOp& encoded, std::int64_t now_milliseconds) {
  const Digest digest = encoded.digest();
  RETOUR_ASSIGN(const std::optional<LogStore::Known> known, store_.find(op.header.id));
  if (known) {
    if (known->digest != digest)
      return fail(FailureCode::conflict, "op id " + to_text(op.header.id) + " has other content");
    return Answer{known->envelope, {}, true};
  }
  RETOUR_ASSIGN(const Judgement judgement, judge(op, now_milliseconds));
  RETOUR_ASSIGN(Head head, store_.head());
  Envelope envelope;
  envelope.seq = head.seq + 1;
  envelope.verdict = judgement.verdict;
  envelope.at = clamp(op.header.at, now_milliseconds);
  head.chain = chain_link(head.chain, envelope.seq, envelope.verdict, envelope.at, digest);
  head.seq = envelope.seq;
  head.at = std::max(head.at, envelope.at);
  RETOUR_TRY(store_.append({envelope, op.header.id, subjects_of(op), serialize(encoded)}, head));
  return Answer{envelope, judgement.conflict, false};
}

Result<Hub::Judgement> Hub::judge(const Op& op, std::int64_t now_milliseconds) {
  for (const Part& part : op.parts) {
    if (const auto* booking = std::get_if<Booking>(&part.entity)) {
      const bool gone = (part.facets & cancellation_facet) != 0 &&
                        (booking->cancelled_at.seconds != 0 || booking->entered_in_error);
      if (gone) {
        RETOUR_TRY(store_.release(booking->id));
      } else if ((part.facets & slot_facet) != 0) {
        const bool is_new = part.facets == all_facets<Booking>;
        RETOUR_ASSIGN(Judgement judgement, judge_slot(op, *booking, is_new, now_milliseconds));
        if (judgement.verdict != Verdict::accepted) return judgement;
      }
    } else if (const auto* withdrawal = std::get_if<Withdrawal>(&part.entity)) {
      if (!withdrawal->import_batch.is_nil())
        RETOUR_TRY(store_.release_batch(withdrawal->import_batch, withdrawal->kept));
    }
  }
  return Judgement{};
}

Result<Hub::Judgement> Hub::judge_slot(const Op& op, const Booking& booking, bool is_new,
                                       std::int64_t now_milliseconds) {
  const Slot slot = wanted_slot(booking, op.header.batch);
  const bool holds_nothing = slot.resources.empty() || slot.quantum_begin == slot.quantum_end;
  const bool imported = !op.header.batch.is_nil();
  // Imported history cannot be contested any more.
  const bool is_over = imported && slot.quantum_end * quantum_seconds * 1000 <= now_milliseconds;
  if (is_new && (holds_nothing || is_over)) return Judgement{};  // no row is spent on it
  RETOUR_ASSIGN(const std::optional<std::int32_t> version, store_.slot_version(booking.id));
  // A booking without a slot row was new and held nothing: its version is 1.
  const std::int32_t current = version.value_or(is_new ? 0 : 1);
  if (!imported && booking.slot_version != current + 1)
    return Judgement{Verdict::slot_stale, {booking.id}};
  if (slot.quantum_end - slot.quantum_begin > quanta_per_slot_max)
    return fail(FailureCode::limit, "a slot is longer than a day");
  std::vector<LogStore::Held> held;
  for (const IdBytes& resource : slot.resources) {
    RETOUR_ASSIGN(const std::vector<Claim> others,
                  store_.claims(resource, slot.quantum_begin, slot.quantum_end));
    RETOUR_ASSIGN(std::int32_t lanes, store_.capacity(resource));
    if (imported) lanes += overbooked_lanes_max;
    LogStore::Held& mine = held.emplace_back(resource, std::vector<Claim>{});
    for (std::int64_t quantum = slot.quantum_begin; quantum < slot.quantum_end; ++quantum) {
      const auto lane = free_lane(others, quantum, lanes, booking.id);
      if (lane) {
        mine.claims.push_back({quantum, *lane, booking.id});
        continue;
      }
      if (imported) continue;  // beyond every lane: it lands all the same, as a conflict
      const auto holder = std::ranges::find(others, quantum, &Claim::quantum);
      RETOUR_CHECK(holder != others.end());
      return Judgement{Verdict::slot_taken, {resource, holder->booking}};
    }
  }
  RETOUR_TRY(store_.hold(slot, held));
  return Judgement{};
}

}  // namespace retour::hub
