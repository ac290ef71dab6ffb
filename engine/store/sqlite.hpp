// SQLite, encrypted, over the storage seam: the only door through which the engine speaks SQL.
//
//   auto db = store::Database::open(files, key, random, {.opening = Opening::create});  // Result
//   RETOUR_ASSIGN(auto change, (*db)->begin());
//   RETOUR_TRY((*db)->run("INSERT INTO call (id, at) VALUES (?, ?)", call.id, call.at));
//   RETOUR_TRY(change.commit());                         // durable when it returns
//
//   auto rows = (*db)->query("SELECT id, at FROM call WHERE at > ?", since);
//   while (true) {
//     RETOUR_ASSIGN(const bool found, rows.step());
//     if (!found) break;
//     use(rows.id(0), rows.integer(1));                  // views live until the next step
//   }
//
// Invariants
//   - One connection, exclusive: locking_mode=EXCLUSIVE, then WAL without shared memory,
//     synchronous=FULL. `Transaction::commit` returns success only after the log is on the disk,
//     unless the transaction was begun with `Sync::later`.
//   - After FailureCode::out_of_space the database is read-only (writes give read_only, what was
//     acknowledged stays readable) until `retry_writing` succeeds or it is opened again.
//   - No open statement or transaction may cross a job's yield: `census()` counts them.
//   - Integers, text, blobs and null only. There is no floating point here on purpose.
//
// A missing table or wrong SQL is FailureCode::corrupt with SQLite's message: either the file is
// not ours or a test will find it. A violated UNIQUE or CHECK constraint is FailureCode::conflict
// and leaves the transaction usable (only that statement is undone).
// allow-file(unordered): the statement cache is looked up by address; its order reaches nothing.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>

#include "base/bytes.hpp"
#include "base/cell.hpp"
#include "base/id.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "store/database_key.hpp"
#include "store/files.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace retour::store {

class Database;
class Vfs;

/// SQL text that outlives every database: a literal, or text that its owner keeps for the life of
/// the program. The statement cache is keyed by its address.
class Sql {
 public:
  template <std::size_t size>
  consteval Sql(const char (&literal)[size]) : text_(literal, size - 1) {}

  /// For text generated once from the field tables. The characters must stay where they are, and
  /// unchanged, until every database that ran them is closed (CHECKed on use).
  [[nodiscard]] static Sql stored(std::string_view text) { return Sql(text); }

  [[nodiscard]] std::string_view text() const noexcept { return text_; }

 private:
  explicit Sql(std::string_view text) : text_(text) {}

  std::string_view text_;
};

/// A prepared statement in the cache of its database. Internal; see Statement.
struct PreparedStatement {
  sqlite3_stmt* handle = nullptr;
  std::string text;
  int parameter_count = 0;
  bool writes = false;
  bool busy = false;
  std::unique_ptr<PreparedStatement> twin;  // the same text, used again while this one is busy
};

/// One use of a prepared statement, positioned before, on, or after its rows. Gives the statement
/// back to the cache when it goes out of scope. Must not outlive its database.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  /// Goes to the next row; false at the end. A failure of preparing or binding comes out here.
  [[nodiscard]] Result<bool> step();

  /// Back to before the first row; bound values stay.
  void rewind() noexcept;

  /// The columns of the current row, counted from 0. Views live until the next step or rewind.
  /// A null column reads as 0 or as empty; `is_null` tells.
  [[nodiscard]] bool is_null(int column) const noexcept;
  [[nodiscard]] std::int64_t integer(int column) const noexcept;
  [[nodiscard]] std::string_view text(int column) const noexcept;
  [[nodiscard]] ByteView blob(int column) const noexcept;
  /// A 16-byte blob; nil for null or another length.
  [[nodiscard]] IdBytes id(int column) const noexcept;
  template <class Tag>
  [[nodiscard]] Id<Tag> id_as(int column) const noexcept {
    return Id<Tag>(id(column));
  }
  [[nodiscard]] std::optional<std::int64_t> optional_integer(int column) const noexcept;
  [[nodiscard]] int column_count() const noexcept;

 private:
  friend class Database;
  enum class Lifetime : std::uint8_t { borrowed, copied };

  Statement(Database& database, PreparedStatement* prepared);

  // Binding. A failure is kept and comes out of step().
  void bind_null(int index);
  void bind_integer(int index, std::int64_t value);
  void bind_text(int index, std::string_view value, Lifetime lifetime);
  void bind_blob(int index, ByteView value, Lifetime lifetime);
  void bind_failed(int code);

  template <class Value>
  void bind(int index, const Value& value, Lifetime lifetime);

  Database* database_ = nullptr;
  PreparedStatement* prepared_ = nullptr;
  std::optional<Failure> failure_;
};

