// Event columns and the report (PS-11, PS-12, PS-20, IM-13): against a slow count, against
// published figures, and figure by figure against the people behind it.
#include "funnel/report.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "base/random.hpp"

namespace retour::funnel {
namespace {

template <class EntityId>
EntityId id_of(const std::string& name) {
  return EntityId(id_from_name(name));
}

constexpr std::int64_t day_seconds = 86400;
constexpr Instant start{1'700'000'000};

/// A random history of one patient: several cycles, statuses up and down, presumed entries.
PatientFunnel random_patient(RandomSource& random) {
  PatientFunnel out;
  const std::uint64_t cycles = 1 + random.below(3);
  Instant at = start.plus_seconds(static_cast<std::int64_t>(random.below(400 * day_seconds)));
  for (std::uint64_t c = 0; c < cycles; ++c) {
    Cycle cycle;
    if (random.below(3) != 0)
      cycle.specialty = id_of<SpecialtyId>(random.below(2) ? "card" : "derm");
    if (random.below(2) != 0) cycle.source = id_of<SourceId>(random.below(2) ? "ads" : "friend");
    if (random.below(3) == 0)
      cycle.last_reason = id_of<ReasonId>(random.below(2) ? "price" : "fear");
    cycle.open_money_minor = random.below(2) ? static_cast<std::int64_t>(random.below(100'000)) : 0;
    cycle.opened_at = at;
    const std::uint64_t events = random.below(40) == 0 ? 300 : 1 + random.below(9);
    for (std::uint64_t e = 0; e < events; ++e) {
      StatusChange change;
      change.at = at;
      change.from = cycle.status;
      change.to = static_cast<FunnelStatus>(1 + random.below(7));
      change.presumed = change.to == FunnelStatus::entry_paid && random.below(3) == 0;
      change.branch = id_of<BranchId>(random.below(2) ? "north" : "south");
      if (random.below(3) != 0) change.doctor = id_of<StaffId>(random.below(2) ? "a" : "b");
      cycle.history.push_back(change);
      cycle.status = change.to;
      cycle.presumed = change.presumed;
      at = at.plus_seconds(static_cast<std::int64_t>(random.below(40 * day_seconds)));
      if (random.below(5) == 0) at = change.at;  // several at one instant
    }
    if (random.below(2) == 0) {
      cycle.closing = Closing::refusal;
      cycle.closed_at = at;
    }
    out.cycles.push_back(cycle);
  }
  out.badge = random.below(out.cycles.size());
  out.status = out.cycles[out.badge].status;
  return out;
}

struct Clinic {
  std::vector<PatientFunnel> patients;
  EventColumns columns;
};

Clinic random_clinic(std::uint64_t seed, std::size_t patients) {
  SeededRandom random(seed);
  Clinic out;
  for (std::uint32_t row = 0; row < patients; ++row) {
    out.patients.push_back(random_patient(random));
    out.columns.replace(row, out.patients.back(), {}, {});
  }
  return out;
}

ReportQuery random_query(RandomSource& random) {
  ReportQuery query;
  query.period = {
      start.plus_seconds(static_cast<std::int64_t>(random.below(100 * day_seconds))),
      start.plus_seconds(static_cast<std::int64_t>((100 + random.below(500)) * day_seconds))};
  query.now =
      start.plus_seconds(static_cast<std::int64_t>((200 + random.below(500)) * day_seconds));
  for (std::int32_t& days : query.window_days) days = static_cast<std::int32_t>(random.below(120));
  if (random.below(4) == 0)
    for (std::int32_t& days : query.gap_days) days = static_cast<std::int32_t>(random.below(30));
  query.mode = random.below(2) ? CountMode::cycles : CountMode::people;
  query.presumed = random.below(2) ? Presumed::counted : Presumed::left_out;
  if (random.below(3) == 0) query.specialty = id_of<SpecialtyId>("card");
  if (random.below(3) == 0) query.source = id_of<SourceId>("ads");
  if (random.below(3) == 0) query.branch = id_of<BranchId>("north");
  if (random.below(3) == 0) query.doctor = id_of<StaffId>("a");
  if (random.below(20) == 0) query.doctor = id_of<StaffId>("never seen");
  return query;
}

// ---------------------------------------------------------------- the slow count

enum class Fate { none, lost, pending, converted };

struct Slow {
  Fate fate = Fate::none;
  bool is_direct = false, is_presumed = false, is_decided = false;
  std::int64_t days = 0;
};

/// What one cycle did at one step, by reading the definition aloud.
Slow slow_step(const Cycle& cycle, const ReportQuery& query, int step) {
  if (!query.specialty.is_nil() && cycle.specialty != query.specialty) return {};
  if (!query.source.is_nil() && cycle.source != query.source) return {};
  const auto minute = [](Instant at) { return at.seconds / 60; };
  const StatusChange* entry = nullptr;
  int highest_before = 0;
  std::optional<std::int64_t> reached;
  for (const StatusChange& change : cycle.history) {
    if (change.presumed && query.presumed == Presumed::left_out) continue;
    const int to = static_cast<int>(change.to);
    if (entry != nullptr && to > step && !reached) reached = minute(change.at);
    if (entry == nullptr && to == step) entry = &change;
    if (entry == nullptr) highest_before = std::max(highest_before, to);
  }
  if (entry == nullptr || minute(entry->at) < minute(query.period.begin) ||
      minute(entry->at) >= minute(query.period.end))
    return {};
  if (!query.branch.is_nil() && entry->branch != query.branch) return {};
  if (!query.doctor.is_nil() && entry->doctor != query.doctor) return {};
  Slow out{.fate = Fate::pending,
           .is_direct = step > 1 && highest_before < step - 1,
           .is_presumed = entry->presumed};
  const std::int64_t window =
      step <= 6 ? query.window_days[static_cast<std::size_t>(step)] * 1440 : 0;
  const std::int64_t gap = step <= 6 ? query.gap_days[static_cast<std::size_t>(step)] * 1440 : 0;
  if (reached && *reached - minute(entry->at) < gap) return {};
  const std::int64_t seen = std::max<std::int64_t>(0, minute(query.now) - minute(entry->at));
  out.is_decided = seen >= window;
  out.days = std::min(seen, window) / 1440;
  if (reached && *reached - minute(entry->at) <= window) {
    out.fate = Fate::converted;
    out.days = (*reached - minute(entry->at)) / 1440;
  } else if (cycle.closing != Closing::open || seen >= window) {
    out.fate = Fate::lost;
  }
  return out;
}

/// Entry filters can hide the entry of a cycle that has one; it then counts for nobody else either.
struct SlowCounts {
  std::int64_t entrants = 0, direct = 0, presumed = 0, converted = 0, lost = 0, pending = 0;
  std::int64_t decided = 0, decided_converted = 0;
  std::map<IdBytes, std::int64_t> reasons;
  std::vector<std::uint32_t> people_lost;
};

SlowCounts slow_counts(const Clinic& clinic, const ReportQuery& query, int step) {
  SlowCounts out;
  for (std::uint32_t row = 0; row < clinic.patients.size(); ++row) {
    std::vector<std::pair<Slow, IdBytes>> counted;
    IdBytes last_reason;
    for (const Cycle& cycle : clinic.patients[row].cycles) {
      const bool is_taken = (query.specialty.is_nil() || cycle.specialty == query.specialty) &&
                            (query.source.is_nil() || cycle.source == query.source);
      if (is_taken && !cycle.last_reason.is_nil()) last_reason = cycle.last_reason;
      const Slow slow = slow_step(cycle, query, step);
      if (slow.fate != Fate::none) counted.push_back({slow, cycle.last_reason});
    }
    if (query.mode == CountMode::people && !counted.empty()) {
      auto best = counted.front();
      for (const auto& one : counted)
        if (one.first.fate > best.first.fate ||
            (one.first.fate == best.first.fate && one.first.days < best.first.days))
          best = one;
      counted = {{best.first, last_reason}};
    }
    bool is_lost = false;
    for (const auto& [slow, reason] : counted) {
      ++out.entrants;
      out.direct += slow.is_direct;
      out.presumed += slow.is_presumed;
      out.converted += slow.fate == Fate::converted;
      out.pending += slow.fate == Fate::pending;
      out.decided += slow.is_decided;
      out.decided_converted += slow.is_decided && slow.fate == Fate::converted;
      if (slow.fate != Fate::lost) continue;
      ++out.lost;
      ++out.reasons[reason];
      is_lost = true;
    }
    if (is_lost) out.people_lost.push_back(row);
  }
  return out;
}

TEST(FunnelReport, EqualsTheSlowCount) {
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Clinic clinic = random_clinic(seed, 150);
    SeededRandom random(seed + 1000);
    const ReportQuery query = random_query(random);
    const FunnelReport report = measure_funnel(clinic.columns, query);
    for (int step = 1; step <= 6; ++step) {
      SCOPED_TRACE("step " + std::to_string(step));
      const StepFigures& figures = report.steps[static_cast<std::size_t>(step)];
      const SlowCounts slow = slow_counts(clinic, query, step);
      ASSERT_EQ(figures.entrants, slow.entrants);
      ASSERT_EQ(figures.converted, slow.converted);
      ASSERT_EQ(figures.lost, slow.lost);
      ASSERT_EQ(figures.pending, slow.pending);
      ASSERT_EQ(figures.direct, slow.direct);
      ASSERT_EQ(figures.presumed, slow.presumed);
      ASSERT_EQ(figures.decided, slow.decided);
      ASSERT_EQ(figures.decided_converted, slow.decided_converted);
      ASSERT_EQ(figures.reasons.size(), slow.reasons.size());
      for (const ReasonCount& reason : figures.reasons)
        ASSERT_EQ(slow.reasons.at(reason.reason), reason.count);
      const auto status = static_cast<FunnelStatus>(step);
      ASSERT_EQ(people_behind(clinic.columns, query, status, Figure::lost), slow.people_lost);
    }
    std::int64_t dispensary = 0;
    ReportQuery cycles = query;
    cycles.mode = CountMode::cycles;
    for (const PatientFunnel& patient : clinic.patients)
      for (const Cycle& cycle : patient.cycles)
        dispensary += slow_step(cycle, cycles, 7).fate != Fate::none;
    ASSERT_EQ(measure_funnel(clinic.columns, cycles).dispensary_entrants, dispensary);
  }
}

TEST(FunnelReport, EveryFigureOpensToItsPeople) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Clinic clinic = random_clinic(seed, 100);
    SeededRandom random(seed);
    ReportQuery query = random_query(random);
    query.mode = CountMode::people;
    const FunnelReport report = measure_funnel(clinic.columns, query);
    for (std::size_t i = 1; i <= 6; ++i) {
      const StepFigures& figures = report.steps[i];
      const auto count = [&](Figure figure, std::optional<ReasonId> reason = {}) {
        return static_cast<std::int64_t>(
            people_behind(clinic.columns, query, figures.from, figure, reason).size());
      };
      EXPECT_EQ(count(Figure::entrants), figures.entrants);
      EXPECT_EQ(count(Figure::direct), figures.direct);
      EXPECT_EQ(count(Figure::converted), figures.converted);
      EXPECT_EQ(count(Figure::lost), figures.lost);
      EXPECT_EQ(count(Figure::pending), figures.pending);
      for (const ReasonCount& reason : figures.reasons)
        EXPECT_EQ(count(Figure::lost, reason.reason), reason.count);
    }
    for (int status = 1; status <= 7; ++status)
      EXPECT_EQ(static_cast<std::int64_t>(people_behind(clinic.columns, query,
                                                        static_cast<FunnelStatus>(status),
                                                        Figure::current)
                                              .size()),
                report.current[static_cast<std::size_t>(status)]);
    EXPECT_EQ(static_cast<std::int64_t>(
                  people_behind(clinic.columns, query, FunnelStatus::dispensary, Figure::entrants)
                      .size()),
              report.dispensary_entrants);
    for (int status = 1; status <= 7; ++status) {
      std::vector<std::uint32_t> expected;
      for (std::uint32_t row = 0; row < clinic.patients.size(); ++row)
        if (static_cast<int>(clinic.patients[row].status) == status) expected.push_back(row);
      EXPECT_EQ(people_in_status(clinic.columns, static_cast<FunnelStatus>(status)), expected);
    }
  }
}

TEST(FunnelReport, EachRoubleIsLostInOneStepOnly) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Clinic clinic = random_clinic(seed, 100);
    SeededRandom random(seed);
    ReportQuery query = random_query(random);
    query.mode = CountMode::cycles;
    const FunnelReport report = measure_funnel(clinic.columns, query);
    std::int64_t gross = 0, expected = 0, unvalued = 0, expected_unvalued = 0;
    for (std::size_t i = 1; i <= 6; ++i) {
      gross += report.steps[i].gross_lost_minor;
      unvalued += report.steps[i].unvalued;
      std::int64_t by_reason = 0;
      for (const ReasonCount& reason : report.steps[i].reasons) {
        by_reason += reason.gross_lost_minor;
        const auto behind = [&](std::optional<ReasonId> said) {
          return people_behind(clinic.columns, query, report.steps[i].from, Figure::lost_for_good,
                               said);
        };
        const std::vector<std::uint32_t> all = behind({}), some = behind(reason.reason);
        EXPECT_TRUE(std::includes(all.begin(), all.end(), some.begin(), some.end()));
      }
      EXPECT_EQ(by_reason, report.steps[i].gross_lost_minor);
      if (report.steps[i].lost_minor) {
        EXPECT_LE(*report.steps[i].lost_minor, report.steps[i].gross_lost_minor);
      }
    }
    for (const PatientFunnel& patient : clinic.patients)
      for (const Cycle& cycle : patient.cycles) {
        int highest = 0;
        for (const StatusChange& change : cycle.history)
          if (!change.presumed || query.presumed == Presumed::counted)
            highest = std::max(highest, static_cast<int>(change.to));
        if (highest < 1 || highest > 6 || cycle.presumed) continue;
        if (slow_step(cycle, query, highest).fate != Fate::lost) continue;
        expected += cycle.open_money_minor;
        expected_unvalued += cycle.open_money_minor == 0;
      }
    EXPECT_EQ(gross, expected);
    EXPECT_EQ(unvalued, expected_unvalued);
  }
}

