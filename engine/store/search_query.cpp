// Answering a search. Sections: what was typed | terms that fit a word | patients that have them
//
//   "кузнцов мар 1985"
//      │ words      name "кузнцов", name "мар", birth 1985
//      │ terms      {кузнецов, кузнецова}  {мария, марина, марков, ...}  {1985-01-01 ...}
//      │ lists      of the patients who have them, as far as they are short
//      ▼ patients   in all lists, who have a term for every word; best sum of scores first
//
// Every list has a limit, so that the time of a keystroke does not grow with the clinic.
#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>

#include "base/check.hpp"
#include "base/text.hpp"
#include "model/field_codec.hpp"
#include "store/search.hpp"
#include "store/search_terms.hpp"

namespace retour::store {
namespace {

constexpr std::size_t words_max = 6;
constexpr int terms_per_range_max = 64;  // per kind of name, of one word
constexpr int birth_terms_max = 400;     // all days of a year
constexpr int terms_by_trigram_max = 64;
constexpr int candidates_max = 600;          // terms compared with a mistyped word
constexpr std::size_t list_max = 4'000;      // patients listed by one word
constexpr std::size_t checked_max = 1'000;   // patients whose terms are read
constexpr std::size_t readings_guessed = 4;  // as typed, other layout, both in the other script
constexpr std::size_t hits_before_guessing = 3;
constexpr int external_hits_max = 32;

// Scores: the differences matter, not the numbers.
constexpr std::int32_t score_exact = 1000;
constexpr std::int32_t score_prefix = 850;
constexpr std::int32_t score_inside = 500;
constexpr std::int32_t score_one_error = 600;
constexpr std::int32_t score_two_errors = 400;
constexpr std::int32_t score_tail = 900;
constexpr std::int32_t score_external = 950;
constexpr std::int32_t score_external_prefix = 650;
constexpr std::int32_t penalty_per_letter_missing = 5;
constexpr std::int32_t penalty_unfinished = 60;  // a typing error in a word not typed to its end
constexpr std::int32_t penalty_other_keys = 30;  // other layout or script than typed
constexpr std::array<std::int32_t, 6> penalty_of_kind = {0, 0, 60, 150, 0, 0};  // by TermKind

// ---- what was typed ----

enum class WordKind : std::uint8_t { name, digits, birth };

struct Word {
  WordKind kind = WordKind::name;
  std::string text;               // folded; digits; "1985-03-12" or "1985"
  std::u32string characters;      // of a name
  std::vector<std::string> keys;  // of digits: what to look for inside phones
};

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_year(std::string_view text) {
  return text.size() == 4 && all_digits(text) && text >= "1900" && text < "2100";
}

/// "12.03.1985", "12/03/1985" or "1985-03-12" as ISO text.
std::optional<std::string> date_in(std::string_view text) {
  if (const auto iso = date_from_iso(text)) return to_iso(*iso);
  std::array<int, 3> parts{};
  std::size_t part = 0;
  for (std::size_t at = 0; at < text.size(); ++part) {
    if (part == parts.size()) return std::nullopt;
    const auto [end, error] =
        std::from_chars(text.data() + at, text.data() + text.size(), parts[part]);
    if (error != std::errc{}) return std::nullopt;
    at = static_cast<std::size_t>(end - text.data());
    if (at < text.size() && text[at] != '.' && text[at] != '/') return std::nullopt;
    if (at < text.size()) ++at;
  }
  if (part != parts.size() || parts[2] < 1900) return std::nullopt;
  const auto date = LocalDate::from_ymd(parts[2], parts[1], parts[0]);
  return date ? std::optional(to_iso(*date)) : std::nullopt;
}

/// Takes the dates out of `query`.
std::vector<Word> take_dates(std::string& query) {
  std::vector<Word> dates;
  std::string rest;
  for (const std::string_view word : words_of(query)) {
    if (const auto date = date_in(word); date && dates.size() < words_max) {
      dates.push_back({WordKind::birth, *date, {}, {}});
    } else {
      rest += (rest.empty() ? "" : " ") + std::string(word);
    }
  }
  query = rest;
  return dates;
}

/// The words of one reading of the query. Neighbouring runs of digits are one number, except that
/// a year stands alone.
std::vector<Word> words_of_reading(std::string_view folded, PhoneRegion home) {
  std::vector<Word> words;
  for (const std::string_view text : words_of(folded)) {
    if (words.size() == words_max) break;
    if (!all_digits(text)) {
      const auto characters = decode_utf8(text);
      if (characters) words.push_back({WordKind::name, std::string(text), *characters, {}});
    } else if (!words.empty() && words.back().kind == WordKind::digits && !is_year(text) &&
               !is_year(words.back().text)) {
      words.back().text += text;
    } else {
      words.push_back({WordKind::digits, std::string(text), {}, {}});
    }
  }
  for (Word& word : words)
    if (word.kind == WordKind::digits) word.keys = phone_search_keys(word.text, home);
  return words;
}

// ---- terms that fit a word ----

enum class Effort : std::uint8_t { as_typed, forgiving };

struct TermMatch {
  std::int64_t term = 0;
  TermKind kind = TermKind::family;
  std::int32_t score = 0;
  bool approximate = false;
};

using TermMatches = std::vector<TermMatch>;

std::string quoted(const std::vector<std::string>& trigrams, std::size_t skip_from = 0,
                   std::size_t skip_count = 0) {
  std::string sql;
  for (std::size_t i = 0; i < trigrams.size(); ++i) {
    if (i >= skip_from && i < skip_from + skip_count) continue;
    if (!sql.empty()) sql += ' ';
    sql += '"';
    for (const char c : trigrams[i]) sql.append(c == '"' ? 2 : 1, c);
    sql += '"';
  }
  return sql;
}

class TermFinder {
 public:
  explicit TermFinder(Database& database) : database_(database) {}

