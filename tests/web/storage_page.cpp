// The storage suite as a program for a browser's worker (storage_worker.js), over OPFS.
//
// Every exported function runs to its end at once; texts are returned as UTF-8 that lives until the
// next call.
#include <emscripten/emscripten.h>

#include <format>
#include <memory>
#include <string>
#include <vector>

#include "conformance/storage_conformance.hpp"
#include "platform/opfs_files.hpp"
#include "store/key_slots.hpp"

namespace retour {
namespace {

class OpfsStorage final : public conformance::StorageUnderTest {
 public:
  store::FileSystem& files() override { return files_; }
  bool reopen() override { return false; }  // a browser opens asynchronously only

 private:
  platform::OpfsFiles files_;
};

/// What all exported functions share; made at the first call, after the handles are open.
struct Page {
  OpfsStorage storage;
  std::vector<conformance::StorageCheck> checks = conformance::storage_checks();
  std::unique_ptr<conformance::OpenedNotes> notes;
  std::string answer;
};

Page& page() {
  static Page instance;
  return instance;
}

const char* answer_with(std::string text) {
  page().answer = std::move(text);
  return page().answer.c_str();
}

double now_milliseconds() {
  return emscripten_get_now();
}

}  // namespace
}  // namespace retour

extern "C" {

EMSCRIPTEN_KEEPALIVE int storage_check_count() {
  return static_cast<int>(retour::page().checks.size());
}

EMSCRIPTEN_KEEPALIVE const char* storage_check_name(int index) {
  return retour::answer_with(retour::page().checks[static_cast<std::size_t>(index)].name);
}

/// Runs one check on emptied files; an empty answer is success.
EMSCRIPTEN_KEEPALIVE const char* storage_check_run(int index) {
  auto& page = retour::page();
  if (!page.storage.clear()) return retour::answer_with("the files cannot be emptied");
  return retour::answer_with(page.checks[static_cast<std::size_t>(index)].run(page.storage));
}

/// Opens the database (making it if there is none) and leaves it open; empty on success.
EMSCRIPTEN_KEEPALIVE const char* storage_notes_open() {
  auto& page = retour::page();
  page.notes = std::make_unique<retour::conformance::OpenedNotes>(page.storage);
  if (!page.notes->database.has_value()) {
    return retour::answer_with(page.notes->database.error().context);
  }
  const auto made = page.notes->db().execute(
      "CREATE TABLE IF NOT EXISTS note "
      "(id INTEGER PRIMARY KEY, words TEXT NOT NULL, extra BLOB) STRICT");
  return retour::answer_with(made.has_value() ? "" : made.error().context);
}

/// Commits `count` rows from id `first` in one transaction; empty on success.
EMSCRIPTEN_KEEPALIVE const char* storage_notes_add(int first, int count) {
  const auto done = retour::page().notes->add(first, count, "a note of some length, as notes have");
  return retour::answer_with(done.has_value() ? "" : done.error().context);
}

/// The count of rows, or -1 when the database is not whole.
EMSCRIPTEN_KEEPALIVE int storage_notes_count() {
  auto& notes = *retour::page().notes;
  if (!notes.db().check_integrity(retour::store::IntegrityDepth::full).has_value()) return -1;
  return static_cast<int>(notes.count());
}

EMSCRIPTEN_KEEPALIVE void storage_notes_close() {
  retour::page().notes.reset();
}

/// How long a passphrase takes to unlock at the default cost, in milliseconds.
EMSCRIPTEN_KEEPALIVE double storage_time_unlock() {
  using namespace retour;
  SeededRandom random(1);
  store::KeySlots slots = store::make_key_slots(random);
  const auto key = store::DatabaseKey::generate(random);
  if (!store::add_passphrase_slot(slots, key, "passphrase", {}, random).has_value()) return -1;
  const double start = now_milliseconds();
  if (!store::unlock_with_passphrase(slots, "passphrase").has_value()) return -1;
  return now_milliseconds() - start;
}

/// Rows a second, each of five inserts into tables with indices as the op log and its projections
/// have them, `batch` rows to a transaction.
EMSCRIPTEN_KEEPALIVE const char* storage_time_rows(int rows, int batch) {
  using namespace retour;
  auto& page = retour::page();
  if (!page.storage.clear()) return answer_with("the files cannot be emptied");
  SeededRandom random(1);
  auto opened = store::Database::open(page.storage.files(), store::DatabaseKey::generate(random),
                                      random, {.opening = store::Opening::create});
  if (!opened.has_value()) return answer_with(opened.error().context);
  store::Database& db = **opened;
  const auto schema = db.execute(
      "CREATE TABLE log (seq INTEGER PRIMARY KEY, id BLOB, at INTEGER, body BLOB) STRICT;"
      "CREATE UNIQUE INDEX log_id ON log (id);"
      "CREATE TABLE patient (row INTEGER PRIMARY KEY, id BLOB, name TEXT) STRICT;"
      "CREATE TABLE booking (row INTEGER PRIMARY KEY, patient INTEGER, day INTEGER) STRICT;"
      "CREATE INDEX booking_patient ON booking (patient); CREATE INDEX booking_day ON booking "
      "(day);"
      "CREATE TABLE fact (row INTEGER PRIMARY KEY, patient INTEGER, at INTEGER) STRICT;"
      "CREATE INDEX fact_patient ON fact (patient, at);"
      "CREATE TABLE source (key BLOB PRIMARY KEY, row INTEGER) STRICT, WITHOUT ROWID;");
  if (!schema.has_value()) return answer_with(schema.error().context);
  Bytes body(180);
  double longest = 0;
  const double start = now_milliseconds();
  for (std::int64_t row = 0; row < rows;) {
    const double begun = now_milliseconds();
    auto change = db.begin();
    if (!change.has_value()) return answer_with(change.error().context);
    for (int i = 0; i < batch && row < rows; ++i, ++row) {
      const IdBytes id = make_id(1'763'800'000'000 + row, random);
      const auto patient = static_cast<std::int64_t>(random.below(20'000));
      const auto at = static_cast<std::int64_t>(random.below(1'000'000));
      random.fill(std::span(body).first(64));
      const bool stored =
          db.run("INSERT INTO log VALUES (?, ?, ?, ?)", row, id, at, body).has_value() &&
          db.run("INSERT OR REPLACE INTO patient VALUES (?, ?, ?)", patient, id, "Иванова Мария")
              .has_value() &&
          db.run("INSERT INTO booking VALUES (?, ?, ?)", row, patient, at % 90).has_value() &&
          db.run("INSERT INTO fact VALUES (?, ?, ?)", row, patient, at).has_value() &&
          db.run("INSERT INTO source VALUES (?, ?)", make_id(at, random), row).has_value();
      if (!stored) return answer_with("an insert failed");
    }
    if (!change->commit().has_value()) return answer_with("a commit failed");
    longest = std::max(longest, now_milliseconds() - begun);
  }
  const double took = now_milliseconds() - start;
  return answer_with(std::format("{:.0f} rows/s in batches of {}, longest {:.0f} ms",
                                 rows * 1000.0 / took, batch, longest));
}

}  // extern "C"

int main() {
  return 0;
}