TEST(FunnelReport, LostMoneyIsWeighedByWhatComesAfter) {
  // Four people are booked, two of them pay; four pay entry, one buys. Lost at 3: 1000 x 1/2.
  EventColumns columns;
  std::uint32_t row = 0;
  const auto add = [&](std::vector<int> path, std::int64_t open_money) {
    PatientFunnel patient;
    Cycle& cycle = patient.cycles.emplace_back();
    cycle.open_money_minor = open_money;
    Instant at = start;
    for (const int status : path) {
      cycle.history.push_back({.at = at, .to = static_cast<FunnelStatus>(status)});
      at = at.plus_seconds(day_seconds);
    }
    cycle.status = cycle.history.back().to;
    columns.replace(row++, patient, {}, {});
  };
  add({2, 3}, 1000);
  add({2, 3, 4}, 500);
  add({2, 3, 4, 5}, 70);
  add({2}, 300);
  ReportQuery query{.period = {start, start.plus_seconds(10 * day_seconds)},
                    .now = start.plus_seconds(400 * day_seconds)};
  const FunnelReport report = measure_funnel(columns, query);
  EXPECT_EQ(report.steps[2].entrants, 4);
  EXPECT_DOUBLE_EQ(report.steps[2].share.value(), 0.75);
  EXPECT_NEAR(report.steps[3].estimate.value(), 2.0 / 3, 1e-12);
  EXPECT_NEAR(report.steps[4].estimate.value(), 0.5, 1e-12);
  EXPECT_EQ(report.steps[4].gross_lost_minor, 500);
  EXPECT_EQ(report.steps[4].lost_minor, 500) << "after step 4 nothing is left to lose";
  EXPECT_EQ(report.steps[3].gross_lost_minor, 1000);
  EXPECT_EQ(report.steps[3].lost_minor, 500);
  EXPECT_EQ(report.steps[2].lost_minor, 100) << "300 x 2/3 x 1/2";
  EXPECT_EQ(report.steps[5].gross_lost_minor, 70);
  EXPECT_EQ(report.current[5], 1);
  EXPECT_FALSE(report.steps[1].estimate) << "nobody was cold";
  EXPECT_EQ(report.steps[2].median_days, 1);
}

