// The storage suite over memory and over POSIX files; the browser runs it over OPFS
// (tests/web/storage.browser.mjs). Besides, what only POSIX files have: locks and names.
// links: store server_storage
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "conformance/storage_conformance.hpp"
#include "storage/posix_files.hpp"
#include "store/memory_files.hpp"

namespace retour {
namespace {

using conformance::StorageCheck;
using conformance::StorageUnderTest;

class MemoryStorage final : public StorageUnderTest {
 public:
  store::FileSystem& files() override { return files_; }
  bool reopen() override { return false; }

 private:
  store::MemoryFiles files_;
};

/// A folder of its own, removed afterwards.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "retour-store-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::size_t count() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
  }

 private:
  std::string path_;
};

class PosixStorage final : public StorageUnderTest {
 public:
  PosixStorage() { open(); }
  store::FileSystem& files() override { return *files_; }
  bool reopen() override {
    files_.reset();
    open();
    return true;
  }

 private:
  void open() {
    auto opened = storage::PosixFiles::open(folder_.file("clinic.db"));
    ASSERT_TRUE(opened.has_value()) << opened.error().context;
    files_ = std::move(*opened);
  }

  TemporaryFolder folder_;
  std::unique_ptr<storage::PosixFiles> files_;
};

class StorageConformance : public testing::TestWithParam<StorageCheck> {};

TEST_P(StorageConformance, Memory) {
  MemoryStorage storage;
  EXPECT_EQ(GetParam().run(storage), "");
}

TEST_P(StorageConformance, Posix) {
  PosixStorage storage;
  EXPECT_EQ(GetParam().run(storage), "");
}

INSTANTIATE_TEST_SUITE_P(All, StorageConformance, testing::ValuesIn(conformance::storage_checks()),
                         [](const auto& info) { return info.param.name; });

TEST(PosixFiles, SecondOpenerIsRefused) {
  const TemporaryFolder folder;
  auto first = storage::PosixFiles::open(folder.file("clinic.db"));
  ASSERT_TRUE(first.has_value());
  const auto second = storage::PosixFiles::open(folder.file("clinic.db"));
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, FailureCode::conflict);

  const pid_t child = fork();  // another process, too
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto other = storage::PosixFiles::open(folder.file("clinic.db"));
    _exit(!other.has_value() && other.error().code == FailureCode::conflict ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);

  first->reset();
  EXPECT_TRUE(storage::PosixFiles::open(folder.file("clinic.db")).has_value());
}

TEST(PosixFiles, EmptyFilesAreTidiedAway) {
  const TemporaryFolder folder;
  {
    auto files = storage::PosixFiles::open(folder.file("clinic.db"));
    ASSERT_TRUE(files.has_value());
    ASSERT_TRUE((*files)->write(store::StoreFile::journal, 0, as_bytes("x")).has_value());
    ASSERT_TRUE((*files)->remove(store::StoreFile::journal).has_value());
    ASSERT_TRUE((*files)->write(store::StoreFile::key_slots_a, 0, as_bytes("x")).has_value());
  }
  EXPECT_EQ(folder.count(), 1u);
}

TEST(PosixFiles, MissingFolderIsNotFound) {
  const auto files = storage::PosixFiles::open("/nonexistent/retour/clinic.db");
  ASSERT_FALSE(files.has_value());
  EXPECT_EQ(files.error().code, FailureCode::not_found);
}

// A real full device: what /dev/full answers to every write must come out as out_of_space.
TEST(PosixFiles, FullDeviceIsOutOfSpace) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("/dev/full", folder.file("clinic.db-keys-a"));
  auto files = storage::PosixFiles::open(folder.file("clinic.db"));
  ASSERT_TRUE(files.has_value());
  const Status done = (*files)->write(store::StoreFile::key_slots_a, 0, as_bytes("x"));
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, FailureCode::out_of_space);
  std::filesystem::remove(folder.file("clinic.db-keys-a"));
}

}  // namespace
}  // namespace retour
