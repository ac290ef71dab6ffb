// The facts of one patient on one line of time: the input of the fold in cycles.cpp.
// Internal to funnel/.
#pragma once

#include <cstdint>
#include <vector>

#include "funnel/cycles.hpp"

namespace retour::funnel {

/// What a fact does to a cycle. At one instant facts apply in this order.
enum class FactKind : std::uint8_t {
  known,       ///< Opens the first cycle at 1.
  contact,     ///< Call, form, walk-in: opens, raises to 2.
  plan_made,   ///< Binds a plan to a cycle; a contact.
  booked,      ///< Binds a booking; raises to 3.
  charged,     ///< Binds a charge; a contact.
  touched,     ///< Only says that something happened; never opens a cycle.
  recall_set,  ///< Binds a recall.
  came,        ///< Imported attendance without payment data.
  settled,     ///< Ground for 4 (entry, diagnostic) or 6 (check-up), by product type.
  purchased,   ///< Ground for 5.
  agreed,      ///< Ground for 5 by policy.
  refunded,    ///< The charge's grounds fall.
  cancelled,   ///< The booking stands no more.
  no_show,
  booking_settled,
  closed,
};

inline constexpr std::uint32_t no_subject = 0xFFFFFFFFU;

struct Fact {
  Instant at = {};
  FactKind kind = FactKind::touched;
  CauseKind cause = CauseKind::known;
  EntityKind entity = EntityKind::patient;
  IdBytes id = {};
  std::uint32_t subject = no_subject;  ///< Row of the booking, charge, plan, recall or closing.
  SpecialtyId specialty = {};
  ReasonId reason = {};
  BranchId branch = {};
  StaffId doctor = {};
  SourceId source = {};
};

/// All facts at or before `now`, by instant, kind, id.
[[nodiscard]] std::vector<Fact> timeline_of(const PatientFacts& facts, const FunnelRules& rules,
                                            const Settlement& settlement);

/// When a main product of the charge was completed; 0: not yet. A plan item is complete when it is
/// marked done or as many services as prescribed are rendered; without one, the rendering counts.
[[nodiscard]] Instant completed_at(const PatientFacts& facts, const Charge& charge, Instant now);

}  // namespace retour::funnel
