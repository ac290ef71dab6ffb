#include "app/live_funnel.hpp"

#include <algorithm>
#include <cstring>

#include "base/order.hpp"
#include "store/facts.hpp"
#include "store/queries.hpp"

namespace retour::app {
namespace {

/// Patients of one batch: small enough for a slice, large enough that eighteen statements are
/// shared by many.
constexpr StepSize::Limits batch_patients{.min = 16, .max = 512, .wanted_microseconds = 4'000};

}  // namespace

std::size_t LiveFunnel::IdHash::operator()(const PatientId& id) const noexcept {
  std::size_t value = 0;
  std::memcpy(&value, id.bytes.data() + 8, sizeof value);  // random or digest bits
  return value;
}

std::optional<std::uint32_t> LiveFunnel::row_of(PatientId patient) const {
  if (!shown_) return std::nullopt;
  const auto it = shown_->rows.find(patient);
  if (it == shown_->rows.end()) return std::nullopt;
  return it->second;
}

funnel::FunnelStatus LiveFunnel::status_of(PatientId patient) const {
  const std::optional<std::uint32_t> row = row_of(patient);
  if (!row) return funnel::FunnelStatus::none;
  const funnel::EventColumns& columns = shown_->columns;
  if (columns.patients()[*row].cycle_count == 0) return funnel::FunnelStatus::none;
  return static_cast<funnel::FunnelStatus>(columns.cycles().status[columns.badge_cycle(*row)]);
}

LiveFunnel::Rules LiveFunnel::rules() const {
  const Catalogue& c = clinic_.catalogue();
  const LocalDate today = clinic_.today({});
  return {.policy = c.policy,
          .services = funnel::ServiceLookup::of(c.services, c.staff, c.prices, today),
          .zone = c.zone_of({}),
          .now = clinic_.now(),
          .today = today};
}

void LiveFunnel::put(Data& data, const PatientFacts& facts, const Rules& rules) {
  const PatientId id = facts.patient.id;
  const auto [it, is_new] =
      data.rows.try_emplace(id, static_cast<std::uint32_t>(data.patients.size()));
  if (is_new) {
    data.patients.push_back(id);
    data.people.emplace_back();
  }
  const funnel::PatientFunnel derived = funnel::derive_funnel(
      facts,
      {.policy = rules.policy, .services = rules.services, .zone = rules.zone, .now = rules.now});
  data.people[it->second] = person_row(facts, derived, rules.today);
  data.columns.replace(it->second, derived, facts, rules.services);
}

Status LiveFunnel::read_again(const std::vector<PatientId>& patients) {
  const Rules now = rules();
  std::vector<PatientId> people;  // the cards that stand for them
  for (const PatientId id : patients) {
    RETOUR_ASSIGN(const PatientId survivor, store::standing_card(clinic_.database(), id));
    people.push_back(survivor);
    if (survivor != id) remove(id);
  }
  sort_stably(people);
  const auto repeated = std::ranges::unique(people);
  people.erase(repeated.begin(), repeated.end());
  for (const PatientId id : people) {
    RETOUR_ASSIGN(const std::optional<PatientFacts> facts, store::load_facts(clinic_.tables(), id));
    if (facts)
      put(*shown_, *facts, now);
    else
      remove(id);
  }
  return {};
}

void LiveFunnel::remove(PatientId patient) {
  const auto row = row_of(patient);
  if (!row) return;
  shown_->columns.remove(*row);
  shown_->people[*row] = {};
}

Job LiveFunnel::load(JobControl& control, std::shared_ptr<Loading> loading) {
  const Rules now = rules();
  Data& data = loading->data;
  data.as_of = now.today;
  data.mark = clinic_.changes().mark();
  data.columns.set_zone(now.zone);
  const Result<std::int64_t> count = store::count_of(clinic_.database(), EntityKind::patient);
  if (count) {
    const auto expected = static_cast<std::size_t>(*count);
    control.total = *count;
    data.patients.reserve(expected);
    data.people.reserve(expected);
    data.rows.reserve(expected);
    data.columns.reserve(expected, expected, expected * 3, expected, expected * 2);
  }
  store::FactsCursor cursor(clinic_.tables());
  StepSize patients(batch_patients.min, batch_patients);
  while (!cursor.at_end()) {
    const std::int64_t begin = control.now_microseconds();
    const Result<std::span<PatientFacts>> batch = cursor.next_batch(patients.pieces());
    if (!batch) {
      loading->failure = batch.error();
      co_return;
    }
    for (const PatientFacts& facts : *batch) put(data, facts, now);
    control.done += static_cast<std::int64_t>(batch->size());
    patients.note(control.now_microseconds() - begin);
    co_await control.breathe();
  }
  loading->is_done = true;
}

void LiveFunnel::start_loading() {
  loading_ = std::make_shared<Loading>();
  clinic_.jobs().start("job.funnel",
                       [this](JobControl& control) { return load(control, loading_); });
}

/// The job has ended, or was cancelled: then the queue is empty and nothing came of it.
Status LiveFunnel::finish_loading() {
  if (!loading_) return {};
  if (loading_->failure) return std::unexpected(*std::exchange(loading_, nullptr)->failure);
  if (loading_->is_done) {
    shown_ = std::make_unique<Data>(std::move(loading_->data));
    loading_.reset();
    ++version_;
  } else if (clinic_.jobs().is_empty()) {
    loading_.reset();
  }
  return {};
}

Status LiveFunnel::refresh() {
  RETOUR_TRY(finish_loading());
  if (loading_) return {};
  // Behind a long job (an import) everything would be read again and again.
  if (!shown_) {
    if (clinic_.jobs().is_empty()) start_loading();
    return {};
  }
  const PatientChanges::Since since = clinic_.changes().since(shown_->mark);
  const bool is_stale = shown_->as_of != clinic_.today({});
  if (since.everything || is_stale || since.patients.size() > patients_at_once_max) {
    if (clinic_.jobs().is_empty()) start_loading();
    return {};
  }
  if (since.patients.empty()) return {};
  const std::uint64_t mark = clinic_.changes().mark();
  RETOUR_TRY(read_again(since.patients));
  shown_->mark = mark;
  ++version_;
  return {};
}

}  // namespace retour::app