// ---------------------------------------------------------------- cycles

TEST(FunnelReport, CyclesAndStepsBackAreCountedByPerson_PS09) {
  EventColumns columns;
  std::uint32_t row = 0;
  const auto add = [&](std::vector<std::vector<int>> cycles, std::int64_t days = 1) {
    PatientFunnel patient;
    for (const std::vector<int>& statuses : cycles) {
      Cycle& cycle = patient.cycles.emplace_back();
      for (const int status : statuses)
        cycle.history.push_back({.at = start.plus_seconds(days * day_seconds),
                                 .to = static_cast<FunnelStatus>(status)});
      cycle.status = cycle.history.back().to;
      days += 10;
    }
    columns.replace(row++, patient, {}, {});
  };
  add({{2, 3, 4}});
  add({{2, 3, 2}});            // fell back from booked
  add({{2, 3}, {2}, {2, 4}});  // three cycles
  add({{2}, {2}, {2}, {2}, {2}});
  add({{2, 3}}, 500);  // after the period
  const ReportQuery query{.period = {start, start.plus_seconds(5 * day_seconds)},
                          .now = start.plus_seconds(900 * day_seconds)};
  const CycleCounts counts = cycle_counts(columns, query);
  EXPECT_EQ(counts.by_cycles[0], (std::vector<std::uint32_t>{0, 1}));
  EXPECT_TRUE(counts.by_cycles[1].empty());
  EXPECT_EQ(counts.by_cycles[2], std::vector<std::uint32_t>{2});
  EXPECT_EQ(counts.by_cycles[3], std::vector<std::uint32_t>{3});
  EXPECT_EQ(counts.fell_back, std::vector<std::uint32_t>{1});
  ReportQuery early = query;
  early.now = start.plus_seconds(12 * day_seconds);
  early.is_as_of = true;
  EXPECT_EQ(cycle_counts(columns, early).by_cycles[1], (std::vector<std::uint32_t>{2, 3}))
      << "two of their cycles had begun";
}

