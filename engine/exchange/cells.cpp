// Sections: numbers | amounts | dates | times and moments | words | durations and ages | people
#include "exchange/cells.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "base/text.hpp"

namespace retour::exchange {
namespace {

constexpr auto bad(FaultCode code) {
  return std::unexpected(code);
}

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

/// At most nine digits as a number; callers have checked that they are digits.
constexpr int small_number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

/// Takes one blank off the front: ASCII, no-break, narrow no-break, thin, figure space.
bool take_blank(std::string_view& text) {
  for (const std::string_view blank :
       {std::string_view(" "), std::string_view("\u00A0"), std::string_view("\u202F"),
        std::string_view("\u2009"), std::string_view("\u2007")}) {
    if (!text.starts_with(blank)) continue;
    text.remove_prefix(blank.size());
    return true;
  }
  return false;
}

}  // namespace

// ---- numbers ----

Parsed<std::int64_t> parse_integer(std::string_view text, std::int64_t min, std::int64_t max) {
  text = trim(text);
  if (text.empty()) return bad(FaultCode::missing_value);
  const bool negative = text.front() == '-';
  if (negative || text.front() == '+') text.remove_prefix(1);
  std::int64_t value = 0;
  int digits = 0;
  int since_blank = -1;  // digits behind the last blank; -1: no blank yet
  while (!text.empty()) {
    if (digits > 0 && take_blank(text)) {
      if (since_blank == -1 ? digits > 3 : since_blank != 3) return bad(FaultCode::not_a_number);
      since_blank = 0;
      continue;
    }
    if (!is_digit(text.front())) return bad(FaultCode::not_a_number);
    if (++digits > 18) return bad(FaultCode::number_out_of_range);
    value = value * 10 + (text.front() - '0');
    if (since_blank != -1) ++since_blank;
    text.remove_prefix(1);
  }
  if (digits == 0 || (since_blank != -1 && since_blank != 3)) return bad(FaultCode::not_a_number);
  if (negative) value = -value;
  if (value < min || value > max) return bad(FaultCode::number_out_of_range);
  return value;
}

// ---- amounts ----

namespace {

struct CurrencyWord {
  std::string_view word;  // folded, or the sign itself
  Currency currency;
};
constexpr CurrencyWord currency_words[] = {
    {"₽", Currency::rub},      {"руб", Currency::rub},   {"р", Currency::rub},
    {"рублей", Currency::rub}, {"rub", Currency::rub},   {"rur", Currency::rub},
    {"kr", Currency::sek},     {"sek", Currency::sek},   {"€", Currency::eur},
    {"eur", Currency::eur},    {"евро", Currency::eur},  {"₸", Currency::kzt},
    {"тг", Currency::kzt},     {"тенге", Currency::kzt}, {"kzt", Currency::kzt},
    {"br", Currency::byn},     {"byn", Currency::byn},   {"бел руб", Currency::byn},
    {"$", Currency::usd},      {"usd", Currency::usd},   {"brl", Currency::brl},
};

/// Cuts words and signs of currency off both ends.
Parsed<std::optional<Currency>> take_currency(std::string_view& text) {
  const auto in_number = [](char c) {
    return is_digit(c) || c == '-' || c == '+' || c == '(' || c == ')';
  };
  const auto begin = static_cast<std::size_t>(std::ranges::find_if(text, in_number) - text.begin());
  std::size_t end = text.size();
  while (end > begin && !in_number(text[end - 1])) --end;
  const std::string_view before = trim(text.substr(0, begin));
  const std::string_view after = trim(text.substr(end));
  text = text.substr(begin, end - begin);
  if (before.empty() && after.empty()) return std::optional<Currency>{};
  if (!before.empty() && !after.empty()) return bad(FaultCode::not_an_amount);
  const std::string_view raw = before.empty() ? after : before;
  const std::string folded = fold_for_search(raw);
  for (const auto& [word, currency] : currency_words)
    if (raw == word || (!folded.empty() && folded == word)) return std::optional(currency);
  if (raw == "R$") return std::optional(Currency::brl);
  return bad(folded.empty() ? FaultCode::not_an_amount : FaultCode::unknown_currency);
}

/// An amount taken apart: groups of digits and the marks between them (' ' for any blank).
struct AmountShape {
  std::string digits;
  std::vector<std::size_t> groups;
  std::string marks;
};

constexpr std::size_t amount_digits_max = 15;  // with two more for the minor unit: fits 64 bits

std::optional<AmountShape> shape_of(std::string_view text) {
  AmountShape shape;
  shape.groups.push_back(0);
  while (!text.empty()) {
    const char c = text.front();
    if (is_digit(c)) {
      shape.digits.push_back(c);
      ++shape.groups.back();
      text.remove_prefix(1);
      continue;
    }
    if (shape.groups.back() == 0) return std::nullopt;  // two marks side by side
    const bool is_mark = c == ',' || c == '.';
    if (is_mark || c == '\'')
      text.remove_prefix(1);
    else if (text.starts_with("’"))
      text.remove_prefix(std::string_view("’").size());
    else if (!take_blank(text))
      return std::nullopt;
    shape.marks.push_back(is_mark ? c : ' ');
    shape.groups.push_back(0);
  }
  if (shape.digits.empty() || shape.digits.size() > amount_digits_max || shape.groups.back() == 0)
    return std::nullopt;
  return shape;
}

/// Number of decimals of an amount, or why its marks make no sense or two senses.
Parsed<std::size_t> decimals_of(const AmountShape& shape, DecimalMark hint) {
  if (shape.marks.empty()) return 0;
  const char last = shape.marks.back();
  const std::string_view before = std::string_view(shape.marks).substr(0, shape.marks.size() - 1);
  const bool alone = before.empty();
  const bool repeated = before.contains(last);
  const bool same_before = std::ranges::all_of(before, [&](char c) { return c == before.front(); });
  if (!same_before) return bad(FaultCode::not_an_amount);
  bool decimal = last != ' ' && !repeated;
  if (decimal && hint != DecimalMark::detect) {
    decimal = (last == ',') == (hint == DecimalMark::comma);
  } else if (decimal && alone && shape.groups[1] == 3 && shape.groups[0] <= 3 &&
             shape.digits.front() != '0') {
    return bad(FaultCode::ambiguous_amount);
  }
  // What is not a decimal mark parts thousands: groups of three, the first one to three long.
  const std::size_t grouped = shape.groups.size() - (decimal ? 1 : 0);
  if (grouped > 1 && shape.groups[0] > 3) return bad(FaultCode::not_an_amount);
  for (std::size_t i = 1; i < grouped; ++i)
    if (shape.groups[i] != 3) return bad(FaultCode::not_an_amount);
  return decimal ? shape.groups.back() : 0;
}

}  // namespace

Parsed<Money> parse_amount(std::string_view text, Currency currency, DecimalMark mark) {
  text = trim(text);
  if (text.empty()) return bad(FaultCode::missing_value);
  bool negative = text.starts_with("−");  // U+2212, as typeset documents have it
  if (negative) text = trim(text.substr(std::string_view("−").size()));
  if (text.ends_with(":-")) text.remove_suffix(2);  // the Swedish way of writing whole kronor
  const auto found = take_currency(text);
  if (!found) return bad(found.error());
  if (*found) currency = **found;
  if (text.starts_with('(') && text.ends_with(')')) {
    negative = true;
    text = trim(text.substr(1, text.size() - 2));
  } else if (text.starts_with('-') || text.starts_with('+')) {
    negative = text.front() == '-';
    text = trim(text.substr(1));
  }
  const auto shape = shape_of(text);
  if (!shape) return bad(FaultCode::not_an_amount);
  const auto decimals = decimals_of(*shape, mark);
  if (!decimals) return bad(decimals.error());
  // More than two decimals are forgiven when they are zeros: databases export "100.0000".
  const std::string_view digits = shape->digits;
  const std::size_t whole = digits.size() - *decimals;
  if (*decimals > 2 && digits.substr(whole + 2).find_first_not_of('0') != std::string_view::npos)
    return bad(FaultCode::too_precise_amount);
  std::int64_t minor = 0;
  for (std::size_t i = 0; i < whole + 2; ++i)
    minor = minor * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  return Money{.minor = negative ? -minor : minor, .currency = currency};
}

// ---- dates ----

namespace {

/// First letters of month names after folding: Russian (also genitive), English, Swedish.
constexpr std::array<std::array<std::string_view, 3>, 12> month_stems = {{
    {"янв", "jan", "jan"},
    {"фев", "feb", "feb"},
    {"мар", "mar", "mar"},
    {"апр", "apr", "apr"},
    {"ма", "may", "maj"},
    {"июн", "jun", "jun"},
    {"июл", "jul", "jul"},
    {"авг", "aug", "aug"},
    {"сен", "sep", "sep"},
    {"окт", "oct", "okt"},
    {"ноя", "nov", "nov"},
    {"дек", "dec", "dec"},
}};

int month_of_word(std::string_view folded) {
  for (std::size_t i = 0; i < month_stems.size(); ++i)
    for (const auto stem : month_stems[i])
      if (folded.starts_with(stem)) return static_cast<int>(i) + 1;
  return 0;
}

int full_year(int year, std::size_t digits, const DateNotation& notation) {
  if (digits > 2) return year;
  return 2000 + year <= notation.newest_two_digit_year ? 2000 + year : 1900 + year;
}

Parsed<LocalDate> make_date(int year, int month, int day) {
  const auto date = LocalDate::from_ymd(year, month, day);
  if (!date) return bad(FaultCode::no_such_date);
  if (year < year_min || year > year_max) return bad(FaultCode::date_out_of_range);
  return *date;
}

/// "22 ноября 2026 г.", "nov 22, 2026".
Parsed<LocalDate> date_with_month_word(std::string_view text, const DateNotation& notation) {
  const std::string folded = fold_for_search(text);
  std::array<int, 2> numbers{};
  std::array<std::size_t, 2> sizes{};
  std::size_t count = 0;
  int month = 0;
  for (std::string_view rest = folded; !rest.empty();) {
    const std::size_t end = rest.find(' ');
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (all_digits(word)) {
      if (count == 2 || word.size() > 4) return bad(FaultCode::not_a_date);
      sizes[count] = word.size();
      numbers[count++] = small_number(word);
    } else if (const int found = month_of_word(word); found != 0 && month == 0) {
      month = found;
    } else if (word != "г" && word != "года") {
      return bad(FaultCode::not_a_date);
    }
  }
  if (month == 0 || count != 2 || sizes[0] > 2) return bad(FaultCode::not_a_date);
  return make_date(full_year(numbers[1], sizes[1], notation), month, numbers[0]);
}

}  // namespace

Parsed<LocalDate> parse_date(std::string_view text, const DateNotation& notation) {
  text = trim(text);
  if (text.empty()) return bad(FaultCode::missing_value);
  if (text.ends_with("г.")) text = trim(text.substr(0, text.size() - 3));
  if (text.size() == 8 && all_digits(text)) {
    const int year = small_number(text.substr(0, 4));
    if (year < year_min || year > year_max) return bad(FaultCode::not_a_date);
    return make_date(year, small_number(text.substr(4, 2)), small_number(text.substr(6, 2)));
  }
  std::array<std::string_view, 3> parts;
  std::size_t count = 0;
  char mark = 0;
  for (std::string_view rest = text;;) {
    const auto digits =
        static_cast<std::size_t>(std::ranges::find_if_not(rest, is_digit) - rest.begin());
    if (digits == 0 || digits > 4 || count == 3) return date_with_month_word(text, notation);
    parts[count++] = rest.substr(0, digits);
    rest.remove_prefix(digits);
    if (rest.empty()) break;
    if ((rest.front() != '.' && rest.front() != '/' && rest.front() != '-') ||
        (mark != 0 && mark != rest.front()))
      return date_with_month_word(text, notation);
    mark = rest.front();
    rest.remove_prefix(1);
  }
  if (count != 3) return bad(FaultCode::not_a_date);
  if (parts[0].size() == 4)
    return make_date(small_number(parts[0]), small_number(parts[1]), small_number(parts[2]));
  if (parts[0].size() > 2 || parts[1].size() > 2 || parts[2].size() == 3 || parts[2].size() == 1)
    return bad(FaultCode::not_a_date);
  const int year = full_year(small_number(parts[2]), parts[2].size(), notation);
  const bool month_first = notation.order == DateOrder::month_first && mark != '.';
  return make_date(year, small_number(parts[month_first ? 0 : 1]),
                   small_number(parts[month_first ? 1 : 0]));
}

// ---- times and moments ----

namespace {

/// Takes up to two digits off the front; -1 when none stands there.
int take_two_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < 2 && count < text.size() && is_digit(text[count])) ++count;
  if (count == 0) return -1;
  const int value = small_number(text.substr(0, count));
  text.remove_prefix(count);
  return value;
}

