#include "app/data_check.hpp"

#include "store/facts.hpp"

namespace retour::app {
namespace {

constexpr StepSize::Limits batch_patients{.min = 8, .max = 256, .wanted_microseconds = 4'000};

}  // namespace

Job DataCheck::run(JobControl& control, Clinic& clinic, std::shared_ptr<Work> work) {
  control.total = std::ssize(work->patients);
  StepSize step(batch_patients.min, batch_patients);
  std::size_t next = 0;
  while (next < work->patients.size()) {
    const std::int64_t begin = control.now_microseconds();
    const std::size_t end = std::min(work->patients.size(), next + step.pieces());
    for (; next < end; ++next) {
      const PatientId patient = work->patients[next];
      if (patient.is_nil()) continue;  // erased
      auto facts = store::load_facts(clinic.tables(), patient);
      if (!facts) {
        work->failure = std::move(facts).error();
        co_return;
      }
      if (!*facts) continue;
      const auto has = funnel::contradictions_of(
          **facts, {.now = clinic.now(), .staff = clinic.catalogue().staff});
      for (std::size_t i = 0; i < has.size(); ++i)
        if (has[i]) work->faults.people[i].push_back(patient);
      ++work->faults.checked;
    }
    step.note(control.now_microseconds() - begin);
    control.done = static_cast<std::int64_t>(next);
    co_await control.breathe();
  }
  work->is_done = true;
}

void DataCheck::start(Clinic& clinic, std::span<const PatientId> patients) {
  if (work_) return;
  work_ = std::make_shared<Work>();
  work_->patients.assign(patients.begin(), patients.end());
  work_->faults.as_of = clinic.now();
  clinic.jobs().start(std::string(job_name), [&clinic, work = work_](JobControl& control) {
    return run(control, clinic, work);
  });
}

Status DataCheck::refresh(Clinic& clinic) {
  if (!work_) return {};
  if (work_->failure) return std::unexpected(*std::exchange(work_, nullptr)->failure);
  if (work_->is_done)
    found_ = std::move(std::exchange(work_, nullptr)->faults);
  else if (!clinic.jobs().has(job_name))
    work_.reset();  // cancelled
  return {};
}

}  // namespace retour::app
