// What contradicts itself in one patient's facts. Nothing is corrected and nobody is left out: the
// figures count on, each in one stated way, and the rows are there to be looked at (DM-05).
//
//   payment_before_visit   an advance until something is rendered: the status follows the service
//   refund_above_payment   what he paid is lowered by all of it, below nothing if need be
//   in_future              does not count until its day has come (settlement.hpp, timeline.hpp)
//   two_sources            each cycle counts for the source of its first contact (cycles.hpp)
//   doctor_gone            the booking stands and counts, with the doctor who is no longer there
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "model/field.hpp"
#include "model/patient_facts.hpp"
#include "time/zone.hpp"

namespace retour::funnel {

enum class Contradiction : std::uint8_t {
  payment_before_visit,
  refund_above_payment,
  in_future,
  two_sources,
  doctor_gone,
};
inline constexpr std::size_t contradiction_count = 5;

struct ContradictionRules {
  Instant now = {};
  std::span<const Staff> staff = {};
};

/// A clock that is wrong by less is nobody's mistake.
inline constexpr std::int64_t clock_tolerance_minutes = 60;

/// By Contradiction: whether the facts have it. Voided rows, cancelled bookings and what was
/// entered in error contradict nothing. O(facts).
[[nodiscard]] std::array<bool, contradiction_count> contradictions_of(
    const PatientFacts& facts, const ContradictionRules& rules);

}  // namespace retour::funnel

namespace retour {
RETOUR_ENUM_NAMES(funnel::Contradiction, "payment_before_visit", "refund_above_payment",
                  "in_future", "two_sources", "doctor_gone");
}  // namespace retour
