#include "store/vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "base/check.hpp"

namespace retour::store {

struct Vfs::Registration {
  sqlite3_vfs vfs{};
};

namespace {

constexpr int sector_size_bytes = 4096;
constexpr int path_length_max = 64;

// SQLite seeds itself (salts of the log) from the default VFS. Natively that stays the operating
// system's; in wasm there is none (see the end of this file), so it is ours.
#ifdef __EMSCRIPTEN__
constexpr int becomes_default = 1;
#else
constexpr int becomes_default = 0;
#endif

constexpr std::uint64_t scratch_file_bytes_max = std::uint64_t{256} << 20;

/// Of the log's file format.
constexpr std::uint64_t log_header_bytes = 32;
constexpr std::size_t frame_header_bytes = 24;
/// A long transaction is written in pieces of about so much.
constexpr std::size_t gathered_bytes_max = std::size_t{1} << 20;

/// The day number by which SQLite counts milliseconds, at the Unix epoch.
constexpr std::int64_t julian_epoch_milliseconds = 210'866'760'000'000;

/// What SQLite allocates for an open file. `scratch` backs the rare nameless temporary file.
struct OpenFile {
  sqlite3_file base;
  Vfs* vfs;
  std::vector<std::uint8_t>* scratch;
  StoreFile file;
};

OpenFile& open_file(sqlite3_file* file) {
  return *reinterpret_cast<OpenFile*>(file);
}

StoreFile store_file_of_path(std::string_view path) {
  if (path.ends_with("-wal")) return StoreFile::wal;
  if (path.ends_with("-journal")) return StoreFile::journal;
  return StoreFile::database;
}

}  // namespace

/// The functions that SQLite calls. A struct so that it can be a friend of Vfs.
struct VfsCalls {
  static Vfs& self(sqlite3_vfs* vfs) { return *static_cast<Vfs*>(vfs->pAppData); }

  static int code_of_write(const Failure& failure, int otherwise) {
    return failure.code == FailureCode::out_of_space ? SQLITE_FULL : otherwise;
  }

  /// Writes what is gathered of the log, before anything else happens to that file.
  static int settle(OpenFile& open, int otherwise) {
    if (open.file != StoreFile::wal || open.vfs->frames_.empty()) return SQLITE_OK;
    auto done = open.vfs->write_frames();
    if (done.has_value()) return SQLITE_OK;
    const int code = code_of_write(done.error(), otherwise);
    return open.vfs->note(std::move(done).error(), code);
  }

  static int close(sqlite3_file* file) {
    (void)settle(open_file(file), SQLITE_IOERR_CLOSE);  // half a transaction at most
    delete open_file(file).scratch;  // allow(naked-new): SQLite owns the C struct
    open_file(file).scratch = nullptr;
    return SQLITE_OK;
  }

  static int read_scratch(const std::vector<std::uint8_t>& bytes, void* out, std::size_t size,
                          std::uint64_t offset) {
    const auto begin = static_cast<std::size_t>(std::min<std::uint64_t>(offset, bytes.size()));
    const std::size_t got = std::min(size, bytes.size() - begin);
    std::memcpy(out, bytes.data() + begin, got);
    if (got == size) return SQLITE_OK;
    std::memset(static_cast<char*>(out) + got, 0, size - got);
    return SQLITE_IOERR_SHORT_READ;
  }

  static int read(sqlite3_file* file, void* out, int amount, sqlite3_int64 offset) {
    OpenFile& open = open_file(file);
    const auto size = static_cast<std::size_t>(amount);
    const auto begin = static_cast<std::uint64_t>(offset);
    if (open.scratch != nullptr) return read_scratch(*open.scratch, out, size, begin);
    if (const int code = settle(open, SQLITE_IOERR_READ); code != SQLITE_OK) return code;
    auto got = open.vfs->files_.read(open.file, begin, {static_cast<std::uint8_t*>(out), size});
    if (!got.has_value()) {
      std::memset(out, 0, size);
      open.vfs->poisoned_ = true;
      return open.vfs->note(std::move(got).error(), SQLITE_IOERR_READ);
    }
    if (*got == size) return SQLITE_OK;
    std::memset(static_cast<char*>(out) + *got, 0, size - *got);
    return SQLITE_IOERR_SHORT_READ;
  }