// ---------------------------------------------------------------- as of a day

/// What was known of somebody at an instant.
PatientFunnel as_known_at(const PatientFunnel& patient, Instant now) {
  PatientFunnel out;
  for (const Cycle& cycle : patient.cycles) {
    Cycle known = cycle;
    std::erase_if(known.history, [&](const StatusChange& change) {
      return change.at.seconds / 60 > now.seconds / 60;
    });
    if (known.history.empty()) continue;
    if (known.closing != Closing::open && known.closed_at.seconds / 60 > now.seconds / 60)
      known.closing = Closing::open;
    known.status = known.history.back().to;
    out.cycles.push_back(known);
  }
  if (!out.cycles.empty()) out.badge = out.cycles.size() - 1;
  return out;
}

// The funnel as of a day is what the funnel would have shown on that day.
TEST(FunnelReport, AsOfADayIsWhatWasKnownThen) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const Clinic clinic = random_clinic(seed, 300);
    ReportQuery query = random_query(random);
    query.mode = CountMode::cycles;
    EventColumns then;
    for (std::uint32_t row = 0; row < 300; ++row)
      then.replace(row, as_known_at(clinic.patients[row], query.now), {}, {});
    const FunnelReport expected = measure_funnel(then, query);
    query.is_as_of = true;
    const FunnelReport found = measure_funnel(clinic.columns, query);
    EXPECT_EQ(found.current, expected.current);
    EXPECT_EQ(found.dispensary_entrants, expected.dispensary_entrants);
    for (std::size_t i = 1; i <= 6; ++i) {
      const StepFigures &a = found.steps[i], &b = expected.steps[i];
      EXPECT_EQ(a.entrants, b.entrants) << i;
      EXPECT_EQ(a.converted, b.converted) << i;
      EXPECT_EQ(a.lost, b.lost) << i;
      EXPECT_EQ(a.pending, b.pending) << i;
      EXPECT_EQ(a.decided, b.decided) << i;
      EXPECT_EQ(
          std::ssize(
              people_behind(clinic.columns, query, static_cast<FunnelStatus>(i), Figure::pending)),
          std::ssize(people_behind(then, query, static_cast<FunnelStatus>(i), Figure::pending)));
    }
  }
}

