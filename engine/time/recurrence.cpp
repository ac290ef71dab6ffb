#include "time/recurrence.hpp"

#include <algorithm>
#include <functional>
#include <tuple>

#include "base/check.hpp"
#include "base/order.hpp"
#include "time/recurrence_walk.hpp"

namespace retour {
namespace {

// No zone is further from UTC than 26 hours, nor has a jump of more than 24.
constexpr std::int32_t zone_days_max = 2;

bool is_within(const Until& until, const LocalDateTime& wall, const Zone& zone) {
  switch (until.kind) {
    case Until::Kind::date: return wall.date <= until.local.date;
    case Until::Kind::local: return wall <= until.local;
    case Until::Kind::utc: return zone.lookup(wall).first <= until.instant;
  }
  return false;
}

/// A wall-clock time behind which nothing of the rule lies.
LocalDateTime end_of(const Until& until, const Zone& zone) {
  LocalDateTime end = until.kind == Until::Kind::utc ? zone.local(until.instant) : until.local;
  end.date = end.date.plus_days(zone_days_max);
  return end;
}

enum class Visit : std::uint8_t { go_on, stop };

/// Which members are wanted: none before `from`, none after `to`.
struct Wanted {
  std::optional<LocalDateTime> from = {};
  std::optional<LocalDateTime> to = {};
};

/// Shows the rule's members (or DTSTART, without a rule) in the order of the wall clock. False when
/// a limit ended it.
bool visit_members(const RecurrenceSet& set, const Zone& zone, const Wanted& wanted,
                   const std::function<Visit(const LocalDateTime&)>& see) {
  const auto& [from, to] = wanted;
  if (!set.rule) {
    if ((!from || set.begin >= *from) && (!to || set.begin <= *to)) see(set.begin);
    return true;
  }
  const RecurrenceRule& rule = *set.rule;
  RecurrenceWalk walk(set.begin, rule);
  if (from && !rule.count) walk.skip_to(*from);
  std::optional<LocalDateTime> end = to;
  if (rule.until) {
    const LocalDateTime last = end_of(*rule.until, zone);
    end = end ? std::min(*end, last) : last;
  }
  std::int32_t left = rule.count.value_or(0);
  std::vector<LocalDateTime> period;
  while (!(end && walk.is_past(*end)) && walk.next(period)) {
    for (const LocalDateTime& wall : period) {
      if (end && wall > *end) return true;
      if (rule.until && !is_within(*rule.until, wall, zone)) continue;
      if (rule.count && left-- == 0) return true;
      if (from && wall < *from) continue;
      if (see(wall) == Visit::stop) return true;
    }
    if (rule.count && left == 0) return true;
  }
  return !walk.met_limit();
}

bool is_listed(const std::vector<LocalDateTime>& list, const LocalDateTime& wall) {
  return std::ranges::binary_search(list, wall);
}

const MovedOccurrence* moved_of(const RecurrenceSet& set, const LocalDateTime& id) {
  const auto found = std::ranges::lower_bound(set.moved, id, {}, &MovedOccurrence::id);
  return found != set.moved.end() && found->id == id ? &*found : nullptr;
}

Occurrence occurrence_of(const LocalDateTime& id, const LocalDateTime& wall, const Zone& zone) {
  const LocalLookup found = zone.lookup(wall);
  return {.id = id, .wall = wall, .begin = found.first, .kind = found.kind};
}

/// By begin; of several at one instant the one whose wall clock exists stays.
void sort_and_join(std::vector<Occurrence>& list) {
  sort_stably(list, {}, [](const Occurrence& one) {
    return std::tuple(one.begin, one.kind == LocalKind::skipped, one.wall, one.id);
  });
  const auto doubled = std::ranges::unique(list, {}, &Occurrence::begin);
  list.erase(doubled.begin(), doubled.end());
}

/// Occurrences in the window: all that are listed, and of the rule at least the first `wanted`.
Expansion gather(const RecurrenceSet& set, const Zone& zone, const Interval& within,
                 std::size_t wanted) {
  Expansion out;
  const auto add = [&](const LocalDateTime& id, const LocalDateTime& wall) {
    const Occurrence one = occurrence_of(id, wall, zone);
    if (within.contains(one.begin)) out.occurrences.push_back(one);
  };
  for (const LocalDateTime& wall : set.added)
    if (!is_listed(set.excluded, wall) && moved_of(set, wall) == nullptr) add(wall, wall);
  for (const MovedOccurrence& one : set.moved) add(one.id, one.to);
  LocalDateTime from = zone.local(within.begin);
  from.date = from.date.plus_days(-zone_days_max);
  LocalDateTime end = zone.local(within.end);
  end.date = end.date.plus_days(zone_days_max);
  const std::size_t listed = out.occurrences.size();
  std::optional<LocalDateTime> enough;  // nothing behind it can be among the first `wanted`
  const bool is_whole = visit_members(set, zone, {from, end}, [&](const LocalDateTime& wall) {
    if (enough && wall > *enough) {
      out.is_complete = false;
      return Visit::stop;
    }
    if (!is_listed(set.excluded, wall) && moved_of(set, wall) == nullptr) add(wall, wall);
    if (!enough && out.occurrences.size() - listed >= wanted) {
      enough = wall;
      enough->date = enough->date.plus_days(zone_days_max);
    }
    return Visit::go_on;
  });
  if (!is_whole) out.is_complete = false;
  sort_and_join(out.occurrences);
  return out;
}

}  // namespace

Expansion expand(const RecurrenceSet& set, const Zone& zone, const Interval& within,
                 std::size_t limit) {
  if (!within.is_valid() || limit == 0) return {};
  limit = std::min(limit, occurrences_max);
  Expansion out;
  // Members that fall on one instant are joined: then a few more are gathered than were wanted.
  for (std::size_t wanted = limit;; wanted *= 2) {
    out = gather(set, zone, within, wanted);
    if (out.is_complete || out.occurrences.size() >= limit || wanted > 2 * occurrences_max) break;
  }
  if (out.occurrences.size() > limit) {
    out.occurrences.resize(limit);
    out.is_complete = false;
  }
  return out;
}

std::optional<Occurrence> find_occurrence(const RecurrenceSet& set, const Zone& zone,
                                          const LocalDateTime& id) {
  if (is_listed(set.excluded, id)) return std::nullopt;
  bool is_member = is_listed(set.added, id);
  if (!is_member)
    visit_members(set, zone, {id, id}, [&](const LocalDateTime& wall) {
      is_member = wall == id;
      return Visit::stop;
    });
  if (!is_member) return std::nullopt;
  const MovedOccurrence* moved = moved_of(set, id);
  return occurrence_of(id, moved != nullptr ? moved->to : id, zone);
}

// ---------------------------------------------------------------- edits

namespace {

template <class T>
void insert_sorted(std::vector<T>& list, const T& value) {
  const auto at = std::ranges::lower_bound(list, value);
  if (at == list.end() || *at != value) list.insert(at, value);
}

/// Does another occurrence than `id` take place at the instant of `wall`?
bool is_taken(const RecurrenceSet& set, const Zone& zone, const LocalDateTime& id,
              const LocalDateTime& wall) {
  const Instant at = zone.lookup(wall).first;
  const Expansion there = expand(set, zone, {at, at.plus_seconds(1)});
  return std::ranges::any_of(there.occurrences,
                             [&](const Occurrence& one) { return one.id != id; });
}

/// The rule's members before and after a cut.
struct Cut {
  std::int32_t before = 0;
  std::optional<LocalDateTime> last_before;
  std::optional<LocalDateTime> first_after;
};

Cut cut_of(const RecurrenceSet& set, const Zone& zone, const LocalDateTime& id) {
  Cut cut;
  visit_members(set, zone, {}, [&](const LocalDateTime& wall) {
    if (wall >= id) {
      cut.first_after = wall;
      return Visit::stop;
    }
    ++cut.before;
    cut.last_before = wall;
    return Visit::go_on;
  });
  return cut;
}

}  // namespace

RecurrenceEdit<RecurrenceSet> cancel_one(RecurrenceSet set, const Zone& zone,
                                         const LocalDateTime& id) {
  if (!find_occurrence(set, zone, id))
    return std::unexpected(RecurrenceEditFault::no_such_occurrence);
  if (set.excluded.size() >= recurrence_exceptions_max)
    return std::unexpected(RecurrenceEditFault::too_many_exceptions);
  std::erase_if(set.moved, [&](const MovedOccurrence& one) { return one.id == id; });
  insert_sorted(set.excluded, id);
  return set;
}

RecurrenceEdit<RecurrenceSet> move_one(RecurrenceSet set, const Zone& zone, const LocalDateTime& id,
                                       const LocalDateTime& to) {
  if (!find_occurrence(set, zone, id))
    return std::unexpected(RecurrenceEditFault::no_such_occurrence);
  if (is_taken(set, zone, id, to)) return std::unexpected(RecurrenceEditFault::time_taken);
  std::erase_if(set.moved, [&](const MovedOccurrence& one) { return one.id == id; });
  if (to == id) return set;
  if (set.moved.size() >= recurrence_exceptions_max)
    return std::unexpected(RecurrenceEditFault::too_many_exceptions);
  insert_sorted(set.moved, MovedOccurrence{id, to});
  return set;
}

RecurrenceEdit<SplitRecurrence> split_at(const RecurrenceSet& set, const Zone& zone,
                                         const LocalDateTime& id) {
  if (!find_occurrence(set, zone, id))
    return std::unexpected(RecurrenceEditFault::no_such_occurrence);
  const Cut cut = cut_of(set, zone, id);
  SplitRecurrence out{.before = set, .following = set};
  RecurrenceSet& before = *out.before;
  RecurrenceSet& following = out.following;
  const auto is_before = [&](const LocalDateTime& wall) { return wall < id; };
  const auto is_after = [&](const LocalDateTime& wall) { return wall >= id; };
  std::erase_if(before.added, is_after);
  std::erase_if(following.added, is_before);
  std::erase_if(before.excluded, is_after);
  std::erase_if(following.excluded, is_before);
  std::erase_if(before.moved, [&](const MovedOccurrence& one) { return is_after(one.id); });
  std::erase_if(following.moved, [&](const MovedOccurrence& one) { return is_before(one.id); });

  // A part that keeps none of the rule's members lives on its RDATEs: the first becomes DTSTART.
  const auto without_rule = [](RecurrenceSet& part) {
    part.rule.reset();
    part.begin = part.added.front();
    part.added.erase(part.added.begin());
  };
  if (!cut.last_before) {
    if (before.added.empty())
      out.before.reset();
    else
      without_rule(before);
  } else if (before.rule) {
    if (before.rule->count)
      before.rule->count = cut.before;
    else
      before.rule->until =
          Until{.kind = Until::Kind::utc, .instant = zone.lookup(*cut.last_before).first};
  }
  if (!cut.first_after) {
    without_rule(following);
  } else {
    following.begin = *cut.first_after;
    if (following.rule && following.rule->count) *following.rule->count -= cut.before;
  }
  return out;
}

namespace {

/// The rule whose members are those of `rule`, all `by_days` and some seconds later.
std::optional<RecurrenceRule> shifted(const RecurrenceRule& rule, const LocalDateTime& from,
                                      const LocalDateTime& to) {
  const std::int32_t by_days = to.date.days - from.date.days;
  const bool names_times =
      !rule.by_hour.empty() || !rule.by_minute.empty() || !rule.by_second.empty();
  const bool names_dates = !rule.by_month.empty() || !rule.by_month_day.empty() ||
                           !rule.by_year_day.empty() || !rule.by_week.empty();
  if (to.second_of_day != from.second_of_day && names_times) return std::nullopt;
  if (to.second_of_day != from.second_of_day && rule.frequency < Frequency::daily &&
      (names_dates || !rule.by_day.empty()))
    return std::nullopt;  // shifted times may lie on days that the rule does not have
  if (by_days == 0) return rule;
  if (names_dates) return std::nullopt;
  RecurrenceRule out = rule;
  if (rule.frequency == Frequency::weekly) {
    // Days and the begin of the week turn together, so that every n-th week stays what it was.
    const auto turned = [&](std::uint8_t weekday) {
      return static_cast<std::uint8_t>(((weekday - 1 + by_days) % 7 + 7) % 7 + 1);
    };
    for (WeekdayNumber& day : out.by_day) day.iso_weekday = turned(day.iso_weekday);
    sort_stably(out.by_day);
    out.week_start = turned(out.week_start);
    return out;
  }
  if (!rule.by_day.empty()) return std::nullopt;
  if (rule.frequency < Frequency::weekly) return out;
  // "The 5th of each month" becomes the 6th; behind the 28th months differ in length.
  const bool is_same_month =
      from.date.year() == to.date.year() && from.date.month() == to.date.month();
  if (!is_same_month || from.date.day() > 28 || to.date.day() > 28) return std::nullopt;
  return out;
}

Until shifted(const Until& until, const Zone& zone, std::int64_t by_seconds, std::int32_t by_days) {
  Until out = until;
  switch (until.kind) {
    case Until::Kind::date: out.local.date = until.local.date.plus_days(by_days); break;
    case Until::Kind::local: out.local = wall_of(wall_seconds(until.local) + by_seconds); break;
    case Until::Kind::utc:
      out.instant =
          zone.lookup(wall_of(wall_seconds(zone.local(until.instant)) + by_seconds)).first;
      break;
  }
  return out;
}

}  // namespace

RecurrenceEdit<RecurrenceSet> shift_all(const RecurrenceSet& set, const Zone& zone,
                                        const LocalDateTime& begin) {
  const std::int64_t by_seconds = wall_seconds(begin) - wall_seconds(set.begin);
  RecurrenceSet out = set;
  out.begin = begin;
  if (set.rule) {
    out.rule = shifted(*set.rule, set.begin, begin);
    if (!out.rule) return std::unexpected(RecurrenceEditFault::needs_new_rule);
    if (out.rule->until)
      out.rule->until =
          shifted(*set.rule->until, zone, by_seconds, begin.date.days - set.begin.date.days);
  }
  const auto later = [&](LocalDateTime& wall) { wall = wall_of(wall_seconds(wall) + by_seconds); };
  std::ranges::for_each(out.added, later);
  std::ranges::for_each(out.excluded, later);
  for (MovedOccurrence& one : out.moved) later(one.id);
  std::erase_if(out.moved, [](const MovedOccurrence& one) { return one.id == one.to; });
  return out;
}

RuledRecurrence replace_rule(const RecurrenceSet& set, const Zone& zone, const LocalDateTime& begin,
                             RecurrenceRule rule) {
  RuledRecurrence out{.set = set};
  out.set.begin = begin;
  out.set.rule = std::move(rule);
  out.set.excluded.clear();
  out.set.moved.clear();
  const RecurrenceSet bare = out.set;
  for (const LocalDateTime& wall : set.excluded)
    (find_occurrence(bare, zone, wall) ? out.set.excluded : out.dropped).push_back(wall);
  for (const MovedOccurrence& one : set.moved) {
    if (find_occurrence(bare, zone, one.id))
      out.set.moved.push_back(one);
    else
      out.dropped.push_back(one.id);
  }
  sort_stably(out.dropped);
  return out;
}

std::string_view name_of(RecurrenceEditFault fault) {
  switch (fault) {
    case RecurrenceEditFault::no_such_occurrence: return "no_such_occurrence";
    case RecurrenceEditFault::needs_new_rule: return "needs_new_rule";
    case RecurrenceEditFault::time_taken: return "time_taken";
    case RecurrenceEditFault::too_many_exceptions: return "too_many_exceptions";
  }
  RETOUR_CHECK(false);
}

}  // namespace retour
