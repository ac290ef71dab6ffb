// The funnel by source, doctor, month and the rest (PS-11, PS-12): groups are what the funnel's own
// filters give, add up to it, and open to their people.
#include "funnel/breakdown.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "funnel/months.hpp"

namespace retour::funnel {
namespace {

constexpr Instant start{1'700'000'000};
constexpr std::int64_t day_seconds = 86400;

template <class EntityId>
EntityId id_of(const std::string& name) {
  return EntityId(id_from_name(name));
}

constexpr std::array every = {GroupBy::source,    GroupBy::campaign,       GroupBy::branch,
                              GroupBy::doctor,    GroupBy::operators,      GroupBy::coordinator,
                              GroupBy::service,   GroupBy::specialty,      GroupBy::month,
                              GroupBy::age_group, GroupBy::child_or_adult, GroupBy::sex};

/// A clinic in which each patient has several cycles, of several sources, doctors and months.
struct World {
  EventColumns columns;
  std::vector<IdBytes> given;

  explicit World(std::uint64_t seed) {
    SeededRandom random(seed);
    const auto some = [&](const char* kind, std::uint64_t of) {
      return id_from_name(kind + std::to_string(random.below(of)));
    };
    for (std::uint32_t row = 0; row < 400; ++row) {
      PatientFacts facts;
      facts.patient.sex = static_cast<Sex>(random.below(3));
      if (random.below(4) != 0)
        facts.patient.birth_date =
            LocalDate::from_ymd(1950 + static_cast<int>(random.below(70)), 5, 6);
      if (random.below(3) != 0) facts.patient.responsible = StaffId(some("coordinator", 3));
      if (random.below(3) != 0) {
        Visit& visit = facts.visits.emplace_back();
        visit.arrived_at = start;
        visit.entered_at = start;
        visit.doctor = StaffId(some("doctor", 4));
        visit.id = VisitId(id_from_name("visit" + std::to_string(row)));
        Charge& charge = facts.charges.emplace_back();
        charge.id = ChargeId(id_from_name("charge" + std::to_string(row)));
        charge.visit = visit.id;
        charge.service = ServiceId(some("service", 3));
        charge.rendered_at = start;
      }
      PatientFunnel patient;
      for (std::uint64_t c = 1 + random.below(3); c-- > 0;) {
        Cycle& cycle = patient.cycles.emplace_back();
        if (random.below(4) != 0) cycle.source = SourceId(some("source", 4));
        if (random.below(4) != 0) cycle.specialty = SpecialtyId(some("specialty", 3));
        Instant at = start.plus_seconds(static_cast<std::int64_t>(random.below(300 * day_seconds)));
        for (std::uint64_t e = 1 + random.below(6); e-- > 0;) {
          StatusChange& change = cycle.history.emplace_back();
          change.at = at;
          change.to = static_cast<FunnelStatus>(1 + random.below(7));
          change.presumed = random.below(9) == 0;
          if (random.below(5) != 0) change.branch = BranchId(some("branch", 2));
          if (random.below(5) != 0) change.doctor = StaffId(some("doctor", 4));
          cycle.status = change.to;
          at = at.plus_seconds(static_cast<std::int64_t>(random.below(50 * day_seconds)));
        }
        if (random.below(2) == 0) {
          cycle.closing = Closing::refusal;
          cycle.closed_at = at;
        }
      }
      columns.replace(row, patient, facts, {});
      given.push_back(random.below(3) == 0 ? IdBytes{} : some("given", 3));
    }
  }
};

GroupQuery random_question(RandomSource& random, const World& world, GroupBy by) {
  GroupQuery query{.by = by, .given = world.given};
  query.report.period = {
      start.plus_seconds(static_cast<std::int64_t>(random.below(60 * day_seconds))),
      start.plus_seconds(static_cast<std::int64_t>((120 + random.below(300)) * day_seconds))};
  query.report.now =
      start.plus_seconds(static_cast<std::int64_t>((150 + random.below(400)) * day_seconds));
  for (std::int32_t& days : query.report.window_days)
    days = static_cast<std::int32_t>(10 + random.below(80));
  query.report.mode = random.below(2) == 0 ? CountMode::cycles : CountMode::people;
  query.report.presumed = random.below(2) == 0 ? Presumed::counted : Presumed::left_out;
  return query;
}

TEST(Breakdown, GroupsAddUpToTheFunnelWhateverTheyAreBy_PS11) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const World world(seed);
    SeededRandom random(seed);
    for (const GroupBy by : every) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", by " + std::to_string(static_cast<int>(by)));
      const GroupQuery query = random_question(random, world, by);
      const FunnelReport whole = measure_funnel(world.columns, query.report);
      const std::vector<GroupFigures> groups = funnel_by(world.columns, query);
      ASSERT_GT(groups.size(), 1U);
      for (std::size_t i = 1; i <= 6; ++i) {
        GroupStep sum;
        for (const GroupFigures& group : groups) {
          const GroupStep& step = group.steps[i];
          sum.entrants += step.entrants, sum.converted += step.converted, sum.lost += step.lost;
          sum.decided += step.decided, sum.decided_converted += step.decided_converted;
        }
        EXPECT_EQ(sum.entrants, whole.steps[i].entrants);
        EXPECT_EQ(sum.converted, whole.steps[i].converted);
        EXPECT_EQ(sum.lost, whole.steps[i].lost);
        EXPECT_EQ(sum.pending(), whole.steps[i].pending);
        EXPECT_EQ(sum.decided, whole.steps[i].decided);
        EXPECT_EQ(sum.decided_converted, whole.steps[i].decided_converted);
      }
    }
  }
}

