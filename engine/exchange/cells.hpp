// What stands in one cell, as a value or as the reason why not.
//
// Rules that hold for all of them: blanks at the ends do not matter; nothing is guessed where two
// readings are possible (the fault says which choice is missing); an empty cell is the caller's
// business (`missing_value` here). Locale hints come with the mapping, never from the machine.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/money.hpp"
#include "exchange/fault.hpp"
#include "model/people.hpp"
#include "time/zone.hpp"

namespace retour::exchange {

template <class T>
using Parsed = std::expected<T, FaultCode>;

/// A whole number without decimals; blanks between groups of three are forgiven ("1 200").
[[nodiscard]] Parsed<std::int64_t> parse_integer(std::string_view text, std::int64_t min,
                                                 std::int64_t max);

/// How decimals are marked. `detect` refuses "15,300", which is 15.3 to one and 15300 to another.
enum class DecimalMark : std::uint8_t { detect, comma, point };

/// Amounts as price lists write them: "15 300,00", "15300.00", "15.300,00 kr", "1 200 ₽",
/// "1500:-", "-350,50", "(120,00)". A sign or word of a currency in the cell wins over `currency`.
[[nodiscard]] Parsed<Money> parse_amount(std::string_view text, Currency currency,
                                         DecimalMark mark = DecimalMark::detect);

/// Order of day and month where a notation leaves it open (03/04/2026).
enum class DateOrder : std::uint8_t { day_first, month_first };

struct DateNotation {
  DateOrder order = DateOrder::day_first;
  int newest_two_digit_year = 2035;  ///< "35" is 2035, "36" is 1936; for births the current year.
};

inline constexpr int year_min = 1880;
inline constexpr int year_max = 2200;

/// Dates: 2026-11-22, 22.11.2026, 22.11.26, 22/11/2026 (see `order`), 22-11-2026, 20261122,
/// "22 ноября 2026 г.", "22 nov 2026", "November 22, 2026". A time behind it is a fault here.
[[nodiscard]] Parsed<LocalDate> parse_date(std::string_view text,
                                           const DateNotation& notation = {});

/// Seconds of the day from "9:30", "09:30:15", "9.30", "9:30 PM".
[[nodiscard]] Parsed<std::int32_t> parse_time(std::string_view text);

/// A moment as it is written: a date, perhaps a time, perhaps the distance from UTC.
struct WrittenMoment {
  LocalDate date;
  std::optional<std::int32_t> second_of_day;
  std::optional<std::int32_t> offset_seconds;  ///< East of Greenwich; 0 for "Z".
  bool operator==(const WrittenMoment&) const = default;
};

/// "2016-04-29T18:38:08Z", "2026-11-22 09:30", "22.11.2026 9:30", "2026-11-22T09:30+03:00", dates.
[[nodiscard]] Parsed<WrittenMoment> parse_moment(std::string_view text,
                                                 const DateNotation& notation = {});

/// The point in time; midnight when no time is written. Without an offset the zone decides, and a
/// time that its clocks skipped or showed twice is refused: the person must say which.
[[nodiscard]] Parsed<Instant> instant_of(const WrittenMoment& moment, const Zone& zone);

[[nodiscard]] Parsed<Sex> parse_sex(std::string_view text);

/// Yes/No, Да/Нет, Ja/Nej, 1/0, +/-, true/false.
[[nodiscard]] Parsed<bool> parse_yes_no(std::string_view text);

/// What another program says about an appointment.
enum class Attendance : std::uint8_t { unknown, expected, confirmed, came, no_show, cancelled };
[[nodiscard]] std::string_view name_of(Attendance attendance) noexcept;

/// Words in three languages, and the numbers -1, 0, 1, 2 of YCLIENTS.
[[nodiscard]] Parsed<Attendance> parse_attendance(std::string_view text);

enum class DurationUnit : std::uint8_t { seconds, minutes, hours };

/// Length in seconds: "30" (in `unit`), "30 мин", "1 ч 30 мин", "1:30" (hours and minutes; with
/// three parts hours, minutes, seconds), "PT1H30M", "45 min", "1,5 ч".
[[nodiscard]] Parsed<std::int32_t> parse_duration_seconds(std::string_view text, DurationUnit unit);

inline constexpr std::int64_t age_years_max = 125;

/// Birth year that an age on a certain day suggests: right or one too late. 0..125, else
/// `age_out_of_range`.
[[nodiscard]] Parsed<std::int32_t> birth_year_from_age(std::string_view text, LocalDate reference);

/// A birth year written as such ("1985", "1985 г.р."), not after `newest`.
[[nodiscard]] Parsed<std::int32_t> parse_birth_year(std::string_view text, int newest);

struct PersonName {
  std::string family, given, patronymic;
  bool operator==(const PersonName&) const = default;
};
enum class NameOrder : std::uint8_t { family_first, given_first };

/// Splits a whole name. A comma always ends the family name. Russian order: family, given, then
/// all the rest as patronymic ("Мамедов Али Гасан оглы"); else the last word is the family name.
[[nodiscard]] PersonName split_name(std::string_view text, NameOrder order);

/// A syntactic check that catches what people mistype; not RFC 5322 to the letter.
[[nodiscard]] Parsed<std::string> parse_email(std::string_view text);

}  // namespace retour::exchange
