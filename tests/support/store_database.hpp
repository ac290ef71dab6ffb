// An empty database in memory with the schema in place.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "base/random.hpp"
#include "store/memory_files.hpp"
#include "store/schema.hpp"
#include "store/sqlite.hpp"

namespace retour::test {

/// Encrypted like the real one; gone with this object.
struct StoreDatabase {
  StoreDatabase() {
    auto opened = store::Database::open(files, store::DatabaseKey::generate(random), random,
                                        {.opening = store::Opening::create});
    EXPECT_TRUE(opened.has_value()) << opened.error().context;
    database = std::move(*opened);
    const Status done = store::migrate(*database);
    EXPECT_TRUE(done.has_value()) << done.error().context;
  }

  SeededRandom random{20'261'122};
  store::MemoryFiles files;
  std::unique_ptr<store::Database> database;
};

/// The value of a result, or a test failure with its context (and an empty value).
template <class T>
[[nodiscard]] T value_of(Result<T> result) {
  EXPECT_TRUE(result.has_value()) << result.error().context;
  return result ? std::move(*result) : T{};
}
inline void expect_done(const Status& status) {
  EXPECT_TRUE(status.has_value()) << status.error().context;
}

}  // namespace retour::test
