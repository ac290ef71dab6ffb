#include "app/people.hpp"

#include <algorithm>
#include <limits>

#include "base/text.hpp"

namespace retour::app {
namespace {

constexpr std::int64_t nothing_last = std::numeric_limits<std::int64_t>::max();

bool stands(const Booking& booking) {
  return booking.cancelled_at.seconds == 0 && !booking.entered_in_error &&
         booking.hold == Hold::none;
}

void take_earlier(std::optional<LocalDate>& date, LocalDate other) {
  if (!date || other < *date) date = other;
}

std::int64_t or_last(std::optional<LocalDate> date, bool descending) {
  if (!date) return nothing_last;
  return descending ? -std::int64_t{date->days} : std::int64_t{date->days};
}

/// What a row is sorted by; smaller comes first, whichever way round.
std::int64_t order_key(const PersonRow& row, const PeopleFilter& filter) {
  const std::int64_t sign = filter.descending ? -1 : 1;
  switch (filter.order) {
    case PeopleOrder::status: return sign * static_cast<std::int64_t>(row.status);
    case PeopleOrder::next_date: return or_last(row.next_date(), filter.descending);
    case PeopleOrder::last_seen: return or_last(row.last_seen, filter.descending);
    case PeopleOrder::open_money:
      return row.open_money_minor == 0 ? nothing_last : sign * row.open_money_minor;
    case PeopleOrder::entered:
    case PeopleOrder::name: break;
  }
  return 0;
}

bool has_words(const PersonRow& row, const std::vector<std::string>& words) {
  const std::string name = " " + row.order_name;
  return std::ranges::all_of(words,
                             [&](const std::string& word) { return name.contains(" " + word); });
}

/// What the filter language says of days, money and names.
bool passes_query(const PersonRow& row, const PeopleFilter& filter, LocalDate today) {
  const std::int32_t unseen = row.last_seen ? today.days - row.last_seen->days : 0;
  if (filter.unseen_days && (!row.last_seen || unseen <= *filter.unseen_days)) return false;
  if (filter.seen_within_days && (!row.last_seen || unseen >= *filter.seen_within_days))
    return false;
  if (filter.recall_within_days &&
      (!row.recall_due || row.recall_due->days - today.days >= *filter.recall_within_days))
    return false;
  if (filter.money_above_minor > 0 && row.open_money_minor <= filter.money_above_minor)
    return false;
  return filter.words.empty() || has_words(row, filter.words);
}

bool passes(const PersonRow& row, const PeopleFilter& filter, LocalDate today) {
  if (row.id.is_nil()) return false;
  if (filter.statuses != 0 && (filter.statuses >> static_cast<unsigned>(row.status) & 1U) == 0)
    return false;
  if (!filter.responsible.is_nil() && row.responsible != filter.responsible) return false;
  if (!passes_query(row, filter, today)) return false;
  switch (filter.step) {
    case PeopleStep::any: return true;
    case PeopleStep::forgotten: return row.is_forgotten();
    case PeopleStep::overdue: return row.is_overdue(today);
  }
  return true;
}

}  // namespace

std::optional<LocalDate> PersonRow::next_date() const {
  std::optional<LocalDate> next = step_due;
  if (next_booking) take_earlier(next, *next_booking);
  if (recall_due) take_earlier(next, *recall_due);
  return next;
}

PersonRow person_row(const PatientFacts& facts, const funnel::PatientFunnel& funnel,
                     LocalDate today) {
  const Patient& patient = facts.patient;
  PersonRow row;
  row.id = patient.id;
  row.order_name =
      fold_for_search(patient.family_name + " " + patient.given_name + " " + patient.patronymic);
  row.responsible = patient.responsible;
  row.standing = patient.standing;
  row.status = funnel.status;
  for (const funnel::Cycle& cycle : funnel.cycles) {
    if (cycle.closed_at.seconds != 0) continue;
    row.is_open = true;
    row.open_money_minor += cycle.open_money_minor;
  }
  const auto has_come = [&](const Booking& booking) {
    return std::ranges::any_of(facts.visits, [&](const Visit& visit) {
      return visit.booking == booking.id && visit.arrived_at.seconds != 0;
    });
  };
  for (const Booking& booking : facts.bookings) {
    if (!stands(booking) || booking.no_show_at.seconds != 0) continue;
    if (booking.date >= today && !has_come(booking)) {
      const bool is_earlier =
          !row.next_booking || booking.date < *row.next_booking ||
          (booking.date == *row.next_booking && booking.begin_minute < row.next_booking_minute);
      if (!is_earlier) continue;
      row.next_booking = booking.date;
      row.next_booking_minute = booking.begin_minute;
    } else if (!row.last_seen || booking.date > *row.last_seen) {
      row.last_seen = booking.date;
    }
  }
  for (const NextStep& step : facts.next_steps) {
    if (step.done_at.seconds != 0 || (row.step_due && *row.step_due <= step.due_on)) continue;
    row.step_due = step.due_on;
    row.step_kind = step.kind;
  }
  for (const Recall& recall : facts.recalls)
    if (recall.state == RecallState::open) take_earlier(row.recall_due, recall.due_on);
  return row;
}

std::vector<std::uint32_t> people_matching(std::span<const PersonRow> rows,
                                           const PeopleFilter& filter, LocalDate today) {
  struct Place {
    std::int64_t key;
    std::uint32_t row;
  };
  std::vector<Place> places;
  for (std::uint32_t i = 0; i < rows.size(); ++i)
    if (passes(rows[i], filter, today)) places.push_back({order_key(rows[i], filter), i});
  const bool by_name = filter.order == PeopleOrder::name;
  const bool backwards = by_name && filter.descending;
  const auto name_less = [&](std::uint32_t a, std::uint32_t b) {
    const std::string& left = rows[a].order_name;
    const std::string& right = rows[b].order_name;
    if (left.empty() != right.empty()) return right.empty();  // nameless ones last
    if (const int order = left.compare(right); order != 0) return backwards ? order > 0 : order < 0;
    return rows[a].id < rows[b].id;
  };
  if (filter.order != PeopleOrder::entered) {
    std::ranges::sort(places, [&](const Place& a, const Place& b) {
      if (a.key != b.key) return a.key < b.key;
      return name_less(a.row, b.row);
    });
  } else if (!filter.descending) {
    std::ranges::reverse(places);  // newest first
  }
  std::vector<std::uint32_t> found;
  found.reserve(places.size());
  for (const Place& place : places) found.push_back(place.row);
  return found;
}

PeopleCounts count_people(std::span<const PersonRow> rows, LocalDate today) {
  PeopleCounts counts;
  for (const PersonRow& row : rows) {
    if (row.id.is_nil()) continue;
    ++counts.all;
    ++counts.by_status[static_cast<std::size_t>(row.status)];
    counts.forgotten += row.is_forgotten() ? 1 : 0;
    counts.overdue += row.is_overdue(today) ? 1 : 0;
  }
  return counts;
}

}  // namespace retour::app
