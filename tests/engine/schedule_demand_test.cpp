// Demand against hours (SC-14) and the flow of new patients (SC-13, DR-13): what is proposed holds
// at the cautious end of what is known, within rooms and hours; few data propose nothing.
#include "schedule/demand.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "base/random.hpp"
#include "engine/schedule_clinic.hpp"

namespace retour {
namespace {

using schedule::DemandFacts;
using schedule::DemandReport;
using schedule::DoctorFlow;
using schedule::HoursChange;
using schedule::RotaChange;
using testing::test_id;

struct Week {
  std::vector<schedule::AskedVisit> visits;
  std::vector<schedule::WaitedVisit> waited;
  std::vector<schedule::StaffedWeek> doctors;
  DemandFacts facts;

  Week() {
    facts.weeks = 26;
    for (std::size_t hour = 0; hour < schedule::week_hours; ++hour) {
      facts.open[hour] = hour % 24 >= 8 && hour % 24 < 20;
      facts.free_room_minutes[hour] = 120;
    }
  }
  void doctor(const std::string& name, std::int32_t weekday, std::int32_t from, std::int32_t to) {
    const auto id = test_id<StaffId>(name);
    auto it = std::ranges::find(doctors, id, &schedule::StaffedWeek::doctor);
    if (it == doctors.end()) it = doctors.insert(doctors.end(), {.doctor = id});
    for (std::int32_t hour = from; hour < to; ++hour)
      it->minutes[static_cast<std::size_t>(weekday * 24 + hour)] = 60;
  }
  /// So many half hours of each of the 26 weeks in [from, to), one after the other.
  void ask(std::int32_t weekday, std::int32_t from, std::int32_t to, std::int32_t of_each_ten) {
    for (std::int32_t week = 0; week < 26; ++week)
      for (std::int32_t half = 2 * from; half < 2 * to; ++half)
        if ((week * 7 + half * 3) % 10 < of_each_ten) visits.push_back({weekday, 30 * half, 30});
  }
  DemandReport report() {
    facts.visits = visits;
    facts.waited = waited;
    facts.doctors = doctors;
    return demand_report(facts);
  }
};

TEST(Demand, FullHoursAskForMoreAndEmptyOnesForFewer) {
  Week week;
  week.doctor("one", 1, 9, 17);  // Tuesday, full
  week.doctor("two", 3, 9, 17);  // Thursday, with one visit in ten half hours
  week.ask(1, 9, 17, 10);
  week.ask(3, 9, 17, 1);
  const DemandReport report = week.report();
  EXPECT_TRUE(report.has_enough);
  EXPECT_EQ(report.hours[1 * 24 + 10].visits, 52);
  EXPECT_EQ(report.hours[1 * 24 + 10].asked_minutes, 60);
  EXPECT_EQ(report.hours[1 * 24 + 10].staffed_minutes, 60);
  ASSERT_EQ(report.changes.size(), 2U);
  const RotaChange& fewer = report.changes[0];
  EXPECT_EQ(fewer.change, HoursChange::remove);
  EXPECT_EQ(fewer.weekday, 3);
  EXPECT_EQ(fewer.doctor, test_id<StaffId>("two"));
  const RotaChange& more = report.changes[1];
  EXPECT_EQ(more.change, HoursChange::add);
  EXPECT_EQ(more.weekday, 1);
  EXPECT_EQ(more.doctor, test_id<StaffId>("two")) << "who does not work on Tuesday";
  EXPECT_GE(more.begin_hour, 9);
  EXPECT_LE(more.end_hour, 17);
}

TEST(Demand, OnlyWhereARoomIsFreeAndSomebodyHasHoursLeft) {
  const auto adds = [](auto&& change) {
    Week week;
    week.doctor("one", 1, 9, 17);
    week.doctor("two", 3, 9, 17);
    week.ask(1, 9, 17, 10);
    change(week);
    return std::ranges::count(week.report().changes, HoursChange::add, &RotaChange::change);
  };
  EXPECT_EQ(adds([](Week&) {}), 1);
  EXPECT_EQ(adds([](Week& week) { week.facts.free_room_minutes.fill(59); }), 0);
  EXPECT_EQ(adds([](Week& week) { week.facts.week_minutes_max = 9 * 60; }), 0);
  EXPECT_EQ(adds([](Week& week) { week.facts.open.fill(false); }), 0);
}

TEST(Demand, AbstainsWhenTheDataAreFew) {
  Week week;
  week.doctor("one", 1, 9, 17);
  week.doctor("two", 3, 9, 17);
  week.ask(1, 9, 17, 10);
  week.facts.weeks = schedule::demand_weeks_min - 1;
  EXPECT_FALSE(week.report().has_enough);
  EXPECT_TRUE(week.report().changes.empty());
  week.facts.weeks = 26;
  week.visits.resize(schedule::demand_visits_min - 1);
  EXPECT_TRUE(week.report().changes.empty());
}

TEST(Demand, WhoWaitsIsSharedOutOverTheHoursThatSuit) {
  Week week;
  // Two open hours on Saturday suit: 18:00 to 20:00.
  for (int i = 0; i < 26; ++i) week.waited.push_back({1U << 5, 18 * 60, 22 * 60, 30});
  const DemandReport report = week.report();
  EXPECT_EQ(report.hours[5 * 24 + 18].asked_minutes, 15);
  EXPECT_EQ(report.hours[5 * 24 + 19].asked_minutes, 15);
  EXPECT_EQ(report.hours[5 * 24 + 17].asked_minutes, 0);
  EXPECT_EQ(report.hours[5 * 24 + 18].visits, 0) << "nobody was booked";
}

// Whatever the week: proposals hold at the cautious end and break no rule.
TEST(Demand, EveryProposalHoldsAtTheCautiousEnd) {
  std::size_t proposals = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    Week week;
    for (int d = 0; d < 3; ++d)
      for (std::int32_t day = 0; day < 6; ++day)
        if (random.below(2) == 0) {
          const std::int32_t from = testing::between(8, 12, random);
          week.doctor("doctor " + std::to_string(d), day, from,
                      testing::between(from + 2, 20, random));
        }
    for (std::int32_t day = 0; day < 6; ++day)
      week.ask(day, testing::between(8, 12, random), testing::between(13, 20, random),
               testing::between(0, 10, random));
    for (std::int32_t& free : week.facts.free_room_minutes)
      free = testing::between(30, 180, random);
    const DemandReport report = week.report();
    for (const RotaChange& one : report.changes) {
      ++proposals;
      EXPECT_LE(one.low_minutes, one.asked_minutes);
      EXPECT_GE(one.high_minutes, one.asked_minutes);
      const std::int32_t block = 60 * (one.end_hour - one.begin_hour);
      const auto who = std::ranges::find(week.doctors, one.doctor, &schedule::StaffedWeek::doctor);
      ASSERT_NE(who, week.doctors.end());
      if (one.change == HoursChange::add) {
        EXPECT_GT(one.low_minutes * 1000, one.staffed_minutes * 850);
        EXPECT_LE(who->total() + block, 40 * 60);
      } else {
        EXPECT_LT(one.high_minutes * 1000, (one.staffed_minutes - block) * 850);
      }
      for (std::int32_t hour = one.begin_hour; hour < one.end_hour; ++hour) {
        const auto at = static_cast<std::size_t>(one.weekday * 24 + hour);
        if (one.change == HoursChange::add) {
          EXPECT_TRUE(week.facts.open[at]);
          EXPECT_EQ(who->minutes[at], 0);
          EXPECT_GE(week.facts.free_room_minutes[at], 60);
        } else {
          EXPECT_EQ(who->minutes[at], 60);
        }
      }
    }
    for (std::size_t i = 1; i < report.changes.size(); ++i)
      EXPECT_GE(report.changes[i - 1].certain_minutes, report.changes[i].certain_minutes);
  }
  EXPECT_GT(proposals, 100U);
}

// ---- golden explanations: tests/tables/demand.txt

constexpr std::array<std::string_view, 7> weekdays = {"mon", "tue", "wed", "thu",
                                                      "fri", "sat", "sun"};

std::int32_t weekday_of(const std::string& name) {
  const auto at = std::ranges::find(weekdays, name);
  EXPECT_NE(at, weekdays.end()) << name;
  return static_cast<std::int32_t>(at - weekdays.begin());
}

/// One section of the table: a week, and what should be proposed for it.
struct Section {
  std::string title;
  Week week;
  std::vector<std::string> names;
  std::vector<std::string> expected;

