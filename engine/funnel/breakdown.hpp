// The funnel by something: by source, campaign, branch, doctor, operator, coordinator, service,
// specialty, month, age, sex (PS-11, PS-12). One pass, whatever the number of groups.
//
//   by branch     entered 2   went on   entered 3   went on
//   Primernaya          310     62 %          190     71 %     sums of a column are the funnel's
//   (unknown)            12     50 %            6     67 %
//
// Who is in a group depends on what it is by: the patient's own (age, sex, coordinator, campaign,
// operator, first service), the cycle's (source, specialty), or the event's with which the step was
// entered (branch, doctor, month). Whatever is not known is a group of its own.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "funnel/report.hpp"

namespace retour::funnel {

enum class GroupBy : std::uint8_t {
  source,
  campaign,     ///< Given by patient.
  branch,       ///< Of the event.
  doctor,       ///< Of the event.
  operators,    ///< Who spoke with him on his first unique call; given by patient.
  coordinator,  ///< Who is responsible for him.
  service,      ///< Of his first visit.
  specialty,
  month,  ///< In which the step was entered.
  age_group,
  child_or_adult,
  sex,
};

struct GroupQuery {
  ReportQuery report = {};
  GroupBy by = GroupBy::source;
  /// By patient row, of campaign and operators; nil: not known.
  std::span<const IdBytes> given = {};
  std::int32_t child_below_years = adult_age_years;
};

/// A number (MonthNumber, age group, ChildOrAdult, Sex) or an id.
struct GroupKey {
  std::int32_t number = 0;
  IdBytes id = {};
  bool operator==(const GroupKey&) const = default;
};
struct GroupStep {
  std::int64_t entrants = 0;
  std::int64_t converted = 0;
  std::int64_t lost = 0;
  std::int64_t decided = 0;            ///< Of the entrants: those whose window is over ...
  std::int64_t decided_converted = 0;  ///< ... and who went on in it.
  [[nodiscard]] std::int64_t pending() const { return entrants - converted - lost; }
  bool operator==(const GroupStep&) const = default;
};
struct GroupFigures {
  GroupKey key;
  std::array<GroupStep, 7> steps;  ///< 1 to 6; [0] is unused.
};

/// Numbers ascending; ids by how many entered any step, most first; what is not known last.
/// O(events + groups).
[[nodiscard]] std::vector<GroupFigures> funnel_by(const EventColumns& columns,
                                                  const GroupQuery& query);

/// The patients behind a figure of a group, by row: entrants, converted, lost or pending.
[[nodiscard]] std::vector<std::uint32_t> people_in_group(const EventColumns& columns,
                                                         const GroupQuery& query,
                                                         const GroupKey& key, FunnelStatus step,
                                                         Figure figure);

}  // namespace retour::funnel
