// [SECTION] settings   [SECTION] one file   [SECTION] watching a folder
#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <span>
#include <thread>

#include "app/first_run.hpp"
#include "app/import_profiles.hpp"
#include "app/import_session.hpp"
#include "commands.hpp"
#include "native_clinic.hpp"
#include "report.hpp"
#include "words.hpp"

namespace retour::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t read_bytes = 1 << 20;
constexpr auto watch_interval = std::chrono::seconds(2);
constexpr std::int64_t slice_microseconds = 50'000;
constexpr std::size_t faults_shown = 20;  // the rest stands in the file of rejected rows

volatile std::sig_atomic_t stop_asked = 0;

// [SECTION] settings -----------------------------------------------------------------------------

Result<std::string> read_beginning(const std::string& path, std::size_t bytes_max) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(FailureCode::not_found, "cannot read " + path);
  std::string bytes(bytes_max, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

Result<exchange::ImportPreview> preview_of(const std::string& file,
                                           const exchange::CsvOptions& csv) {
  RETOUR_ASSIGN(const std::string beginning, read_beginning(file, exchange::preview_bytes_max));
  const auto extent = beginning.size() < exchange::preview_bytes_max ? exchange::Extent::whole
                                                                     : exchange::Extent::beginning;
  return exchange::preview_import(beginning, extent, csv);
}

/// A built-in profile, a guess from the file itself, a profile saved in the database, or a file.
Result<exchange::Mapping> mapping_of(const ImportOptions& options, const std::string& file,
                                     app::Clinic& clinic) {
  if (auto built_in = exchange::built_in_profile(options.profile)) return *built_in;
  if (options.profile == "generic") {
    RETOUR_ASSIGN(const exchange::ImportPreview preview, preview_of(file, {}));
    return preview.mapping;
  }
  RETOUR_ASSIGN(const std::vector<exchange::Mapping> saved, app::import_profiles(clinic));
  for (const exchange::Mapping& profile : saved)
    if (profile.name == options.profile) return profile;
  RETOUR_ASSIGN(const std::string text,
                read_beginning(options.profile, exchange::profile_bytes_max));
  return exchange::read_profile(text);
}

Language language_of(const ImportOptions& options, Language otherwise) {
  const auto& names = EnumNames<Language>::names;
  const auto* found = std::ranges::find(names, options.language);
  return found == std::end(names) ? otherwise : static_cast<Language>(found - std::begin(names));
}

Result<app::ImportSettings> settings_of(const ImportOptions& options, const std::string& file,
                                        app::Clinic& clinic) {
  app::ImportSettings settings;
  RETOUR_ASSIGN(settings.mapping, mapping_of(options, file, clinic));
  settings.profile = options.profile;
  settings.system = options.profile;
  if (!settings.mapping.system.empty()) settings.system = settings.mapping.system;
  if (!options.system.empty()) settings.system = options.system;
  settings.csv.encoding = settings.mapping.notation.encoding;
  settings.csv.delimiter = settings.mapping.notation.delimiter;
  settings.csv.skip_rows = settings.mapping.notation.skip_rows;
  settings.file_name = fs::path(file).filename().string();
  settings.dry_run = options.dry_run;
  settings.rows_per_commit = app::drafts_per_batch_max;
  settings.batches = app::ImportBatches::fixed;  // nobody waits for a screen
  const app::Catalogue& catalogue = clinic.catalogue();
  if (!catalogue.branches.empty()) settings.branch = catalogue.branches.front().id;
  settings.interpret.zone = catalogue.zone_of(settings.branch);
  settings.interpret.currency = catalogue.clinic.currency;
  settings.interpret.today = clinic.today(settings.branch);
  const Language language = language_of(options, catalogue.clinic.language);
  settings.specialty_words = specialty_words(catalogue.clinic.language);
  settings.reject_titles = {.row = say(language, "import.reject_row"),
                            .reason = say(language, "import.reject_reason")};
  RETOUR_ASSIGN(exchange::ImportPreview preview, preview_of(file, settings.csv));
  settings.fault_text = [words = FaultWords(language, std::move(preview.header))](
                            const exchange::RowFault& fault) { return words.reason(fault); };
  return settings;
}

Status prepare(app::Clinic& clinic, const ImportOptions& options) {
  if (!app::needs_set_up(clinic)) return {};
  app::FirstRun first;
  first.clinic_name = "Retour";
  first.branch_name = "1";
  first.zone = options.zone;
  first.language = language_of(options, first.language);
  RETOUR_ASSIGN(const app::Outcome outcome, app::set_up(clinic, first));
  if (const auto* refusal = std::get_if<Refusal>(&outcome))
    return fail(FailureCode::malformed, "first set-up: " + std::string(enum_name(refusal->code)) +
                                            " (zone " + options.zone + ")");
  return {};
}

// [SECTION] one file -----------------------------------------------------------------------------

nlohmann::json to_json(const exchange::ImportTotals& totals) {
  return {{"rows", totals.rows},
          {"patients", totals.patients},
          {"appointments", totals.appointments},
          {"no_shows", totals.no_shows}};
}

nlohmann::json to_json(const exchange::ActCounts& acts) {
  return {{"created", acts.created},
          {"changed", acts.changed},
          {"unchanged", acts.unchanged},
          {"led_here", acts.led_here}};
}

/// The first faults or notes, each as a sentence and in its parts.
nlohmann::json to_json(std::span<const exchange::RowFault> faults, const FaultWords& words) {
  nlohmann::json out = nlohmann::json::array();
  for (const exchange::RowFault& fault : faults.first(std::min(faults.size(), faults_shown)))
    out.push_back({{"row", fault.row},
                   {"line", fault.line},
                   {"column", fault.column},
                   {"fault", exchange::name_of(fault.code)},
                   {"cell", fault.cell},
                   {"text", words.whole(fault)}});
  return out;
}

nlohmann::json to_json(const exchange::ImportReport& report) {
  nlohmann::json faults = nlohmann::json::object();
  for (std::size_t i = 0; i < report.faults.size(); ++i)
    if (report.faults[i] != 0)
      faults[std::string(exchange::name_of(static_cast<exchange::FaultCode>(i)))] =
          report.faults[i];
  return {{"file", to_json(report.file)},
          {"landed", to_json(report.landed)},
          {"rejected", report.rejected},
          {"acts", {{"patients", to_json(report.patients)}, {"rows", to_json(report.main)}}},
          {"vanished", report.vanished},
          {"faults", faults}};
}

std::string to_lines(std::span<const exchange::RowFault> faults, const FaultWords& words) {
  std::string out;
  for (const exchange::RowFault& fault : faults.first(std::min(faults.size(), faults_shown)))
    out += words.whole(fault) + '\n';
  return out;
}

std::string to_lines(const exchange::ImportReport& report, bool dry_run) {
  const auto line = [](const char* name, const exchange::ImportTotals& totals) {
    return std::string(name) + std::to_string(totals.rows) + " rows, " +
           std::to_string(totals.patients) + " patients, " + std::to_string(totals.appointments) +
           " appointments, " + std::to_string(totals.no_shows) + " no-shows\n";
  };
  return line("file:     ", report.file) +
         line(dry_run ? "would be: " : "landed:   ", report.landed) +
         "rejected: " + std::to_string(report.rejected) +
         "\nunchanged: " + std::to_string(report.main.unchanged) +
         ", changed: " + std::to_string(report.main.changed) +
         ", vanished: " + std::to_string(report.vanished) + "\n";
}

/// Feeds the file to the running job piece by piece.
Status pump(app::Clinic& clinic, app::ImportSession& session, const std::string& file,
            const std::string& rejects_path) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(FailureCode::not_found, "cannot read " + file);
  std::ofstream rejects;
  const auto write_rejects = [&] {
    const std::string text = session.take_rejects();
    if (text.empty()) return;
    if (!rejects.is_open()) rejects.open(rejects_path, std::ios::binary | std::ios::trunc);
    rejects << text;
  };
  clinic.jobs().start("job.import", [&](app::JobControl& control) { return session.run(control); });
  std::string piece(read_bytes, '\0');
  bool ended = false;
  while (!clinic.jobs().is_empty()) {
    while (!ended && session.waiting_bytes() < app::ImportSession::input_bytes_wanted_max) {
      in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
      session.feed(std::string_view(piece).substr(0, static_cast<std::size_t>(in.gcount())));
      ended = !in;
      if (ended) session.finish_input();
    }
    clinic.jobs().run(slice_microseconds);
    write_rejects();
    if (stop_asked != 0) {
      clinic.jobs().cancel_current();
      session.note_cancelled();
    }
  }
  if (rejects.is_open() && !rejects.flush())
    return fail(FailureCode::io, "cannot write " + rejects_path);
  return {};
}