// ---------------------------------------------------------------- after a fact

FunnelFigures counted_anew(const EventColumns& columns, const ReportQuery& query) {
  return {.report = measure_funnel(columns, query), .entering = qualification_of(columns, query)};
}

PatientFacts random_facts(RandomSource& random) {
  PatientFacts facts;
  facts.patient.qualified = random.below(50) == 0;
  return facts;
}

// Many ranges, in which people change, leave and arrive between two looks.
TEST(FunnelMeter, CountingWhatChangedGivesWhatCountingEverybodyGives) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    EventColumns columns;
    std::uint32_t people = 12'000;
    for (std::uint32_t row = 0; row < people; ++row)
      columns.replace(row, random_patient(random), random_facts(random), {});
    ASSERT_GT(columns.event_count(), 3 * FunnelMeter::events_per_range_min);
    ReportQuery query = random_query(random);
    FunnelMeter meter;
    ASSERT_EQ(meter.measure(columns, query, std::nullopt), counted_anew(columns, query));
    for (int look = 0; look < 30; ++look) {
      std::vector<std::uint32_t> changed;
      for (std::uint64_t i = random.below(4); i-- > 0;) {
        const auto row = static_cast<std::uint32_t>(random.below(people));
        changed.push_back(row);
        random.below(4) == 0
            ? columns.remove(row)
            : columns.replace(row, random_patient(random), random_facts(random), {});
      }
      if (random.below(3) == 0) {
        changed.push_back(people);
        columns.replace(people++, random_patient(random), random_facts(random), {});
      }
      if (random.below(8) == 0) query = random_query(random);
      ASSERT_EQ(meter.measure(columns, query, changed), counted_anew(columns, query));
    }
  }
}

