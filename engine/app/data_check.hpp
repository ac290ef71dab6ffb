// Goes through everybody's facts for contradictions (funnel/contradictions.hpp), as a job: it reads
// what the columns do not keep.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "app/clinic.hpp"
#include "funnel/contradictions.hpp"

namespace retour::app {

struct DataFaults {
  std::array<std::vector<PatientId>, funnel::contradiction_count> people = {};  ///< By kind.
  std::int64_t checked = 0;                                                     ///< Patients.
  Instant as_of = {};
};

class DataCheck {
 public:
  static constexpr std::string_view job_name = "job.data_check";

  /// Begins anew; does nothing while it runs. O(facts), in slices.
  void start(Clinic& clinic, std::span<const PatientId> patients);
  /// What was found last; null before the first time has ended.
  [[nodiscard]] const DataFaults* found() const { return found_ ? &*found_ : nullptr; }
  /// Takes over what a job has left behind. A failure is told once; what was found before stays.
  [[nodiscard]] Status refresh(Clinic& clinic);
  [[nodiscard]] bool is_running() const { return work_ != nullptr; }

 private:
  struct Work {
    std::vector<PatientId> patients;
    DataFaults faults;
    std::optional<Failure> failure;
    bool is_done = false;
  };
  static Job run(JobControl& control, Clinic& clinic, std::shared_ptr<Work> work);

  std::shared_ptr<Work> work_;
  std::optional<DataFaults> found_;
};

}  // namespace retour::app