  static int write(sqlite3_file* file, const void* bytes, int amount, sqlite3_int64 offset) {
    OpenFile& open = open_file(file);
    const auto size = static_cast<std::size_t>(amount);
    const auto begin = static_cast<std::uint64_t>(offset);
    if (open.scratch != nullptr) {
      if (begin + size > scratch_file_bytes_max) return SQLITE_FULL;
      const auto end = static_cast<std::size_t>(begin + size);
      if (open.scratch->size() < end) open.scratch->resize(end);
      std::memcpy(open.scratch->data() + begin, bytes, size);
      return SQLITE_OK;
    }
    if (open.vfs->poisoned_) return SQLITE_IOERR_WRITE;
    const ByteView view{static_cast<const std::uint8_t*>(bytes), size};
    if (open.file == StoreFile::wal && open.vfs->gather(begin, view))
      return open.vfs->should_write_frames() ? settle(open, SQLITE_IOERR_WRITE) : SQLITE_OK;
    if (const int code = settle(open, SQLITE_IOERR_WRITE); code != SQLITE_OK) return code;
    if (open.file == StoreFile::wal) open.vfs->log_end_ = begin + size;
    auto done = open.vfs->files_.write(open.file, begin, view);
    if (done.has_value()) return SQLITE_OK;
    const int code = code_of_write(done.error(), SQLITE_IOERR_WRITE);
    return open.vfs->note(std::move(done).error(), code);
  }

  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    OpenFile& open = open_file(file);
    if (open.scratch != nullptr) {
      open.scratch->resize(static_cast<std::size_t>(size));
      return SQLITE_OK;
    }
    if (open.vfs->poisoned_) return SQLITE_IOERR_TRUNCATE;
    if (const int code = settle(open, SQLITE_IOERR_TRUNCATE); code != SQLITE_OK) return code;
    auto done = open.vfs->files_.truncate(open.file, static_cast<std::uint64_t>(size));
    if (done.has_value()) return SQLITE_OK;
    const int code = code_of_write(done.error(), SQLITE_IOERR_TRUNCATE);
    return open.vfs->note(std::move(done).error(), code);
  }

  static int sync(sqlite3_file* file, int) {
    OpenFile& open = open_file(file);
    if (open.scratch != nullptr) return SQLITE_OK;
    if (open.vfs->poisoned_) return SQLITE_IOERR_FSYNC;
    if (const int code = settle(open, SQLITE_IOERR_FSYNC); code != SQLITE_OK) return code;
    auto done = open.vfs->files_.sync(open.file);
    if (done.has_value()) return SQLITE_OK;
    const int code = code_of_write(done.error(), SQLITE_IOERR_FSYNC);
    return open.vfs->note(std::move(done).error(), code);
  }

  static int file_size(sqlite3_file* file, sqlite3_int64* size) {
    OpenFile& open = open_file(file);
    *size = 0;
    if (open.scratch != nullptr) {
      *size = static_cast<sqlite3_int64>(open.scratch->size());
      return SQLITE_OK;
    }
    if (const int code = settle(open, SQLITE_IOERR_FSTAT); code != SQLITE_OK) return code;
    auto got = open.vfs->files_.size(open.file);
    if (!got.has_value()) return open.vfs->note(std::move(got).error(), SQLITE_IOERR_FSTAT);
    *size = static_cast<sqlite3_int64>(*got);
    return SQLITE_OK;
  }

  static int lock(sqlite3_file*, int) { return SQLITE_OK; }
  static int unlock(sqlite3_file*, int) { return SQLITE_OK; }

  static int check_reserved_lock(sqlite3_file*, int* reserved) {
    *reserved = 0;
    return SQLITE_OK;
  }

  static int file_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
  static int sector_size(sqlite3_file*) { return sector_size_bytes; }

