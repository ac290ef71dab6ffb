#include "app/upkeep.hpp"

namespace retour::app {
namespace {

/// How often work begins again because somebody wrote meanwhile.
constexpr int attempts_max = 5;
/// Rows or ops between two looks at the clock.
constexpr std::size_t rows_per_step = 64;
constexpr std::size_t bytes_per_step = 256U << 10;

Failure kept_changing() {
  return {FailureCode::conflict, "the clinic was changed all the time"};
}

}  // namespace

Job VerifySession::run(JobControl& control, std::shared_ptr<VerifySession> self) {
  control.total = 1000;
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    const std::uint64_t generation = clinic_.generation();
    store::Verifier verifier(clinic_.tables(), clinic_.log());
    while (clinic_.generation() == generation) {
      const Result<bool> done = verifier.step(rows_per_step);
      if (!done) self->result_ = std::unexpected(done.error());
      if (done && *done) self->result_ = verifier.found();
      if (self->result_) co_return;
      control.done = verifier.permille();
      co_await control.breathe();
    }
  }
  self->result_ = std::unexpected(kept_changing());
}

Job BackupSession::run(JobControl& control, std::string passphrase,
                       std::shared_ptr<BackupSession> self) {
  Clinic& clinic = *vault_.clinic();
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    const std::uint64_t generation = clinic.generation();
    store::StateHasher hasher(clinic.tables());
    bool hashed = false;
    while (!hashed && clinic.generation() == generation) {
      const Result<bool> done = hasher.step(rows_per_step);
      if (!done) {
        self->result_ = std::unexpected(done.error());
        co_return;
      }
      hashed = *done;
      // What is hashed and what is written must be one moment's: no pause in between.
      if (!hashed) co_await control.breathe();
    }
    if (!hashed) continue;
    BackupFile file{.bytes = {}, .state = hasher.digest()};
    auto writer = vault_.start_backup(
        [&file](ByteView piece) -> Status {
          file.bytes.insert(file.bytes.end(), piece.begin(), piece.end());
          return {};
        },
        passphrase, file.state);
    if (!writer) {
      self->result_ = std::unexpected(writer.error());
      co_return;
    }
    while (true) {
      const Result<store::Progress> progress = (*writer)->step(bytes_per_step);
      if (!progress && progress.error().code == FailureCode::conflict) break;  // Again.
      if (!progress) self->result_ = std::unexpected(progress.error());
      if (progress && progress->finished()) self->result_ = std::move(file);
      if (self->result_) co_return;
      control.total = static_cast<std::int64_t>(progress->total_bytes);
      control.done = static_cast<std::int64_t>(progress->done_bytes);
      co_await control.breathe();
    }
  }
  self->result_ = std::unexpected(kept_changing());
}

}  // namespace retour::app
