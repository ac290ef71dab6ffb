#include "app/displaced.hpp"

#include <algorithm>

#include "app/rota.hpp"
#include "schedule/rota.hpp"

namespace retour::app {
namespace {

/// Stored days that show who has a rota are looked for so far back.
constexpr std::int32_t rota_behind_days = 90;

template <class E, class Id>
bool is_closed(const std::vector<E>& rows, const Id& id) {
  const auto row = std::ranges::find(rows, id, &E::id);
  return row != rows.end() && !row->active;
}

/// Calls `f` with every person of a booking until it says true; whether it did.
bool any_person(const auto& booking, auto&& f) {
  return (!booking.doctor.is_nil() && f(booking.doctor)) || std::ranges::any_of(booking.team, f);
}

bool is_absent(std::span<const Shift> shifts, const auto& booking, StaffId person) {
  auto shift = std::ranges::lower_bound(shifts, booking.date, {}, &Shift::date);
  for (; shift != shifts.end() && shift->date == booking.date; ++shift)
    if (shift->kind == ShiftKind::absence && shift->staff == person &&
        (booking.begin_minute == untimed_minute ||
         (booking.begin_minute < shift->end_minute &&
          shift->begin_minute < booking.begin_minute + std::max(booking.length_minutes, 1))))
      return true;
  return false;
}

/// Of a booking or the busy time of one.
std::optional<DisplacedBy> place_lost(const Catalogue& catalogue, std::span<const Shift> shifts,
                                      const auto& booking) {
  const auto has_left = [&](StaffId person) { return is_closed(catalogue.staff, person); };
  const auto is_away = [&](StaffId person) { return is_absent(shifts, booking, person); };
  if (has_left(booking.doctor)) return DisplacedBy::doctor_left;
  if (std::ranges::any_of(booking.team, has_left)) return DisplacedBy::member_left;
  if (is_closed(catalogue.rooms, booking.room)) return DisplacedBy::room_closed;
  if (booking.nights > 0 && is_closed(catalogue.rooms, booking.ward))
    return DisplacedBy::ward_closed;
  if (is_closed(catalogue.devices, booking.device)) return DisplacedBy::device_closed;
  if (is_away(booking.doctor)) return DisplacedBy::doctor_absent;
  if (std::ranges::any_of(booking.team, is_away)) return DisplacedBy::member_absent;
  return std::nullopt;
}

/// Who has a rota at all, and so may lose hours.
bool is_rostered(const Catalogue& catalogue, std::span<const Shift> rows, StaffId person) {
  const auto is_his = [&](const auto& span) { return span.staff == person; };
  return std::ranges::any_of(catalogue.shift_patterns, is_his) || std::ranges::any_of(rows, is_his);
}

/// When what says whether a person works on a day was last written.
HybridTime rota_written(const Catalogue& catalogue, std::span<const Shift> rows, StaffId person,
                        LocalDate date) {
  HybridTime last;
  for (const ShiftPattern& pattern : catalogue.shift_patterns)
    if (pattern.staff == person) last = std::max(last, pattern.stamps[0]);
  for (const Shift& row : rows)
    if (row.staff == person && row.date == date) last = std::max(last, row.stamps[0]);
  for (const CalendarDay& day : catalogue.calendar_days)
    if (day.date == date) last = std::max(last, day.stamps[0]);
  return last;
}

/// Nobody has come to it, and it was not given up.
Result<std::optional<Booking>> still_waiting(Clinic& clinic, BookingId id) {
  RETOUR_ASSIGN(std::optional<Booking> booking, find(clinic.tables(), id));
  if (!booking || booking->hold != Hold::none || booking->no_show_at.seconds != 0 ||
      booking->attended)
    return std::optional<Booking>{};
  RETOUR_ASSIGN(const std::vector<Visit> visits, all_of<Visit>(clinic.tables(), booking->patient));
  if (std::ranges::any_of(visits, [&](const Visit& visit) {
        return visit.booking == id && visit.arrived_at.seconds != 0;
      }))
    booking.reset();
  return booking;
}

}  // namespace

std::optional<DisplacedBy> displaced_by(const Catalogue& catalogue, std::span<const Shift> shifts,
                                        const Booking& booking) {
  return place_lost(catalogue, shifts, booking);
}

Result<std::vector<DisplacedBooking>> displaced_bookings(Clinic& clinic, LocalDate first) {
  std::vector<DisplacedBooking> found;
  RETOUR_ASSIGN(const std::vector<store::BusyTime> busy,
                store::busy_times(clinic.database(), first, first.plus_days(rota_ahead_days), {}));
  if (busy.empty()) return found;
  const LocalDate last = busy.back().date;
  RETOUR_ASSIGN(const std::vector<Shift> rows,
                store::shift_rows(clinic.tables(), first.plus_days(-rota_behind_days), last));
  const Catalogue& catalogue = clinic.catalogue();
  const std::vector<Shift> shifts = schedule::shifts_of(
      {.patterns = catalogue.shift_patterns, .calendar = catalogue.calendar_days, .rows = rows},
      first, last);
  std::vector<StaffId> rostered;
  for (const Staff& person : catalogue.staff)
    if (is_rostered(catalogue, rows, person.id)) rostered.push_back(person.id);
  for (const store::BusyTime& one : busy) {
    if (found.size() == displaced_max) break;
    std::optional<DisplacedBy> by = place_lost(catalogue, shifts, one);
    const bool timed = one.begin_minute != untimed_minute && one.length_minutes > 0;
    const auto lacks = [&](StaffId person) {
      return std::ranges::find(rostered, person) != rostered.end() &&
             !is_covered(shifts, one, person);
    };
    if (!by && (!timed || !any_person(one, lacks))) continue;
    RETOUR_ASSIGN(const std::optional<Booking> booking, still_waiting(clinic, one.booking));
    if (!booking) continue;
    const auto was_cut = [&](StaffId person) {
      return lacks(person) && booking->stamps[0] < rota_written(catalogue, rows, person, one.date);
    };
    if (!by && any_person(one, was_cut)) by = DisplacedBy::out_of_hours;
    if (by) found.push_back({one.booking, *by});
  }
  return found;
}

StaffId caller_of(Clinic& clinic, const Booking& booking) {
  const Result<std::optional<Patient>> patient = find(clinic.tables(), booking.patient);
  if (patient && *patient) {
    const Staff* person = clinic.catalogue().person((*patient)->responsible);
    if (person != nullptr && person->active) return person->id;
  }
  if (!clinic.session().staff.is_nil()) return clinic.session().staff;
  return booking.doctor;
}

Result<std::vector<Draft>> left_out_steps(Clinic& clinic, std::span<const Draft> drafts,
                                          LocalDate today,
                                          const std::function<std::string(const Booking&)>& note) {
  RETOUR_ASSIGN(const std::vector<store::BusyTime> busy, bookings_left_out(clinic, drafts, today));
  std::vector<Draft> steps;
  for (const store::BusyTime& one : busy) {
    if (steps.size() == left_out_steps_max) break;
    RETOUR_ASSIGN(const std::optional<Booking> booking, still_waiting(clinic, one.booking));
    if (!booking) continue;
    NextStep step;
    step.id = clinic.new_id<NextStep>();
    step.patient = booking->patient;
    step.responsible = caller_of(clinic, *booking);
    step.kind = StepKind::book;
    step.due_on = clinic.today(booking->branch);
    step.note = note(*booking);
    steps.push_back({OpKind::set_next_step, {facets_of(step, 0)}});
  }
  return steps;
}

}  // namespace retour::app
