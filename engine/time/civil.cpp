#include "time/civil.hpp"

#include <array>
#include <charconv>

#include "base/check.hpp"

namespace retour {
namespace {

constexpr std::int64_t seconds_per_day = 86400;

/// Appends `value` with at least `width` digits; a sign only when negative (years before 0).
void append_padded(std::string& out, std::int64_t value, int width) {
  if (value < 0) {
    out.push_back('-');
    value = -value;
  }
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  const auto count = static_cast<int>(end - digits.data());
  for (int i = count; i < width; ++i) out.push_back('0');
  out.append(digits.data(), end);
}

void append_date(std::string& out, LocalDate date) {
  append_padded(out, date.year(), 4);
  out.push_back('-');
  append_padded(out, date.month(), 2);
  out.push_back('-');
  append_padded(out, date.day(), 2);
}

void append_clock(std::string& out, std::int32_t second_of_day) {
  out.push_back('T');
  append_padded(out, second_of_day / 3600, 2);
  out.push_back(':');
  append_padded(out, second_of_day / 60 % 60, 2);
  out.push_back(':');
  append_padded(out, second_of_day % 60, 2);
}

/// The digits of `text`, or -1 when anything else stands there.
constexpr int all_digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

LocalDate LocalDate::plus_months(int delta) const {
  const auto from = ymd();
  const auto month = from.year() / from.month() + std::chrono::months{delta};
  const auto last = month / std::chrono::last;
  const auto target = from.day() > last.day() ? month / last.day() : month / from.day();
  return {static_cast<std::int32_t>(std::chrono::sys_days{target}.time_since_epoch().count())};
}

std::string to_iso(LocalDate date) {
  std::string out;
  append_date(out, date);
  return out;
}

std::string to_iso(const LocalDateTime& local) {
  RETOUR_CHECK(local.second_of_day >= 0 && local.second_of_day < seconds_per_day);
  std::string out;
  append_date(out, local.date);
  append_clock(out, local.second_of_day);
  return out;
}

std::string to_iso(Instant instant) {
  std::int64_t days = instant.seconds / seconds_per_day;
  std::int64_t rest = instant.seconds % seconds_per_day;
  if (rest < 0) {
    rest += seconds_per_day;
    --days;
  }
  std::string out = to_iso(LocalDateTime{.date = {static_cast<std::int32_t>(days)},
                                         .second_of_day = static_cast<std::int32_t>(rest)});
  out.push_back('Z');
  return out;
}

std::optional<LocalDate> date_from_iso(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = all_digits(text.substr(0, 4));
  const int month = all_digits(text.substr(5, 2));
  const int day = all_digits(text.substr(8, 2));
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  return LocalDate::from_ymd(year, month, day);
}

int full_years_between(LocalDate from, LocalDate to) {
  const bool not_yet =
      to.month() < from.month() || (to.month() == from.month() && to.day() < from.day());
  return to.year() - from.year() - (not_yet ? 1 : 0);
}

}  // namespace retour
