#include "app/kept_columns.hpp"

#include <algorithm>

#include "base/order.hpp"
#include "store/queries.hpp"

namespace retour::app {

Result<std::vector<std::uint32_t>> read_again(store::SqlTables& tables,
                                              std::span<const PatientId> patients,
                                              const FunnelInputs& inputs, FunnelRows& rows) {
  std::vector<std::uint32_t> touched;
  const auto touch = [&](PatientId id) {
    if (const std::optional<std::uint32_t> row = rows.row_of(id)) touched.push_back(*row);
  };
  std::vector<PatientId> people;  // the cards that stand for them
  for (const PatientId id : patients) {
    RETOUR_ASSIGN(const PatientId survivor, store::standing_card(tables.database(), id));
    people.push_back(survivor);
    if (survivor == id) continue;
    rows.remove(id);
    touch(id);
  }
  sort_stably(people);
  const auto repeated = std::ranges::unique(people);
  people.erase(repeated.begin(), repeated.end());
  for (const PatientId id : people) {
    RETOUR_ASSIGN(const std::optional<PatientFacts> facts, store::load_facts(tables, id));
    if (facts)
      rows.put(*facts, inputs);
    else
      rows.remove(id);
    touch(id);
  }
  return touched;
}

// ---------------------------------------------------------------- Loading

Status ColumnLoad::begin() {
  store::Database& database = tables_.database();
  RETOUR_ASSIGN(std::vector<store::ColumnBlock> blocks, store::column_blocks(database));
  PatientId end;
  for (store::ColumnBlock& block : blocks) {
    const bool is_usable = block.rules == inputs_.digest && block.day <= inputs_.today.days &&
                           block.after >= end && block.last > block.after &&
                           block.stale * sizes_.again_share <= block.sizes[0];
    if (!is_usable) continue;
    end = block.last;
    blocks_.push_back(std::move(block));
  }
  RETOUR_ASSIGN(marked_, store::stale_people(database));
  RETOUR_ASSIGN(const std::int64_t patients, store::count_of(database, EntityKind::patient));
  make_room(patients);
  return {};
}

/// As much as the blocks say and the other people usually need.
void ColumnLoad::make_room(std::int64_t patients) {
  std::array<std::int64_t, 5> sum{};
  for (const store::ColumnBlock& block : blocks_)
    for (std::size_t i = 0; i < sum.size(); ++i)
      sum[i] += std::clamp<std::int64_t>(block.sizes[i], 0, 1 << 26);
  const auto blocked = static_cast<std::size_t>(sum[0]);
  const auto all = static_cast<std::size_t>(std::max<std::int64_t>(patients, 0));
  const std::size_t others = all > blocked ? all - blocked : 0;
  rows_.reserve(blocked + others);
  rows_.columns.reserve(blocked + others, static_cast<std::size_t>(sum[1]) + others,
                        static_cast<std::size_t>(sum[2]) + 3 * others,
                        static_cast<std::size_t>(sum[3]) + others,
                        static_cast<std::size_t>(sum[4]) + 2 * others);
}

Status ColumnLoad::step(std::size_t patients_max) {
  if (is_read_) {
    const std::size_t count = std::min(patients_max, again_.size() - next_again_);
    const std::span<const PatientId> some(again_.data() + next_again_, count);
    next_again_ += count;
    return read_again(tables_, some, inputs_, rows_).transform([](const auto&) {});
  }
  const store::ColumnBlock* block = next_block();
  if (block != nullptr && block->after == position_) return step_block();
  return step_rows(patients_max);
}

Status ColumnLoad::step_block() {
  const store::ColumnBlock& block = blocks_[next_block_++];
  RETOUR_ASSIGN(const std::optional<Bytes> bytes, store::column_bytes(tables_.database(), block));
  const std::size_t before = rows_.patients.size();
  const auto due_max = static_cast<std::size_t>(block.sizes[0] / sizes_.again_share);
  // Otherwise its range is a gap and will be read from rows.
  if (!bytes || !rows_.read(*bytes, inputs_.today, due_max, again_)) return {};
  from_blocks_ += rows_.patients.size() - before;
  const auto marked = std::ranges::upper_bound(marked_, block.after);
  again_.insert(again_.end(), marked, std::ranges::upper_bound(marked_, block.last));
  position_ = block.last;
  cursor_.reset();
  return {};
}

Status ColumnLoad::step_rows(std::size_t patients_max) {
  if (!cursor_) cursor_.emplace(tables_, position_);
  RETOUR_ASSIGN(const std::span<PatientFacts> batch, cursor_->next_batch(patients_max));
  const store::ColumnBlock* block = next_block();
  for (const PatientFacts& facts : batch)
    if (block == nullptr || facts.patient.id <= block->after) rows_.put(facts, inputs_);
  if (block != nullptr && (cursor_->at_end() || cursor_->last() >= block->after)) {
    position_ = block->after;
    cursor_.reset();
  } else {
    position_ = cursor_->last();
    is_read_ = cursor_->at_end();
  }
  return {};
}

// ---------------------------------------------------------------- Saving

bool ColumnSave::is_worn(const store::ColumnBlock& block) const {
  return block.rules != inputs_.digest || block.day > inputs_.today.days ||
         block.day + sizes_.days <= inputs_.today.days || block.stale >= sizes_.marks;
}

void ColumnSave::add_gap(PatientId after, PatientId last) {
  if (!(after < last)) return;
  if (rows_.between(after, last, newcomers_, sizes_.gap_least).size() < sizes_.gap_least) return;
  ranges_.push_back({after, last});
}

Status ColumnSave::begin() {
  RETOUR_ASSIGN(const std::vector<store::ColumnBlock> blocks, store::column_blocks(database_));
  if (blocks.empty() && rows_.patients.size() < sizes_.people_least) return {};
  PatientId position;
  for (const store::ColumnBlock& block : blocks) {
    add_gap(position, block.after);
    if (is_worn(block)) ranges_.push_back({block.after, block.last});
    position = std::max(position, block.last);
  }
  add_gap(position, rows_.greatest());
  return {};
}

Status ColumnSave::step() {
  Range& range = ranges_[next_];
  std::vector<std::uint32_t> rows =
      rows_.between(range.after, range.last, newcomers_, sizes_.people);
  const bool is_cut = rows.size() == sizes_.people;
  std::uint64_t events = 0;
  std::size_t count = 0;
  while (count < rows.size() && events < sizes_.events) {
    const funnel::PatientRun& run = rows_.columns.patients()[rows[count++]];
    for (std::uint32_t c = run.first_cycle; c < run.first_cycle + run.cycle_count; ++c)
      events += rows_.columns.cycles().event_count[c];
  }
  const bool is_rest =
      (count == rows.size() && !is_cut) || !(rows_.patients[rows[count - 1]] < range.last);
  rows.resize(count);
  store::ColumnBlock block{.after = range.after,
                           .last = is_rest ? range.last : rows_.patients[rows.back()],
                           .rules = inputs_.digest,
                           .day = inputs_.today.days};
  Bytes bytes;
  rows_.write(rows, block, bytes);
  RETOUR_TRY(store::write_column_block(database_, block, bytes));
  if (is_rest)
    ++next_;
  else
    range.after = block.last;
  return {};
}

}  // namespace retour::app
