#include "app/changes.hpp"

#include <algorithm>
#include <utility>

#include "base/order.hpp"
#include "store/column_store.hpp"

namespace retour::app {
namespace {

bool is_of_calls(EntityKind kind) {
  return kind == EntityKind::call || kind == EntityKind::call_review;
}

}  // namespace

void PatientChanges::note(PatientId patient) {
  if (patient.is_nil()) return;
  if (is_marking_)
    if (Status marked = store::mark_stale(*database_, patient); !marked && !failure_)
      failure_ = std::move(marked).error();
  if (last_.size() == kept_max) last_.pop_front();
  last_.push_back(patient);
  ++end_;
}

void PatientChanges::note_everything() {
  last_.clear();
  ++end_;
}

/// A mark that could not be written fails the row that it is for, or the next one.
Status PatientChanges::marked() {
  if (!failure_) return {};
  return std::unexpected(*std::exchange(failure_, std::nullopt));
}

Status PatientChanges::on_write(const Entity& entity) {
  calls_ += is_of_calls(kind_of(entity)) ? 1 : 0;
  note(patient_of(entity));
  RETOUR_TRY(marked());
  return next_ == nullptr ? Status{} : next_->on_write(entity);
}

Status PatientChanges::on_remove(EntityKind kind, const IdBytes& id) {
  calls_ += is_of_calls(kind) ? 1 : 0;
  if (kind == EntityKind::patient) {
    note(PatientId(id));
  } else if (kind == EntityKind::call || kind == EntityKind::web_request) {
    // What belongs to a patient is removed with him; these are folded by themselves.
    RETOUR_ASSIGN(const std::optional<Entity> row, tables_.read(kind, id));
    if (row) note(patient_of(*row));
  }
  RETOUR_TRY(marked());
  return next_ == nullptr ? Status{} : next_->on_remove(kind, id);
}

PatientChanges::Since PatientChanges::since(std::uint64_t mark) const {
  Since since;
  if (mark >= end_) return since;
  const std::uint64_t count = end_ - mark;
  if (count > last_.size()) {
    since.everything = true;
    return since;
  }
  since.patients.assign(last_.end() - static_cast<std::ptrdiff_t>(count), last_.end());
  sort_stably(since.patients);
  const auto [first, last] = std::ranges::unique(since.patients);
  since.patients.erase(first, last);
  return since;
}

}  // namespace retour::app
