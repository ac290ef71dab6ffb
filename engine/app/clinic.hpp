// Clinic: the one door of the engine. Views, the server's desk and the command line submit drafts
// here and read what came of them.
//
//   draft ──► stamp ──► validate ──► encode ──► BEGIN ─► hub numbers ─► log + tables ─► COMMIT
//                │ refusal                                  │ slot taken: refusal, kept in the log
//                ▼                                          ▼
//              shown                       only then: catalogue, indices, generation + 1
//
// Nothing asynchronous stands between a click and its commit. Memory changes only after the
// transaction succeeded; on failure everything is as before.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "app/catalogue.hpp"
#include "app/changes.hpp"
#include "app/job.hpp"
#include "app/sql_log_store.hpp"
#include "base/random.hpp"
#include "hub/hub.hpp"
#include "ops/op.hpp"
#include "ops/refusal.hpp"
#include "store/fold.hpp"
#include "store/search.hpp"
#include "store/sql_tables.hpp"
#include "store/verifier.hpp"
#include "time/hlc.hpp"

namespace retour::app {

/// Who acts, and in which of his roles. Nil staff: nobody has signed in yet (first run, tools).
struct Session {
  StaffId staff;
  Role role = Role::owner;
};

/// An intention with its own moment and author: history that is told afterwards (demo, simulation).
struct HistoricDraft {
  const Draft* draft = nullptr;
  Session session;
  std::int64_t unix_milliseconds = 0;
};

struct HistoricRefusal {
  OpKind kind = OpKind::set_up_clinic;
  Refusal refusal;
};

/// The op was numbered and is on the disk.
struct Accepted {
  OpId op;
  std::uint64_t seq = 0;
};

using Outcome = std::variant<Accepted, Refusal>;

/// What the platform lends to the engine. All of it outlives the clinic.
struct Platform {
  store::FileSystem& files;
  RandomSource& random;
  std::function<std::int64_t()> now_unix_milliseconds;  ///< Wall clock.
  std::function<std::int64_t()> now_microseconds;       ///< Monotonic, for the slices of jobs.
  std::int64_t cache_size_bytes = 16 << 20;             ///< Database pages kept in memory.
  /// Longest write-ahead log. Moving it into the database decrypts and encrypts every page again:
  /// a long one does that once for pages that change often.
  std::int64_t wal_size_limit_bytes = 16 << 20;
};

/// An act that can be taken back, newest last in `undo_list`.
struct Undoable {
  OpId op;
  OpKind kind = OpKind::set_up_clinic;
  std::vector<OpId>
      before;  ///< The other ops of an act of several, oldest first; `op` is the last.
  bool holds_slots = false;  ///< One of them booked, moved, cancelled or reinstated.
};
inline constexpr std::size_t undo_list_max = 100;
/// What one act may consist of: a price list of thousands is some dozens of ops.
inline constexpr std::size_t drafts_per_act_max = 1'000;
/// Hears once what became of an act that ran as a job.
using ActEnd = std::function<void(Result<Outcome>)>;
/// Something that a transaction wrote.
using Touched = std::pair<EntityKind, IdBytes>;
inline constexpr std::size_t drafts_per_batch_max = 32'768;

/// What may be begun (as a job) whenever nobody has done anything for a while.
using IdleWork = std::function<void()>;

class Clinic {
 public:
  /// Opens (or creates) the database and brings it to this program's schema. Failures as of
  /// store::Database::open, and newer_schema.
  [[nodiscard]] static Result<std::unique_ptr<Clinic>> open(Platform platform,
                                                            const store::DatabaseKey& key,
                                                            store::Opening opening);

  // -- identity and time ---------------------------------------------------------------------
  void sign_in(Session session) { session_ = session; }
  [[nodiscard]] const Session& session() const { return session_; }
  [[nodiscard]] Instant now() const;
  [[nodiscard]] LocalDate today(BranchId branch) const;

  /// A fresh id for a new thing.
  template <class E>
  [[nodiscard]] Id<E> new_id() {
    return Id<E>(make_id(platform_.now_unix_milliseconds(), platform_.random));
  }

  // -- writing -------------------------------------------------------------------------------
  /// One intention in one transaction. Failures leave everything as it was. One that writes rows of
  /// several cards of one person (a visit noted on the one, money on the other) becomes an op for
  /// each card, undone as one.
  [[nodiscard]] Result<Outcome> submit(const Draft& draft);

