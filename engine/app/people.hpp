// Everybody in a line each, in memory: what a list of patients filters and sorts by. Kept by
// LiveFunnel, in step with the clinic.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "funnel/cycles.hpp"
#include "model/patient_facts.hpp"

namespace retour::app {

/// One patient, in about a hundred bytes.
struct PersonRow {
  PatientId id;
  std::string order_name;  ///< Folded, family name first; empty: no name is known.
  StaffId responsible;
  Standing standing = Standing::active;
  funnel::FunnelStatus status = funnel::FunnelStatus::none;  ///< Of the badge's cycle.
  bool is_open = false;                                      ///< A cycle is open.
  std::optional<LocalDate> last_seen;     ///< Last day that he came, or was to and is not known not
                                          ///< to have come.
  std::optional<LocalDate> next_booking;  ///< From today on.
  std::int32_t next_booking_minute = untimed_minute;
  std::optional<LocalDate> step_due;  ///< Of the next step owed that is due first.
  StepKind step_kind = StepKind::call;
  std::optional<LocalDate> recall_due;
  std::int64_t open_money_minor = 0;  ///< Of all open cycles.

  /// What happens next, if anything is agreed: the earliest of step, booking and recall (CS-01).
  [[nodiscard]] std::optional<LocalDate> next_date() const;
  /// A step that should have been done by now.
  [[nodiscard]] bool is_overdue(LocalDate today) const { return step_due && *step_due < today; }
  /// Somebody in treatment or on the way to it to whom nobody owes anything (CS-01, PS-16).
  [[nodiscard]] bool is_forgotten() const {
    return is_open && standing == Standing::active && !next_date();
  }
};

/// The line of a patient, from his facts. O(facts).
[[nodiscard]] PersonRow person_row(const PatientFacts& facts, const funnel::PatientFunnel& funnel,
                                   LocalDate today);

using retour::PeopleOrder;
using retour::PeopleStep;

/// Which people a list shows. A removed patient is in no list.
struct PeopleFilter {
  std::uint8_t statuses = 0;  ///< Bit i: status i. 0: all.
  PeopleStep step = PeopleStep::any;
  StaffId responsible = {};  ///< Nil: anybody's.
  // What the filter language says besides (people_query.hpp).
  std::optional<std::int32_t> unseen_days = {};         ///< Not seen for more days (PS-17).
  std::optional<std::int32_t> seen_within_days = {};    ///< Seen in fewer days.
  std::optional<std::int32_t> recall_within_days = {};  ///< To return in so many days, or overdue.
  std::int64_t money_above_minor = 0;                   ///< Open money above it; 0: no matter.
  std::vector<std::string> words = {};  ///< Beginnings of words of the name, folded.
  PeopleOrder order = PeopleOrder::entered;
  bool descending = false;
  bool operator==(const PeopleFilter&) const = default;
};

/// Numbers of the rows that a filter lets through, in its order; people without the thing that is
/// sorted by come last, ties in order of names. O(n log n).
[[nodiscard]] std::vector<std::uint32_t> people_matching(std::span<const PersonRow> rows,
                                                         const PeopleFilter& filter,
                                                         LocalDate today);

/// How many people each filter would show on its own.
struct PeopleCounts {
  std::array<std::int64_t, funnel::funnel_status_count> by_status{};
  std::int64_t all = 0;
  std::int64_t forgotten = 0;
  std::int64_t overdue = 0;
};
[[nodiscard]] PeopleCounts count_people(std::span<const PersonRow> rows, LocalDate today);

}  // namespace retour::app
