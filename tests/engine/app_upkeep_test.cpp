// Verification and backup as jobs: in slices, beside people who go on working.
#include "app/upkeep.hpp"

#include <algorithm>

#include "clinic_fixture.hpp"

namespace retour::app {
namespace {

class Upkeep : public ClinicTest {
 protected:
  void add_patients(int count) {
    for (int i = 0; i < count; ++i) add_patient("Пациентка");
  }
};

TEST_F(Upkeep, VerificationInSlicesFindsWhatTheWholeOneFinds) {
  add_patients(40);
  ASSERT_TRUE(clinic_->write_base_snapshot().has_value());
  add_patients(200);
  const auto session = std::make_shared<VerifySession>(*clinic_);
  clinic_->jobs().start("job.verify",
                        [&](JobControl& control) { return session->run(control, session); });
  clinic_->jobs().run(1);
  EXPECT_FALSE(session->result().has_value());
  run_jobs();
  ASSERT_TRUE(session->result().has_value());
  ASSERT_TRUE(session->result()->has_value());
  EXPECT_TRUE((*session->result())->ok());
  EXPECT_EQ((*session->result())->state, *clinic_->hash());
  EXPECT_EQ((*session->result())->ops, clinic_->log().head().seq);
}

TEST_F(Upkeep, VerificationBeginsAgainWhenSomebodyWrites) {
  add_patients(200);
  const auto session = std::make_shared<VerifySession>(*clinic_);
  clinic_->jobs().start("job.verify",
                        [&](JobControl& control) { return session->run(control, session); });
  clinic_->jobs().run(1);
  add_patients(1);
  run_jobs();
  ASSERT_TRUE(session->result().has_value());
  ASSERT_TRUE(session->result()->has_value());
  EXPECT_TRUE((*session->result())->ok());
  EXPECT_EQ((*session->result())->state, *clinic_->hash());
}

// An import moved four megabytes of the log at once, and typing beside it waited for ninety
// milliseconds.
TEST_F(Upkeep, AShortSliceMovesTheLogBeforeItIsLong) {
  constexpr std::int64_t slice_microseconds = 1'000;  // moves 32 KiB
  bool ended = false;
  clinic_->jobs().start("job.write", [&](JobControl& control) -> Job {
    for (int i = 0; i < 200; ++i) {
      add_patients(1);
      co_await control.breathe();
    }
    ended = true;
  });
  std::int64_t longest_bytes = 0;
  for (int slices = 0; !ended && slices < 10'000; ++slices) {
    clinic_->run_jobs(slice_microseconds);
    longest_bytes = std::max(longest_bytes, clinic_->database().wal_size_bytes());
  }
  ASSERT_TRUE(ended);
  EXPECT_LT(longest_bytes, 1 << 20);
}

TEST_F(Upkeep, ARowThatDoesNotFollowFromTheLogIsNamed) {
  ASSERT_TRUE(clinic_->database().run("UPDATE room SET capacity = 7").has_value());
  const auto session = std::make_shared<VerifySession>(*clinic_);
  clinic_->jobs().start("job.verify",
                        [&](JobControl& control) { return session->run(control, session); });
  run_jobs();
  ASSERT_TRUE(session->result().has_value() && session->result()->has_value());
  const store::Verification& found = **session->result();
  EXPECT_FALSE(found.state_follows_log);
  EXPECT_TRUE(found.chain_holds);
  ASSERT_EQ(found.differences.size(), 1u);
  EXPECT_TRUE(found.differences.front().starts_with("room "));
}

TEST_F(Upkeep, ARowThatIsMissingIsNamed) {
  ASSERT_TRUE(clinic_->database().run("DELETE FROM room").has_value());
  const auto found = clinic_->verify();
  ASSERT_TRUE(found.has_value());
  EXPECT_FALSE(found->state_follows_log);
  ASSERT_EQ(found->differences.size(), 1u);
  EXPECT_TRUE(found->differences.front().ends_with("only in log"));
}

TEST(BackupSlices, TheFileCarriesTheStateAndComesBack) {
  store::MemoryFiles files;
  SeededRandom random{5};
  std::int64_t now_us = 0;
  Vault vault({files, random, [] { return test_now_ms; }, [&] { return now_us += 100; }},
              {.passes = 1, .memory_kib = 8});
  ASSERT_TRUE(vault.look().has_value());
  ASSERT_TRUE(vault.create("тайна").has_value());
  FirstRun first;
  first.clinic_name = "Клиника";
  first.branch_name = "Главный";
  first.owner_family_name = "Владелина";
  first.zone = "Europe/Moscow";
  ASSERT_TRUE(set_up(*vault.clinic(), first).has_value());
  const auto session = std::make_shared<BackupSession>(vault);
  vault.clinic()->jobs().start(
      "job.backup", [&](JobControl& control) { return session->run(control, "", session); });
  for (int i = 0; i < 10'000 && !session->result(); ++i) vault.clinic()->jobs().run(1'000);
  const auto result = session->take_result();
  ASSERT_TRUE(result.has_value() && result->has_value());
  const BackupFile& file = **result;
  EXPECT_EQ(file.state, *vault.clinic()->hash());
  ASSERT_TRUE(
      vault
          .start_restore(
              [&](std::uint64_t offset, std::span<std::uint8_t> out) -> Result<std::size_t> {
                const std::size_t from = std::min<std::size_t>(offset, file.bytes.size());
                const std::size_t count = std::min(out.size(), file.bytes.size() - from);
                std::copy_n(file.bytes.begin() + static_cast<std::ptrdiff_t>(from), count,
                            out.begin());
                return count;
              },
              "тайна")
          .has_value());
  while (true) {
    const auto progress = vault.restore_some(1 << 16);
    ASSERT_TRUE(progress.has_value());
    if (progress->finished()) break;
  }
  ASSERT_TRUE(vault.finish_restore().has_value());
  EXPECT_EQ(*vault.clinic()->hash(), file.state);
}

}  // namespace
}  // namespace retour::app