  /// Terms that `word` may mean, best first.
  Result<TermMatches> find(const Word& word, Effort effort) {
    matches_.clear();
    switch (word.kind) {
      case WordKind::birth: RETOUR_TRY(find_birth(word.text)); break;
      case WordKind::digits: RETOUR_TRY(find_digits(word)); break;
      case WordKind::name:
        RETOUR_TRY(find_beginnings(word));
        RETOUR_TRY(find_inside(word));
        if (effort == Effort::forgiving) RETOUR_TRY(find_mistyped(word));
        break;
    }
    std::ranges::sort(matches_, [](const TermMatch& a, const TermMatch& b) {
      return a.term != b.term ? a.term < b.term : a.score > b.score;
    });
    const auto repeated = std::ranges::unique(matches_, {}, &TermMatch::term);
    matches_.erase(repeated.begin(), repeated.end());
    std::ranges::sort(matches_, [](const TermMatch& a, const TermMatch& b) {
      return a.score != b.score ? a.score > b.score : a.term < b.term;
    });
    return std::move(matches_);
  }

 private:
  void add(std::int64_t term, TermKind kind, std::int32_t score, bool approximate = false) {
    score -= penalty_of_kind[static_cast<std::size_t>(kind)];
    matches_.push_back({term, kind, score, approximate});
  }

  static std::int32_t letters_missing(std::string_view typed, std::string_view term) {
    const auto bytes = static_cast<std::int32_t>(term.size() - typed.size());
    return std::min(bytes / 2, 9) * penalty_per_letter_missing;
  }

  Status find_birth(std::string_view text) {
    const std::string end = std::string(text) + '~';  // after every digit and hyphen
    Statement row = database_.query(
        "SELECT no, text FROM search_term WHERE kind = ? AND text >= ? AND text < ? "
        "ORDER BY text LIMIT ?",
        TermKind::birth, text, end, birth_terms_max);
    while (true) {
      RETOUR_ASSIGN(const bool found, row.step());
      if (!found) break;
      add(row.integer(0), TermKind::birth, score_exact);
    }
    if (text.size() == 4) return {};
    // Somebody of whom only the year is known may be meant too.
    RETOUR_ASSIGN(const auto year,
                  database_.query_integer("SELECT no FROM search_term WHERE kind = ? AND text = ?",
                                          TermKind::birth, text.substr(0, 4)));
    if (year) add(*year, TermKind::birth, score_inside);
    return {};
  }