/// Reads a clock time off the front of `text` and leaves what follows.
Parsed<std::int32_t> take_time(std::string_view& text) {
  int hour = take_two_digits(text);
  if (hour < 0 || text.empty() || (text.front() != ':' && text.front() != '.'))
    return bad(FaultCode::not_a_time);
  const char mark = text.front();
  text.remove_prefix(1);
  if (text.size() < 2 || !is_digit(text[1])) return bad(FaultCode::not_a_time);
  const int minute = take_two_digits(text);
  int second = 0;
  if (!text.empty() && text.front() == mark) {
    text.remove_prefix(1);
    if (text.size() < 2 || !is_digit(text[1])) return bad(FaultCode::not_a_time);
    second = take_two_digits(text);
    if (!text.empty() && (text.front() == '.' || text.front() == ',')) {  // fractions are dropped
      text.remove_prefix(1);
      while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
    }
  }
  std::string_view rest = trim(text);
  if (rest.size() >= 2 && (rest[1] | 32) == 'm' &&
      ((rest[0] | 32) == 'a' || (rest[0] | 32) == 'p')) {
    if (hour < 1 || hour > 12) return bad(FaultCode::not_a_time);
    hour = hour % 12 + ((rest[0] | 32) == 'p' ? 12 : 0);
    text = rest.substr(2);
  }
  if (hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return bad(FaultCode::not_a_time);
  return hour * 3600 + minute * 60 + second;
}

/// "Z", "+03:00", "-0300", "+03"; nothing when `text` is empty.
Parsed<std::optional<std::int32_t>> take_offset(std::string_view text) {
  text = trim(text);
  if (text.empty()) return std::optional<std::int32_t>{};
  if (text == "Z" || text == "z" || text == "UTC") return std::optional<std::int32_t>{0};
  const char sign = text.front();
  if (sign != '+' && sign != '-') return bad(FaultCode::not_a_time);
  text.remove_prefix(1);
  if (text.size() < 2 || !is_digit(text[1])) return bad(FaultCode::not_a_time);
  const int hours = take_two_digits(text);
  if (text.starts_with(':')) text.remove_prefix(1);
  const int minutes = text.empty() ? 0 : take_two_digits(text);
  if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59 || !text.empty())
    return bad(FaultCode::not_a_time);
  const int seconds = hours * 3600 + minutes * 60;
  return std::optional<std::int32_t>{sign == '-' ? -seconds : seconds};
}

}  // namespace

