// The planner against a search of all begins, on small problems of every kind; refusals; slices.
// Requirements: SC-02 to SC-04 (theatre, team and beds together).
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "schedule/planner.hpp"

namespace retour::schedule {
namespace {

enum class Kind : std::uint8_t { flat, calendar, longest_gaps };

std::int32_t number(RandomSource& random, int first, int last) {
  return first +
         static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(last - first + 1)));
}

PlanProblem small_problem(RandomSource& random, Kind kind) {
  PlanProblem out;
  out.horizon = 14;
  const int resources = number(random, 1, 6);  // more than four need a second word
  for (int r = 0; r < resources; ++r) {
    PlanResource& one = out.resources.emplace_back();
    one.capacity = number(random, 1, 3);
    if (kind != Kind::calendar) continue;
    const std::int32_t begin = number(random, 0, 8);
    one.windows.push_back({begin, begin + number(random, 0, 4), number(random, 0, 3)});
  }
  const int steps = number(random, 2, 5);
  for (int i = 0; i < steps; ++i) {
    PlanStep& step = out.steps.emplace_back();
    step.length = number(random, 0, 4);
    if (random.below(4) == 0) step.release = number(random, 0, 3);
    for (int r = 0; r < resources; ++r)
      step.demand.push_back(number(random, 0, out.resources[static_cast<std::size_t>(r)].capacity));
    for (int before = 0; before < i; ++before) {
      if (random.below(3) != 0) continue;
      PlanGap gap{static_cast<std::uint32_t>(before), static_cast<std::uint32_t>(i)};
      gap.shortest = number(random, 0, 2);
      if (kind == Kind::longest_gaps && random.below(2) == 0)
        gap.longest = gap.shortest + number(random, 0, 3);
      out.gaps.push_back(gap);
    }
  }
  return out;
}

/// The best makespan of all begins that break nothing; -1: there are none.
class Everything {
 public:
  explicit Everything(const PlanProblem& problem)
      : problem_(problem), begins_(problem.steps.size()) {
    try_step(0, 0);
  }
  [[nodiscard]] std::int32_t best() const { return best_; }

 private:
  void try_step(std::size_t step, std::int32_t end) {
    if (best_ >= 0 && end >= best_) return;
    if (step == begins_.size()) {
      if (violation_of(problem_, begins_) == PlanViolation::none) best_ = end;
      return;
    }
    for (std::int32_t at = 0; at + problem_.steps[step].length <= problem_.horizon; ++at) {
      begins_[step] = at;
      if (gaps_kept(step)) try_step(step + 1, std::max(end, at + problem_.steps[step].length));
    }
  }
  [[nodiscard]] bool gaps_kept(std::size_t step) const {
    for (const PlanGap& gap : problem_.gaps) {
      if (gap.to != step) continue;
      const std::int32_t between =
          begins_[gap.to] - begins_[gap.from] - problem_.steps[gap.from].length;
      if (between < gap.shortest || (gap.longest && between > *gap.longest)) return false;
    }
    return true;
  }

  const PlanProblem& problem_;
  std::vector<std::int32_t> begins_;
  std::int32_t best_ = -1;
};

void expect_optimal(Kind kind, std::uint64_t seeds, int missed_max) {
  int found = 0, missed = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const PlanProblem problem = small_problem(random, kind);
    const std::int32_t expected = Everything(problem).best();
    auto planner = Planner::make(problem, {.schedules_max = 400, .random = &random});
    if (!planner) {  // a step that even the fullest hour cannot hold
      ASSERT_EQ(planner.error().code, FailureCode::malformed);
      ASSERT_EQ(expected, -1);
      continue;
    }
    while (planner->advance(50)) {
    }
    const auto& best = planner->best();
    if (expected < 0) {
      ASSERT_FALSE(best);
      continue;
    }
    if (!best || best->makespan > expected) {
      ++missed;
      continue;
    }
    ASSERT_EQ(violation_of(problem, best->begins), PlanViolation::none);
    ASSERT_EQ(best->makespan, expected) << "shorter than the shortest: a bug";
    ASSERT_LE(planner->lower_bound(), expected);
    ++found;
  }
  EXPECT_GT(found, static_cast<int>(seeds) / 3);
  EXPECT_LE(missed, missed_max);
}

TEST(Planner, SmallProblemsAreSolvedToTheOptimum) {
  expect_optimal(Kind::flat, 200, 0);
}

TEST(Planner, CapacitiesThatChangeWithTime) {
  // A serial schedule leaves no step waiting before a better hour, so that an optimum may be
  // missed.
  expect_optimal(Kind::calendar, 200, 2);
}

TEST(Planner, LongestGapsAreKeptOrNothingIsGiven) {
  expect_optimal(Kind::longest_gaps, 200, 10);
}

PlanProblem two_steps() {
  return {.steps = {{.length = 3, .demand = {1}}, {.length = 2, .demand = {1}}},
          .gaps = {{.from = 0, .to = 1, .shortest = 1}},
          .resources = {{.capacity = 1}}};
}

