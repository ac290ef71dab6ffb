#include "model/rota.hpp"

#include <algorithm>

namespace retour {
namespace {

/// 29 February on a given weekday comes every 28 years, or 40 where a century has no leap year.
constexpr std::int32_t occurs_within_days = 41 * 366;

Instant midnight(LocalDate date) {
  return Zone::utc().day(date).begin;
}

void to_midnight(std::vector<LocalDateTime>& times) {
  for (LocalDateTime& time : times) time.second_of_day = 0;
  times.erase(std::unique(times.begin(), times.end()), times.end());
}

}  // namespace

CalendarDayId calendar_day_id(LocalDate date, BranchId branch) {
  return CalendarDayId(
      id_from_name("day:" + to_iso(date) + (branch.is_nil() ? "" : ":" + to_text(branch))));
}

ShiftId shift_id_of(ShiftPatternId pattern, LocalDate date) {
  // Bytes, not text: a window of a quarter makes thousands of them.
  std::array<std::uint8_t, 25> name{'s', 'h', 'i', 'f', 't'};
  std::ranges::copy(pattern.bytes, name.begin() + 5);
  for (std::size_t i = 0; i < 4; ++i)
    name[21 + i] = static_cast<std::uint8_t>(static_cast<std::uint32_t>(date.days) >> (8 * i));
  return ShiftId(id_from_name(name));
}

std::expected<RecurrenceSet, RecurrenceRefusal> days_of(const ShiftPattern& pattern) {
  std::string begin = to_iso(LocalDateTime{pattern.first, 0});
  std::erase_if(begin, [](char c) { return c == '-' || c == ':'; });
  auto read = parse_recurrence("DTSTART:" + begin + "\n" + pattern.recurrence);
  if (!read) return std::unexpected(read.error());
  RecurrenceSet days = std::move(read->set);
  if (days.rule) {
    RecurrenceRule& rule = *days.rule;
    if (rule.frequency < Frequency::daily || !rule.by_hour.empty() || !rule.by_minute.empty() ||
        !rule.by_second.empty())
      return std::unexpected(RecurrenceRefusal{RecurrenceFault::not_for_frequency, "FREQ"});
    if (rule.until && rule.until->kind == Until::Kind::utc)
      rule.until->local = Zone::utc().local(rule.until->instant);
    if (rule.until)
      rule.until = Until{.kind = Until::Kind::date, .local = {rule.until->local.date, 0}};
  }
  to_midnight(days.added);
  to_midnight(days.excluded);
  for (MovedOccurrence& moved : days.moved) moved.id.second_of_day = moved.to.second_of_day = 0;
  return days;
}

std::string recurrence_text(const RecurrenceSet& days) {
  std::string text = to_text(ZonedRecurrence{.set = days, .zone = {}});
  // The first line is DTSTART, which is a field of its own.
  return text.substr(std::min(text.find('\n'), text.size() - 1) + 1);
}

std::optional<CutPattern> cut_before(const ShiftPattern& pattern, LocalDate date,
                                     ShiftPatternId following) {
  const auto days = days_of(pattern);
  if (!days) return std::nullopt;
  // The day itself may be none of the rule's: a transferred one, or between two of them.
  const Interval from{midnight(date), midnight(date.plus_days(occurs_within_days))};
  const Expansion next = expand(*days, Zone::utc(), from, 1);
  if (next.occurrences.empty()) return std::nullopt;
  const auto parts = split_at(*days, Zone::utc(), next.occurrences.front().id);
  if (!parts) return std::nullopt;
  CutPattern cut{.before = {}, .following = pattern};
  if (parts->before) {
    cut.before = pattern;
    cut.before->recurrence = recurrence_text(*parts->before);
  }
  cut.following.id = following;
  cut.following.first = parts->following.begin.date;
  cut.following.recurrence = recurrence_text(parts->following);
  return cut;
}

bool occurs(const RecurrenceSet& days) {
  const LocalDate first =
      days.added.empty() ? days.begin.date : std::min(days.begin.date, days.added.front().date);
  const Interval within{midnight(first), midnight(days.begin.date.plus_days(occurs_within_days))};
  return !expand(days, Zone::utc(), within, 1).occurrences.empty();
}

std::vector<LocalDate> dates_between(const RecurrenceSet& days, LocalDate first, LocalDate last) {
  std::vector<LocalDate> dates;
  if (last < first) return dates;
  const Expansion found = expand(days, Zone::utc(), {midnight(first), midnight(last.plus_days(1))});
  dates.reserve(found.occurrences.size());
  for (const Occurrence& one : found.occurrences) dates.push_back(one.wall.date);
  return dates;
}

}  // namespace retour