Parsed<std::int32_t> parse_time(std::string_view text) {
  text = trim(text);
  if (text.empty()) return bad(FaultCode::missing_value);
  const auto time = take_time(text);
  if (time && !trim(text).empty()) return bad(FaultCode::not_a_time);
  return time;
}

Parsed<WrittenMoment> parse_moment(std::string_view text, const DateNotation& notation) {
  text = trim(text);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    return parse_date(text, notation).transform([](LocalDate date) {
      return WrittenMoment{.date = date, .second_of_day = {}, .offset_seconds = {}};
    });
  }
  std::size_t begin = colon;
  while (begin > 0 && is_digit(text[begin - 1])) --begin;
  std::string_view before = text.substr(0, begin);
  if (before.ends_with('T')) before.remove_suffix(1);
  before = trim(before);
  if (before.ends_with(',')) before.remove_suffix(1);
  const auto date = parse_date(before, notation);
  if (!date)
    return bad(date.error() == FaultCode::missing_value ? FaultCode::not_a_date : date.error());
  std::string_view rest = text.substr(begin);
  const auto time = take_time(rest);
  if (!time) return bad(time.error());
  const auto offset = take_offset(rest);
  if (!offset) return bad(offset.error());
  return WrittenMoment{.date = *date, .second_of_day = *time, .offset_seconds = *offset};
}

