#include "app/live_funnel.hpp"

#include "store/queries.hpp"

namespace retour::app {
namespace {

/// Patients of one batch: small enough for a slice, large enough that eighteen statements are
/// shared by many.
constexpr StepSize::Limits batch_patients{.min = 16, .max = 512, .wanted_microseconds = 4'000};
/// A block takes longer than a slice between two frames lasts: it waits until nobody is there.
constexpr std::int64_t slice_for_blocks_microseconds = 50'000;

}  // namespace

LiveFunnel::LiveFunnel(Clinic& clinic, const BlockSizes& sizes)
    : clinic_(clinic),
      sizes_(sizes),
      when_idle_(std::make_shared<IdleWork>([this] { start_saving(); })) {
  clinic.set_idle_work(when_idle_);
}

std::optional<std::uint32_t> LiveFunnel::row_of(PatientId patient) const {
  return shown_ ? shown_->rows.row_of(patient) : std::nullopt;
}

funnel::FunnelStatus LiveFunnel::status_of(PatientId patient) const {
  const std::optional<std::uint32_t> row = row_of(patient);
  if (!row) return funnel::FunnelStatus::none;
  const funnel::EventColumns& columns = shown_->rows.columns;
  if (columns.patients()[*row].cycle_count == 0) return funnel::FunnelStatus::none;
  return static_cast<funnel::FunnelStatus>(columns.cycles().status[columns.badge_cycle(*row)]);
}

FunnelInputs LiveFunnel::inputs() const {
  const Catalogue& c = clinic_.catalogue();
  const LocalDate today = clinic_.today({});
  return with_digest({.policy = c.policy,
                      .services = funnel::ServiceLookup::of(c.services, c.staff, c.prices, today),
                      .zone = c.zone_of({}),
                      .now = clinic_.now(),
                      .today = today,
                      .digest = {}});
}

Job LiveFunnel::load(JobControl& control, std::shared_ptr<Loading> loading) {
  Data& data = loading->data;
  data.inputs = inputs();
  data.as_of = data.inputs.today;
  data.mark = clinic_.changes().mark();
  data.rows.columns.set_zone(data.inputs.zone);
  ColumnLoad work(clinic_.tables(), data.inputs, data.rows, sizes_);
  Status status = work.begin();
  control.total =
      store::count_of(clinic_.database(), EntityKind::patient).value_or(std::int64_t{0});
  StepSize patients(batch_patients.min, batch_patients);
  while (status && !work.is_done()) {
    const std::int64_t begin = control.now_microseconds();
    status = work.step(patients.pieces());
    if (!status) break;
    control.done = static_cast<std::int64_t>(data.rows.patients.size());
    patients.note(control.now_microseconds() - begin);
    co_await control.breathe();
  }
  if (!status) {
    loading->failure = std::move(status).error();
    co_return;
  }
  data.from_blocks = work.from_blocks();
  loading->is_done = true;
}

void LiveFunnel::start_loading() {
  loading_ = std::make_shared<Loading>(inputs());
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
    saved_mark_.reset();
    ++version_;
    changes_.clear();
    told_from_ = version_;
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
  shown_->inputs.now = clinic_.now();
  RETOUR_ASSIGN(const std::vector<std::uint32_t> rows,
                read_again(clinic_.tables(), since.patients, shown_->inputs, shown_->rows));
  shown_->mark = mark;
  ++version_;
  for (const std::uint32_t row : rows) changes_.push_back({.version = version_, .row = row});
  while (changes_.size() > changes_kept_max) {
    told_from_ = changes_.front().version;
    changes_.pop_front();
  }
  return {};
}

std::optional<std::vector<std::uint32_t>> LiveFunnel::changed_since(std::uint64_t version) const {
  if (version < told_from_ || version > version_) return std::nullopt;
  std::vector<std::uint32_t> rows;
  for (const RowChange& change : changes_)
    if (change.version > version) rows.push_back(change.row);
  return rows;
}

// ---------------------------------------------------------------- Blocks

void LiveFunnel::start_saving() {
  if (!shown_ || loading_ || clinic_.is_read_only() || !clinic_.jobs().is_empty()) return;
  if (saved_mark_ == clinic_.changes().mark()) return;
  clinic_.jobs().start("job.columns", [this](JobControl& control) { return save(control); });
}

/// Ends at once when somebody comes back or something changes; the next idle moment goes on. A
/// block that cannot be written (no room) is not tried again before the next change.
Job LiveFunnel::save(JobControl& control) {
  if (!refresh() || !shown_ || loading_ || clinic_.changes().mark() != shown_->mark) co_return;
  const std::uint64_t mark = shown_->mark;
  ColumnSave work(clinic_.database(), shown_->inputs, shown_->rows, sizes_);
  Status status = work.begin();
  if (!work.is_done()) clinic_.mark_columns();
  while (status && !work.is_done()) {
    if (control.slice_microseconds() < slice_for_blocks_microseconds) co_return;
    status = work.step();
    co_await control.breathe();
    const bool is_current = shown_->mark == mark && clinic_.changes().mark() == mark &&
                            shown_->as_of == clinic_.today({});
    if (!is_current) co_return;
  }
  saved_mark_ = mark;
}

}  // namespace retour::app
