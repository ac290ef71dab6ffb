#include "hub/hub.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/check.hpp"
#include "base/order.hpp"

namespace retour::hub {
namespace {

constexpr FacetMask slot_facet = 1U << 0;
constexpr FacetMask confirmation_facet = 1U << 2;
constexpr FacetMask cancellation_facet = 1U << 3;

/// The claims of others at one quantum, and the lane that a newcomer would take.
struct Lanes {
  std::int32_t taken = 0;   ///< By others; a session counts once, however many are in it.
  std::int32_t joined = 0;  ///< Who are in the newcomer's own session.
  std::int32_t free = 0;    ///< Smallest that nobody has. May be beyond the capacity.
  BookingId holder;         ///< Of the first one taken, else of the first one in the session.
};

/// A time that was only held, and is no longer: nobody has to clean up after it.
bool has_lapsed(const Claim& claim, std::int64_t now_milliseconds) {
  return claim.held_until.seconds != 0 && claim.held_until.seconds * 1000 <= now_milliseconds;
}

/// What is counted is who is there, not which lane is free: a booking that an import put beyond the
/// capacity holds the resource as well as one in the first lane. `claims` are in order of lane.
Lanes lanes_at(const std::vector<Claim>& claims, std::int64_t quantum, const Slot& slot) {
  Lanes lanes;
  for (auto claim = claims.begin(); claim != claims.end(); ++claim) {
    if (claim->quantum != quantum || claim->booking == slot.booking) continue;
    if (claim->lane == lanes.free) ++lanes.free;
    const bool is_counted =
        !claim->session.is_nil() && std::any_of(claims.begin(), claim, [&](const Claim& earlier) {
          return earlier.quantum == quantum && earlier.session == claim->session &&
                 earlier.booking != slot.booking;
        });
    if (!slot.session.is_nil() && claim->session == slot.session) {
      if (lanes.joined++ == 0 && lanes.taken == 0) lanes.holder = claim->booking;
    } else if (!is_counted && lanes.taken++ == 0) {
      lanes.holder = claim->booking;
    }
  }
  return lanes;
}

/// Whether one more fits in: into his session while it has places, else beside the others. Whoever
/// joins a session takes nothing that it does not have already.
bool fits(const Lanes& lanes, const Slot& slot, std::int32_t capacity) {
  return lanes.joined > 0 ? lanes.joined < slot.session_places
                          : lanes.taken < std::max(capacity, 1);
}

/// An op's stamp as the hub accepts it. A clock that runs too far ahead wins nothing: its op counts
/// as made now, after everything that is numbered already. So two ops of such a device keep their
/// order, and a clinic whose own clock stood wrong for a day does not lose what it writes after it
/// was set right. (Clamping to the largest lead was turned down: it made both tie, and win against
/// all others for the length of the lead.)
HybridTime accepted_stamp(HybridTime stamp, std::int64_t now_milliseconds, HybridTime last) {
  if (clamp(stamp, now_milliseconds) == stamp) return stamp;
  return std::max(HybridTime::of(now_milliseconds, 0), HybridTime{last.packed + 1});
}

}  // namespace

Slot wanted_slot(const Booking& booking, ImportBatchId batch) {
  Slot slot{.booking = booking.id,
            .patient = booking.patient,
            .batch = batch,
            .version = booking.slot_version,
            .holds = {},
            .session = booking.session,
            .session_places = booking.session_places};
  if (booking.begin_minute == untimed_minute) return slot;
  slot.end = quantum_at_or_after(booking.begin.plus_minutes(booking.length_minutes));
  for_each_held(booking, [&](HeldKind, const IdBytes& id, const Interval& time) {
    const Hold hold{id, quantum_of(time.begin), quantum_at_or_after(time.end)};
    if (hold.length() > 0) slot.holds.push_back(hold);
  });
  if (takes_bed(booking))
    slot.holds.push_back({booking.ward, night_of(booking.date.plus_days(booking.nights - 1)),
                          night_of(booking.date) + 1});
  // Sorted, so that two bookings never wait for each other in a store with row locks.
  sort_stably(slot.holds, {}, &Hold::resource);
  return slot;
}

Result<Answer> Hub::offer(const EncodedOp& encoded, std::int64_t now_milliseconds) {
  RETOUR_ASSIGN(const Op op, decode(encoded));
  return offer(op, encoded, now_milliseconds, Origin::received);
}

Result<Answer> Hub::offer(const Op& op, const EncodedOp& encoded, std::int64_t now_milliseconds,
                          Origin origin) {
  const Digest digest = encoded.digest();
  std::optional<LogStore::Known> known;
  if (origin == Origin::received) {
    RETOUR_ASSIGN(known, store_.find(op.header.id));
  }
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
  envelope.at = accepted_stamp(op.header.at, now_milliseconds, head.at);
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
        RETOUR_TRY(cancel_slot(op, *booking));
      } else if ((part.facets & slot_facet) != 0) {
        RETOUR_ASSIGN(Judgement judgement, judge_slot(op, part, now_milliseconds));
        if (judgement.verdict != Verdict::accepted) return judgement;
      }
    } else if (const auto* withdrawal = std::get_if<Withdrawal>(&part.entity)) {
      if (!withdrawal->import_batch.is_nil())
        RETOUR_TRY(store_.release_batch(withdrawal->import_batch, withdrawal->kept));
    }
  }
  return Judgement{};
}

