#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "base/check.hpp"
#include "base/order.hpp"
#include "time/recurrence.hpp"

namespace retour {
namespace {

constexpr std::size_t values_max = 1'000;  // of one part

constexpr std::array<std::string_view, 7> frequency_names = {
    "SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
constexpr std::array<std::string_view, 7> weekday_names = {"MO", "TU", "WE", "TH",
                                                           "FR", "SA", "SU"};

using Refusal = RecurrenceRefusal;

std::unexpected<Refusal> refuse(RecurrenceFault fault, std::string_view part) {
  return std::unexpected(Refusal{fault, std::string(part)});
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::vector<std::string_view> pieces_of(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  for (;;) {
    const std::size_t at = text.find(separator);
    out.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return out;
    text.remove_prefix(at + 1);
  }
}

/// A whole number with an optional sign, as RFC 5545 writes them.
std::optional<std::int32_t> number_of(std::string_view text) {
  const bool has_plus = text.starts_with('+');
  if (has_plus) text.remove_prefix(1);
  if (has_plus && text.starts_with('-')) return std::nullopt;
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Digits only.
std::optional<int> digits_of(std::string_view text) {
  if (!std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  return number_of(text);
}

std::optional<LocalDate> basic_date_of(std::string_view text) {
  if (text.size() != 8) return std::nullopt;
  const auto year = digits_of(text.substr(0, 4));
  const auto month = digits_of(text.substr(4, 2));
  const auto day = digits_of(text.substr(6, 2));
  if (!year || !month || !day) return std::nullopt;
  return LocalDate::from_ymd(*year, *month, *day);
}

/// `19970902T090000`.
std::optional<LocalDateTime> basic_time_of(std::string_view text) {
  if (text.size() != 15 || text[8] != 'T') return std::nullopt;
  const auto date = basic_date_of(text.substr(0, 8));
  const auto hour = digits_of(text.substr(9, 2));
  const auto minute = digits_of(text.substr(11, 2));
  const auto second = digits_of(text.substr(13, 2));
  if (!date || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60)
    return std::nullopt;
  return LocalDateTime{*date, *hour * 3600 + *minute * 60 + std::min(*second, 59)};
}

Instant utc_instant(const LocalDateTime& wall) {
  return {wall.date.days * std::int64_t{86400} + wall.second_of_day};
}

std::optional<Until> until_of(std::string_view text) {
  if (const auto date = basic_date_of(text))
    return Until{.kind = Until::Kind::date, .local = {*date, 0}};
  const bool is_utc = text.ends_with('Z');
  if (is_utc) text.remove_suffix(1);
  const auto wall = basic_time_of(text);
  if (!wall) return std::nullopt;
  if (is_utc) return Until{.kind = Until::Kind::utc, .instant = utc_instant(*wall)};
  return Until{.kind = Until::Kind::local, .local = *wall};
}

std::optional<std::uint8_t> weekday_of(std::string_view text) {
  const auto found = std::ranges::find(weekday_names, text);
  if (found == weekday_names.end()) return std::nullopt;
  return static_cast<std::uint8_t>(found - weekday_names.begin() + 1);
}

enum class Sign : std::uint8_t { positive, both };

/// A list of numbers first .. last, or also -last .. -first.
template <class T>
std::expected<void, Refusal> read_numbers(std::string_view part, std::string_view value, int first,
                                          int last, Sign sign, std::vector<T>& out) {
  for (const std::string_view piece : pieces_of(value, ',')) {
    const auto number = number_of(piece);
    if (!number) return refuse(RecurrenceFault::bad_number, part);
    const bool is_negative = *number < 0 && sign == Sign::both;
    if (const int size = is_negative ? -*number : *number; size < first || size > last)
      return refuse(RecurrenceFault::out_of_range, part);
    if (out.size() >= values_max) return refuse(RecurrenceFault::too_many_values, part);
    out.push_back(static_cast<T>(*number));
  }
  return {};
}

std::expected<void, Refusal> read_weekdays(std::string_view part, std::string_view value,
                                           std::vector<WeekdayNumber>& out) {
  for (const std::string_view piece : pieces_of(value, ',')) {
    if (piece.size() < 2) return refuse(RecurrenceFault::bad_weekday, part);
    const auto weekday = weekday_of(piece.substr(piece.size() - 2));
    if (!weekday) return refuse(RecurrenceFault::bad_weekday, part);
    WeekdayNumber day{.ordinal = 0, .iso_weekday = *weekday};
    if (piece.size() > 2) {
      const auto ordinal = number_of(piece.substr(0, piece.size() - 2));
      if (!ordinal) return refuse(RecurrenceFault::bad_weekday, part);
      if (*ordinal == 0 || *ordinal < -53 || *ordinal > 53)
        return refuse(RecurrenceFault::out_of_range, part);
      day.ordinal = static_cast<std::int8_t>(*ordinal);
    }
    if (out.size() >= values_max) return refuse(RecurrenceFault::too_many_values, part);
    out.push_back(day);
  }
  return {};
}

std::expected<void, Refusal> read_single(std::string_view part, std::string_view value,
                                         std::int32_t last, std::int32_t& out) {
  const auto number = number_of(value);
  if (!number) return refuse(RecurrenceFault::bad_number, part);
  if (*number < 1 || *number > last) return refuse(RecurrenceFault::out_of_range, part);
  out = *number;
  return {};
}

/// FREQ, INTERVAL, COUNT, UNTIL, WKST.
std::expected<bool, Refusal> read_plain(std::string_view part, std::string_view name,
                                        std::string_view value, RecurrenceRule& rule) {
  if (name == "FREQ") {
    const auto found = std::ranges::find(frequency_names, value);
    if (found == frequency_names.end()) return refuse(RecurrenceFault::no_frequency, part);
    rule.frequency = static_cast<Frequency>(found - frequency_names.begin());
  } else if (name == "INTERVAL") {
    if (auto read = read_single(part, value, recurrence_interval_max, rule.interval); !read)
      return std::unexpected(read.error());
  } else if (name == "COUNT") {
    rule.count = 0;
    if (auto read = read_single(part, value, recurrence_count_max, *rule.count); !read)
      return std::unexpected(read.error());
  } else if (name == "UNTIL") {
    rule.until = until_of(value);
    if (!rule.until) return refuse(RecurrenceFault::bad_time, part);
  } else if (name == "WKST") {
    const auto weekday = weekday_of(value);
    if (!weekday) return refuse(RecurrenceFault::bad_weekday, part);
    rule.week_start = *weekday;
  } else {
    return false;
  }
  return true;
}

std::expected<void, Refusal> read_by(std::string_view part, std::string_view name,
                                     std::string_view value, RecurrenceRule& rule) {
  if (name == "BYSECOND") {
    auto read = read_numbers(part, value, 0, 60, Sign::positive, rule.by_second);
    for (std::uint8_t& second : rule.by_second) second = std::min<std::uint8_t>(second, 59);
    return read;
  }
  if (name == "BYMINUTE") return read_numbers(part, value, 0, 59, Sign::positive, rule.by_minute);
  if (name == "BYHOUR") return read_numbers(part, value, 0, 23, Sign::positive, rule.by_hour);
  if (name == "BYDAY") return read_weekdays(part, value, rule.by_day);
  if (name == "BYMONTHDAY") return read_numbers(part, value, 1, 31, Sign::both, rule.by_month_day);
  if (name == "BYYEARDAY") return read_numbers(part, value, 1, 366, Sign::both, rule.by_year_day);
  if (name == "BYWEEKNO") return read_numbers(part, value, 1, 53, Sign::both, rule.by_week);
  if (name == "BYMONTH") return read_numbers(part, value, 1, 12, Sign::positive, rule.by_month);
  if (name == "BYSETPOS") return read_numbers(part, value, 1, 366, Sign::both, rule.by_position);
  return refuse(RecurrenceFault::unknown_part, part);
}

template <class T>
void sort_unique(std::vector<T>& list) {
  sort_stably(list);
  const auto rest = std::ranges::unique(list);
  list.erase(rest.begin(), rest.end());
}

/// What RFC 5545 forbids in combination.
std::optional<Refusal> combination_fault(const RecurrenceRule& rule) {
  const Frequency frequency = rule.frequency;
  if (rule.count && rule.until) return Refusal{RecurrenceFault::count_and_until, "COUNT"};
  if (!rule.by_week.empty() && frequency != Frequency::yearly)
    return Refusal{RecurrenceFault::not_for_frequency, "BYWEEKNO"};
  if (!rule.by_year_day.empty() && frequency >= Frequency::daily && frequency < Frequency::yearly)
    return Refusal{RecurrenceFault::not_for_frequency, "BYYEARDAY"};
  if (!rule.by_month_day.empty() && frequency == Frequency::weekly)
    return Refusal{RecurrenceFault::not_for_frequency, "BYMONTHDAY"};
  const bool has_ordinal =
      std::ranges::any_of(rule.by_day, [](const WeekdayNumber& day) { return day.ordinal != 0; });
  if (has_ordinal && (frequency < Frequency::monthly || !rule.by_week.empty()))
    return Refusal{RecurrenceFault::ordinal_not_here, "BYDAY"};
  const bool has_by = !rule.by_second.empty() || !rule.by_minute.empty() || !rule.by_hour.empty() ||
                      !rule.by_day.empty() || !rule.by_month_day.empty() ||
                      !rule.by_year_day.empty() || !rule.by_week.empty() || !rule.by_month.empty();
  if (!rule.by_position.empty() && !has_by)
    return Refusal{RecurrenceFault::position_alone, "BYSETPOS"};
  return std::nullopt;
}

// ---------------------------------------------------------------- printing

void append_digits(std::string& out, int value, int width) {
  const std::string digits = std::to_string(value);
  out.append(static_cast<std::size_t>(std::max(0, width - static_cast<int>(digits.size()))), '0');
  out += digits;
}

std::string basic_text(LocalDate date) {
  std::string out;
  append_digits(out, date.year(), 4);
  append_digits(out, date.month(), 2);
  append_digits(out, date.day(), 2);
  return out;
}

std::string basic_text(const LocalDateTime& wall) {
  std::string out = basic_text(wall.date) + "T";
  append_digits(out, wall.second_of_day / 3600, 2);
  append_digits(out, wall.second_of_day / 60 % 60, 2);
  append_digits(out, wall.second_of_day % 60, 2);
  return out;
}

std::string text_of(const Until& until) {
  switch (until.kind) {
    case Until::Kind::date: return basic_text(until.local.date);
    case Until::Kind::local: return basic_text(until.local);
    case Until::Kind::utc: return basic_text(Zone::utc().local(until.instant)) + "Z";
  }
  RETOUR_CHECK(false);
}

template <class T>
void append_list(std::string& out, std::string_view name, const std::vector<T>& list) {
  if (list.empty()) return;
  out.append(";").append(name);
  char separator = '=';
  for (const T value : list) {
    out += separator;
    out += std::to_string(static_cast<int>(value));
    separator = ',';
  }
}

}  // namespace

std::expected<RecurrenceRule, RecurrenceRefusal> normalised(RecurrenceRule rule) {
  sort_unique(rule.by_second);
  sort_unique(rule.by_minute);
  sort_unique(rule.by_hour);
  sort_unique(rule.by_day);
  sort_unique(rule.by_month_day);
  sort_unique(rule.by_year_day);
  sort_unique(rule.by_week);
  sort_unique(rule.by_month);
  sort_unique(rule.by_position);
  // The text is the authority on ranges: what it would refuse is refused here.
  const auto is_outside = [](const auto& list, int first, int last, Sign sign) {
    return std::ranges::any_of(list, [&](int value) {
      const int size = value < 0 && sign == Sign::both ? -value : value;
      return size < first || size > last;
    });
  };
  const auto out_of_range = [](std::string_view part) {
    return refuse(RecurrenceFault::out_of_range, part);
  };
  if (rule.interval < 1 || rule.interval > recurrence_interval_max) return out_of_range("INTERVAL");
  if (rule.count && (*rule.count < 1 || *rule.count > recurrence_count_max))
    return out_of_range("COUNT");
  if (is_outside(rule.by_second, 0, 59, Sign::positive)) return out_of_range("BYSECOND");
  if (is_outside(rule.by_minute, 0, 59, Sign::positive)) return out_of_range("BYMINUTE");
  if (is_outside(rule.by_hour, 0, 23, Sign::positive)) return out_of_range("BYHOUR");
  if (is_outside(rule.by_month_day, 1, 31, Sign::both)) return out_of_range("BYMONTHDAY");
  if (is_outside(rule.by_year_day, 1, 366, Sign::both)) return out_of_range("BYYEARDAY");
  if (is_outside(rule.by_week, 1, 53, Sign::both)) return out_of_range("BYWEEKNO");
  if (is_outside(rule.by_month, 1, 12, Sign::positive)) return out_of_range("BYMONTH");
  if (is_outside(rule.by_position, 1, 366, Sign::both)) return out_of_range("BYSETPOS");
  for (const WeekdayNumber& day : rule.by_day)
    if (day.iso_weekday < 1 || day.iso_weekday > 7 || day.ordinal < -53 || day.ordinal > 53)
      return out_of_range("BYDAY");
  if (rule.week_start < 1 || rule.week_start > 7) return out_of_range("WKST");
  if (auto fault = combination_fault(rule)) return std::unexpected(*std::move(fault));
  return rule;
}

std::expected<RecurrenceRule, RecurrenceRefusal> parse_recurrence_rule(std::string_view text) {
  RecurrenceRule rule;
  std::vector<std::string> seen;
  for (const std::string_view part : pieces_of(text, ';')) {
    if (part.empty() && seen.empty() && text.empty()) break;
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos || equals + 1 == part.size())
      return refuse(RecurrenceFault::no_value, part);
    const std::string name = upper(part.substr(0, equals));
    const std::string value = upper(part.substr(equals + 1));
    if (std::ranges::find(seen, name) != seen.end())
      return refuse(RecurrenceFault::repeated_part, part);
    seen.push_back(name);
    const auto is_plain = read_plain(part, name, value, rule);
    if (!is_plain) return std::unexpected(is_plain.error());
    if (*is_plain) continue;
    if (auto read = read_by(part, name, value, rule); !read) return std::unexpected(read.error());
  }
  if (std::ranges::find(seen, "FREQ") == seen.end())
    return refuse(RecurrenceFault::no_frequency, "FREQ");
  return normalised(std::move(rule));
}

std::string to_text(const RecurrenceRule& rule) {
  std::string out =
      "FREQ=" + std::string(frequency_names[static_cast<std::size_t>(rule.frequency)]);
  if (rule.interval != 1) out += ";INTERVAL=" + std::to_string(rule.interval);
  if (rule.count) out += ";COUNT=" + std::to_string(*rule.count);
  if (rule.until) out += ";UNTIL=" + text_of(*rule.until);
  append_list(out, "BYMONTH", rule.by_month);
  append_list(out, "BYWEEKNO", rule.by_week);
  append_list(out, "BYYEARDAY", rule.by_year_day);
  append_list(out, "BYMONTHDAY", rule.by_month_day);
  char separator = '=';
  for (const WeekdayNumber& day : rule.by_day) {
    out += separator == '=' ? ";BYDAY=" : ",";
    if (day.ordinal != 0) out += std::to_string(day.ordinal);
    out += weekday_names[day.iso_weekday - 1U];
    separator = ',';
  }
  append_list(out, "BYHOUR", rule.by_hour);
  append_list(out, "BYMINUTE", rule.by_minute);
  append_list(out, "BYSECOND", rule.by_second);
  append_list(out, "BYSETPOS", rule.by_position);
  if (rule.week_start != 1) out.append(";WKST=").append(weekday_names[rule.week_start - 1U]);
  return out;
}

std::string_view name_of(RecurrenceFault fault) {
  constexpr std::array<std::string_view, 15> names = {
      "no_frequency",    "unknown_part",      "repeated_part",    "no_value",
      "bad_number",      "out_of_range",      "bad_weekday",      "bad_time",
      "count_and_until", "not_for_frequency", "ordinal_not_here", "position_alone",
      "too_many_values", "no_begin",          "other_zone"};
  static_assert(names.size() == static_cast<std::size_t>(RecurrenceFault::other_zone) + 1);
  return names[static_cast<std::size_t>(fault)];
}

// ---------------------------------------------------------------- content lines

namespace {

/// Lines without line ends; folded ones (RFC 5545, 3.1) joined.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  for (std::string_view line : pieces_of(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    if ((line.front() == ' ' || line.front() == '\t') && !out.empty())
      out.back() += line.substr(1);
    else
      out.emplace_back(line);
  }
  return out;
}

/// `NAME;TZID=zone:value`.
struct Line {
  std::string name;
  std::string zone;
  std::string value;
};

std::expected<Line, Refusal> line_of(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon + 1 == text.size())
    return refuse(RecurrenceFault::no_value, text);
  const auto head = pieces_of(text.substr(0, colon), ';');
  Line line;
  line.name = upper(head.front());
  line.value = text.substr(colon + 1);
  for (const std::string_view parameter : std::span(head).subspan(1)) {
    if (upper(parameter.substr(0, 5)) == "TZID=")
      line.zone = parameter.substr(5);
    else if (upper(parameter) != "VALUE=DATE-TIME")
      return refuse(RecurrenceFault::bad_time, text);  // whole days and periods are not for visits
  }
  return line;
}

class SetReader {
 public:
  std::expected<void, Refusal> read(std::string_view text) {
    auto line = line_of(text);
    if (!line) return std::unexpected(line.error());
    if (line->name == "RRULE") {
      if (out_.set.rule) return refuse(RecurrenceFault::repeated_part, text);
      auto rule = parse_recurrence_rule(line->value);
      if (!rule) return std::unexpected(rule.error());
      out_.set.rule = *std::move(rule);
      return {};
    }
    if (line->name == "DTSTART") {
      if (begin_count_++ > 0) return refuse(RecurrenceFault::repeated_part, text);
      std::vector<LocalDateTime> begin;
      if (auto read = read_times(text, *line, begin); !read) return read;
      if (begin.size() != 1) return refuse(RecurrenceFault::bad_time, text);
      out_.set.begin = begin.front();
      return {};
    }
    if (line->name == "RDATE") return read_times(text, *line, out_.set.added);
    if (line->name == "EXDATE") return read_times(text, *line, out_.set.excluded);
    if (line->name == "X-MOVED") return read_moved(text, *line);
    return refuse(RecurrenceFault::unknown_part, text);
  }