  /// Many intentions of one import in one transaction; the first refusal or failure rolls all of
  /// them back. At most `drafts_per_batch_max`. With `Sync::later` a power cut may take it back.
  [[nodiscard]] Result<Outcome> submit_batch(std::span<const Draft> drafts, ImportBatchId batch,
                                             store::Sync sync = store::Sync::now);

  /// Several intentions that a person means as one act: one transaction, all or none, and one
  /// entry to undo. At most `drafts_per_act_max`; an empty act is accepted and does nothing.
  [[nodiscard]] Result<Outcome> submit_act(std::span<const Draft> drafts);

  /// The same as a job, for acts that would hold input. Each slice is committed by itself; a
  /// refusal or failure takes back what the slices before it did, and then `end` hears of it.
  void start_act(std::vector<Draft> drafts, ActEnd end);

  /// History in one transaction, each draft at its own moment; refused ones are left out and
  /// told. At most `drafts_per_batch_max`. With `Sync::later` a power cut may take it back.
  [[nodiscard]] Result<std::vector<HistoricRefusal>> submit_history(
      std::span<const HistoricDraft> drafts, store::Sync sync = store::Sync::now);

  /// What was committed with `Sync::later` is on the disk when this succeeds.
  [[nodiscard]] Status make_durable() { return database_->sync_log(); }

  /// What can be taken back here, oldest first. Only acts of this run of the program.
  [[nodiscard]] const std::vector<Undoable>& undo_list() const { return undo_list_; }

  /// Takes an act back by its inverse: slots by moving or cancelling, everything else by a
  /// `withdraw` op after which the log without it must still make sense. All of it in one
  /// transaction or nothing; a refusal names the booking that cannot go back last in `things`.
  /// What one act moved twice goes back twice.
  [[nodiscard]] Result<Outcome> undo(OpId op);

  /// Takes an act of several back as a job: first looks whether all of it can be taken back, then
  /// does so from its newest op to its oldest. One that holds slots is taken back in a single step:
  /// half of it would leave patients at places that nobody has promised them.
  void start_undo(OpId op, ActEnd end);

  /// Takes a whole import back, in slices: patients with later facts of their own stay
  /// (`Withdrawal::kept`). The op itself is committed at once; a job then folds the units again.
  [[nodiscard]] Result<Outcome> withdraw_import(ImportBatchId batch);

  /// Erases a patient's personal data everywhere (log, base, tables, index) and records the fact;
  /// of a person with several cards, all of them.
  [[nodiscard]] Result<Outcome> erase_patient(PatientId patient, const std::string& basis);

  // -- reading -------------------------------------------------------------------------------
  /// Rises with every change; views compare it to know whether to read again.
  [[nodiscard]] std::uint64_t generation() const { return generation_; }
  /// What the last `submit` took: stamped, judged, numbered, applied and on the disk.
  [[nodiscard]] std::int64_t last_submit_microseconds() const { return last_submit_microseconds_; }
  /// Which patients changed, for what is kept in memory about everybody.
  [[nodiscard]] const PatientChanges& changes() const { return changes_; }
  [[nodiscard]] const Catalogue& catalogue() const { return catalogue_; }
  [[nodiscard]] store::SqlTables& tables() { return tables_; }
  [[nodiscard]] store::Database& database() { return *database_; }
  [[nodiscard]] store::OpLog& log() { return log_; }
  [[nodiscard]] store::SearchIndex& search() { return search_; }
  [[nodiscard]] bool is_read_only() const { return database_->is_read_only(); }

  /// Opens a patient's card: reads are audited (PP-17). At most one record per person, patient
  /// and quarter of an hour.
  [[nodiscard]] Status note_card_read(PatientId patient);

  // -- upkeep --------------------------------------------------------------------------------
  /// To be called when nothing else is to do; `idle_milliseconds` since the last input.
  [[nodiscard]] Status tick(std::int64_t idle_milliseconds);
  /// Called by `tick` once nothing else is to do, as long as the caller keeps it.
  void set_idle_work(const std::shared_ptr<IdleWork>& work) { idle_work_ = work; }
  /// From now on whoever changes is marked in the database, for the blocks of columns that somebody
  /// is about to write. A database that has blocks is marked anyhow.
  void mark_columns() { changes_.start_marking(); }
  [[nodiscard]] JobQueue& jobs() { return jobs_; }
  /// One slice of the jobs for a thread that also answers input. Once the write-ahead log is as
  /// long as such a slice can move, it is moved instead: a longer log would hold input for longer.
  void run_jobs(std::int64_t slice_microseconds);

