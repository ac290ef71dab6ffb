// Absence plans against a search of all plans on small cases; rules at any moment on large ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <set>
#include <string>

#include "engine/absence_problems.hpp"
#include "schedule/absence.hpp"

namespace retour::schedule {
namespace {

/// The least cost of all plans, rooms tried one by one.
class AllPlans {
 public:
  explicit AllPlans(const AbsenceProblem& problem) : problem_(problem) {
    plan_.choices.resize(problem.visits.size());
    try_visit(0, 0);
  }
  [[nodiscard]] std::int64_t best() const { return best_; }

 private:
  void try_visit(std::size_t visit, std::int64_t cost) {
    if (best_ >= 0 && cost >= best_) return;
    if (visit == problem_.visits.size()) {
      best_ = cost;
      return;
    }
    const AbsenceVisit& one = problem_.visits[visit];
    for (std::uint32_t index = 0; index < one.places.size(); ++index) {
      const AbsencePlace& place = one.places[index];
      for (std::uint8_t room = 0; room < 64; ++room) {
        if (place.rooms == 0 ? room > 0 : (place.rooms >> room & 1U) == 0) continue;
        plan_.choices[visit] = {.place = index, .room = place.rooms == 0 ? no_absence_room : room};
        if (is_valid_plan(problem_, plan_)) try_visit(visit + 1, cost + place.cost);
      }
    }
    plan_.choices[visit].reset();
    try_visit(visit + 1, cost + one.unplaced_cost);
  }

  const AbsenceProblem& problem_;
  AbsencePlan plan_;
  std::int64_t best_ = -1;
};

AbsenceProblem tight_problem(RandomSource& random, std::uint32_t visits) {
  AbsenceProblem problem = testing::random_absence(
      random, {.visits = visits, .doctors = 3, .rooms = 2, .days = 1, .free_percent = 30});
  for (AbsenceVisit& visit : problem.visits) {
    std::erase_if(visit.places, [&](const AbsencePlace&) { return random.below(3) != 0; });
    if (visit.places.size() > 6) visit.places.resize(6);
  }
  return problem;
}

/// Some places want a second person and a bed for the rest of the day, as operations do.
AbsenceProblem problem_with_parts(RandomSource& random, std::uint32_t visits) {
  AbsenceProblem problem = tight_problem(random, visits);
  for (AbsenceVisit& visit : problem.visits)
    for (AbsencePlace& place : visit.places) {
      if (random.below(2) == 0) place.team = {(place.doctor + 1) % problem.doctors};
      if (random.below(3) != 0) continue;
      place.ward = 5;
      place.ward_begin = place.begin / 32 * 32;
      place.ward_length = std::min(48, problem.quanta - place.ward_begin);
    }
  return problem;
}

/// Takes each quantum of each person, room and bed by hand.
void expect_nothing_twice(const AbsenceProblem& problem, const AbsencePlan& plan) {
  std::set<std::pair<std::string, std::int32_t>> taken;
  const auto take = [&](const std::string& what, std::int32_t begin, std::int32_t length) {
    for (std::int32_t q = begin; q < begin + length; ++q)
      EXPECT_TRUE(taken.insert({what, q}).second) << what << " at " << q;
  };
  for (std::size_t v = 0; v < plan.choices.size(); ++v) {
    if (!plan.choices[v]) continue;
    const AbsencePlace& place = problem.visits[v].places[plan.choices[v]->place];
    take("person " + std::to_string(place.doctor), place.begin, place.length);
    for (const std::uint32_t member : place.team)
      take("person " + std::to_string(member), place.begin, place.length);
    take("patient " + std::to_string(problem.visits[v].patient), place.begin, place.length);
    if (plan.choices[v]->room != no_absence_room)
      take("room " + std::to_string(plan.choices[v]->room), place.begin, place.length);
    if (place.ward != no_absence_room) take("bed", place.ward_begin, place.ward_length);
  }
}

TEST(Absence, VisitsWithTeamsAndBedsAreWithinFivePercentAndNeverMeet) {
  std::int64_t with_parts = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const AbsenceProblem problem =
        problem_with_parts(random, 2 + static_cast<std::uint32_t>(seed % 5));
    const std::int64_t expected = AllPlans(problem).best();
    auto planner = AbsencePlanner::make(problem, random).value();
    while (planner.advance(10)) {
    }
    const AbsencePlan& plan = planner.best();
    ASSERT_TRUE(is_valid_plan(problem, plan));
    expect_nothing_twice(problem, plan);
    ASSERT_GE(plan.cost, expected) << "cheaper than the cheapest: a bug";
    ASSERT_LE(plan.cost * 100, expected * 105);
    for (std::size_t v = 0; v < plan.choices.size(); ++v)
      with_parts +=
          plan.choices[v] && !problem.visits[v].places[plan.choices[v]->place].team.empty();
  }
  EXPECT_GE(with_parts, 50);
}

TEST(Absence, SmallCasesAreWithinFivePercentOfTheBest) {
  std::int64_t ours = 0, best = 0, exact = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const AbsenceProblem problem = tight_problem(random, 2 + static_cast<std::uint32_t>(seed % 5));
    const std::int64_t expected = AllPlans(problem).best();
    auto planner = AbsencePlanner::make(problem, random).value();
    while (planner.advance(10)) {
    }
    const AbsencePlan& plan = planner.best();
    ASSERT_TRUE(is_valid_plan(problem, plan));
    ASSERT_GE(plan.cost, expected) << "cheaper than the cheapest: a bug";
    ASSERT_LE(planner.lower_bound(), expected);
    ASSERT_LE(plan.cost * 100, expected * 105);
    if (planner.is_proved_best()) ASSERT_EQ(plan.cost, expected);
    ours += plan.cost;
    best += expected;
    exact += plan.cost == expected ? 1 : 0;
  }
  EXPECT_LE(ours * 1'000, best * 1'005);
  EXPECT_GE(exact, 140);
}

