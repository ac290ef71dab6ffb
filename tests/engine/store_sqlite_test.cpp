// The SQLite wrapper: binding and reading, the statement cache, transactions, errors, the full
// disk. What holds over every storage is in tests/conformance, what survives a crash in tests/sim.
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "base/random.hpp"
#include "store/memory_files.hpp"
#include "store/sqlite.hpp"

namespace retour::store {
namespace {

enum class Kind : std::uint8_t { first = 1, second = 2 };

struct PatientTag;
using TestPatientId = Id<PatientTag>;

/// The failure's code, or nothing on success.
template <class Outcome>
std::optional<FailureCode> code_of(const Outcome& outcome) {
  if (outcome.has_value()) return std::nullopt;
  return outcome.error().code;
}

class StoreSqlite : public testing::Test {
 protected:
  void SetUp() override { open({}); }

  void open(DatabaseOptions options) {
    db_.reset();
    options.opening = Opening::create;
    auto opened = Database::open(files_, key_, random_, options);
    ASSERT_TRUE(opened.has_value()) << opened.error().context;
    db_ = std::move(*opened);
  }

  void make_table() {
    const Status done = db_->execute(
        "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, word TEXT, data BLOB) STRICT;"
        "-- a comment, and nothing behind it\n");
    ASSERT_TRUE(done.has_value()) << done.error().context;
  }

  std::int64_t count() { return db_->query_integer("SELECT count(*) FROM t").value().value(); }

