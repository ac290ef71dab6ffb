#include "funnel/contradictions.hpp"

#include <algorithm>
#include <optional>

namespace retour::funnel {
namespace {

constexpr std::int64_t day_minutes = 24 * 60;

bool stands(const Booking& booking) {
  return booking.cancelled_at.seconds == 0 && booking.no_show_at.seconds == 0 &&
         !booking.entered_in_error;
}

/// The first thing that was rendered or visited; nothing without any.
std::optional<Instant> first_of(const PatientFacts& facts) {
  std::optional<Instant> first;
  const auto note = [&](Instant at) {
    if (at.seconds != 0 && (!first || at < *first)) first = at;
  };
  for (const Visit& visit : facts.visits) note(visit.arrived_at);
  for (const Charge& charge : facts.charges)
    if (charge.voided_at.seconds == 0) note(charge.rendered_at);
  return first;
}

/// By more than a day: deposits are taken on the eve, and branches lie in other zones.
bool pays_before_he_comes(const PatientFacts& facts) {
  const std::optional<Instant> first = first_of(facts);
  return std::ranges::any_of(facts.payments, [&](const Payment& payment) {
    return payment.voided_at.seconds == 0 && payment.received_at.seconds != 0 && first &&
           payment.received_at.plus_minutes(day_minutes) < *first;
  });
}

/// All of his refunds beside all of his payments, currency by currency.
bool refunds_exceed(const PatientFacts& facts) {
  return std::ranges::any_of(facts.refunds, [&](const Refund& one) {
    std::int64_t paid_minor = 0, refunded_minor = 0;
    for (const Payment& payment : facts.payments)
      if (payment.voided_at.seconds == 0 && payment.currency == one.currency)
        paid_minor += payment.amount_minor;
    for (const Refund& refund : facts.refunds)
      if (refund.voided_at.seconds == 0 && refund.currency == one.currency)
        refunded_minor += refund.amount_minor;
    return one.voided_at.seconds == 0 && refunded_minor > paid_minor;
  });
}

bool has_future(const PatientFacts& facts, Instant now) {
  const auto is_future = [latest = now.plus_minutes(clock_tolerance_minutes)](Instant at) {
    return latest < at;
  };
  const auto any = [](const auto& list, auto&& test) { return std::ranges::any_of(list, test); };
  return any(facts.calls, [&](const Call& call) { return is_future(call.at); }) ||
         any(facts.visits, [&](const Visit& visit) { return is_future(visit.arrived_at); }) ||
         any(facts.charges,
             [&](const Charge& charge) {
               return charge.voided_at.seconds == 0 && is_future(charge.rendered_at);
             }) ||
         any(facts.payments,
             [&](const Payment& payment) {
               return payment.voided_at.seconds == 0 && is_future(payment.received_at);
             }) ||
         any(facts.refunds, [&](const Refund& refund) {
           return refund.voided_at.seconds == 0 && is_future(refund.refunded_at);
         });
}

/// Of the card and of all that he came to the clinic by himself with. A call that the clinic made
/// says nothing of how he found it.
bool has_two_sources(const PatientFacts& facts) {
  SourceId first = facts.patient.source;
  bool differs = false;
  const auto note = [&](SourceId source) {
    if (source.is_nil()) return;
    if (first.is_nil()) first = source;
    differs = differs || source != first;
  };
  for (const Call& call : facts.calls)
    if (call.direction == CallDirection::inbound) note(call.source);
  for (const WebRequest& request : facts.web_requests) note(request.source);
  for (const Booking& booking : facts.bookings)
    if (!booking.entered_in_error) note(booking.source);
  return differs;
}

bool waits_for_somebody_gone(const PatientFacts& facts, const ContradictionRules& rules) {
  return std::ranges::any_of(facts.bookings, [&](const Booking& booking) {
    if (!stands(booking) || booking.begin < rules.now) return false;
    const auto doctor = std::ranges::find(rules.staff, booking.doctor, &Staff::id);
    return doctor != rules.staff.end() && !doctor->active;
  });
}

}  // namespace

std::array<bool, contradiction_count> contradictions_of(const PatientFacts& facts,
                                                        const ContradictionRules& rules) {
  return {pays_before_he_comes(facts), refunds_exceed(facts), has_future(facts, rules.now),
          has_two_sources(facts), waits_for_somebody_gone(facts, rules)};
}

}  // namespace retour::funnel