TEST(Planner, ViolationsAreNamed) {
  PlanProblem problem = two_steps();
  const auto violation = [&](std::int32_t first, std::int32_t second) {
    return violation_of(problem, std::vector{first, second});
  };
  EXPECT_EQ(violation(0, 4), PlanViolation::none);
  EXPECT_EQ(violation(0, 3), PlanViolation::gap);
  problem.gaps[0].longest = 2;
  EXPECT_EQ(violation(0, 5), PlanViolation::none);
  EXPECT_EQ(violation(0, 6), PlanViolation::gap);
  problem.steps[0].release = 1;
  EXPECT_EQ(violation(0, 4), PlanViolation::before_release);
  problem.horizon = 6;
  EXPECT_EQ(violation(1, 5), PlanViolation::after_horizon);
  problem.gaps.clear();
  problem.horizon = 0;
  EXPECT_EQ(violation(1, 2), PlanViolation::capacity);
  problem.resources[0].windows = {{.begin = 1, .end = 3, .capacity = 2}};
  EXPECT_EQ(violation(1, 2), PlanViolation::capacity);
  problem.resources[0].windows[0].end = 4;
  EXPECT_EQ(violation(1, 2), PlanViolation::none);
}

TEST(Planner, ProblemsThatCannotBeAreRefused) {
  SeededRandom random(1);
  const auto code = [&](auto spoil) {
    PlanProblem problem = two_steps();
    spoil(problem);
    const auto planner = Planner::make(problem, {.random = &random});
    return planner ? std::optional<FailureCode>() : planner.error().code;
  };
  const auto malformed = std::optional(FailureCode::malformed);
  const auto limit = std::optional(FailureCode::limit);
  EXPECT_EQ(code([](auto&) {}), std::nullopt);
  EXPECT_EQ(code([](auto& p) { p.steps.clear(), p.gaps.clear(); }), malformed);
  EXPECT_EQ(code([](auto& p) { p.gaps.push_back({.from = 1, .to = 0}); }), malformed) << "a circle";
  EXPECT_EQ(code([](auto& p) { p.gaps.push_back({.from = 0, .to = 7}); }), malformed);
  EXPECT_EQ(code([](auto& p) { p.gaps[0].longest = 0; }), malformed);
  EXPECT_EQ(code([](auto& p) { p.steps[0].demand = {2}; }), malformed);
  EXPECT_EQ(code([](auto& p) { p.steps[0].demand = {1, 1}; }), malformed);
  EXPECT_EQ(code([](auto& p) { p.steps[0].length = -1; }), malformed);
  EXPECT_EQ(code([](auto& p) { p.resources[0].windows = {{0, 5, 1}}; }), malformed);
  EXPECT_EQ(code([](auto& p) { p.resources[0].capacity = plan_capacity_max + 1; }), malformed);
  EXPECT_EQ(code([](auto& p) { p.steps.resize(plan_steps_max + 1); }), limit);
  EXPECT_EQ(code([](auto& p) { p.horizon = plan_horizon_max + 1; }), limit);
}

PlanProblem hospital(RandomSource& random) {
  PlanProblem out{.resources = {{.capacity = 4}, {.capacity = 3}, {.capacity = 5}}};
  for (std::uint32_t i = 0; i < 40; ++i) {
    out.steps.push_back(
        {.length = number(random, 1, 9),
         .demand = {number(random, 0, 3), number(random, 0, 2), number(random, 0, 4)}});
    if (i >= 4)
      out.gaps.push_back({.from = i - 4 + static_cast<std::uint32_t>(random.below(4)), .to = i});
  }
  return out;
}

TEST(Planner, SlicesAndSeedsRepeat) {
  SeededRandom shape(3);
  const PlanProblem problem = hospital(shape);
  const auto plan = [&](std::uint64_t seed, std::int64_t slice) {
    SeededRandom random(seed);
    auto planner = Planner::make(problem, {.schedules_max = 2'000, .random = &random}).value();
    while (planner.advance(slice)) {
    }
    EXPECT_EQ(violation_of(problem, planner.best()->begins), PlanViolation::none);
    EXPECT_LE(planner.schedules(), 2'000);
    return *planner.best();
  };
  const Plan whole = plan(5, 2'000);
  EXPECT_EQ(plan(5, 7).begins, whole.begins);
  EXPECT_EQ(plan(5, 333).begins, whole.begins);
}

TEST(Planner, MoreSchedulesAreNotWorse) {
  SeededRandom shape(4);
  const PlanProblem problem = hospital(shape);
  SeededRandom random(9);
  auto planner = Planner::make(problem, {.schedules_max = 3'000, .random = &random}).value();
  planner.advance(1);
  std::int32_t last = planner.best()->makespan;
  const std::int32_t first = last;
  for (bool more = true; more;) {
    more = planner.advance(100);
    ASSERT_LE(planner.best()->makespan, last);
    last = planner.best()->makespan;
  }
  EXPECT_LT(last, first) << "the search does find something";
}

}  // namespace
}  // namespace retour::schedule
