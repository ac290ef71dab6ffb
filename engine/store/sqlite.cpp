// Sections: error mapping | opening | statements | transactions | checkpoints | schema, space
#include "store/sqlite.hpp"

#include <sqlite3.h>

#include <array>
#include <cstring>
#include <utility>

#include "base/check.hpp"
#include "store/backup.hpp"
#include "store/page_cipher.hpp"
#include "store/vfs.hpp"

namespace retour::store {
namespace {

constexpr int wal_frame_header_bytes = 24;
constexpr std::size_t retry_headroom_bytes = 256 * 1024;
constexpr int integrity_findings_max = 10;
constexpr std::size_t cached_statements_max = 4096;
constexpr int twins_max = 16;                   // one SQL text open this often at once is a leak
constexpr std::int64_t wal_overrun_factor = 4;  // beyond limit x this, begin() insists

// ------------------------------------------------------------------ error mapping

FailureCode failure_code_of(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL: return FailureCode::out_of_space;
    case SQLITE_NOTADB: return FailureCode::wrong_passphrase;
    case SQLITE_CORRUPT:
    case SQLITE_ERROR:
    case SQLITE_SCHEMA:
    case SQLITE_MISMATCH: return FailureCode::corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_CONSTRAINT: return FailureCode::conflict;
    case SQLITE_READONLY: return FailureCode::read_only;
    case SQLITE_TOOBIG:
    case SQLITE_NOMEM: return FailureCode::limit;
    case SQLITE_INTERRUPT:
    case SQLITE_ABORT: return FailureCode::cancelled;
    default: return FailureCode::io;
  }
}

/// Whether SQLite may have lost more than the one statement, so that the transaction must end.
bool dooms_transaction(FailureCode code) {
  return code == FailureCode::io || code == FailureCode::out_of_space ||
         code == FailureCode::corrupt || code == FailureCode::wrong_passphrase ||
         code == FailureCode::limit || code == FailureCode::cancelled;
}

}  // namespace

Failure Database::failure_of(int code, std::string_view where) {
  Failure failure{failure_code_of(code),
                  std::string(where) + ": " +
                      (handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code))};
  if (auto seam = vfs_->take_failure(); seam.has_value()) {
    failure.code = seam->code;
    failure.context += " (" + seam->context + ")";
  }
  if (failure.code == FailureCode::out_of_space) read_only_ = true;
  if (in_transaction_ && dooms_transaction(failure.code) && !doomed_.has_value()) {
    doomed_ = failure.code;
  }
  return failure;
}

// ------------------------------------------------------------------ opening

Database::Database(FileSystem& files, RandomSource& random, const DatabaseOptions& options)
    : files_(files),
      vfs_(std::make_unique<Vfs>(files, random, options.now_unix_milliseconds)),
      wal_size_limit_bytes_(options.wal_size_limit_bytes),
      wal_size_idle_bytes_(options.wal_size_idle_bytes) {}

Result<std::unique_ptr<Database>> Database::open(FileSystem& files, const DatabaseKey& key,
                                                 RandomSource& random,
                                                 const DatabaseOptions& options) {
  if (options.opening == Opening::existing) {
    RETOUR_ASSIGN(const bool there, files.exists(StoreFile::database));
    if (!there) return fail(FailureCode::not_found, "there is no database in this store");
  }
  RETOUR_ASSIGN(const bool pending, restore_is_pending(files));
  if (pending) return fail(FailureCode::conflict, "a restore waits to be finished first");
  std::unique_ptr<Database> database(new Database(files, random, options));
  RETOUR_TRY(database->connect(key, options));
  RETOUR_TRY(database->configure(options));
  return database;
}

