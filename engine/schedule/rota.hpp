// Who works when, in a window of days: templates under the production calendar, and the stored
// shifts beside or instead of them.
//
//   templates        Mo 09-15   We 09-15   Fr 09-15          days of their rules
//   calendar         holiday                                 Monday: none by a template
//   stored, own id              We 12-18                     in the place of Wednesday's
//   stored, other id                               Sa 10-14  added
//   shifts           -          We 12-18   Fr 09-15   Sa 10-14
//
// Rules of precedence, strongest first:
// 1. A stored shift in force is worked, on whatever day: somebody has said so of this very day.
// 2. A stored shift with the id of a template's occurrence, on its day, takes that occurrence's
//    place, at any branch and in any hours; one that is not in force takes the occurrence out.
// 3. The calendar governs templates: on a holiday there is none; on a transferred day those of the
//    other date apply and not the day's own; on a shortened day the last hours of each person end
//    earlier. On call and absent one is by the plain date: an emergency knows no holiday.
// 4. The template.
//
// Turned down: keeping exceptions in the templates' EXDATE (two people who change two days of one
// template at once would write the same row, and the later would undo the earlier).
#pragma once

#include <span>
#include <vector>

#include "model/rota.hpp"

namespace retour::schedule {

/// What the rota is made of. `rows`: stored shifts of the window, at all branches and those not in
/// force too, by date.
struct RotaFacts {
  std::span<const ShiftPattern> patterns = {};
  std::span<const CalendarDay> calendar = {};
  std::span<const Shift> rows = {};
};

/// Shifts in force from `first` to `last`, by date, begin and id. Templates whose text cannot be
/// read yield none. O(templates x days + rows).
[[nodiscard]] std::vector<Shift> shifts_of(const RotaFacts& facts, LocalDate first, LocalDate last);

/// What the calendar says of a day at a branch; null: a day as any other.
[[nodiscard]] const CalendarDay* calendar_on(std::span<const CalendarDay> calendar, LocalDate date,
                                             BranchId branch);

/// True for the kinds in which patients are seen.
[[nodiscard]] constexpr bool sees_patients(ShiftKind kind) {
  return kind == ShiftKind::reception || kind == ShiftKind::theatre || kind == ShiftKind::remote;
}

/// A span of minutes of a local day at a branch in which somebody is wanted.
struct WantedTime {
  StaffId staff = {};
  BranchId branch = {};
  LocalDate date = {};
  std::int32_t begin_minute = 0;
  std::int32_t end_minute = 0;
};
/// Whether somebody sees patients for all of that time and is not absent: shifts that touch count
/// as one, what passes midnight is not asked. `shifts` by date and begin, as `shifts_of` gives
/// them.
[[nodiscard]] bool is_on_duty(std::span<const Shift> shifts, const WantedTime& wanted);

}  // namespace retour::schedule
