// [SECTION] opening   [SECTION] writing   [SECTION] effects   [SECTION] upkeep
#include "app/clinic.hpp"

#include <algorithm>

#include "app/per_card.hpp"
#include "base/check.hpp"
#include "ops/merge.hpp"
#include "ops/op_kind.hpp"
#include "ops/same_person.hpp"
#include "ops/validate.hpp"
#include "store/column_store.hpp"
#include "store/schema.hpp"

namespace retour::app {
namespace {

constexpr std::string_view replica_key = "replica";
constexpr std::int64_t card_read_interval_seconds = 15 * 60;
constexpr std::int64_t idle_before_checkpoint_milliseconds = 2'000;
/// Reading, decrypting, encrypting and writing a page of the log, measured in Chromium: 50 KiB in a
/// millisecond; less here, for tablets.
constexpr std::int64_t log_bytes_moved_per_millisecond = 32 << 10;
/// From this length on nobody waits for the end of a slice.
constexpr std::int64_t long_slice_microseconds = 50'000;
/// A short slice works for this part of it. The commit at its end takes as long again, and the
/// slice that moves what was written takes longer than both: with a half, nine of ten slices took
/// up to 16 ms of the 8 that they have, with an eighth 7 ms (Chromium, two cores).
constexpr std::int64_t short_slice_share = 8;
constexpr std::int64_t search_rebuild_batch_patients = 64;
constexpr std::size_t cards_read_max = 1'000;

/// Whether what is derived from facts depends on rows of this kind for everybody.
bool decides_statuses(EntityKind kind) {
  return kind == EntityKind::policy || kind == EntityKind::clinic || kind == EntityKind::service ||
         kind == EntityKind::price || kind == EntityKind::staff;
}

}  // namespace

// [SECTION] opening ------------------------------------------------------------------------------

Clinic::Clinic(Platform platform, std::unique_ptr<store::Database> database)
    : platform_(std::move(platform)),
      database_(std::move(database)),
      search_(*database_),
      changes_(tables_, &search_, database_.get()),
      tables_(*database_, &changes_),
      log_(*database_),
      log_store_(*database_, log_),
      hub_(log_store_),
      jobs_(platform_.now_microseconds, [this] { return database_->census().quiet(); }) {}

Result<std::unique_ptr<Clinic>> Clinic::open(Platform platform, const store::DatabaseKey& key,
                                             store::Opening opening) {
  store::DatabaseOptions options;
  options.opening = opening;
  options.now_unix_milliseconds = platform.now_unix_milliseconds;
  options.cache_size_bytes = platform.cache_size_bytes;
  options.wal_size_limit_bytes = platform.wal_size_limit_bytes;
  RETOUR_ASSIGN(std::unique_ptr<store::Database> database,
                store::Database::open(platform.files, key, platform.random, options));
  RETOUR_TRY(store::migrate(*database));
  std::unique_ptr<Clinic> clinic(new Clinic(std::move(platform), std::move(database)));
  RETOUR_TRY(clinic->start());
  return clinic;
}

Status Clinic::start() {
  RETOUR_TRY(log_.load());
  clock_ = HybridClock(log_.head().at);
  RETOUR_ASSIGN(replica_, replica_id());
  RETOUR_ASSIGN(catalogue_, Catalogue::load(tables_));
  RETOUR_ASSIGN(const bool has_blocks, store::has_column_blocks(*database_));
  if (has_blocks) changes_.start_marking();
  RETOUR_ASSIGN(const bool searchable, search_.is_current());
  if (!searchable) {
    RETOUR_TRY(search_.start_rebuild());
    jobs_.start("job.search_index",
                [this](JobControl& control) { return rebuild_search(control); });
  }
  return resume_withdrawal();
}

/// Searching works meanwhile and finds what is indexed so far.
Job Clinic::rebuild_search(JobControl& control) {
  while (true) {
    const Result<bool> done = search_.rebuild_batch(search_rebuild_batch_patients);
    if (!done || *done) co_return;  // a failure comes out at the next write; the next start resumes
    co_await control.breathe();
  }
}

Result<ReplicaId> Clinic::replica_id() {
  RETOUR_ASSIGN(const Bytes stored, store::read_meta(*database_, replica_key));
  if (!stored.empty()) {
    ByteReader in(stored);
    const ReplicaId id(in.id());
    if (!in.ok() || !in.at_end()) return fail(FailureCode::corrupt, "replica id");
    return id;
  }
  const ReplicaId id = new_id<struct Replica>();
  RETOUR_ASSIGN(store::Transaction change, database_->begin());
  RETOUR_TRY(store::write_meta(*database_, replica_key, id.bytes));
  RETOUR_TRY(change.commit());
  return id;
}

Instant Clinic::now() const {
  return Instant{platform_.now_unix_milliseconds() / 1000};
}

LocalDate Clinic::today(BranchId branch) const {
  return catalogue_.zone_of(branch).local(now()).date;
}

// [SECTION] writing ------------------------------------------------------------------------------

Op Clinic::stamped(const HistoricDraft& draft, ImportBatchId batch) {
  Op op;
  op.header.id = OpId(make_id(draft.unix_milliseconds, platform_.random));
  op.header.kind = draft.draft->kind;
  op.header.replica = replica_;
  op.header.author = draft.session.staff;
  op.header.role = draft.session.role;
  op.header.at = clock_.tick(draft.unix_milliseconds);
  op.header.batch = batch;
  op.header.patient = subject_patient(draft.draft->parts).value_or(PatientId{});
  op.parts = draft.draft->parts;
  return op;
}

HistoricDraft Clinic::as_of_now(const Draft& draft) const {
  return {&draft, session_, platform_.now_unix_milliseconds()};
}

Result<Outcome> Clinic::submit(const Draft& draft) {
  RETOUR_ASSIGN(const std::vector<Draft> pieces, drafts_per_card(tables_, draft));
  if (pieces.size() > 1) return submit_act(pieces);
  const std::int64_t begin = platform_.now_microseconds();
  Result<Outcome> outcome = submit_all({&draft, 1}, {}, store::Sync::now);
  last_submit_microseconds_ = platform_.now_microseconds() - begin;
  remember(std::exchange(made_, {}));
  return outcome;
}

Result<Outcome> Clinic::submit_batch(std::span<const Draft> drafts, ImportBatchId batch,
                                     store::Sync sync) {
  RETOUR_CHECK(drafts.size() <= drafts_per_batch_max);
  return submit_all(drafts, batch, sync);
}

Result<Outcome> Clinic::submit_all(std::span<const Draft> drafts, ImportBatchId batch,
                                   store::Sync sync) {
  if (database_->is_read_only()) return Outcome(Refusal{RefusalCode::read_only, {}, 0});
  touched_.clear();
  made_.clear();
  Result<store::Transaction> change = database_->begin(sync);
  if (!change) return std::unexpected(std::move(change).error());
  Outcome outcome = Accepted{};
  bool refused_by_hub = false;
  Status status;
  for (const Draft& draft : drafts) {
    refused_at_ = static_cast<std::size_t>(&draft - drafts.data());
    Result<Outcome> one = submit_one(as_of_now(draft), batch);
    if (!one) {
      status = std::unexpected(std::move(one).error());
      break;
    }
    outcome = std::move(*one);
    if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
      // A contested slot is the hub's word: it stays in the log, the other refusals leave no trace.
      refused_by_hub = drafts.size() == 1 && (refusal->code == RefusalCode::slot_taken ||
                                              refusal->code == RefusalCode::slot_stale);
      break;
    }
  }
  const bool keep = status && (std::holds_alternative<Accepted>(outcome) || refused_by_hub);
  if (keep) status = log_.save_head();
  if (keep && status)
    status = change->commit();
  else
    change->rollback();
  if (!keep || !status) {
    made_.clear();
    RETOUR_TRY(log_.load());
    if (!status) return std::unexpected(std::move(status).error());
    return outcome;
  }
  RETOUR_TRY(after_commit());
  return outcome;
}

