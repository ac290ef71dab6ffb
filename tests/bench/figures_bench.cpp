// The owner's figures of a typical clinic: 60,000 patients, 2 million status events, half a million
// charges, as many visits. Each is computed anew while a filter is dragged, so none may cost more
// than a frame (16 ms) in the browser. After one fact the open page follows within 1 ms.
//
// The value of patients by the doctor of their first visit has a hard-coded pass beside it whose
// rows must be equal.
#include <array>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "base/random.hpp"
#include "bench/bench.hpp"
#include "funnel/breakdown.hpp"
#include "funnel/cohorts.hpp"
#include "funnel/doctor_figures.hpp"
#include "funnel/report.hpp"

namespace retour::bench {
namespace {

constexpr std::uint32_t patients_wanted = 60'000;
constexpr std::uint64_t events_per_patient = 66;  // drawn below this: 33 on average
constexpr std::uint64_t days = 1825;
constexpr double frame_ms = 16;
constexpr Instant epoch{1'609'459'200};  // 2021-01-01
constexpr Instant now = epoch.plus_seconds(days * 86'400);

IdBytes numbered(std::uint64_t number) {
  IdBytes id;
  id.bytes[0] = 1;
  id.bytes[14] = static_cast<std::uint8_t>(number / 256);
  id.bytes[15] = static_cast<std::uint8_t>(number % 256);
  return id;
}

/// What each patient paid and to whom, for the pass beside ours.
struct Paid {
  std::vector<std::uint32_t> offset{0};
  std::vector<std::uint16_t> doctor;
  std::vector<std::int64_t> minor;
};

struct Clinic {
  funnel::EventColumns columns;
  funnel::ServiceLookup services;
  Paid paid;
};

void add_patient(Clinic& clinic, std::uint32_t row, RandomSource& random) {
  PatientFacts facts;
  facts.patient.sex = static_cast<Sex>(random.below(3));
  facts.patient.birth_date = LocalDate::from_ymd(1940 + static_cast<int>(random.below(80)), 2, 3);
  facts.patient.source = SourceId(numbered(random.below(31)));
  facts.patient.responsible = StaffId(numbered(random.below(20)));
  funnel::PatientFunnel history;
  funnel::Cycle& cycle = history.cycles.emplace_back();
  cycle.specialty = SpecialtyId(numbered(random.below(12)));
  Instant at = epoch.plus_seconds(static_cast<std::int64_t>(random.below(days * 86'400 / 2)));
  for (std::uint64_t e = random.below(events_per_patient) + 1; e-- > 0;) {
    cycle.status = static_cast<funnel::FunnelStatus>(1 + random.below(7));
    const StaffId doctor(numbered(random.below(60)));
    const BranchId branch(numbered(random.below(11)));
    cycle.history.push_back({.at = at, .to = cycle.status, .branch = branch, .doctor = doctor});
    if (random.below(4) == 0) {
      Charge& charge = facts.charges.emplace_back();
      charge.id = ChargeId(numbered(facts.charges.size()));
      charge.service = ServiceId(numbered(random.below(400)));
      charge.performer = doctor;
      charge.branch = branch;
      charge.rendered_at = at;
      charge.price_minor = static_cast<std::int64_t>(random.below(5'000'000));
      clinic.paid.doctor.push_back(static_cast<std::uint16_t>(doctor.bytes[15]));
      clinic.paid.minor.push_back(charge.price_minor);
      Visit& visit = facts.visits.emplace_back();
      visit.arrived_at = at;
      visit.entered_at = at.plus_minutes(static_cast<std::int64_t>(random.below(40)));
      visit.finished_at = at.plus_minutes(60);
      visit.doctor = doctor;
      visit.branch = branch;
    }
    at = at.plus_seconds(1 + static_cast<std::int64_t>(random.below(50 * 86'400)));
    if (at >= now) break;
  }
  clinic.paid.offset.push_back(static_cast<std::uint32_t>(clinic.paid.minor.size()));
  clinic.columns.replace(row, history, facts, clinic.services);
}

struct Value {
  std::int64_t patients = 0, minor = 0;
};

/// Patients and what they brought, by the doctor of the first payment.
std::array<Value, 256> reference_values(const Paid& paid) {
  std::array<Value, 256> out{};
  for (std::size_t p = 0; p + 1 < paid.offset.size(); ++p) {
    const std::uint32_t first = paid.offset[p], end = paid.offset[p + 1];
    if (first == end) continue;
    Value& value = out[paid.doctor[first]];
    ++value.patients;
    for (std::uint32_t i = first; i < end; ++i) value.minor += paid.minor[i];
  }
  return out;
}

void require_right(const Clinic& clinic, const funnel::DoctorQuery& query) {
  const funnel::DoctorInputs inputs = funnel::doctor_inputs(clinic.columns, query);
  std::array<Value, 256> expected = reference_values(clinic.paid);
  for (const funnel::DoctorPatient& patient : inputs.patients) {
    Value& value = expected[inputs.doctors[patient.doctor].bytes[15]];
    --value.patients;
    value.minor -= patient.value_minor;
  }
  for (const Value& left : expected)
    if (left.patients != 0 || left.minor != 0) stop("value by doctor differs from the slow count");
}

template <class F>
void measure(const char* name, F&& figure) {
  std::vector<double> times;
  figure();
  for (int i = 0; i < 7; ++i) times.push_back(microseconds(figure) / 1000);
  report({.name = name, .ours = median(std::move(times)), .unit = "ms", .limit = frame_ms});
}

/// One patient changes, again and again; the funnel's page follows.
void measure_one_fact(Clinic& clinic, const funnel::ReportQuery& query, SeededRandom& random) {
  funnel::FunnelMeter meter;
  measure("funnel_page", [&] { keep(meter.measure(clinic.columns, query, std::nullopt)); });
  std::vector<double> times;
  for (int i = 0; i < 101; ++i) {
    const auto row = static_cast<std::uint32_t>(random.below(patients_wanted));
    add_patient(clinic, row, random);
    const auto follow = [&] { keep(meter.measure(clinic.columns, query, std::vector{row})); };
    times.push_back(microseconds(follow) / 1000);
  }
  if (meter.measure(clinic.columns, query, std::vector<std::uint32_t>{}).report !=
      funnel::measure_funnel(clinic.columns, query))
    stop("following one fact differs from counting everybody");
  report({.name = "one_fact_funnel", .ours = median(std::move(times)), .unit = "ms", .limit = 1});
}

void run() {
  Clinic clinic;
  SeededRandom random(1);
  for (std::uint64_t i = 0; i < 400; ++i)
    clinic.services.set_service(ServiceId(numbered(i)),
                                {.type = i % 7 == 0 ? ProductType::main : ProductType::entry,
                                 .specialty = SpecialtyId(numbered(i % 12))});
  for (std::uint32_t row = 0; row < patients_wanted; ++row) add_patient(clinic, row, random);
  const funnel::EventColumns& columns = clinic.columns;
  std::fprintf(stderr, "figures: %zu events, %zu charges\n", columns.event_count(),
               columns.charges().minute.size());
  const Interval always{Instant{0}, now.plus_seconds(1)};

  using funnel::RevenueBy;
  const std::vector<funnel::ValueClass> classes = funnel::value_classes_of(columns, now);
  funnel::RevenueQuery money{.period = always, .classes = classes};
  const auto revenue = [&](const char* name, RevenueBy rows, RevenueBy across) {
    money.rows = rows;
    money.columns = across;
    measure(name, [&] { keep(funnel::revenue_of(columns, money)); });
  };
  revenue("revenue_doctor_month", RevenueBy::doctor, RevenueBy::month);
  revenue("revenue_service_month", RevenueBy::service, RevenueBy::month);
  revenue("revenue_class_age", RevenueBy::value_class, RevenueBy::age_group);
  money.filter.sex = Sex::female;
  revenue("revenue_filtered", RevenueBy::doctor, RevenueBy::month);
  measure("value_classes", [&] { keep(funnel::value_classes_of(columns, now)); });
  measure("profile", [&] {
    keep(funnel::profile_of(columns,
                            {.whom = funnel::ProfileOf::visited, .period = always, .now = now}));
  });
  measure("completeness", [&] { keep(funnel::completeness_of(columns, always)); });
  measure("cohorts_of_returns", [&] {
    keep(funnel::cohorts_of(columns, funnel::ReturnCohortQuery{.period = always, .now = now}));
  });
  measure("coordinators",
          [&] { keep(funnel::coordinators_of(columns, {.period = always, .now = now})); });
  for (const auto& [name, by] : {std::pair{"funnel_by_source", funnel::GroupBy::source},
                                 std::pair{"funnel_by_doctor", funnel::GroupBy::doctor}})
    measure(name, [&] {
      keep(funnel::funnel_by(columns, {.report = {.period = always, .now = now}, .by = by}));
    });
  measure("funnel", [&] { keep(funnel::measure_funnel(columns, {.period = always, .now = now})); });

  const funnel::DoctorQuery doctors{.period = always, .now = now};
  require_right(clinic, doctors);
  measure("doctor_inputs", [&] { keep(funnel::doctor_inputs(columns, doctors)); });
  const auto beside = paired([&] { keep(funnel::doctor_inputs(columns, doctors)); },
                             [&] { keep(reference_values(clinic.paid)); }, 7, 1);
  report({.name = "doctor_inputs_beside_value_alone",
          .ours = beside.first / 1000,
          .unit = "ms",
          .limit = beside.second / 1000});
  measure_one_fact(clinic, {.period = always, .now = now}, random);  // last: it changes people
}

const Registration figures("figures", run);

}  // namespace
}  // namespace retour::bench
