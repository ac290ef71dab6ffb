// `retour`: the native command.
#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "commands.hpp"

namespace {

using namespace retour::server;

/// The subcommands, their options, and what each runs.
class CommandLine {
 public:
  CommandLine() {
    program_.require_subcommand(1);
    program_.footer(
        "The passphrase comes from the environment variable RETOUR_PASSPHRASE or is asked for at "
        "the terminal.\nExample: retour import calls.csv --db clinic.db --profile generic "
        "--dry-run");
    add_serve();
    add_import();
    add_export();
    add_restore();
    add_checks();
    add_demo();
  }

  int run(int argc, char** argv) {
    try {
      program_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return program_.exit(error) == 0 ? exit_ok : exit_usage;
    }
    return chosen_(json_ ? Output::json : Output::text);
  }

 private:
  using Run = std::function<int(Output)>;

  CLI::App* add(const char* name, const char* what, Run run) {
    CLI::App* command = program_.add_subcommand(name, what);
    command->add_flag("--json", json_, "print one JSON object instead of text");
    command->final_callback([this, run = std::move(run)] { chosen_ = run; });
    return command;
  }

  static int wrong_usage(const char* text) {
    std::cerr << "retour: " << text << '\n';
    return exit_usage;
  }

  void add_serve() {
    CLI::App* command = add("serve", "serve the web app",
                            [this](Output output) { return run_serve(serve_, output); });
    command->add_option("--data", serve_.data_folder, "folder of the clinic's files")->required();
    command->add_option("--listen", serve_.listen, "address and port")->capture_default_str();
    command->add_option("--site", serve_.site_folder, "folder of the built web app");
  }

  void add_import() {
    CLI::App* command =
        add("import", "bring a CSV file of another system in", [this](Output output) {
          if (import_.file.empty() && import_.watch_folder.empty())
            return wrong_usage("import needs a FILE or --watch FOLDER");
          return run_import(import_, output);
        });
    command->add_option("FILE", import_.file, "the file");
    command->add_option("--db", import_.database, "database; made when missing")->required();
    command
        ->add_option("--profile", import_.profile,
                     "appointments, yclients, medialog, generic (guess the columns), the name of a "
                     "profile saved in the database, or a profile file")
        ->capture_default_str();
    command->add_option("--system", import_.system,
                        "name of the other system: rows with the same id are the same thing in "
                        "every later import");
    command->add_option("--zone", import_.zone, "time zone of a new database")
        ->capture_default_str();
    command
        ->add_option("--language", import_.language,
                     "language of messages and of a new database (default: the clinic's)")
        ->check(CLI::IsMember({"ru", "en", "sv"}));
    command->add_option("--rejects", import_.rejects_file,
                        "where rejected rows go (default: FILE.rejected.csv)");
    command->add_option("--watch", import_.watch_folder,
                        "import every new or changed *.csv of this folder until stopped");
    command->add_flag("--dry-run", import_.dry_run, "count and check, write nothing");
  }

  void add_export() {
    CLI::App* command = add("export", "write tables as CSV, or everything as one encrypted file",
                            [this](Output output) {
                              if (export_.folder.empty() && export_.backup.empty())
                                return wrong_usage("export needs --csv FOLDER or --backup FILE");
                              return run_export(export_, output);
                            });
    command->add_option("--db", export_.database, "database")->required();
    command->add_option("--csv", export_.folder, "folder for one CSV per table");
    command->add_option("--backup", export_.backup, "file for the encrypted backup");
  }

  void add_restore() {
    CLI::App* command = add("restore", "put a backup back",
                            [this](Output output) { return run_restore(restore_, output); });
    command->add_option("BACKUP", restore_.backup, "file made by export --backup")->required();
    command->add_option("--db", restore_.database, "database to make")->required();
    command->add_flag("--replace", restore_.replace, "over an existing database");
  }

  void add_checks() {
    add("verify", "recompute everything from the log and compare",
        [this](Output output) { return run_verify(database_, output); })
        ->add_option("DB", database_, "database")
        ->required();
    add("hash", "print the canonical hash of the state",
        [this](Output output) { return run_hash(database_, output); })
        ->add_option("DB", database_, "database")
        ->required();
    add("dictionary", "print the data dictionary", [](Output) { return run_dictionary(); });
  }

  void add_demo() {
    CLI::App* command = add("demo", "make a fictitious clinic to try things out",
                            [this](Output output) { return run_demo(demo_, output); });
    command->add_option("--db", demo_.database, "database to make")->required();
    command->add_option("--seed", demo_.seed, "equal seeds make equal clinics")
        ->capture_default_str();
    command->add_option("--language", demo_.language, "ru, en or sv")
        ->capture_default_str()
        ->check(CLI::IsMember({"ru", "en", "sv"}));
  }

  CLI::App program_{
      "Retour leads each patient of a clinic from the first call to the finished treatment and "
      "back again.\nExit status: 0 done, 1 failed, 2 wrong usage, 3 refused by the data."};
  ServeOptions serve_;
  ImportOptions import_;
  ExportOptions export_;
  RestoreOptions restore_;
  DemoCommandOptions demo_;
  std::string database_;
  bool json_ = false;
  Run chosen_;
};

}  // namespace

int main(int argc, char** argv) {
  return CommandLine().run(argc, argv);
}
