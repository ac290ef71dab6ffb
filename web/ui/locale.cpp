#include "ui/locale.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace retour::ui {
namespace {

constexpr std::string_view nbsp = "\xC2\xA0";

using Names7 = std::array<std::string_view, 7>;
using Names12 = std::array<std::string_view, 12>;

// CLDR 48: ru, en-GB, sv.
constexpr std::array<Names7, 3> weekdays_short = {{
    {"пн", "вт", "ср", "чт", "пт", "сб", "вс"},
    {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
    {"mån", "tis", "ons", "tors", "fre", "lör", "sön"},
}};
constexpr std::array<Names7, 3> weekdays = {{
    {"понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"},
    {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
    {"måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"},
}};
constexpr std::array<Names12, 3> months_alone = {{
    {"январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь",
     "ноябрь", "декабрь"},
    {"January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"},
    {"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
     "oktober", "november", "december"},
}};
constexpr Names12 months_genitive_ru = {"января",   "февраля", "марта",  "апреля",
                                        "мая",      "июня",    "июля",   "августа",
                                        "сентября", "октября", "ноября", "декабря"};

/// Index into the tables above; the pseudo-locale is English underneath.
std::size_t table_of(Language language) {
  return language == Language::pseudo ? 1 : static_cast<std::size_t>(language);
}

std::string_view month_in_date(int month, Language language) {
  const auto index = static_cast<std::size_t>(month - 1);
  return language == Language::ru ? months_genitive_ru[index]
                                  : months_alone[table_of(language)][index];
}

void append_padded(std::string& out, int value, std::size_t width) {
  const std::string digits = std::to_string(value);
  out.append(digits.size() < width ? width - digits.size() : 0, '0');
  out += digits;
}

std::string numeric_date(LocalDate date, Language language, bool with_year) {
  std::string out;
  if (language == Language::sv && with_year) {
    append_padded(out, date.year(), 4);
    out += '-';
    append_padded(out, date.month(), 2);
    out += '-';
    append_padded(out, date.day(), 2);
    return out;
  }
  const char separator = language == Language::ru ? '.' : '/';
  append_padded(out, date.day(), 2);
  out += separator;
  append_padded(out, date.month(), 2);
  if (with_year) {
    out += separator;
    append_padded(out, date.year(), 4);
  }
  return out;
}

/// Digits of `value` grouped by thousands with the group sign of the language.
std::string grouped(std::uint64_t value, Language language) {
  const std::string digits = std::to_string(value);
  const bool comma = language == Language::en || language == Language::pseudo;
  // CLDR: Russian and Swedish group with U+00A0, English with a comma.
  const std::string_view sign = comma ? std::string_view(",") : nbsp;
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += sign;
    out += digits[i];
  }
  return out;
}

std::string_view minus_sign(Language language) {
  return language == Language::sv ? "\xE2\x88\x92" : "-";
}

std::uint64_t magnitude(std::int64_t value) {
  return value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

std::string_view currency_sign(Currency currency, Language language) {
  switch (currency) {
    case Currency::rub: return language == Language::ru ? "₽" : "RUB";
    case Currency::sek: return language == Language::sv ? "kr" : "SEK";
    case Currency::eur: return "€";
    case Currency::kzt: return "KZT";
    case Currency::byn: return "BYN";
    case Currency::usd: return language == Language::en ? "US$" : "USD";
    case Currency::brl: return "BRL";
  }
  return "";
}

/// Lower case of ASCII, Cyrillic and the Swedish letters; ё becomes е.
std::string folded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c + 32);
    } else if (c == 0xD0 && i + 1 < text.size()) {
      const auto d = static_cast<unsigned char>(text[++i]);
      if (d == 0x81) {  // Ё
        out += "е";
      } else if (d >= 0x90 && d <= 0x9F) {
        out += static_cast<char>(0xD0);
        out += static_cast<char>(d + 0x20);
      } else if (d >= 0xA0 && d <= 0xAF) {
        out += static_cast<char>(0xD1);
        out += static_cast<char>(d - 0x20);
      } else {
        out += static_cast<char>(c);
        out += static_cast<char>(d);
      }
    } else if (c == 0xD1 && i + 1 < text.size() &&
               static_cast<unsigned char>(text[i + 1]) == 0x91) {
      out += "е";
      ++i;
    } else if (c == 0xC3 && i + 1 < text.size()) {
      const auto d = static_cast<unsigned char>(text[++i]);
      out += static_cast<char>(c);
      out += static_cast<char>(d >= 0x80 && d <= 0x9E ? d + 0x20 : d);
    } else if (c == 0xC2 && i + 1 < text.size() &&
               static_cast<unsigned char>(text[i + 1]) == 0xA0) {
      out += ' ';
      ++i;
    } else {
      out += static_cast<char>(c);
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  out.erase(0, out.find_first_not_of(' ') == std::string::npos ? 0 : out.find_first_not_of(' '));
  return out;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A run of digits or a word of a typed date.
struct Token {
  std::string_view text;
  bool number = false;
  int value = 0;
};

std::vector<Token> tokens_of(std::string_view text) {
  constexpr std::string_view separators = " .,/-";
  std::vector<Token> out;
  for (std::size_t i = 0; i < text.size() && out.size() < 8;) {
    if (separators.find(text[i]) != std::string_view::npos) {
      ++i;
      continue;
    }
    const bool number = is_digit(text[i]);
    std::size_t end = i;
    while (end < text.size() && separators.find(text[end]) == std::string_view::npos &&
           is_digit(text[end]) == number)
      ++end;
    Token token{.text = text.substr(i, end - i), .number = number};
    if (number && token.text.size() <= 8)
      for (const char c : token.text) token.value = token.value * 10 + (c - '0');
    out.push_back(token);
    i = end;
  }
  return out;
}

/// Month by the first three letters of its name in any of the languages, 0 when none.
int month_from_word(std::string_view word) {
  if (word == "мая" || word == "may" || word == "maj") return 5;
  for (const Names12& names : months_alone)
    for (std::size_t i = 0; i < 12; ++i) {
      const std::string name = folded(names[i]);
      // Three letters: six bytes in Cyrillic, three in Latin.
      const std::size_t stem = static_cast<unsigned char>(name[0]) >= 0xD0 ? 6 : 3;
      if (word.size() >= stem && word.substr(0, stem) == std::string_view(name).substr(0, stem) &&
          code_points(word) <= code_points(name) + 1)
        return static_cast<int>(i) + 1;
    }
  return 0;
}

int weekday_from_word(std::string_view word) {
  for (std::size_t table = 0; table < 3; ++table)
    for (std::size_t i = 0; i < 7; ++i)
      if (word == folded(weekdays_short[table][i]) || word == folded(weekdays[table][i]))
        return static_cast<int>(i) + 1;
  if (word == "среду") return 3;
  if (word == "пятницу") return 5;
  if (word == "субботу") return 6;
  return 0;
}

std::optional<int> relative_days(std::string_view word) {
  struct Entry {
    std::string_view word;
    int days;
  };
  static constexpr std::array entries = {
      Entry{"сегодня", 0},    Entry{"today", 0},        Entry{"idag", 0},
      Entry{"i dag", 0},      Entry{"завтра", 1},       Entry{"tomorrow", 1},
      Entry{"imorgon", 1},    Entry{"i morgon", 1},     Entry{"послезавтра", 2},
      Entry{"overmorgon", 2}, Entry{"i övermorgon", 2}, Entry{"вчера", -1},
      Entry{"yesterday", -1}, Entry{"igår", -1},        Entry{"i går", -1},
      Entry{"позавчера", -2}, Entry{"через неделю", 7}, Entry{"in a week", 7},
      Entry{"om en vecka", 7}};
  for (const Entry& entry : entries)
    if (entry.word == word) return entry.days;
  return std::nullopt;
}

/// Two-digit years: within 80 years back and 19 on from today, which suits birth dates and
/// bookings.
int full_year(int year, LocalDate today, DateHint hint) {
  if (year >= 100) return year;
  const int century = today.year() / 100 * 100;
  int full = century + year;
  if (hint == DateHint::past && full > today.year()) full -= 100;
  if (hint != DateHint::past && full > today.year() + 19) full -= 100;
  return full;
}

std::expected<LocalDate, EntryError> without_year(int day, int month, LocalDate today,
                                                  DateHint hint) {
  if (month < 1 || month > 12 || day < 1 || day > 31)
    return std::unexpected(EntryError::no_such_day);
  std::optional<LocalDate> best;
  for (int year = today.year() - 4; year <= today.year() + 4; ++year) {
    const auto date = LocalDate::from_ymd(year, month, day);
    if (!date) continue;
    if (hint == DateHint::future && *date < today) continue;
    if (hint == DateHint::past && today < *date) continue;
    const auto distance = [&](LocalDate d) { return std::abs(d.days - today.days); };
    if (!best || distance(*date) < distance(*best)) best = date;
  }
  if (!best) return std::unexpected(EntryError::no_such_day);
  return *best;
}

std::expected<LocalDate, EntryError> with_year(int day, int month, int year) {
  const auto date = LocalDate::from_ymd(year, month, day);
  if (!date) return std::unexpected(EntryError::no_such_day);
  return *date;
}

/// "12": that day of this month, or of the neighbouring one on the hinted side.
std::expected<LocalDate, EntryError> day_alone(int day, LocalDate today, DateHint hint) {
  const int step = hint == DateHint::past ? -1 : 1;
  for (int i = 0; i < 12; ++i) {
    const LocalDate month =
        LocalDate::from_ymd(today.year(), today.month(), 1)->plus_months(step * i);
    const auto date = LocalDate::from_ymd(month.year(), month.month(), day);
    if (!date) continue;
    if (hint == DateHint::past ? *date <= today : today <= *date) return *date;
    if (hint == DateHint::nearest) return *date;
  }
  return std::unexpected(EntryError::no_such_day);
}

std::expected<LocalDate, EntryError> date_from_tokens(const std::vector<Token>& tokens,
                                                      LocalDate today, DateHint hint) {
  const auto all_numbers = std::ranges::all_of(tokens, &Token::number);
  if (all_numbers && tokens.size() == 1) {
    const Token& only = tokens[0];
    if (only.text.size() <= 2) return day_alone(only.value, today, hint);
    if (only.text.size() == 4) return without_year(only.value / 100, only.value % 100, today, hint);
    if (only.text.size() == 6)
      return with_year(only.value / 10000, only.value / 100 % 100,
                       full_year(only.value % 100, today, hint));
    if (only.text.size() == 8) {
      if (only.value / 10000 >= 1900 && only.value / 10000 <= 2199)
        return with_year(only.value % 100, only.value / 100 % 100, only.value / 10000);
      return with_year(only.value / 1000000, only.value / 10000 % 100, only.value % 10000);
    }
    return std::unexpected(EntryError::not_understood);
  }
  if (all_numbers && tokens.size() == 2)
    return without_year(tokens[0].value, tokens[1].value, today, hint);
  if (all_numbers && tokens.size() == 3) {
    if (tokens[0].text.size() == 4)
      return with_year(tokens[2].value, tokens[1].value, tokens[0].value);
    return with_year(tokens[0].value, tokens[1].value, full_year(tokens[2].value, today, hint));
  }
  if (tokens.size() >= 2 && tokens[0].number && !tokens[1].number) {
    const int month = month_from_word(tokens[1].text);
    if (month == 0) return std::unexpected(EntryError::not_understood);
    if (tokens.size() >= 3 && tokens[2].number)
      return with_year(tokens[0].value, month, full_year(tokens[2].value, today, hint));
    return without_year(tokens[0].value, month, today, hint);
  }
  return std::unexpected(EntryError::not_understood);
}

}  // namespace

std::string_view weekday_short(int iso_weekday, Language language) {
  return weekdays_short[table_of(language)][static_cast<std::size_t>(iso_weekday - 1)];
}

std::string_view weekday_name(int iso_weekday, Language language) {
  return weekdays[table_of(language)][static_cast<std::size_t>(iso_weekday - 1)];
}

std::string_view month_name(int month, Language language) {
  return months_alone[table_of(language)][static_cast<std::size_t>(month - 1)];
}

std::string format_date(LocalDate date, DateStyle style, Language language) {
  std::string out;
  const auto day_month = [&] {
    out += std::to_string(date.day());
    out += nbsp;
    out += month_in_date(date.month(), language);
  };
  switch (style) {
    case DateStyle::numeric: return numeric_date(date, language, true);
    case DateStyle::day_month: day_month(); return out;
    case DateStyle::full:
      day_month();
      out += ' ';
      out += std::to_string(date.year());
      if (language == Language::ru) out += "\xC2\xA0г.";
      return out;
    case DateStyle::weekday_full:
      out += weekday_name(date.iso_weekday(), language);
      out += language == Language::ru ? ", " : " ";
      day_month();
      return out;
    case DateStyle::weekday_short:
      out += weekday_short(date.iso_weekday(), language);
      out += nbsp;
      if (language == Language::sv) {
        out += std::to_string(date.day()) + "/" + std::to_string(date.month());
        return out;
      }
      return out + numeric_date(date, language, false);
    case DateStyle::month_year:
      out += month_name(date.month(), language);
      out += ' ';
      return out + std::to_string(date.year());
  }
  return out;
}

std::string format_time(int minute_of_day) {
  std::string out;
  append_padded(out, minute_of_day / 60, 2);
  out += ':';
  append_padded(out, minute_of_day % 60, 2);
  return out;
}

std::string format_number(std::int64_t value, Language language) {
  std::string out;
  if (value < 0) out += minus_sign(language);
  return out + grouped(magnitude(value), language);
}

std::string format_decimal(std::int64_t value, int decimals, Language language) {
  std::uint64_t unit = 1;
  for (int i = 0; i < decimals; ++i) unit *= 10;
  const std::uint64_t size = magnitude(value);
  std::string out;
  if (value < 0) out += minus_sign(language);
  out += grouped(size / unit, language);
  if (decimals == 0) return out;
  const std::string fraction = std::to_string(size % unit);
  out += table_of(language) == 1 ? '.' : ',';
  out.append(static_cast<std::size_t>(decimals) - fraction.size(), '0');
  return out + fraction;
}

std::string format_permille(std::int64_t permille, Language language) {
  std::string out = format_decimal(permille, 1, language);
  if (table_of(language) != 1) out += nbsp;
  return out + "%";
}

std::string format_money(Money money, Language language, MoneyStyle style) {
  std::string amount;
  if (style == MoneyStyle::exact) {
    amount = format_decimal(money.minor, 2, language);
  } else {
    const std::int64_t half = money.minor < 0 ? -50 : 50;
    amount = format_number((money.minor + half) / 100, language);
  }
  const std::string_view sign = currency_sign(money.currency, language);
  std::string out;
  if (table_of(language) != 1) {
    out = amount;
    out += nbsp;
    return out += sign;
  }
  const bool letters = sign.back() >= 'A' && sign.back() <= 'Z';
  if (!amount.empty() && amount[0] == '-') {
    out += '-';
    amount.erase(0, 1);
  }
  out += sign;
  if (letters) out += nbsp;
  return out + amount;
}

std::string format_bytes(std::uint64_t bytes, Language language) {
  static constexpr std::array<std::array<std::string_view, 4>, 3> units = {
      {{"Б", "КБ", "МБ", "ГБ"}, {"B", "KB", "MB", "GB"}, {"B", "kB", "MB", "GB"}}};
  std::size_t unit = 0;
  std::uint64_t tenths = bytes * 10;
  while (tenths >= 10240 && unit < 3) {
    tenths /= 1024;
    ++unit;
  }
  const std::string amount = unit == 0 || tenths >= 1000
                                 ? format_number(static_cast<std::int64_t>(tenths / 10), language)
                                 : format_decimal(static_cast<std::int64_t>(tenths), 1, language);
  return amount + std::string(nbsp) + std::string(units[table_of(language)][unit]);
}

std::expected<LocalDate, EntryError> parse_date(std::string_view text, LocalDate today,
                                                DateHint hint) {
  if (text.size() > 64) return std::unexpected(EntryError::not_understood);
  const std::string typed = folded(text);
  if (typed.empty()) return std::unexpected(EntryError::empty);
  if (const auto days = relative_days(typed)) return today.plus_days(*days);
  if ((typed[0] == '+' || typed[0] == '-') && typed.size() <= 5 &&
      std::ranges::all_of(std::string_view(typed).substr(1), is_digit) && typed.size() > 1) {
    int days = 0;
    for (const char c : std::string_view(typed).substr(1)) days = days * 10 + (c - '0');
    return today.plus_days(typed[0] == '-' ? -days : days);
  }
  if (const int weekday = weekday_from_word(typed); weekday != 0) {
    const int ahead = (weekday - today.iso_weekday() + 7) % 7;
    return today.plus_days(hint == DateHint::past ? (ahead == 0 ? 0 : ahead - 7) : ahead);
  }
  const std::vector<Token> tokens = tokens_of(typed);
  if (tokens.empty()) return std::unexpected(EntryError::not_understood);
  return date_from_tokens(tokens, today, hint);
}

std::expected<int, EntryError> parse_time(std::string_view text) {
  const std::string typed = folded(text);
  if (typed.empty()) return std::unexpected(EntryError::empty);
  const std::vector<Token> tokens = [&] {
    std::string spaced = typed;
    std::ranges::replace(spaced, ':', ' ');
    std::vector<Token> list = tokens_of(spaced);
    return list;
  }();
  if (typed.size() > 8 || tokens.empty() || tokens.size() > 2 ||
      !std::ranges::all_of(tokens, &Token::number))
    return std::unexpected(EntryError::not_understood);
  int hour = tokens[0].value;
  int minute = tokens.size() == 2 ? tokens[1].value : 0;
  if (tokens.size() == 1 && tokens[0].text.size() >= 3) {
    if (tokens[0].text.size() > 4) return std::unexpected(EntryError::not_understood);
    hour = tokens[0].value / 100;
    minute = tokens[0].value % 100;
  }
  if (hour > 23 || minute > 59) return std::unexpected(EntryError::out_of_range);
  return hour * 60 + minute;
}

std::expected<std::int64_t, EntryError> parse_money(std::string_view text) {
  const std::string typed = folded(text);
  if (typed.empty()) return std::unexpected(EntryError::empty);
  std::string digits;
  int decimals = -1;
  const std::size_t last_sign = typed.find_last_of(".,");
  // The last sign is a decimal one when one or two digits follow: "15,300" is fifteen thousand.
  const bool has_decimals = last_sign != std::string::npos && typed.size() - last_sign - 1 <= 2;
  for (std::size_t i = 0; i < typed.size(); ++i) {
    const char c = typed[i];
    if (is_digit(c)) {
      digits += c;
      if (decimals >= 0) ++decimals;
    } else if (c == '.' || c == ',') {
      if (has_decimals && i == last_sign) decimals = 0;
    } else if (c != ' ' && c != '\'') {
      return std::unexpected(EntryError::not_understood);
    }
  }
  if (digits.empty()) return std::unexpected(EntryError::not_understood);
  if (digits.size() > 13) return std::unexpected(EntryError::out_of_range);
  std::int64_t value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  for (int i = std::max(decimals, 0); i < 2; ++i) value *= 10;
  return value;
}

std::size_t code_points(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::size_t byte_offset(std::string_view text, std::size_t utf16_units) noexcept {
  std::size_t units = 0;
  std::size_t i = 0;
  while (i < text.size() && units < utf16_units) {
    const auto c = static_cast<unsigned char>(text[i]);
    units += c >= 0xF0U ? 2 : 1;
    ++i;
    while (i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U) ++i;
  }
  return i;
}

std::size_t utf16_offset(std::string_view text, std::size_t bytes) noexcept {
  std::size_t units = 0;
  for (std::size_t i = 0; i < text.size() && i < bytes; ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if ((c & 0xC0U) != 0x80U) units += c >= 0xF0U ? 2 : 1;
  }
  return units;
}

}  // namespace retour::ui