Parsed<Instant> instant_of(const WrittenMoment& moment, const Zone& zone) {
  const LocalDateTime local{.date = moment.date, .second_of_day = moment.second_of_day.value_or(0)};
  if (moment.offset_seconds)
    return Instant{std::int64_t{local.date.days} * 86400 + local.second_of_day -
                   *moment.offset_seconds};
  if (!moment.second_of_day) return zone.day(moment.date).begin;
  const LocalLookup found = zone.lookup(local);
  switch (found.kind) {
    case LocalKind::unique: return found.first;
    case LocalKind::skipped: return bad(FaultCode::skipped_local_time);
    case LocalKind::repeated: return bad(FaultCode::repeated_local_time);
  }
  return bad(FaultCode::not_a_time);
}

// ---- words ----

namespace {

template <class T>
struct Word {
  std::string_view word;  // folded
  T meaning;
};

template <class T>
std::optional<T> meaning_of(std::string_view folded, std::span<const Word<T>> words) {
  for (const auto& [word, meaning] : words)
    if (folded == word) return meaning;
  return std::nullopt;
}

constexpr Word<Sex> sex_words[] = {
    {"f", Sex::female},           {"m", Sex::male},
    {"ж", Sex::female},           {"м", Sex::male},
    {"жен", Sex::female},         {"муж", Sex::male},
    {"женский", Sex::female},     {"мужской", Sex::male},
    {"женщина", Sex::female},     {"мужчина", Sex::male},
    {"female", Sex::female},      {"male", Sex::male},
    {"w", Sex::female},           {"woman", Sex::female},
    {"man", Sex::male},           {"k", Sex::female},
    {"kvinna", Sex::female},      {"kvinnlig", Sex::female},
    {"manlig", Sex::male},        {"не указан", Sex::unknown},
    {"неизвестно", Sex::unknown}, {"unknown", Sex::unknown},
    {"okand", Sex::unknown},      {"other", Sex::unknown},
    {"u", Sex::unknown},
};

constexpr Word<bool> yes_no_words[] = {
    {"yes", true},  {"no", false},    {"y", true},      {"n", false},
    {"1", true},    {"0", false},     {"да", true},     {"нет", false},
    {"true", true}, {"false", false}, {"истина", true}, {"ложь", false},
    {"ja", true},   {"nej", false},   {"x", true},      {"есть", true},
};

using enum Attendance;
constexpr Word<Attendance> attendance_words[] = {
    {"пришел", came},
    {"пришла", came},
    {"явился", came},
    {"явилась", came},
    {"клиент пришел", came},
    {"был", came},
    {"была", came},
    {"принят", came},
    {"завершен", came},
    {"завершена", came},
    {"завершено", came},
    {"выполнен", came},
    {"выполнено", came},
    {"оказана", came},
    {"оказано", came},
    {"состоялся", came},
    {"состоялась", came},
    {"оплачен", came},
    {"оплачено", came},
    {"came", came},
    {"arrived", came},
    {"attended", came},
    {"fulfilled", came},
    {"completed", came},
    {"done", came},
    {"show", came},
    {"kom", came},
    {"genomford", came},
    {"avslutad", came},
    {"не пришел", no_show},
    {"не пришла", no_show},
    {"клиент не пришел", no_show},
    {"не явился", no_show},
    {"не явилась", no_show},
    {"неявка", no_show},
    {"не явка", no_show},
    {"no show", no_show},
    {"noshow", no_show},
    {"missed", no_show},
    {"did not attend", no_show},
    {"uteblev", no_show},
    {"utebliven", no_show},
    {"отменен", cancelled},
    {"отменена", cancelled},
    {"отменено", cancelled},
    {"отмена", cancelled},
    {"отказ", cancelled},
    {"удален", cancelled},
    {"cancelled", cancelled},
    {"canceled", cancelled},
    {"avbokad", cancelled},
    {"installd", cancelled},
    {"подтвержден", confirmed},
    {"подтверждена", confirmed},
    {"подтверждено", confirmed},
    {"confirmed", confirmed},
    {"bekraftad", confirmed},
    {"ожидание", expected},
    {"ожидание клиента", expected},
    {"ожидает", expected},
    {"записан", expected},
    {"записана", expected},
    {"назначен", expected},
    {"назначено", expected},
    {"запланирован", expected},
    {"запланировано", expected},
    {"новая", expected},
    {"новый", expected},
    {"booked", expected},
    {"scheduled", expected},
    {"planned", expected},
    {"pending", expected},
    {"expected", expected},
    {"bokad", expected},
    {"planerad", expected},
    {"unknown", unknown},
    {"неизвестно", unknown},
};

constexpr std::array<std::string_view, 6> attendance_names = {"unknown", "expected", "confirmed",
                                                              "came",    "no_show",  "cancelled"};

}  // namespace

