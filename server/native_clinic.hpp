// A clinic over a file of this machine, with the platform that it needs.
#pragma once

#include <memory>
#include <string>

#include "app/vault.hpp"
#include "base/random.hpp"
#include "storage/posix_files.hpp"

namespace retour::server {

enum class Wanted : std::uint8_t {
  existing,  ///< not_found when there is no database.
  create,    ///< Makes one when there is none.
};

/// The open clinic and everything it stands on, in order of construction.
class NativeClinic {
 public:
  /// Opens the database at `path`. The passphrase comes from RETOUR_PASSPHRASE or, at a terminal,
  /// from a prompt; an open slot (demo) asks for none. Failures: wrong_passphrase (the file is
  /// untouched), not_found, conflict (another program has it open), and what the store gives.
  [[nodiscard]] static Result<std::unique_ptr<NativeClinic>> open(const std::string& path,
                                                                  Wanted wanted);
  /// Makes a new clinic that opens without a passphrase (demo). conflict when there is one already.
  [[nodiscard]] static Result<std::unique_ptr<NativeClinic>> create_unprotected(
      const std::string& path);

  [[nodiscard]] app::Clinic& clinic() { return *vault_.clinic(); }
  [[nodiscard]] app::Vault& vault() { return vault_; }
  [[nodiscard]] store::FileSystem& files() { return *files_; }

  /// Runs every job to its end.
  void finish_jobs();

 private:
  explicit NativeClinic(std::unique_ptr<storage::PosixFiles> files);

  std::unique_ptr<storage::PosixFiles> files_;
  SecureRandom random_;
  app::Vault vault_;
};

/// The passphrase from RETOUR_PASSPHRASE, or from the terminal without echo. `unsupported` when
/// there is neither. Never from the command line, where every process could read it.
[[nodiscard]] Result<std::string> ask_passphrase(const std::string& what_for);

}  // namespace retour::server