Result<std::vector<HistoricRefusal>> Clinic::submit_history(std::span<const HistoricDraft> drafts,
                                                            store::Sync sync) {
  RETOUR_CHECK(drafts.size() <= drafts_per_batch_max);
  touched_.clear();
  made_.clear();
  std::vector<HistoricRefusal> refused;
  const auto all = [&]() -> Status {
    RETOUR_ASSIGN(store::Transaction change, database_->begin(sync));
    for (const HistoricDraft& draft : drafts) {
      RETOUR_ASSIGN(const Outcome outcome, submit_one(draft, {}));
      if (const auto* refusal = std::get_if<Refusal>(&outcome))
        refused.push_back({draft.draft->kind, *refusal});
    }
    RETOUR_TRY(log_.save_head());
    return change.commit();
  };
  Status status = all();
  made_.clear();
  undo_list_.clear();
  if (!status) {
    RETOUR_TRY(log_.load());
    return std::unexpected(std::move(status).error());
  }
  RETOUR_TRY(after_commit());
  return refused;
}

Result<Outcome> Clinic::submit_one(const HistoricDraft& draft, ImportBatchId batch) {
  const Op op = stamped(draft, batch);
  const Instant at{draft.unix_milliseconds / 1000};
  RETOUR_ASSIGN(const std::optional<Refusal> refusal, validate(op, at, tables_));
  if (refusal) return Outcome(*refusal);
  return offer(op, draft.unix_milliseconds);
}

Result<Outcome> Clinic::offer(const Op& op, std::int64_t now_milliseconds) {
  const EncodedOp encoded = encode(op, platform_.random);
  RETOUR_ASSIGN(const hub::Answer answer,
                hub_.offer(op, encoded, now_milliseconds, hub::Origin::made_here));
  clock_.observe(answer.envelope.at);
  switch (answer.envelope.verdict) {
    case Verdict::slot_taken: return Outcome(Refusal{RefusalCode::slot_taken, answer.conflict, 0});
    case Verdict::slot_stale: return Outcome(Refusal{RefusalCode::slot_stale, answer.conflict, 0});
    case Verdict::accepted:
    case Verdict::withdrawn: break;
  }
  RETOUR_TRY(take_effect(op, answer));
  for (const Part& part : op.parts) touched_.emplace_back(kind_of(part.entity), id_of(part.entity));
  if (op.header.batch.is_nil()) note_for_undo(op);
  return Outcome(Accepted{op.header.id, answer.envelope.seq});
}

