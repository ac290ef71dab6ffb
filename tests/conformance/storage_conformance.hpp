// One suite of behaviour for the storage seam and for SQLite on top of it.
//
// It runs over memory and POSIX files (storage_test.cpp) and over OPFS in a real browser
// (tests/web/storage_page.cpp). Therefore it knows no test framework: a check returns an empty
// string, or what was wrong.
//
//   for (const StorageCheck& check : storage_checks()) {
//     storage.clear();
//     const std::string trouble = check.run(storage);
//   }
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "store/files.hpp"
#include "store/sqlite.hpp"

namespace retour::conformance {

/// A store under test.
class StorageUnderTest {
 public:
  virtual ~StorageUnderTest() = default;

  [[nodiscard]] virtual store::FileSystem& files() = 0;

  /// Closes and opens the store again where that is possible synchronously; true if it was done.
  [[nodiscard]] virtual bool reopen() = 0;

  /// Empties every file.
  [[nodiscard]] bool clear() {
    return std::ranges::all_of(store::all_store_files,
                               [&](auto file) { return files().remove(file).has_value(); });
  }
};

struct StorageCheck {
  std::string name;
  std::function<std::string(StorageUnderTest&)> run;
};

#define STORAGE_TEXT_INNER(x) #x
#define STORAGE_TEXT(x) STORAGE_TEXT_INNER(x)
/// Leaves the check with the condition and its line unless it holds.
#define STORAGE_REQUIRE(condition)                                           \
  do {                                                                       \
    if (!(condition)) return "line " STORAGE_TEXT(__LINE__) ": " #condition; \
  } while (false)
/// Leaves the check with the failure of a Result, if it has one.
#define STORAGE_SUCCEED(expression)                                               \
  do {                                                                            \
    if (const auto& storage_result = (expression); !storage_result.has_value())   \
      return "line " STORAGE_TEXT(__LINE__) ": " #expression " gave " +           \
             std::string(::retour::name_of(storage_result.error().code)) + ": " + \
             storage_result.error().context;                                      \
  } while (false)

inline Bytes patterned(std::size_t size, std::uint64_t seed) {
  Bytes bytes(size);
  SeededRandom(seed).fill(bytes);
  return bytes;
}

inline Bytes snapshot(store::FileSystem& files, store::StoreFile file) {
  return files.read_all(file, std::uint64_t{1} << 32).value_or(Bytes{});
}

// ------------------------------------------------------------------ the seam

inline std::string empty_at_first(StorageUnderTest& storage) {
  for (const auto file : store::all_store_files) {
    STORAGE_REQUIRE(storage.files().size(file).value_or(1) == 0);
    STORAGE_REQUIRE(!storage.files().exists(file).value_or(true));
    Bytes out(10);
    STORAGE_REQUIRE(storage.files().read(file, 0, out).value_or(99) == 0);
    STORAGE_REQUIRE(storage.files().read(file, 1000, out).value_or(99) == 0);
  }
  return {};
}

inline std::string reads_back_what_was_written(StorageUnderTest& storage) {
  auto& files = storage.files();
  std::uint64_t seed = 1;
  for (const auto file : store::all_store_files) {
    const Bytes bytes = patterned(10'007, seed++);
    STORAGE_SUCCEED(files.write(file, 0, bytes));
    STORAGE_SUCCEED(files.sync(file));
  }
  seed = 1;
  for (const auto file : store::all_store_files) {  // each file kept its own bytes
    const Bytes bytes = patterned(10'007, seed++);
    STORAGE_REQUIRE(files.exists(file).value_or(false));
    STORAGE_REQUIRE(files.size(file).value_or(0) == bytes.size());
    STORAGE_REQUIRE(snapshot(files, file) == bytes);
    Bytes middle(501);
    STORAGE_REQUIRE(files.read(file, 4'999, middle).value_or(0) == middle.size());
    STORAGE_REQUIRE(std::ranges::equal(middle, ByteView(bytes).subspan(4'999, 501)));
  }
  return {};
}

inline std::string short_read_only_at_the_end(StorageUnderTest& storage) {
  auto& files = storage.files();
  STORAGE_SUCCEED(files.write(store::StoreFile::wal, 0, patterned(100, 3)));
  Bytes out(64);
  STORAGE_REQUIRE(files.read(store::StoreFile::wal, 36, out).value_or(0) == 64);
  STORAGE_REQUIRE(files.read(store::StoreFile::wal, 37, out).value_or(0) == 63);
  STORAGE_REQUIRE(files.read(store::StoreFile::wal, 100, out).value_or(9) == 0);
  return {};
}

inline std::string gaps_read_as_zeros(StorageUnderTest& storage) {
  auto& files = storage.files();
  STORAGE_SUCCEED(files.write(store::StoreFile::database, 0, patterned(10, 5)));
  STORAGE_SUCCEED(files.write(store::StoreFile::database, 5'000, patterned(10, 6)));
  const Bytes all = snapshot(files, store::StoreFile::database);
  STORAGE_REQUIRE(all.size() == 5'010);
  STORAGE_REQUIRE(std::all_of(all.begin() + 10, all.begin() + 5'000, [](int b) { return b == 0; }));
  return {};
}

inline std::string truncate_cuts_and_extends(StorageUnderTest& storage) {
  auto& files = storage.files();
  const Bytes bytes = patterned(1'000, 7);
  STORAGE_SUCCEED(files.write(store::StoreFile::journal, 0, bytes));
  STORAGE_SUCCEED(files.truncate(store::StoreFile::journal, 300));
  STORAGE_REQUIRE(files.size(store::StoreFile::journal).value_or(0) == 300);
  STORAGE_SUCCEED(files.truncate(store::StoreFile::journal, 600));
  const Bytes all = snapshot(files, store::StoreFile::journal);
  STORAGE_REQUIRE(all.size() == 600);
  STORAGE_REQUIRE(std::equal(bytes.begin(), bytes.begin() + 300, all.begin()));
  // What was cut off must not come back.
  STORAGE_REQUIRE(std::all_of(all.begin() + 300, all.end(), [](int b) { return b == 0; }));
  STORAGE_SUCCEED(files.remove(store::StoreFile::journal));
  STORAGE_REQUIRE(!files.exists(store::StoreFile::journal).value_or(true));
  return {};
}

inline std::string survives_reopening(StorageUnderTest& storage) {
  const Bytes bytes = patterned(20'000, 8);
  STORAGE_SUCCEED(storage.files().write(store::StoreFile::key_slots_b, 0, bytes));
  STORAGE_SUCCEED(storage.files().sync(store::StoreFile::key_slots_b));
  (void)storage.reopen();
  STORAGE_REQUIRE(snapshot(storage.files(), store::StoreFile::key_slots_b) == bytes);
  return {};
}

/// Random operations against a plain vector; the model is the judge.
inline std::string agrees_with_a_model(StorageUnderTest& storage) {
  auto& files = storage.files();
  SeededRandom random(20'261'122);
  const auto below = [&](std::size_t bound) {
    return static_cast<std::size_t>(random.below(bound));
  };
  std::vector<Bytes> model(store::store_file_count);
  for (int round = 0; round < 2'000; ++round) {
    const auto file = store::all_store_files[below(store::store_file_count)];
    Bytes& expected = model[static_cast<std::size_t>(file)];
    const std::size_t offset = below(40'000);
    switch (below(8)) {
      case 0: {
        STORAGE_SUCCEED(files.truncate(file, offset));
        expected.resize(offset);
        break;
      }
      case 1: STORAGE_SUCCEED(files.sync(file)); break;
      case 2:
      case 3: {
        Bytes out(below(9'000));
        const std::size_t begin = std::min(offset, expected.size());
        const std::size_t count = std::min(out.size(), expected.size() - begin);
        STORAGE_REQUIRE(files.read(file, offset, out).value_or(~std::size_t{0}) == count);
        STORAGE_REQUIRE(std::equal(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(count),
                                   expected.begin() + static_cast<std::ptrdiff_t>(begin)));
        break;
      }
      default: {
        const Bytes bytes = patterned(1 + below(6'000), random.next());
        STORAGE_SUCCEED(files.write(file, offset, bytes));
        if (expected.size() < offset + bytes.size()) expected.resize(offset + bytes.size());
        std::ranges::copy(bytes, expected.begin() + static_cast<std::ptrdiff_t>(offset));
      }
    }
  }
  for (const auto file : store::all_store_files) {
    STORAGE_REQUIRE(snapshot(files, file) == model[static_cast<std::size_t>(file)]);
  }
  return {};
}

// ------------------------------------------------------------------ SQLite on top

inline store::DatabaseKey key_of(std::uint64_t seed) {
  SeededRandom random(seed);
  return store::DatabaseKey::generate(random);
}

/// A database with a table `note (id, words)`; ids 1..count.
struct OpenedNotes {
  explicit OpenedNotes(StorageUnderTest& storage, std::uint64_t key = 1,
                       store::Opening opening = store::Opening::create)
      : random(99),
        database(store::Database::open(storage.files(), key_of(key), random,
                                       {.opening = opening, .wal_size_limit_bytes = 1 << 20})) {}

  [[nodiscard]] Status create_table() {
    return db().execute(
        "CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT NOT NULL, extra BLOB) STRICT;");
  }
  [[nodiscard]] Status add(std::int64_t first, std::int64_t count, std::string_view words) {
    RETOUR_ASSIGN(store::Transaction change, db().begin());
    for (std::int64_t id = first; id < first + count; ++id) {
      RETOUR_TRY(db().run("INSERT INTO note (id, words, extra) VALUES (?, ?, NULL)", id, words));
    }
    return change.commit();
  }
  [[nodiscard]] std::int64_t count() {
    return db().query_integer("SELECT count(*) FROM note").value_or(-1).value_or(-1);
  }
  [[nodiscard]] store::Database& db() { return **database; }

  SeededRandom random;
  Result<std::unique_ptr<store::Database>> database;
};

inline std::string database_needs_to_exist(StorageUnderTest& storage) {
  OpenedNotes notes(storage, 1, store::Opening::existing);
  STORAGE_REQUIRE(!notes.database.has_value());
  STORAGE_REQUIRE(notes.database.error().code == FailureCode::not_found);
  STORAGE_REQUIRE(storage.files().size(store::StoreFile::database).value_or(9) == 0);
  return {};
}

inline std::string database_keeps_commits_without_checkpoint(StorageUnderTest& storage) {
  {
    OpenedNotes notes(storage);
    STORAGE_SUCCEED(notes.database);
    STORAGE_SUCCEED(notes.create_table());
    STORAGE_SUCCEED(notes.add(1, 100, "kept"));
    {
      auto change = notes.db().begin();
      STORAGE_SUCCEED(change);
      STORAGE_SUCCEED(
          notes.db().run("INSERT INTO note VALUES (?, ?, ?)", 1'000, "undone", nullptr));
    }
    STORAGE_REQUIRE(notes.count() == 100);
  }
  STORAGE_REQUIRE(storage.files().exists(store::StoreFile::wal).value_or(false));
  (void)storage.reopen();
  OpenedNotes notes(storage, 1, store::Opening::existing);
  STORAGE_SUCCEED(notes.database);
  STORAGE_REQUIRE(notes.count() == 100);
  STORAGE_SUCCEED(notes.db().check_integrity(store::IntegrityDepth::full));
  return {};
}

inline std::string checkpoint_empties_the_log(StorageUnderTest& storage) {
  {
    OpenedNotes notes(storage);
    STORAGE_SUCCEED(notes.database);
    STORAGE_SUCCEED(notes.create_table());
    STORAGE_SUCCEED(notes.add(1, 500, "moved into the file"));
    STORAGE_SUCCEED(notes.db().checkpoint());
    STORAGE_REQUIRE(storage.files().size(store::StoreFile::wal).value_or(9) == 0);
    STORAGE_REQUIRE(notes.db().wal_size_bytes() == 0);
  }
  (void)storage.reopen();
  OpenedNotes notes(storage, 1, store::Opening::existing);
  STORAGE_SUCCEED(notes.database);
  STORAGE_REQUIRE(notes.count() == 500);
  return {};
}

inline std::string wrong_key_touches_nothing(StorageUnderTest& storage) {
  for (const bool with_log : {true, false}) {
    STORAGE_REQUIRE(storage.clear());
    {
      OpenedNotes notes(storage);
      STORAGE_SUCCEED(notes.database);
      STORAGE_SUCCEED(notes.create_table());
      STORAGE_SUCCEED(notes.add(1, 300, "secret"));
      if (!with_log) STORAGE_SUCCEED(notes.db().checkpoint());
    }
    std::vector<Bytes> before;
    for (const auto file : store::all_store_files) {
      before.push_back(snapshot(storage.files(), file));
    }
    {
      OpenedNotes stranger(storage, 2, store::Opening::create);
      STORAGE_REQUIRE(!stranger.database.has_value());
      STORAGE_REQUIRE(stranger.database.error().code == FailureCode::wrong_passphrase);
    }
    for (const auto file : store::all_store_files) {
      STORAGE_REQUIRE(snapshot(storage.files(), file) == before[static_cast<std::size_t>(file)]);
    }
    OpenedNotes notes(storage, 1, store::Opening::existing);
    STORAGE_SUCCEED(notes.database);
    STORAGE_REQUIRE(notes.count() == 300);
  }
  return {};
}

inline std::string nothing_readable_at_rest(StorageUnderTest& storage) {
  constexpr std::string_view canary = "canary-patient-Kanareikina";
  OpenedNotes notes(storage);
  STORAGE_SUCCEED(notes.database);
  STORAGE_SUCCEED(notes.create_table());
  STORAGE_SUCCEED(notes.add(1, 300, canary));
  STORAGE_SUCCEED(notes.db().checkpoint());
  STORAGE_SUCCEED(notes.add(301, 300, canary));
  for (const auto file : store::all_store_files) {
    const Bytes bytes = snapshot(storage.files(), file);
    STORAGE_REQUIRE(as_text(bytes).find(canary) == std::string_view::npos);
    STORAGE_REQUIRE(as_text(bytes).find("CREATE TABLE") == std::string_view::npos);
    STORAGE_REQUIRE(!as_text(bytes).starts_with("SQLite format 3"));
  }
  return {};
}

inline std::string log_stays_bounded(StorageUnderTest& storage) {
  OpenedNotes notes(storage);
  STORAGE_SUCCEED(notes.database);
  STORAGE_SUCCEED(notes.create_table());
  const std::string words(2'000, 'w');
  for (int batch = 0; batch < 60; ++batch) {
    STORAGE_SUCCEED(notes.add(1 + batch * 100, 100, words));
    // The limit is 1 MiB; one transaction of 200 kB may lie on top.
    STORAGE_REQUIRE(storage.files().size(store::StoreFile::wal).value_or(0) < (1 << 20) + 400'000);
  }
  STORAGE_REQUIRE(notes.count() == 6'000);
  STORAGE_REQUIRE(notes.db().checkpoint_when_idle().has_value());
  STORAGE_SUCCEED(notes.db().check_integrity(store::IntegrityDepth::full));
  return {};
}

inline std::string values_come_back_exactly(StorageUnderTest& storage) {
  OpenedNotes notes(storage);
  STORAGE_SUCCEED(notes.database);
  STORAGE_SUCCEED(notes.create_table());
  const std::string with_nul("a\0b", 3);
  const Bytes big = patterned(300'000, 11);
  auto& db = notes.db();
  STORAGE_SUCCEED(db.run("INSERT INTO note VALUES (?, ?, ?)", 1, "", nullptr));
  STORAGE_SUCCEED(db.run("INSERT INTO note VALUES (?, ?, ?)", 2, with_nul, Bytes{}));
  STORAGE_SUCCEED(db.run("INSERT INTO note VALUES (?, ?, ?)", INT64_MIN, "Ёжик", big));
  auto rows = db.query("SELECT id, words, extra FROM note ORDER BY id");
  STORAGE_REQUIRE(rows.step().value_or(false));
  STORAGE_REQUIRE(rows.integer(0) == INT64_MIN && rows.text(1) == "Ёжик");
  STORAGE_REQUIRE(std::ranges::equal(rows.blob(2), big));
  STORAGE_REQUIRE(rows.step().value_or(false));
  STORAGE_REQUIRE(rows.text(1).empty() && !rows.is_null(1) && rows.is_null(2));
  STORAGE_REQUIRE(rows.step().value_or(false));
  STORAGE_REQUIRE(rows.text(1) == with_nul && !rows.is_null(2) && rows.blob(2).empty());
  STORAGE_REQUIRE(!rows.step().value_or(true));
  return {};
}

inline std::string damage_is_noticed(StorageUnderTest& storage) {
  {
    OpenedNotes notes(storage);
    STORAGE_SUCCEED(notes.database);
    STORAGE_SUCCEED(notes.create_table());
    STORAGE_SUCCEED(notes.add(1, 5'000, "long enough to fill a good number of pages"));
    STORAGE_SUCCEED(notes.db().checkpoint());
  }
  Bytes byte(1);
  STORAGE_REQUIRE(storage.files().read(store::StoreFile::database, 30'000, byte).value_or(0) == 1);
  byte[0] ^= 1;
  STORAGE_SUCCEED(storage.files().write(store::StoreFile::database, 30'000, byte));
  OpenedNotes notes(storage, 1, store::Opening::existing);
  STORAGE_SUCCEED(notes.database);
  const Status found = notes.db().check_integrity(store::IntegrityDepth::quick);
  STORAGE_REQUIRE(!found.has_value());
  STORAGE_REQUIRE(found.error().code == FailureCode::corrupt);
  return {};
}

inline std::vector<StorageCheck> storage_checks() {
  return {
      {"empty_at_first", empty_at_first},
      {"reads_back_what_was_written", reads_back_what_was_written},
      {"short_read_only_at_the_end", short_read_only_at_the_end},
      {"gaps_read_as_zeros", gaps_read_as_zeros},
      {"truncate_cuts_and_extends", truncate_cuts_and_extends},
      {"survives_reopening", survives_reopening},
      {"agrees_with_a_model", agrees_with_a_model},
      {"database_needs_to_exist", database_needs_to_exist},
      {"database_keeps_commits_without_checkpoint", database_keeps_commits_without_checkpoint},
      {"checkpoint_empties_the_log", checkpoint_empties_the_log},
      {"wrong_key_touches_nothing", wrong_key_touches_nothing},
      {"nothing_readable_at_rest", nothing_readable_at_rest},
      {"log_stays_bounded", log_stays_bounded},
      {"values_come_back_exactly", values_come_back_exactly},
      {"damage_is_noticed", damage_is_noticed},
  };
}

}  // namespace retour::conformance
