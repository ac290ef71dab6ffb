#include "funnel/events.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace retour::funnel {
namespace {

/// Compaction starts when holes are this share of an array (one in four), and not for crumbs.
constexpr std::size_t hole_share = 4;
constexpr std::size_t holes_least = 4096;

bool is_sparse(std::size_t dead, std::size_t all) {
  return dead > holes_least && dead * hole_share > all;
}

/// Appends rows [first, first + count) of one column to another.
template <class Column>
void append_rows(const Column& from, std::uint32_t first, std::size_t count, Column& to) {
  const auto begin = from.begin() + static_cast<std::ptrdiff_t>(first);
  to.insert(to.end(), begin, begin + static_cast<std::ptrdiff_t>(count));
}

template <class Column>
std::size_t bytes_of(const Column& column) {
  return column.capacity() * sizeof(typename Column::value_type);
}

void append_events(const StatusEvents& from, std::uint32_t first, std::size_t count,
                   StatusEvents& to) {
  append_rows(from.minute, first, count, to.minute);
  append_rows(from.to, first, count, to.to);
  append_rows(from.flags, first, count, to.flags);
  append_rows(from.doctor, first, count, to.doctor);
  append_rows(from.branch, first, count, to.branch);
  append_rows(from.reason, first, count, to.reason);
}

void append_charges_of(const RevenueEvents& from, const PatientRun& run, RevenueEvents& to) {
  append_rows(from.minute, run.first_charge, run.charge_count, to.minute);
  append_rows(from.type, run.first_charge, run.charge_count, to.type);
  append_rows(from.doctor, run.first_charge, run.charge_count, to.doctor);
  append_rows(from.branch, run.first_charge, run.charge_count, to.branch);
  append_rows(from.net_minor, run.first_charge, run.charge_count, to.net_minor);
}

void reserve_events(StatusEvents& events, std::size_t count) {
  events.minute.reserve(count);
  events.to.reserve(count);
  events.flags.reserve(count);
  events.doctor.reserve(count);
  events.branch.reserve(count);
  events.reason.reserve(count);
}

void reserve_cycles(CycleColumns& cycles, std::size_t count) {
  cycles.first_event.reserve(count);
  cycles.event_count.reserve(count);
  cycles.specialty.reserve(count);
  cycles.source.reserve(count);
  cycles.last_reason.reserve(count);
  cycles.status.reserve(count);
  cycles.closing.reserve(count);
  cycles.presumed.reserve(count);
  cycles.closed_minute.reserve(count);
  cycles.open_money_minor.reserve(count);
}

void reserve_charges(RevenueEvents& charges, std::size_t count) {
  charges.minute.reserve(count);
  charges.type.reserve(count);
  charges.doctor.reserve(count);
  charges.branch.reserve(count);
  charges.net_minor.reserve(count);
}

}  // namespace

// ---------------------------------------------------------------- Dimension

DimensionCode Dimension::code(const IdBytes& id) {
  if (id.is_nil()) return no_dimension;
  const auto at = std::ranges::lower_bound(
      order_, id, {}, [this](DimensionCode code) -> const IdBytes& { return ids_[code]; });
  if (at != order_.end() && ids_[*at] == id) return *at;
  if (ids_.size() > dimension_codes_max) return no_dimension;
  const auto fresh = static_cast<DimensionCode>(ids_.size());
  order_.insert(at, fresh);
  ids_.push_back(id);
  return fresh;
}

DimensionCode Dimension::find(const IdBytes& id) const {
  const auto at = std::ranges::lower_bound(
      order_, id, {}, [this](DimensionCode code) -> const IdBytes& { return ids_[code]; });
  return at != order_.end() && ids_[*at] == id ? *at : no_dimension;
}

const IdBytes& Dimension::id(DimensionCode code) const {
  RETOUR_CHECK(code < ids_.size());
  return ids_[code];
}

// ---------------------------------------------------------------- EventColumns

void EventColumns::reserve(std::size_t patients, std::size_t cycles, std::size_t events,
                           std::size_t charges) {
  patients_.reserve(patients);
  reserve_cycles(cycles_, cycles);
  reserve_events(events_, events);
  reserve_charges(charges_, charges);
}

void EventColumns::drop(PatientRun& run) {
  dead_cycles_ += run.cycle_count;
  dead_charges_ += run.charge_count;
  for (std::uint32_t c = run.first_cycle; c < run.first_cycle + run.cycle_count; ++c)
    dead_events_ += cycles_.event_count[c];
  run = {};
}

void EventColumns::append_cycle(const Cycle& cycle) {
  const std::size_t count = std::min(cycle.history.size(), events_per_cycle_max);
  truncated_ += static_cast<std::int64_t>(cycle.history.size() - count);
  cycles_.first_event.push_back(static_cast<std::uint32_t>(events_.to.size()));
  cycles_.event_count.push_back(static_cast<std::uint16_t>(count));
  cycles_.specialty.push_back(specialties_.code(cycle.specialty));
  cycles_.source.push_back(sources_.code(cycle.source));
  cycles_.last_reason.push_back(reasons_.code(cycle.last_reason));
  cycles_.status.push_back(static_cast<std::uint8_t>(cycle.status));
  cycles_.closing.push_back(static_cast<std::uint8_t>(cycle.closing));
  const bool has_presumed = std::ranges::any_of(cycle.history, &StatusChange::presumed);
  cycles_.presumed.push_back(
      static_cast<std::uint8_t>((cycle.presumed ? cycle_flag::is_presumed : 0) |
                                (has_presumed ? cycle_flag::has_presumed_events : 0)));
  cycles_.closed_minute.push_back(cycle.closed_at.seconds == 0 ? 0 : minute_of(cycle.closed_at));
  cycles_.open_money_minor.push_back(cycle.open_money_minor);
  for (std::size_t i = 0; i < count; ++i) {
    const StatusChange& change = cycle.history[i];
    events_.minute.push_back(minute_of(change.at));
    events_.to.push_back(static_cast<std::uint8_t>(change.to));
    events_.flags.push_back(change.presumed ? event_flag::presumed : 0);
    events_.doctor.push_back(doctors_.code(change.doctor));
    events_.branch.push_back(branches_.code(change.branch));
    events_.reason.push_back(reasons_.code(change.reason));
  }
}