/// Nothing is held any more, and the version turns negative, so that a move that did not know of
/// the cancellation is stale instead of holding a slot for nobody.
Status Hub::cancel_slot(const Op& op, const Booking& booking) {
  RETOUR_TRY(store_.release(booking.id));
  if (op.header.kind == OpKind::import_row) return {};  // no row is spent on imported history
  RETOUR_ASSIGN(const std::optional<std::int32_t> version, store_.slot_version(booking.id));
  if (version && *version < 0) return {};
  return store_.hold({.booking = booking.id,
                      .patient = booking.patient,
                      .batch = {},
                      .version = -version.value_or(1),
                      .holds = {}},
                     {});
}

Result<Hub::Judgement> Hub::judge_slot(const Op& op, const Part& part,
                                       std::int64_t now_milliseconds) {
  const Booking& booking = std::get<Booking>(part.entity);
  const bool is_new = op.header.kind == OpKind::book || op.header.kind == OpKind::import_row;
  Slot slot = wanted_slot(booking, op.header.batch);
  if ((part.facets & confirmation_facet) != 0)
    slot.held_until = booking.hold == retour::Hold::none ? Instant{} : booking.held_until;
  const bool holds_nothing = slot.holds.empty();
  // Only an import may land on taken times: the other system has booked what it has booked.
  const bool imported = op.header.kind == OpKind::import_row;
  const bool too_long = std::ranges::any_of(
      slot.holds, [](const Hold& hold) { return hold.length() > quanta_per_slot_max; });
  if (too_long && !imported) return fail(FailureCode::limit, "a slot is longer than a day");
  // Imported history cannot be contested any more, and a ward stay goes by nights.
  const bool is_over = slot.end * quantum_seconds * 1000 <= now_milliseconds;
  if (imported && (holds_nothing || is_over || too_long)) {
    RETOUR_TRY(store_.release(booking.id));  // an earlier import may have brought it with a slot
    return Judgement{};
  }
  if (is_new && holds_nothing) return Judgement{};  // no row is spent on it
  RETOUR_ASSIGN(const std::optional<std::int32_t> version, store_.slot_version(booking.id));
  // Without a row nobody has contested the slot yet: the first one who moves it is right.
  const std::int32_t current = version.value_or(is_new ? 0 : booking.slot_version - 1);
  const bool is_cancelled = current < 0;
  const bool reinstates = op.header.kind == OpKind::reinstate_booking;
  if (!imported && (is_cancelled != (reinstates && version.has_value()) ||
                    booking.slot_version != std::abs(current) + 1))
    return Judgement{Verdict::slot_stale, {booking.id}};
  // Nobody stands behind what the system does by itself: it never overbooks.
  const std::optional<Role> role =
      op.header.author.is_nil() ? std::nullopt : std::optional(op.header.role);
  std::vector<LogStore::Held> held;
  std::vector<BookingId> lapsed;
  for (const Hold& wanted : slot.holds) {
    RETOUR_ASSIGN(std::vector<Claim> others,
                  store_.claims(wanted.resource, wanted.begin, wanted.end));
    std::erase_if(others, [&](const Claim& claim) {
      if (!has_lapsed(claim, now_milliseconds)) return false;
      if (lapsed.empty() || lapsed.back() != claim.booking) lapsed.push_back(claim.booking);
      return true;
    });
    RETOUR_ASSIGN(const std::int32_t capacity, store_.capacity(wanted.resource, role));
    LogStore::Held& mine = held.emplace_back(wanted.resource, std::vector<Claim>{});
    for (std::int64_t quantum = wanted.begin; quantum < wanted.end; ++quantum) {
      const Lanes lanes = lanes_at(others, quantum, slot);
      if (!imported && !fits(lanes, slot, capacity))
        return Judgement{Verdict::slot_taken, {wanted.resource, lanes.holder}};
      // Beyond every lane an import lands all the same, as a conflict that is shown.
      if (lanes.free < capacity + overbooked_lanes_max + slot.session_places)
        mine.claims.push_back({quantum, lanes.free, booking.id});
    }
  }
  // Their lanes are given away. Whoever settles such a hold later is judged anew, like a move.
  for (const BookingId& gone : lapsed) RETOUR_TRY(store_.release(gone));
  RETOUR_TRY(store_.hold(slot, held));
  return Judgement{};
}

}  // namespace retour::hub
