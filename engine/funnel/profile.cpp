// Who the patients are, how often they come, and how complete the data are: the second half of
// finance.hpp.
#include <algorithm>

#include "base/order.hpp"
#include "funnel/finance.hpp"

namespace retour::funnel {
namespace {

constexpr std::int32_t band_years = 5;

std::size_t band_of(std::int32_t age_years) {
  return age_years < 0 ? age_bands
                       : std::min(static_cast<std::size_t>(age_years / band_years), age_bands - 1);
}

struct Period {
  EventMinute begin, end;
  explicit Period(const Interval& period)
      : begin(minute_of(period.begin)), end(minute_of(period.end)) {}
  [[nodiscard]] bool has(EventMinute minute) const { return minute >= begin && minute < end; }
};

/// Whether the run of one patient has a visit or a charge that the profile asks for.
class Chosen {
 public:
  Chosen(const EventColumns& columns, const ProfileQuery& query)
      : columns_(columns),
        whom_(query.whom),
        period_(query.period),
        is_known_((query.branch.is_nil() || columns.branches().find(query.branch) != 0) &&
                  (query.doctor.is_nil() || columns.doctors().find(query.doctor) != 0) &&
                  (query.source.is_nil() || columns.sources().find(query.source) != 0)),
        branch_(columns.branches().find(query.branch)),
        doctor_(columns.doctors().find(query.doctor)),
        source_(columns.sources().find(query.source)) {}

  [[nodiscard]] bool takes(std::uint32_t row) const {
    if (!is_of_source(row)) return false;
    if (whom_ == ProfileOf::everybody) return true;
    const PatientRun& run = columns_.patients()[row];
    if (whom_ == ProfileOf::visited)
      return has_any(columns_.visits(), run.first_visit, run.visit_count, visit_flag::no_show);
    return has_any(columns_.charges(), run.first_charge, run.charge_count, charge_flag::taken_off);
  }
  /// Visits that took place.
  [[nodiscard]] std::size_t visits_of(std::uint32_t row) const {
    const PatientRun& run = columns_.patients()[row];
    std::size_t count = 0;
    for (std::size_t v = run.first_visit; v < std::size_t{run.first_visit} + run.visit_count; ++v)
      count += takes_line(columns_.visits(), v, visit_flag::no_show) ? 1 : 0;
    return is_of_source(row) ? count : 0;
  }

 private:
  [[nodiscard]] bool is_of_source(std::uint32_t row) const {
    return is_known_ && (columns_.people().flags[row] & person_flag::is_here) != 0 &&
           (source_ == no_dimension || columns_.people().source[row] == source_);
  }
  template <class Table>
  [[nodiscard]] bool takes_line(const Table& table, std::size_t i, std::uint8_t skipped) const {
    return period_.has(table.minute[i]) && (table.flags[i] & skipped) == 0 &&
           (branch_ == no_dimension || table.branch[i] == branch_) &&
           (doctor_ == no_dimension || table.doctor[i] == doctor_);
  }
  template <class Table>
  [[nodiscard]] bool has_any(const Table& table, std::uint32_t first, std::uint32_t count,
                             std::uint8_t skipped) const {
    for (std::size_t i = first; i < std::size_t{first} + count; ++i)
      if (takes_line(table, i, skipped)) return true;
    return false;
  }

