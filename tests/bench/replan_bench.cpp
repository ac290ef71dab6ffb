// A doctor is ill, and an itinerary: what a person waits for. Both on made-up clinics from a seed.
#include "base/random.hpp"
#include "bench/bench.hpp"
#include "engine/absence_problems.hpp"
#include "schedule/itinerary.hpp"

namespace retour::bench {
namespace {

/// 60 visits, ten doctors, six rooms, two weeks.
void run_absence() {
  double longest = 0;
  constexpr std::uint64_t seeds = 5;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SeededRandom random(seed);
    const schedule::AbsenceProblem problem = testing::random_absence(random, {});
    const double took = microseconds([&] {
      auto planner = must(schedule::AbsencePlanner::make(problem, random));
      while (planner.advance(10)) {
      }
      if (!is_valid_plan(problem, planner.best())) stop("a plan that takes something twice");
    });
    longest = std::max(longest, took);
  }
  report({.name = "absence", .ours = longest / 1e3, .unit = "ms", .limit = 2'000});
}

/// Eight steps over four weeks, any of three doctors each, a free place in five; a test that
/// expires, a day of preparation, an ultrasound within the hour.
schedule::ItineraryRequest eight_steps(std::uint64_t seed) {
  SeededRandom random(seed);
  schedule::ItineraryRequest out;
  for (int i = 0; i < 8; ++i) {
    schedule::ItineraryStep& step = out.steps.emplace_back();
    for (int day = 0; day < 28; ++day)
      for (int at = 0; at < 32; ++at)
        for (std::uint32_t doctor = 0; doctor < 3; ++doctor) {
          if (day % 7 > 4 || random.below(5) != 0) continue;
          const std::int64_t begin = (20'000 + day) * std::int64_t{86400} + (9 * 60 + at * 15) * 60;
          step.places.push_back(
              {.time = {{begin}, {begin + 30 * 60}}, .date = {20'000 + day}, .who = doctor});
        }
  }
  out.gaps = {{.from = 0, .to = 3, .shortest_minutes = 1440, .longest_minutes = 10 * 1440},
              {.from = 1, .to = 2, .longest_minutes = 60},
              {.from = 3, .to = 4, .shortest_minutes = 2 * 1440},
              {.from = 4, .to = 5, .longest_minutes = 45},
              {.from = 5, .to = 7, .shortest_minutes = 1440, .longest_minutes = 7 * 1440}};
  return out;
}

void run_itinerary() {
  double longest = 0;
  for (std::uint64_t seed = 1; seed <= 9; ++seed) {
    const schedule::ItineraryRequest request = eight_steps(seed);
    schedule::Itinerary answer;
    longest = std::max(longest, microseconds([&] { answer = plan_itinerary(request); }));
    if (answer.verdict != schedule::ItineraryVerdict::found) stop("no itinerary, or not proved");
    if (!is_valid_itinerary(request, answer.places)) stop("an itinerary that breaks a rule");
  }
  report({.name = "itinerary", .ours = longest / 1e3, .unit = "ms", .limit = 300});
}

const Registration absence("absence", run_absence);
const Registration itinerary("itinerary", run_itinerary);

}  // namespace
}  // namespace retour::bench
