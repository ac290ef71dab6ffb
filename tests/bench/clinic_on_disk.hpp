// A clinic in a folder of its own on the disk, for benchmarks of the whole door.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "app/first_run.hpp"
#include "app/import_session.hpp"
#include "bench/bench.hpp"
#include "storage/posix_files.hpp"

namespace retour::bench {

inline void must_accept(Result<app::Outcome> outcome) {
  const app::Outcome came = must(std::move(outcome));
  if (const auto* refusal = std::get_if<Refusal>(&came))
    stop("refused: " + std::string(enum_name(refusal->code)));
}

/// Wall clock: for what waits for a disk.
inline double wall_microseconds() {
  return std::chrono::duration<double, std::micro>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

/// Removed with everything in it at the end.
class Folder {
 public:
  explicit Folder(const char* name) {
    const char* cache = std::getenv("RETOUR_BENCH_FOLDER");  // a disk, where /tmp is none
    const std::filesystem::path parent =
        cache != nullptr ? cache : std::filesystem::temp_directory_path();
    path_ = parent / (std::string("retour_bench_") + name + "_" +
                      std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()));
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string file(const char* name) const { return (path_ / name).string(); }
  [[nodiscard]] std::int64_t bytes() const {
    std::int64_t sum = 0;
    for (const auto& entry : std::filesystem::directory_iterator(path_))
      sum += static_cast<std::int64_t>(entry.file_size());
    return sum;
  }

 private:
  std::filesystem::path path_;
};

/// The clinic as the server has it: encrypted, cache and log limit of a machine with memory.
class ClinicOnDisk {
 public:
  explicit ClinicOnDisk(const char* name)
      : folder_(name), files_(must(storage::PosixFiles::open(folder_.file("clinic.db")))) {
    SeededRandom key_random(7);
    clinic_ = must(app::Clinic::open(
        {.files = *files_,
         .random = random_,
         .now_unix_milliseconds = [this] { return now_milliseconds_ += 1; },
         .now_microseconds = [] { return static_cast<std::int64_t>(wall_microseconds()); },
         .cache_size_bytes = 256 << 20,
         .wal_size_limit_bytes = 256 << 20},
        store::DatabaseKey::generate(key_random), store::Opening::create));
    app::FirstRun first;
    first.clinic_name = "Bench";
    first.branch_name = "1";
    first.owner_family_name = "Owner";
    first.zone = "America/Sao_Paulo";
    must_accept(app::set_up(*clinic_, first));
    branch_ = clinic_->catalogue().branches.front().id;
  }
  ~ClinicOnDisk() { clinic_.reset(); }

  [[nodiscard]] app::Clinic& clinic() { return *clinic_; }
  [[nodiscard]] BranchId branch() const { return branch_; }
  [[nodiscard]] const Folder& folder() const { return folder_; }

  /// Lands the whole file and moves the log into the database file. Gives what landed.
  exchange::ImportReport import_appointments(const std::string& file) {
    app::ImportSettings settings;
    settings.system = settings.profile = "appointments";
    settings.file_name = "appointments.csv";
    settings.branch = branch_;
    settings.mapping = *exchange::built_in_profile("appointments");
    settings.interpret.zone = clinic_->catalogue().zone_of(branch_);
    settings.interpret.today = clinic_->today(branch_);
    settings.rows_per_commit = app::drafts_per_batch_max;
    settings.batches = app::ImportBatches::fixed;
    app::ImportSession session(*clinic_, std::move(settings));
    session.feed(file);
    session.finish_input();
    clinic_->jobs().start("job.import",
                          [&](app::JobControl& control) { return session.run(control); });
    while (!clinic_->jobs().is_empty()) clinic_->jobs().run(100'000);
    if (session.phase() != app::ImportPhase::done) stop("the import did not end well");
    must(clinic_->database().checkpoint());
    return session.report();
  }

 private:
  Folder folder_;
  std::unique_ptr<storage::PosixFiles> files_;
  SeededRandom random_{11};
  std::int64_t now_milliseconds_ = 1'795'338'000'000;  // 2026-11-22
  std::unique_ptr<app::Clinic> clinic_;
  BranchId branch_;
};

}  // namespace retour::bench