  Status find_digits(const Word& word) {
    for (const std::string& key : word.keys) {
      RETOUR_TRY(find_by_trigrams(quoted(trigrams_of(key + "$")), [&](TermKind kind, auto text) {
        return kind == TermKind::phone && text.ends_with(key) ? score_tail : 0;
      }));
      RETOUR_TRY(find_by_trigrams(quoted(trigrams_of(key)), [&](TermKind kind, auto text) {
        return kind == TermKind::phone && text.contains(key) ? score_inside : 0;
      }));
    }
    return is_year(word.text) ? find_birth(word.text) : Status{};
  }

  /// Terms that have all trigrams of `match` and to which `judge(kind, text)` gives a score.
  template <class Judge>
  Status find_by_trigrams(const std::string& match, Judge judge, int limit = terms_by_trigram_max,
                          bool approximate = false) {
    if (match.empty()) return {};
    Statement row = database_.query(
        "SELECT t.no, t.kind, t.text FROM patient_search JOIN search_term t "
        "ON t.no = patient_search.rowid WHERE patient_search MATCH ? LIMIT ?",
        match, limit);
    while (true) {
      RETOUR_ASSIGN(const bool found, row.step());
      if (!found) return {};
      const auto kind = static_cast<TermKind>(row.integer(1));
      const std::int32_t score = judge(kind, row.text(2));
      if (score > 0) add(row.integer(0), kind, score, approximate);
    }
  }

  Status find_beginnings(const Word& word) {
    const std::string end = word.text + "\xF4\x8F\xBF\xBF";  // after every character
    for (const TermKind kind : {TermKind::family, TermKind::given, TermKind::patronymic}) {
      Statement row = database_.query(
          "SELECT no, text FROM search_term WHERE kind = ? AND text >= ? AND text < ? "
          "ORDER BY text LIMIT ?",
          kind, word.text, end, terms_per_range_max);
      while (true) {
        RETOUR_ASSIGN(const bool found, row.step());
        if (!found) break;
        const std::string_view text = row.text(1);
        add(row.integer(0), kind,
            text.size() == word.text.size() ? score_exact
                                            : score_prefix - letters_missing(word.text, text));
      }
    }
    return {};
  }

  Status find_inside(const Word& word) {
    return find_by_trigrams(quoted(trigrams_of(word.text)), [&](TermKind kind, auto text) {
      const std::size_t at = text.find(word.text);
      return is_name(kind) && at != 0 && at != text.npos ? score_inside : 0;
    });
  }

  /// One error hits at most three neighbouring trigrams, four when two letters changed places:
  /// the terms that have all the others are candidates, a distance decides. Words too short to
  /// keep a trigram are compared with the names of the same first letter instead. Two errors are
  /// forgiven from eight letters on, when the beginning or the middle stayed whole.
  Status find_mistyped(const Word& word) {
    const std::size_t letters = word.characters.size();
    if (letters < 3) return {};
    const std::size_t errors_max = letters < 8 ? 1 : 2;
    const auto judge = [&](TermKind kind, std::string_view text) {
      return is_name(kind) ? score_of_error(word, text, errors_max) : 0;
    };
    if (letters < 6) {
      const std::string first = word.text.substr(0, decode_utf8_character(word.text).size);
      RETOUR_TRY(find_like_first_letter(first, judge));
    }
    const std::vector<std::string> trigrams = trigrams_of("^" + word.text);
    const std::size_t count = trigrams.size();
    std::string match;
    const auto add_without = [&](std::size_t from, std::size_t width) {
      const std::string rest = quoted(trigrams, from, width);
      if (!rest.empty()) match += (match.empty() ? "(" : " OR (") + rest + ")";
    };
    // A few wide windows instead of many narrow ones: each costs a look-up per trigram kept.
    const std::size_t hit = count >= 6 ? 4 : 3;
    const std::size_t step = std::max<std::size_t>(1, (count - std::min(count, hit) + 3) / 4);
    const std::size_t width = std::min(count, hit + step - 1);
    for (std::size_t from = 0; from + width < count + step; from += step)
      add_without(std::min(from, count - width), width);
    if (errors_max == 2) {
      match += " OR (" + quoted(trigrams, count / 2, count) + ")";
      const std::vector<std::string> middle(trigrams.begin() + std::ptrdiff_t(count / 4),
                                            trigrams.begin() + std::ptrdiff_t(count * 3 / 4));
      match += " OR (" + quoted(middle) + ")";
    }
    return find_by_trigrams(match, judge, candidates_max, true);
  }