Parsed<Sex> parse_sex(std::string_view text) {
  text = trim(text);
  if (text.empty()) return bad(FaultCode::missing_value);
  if (text == "F" || text == "f") return Sex::female;
  if (text == "M" || text == "m") return Sex::male;
  const auto sex = meaning_of<Sex>(fold_for_search(text), sex_words);
  if (!sex) return bad(FaultCode::unknown_sex);
  return *sex;
}

Parsed<bool> parse_yes_no(std::string_view text) {
  text = trim(text);
  if (text.empty()) return bad(FaultCode::missing_value);
  if (text == "No" || text == "-" || text == "−" || text == "—") return false;
  if (text == "Yes" || text == "+" || text == "✓" || text == "✔") return true;
  const auto value = meaning_of<bool>(fold_for_search(text), yes_no_words);
  if (!value) return bad(FaultCode::not_yes_or_no);
  return *value;
}

std::string_view name_of(Attendance attendance) noexcept {
  return attendance_names[static_cast<std::size_t>(attendance)];
}

Parsed<Attendance> parse_attendance(std::string_view text) {
  text = trim(text);
  if (text.empty()) return bad(FaultCode::missing_value);
  if (text == "-1") return no_show;
  if (text == "0") return expected;
  if (text == "1") return came;
  if (text == "2") return confirmed;
  const auto value = meaning_of<Attendance>(fold_for_search(text), attendance_words);
  if (!value) return bad(FaultCode::unknown_status);
  return *value;
}