TEST(FunnelMeter, TheFirstReasonEverNamedIsCountedBesideNone) {
  EventColumns columns;
  SeededRandom random(5);
  const auto lost_for = [&](const char* reason) {
    PatientFunnel patient;
    Cycle& cycle = patient.cycles.emplace_back();
    cycle.history.push_back({.at = start, .to = FunnelStatus::booked});
    cycle.status = FunnelStatus::booked;
    if (reason != nullptr) cycle.last_reason = id_of<ReasonId>(reason);
    return patient;
  };
  for (std::uint32_t row = 0; row < 10; ++row) columns.replace(row, lost_for(nullptr), {}, {});
  const ReportQuery query{.period = {start, start.plus_seconds(day_seconds)},
                          .now = start.plus_seconds(400 * day_seconds)};
  FunnelMeter meter;
  EXPECT_EQ(meter.measure(columns, query, std::nullopt).report.steps[3].lost, 10);
  for (const char* reason : {"price", "fear", "price"}) {
    const auto row = static_cast<std::uint32_t>(random.below(10));
    columns.replace(row, lost_for(reason), {}, {});
    EXPECT_EQ(meter.measure(columns, query, std::vector{row}), counted_anew(columns, query));
  }
}

TEST(FunnelMeter, AnsweredAgainWithoutAChangeItCountsNothing) {
  Clinic clinic = random_clinic(1, 50);
  ReportQuery query{.period = {start, start.plus_seconds(900 * day_seconds)},
                    .now = start.plus_seconds(900 * day_seconds)};
  FunnelMeter meter;
  const FunnelReport before = meter.measure(clinic.columns, query, std::nullopt).report;
  for (std::uint32_t row = 0; row < 50; ++row) clinic.columns.remove(row);
  EXPECT_EQ(meter.measure(clinic.columns, query, std::vector<std::uint32_t>{}).report, before)
      << "it was told that nobody changed";
  EXPECT_NE(meter.measure(clinic.columns, query, std::nullopt).report, before);
}

