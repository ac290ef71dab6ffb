// Dates, times, numbers and money as people of each language write and read them.
//
// Formats follow CLDR 48 for ru-RU, sv-SE and en-GB. Reading is generous: "12.3", "12 марта",
// "завтра", "9.30", "15 300,50" are all understood, in any of the three languages, since a
// receptionist types what she is used to. Phones are read and written by base/phone.hpp.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/money.hpp"
#include "time/civil.hpp"
#include "ui/texts.hpp"

namespace retour::ui {

enum class DateStyle : std::uint8_t {
  numeric,        ///< 22.11.2026, 22/11/2026, 2026-11-22
  day_month,      ///< 22 ноября, 22 November, 22 november
  full,           ///< 22 ноября 2026 г., 22 November 2026, 22 november 2026
  weekday_full,   ///< воскресенье, 22 ноября; Sunday 22 November; söndag 22 november
  weekday_short,  ///< вс 22.11, Sun 22/11, sön 22/11
  month_year,     ///< ноябрь 2026, November 2026, november 2026
};

[[nodiscard]] std::string format_date(LocalDate date, DateStyle style, Language language);
/// Two or three letters, Monday = 1.
[[nodiscard]] std::string_view weekday_short(int iso_weekday, Language language);
[[nodiscard]] std::string_view weekday_name(int iso_weekday, Language language);
/// The month standing alone: "ноябрь".
[[nodiscard]] std::string_view month_name(int month, Language language);

/// `09:30`; minutes of a day, 0 to 1440.
[[nodiscard]] std::string format_time(int minute_of_day);
/// Grouped by thousands: `15 300` (U+00A0), `15,300`.
[[nodiscard]] std::string format_number(std::int64_t value, Language language);
/// `value / 10^decimals` with exactly `decimals` digits after the separator.
[[nodiscard]] std::string format_decimal(std::int64_t value, int decimals, Language language);
/// Parts of a thousand as per cent with one digit: 202 -> `20,2 %`.
[[nodiscard]] std::string format_permille(std::int64_t permille, Language language);

enum class MoneyStyle : std::uint8_t {
  exact,    ///< 15 300,00 ₽
  rounded,  ///< 15 300 ₽, for charts and sums over many people; half away from zero
};
[[nodiscard]] std::string format_money(Money money, Language language,
                                       MoneyStyle style = MoneyStyle::exact);
/// 1536 -> `1,5 КБ`.
[[nodiscard]] std::string format_bytes(std::uint64_t bytes, Language language);

/// Why a typed text is not a value.
enum class EntryError : std::uint8_t {
  empty,
  not_understood,
  no_such_day,   ///< 30 February.
  out_of_range,  ///< Hour 25, amounts beyond 10^13 minor units.
};

/// Which year is meant by "12.3", which week by "Monday".
enum class DateHint : std::uint8_t { future, past, nearest };

/// Reads a date. Besides the styles above: "12.3", "12.3.26", "120326", "12", "сегодня", "завтра",
/// "послезавтра", "вчера", "пн", "+7", and their English and Swedish forms.
[[nodiscard]] std::expected<LocalDate, EntryError> parse_date(std::string_view text,
                                                              LocalDate today, DateHint hint);
/// Reads "9", "930", "9:30", "9.30", "9-30", "9 30"; minutes of the day.
[[nodiscard]] std::expected<int, EntryError> parse_time(std::string_view text);
/// Reads an amount in major units with `.` or `,` and up to two decimals; minor units.
[[nodiscard]] std::expected<std::int64_t, EntryError> parse_money(std::string_view text);
/// Number of code points of a UTF-8 text.
[[nodiscard]] std::size_t code_points(std::string_view text) noexcept;
/// Byte offset of an offset in UTF-16 units, as browsers count; clamped to the text.
[[nodiscard]] std::size_t byte_offset(std::string_view text, std::size_t utf16_units) noexcept;
/// UTF-16 units before a byte offset.
[[nodiscard]] std::size_t utf16_offset(std::string_view text, std::size_t bytes) noexcept;

}  // namespace retour::ui
