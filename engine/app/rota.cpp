#include "app/rota.hpp"

#include <algorithm>

#include "base/order.hpp"

namespace retour::app {
namespace {

/// Writes what a draft says of rows of one kind over the rows that are there.
template <class E>
void overlay(std::vector<E>& rows, const Part& part) {
  const E* changed = std::get_if<E>(&part.entity);
  if (changed == nullptr) return;
  for (E& row : rows)
    if (row.id == changed->id) {
      row = *changed;
      return;
    }
  rows.push_back(*changed);
}

/// Bookings that a rota is asked about: those with a doctor and a time.
Result<std::vector<store::BusyTime>> booked_ahead(Clinic& clinic, StaffId doctor, LocalDate today) {
  RETOUR_ASSIGN(
      std::vector<store::BusyTime> busy,
      store::busy_times(clinic.database(), today, today.plus_days(rota_ahead_days), doctor));
  std::erase_if(busy, [now = clinic.now()](const store::BusyTime& one) {
    return !one.takes_time(now) || one.doctor.is_nil() || one.begin_minute == untimed_minute ||
           one.length_minutes <= 0;
  });
  return busy;
}

}  // namespace

Result<std::vector<Shift>> shifts_between(Clinic& clinic, LocalDate first, LocalDate last,
                                          BranchId branch) {
  RETOUR_ASSIGN(const std::vector<Shift> rows, store::shift_rows(clinic.tables(), first, last));
  const Catalogue& catalogue = clinic.catalogue();
  std::vector<Shift> shifts = schedule::shifts_of(
      {.patterns = catalogue.shift_patterns, .calendar = catalogue.calendar_days, .rows = rows},
      first, last);
  if (!branch.is_nil())
    std::erase_if(shifts, [&](const Shift& shift) { return shift.branch != branch; });
  return shifts;
}

Draft working_week(Clinic& clinic, ShiftPattern pattern) {
  pattern.id = clinic.new_id<ShiftPattern>();
  pattern.recurrence = "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR\n";
  return {OpKind::put_shift_patterns, {whole(std::move(pattern))}};
}

Draft this_day_draft(ShiftPatternId pattern, Shift wanted) {
  wanted.id = shift_id_of(pattern, wanted.date);
  return {OpKind::put_shifts, {whole(wanted)}};
}

Result<Draft> following_draft(Clinic& clinic, const ShiftPattern& pattern, LocalDate date,
                              ShiftPattern wanted) {
  Draft draft{OpKind::put_shift_patterns, {}};
  const auto cut = cut_before(pattern, date, wanted.id);
  // Without a day before the cut nothing is left of the old template; without one after it nothing
  // is taken from it.
  ShiftPattern before = cut && cut->before ? *cut->before : pattern;
  if (cut && !cut->before) before.active = false;
  draft.parts.push_back(whole(before));
  if (!wanted.active) return draft;
  if (auto days = days_of(wanted)) {
    RETOUR_ASSIGN(const std::vector<Shift> rows,
                  store::shift_rows(clinic.tables(), date, date.plus_days(2 * rota_ahead_days)));
    for (const Shift& row : rows)
      if (row.id == shift_id_of(pattern.id, row.date)) days->excluded.push_back({row.date, 0});
    sort_stably(days->excluded);
    wanted.recurrence = recurrence_text(*days);
  }
  draft.parts.push_back(whole(wanted));
  return draft;
}

std::vector<ShiftPatternId> overlapping(const Catalogue& catalogue, const ShiftPattern& pattern,
                                        LocalDate today) {
  std::vector<ShiftPatternId> found;
  const auto days = days_of(pattern);
  if (!days) return found;
  const auto own = dates_between(*days, today, today.plus_days(overlap_days));
  for (const ShiftPattern& other : catalogue.shift_patterns) {
    if (!other.active || other.id == pattern.id || other.staff != pattern.staff) continue;
    if (other.kind == ShiftKind::on_call || other.begin_minute >= pattern.end_minute ||
        pattern.begin_minute >= other.end_minute)
      continue;
    const auto theirs = days_of(other);
    if (!theirs) continue;
    const auto dates = dates_between(*theirs, today, today.plus_days(overlap_days));
    if (std::ranges::any_of(dates,
                            [&](LocalDate date) { return std::ranges::binary_search(own, date); }))
      found.push_back(other.id);
  }
  return found;
}

bool is_covered(std::span<const Shift> shifts, const store::BusyTime& busy, StaffId person) {
  return schedule::is_on_duty(shifts, {.staff = person,
                                       .branch = busy.branch,
                                       .date = busy.date,
                                       .begin_minute = busy.begin_minute,
                                       .end_minute = busy.begin_minute + busy.length_minutes});
}

Result<std::vector<store::BusyTime>> bookings_left_out(Clinic& clinic,
                                                       std::span<const Draft> drafts,
                                                       LocalDate today) {
  RETOUR_ASSIGN(std::vector<store::BusyTime> busy, booked_ahead(clinic, {}, today));
  if (busy.empty()) return busy;
  const LocalDate last = busy.back().date;
  RETOUR_ASSIGN(std::vector<Shift> rows, store::shift_rows(clinic.tables(), today, last));
  std::vector<ShiftPattern> patterns = clinic.catalogue().shift_patterns;
  std::vector<CalendarDay> calendar = clinic.catalogue().calendar_days;
  const auto rota = [&] {
    return schedule::shifts_of({.patterns = patterns, .calendar = calendar, .rows = rows}, today,
                               last);
  };
  const std::vector<Shift> before = rota();
  for (const Draft& draft : drafts)
    for (const Part& part : draft.parts) {
      overlay(rows, part);
      overlay(patterns, part);
      overlay(calendar, part);
    }
  sort_stably(rows, {}, &Shift::date);
  const std::vector<Shift> after = rota();
  std::erase_if(busy, [&](const store::BusyTime& one) {
    const auto is_lost = [&](StaffId person) {
      return is_covered(before, one, person) && !is_covered(after, one, person);
    };
    return !is_lost(one.doctor) && std::ranges::none_of(one.team, is_lost);
  });
  return busy;
}

Result<std::vector<store::BusyTime>> bookings_out_of_hours(Clinic& clinic, StaffId doctor,
                                                           LocalDate today) {
  RETOUR_ASSIGN(std::vector<store::BusyTime> busy, booked_ahead(clinic, doctor, today));
  if (busy.empty()) return busy;
  RETOUR_ASSIGN(const std::vector<Shift> shifts,
                shifts_between(clinic, today, busy.back().date, {}));
  std::erase_if(busy,
                [&](const store::BusyTime& one) { return is_covered(shifts, one, one.doctor); });
  return busy;
}

}  // namespace retour::app
