#include "app/demo.hpp"

#include <algorithm>

#include "ops/op_kind.hpp"

namespace retour::app {
namespace {

constexpr std::size_t drafts_per_slice = 100;

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
  for (std::size_t begin = 0; begin < history.size(); begin += drafts_per_slice) {
    co_await control.breathe();
    slice.clear();
    const std::size_t end = std::min(begin + drafts_per_slice, history.size());
    for (std::size_t i = begin; i < end; ++i)
      slice.push_back(
          {&history[i].draft, {history[i].author, history[i].role}, history[i].unix_milliseconds});
    Result<std::vector<HistoricRefusal>> refused = clinic.submit_history(slice);
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
  }
  clinic.sign_in({owner_of(clinic.catalogue()), Role::owner});
  report.is_done = true;
}

}  // namespace retour::app
