// The commands of `retour`, one function each. They print to standard output (JSON with `json`),
// explain failures on standard error and give the process's exit status.
#pragma once

#include <cstdint>
#include <string>

namespace retour::server {

enum class Output : std::uint8_t { text, json };

/// Exit statuses, as `--help` lists them.
inline constexpr int exit_ok = 0;
inline constexpr int exit_failure = 1;  ///< Storage, file or system failed.
inline constexpr int exit_usage = 2;    ///< The command line is wrong.
inline constexpr int exit_refused =
    3;  ///< The data do not allow it (bad header, verify found damage).

struct ServeOptions {
  std::string data_folder;
  std::string listen = "127.0.0.1:8080";
  std::string site_folder;  ///< Empty: beside the program.
};
int run_serve(const ServeOptions& options, Output output);

struct ImportOptions {
  std::string file;  ///< Empty with `watch_folder`.
  std::string database;
  std::string profile = "generic";  ///< Built-in name, "generic" (guess), or a profile file.
  std::string system;               ///< Empty: the profile's name.
  std::string zone = "Europe/Moscow";
  std::string language;  ///< Of messages and of a new database: ru, en, sv. Empty: the clinic's.
  std::string rejects_file;  ///< Empty: <file>.rejected.csv.
  std::string watch_folder;
  bool dry_run = false;
};
int run_import(const ImportOptions& options, Output output);

struct ExportOptions {
  std::string database;
  std::string folder;  ///< One CSV per table.
  std::string backup;  ///< One encrypted file.
};
int run_export(const ExportOptions& options, Output output);

struct RestoreOptions {
  std::string backup;
  std::string database;
  bool replace = false;
};
int run_restore(const RestoreOptions& options, Output output);

int run_verify(const std::string& database, Output output);
int run_hash(const std::string& database, Output output);

struct DemoCommandOptions {
  std::string database;
  std::uint64_t seed = 1;
  std::string language = "ru";
};
int run_demo(const DemoCommandOptions& options, Output output);

int run_dictionary();

}  // namespace retour::server