/// A write transaction (BEGIN IMMEDIATE). Rolls back when it goes out of scope uncommitted.
class [[nodiscard]] Transaction {
 public:
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  /// Makes all of it durable, or none: after a failure it is rolled back. If a statement in it
  /// failed for lack of space or I/O, commit gives that failure again. Ends the transaction.
  [[nodiscard]] Status commit();

  /// Undoes all of it. Ends the transaction.
  void rollback() noexcept;

 private:
  friend class Database;
  explicit Transaction(Database& database) : database_(&database) {}

  Database* database_ = nullptr;
};

enum class Opening : std::uint8_t {
  existing,  ///< not_found when there is no database
  create,    ///< makes an empty one when there is none
};

enum class Durability : std::uint8_t {
  full,  ///< every commit is on the disk when it returns
  none,  ///< nothing is ever synced; only to prove that the crash tests notice
};

/// When a commit reaches the disk.
enum class Sync : std::uint8_t {
  now,    ///< before `commit` returns
  later,  ///< with the next commit of `now`, checkpoint or `sync_log`; a power cut before takes the
          ///< last such commits back, whole and newest first. For bulk work that can be repeated.
};

struct DatabaseOptions {
  Opening opening = Opening::existing;
  Durability durability = Durability::full;
  std::int32_t page_size_bytes = 4096;
  std::int64_t cache_size_bytes = 16 << 20;
  /// A commit that leaves the write-ahead log longer than this checkpoints at once.
  std::int64_t wal_size_limit_bytes = 16 << 20;
  /// `checkpoint_when_idle` works from this length on.
  std::int64_t wal_size_idle_bytes = 256 << 10;
  /// Wall clock for SQL's own time functions, which the engine does not use; epoch when absent.
  std::function<std::int64_t()> now_unix_milliseconds = {};
};

/// What is open right now.
struct Census {
  int open_statements = 0;
  int open_transactions = 0;
  [[nodiscard]] bool quiet() const noexcept {
    return open_statements == 0 && open_transactions == 0;
  }
};

enum class IntegrityDepth : std::uint8_t {
  quick,  ///< page structure; the cipher's tags of every page are checked on the way
  full,   ///< also that indices agree with their tables
};

/// While it lives the write-ahead log is not moved into the database file, whose bytes therefore
/// stand still (backup.hpp reads them meanwhile). The log's limit still wins: then `broken()`.
class CheckpointHold {
 public:
  explicit CheckpointHold(Database& database) noexcept;
  CheckpointHold(CheckpointHold&& other) noexcept;
  CheckpointHold& operator=(CheckpointHold&&) = delete;
  ~CheckpointHold();

  /// Whether a checkpoint had to run in spite of the hold.
  [[nodiscard]] bool broken() const noexcept;

 private:
  Database* database_;
  std::uint64_t checkpoints_before_;
};

/// An open database. Not thread-safe, not movable; destroy it before its FileSystem.
class Database {
 public:
  /// Opens over `files` with a raw key. Failures: wrong_passphrase (the key does not fit, or the
  /// file is no database; nothing was written), not_found, corrupt, io, out_of_space,
  /// conflict (a restore waits for finish_restore of backup.hpp).
  /// `random` must outlive the database.
  [[nodiscard]] static Result<std::unique_ptr<Database>> open(FileSystem& files,
                                                              const DatabaseKey& key,
                                                              RandomSource& random,
                                                              const DatabaseOptions& options);

  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Closes without a checkpoint: the log stays and is read at the next open. All statements and
  /// transactions must be gone (CHECK).
  ~Database();

