// Two kinds of time that must never be confused (after cctz):
//
//   Instant        a point on the world's line: seconds since 1970-01-01T00:00:00Z
//   LocalDate      a square of the wall calendar: days since 1970-01-01, no zone
//   LocalDateTime  a reading of a wall clock, to the second, no zone
//
// Only a `Zone` (zone.hpp) converts between the two, and its answer says when a wall-clock time
// was skipped or came twice.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace retour {

/// A point in time, seconds UTC.
struct Instant {
  std::int64_t seconds = 0;
  auto operator<=>(const Instant&) const = default;

  [[nodiscard]] constexpr Instant plus_seconds(std::int64_t delta) const {
    return {seconds + delta};
  }
  [[nodiscard]] constexpr Instant plus_minutes(std::int64_t delta) const {
    return {seconds + delta * 60};
  }
};

/// A calendar day of the proleptic Gregorian calendar. 1 is Monday ... 7 is Sunday (ISO 8601).
struct LocalDate {
  std::int32_t days = 0;  ///< Since 1970-01-01.
  auto operator<=>(const LocalDate&) const = default;

  /// The date, or nothing when the calendar has no such day (30 February, month 13).
  [[nodiscard]] static constexpr std::optional<LocalDate> from_ymd(int year, int month, int day) {
    if (year < -9999 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
      return std::nullopt;
    const std::chrono::year_month_day ymd{std::chrono::year{year},
                                          std::chrono::month{static_cast<unsigned>(month)},
                                          std::chrono::day{static_cast<unsigned>(day)}};
    if (!ymd.ok()) return std::nullopt;
    return LocalDate{
        static_cast<std::int32_t>(std::chrono::sys_days{ymd}.time_since_epoch().count())};
  }

  [[nodiscard]] constexpr std::chrono::year_month_day ymd() const {
    return std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{days}}};
  }
  [[nodiscard]] constexpr int year() const { return static_cast<int>(ymd().year()); }
  [[nodiscard]] constexpr int month() const {
    return static_cast<int>(static_cast<unsigned>(ymd().month()));
  }
  [[nodiscard]] constexpr int day() const {
    return static_cast<int>(static_cast<unsigned>(ymd().day()));
  }
  [[nodiscard]] constexpr int iso_weekday() const {
    return static_cast<int>(
        std::chrono::weekday{std::chrono::sys_days{std::chrono::days{days}}}.iso_encoding());
  }
  [[nodiscard]] constexpr LocalDate plus_days(std::int32_t delta) const { return {days + delta}; }

  /// The same day `delta` months on; the last day of the month when that day does not exist there.
  [[nodiscard]] LocalDate plus_months(int delta) const;
};

/// A wall-clock reading.
struct LocalDateTime {
  LocalDate date;
  std::int32_t second_of_day = 0;  ///< 0 .. 86399.
  auto operator<=>(const LocalDateTime&) const = default;
};

/// `2026-11-22`.
[[nodiscard]] std::string to_iso(LocalDate date);
/// `2026-11-22T09:30:00`.
[[nodiscard]] std::string to_iso(const LocalDateTime& local);
/// `2026-11-22T06:30:00Z`.
[[nodiscard]] std::string to_iso(Instant instant);

/// Strict `YYYY-MM-DD`; nothing otherwise.
[[nodiscard]] std::optional<LocalDate> date_from_iso(std::string_view text);

/// Whole years between two dates, as ages are counted (29 February birthdays count on 1 March).
/// Negative when `to` lies before `from`: one day before the birth is -1, so that a date of birth
/// in the future never passes for age 0.
[[nodiscard]] int full_years_between(LocalDate from, LocalDate to);

}  // namespace retour