// ---------------------------------------------------------------- columns

TEST(EventColumns, ReplacedInAnyOrderAnswersTheSame) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    Clinic clinic = random_clinic(seed, 300);
    for (int i = 0; i < 2000; ++i) {
      const auto row = static_cast<std::uint32_t>(random.below(300));
      clinic.patients[row] = random_patient(random);
      clinic.columns.replace(row, clinic.patients[row], {}, {});
    }
    clinic.columns.remove(7);
    clinic.patients[7].cycles.clear();
    EventColumns fresh;
    for (std::uint32_t row = 300; row-- > 0;)
      if (row != 7) fresh.replace(row, clinic.patients[row], {}, {});
    EXPECT_EQ(fresh.event_count(), clinic.columns.event_count());
    EXPECT_EQ(fresh.cycle_count(), clinic.columns.cycle_count());
    EXPECT_LT(clinic.columns.events().to.size(), 2 * fresh.event_count() + 10'000)
        << "holes stay few";
    for (int i = 0; i < 10; ++i) {
      const ReportQuery query = random_query(random);
      const FunnelReport a = measure_funnel(fresh, query),
                         b = measure_funnel(clinic.columns, query);
      EXPECT_EQ(a.current, b.current);
      for (std::size_t step = 1; step <= 6; ++step) {
        EXPECT_EQ(a.steps[step].entrants, b.steps[step].entrants);
        EXPECT_EQ(a.steps[step].converted, b.steps[step].converted);
        EXPECT_EQ(a.steps[step].gross_lost_minor, b.steps[step].gross_lost_minor);
      }
    }
  }
}