// Counting cycles, a group is the funnel filtered by it.
TEST(Breakdown, AGroupIsTheFunnelFilteredByIt) {
  const World world(7);
  SeededRandom random(7);
  for (const GroupBy by : {GroupBy::source, GroupBy::specialty, GroupBy::branch, GroupBy::doctor}) {
    GroupQuery query = random_question(random, world, by);
    query.report.mode = CountMode::cycles;
    for (const GroupFigures& group : funnel_by(world.columns, query)) {
      if (group.key.id.is_nil()) continue;
      ReportQuery filtered = query.report;
      if (by == GroupBy::source) filtered.source = SourceId(group.key.id);
      if (by == GroupBy::specialty) filtered.specialty = SpecialtyId(group.key.id);
      if (by == GroupBy::branch) filtered.branch = BranchId(group.key.id);
      if (by == GroupBy::doctor) filtered.doctor = StaffId(group.key.id);
      const FunnelReport report = measure_funnel(world.columns, filtered);
      for (std::size_t i = 1; i <= 6; ++i) {
        EXPECT_EQ(group.steps[i].entrants, report.steps[i].entrants);
        EXPECT_EQ(group.steps[i].converted, report.steps[i].converted);
        EXPECT_EQ(group.steps[i].decided, report.steps[i].decided);
      }
    }
  }
}

TEST(Breakdown, MonthsAreThoseInWhichTheStepWasEntered) {
  const World world(8);
  SeededRandom random(8);
  GroupQuery query = random_question(random, world, GroupBy::month);
  std::int32_t before = 0;
  for (const GroupFigures& group : funnel_by(world.columns, query)) {
    EXPECT_GT(group.key.number, before) << "in order of time";
    before = group.key.number;
    const LocalDate first = first_day_of(group.key.number);
    ReportQuery month = query.report;
    const Zone& zone = world.columns.zone();
    month.period = {std::max(month.period.begin, zone.day(first).begin),
                    std::min(month.period.end, zone.day(first.plus_months(1)).begin)};
    month.mode = query.report.mode = CountMode::cycles;
    const auto groups = funnel_by(world.columns, query);
    const auto same = std::ranges::find(groups, group.key, &GroupFigures::key);
    ASSERT_NE(same, groups.end());
    EXPECT_EQ(same->steps[3].entrants, measure_funnel(world.columns, month).steps[3].entrants);
  }
}

// A person is in one group of a step at most; a patient with several cycles may be in several.
TEST(Breakdown, EveryFigureOpensToItsPeople_PS12) {
  for (std::uint64_t seed = 11; seed <= 13; ++seed) {
    const World world(seed);
    SeededRandom random(seed);
    for (const GroupBy by : every) {
      GroupQuery query = random_question(random, world, by);
      query.report.mode = CountMode::people;
      for (const GroupFigures& group : funnel_by(world.columns, query)) {
        const auto count = [&](std::size_t i, Figure figure) {
          return std::ssize(people_in_group(world.columns, query, group.key,
                                            static_cast<FunnelStatus>(i), figure));
        };
        for (const std::size_t i : {2U, 4U}) {
          EXPECT_EQ(count(i, Figure::entrants), group.steps[i].entrants);
          EXPECT_EQ(count(i, Figure::converted), group.steps[i].converted);
          EXPECT_EQ(count(i, Figure::lost), group.steps[i].lost);
          EXPECT_EQ(count(i, Figure::pending), group.steps[i].pending());
        }
      }
    }
  }
}

TEST(Breakdown, WhatIsNotKnownIsLastAndTheRestByHowManyEntered) {
  const World world(3);
  SeededRandom random(3);
  for (const GroupBy by : {GroupBy::source, GroupBy::campaign, GroupBy::coordinator}) {
    const auto groups = funnel_by(world.columns, random_question(random, world, by));
    EXPECT_TRUE(groups.back().key.id.is_nil());
    const auto entered = [](const GroupFigures& group) {
      std::int64_t sum = 0;
      for (const GroupStep& step : group.steps) sum += step.entrants;
      return sum;
    };
    for (std::size_t i = 1; i + 1 < groups.size(); ++i)
      EXPECT_LE(entered(groups[i]), entered(groups[i - 1]));
  }
}

}  // namespace
}  // namespace retour::funnel
