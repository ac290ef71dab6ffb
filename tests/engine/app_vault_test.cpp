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

/// A backup in memory, and the vault that makes and takes it.
class BackupTest : public VaultTest {
 protected:
  static void add_room(Clinic& clinic, const char* name) {
    Specialty thing;
    thing.id = clinic.new_id<Specialty>();
    thing.name = name;
    const auto outcome = clinic.submit({OpKind::put_specialty, {whole(thing)}});
    ASSERT_TRUE(outcome.has_value());
    ASSERT_TRUE(std::holds_alternative<Accepted>(*outcome));
  }

  static Bytes back_up(Vault& vault, std::string_view passphrase) {
    Bytes file;
    const std::optional<Digest> state = *vault.clinic()->hash();
    auto writer = vault.start_backup(
        [&](ByteView piece) -> Status {
          file.insert(file.end(), piece.begin(), piece.end());
          return {};
        },
        passphrase, state);
    EXPECT_TRUE(writer.has_value()) << writer.error().context;
    while (true) {
      const auto progress = (*writer)->step(4'096);
      EXPECT_TRUE(progress.has_value());
      if (!progress || progress->finished()) return file;
    }
  }

  static store::ByteSource source_of(const Bytes& file) {
    return [&file](std::uint64_t offset, std::span<std::uint8_t> out) -> Result<std::size_t> {
      if (offset >= file.size()) return std::size_t{0};
      const std::size_t count = std::min<std::size_t>(out.size(), file.size() - offset);
      std::copy_n(file.begin() + static_cast<std::ptrdiff_t>(offset), count, out.begin());
      return count;
    };
  }

  static Status restore(Vault& vault, const Bytes& file, std::string_view passphrase) {
    RETOUR_TRY(vault.start_restore(source_of(file), passphrase));
    while (true) {
      RETOUR_ASSIGN(const store::Progress progress, vault.restore_some(4'096));
      if (progress.finished()) return vault.finish_restore();
    }
  }
};

TEST_F(BackupTest, ARestoredClinicHasTheStateOfTheBackup) {
  Vault vault = make();
  ASSERT_TRUE(vault.look().has_value());
  ASSERT_TRUE(vault.create("тайна").has_value());
  add_room(*vault.clinic(), "Кардиолог");
  const Digest then = *vault.clinic()->hash();
  const Bytes file = back_up(vault, "");
  EXPECT_EQ(store::read_backup_header(source_of(file))->state, then);
  add_room(*vault.clinic(), "Позже");
  ASSERT_NE(*vault.clinic()->hash(), then);
  ASSERT_TRUE(restore(vault, file, "тайна").has_value());
  EXPECT_EQ(vault.state(), VaultState::open);
  EXPECT_EQ(*vault.clinic()->hash(), then);
  EXPECT_FALSE(vault.is_restoring());
}

TEST_F(BackupTest, AWrongPassphraseTouchesNothing) {
  Vault vault = make();
  ASSERT_TRUE(vault.look().has_value());
  ASSERT_TRUE(vault.create("тайна").has_value());
  const Bytes file = back_up(vault, "");
  add_room(*vault.clinic(), "Позже");
  const Digest now = *vault.clinic()->hash();
  const Status wrong = vault.start_restore(source_of(file), "не та");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().code, FailureCode::wrong_passphrase);
  EXPECT_FALSE(vault.is_restoring());
  EXPECT_EQ(*vault.clinic()->hash(), now);
}

TEST_F(BackupTest, ADamagedFileLeavesTheOpenClinicAsItWas) {
  Vault vault = make();
  ASSERT_TRUE(vault.look().has_value());
  ASSERT_TRUE(vault.create("тайна").has_value());
  Bytes file = back_up(vault, "");
  file[file.size() - 100] ^= 1;
  add_room(*vault.clinic(), "Позже");
  const Digest now = *vault.clinic()->hash();
  const Status damaged = restore(vault, file, "тайна");
  ASSERT_FALSE(damaged.has_value());
  EXPECT_EQ(damaged.error().code, FailureCode::malformed);
  ASSERT_NE(vault.clinic(), nullptr);
  EXPECT_EQ(*vault.clinic()->hash(), now);
  add_room(*vault.clinic(), "И дальше");
}

TEST_F(BackupTest, AnUnprotectedClinicLeavesTheDeviceOnlyUnderAPassphrase) {
  Bytes file;
  {
    Vault vault = make();
    ASSERT_TRUE(vault.look().has_value());
    ASSERT_TRUE(vault.create("").has_value());
    file = back_up(vault, "для файла");
    EXPECT_TRUE(vault.is_unprotected());
    ASSERT_TRUE(vault.close().has_value());
  }
  EXPECT_FALSE(store::read_backup_header(source_of(file))->key_slots.has_open_slot());
  store::MemoryFiles elsewhere;
  Vault vault({elsewhere, random_, [] { return std::int64_t{1'795'348'800'000}; },
               [] { return std::int64_t{0}; }},
              cheap);
  ASSERT_TRUE(vault.look().has_value());
  EXPECT_FALSE(restore(vault, file, "").has_value());
  EXPECT_EQ(vault.state(), VaultState::empty);
  ASSERT_TRUE(restore(vault, file, "для файла").has_value());
  EXPECT_EQ(vault.state(), VaultState::open);
}

}  // namespace
}  // namespace retour::app
