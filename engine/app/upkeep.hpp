// Long looks at the whole clinic, as jobs: verification, and a backup with the state hash in it.
//
//   auto backup = std::make_shared<BackupSession>(vault);
//   clinic.jobs().start("job.backup",
//                       [backup](JobControl& c) { return backup->run(c, "", backup); });
//
// The job keeps its session alive, so that a screen may go away meanwhile. When the clinic changes
// under it, it begins again, a few times; then it gives up and says so.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/vault.hpp"
#include "store/verifier.hpp"

namespace retour::app {

class VerifySession {
 public:
  explicit VerifySession(Clinic& clinic) : clinic_(clinic) {}
  /// `self` keeps the session until the job ends. Failures: conflict when the clinic kept changing,
  /// corrupt, io.
  Job run(JobControl& control, std::shared_ptr<VerifySession> self);
  [[nodiscard]] const std::optional<Result<store::Verification>>& result() const { return result_; }

 private:
  Clinic& clinic_;
  std::optional<Result<store::Verification>> result_;
};

/// A backup that is ready to be saved.
struct BackupFile {
  Bytes bytes;
  Digest state;  ///< State hash of what is inside.
};

class BackupSession {
 public:
  explicit BackupSession(Vault& vault) : vault_(vault) {}
  /// `passphrase`: for the file of an unprotected clinic. Failures: as Vault::start_backup;
  /// conflict when the clinic kept changing.
  Job run(JobControl& control, std::string passphrase, std::shared_ptr<BackupSession> self);
  [[nodiscard]] const std::optional<Result<BackupFile>>& result() const { return result_; }
  /// The file, once.
  [[nodiscard]] std::optional<Result<BackupFile>> take_result() {
    return std::exchange(result_, std::nullopt);
  }

 private:
  Vault& vault_;
  std::optional<Result<BackupFile>> result_;
};

}  // namespace retour::app