  void take(const std::string& line) {
    if (line.starts_with("=> ")) return expected.push_back(line.substr(3));
    std::istringstream in(line);
    std::string word, name, day;
    std::int32_t from = 0, to = 0, count = 0;
    char dash = 0;
    in >> word;
    if (word == "rooms") {
      in >> count;
      week.facts.free_room_minutes.fill(count);
    } else if (word == "weeks") {
      in >> week.facts.weeks;
    } else {
      if (word == "doctor") in >> name;
      in >> day >> from >> dash >> to;
      if (word != "doctor") in >> count;
      if (word == "doctor") {
        week.doctor(name, weekday_of(day), from, to);
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
      } else if (word == "ask") {
        week.ask(weekday_of(day), from, to, count);
      } else {
        ASSERT_EQ(word, "wait") << line;
        for (std::int32_t i = 0; i < count; ++i)
          week.waited.push_back(
              {static_cast<std::uint8_t>(1U << weekday_of(day)), from * 60, to * 60, 30});
      }
    }
    EXPECT_FALSE(in.fail()) << line;
  }

  [[nodiscard]] std::string words_of(const RotaChange& one) const {
    const auto name = std::ranges::find_if(
        names, [&](const std::string& known) { return test_id<StaffId>(known) == one.doctor; });
    std::ostringstream out;
    out << enum_name(one.change) << ' ' << weekdays[static_cast<std::size_t>(one.weekday)] << ' '
        << one.begin_hour << '-' << one.end_hour << ' ' << (name == names.end() ? "?" : *name)
        << ": " << one.visits << " visits, asked " << one.asked_minutes << " (" << one.low_minutes
        << ".." << one.high_minutes << ") of " << one.staffed_minutes << ", certain "
        << one.certain_minutes;
    return out.str();
  }

