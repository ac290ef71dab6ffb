// Fills an empty clinic with the demo history, as a job.
#pragma once

#include "app/clinic.hpp"
#include "simulate/demo.hpp"

namespace retour::app {

/// What became of it; owned by the caller, who outlives the job.
struct DemoReport {
  bool is_done = false;
  std::size_t drafts = 0;
  std::size_t refused = 0;
  std::optional<std::string> first_refusal;  ///< "check_out amount_exceeds_charge", for tests.
  std::optional<Failure> failure;
};

/// The job: bounded batches, each committed. Signs the owner of the demo clinic in at the end.
[[nodiscard]] Job fill_demo(JobControl& control, Clinic& clinic, simulate::DemoOptions options,
                            DemoReport& report);

}  // namespace retour::app