  [[nodiscard]] Result<store::Verification> verify();
  [[nodiscard]] Result<Digest> hash();
  /// Makes the present state the base snapshot, so that the log below it may be dropped later.
  [[nodiscard]] Status write_base_snapshot();

 private:
  Clinic(Platform platform, std::unique_ptr<store::Database> database);

  [[nodiscard]] Status start();
  [[nodiscard]] Result<ReplicaId> replica_id();
  [[nodiscard]] Op stamped(const HistoricDraft& draft, ImportBatchId batch);
  [[nodiscard]] Result<Outcome> submit_all(std::span<const Draft> drafts, ImportBatchId batch,
                                           store::Sync sync);
  [[nodiscard]] Result<Outcome> submit_one(const HistoricDraft& draft, ImportBatchId batch);
  [[nodiscard]] Result<Outcome> offer(const Op& op, std::int64_t now_milliseconds);
  [[nodiscard]] HistoricDraft as_of_now(const Draft& draft) const;
  [[nodiscard]] Status take_effect(const Op& op, const hub::Answer& answer);
  [[nodiscard]] Status note_former_owners(const Op& op);
  [[nodiscard]] Status apply_withdrawal(const Withdrawal& withdrawal, std::uint64_t by);
  [[nodiscard]] Status erase_everywhere(PatientId patient);
  [[nodiscard]] Status after_commit();
  void note_for_undo(const Op& op);
  void remember(std::vector<Undoable> made);
  [[nodiscard]] Result<Outcome> withdraw_ops(std::span<const OpId> ops);
  [[nodiscard]] Result<Outcome> turn_back(std::span<const OpId> ops);
  [[nodiscard]] Withdrawal withdrawal_of(std::span<const OpId> ops);
  void forget_undone(std::span<const OpId> ops);
  [[nodiscard]] Result<std::optional<Refusal>> check_undo(OpId id, std::span<const OpId> together);
  [[nodiscard]] Result<std::optional<Refusal>> check_may_undo(const Op& op);
  Job act_slices(JobControl& control, std::vector<Draft> drafts, ActEnd end);
  Job undo_slices(JobControl& control, std::vector<OpId> ops, ActEnd end);
  Job undo_at_once(JobControl& control, OpId op, ActEnd end);
  [[nodiscard]] Result<std::optional<Refusal>> check_withdrawal(const store::LoggedOp& target,
                                                                const Op& op,
                                                                std::span<const OpId> together);
  [[nodiscard]] Result<std::optional<Draft>> inverse_of_slot_op(const store::LoggedOp& target,
                                                                const Op& op);
  [[nodiscard]] Result<std::vector<PatientId>> patients_with_later_facts(ImportBatchId batch);
  [[nodiscard]] Result<std::vector<IdBytes>> things_still_named(ImportBatchId batch,
                                                                const std::vector<PatientId>& kept);
  [[nodiscard]] Status resume_withdrawal();
  Job rebuild_search(JobControl& control);
  Job withdraw_slices(JobControl& control, ImportBatchId batch);
  [[nodiscard]] Result<bool> withdraw_slice(ImportBatchId batch, JobControl& control);

  Platform platform_;
  std::unique_ptr<store::Database> database_;
  store::SearchIndex search_;
  PatientChanges changes_;
  store::SqlTables tables_;
  store::OpLog log_;
  SqlLogStore log_store_;
  hub::Hub hub_;
  HybridClock clock_;
  ReplicaId replica_;
  Session session_;
  Catalogue catalogue_;
  JobQueue jobs_;
  std::weak_ptr<IdleWork> idle_work_;
  std::vector<Undoable> undo_list_;
  std::vector<Touched> touched_;  // by the open transaction
  std::vector<Undoable> made_;    // by the open transaction
  std::size_t refused_at_ = 0;    // which of the drafts the last transaction stopped at
  std::map<PatientId, Instant> cards_read_;
  std::uint64_t generation_ = 1;
  std::int64_t last_submit_microseconds_ = 0;
};

}  // namespace retour::app