  template <class Judge>
  Status find_like_first_letter(const std::string& first, Judge judge) {
    const std::string end = first + "\xF4\x8F\xBF\xBF";
    for (const TermKind kind : {TermKind::family, TermKind::given}) {
      Statement row = database_.query(
          "SELECT no, text FROM search_term WHERE kind = ? AND text >= ? AND text < ? LIMIT ?",
          kind, first, end, short_candidates_max);
      while (true) {
        RETOUR_ASSIGN(const bool found, row.step());
        if (!found) break;
        const std::int32_t score = judge(kind, row.text(1));
        if (score > 0) add(row.integer(0), kind, score, true);
      }
    }
    return {};
  }

  /// Score of `term` as what `word` was meant to be, whole or as typed so far; 0: too far.
  static std::int32_t score_of_error(const Word& word, std::string_view term,
                                     std::size_t errors_max) {
    const auto characters = decode_utf8(term);
    if (!characters) return 0;
    const std::u32string_view whole = *characters;
    const std::size_t letters = word.characters.size();
    std::size_t errors = typing_distance(word.characters, whole, errors_max);
    std::int32_t penalty = 0;
    if (errors > errors_max && whole.size() > letters) {
      for (const std::size_t length : {letters, letters + 1, letters - 1})
        errors =
            std::min(errors, typing_distance(word.characters, whole.substr(0, length), errors_max));
      penalty = penalty_unfinished;
    }
    if (errors > errors_max) return 0;
    return (errors <= 1 ? score_one_error : score_two_errors) - penalty;
  }

  static constexpr int short_candidates_max = 3'000;

  Database& database_;
  TermMatches matches_;
};

// ---- patients that have them ----

struct Found {
  std::int32_t score = 0;
  MatchedBy matched = MatchedBy::family_name;
  bool approximate = false;
};

MatchedBy matched_by(TermKind kind) {
  switch (kind) {
    case TermKind::family: return MatchedBy::family_name;
    case TermKind::given: return MatchedBy::given_name;
    case TermKind::patronymic: return MatchedBy::patronymic;
    case TermKind::phone: return MatchedBy::phone;
    case TermKind::birth: return MatchedBy::birth_date;
  }
  return MatchedBy::family_name;
}

/// Hits by row number of the patient.
using FoundPatients = std::map<std::int64_t, Found>;

void keep_best(FoundPatients& found, std::int64_t patient, const Found& hit) {
  Found& best = found[patient];
  if (hit.score > best.score) best = hit;
}

/// Terms of one word, ready to be asked by number.
struct WordTerms {
  TermMatches by_score, by_term;

  explicit WordTerms(TermMatches matches) : by_score(std::move(matches)), by_term(by_score) {
    std::ranges::sort(by_term, {}, &TermMatch::term);
  }
  [[nodiscard]] const TermMatch* match(std::int64_t term) const {
    const auto at = std::ranges::lower_bound(by_term, term, {}, &TermMatch::term);
    return at != by_term.end() && at->term == term ? &*at : nullptr;
  }
};

/// The best way to give every word from `word` on a term of its own; 0 when there is none.
/// At most 6 words and 40 terms, of which few match.
std::int32_t best_assignment(const std::vector<WordTerms>& words, std::size_t word,
                             const std::vector<std::int64_t>& terms, std::uint64_t used,
                             Found& hit) {
  if (word == words.size()) return 1;
  std::int32_t best = 0;
  for (std::size_t i = 0; i < terms.size() && i < 64; ++i) {
    if ((used >> i & 1U) != 0) continue;
    const TermMatch* match = words[word].match(terms[i]);
    if (match == nullptr) continue;
    Found rest;
    const std::int32_t others = best_assignment(words, word + 1, terms, used | 1ULL << i, rest);
    if (others == 0 || match->score + others <= best) continue;
    best = match->score + others;
    hit.matched = matched_by(match->kind);
    hit.approximate = match->approximate || rest.approximate;
  }
  return best;
}

class PatientFinder {
 public:
  PatientFinder(Database& database, std::size_t limit) : database_(database), limit_(limit) {}