int import_file(NativeClinic& native, const ImportOptions& options, const std::string& file,
                Output output) {
  app::Clinic& clinic = native.clinic();
  Result<app::ImportSettings> settings = settings_of(options, file, clinic);
  if (!settings) return report_failure(settings.error(), output);
  const Result<exchange::ImportPreview> preview = preview_of(file, settings->csv);
  if (!preview) return report_failure(preview.error(), output);
  const FaultWords words(language_of(options, clinic.catalogue().clinic.language), preview->header);
  app::ImportSession session(clinic, std::move(*settings));
  const std::string rejects =
      options.rejects_file.empty() ? file + ".rejected.csv" : options.rejects_file;
  if (const Status pumped = pump(clinic, session, file, rejects); !pumped)
    return report_failure(pumped.error(), output);
  switch (session.phase()) {
    case app::ImportPhase::failed: return report_failure(*session.failure(), output);
    case app::ImportPhase::cancelled:
      return report_failure(
          {FailureCode::cancelled, "stopped; what landed stays, batch " + to_text(session.batch())},
          output);
    case app::ImportPhase::refused:
      if (session.refusal()) return report_refusal(*session.refusal(), output);
      std::cerr << "retour: the header lacks columns that this profile needs\n";
      if (session.header_fault()) std::cerr << words.whole(*session.header_fault()) << '\n';
      if (output == Output::json) std::cout << nlohmann::json{{"refusal", "header"}} << '\n';
      return exit_refused;
    default: break;
  }
  const exchange::ImportReport& report = session.report();
  nlohmann::json json = to_json(report);
  json["first_faults"] = to_json(report.first_faults, words);
  json["first_notes"] = to_json(report.first_notes, words);
  if (report.rejected > 0) json["rejects_file"] = rejects;
  print(output, json,
        to_lines(report, options.dry_run) + to_lines(report.first_faults, words) +
            to_lines(report.first_notes, words) +
            (report.rejected > 0 ? "rejected rows: " + rejects + '\n' : ""));
  return exit_ok;
}

