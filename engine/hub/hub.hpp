// The hub: the one judge of order and of slots. It numbers ops, links them into a chain, and says
// who holds a resource at a time. Pure over a log-store seam: in process over SQLite until a clinic
// enrols with a server, on the server over SQLite or PostgreSQL afterwards.
//
//   op ──► known? ──► slot free? ──► number, clamp clock, chain ──► append
//            │            │ no
//            │            └─► numbered too, with verdict slot_taken / slot_stale: no effect
//            └─► same content: the earlier answer again; other content: conflict (cloned device)
//
// The verdict lives in the numbered envelope rather than in an op of its own: an op can then never
// be numbered without its answer, and a booking costs one row of log instead of two.
#pragma once

#include <optional>
#include <vector>

#include "base/result.hpp"
#include "model/holds.hpp"
#include "ops/op_codec.hpp"
#include "time/interval.hpp"

namespace retour::hub {

/// End of the log.
struct Head {
  std::uint64_t seq = 0;
  Digest chain;
  HybridTime at;  ///< Greatest clamped stamp so far.
  bool operator==(const Head&) const = default;
};

/// What the hub adds to an op.
struct Envelope {
  std::uint64_t seq = 0;
  Verdict verdict = Verdict::accepted;
  HybridTime at;  ///< The op's stamp as the hub accepts it.
};

/// An op with its envelope, as the log keeps it.
struct NumberedOp {
  Envelope envelope;
  OpId id;
  std::vector<IdBytes> subjects;
  Bytes bytes;  ///< `serialize`d.
};

/// A resource held by a booking during one quantum.
struct Claim {
  std::int64_t quantum = 0;
  std::int32_t lane = 0;
  BookingId booking;
  Instant held_until = {};      ///< 0: booked. Else only held: from then on the quantum is free.
  GroupSessionId session = {};  ///< Of a group visit; nil: a visit alone.
};

/// A resource for a time: quanta since 1970 [begin, end), or nights of a ward's bed, which have
/// numbers of their own below zero (`night_of`).
struct Hold {
  IdBytes resource;
  std::int64_t begin = 0;
  std::int64_t end = 0;
  [[nodiscard]] std::int64_t length() const { return end - begin; }
  bool operator==(const Hold&) const = default;
};

/// The number of the night after a day in claims. No quantum since 1970 is negative.
[[nodiscard]] constexpr std::int64_t night_of(LocalDate date) {
  return -1 - std::int64_t{date.days};
}

/// What a booking holds, or wants to hold.
struct Slot {
  BookingId booking;
  PatientId patient;
  ImportBatchId batch;
  std::int32_t version = 0;
  std::vector<Hold> holds;  ///< By resource; empty: holds nothing (untimed, cancelled).
  std::int64_t end = 0;     ///< Quantum after the last one of the visit.
  std::optional<Instant> held_until = {};  ///< 0: booked for good. Nothing: as it was (a move).
  GroupSessionId session = {};             ///< Nil: a visit alone.
  std::int32_t session_places = 0;
};

/// Where the hub keeps its memory. All calls of one `offer` run in one transaction of the caller.
class LogStore {
 public:
  virtual ~LogStore() = default;
  struct Known {
    Envelope envelope;
    Digest digest;
  };
  [[nodiscard]] virtual Result<Head> head() = 0;
  [[nodiscard]] virtual Result<std::optional<Known>> find(OpId id) = 0;
  [[nodiscard]] virtual Status append(const NumberedOp& op, const Head& head) = 0;

  /// How many bookings a resource holds at once when somebody in this role asks; nothing: the
  /// system itself does. Rooms and devices hold as many for everybody; a person holds one, and more
  /// only as far as he takes several at once and the policy lets the role overbook (an owner may
  /// always). 1 when unknown.
  [[nodiscard]] virtual Result<std::int32_t> capacity(const IdBytes& resource,
                                                      std::optional<Role> role) = 0;
  /// Version of the booking's slot, negative once it is cancelled; nothing when it never had one.
  [[nodiscard]] virtual Result<std::optional<std::int32_t>> slot_version(BookingId booking) = 0;
  /// Claims on a resource in [begin, end), in order of quantum and lane.
  [[nodiscard]] virtual Result<std::vector<Claim>> claims(const IdBytes& resource,
                                                          std::int64_t begin, std::int64_t end) = 0;
  /// Forgets what the booking held and records the slot with these claims per resource.
  struct Held {
    IdBytes resource;
    std::vector<Claim> claims;
  };
  [[nodiscard]] virtual Status hold(const Slot& slot, const std::vector<Held>& held) = 0;
  /// Forgets what the booking held; its version stays.
  [[nodiscard]] virtual Status release(BookingId booking) = 0;
  /// Forgets what an import's bookings held, except those of `kept` patients.
  [[nodiscard]] virtual Status release_batch(ImportBatchId batch,
                                             const std::vector<PatientId>& kept) = 0;
};

/// The hub's answer.
struct Answer {
  Envelope envelope;
  std::vector<IdBytes> conflict;  ///< For slot_taken: the resource, then the booking that holds it.
  bool repeated = false;          ///< The op was known already; nothing changed.
};

/// Lanes beyond capacity that an import may use: the other system has booked what it has booked.
inline constexpr std::int32_t overbooked_lanes_max = 16;
/// Longest stretch that one booking may hold (a ward stay goes by nights, not by quanta).
inline constexpr std::int64_t quanta_per_slot_max = 24 * 60 / quantum_minutes;

/// Where an op comes from.
enum class Origin : std::uint8_t {
  received,   ///< May come a second time.
  made_here,  ///< Its id was drawn for this very call: nothing can be known about it.
};

class Hub {
 public:
  explicit Hub(LogStore& store) : store_(store) {}

  /// Judges, numbers and appends one validated op. `now_milliseconds` is the hub's clock.
  /// Failures: malformed (does not decode), conflict (known id with other content), limit, io.
  [[nodiscard]] Result<Answer> offer(const EncodedOp& encoded, std::int64_t now_milliseconds);

  /// As above for an op that is already decoded, to spare the second pass of an import. The id of
  /// one that was made here is not looked up; should it be known after all, appending fails.
  [[nodiscard]] Result<Answer> offer(const Op& op, const EncodedOp& encoded,
                                     std::int64_t now_milliseconds, Origin origin);

 private:
  struct Judgement {
    Verdict verdict = Verdict::accepted;
    std::vector<IdBytes> conflict;
  };
  [[nodiscard]] Result<Judgement> judge(const Op& op, std::int64_t now_milliseconds);
  [[nodiscard]] Status cancel_slot(const Op& op, const Booking& booking);
  [[nodiscard]] Result<Judgement> judge_slot(const Op& op, const Part& part,
                                             std::int64_t now_milliseconds);

  LogStore& store_;
};

/// What the booking wants to hold, from its slot facet.
[[nodiscard]] Slot wanted_slot(const Booking& booking, ImportBatchId batch);

}  // namespace retour::hub
