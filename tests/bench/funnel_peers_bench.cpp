// The events of the peers (DuckDB and duckdb-wasm; see scripts/lib/funnel_peers.sh) through our
// columns: the funnel by source, cohorts by month, value by doctor of the first paid visit; and how
// soon they stand after opening, out of the blocks that the database keeps.
//
// Rows are equal wherever the definitions are: cohorts, value by doctor and numbers of people. Our
// funnel asks another question than the peers' (each step by itself, from any entry into it, with
// lost, pending, times and money, instead of one greedy chain), so it is held against a slow count
// of its own definition, source by source, and only timed beside the peers' chain.
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>

#include "app/first_run.hpp"
#include "app/live_funnel.hpp"
#include "bench/bench.hpp"
#include "bench/peer_columns.hpp"
#include "funnel/cohorts.hpp"
#include "funnel/doctor_figures.hpp"
#include "store/memory_files.hpp"
#ifdef __EMSCRIPTEN__
#include <emscripten.h>
#endif

namespace retour::bench {
namespace {

constexpr Instant epoch{peer_epoch_seconds};
constexpr Instant last_day = epoch.plus_seconds(1825 * std::int64_t{86'400});
constexpr Interval always{Instant{0}, Instant{4'000'000'000}};

std::string setting(const char* name) {
#ifdef __EMSCRIPTEN__
  return emscripten_run_script_string(("process.env." + std::string(name) + " || ''").c_str());
#else
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
#endif
}

/// Milliseconds of duckdb-wasm, the processor's: funnel, cohorts, value. Its first query takes
/// longer.
struct PeerTimes {
  std::array<std::optional<double>, 3> ms;
  PeerTimes() {
    std::istringstream in(setting("RETOUR_PEERS_TIMES"));
    double value = 0;
    for (std::optional<double>& time : ms)
      if (in >> value) time = value;
  }
};

IdBytes numbered(std::uint32_t number) {
  IdBytes id;
  id.bytes[0] = 1;
  for (std::size_t i = 0; i < 4; ++i)
    id.bytes[12 + i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
  return id;
}

enum class With : std::uint8_t { statuses, money };

/// One patient's walk as one cycle; with money, what he paid from his first status 4 on.
void add_patient(const PeerColumns& peers, std::uint32_t row, With with,
                 funnel::EventColumns& columns) {
  static const funnel::ServiceLookup no_services;
  funnel::PatientFunnel history;
  funnel::Cycle& cycle = history.cycles.emplace_back();
  PatientFacts facts;
  bool has_come = false;
  for (std::uint32_t i = peers.offset[row]; i < peers.offset[row + 1]; ++i) {
    const Instant at = epoch.plus_seconds(peers.seconds[i]);
    const StaffId doctor(numbered(peers.doctor[i]));
    cycle.status = static_cast<funnel::FunnelStatus>(peers.status[i]);
    if (peers.status[i] == 1 && cycle.source.is_nil())
      cycle.source = SourceId(numbered(peers.source[i]));
    cycle.history.push_back({.at = at,
                             .to = cycle.status,
                             .branch = BranchId(numbered(peers.branch[i])),
                             .doctor = doctor});
    if (with == With::statuses) continue;
    if (peers.status[i] == 4 && !has_come) {
      Visit& visit = facts.visits.emplace_back();
      visit.arrived_at = at;
      visit.doctor = doctor;
      has_come = true;
    }
    if (!has_come || peers.amount[i] == 0) continue;
    Charge& charge = facts.charges.emplace_back();
    charge.id = ChargeId(numbered(i));
    charge.performer = doctor;
    charge.rendered_at = at;
    charge.price_minor = peers.amount[i];
  }
  columns.replace(row, history, facts, no_services);
}

void fill(const PeerColumns& peers, With with, funnel::EventColumns& columns) {
  const std::size_t patients = peers.patients(), events = peers.status.size();
  const std::size_t paid = with == With::money ? events * 2 / 5 : 0;
  columns.reserve(patients, patients, events, paid, paid == 0 ? 0 : patients);
  for (std::uint32_t row = 0; row < patients; ++row) add_patient(peers, row, with, columns);
}

// ---------------------------------------------------------------- Rows

/// Entrants and converted of each step by source, counted the slow and obvious way.
void require_funnel(const PeerColumns& peers, const funnel::EventColumns& columns,
                    funnel::ReportQuery query) {
  using Row = std::array<std::int64_t, 14>;
  std::array<Row, 31> expected{};
  for (std::size_t p = 0; p < peers.patients(); ++p) {
    int source = -1;
    Row row{};
    std::array<std::int64_t, 8> entered, reached;
    entered.fill(-1), reached.fill(-1);
    for (std::uint32_t i = peers.offset[p]; i < peers.offset[p + 1]; ++i) {
      if (source < 0 && peers.status[i] == 1) source = peers.source[i];
      const std::int64_t minute = (peer_epoch_seconds + peers.seconds[i]) / 60;
      for (std::size_t step = 1; step < peers.status[i]; ++step)
        if (entered[step] >= 0 && reached[step] < 0) reached[step] = minute;
      if (entered[peers.status[i]] < 0) entered[peers.status[i]] = minute;
    }
    if (source < 0) continue;
    for (std::size_t step = 1; step <= 6; ++step) {
      row[2 * step] = entered[step] >= 0 ? 1 : 0;
      row[2 * step + 1] = reached[step] >= 0 && reached[step] - entered[step] <= 90 * 1440 ? 1 : 0;
    }
    for (std::size_t i = 0; i < row.size(); ++i)
      expected[static_cast<std::size_t>(source)][i] += row[i];
  }
  for (std::uint32_t source = 0; source < expected.size(); ++source) {
    query.source = SourceId(numbered(source));
    const funnel::FunnelReport report = funnel::measure_funnel(columns, query);
    for (std::size_t step = 1; step <= 6; ++step)
      if (report.steps[step].entrants != expected[source][2 * step] ||
          report.steps[step].converted != expected[source][2 * step + 1])
        stop("the funnel of a source differs from the slow count");
  }
}

void require_cohorts(const funnel::CohortTable& table, const CohortCounts& expected) {
  std::size_t left = 0;
  for (const auto& row : expected) left += row[cohort_columns] > 0 ? 1 : 0;
  for (const funnel::Cohort& cohort : table.cohorts) {
    const auto month =
        static_cast<std::size_t>((cohort.month.year() - 2021) * 12 + cohort.month.month() - 1);
    std::int64_t reached = 0;
    bool is_right = cohort.size == expected[month][cohort_columns];
    for (std::size_t k = 0; k < cohort_columns; ++k) {
      reached += expected[month][k];
      is_right = is_right && cohort.cells[k].reached == reached;
    }
    if (!is_right) stop("cohorts differ from the hard-coded pass");
    left -= cohort.size > 0 ? 1 : 0;
  }
  if (left != 0) stop("cohorts are missing");
}

void require_values(const funnel::DoctorInputs& inputs, PeerValues expected) {
  for (const funnel::DoctorPatient& patient : inputs.patients) {
    PeerValue& value = expected[inputs.doctors[patient.doctor].bytes[15]];
    --value.patients;
    value.sum -= static_cast<std::uint64_t>(patient.value_minor);
  }
  for (const PeerValue& left : expected)
    if (left.patients != 0 || left.sum != 0) stop("value by doctor differs");
}

// ---------------------------------------------------------------- Lines

void line(const char* name, std::pair<double, double> ours_and_pass, std::optional<double> peer) {
  report({.name = name,
          .ours = ours_and_pass.first / 1000,
          .unit = "ms",
          .peer = peer,
          .limit = ours_and_pass.second / 1000});
}

void run_funnel(const PeerColumns& peers, const funnel::EventColumns& columns,
                const PeerTimes& times) {
  funnel::ReportQuery query{.period = always, .now = last_day};
  const auto pass = [&] { keep(hard_coded_funnel(peers)); };
  const auto ours = [&] { keep(funnel::measure_funnel(columns, query)); };
  line("peers_funnel", paired(ours, pass, 9, 1), times.ms[0]);
  query.source = SourceId(numbered(3));
  line("peers_funnel_of_source", paired(ours, pass, 5, 1), times.ms[0]);
  query.doctor = StaffId(numbered(7));
  query.branch = BranchId(numbered(2));
  line("peers_funnel_three_filters", paired(ours, pass, 5, 1), times.ms[0]);
  query.source = {};
  query.branch = {};
  line("peers_funnel_of_doctor", paired(ours, pass, 5, 1), times.ms[0]);
  query = {.period = always, .now = last_day, .mode = funnel::CountMode::people};
  line("peers_funnel_people", paired(ours, pass, 5, 1), times.ms[0]);
}

void run_cohorts(const PeerColumns& peers, const funnel::EventColumns& columns,
                 const PeerTimes& times) {
  const std::vector<std::uint16_t> months = months_by_day();
  const funnel::CohortQuery query{.from = funnel::FunnelStatus::cold,
                                  .to = funnel::FunnelStatus::entry_paid,
                                  .reach = funnel::Reach::exactly,
                                  .period = always,
                                  .now = epoch.plus_seconds(3000 * std::int64_t{86400}),
                                  .months = cohort_columns - 1};
  require_cohorts(funnel::cohorts_of(columns, query), hard_coded_cohorts(peers, months));
  line("peers_cohorts",
       paired([&] { keep(funnel::cohorts_of(columns, query)); },
              [&] { keep(hard_coded_cohorts(peers, months)); }, 7, 1),
       times.ms[1]);
}

void run_values(const PeerColumns& peers, const PeerTimes& times) {
  funnel::EventColumns columns;
  fill(peers, With::money, columns);
  const funnel::DoctorQuery query{.period = always,
                                  .now = epoch.plus_seconds(3000 * std::int64_t{86400})};
  require_values(funnel::doctor_inputs(columns, query), hard_coded_values(peers));
  line("peers_value_by_doctor",
       paired([&] { keep(funnel::doctor_inputs(columns, query)); },
              [&] { keep(hard_coded_values(peers)); }, 5, 1),
       times.ms[2]);
}

// ---------------------------------------------------------------- Opening

/// An encrypted clinic in memory that keeps blocks of everybody.
class Kept {
 public:
  Kept() { open(store::Opening::create); }

  void save(funnel::EventColumns columns) {
    app::FunnelRows rows;
    rows.columns = std::move(columns);
    const std::size_t count = rows.columns.patients().size();
    rows.reserve(count);
    for (std::uint32_t row = 0; row < count; ++row) {
      app::PersonRow& person = rows.people.emplace_back();
      person.id = rows.patients.emplace_back(numbered(row));
      person.order_name = "константинопольская александра " + std::to_string(row);
      person.last_seen = LocalDate{20'000};
      rows.change_day.push_back(app::no_change_day);
    }
    const app::FunnelInputs inputs = this->inputs();
    const app::BlockSizes sizes;
    app::ColumnSave save(clinic_->database(), inputs, rows, sizes);
    must(save.begin());
    while (!save.is_done()) must(save.step());
    must(clinic_->database().checkpoint());
  }

  void reopen() {
    clinic_.reset();
    open(store::Opening::existing);
  }
  app::Clinic& clinic() { return *clinic_; }

 private:
  void open(store::Opening opening) {
    SeededRandom key_random(7);
    clinic_ = must(app::Clinic::open({.files = files_,
                                      .random = random_,
                                      .now_unix_milliseconds = [] { return 1'795'338'000'000; },
                                      .now_microseconds = [this] { return now_ += 1; }},
                                     store::DatabaseKey::generate(key_random), opening));
    if (opening == store::Opening::existing) return;
    app::FirstRun first;
    first.clinic_name = "Bench";
    first.branch_name = "1";
    first.owner_family_name = "Owner";
    first.zone = "America/Sao_Paulo";
    if (!std::holds_alternative<app::Accepted>(must(app::set_up(*clinic_, first))))
      stop("the clinic was not set up");
  }
  app::FunnelInputs inputs() {
    const app::Catalogue& c = clinic_->catalogue();
    const LocalDate today = clinic_->today({});
    return app::with_digest(
        {.policy = c.policy,
         .services = funnel::ServiceLookup::of(c.services, c.staff, c.prices, today),
         .zone = c.zone_of({}),
         .now = clinic_->now(),
         .today = today,
         .digest = {}});
  }

  store::MemoryFiles files_;
  SeededRandom random_{11};
  std::int64_t now_ = 0;
  std::unique_ptr<app::Clinic> clinic_;
};

void run_opening(funnel::EventColumns columns, const PeerTimes& times) {
#ifdef __EMSCRIPTEN__
  constexpr double budget_ms = 4'000;
#else
  constexpr double budget_ms = 1'500;
#endif
  const std::size_t events = columns.event_count();
  Kept kept;
  kept.save(std::move(columns));
  kept.reopen();
  app::LiveFunnel funnel(kept.clinic());
  const double ready = microseconds([&] {
    must(funnel.refresh());
    while (!kept.clinic().jobs().is_empty()) kept.clinic().jobs().run(1'000'000);
    must(funnel.refresh());
  });
  if (funnel.columns().event_count() != events || funnel.from_blocks() == 0)
    stop("not everything came out of blocks");
  report({.name = "peers_ready", .ours = ready / 1000, .unit = "ms", .limit = budget_ms});
  const funnel::ReportQuery query{.period = always, .now = last_day};
  const double first = microseconds([&] { keep(funnel::measure_funnel(funnel.columns(), query)); });
  report({.name = "peers_first_funnel", .ours = first / 1000, .unit = "ms", .peer = times.ms[0]});
}

void run() {
  const std::string folder = setting("RETOUR_PEERS_DATA");
  if (folder.empty()) {
    std::fprintf(stderr, "funnel_peers: RETOUR_PEERS names no folder of peers\n");
    return;
  }
  const PeerTimes times;
  const PeerColumns peers = read_peer_columns(folder);
  {
    funnel::EventColumns columns;
    fill(peers, With::statuses, columns);
    require_funnel(peers, columns, {.period = always, .now = last_day});
    run_funnel(peers, columns, times);
    run_cohorts(peers, columns, times);
    report({.name = "peers_bytes_per_event",
            .ours = static_cast<double>(columns.memory_bytes()) /
                    static_cast<double>(columns.event_count()),
            .unit = "bytes",
            .limit = 25});
    run_opening(std::move(columns), times);
  }
  run_values(peers, times);
}

const Registration funnel_peers("funnel_peers", run);

}  // namespace
}  // namespace retour::bench