// [SECTION] watching a folder --------------------------------------------------------------------

/// Imports every new or changed *.csv of the folder once it has stopped growing, until stopped:
/// the other system drops its export there every evening (companion mode).
int watch(NativeClinic& native, const ImportOptions& options, Output output) {
  using Stamp = std::pair<fs::file_time_type, std::uintmax_t>;
  std::map<std::string, Stamp> seen;
  std::map<std::string, Stamp> done;
  while (stop_asked == 0) {
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(options.watch_folder, error)) {
      const std::string path = entry.path().string();
      if (!entry.is_regular_file(error) || entry.path().extension() != ".csv" ||
          path.ends_with(".rejected.csv"))
        continue;
      const Stamp stamp{entry.last_write_time(error), entry.file_size(error)};
      const bool settled = seen[path] == stamp;
      seen[path] = stamp;
      if (!settled || (done.contains(path) && done[path] == stamp)) continue;
      done[path] = stamp;
      std::cerr << "retour: importing " << path << '\n';
      import_file(native, options, path, output);
      std::cout.flush();
    }
    if (error)
      return report_failure({FailureCode::not_found, "cannot read " + options.watch_folder},
                            output);
    std::this_thread::sleep_for(watch_interval);
  }
  return exit_ok;
}

}  // namespace

int run_import(const ImportOptions& options, Output output) {
  std::signal(SIGINT, [](int) { stop_asked = 1; });
  std::signal(SIGTERM, [](int) { stop_asked = 1; });
  if (!options.file.empty() && !fs::exists(options.file))
    return report_failure({FailureCode::not_found, "no file " + options.file}, output);
  Result<std::unique_ptr<NativeClinic>> native =
      NativeClinic::open(options.database, Wanted::create);
  if (!native) return report_failure(native.error(), output);
  (*native)->finish_jobs();
  if (const Status ready = prepare((*native)->clinic(), options); !ready)
    return report_failure(ready.error(), output);
  int status = exit_ok;
  if (!options.file.empty()) status = import_file(**native, options, options.file, output);
  if (!options.watch_folder.empty() && status == exit_ok) status = watch(**native, options, output);
  if (const Status closed = (*native)->vault().close(); !closed)
    return report_failure(closed.error(), output);
  return status;
}

}  // namespace retour::server