void EventColumns::append_charges(PatientRun& run, const PatientFacts& facts,
                                  const ServiceLookup& services) {
  run.first_charge = static_cast<std::uint32_t>(charges_.minute.size());
  std::size_t count = 0;
  for (const Charge& charge : facts.charges) {
    if (charge.voided_at.seconds != 0 || charge.rendered_at.seconds == 0) continue;
    if (!charge.package.is_nil()) continue;  // The package carries the money.
    if (count == charges_per_patient_max) {
      ++truncated_;
      continue;
    }
    charges_.minute.push_back(minute_of(charge.rendered_at));
    charges_.type.push_back(static_cast<std::uint8_t>(services.service(charge.service).type));
    charges_.doctor.push_back(doctors_.code(charge.performer));
    charges_.branch.push_back(branches_.code(charge.branch));
    charges_.net_minor.push_back(charge.due_minor());
    ++count;
  }
  run.charge_count = static_cast<std::uint16_t>(count);
}

void EventColumns::replace(std::uint32_t patient_row, const PatientFunnel& patient,
                           const PatientFacts& facts, const ServiceLookup& services) {
  RETOUR_CHECK(events_.to.size() < 0xFF000000U);
  if (patient_row >= patients_.size()) patients_.resize(patient_row + std::size_t{1});
  drop(patients_[patient_row]);
  PatientRun run;
  run.first_cycle = static_cast<std::uint32_t>(cycles_.status.size());
  const std::size_t count = std::min(patient.cycles.size(), cycles_per_patient_max);
  truncated_ += static_cast<std::int64_t>(patient.cycles.size() - count);
  run.cycle_count = static_cast<std::uint16_t>(count);
  run.badge = static_cast<std::uint16_t>(patient.badge < count ? patient.badge : 0);
  for (std::size_t i = 0; i < count; ++i) append_cycle(patient.cycles[i]);
  append_charges(run, facts, services);
  patients_[patient_row] = run;
  compact_if_sparse();
}

void EventColumns::remove(std::uint32_t patient_row) {
  if (patient_row >= patients_.size()) return;
  drop(patients_[patient_row]);
  compact_if_sparse();
}

void EventColumns::clear() {
  *this = EventColumns();
}

void EventColumns::compact_if_sparse() {
  if (is_sparse(dead_events_, events_.to.size()) ||
      is_sparse(dead_cycles_, cycles_.status.size()) ||
      is_sparse(dead_charges_, charges_.minute.size()))
    compact();
}

void EventColumns::compact() {
  CycleColumns cycles;
  StatusEvents events;
  RevenueEvents charges;
  reserve_cycles(cycles, cycle_count());
  reserve_events(events, event_count());
  reserve_charges(charges, charges_.minute.size() - dead_charges_);
  for (PatientRun& run : patients_) {
    const auto first_cycle = static_cast<std::uint32_t>(cycles.status.size());
    for (std::uint32_t c = run.first_cycle; c < run.first_cycle + run.cycle_count; ++c) {
      cycles.first_event.push_back(static_cast<std::uint32_t>(events.to.size()));
      cycles.event_count.push_back(cycles_.event_count[c]);
      cycles.specialty.push_back(cycles_.specialty[c]);
      cycles.source.push_back(cycles_.source[c]);
      cycles.last_reason.push_back(cycles_.last_reason[c]);
      cycles.status.push_back(cycles_.status[c]);
      cycles.closing.push_back(cycles_.closing[c]);
      cycles.presumed.push_back(cycles_.presumed[c]);
      cycles.closed_minute.push_back(cycles_.closed_minute[c]);
      cycles.open_money_minor.push_back(cycles_.open_money_minor[c]);
      append_events(events_, cycles_.first_event[c], cycles_.event_count[c], events);
    }
    const auto first_charge = static_cast<std::uint32_t>(charges.minute.size());
    append_charges_of(charges_, run, charges);
    run.first_cycle = first_cycle;
    run.first_charge = first_charge;
  }
  RETOUR_CHECK(events.to.size() == event_count() && cycles.status.size() == cycle_count());
  cycles_ = std::move(cycles);
  events_ = std::move(events);
  charges_ = std::move(charges);
  dead_events_ = dead_cycles_ = dead_charges_ = 0;
}

std::size_t EventColumns::memory_bytes() const {
  std::size_t bytes = bytes_of(patients_);
  bytes += bytes_of(events_.minute) + bytes_of(events_.to) + bytes_of(events_.flags) +
           bytes_of(events_.doctor) + bytes_of(events_.branch) + bytes_of(events_.reason);
  bytes += bytes_of(cycles_.first_event) + bytes_of(cycles_.event_count) +
           bytes_of(cycles_.specialty) + bytes_of(cycles_.source) + bytes_of(cycles_.last_reason) +
           bytes_of(cycles_.status) + bytes_of(cycles_.closing) + bytes_of(cycles_.presumed) +
           bytes_of(cycles_.closed_minute) + bytes_of(cycles_.open_money_minor);
  bytes += bytes_of(charges_.minute) + bytes_of(charges_.type) + bytes_of(charges_.doctor) +
           bytes_of(charges_.branch) + bytes_of(charges_.net_minor);
  return bytes;
}

}  // namespace retour::funnel