// ---- durations and ages ----

namespace {

constexpr std::int64_t duration_seconds_max = 7 * 86400;

std::int64_t unit_seconds(std::string_view word) {
  for (const auto hour :
       {"ч", "час", "часа", "часов", "h", "hr", "hrs", "hour", "hours", "tim", "timme", "timmar"})
    if (word == hour) return 3600;
  for (const auto minute : {"м", "мин", "минут", "минута", "минуты", "m", "min", "mins", "minute",
                            "minutes", "minut", "minuter"})
    if (word == minute) return 60;
  for (const auto second :
       {"с", "сек", "секунд", "секунды", "s", "sec", "second", "seconds", "sek", "sekunder"})
    if (word == second) return 1;
  return 0;
}

std::int64_t seconds_in(DurationUnit unit) {
  switch (unit) {
    case DurationUnit::seconds: return 1;
    case DurationUnit::minutes: return 60;
    case DurationUnit::hours: return 3600;
  }
  return 60;
}

Parsed<std::int32_t> bounded_duration(std::int64_t seconds) {
  if (seconds > duration_seconds_max) return bad(FaultCode::number_out_of_range);
  return static_cast<std::int32_t>(seconds);
}

/// "1:30", "1:30:00".
Parsed<std::int32_t> clock_duration(std::string_view text) {
  std::array<int, 3> parts{};
  std::size_t count = 0;
  for (;;) {
    if (count == 3) return bad(FaultCode::not_a_duration);
    const std::size_t end = text.find(':');
    const std::string_view part = text.substr(0, end);
    if (!all_digits(part) || part.size() > (count == 0 ? 3 : 2))
      return bad(FaultCode::not_a_duration);
    parts[count++] = small_number(part);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  if (parts[1] > 59 || parts[2] > 59) return bad(FaultCode::not_a_duration);
  return bounded_duration(parts[0] * 3600 + parts[1] * 60 + parts[2]);
}

/// A number with at most two decimals off the front, in hundredths; -1 when none stands there.
std::int64_t take_hundredths(std::string_view& text) {
  std::size_t digits = 0;
  std::int64_t value = 0;
  while (digits < text.size() && is_digit(text[digits])) {
    if (digits == 7) return -1;
    value = value * 10 + (text[digits++] - '0');
  }
  if (digits == 0) return -1;
  text.remove_prefix(digits);
  value *= 100;
  if (text.size() > 1 && (text.front() == ',' || text.front() == '.') && is_digit(text[1])) {
    value += (text[1] - '0') * 10;
    text.remove_prefix(2);
    if (!text.empty() && is_digit(text.front())) {
      value += text.front() - '0';
      text.remove_prefix(1);
    }
  }
  return value;
}

}  // namespace

Parsed<std::int32_t> parse_duration_seconds(std::string_view text, DurationUnit unit) {
  text = trim(text);
  if (text.empty()) return bad(FaultCode::missing_value);
  if (text.contains(':')) return clock_duration(text);
  if (text.starts_with("PT")) text.remove_prefix(2);
  std::int64_t hundredths = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::int64_t number = take_hundredths(rest);
    if (number < 0) return bad(FaultCode::not_a_duration);
    rest = trim(rest);
    const auto end = static_cast<std::size_t>(std::ranges::find_if(rest, is_digit) - rest.begin());
    const std::string word = fold_for_search(rest.substr(0, end));
    rest.remove_prefix(end);
    const std::int64_t factor = word.empty() ? seconds_in(unit) : unit_seconds(word);
    if (factor == 0) return bad(FaultCode::not_a_duration);
    hundredths += number * factor;
    if (word.empty() && !rest.empty()) return bad(FaultCode::not_a_duration);
  }
  return bounded_duration(hundredths / 100);
}

