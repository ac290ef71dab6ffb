// One encrypted file out, the same database back; a crash leaves the old or the new one.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "base/random.hpp"
#include "sim/amnesia_files.hpp"
#include "store/backup.hpp"
#include "store/memory_files.hpp"

namespace retour::store {
namespace {

constexpr KeyCost cheap{.passes = 1, .memory_kib = 8};

template <class Outcome>
std::optional<FailureCode> code_of(const Outcome& outcome) {
  if (outcome.has_value()) return std::nullopt;
  return outcome.error().code;
}

ByteSource source_of(const Bytes& bytes) {
  return [&bytes](std::uint64_t offset, std::span<std::uint8_t> out) -> Result<std::size_t> {
    const std::size_t begin = std::min<std::size_t>(offset, bytes.size());
    const std::size_t count = std::min(out.size(), bytes.size() - begin);
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(begin), count, out.begin());
    return count;
  };
}

/// A store with key slots and `rows` rows, all of which hold `word`.
struct Clinic {
  Clinic(FileSystem& store, std::uint64_t seed, std::string_view passphrase, int rows,
         std::string_view word)
      : files(store), random(seed), key(DatabaseKey::generate(random)) {
    slots = make_key_slots(random);
    EXPECT_TRUE(add_passphrase_slot(slots, key, passphrase, {.label = "", .cost = cheap}, random));
    EXPECT_TRUE(save_key_slots(files, slots));
    open(Opening::create);
    EXPECT_TRUE(db->execute("CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT) STRICT"));
    auto change = db->begin();
    for (int i = 0; i < rows; ++i) EXPECT_TRUE(db->run("INSERT INTO t VALUES (?, ?)", i, word));
    EXPECT_TRUE(change->commit());
  }

  void open(Opening opening) {
    auto opened = Database::open(files, key, random, {.opening = opening});
    ASSERT_TRUE(opened.has_value()) << opened.error().context;
    db = std::move(*opened);
  }

  Bytes backup() {
    Bytes out;
    const Status done = write_backup(*db, slots, 1'763'800'000, [&](ByteView piece) -> Status {
      out.insert(out.end(), piece.begin(), piece.end());
      return {};
    });
    EXPECT_TRUE(done.has_value()) << done.error().context;
    return out;
  }

  FileSystem& files;
  SeededRandom random;
  DatabaseKey key;
  KeySlots slots;
  std::unique_ptr<Database> db;
};

/// What a store says when it is unlocked: the count of rows and the first word.
std::string contents_of(FileSystem& files, std::string_view passphrase) {
  const auto slots = load_key_slots(files);
  if (!slots.has_value()) return "no key slots: " + slots.error().context;
  const auto key = unlock_with_passphrase(*slots, passphrase);
  if (!key.has_value()) return "locked";
  SeededRandom random(5);
  auto db = Database::open(files, *key, random, {});
  if (!db.has_value()) return "does not open: " + db.error().context;
  if (auto intact = (*db)->check_integrity(IntegrityDepth::full); !intact.has_value()) {
    return intact.error().context;
  }
  auto rows = (*db)->query("SELECT count(*), min(word) FROM t");
  if (!rows.step().value_or(false)) return "no rows";
  return std::to_string(rows.integer(0)) + " " + std::string(rows.text(1));
}

