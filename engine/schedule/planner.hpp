// The planner: steps that follow each other and share resources, each as early as the whole allows.
//
//   steps      length, what they take of each resource           operation 60: surgeon 1, theatre 1
//   gaps       from the end of one to the begin of another       tests -> operation: 1 day .. 14
//   days resources  how much there is, by time                        theatre 1, from 09:00 to
//   17:00
//
//   random keys ──► serial schedule, forward ──► by begins ──► serial schedule, backward ──► ...
//        ▲                                                                                   │
//        └──────────── crossover of two schedules, a few neighbours swapped ◄────────────────┘
//
// This is the resource-constrained project scheduling problem. The search is a genetic algorithm on
// two populations, schedules pushed to the left and to the right (Debels & Vanhoucke 2005): a child
// of two right-justified schedules is built forward and a child of two left-justified ones
// backward, so that forward-backward improvement costs no schedule of its own. Resources are packed
// four to a word, so that one subtraction judges four of them at one time unit.
//
// Turned down: exact methods (time-indexed integer programs need seconds to minutes for 30 steps),
// crossing activity lists and justifying each child both ways (three schedules a child: 0.45 % from
// the optimum on PSPLIB j30 after 1,000 schedules, this one 0.19 %).
//
// Time is counted in units of the caller's choice (quanta of five minutes, hours, days) from 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"

namespace retour::schedule {

struct PlanStep {
  std::int32_t length = 0;                ///< 0 is a milestone: takes no resource.
  std::int32_t release = 0;               ///< Begins no earlier.
  std::vector<std::int32_t> demand = {};  ///< Per resource; missing ones are 0.
};

/// `to` begins at least `shortest` and at most `longest` units after `from` ends.
struct PlanGap {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::int32_t shortest = 0;
  std::optional<std::int32_t> longest = {};
};

/// How much of a resource there is in [begin, end).
struct CapacityWindow {
  std::int32_t begin = 0;
  std::int32_t end = 0;
  std::int32_t capacity = 0;
};

struct PlanResource {
  std::int32_t capacity = 0;                 ///< Outside all windows.
  std::vector<CapacityWindow> windows = {};  ///< Where they overlap, the last one counts.
};

struct PlanProblem {
  std::vector<PlanStep> steps = {};
  std::vector<PlanGap> gaps = {};
  std::vector<PlanResource> resources = {};
  std::int32_t horizon = 0;  ///< Everything ends by it. 0: as long as could ever be needed, for
                             ///< problems whose resources have no windows.
};
inline constexpr std::size_t plan_steps_max = 1'000;
inline constexpr std::size_t plan_gaps_max = 20'000;
inline constexpr std::size_t plan_resources_max = 64;
inline constexpr std::int32_t plan_capacity_max = 32'767;
inline constexpr std::int32_t plan_horizon_max = 200'000;

/// What a plan breaks; for checks of plans wherever they came from.
enum class PlanViolation : std::uint8_t { none, before_release, after_horizon, gap, capacity };
/// The first violation of begins of all steps. O(steps x length x resources + gaps).
[[nodiscard]] PlanViolation violation_of(const PlanProblem& problem,
                                         std::span<const std::int32_t> begins);

struct Plan {
  std::vector<std::int32_t> begins = {};
  std::int32_t makespan = 0;  ///< End of the last step.
};

struct PlanSearch {
  std::int64_t schedules_max = 5'000;  ///< Schedules to build; the work is proportional to it.
  RandomSource* random = nullptr;      ///< Read once, for a seed. Same seed, same plan.
};

/// A search in slices: call `advance` until it is done, or stop whenever the best is good enough.
class Planner {
 public:
  /// limit: more than the constants above. malformed: a step that no resource can ever hold, a gap
  /// or demand that names nothing, a circle of gaps, windows without a horizon.
  [[nodiscard]] static Result<Planner> make(const PlanProblem& problem, const PlanSearch& search);
  Planner(Planner&&) noexcept;
  Planner& operator=(Planner&&) noexcept;
  ~Planner();

  /// Builds up to so many schedules. Returns true while there is more to do.
  bool advance(std::int64_t schedules);

  /// The best so far: none before the first schedule, or when no order of steps fits the horizon
  /// and the longest gaps (the search does not prove that there is none).
  [[nodiscard]] const std::optional<Plan>& best() const;
  [[nodiscard]] std::int64_t schedules() const;
  /// No plan ends earlier: by chains of steps and by the work of each resource.
  [[nodiscard]] std::int32_t lower_bound() const;
  [[nodiscard]] bool is_proved_best() const;

 private:
  struct State;
  explicit Planner(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace retour::schedule
