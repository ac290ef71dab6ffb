// Upkeep of the search index. The questions are in search_query.cpp.
#include "store/search.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"
#include "store/op_log.hpp"
#include "store/search_terms.hpp"

namespace retour::store {
namespace {

constexpr std::string_view rules_key = "search_rules";
constexpr std::string_view rebuilt_key = "search_rebuilt_to";  // only while a rebuild is under way

void add_words(std::vector<SearchTerm>& terms, TermKind kind, std::string_view name) {
  const std::string folded = fold_for_search(name);
  for (const std::string_view word : words_of(folded)) {
    if (terms.size() == terms_per_patient_max) return;
    std::size_t characters = 0, bytes = 0;
    while (bytes < word.size() && characters < term_characters_max) {
      bytes += decode_utf8_character(word.substr(bytes)).size;
      ++characters;
    }
    terms.push_back({kind, std::string(word.substr(0, bytes))});
  }
}

void add_birth(std::vector<SearchTerm>& terms, const Patient& patient) {
  if (patient.birth_date) {
    terms.push_back({TermKind::birth, to_iso(*patient.birth_date)});
  } else if (patient.birth_year_estimated != 0) {
    terms.push_back({TermKind::birth, std::to_string(patient.birth_year_estimated)});
  }
}

}  // namespace

std::vector<std::string_view> words_of(std::string_view folded) {
  std::vector<std::string_view> words;
  while (!folded.empty()) {
    const std::size_t end = std::min(folded.find(' '), folded.size());
    if (end != 0) words.push_back(folded.substr(0, end));
    folded.remove_prefix(std::min(end + 1, folded.size()));
  }
  return words;
}

std::vector<SearchTerm> terms_of(const Patient& patient) {
  std::vector<SearchTerm> terms;
  add_words(terms, TermKind::family, patient.family_name);
  add_words(terms, TermKind::given, patient.given_name);
  add_words(terms, TermKind::patronymic, patient.patronymic);
  for (const Phone& phone : patient.phones) {
    std::string digits = digits_of(phone.number);
    if (digits.size() >= phone_query_digits_min && digits.size() <= term_characters_max)
      terms.push_back({TermKind::phone, std::move(digits)});
  }
  if (!terms.empty()) add_birth(terms, patient);
  std::ranges::sort(terms);
  const auto repeated = std::ranges::unique(terms);
  terms.erase(repeated.begin(), repeated.end());
  return terms;
}

std::string trigram_text(const SearchTerm& term) {
  if (is_name(term.kind)) return "^" + term.text;
  return term.kind == TermKind::phone ? term.text + "$" : std::string();
}

std::vector<std::string> trigrams_of(std::string_view text) {
  std::vector<std::size_t> starts;  // of characters, and the end
  for (std::size_t at = 0; at < text.size();) {
    starts.push_back(at);
    at += std::max<std::size_t>(1, decode_utf8_character(text.substr(at)).size);
  }
  starts.push_back(text.size());
  std::vector<std::string> trigrams;
  for (std::size_t i = 0; i + 3 < starts.size(); ++i)
    trigrams.emplace_back(text.substr(starts[i], starts[i + 3] - starts[i]));
  return trigrams;
}

Bytes encode_terms(const std::vector<std::int64_t>& terms) {
  Bytes bytes;
  ByteWriter out(bytes);
  std::int64_t last = 0;
  for (const std::int64_t term : terms) {
    RETOUR_CHECK(term > last);
    out.put_unsigned(static_cast<std::uint64_t>(term - last));
    last = term;
  }
  return bytes;
}

void decode_terms(ByteView bytes, std::vector<std::int64_t>& terms) {
  terms.clear();
  ByteReader in(bytes);
  std::int64_t last = 0;
  while (in.ok() && !in.at_end()) {
    last += static_cast<std::int64_t>(in.unsigned_number());
    if (in.ok()) terms.push_back(last);
  }
}

Status SearchIndex::on_write(const Entity& entity) {
  const auto* patient = std::get_if<Patient>(&entity);
  if (patient == nullptr) return {};
  RETOUR_ASSIGN(const auto row,
                database_.query_integer("SELECT no FROM patient WHERE id = ?", patient->id));
  if (!row) return fail(FailureCode::corrupt, "patient written and not there");
  return index_patient(*row, *patient);
}

Status SearchIndex::on_remove(EntityKind kind, const IdBytes& id) {
  if (kind != EntityKind::patient) return {};
  RETOUR_ASSIGN(const auto row, database_.query_integer("SELECT no FROM patient WHERE id = ?", id));
  return row ? set_terms(*row, {}) : Status{};
}

Status SearchIndex::index_patient(std::int64_t row, const Patient& patient) {
  std::vector<std::int64_t> numbers;
  for (const SearchTerm& term : terms_of(patient)) {
    RETOUR_ASSIGN(const std::int64_t number, term_number(term));
    numbers.push_back(number);
  }
  std::ranges::sort(numbers);
  return set_terms(row, numbers);
}

Status SearchIndex::set_terms(std::int64_t row, const std::vector<std::int64_t>& terms) {
  std::vector<std::int64_t> old;
  {
    Statement found = database_.query("SELECT terms FROM search_patient WHERE no = ?", row);
    RETOUR_ASSIGN(const bool any, found.step());
    if (any) decode_terms(found.blob(0), old);
  }
  if (old == terms) return {};
  for (const std::int64_t term : terms) {
    if (std::ranges::binary_search(old, term)) continue;
    RETOUR_TRY(database_.run("INSERT INTO search_posting (term, patient) VALUES (?,?)", term, row));
  }
  if (terms.empty()) {
    RETOUR_TRY(database_.run("DELETE FROM search_patient WHERE no = ?", row));
  } else {
    RETOUR_TRY(
        database_.run("INSERT INTO search_patient (no, terms) VALUES (?,?) "
                      "ON CONFLICT (no) DO UPDATE SET terms = excluded.terms",
                      row, encode_terms(terms)));
  }
  for (const std::int64_t term : old) {
    if (std::ranges::binary_search(terms, term)) continue;
    RETOUR_TRY(
        database_.run("DELETE FROM search_posting WHERE term = ? AND patient = ?", term, row));
    RETOUR_TRY(drop_term_if_unused(term));
  }
  return {};
}

Result<std::int64_t> SearchIndex::term_number(const SearchTerm& term) {
  RETOUR_ASSIGN(const auto known,
                database_.query_integer("SELECT no FROM search_term WHERE kind = ? AND text = ?",
                                        term.kind, term.text));
  if (known) return *known;
  RETOUR_TRY(
      database_.run("INSERT INTO search_term (kind, text) VALUES (?,?)", term.kind, term.text));
  const std::int64_t number = database_.last_insert_rowid();
  const std::string text = trigram_text(term);
  if (!text.empty())
    RETOUR_TRY(
        database_.run("INSERT INTO patient_search (rowid, text) VALUES (?,?)", number, text));
  return number;
}

Status SearchIndex::drop_term_if_unused(std::int64_t term) {
  RETOUR_ASSIGN(const auto used, database_.query_integer(
                                     "SELECT 1 FROM search_posting WHERE term = ? LIMIT 1", term));
  if (used) return {};
  std::string text;
  {
    Statement row = database_.query("SELECT kind, text FROM search_term WHERE no = ?", term);
    RETOUR_ASSIGN(const bool found, row.step());
    if (!found) return fail(FailureCode::corrupt, "search term without a row");
    text = trigram_text({static_cast<TermKind>(row.integer(0)), std::string(row.text(1))});
  }
  if (!text.empty())
    RETOUR_TRY(database_.run(
        "INSERT INTO patient_search (patient_search, rowid, text) VALUES ('delete', ?, ?)", term,
        text));
  return database_.run("DELETE FROM search_term WHERE no = ?", term);
}

Result<bool> SearchIndex::is_current() {
  RETOUR_ASSIGN(const Bytes rules, read_meta(database_, rules_key));
  RETOUR_ASSIGN(const Bytes rebuilt, read_meta(database_, rebuilt_key));
  return rules == Bytes{search_rules} && rebuilt.empty();
}

Status SearchIndex::start_rebuild() {
  RETOUR_ASSIGN(Transaction change, database_.begin());
  RETOUR_TRY(database_.run("DELETE FROM search_posting"));
  RETOUR_TRY(database_.run("DELETE FROM search_patient"));
  RETOUR_TRY(database_.run("DELETE FROM search_term"));
  RETOUR_TRY(database_.run("INSERT INTO patient_search (patient_search) VALUES ('delete-all')"));
  Bytes zero;
  ByteWriter(zero).put_unsigned(0);
  RETOUR_TRY(write_meta(database_, rebuilt_key, zero));
  RETOUR_TRY(write_meta(database_, rules_key, Bytes{search_rules}));
  return change.commit();
}

Result<bool> SearchIndex::rebuild_batch(std::int64_t patients_max) {
  RETOUR_ASSIGN(const bool current, is_current());
  if (current) return true;
  RETOUR_ASSIGN(const Bytes rules, read_meta(database_, rules_key));
  if (rules != Bytes{search_rules}) RETOUR_TRY(start_rebuild());
  RETOUR_ASSIGN(const Bytes at, read_meta(database_, rebuilt_key));
  ByteReader in(at);
  auto last = static_cast<std::int64_t>(in.unsigned_number());

  struct Row {
    std::int64_t no;
    IdBytes id;
  };
  std::vector<Row> rows;
  {
    Statement row = database_.query("SELECT no, id FROM patient WHERE no > ? ORDER BY no LIMIT ?",
                                    last, patients_max);
    while (true) {
      RETOUR_ASSIGN(const bool found, row.step());
      if (!found) break;
      rows.push_back({row.integer(0), row.id(1)});
    }
  }
  SqlTables tables(database_);
  RETOUR_ASSIGN(Transaction change, database_.begin());
  for (const Row& row : rows) {
    RETOUR_ASSIGN(const std::optional<Entity> entity, tables.read(EntityKind::patient, row.id));
    if (!entity) return fail(FailureCode::corrupt, "patient's row number without a row");
    RETOUR_TRY(index_patient(row.no, std::get<Patient>(*entity)));
    last = row.no;
  }
  const bool done = std::ssize(rows) < patients_max;
  if (done) {
    RETOUR_TRY(database_.run("DELETE FROM meta WHERE key = ?", rebuilt_key));
  } else {
    Bytes number;
    ByteWriter(number).put_unsigned(static_cast<std::uint64_t>(last));
    RETOUR_TRY(write_meta(database_, rebuilt_key, number));
  }
  RETOUR_TRY(change.commit());
  return done;
}

}  // namespace retour::store