  void check() {
    std::vector<std::string> proposed;
    for (const RotaChange& one : week.report().changes) proposed.push_back(words_of(one));
    EXPECT_EQ(proposed, expected) << "== " << title;
  }
};

TEST(Demand, ExplainsWhatItProposesAsTheTableSays) {
  std::ifstream file(std::string(RETOUR_SOURCE_DIR) + "/tests/tables/demand.txt");
  std::vector<std::unique_ptr<Section>> sections;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with("#")) continue;
    if (line.starts_with("== ")) {
      sections.push_back(std::make_unique<Section>());
      sections.back()->title = line.substr(3);
    } else {
      ASSERT_FALSE(sections.empty()) << line;
      sections.back()->take(line);
    }
  }
  EXPECT_GE(sections.size(), 6U) << "the table was not read";
  for (const auto& section : sections) section->check();
}

DoctorFlow doctor(const std::string& name, std::int32_t patients, std::int64_t value,
                  std::int64_t around, std::int32_t spare) {
  return {.doctor = test_id<StaffId>(name),
          .new_patients = patients,
          .value_minor = value,
          .low_minor = value - around,
          .high_minor = value + around,
          .is_measured = true,
          .spare = spare};
}

TEST(Flow, GoesToTheBestBalancedFromThoseWhoAreCertainlyBelow) {
  std::vector<DoctorFlow> doctors = {doctor("low", 100, 1'000, 100, 50),
                                     doctor("near", 100, 1'850, 200, 50),
                                     doctor("best", 100, 2'000, 100, 50)};
  const auto moves = propose_flow(doctors);
  ASSERT_EQ(moves.size(), 1U) << "the intervals of the other two meet";
  EXPECT_EQ(moves[0], (schedule::FlowMove{.from = test_id<StaffId>("low"),
                                          .to = test_id<StaffId>("best"),
                                          .patients = 30,
                                          .gain_minor = 30'000,
                                          .low_minor = 24'000,
                                          .high_minor = 36'000}));
  doctors[2].spare = 12;
  EXPECT_EQ(propose_flow(doctors)[0].patients, 12) << "as far as the hours reach";
  doctors[2].spare = 0;
  EXPECT_TRUE(propose_flow(doctors).empty());
  doctors[2].spare = 50;
  doctors[2].is_balanced = false;  // High value, discontented patients: a review, no reference.
  EXPECT_EQ(propose_flow(doctors)[0].to, test_id<StaffId>("near"));
  doctors[0].is_measured = false;
  EXPECT_TRUE(propose_flow(doctors).empty());
}

TEST(Flow, NeverMovesMoreThanThereAreNorAtALikelyLoss) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    std::vector<DoctorFlow> doctors;
    for (int i = 0; i < 6; ++i) {
      doctors.push_back(doctor("doctor " + std::to_string(i), testing::between(0, 200, random),
                               testing::between(500, 5'000, random),
                               testing::between(0, 1'500, random),
                               testing::between(0, 80, random)));
      doctors.back().is_measured = random.below(5) != 0;
      doctors.back().is_balanced = random.below(4) != 0;
    }
    std::int32_t taken = 0;
    for (const schedule::FlowMove& move : propose_flow(doctors)) {
      const auto from = std::ranges::find(doctors, move.from, &DoctorFlow::doctor);
      const auto to = std::ranges::find(doctors, move.to, &DoctorFlow::doctor);
      EXPECT_TRUE(to->is_balanced && to->is_measured && from->is_measured);
      EXPECT_LE(move.patients * 1000, from->new_patients * schedule::moved_permille_max);
      EXPECT_GT(move.low_minor, 0);
      EXPECT_LE(move.low_minor, move.gain_minor);
      EXPECT_LE(move.gain_minor, move.high_minor);
      taken += move.patients;
      EXPECT_LE(taken, to->spare);
    }
  }
}

}  // namespace
}  // namespace retour
