// What the columns say of each person, as text: ids instead of codes and no row numbers, so that
// columns of different origin can be compared.
#pragma once

#include <map>
#include <sstream>
#include <string>

#include "app/funnel_rows.hpp"
#include "store/facts.hpp"

namespace retour::test {

inline void put_date(std::ostream& out, std::optional<LocalDate> date) {
  out << ' ' << (date ? date->days : -1);
}

inline std::string line_text(const app::PersonRow& line) {
  std::ostringstream out;
  out << line.order_name << ' ' << to_text(line.responsible) << ' '
      << static_cast<int>(line.standing) << static_cast<int>(line.status) << line.is_open << ' '
      << line.open_money_minor << ' ' << (line.step_due ? static_cast<int>(line.step_kind) : -1)
      << ' ' << (line.next_booking ? line.next_booking_minute : -1);
  put_date(out, line.last_seen);
  put_date(out, line.next_booking);
  put_date(out, line.step_due);
  put_date(out, line.recall_due);
  return out.str();
}

inline std::string run_text(const funnel::EventColumns& c, std::uint32_t row) {
  std::ostringstream out;
  const auto id = [&](const funnel::Dimension& of, funnel::DimensionCode code) {
    out << to_text(of.id(code)) << ' ';
  };
  const auto number = [&](auto value) { out << static_cast<std::int64_t>(value) << ' '; };
  const funnel::PatientRun& run = c.patients()[row];
  number(run.badge);
  number(c.people().born_day[row]), number(c.people().first_seen[row]);
  number(c.people().sex[row]), number(c.people().flags[row]);
  id(c.sources(), c.people().source[row]);
  id(c.responsibles(), c.people().responsible[row]);
  id(c.diagnoses(), c.people().diagnosis[row]);
  for (std::uint32_t i = run.first_cycle; i < run.first_cycle + run.cycle_count; ++i) {
    out << "\n cycle ";
    number(c.cycles().status[i]), number(c.cycles().closing[i]), number(c.cycles().presumed[i]);
    number(c.cycles().closed_minute[i]), number(c.cycles().open_money_minor[i]);
    id(c.specialties(), c.cycles().specialty[i]);
    id(c.sources(), c.cycles().source[i]);
    id(c.reasons(), c.cycles().last_reason[i]);
    const std::uint32_t first = c.cycles().first_event[i];
    for (std::uint32_t e = first; e < first + c.cycles().event_count[i]; ++e) {
      out << "\n  event ";
      number(c.events().minute[e]), number(c.events().to[e]), number(c.events().flags[e]);
      id(c.doctors(), c.events().doctor[e]);
      id(c.branches(), c.events().branch[e]);
      id(c.reasons(), c.events().reason[e]);
    }
  }
  for (std::uint32_t i = run.first_charge; i < run.first_charge + run.charge_count; ++i) {
    out << "\n charge ";
    number(c.charges().minute[i]), number(c.charges().type[i]), number(c.charges().flags[i]);
    number(c.charges().net_minor[i]);
    id(c.doctors(), c.charges().doctor[i]);
    id(c.branches(), c.charges().branch[i]);
    id(c.services(), c.charges().service[i]);
    id(c.specialties(), c.charges().specialty[i]);
  }
  for (std::uint32_t i = run.first_visit; i < run.first_visit + run.visit_count; ++i) {
    out << "\n visit ";
    number(c.visits().minute[i]), number(c.visits().wait_minutes[i]);
    number(c.visits().length_minutes[i]), number(c.visits().flags[i]);
    id(c.doctors(), c.visits().doctor[i]);
    id(c.branches(), c.visits().branch[i]);
    id(c.services(), c.visits().service[i]);
    id(c.specialties(), c.visits().specialty[i]);
  }
  return out.str();
}

/// Everybody who has a row that is not emptied.
inline std::map<PatientId, std::string> dump_of(const funnel::EventColumns& columns,
                                                std::span<const app::PersonRow> people) {
  std::map<PatientId, std::string> out;
  for (std::uint32_t row = 0; row < people.size(); ++row)
    if (!people[row].id.is_nil())
      out[people[row].id] = line_text(people[row]) + "\n" + run_text(columns, row);
  return out;
}

/// The same, derived from the tables as they stand.
inline std::map<PatientId, std::string> dump_of_rows(store::SqlTables& tables,
                                                     const app::FunnelInputs& inputs) {
  app::FunnelRows rows;
  rows.columns.set_zone(inputs.zone);
  store::FactsCursor cursor(tables);
  while (!cursor.at_end()) {
    const auto batch = cursor.next_batch(100);
    if (!batch) break;
    for (const PatientFacts& facts : *batch) rows.put(facts, inputs);
  }
  return dump_of(rows.columns, rows.people);
}

}  // namespace retour::test