  std::expected<ZonedRecurrence, Refusal> end() && {
    if (begin_count_ == 0) return refuse(RecurrenceFault::no_begin, "DTSTART");
    out_.zone = zone_.value_or("");
    sort_unique(out_.set.added);
    sort_unique(out_.set.excluded);
    sort_unique(out_.set.moved);
    // One time cannot be moved twice, nor moved and taken out.
    for (std::size_t i = 0; i < out_.set.moved.size(); ++i) {
      const LocalDateTime& id = out_.set.moved[i].id;
      if ((i > 0 && out_.set.moved[i - 1].id == id) ||
          std::ranges::binary_search(out_.set.excluded, id))
        return refuse(RecurrenceFault::repeated_part, "X-MOVED");
    }
    return std::move(out_);
  }

 private:
  std::expected<LocalDateTime, Refusal> time_of(std::string_view text, const Line& line,
                                                std::string_view piece) {
    const bool is_utc = piece.ends_with('Z');
    if (is_utc) piece.remove_suffix(1);
    const auto wall = basic_time_of(piece);
    if (!wall || (is_utc && !line.zone.empty())) return refuse(RecurrenceFault::bad_time, text);
    const std::string zone = is_utc ? "UTC" : line.zone;
    if (!zone_) zone_ = zone;
    if (*zone_ != zone) return refuse(RecurrenceFault::other_zone, text);
    return *wall;
  }

