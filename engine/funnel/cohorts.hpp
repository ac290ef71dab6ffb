// Cohorts: whoever took a status in one month, and how many of them had reached another by the end
// of that month, of the next one, and so on (PS-12, RT-01); and those who came for the first time
// in a month, and by when they came again.
//
//   entered   people │  0     1     2     3          columns: whole calendar months since
//   08.2026      120 │ 31 %  42 %  47 %  47 %…       a share with its interval
//   09.2026      131 │ 28 %  40 %  44 %…              …  the month is not over: a lower bound
//   10.2026      118 │ 33 %  41 %…
//   all          369 │ 31 %  41 %  47 %              of the cohorts that were watched for so long
//
// A cell whose month is not over says so (`is_over` = false): nothing in it is lost yet. Months are
// those of the clinic.
#pragma once

#include "funnel/report.hpp"

namespace retour::funnel {

inline constexpr std::int32_t cohort_months_max = 60;

/// Whether the later status itself must be taken, or one above it counts too.
enum class Reach : std::uint8_t { at_least, exactly };

struct CohortQuery {
  FunnelStatus from = FunnelStatus::warm;
  FunnelStatus to = FunnelStatus::entry_paid;
  Reach reach = Reach::at_least;
  Interval period = {};  ///< Of the entry into `from`: first taken in [begin, end).
  Instant now = {};
  std::int32_t months = 12;  ///< Columns 0..months.
  CountMode mode = CountMode::people;
  Presumed presumed = Presumed::counted;
  SpecialtyId specialty = {};
  SourceId source = {};  ///< Of the cycle.
  BranchId branch = {};  ///< Of the event that entered `from`.
  StaffId doctor = {};   ///< Of the event that entered `from`.
};

/// First visits and when they came again on another day. Branch and doctor are of the first visit.
struct ReturnCohortQuery {
  Interval period = {};
  Instant now = {};
  std::int32_t months = 12;
  SpecialtyId specialty = {};  ///< First and later visits of this specialty only.
  BranchId branch = {};
  StaffId doctor = {};
  SourceId source = {};  ///< Of the person.
};

struct CohortCell {
  std::int64_t reached = 0;  ///< By the end of this month, those of earlier months with them.
  std::int64_t size = 0;     ///< Of how many.
  Range share_95 = {};       ///< Wilson; [0, 1] of nobody.
  bool is_over = false;      ///< The month is over: the share will not grow any more.
  [[nodiscard]] double share() const {
    return size == 0 ? 0 : static_cast<double>(reached) / static_cast<double>(size);
  }
};
struct Cohort {
  LocalDate month;  ///< Its first day.
  std::int64_t size = 0;
  std::vector<CohortCell> cells;  ///< Months 0 up to the one that holds `now`, or to the last.
};
struct CohortTable {
  std::vector<Cohort> cohorts;    ///< By month, without gaps between the first and the last.
  std::vector<CohortCell> total;  ///< By month since: of the cohorts whose cell there is over.
};

/// One pass over events. O(events).
[[nodiscard]] CohortTable cohorts_of(const EventColumns& columns, const CohortQuery& query);
/// One pass over visits; no-shows are no visits.
[[nodiscard]] CohortTable cohorts_of(const EventColumns& columns, const ReturnCohortQuery& query);

/// Whom of a cohort to list.
struct CohortPeople {
  LocalDate month;
  std::int32_t months_since = -1;  ///< -1: the whole cohort.
  bool reached = true;             ///< By then, or not.
};
/// The patients behind a cell, by row number, each once.
[[nodiscard]] std::vector<std::uint32_t> people_behind(const EventColumns& columns,
                                                       const CohortQuery& query,
                                                       const CohortPeople& which);
[[nodiscard]] std::vector<std::uint32_t> people_behind(const EventColumns& columns,
                                                       const ReturnCohortQuery& query,
                                                       const CohortPeople& which);

}  // namespace retour::funnel

namespace retour {
RETOUR_ENUM_NAMES(funnel::Reach, "at_least", "exactly");
}  // namespace retour
