// Money and visits of one patient as lines of equal shape, in order of time: what the event columns
// take in (events.hpp). Here is decided what a figure may not decide twice: to which specialty a
// line belongs, which visit was the first, how long somebody waited.
//
//   charge 3 000 ──► +3 000 on the day it was rendered   [first day]
//   its bonus    ──►   -500 on the day of allocation     [bonus]
//   its refund   ──► -3 000 on the day of the refund     [credit]
//
// A part of a package brings no money, its package did; but its day is a day of treatment. Voided
// rows are nowhere.
#pragma once

#include <cstdint>
#include <vector>

#include "funnel/services.hpp"
#include "model/patient_facts.hpp"
#include "time/zone.hpp"

namespace retour::funnel {

namespace charge_flag {
inline constexpr std::uint8_t category_mask = 3;  ///< ProductCategory.
inline constexpr std::uint8_t first_day = 4;      ///< On the day of the first visit ever (FN-04).
inline constexpr std::uint8_t credit = 8;         ///< A refund of a charge.
inline constexpr std::uint8_t bonus = 16;         ///< Paid by bonuses: revenue, but no value (CLV).
inline constexpr std::uint8_t taken_off = credit | bonus;
}  // namespace charge_flag
[[nodiscard]] constexpr ProductCategory category_in(std::uint8_t flags) {
  return static_cast<ProductCategory>(flags & charge_flag::category_mask);
}

namespace visit_flag {
inline constexpr std::uint8_t further_mask = 3;  ///< FurtherVisit.
inline constexpr std::uint8_t diagnostic = 4;    ///< Nothing but diagnostics was done.
inline constexpr std::uint8_t no_show = 8;       ///< Nobody came.
inline constexpr std::uint8_t no_record = 16;    ///< Imported: attended, nothing else is known.
inline constexpr std::uint8_t first_day = 32;    ///< On the day of the first visit ever.
inline constexpr std::uint8_t has_outcome = 64;  ///< Somebody said how it ended (DM-05).
}  // namespace visit_flag
[[nodiscard]] constexpr FurtherVisit further_visit_in(std::uint8_t flags) {
  return static_cast<FurtherVisit>(flags & visit_flag::further_mask);
}

struct ChargeLine {
  Instant at = {};
  ServiceId service = {};
  SpecialtyId specialty = {};  ///< Of the plan; else of the service; else the doctor's only one.
  StaffId doctor = {};
  BranchId branch = {};
  ProductType type = ProductType::untyped;
  std::uint8_t flags = 0;
  std::int64_t net_minor = 0;
};

struct VisitLine {
  Instant at = {};
  ServiceId service = {};
  SpecialtyId specialty = {};
  StaffId doctor = {};
  BranchId branch = {};
  std::int16_t wait_minutes = -1;
  std::uint16_t length_minutes = 0;
  std::uint8_t flags = 0;
};

struct PatientLines {
  std::vector<ChargeLine> charges;  ///< By time.
  std::vector<VisitLine> visits;    ///< By time.
};

/// O(n log n) in the patient's rows. Days are those of `zone`. The first day is that of the first
/// visit that took place or the first service rendered, whichever is earlier.
[[nodiscard]] PatientLines lines_of(const PatientFacts& facts, const ServiceLookup& services,
                                    const Zone& zone);

}  // namespace retour::funnel