  /// Adds the patients who fit all `words`.
  Status find(const std::vector<WordTerms>& words, std::int32_t penalty, FoundPatients& found) {
    if (words.size() == 1) return find_single(words[0], penalty, found);
    RETOUR_ASSIGN(const std::vector<std::int64_t> candidates, in_all_lists(words));
    for (const std::int64_t patient : candidates) {
      Statement row = database_.query("SELECT terms FROM search_patient WHERE no = ?", patient);
      RETOUR_ASSIGN(const bool any, row.step());
      if (!any) return fail(FailureCode::corrupt, "search posting of nobody");
      decode_terms(row.blob(0), terms_);
      Found hit;
      const std::int32_t sum = best_assignment(words, 0, terms_, 0, hit);
      if (sum == 0) continue;
      hit.score = sum / static_cast<std::int32_t>(words.size()) - penalty;
      keep_best(found, patient, hit);
    }
    return {};
  }

 private:
  Status find_single(const WordTerms& word, std::int32_t penalty, FoundPatients& found) {
    auto left = static_cast<std::int64_t>(limit_);
    for (const TermMatch& match : word.by_score) {
      if (left <= 0) break;
      Statement row = database_.query("SELECT patient FROM search_posting WHERE term = ? LIMIT ?",
                                      match.term, left);
      while (true) {
        RETOUR_ASSIGN(const bool any, row.step());
        if (!any) break;
        keep_best(found, row.integer(0),
                  {match.score - penalty, matched_by(match.kind), match.approximate});
        --left;
      }
    }
    return {};
  }

  struct PatientList {
    std::vector<std::int64_t> patients;  // best terms first
    bool complete = true;
  };

  Result<PatientList> list_of(const WordTerms& word) {
    PatientList list;
    for (const TermMatch& match : word.by_score) {
      Statement row =
          database_.query("SELECT patient FROM search_posting WHERE term = ?", match.term);
      while (true) {
        RETOUR_ASSIGN(const bool any, row.step());
        if (!any) break;
        if (list.patients.size() == list_max) {
          list.complete = false;
          return list;
        }
        list.patients.push_back(row.integer(0));
      }
    }
    return list;
  }

  /// Patients who may fit: those in every complete list, or, where every word is too common to be
  /// listed, the first ones of the first word.
  Result<std::vector<std::int64_t>> in_all_lists(const std::vector<WordTerms>& words) {
    std::vector<std::int64_t> common;
    bool any_complete = false;
    PatientList first;
    for (const WordTerms& word : words) {
      RETOUR_ASSIGN(PatientList list, list_of(word));
      if (!list.complete) {
        if (first.patients.empty()) first = std::move(list);
        continue;
      }
      std::ranges::sort(list.patients);
      if (any_complete) {
        std::vector<std::int64_t> both;
        std::ranges::set_intersection(common, list.patients, std::back_inserter(both));
        common = std::move(both);
      } else {
        common = std::move(list.patients);
      }
      any_complete = true;
    }
    if (!any_complete) common = std::move(first.patients);
    if (common.size() > checked_max) common.resize(checked_max);
    return common;
  }