TEST(EventColumns, AreLean) {
  // As large as the real appointments: 62,298 patients, 110,521 bookings, two events each.
  EventColumns columns;
  PatientFunnel patient;
  patient.cycles.emplace_back().history.resize(4);
  for (std::uint32_t row = 0; row < 62'298; ++row) columns.replace(row, patient, {}, {});
  EXPECT_LT(columns.memory_bytes(), 20U << 20);
}

TEST(EventColumns, RevenueOfAPeriodAndItsUntypedShare) {
  ServiceLookup services;
  services.set_service(id_of<ServiceId>("consult"), {.type = ProductType::entry});
  PatientFacts facts;
  const auto add = [&](const char* service, std::int64_t price, std::int64_t day,
                       const char* doctor) {
    Charge charge;
    charge.service = id_of<ServiceId>(service);
    charge.price_minor = price;
    charge.performer = id_of<StaffId>(doctor);
    charge.rendered_at = start.plus_seconds(day * day_seconds);
    facts.charges.push_back(charge);
  };
  add("consult", 3000, 1, "a");
  add("something", 700, 2, "b");
  add("consult", 3000, 50, "a");
  PatientFunnel patient;
  patient.cycles.emplace_back().history.push_back({.at = start, .to = FunnelStatus::warm});
  EventColumns columns;
  columns.replace(0, patient, facts, services);
  ReportQuery query{.period = {start, start.plus_seconds(10 * day_seconds)}, .now = start};
  FunnelReport report = measure_funnel(columns, query);
  EXPECT_EQ(report.revenue_minor, 3700);
  EXPECT_EQ(report.untyped_revenue_minor, 700);
  EXPECT_EQ(people_with_revenue(columns, query, Revenue::all), std::vector<std::uint32_t>{0});
  EXPECT_EQ(people_with_revenue(columns, query, Revenue::untyped), std::vector<std::uint32_t>{0});
  query.doctor = id_of<StaffId>("a");
  report = measure_funnel(columns, query);
  EXPECT_EQ(report.revenue_minor, 3000);
  EXPECT_EQ(report.untyped_revenue_minor, 0);
  EXPECT_TRUE(people_with_revenue(columns, query, Revenue::untyped).empty());
}

// ---------------------------------------------------------------- intervals against published
// figures

TEST(Intervals, Wilson) {
  // Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
  const auto expect = [](std::int64_t hits, std::int64_t trials, double low, double high) {
    const Range range = wilson_95(hits, trials);
    EXPECT_NEAR(range.low, low, 5e-5) << hits << " of " << trials;
    EXPECT_NEAR(range.high, high, 5e-5) << hits << " of " << trials;
  };
  expect(81, 263, 0.2553, 0.3662);
  expect(15, 148, 0.0624, 0.1605);
  expect(0, 20, 0.0000, 0.1611);
  expect(1, 29, 0.0061, 0.1718);
  const Range nothing = wilson_95(0, 0);
  EXPECT_EQ(nothing.low, 0);
  EXPECT_EQ(nothing.high, 1);
}

TEST(Intervals, KaplanMeierOfFreireichsTrial) {
  // 6-MP arm of Freireich et al. (1963), the textbook example: weeks of remission of 21 patients,
  // 6, 6, 6, 6+, 7, 9+, 10, 10+, 11+, 13, 16, 17+, 19+, 20+, 22, 23, 25+, 32+, 32+, 34+, 35+.
  TimeToEvent times{std::vector<std::int64_t>(40), std::vector<std::int64_t>(40)};
  for (const std::size_t week : {6, 6, 6, 7, 10, 13, 16, 22, 23}) ++times.events[week];
  for (const std::size_t week : {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35})
    ++times.censored[week];
  const std::pair<int, double> survival[] = {{5, 1.0},    {6, 0.857},  {7, 0.807},
                                             {10, 0.753}, {13, 0.690}, {16, 0.627},
                                             {22, 0.538}, {23, 0.448}, {35, 0.448}};
  for (const auto& [week, expected] : survival)
    EXPECT_NEAR(1 - kaplan_meier(times, week).converted, expected, 5e-4) << week;
  // R's survfit(conf.type = "log-log") at week 10 and 23.
  EXPECT_NEAR(1 - kaplan_meier(times, 10).range_95.high, 0.503, 1e-3);
  EXPECT_NEAR(1 - kaplan_meier(times, 10).range_95.low, 0.889, 1e-3);
  EXPECT_NEAR(1 - kaplan_meier(times, 23).range_95.high, 0.188, 1e-3);
  EXPECT_NEAR(1 - kaplan_meier(times, 23).range_95.low, 0.680, 1e-3);
  EXPECT_EQ(kaplan_meier(times, 35).median_days, 23);
  EXPECT_FALSE(kaplan_meier(times, 22).median_days);
}

TEST(Intervals, CensoredPeopleAreNotLost) {
  // Ten entered; five converted on day 1, five entered yesterday: the share says 5 of 5, and so
  // does the estimate; if the five were lost, both would say one half.
  TimeToEvent fresh{{0, 5, 0}, {0, 5, 0}};
  EXPECT_NEAR(kaplan_meier(fresh, 90).converted, 0.5, 1e-12) << "at risk on the day they were seen";
  TimeToEvent earlier{{0, 5, 0}, {5, 0, 0}};
  EXPECT_NEAR(kaplan_meier(earlier, 90).converted, 1, 1e-12);
}

}  // namespace
}  // namespace retour::funnel
