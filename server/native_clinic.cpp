#include "native_clinic.hpp"

#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <iostream>

namespace retour::server {
namespace {

constexpr std::int64_t cache_size_bytes = 256 << 20;
constexpr std::int64_t wal_size_limit_bytes = 256 << 20;  // a whole import; empty after a close
constexpr std::int64_t job_slice_microseconds = 100'000;

std::int64_t now_unix_milliseconds() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::int64_t now_microseconds() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Result<std::string> ask_passphrase(const std::string& what_for) {
  if (const char* given = std::getenv("RETOUR_PASSPHRASE")) return std::string(given);
  if (isatty(STDIN_FILENO) == 0)
    return fail(FailureCode::unsupported,
                "no passphrase: set RETOUR_PASSPHRASE or run this at a terminal");
  std::cerr << "Passphrase " << what_for << ": " << std::flush;
  termios before{};
  tcgetattr(STDIN_FILENO, &before);
  termios silent = before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  std::string line;
  const bool read = static_cast<bool>(std::getline(std::cin, line));
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  std::cerr << '\n';
  if (!read) return fail(FailureCode::cancelled, "no passphrase was typed");
  return line;
}

NativeClinic::NativeClinic(std::unique_ptr<storage::PosixFiles> files)
    : files_(std::move(files)),
      vault_({*files_, random_, now_unix_milliseconds, now_microseconds, cache_size_bytes,
              wal_size_limit_bytes}) {}

Result<std::unique_ptr<NativeClinic>> NativeClinic::open(const std::string& path, Wanted wanted) {
  RETOUR_ASSIGN(std::unique_ptr<storage::PosixFiles> files, storage::PosixFiles::open(path));
  std::unique_ptr<NativeClinic> made(new NativeClinic(std::move(files)));
  RETOUR_TRY(made->vault_.look());
  switch (made->vault_.state()) {
    case app::VaultState::open: return made;
    case app::VaultState::empty: {
      if (wanted == Wanted::existing) return fail(FailureCode::not_found, "no database at " + path);
      RETOUR_ASSIGN(const std::string passphrase, ask_passphrase("for the new database " + path));
      if (passphrase.empty())
        return fail(FailureCode::malformed, "an empty passphrase protects nothing");
      RETOUR_TRY(made->vault_.create(passphrase));
      return made;
    }
    case app::VaultState::locked: {
      RETOUR_ASSIGN(const std::string passphrase, ask_passphrase("of " + path));
      RETOUR_TRY(made->vault_.unlock(passphrase));
      return made;
    }
  }
  return made;
}

Result<std::unique_ptr<NativeClinic>> NativeClinic::create_unprotected(const std::string& path) {
  RETOUR_ASSIGN(std::unique_ptr<storage::PosixFiles> files, storage::PosixFiles::open(path));
  std::unique_ptr<NativeClinic> made(new NativeClinic(std::move(files)));
  RETOUR_TRY(made->vault_.look());
  if (made->vault_.state() != app::VaultState::empty)
    return fail(FailureCode::conflict, "there is a database at " + path + " already");
  RETOUR_TRY(made->vault_.create(""));
  return made;
}

void NativeClinic::finish_jobs() {
  while (!clinic().jobs().is_empty()) clinic().jobs().run(job_slice_microseconds);
}

}  // namespace retour::server
