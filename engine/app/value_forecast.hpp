// What the patients of a clinic are expected to bring (funnel/clv.hpp), fitted by a job: a fit
// takes a tenth of a second and more, and no frame waits for it.
//
//   each frame that looks:  forecast.ask(clinic, key, patients);
//                           if (const auto* sum = forecast.answer(key)) show(*sum);
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/clinic.hpp"
#include "funnel/clv.hpp"

namespace retour::app {

struct Forecast {
  funnel::Estimate sum;        ///< Minor units, of all patients.
  std::int64_t fitted_on = 0;  ///< Patients.
  double correlation = 0;      ///< Between visits and money per visit: taken for zero.
};

class ValueForecast {
 public:
  /// Of more patients than this every so manieth is fitted; the sum is of all.
  static constexpr std::size_t fitted_max = 4000;

  /// Begins when the question is another one and nothing else runs; the former one is given up.
  void ask(Clinic& clinic, const std::string& key,
           const std::vector<funnel::PatientValue>& patients, double days);
  /// Null while it is being counted.
  [[nodiscard]] const Forecast* answer(const std::string& key) const;

 private:
  struct Work {
    std::string key;
    std::vector<funnel::PatientValue> patients;
    double days = 0;
    Forecast found;
    bool is_done = false;
  };
  static Job run(JobControl& control, std::shared_ptr<Work> work);
  std::shared_ptr<Work> work_;
};

}  // namespace retour::app
