// One run of an import into the clinic, for the wizard in the browser and `retour import` alike.
//
//   ImportSession session(clinic, options);
//   session.feed(bytes) ... session.finish_input();
//   clinic.jobs().start("job.import", [&](JobControl& c) { return session.run(c); });
//   ... session.state(), session.report(), session.take_rejects()
//
// Bytes may arrive while the job runs (the browser hands a file over in slices): the job waits for
// input without holding anything. Every batch is one transaction; cancelling leaves what has landed
// in place under its import, from which it can be taken back as a whole.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/clinic.hpp"
#include "exchange/import_run.hpp"

namespace retour::app {

/// Every commit encrypts and logs all pages that it touched, and imported ids touch pages
/// everywhere: large batches are several times cheaper by the row.
enum class ImportBatches : std::uint8_t {
  fixed,      ///< Always `rows_per_commit` rows: nobody waits for a screen.
  fit_slice,  ///< As many rows as fit the slices that the job is given, by what the last one took.
};

struct ImportSettings {
  std::string system;  ///< Name of the other system: part of every derived id.
  std::string profile;
  std::string file_name;
  BranchId branch;  ///< Nil: the first branch.
  exchange::CsvOptions csv;
  exchange::Mapping mapping;
  exchange::InterpretOptions interpret;
  bool dry_run = false;  ///< Counts only; nothing is written.
  /// The sentence for a fault and the titles of the file of rejected rows, in somebody's language.
  exchange::FaultText fault_text = exchange::plain_fault_text;
  exchange::RejectTitles reject_titles;
  /// Words for specialties that names of services give away, by `SpecialtyCode`; the clinic's own
  /// names win over them. Empty: none is suggested.
  std::array<std::string, exchange::specialty_code_count> specialty_words;
  exchange::ServiceChoices service_choices;  ///< What was decided about lines of a price list.
  /// Rows of one transaction, the first one's where batches fit the slice.
  std::size_t rows_per_commit = 128;
  ImportBatches batches = ImportBatches::fit_slice;
};
inline constexpr std::size_t rows_per_commit_min = 4;
/// Of batches that are sized by time: so many rows that the costs of a commit itself are small.
inline constexpr std::size_t rows_per_commit_timed_max = 8'192;

enum class ImportPhase : std::uint8_t {
  waiting,  ///< Not started.
  running,
  refused,  ///< The header or the clinic's rules refuse it; see `refusal` and `header_fault`.
  failed,   ///< Storage failed; what landed stays.
  cancelled,
  done,
};

/// Names for suggested specialties: an active one of the clinic that by its own name is of that
/// kind, else the word given.
[[nodiscard]] std::array<std::string, exchange::specialty_code_count> specialty_names_of(
    const Catalogue& catalogue,
    const std::array<std::string, exchange::specialty_code_count>& words);

/// Patients whom this import brought or changed last, in order of their ids; at most
/// `import_patients_max`. Reads all patients: for somebody who asks, not for every frame.
[[nodiscard]] Result<std::vector<PatientId>> patients_of_import(Clinic& clinic,
                                                                ImportBatchId batch);
inline constexpr std::int64_t import_patients_max = 10'000;

/// A past import, for its list.
struct PastImport {
  ImportBatch batch;
  bool taken_back = false;
};
/// The last imports, newest first.
[[nodiscard]] Result<std::vector<PastImport>> past_imports(Clinic& clinic, std::int64_t limit);

class ImportSession {
 public:
  ImportSession(Clinic& clinic, ImportSettings settings);

  void feed(std::string_view bytes);
  void finish_input();
  /// How many fed bytes wait to be read: the giver pauses above `input_bytes_wanted_max`.
  [[nodiscard]] std::size_t waiting_bytes() const { return waiting_.size() - taken_bytes_; }
  static constexpr std::size_t input_bytes_wanted_max = 4 << 20;

  /// The job. The session outlives it.
  [[nodiscard]] Job run(JobControl& control);
  /// To be called when the job was cancelled from outside.
  void note_cancelled();

  [[nodiscard]] ImportPhase phase() const { return phase_; }
  [[nodiscard]] const exchange::ImportReport& report() const { return run_->report(); }
  [[nodiscard]] ImportBatchId batch() const { return batch_.id; }
  [[nodiscard]] const ImportSettings& settings() const { return settings_; }
  /// First and last day of the appointments so far.
  [[nodiscard]] std::optional<std::pair<LocalDate, LocalDate>> days() const {
    return run_->planner().days();
  }
  /// After a dry run: lines of the price list that would land new or changed.
  [[nodiscard]] const std::vector<exchange::ServiceLine>& services() const {
    return run_->planner().services();
  }
  [[nodiscard]] const std::optional<Refusal>& refusal() const { return refusal_; }
  [[nodiscard]] const std::optional<exchange::RowFault>& header_fault() const {
    return run_->header_fault();
  }
  [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }
  /// What came to the file of rejected rows since the last call.
  [[nodiscard]] std::string take_rejects() { return run_->take_rejects(); }

 private:
  /// Finds people by phone through the clinic's search index.
  class People final : public exchange::PeopleIndex {
   public:
    explicit People(Clinic& clinic) : clinic_(clinic) {}
    Result<std::vector<PatientId>> by_phone(std::string_view number) override;

   private:
    Clinic& clinic_;
  };

  [[nodiscard]] exchange::ImportRunOptions run_options() const;
  [[nodiscard]] bool submit_or_stop(std::span<const Draft> drafts, store::Sync sync);
  [[nodiscard]] bool step(exchange::ImportState& state);
  [[nodiscard]] std::size_t bytes_of_step() const;
  [[nodiscard]] bool take_input();
  [[nodiscard]] bool begin();
  void end();

  Clinic& clinic_;
  ImportSettings settings_;
  ImportBatch batch_;
  People people_;
  std::optional<exchange::ImportRun> run_;
  std::string waiting_;
  std::size_t taken_bytes_ = 0;  ///< Of `waiting_`: read already.
  bool input_ended_ = false;
  StepSize rows_per_commit_;
  std::int64_t bytes_read_ = 0;
  Hasher file_hasher_;
  std::vector<Draft> drafts_;
  ImportPhase phase_ = ImportPhase::waiting;
  std::optional<Refusal> refusal_;
  std::optional<Failure> failure_;
};

}  // namespace retour::app
