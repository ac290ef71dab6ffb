// The pages' cipher: the same files as those of the built-in cipher of the same format, tampering
// noticed, the block counter's wrap.
#include <gtest/gtest.h>
#include <sodium.h>
#include <sqlite3.h>

#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "store/page_cipher.hpp"

namespace retour::store {
namespace {

constexpr char built_in[] = "chacha20";

class PageCipherTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = (std::filesystem::temp_directory_path() /
             ("retour_page_cipher_" + std::to_string(randombytes_random()) + ".db"))
                .string();
  }
  void TearDown() override { std::filesystem::remove(path_); }

  /// Runs `sql` with this cipher and gives the first number of its last row, or -code.
  int run(const std::string& cipher, const std::string& sql, char key_character = 'k') {
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
    const std::string set = "PRAGMA cipher = '" + cipher + "'";
    EXPECT_EQ(sqlite3_exec(database, set.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    const std::string key = "raw:" + std::string(32, key_character);
    EXPECT_EQ(sqlite3_key(database, key.data(), static_cast<int>(key.size())), SQLITE_OK);
    int number = 0;
    const auto read = [](void* to, int, char** cells, char**) {
      const std::string_view text(cells[0]);
      std::from_chars(text.data(), text.data() + text.size(), *static_cast<int*>(to));
      return 0;
    };
    const int code = sqlite3_exec(database, sql.c_str(), read, &number, nullptr);
    sqlite3_close(database);
    return code == SQLITE_OK ? number : -code;
  }
  static std::string fill(int rows) {
    return "CREATE TABLE t (x); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
           "WHERE i < " +
           std::to_string(rows) + ") INSERT INTO t SELECT randomblob(500) FROM n";
  }
  std::string path_;
};

TEST_F(PageCipherTest, IsNotTheBuiltInOne) {
  EXPECT_STRNE(page_cipher_name(), built_in);
}

TEST_F(PageCipherTest, ReadsAndExtendsFilesOfTheBuiltInOne) {
  ASSERT_EQ(run(built_in, fill(2'000)), 0);
  EXPECT_EQ(run(page_cipher_name(), "SELECT count(*) FROM t"), 2'000);
  EXPECT_EQ(run(page_cipher_name(), "INSERT INTO t SELECT x FROM t LIMIT 500"), 0);
  EXPECT_EQ(run(built_in, "SELECT count(*) FROM t"), 2'500);
}

TEST_F(PageCipherTest, WritesFilesThatTheBuiltInOneReads) {
  ASSERT_EQ(run(page_cipher_name(), "PRAGMA journal_mode = WAL;" + fill(2'000)), 0);
  EXPECT_EQ(run(built_in, "SELECT count(*) FROM t WHERE length(x) = 500"), 2'000);
}

TEST_F(PageCipherTest, RefusesAnotherKey) {
  ASSERT_EQ(run(page_cipher_name(), fill(10)), 0);
  EXPECT_EQ(run(page_cipher_name(), "SELECT count(*) FROM t", 'j'), -SQLITE_NOTADB);
  EXPECT_EQ(run(page_cipher_name(), "SELECT count(*) FROM t"), 10);
}

TEST_F(PageCipherTest, NoticesOneFlippedBitInCiphertextNonceAndTag) {
  ASSERT_EQ(run(page_cipher_name(), fill(100)), 0);
  for (const int offset : {4096 * 3 + 17, 4096 * 4 - 32, 4096 * 4 - 1}) {
    const auto flip = [&] {
      std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
      file.seekg(offset);
      const int byte = file.get();
      file.seekp(offset);
      file.put(static_cast<char>(byte ^ 1));
    };
    flip();
    EXPECT_EQ(run(page_cipher_name(), "SELECT sum(length(x)) FROM t"), -SQLITE_CORRUPT) << offset;
    flip();
    EXPECT_EQ(run(page_cipher_name(), "SELECT sum(length(x)) FROM t"), 50'000);
  }
}

TEST_F(PageCipherTest, TheBlockCounterWraps) {
  const std::array<std::uint8_t, 32> key{1};
  const std::array<std::uint8_t, 12> nonce{2};
  std::vector<std::uint8_t> bytes(64 * 3 + 5, 0), expected = bytes;
  apply_page_stream(bytes, nonce.data(), 0xFFFFFFFFU, key.data());
  crypto_stream_chacha20_ietf_xor_ic(expected.data(), expected.data(), 64, nonce.data(),
                                     0xFFFFFFFFU, key.data());
  crypto_stream_chacha20_ietf_xor_ic(expected.data() + 64, expected.data() + 64,
                                     expected.size() - 64, nonce.data(), 0, key.data());
  EXPECT_EQ(bytes, expected);
}

}  // namespace
}  // namespace retour::store
