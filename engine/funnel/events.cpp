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

/// Appends rows [first, first + count) of every column to another table.
template <class Table>
void append_rows(const Table& from, std::uint32_t first, std::size_t count, Table& to) {
  Table::each_column([&](auto column) {
    const auto begin = (from.*column).begin() + static_cast<std::ptrdiff_t>(first);
    (to.*column).insert((to.*column).end(), begin, begin + static_cast<std::ptrdiff_t>(count));
  });
}

template <class Table>
void reserve_rows(Table& table, std::size_t count) {
  Table::each_column([&](auto column) { (table.*column).reserve(count); });
}

template <class Table>
std::size_t bytes_of(const Table& table) {
  std::size_t bytes = 0;
  Table::each_column(
      [&](auto column) { bytes += (table.*column).capacity() * sizeof((table.*column)[0]); });
  return bytes;
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

IdBytes diagnosis_key(std::string_view code) {
  IdBytes key;
  std::copy_n(code.begin(), std::min(code.size(), key.bytes.size()), key.bytes.begin());
  return key;
}

std::string_view diagnosis_text(const IdBytes& key) {
  const std::string_view text(reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size());
  return text.substr(0, text.find('\0'));
}

// ---------------------------------------------------------------- EventColumns

void EventColumns::reserve(std::size_t patients, std::size_t cycles, std::size_t events,
                           std::size_t charges, std::size_t visits) {
  patients_.reserve(patients);
  reserve_rows(people_, patients);
  reserve_rows(cycles_, cycles);
  reserve_rows(events_, events);
  reserve_rows(charges_, charges);
  reserve_rows(visits_, visits);
}

void EventColumns::drop(PatientRun& run) {
  dead_cycles_ += run.cycle_count;
  dead_charges_ += run.charge_count;
  dead_visits_ += run.visit_count;
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

void EventColumns::append_charges(PatientRun& run, std::span<const ChargeLine> lines) {
  const std::size_t count = std::min(lines.size(), charges_per_patient_max);
  truncated_ += static_cast<std::int64_t>(lines.size() - count);
  run.first_charge = static_cast<std::uint32_t>(charges_.minute.size());
  run.charge_count = static_cast<std::uint16_t>(count);
  for (const ChargeLine& line : lines.first(count)) {
    charges_.minute.push_back(minute_of(line.at));
    charges_.type.push_back(static_cast<std::uint8_t>(line.type));
    charges_.flags.push_back(line.flags);
    charges_.doctor.push_back(doctors_.code(line.doctor));
    charges_.branch.push_back(branches_.code(line.branch));
    charges_.service.push_back(services_.code(line.service));
    charges_.specialty.push_back(specialties_.code(line.specialty));
    charges_.net_minor.push_back(line.net_minor);
  }
}

void EventColumns::append_visits(PatientRun& run, std::span<const VisitLine> lines) {
  const std::size_t count = std::min(lines.size(), visits_per_patient_max);
  truncated_ += static_cast<std::int64_t>(lines.size() - count);
  run.first_visit = static_cast<std::uint32_t>(visits_.minute.size());
  run.visit_count = static_cast<std::uint16_t>(count);
  for (const VisitLine& line : lines.first(count)) {
    visits_.minute.push_back(minute_of(line.at));
    visits_.wait_minutes.push_back(line.wait_minutes);
    visits_.length_minutes.push_back(line.length_minutes);
    visits_.doctor.push_back(doctors_.code(line.doctor));
    visits_.branch.push_back(branches_.code(line.branch));
    visits_.service.push_back(services_.code(line.service));
    visits_.specialty.push_back(specialties_.code(line.specialty));
    visits_.flags.push_back(line.flags);
  }
}

void EventColumns::set_person(std::uint32_t row, const PatientFacts& facts) {
  const Patient& patient = facts.patient;
  std::int32_t born = born_unknown;
  std::uint8_t flags = person_flag::is_here;
  if (patient.birth_date) {
    born = patient.birth_date->days;
  } else if (const auto middle = LocalDate::from_ymd(patient.birth_year_estimated, 7, 1);
             middle && patient.birth_year_estimated > 0) {
    born = middle->days;
    flags |= person_flag::born_about;
  }
  if (patient.qualified) flags |= person_flag::qualified;
  if (!patient.phones.empty()) flags |= person_flag::has_phone;
  const Visit* last = nullptr;  // that names a diagnosis
  for (const Visit& visit : facts.visits)
    if (!visit.diagnosis.empty() && visit.arrived_at.seconds != 0 &&
        (last == nullptr || visit.arrived_at >= last->arrived_at))
      last = &visit;
  people_.born_day[row] = born;
  people_.first_seen[row] =
      patient.first_seen_at.seconds == 0 ? 0 : minute_of(patient.first_seen_at);
  people_.source[row] = sources_.code(patient.source);
  people_.responsible[row] = responsibles_.code(patient.responsible);
  people_.diagnosis[row] =
      last == nullptr ? no_dimension : diagnoses_.code(diagnosis_key(last->diagnosis));
  people_.sex[row] = static_cast<std::uint8_t>(patient.sex);
  people_.flags[row] = flags;
}

void EventColumns::grow(std::size_t rows) {
  if (rows <= patients_.size()) return;
  patients_.resize(rows);
  people_.born_day.resize(rows, born_unknown);
  PersonColumns::each_column([&](auto column) { (people_.*column).resize(rows); });
}

void EventColumns::replace(std::uint32_t patient_row, const PatientFunnel& patient,
                           const PatientFacts& facts, const ServiceLookup& services) {
  RETOUR_CHECK(events_.to.size() < 0xFF000000U);
  grow(patient_row + std::size_t{1});
  drop(patients_[patient_row]);
  PatientRun run;
  run.first_cycle = static_cast<std::uint32_t>(cycles_.status.size());
  const std::size_t count = std::min(patient.cycles.size(), cycles_per_patient_max);
  truncated_ += static_cast<std::int64_t>(patient.cycles.size() - count);
  run.cycle_count = static_cast<std::uint16_t>(count);
  run.badge = static_cast<std::uint16_t>(patient.badge < count ? patient.badge : 0);
  for (std::size_t i = 0; i < count; ++i) append_cycle(patient.cycles[i]);
  const PatientLines lines = lines_of(facts, services, zone_);
  append_charges(run, lines.charges);
  append_visits(run, lines.visits);
  set_person(patient_row, facts);
  patients_[patient_row] = run;
  compact_if_sparse();
}

void EventColumns::remove(std::uint32_t patient_row) {
  if (patient_row >= patients_.size()) return;
  drop(patients_[patient_row]);
  PersonColumns::each_column([&](auto column) { (people_.*column)[patient_row] = {}; });
  people_.born_day[patient_row] = born_unknown;
  compact_if_sparse();
}

void EventColumns::clear() {
  *this = EventColumns();
}

void EventColumns::compact_if_sparse() {
  if (is_sparse(dead_events_, events_.to.size()) ||
      is_sparse(dead_cycles_, cycles_.status.size()) ||
      is_sparse(dead_charges_, charges_.minute.size()) ||
      is_sparse(dead_visits_, visits_.minute.size()))
    compact();
}

void EventColumns::compact() {
  CycleColumns cycles;
  StatusEvents events;
  RevenueEvents charges;
  VisitEvents visits;
  reserve_rows(cycles, cycle_count());
  reserve_rows(events, event_count());
  reserve_rows(charges, charges_.minute.size() - dead_charges_);
  reserve_rows(visits, visits_.minute.size() - dead_visits_);
  for (PatientRun& run : patients_) {
    const auto first_cycle = static_cast<std::uint32_t>(cycles.status.size());
    append_rows(cycles_, run.first_cycle, run.cycle_count, cycles);
    for (std::uint32_t c = first_cycle; c < first_cycle + run.cycle_count; ++c) {
      const std::uint32_t first_event = cycles.first_event[c];
      cycles.first_event[c] = static_cast<std::uint32_t>(events.to.size());
      append_rows(events_, first_event, cycles.event_count[c], events);
    }
    const auto first_charge = static_cast<std::uint32_t>(charges.minute.size());
    const auto first_visit = static_cast<std::uint32_t>(visits.minute.size());
    append_rows(charges_, run.first_charge, run.charge_count, charges);
    append_rows(visits_, run.first_visit, run.visit_count, visits);
    run.first_cycle = first_cycle;
    run.first_charge = first_charge;
    run.first_visit = first_visit;
  }
  RETOUR_CHECK(events.to.size() == event_count() && cycles.status.size() == cycle_count());
  cycles_ = std::move(cycles);
  events_ = std::move(events);
  charges_ = std::move(charges);
  visits_ = std::move(visits);
  dead_events_ = dead_cycles_ = dead_charges_ = dead_visits_ = 0;
}

std::size_t EventColumns::memory_bytes() const {
  return patients_.capacity() * sizeof(PatientRun) + bytes_of(people_) + bytes_of(cycles_) +
         bytes_of(events_) + bytes_of(charges_) + bytes_of(visits_);
}

}  // namespace retour::funnel
