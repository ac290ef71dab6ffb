#include "app/demo.hpp"

#include <algorithm>

#include "ops/op_kind.hpp"

namespace retour::app {
namespace {

/// One transaction costs a commit; one slice may hold input for 8 ms. So many drafts as fit.
constexpr StepSize::Limits drafts_per_commit{.min = 4, .max = 100, .wanted_microseconds = 6'000};

/// The demo opens as its owner, who sees everything.
StaffId owner_of(const Catalogue& catalogue) {
  for (const Staff& person : catalogue.staff)
    if (person.roles.has(Role::owner)) return person.id;
  return {};
}

}  // namespace

Job fill_demo(JobControl& control, Clinic& clinic, simulate::DemoOptions options,
              DemoReport& report) {
  const std::vector<simulate::TimedDraft> history = simulate::demo_history(options);
  control.total = static_cast<std::int64_t>(history.size());
  std::vector<HistoricDraft> slice;
  StepSize drafts(drafts_per_commit.min, drafts_per_commit);
  std::size_t end = 0;
  for (std::size_t begin = 0; begin < history.size(); begin = end) {
    co_await control.breathe();
    const std::int64_t started = control.now_microseconds();
    slice.clear();
    end = std::min(begin + drafts.pieces(), history.size());
    for (std::size_t i = begin; i < end; ++i)
      slice.push_back(
          {&history[i].draft, {history[i].author, history[i].role}, history[i].unix_milliseconds});
    Result<std::vector<HistoricRefusal>> refused = clinic.submit_history(slice, store::Sync::later);
    if (!refused) {
      report.failure = std::move(refused).error();
      co_return;
    }
    report.refused += refused->size();
    if (!refused->empty() && !report.first_refusal)
      report.first_refusal = std::string(rule_of(refused->front().kind)->name) + " " +
                             std::string(enum_name(refused->front().refusal.code));
    report.drafts = end;
    control.done = static_cast<std::int64_t>(end);
    drafts.note(control.now_microseconds() - started);
  }
  if (Status durable = clinic.make_durable(); !durable) {
    report.failure = std::move(durable).error();
    co_return;
  }
  clinic.sign_in({owner_of(clinic.catalogue()), Role::owner});
  report.is_done = true;
}

}  // namespace retour::app