  SeededRandom random_{3};
  DatabaseKey key_ = DatabaseKey::generate(random_);
  MemoryFiles files_;
  std::unique_ptr<Database> db_;
};

TEST_F(StoreSqlite, BindsAndReadsEveryType) {
  IdBytes id;
  random_.fill(id.bytes);
  const std::array<std::uint8_t, 3> data{0, 255, 7};
  auto row = db_->query("SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?", 42, std::int64_t{-5}, true,
                        Kind::second, TestPatientId(id), std::string("слово"),
                        std::optional<std::int64_t>{}, std::optional<std::string>("there"), data,
                        std::optional<TestPatientId>(TestPatientId(id)));
  ASSERT_TRUE(row.step().value());
  EXPECT_EQ(row.column_count(), 10);
  EXPECT_EQ(row.integer(0), 42);
  EXPECT_EQ(row.integer(1), -5);
  EXPECT_EQ(row.integer(2), 1);
  EXPECT_EQ(row.integer(3), 2);
  EXPECT_EQ(row.id_as<PatientTag>(4), TestPatientId(id));
  EXPECT_EQ(row.text(5), "слово");
  EXPECT_TRUE(row.is_null(6));
  EXPECT_EQ(row.optional_integer(6), std::nullopt);
  EXPECT_EQ(row.text(7), "there");
  EXPECT_EQ(Bytes(row.blob(8).begin(), row.blob(8).end()), Bytes(data.begin(), data.end()));
  EXPECT_EQ(row.id(9), id);
  EXPECT_TRUE(row.id(0).is_nil());  // not 16 bytes
  EXPECT_FALSE(row.step().value());
}

TEST_F(StoreSqlite, AQueryKeepsItsOwnCopyOfTemporaries) {
  auto row = db_->query("SELECT ?", std::string("a temporary long enough to live on the heap"));
  const std::string overwrite(43, 'x');
  ASSERT_TRUE(row.step().value());
  EXPECT_EQ(row.text(0), "a temporary long enough to live on the heap");
}

TEST_F(StoreSqlite, TheSameTextMayRunTwiceAtOnce) {
  make_table();
  for (int i = 1; i <= 3; ++i) ASSERT_TRUE(db_->run("INSERT INTO t VALUES (?, 'w', NULL)", i));
  const auto sum_below = [&](std::int64_t limit) {
    auto rows = db_->query("SELECT id FROM t WHERE id < ?", limit);
    std::int64_t sum = 0;
    while (rows.step().value()) {
      sum += rows.integer(0);
      auto inner = db_->query("SELECT id FROM t WHERE id < ?", 100);
      while (inner.step().value()) ++sum;
    }
    return sum;
  };
  EXPECT_EQ(sum_below(3), 1 + 2 + 2 * 3);
  EXPECT_TRUE(db_->census().quiet());
}

TEST_F(StoreSqlite, TextMadeAtRunTimeIsCachedByItsAddress) {
  make_table();
  const std::string text = "SELECT count(*) FROM t WHERE id > " + std::to_string(0);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(db_->query_integer(Sql::stored(text)).value(), 0);
}

TEST_F(StoreSqlite, CensusCountsWhatIsOpen) {
  make_table();
  EXPECT_TRUE(db_->census().quiet());
  {
    auto change = db_->begin();
    ASSERT_TRUE(change.has_value());
    const Statement rows = db_->query("SELECT 1");
    EXPECT_EQ(db_->census().open_statements, 1);
    EXPECT_EQ(db_->census().open_transactions, 1);
    EXPECT_FALSE(db_->census().quiet());
  }
  EXPECT_TRUE(db_->census().quiet());
}

TEST_F(StoreSqlite, TransactionsAreAllOrNothing) {
  make_table();
  {
    auto change = db_->begin();
    ASSERT_TRUE(change.has_value());
    ASSERT_TRUE(db_->run("INSERT INTO t VALUES (1, 'dropped', NULL)"));
  }
  EXPECT_EQ(count(), 0);
  auto change = db_->begin();
  ASSERT_TRUE(change.has_value());
  ASSERT_TRUE(db_->run("INSERT INTO t VALUES (1, 'kept', NULL)"));
  ASSERT_TRUE(change->commit().has_value());
  EXPECT_EQ(count(), 1);
  auto undone = db_->begin();
  ASSERT_TRUE(db_->run("DELETE FROM t"));
  EXPECT_EQ(db_->changes(), 1);
  undone->rollback();
  EXPECT_EQ(count(), 1);
}

TEST_F(StoreSqlite, AConflictUndoesOneStatementOnly) {
  make_table();
  auto change = db_->begin();
  ASSERT_TRUE(db_->run("INSERT INTO t VALUES (1, 'a', NULL)"));
  const Status twice = db_->run("INSERT INTO t VALUES (1, 'b', NULL)");
  ASSERT_FALSE(twice.has_value());
  EXPECT_EQ(code_of(twice), FailureCode::conflict);
  ASSERT_TRUE(db_->run("INSERT INTO t VALUES (2, 'c', NULL)"));
  EXPECT_TRUE(change->commit().has_value());
  EXPECT_EQ(count(), 2);
}

TEST_F(StoreSqlite, WrongSqlIsAFailureWithSqlitesWords) {
  auto rows = db_->query("SELECT absent FROM nowhere");
  const auto step = rows.step();
  ASSERT_FALSE(step.has_value());
  EXPECT_EQ(code_of(step), FailureCode::corrupt);
  EXPECT_NE(step.error().context.find("no such table"), std::string::npos) << step.error().context;
  EXPECT_FALSE(db_->execute("CREATE TABLE t (x INTEGER) STRICT; NONSENSE").has_value());
}

TEST_F(StoreSqlite, SchemaVersionIsTransactional) {
  EXPECT_EQ(db_->schema_version().value(), 0);
  {
    auto change = db_->begin();
    ASSERT_TRUE(db_->set_schema_version(7).has_value());
  }
  EXPECT_EQ(db_->schema_version().value(), 0);
  ASSERT_TRUE(db_->set_schema_version(7).has_value());
  open({});
  EXPECT_EQ(db_->schema_version().value(), 7);
}

TEST_F(StoreSqlite, LaterCommitsReachTheDiskWithTheNextOneOfNow) {
  using store::Sync;
  const auto insert = [&](Sync sync) {
    auto change = db_->begin(sync);
    ASSERT_TRUE(change.has_value());
    ASSERT_TRUE(db_->run("INSERT INTO note (text) VALUES ('x')").has_value());
    ASSERT_TRUE(change->commit().has_value());
  };
  ASSERT_TRUE(db_->execute("CREATE TABLE note (text TEXT NOT NULL) STRICT").has_value());
  insert(Sync::later);
  EXPECT_TRUE(db_->has_unsynced());
  insert(Sync::now);
  EXPECT_FALSE(db_->has_unsynced());
  EXPECT_EQ(db_->query_integer("PRAGMA synchronous")->value_or(-1), 2) << "FULL again";
  insert(Sync::later);
  // A commit that changes nothing writes nothing, and yet what waited must not wait on.
  {
    auto nothing = db_->begin(Sync::now);
    ASSERT_TRUE(nothing.has_value());
    ASSERT_TRUE(nothing->commit().has_value());
  }
  EXPECT_FALSE(db_->has_unsynced());
  insert(Sync::later);
  ASSERT_TRUE(db_->sync_log().has_value());
  EXPECT_FALSE(db_->has_unsynced());
  insert(Sync::later);
  ASSERT_TRUE(db_->checkpoint().has_value());
  EXPECT_FALSE(db_->has_unsynced());
}

TEST_F(StoreSqlite, SettingsAreThoseThatDurabilityNeeds) {
  const auto pragma = [&](Sql sql) { return db_->query_integer(sql).value().value_or(-1); };
  EXPECT_EQ(pragma("PRAGMA synchronous"), 2);    // FULL
  EXPECT_EQ(pragma("PRAGMA secure_delete"), 1);  // erased rows leave no bytes behind
  EXPECT_EQ(pragma("PRAGMA auto_vacuum"), 2);    // incremental
  EXPECT_EQ(pragma("PRAGMA temp_store"), 2);     // memory: nothing unencrypted on the disk
  EXPECT_EQ(pragma("PRAGMA wal_autocheckpoint"), 0);
  EXPECT_EQ(pragma("PRAGMA foreign_keys"), 0);
  auto mode = db_->query("PRAGMA locking_mode");
  ASSERT_TRUE(mode.step().value());
  EXPECT_EQ(mode.text(0), "exclusive");
}

TEST_F(StoreSqlite, IdleCheckpointsWaitForEnoughToDoAndForHolds) {
  make_table();
  EXPECT_FALSE(db_->checkpoint_when_idle().value());  // a few kB are not worth it
  const std::string word(4'000, 'w');
  auto change = db_->begin();
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(db_->run("INSERT INTO t VALUES (?, ?, NULL)", i, word));
  ASSERT_TRUE(change->commit().has_value());
  {
    const CheckpointHold hold(*db_);
    const Bytes before = files_.content(StoreFile::database);
    EXPECT_FALSE(db_->checkpoint_when_idle().value());
    EXPECT_EQ(files_.content(StoreFile::database), before);
    EXPECT_FALSE(hold.broken());
    ASSERT_TRUE(db_->checkpoint().has_value());
    EXPECT_TRUE(hold.broken());
  }
  EXPECT_EQ(db_->wal_size_bytes(), 0);
}

TEST_F(StoreSqlite, FreedPagesAreGivenBack) {
  make_table();
  const std::string word(4'000, 'w');
  auto change = db_->begin();
  for (int i = 0; i < 500; ++i) ASSERT_TRUE(db_->run("INSERT INTO t VALUES (?, ?, NULL)", i, word));
  ASSERT_TRUE(change->commit().has_value());
  ASSERT_TRUE(db_->run("DELETE FROM t WHERE id > 10").has_value());
  ASSERT_TRUE(db_->checkpoint().has_value());
  const std::uint64_t before = files_.size(StoreFile::database).value();
  ASSERT_TRUE(db_->shrink(1'000).has_value());
  ASSERT_TRUE(db_->checkpoint().has_value());
  EXPECT_LT(files_.size(StoreFile::database).value(), before / 10);
  EXPECT_TRUE(db_->check_integrity(IntegrityDepth::full).has_value());
}

// PS of the issue: "Full disk: read-only mode with a banner, what was saved stays saved."
TEST_F(StoreSqlite, AFullDiskMakesItReadOnlyUntilThereIsRoom) {
  make_table();
  ASSERT_TRUE(db_->run("INSERT INTO t VALUES (1, 'saved', NULL)").has_value());
  files_.set_quota_bytes(files_.used_bytes() + 10'000);
  const std::string word(100'000, 'w');
  auto change = db_->begin();
  ASSERT_TRUE(change.has_value());
  ASSERT_TRUE(db_->run("INSERT INTO t VALUES (2, ?, NULL)", word).has_value());  // still in memory
  const Status full = change->commit();
  ASSERT_FALSE(full.has_value());
  EXPECT_EQ(code_of(full), FailureCode::out_of_space);

  EXPECT_TRUE(db_->is_read_only());
  EXPECT_EQ(count(), 1);
  EXPECT_EQ(code_of(db_->begin()), FailureCode::read_only);
  EXPECT_EQ(code_of(db_->run("DELETE FROM t")), FailureCode::read_only);
  EXPECT_EQ(code_of(db_->execute("DROP TABLE t")), FailureCode::read_only);

  files_.set_quota_bytes(1);
  EXPECT_EQ(code_of(db_->retry_writing()), FailureCode::out_of_space);
  EXPECT_TRUE(db_->is_read_only());
  files_.set_quota_bytes(MemoryFiles::no_quota);
  ASSERT_TRUE(db_->retry_writing().has_value());
  EXPECT_FALSE(db_->is_read_only());
  EXPECT_TRUE(db_->run("INSERT INTO t VALUES (2, 'again', NULL)").has_value());
  open({});
  EXPECT_EQ(count(), 2);
}

TEST_F(StoreSqlite, AFailedStatementDoomsItsTransaction) {
  make_table();
  open({.cache_size_bytes = 40'960});  // so small that the transaction spills to the disk early
  files_.set_quota_bytes(files_.used_bytes() + 50'000);
  const std::string word(3'000, 'w');
  auto change = db_->begin();
  ASSERT_TRUE(change.has_value());
  Status done;
  int row = 0;
  while (done.has_value() && ++row < 1'000) {
    done = db_->run("INSERT INTO t VALUES (?, ?, NULL)", row, word);
  }
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(code_of(done), FailureCode::out_of_space);
  // SQLite has rolled back by itself: a further insert would be a transaction of its own.
  EXPECT_EQ(code_of(db_->run("INSERT INTO t VALUES (5000, 'stray', NULL)")),
            FailureCode::out_of_space);
  EXPECT_EQ(code_of(change->commit()), FailureCode::out_of_space);
  files_.set_quota_bytes(MemoryFiles::no_quota);
  ASSERT_TRUE(db_->retry_writing().has_value());
  EXPECT_EQ(count(), 0);
}

TEST_F(StoreSqlite, TimeAndRandomnessComeFromOutside) {
  open({.now_unix_milliseconds = [] { return std::int64_t{1'763'800'000'123}; }});
  EXPECT_EQ(db_->query_integer("SELECT unixepoch('now')").value(), 1'763'800'000);
}

TEST_F(StoreSqlite, OneStoreServesOneDatabase) {
  EXPECT_DEATH((void)Database::open(files_, key_, random_, {.opening = Opening::create}),
               "claimed");
}

TEST_F(StoreSqlite, MisuseStopsTheProgram) {
  make_table();
  EXPECT_DEATH((void)db_->query("SELECT ?"), "parameter_count");
  EXPECT_DEATH((void)db_->query("SELECT 1", 2), "parameter_count");
  EXPECT_DEATH(
      {
        auto outer = db_->begin();
        auto inner = db_->begin();
      },
      "in_transaction_");
}

}  // namespace
}  // namespace retour::store
