// Commands over a whole database: export, restore, verify, hash, demo, dictionary.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "app/demo.hpp"
#include "commands.hpp"
#include "exchange/table_export.hpp"
#include "native_clinic.hpp"
#include "report.hpp"
#include "store/backup.hpp"
#include "store/schema.hpp"

namespace retour::server {
namespace {

namespace fs = std::filesystem;

Status export_tables(app::Clinic& clinic, const std::string& folder, nlohmann::json& files) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(FailureCode::io, folder + ": " + error.message());
  for (const EntityKind kind : exchange::exported_kinds()) {
    const fs::path path = fs::path(folder) / exchange::export_file_name(kind);
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    RETOUR_TRY(exchange::export_table(clinic.tables(), kind,
                                      {.role = clinic.session().role, .style = {}},
                                      [&](std::string_view piece) -> Status {
                                        out << piece;
                                        if (!out) return fail(FailureCode::io, path.string());
                                        return {};
                                      }));
    out.close();
    if (!out) return fail(FailureCode::io, path.string());
    files.push_back(path.filename().string());
  }
  return {};
}

Status export_backup(NativeClinic& native, const std::string& path) {
  const std::string partial = path + ".part";
  std::ofstream out(partial, std::ios::binary | std::ios::trunc);
  if (!out) return fail(FailureCode::io, "cannot write " + partial);
  RETOUR_ASSIGN(const store::KeySlots slots, store::load_key_slots(native.files()));
  RETOUR_ASSIGN(const Digest state, native.clinic().hash());
  RETOUR_TRY(store::write_backup(
      native.clinic().database(), slots, native.clinic().now().seconds,
      [&](ByteView bytes) -> Status {
        out << as_text(bytes);
        if (!out) return fail(FailureCode::io, partial);
        return {};
      },
      state));
  out.close();
  std::error_code error;
  fs::rename(partial, path, error);
  if (!out || error) return fail(FailureCode::io, "cannot write " + path);
  return {};
}

}  // namespace

int run_export(const ExportOptions& options, Output output) {
  auto native = NativeClinic::open(options.database, Wanted::existing);
  if (!native) return report_failure(native.error(), output);
  nlohmann::json json = nlohmann::json::object();
  std::string text;
  if (!options.folder.empty()) {
    json["files"] = nlohmann::json::array();
    if (const Status done = export_tables((*native)->clinic(), options.folder, json["files"]);
        !done)
      return report_failure(done.error(), output);
    text += std::to_string(json["files"].size()) + " tables in " + options.folder + "\n";
  }
  if (!options.backup.empty()) {
    if (const Status done = export_backup(**native, options.backup); !done)
      return report_failure(done.error(), output);
    json["backup"] = options.backup;
    text += "encrypted backup in " + options.backup + "\n";
  }
  print(output, json, text);
  return exit_ok;
}

int run_restore(const RestoreOptions& options, Output output) {
  auto in = std::make_shared<std::ifstream>(options.backup, std::ios::binary);
  if (!*in) return report_failure({FailureCode::not_found, "no file " + options.backup}, output);
  auto files = storage::PosixFiles::open(options.database);
  if (!files) return report_failure(files.error(), output);
  const store::ByteSource source = [in](std::uint64_t offset,
                                        std::span<std::uint8_t> out) -> Result<std::size_t> {
    in->clear();
    in->seekg(static_cast<std::streamoff>(offset));
    in->read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
    return static_cast<std::size_t>(in->gcount());
  };
  const Status restored = store::restore_backup(
      **files, source, options.replace ? store::Overwrite::replace : store::Overwrite::refuse);
  if (!restored) return report_failure(restored.error(), output);
  print(output, {{"restored", options.database}}, "restored " + options.database + "\n");
  return exit_ok;
}

int run_verify(const std::string& database, Output output) {
  auto native = NativeClinic::open(database, Wanted::existing);
  if (!native) return report_failure(native.error(), output);
  (*native)->finish_jobs();
  if (const Status whole =
          (*native)->clinic().database().check_integrity(store::IntegrityDepth::full);
      !whole)
    return report_failure(whole.error(), output);
  const Result<store::Verification> found = (*native)->clinic().verify();
  if (!found) return report_failure(found.error(), output);
  std::string text = std::to_string(found->ops) + " ops; tables " +
                     (found->state_follows_log ? "follow" : "DO NOT follow") + " the log; chain " +
                     (found->chain_holds ? "holds" : "is BROKEN") + "\n";
  for (const std::string& difference : found->differences) text += "  " + difference + "\n";
  print(output,
        {{"ok", found->ok()},
         {"ops", found->ops},
         {"state", to_text(found->state)},
         {"state_follows_log", found->state_follows_log},
         {"chain_holds", found->chain_holds},
         {"differences", found->differences}},
        text);
  return found->ok() ? exit_ok : exit_refused;
}

int run_hash(const std::string& database, Output output) {
  auto native = NativeClinic::open(database, Wanted::existing);
  if (!native) return report_failure(native.error(), output);
  (*native)->finish_jobs();
  const Result<Digest> hash = (*native)->clinic().hash();
  if (!hash) return report_failure(hash.error(), output);
  print(output, {{"state", to_text(*hash)}}, to_text(*hash) + "\n");
  return exit_ok;
}

int run_demo(const DemoCommandOptions& options, Output output) {
  auto native = NativeClinic::create_unprotected(options.database);
  if (!native) return report_failure(native.error(), output);
  app::Clinic& clinic = (*native)->clinic();
  simulate::DemoOptions demo;
  demo.seed = options.seed;
  demo.now = clinic.now();
  for (std::size_t i = 0; i < EnumNames<Language>::names.size(); ++i)
    if (EnumNames<Language>::names[i] == options.language) demo.language = static_cast<Language>(i);
  app::DemoReport report;
  clinic.jobs().start("job.demo", [&](app::JobControl& control) {
    return app::fill_demo(control, clinic, demo, report);
  });
  (*native)->finish_jobs();
  if (report.failure) return report_failure(*report.failure, output);
  const Result<Digest> hash = clinic.hash();
  if (!hash) return report_failure(hash.error(), output);
  if (const Status closed = (*native)->vault().close(); !closed)
    return report_failure(closed.error(), output);
  print(output,
        {{"ops", report.drafts - report.refused},
         {"refused", report.refused},
         {"state", to_text(*hash)}},
        std::to_string(report.drafts) + " ops; state " + to_text(*hash) + "\n");
  return exit_ok;
}

int run_dictionary() {
  std::cout << store::data_dictionary_markdown();
  return exit_ok;
}

}  // namespace retour::server