TEST(Absence, NothingIsEverTakenTwice) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const AbsenceProblem problem = testing::random_absence(
        random, {.visits = 40, .doctors = 5, .rooms = 3, .days = 3, .free_percent = 25});
    auto planner = AbsencePlanner::make(problem, random, 100).value();
    std::int64_t last = planner.best().cost;
    for (bool more = true; more;) {
      more = planner.advance(7);
      const AbsencePlan& plan = planner.best();
      ASSERT_TRUE(is_valid_plan(problem, plan));
      ASSERT_LE(plan.cost, last);
      last = plan.cost;
      std::int64_t cost = 0;
      std::size_t unplaced = 0;
      for (std::size_t v = 0; v < plan.choices.size(); ++v) {
        cost += plan.choices[v] ? problem.visits[v].places[plan.choices[v]->place].cost
                                : problem.visits[v].unplaced_cost;
        unplaced += plan.choices[v] ? 0 : 1;
      }
      ASSERT_EQ(plan.cost, cost);
      ASSERT_EQ(plan.unplaced, unplaced);
    }
  }
}

TEST(Absence, WhoMayStayStays) {
  AbsenceProblem problem{.doctors = 2, .patients = 2, .quanta = 20};
  // The second visit stands at 0 with doctor 1 and may move; the first can only go there or far
  // away.
  problem.visits = {{.patient = 0,
                     .places = {{.begin = 0, .length = 6, .doctor = 1, .cost = 100},
                                {.begin = 12, .length = 6, .doctor = 1, .cost = 250}}},
                    {.patient = 1,
                     .places = {{.begin = 0, .length = 6, .doctor = 1, .cost = 0},
                                {.begin = 6, .length = 6, .doctor = 1, .cost = 200}}}};
  SeededRandom random(1);
  const auto planner = AbsencePlanner::make(problem, random).value();
  EXPECT_TRUE(planner.is_proved_best());
  EXPECT_EQ(planner.best().cost, 250);
  EXPECT_EQ(planner.best().choices[1]->place, 0U);
}