// [SECTION] effects ------------------------------------------------------------------------------

/// A call or a request that is matched to another patient changes the former one, too.
Status Clinic::note_former_owners(const Op& op) {
  for (const Part& part : op.parts) {
    const EntityKind kind = kind_of(part.entity);
    if (kind != EntityKind::call && kind != EntityKind::web_request) continue;
    RETOUR_ASSIGN(const std::optional<Entity> former, tables_.read(kind, id_of(part.entity)));
    if (former) changes_.note(patient_of(*former));
  }
  return {};
}

Status Clinic::take_effect(const Op& op, const hub::Answer& answer) {
  RETOUR_TRY(note_former_owners(op));
  RETOUR_TRY(apply(op, answer.envelope.at, tables_));
  for (const Part& part : op.parts) {
    if (const auto* withdrawal = std::get_if<Withdrawal>(&part.entity))
      RETOUR_TRY(apply_withdrawal(*withdrawal, answer.envelope.seq));
    if (const auto* erasure = std::get_if<Erasure>(&part.entity))
      RETOUR_TRY(erase_everywhere(erasure->patient));
  }
  return {};
}

Status Clinic::erase_everywhere(PatientId patient) {
  RETOUR_TRY(store::erase(tables_, log_, patient));
  return store::drop_stale_blocks(*database_);
}

Status Clinic::after_commit() {
  ++generation_;
  RETOUR_TRY(catalogue_.refresh(tables_, touched_));
  if (std::ranges::any_of(touched_, &decides_statuses, &Touched::first)) changes_.note_everything();
  return {};
}

Status Clinic::note_card_read(PatientId patient) {
  if (is_read_only()) return {};
  const Instant at = now();
  const auto last = cards_read_.find(patient);
  if (last != cards_read_.end() && at.seconds - last->second.seconds < card_read_interval_seconds)
    return {};
  if (cards_read_.size() >= cards_read_max) cards_read_.clear();
  CardRead read;
  read.id = new_id<CardRead>();
  read.patient = patient;
  read.staff = session_.staff;
  read.role = session_.role;
  read.at = at;
  RETOUR_ASSIGN(const Outcome outcome, submit({OpKind::record_read, {whole(read)}}));
  if (std::holds_alternative<Accepted>(outcome)) cards_read_[patient] = at;
  return {};
}

Result<Outcome> Clinic::erase_patient(PatientId patient, const std::string& basis) {
  RETOUR_ASSIGN(const std::optional<Patient> known, find(tables_, patient));
  if (!known) return Outcome(Refusal{RefusalCode::unknown_thing, {patient}, 0});
  RETOUR_ASSIGN(const std::vector<PatientId> cards, same_person(tables_, patient));
  std::vector<Draft> drafts;
  for (const PatientId card : cards) {
    Erasure erasure;
    erasure.id = new_id<Erasure>();
    erasure.patient = card;
    erasure.at = now();
    erasure.by = session_.staff;
    erasure.basis = basis;
    drafts.push_back({OpKind::erase_patient, {whole(erasure)}});
  }
  RETOUR_ASSIGN(Outcome outcome, submit_all(drafts, {}, store::Sync::now));
  // What was freed must not linger in the write-ahead log.
  if (std::holds_alternative<Accepted>(outcome)) RETOUR_TRY(database_->checkpoint());
  undo_list_.clear();
  return outcome;
}

// [SECTION] upkeep -------------------------------------------------------------------------------

Status Clinic::tick(std::int64_t idle_milliseconds) {
  if (idle_milliseconds < idle_before_checkpoint_milliseconds || !jobs_.is_empty()) return {};
  RETOUR_TRY(make_durable());
  RETOUR_TRY(database_->checkpoint_when_idle());
  if (const std::shared_ptr<IdleWork> work = idle_work_.lock()) (*work)();
  return {};
}

void Clinic::run_jobs(std::int64_t slice_microseconds) {
  const std::int64_t movable_bytes = slice_microseconds * log_bytes_moved_per_millisecond / 1'000;
  // If there is no room to move it, the next transaction of the job says so.
  const Result<bool> moved = database_->checkpoint_from(movable_bytes);
  if (moved.value_or(false)) return;
  const bool is_short = slice_microseconds < long_slice_microseconds;
  jobs_.run(is_short ? slice_microseconds / short_slice_share : slice_microseconds);
}

Result<store::Verification> Clinic::verify() {
  return store::verify(tables_, log_);
}

Result<Digest> Clinic::hash() {
  return state_hash(tables_);
}

Status Clinic::write_base_snapshot() {
  RETOUR_ASSIGN(store::Transaction change, database_->begin());
  RETOUR_TRY(store::write_base(tables_, log_));
  return change.commit();
}

}  // namespace retour::app
