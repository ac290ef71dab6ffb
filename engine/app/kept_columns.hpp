// Everybody's columns from the blocks that the database keeps of them, and into blocks again: both
// in bounded steps for a job.
//
//   load:  blocks of these rules ──► rows;  gaps, torn and old blocks ──► derived from facts;
//          then whoever is marked or whose day has come is derived again
//   save:  what is in no block, blocks with many marks, of other rules, a week old ──► blocks
#pragma once

#include <optional>
#include <vector>

#include "app/funnel_rows.hpp"
#include "store/facts.hpp"

namespace retour::app {

/// Derives people again from their facts, whoever stands for them now; the gone lose their row.
/// The rows that it touched, new ones too.
[[nodiscard]] Result<std::vector<std::uint32_t>> read_again(store::SqlTables& tables,
                                                            std::span<const PatientId> patients,
                                                            const FunnelInputs& inputs,
                                                            FunnelRows& rows);

/// How large blocks are, and from how many changes on they are written anew.
struct BlockSizes {
  std::size_t people_least = 8'192;  ///< A smaller clinic is read from rows in no time.
  std::uint64_t events = 65'536;     ///< Of one block, about.
  std::size_t people = 16'384;       ///< Of one block.
  std::size_t gap_least = 512;       ///< People in no block who are worth one.
  std::int64_t marks = 64;           ///< In a block.
  std::int64_t days = 7;             ///< Of age.
  /// A block of which more than one in so many must be derived again is not used: to read rows one
  /// patient at a time costs several times as much.
  std::int64_t again_share = 8;
};

class ColumnLoad {
 public:
  /// All of it outlives the load. `rows` is empty.
  ColumnLoad(store::SqlTables& tables, const FunnelInputs& inputs, FunnelRows& rows,
             const BlockSizes& sizes)
      : tables_(tables), inputs_(inputs), rows_(rows), sizes_(sizes) {}

  /// Looks what there is; before the first step.
  [[nodiscard]] Status begin();
  /// One block, or at most so many patients.
  [[nodiscard]] Status step(std::size_t patients_max);
  [[nodiscard]] bool is_done() const { return is_read_ && next_again_ == again_.size(); }

  /// How many people came out of blocks.
  [[nodiscard]] std::size_t from_blocks() const { return from_blocks_; }

 private:
  void make_room(std::int64_t patients);
  [[nodiscard]] Status step_block();
  [[nodiscard]] Status step_rows(std::size_t patients_max);
  [[nodiscard]] const store::ColumnBlock* next_block() const {
    return next_block_ < blocks_.size() ? &blocks_[next_block_] : nullptr;
  }

  store::SqlTables& tables_;
  const FunnelInputs& inputs_;
  FunnelRows& rows_;
  const BlockSizes& sizes_;
  std::vector<store::ColumnBlock> blocks_;  // those that may be used
  std::vector<PatientId> marked_, again_;
  std::optional<store::FactsCursor> cursor_;
  PatientId position_;  // everybody up to here is read
  std::size_t next_block_ = 0, next_again_ = 0, from_blocks_ = 0;
  bool is_read_ = false;
};

class ColumnSave {
 public:
  /// `rows` must stand still until it is done, and hold what the tables hold.
  ColumnSave(store::Database& database, const FunnelInputs& inputs, const FunnelRows& rows,
             const BlockSizes& sizes)
      : database_(database),
        inputs_(inputs),
        rows_(rows),
        sizes_(sizes),
        newcomers_(rows.newcomers_in_order()) {}

  /// Looks what has to be written; before the first step. O(blocks + marks).
  [[nodiscard]] Status begin();
  /// Writes one block, in a transaction of its own.
  [[nodiscard]] Status step();
  [[nodiscard]] bool is_done() const { return next_ == ranges_.size(); }

 private:
  struct Range {
    PatientId after, last;
  };
  void add_gap(PatientId after, PatientId last);
  [[nodiscard]] bool is_worn(const store::ColumnBlock& block) const;

  store::Database& database_;
  const FunnelInputs& inputs_;
  const FunnelRows& rows_;
  const BlockSizes& sizes_;
  std::vector<std::uint32_t> newcomers_;
  std::vector<Range> ranges_;
  std::size_t next_ = 0;
};

}  // namespace retour::app