  /// Moves the log into the database file and empties it; call before a planned end. The
  /// destructor does the rest.
  [[nodiscard]] Status checkpoint();

  /// One use of a cached statement with all parameters bound, in order; values are copied.
  template <class... Values>
  [[nodiscard]] Statement query(Sql sql, const Values&... values) {
    Statement statement = borrow(sql);
    bind_all(statement, Statement::Lifetime::copied, values...);
    return statement;
  }

  /// Runs a statement that gives no rows (rows are passed over). The fast path for inserts.
  template <class... Values>
  [[nodiscard]] Status run(Sql sql, const Values&... values) {
    Statement statement = borrow(sql);
    bind_all(statement, Statement::Lifetime::borrowed, values...);
    return finish(statement);
  }

  /// As `run`, with as many values as the text has parameters: for SQL made from field tables.
  [[nodiscard]] Status run_cells(Sql sql, std::span<const Cell> cells) {
    Statement statement = borrow(sql);
    if (statement.prepared_ != nullptr) {
      check_parameters(statement, cells.size());
      int index = 0;
      for (const Cell& cell : cells)
        std::visit(
            [&](const auto& value) {
              statement.bind(++index, value, Statement::Lifetime::borrowed);
            },
            cell);
    }
    return finish(statement);
  }

  /// The first column of the first row, or nothing when there is no row or it is null.
  template <class... Values>
  [[nodiscard]] Result<std::optional<std::int64_t>> query_integer(Sql sql,
                                                                  const Values&... values) {
    Statement statement = borrow(sql);
    bind_all(statement, Statement::Lifetime::borrowed, values...);
    RETOUR_ASSIGN(const bool found, statement.step());
    if (!found) return std::nullopt;
    return statement.optional_integer(0);
  }

  /// Runs a script of statements without parameters (DDL, migrations); not cached.
  [[nodiscard]] Status execute(std::string_view script);

  /// Starts a write transaction. Failures: read_only, io. One at a time (CHECK).
  [[nodiscard]] Result<Transaction> begin(Sync sync = Sync::now);

  /// Whether commits of `Sync::later` wait for the disk.
  [[nodiscard]] bool has_unsynced() const noexcept { return unsynced_; }
  /// Brings them there. Nothing happens when none waits.
  [[nodiscard]] Status sync_log();

  /// Rows changed by the last INSERT, UPDATE or DELETE.
  [[nodiscard]] std::int64_t changes() const noexcept;
  [[nodiscard]] std::int64_t last_insert_rowid() const noexcept;

  /// The version of the schema as the migrations see it (user_version); 0 in a new database.
  [[nodiscard]] Result<std::int64_t> schema_version();
  [[nodiscard]] Status set_schema_version(std::int32_t version);

  /// Moves the log into the database file if it is long enough to bother and nothing holds it.
  /// Gives whether it did. Takes about 1 ms per MiB natively, 2-4 in a browser.
  [[nodiscard]] Result<bool> checkpoint_when_idle() {
    return checkpoint_from(wal_size_idle_bytes_);
  }
  /// The same once the log is at least so long.
  [[nodiscard]] Result<bool> checkpoint_from(std::int64_t wal_size_bytes_min);

  /// Length of the write-ahead log, as of the last commit.
  [[nodiscard]] std::int64_t wal_size_bytes() const noexcept;

  /// Gives free pages back to the file system, at most `pages_max` of them.
  [[nodiscard]] Status shrink(std::int32_t pages_max);

  /// Success, or corrupt with SQLite's first findings.
  [[nodiscard]] Status check_integrity(IntegrityDepth depth);

  [[nodiscard]] bool is_read_only() const noexcept { return read_only_; }

  /// Tries a real write after out_of_space; success opens the database for writing again.
  [[nodiscard]] Status retry_writing();

  [[nodiscard]] Census census() const noexcept {
    return {.open_statements = open_statements_, .open_transactions = in_transaction_ ? 1 : 0};
  }

