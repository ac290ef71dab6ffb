// Who is likely to keep a time: the model of schedule/no_show.hpp over this clinic's own visits.
//
//   NoShowRisks risks(clinic);
//   each frame that looks:  risks.refresh();  risks.risk(person, birth, day, booked_at)
//
// Trained once a day by a job, from the visits of the last year. A clinic with too little history
// for a model gets an estimate from the person's own record alone, pulled towards one in ten.
//
// What the answer is for: whom to call first, and points on the waitlist. No screen shows it as a
// label on a person, and nothing is refused because of it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "app/clinic.hpp"
#include "schedule/no_show.hpp"

namespace retour::app {

class NoShowRisks {
 public:
  explicit NoShowRisks(Clinic& clinic) : clinic_(clinic) {}

  /// Starts the job of the day when nothing else runs; takes its result. Failures as of reading.
  [[nodiscard]] Status refresh();
  [[nodiscard]] bool is_ready() const { return shown_ != nullptr; }
  /// Changes with every training; 0: none yet.
  [[nodiscard]] std::uint64_t version() const { return version_; }

  /// Of ten thousand such bookings so many are not kept. `person` is the card that stands for him;
  /// `booked_at` 0: unknown, read as now. O(log people + his visits).
  [[nodiscard]] std::int32_t risk_permyriad(PatientId person,
                                            const std::optional<LocalDate>& birth_date,
                                            LocalDate date, Instant booked_at) const;

  static constexpr std::int32_t history_days = 365;
  static constexpr std::size_t examples_max = 3'000;  ///< The newest ones.

 private:
  struct Data {
    std::map<PatientId, std::vector<schedule::PastVisit>> past;  ///< By day.
    std::vector<schedule::NoShowExample> examples;
    schedule::NoShowModel model;
    LocalDate as_of;
    std::optional<Failure> failure;
    bool is_done = false;
  };
  [[nodiscard]] schedule::NoShowFacts facts(const std::vector<schedule::PastVisit>& past,
                                            const std::optional<LocalDate>& birth_date,
                                            LocalDate date, Instant booked_at) const;
  Job train(JobControl& control, std::shared_ptr<Data> data);

  Clinic& clinic_;
  std::shared_ptr<Data> training_;
  std::shared_ptr<Data> shown_;
  std::uint64_t version_ = 0;
};

}  // namespace retour::app
