#include "app/import_session.hpp"

#include <algorithm>

#include "base/order.hpp"
#include "base/text.hpp"
#include "model/field_codec.hpp"
#include "store/queries.hpp"

namespace retour::app {
namespace {

// What is read between two commits must hold a batch, or the batches end with the bytes. A line of
// the exports that we know has 100 to 250 bytes.
constexpr std::size_t bytes_per_row = 256;
constexpr std::size_t step_bytes_min = 64 * 1024;
constexpr std::int64_t slice_at_first = 8'000;  // microseconds, until the job says better

template <class E, class Name>
void note_names(const std::vector<E>& rows, Name name,
                std::map<std::string, Id<E>, std::less<>>& known) {
  for (const E& row : rows) known.emplace(fold_for_search(name(row)), row.id);
}

exchange::KnownThings known_things(const Catalogue& catalogue) {
  exchange::KnownThings known;
  for (const Staff& person : catalogue.staff)
    known.staff.emplace(
        fold_for_search(person.family_name + " " + person.given_name + " " + person.patronymic),
        person.id);
  for (const Service& service : catalogue.services) {
    known.services.emplace(fold_for_search(service.name), service.id);
    if (!service.code.empty()) known.services.emplace(fold_for_search(service.code), service.id);
  }
  note_names(catalogue.sources, [](const Source& row) { return row.name; }, known.sources);
  note_names(
      catalogue.specialties, [](const Specialty& row) { return row.name; }, known.specialties);
  return known;
}

}  // namespace

std::array<std::string, exchange::specialty_code_count> specialty_names_of(
    const Catalogue& catalogue,
    const std::array<std::string, exchange::specialty_code_count>& words) {
  std::array<std::string, exchange::specialty_code_count> names = words;
  std::array<bool, exchange::specialty_code_count> own{};
  for (const Specialty& specialty : catalogue.specialties) {
    const auto code = static_cast<std::size_t>(exchange::suggest(specialty.name).specialty);
    if (!specialty.active || own[code]) continue;
    own[code] = true;
    names[code] = specialty.name;
  }
  names[static_cast<std::size_t>(exchange::SpecialtyCode::unknown)].clear();
  return names;
}

Result<std::vector<PatientId>> patients_of_import(Clinic& clinic, ImportBatchId batch) {
  // The mark of origin begins with the id of the batch, behind a byte that says there is one.
  store::Statement row = clinic.database().query(
      "SELECT id FROM patient WHERE imported IS NOT NULL AND substr(imported, 2, 16) = ?1 "
      "ORDER BY id LIMIT ?2",
      IdBytes(batch), import_patients_max);
  std::vector<PatientId> patients;
  while (true) {
    RETOUR_ASSIGN(const bool found, row.step());
    if (!found) return patients;
    patients.push_back(row.id_as<Patient>(0));
  }
}

Result<std::vector<PastImport>> past_imports(Clinic& clinic, std::int64_t limit) {
  RETOUR_ASSIGN(const std::vector<ImportBatch> batches,
                store::import_batches(clinic.tables(), limit));
  std::vector<PastImport> out;
  out.reserve(batches.size());
  for (const ImportBatch& batch : batches) out.push_back({.batch = batch});
  const auto look = [&](ByteView bytes) -> Status {
    const std::optional<Entity> decoded = decode_row(EntityKind::withdrawal, bytes);
    if (!decoded) return fail(FailureCode::corrupt, "a row that does not decode");
    const ImportBatchId batch = std::get<Withdrawal>(*decoded).import_batch;
    for (PastImport& past : out) past.taken_back |= past.batch.id == batch;
    return {};
  };
  RETOUR_TRY(clinic.tables().scan(EntityKind::withdrawal, look));
  return out;
}

Result<std::vector<PatientId>> ImportSession::People::by_phone(std::string_view number) {
  RETOUR_ASSIGN(const std::vector<store::PatientHit> hits,
                clinic_.search().search(number, exchange::people_by_phone_max));
  std::vector<PatientId> patients;
  for (const store::PatientHit& hit : hits) {
    if (hit.matched != store::MatchedBy::phone || hit.approximate) continue;
    RETOUR_ASSIGN(const std::optional<Patient> patient, find(clinic_.tables(), hit.patient));
    if (!patient) continue;
    const bool has = std::ranges::any_of(
        patient->phones, [&](const Phone& phone) { return phone.number == number; });
    if (has) patients.push_back(hit.patient);
  }
  sort_stably(patients);
  return patients;
}

ImportSession::ImportSession(Clinic& clinic, ImportSettings settings)
    : clinic_(clinic),
      settings_(std::move(settings)),
      people_(clinic),
      rows_per_commit_(
          settings_.rows_per_commit,
          {.min = std::min(rows_per_commit_min, settings_.rows_per_commit),
           .max = std::max(rows_per_commit_timed_max, settings_.rows_per_commit),
           .wanted_microseconds = settings_.batches == ImportBatches::fixed ? 0 : slice_at_first}) {
  batch_.id = clinic_.new_id<ImportBatch>();
  batch_.system = settings_.system;
  batch_.profile = settings_.profile;
  batch_.file_name = settings_.file_name;
  batch_.started_at = clinic_.now();
  run_.emplace(run_options(), clinic_.tables(), people_);
}

exchange::ImportRunOptions ImportSession::run_options() const {
  const Catalogue& catalogue = clinic_.catalogue();
  exchange::ImportRunOptions options;
  options.csv = settings_.csv;
  options.mapping = settings_.mapping;
  options.interpret = settings_.interpret;
  options.fault_text = settings_.fault_text;
  options.reject_titles = settings_.reject_titles;
  exchange::ImportPlanOptions& plan = options.plan;
  plan.system = settings_.system;
  plan.batch = batch_.id;
  plan.branch = settings_.branch;
  if (plan.branch.is_nil() && !catalogue.branches.empty())
    plan.branch = catalogue.branches.front().id;
  plan.currency = catalogue.clinic.currency;
  plan.now = clinic_.now();
  plan.today = clinic_.today(plan.branch);
  plan.patients_led_by = catalogue.policy.patients_led_by;
  plan.bookings_led_by = catalogue.policy.bookings_led_by;
  plan.services_led_by = catalogue.policy.services_led_by;
  plan.known = known_things(catalogue);
  plan.specialty_names = specialty_names_of(catalogue, settings_.specialty_words);
  plan.service_choices = settings_.service_choices;
  plan.list_services = settings_.dry_run;
  return options;
}

void ImportSession::feed(std::string_view bytes) {
  file_hasher_.update(bytes);
  waiting_.append(bytes);
}

void ImportSession::finish_input() {
  input_ended_ = true;
}

void ImportSession::note_cancelled() {
  if (phase_ == ImportPhase::running || phase_ == ImportPhase::waiting) {
    phase_ = ImportPhase::cancelled;
    // What landed stays, so it is brought to the disk like that of a whole import.
    if (Status durable = clinic_.make_durable(); !durable) failure_ = std::move(durable).error();
  }
}

bool ImportSession::submit_or_stop(std::span<const Draft> drafts, store::Sync sync) {
  if (settings_.dry_run || drafts.empty()) return true;
  Result<Outcome> outcome = clinic_.submit_batch(drafts, batch_.id, sync);
  if (!outcome) {
    failure_ = std::move(outcome).error();
    phase_ = ImportPhase::failed;
    return false;
  }
  if (const auto* refusal = std::get_if<Refusal>(&*outcome)) {
    refusal_ = *refusal;
    phase_ = ImportPhase::refused;
    return false;
  }
  return true;
}

bool ImportSession::begin() {
  phase_ = ImportPhase::running;
  const Draft draft = exchange::begin_import(batch_);
  return submit_or_stop({&draft, 1}, store::Sync::now);
}

bool ImportSession::step(exchange::ImportState& state) {
  Result<exchange::ImportState> result =
      run_->step(drafts_, {.rows = rows_per_commit_.pieces(), .drafts = rows_per_commit_.pieces()});
  if (!result) {
    failure_ = std::move(result).error();
    phase_ = ImportPhase::failed;
    return false;
  }
  state = *result;
  if (state == exchange::ImportState::refused) {
    phase_ = ImportPhase::refused;
    return false;
  }
  // Nothing was promised yet: the last op of the import brings everything to the disk.
  return submit_or_stop(drafts_, store::Sync::later);
}

void ImportSession::end() {
  batch_.finished_at = clinic_.now();
  batch_.file_digest = file_hasher_.finish();
  batch_.rows_read = static_cast<std::int64_t>(report().file.rows);
  batch_.rows_rejected = static_cast<std::int64_t>(report().rejected);
  const Draft draft = exchange::finish_import(batch_);
  if (submit_or_stop({&draft, 1}, store::Sync::now)) phase_ = ImportPhase::done;
}

std::size_t ImportSession::bytes_of_step() const {
  return std::clamp(rows_per_commit_.pieces() * bytes_per_row, step_bytes_min,
                    input_bytes_wanted_max);
}

/// Hands waiting bytes to the reader; false while less than a batch is there and more will come.
bool ImportSession::take_input() {
  const std::size_t waiting = waiting_bytes();
  if (waiting == 0 || (!input_ended_ && waiting < bytes_of_step())) return false;
  const std::size_t count = std::min(waiting, bytes_of_step());
  run_->feed(std::string_view(waiting_).substr(taken_bytes_, count));
  taken_bytes_ += count;
  // Moving the rest to the front for every few rows would cost more than reading them.
  if (taken_bytes_ >= waiting_.size() / 2) waiting_.erase(0, std::exchange(taken_bytes_, 0));
  bytes_read_ += static_cast<std::int64_t>(count);
  return true;
}

Job ImportSession::run(JobControl& control) {
  if (!begin()) co_return;
  bool told_end = false;
  exchange::ImportState state = exchange::ImportState::needs_input;
  while (state != exchange::ImportState::done) {
    if (state == exchange::ImportState::needs_input && take_input()) {
      control.done = bytes_read_;
    } else if (state == exchange::ImportState::needs_input && input_ended_ && !told_end) {
      run_->finish();
      told_end = true;
    } else if (state == exchange::ImportState::needs_input) {
      co_await std::suspend_always{};  // the giver has more to bring
      continue;
    }
    rows_per_commit_.want(control.slice_microseconds());
    const std::int64_t begin = control.now_microseconds();
    if (!step(state)) co_return;
    // A row makes up to two drafts, so a full step may lack one.
    if (drafts_.size() + 1 >= rows_per_commit_.pieces())
      rows_per_commit_.note(control.now_microseconds() - begin);
    co_await control.breathe();
  }
  end();
}

}  // namespace retour::app
