// What was acknowledged survives: torn crashes under the amnesia disk, and the n-th operation
// failing in every way. Encryption is on throughout.
//
// RETOUR_CRASHES=1000000 runs the long form; RETOUR_SEED=n repeats a run.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <format>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "sim/amnesia_files.hpp"
#include "sim/faulty_files.hpp"
#include "store/key_slots.hpp"
#include "store/sqlite.hpp"

namespace retour {
namespace {

using sim::AmnesiaFiles;
using sim::Fault;
using sim::FaultyFiles;
using sim::Operation;
using store::Database;
using store::Opening;
using store::Sync;
using store::Transaction;

std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// What the table should hold: row -> version. The payload follows from both.
using Model = std::map<std::int64_t, std::int64_t>;

constexpr std::int64_t rows_max = 120;

std::string payload_of(std::int64_t row, std::int64_t version) {
  std::string payload = std::format("row {} version {} ", row, version);
  payload.resize(40 + static_cast<std::size_t>((row * 7919 + version * 104'729) % 1'500), 'p');
  return payload;
}

Status create_table(Database& db) {
  RETOUR_ASSIGN(Transaction change, db.begin());
  RETOUR_TRY(
      db.execute("CREATE TABLE IF NOT EXISTS fact "
                 "(row INTEGER PRIMARY KEY, version INTEGER NOT NULL, payload TEXT NOT NULL) "
                 "STRICT;"
                 "CREATE INDEX IF NOT EXISTS fact_by_payload ON fact (payload);"));
  return change.commit();
}

/// One transaction of a few random changes; `model` becomes what it would leave.
Status random_transaction(Database& db, Model& model, RandomSource& random, Sync sync = Sync::now) {
  RETOUR_ASSIGN(Transaction change, db.begin(sync));
  const std::uint64_t changes = 1 + random.below(6);
  for (std::uint64_t i = 0; i < changes; ++i) {
    const auto row = static_cast<std::int64_t>(random.below(rows_max));
    if (random.below(4) == 0) {
      model.erase(row);
      RETOUR_TRY(db.run("DELETE FROM fact WHERE row = ?", row));
      continue;
    }
    const auto version = static_cast<std::int64_t>(random.below(1'000'000'000));
    model[row] = version;
    RETOUR_TRY(db.run("INSERT OR REPLACE INTO fact (row, version, payload) VALUES (?, ?, ?)", row,
                      version, payload_of(row, version)));
  }
  return change.commit();
}

/// What the table holds; nothing if a payload does not fit its row and version.
Result<Model> read_back(Database& db) {
  Model found;
  auto rows = db.query("SELECT row, version, payload FROM fact ORDER BY row");
  while (true) {
    RETOUR_ASSIGN(const bool more, rows.step());
    if (!more) return found;
    found[rows.integer(0)] = rows.integer(1);
    if (rows.text(2) != payload_of(rows.integer(0), rows.integer(1))) {
      return fail(FailureCode::corrupt, "a payload is not its row's");
    }
  }
}

Result<bool> has_table(Database& db) {
  RETOUR_ASSIGN(const auto count,
                db.query_integer("SELECT count(*) FROM sqlite_schema WHERE name = 'fact'"));
  return count.value_or(0) == 1;
}

// ------------------------------------------------------------------ torn crashes

struct CrashCounts {
  std::uint64_t crashes = 0;
  std::uint64_t acknowledged = 0;
  std::uint64_t lost = 0;     // an acknowledged transaction is missing, or an undone one is there
  std::uint64_t corrupt = 0;  // does not open, fails the integrity check, or holds half a change
  std::string first_trouble;

  void note(std::uint64_t& counter, std::string what) {
    ++counter;
    if (first_trouble.empty()) first_trouble = std::format("crash {}: {}", crashes, what);
  }
};

class CrashRun {
 public:
  CrashRun(std::uint64_t seed, store::Durability durability)
      : random_(seed), files_(random_), durability_(durability) {
    key_ = store::DatabaseKey::generate(random_);
  }

  CrashCounts run(std::uint64_t crashes) {
    while (counts_.crashes < crashes) {
      // From time to time a new database: its creation must be crash-safe as well.
      if (random_.below(20) == 0) start_over();
      work_until_crash();
      ++counts_.crashes;
      files_.restart();
      if (!recover()) start_over();
    }
    return counts_;
  }

 private:
  Result<std::unique_ptr<Database>> open() {
    return Database::open(files_, key_, random_,
                          {.opening = Opening::create,
                           .durability = durability_,
                           .cache_size_bytes = 256 << 10,
                           .wal_size_limit_bytes = 60'000,
                           .wal_size_idle_bytes = 1});
  }

  void start_over() {
    files_.wipe_all();
    committed_.clear();
    unsynced_.clear();
    in_flight_.reset();
    table_acknowledged_ = false;
  }

  void work_until_crash() {
    files_.crash_after(1 + random_.below(random_.below(4) == 0 ? 12 : 160));
    in_flight_.reset();
    auto db = open();
    if (!db.has_value()) return;
    if (!table_acknowledged_) {
      if (!create_table(**db).has_value()) return;
      table_acknowledged_ = true;
    }
    while (!files_.is_dead()) {
      Model after = unsynced_.empty() ? committed_ : unsynced_.back();
      const Sync sync = random_.below(3) == 0 ? Sync::later : Sync::now;
      if (!random_transaction(**db, after, random_, sync).has_value()) {
        in_flight_ = std::move(after);
        return;
      }
      unsynced_.push_back(std::move(after));
      if (sync == Sync::now) note_synced();
      if (random_.below(12) == 0) (void)(*db)->checkpoint_when_idle();
      if (random_.below(30) == 0 && (*db)->checkpoint().has_value()) note_synced();
      if (random_.below(12) == 0 && (*db)->sync_log().has_value()) note_synced();
    }
  }

  /// Everything committed so far has been promised.
  void note_synced() {
    if (unsynced_.empty()) return;
    counts_.acknowledged += unsynced_.size();
    committed_ = std::move(unsynced_.back());
    unsynced_.clear();
  }

  /// What was found is one of the states that this crash may leave.
  bool is_allowed(const Model& found) const {
    return found == committed_ || (in_flight_.has_value() && found == *in_flight_) ||
           std::ranges::find(unsynced_, found) != unsynced_.end();
  }

  /// Opens after the crash and compares; false if this database is of no use any more.
  bool recover() {
    auto db = open();
    if (!db.has_value()) {
      counts_.note(counts_.corrupt, "does not open: " + db.error().context);
      return false;
    }
    const auto depth =
        counts_.crashes % 16 == 0 ? store::IntegrityDepth::full : store::IntegrityDepth::quick;
    if (const Status intact = (*db)->check_integrity(depth); !intact.has_value()) {
      counts_.note(counts_.corrupt, intact.error().context);
      return false;
    }
    const auto table = has_table(**db);
    if (!table.has_value() || (!*table && table_acknowledged_)) {
      counts_.note(counts_.lost, "the table is gone");
      return false;
    }
    if (!*table) return true;
    table_acknowledged_ = true;  // its creation had an unknown outcome: now it is known
    const auto found = read_back(**db);
    if (!found.has_value()) {
      counts_.note(counts_.corrupt, found.error().context);
      return false;
    }
    if (is_allowed(*found)) {
      committed_ = *found;  // maybe never promised, but whole
      unsynced_.clear();
      return true;
    }
    counts_.note(counts_.lost,
                 std::format("{} rows found, {} acknowledged", found->size(), committed_.size()));
    return false;
  }

  SeededRandom random_;
  AmnesiaFiles files_;
  store::Durability durability_;
  store::DatabaseKey key_;
  Model committed_;              // promised
  std::vector<Model> unsynced_;  // after each later commit that waits for the disk
  std::optional<Model> in_flight_;
  bool table_acknowledged_ = false;
  CrashCounts counts_;
};

TEST(Crash, TornCrashesLoseNothingAcknowledged) {
  const std::uint64_t seed = number_from_environment("RETOUR_SEED", 20'261'122);
  const std::uint64_t crashes = number_from_environment("RETOUR_CRASHES", 10'000);
  const CrashCounts counts = CrashRun(seed, store::Durability::full).run(crashes);
  std::cout << std::format("seed {}: {} crashes, {} acknowledged, {} lost, {} corrupt\n", seed,
                           counts.crashes, counts.acknowledged, counts.lost, counts.corrupt);
  EXPECT_EQ(counts.lost, 0u) << counts.first_trouble;
  EXPECT_EQ(counts.corrupt, 0u) << counts.first_trouble;
  EXPECT_GT(counts.acknowledged, crashes);  // the disk died at work, not before
}

// Teeth: without syncing the same harness must find losses, or the test above says nothing.
TEST(Crash, TheHarnessNoticesMissingSyncs) {
  const CrashCounts counts = CrashRun(1, store::Durability::none).run(300);
  std::cout << std::format("without sync: {} of 300 crashes lost, {} corrupt\n", counts.lost,
                           counts.corrupt);
  EXPECT_GT(counts.lost + counts.corrupt, 100u);
  EXPECT_GT(counts.lost, 0u);
}

TEST(Crash, KeySlotsSurviveTornCrashes) {
  const std::uint64_t seed = number_from_environment("RETOUR_SEED", 20'261'123);
  SeededRandom random(seed);
  AmnesiaFiles files(random);
  const store::DatabaseKey key = store::DatabaseKey::generate(random);
  store::KeySlots saved = store::make_key_slots(random);
  ASSERT_TRUE(store::add_open_slot(saved, key, {}, random).has_value());
  ASSERT_TRUE(store::save_key_slots(files, saved).has_value());
  std::uint64_t whole_changes = 0;
  for (int crash = 0; crash < 3'000; ++crash) {
    store::KeySlots changed = saved;
    if (changed.slots.size() > 1 && random.below(2) == 0) {
      ASSERT_TRUE(store::remove_slot(changed, changed.slots[0].id).has_value());
    } else if (changed.slots.size() < store::key_slots_max) {
      ASSERT_TRUE(store::add_open_slot(changed, key, {}, random).has_value());
    }
    files.crash_after(1 + random.below(8));
    const bool acknowledged = store::save_key_slots(files, changed).has_value();
    files.restart();
    const auto found = store::load_key_slots(files);
    ASSERT_TRUE(found.has_value())
        << "seed " << seed << " crash " << crash << ": " << found.error().context;
    const bool is_new = found->slots == changed.slots;
    ASSERT_TRUE(is_new || (!acknowledged && found->slots == saved.slots))
        << "seed " << seed << " crash " << crash;
    whole_changes += acknowledged ? 1 : 0;
    saved = *found;
  }
  EXPECT_GT(whole_changes, 100u);
}

// ------------------------------------------------------------------ the n-th operation fails

/// A short life of a database. Counts what failed; the model follows what was acknowledged.
class FaultScenario {
 public:
  explicit FaultScenario(FaultyFiles& files) : files_(files) {}

  /// Returns how many calls reported a failure.
  int run() {
    for (int session = 0; session < 2; ++session) {
      auto db = Database::open(files_, key_, random_, {.opening = Opening::create});
      if (!succeeded(db)) continue;
      settle(**db);
      if (!table_ && succeeded(create_table(**db))) table_ = true;
      for (int i = 0; i < 4 && table_; ++i) one_transaction(**db);
      succeeded((*db)->checkpoint());
      for (int i = 0; i < 3 && table_; ++i) one_transaction(**db);
      if (table_) succeeded(read_back(**db));
    }
    return failures_;
  }

  /// After healing: intact, all acknowledged there, nothing undone there.
  std::string verify() {
    auto db = Database::open(files_, key_, random_, {.opening = Opening::create});
    if (!db.has_value()) return "does not open: " + db.error().context;
    if (auto intact = (*db)->check_integrity(store::IntegrityDepth::full); !intact.has_value()) {
      return intact.error().context;
    }
    const auto table = has_table(**db);
    if (!table.has_value()) return table.error().context;
    if (!*table) return table_ ? "the table is gone" : "";
    const auto found = read_back(**db);
    if (!found.has_value()) return found.error().context;
    if (is_possible(*found)) return "";
    return std::format("{} rows, {} acknowledged", found->size(), committed_.size());
  }

  Status write_once_more() {
    RETOUR_ASSIGN(auto db, Database::open(files_, key_, random_, {.opening = Opening::create}));
    RETOUR_TRY(create_table(*db));
    Model ignored;
    return random_transaction(*db, ignored, random_);
  }

 private:
  template <class Outcome>
  bool succeeded(const Outcome& outcome) {
    if (!outcome.has_value()) ++failures_;
    return outcome.has_value();
  }

  /// A commit that failed while syncing may be found whole after reopening, like any commit whose
  /// answer is lost: then it counts from there on.
  bool is_possible(const Model& found) const {
    return found == committed_ || std::ranges::find(unknown_, found) != unknown_.end();
  }

  void settle(Database& db) {
    const auto table = has_table(db);
    if (!succeeded(table) || !*table) return;
    const auto found = read_back(db);
    if (!succeeded(found)) return;
    EXPECT_TRUE(is_possible(*found));
    committed_ = *found;
    unknown_.clear();
  }

  void one_transaction(Database& db) {
    Model after = committed_;
    const Status done = random_transaction(db, after, random_);
    if (succeeded(done)) {
      // A later commit overwrites what a failed one left in the log; one that changed no row
      // writes nothing.
      if (after != committed_) unknown_.clear();
      committed_ = std::move(after);
      return;
    }
    unknown_.push_back(std::move(after));
    if (!db.is_read_only()) return;
    // What was acknowledged stays readable, and the refusal names its reason.
    const auto refused = db.begin();
    EXPECT_TRUE(!refused.has_value() && refused.error().code == FailureCode::read_only);
    const auto found = read_back(db);
    EXPECT_TRUE(!found.has_value() || *found == committed_);
    (void)db.retry_writing();
  }

  FaultyFiles& files_;
  SeededRandom random_{4711};
  store::DatabaseKey key_ = store::DatabaseKey::generate(random_);
  Model committed_;
  std::vector<Model> unknown_;  // what each failed transaction since the last commit would leave
  bool table_ = false;
  int failures_ = 0;
};

struct FaultPlan {
  friend void PrintTo(const FaultPlan& plan, std::ostream* out) { *out << plan.name; }

  std::string name;
  Fault fault;
  bool persistent;
};

class EveryOperationFails : public testing::TestWithParam<FaultPlan> {};

TEST_P(EveryOperationFails, NothingBreaksAndEveryErrorIsReported) {
  std::uint64_t points = 0;
  std::uint64_t silent = 0;
  std::string silent_points;
  for (std::uint64_t n = 1;; ++n) {
    FaultyFiles files;
    FaultScenario scenario(files);
    files.fail_at(n, GetParam().fault, GetParam().persistent);
    const int failures = scenario.run();
    const bool fired = files.fired();
    files.heal();
    if (!fired) {
      ASSERT_EQ(failures, 0) << "the scenario fails without a fault";
      break;
    }
    ++points;
    // SQLite asks for the length of the log to see whether to cut it after a commit; without an
    // answer it does not cut. Nothing else may pass unreported.
    if (failures == 0 && files.fired_at() != Operation::size) {
      ++silent;
      silent_points += std::format(" {}", n);
    }
    ASSERT_EQ(scenario.verify(), "") << "operation " << n;
    const Status more = scenario.write_once_more();
    ASSERT_TRUE(more.has_value()) << "operation " << n << ": " << more.error().context;
  }
  std::cout << std::format("{}: {} fault points, {} reported nothing\n", GetParam().name, points,
                           silent);
  EXPECT_GT(points, 100u);
  EXPECT_EQ(silent, 0u) << "operations" << silent_points;
}

INSTANTIATE_TEST_SUITE_P(All, EveryOperationFails,
                         testing::Values(FaultPlan{"IoOnce", Fault::io, false},
                                         FaultPlan{"IoForGood", Fault::io, true},
                                         FaultPlan{"ShortWriteOnce", Fault::short_write, false},
                                         FaultPlan{"ShortWriteForGood", Fault::short_write, true},
                                         FaultPlan{"OutOfSpaceOnce", Fault::out_of_space, false},
                                         FaultPlan{"OutOfSpaceForGood", Fault::out_of_space, true}),
                         [](const auto& plan) { return plan.param.name; });

}  // namespace
}  // namespace retour
