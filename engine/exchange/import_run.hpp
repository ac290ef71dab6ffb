// A whole import, in steps that a job can interleave with the screen.
//
//   bytes ─► CsvReader ─► RowInterpreter ─► ImportPlanner ─► drafts (the caller submits them)
//                │               │                │
//                └── faults ─────┴────────────────┴──► RejectFile, counts
//
//   ImportPreview preview = preview_import(first_bytes, extent, {});   // wizard: show, edit
//   mapping ImportRun run(options, tables, people); run.feed(...); run.finish(); std::vector<Draft>
//   drafts; while (*run.step(drafts, limits) ...) submit_batch(drafts)         // or not: a dry run
//
// The caller submits the drafts of one step before it asks for the next one: the planner looks up
// in the tables what earlier rows created. A dry run does not submit; the planner's memory of its
// own run keeps the counts right all the same.
// allow-file(unordered): hash tables count different people and are never walked.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "exchange/import_plan.hpp"
#include "exchange/reject_file.hpp"

namespace retour::exchange {

/// What the beginning of a file shows.
struct ImportPreview {
  Encoding encoding = Encoding::utf8;
  char delimiter = ',';
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;  ///< At most `guess_rows_max`, faulty ones left out.
  Mapping mapping;                             ///< Guessed.
  std::optional<RowFault> fault;               ///< Of the header: the file cannot be imported so.
};
inline constexpr std::size_t preview_bytes_max = 1U << 20;

/// Reads header and first rows out of the beginning of a file and guesses what they mean.
[[nodiscard]] ImportPreview preview_import(std::string_view beginning, Extent extent,
                                           const CsvOptions& csv = {},
                                           std::optional<ImportKind> kind = {});

struct ImportRunOptions {
  CsvOptions csv;
  Mapping mapping;
  InterpretOptions interpret;
  ImportPlanOptions plan;
  FaultText fault_text = plain_fault_text;
  RejectTitles reject_titles;
};

/// Counts of people and appointments, in the file or landed.
struct ImportTotals {
  std::uint64_t rows = 0;
  std::uint64_t patients = 0;  ///< Different ones.
  std::uint64_t appointments = 0;
  std::uint64_t no_shows = 0;
};

struct ActCounts {
  std::uint64_t created = 0;
  std::uint64_t changed = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t led_here = 0;
};

struct ImportReport {
  ImportTotals file;  ///< Every row below the header, rejected ones included.
  ImportTotals landed;
  std::uint64_t rejected = 0;
  ActCounts patients;
  ActCounts main;  ///< Bookings, services or calls, by the kind of file.
  std::uint64_t vanished = 0;
  std::array<std::uint64_t, fault_code_count> faults{};  ///< By code, notes included.
  /// The first rejections and the first notes, with their places, for the screen. All rejections
  /// stand in the file of rejected rows.
  std::vector<RowFault> first_faults;
  std::vector<RowFault> first_notes;
};
inline constexpr std::size_t report_examples_max = 200;

enum class ImportState : std::uint8_t {
  working,      ///< There is more to do: call again.
  needs_input,  ///< Feed bytes, or finish.
  refused,      ///< The header lacks what the mapping needs: see `binding()` and `header_fault()`.
  done,
};

struct StepLimits {
  std::size_t rows = 256;    ///< Looked at in one step.
  std::size_t drafts = 256;  ///< Given in one step.
};

class ImportRun {
 public:
  ImportRun(ImportRunOptions options, Tables& tables, PeopleIndex& people);

  void feed(std::string_view bytes) { reader_.feed(bytes); }
  void finish() { reader_.finish(); }

  /// Works on the next rows and puts the drafts to submit into `drafts` (emptied first). After the
  /// last row the flags for vanished things come as drafts as well.
  [[nodiscard]] Result<ImportState> step(std::vector<Draft>& drafts, const StepLimits& limits);

  [[nodiscard]] const ImportReport& report() const { return report_; }
  [[nodiscard]] const std::optional<Binding>& binding() const { return binding_; }
  [[nodiscard]] const std::optional<RowFault>& header_fault() const { return header_fault_; }
  [[nodiscard]] const CsvReader& reader() const { return reader_; }
  [[nodiscard]] const ImportPlanner& planner() const { return planner_; }

  /// What came to the file of rejected rows since the last call; nothing while none was rejected.
  [[nodiscard]] std::string take_rejects();

 private:
  [[nodiscard]] ImportState take_header(const CsvRow& row);
  [[nodiscard]] Status take_row(const CsvRow& row, std::vector<Draft>& drafts);
  template <class Row>
  [[nodiscard]] Status plan_row(const CsvRow& row, std::optional<Row> landed,
                                std::vector<Draft>& drafts);
  void count_in_file(const CsvRow& row);
  void count_landed(const PlannedRow& planned, Attendance attendance);
  void reject(const CsvRow& row, std::span<const RowFault> faults);
  void note(const RowFault& note);
  /// The place of something that only the planner found: the column of the field it is about.
  [[nodiscard]] RowFault place(const CsvRow& row, FaultCode code) const;
  [[nodiscard]] std::string_view cell_of(const CsvRow& row, TargetField field) const;
  [[nodiscard]] Status give_vanished(std::vector<Draft>& drafts, std::size_t count_max);

  ImportRunOptions options_;
  CsvReader reader_;
  ImportPlanner planner_;
  std::optional<Binding> binding_;
  std::optional<RowFault> header_fault_;
  std::optional<RowInterpreter> interpreter_;
  std::optional<RejectFile> rejects_;
  ImportReport report_;
  std::unordered_set<std::string> people_in_file_;
  struct IdHash {
    std::size_t operator()(const IdBytes& id) const noexcept;
  };
  std::unordered_set<IdBytes, IdHash> people_landed_;
  std::optional<std::vector<Draft>> vanished_;
  std::size_t vanished_given_ = 0;
};

}  // namespace retour::exchange
