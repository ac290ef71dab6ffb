#include "schedule/rota.hpp"

#include <algorithm>
#include <tuple>

namespace retour::schedule {
namespace {

/// Whether the production calendar has a say.
bool follows_calendar(ShiftKind kind) {
  return kind != ShiftKind::on_call && kind != ShiftKind::absence;
}

Shift shift_of(const ShiftPattern& pattern, LocalDate date) {
  Shift shift;
  shift.id = shift_id_of(pattern.id, date);
  shift.staff = pattern.staff;
  shift.branch = pattern.branch;
  shift.room = pattern.room;
  shift.kind = pattern.kind;
  shift.date = date;
  shift.begin_minute = pattern.begin_minute;
  shift.end_minute = pattern.end_minute;
  return shift;
}

/// The days on which a template is worked, as the calendar has it.
void add_days(const ShiftPattern& pattern, std::span<const CalendarDay> calendar, LocalDate first,
              LocalDate last, std::vector<Shift>& out) {
  const auto days = days_of(pattern);
  if (!days) return;
  const bool bound = follows_calendar(pattern.kind);
  for (const LocalDate date : dates_between(*days, first, last)) {
    const CalendarDay* day = bound ? calendar_on(calendar, date, pattern.branch) : nullptr;
    if (day == nullptr || day->kind == CalendarKind::shortened)
      out.push_back(shift_of(pattern, date));
  }
  if (!bound) return;
  for (const CalendarDay& day : calendar) {
    if (day.kind != CalendarKind::transferred || !day.instead_of) continue;
    if (calendar_on(calendar, day.date, pattern.branch) != &day) continue;
    if (!dates_between(*days, *day.instead_of, *day.instead_of).empty())
      out.push_back(shift_of(pattern, day.date));
  }
}

/// The last hours that each person has by a template at that day and branch end earlier.
void shorten(const CalendarDay& day, std::span<const CalendarDay> calendar,
             std::span<Shift> shifts) {
  const std::vector<Shift> usual(shifts.begin(), shifts.end());
  for (Shift& shift : shifts) {
    if (shift.date != day.date || !follows_calendar(shift.kind)) continue;
    if (calendar_on(calendar, day.date, shift.branch) != &day) continue;
    const bool is_last = std::ranges::none_of(usual, [&](const Shift& other) {
      return other.staff == shift.staff && other.date == shift.date &&
             follows_calendar(other.kind) && other.end_minute > shift.end_minute;
    });
    if (is_last) shift.end_minute -= day.shortened_minutes;
  }
}

}  // namespace

const CalendarDay* calendar_on(std::span<const CalendarDay> calendar, LocalDate date,
                               BranchId branch) {
  const CalendarDay* found = nullptr;
  for (const CalendarDay& day : calendar) {
    if (!day.active || day.date != date) continue;
    if (day.branch == branch) return &day;
    if (day.branch.is_nil()) found = &day;
  }
  return found;
}

std::vector<Shift> shifts_of(const RotaFacts& facts, LocalDate first, LocalDate last) {
  std::vector<CalendarDay> calendar;  // of the window: a year has hundreds of them
  for (const CalendarDay& day : facts.calendar)
    if (day.active && day.date >= first && day.date <= last) calendar.push_back(day);
  std::vector<Shift> shifts;
  for (const ShiftPattern& pattern : facts.patterns)
    if (pattern.active) add_days(pattern, calendar, first, last, shifts);
  for (const CalendarDay& day : calendar)
    if (day.shortened_minutes > 0) shorten(day, calendar, shifts);
  std::erase_if(shifts, [&](const Shift& shift) {
    auto row = std::ranges::lower_bound(facts.rows, shift.date, {}, &Shift::date);
    while (row != facts.rows.end() && row->date == shift.date && row->id != shift.id) ++row;
    const bool is_replaced = row != facts.rows.end() && row->date == shift.date;
    return is_replaced || shift.end_minute <= shift.begin_minute;
  });
  for (const Shift& row : facts.rows)
    if (row.active && row.date >= first && row.date <= last) shifts.push_back(row);
  std::ranges::sort(shifts, {},
                    [](const Shift& s) { return std::tuple(s.date, s.begin_minute, s.id); });
  return shifts;
}

bool is_on_duty(std::span<const Shift> shifts, const WantedTime& wanted) {
  const std::int32_t end = std::min(wanted.end_minute, 24 * 60);
  std::int32_t minute = wanted.begin_minute;
  auto shift = std::ranges::lower_bound(shifts, wanted.date, {}, &Shift::date);
  for (; shift != shifts.end() && shift->date == wanted.date; ++shift) {
    if (shift->staff != wanted.staff || shift->kind == ShiftKind::on_call) continue;
    if (!sees_patients(shift->kind)) {
      if (shift->begin_minute < end && wanted.begin_minute < shift->end_minute) return false;
    } else if (shift->branch == wanted.branch && shift->begin_minute <= minute) {
      minute = std::max(minute, shift->end_minute);
    }
  }
  return minute >= end;
}

}  // namespace retour::schedule