  // A torn write leaves each sector old or new and its neighbours alone: the disk cache writes
  // whole blocks back. Without this flag every small commit would be padded to a sector in the log.
  static int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags,
                  int* flags_out);

  static int remove(sqlite3_vfs* vfs, const char* path, int) {
    Vfs& own = self(vfs);
    if (own.poisoned_) return SQLITE_IOERR_DELETE;
    const StoreFile file = store_file_of_path(path);
    if (file == StoreFile::wal) own.frames_.clear();
    auto done = own.files_.remove(file);
    if (done.has_value()) return SQLITE_OK;
    const int code = code_of_write(done.error(), SQLITE_IOERR_DELETE);
    return own.note(std::move(done).error(), code);
  }

  static int access(sqlite3_vfs* vfs, const char* path, int, int* answer) {
    Vfs& own = self(vfs);
    *answer = 0;
    auto there = own.files_.exists(store_file_of_path(path));
    if (!there.has_value()) return own.note(std::move(there).error(), SQLITE_IOERR_ACCESS);
    *answer = *there ? 1 : 0;
    return SQLITE_OK;
  }

  static int full_path(sqlite3_vfs*, const char* path, int size, char* out) {
    const std::string_view text(path);
    if (text.size() + 1 > static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
    std::memcpy(out, path, text.size() + 1);
    return SQLITE_OK;
  }

  static int randomness(sqlite3_vfs* vfs, int size, char* out) {
    self(vfs).random_.fill({reinterpret_cast<std::uint8_t*>(out), static_cast<std::size_t>(size)});
    return size;
  }

  static int sleep(sqlite3_vfs*, int) { return 0; }

  static int current_time_milliseconds(sqlite3_vfs* vfs, sqlite3_int64* out) {
    const Vfs& own = self(vfs);
    *out =
        julian_epoch_milliseconds + (own.now_unix_milliseconds_ ? own.now_unix_milliseconds_() : 0);
    return SQLITE_OK;
  }

  static int current_time(sqlite3_vfs* vfs, double* out) {
    sqlite3_int64 milliseconds = 0;
    const int code = current_time_milliseconds(vfs, &milliseconds);
    *out = static_cast<double>(milliseconds) / 86'400'000.0;
    return code;
  }

  static int last_error(sqlite3_vfs*, int, char*) { return SQLITE_OK; }
};

bool Vfs::gather(std::uint64_t begin, ByteView bytes) {
  const bool is_next = begin == (frames_.empty() ? log_end_ : frames_begin_ + frames_.size());
  if (frame_open_ && is_next) {
    frames_.insert(frames_.end(), bytes.begin(), bytes.end());
    frame_open_ = false;
    log_end_ = begin + bytes.size();
    return true;
  }
  // Headers out of turn are checksums written anew over frames that lie there already.
  if (bytes.size() != frame_header_bytes || (!is_next && begin != log_header_bytes)) return false;
  if (!is_next && !frames_.empty()) return false;
  if (frames_.empty()) frames_begin_ = begin;
  frames_.insert(frames_.end(), bytes.begin(), bytes.end());
  frame_open_ = true;
  frame_commits_ = std::ranges::any_of(bytes.subspan(4, 4), [](std::uint8_t b) { return b != 0; });
  return true;
}

bool Vfs::should_write_frames() const {
  return !frame_open_ && (frame_commits_ || frames_.size() >= gathered_bytes_max);
}

Status Vfs::write_frames() {
  frame_open_ = false;
  Status done = files_.write(StoreFile::wal, frames_begin_, frames_);
  frames_.clear();
  return done;
}

namespace {

const sqlite3_io_methods& io_methods() {
  static const sqlite3_io_methods methods = [] {
    sqlite3_io_methods table{};
    table.iVersion = 1;  // no shared memory, no memory map
    table.xClose = VfsCalls::close;
    table.xRead = VfsCalls::read;
    table.xWrite = VfsCalls::write;
    table.xTruncate = VfsCalls::truncate;
    table.xSync = VfsCalls::sync;
    table.xFileSize = VfsCalls::file_size;
    table.xLock = VfsCalls::lock;
    table.xUnlock = VfsCalls::unlock;
    table.xCheckReservedLock = VfsCalls::check_reserved_lock;
    table.xFileControl = VfsCalls::file_control;
    table.xSectorSize = VfsCalls::sector_size;
    table.xDeviceCharacteristics = VfsCalls::characteristics;
    return table;
  }();
  return methods;
}

std::string next_name() {
  static std::atomic<std::uint64_t> counter{0};
  return "retour-" + std::to_string(counter.fetch_add(1) + 1);
}

}  // namespace

int VfsCalls::open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags,
                   int* flags_out) {
  OpenFile& open = open_file(file);
  open.vfs = &self(vfs);
  open.scratch = nullptr;
  open.file = StoreFile::database;
  if ((flags & SQLITE_OPEN_MAIN_DB) != 0) {
    open.file = StoreFile::database;
  } else if ((flags & SQLITE_OPEN_WAL) != 0) {
    open.file = StoreFile::wal;
  } else if ((flags & SQLITE_OPEN_MAIN_JOURNAL) != 0) {
    open.file = StoreFile::journal;
  } else if (path == nullptr) {
    open.scratch = new std::vector<std::uint8_t>;  // allow(naked-new): inside SQLite's C struct
  } else {
    file->pMethods = nullptr;
    return SQLITE_CANTOPEN;  // an attached or super-journal file: never asked for
  }
  file->pMethods = &io_methods();
  if (flags_out != nullptr) *flags_out = flags;
  return SQLITE_OK;
}