Parsed<std::int32_t> birth_year_from_age(std::string_view text, LocalDate reference) {
  const auto age = parse_integer(text, INT32_MIN, INT32_MAX);
  if (!age) return bad(age.error());
  if (*age < 0 || *age > age_years_max) return bad(FaultCode::age_out_of_range);
  return reference.year() - static_cast<std::int32_t>(*age);
}

Parsed<std::int32_t> parse_birth_year(std::string_view text, int newest) {
  text = trim(text);
  const auto end =
      static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
  const std::string rest = fold_for_search(text.substr(end));
  if (!rest.empty() && rest != "г" && rest != "г р" && rest != "гр" && rest != "года")
    return bad(FaultCode::not_a_number);
  const auto year = parse_integer(text.substr(0, end), INT32_MIN, INT32_MAX);
  if (!year) return bad(year.error());
  if (*year > newest) return bad(FaultCode::birth_in_future);
  if (*year < year_min) return bad(FaultCode::number_out_of_range);
  return static_cast<std::int32_t>(*year);
}

// ---- people ----

PersonName split_name(std::string_view text, NameOrder order) {
  const std::string clean = clean_line(text).text;
  std::string_view rest = clean;
  PersonName name;
  if (const std::size_t comma = rest.find(','); comma != std::string_view::npos) {
    name.family = trim(rest.substr(0, comma));
    rest = trim(rest.substr(comma + 1));
    const std::size_t blank = rest.find(' ');
    name.given = rest.substr(0, blank);
    if (blank != std::string_view::npos) name.patronymic = rest.substr(blank + 1);
    return name;
  }
  if (order == NameOrder::given_first) {
    const std::size_t blank = rest.rfind(' ');
    name.family = blank == std::string_view::npos ? rest : rest.substr(blank + 1);
    if (blank != std::string_view::npos) name.given = rest.substr(0, blank);
    return name;
  }
  const std::size_t first = rest.find(' ');
  name.family = rest.substr(0, first);
  if (first == std::string_view::npos) return name;
  rest.remove_prefix(first + 1);
  const std::size_t second = rest.find(' ');
  name.given = rest.substr(0, second);
  if (second != std::string_view::npos) name.patronymic = rest.substr(second + 1);
  return name;
}

Parsed<std::string> parse_email(std::string_view text) {
  const std::string clean = clean_line(text).text;
  if (clean.empty()) return bad(FaultCode::missing_value);
  const std::size_t at = clean.find('@');
  const bool one_at = at != std::string::npos && clean.find('@', at + 1) == std::string::npos;
  if (!one_at || at == 0 || clean.size() > 254 || clean.contains(' ') || clean.contains(',') ||
      clean.contains(';'))
    return bad(FaultCode::bad_email);
  const std::string_view domain = std::string_view(clean).substr(at + 1);
  const std::size_t dot = domain.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 2 >= domain.size() ||
      domain.contains("..") || domain.starts_with('-'))
    return bad(FaultCode::bad_email);
  return clean;
}

}  // namespace retour::exchange
