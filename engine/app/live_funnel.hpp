// The funnel's columns in memory, and a line about everybody for the lists, in step with the
// clinic: loaded once by a job, afterwards only the patients who changed are read again (DESIGN:
// loaded from SQLite, updated by each op, read in one pass).
//
//   LiveFunnel funnel(clinic);
//   each frame that looks:  funnel.refresh();  if (funnel.is_ready()) use(funnel.columns());
//
// Rows are dense numbers in id order of the first load; newcomers follow. A row of somebody who was
// erased stays, empty. While a load is under way the former columns, if any, go on to be shown.
// allow-file(unordered): the index of rows is only asked, never walked.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "app/clinic.hpp"
#include "app/people.hpp"
#include "funnel/cycles.hpp"
#include "funnel/events.hpp"

namespace retour::app {

class LiveFunnel {
 public:
  explicit LiveFunnel(Clinic& clinic) : clinic_(clinic) {}

  /// Brings in what changed: a few patients at once, more than `patients_at_once_max` or changed
  /// rules by a job. Failures as of reading; the next call tries again.
  [[nodiscard]] Status refresh();

  /// Whether there are columns to show, maybe of a moment ago.
  [[nodiscard]] bool is_ready() const { return shown_ != nullptr; }
  /// Changes with every change of the columns; 0: none yet.
  [[nodiscard]] std::uint64_t version() const { return version_; }
  [[nodiscard]] const funnel::EventColumns& columns() const { return shown_->columns; }
  /// Ids by row number.
  [[nodiscard]] const std::vector<PatientId>& patients() const { return shown_->patients; }
  /// Everybody in a line each, by row number; the erased have a nil id.
  [[nodiscard]] const std::vector<PersonRow>& people() const { return shown_->people; }
  /// The day as of which statuses and lines hold.
  [[nodiscard]] LocalDate as_of() const { return shown_->as_of; }
  /// Row of a patient, or nothing when he is not in the columns (yet). O(1).
  [[nodiscard]] std::optional<std::uint32_t> row_of(PatientId patient) const;
  /// The status that the patient's badge shows; `none` when he has no row.
  [[nodiscard]] funnel::FunnelStatus status_of(PatientId patient) const;

  /// So many patients are read again within one call: a millisecond or two.
  static constexpr std::size_t patients_at_once_max = 64;

 private:
  struct IdHash {
    std::size_t operator()(const PatientId& id) const noexcept;
  };
  struct Data {
    funnel::EventColumns columns;
    std::vector<PatientId> patients;
    std::vector<PersonRow> people;
    std::unordered_map<PatientId, std::uint32_t, IdHash> rows;
    LocalDate as_of;         ///< Silence and windows go by the day.
    std::uint64_t mark = 0;  ///< Of the clinic's changes that are in here.
  };
  struct Rules {
    Policy policy;
    funnel::ServiceLookup services;
    Zone zone;
    Instant now;
    LocalDate today;
  };
  struct Loading {
    Data data;
    std::optional<Failure> failure;
    bool is_done = false;
  };

  [[nodiscard]] Rules rules() const;
  static void put(Data& data, const PatientFacts& facts, const Rules& rules);
  void remove(PatientId patient);
  [[nodiscard]] Status read_again(const std::vector<PatientId>& patients);
  [[nodiscard]] Status finish_loading();
  void start_loading();
  Job load(JobControl& control, std::shared_ptr<Loading> loading);

  Clinic& clinic_;
  std::unique_ptr<Data> shown_;
  std::shared_ptr<Loading> loading_;
  std::uint64_t version_ = 0;
};

}  // namespace retour::app
