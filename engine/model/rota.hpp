// The rota as rules: templates of who works when, and the calendar of days that are not as usual.
//
//   template   Petrova, room 2, 09:00-15:00, from 2026-01-12, RRULE:FREQ=WEEKLY;BYDAY=MO,WE
//   calendar   2026-03-09 holiday             (a Monday: nobody works by a template)
//              2026-03-14 works as 2026-03-09 (a Saturday: Monday's templates apply)
//              2026-03-06 shortened by 60     (everybody's last hours end an hour earlier)
//
// A template is a series of local days (RFC 5545); its hours are minutes of those days on the wall
// clock of its branch, so that nine o'clock stays nine o'clock through summer time. Each day that
// it yields is a shift with an id of its own, derived from the template and the day: a stored
// `Shift` with that id stands in its place (other hours, another room, or taken out), a stored
// shift with any other id is added. So two devices that change two days never touch one row.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "model/people.hpp"
#include "time/recurrence.hpp"

namespace retour {

/// When somebody works, again and again.
struct ShiftPattern {
  static constexpr EntityInfo info{"shift_pattern", EntityKind::shift_pattern, Owner::clinic};
  static constexpr std::array facets{Facet{"pattern"}};
  ShiftPatternId id;
  StaffId staff;
  BranchId branch;
  RoomId room;
  ShiftKind kind = ShiftKind::reception;
  LocalDate first;                ///< The series begins on it (DTSTART); before it nothing applies.
  std::int32_t begin_minute = 0;  ///< Of the local day.
  std::int32_t end_minute = 0;    ///< Of the local day; may be 1440.
  std::string recurrence;         ///< RRULE, RDATE, EXDATE: content lines without DTSTART.
  bool active = true;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("staff", &ShiftPattern::staff, FieldMeta{});
    visit.field("branch", &ShiftPattern::branch, FieldMeta{});
    visit.field("room", &ShiftPattern::room, FieldMeta{});
    visit.field("kind", &ShiftPattern::kind, FieldMeta{});
    visit.field("first", &ShiftPattern::first, FieldMeta{});
    visit.field("begin_minute", &ShiftPattern::begin_minute, FieldMeta{});
    visit.field("end_minute", &ShiftPattern::end_minute, FieldMeta{});
    visit.field("recurrence", &ShiftPattern::recurrence, FieldMeta{});
    visit.field("active", &ShiftPattern::active, FieldMeta{});
  }
};
inline constexpr std::size_t recurrence_bytes_max = 16'384;

enum class CalendarKind : std::uint8_t {
  holiday,      ///< Nobody works by a template.
  shortened,    ///< As usual, but everybody ends earlier.
  transferred,  ///< A working day instead of another one, whose templates apply.
};
RETOUR_ENUM_NAMES(CalendarKind, "holiday", "shortened", "transferred");

/// A day of the production calendar. There is one row for a day and branch (its id is derived from
/// them); a branch's own goes before the one of all branches.
struct CalendarDay {
  static constexpr EntityInfo info{"calendar_day", EntityKind::calendar_day, Owner::clinic};
  static constexpr std::array facets{Facet{"day"}};
  CalendarDayId id;
  LocalDate date;
  BranchId branch;  ///< Nil: every branch.
  CalendarKind kind = CalendarKind::holiday;
  std::string name;
  std::int32_t shortened_minutes = 0;   ///< Of a shortened or transferred day.
  std::optional<LocalDate> instead_of;  ///< Of a transferred day: the day by which it works.
  bool active = true;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("date", &CalendarDay::date, FieldMeta{});
    visit.field("branch", &CalendarDay::branch, FieldMeta{});
    visit.field("kind", &CalendarDay::kind, FieldMeta{});
    visit.field("name", &CalendarDay::name, FieldMeta{});
    visit.field("shortened_minutes", &CalendarDay::shortened_minutes, FieldMeta{});
    visit.field("instead_of", &CalendarDay::instead_of, FieldMeta{});
    visit.field("active", &CalendarDay::active, FieldMeta{});
  }
};
inline constexpr std::int32_t shortened_minutes_max = 12 * 60;

/// The one row of a day at a branch (nil: of all branches).
[[nodiscard]] CalendarDayId calendar_day_id(LocalDate date, BranchId branch);

/// The shift that a template yields on a day.
[[nodiscard]] ShiftId shift_id_of(ShiftPatternId pattern, LocalDate date);

/// The days of a template as a series at midnight: what the hours of its text say is left aside,
/// since a template has one span a day. Refused: what RFC 5545 refuses, and rules finer than days.
[[nodiscard]] std::expected<RecurrenceSet, RecurrenceRefusal> days_of(const ShiftPattern& pattern);

/// The same as the text of `ShiftPattern::recurrence`.
[[nodiscard]] std::string recurrence_text(const RecurrenceSet& days);

/// The days of a series from `first` to `last`, ascending. O(days), one with COUNT O(its past).
[[nodiscard]] std::vector<LocalDate> dates_between(const RecurrenceSet& days, LocalDate first,
                                                   LocalDate last);

/// "This and following": a template cut before a day. Together the two have the days of the whole.
struct CutPattern {
  std::optional<ShiftPattern> before;  ///< Nothing when the template has no day before the cut.
  ShiftPattern following;              ///< With the id given; begins on its first day.
};
/// Nothing when the template has no day from `date` on, or its text cannot be read.
[[nodiscard]] std::optional<CutPattern> cut_before(const ShiftPattern& pattern, LocalDate date,
                                                   ShiftPatternId following);

/// Whether a series has any day at all within 41 years, the longest that a calendar rule waits.
[[nodiscard]] bool occurs(const RecurrenceSet& days);

}  // namespace retour
