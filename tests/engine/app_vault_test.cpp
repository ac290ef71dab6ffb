// Creating, locking and unlocking a clinic; what a crash or a wrong passphrase leaves behind.
#include <gtest/gtest.h>

#include "app/vault.hpp"
#include "store/memory_files.hpp"

namespace retour::app {
namespace {

constexpr store::KeyCost cheap{.passes = 1, .memory_kib = 8};

class VaultTest : public testing::Test {
 protected:
  Vault make() {
    return Vault({files_, random_, [] { return std::int64_t{1'795'348'800'000}; },
                  [] { return std::int64_t{0}; }},
                 cheap);
  }
  store::MemoryFiles files_;
  SeededRandom random_{3};
};

TEST_F(VaultTest, AFreshDeviceIsEmptyAndOpensAfterCreating) {
  Vault vault = make();
  ASSERT_TRUE(vault.look().has_value());
  EXPECT_EQ(vault.state(), VaultState::empty);
  EXPECT_EQ(vault.clinic(), nullptr);
  ASSERT_TRUE(vault.create("тайна").has_value());
  EXPECT_EQ(vault.state(), VaultState::open);
  ASSERT_NE(vault.clinic(), nullptr);
  EXPECT_FALSE(vault.is_unprotected());
}

TEST_F(VaultTest, TheNextStartAsksForThePassphrase) {
  {
    Vault vault = make();
    ASSERT_TRUE(vault.look().has_value());
    ASSERT_TRUE(vault.create("тайна").has_value());
    ASSERT_TRUE(vault.close().has_value());
  }
  Vault vault = make();
  ASSERT_TRUE(vault.look().has_value());
  EXPECT_EQ(vault.state(), VaultState::locked);
  const Status wrong = vault.unlock("тайна ");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().code, FailureCode::wrong_passphrase);
  EXPECT_EQ(vault.state(), VaultState::locked);
  ASSERT_TRUE(vault.unlock("тайна").has_value());
  EXPECT_EQ(vault.state(), VaultState::open);
}

TEST_F(VaultTest, AnOpenSlotOpensByItself) {
  {
    Vault vault = make();
    ASSERT_TRUE(vault.look().has_value());
    ASSERT_TRUE(vault.create("").has_value());
    ASSERT_TRUE(vault.close().has_value());
  }
  Vault vault = make();
  ASSERT_TRUE(vault.look().has_value());
  EXPECT_EQ(vault.state(), VaultState::open);
  EXPECT_TRUE(vault.is_unprotected());
}

TEST_F(VaultTest, CreatingTwiceIsRefused) {
  Vault vault = make();
  ASSERT_TRUE(vault.look().has_value());
  ASSERT_TRUE(vault.create("").has_value());
  const Status again = vault.create("x");
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, FailureCode::conflict);
}

TEST_F(VaultTest, SlotsWithoutADatabaseAreACrashWhileCreatingAndStillEmpty) {
  {
    const auto key = store::DatabaseKey::generate(random_);
    store::KeySlots slots = store::make_key_slots(random_);
    ASSERT_TRUE(store::add_open_slot(slots, key, {}, random_).has_value());
    ASSERT_TRUE(store::save_key_slots(files_, slots).has_value());
  }
  Vault vault = make();
  ASSERT_TRUE(vault.look().has_value());
  EXPECT_EQ(vault.state(), VaultState::empty);
  ASSERT_TRUE(vault.create("тайна").has_value());
}

TEST_F(VaultTest, ADatabaseWithoutSlotsIsNeverTakenForEmpty) {
  {
    Vault vault = make();
    ASSERT_TRUE(vault.look().has_value());
    ASSERT_TRUE(vault.create("").has_value());
    ASSERT_TRUE(vault.close().has_value());
  }
  ASSERT_TRUE(files_.remove(store::StoreFile::key_slots_a).has_value());
  ASSERT_TRUE(files_.remove(store::StoreFile::key_slots_b).has_value());
  Vault vault = make();
  EXPECT_FALSE(vault.look().has_value());
  EXPECT_NE(vault.state(), VaultState::empty);
  EXPECT_FALSE(vault.create("").has_value());
}

TEST_F(VaultTest, ThePassphraseChangesAndTheOldOneOpensNoMore) {
  Vault vault = make();
  ASSERT_TRUE(vault.look().has_value());
  ASSERT_TRUE(vault.create("old").has_value());
  EXPECT_EQ(vault.change_passphrase("wrong", "new").error().code, FailureCode::wrong_passphrase);
  ASSERT_TRUE(vault.change_passphrase("old", "new").has_value());
  ASSERT_TRUE(vault.close().has_value());
  ASSERT_FALSE(vault.unlock("old").has_value());
  ASSERT_TRUE(vault.unlock("new").has_value());
}

TEST_F(VaultTest, AnUnprotectedClinicCanBeGivenAPassphrase) {
  Vault vault = make();
  ASSERT_TRUE(vault.look().has_value());
  ASSERT_TRUE(vault.create("").has_value());
  ASSERT_TRUE(vault.change_passphrase("", "тайна").has_value());
  EXPECT_FALSE(vault.is_unprotected());
  ASSERT_TRUE(vault.close().has_value());
  ASSERT_TRUE(vault.unlock("тайна").has_value());
}

}  // namespace
}  // namespace retour::app
