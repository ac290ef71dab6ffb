// The funnel over ten million status events of 1.5 million patients.
//
// The limit is a hard-coded pass over the same columns clustered by patient: the ordered seven-step
// funnel in a 90-day window by source, nothing else. Ours answers more from its pass: per step the
// entrants, converted, lost, still open, times to conversion, reasons, open money and current
// statuses.
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "bench/bench.hpp"
#include "funnel/cohorts.hpp"

namespace retour::bench {
namespace {

constexpr std::size_t events_wanted = 10'000'000;
constexpr std::int64_t epoch_seconds = 1'609'459'200;  // 2021-01-01

/// SplitMix64, as in the generator that all compared programs used.
class Generator {
 public:
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ z >> 27) * 0x94D049BB133111EBULL;
    return z ^ z >> 31;
  }
  double uniform() { return static_cast<double>(next() >> 11) * (1.0 / 9007199254740992.0); }
  int below(int bound) { return static_cast<int>(next() % static_cast<std::uint64_t>(bound)); }

 private:
  std::uint64_t state_ = 42;
};

/// The reference's columns, clustered by patient.
struct Columns {
  std::vector<std::uint32_t> offset;
  std::vector<std::int32_t> seconds;
  std::vector<std::uint8_t> status, source;
};

/// Next status of a patient's walk; the order of draws is part of the workload.
int next_status(int status, Generator& random) {
  const double draw = random.uniform();
  if (draw < 0.45) return status == 7 ? 4 : status + 1;
  if (draw < 0.8) return status;
  if (draw < 0.9) return 1 + random.below(7);
  return 1;
}

IdBytes numbered(int number) {
  IdBytes id;
  id.bytes[14] = static_cast<std::uint8_t>(1 + number / 256);
  id.bytes[15] = static_cast<std::uint8_t>(number % 256);
  return id;
}

/// One walk per patient, given to both sides.
void generate(std::size_t wanted, Columns& columns, funnel::EventColumns& ours) {
  Generator random;
  const std::size_t patients = wanted * 3 / 20;
  ours.reserve(patients, patients, wanted + 64, 0, 0);
  columns.offset.push_back(0);
  funnel::PatientFunnel patient;
  const PatientFacts no_facts;
  const funnel::ServiceLookup no_services;
  for (std::size_t p = 0; p < patients; ++p) {
    const std::size_t left = wanted - columns.status.size();
    const double mean = static_cast<double>(left) / static_cast<double>(patients - p);
    const double drawn = -std::log(1 - random.uniform()) * (mean - 0.5);
    const std::size_t count =
        p + 1 == patients ? left : std::min(left, 1 + static_cast<std::size_t>(drawn));
    auto at = static_cast<std::int64_t>(random.uniform() * 1825 * 86400);
    const double a = random.uniform(), b = random.uniform();
    const int source = static_cast<int>(31 * a * b);
    const int doctor = random.below(201), branch = random.below(11);
    int status = 1;
    patient.cycles.assign(1, {});
    funnel::Cycle& cycle = patient.cycles[0];
    cycle.source = SourceId(numbered(source));
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) {
        status = next_status(status, random);
        at += 1 + static_cast<std::int64_t>(-std::log(1 - random.uniform()) * 14 * 86400);
      }
      columns.seconds.push_back(static_cast<std::int32_t>(at));
      columns.status.push_back(static_cast<std::uint8_t>(status));
      columns.source.push_back(static_cast<std::uint8_t>(source));
      cycle.history.push_back({.at = Instant{epoch_seconds + at},
                               .to = static_cast<funnel::FunnelStatus>(status),
                               .branch = BranchId(numbered(branch)),
                               .doctor = StaffId(numbered(doctor))});
    }
    cycle.status = static_cast<funnel::FunnelStatus>(status);
    columns.offset.push_back(static_cast<std::uint32_t>(columns.status.size()));
    ours.replace(static_cast<std::uint32_t>(p), patient, no_facts, no_services);
  }
}