Status Database::connect(const DatabaseKey& key, const DatabaseOptions& options) {
  RETOUR_TRY(vfs_->enlist());
  constexpr int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX;
  int code = sqlite3_open_v2("retour", &handle_, flags, vfs_->name().c_str());
  if (code != SQLITE_OK) return std::unexpected(failure_of(code, "open"));

  // Nothing may be written before the key has proved itself, not even by closing.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  RETOUR_TRY(run_pragma(("PRAGMA cipher = '" + std::string(page_cipher_name()) + "'").c_str()));

  // "raw:" and 32 bytes: the key is used as it is, without derivation.
  std::array<char, 4 + DatabaseKey::size_bytes> raw{'r', 'a', 'w', ':'};
  std::memcpy(raw.data() + 4, key.bytes.data(), key.bytes.size());
  code = sqlite3_key_v2(handle_, "main", raw.data(), static_cast<int>(raw.size()));
  wipe(raw.data(), raw.size());
  if (code != SQLITE_OK) return std::unexpected(failure_of(code, "key"));

  RETOUR_TRY(run_pragma("PRAGMA locking_mode = EXCLUSIVE"));
  RETOUR_TRY(run_pragma(
      ("PRAGMA cache_size = -" + std::to_string(options.cache_size_bytes / 1024)).c_str()));
  // The first read: replays the log, decrypts page 1.
  return run_pragma("SELECT count(*) FROM sqlite_schema");
}

Status Database::configure(const DatabaseOptions& options) {
  durability_ = options.durability;
  RETOUR_TRY(run_pragma(options.durability == Durability::full ? "PRAGMA synchronous = FULL"
                                                               : "PRAGMA synchronous = OFF"));
  // Before the first page is written: these decide the layout of a new file, and are without
  // effect on an old one.
  RETOUR_TRY(run_pragma(("PRAGMA page_size = " + std::to_string(options.page_size_bytes)).c_str()));
  RETOUR_TRY(run_pragma("PRAGMA auto_vacuum = INCREMENTAL"));
  RETOUR_TRY(run_pragma("PRAGMA temp_store = MEMORY"));
  RETOUR_TRY(run_pragma("PRAGMA secure_delete = ON"));
  RETOUR_TRY(run_pragma("PRAGMA foreign_keys = OFF"));
  RETOUR_TRY(run_pragma("PRAGMA journal_mode = WAL"));
  RETOUR_TRY(run_pragma("PRAGMA wal_autocheckpoint = 0"));
  RETOUR_TRY(run_pragma(
      ("PRAGMA journal_size_limit = " + std::to_string(options.wal_size_limit_bytes)).c_str()));

  RETOUR_ASSIGN(const auto page_size, query_integer("PRAGMA page_size"));
  page_size_bytes_ = static_cast<std::int32_t>(page_size.value_or(0));
  if (page_size_bytes_ < 512) return fail(FailureCode::corrupt, "no page size");
  {
    Statement mode = query("PRAGMA journal_mode");
    RETOUR_ASSIGN(const bool found, mode.step());
    if (!found || mode.text(0) != "wal") {
      return fail(FailureCode::io, "the write-ahead log could not be switched on");
    }
  }
  // What an earlier run left in the log counts against its limit too.
  RETOUR_ASSIGN(const std::uint64_t wal_bytes, files_.size(StoreFile::wal));
  wal_pages_ = static_cast<int>(
      wal_bytes / static_cast<std::uint64_t>(page_size_bytes_ + wal_frame_header_bytes));
  const int code = sqlite3_prepare_v3(handle_, "COMMIT", -1, SQLITE_PREPARE_PERSISTENT,
                                      &commit_handle_, nullptr);
  if (code != SQLITE_OK) return std::unexpected(failure_of(code, "COMMIT"));
  sqlite3_wal_hook(handle_, &Database::on_commit_to_wal, this);
  return {};
}

Database::~Database() {
  RETOUR_CHECK(census().quiet());
  RETOUR_CHECK(checkpoint_holds_ == 0);
  for (auto& [address, first] : cache_) {
    for (PreparedStatement* one = first.get(); one != nullptr; one = one->twin.get()) {
      sqlite3_finalize(one->handle);
    }
  }
  sqlite3_finalize(commit_handle_);
  RETOUR_CHECK(handle_ == nullptr || sqlite3_close(handle_) == SQLITE_OK);
}

int Database::on_commit_to_wal(void* self, sqlite3*, const char*, int pages) {
  static_cast<Database*>(self)->note_wal_pages(pages);
  return SQLITE_OK;
}

