// Import, verification and size of a clinic's history: 110,527 appointments of 62,299 patients, as
// in the public file of appointments (the file itself where RETOUR_TEST_DATA names its folder, else
// one of the same shape from a seed).
//
// The limit of the import is a loop of plain inserts into one table of unencrypted SQLite, as many
// bytes per row as ours has in log, tables and indices together, the same number of transactions
// and as durable.
#include <sqlite3.h>

#include <format>

#include "bench/bench.hpp"
#include "bench/clinic_on_disk.hpp"
#include "support/real_file.hpp"

namespace retour::bench {
namespace {

constexpr int rows_wanted = 110'527;
constexpr int patients_wanted = 62'299;

std::uint64_t draw(RandomSource& random) {
  std::uint64_t value = 0;
  random.fill({reinterpret_cast<std::uint8_t*>(&value), sizeof value});
  return value;
}

std::string generated_appointments() {
  SeededRandom random(42);
  std::string text =
      "PatientId,AppointmentID,Gender,ScheduledDay,AppointmentDay,Age,Neighbourhood,Scholarship,"
      "Hipertension,Diabetes,Alcoholism,Handcap,SMS_received,No-show\n";
  std::vector<std::uint64_t> people;
  for (int i = 0; i < patients_wanted; ++i)
    people.push_back(1 + draw(random) % 999'999'999'999'999);
  for (int i = 0; i < rows_wanted; ++i) {
    // Everybody once, the others at random: a person's visits lie all over the file.
    const std::uint64_t n = draw(random);
    const std::size_t person =
        i < patients_wanted ? static_cast<std::size_t>(i) : n % patients_wanted;
    const std::uint64_t id = people[person];
    text += std::format(
        "{},{},{},2016-04-{:02}T{:02}:{:02}:27Z,2016-05-{:02}T00:00:00Z,{},JARDIM DA PENHA,"
        "0,{},0,0,0,{},{}\n",
        id, 5'030'230 + i * 6, id % 3 == 0 ? 'M' : 'F', 1 + n / 7 % 29, 8 + n / 11 % 10,
        n / 13 % 60, 1 + n / 17 % 31, id % 90, id / 90 % 2, n / 19 % 2,
        n / 23 % 5 == 0 ? "Yes" : "No");
  }
  return text;
}

const std::string& appointments() {
  static const std::string text = [] {
    const std::optional<std::string> real = test::real_appointments();
    return real ? *real : generated_appointments();
  }();
  return text;
}

/// Microseconds of the loop of plain inserts.
double plain_inserts(std::uint64_t rows, std::int64_t bytes_per_row) {
  const Folder folder("plain");
  sqlite3* database = nullptr;
  const auto run = [&](const char* sql) {
    if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
      stop(sqlite3_errmsg(database));
  };
  if (sqlite3_open(folder.file("plain.db").c_str(), &database) != SQLITE_OK) stop("no plain file");
  run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -262144;"
      "PRAGMA wal_autocheckpoint = 0; CREATE TABLE row (no INTEGER PRIMARY KEY, bytes BLOB)");
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(database, "INSERT INTO row (bytes) VALUES (?)", -1, &insert, nullptr);
  SeededRandom random(5);
  Bytes bytes(static_cast<std::size_t>(bytes_per_row));
  const double begin = wall_microseconds();
  for (std::uint64_t row = 0; row < rows; ++row) {
    if (row % app::drafts_per_batch_max == 0) run("BEGIN IMMEDIATE");
    random.fill(std::span(bytes).first(8));
    sqlite3_bind_blob(insert, 1, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
    if (sqlite3_step(insert) != SQLITE_DONE) stop(sqlite3_errmsg(database));
    sqlite3_reset(insert);
    if (row % app::drafts_per_batch_max == app::drafts_per_batch_max - 1 || row + 1 == rows)
      run("COMMIT");
  }
  run("PRAGMA wal_checkpoint(TRUNCATE)");
  const double took = wall_microseconds() - begin;
  sqlite3_finalize(insert);
  sqlite3_close(database);
  return took;
}

double per_second(std::uint64_t rows, double microseconds) {
  return static_cast<double>(rows) * 1e6 / microseconds;
}

void run_import() {
  const std::string& file = appointments();
  std::vector<double> wall, processor, plain;
  std::uint64_t rows = 0;
  for (int round = 0; round < 3; ++round) {
    ClinicOnDisk store("import");
    const double begin = wall_microseconds();
    processor.push_back(
        microseconds([&] { rows = store.import_appointments(file).landed.appointments; }));
    wall.push_back(wall_microseconds() - begin);
    plain.push_back(plain_inserts(rows, store.folder().bytes() / static_cast<std::int64_t>(rows)));
  }
  report({.name = "import",
          .ours = per_second(rows, median(wall)),
          .unit = "rows/s",
          .limit = per_second(rows, median(plain))});
  constexpr double budget_rows_per_second = 30'000;
  report({.name = "import_processor",
          .ours = per_second(rows, median(processor)),
          .unit = "rows/s",
          .limit = budget_rows_per_second});
}

void run_verify() {
  ClinicOnDisk store("verify");
  store.import_appointments(appointments());
  bool ok = false;
  const double took = microseconds([&] { ok = must(store.clinic().verify()).ok(); });
  if (!ok) stop("the tables do not follow from the log");
  report({.name = "verify", .ours = took / 1e6, .unit = "s"});
}

void run_bytes() {
  ClinicOnDisk store("bytes");
  const exchange::ImportReport report_of_import = store.import_appointments(appointments());
  const exchange::ImportTotals& landed = report_of_import.landed;
  const std::uint64_t facts = landed.patients + landed.appointments;
  constexpr double budget_bytes = 600;
  report({.name = "bytes",
          .ours = static_cast<double>(store.folder().bytes()) / static_cast<double>(facts),
          .unit = "bytes/fact",
          .limit = budget_bytes});
}

const Registration import_("import", run_import);
const Registration verify("verify", run_verify);
const Registration bytes("bytes", run_bytes);

}  // namespace
}  // namespace retour::bench
