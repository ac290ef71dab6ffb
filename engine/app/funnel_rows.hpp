// What is in memory about everybody: the funnel's columns and a line for the lists, by dense row
// number; and the same as bytes of a block (store/column_store.hpp).
// allow-file(unordered): the index of newcomers is only asked, never walked.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "app/people.hpp"
#include "base/hash.hpp"
#include "funnel/cycles.hpp"
#include "funnel/events.hpp"
#include "store/column_store.hpp"

namespace retour::app {

/// All that statuses and lines are derived from besides a patient's own facts.
struct FunnelInputs {
  Policy policy;
  funnel::ServiceLookup services;
  Zone zone;
  Instant now;
  LocalDate today;
  Digest digest;  ///< Of the above but the moment, and of the form of the bytes.
};
/// Fills in the digest.
[[nodiscard]] FunnelInputs with_digest(FunnelInputs inputs);

/// The first day after `inputs.today` on which a patient's statuses or line may be others though
/// nothing is written: a booking passes, silence closes a cycle. Early rather than late: whatever
/// lies in the future is looked at, whether it moves anything or not.
[[nodiscard]] std::int32_t next_change_day(const PatientFacts& facts,
                                           const funnel::PatientFunnel& derived,
                                           const FunnelInputs& inputs);

/// Never, as a day.
inline constexpr std::int32_t no_change_day = INT32_MAX;

/// Rows are in order of ids as long as ids come in order; newcomers of other ids follow.
class FunnelRows {
 public:
  funnel::EventColumns columns;
  std::vector<PatientId> patients;
  std::vector<PersonRow> people;         ///< The erased have a nil id.
  std::vector<std::int32_t> change_day;  ///< `next_change_day`.

  /// Derives somebody, in his row or in a new one.
  void put(const PatientFacts& facts, const FunnelInputs& inputs);
  /// Empties somebody's row, if he has one.
  void remove(PatientId patient);
  /// Row of a patient, emptied or not. O(log n).
  [[nodiscard]] std::optional<std::uint32_t> row_of(PatientId patient) const;
  /// Makes room.
  void reserve(std::size_t count);

  /// Rows of people with ids greater than `after` up to `last`, in order of ids, at most
  /// `rows_max`; `newcomers` as below. O(log n + rows).
  [[nodiscard]] std::vector<std::uint32_t> between(PatientId after, PatientId last,
                                                   std::span<const std::uint32_t> newcomers,
                                                   std::size_t rows_max) const;
  /// The rows that are not in order, in order of ids.
  [[nodiscard]] std::vector<std::uint32_t> newcomers_in_order() const;
  /// The greatest id; nil of nobody.
  [[nodiscard]] PatientId greatest() const;

  /// Appends the bytes of some rows, and tells the block what it holds.
  void write(std::span<const std::uint32_t> rows, store::ColumnBlock& block, Bytes& out) const;
  /// Puts a block behind the last row. Everybody whose change day has come by `today` is added to
  /// `due`. False, and nothing is added, when the bytes are not whole or more than `due_max` are
  /// due.
  [[nodiscard]] bool read(ByteView bytes, LocalDate today, std::size_t due_max,
                          std::vector<PatientId>& due);

 private:
  struct IdHash {
    std::size_t operator()(const PatientId& id) const noexcept;
  };
  std::uint32_t append(PatientId id);

  std::size_t in_order_ = 0;  ///< So many of the first rows are in order of ids.
  std::unordered_map<PatientId, std::uint32_t, IdHash> newcomers_;
};

}  // namespace retour::app