Status Database::run_pragma(const char* text) {
  sqlite3_stmt* handle = nullptr;
  int code = sqlite3_prepare_v2(handle_, text, -1, &handle, nullptr);
  while (code == SQLITE_OK || code == SQLITE_ROW) {
    if (handle == nullptr) break;
    code = sqlite3_step(handle);
  }
  if (code != SQLITE_DONE || vfs_->is_poisoned()) {
    Failure failure = failure_of(code == SQLITE_DONE ? SQLITE_IOERR : code, text);
    sqlite3_finalize(handle);
    return std::unexpected(std::move(failure));
  }
  sqlite3_finalize(handle);
  return {};
}

// ------------------------------------------------------------------ statements

PreparedStatement* Database::prepare(Sql sql, std::optional<Failure>& failure) {
  const std::string_view text = sql.text();
  std::unique_ptr<PreparedStatement>* place = &cache_[text.data()];
  int twins = 0;
  while (*place != nullptr) {
    RETOUR_CHECK((*place)->text == text);  // stored text was freed or changed
    if (!(*place)->busy) return place->get();
    place = &(*place)->twin;
    RETOUR_CHECK(++twins < twins_max);
  }
  RETOUR_CHECK(cache_.size() <= cached_statements_max);
  auto fresh = std::make_unique<PreparedStatement>();
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(handle_, text.data(), static_cast<int>(text.size()),
                                      SQLITE_PREPARE_PERSISTENT, &fresh->handle, &rest);
  if (code != SQLITE_OK || fresh->handle == nullptr) {
    failure = failure_of(code == SQLITE_OK ? SQLITE_ERROR : code, text);
    return nullptr;
  }
  RETOUR_CHECK(rest == text.data() + text.size());  // one statement, no trailing semicolon
  fresh->text = text;
  fresh->writes = sqlite3_stmt_readonly(fresh->handle) == 0;
  fresh->parameter_count = sqlite3_bind_parameter_count(fresh->handle);
  *place = std::move(fresh);
  return place->get();
}

Statement Database::borrow(Sql sql) {
  std::optional<Failure> failure;
  Statement statement(*this, prepare(sql, failure));
  statement.failure_ = std::move(failure);
  return statement;
}

void Database::check_parameters(const Statement& statement, std::size_t count) {
  RETOUR_CHECK(statement.prepared_->parameter_count == static_cast<int>(count));
}

Status Database::finish(Statement& statement) {
  while (true) {
    RETOUR_ASSIGN(const bool row, statement.step());
    if (!row) return {};
  }
}

Statement::Statement(Database& database, PreparedStatement* prepared)
    : database_(&database), prepared_(prepared) {
  ++database_->open_statements_;
  if (prepared_ != nullptr) prepared_->busy = true;
}

Statement::Statement(Statement&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)),
      prepared_(std::exchange(other.prepared_, nullptr)),
      failure_(std::exchange(other.failure_, std::nullopt)) {}

Statement::~Statement() {
  if (database_ == nullptr) return;
  --database_->open_statements_;
  if (prepared_ == nullptr) return;
  sqlite3_reset(prepared_->handle);
  prepared_->busy = false;
}

Result<bool> Statement::step() {
  if (failure_.has_value()) return std::unexpected(*failure_);
  RETOUR_CHECK(prepared_ != nullptr);
  if (prepared_->writes) {
    if (database_->doomed_.has_value()) {
      return fail(*database_->doomed_, "the transaction has already failed");
    }
    if (database_->read_only_) {
      return fail(FailureCode::read_only, "the database takes no writes since space ran out");
    }
  }
  const int code = sqlite3_step(prepared_->handle);
  if (code == SQLITE_ROW || code == SQLITE_DONE) {
    if (!database_->vfs_->is_poisoned()) [[likely]]
      return code == SQLITE_ROW;
    failure_ = database_->failure_of(SQLITE_IOERR_READ, prepared_->text);
  } else {
    failure_ = database_->failure_of(code, prepared_->text);
  }
  return std::unexpected(*failure_);
}

void Statement::rewind() noexcept {
  if (prepared_ != nullptr) sqlite3_reset(prepared_->handle);
}

void Statement::bind_failed(int code) {
  if (!failure_.has_value()) failure_ = database_->failure_of(code, prepared_->text);
}