using Counts = std::array<std::array<std::uint32_t, 8>, 31>;

/// Ordered funnel, greedy from the first status 1, each step within 90 days of it, by source.
Counts reference_funnel(const Columns& columns) {
  constexpr std::int32_t window = 90 * 86400;
  Counts counts{};
  const std::int32_t* at = columns.seconds.data();
  const std::uint8_t* status = columns.status.data();
  for (std::size_t p = 0; p + 1 < columns.offset.size(); ++p) {
    std::uint32_t i = columns.offset[p];
    const std::uint32_t end = columns.offset[p + 1];
    unsigned step = 0;
    std::int32_t limit = 0x7fffffff;
    std::uint8_t source = 0;
    for (; i < end; ++i)
      if (status[i] == 1) {
        limit = at[i] + window;
        source = columns.source[i];
        step = 1;
        ++i;
        break;
      }
    for (; i < end; ++i) step += static_cast<unsigned>((status[i] == step + 1) & (at[i] <= limit));
    ++counts[source][step];
  }
  for (auto& row : counts)
    for (std::size_t k = 6; k >= 1; --k) row[k] += row[k + 1];
  return counts;
}

/// Entrants and conversions of each step, counted the slow and obvious way on a part of the data.
void require_right(const Columns& columns, const funnel::EventColumns& ours,
                   const funnel::ReportQuery& query) {
  std::array<std::int64_t, 8> entrants{}, converted{};
  for (std::size_t p = 0; p + 1 < columns.offset.size(); ++p)
    for (int step = 1; step <= 6; ++step) {
      std::optional<std::int64_t> entered, reached;
      for (std::uint32_t i = columns.offset[p]; i < columns.offset[p + 1]; ++i) {
        const std::int64_t minute = (epoch_seconds + columns.seconds[i]) / 60;
        if (entered && !reached && columns.status[i] > step) reached = minute;
        if (!entered && columns.status[i] == step) entered = minute;
      }
      if (!entered) continue;
      ++entrants[static_cast<std::size_t>(step)];
      if (reached && *reached - *entered <= 90 * 1440) ++converted[static_cast<std::size_t>(step)];
    }
  const funnel::FunnelReport report = funnel::measure_funnel(ours, query);
  for (std::size_t i = 1; i <= 6; ++i) {
    if (report.steps[i].entrants == entrants[i] && report.steps[i].converted == converted[i])
      continue;
    std::fprintf(stderr, "funnel: step %zu differs from the slow count\n", i);
    std::abort();
  }
}

constexpr std::size_t cohort_months = 60, cohort_columns = 13;
using CohortCounts = std::array<std::array<std::uint32_t, cohort_columns + 1>, 2 * cohort_months>;

/// Month of a day since 2021-01-01, months counted from there.
std::vector<std::uint16_t> months_by_day() {
  std::vector<std::uint16_t> out;
  const LocalDate begin = *LocalDate::from_ymd(2021, 1, 1);
  for (LocalDate day = begin; day.year() < 2030; day = day.plus_days(1))
    out.push_back(static_cast<std::uint16_t>((day.year() - 2021) * 12 + day.month() - 1));
  return out;
}

/// Cohorts by month of the first status 1; in which month after it the first status 4 came. The
/// last column is the size.
CohortCounts reference_cohorts(const Columns& columns, const std::vector<std::uint16_t>& months) {
  CohortCounts counts{};
  for (std::size_t p = 0; p + 1 < columns.offset.size(); ++p) {
    std::uint32_t i = columns.offset[p];
    const std::uint32_t end = columns.offset[p + 1];
    while (i < end && columns.status[i] != 1) ++i;
    if (i == end) continue;
    const std::size_t cohort = months[static_cast<std::size_t>(columns.seconds[i] / 86400)];
    ++counts[cohort][cohort_columns];
    while (i < end && columns.status[i] != 4) ++i;
    if (i == end) continue;
    const std::size_t since = months[static_cast<std::size_t>(columns.seconds[i] / 86400)] - cohort;
    if (since < cohort_columns) ++counts[cohort][since];
  }
  return counts;
}

