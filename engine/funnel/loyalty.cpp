#include "funnel/loyalty.hpp"

#include <optional>

#include "base/order.hpp"

namespace retour::funnel {
namespace {

/// Minute of the first visit to which somebody came.
std::optional<EventMinute> first_visit(const EventColumns& columns, std::uint32_t row) {
  const PatientRun& run = columns.patients()[row];
  const VisitEvents& visits = columns.visits();
  for (std::size_t v = run.first_visit; v < std::size_t{run.first_visit} + run.visit_count; ++v)
    if ((visits.flags[v] & visit_flag::no_show) == 0) return visits.minute[v];
  return std::nullopt;
}

}  // namespace

bool came_again(const EventColumns& columns, std::uint32_t row) {
  const PatientRun& run = columns.patients()[row];
  const VisitEvents& visits = columns.visits();
  bool has_come = false;
  for (std::size_t v = run.first_visit; v < std::size_t{run.first_visit} + run.visit_count; ++v) {
    if ((visits.flags[v] & visit_flag::no_show) != 0) continue;
    if (has_come && (visits.flags[v] & visit_flag::first_day) == 0) return true;
    has_come = true;
  }
  return false;
}

std::array<MarkedPatients, 3> returns_by_first_mark(const EventColumns& columns,
                                                    std::span<const Mark> marks,
                                                    const Interval& period) {
  std::array<MarkedPatients, 3> groups{MarkedPatients{.low = 1, .high = 3},
                                       MarkedPatients{.low = 4, .high = 4},
                                       MarkedPatients{.low = 5, .high = 5}};
  std::vector<Mark> ordered(marks.begin(), marks.end());
  sort_stably(ordered, {}, [](const Mark& mark) { return std::pair(mark.row, mark.minute); });
  std::optional<std::uint32_t> last;
  for (const Mark& mark : ordered) {
    if (mark.row == last || mark.row >= columns.patients().size()) continue;
    const auto first = first_visit(columns, mark.row);
    if (!first || mark.minute < *first) continue;  // not of a visit that is known
    last = mark.row;
    const bool counts = mark.minute - *first <= first_mark_days * 1440 &&
                        *first >= minute_of(period.begin) && *first < minute_of(period.end);
    for (MarkedPatients& group : groups) {
      if (!counts || mark.score < group.low || mark.score > group.high) continue;
      group.patients.push_back(mark.row);
      if (came_again(columns, mark.row)) group.again.push_back(mark.row);
    }
  }
  return groups;
}

}  // namespace retour::funnel