  const EventColumns& columns_;
  ProfileOf whom_;
  Period period_;
  bool is_known_;  // of the branch, doctor and source asked for
  DimensionCode branch_, doctor_, source_;
};

}  // namespace

// ---------------------------------------------------------------- profile

Profile profile_of(const EventColumns& columns, const ProfileQuery& query) {
  const PersonColumns& people = columns.people();
  const Chosen chosen(columns, query);
  const EventMinute now = minute_of(query.now);
  Profile out;
  std::vector<std::int64_t> diagnoses(columns.diagnoses().size());
  for (std::uint32_t row = 0; row < columns.patients().size(); ++row) {
    if (!chosen.takes(row)) continue;
    const std::int32_t age = people.age_years(row, now);
    const std::size_t band = band_of(age), sex = people.sex[row];
    ++(band == age_bands ? out.age_unknown[sex] : out.bands[sex][band]);
    ++out.patients;
    out.children += age >= 0 && age < query.child_below_years ? 1 : 0;
    out.adults += age >= query.child_below_years ? 1 : 0;
    ++diagnoses[people.diagnosis[row]];
  }
  for (std::size_t code = 0; code < diagnoses.size(); ++code)
    if (diagnoses[code] > 0)
      out.diagnoses.push_back(
          {std::string(diagnosis_text(columns.diagnoses().id(static_cast<DimensionCode>(code)))),
           diagnoses[code]});
  sort_stably(out.diagnoses, [](const DiagnosisCount& a, const DiagnosisCount& b) {
    return a.patients != b.patients ? a.patients > b.patients : a.diagnosis < b.diagnosis;
  });
  return out;
}

std::vector<std::uint32_t> people_behind(const EventColumns& columns, const ProfileQuery& query,
                                         const ProfileCell& cell) {
  const PersonColumns& people = columns.people();
  const Chosen chosen(columns, query);
  const EventMinute now = minute_of(query.now);
  std::vector<std::uint32_t> out;
  for (std::uint32_t row = 0; row < columns.patients().size(); ++row) {
    if (!chosen.takes(row)) continue;
    if (cell.sex && people.sex[row] != static_cast<std::uint8_t>(*cell.sex)) continue;
    if (cell.band && band_of(people.age_years(row, now)) != *cell.band) continue;
    if (cell.diagnosis &&
        columns.diagnoses().id(people.diagnosis[row]) != diagnosis_key(*cell.diagnosis))
      continue;
    out.push_back(row);
  }
  return out;
}

VisitFrequency visit_frequency(const EventColumns& columns, const ProfileQuery& query) {
  const Chosen chosen(columns, query);
  VisitFrequency out;
  for (std::uint32_t row = 0; row < columns.patients().size(); ++row) {
    const std::size_t count = chosen.visits_of(row);
    out.visits += static_cast<std::int64_t>(count);
    if (count > 0) ++out.patients[std::min(count, out.patients.size()) - 1];
  }
  return out;
}

VisitFrequency visit_frequency(const EventColumns& columns, const Interval& period) {
  return visit_frequency(columns, ProfileQuery{.period = period});
}

std::vector<std::uint32_t> people_behind(const EventColumns& columns, const ProfileQuery& query,
                                         std::size_t frequency) {
  const Chosen chosen(columns, query);
  constexpr std::size_t most = std::tuple_size_v<decltype(VisitFrequency::patients)>;
  std::vector<std::uint32_t> out;
  for (std::uint32_t row = 0; row < columns.patients().size(); ++row)
    if (const std::size_t count = chosen.visits_of(row); count > 0)
      if (std::min(count, most) == frequency + 1) out.push_back(row);
  return out;
}

// ---------------------------------------------------------------- completeness

namespace {

/// Calls `sink(row, what, is_known)` for everything that ought to be recorded.
template <class Sink>
void each_recorded(const EventColumns& columns, const Interval& period, Sink sink) {
  const Period wanted(period);
  const PersonColumns& people = columns.people();
  const VisitEvents& visits = columns.visits();
  const RevenueEvents& charges = columns.charges();
  for (std::uint32_t row = 0; row < columns.patients().size(); ++row) {
    if ((people.flags[row] & person_flag::is_here) == 0) continue;
    const PatientRun& run = columns.patients()[row];
    sink(row, Recorded::source, people.source[row] != no_dimension);
    sink(row, Recorded::sex, people.sex[row] != static_cast<std::uint8_t>(Sex::unknown));
    sink(row, Recorded::birth, people.born_day[row] != born_unknown);
    sink(row, Recorded::phone, (people.flags[row] & person_flag::has_phone) != 0);
    bool has_come = false;
    for (std::size_t v = run.first_visit; v < run.first_visit + run.visit_count; ++v) {
      const std::uint8_t flags = visits.flags[v];
      if (!wanted.has(visits.minute[v]) || (flags & visit_flag::no_show) != 0) continue;
      has_come = true;
      sink(row, Recorded::visit_doctor, visits.doctor[v] != no_dimension);
      if ((flags & visit_flag::no_record) != 0) continue;
      sink(row, Recorded::outcome, (flags & visit_flag::has_outcome) != 0);
      sink(row, Recorded::times, visits.wait_minutes[v] >= 0);
      if ((flags & visit_flag::first_day) != 0)
        sink(row, Recorded::further_visit, further_visit_in(flags) != FurtherVisit::unknown);
    }
    if (has_come) sink(row, Recorded::diagnosis, people.diagnosis[row] != no_dimension);
    for (std::size_t c = run.first_charge; c < run.first_charge + run.charge_count; ++c) {
      if (!wanted.has(charges.minute[c]) || (charges.flags[c] & charge_flag::taken_off) != 0)
        continue;
      sink(row, Recorded::product_type,
           charges.type[c] != static_cast<std::uint8_t>(ProductType::untyped));
      sink(row, Recorded::performer, charges.doctor[c] != no_dimension);
      sink(row, Recorded::specialty, charges.specialty[c] != no_dimension);
      sink(row, Recorded::branch, charges.branch[c] != no_dimension);
    }
  }
}

}  // namespace

Completeness completeness_of(const EventColumns& columns, const Interval& period) {
  Completeness out;
  each_recorded(columns, period, [&](std::uint32_t, Recorded what, bool is_known) {
    Completeness::Item& item = out.items[static_cast<std::size_t>(what)];
    ++item.all;
    item.known += is_known ? 1 : 0;
  });
  return out;
}

std::vector<std::uint32_t> people_without(const EventColumns& columns, const Interval& period,
                                          Recorded what) {
  std::vector<std::uint32_t> out;
  each_recorded(columns, period, [&](std::uint32_t row, Recorded which, bool is_known) {
    if (which == what && !is_known && (out.empty() || out.back() != row)) out.push_back(row);
  });
  return out;
}

}  // namespace retour::funnel
