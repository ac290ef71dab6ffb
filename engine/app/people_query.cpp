#include "app/people_query.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"

namespace retour::app {
namespace {

enum class Key : std::uint8_t { none, status, step, responsible, seen, money, recall };

struct Word {
  std::string_view word;  ///< Folded.
  Key key;
};
constexpr std::array keys = {Word{"status", Key::status},
                             Word{"статус", Key::status},
                             Word{"step", Key::step},
                             Word{"шаг", Key::step},
                             Word{"steg", Key::step},
                             Word{"responsible", Key::responsible},
                             Word{"ответственный", Key::responsible},
                             Word{"ansvarig", Key::responsible},
                             Word{"seen", Key::seen},
                             Word{"визит", Key::seen},
                             Word{"besok", Key::seen},
                             Word{"besök", Key::seen},
                             Word{"money", Key::money},
                             Word{"деньги", Key::money},
                             Word{"pengar", Key::money},
                             Word{"recall", Key::recall},
                             Word{"возвращение", Key::recall},
                             Word{"aterkomst", Key::recall},
                             Word{"återkomst", Key::recall}};
constexpr std::array none_words = {"none", "нет", "saknas"};
constexpr std::array overdue_words = {"overdue", "просрочен", "forsenat", "försenat"};
constexpr std::array me_words = {"me", "я", "jag"};
constexpr std::string_view signs = ":=<>";
constexpr std::int32_t days_max = 36'500;
constexpr std::int64_t minor_per_major = 100;

/// Terms, at spaces outside quotes; the quotes are gone.
std::vector<std::string> terms_of(std::string_view text) {
  std::vector<std::string> terms(1);
  bool quoted = false;
  for (const char c : text) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ' ' && !quoted)
      terms.emplace_back();
    else
      terms.back() += c;
  }
  std::erase_if(terms, [](const std::string& term) { return term.empty(); });
  return terms;
}

Key key_of(const std::string& folded) {
  const auto found = std::ranges::find(keys, std::string_view(folded), &Word::word);
  return found == keys.end() ? Key::none : found->key;
}

template <std::size_t N>
bool is_one_of(const std::array<const char*, N>& words, std::string_view word) {
  return std::ranges::any_of(words, [&](const char* one) { return word == one; });
}

std::optional<std::int64_t> number_of(std::string_view text, std::int64_t max) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 0 || number > max)
    return std::nullopt;
  return number;
}

std::optional<std::uint8_t> statuses_of(std::string_view value) {
  std::uint8_t statuses = 0;
  while (true) {
    const std::size_t comma = value.find(',');
    const auto status = number_of(value.substr(0, comma), funnel::funnel_status_count - 1);
    if (!status || *status == 0) return std::nullopt;
    statuses = static_cast<std::uint8_t>(statuses | 1U << *status);
    if (comma == std::string_view::npos) return statuses;
    value.remove_prefix(comma + 1);
  }
}

/// Whoever is active and whose name begins so; the family name first, or the given one.
StaffId person_of(std::string_view value, std::span<const Staff> staff) {
  for (const Staff& person : staff) {
    if (!person.active) continue;
    const std::string family_first = fold_for_search(person.family_name + " " + person.given_name);
    const std::string given_first = fold_for_search(person.given_name + " " + person.family_name);
    if (family_first.starts_with(value) || given_first.starts_with(value)) return person.id;
  }
  return {};
}

struct Reading {
  std::span<const Staff> staff;
  StaffId me;
  bool may_read_money;

  /// False when the term says nothing.
  bool take(Key key, char sign, std::string_view value, PeopleFilter& filter) const {
    const bool is = sign == ':' || sign == '=';
    const std::string folded = fold_for_search(value);
    switch (key) {
      case Key::status: {
        const auto statuses = statuses_of(value);
        if (!is || !statuses) return false;
        filter.statuses = *statuses;
        return true;
      }
      case Key::step:
        if (!is) return false;
        if (is_one_of(none_words, folded)) filter.step = PeopleStep::forgotten;
        if (is_one_of(overdue_words, folded)) filter.step = PeopleStep::overdue;
        return filter.step != PeopleStep::any;
      case Key::responsible:
        if (!is || folded.empty()) return false;
        filter.responsible = is_one_of(me_words, folded) ? me : person_of(folded, staff);
        return !filter.responsible.is_nil();
      case Key::seen:
      case Key::recall: {
        const auto days = number_of(value, days_max);
        if (is || !days || (key == Key::recall && sign == '>')) return false;
        auto& bound = key == Key::recall ? filter.recall_within_days
                      : sign == '>'      ? filter.unseen_days
                                         : filter.seen_within_days;
        bound = static_cast<std::int32_t>(*days);
        return true;
      }
      case Key::money: {
        const auto major = number_of(value, 1'000'000'000);
        if (sign != '>' || !major || !may_read_money) return false;
        filter.money_above_minor = *major * minor_per_major;
        return true;
      }
      case Key::none: break;
    }
    return false;
  }
};

}  // namespace

PeopleQuery parse_people_query(std::string_view text, std::span<const Staff> staff, StaffId me,
                               bool may_read_money) {
  PeopleQuery query;
  const Reading reading{staff, me, may_read_money};
  for (const std::string& term : terms_of(text)) {
    const std::size_t at = term.find_first_of(signs);
    const std::string key = at == std::string::npos ? "" : fold_for_search(term.substr(0, at));
    if (key.empty()) {
      if (std::string word = fold_for_search(term); !word.empty())
        query.filter.words.push_back(std::move(word));
      continue;
    }
    query.is_filter = true;
    const bool read =
        reading.take(key_of(key), term[at], std::string_view(term).substr(at + 1), query.filter);
    if (!read && query.fault.empty()) query.fault = term;
  }
  return query;
}

PeopleFilter narrowed(PeopleFilter filter, const PeopleFilter& by) {
  const bool both = filter.statuses != 0 && by.statuses != 0;
  filter.statuses = static_cast<std::uint8_t>(both ? filter.statuses & by.statuses
                                                   : filter.statuses | by.statuses);
  // Bit 0 is nobody's status: two filters that have none in common let nobody through.
  if (both && filter.statuses == 0) filter.statuses = 1;
  if (by.step != PeopleStep::any) filter.step = by.step;
  if (!by.responsible.is_nil()) filter.responsible = by.responsible;
  filter.unseen_days = by.unseen_days;
  filter.seen_within_days = by.seen_within_days;
  filter.recall_within_days = by.recall_within_days;
  filter.money_above_minor = by.money_above_minor;
  filter.words = by.words;
  return filter;
}

}  // namespace retour::app