  std::expected<void, Refusal> read_times(std::string_view text, const Line& line,
                                          std::vector<LocalDateTime>& out) {
    for (const std::string_view piece : pieces_of(line.value, ',')) {
      const auto wall = time_of(text, line, piece);
      if (!wall) return std::unexpected(wall.error());
      if (out.size() >= recurrence_exceptions_max)
        return refuse(RecurrenceFault::too_many_values, line.name);
      out.push_back(*wall);
    }
    return {};
  }

  std::expected<void, Refusal> read_moved(std::string_view text, const Line& line) {
    for (const std::string_view piece : pieces_of(line.value, ',')) {
      const auto pair = pieces_of(piece, '/');
      if (pair.size() != 2) return refuse(RecurrenceFault::bad_time, text);
      const auto id = time_of(text, line, pair[0]);
      const auto to = time_of(text, line, pair[1]);
      if (!id) return std::unexpected(id.error());
      if (!to) return std::unexpected(to.error());
      if (out_.set.moved.size() >= recurrence_exceptions_max)
        return refuse(RecurrenceFault::too_many_values, line.name);
      out_.set.moved.push_back({*id, *to});
    }
    return {};
  }

  ZonedRecurrence out_;
  std::optional<std::string> zone_;
  int begin_count_ = 0;
};

}  // namespace

std::expected<ZonedRecurrence, RecurrenceRefusal> parse_recurrence(std::string_view text) {
  SetReader reader;
  for (const std::string& line : lines_of(text))
    if (auto read = reader.read(line); !read) return std::unexpected(read.error());
  return std::move(reader).end();
}

std::string to_text(const ZonedRecurrence& recurrence) {
  const bool is_utc = recurrence.zone == "UTC";
  const std::string zone = is_utc || recurrence.zone.empty() ? "" : ";TZID=" + recurrence.zone;
  const auto time = [&](const LocalDateTime& wall) {
    return basic_text(wall) + (is_utc ? "Z" : "");
  };
  const RecurrenceSet& set = recurrence.set;
  std::string out = "DTSTART" + zone + ":" + time(set.begin) + "\n";
  if (set.rule) out += "RRULE:" + to_text(*set.rule) + "\n";
  const auto append_times = [&](std::string_view name, const std::vector<LocalDateTime>& list) {
    if (list.empty()) return;
    char separator = ':';
    out.append(name).append(zone);
    for (const LocalDateTime& wall : list) {
      out += separator;
      out += time(wall);
      separator = ',';
    }
    out += '\n';
  };
  append_times("RDATE", set.added);
  append_times("EXDATE", set.excluded);
  if (set.moved.empty()) return out;
  out += "X-MOVED" + zone;
  char separator = ':';
  for (const MovedOccurrence& one : set.moved) {
    out += separator + time(one.id) + "/" + time(one.to);
    separator = ',';
  }
  return out + "\n";
}

}  // namespace retour