void run_cohorts(const Columns& columns, const funnel::EventColumns& ours) {
  const std::vector<std::uint16_t> months = months_by_day();
  const funnel::CohortQuery query{.from = funnel::FunnelStatus::cold,
                                  .to = funnel::FunnelStatus::entry_paid,
                                  .reach = funnel::Reach::exactly,
                                  .period = {Instant{0}, Instant{4'000'000'000}},
                                  .now = Instant{epoch_seconds + 3000 * std::int64_t{86400}},
                                  .months = cohort_columns - 1};
  const CohortCounts expected = reference_cohorts(columns, months);
  const funnel::CohortTable table = funnel::cohorts_of(ours, query);
  std::size_t rows = 0;
  for (const funnel::Cohort& cohort : table.cohorts) {
    const auto month =
        static_cast<std::size_t>((cohort.month.year() - 2021) * 12 + cohort.month.month() - 1);
    std::int64_t reached = 0;
    bool is_right = cohort.size == expected[month][cohort_columns];
    for (std::size_t k = 0; k < cohort_columns; ++k) {
      reached += expected[month][k];
      is_right = is_right && cohort.cells[k].reached == reached;
    }
    rows += cohort.size > 0 ? 1 : 0;
    if (!is_right) stop("cohorts differ from the slow count");
  }
  for (const auto& row : expected) rows -= row[cohort_columns] > 0 ? 1 : 0;
  if (rows != 0) stop("cohorts are missing");
  const auto pass = paired([&] { keep(funnel::cohorts_of(ours, query)); },
                           [&] { keep(reference_cohorts(columns, months)); }, 7, 1);
  report({.name = "cohorts_10m_events",
          .ours = pass.first / 1000,
          .unit = "ms",
          .limit = pass.second / 1000});
}

void run() {
  Columns columns;
  funnel::EventColumns ours;
  const double made = microseconds([&] { generate(events_wanted, columns, ours); });
  std::fprintf(stderr, "funnel: %zu events made in %.1f s\n", columns.status.size(), made / 1e6);
  funnel::ReportQuery query;
  query.period = {Instant{0}, Instant{4'000'000'000}};
  query.now = Instant{epoch_seconds + 1825 * std::int64_t{86400}};
  require_right(columns, ours, query);

  const auto pass = paired([&] { keep(funnel::measure_funnel(ours, query)); },
                           [&] { keep(reference_funnel(columns)); }, 9, 1);
  report({.name = "funnel_10m_events",
          .ours = pass.first / 1000,
          .unit = "ms",
          .limit = pass.second / 1000});
  query.mode = funnel::CountMode::people;
  const auto people = paired([&] { keep(funnel::measure_funnel(ours, query)); },
                             [&] { keep(reference_funnel(columns)); }, 5, 1);
  report({.name = "funnel_10m_events_people",
          .ours = people.first / 1000,
          .unit = "ms",
          .limit = people.second / 1000});
  query.mode = funnel::CountMode::cycles;
  query.source = SourceId(numbered(3));
  query.doctor = StaffId(numbered(7));
  const auto filtered = paired([&] { keep(funnel::measure_funnel(ours, query)); },
                               [&] { keep(reference_funnel(columns)); }, 5, 1);
  report({.name = "funnel_10m_events_filtered",
          .ours = filtered.first / 1000,
          .unit = "ms",
          .limit = filtered.second / 1000});
  run_cohorts(columns, ours);
  report({.name = "funnel_bytes_per_event",
          .ours = static_cast<double>(ours.memory_bytes()) / static_cast<double>(events_wanted),
          .unit = "bytes"});
}

const Registration funnel_pass("funnel", run);

}  // namespace
}  // namespace retour::bench
