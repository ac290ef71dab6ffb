// All calls in memory, in step with the clinic: what operators and channels are counted from.
//
//   LiveCalls calls(clinic);
//   each frame that looks:  calls.refresh(funnel);  if (calls.is_ready()) use(calls.table());
//
// Read by a job, again when a call or a review of one changed; the former table goes on to be shown
// until then. Rows of patients are those of the funnel's columns.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/live_funnel.hpp"
#include "funnel/calls.hpp"

namespace retour::app {

class LiveCalls {
 public:
  explicit LiveCalls(Clinic& clinic) : clinic_(clinic) {}

  /// Starts a job when something changed and nothing else runs; takes its result. Failures as of
  /// reading; the next call tries again.
  [[nodiscard]] Status refresh(const LiveFunnel& funnel);
  [[nodiscard]] bool is_ready() const { return shown_ != nullptr && rows_of_ != 0; }
  /// Changes with calls, and with what became of their patients; 0: none yet.
  [[nodiscard]] std::uint64_t version() const { return version_; }
  [[nodiscard]] const funnel::CallTable& table() const { return shown_->table; }
  [[nodiscard]] const funnel::Milestones& milestones() const { return milestones_; }
  /// By the clinic's rules.
  [[nodiscard]] const std::vector<funnel::UniqueCall>& unique() const { return unique_; }
  [[nodiscard]] funnel::CallRules rules() const;

 private:
  struct Data {
    funnel::CallTable table;
    std::vector<PatientId> patients;  ///< By line.
    std::uint64_t mark = 0;
    std::string tracked;  ///< The campaigns' numbers that it was read with.
    std::optional<Failure> failure;
    bool is_done = false;
  };
  Job load(JobControl& control, std::shared_ptr<Data> data);
  void follow(const LiveFunnel& funnel);

  Clinic& clinic_;
  std::shared_ptr<Data> loading_;
  std::shared_ptr<Data> shown_;
  funnel::Milestones milestones_;
  std::vector<funnel::UniqueCall> unique_;
  std::uint64_t rows_of_ = 0;  ///< Version of the funnel that rows and milestones are of.
  funnel::CallRules followed_;
  std::uint64_t version_ = 0;
};

}  // namespace retour::app
