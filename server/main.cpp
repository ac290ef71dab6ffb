// `retour`: the native command.
#include <CLI/CLI.hpp>
#include <iostream>

#include "commands.hpp"

int main(int argc, char** argv) {
  using namespace retour::server;
  CLI::App program{
      "Retour leads each patient of a clinic from the first call to the finished treatment and "
      "back again.\nExit status: 0 done, 1 failed, 2 wrong usage, 3 refused by the data."};
  program.require_subcommand(1);
  program.footer(
      "The passphrase comes from the environment variable RETOUR_PASSPHRASE or is asked for at the "
      "terminal.\nExample: retour import calls.csv --db clinic.db --profile generic --dry-run");
  bool json = false;
  const auto add = [&](const char* name, const char* what) {
    CLI::App* command = program.add_subcommand(name, what);
    command->add_flag("--json", json, "print one JSON object instead of text");
    return command;
  };

  ServeOptions serve;
  CLI::App* serve_command = add("serve", "serve the web app");
  serve_command->add_option("--data", serve.data_folder, "folder of the clinic's files")->required();
  serve_command->add_option("--listen", serve.listen, "address and port")->capture_default_str();
  serve_command->add_option("--site", serve.site_folder, "folder of the built web app");

  ImportOptions import;
  CLI::App* import_command = add("import", "bring a CSV file of another system in");
  import_command->add_option("FILE", import.file, "the file");
  import_command->add_option("--db", import.database, "database; made when missing")->required();
  import_command->add_option("--profile", import.profile,
                             "appointments, yclients, medialog, generic (guess the columns), or a "
                             "profile file")
      ->capture_default_str();
  import_command->add_option("--system", import.system,
                             "name of the other system: rows with the same id are the same thing "
                             "in every later import");
  import_command->add_option("--zone", import.zone, "time zone of a new database")
      ->capture_default_str();
  import_command->add_option("--rejects", import.rejects_file,
                             "where rejected rows go (default: FILE.rejected.csv)");
  import_command->add_option("--watch", import.watch_folder,
                             "import every new or changed *.csv of this folder until stopped");
  import_command->add_flag("--dry-run", import.dry_run, "count and check, write nothing");

  ExportOptions export_options;
  CLI::App* export_command = add("export", "write tables as CSV, or everything as one encrypted file");
  export_command->add_option("--db", export_options.database, "database")->required();
  export_command->add_option("--csv", export_options.folder, "folder for one CSV per table");
  export_command->add_option("--backup", export_options.backup, "file for the encrypted backup");

  RestoreOptions restore;
  CLI::App* restore_command = add("restore", "put a backup back");
  restore_command->add_option("BACKUP", restore.backup, "file made by export --backup")->required();
  restore_command->add_option("--db", restore.database, "database to make")->required();
  restore_command->add_flag("--replace", restore.replace, "over an existing database");

  std::string database;
  CLI::App* verify_command = add("verify", "recompute everything from the log and compare");
  verify_command->add_option("DB", database, "database")->required();
  CLI::App* hash_command = add("hash", "print the canonical hash of the state");
  hash_command->add_option("DB", database, "database")->required();

  DemoCommandOptions demo;
  CLI::App* demo_command = add("demo", "make a fictitious clinic to try things out");
  demo_command->add_option("--db", demo.database, "database to make")->required();
  demo_command->add_option("--seed", demo.seed, "equal seeds make equal clinics")->capture_default_str();
  demo_command->add_option("--language", demo.language, "ru, en or sv")
      ->capture_default_str()
      ->check(CLI::IsMember({"ru", "en", "sv"}));

  CLI::App* dictionary_command = add("dictionary", "print the data dictionary");

  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? exit_ok : exit_usage;
  }
  const Output output = json ? Output::json : Output::text;
  if (import_command->parsed() && import.file.empty() && import.watch_folder.empty()) {
    std::cerr << "retour: import needs a FILE or --watch FOLDER\n";
    return exit_usage;
  }
  if (export_command->parsed() && export_options.folder.empty() && export_options.backup.empty()) {
    std::cerr << "retour: export needs --csv FOLDER or --backup FILE\n";
    return exit_usage;
  }
  if (serve_command->parsed()) return run_serve(serve, output);
  if (import_command->parsed()) return run_import(import, output);
  if (export_command->parsed()) return run_export(export_options, output);
  if (restore_command->parsed()) return run_restore(restore, output);
  if (verify_command->parsed()) return run_verify(database, output);
  if (hash_command->parsed()) return run_hash(database, output);
  if (demo_command->parsed()) return run_demo(demo, output);
  if (dictionary_command->parsed()) return run_dictionary();
  return exit_usage;
}
