// Loads the facts of patients: one patient for his card, or all of them in batches
// for whatever is computed over everybody (funnel, lists).
//
//   FactsCursor cursor(tables);
//   do {
//     RETOUR_ASSIGN(const std::span<PatientFacts> batch, cursor.next_batch(1024));
//     for (PatientFacts& facts : batch) use(facts);
//   } while (!cursor.at_end());          // a job may yield between batches
//
// A batch is one range of patient ids, read table by table through the patient indices and merged;
// asking each patient's lists one by one costs sixteen statements a patient. No statement stays
// open between batches, so writes may happen meanwhile: every batch is what is true when it is
// read, and a patient who is written between two batches is seen by the one that his id falls in.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/patient_facts.hpp"
#include "store/sql_tables.hpp"

namespace retour::store {

/// One person's facts by any of his cards, lists in id order, or nothing when there is none. Notes
/// of his other cards (wishes, communication) stand below those of the card that stands for him.
[[nodiscard]] Result<std::optional<PatientFacts>> load_facts(SqlTables& tables, PatientId patient);

inline constexpr std::size_t facts_batch_max = 4096;

/// Goes over all people in id order of the cards that stand for them.
class FactsCursor {
 public:
  /// Begins after `after`; nil: with the first.
  explicit FactsCursor(SqlTables& tables, PatientId after = {}) : tables_(tables), last_(after) {}

  /// The facts of the next patients, at most `patients_max` (and `facts_batch_max`). The span is
  /// good until the next call. Empty at the end.
  [[nodiscard]] Result<std::span<PatientFacts>> next_batch(std::size_t patients_max);

  /// Whether the last batch was the last one.
  [[nodiscard]] bool at_end() const { return at_end_; }
  /// Id of the last patient given; another cursor may resume from it.
  [[nodiscard]] PatientId last() const { return last_; }

 private:
  [[nodiscard]] Status unite(PatientId after);

  SqlTables& tables_;
  PatientId last_;
  bool at_end_ = false;
  std::vector<PatientFacts> batch_;
};

}  // namespace retour::store
