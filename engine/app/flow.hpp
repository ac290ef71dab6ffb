// Whom the next new patients of a specialty should be booked with, and what that would bring
// (SC-13, DR-13): measured values, marks and free time of its doctors, and the moves between them.
//
//   columns ── first-year value, drawn to the colleagues ─┐
//   ratings ── mean mark, its median ─────────────────────┼─► schedule::propose_flow ──► moves
//   grid    ── first visits that would have fitted in ────┘
#pragma once

#include <vector>

#include "app/clinic.hpp"
#include "funnel/events.hpp"
#include "funnel/statistics.hpp"
#include "schedule/demand.hpp"

namespace retour::app {

/// Weeks whose new patients and free time are compared.
inline constexpr std::int32_t flow_weeks = 12;
/// Marks of so many weeks count, from so many on.
inline constexpr std::int32_t flow_mark_weeks = 52;
inline constexpr std::int64_t flow_marks_min = 10;

struct FlowDoctor {
  schedule::DoctorFlow flow = {};
  funnel::Estimate value = {};  ///< First year of a patient, minor units; abstains of too few.
  funnel::Estimate mark = {};   ///< Mean, 1 to 5.
  /// Much is prescribed and few are content: his value is none to send patients to (DR-04).
  bool to_review = false;
  std::vector<std::uint32_t> new_patients = {};  ///< Rows of the columns.
  std::vector<std::uint32_t> valued = {};        ///< Rows of those behind `value`.
};

/// Why nothing is proposed.
enum class FlowSilence : std::uint8_t {
  none,      ///< Something is.
  too_few,   ///< Fewer than two doctors whose value is known.
  no_marks,  ///< Nobody whose value is known has marks not below the median.
  alike,     ///< The intervals meet: no difference is proved.
  no_room,   ///< The best one has no free time, or the others too few new patients.
};

struct FlowReport {
  std::vector<FlowDoctor> doctors = {};  ///< Of the specialty, most new patients first.
  std::vector<schedule::FlowMove> moves = {};
  FlowSilence silence = FlowSilence::none;
  std::int32_t visit_minutes = 0;  ///< Of the first visit that free time is counted in.
  [[nodiscard]] std::int32_t new_patients() const;
};

/// At one branch, or (nil) at all. O(visits and charges of the columns + bookings of the weeks).
[[nodiscard]] Result<FlowReport> flow_of(Clinic& clinic, const funnel::EventColumns& columns,
                                         SpecialtyId specialty, BranchId branch);

}  // namespace retour::app

namespace retour {
RETOUR_ENUM_NAMES(app::FlowSilence, "none", "too_few", "no_marks", "alike", "no_room");
}  // namespace retour
