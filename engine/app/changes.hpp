// Which patients changed, for whatever is kept in memory about everybody (the funnel, lists).
//
//   const auto mark = changes.mark();
//   ... commits happen ...
//   const PatientChanges::Since since = changes.since(mark);
//   if (since.everything) reload(); else for (PatientId id : since.patients) read_again(id);
//
// Hangs between the tables and the next observer and hears of every row that is written, whoever
// wrote it: a click, an import, an undo. A transaction that rolls back leaves its marks behind,
// which costs its readers a look and no more. Bounded: who stays away too long reads everything.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "store/sql_tables.hpp"

namespace retour::app {

class PatientChanges final : public store::RowObserver {
 public:
  static constexpr std::size_t kept_max = 2'048;

  /// `next` is told after this; may be null. `tables` is asked whose a removed call was; in
  /// `database` the kept columns of whoever changes are marked (null: none are kept).
  PatientChanges(Tables& tables, store::RowObserver* next, store::Database* database = nullptr)
      : tables_(tables), next_(next), database_(database) {}

  /// There are, or soon will be, kept columns. Never taken back: a mark too many does no harm.
  void start_marking() { is_marking_ = database_ != nullptr; }

  Status on_write(const Entity& entity) override;
  Status on_remove(EntityKind kind, const IdBytes& id) override;
  void on_regroup(PatientId patient) override { note(patient); }

  /// Whatever is derived from a patient's facts may have changed for everybody (policy, prices).
  void note_everything();
  /// One patient changed.
  void note(PatientId patient);

  /// Now; at first 0.
  [[nodiscard]] std::uint64_t mark() const { return end_; }

  /// Changes with every call and every review of one that is written or removed.
  [[nodiscard]] std::uint64_t calls_mark() const { return calls_; }
  struct Since {
    bool everything = false;          ///< Too much to name, or the rules changed.
    std::vector<PatientId> patients;  ///< Sorted, each once; removed ones too.
  };
  [[nodiscard]] Since since(std::uint64_t mark) const;

 private:
  [[nodiscard]] Status marked();

  Tables& tables_;
  store::RowObserver* next_;
  store::Database* database_;
  bool is_marking_ = false;
  std::optional<Failure> failure_;  ///< Of a mark.
  std::deque<PatientId> last_;      ///< The one at the back has number `end_` - 1.
  std::uint64_t end_ = 0;
  std::uint64_t calls_ = 0;
};

}  // namespace retour::app
