// The funnel's columns in memory, and a line about everybody for the lists, in step with the
// clinic: loaded once by a job, afterwards only the patients who changed are read again (DESIGN:
// loaded from SQLite, updated by each op, read in one pass). Loading takes blocks that the database
// keeps (kept_columns.hpp) and reads rows only of whom they do not tell; while nobody does anything
// another job brings the blocks up to date.
//
//   LiveFunnel funnel(clinic);
//   each frame that looks:  funnel.refresh();  if (funnel.is_ready()) use(funnel.columns());
//
// Rows are dense numbers in id order of the first load; newcomers follow. A row of somebody who was
// erased stays, empty. While a load is under way the former columns, if any, go on to be shown.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "app/clinic.hpp"
#include "app/kept_columns.hpp"

namespace retour::app {

class LiveFunnel {
 public:
  /// `sizes` of the blocks: smaller ones are for tests.
  explicit LiveFunnel(Clinic& clinic, const BlockSizes& sizes = {});

  /// Brings in what changed: a few patients at once, more than `patients_at_once_max` or changed
  /// rules by a job. Failures as of reading; the next call tries again.
  [[nodiscard]] Status refresh();

  /// Whether there are columns to show, maybe of a moment ago.
  [[nodiscard]] bool is_ready() const { return shown_ != nullptr; }
  /// Changes with every change of the columns; 0: none yet.
  [[nodiscard]] std::uint64_t version() const { return version_; }
  /// The rows that changed after a version, some maybe twice: what was counted of the others still
  /// holds. Nothing when everything may have, or when it is too long ago to tell.
  [[nodiscard]] std::optional<std::vector<std::uint32_t>> changed_since(
      std::uint64_t version) const;
  [[nodiscard]] const funnel::EventColumns& columns() const { return shown_->rows.columns; }
  /// Ids by row number.
  [[nodiscard]] const std::vector<PatientId>& patients() const { return shown_->rows.patients; }
  /// Everybody in a line each, by row number; the erased have a nil id.
  [[nodiscard]] const std::vector<PersonRow>& people() const { return shown_->rows.people; }
  /// How many of them came out of the database's blocks at the last load.
  [[nodiscard]] std::size_t from_blocks() const { return shown_->from_blocks; }
  /// The day as of which statuses and lines hold.
  [[nodiscard]] LocalDate as_of() const { return shown_->as_of; }
  /// Row of a patient, or nothing when he is not in the columns (yet). O(1).
  [[nodiscard]] std::optional<std::uint32_t> row_of(PatientId patient) const;
  /// The status that the patient's badge shows; `none` when he has no row.
  [[nodiscard]] funnel::FunnelStatus status_of(PatientId patient) const;

  /// So many patients are read again within one call: a millisecond or two.
  static constexpr std::size_t patients_at_once_max = 64;
  /// So many changes of rows are remembered.
  static constexpr std::size_t changes_kept_max = 1'024;

 private:
  struct Data {
    FunnelRows rows;
    FunnelInputs inputs;
    LocalDate as_of;         ///< Silence and windows go by the day.
    std::uint64_t mark = 0;  ///< Of the clinic's changes that are in here.
    std::size_t from_blocks = 0;
  };
  struct Loading {
    explicit Loading(FunnelInputs of) : data{.rows = {}, .inputs = std::move(of), .as_of = {}} {}
    Data data;
    std::optional<Failure> failure;
    bool is_done = false;
  };

  struct RowChange {
    std::uint64_t version = 0;  ///< That it led to.
    std::uint32_t row = 0;
  };

  [[nodiscard]] FunnelInputs inputs() const;
  [[nodiscard]] Status finish_loading();
  void start_loading();
  void start_saving();
  Job load(JobControl& control, std::shared_ptr<Loading> loading);
  Job save(JobControl& control);

  Clinic& clinic_;
  BlockSizes sizes_;
  std::unique_ptr<Data> shown_;
  std::shared_ptr<Loading> loading_;
  std::shared_ptr<IdleWork> when_idle_;
  std::optional<std::uint64_t>
      saved_mark_;  ///< Of the changes when the blocks were last looked at.
  std::uint64_t version_ = 0;
  std::deque<RowChange> changes_;
  std::uint64_t told_from_ = 0;  ///< `changes_` has everything after this version.
};

}  // namespace retour::app