TEST(StoreBackup, ComesBackAsItWas) {
  MemoryFiles files;
  Clinic clinic(files, 1, "one", 2'000, "kept");
  const Bytes backup = clinic.backup();
  EXPECT_EQ(as_text(backup).find("kept"), std::string_view::npos);
  const auto header = read_backup_header(source_of(backup));
  ASSERT_TRUE(header.has_value()) << header.error().context;
  EXPECT_EQ(header->created_unix_seconds, 1'763'800'000);
  EXPECT_EQ(header->key_slots, clinic.slots);

  MemoryFiles other;
  ASSERT_TRUE(restore_backup(other, source_of(backup), Overwrite::refuse).has_value());
  EXPECT_EQ(other.content(StoreFile::database), files.content(StoreFile::database));
  EXPECT_EQ(other.size(StoreFile::staging).value(), 0u);
  EXPECT_EQ(contents_of(other, "one"), "2000 kept");
  EXPECT_EQ(contents_of(other, "two"), "locked");
}

TEST(StoreBackup, IsWrittenInPiecesWhileWorkGoesOn) {
  MemoryFiles files;
  Clinic clinic(files, 1, "one", 3'000, "before");
  Bytes backup;
  auto writer = BackupWriter::begin(*clinic.db, clinic.slots, 0, [&](ByteView piece) -> Status {
    backup.insert(backup.end(), piece.begin(), piece.end());
    return {};
  });
  ASSERT_TRUE(writer.has_value());
  int steps = 0;
  while (true) {
    const auto progress = (*writer)->step(10'000);
    ASSERT_TRUE(progress.has_value()) << progress.error().context;
    ++steps;
    if (progress->finished()) break;
    ASSERT_TRUE(clinic.db->run("UPDATE t SET word = 'after' WHERE id = ?", steps).has_value());
    EXPECT_FALSE(clinic.db->checkpoint_when_idle().value());
  }
  EXPECT_GT(steps, 3);
  MemoryFiles other;
  ASSERT_TRUE(restore_backup(other, source_of(backup), Overwrite::refuse).has_value());
  EXPECT_EQ(contents_of(other, "one"), "3000 before");  // as of the moment when it began
}

TEST(StoreBackup, SaysSoWhenTheFileCouldNotStandStill) {
  MemoryFiles files;
  Clinic clinic(files, 1, "one", 3'000, "before");
  auto writer = BackupWriter::begin(*clinic.db, clinic.slots, 0, [](ByteView) { return Status{}; });
  ASSERT_TRUE(writer.has_value());
  ASSERT_TRUE((*writer)->step(1'000).has_value());
  ASSERT_TRUE(clinic.db->run("DELETE FROM t").has_value());
  ASSERT_TRUE(clinic.db->checkpoint().has_value());
  EXPECT_EQ(code_of((*writer)->step(1'000)), FailureCode::conflict);
}

TEST(StoreBackup, NeverOverwritesUnasked) {
  MemoryFiles source_files;
  const Bytes backup = Clinic(source_files, 1, "one", 10, "new").backup();
  MemoryFiles files;
  {
    const Clinic clinic(files, 2, "two", 20, "old");
  }
  EXPECT_EQ(code_of(restore_backup(files, source_of(backup), Overwrite::refuse)),
            FailureCode::conflict);
  EXPECT_EQ(contents_of(files, "two"), "20 old");
  ASSERT_TRUE(restore_backup(files, source_of(backup), Overwrite::replace).has_value());
  EXPECT_EQ(contents_of(files, "one"), "10 new");
}

TEST(StoreBackup, DamageAndTruncationLeaveTheStoreAlone) {
  MemoryFiles source_files;
  const Bytes backup = Clinic(source_files, 1, "one", 200, "new").backup();
  MemoryFiles files;
  {
    const Clinic clinic(files, 2, "two", 20, "old");
  }
  SeededRandom random(3);
  for (int i = 0; i < 60; ++i) {
    Bytes damaged = backup;
    if (i % 2 == 0) {
      damaged[random.below(damaged.size())] ^= 1;
    } else {
      damaged.resize(random.below(damaged.size()));
    }
    EXPECT_FALSE(restore_backup(files, source_of(damaged), Overwrite::replace).has_value());
    EXPECT_FALSE(finish_restore(files).value());
    ASSERT_EQ(contents_of(files, "two"), "20 old");
  }
  const Bytes nonsense(500, 7);
  EXPECT_EQ(code_of(read_backup_header(source_of(nonsense))), FailureCode::malformed);
}

TEST(StoreBackup, ACancelledRestoreLeavesTheStoreAlone) {
  MemoryFiles source_files;
  const Bytes backup = Clinic(source_files, 1, "one", 2'000, "new").backup();
  MemoryFiles files;
  {
    const Clinic clinic(files, 2, "two", 20, "old");
  }
  auto job = RestoreJob::begin(files, source_of(backup), Overwrite::replace);
  ASSERT_TRUE(job.has_value());
  ASSERT_FALSE((*job)->step(20'000).value().finished());
  ASSERT_TRUE((*job)->cancel().has_value());
  EXPECT_EQ(files.size(StoreFile::staging).value(), 0u);
  EXPECT_EQ(contents_of(files, "two"), "20 old");
}

TEST(StoreBackup, AFullDiskWhileStagingLeavesTheStoreAlone) {
  MemoryFiles source_files;
  const Bytes backup = Clinic(source_files, 1, "one", 2'000, "new").backup();
  MemoryFiles files;
  {
    const Clinic clinic(files, 2, "two", 20, "old");
  }
  files.set_quota_bytes(files.used_bytes() + 30'000);
  EXPECT_EQ(code_of(restore_backup(files, source_of(backup), Overwrite::replace)),
            FailureCode::out_of_space);
  EXPECT_FALSE(finish_restore(files).value());
  files.set_quota_bytes(MemoryFiles::no_quota);
  EXPECT_EQ(contents_of(files, "two"), "20 old");
}

// A torn crash at every point of a restore: afterwards the store is the old one or the new one, and
// a restore that was reported as done is done.
TEST(StoreBackup, ACrashLeavesTheOldOrTheNewDatabase) {
  MemoryFiles source_files;
  const Bytes backup = Clinic(source_files, 1, "one", 300, "new").backup();
  SeededRandom random(20'261'124);
  sim::AmnesiaFiles files(random);
  int old_ones = 0;
  int new_ones = 0;
  for (int crash = 0; crash < 400; ++crash) {
    files.wipe_all();
    {
      const Clinic clinic(files, 2, "two", 20, "old");
    }
    files.crash_after(1 + random.below(40));
    bool done = restore_backup(files, source_of(backup), Overwrite::replace).has_value();
    files.restart();
    if (random.below(2) == 0) {  // and once more, while finishing
      files.crash_after(1 + random.below(12));
      done = finish_restore(files).has_value() && done;
      files.restart();
    }
    if (restore_is_pending(files).value()) {
      SeededRandom any(1);
      EXPECT_EQ(code_of(Database::open(files, DatabaseKey{}, any, {})), FailureCode::conflict);
    }
    ASSERT_TRUE(finish_restore(files).has_value()) << crash;
    const bool is_new = contents_of(files, "one") == "300 new";
    ASSERT_TRUE(is_new || (!done && contents_of(files, "two") == "20 old"))
        << "crash " << crash << ": " << contents_of(files, "one") << " / "
        << contents_of(files, "two");
    (is_new ? new_ones : old_ones) += 1;
  }
  EXPECT_GT(old_ones, 20);
  EXPECT_GT(new_ones, 20);
}

}  // namespace
}  // namespace retour::store
