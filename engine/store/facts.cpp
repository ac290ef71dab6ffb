#include "store/facts.hpp"

#include <algorithm>
#include <string>

#include "base/check.hpp"
#include "base/order.hpp"
#include "ops/same_person.hpp"
#include "store/queries.hpp"
#include "store/queries_internal.hpp"
#include "store/queries_sql.hpp"

namespace retour::store {
namespace {

/// All rows of a kind whose patient lies in a range of ids, by patient. Uses the patient's index:
/// without ORDER BY on the id the rows come in its order and nothing is sorted.
template <class E>
Sql of_patients_sql() {
  static const std::string sql =
      select_all_columns(E::info.kind) + "WHERE patient > ? AND patient <= ? ORDER BY patient";
  return Sql::stored(sql);
}

Sql patients_after_sql() {
  static const std::string sql =
      select_all_columns(EntityKind::patient) + "WHERE id > ? ORDER BY id LIMIT ?";
  return Sql::stored(sql);
}

template <class E>
void sort_by_id(std::vector<E>& rows) {
  sort_stably(rows, {}, [](const E& row) -> const IdBytes& { return row.id; });
}

/// Hands each row of one kind to its patient; both sides are in order of patient ids.
template <class E>
Status distribute(SqlTables& tables, PatientId after, std::span<PatientFacts> batch,
                  std::vector<E> PatientFacts::* list) {
  const PatientId last = batch.back().patient.id;
  RETOUR_ASSIGN(std::vector<E> rows, tables.select<E>(of_patients_sql<E>(), after, last));
  std::size_t at = 0;
  for (E& row : rows) {
    while (at < batch.size() && batch[at].patient.id < row.patient) ++at;
    RETOUR_CHECK(at < batch.size());
    // A call matched to somebody who is not in the register concerns nobody here.
    if (batch[at].patient.id == row.patient) (batch[at].*list).push_back(std::move(row));
  }
  for (PatientFacts& facts : batch)
    if ((facts.*list).size() > 1) sort_by_id(facts.*list);
  return {};
}

/// Calls `f` with a pointer to every list until one fails.
template <class F>
Status for_each_member(F&& f) {
  RETOUR_TRY(f(&PatientFacts::bookings));
  RETOUR_TRY(f(&PatientFacts::visits));
  RETOUR_TRY(f(&PatientFacts::charges));
  RETOUR_TRY(f(&PatientFacts::invoices));
  RETOUR_TRY(f(&PatientFacts::payments));
  RETOUR_TRY(f(&PatientFacts::allocations));
  RETOUR_TRY(f(&PatientFacts::refunds));
  RETOUR_TRY(f(&PatientFacts::certificates));
  RETOUR_TRY(f(&PatientFacts::schedules));
  RETOUR_TRY(f(&PatientFacts::calls));
  RETOUR_TRY(f(&PatientFacts::web_requests));
  RETOUR_TRY(f(&PatientFacts::plans));
  RETOUR_TRY(f(&PatientFacts::plan_items));
  RETOUR_TRY(f(&PatientFacts::recalls));
  RETOUR_TRY(f(&PatientFacts::closings));
  RETOUR_TRY(f(&PatientFacts::next_steps));
  RETOUR_TRY(f(&PatientFacts::relations));
  RETOUR_TRY(f(&PatientFacts::consents));
  return f(&PatientFacts::ratings);
}

void add_note(std::string& note, const std::string& other) {
  if (other.empty() || note.contains(other)) return;
  note += (note.empty() ? "" : "\n") + other;
}

/// Adds what was written for another card of the person.
Status add_card(SqlTables& tables, PatientId card, PatientFacts& facts) {
  RETOUR_ASSIGN(std::optional<Sameness> word, latest_sameness(tables, card));
  if (!word) return fail(FailureCode::corrupt, "a merged card without a word on it");
  facts.merged.push_back(std::move(*word));
  RETOUR_ASSIGN(const std::optional<Patient> other, find<Patient>(tables, card));
  if (other) {
    add_note(facts.patient.wishes, other->wishes);
    add_note(facts.patient.communication_note, other->communication_note);
  }
  return for_each_member([&]<class E>(std::vector<E> PatientFacts::* list) -> Status {
    RETOUR_ASSIGN(std::vector<E> rows, all_of<E>(tables, card));
    std::ranges::move(rows, std::back_inserter(facts.*list));
    sort_by_id(facts.*list);
    return {};
  });
}

}  // namespace

Result<std::optional<PatientFacts>> load_facts(SqlTables& tables, PatientId patient) {
  RETOUR_ASSIGN(const PatientId survivor, standing_card(tables.database(), patient));
  RETOUR_ASSIGN(std::optional<Patient> found, find<Patient>(tables, survivor));
  if (!found) return std::optional<PatientFacts>{};
  PatientFacts facts;
  facts.patient = std::move(*found);
  RETOUR_TRY(for_each_member([&]<class E>(std::vector<E> PatientFacts::* list) -> Status {
    RETOUR_ASSIGN(facts.*list, all_of<E>(tables, survivor));
    return {};
  }));
  RETOUR_ASSIGN(const std::vector<PatientId> cards, merged_cards(tables.database(), survivor));
  for (const PatientId card : cards) RETOUR_TRY(add_card(tables, card, facts));
  return std::optional<PatientFacts>(std::move(facts));
}

/// Takes the cards for which others stand out of the batch, and gives what was written for them to
/// those.
Status FactsCursor::unite(PatientId after) {
  const PatientId last = batch_.back().patient.id;
  struct Pair {
    PatientId survivor, card;
  };
  std::vector<Pair> pairs;
  {
    Statement row = tables_.database().query(sql::standing_for_others, after, last);
    RETOUR_TRY(for_each_row(row, [&]() -> Status {
      pairs.push_back({row.id_as<Patient>(0), row.id_as<Patient>(1)});
      return {};
    }));
  }
  const auto card_of = [](const PatientFacts& facts) { return facts.patient.id; };
  for (const Pair& pair : pairs) {
    const auto facts = std::ranges::lower_bound(batch_, pair.survivor, {}, card_of);
    if (facts != batch_.end() && facts->patient.id == pair.survivor)
      RETOUR_TRY(add_card(tables_, pair.card, *facts));
  }
  std::vector<PatientId> merged;
  Statement row = tables_.database().query(sql::merged_of_range, after, last);
  RETOUR_TRY(for_each_row(row, [&]() -> Status {
    merged.push_back(row.id_as<Patient>(0));
    return {};
  }));
  if (!merged.empty())
    std::erase_if(batch_, [&](const PatientFacts& facts) {
      return std::ranges::binary_search(merged, facts.patient.id);
    });
  return {};
}

Result<std::span<PatientFacts>> FactsCursor::next_batch(std::size_t patients_max) {
  patients_max = std::clamp<std::size_t>(patients_max, 1, facts_batch_max);
  batch_.clear();
  RETOUR_ASSIGN(std::vector<Patient> patients,
                tables_.select<Patient>(patients_after_sql(), last_,
                                        static_cast<std::int64_t>(patients_max)));
  at_end_ = patients.size() < patients_max;
  if (patients.empty()) return std::span<PatientFacts>{};
  batch_.resize(patients.size());
  for (std::size_t i = 0; i < patients.size(); ++i) batch_[i].patient = std::move(patients[i]);
  RETOUR_TRY(for_each_member([&]<class E>(std::vector<E> PatientFacts::* list) -> Status {
    return distribute(tables_, last_, batch_, list);
  }));
  const PatientId after = std::exchange(last_, batch_.back().patient.id);
  RETOUR_TRY(unite(after));
  return std::span<PatientFacts>(batch_);
}

}  // namespace retour::store
