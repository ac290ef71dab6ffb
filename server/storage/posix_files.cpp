#include "storage/posix_files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace retour::storage {

using store::StoreFile;

namespace {

constexpr mode_t file_mode = S_IRUSR | S_IWUSR;  // patients' data: the owner's eyes only
constexpr std::size_t transfer_bytes_max = std::size_t{1} << 30;  // Linux cuts at 2 GiB - 4 KiB

std::unexpected<Failure> system_failure(int error, const std::string& what) {
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  return fail(full ? FailureCode::out_of_space : FailureCode::io,
              what + ": " + std::strerror(error));
}

std::string_view suffix_of(StoreFile file) {
  switch (file) {
    case StoreFile::database: return "";
    case StoreFile::wal: return "-wal";
    case StoreFile::journal: return "-journal";
    case StoreFile::key_slots_a: return "-keys-a";
    case StoreFile::key_slots_b: return "-keys-b";
    case StoreFile::staging: return "-staging";
  }
  return "-unknown";
}

template <class Call>
auto without_interruption(Call call) {
  while (true) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

int sync_descriptor(int descriptor) {
#ifdef __APPLE__
  return ::fcntl(descriptor, F_FULLFSYNC);  // fsync stops at the drive's own cache there
#else
  return ::fdatasync(descriptor);  // includes the size, leaves out the times
#endif
}

}  // namespace

PosixFiles::PosixFiles(std::string path) : path_(std::move(path)) {
  descriptors_.fill(-1);
  const std::size_t slash = path_.rfind('/');
  folder_ = slash == std::string::npos ? "." : path_.substr(0, slash + 1);
}

Result<std::unique_ptr<PosixFiles>> PosixFiles::open(const std::string& path) {
  std::unique_ptr<PosixFiles> files(new PosixFiles(path));
  for (const StoreFile file : store::all_store_files) {
    int& descriptor = files->descriptor(file);
    // The database file is made at once: it carries the lock.
    const int creation = file == StoreFile::database ? O_CREAT : 0;
    descriptor = without_interruption([&] {
      return ::open(files->path_of(file).c_str(), O_RDWR | O_CLOEXEC | creation, file_mode);
    });
    if (descriptor < 0 && creation == 0 && errno == ENOENT) continue;
    if (descriptor < 0) {
      const int error = errno;
      if (error == ENOENT) return fail(FailureCode::not_found, files->folder_ + " does not exist");
      return system_failure(error, "open " + files->path_of(file));
    }
    if (file == StoreFile::database) RETOUR_TRY(files->lock_database());
  }
  return files;
}

Status PosixFiles::lock_database() {
  int& own = descriptor(StoreFile::database);
  if (::flock(own, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    ::close(std::exchange(own, -1));  // and tidy nothing: it is the other one's
    if (error != EWOULDBLOCK) return system_failure(error, "lock " + path_);
    return fail(FailureCode::conflict, path_ + " is open elsewhere");
  }
  // Between our open and our lock the holder may have closed and tidied an empty file away: then
  // we hold a file without a name, and what we wrote would be gone.
  struct stat about{};
  if (::fstat(own, &about) == 0 && about.st_nlink > 0) return {};
  ::close(std::exchange(own, -1));
  return fail(FailureCode::conflict, path_ + " was being closed elsewhere; try again");
}

PosixFiles::~PosixFiles() {
  // The database goes last: its lock protects the tidying.
  for (std::size_t index = descriptors_.size(); index-- > 0;) {
    if (descriptors_[index] < 0) continue;
    struct stat about{};
    if (::fstat(descriptors_[index], &about) == 0 && about.st_size == 0) {
      ::unlink(path_of(static_cast<StoreFile>(index)).c_str());
    }
    ::close(descriptors_[index]);
  }
}

std::string PosixFiles::path_of(StoreFile file) const {
  return path_ + std::string(suffix_of(file));
}

Status PosixFiles::create(StoreFile file) {
  const std::string path = path_of(file);
  const int descriptor = without_interruption(
      [&] { return ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, file_mode); });
  if (descriptor < 0) return system_failure(errno, "create " + path);
  this->descriptor(file) = descriptor;
  return {};
}

Result<std::size_t> PosixFiles::read(StoreFile file, std::uint64_t offset,
                                     std::span<std::uint8_t> out) {
  if (descriptor(file) < 0) return std::size_t{0};
  std::size_t done = 0;
  while (done < out.size()) {
    const std::size_t want = std::min(out.size() - done, transfer_bytes_max);
    const ssize_t got = without_interruption([&] {
      return ::pread(descriptor(file), out.data() + done, want, static_cast<off_t>(offset + done));
    });
    if (got < 0) return system_failure(errno, "read " + path_of(file));
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

Status PosixFiles::write(StoreFile file, std::uint64_t offset, ByteView bytes) {
  if (descriptor(file) < 0) RETOUR_TRY(create(file));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const std::size_t want = std::min(bytes.size() - done, transfer_bytes_max);
    const ssize_t put = without_interruption([&] {
      return ::pwrite(descriptor(file), bytes.data() + done, want,
                      static_cast<off_t>(offset + done));
    });
    if (put < 0) return system_failure(errno, "write " + path_of(file));
    if (put == 0)
      return fail(FailureCode::out_of_space, "write " + path_of(file) + ": no progress");
    done += static_cast<std::size_t>(put);  // a short count goes round again and meets its error
  }
  return {};
}

Status PosixFiles::truncate(StoreFile file, std::uint64_t size) {
  if (descriptor(file) < 0) {
    if (size == 0) return {};
    RETOUR_TRY(create(file));
  }
  const int result =
      without_interruption([&] { return ::ftruncate(descriptor(file), static_cast<off_t>(size)); });
  if (result != 0) return system_failure(errno, "truncate " + path_of(file));
  return {};
}

Status PosixFiles::sync(StoreFile file) {
  if (descriptor(file) < 0) return {};
  if (sync_descriptor(descriptor(file)) != 0) return system_failure(errno, "sync " + path_of(file));
  return sync_folder(file);
}

Result<std::uint64_t> PosixFiles::size(StoreFile file) {
  if (descriptor(file) < 0) return std::uint64_t{0};
  struct stat about{};
  if (::fstat(descriptor(file), &about) != 0) return system_failure(errno, "size " + path_of(file));
  return static_cast<std::uint64_t>(about.st_size);
}

Status PosixFiles::sync_folder(StoreFile file) {
  const std::size_t bit = std::size_t{1} << static_cast<unsigned>(file);
  if ((named_durably_ & bit) != 0) return {};
  const int folder = without_interruption(
      [&] { return ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
  if (folder < 0) return system_failure(errno, "open " + folder_);
  const int result = ::fsync(folder);
  const int error = errno;
  ::close(folder);
  if (result != 0) return system_failure(error, "sync " + folder_);
  named_durably_ |= bit;
  return {};
}

}  // namespace retour::storage
