// Cycles and statuses: where a patient stands, computed from facts and never typed (PS-01..PS-10).
//
//        call, form     booking      entry paid     main bought   check-up    recall date
//   1 cold ──► 2 warm ──► 3 booked ──► 4 entry ──────► 5 main ──────► 6 ────────► 7 dispensary
//                 ▲ cancelled,│            │ full refund  │                            │
//                 └─ no-show ─┘            └──────────────┘              new cycle ◄───┘
//
// A cycle is patient x specialty. At any instant its status is the highest whose condition holds:
//
//   7  the cycle was closed with a recall date
//   6  a check-up is settled that was rendered after a bought main product was completed [if used]
//   5  a main product is purchased (settlement.hpp), or [the plan with it is agreed]
//   4  an entry or diagnostic product is settled (PS-05: arrival alone is not enough), or imported
//      history presumes it
//   3  a booking stands: not settled, not cancelled, not a no-show
//   2  there was a contact: an inbound call, a form, a booking, a visit
//   1  the person is known (from the day before the first contact at the latest: entering a person
//      who is on the telephone is registration, not a cold contact)
//
// Regressions follow by themselves: a cancelled booking falls back to 2, a full refund of the only
// entry product to 3 or 2. `reached` remembers the highest.
//
// Which cycle a fact belongs to: its plan's specialty; else its service's; else its doctor's, if he
// has exactly one; else the open cycle that was active last; else the *general* cycle (nil
// specialty). The first fact with a specialty turns an open general cycle into that specialty's
// cycle (unless one is open already), so that the call and the visit it led to are one cycle.
// What becomes of a booking or a charge belongs to the cycle in which it was made, even when that
// one is closed by then: a debt paid late is no new cycle.
//
// A cycle closes by recall, refusal, completion, or when nothing happens for [12] months (future
// bookings and recalls hold it open). The next fact opens the next cycle; a booking that lies after
// the closing is carried over and opens it at once. Nothing that happens in any cycle touches a
// recall: only the recall's own outcome does.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "funnel/settlement.hpp"
#include "model/patient_facts.hpp"
#include "time/zone.hpp"

namespace retour::funnel {

enum class FunnelStatus : std::uint8_t {
  none = 0,
  cold = 1,
  warm = 2,
  booked = 3,
  entry_paid = 4,
  main_bought = 5,
  checkup = 6,
  dispensary = 7,
};
inline constexpr int funnel_status_count = 8;  ///< With `none`.

/// What moved a status.
enum class CauseKind : std::uint8_t {
  known,  ///< The person was entered.
  call,
  web_request,
  visited,  ///< Came without a booking, or a plan or charge was made.
  booked,
  cancelled,       ///< In good time.
  cancelled_late,  ///< Within [24] hours of the appointment (counted apart).
  no_show,
  came,             ///< Imported history: attended, without payment data.
  settled,          ///< An entry or diagnostic product.
  booking_settled,  ///< The booking ended without raising the status (untyped or other product).
  purchased,        ///< A main product.
  agreed,           ///< The plan's agreement, where policy makes it a purchase.
  checkup_settled,
  refunded,  ///< In full.
  closed,    ///< The cycle was closed (recall raises to 7).
};

enum class Closing : std::uint8_t { open, recall, refusal, completion, silence };

/// One dated change of a status and the fact that made it.
struct StatusChange {
  Instant at = {};
  FunnelStatus from = FunnelStatus::none;
  FunnelStatus to = FunnelStatus::none;
  CauseKind cause = CauseKind::known;
  bool presumed = false;  ///< Rests on imported history alone; left out of money.
  EntityKind fact = EntityKind::patient;
  IdBytes fact_id = {};
  ReasonId reason = {};  ///< Of the cancellation, refund or closing; nil: none given.
  BranchId branch = {};  ///< Nil: not known at this step.
  StaffId doctor = {};
  bool operator==(const StatusChange&) const = default;
};

struct Cycle {
  SpecialtyId specialty;  ///< Nil: the general cycle.
  Instant opened_at;
  Instant closed_at;  ///< 0: open.
  Closing closing = Closing::open;
  ReasonId closing_reason;
  FunnelStatus status = FunnelStatus::none;   ///< Now; of a closed cycle: when it closed.
  FunnelStatus reached = FunnelStatus::none;  ///< The highest ever held.
  bool presumed = false;                      ///< `status` rests on imported history alone.
  /// At least one; instants never decrease. `from` = `to` only where a presumed 4 was confirmed.
  std::vector<StatusChange> history;
  std::int64_t open_money_minor = 0;  ///< Prescribed or booked, not rendered; see below.
  std::int64_t revenue_minor = 0;     ///< Rendered in this cycle, net, less credits.
  std::int64_t untyped_revenue_minor = 0;
  RecallId recall;  ///< Of the closing, or set meanwhile; nil: none open.
  LocalDate recall_on;
  ReasonId last_reason;  ///< Latest reason said in this cycle (outflow).
  SourceId source;       ///< First one named in this cycle, else the patient's.
  BranchId branch;       ///< Latest known.
  StaffId doctor;        ///< Latest known.
  Instant active_at;     ///< Latest fact at or before now.
  Instant silent_at;     ///< When silence will close it; 0 once closed.
};

/// The money facts among a patient's facts.
[[nodiscard]] MoneyFacts money_of(const PatientFacts& facts);

/// What the clinic decides. References must outlive the call.
struct FunnelRules {
  const Policy& policy;
  const ServiceLookup& services;
  const Zone& zone;  ///< Of the clinic; turns instants into days.
  Instant now;
};

/// Where one patient stands.
struct PatientFunnel {
  std::vector<Cycle> cycles;  ///< By opening, then specialty. Never empty.
  std::size_t badge = 0;      ///< The cycle that the badge shows; the card lists the others.
  FunnelStatus status = FunnelStatus::none;  ///< Of the badge cycle.
};

/// Derives cycles and statuses. Depends on its input alone; the order of rows within a list does
/// not matter. O(n log n).
///
/// Open money of a cycle (all at list or plan price, never a guess): open items of its active plans
/// (price of one x count, less what was rendered for the item; in a closed cycle also the refused
/// ones and those done elsewhere), plus the list price of its last booking, if that led to nothing
/// and rests on no plan item.
///
/// Badge: among open cycles the one with most open money, then the latest active; when none is
/// open, the one closed last.
[[nodiscard]] PatientFunnel derive_funnel(const PatientFacts& facts, const FunnelRules& rules);

}  // namespace retour::funnel

namespace retour {
RETOUR_ENUM_NAMES(funnel::FunnelStatus, "none", "cold", "warm", "booked", "entry_paid",
                  "main_bought", "checkup", "dispensary");
RETOUR_ENUM_NAMES(funnel::CauseKind, "known", "call", "web_request", "visited", "booked",
                  "cancelled", "cancelled_late", "no_show", "came", "settled", "booking_settled",
                  "purchased", "agreed", "checkup_settled", "refunded", "closed");
RETOUR_ENUM_NAMES(funnel::Closing, "open", "recall", "refusal", "completion", "silence");
RETOUR_ENUM_NAMES(funnel::Ground, "none", "paid", "zero_price", "package", "third_party");
RETOUR_ENUM_NAMES(funnel::MoneyChangeKind, "settled", "purchased", "lowered");
}  // namespace retour
