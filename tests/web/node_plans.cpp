// Plans, absences and a no-show model from seeds: built natively and as wasm, both must
// print the same (scripts/test compares), since every device of a clinic computes them for itself.
#include <cstdio>

#include "engine/absence_problems.hpp"
#include "schedule/no_show.hpp"
#include "schedule/planner.hpp"

namespace retour {
namespace {

std::uint64_t mixed(std::uint64_t sum, std::int64_t value) {
  return (sum ^ static_cast<std::uint64_t>(value)) * 0x9E37'79B9'7F4A'7C15ULL;
}

void print_plan() {
  SeededRandom random(1);
  schedule::PlanProblem problem{.resources = {{.capacity = 4}, {.capacity = 3}}};
  for (std::uint32_t i = 0; i < 40; ++i) {
    problem.steps.push_back({.length = 1 + static_cast<std::int32_t>(random.below(9)),
                             .demand = {static_cast<std::int32_t>(random.below(4)),
                                        static_cast<std::int32_t>(random.below(3))}});
    if (i >= 4)
      problem.gaps.push_back(
          {.from = i - 1 - static_cast<std::uint32_t>(random.below(4)), .to = i});
  }
  auto planner = schedule::Planner::make(problem, {.schedules_max = 3'000, .random = &random});
  if (!planner) return;
  while (planner->advance(1'000)) {
  }
  std::uint64_t sum = 1;
  for (const std::int32_t begin : planner->best()->begins) sum = mixed(sum, begin);
  std::printf("plan %d %016llx\n", planner->best()->makespan, static_cast<unsigned long long>(sum));
}

void print_absence() {
  SeededRandom random(1);
  const schedule::AbsenceProblem problem = testing::random_absence(random, {});
  auto planner = schedule::AbsencePlanner::make(problem, random);
  if (!planner) return;
  while (planner->advance(1'000)) {
  }
  std::uint64_t sum = 1;
  for (const auto& choice : planner->best().choices)
    sum = mixed(sum, choice ? choice->place * 64 + choice->room : -1);
  std::printf("absence %lld %016llx\n", static_cast<long long>(planner->best().cost),
              static_cast<unsigned long long>(sum));
}

void print_no_show() {
  SeededRandom random(1);
  std::vector<schedule::NoShowExample> examples(5'000);
  for (schedule::NoShowExample& one : examples) {
    one.facts.lead_days = static_cast<std::int32_t>(random.below(40));
    one.facts.age_years = static_cast<std::int32_t>(random.below(90));
    one.facts.is_reminded = random.below(2) == 0;
    one.is_no_show = random.below(200) < 20 + static_cast<std::uint64_t>(one.facts.lead_days);
    one.age_days = static_cast<std::int32_t>(random.below(300));
  }
  const schedule::NoShowModel model = schedule::train_no_show(examples);
  std::uint64_t sum = mixed(1, model.base_millilogits);
  for (const auto& bins : model.millilogits)
    for (const std::int32_t bin : bins) sum = mixed(sum, bin);
  std::printf("no-show %d %d %016llx\n", model.knee_millilogits, model.damping_permille,
              static_cast<unsigned long long>(sum));
}

}  // namespace
}  // namespace retour

int main() {
  retour::print_plan();
  retour::print_absence();
  retour::print_no_show();
  return 0;
}
