// SQLite's view of the storage seam: a `sqlite3_vfs` over one FileSystem, below the cipher's own.
//
//   SQLite  ->  multipleciphers-retour-7 (encrypts pages)  ->  retour-7 (this)  ->  FileSystem
//
// Works alike natively and in wasm, where SQLite has no operating system layer of its own
// (SQLITE_OS_OTHER) and this is the only VFS. There is no shared memory and no locking: the seam
// admits one opener, and the connection holds the file exclusively, which lets WAL run without.
//
// Two things that SQLite or the cipher layer would lose are kept here:
//   - The seam's own words about a failure (SQLite has only numbers): `take_failure()`.
//   - Failed reads. The cipher layer drops the return code of a read that fails other than by
//     being short, and would take a failed read of the log's header for an empty log: committed
//     transactions would vanish and then be overwritten. So a failed read *poisons* the VFS: from
//     there on every write, truncate and sync fails until the wrapper has reported the failure and
//     called `take_failure()`.
//
// Frames of the write-ahead log are gathered and written at once with the frame that commits them
// (https://sqlite.org/fileformat2.html#walformat). SQLite hands each over as a header of 24 bytes
// and a page; in a browser every write is a call out of the program, and those calls were half of
// an import's time. No commit is reported before its frames were written.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "store/files.hpp"

namespace retour::store {

/// A registered VFS; unregistered on destruction. Must outlive the connections that use it.
class Vfs {
 public:
  /// `now_unix_milliseconds` may be empty (then it is always the epoch).
  Vfs(FileSystem& files, RandomSource& random, std::function<std::int64_t()> now_unix_milliseconds);
  Vfs(const Vfs&) = delete;
  Vfs& operator=(const Vfs&) = delete;
  ~Vfs();

  /// Registers with SQLite. To be called once, before `name` is used.
  [[nodiscard]] Status enlist();

  /// The name to open with: the encrypting layer over this VFS.
  [[nodiscard]] const std::string& name() const noexcept { return cipher_name_; }

  /// The seam's first failure since the last call, if there was one; lifts the poison.
  [[nodiscard]] std::optional<Failure> take_failure() noexcept;

  /// Whether a read failed and nobody has taken the failure yet.
  [[nodiscard]] bool is_poisoned() const noexcept { return poisoned_; }

 private:
  friend struct VfsCalls;
  struct Registration;

  int note(Failure failure, int code) noexcept;

  /// A write to the log; gathered until the commit. False: not one to gather.
  [[nodiscard]] bool gather(std::uint64_t begin, ByteView bytes);
  /// Whether what is gathered should be written now.
  [[nodiscard]] bool should_write_frames() const;
  [[nodiscard]] Status write_frames();

  FileSystem& files_;
  RandomSource& random_;
  std::function<std::int64_t()> now_unix_milliseconds_;
  std::string plain_name_;
  std::string cipher_name_;
  std::unique_ptr<Registration> registration_;
  std::vector<std::uint8_t> frames_;  ///< Of the log, one after another, not written yet.
  std::uint64_t frames_begin_ = 0;    ///< Where they belong.
  std::uint64_t log_end_ = 0;         ///< End of what was handed over last.
  bool frame_open_ = false;           ///< The last header waits for its page.
  bool frame_commits_ = false;        ///< The last header is that of a commit.
  std::optional<Failure> failure_;
  bool poisoned_ = false;
};

}  // namespace retour::store
