#include "app/value_forecast.hpp"

namespace retour::app {
namespace {

constexpr const char* job_name = "job.forecast";

}  // namespace

Job ValueForecast::run(JobControl& control, std::shared_ptr<Work> work) {
  const std::size_t every = work->patients.size() / fitted_max + 1;
  std::vector<funnel::PatientValue> some;
  for (std::size_t i = 0; i < work->patients.size(); i += every) some.push_back(work->patients[i]);
  funnel::VisitFit visits(some);
  while (!visits.step()) co_await control.breathe();
  funnel::MoneyFit money(some);
  while (!money.step()) co_await control.breathe();
  funnel::ExpectedSum sum(visits.model(), money.model(), work->days);
  constexpr std::size_t at_once = 64;
  for (std::size_t i = 0; i < work->patients.size(); ++i) {
    sum.add(work->patients[i]);
    if (i % at_once == 0) co_await control.breathe();
  }
  work->found = {
      .sum = sum.sum(), .fitted_on = visits.model().n, .correlation = money.model().correlation};
  work->is_done = true;
}

void ValueForecast::ask(Clinic& clinic, const std::string& key,
                        const std::vector<funnel::PatientValue>& patients, double days) {
  if (work_ && work_->key == key && (work_->is_done || clinic.jobs().has(job_name))) return;
  clinic.jobs().cancel(job_name);
  if (!clinic.jobs().is_empty()) return;
  work_ = std::make_shared<Work>();
  work_->key = key;
  work_->patients = patients;
  work_->days = days;
  clinic.jobs().start(job_name, [this](JobControl& control) { return run(control, work_); });
}

const Forecast* ValueForecast::answer(const std::string& key) const {
  return work_ && work_->is_done && work_->key == key ? &work_->found : nullptr;
}

}  // namespace retour::app