  Database& database_;
  std::size_t limit_;
  std::vector<std::int64_t> terms_;
};

/// Card numbers of other systems, by their beginning.
Status find_external(Database& database, std::string_view query, FoundPatients& found) {
  if (query.size() < 3 || query.size() >= 128) return {};
  const std::string_view from = query.substr(0, 16);  // as far as the index goes
  const std::string end = std::string(from) + std::string(17 - from.size(), '\xFF');
  Statement row = database.query(
      "SELECT no, imported FROM patient WHERE imported IS NOT NULL "
      "AND substr(imported, 19, 16) >= ? AND substr(imported, 19, 16) < ? LIMIT ?",
      as_bytes(from), as_bytes(end), external_hits_max);
  while (true) {
    RETOUR_ASSIGN(const bool any, row.step());
    if (!any) return {};
    Imported imported;
    if (!FieldType<Imported>::from_cell(row.blob(1), imported))
      return fail(FailureCode::corrupt, "origin of a patient");
    if (!imported.external_id.starts_with(query)) continue;
    const bool whole = imported.external_id.size() == query.size();
    keep_best(found, row.integer(0),
              {whole ? score_external : score_external_prefix, MatchedBy::external_id, false});
  }
}

Status find_words(Database& database, const std::vector<Word>& words, Effort effort,
                  std::int32_t penalty, std::size_t limit, FoundPatients& found) {
  if (words.empty()) return {};
  TermFinder terms(database);
  std::vector<WordTerms> matches;
  for (const Word& word : words) {
    RETOUR_ASSIGN(TermMatches fitting, terms.find(word, effort));
    if (fitting.empty()) return {};
    matches.emplace_back(std::move(fitting));
  }
  return PatientFinder(database, limit).find(matches, penalty, found);
}

Result<std::vector<PatientHit>> best_of(Database& database, const FoundPatients& found,
                                        std::size_t limit) {
  std::vector<std::pair<std::int64_t, Found>> ranked(found.begin(), found.end());
  std::ranges::stable_sort(ranked, [](const auto& a, const auto& b) {
    return a.second.score > b.second.score;  // equals stay in the order of registration
  });
  std::vector<PatientHit> hits;
  for (const auto& [number, hit] : ranked) {
    if (hits.size() == limit) break;
    // What another card of a person says finds the card that stands for him.
    Statement row = database.query(
        "SELECT coalesce(m.survivor, p.id) FROM patient p "
        "LEFT JOIN merged_patient m ON m.patient = p.id WHERE p.no = ?",
        number);
    RETOUR_ASSIGN(const bool any, row.step());
    if (!any) return fail(FailureCode::corrupt, "search index names an unknown patient");
    const PatientId patient = row.id_as<Patient>(0);
    if (std::ranges::find(hits, patient, &PatientHit::patient) == hits.end())
      hits.push_back({patient, hit.score, hit.matched, hit.approximate});
  }
  return hits;
}

}  // namespace

Result<std::vector<PatientHit>> SearchIndex::search(std::string_view query, std::size_t limit) {
  limit = std::min(limit, search_hits_max);
  query = trim(query.substr(0, search_query_bytes_max));
  FoundPatients found;
  RETOUR_TRY(find_external(database_, query, found));
  std::string rest(query);
  const std::vector<Word> dates = take_dates(rest);
  std::vector<std::vector<Word>> readings;
  for (const std::string& folded : search_variants(rest)) {
    std::vector<Word> words = words_of_reading(folded, home_);
    words.insert(words.end(), dates.begin(), dates.end());
    readings.push_back(std::move(words));
    if (all_digits(words_of(folded).empty() ? "" : words_of(folded).front()) &&
        readings.back().size() == 1)
      break;  // a number reads the same on every layout
  }
  if (readings.empty() && !dates.empty()) readings.push_back(dates);
  for (const Effort effort : {Effort::as_typed, Effort::forgiving}) {
    const std::size_t tried =
        effort == Effort::as_typed ? readings.size() : std::min(readings.size(), readings_guessed);
    for (std::size_t i = 0; i < tried && found.size() < limit; ++i)
      RETOUR_TRY(find_words(database_, readings[i], effort, i == 0 ? 0 : penalty_other_keys, limit,
                            found));
    if (found.size() >= hits_before_guessing) break;
  }
  return best_of(database_, found, limit);
}

}  // namespace retour::store
