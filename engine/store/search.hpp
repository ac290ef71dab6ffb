// Finding a patient while somebody types: by part of a name, phone tail, card number, birth year.
//
//   "bdfyj"        keys of the wrong layout     иванов
//   "ivanov"       other script                 иванов
//   "ёлкин"        ё = е                        елкина
//   "кузнцов мар"  typing error, two words      Кузнецова Мария
//   "4567", "иванов 4567", "иванов 1985", "12.03.1985", "29872499824296"
//
// Not patients but their distinct words are indexed: 200,000 patients have some 50,000 different
// names, so trigrams stay short lists and a typing error is looked for among names, not people.
//
//   search_term     (kind, text) -> number          "family иванов" -> 17, "phone 79161234567" ->
//   18 patient_search  FTS5 trigrams of the texts      ^ив ива ван ано нов -> 17 search_posting
//   (term, patient row number)      17 -> 4, 90, 1033 search_patient  patient row number -> terms
//   4 -> 2 17 18
//
// A trigram index over one text per patient was turned down: "ова" and "вна" list every second
// patient, and each keystroke would walk those lists. So was a dictionary in memory: it must be
// loaded before the first keystroke and kept equal to rolled-back transactions.
//
// Card numbers of other systems are found through an index over `patient.imported`; a patient who
// has nothing but such a number has no row in any table above.
//
// The index is local: not in the log, not in the state hash, rebuilt when its rules change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/phone.hpp"
#include "model/patient.hpp"
#include "store/sql_tables.hpp"
#include "store/sqlite.hpp"

namespace retour::store {

/// What about a patient fitted best.
enum class MatchedBy : std::uint8_t {
  family_name,
  given_name,
  patronymic,
  phone,
  birth_date,
  external_id,
};

struct PatientHit {
  PatientId patient;
  std::int32_t score = 0;  ///< Greater is better; comparable within one answer.
  MatchedBy matched = MatchedBy::family_name;
  bool approximate = false;  ///< Needed a typing error to be forgiven.
  bool operator==(const PatientHit&) const = default;
};

inline constexpr std::size_t search_hits_max = 200;
/// Bytes of a query that are looked at.
inline constexpr std::size_t search_query_bytes_max = 256;

struct SearchTerm;  // search_terms.hpp

class SearchIndex final : public RowObserver {
 public:
  /// `database` must have the schema and outlive the index. `home` tells how phones without a
  /// country code are typed.
  explicit SearchIndex(Database& database, PhoneRegion home = PhoneRegion::russia)
      : database_(database), home_(home) {}

  void set_home(PhoneRegion home) { home_ = home; }

  /// Patients whom `query` may mean, best first; at most `limit` (and `search_hits_max`). Words may
  /// come in any order and all must fit. Reads bounded lists only, however many patients there are.
  [[nodiscard]] Result<std::vector<PatientHit>> search(std::string_view query, std::size_t limit);

  // Upkeep, inside the transaction of whoever writes.
  Status on_write(const Entity& entity) override;
  Status on_remove(EntityKind kind, const IdBytes& id) override;

  /// Whether the index was made by the present rules, and completely. If not: `rebuild_batch`
  /// until it gives true.
  [[nodiscard]] Result<bool> is_current();

  /// Empties the index; it is not current until rebuilt. Fast: O(pages).
  [[nodiscard]] Status start_rebuild();

  /// Indexes the next `patients_max` patients in a transaction of its own; true when all are done.
  /// Resumes where the last batch ended, also after a restart. Searching between batches is safe
  /// and finds what is indexed so far.
  [[nodiscard]] Result<bool> rebuild_batch(std::int64_t patients_max);

 private:
  [[nodiscard]] Status index_patient(std::int64_t row, const Patient& patient);
  [[nodiscard]] Status set_terms(std::int64_t row, const std::vector<std::int64_t>& terms);
  [[nodiscard]] Result<std::int64_t> term_number(const SearchTerm& term);
  [[nodiscard]] Status drop_term_if_unused(std::int64_t term);

  Database& database_;
  PhoneRegion home_;
};

}  // namespace retour::store