Vfs::Vfs(FileSystem& files, RandomSource& random,
         std::function<std::int64_t()> now_unix_milliseconds)
    : files_(files),
      random_(random),
      now_unix_milliseconds_(std::move(now_unix_milliseconds)),
      plain_name_(next_name()),
      cipher_name_("multipleciphers-" + plain_name_),
      registration_(std::make_unique<Registration>()) {
  files_.claim();
}

Vfs::~Vfs() {
  if (registration_->vfs.zName != nullptr) {
    sqlite3mc_vfs_destroy(cipher_name_.c_str());
    sqlite3_vfs_unregister(&registration_->vfs);
  }
  files_.release();
}

Status Vfs::enlist() {
  RETOUR_CHECK(registration_->vfs.zName == nullptr);
  if (sqlite3_initialize() != SQLITE_OK) return fail(FailureCode::io, "SQLite does not start");
  sqlite3_vfs& vfs = registration_->vfs;
  vfs.iVersion = 2;
  vfs.szOsFile = sizeof(OpenFile);
  vfs.mxPathname = path_length_max;
  vfs.zName = plain_name_.c_str();
  vfs.pAppData = this;
  vfs.xOpen = VfsCalls::open;
  vfs.xDelete = VfsCalls::remove;
  vfs.xAccess = VfsCalls::access;
  vfs.xFullPathname = VfsCalls::full_path;
  vfs.xRandomness = VfsCalls::randomness;
  vfs.xSleep = VfsCalls::sleep;
  vfs.xCurrentTime = VfsCalls::current_time;
  vfs.xGetLastError = VfsCalls::last_error;
  vfs.xCurrentTimeInt64 = VfsCalls::current_time_milliseconds;
  if (sqlite3_vfs_register(&vfs, becomes_default) != SQLITE_OK ||
      sqlite3mc_vfs_create(plain_name_.c_str(), 0) != SQLITE_OK) {
    return fail(FailureCode::io, "the storage layer could not be registered");
  }
  return {};
}

int Vfs::note(Failure failure, int code) noexcept {
  if (!failure_.has_value()) failure_ = std::move(failure);
  return code;
}

std::optional<Failure> Vfs::take_failure() noexcept {
  poisoned_ = false;
  return std::exchange(failure_, std::nullopt);
}

}  // namespace retour::store

#ifdef __EMSCRIPTEN__
// SQLITE_OS_OTHER: SQLite asks for its operating system layer and does not start without a default
// VFS. This one opens nothing; the engine registers a VFS of its own for each store.
namespace {

int open_nothing(sqlite3_vfs*, const char*, sqlite3_file* file, int, int*) {
  file->pMethods = nullptr;
  return SQLITE_CANTOPEN;
}
int delete_nothing(sqlite3_vfs*, const char*, int) {
  return SQLITE_IOERR_DELETE;
}
int no_randomness(sqlite3_vfs*, int, char*) {
  return 0;
}

sqlite3_vfs& no_files() {
  static sqlite3_vfs vfs = [] {
    using retour::store::VfsCalls;
    sqlite3_vfs table{};
    table.iVersion = 1;
    table.szOsFile = sizeof(sqlite3_file);
    table.mxPathname = 64;
    table.zName = "retour-none";
    table.xOpen = open_nothing;
    table.xDelete = delete_nothing;
    table.xAccess = [](sqlite3_vfs*, const char*, int, int* answer) {
      *answer = 0;
      return SQLITE_OK;
    };
    table.xFullPathname = VfsCalls::full_path;
    table.xRandomness = no_randomness;
    table.xSleep = VfsCalls::sleep;
    table.xCurrentTime = [](sqlite3_vfs*, double* out) {
      *out = 0;
      return SQLITE_OK;
    };
    table.xGetLastError = VfsCalls::last_error;
    return table;
  }();
  return vfs;
}

}  // namespace

extern "C" {
int sqlite3_os_init(void) {
  return sqlite3_vfs_register(&no_files(), 1);
}
int sqlite3_os_end(void) {
  return SQLITE_OK;
}
}
#endif