  [[nodiscard]] FileSystem& files() noexcept { return files_; }
  [[nodiscard]] std::int32_t page_size_bytes() const noexcept { return page_size_bytes_; }

 private:
  friend class Statement;
  friend class Transaction;
  friend class CheckpointHold;

  Database(FileSystem& files, RandomSource& random, const DatabaseOptions& options);

  [[nodiscard]] Status connect(const DatabaseKey& key, const DatabaseOptions& options);
  [[nodiscard]] Status configure(const DatabaseOptions& options);
  [[nodiscard]] Status run_pragma(const char* text);
  [[nodiscard]] Statement borrow(Sql sql);
  [[nodiscard]] PreparedStatement* prepare(Sql sql, std::optional<Failure>& failure);
  [[nodiscard]] Status finish(Statement& statement);
  [[nodiscard]] Status commit();
  void rollback() noexcept;
  [[nodiscard]] Status probe_space();
  [[nodiscard]] Failure failure_of(int code, std::string_view where);
  [[nodiscard]] Status set_sync(Sync sync);
  [[nodiscard]] Status run_checkpoint(int mode);
  void note_wal_pages(int pages) noexcept { wal_pages_ = pages; }
  static int on_commit_to_wal(void* self, sqlite3*, const char*, int pages);

  /// All parameters, always: a borrowed value of an earlier use must never be run again.
  static void check_parameters(const Statement& statement, std::size_t count);

  template <class... Values>
  static void bind_all(Statement& statement, Statement::Lifetime lifetime,
                       const Values&... values) {
    if (statement.prepared_ == nullptr) return;
    check_parameters(statement, sizeof...(values));
    [[maybe_unused]] int index = 0;
    (statement.bind(++index, values, lifetime), ...);
  }

  FileSystem& files_;
  std::unique_ptr<Vfs> vfs_;
  sqlite3* handle_ = nullptr;
  sqlite3_stmt* commit_handle_ = nullptr;
  std::unordered_map<const char*, std::unique_ptr<PreparedStatement>> cache_;
  std::optional<FailureCode> doomed_;  // why the open transaction can no longer commit
  Durability durability_ = Durability::full;
  Sync sync_ = Sync::now;  ///< Of the present or last transaction.
  bool unsynced_ = false;
  int wal_pages_at_begin_ = 0;  ///< Of the present or last transaction.
  std::uint64_t checkpoints_ = 0;
  std::int64_t wal_size_limit_bytes_ = 0;
  std::int64_t wal_size_idle_bytes_ = 0;
  std::int32_t page_size_bytes_ = 0;
  int wal_pages_ = 0;
  int open_statements_ = 0;
  int checkpoint_holds_ = 0;
  bool in_transaction_ = false;
  bool read_only_ = false;
};

template <class Value>
void Statement::bind(int index, const Value& value, Lifetime lifetime) {
  if constexpr (std::is_same_v<Value, std::nullptr_t> || std::is_same_v<Value, std::nullopt_t> ||
                std::is_same_v<Value, std::monostate>) {
    bind_null(index);
  } else if constexpr (requires {
                         typename Value::value_type;
                         value.has_value();
                         *value;
                       }) {
    if (value.has_value()) {
      bind(index, *value, lifetime);
    } else {
      bind_null(index);
    }
  } else if constexpr (std::is_enum_v<Value>) {
    bind_integer(index, static_cast<std::int64_t>(value));
  } else if constexpr (std::integral<Value>) {
    static_assert(sizeof(Value) < 8 || std::is_signed_v<Value>,
                  "SQLite's integers are signed: convert 64-bit unsigned values knowingly");
    bind_integer(index, static_cast<std::int64_t>(value));
  } else if constexpr (std::convertible_to<const Value&, const IdBytes&>) {
    bind_blob(index, static_cast<const IdBytes&>(value).bytes, lifetime);
  } else if constexpr (std::convertible_to<const Value&, std::string_view>) {
    bind_text(index, value, lifetime);
  } else if constexpr (std::convertible_to<const Value&, ByteView>) {
    bind_blob(index, value, lifetime);
  } else {
    static_assert(std::is_void_v<Value>, "no way to store this type");
  }
}

}  // namespace retour::store