TEST(Absence, AVisitWithoutPlaceIsSaid) {
  AbsenceProblem problem{.doctors = 1, .patients = 2, .quanta = 20};
  const AbsencePlace only{.begin = 0, .length = 6, .doctor = 0, .rooms = 1, .cost = 10};
  problem.visits = {{.patient = 0, .places = {only}, .unplaced_cost = 500},
                    {.patient = 1, .places = {only}, .unplaced_cost = 900}};
  SeededRandom random(1);
  const auto planner = AbsencePlanner::make(problem, random).value();
  EXPECT_EQ(planner.best().unplaced, 1U);
  EXPECT_FALSE(planner.best().choices[0]) << "the one that matters less waits";
  EXPECT_EQ(planner.best().cost, 510);
}

TEST(Absence, PlacesOutsideTheProblemAreRefused) {
  SeededRandom random(1);
  const auto code = [&](AbsencePlace place, std::uint32_t patient = 0) {
    AbsenceProblem problem{.doctors = 1, .patients = 1, .quanta = 20};
    problem.visits = {{.patient = patient, .places = {place}}};
    const auto made = AbsencePlanner::make(problem, random);
    return made ? std::optional<FailureCode>() : made.error().code;
  };
  EXPECT_EQ(code({.begin = 0, .length = 20}), std::nullopt);
  EXPECT_EQ(code({.begin = 1, .length = 20}), FailureCode::malformed);
  EXPECT_EQ(code({.begin = -1, .length = 2}), FailureCode::malformed);
  EXPECT_EQ(code({.begin = 0, .length = 0}), FailureCode::malformed);
  EXPECT_EQ(code({.begin = 0, .length = 2, .doctor = 1}), FailureCode::malformed);
  EXPECT_EQ(code({.begin = 0, .length = 2, .cost = -1}), FailureCode::malformed);
  EXPECT_EQ(code({.begin = 0, .length = 2}, 1), FailureCode::malformed);
  AbsenceProblem large{.doctors = 1, .patients = 1, .quanta = absence_quanta_max + 1};
  EXPECT_EQ(AbsencePlanner::make(large, random).error().code, FailureCode::limit);
}

TEST(Absence, RoomsAndDevicesAreChosenBesideTheOthers) {
  AbsenceProblem problem{.doctors = 3, .patients = 3, .quanta = 20};
  for (std::uint32_t v = 0; v < 3; ++v)
    problem.visits.push_back(
        {.patient = v,
         .places = {
             {.begin = 0, .length = 6, .doctor = v, .rooms = 0b11, .devices = 0b11, .cost = 10},
             {.begin = 6, .length = 6, .doctor = v, .rooms = 0b11, .devices = 0b10, .cost = 50}}});
  SeededRandom random(1);
  auto planner = AbsencePlanner::make(problem, random).value();
  while (planner.advance(10)) {
  }
  AbsencePlan plan = planner.best();
  EXPECT_TRUE(is_valid_plan(problem, plan));
  EXPECT_EQ(plan.cost, 70) << "two rooms and two devices: the third comes later";
  const auto late = static_cast<std::size_t>(
      std::ranges::find_if(plan.choices, [](const auto& c) { return c->place == 1; }) -
      plan.choices.begin());
  EXPECT_EQ(choice_beside(problem, plan, late, 0), std::nullopt) << "no room is left";
  EXPECT_EQ(choice_beside(problem, plan, late, 1), plan.choices[late]);
  plan.choices[late] = {.place = 0, .room = 0, .device = 0};
  EXPECT_FALSE(is_valid_plan(problem, plan));
  plan.choices[late] = {.place = 1, .room = 0, .device = 0};
  EXPECT_FALSE(is_valid_plan(problem, plan)) << "a device that the place does not offer";
  plan.choices[late] = {.place = 1, .room = no_absence_room, .device = 1};
  EXPECT_FALSE(is_valid_plan(problem, plan)) << "a room is needed";
}

TEST(Absence, SeedsRepeat) {
  SeededRandom shape(3);
  const AbsenceProblem problem = testing::random_absence(shape, {.visits = 30, .days = 3});
  const auto cost = [&](std::int64_t slice) {
    SeededRandom random(7);
    auto planner = AbsencePlanner::make(problem, random, 150).value();
    while (planner.advance(slice)) {
    }
    return planner.best().cost;
  };
  EXPECT_EQ(cost(1), cost(150));
}

}  // namespace
}  // namespace retour::schedule