void Statement::bind_null(int index) {
  if (const int code = sqlite3_bind_null(prepared_->handle, index)) bind_failed(code);
}

void Statement::bind_integer(int index, std::int64_t value) {
  if (const int code = sqlite3_bind_int64(prepared_->handle, index, value)) bind_failed(code);
}

void Statement::bind_text(int index, std::string_view value, Lifetime lifetime) {
  const char* data = value.empty() ? "" : value.data();
  const int code = sqlite3_bind_text64(
      prepared_->handle, index, data, value.size(),
      lifetime == Lifetime::borrowed ? SQLITE_STATIC : SQLITE_TRANSIENT, SQLITE_UTF8);
  if (code != SQLITE_OK) bind_failed(code);
}

void Statement::bind_blob(int index, ByteView value, Lifetime lifetime) {
  const void* data = value.empty() ? static_cast<const void*>("") : value.data();
  const int code =
      sqlite3_bind_blob64(prepared_->handle, index, data, value.size(),
                          lifetime == Lifetime::borrowed ? SQLITE_STATIC : SQLITE_TRANSIENT);
  if (code != SQLITE_OK) bind_failed(code);
}

bool Statement::is_null(int column) const noexcept {
  return sqlite3_column_type(prepared_->handle, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const noexcept {
  return sqlite3_column_int64(prepared_->handle, column);
}

std::string_view Statement::text(int column) const noexcept {
  const void* data = sqlite3_column_text(prepared_->handle, column);
  const int size = sqlite3_column_bytes(prepared_->handle, column);
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

ByteView Statement::blob(int column) const noexcept {
  const void* data = sqlite3_column_blob(prepared_->handle, column);
  const int size = sqlite3_column_bytes(prepared_->handle, column);
  return {static_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)};
}

IdBytes Statement::id(int column) const noexcept {
  IdBytes result;
  const ByteView bytes = blob(column);
  if (bytes.size() == result.bytes.size()) {
    std::memcpy(result.bytes.data(), bytes.data(), bytes.size());
  }
  return result;
}

std::optional<std::int64_t> Statement::optional_integer(int column) const noexcept {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

int Statement::column_count() const noexcept {
  return sqlite3_column_count(prepared_->handle);
}

Status Database::execute(std::string_view script) {
  while (!script.empty()) {
    sqlite3_stmt* handle = nullptr;
    const char* rest = nullptr;
    int code =
        sqlite3_prepare_v2(handle_, script.data(), static_cast<int>(script.size()), &handle, &rest);
    if (code != SQLITE_OK) return std::unexpected(failure_of(code, script.substr(0, 80)));
    const std::string_view done = script.substr(0, static_cast<std::size_t>(rest - script.data()));
    script.remove_prefix(done.size());
    if (handle == nullptr) continue;  // blanks or a comment
    if (sqlite3_stmt_readonly(handle) == 0 && (read_only_ || doomed_.has_value())) {
      sqlite3_finalize(handle);
      return fail(doomed_.value_or(FailureCode::read_only), "the database takes no writes now");
    }
    do {
      code = sqlite3_step(handle);
    } while (code == SQLITE_ROW);
    if (code == SQLITE_DONE && vfs_->is_poisoned()) code = SQLITE_IOERR_READ;
    if (code != SQLITE_DONE) {
      Failure failure = failure_of(code, done.substr(0, 80));
      sqlite3_finalize(handle);
      return std::unexpected(std::move(failure));
    }
    sqlite3_finalize(handle);
  }
  return {};
}

std::int64_t Database::changes() const noexcept {
  return sqlite3_changes64(handle_);
}

std::int64_t Database::last_insert_rowid() const noexcept {
  return sqlite3_last_insert_rowid(handle_);
}

// ------------------------------------------------------------------ transactions

/// SQLite's NORMAL syncs the log before a checkpoint only; its frames carry checksums in a chain,
/// so that after a crash a prefix of the commits is there (https://sqlite.org/wal.html).
Status Database::set_sync(Sync sync) {
  if (sync == sync_ || durability_ == Durability::none) return {};
  RETOUR_TRY(
      run_pragma(sync == Sync::now ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL"));
  sync_ = sync;
  return {};
}

Status Database::sync_log() {
  RETOUR_CHECK(!in_transaction_);
  if (!unsynced_) return {};
  RETOUR_TRY(files_.sync(StoreFile::wal));
  unsynced_ = false;
  return {};
}

Result<Transaction> Database::begin(Sync sync) {
  RETOUR_CHECK(!in_transaction_);
  if (read_only_) {
    return fail(FailureCode::read_only, "the database takes no writes since space ran out");
  }
  // Earlier automatic checkpoints failed: insist, so that the log stays bounded.
  if (wal_size_bytes() > wal_overrun_factor * wal_size_limit_bytes_) {
    RETOUR_TRY(run_checkpoint(SQLITE_CHECKPOINT_PASSIVE));
  }
  (void)vfs_->take_failure();  // of something that SQLite itself could shrug off
  RETOUR_TRY(set_sync(sync));
  RETOUR_TRY(run("BEGIN IMMEDIATE"));
  in_transaction_ = true;
  wal_pages_at_begin_ = wal_pages_;
  doomed_.reset();
  return Transaction(*this);
}

Status Database::commit() {
  RETOUR_CHECK(in_transaction_);
  if (doomed_.has_value()) {
    const FailureCode why = *doomed_;
    rollback();
    return fail(why, "a statement of this transaction failed; all of it was undone");
  }
  // RETOUR_CHECK, not a failure: only a ROLLBACK in somebody's SQL could have ended it.
  RETOUR_CHECK(sqlite3_get_autocommit(handle_) == 0);
  // Not by run(): once SQLite says that it is committed it is, whatever else went wrong meanwhile.
  const int code = sqlite3_step(commit_handle_);
  sqlite3_reset(commit_handle_);
  if (code != SQLITE_DONE) {
    Failure failure = failure_of(code, "COMMIT");
    rollback();
    return std::unexpected(std::move(failure));
  }
  in_transaction_ = false;
  // A commit that changed no page writes nothing and syncs nothing: what waited still waits.
  const bool wrote = wal_pages_ != wal_pages_at_begin_;
  if (sync_ == Sync::later)
    unsynced_ = unsynced_ || wrote;
  else if (wrote)
    unsynced_ = false;
  RETOUR_TRY(sync_ == Sync::now ? sync_log() : Status{});
  if (wal_size_bytes() > wal_size_limit_bytes_) {
    // The transaction is in the log already. If there is no room for the checkpoint, the database
    // has become read-only, and the next begin() says so.
    (void)run_checkpoint(SQLITE_CHECKPOINT_PASSIVE);
  }
  return {};
}

void Database::rollback() noexcept {
  RETOUR_CHECK(in_transaction_);
  in_transaction_ = false;
  doomed_.reset();
  if (sqlite3_get_autocommit(handle_) == 0) {
    sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
    (void)vfs_->take_failure();
  }
  // A rollback touches memory only; SQLite reports trouble but always ends the transaction.
  RETOUR_CHECK(sqlite3_get_autocommit(handle_) != 0);
}

Transaction::~Transaction() {
  if (database_ != nullptr) database_->rollback();
}

Status Transaction::commit() {
  RETOUR_CHECK(database_ != nullptr);
  return std::exchange(database_, nullptr)->commit();
}

void Transaction::rollback() noexcept {
  RETOUR_CHECK(database_ != nullptr);
  std::exchange(database_, nullptr)->rollback();
}

// ------------------------------------------------------------------ checkpoints

std::int64_t Database::wal_size_bytes() const noexcept {
  return std::int64_t{wal_pages_} * (page_size_bytes_ + wal_frame_header_bytes);
}

Status Database::run_checkpoint(int mode) {
  RETOUR_CHECK(!in_transaction_);
  ++checkpoints_;
  int frames = 0;
  int moved = 0;
  const int code = sqlite3_wal_checkpoint_v2(handle_, "main", mode, &frames, &moved);
  if (code != SQLITE_OK) return std::unexpected(failure_of(code, "checkpoint"));
  if (vfs_->is_poisoned()) return std::unexpected(failure_of(SQLITE_IOERR_READ, "checkpoint"));
  if (frames == moved) {
    wal_pages_ = 0;  // the next commit starts the log anew
    unsynced_ = false;
  }
  return {};
}

Status Database::checkpoint() {
  return run_checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
}

Result<bool> Database::checkpoint_from(std::int64_t wal_size_bytes_min) {
  if (in_transaction_ || checkpoint_holds_ > 0 || wal_size_bytes() < wal_size_bytes_min) {
    return false;
  }
  RETOUR_TRY(run_checkpoint(SQLITE_CHECKPOINT_PASSIVE));
  return true;
}

CheckpointHold::CheckpointHold(Database& database) noexcept
    : database_(&database), checkpoints_before_(database.checkpoints_) {
  ++database_->checkpoint_holds_;
}

CheckpointHold::CheckpointHold(CheckpointHold&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)),
      checkpoints_before_(other.checkpoints_before_) {}

CheckpointHold::~CheckpointHold() {
  if (database_ != nullptr) --database_->checkpoint_holds_;
}

bool CheckpointHold::broken() const noexcept {
  return database_->checkpoints_ != checkpoints_before_;
}

// ------------------------------------------------------------------ schema, space

Result<std::int64_t> Database::schema_version() {
  RETOUR_ASSIGN(const auto version, query_integer("PRAGMA user_version"));
  return version.value_or(0);
}

Status Database::set_schema_version(std::int32_t version) {
  return execute("PRAGMA user_version = " + std::to_string(version));
}

Status Database::shrink(std::int32_t pages_max) {
  return execute("PRAGMA incremental_vacuum(" + std::to_string(pages_max) + ")");
}

Status Database::check_integrity(IntegrityDepth depth) {
  const std::string text = std::string("PRAGMA ") +
                           (depth == IntegrityDepth::full ? "integrity_check" : "quick_check") +
                           "(" + std::to_string(integrity_findings_max) + ")";
  sqlite3_stmt* handle = nullptr;
  int code = sqlite3_prepare_v2(handle_, text.c_str(), -1, &handle, nullptr);
  std::string findings;
  while (code == SQLITE_OK || code == SQLITE_ROW) {
    code = sqlite3_step(handle);
    if (code != SQLITE_ROW) break;
    const auto* line = reinterpret_cast<const char*>(sqlite3_column_text(handle, 0));
    if (line == nullptr || std::strcmp(line, "ok") == 0) continue;
    findings += findings.empty() ? "" : "; ";
    findings += line;
  }
  if (code == SQLITE_DONE && vfs_->is_poisoned()) code = SQLITE_IOERR_READ;
  if (code != SQLITE_DONE) {
    Failure failure = failure_of(code, text);
    sqlite3_finalize(handle);
    return std::unexpected(std::move(failure));
  }
  sqlite3_finalize(handle);
  if (!findings.empty()) return fail(FailureCode::corrupt, findings);
  return {};
}

/// Whether there is room for some work, not only for the page that the log happens to have.
Status Database::probe_space() {
  RETOUR_ASSIGN(const bool staging, files_.exists(StoreFile::staging));
  if (staging) return {};  // a restore lies there; the write below must do
  Status written = files_.write(StoreFile::staging, 0, Bytes(retry_headroom_bytes));
  if (written.has_value()) written = files_.sync(StoreFile::staging);
  const Status removed = files_.remove(StoreFile::staging);
  return written.has_value() ? removed : written;
}

Status Database::retry_writing() {
  RETOUR_CHECK(!in_transaction_);
  if (!read_only_) return {};
  RETOUR_TRY(probe_space());
  (void)run_checkpoint(SQLITE_CHECKPOINT_TRUNCATE);  // may free the log's space, may fail
  RETOUR_ASSIGN(const std::int64_t version, schema_version());
  read_only_ = false;
  const auto probe = [&]() -> Status {
    RETOUR_ASSIGN(Transaction change, begin());
    RETOUR_TRY(set_schema_version(static_cast<std::int32_t>(version)));
    return change.commit();
  };
  Status done = probe();
  if (!done.has_value()) read_only_ = true;
  return done;
}

}  // namespace retour::store
