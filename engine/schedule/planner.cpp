#include "schedule/planner.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>

#include "base/check.hpp"

namespace retour::schedule {
namespace {

// Four resources share a word; the top bit of each lane is set before a demand is taken off, and
// is lost where there was too little.
constexpr std::size_t lanes = 4;
constexpr std::uint64_t guards = 0x8000'8000'8000'8000ULL;
// A step behind a longest gap sends the one before it later and the schedule is built anew.
constexpr int repairs_max = 50;

// Chosen on PSPLIB j30 by hand; neighbouring values differ little. What matters most is diversity:
// two equal schedules never live in one population, and first lists are only slightly biased.
constexpr std::uint32_t window_percent_min = 25;
constexpr std::uint32_t window_percent_max = 75;
constexpr std::uint32_t swap_percent = 10;
constexpr std::uint32_t swap_percent_of_twins = 40;
constexpr std::size_t population_min = 16;
constexpr std::size_t population_max = 400;

/// About 1.27 times the root of the budget: 40 for 1,000 schedules, 284 for 50,000.
std::size_t population_for(std::int64_t schedules) {
  std::size_t size = population_min;
  while (size < population_max && static_cast<std::int64_t>(size * size) * 5 < schedules * 8)
    ++size;
  return size;
}

std::uint64_t mixed(std::uint64_t fingerprint, std::uint64_t value) {
  fingerprint = (fingerprint ^ value) * 0x9E37'79B9'7F4A'7C15ULL;
  return fingerprint ^ fingerprint >> 29;
}

/// Small and fast (Steele et al., SplitMix64): the search draws a few numbers per schedule.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : state_(seed) {}
  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>((next() >> 32) * bound >> 32);
  }

 private:
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E37'79B9'7F4A'7C15ULL;
    z = (z ^ z >> 30) * 0xBF58'476D'1CE4'E5B9ULL;
    z = (z ^ z >> 27) * 0x94D0'49BB'1331'11EBULL;
    return z ^ z >> 31;
  }
  std::uint64_t state_;
};

struct Link {
  std::uint32_t step = 0;
  std::int32_t lag = 0;  // from begin to begin
};

/// Links of all steps in one array.
struct Links {
  std::vector<std::uint32_t> first;
  std::vector<Link> all;
  [[nodiscard]] std::span<const Link> of(std::size_t step) const {
    return {all.data() + first[step], all.data() + first[step + 1]};
  }
};

template <class KeyOf, class LinkOf>
Links links_by(const PlanProblem& problem, KeyOf key_of, LinkOf link_of) {
  Links out;
  out.first.assign(problem.steps.size() + 1, 0);
  for (const PlanGap& gap : problem.gaps) ++out.first[key_of(gap) + 1];
  for (std::size_t i = 0; i < problem.steps.size(); ++i) out.first[i + 1] += out.first[i];
  out.all.resize(problem.gaps.size());
  std::vector<std::uint32_t> next(out.first.begin(), out.first.end() - 1);
  for (const PlanGap& gap : problem.gaps) out.all[next[key_of(gap)]++] = link_of(gap);
  return out;
}

enum class Direction : std::uint8_t { forward, backward };

/// A schedule as the priorities that it gives to one built in the other direction.
struct Individual {
  std::vector<std::int32_t> key;
  std::int32_t makespan = std::numeric_limits<std::int32_t>::max();
  std::uint64_t fingerprint = 0;  // of the key
};

}  // namespace

struct Planner::State {
  PlanProblem problem;
  std::size_t steps = 0;
  std::size_t words = 1;  // of a time unit
  std::vector<std::int32_t> length, release;
  std::vector<std::uint64_t> need;  // `words` per step
  std::vector<std::uint64_t> base;  // free capacity, `words` per unit
  std::vector<std::uint64_t> free;  // the same while a schedule is built
  std::int32_t horizon = 0;
  bool is_flat = true;  // capacities do not change with time
  bool has_longest = false;
  Links before, after;              // lag: length of the earlier one and the shortest gap
  Links longest;                    // of the later step: lag is length and longest gap
  std::vector<std::uint32_t> rank;  // in a topological order
  std::vector<std::int32_t> tail;   // longest chain behind the begin
  std::int32_t bound = 0;

  Draw draw{0};
  std::int64_t schedules = 0, schedules_max = 0;
  std::vector<Individual> left, right;  // built forward, built backward
  std::size_t population = 0;
  Direction direction = Direction::backward;
  std::size_t next_child = 0;
  std::vector<std::uint64_t> order_keys;
  std::vector<std::uint32_t> order;
  std::vector<std::int32_t> begins, raised;
  std::vector<std::uint8_t> is_linked;  // steps x steps: direct gap
  std::optional<Plan> best;
  Individual child;
  std::int32_t widest = 0;  // makespan of the longest forward schedule

  // ------------------------------------------------------------- making

  Status check_numbers() const {
    const auto malformed = [](const char* why) { return fail(FailureCode::malformed, why); };
    if (problem.steps.empty()) return malformed("a plan without steps");
    if (problem.steps.size() > plan_steps_max || problem.gaps.size() > plan_gaps_max ||
        problem.resources.size() > plan_resources_max || problem.horizon > plan_horizon_max)
      return fail(FailureCode::limit, "a plan with too many steps, gaps, resources or units");
    for (const PlanGap& gap : problem.gaps)
      if (gap.from >= problem.steps.size() || gap.to >= problem.steps.size() || gap.shortest < 0 ||
          gap.shortest > plan_horizon_max || (gap.longest && *gap.longest < gap.shortest))
        return malformed("a gap that cannot be");
    for (const PlanResource& resource : problem.resources) {
      if (resource.capacity < 0 || resource.capacity > plan_capacity_max)
        return malformed("a capacity that cannot be");
      if (!resource.windows.empty() && problem.horizon <= 0)
        return malformed("windows without a horizon");
      for (const CapacityWindow& window : resource.windows)
        if (window.begin < 0 || window.end < window.begin || window.capacity < 0 ||
            window.capacity > plan_capacity_max)
          return malformed("a window that cannot be");
    }
    for (const PlanStep& step : problem.steps) {
      if (step.length < 0 || step.length > plan_horizon_max || step.release < 0 ||
          step.release > plan_horizon_max || step.demand.size() > problem.resources.size())
        return malformed("a step that cannot be");
      for (std::size_t r = 0; r < step.demand.size(); ++r)
        if (step.demand[r] < 0 || (step.length > 0 && step.demand[r] > most_of(r)))
          return malformed("a step that takes more than there ever is");
    }
    return {};
  }

  [[nodiscard]] std::int32_t most_of(std::size_t resource) const {
    std::int32_t most = problem.resources[resource].capacity;
    for (const CapacityWindow& window : problem.resources[resource].windows)
      most = std::max(most, window.capacity);
    return most;
  }

  Status compile() {
    RETOUR_TRY(check_numbers());
    steps = problem.steps.size();
    for (const PlanStep& step : problem.steps) {
      length.push_back(step.length);
      release.push_back(step.release);
    }
    link_steps();
    if (!sort_topologically()) return fail(FailureCode::malformed, "gaps that form a circle");
    RETOUR_TRY(set_horizon());
    pack();
    set_bound();
    begins.resize(steps);
    raised.resize(steps);
    order.resize(steps);
    order_keys.resize(steps);
    return {};
  }

  void link_steps() {
    before = links_by(
        problem, [](const PlanGap& gap) { return gap.to; },
        [&](const PlanGap& gap) { return Link{gap.from, length[gap.from] + gap.shortest}; });
    after = links_by(
        problem, [](const PlanGap& gap) { return gap.from; },
        [&](const PlanGap& gap) { return Link{gap.to, length[gap.from] + gap.shortest}; });
    longest = links_by(
        problem, [](const PlanGap& gap) { return gap.to; },
        [&](const PlanGap& gap) {
          return Link{gap.from, gap.longest ? length[gap.from] + *gap.longest
                                            : std::numeric_limits<std::int32_t>::max() / 2};
        });
    is_linked.assign(steps * steps, 0);
    for (const PlanGap& gap : problem.gaps) {
      is_linked[gap.from * steps + gap.to] = is_linked[gap.to * steps + gap.from] = 1;
      has_longest |= gap.longest.has_value();
    }
  }

  bool sort_topologically() {
    std::vector<std::uint32_t> waiting(steps), ready;
    rank.assign(steps, 0);
    tail = length;
    for (std::uint32_t i = 0; i < steps; ++i) {
      waiting[i] = static_cast<std::uint32_t>(before.of(i).size());
      if (waiting[i] == 0) ready.push_back(i);
    }
    for (std::size_t done = 0; done < ready.size(); ++done) {
      rank[ready[done]] = static_cast<std::uint32_t>(done);
      for (const Link& link : after.of(ready[done]))
        if (--waiting[link.step] == 0) ready.push_back(link.step);
    }
    if (ready.size() != steps) return false;
    for (std::size_t i = steps; i-- > 0;)
      for (const Link& link : after.of(ready[i]))
        tail[ready[i]] = std::max(tail[ready[i]], link.lag + tail[link.step]);
    return true;
  }

  Status set_horizon() {
    is_flat = std::ranges::all_of(problem.resources,
                                  [](const PlanResource& one) { return one.windows.empty(); });
    std::int64_t needed = 1;
    for (std::size_t i = 0; i < steps; ++i) {
      std::int64_t gap = 0;
      for (const Link& link : after.of(i)) gap = std::max<std::int64_t>(gap, link.lag - length[i]);
      needed += length[i] + gap;
    }
    needed += *std::ranges::max_element(release);
    if (problem.horizon > 0) needed = problem.horizon;
    if (needed > plan_horizon_max)
      return fail(FailureCode::limit, "a plan over too many units of time");
    horizon = static_cast<std::int32_t>(needed);
    return {};
  }

  void pack() {
    words = std::max<std::size_t>(1, (problem.resources.size() + lanes - 1) / lanes);
    need.assign(steps * words, 0);
    for (std::size_t i = 0; i < steps; ++i)
      for (std::size_t r = 0; r < problem.steps[i].demand.size(); ++r)
        need[i * words + r / lanes] |= static_cast<std::uint64_t>(problem.steps[i].demand[r])
                                       << 16 * (r % lanes);
    base.assign(static_cast<std::size_t>(horizon) * words, 0);
    std::vector<std::int32_t> level(static_cast<std::size_t>(horizon));
    for (std::size_t r = 0; r < problem.resources.size(); ++r) {
      std::ranges::fill(level, problem.resources[r].capacity);
      for (const CapacityWindow& window : problem.resources[r].windows)
        for (std::int32_t t = window.begin; t < std::min(window.end, horizon); ++t)
          level[static_cast<std::size_t>(t)] = window.capacity;
      for (std::size_t t = 0; t < level.size(); ++t)
        base[t * words + r / lanes] |= static_cast<std::uint64_t>(level[t]) << 16 * (r % lanes);
    }
    free = base;
  }

  void set_bound() {
    for (std::size_t i = 0; i < steps; ++i) bound = std::max(bound, release[i] + tail[i]);
    for (std::size_t r = 0; r < problem.resources.size(); ++r) {
      std::int64_t work = 0;
      for (const PlanStep& step : problem.steps)
        if (r < step.demand.size()) work += std::int64_t{step.demand[r]} * step.length;
      const std::int64_t most = most_of(r);
      if (most > 0) bound = std::max(bound, static_cast<std::int32_t>((work + most - 1) / most));
    }
  }

  // ------------------------------------------------------------- one schedule

  [[nodiscard]] bool fits(std::int32_t unit, const std::uint64_t* wanted) const {
    const std::uint64_t* there = &free[static_cast<std::size_t>(unit) * words];
    std::uint64_t enough = guards;
    for (std::size_t w = 0; w < words; ++w) enough &= (there[w] | guards) - wanted[w];
    return enough == guards;
  }

  void take(std::size_t step, std::int32_t begin) {
    const std::uint64_t* wanted = &need[step * words];
    std::uint64_t* there = &free[static_cast<std::size_t>(begin) * words];
    if (words == 1) {
      const std::uint64_t one = *wanted;
      for (std::int32_t k = 0; k < length[step]; ++k) there[k] -= one;
      return;
    }
    for (std::int32_t k = 0; k < length[step]; ++k, there += words)
      for (std::size_t w = 0; w < words; ++w) there[w] -= wanted[w];
  }

  /// The earliest begin at or after `from`, or -1. The window is judged from its end: a unit
  /// without room throws out all begins before it at once.
  template <bool one_word>
  [[nodiscard]] std::int32_t earliest(std::size_t step, std::int32_t from) const {
    const std::int32_t size = length[step];
    const std::uint64_t* wanted = &need[step * words];
    std::int32_t judged = from;  // units before it fit
    for (std::int32_t begin = from; begin + size <= horizon;) {
      std::int32_t unit = begin + size - 1;
      const auto has_room = [&] {
        if constexpr (one_word)
          return (((free[static_cast<std::size_t>(unit)] | guards) - *wanted) & guards) == guards;
        else
          return fits(unit, wanted);
      };
      while (unit >= judged && has_room()) --unit;
      if (unit < judged) return begin;
      judged = begin + size;
      begin = unit + 1;
    }
    return -1;
  }

  /// The latest begin at or before `from`, or -1.
  template <bool one_word>
  [[nodiscard]] std::int32_t latest(std::size_t step, std::int32_t from) const {
    const std::int32_t size = length[step];
    const std::uint64_t* wanted = &need[step * words];
    std::int32_t judged = from + size;  // units from it on fit
    for (std::int32_t begin = from; begin >= 0;) {
      std::int32_t unit = begin;
      const auto has_room = [&] {
        if constexpr (one_word)
          return (((free[static_cast<std::size_t>(unit)] | guards) - *wanted) & guards) == guards;
        else
          return fits(unit, wanted);
      };
      while (unit < judged && has_room()) ++unit;
      if (unit >= judged) return begin;
      judged = begin;
      begin = unit - size;
    }
    return -1;
  }

  /// Builds `order` forward. False when it does not fit.
  template <bool one_word>
  bool build_forward() {
    raised = release;
    for (int repairs = 0; repairs <= repairs_max; ++repairs) {
      ++schedules;
      free = base;
      bool is_whole = true;
      for (const std::uint32_t step : order) {
        std::int32_t from = raised[step];
        for (const Link& link : before.of(step))
          from = std::max(from, begins[link.step] + link.lag);
        const std::int32_t begin = length[step] == 0 ? from : earliest<one_word>(step, from);
        if (begin < 0 || begin > horizon) return false;
        if (has_longest && !is_in_time(step, begin)) {
          is_whole = false;
          break;
        }
        begins[step] = begin;
        if (length[step] > 0) take(step, begin);
      }
      if (is_whole) return true;
    }
    return false;
  }

  /// Are the longest gaps before a step kept? If not, what comes before is sent later.
  bool is_in_time(std::uint32_t step, std::int32_t begin) {
    bool is_kept = true;
    for (const Link& link : longest.of(step)) {
      if (begin - begins[link.step] <= link.lag) continue;
      raised[link.step] = std::max(raised[link.step], begin - link.lag);
      is_kept = false;
    }
    return is_kept;
  }

  /// Builds `order` backward from the anchor; longest gaps are left to the forward builds.
  template <bool one_word>
  bool build_backward() {
    ++schedules;
    free = base;
    const std::int32_t anchor = is_flat ? horizon : widest;
    for (const std::uint32_t step : order) {
      std::int32_t from = anchor - length[step];
      for (const Link& link : after.of(step)) from = std::min(from, begins[link.step] - link.lag);
      const std::int32_t begin = length[step] == 0 ? from : latest<one_word>(step, from);
      if (begin < 0) return false;
      begins[step] = begin;
      if (length[step] > 0) take(step, begin);
    }
    return true;
  }

  bool build(Direction to) {
    if (to == Direction::forward)
      return words == 1 ? build_forward<true>() : build_forward<false>();
    return words == 1 ? build_backward<true>() : build_backward<false>();
  }

  /// Takes `begins` as an individual of the population built in direction `to`.
  void keep(Direction to, Individual& into) {
    std::int32_t first = horizon, end = 0;
    for (std::size_t i = 0; i < steps; ++i) {
      first = std::min(first, begins[i]);
      end = std::max(end, begins[i] + length[i]);
    }
    into.key.resize(steps);
    if (to == Direction::forward) {
      into.makespan = end;
      widest = std::max(widest, end);
      for (std::size_t i = 0; i < steps; ++i) into.key[i] = end - begins[i] - length[i];
      if (!best || end < best->makespan) best = Plan{.begins = begins, .makespan = end};
    } else {
      into.makespan = end - first;
      for (std::size_t i = 0; i < steps; ++i) into.key[i] = begins[i] - first;
    }
    into.fingerprint = 0;
    for (const std::int32_t key : into.key)
      into.fingerprint = mixed(into.fingerprint, static_cast<std::uint32_t>(key) + 1ULL);
  }

  // ------------------------------------------------------------- the search

  [[nodiscard]] std::uint64_t rank_key(std::size_t step, Direction to) const {
    return to == Direction::forward ? rank[step] : steps - 1 - rank[step];
  }

  void sort_order() {
    std::ranges::sort(order_keys);
    for (std::size_t i = 0; i < steps; ++i)
      order[i] = static_cast<std::uint32_t>(order_keys[i] & 0xFFFF);
  }

  /// A list drawn step by step, steps with long chains behind them more often.
  void draw_order() {
    std::vector<std::uint32_t> waiting(steps), ready;
    for (std::uint32_t i = 0; i < steps; ++i) {
      waiting[i] = static_cast<std::uint32_t>(before.of(i).size());
      if (waiting[i] == 0) ready.push_back(i);
    }
    std::vector<std::uint64_t> weights;
    for (std::size_t done = 0; done < steps; ++done) {
      std::int32_t least = std::numeric_limits<std::int32_t>::max();
      for (const std::uint32_t step : ready) least = std::min(least, tail[step]);
      std::uint64_t sum = 0;
      weights.clear();
      for (const std::uint32_t step : ready) {
        const auto more = static_cast<std::uint64_t>(std::min(tail[step] - least, 1'000) + 1);
        weights.push_back(sum += more);
      }
      const std::uint64_t pick = draw.below(static_cast<std::uint32_t>(sum));
      std::size_t at = 0;
      while (weights[at] <= pick) ++at;
      const std::uint32_t step = ready[at];
      ready[at] = ready.back();
      ready.pop_back();
      order[done] = step;
      for (const Link& link : after.of(step))
        if (--waiting[link.step] == 0) ready.push_back(link.step);
    }
  }

  [[nodiscard]] std::size_t pick(const std::vector<Individual>& from) {
    const std::size_t a = draw.below(static_cast<std::uint32_t>(from.size()));
    const std::size_t b = draw.below(static_cast<std::uint32_t>(from.size()));
    return from[a].makespan <= from[b].makespan ? a : b;
  }

  /// Steps of a window in the father's time follow the father, those around it the mother.
  void cross(const Individual& father, const Individual& mother, Direction to) {
    const auto span = static_cast<std::uint32_t>(std::max(1, father.makespan));
    const std::uint32_t size =
        span * (window_percent_min + draw.below(window_percent_max - window_percent_min + 1)) / 100;
    const auto first = static_cast<std::int32_t>(draw.below(span - size + 1));
    const auto end = first + static_cast<std::int32_t>(size);
    for (std::size_t i = 0; i < steps; ++i) {
      const std::int32_t at = father.key[i];
      const bool is_inside = at >= first && at <= end;
      const std::uint64_t group = at < first ? 0 : is_inside ? 1 : 2;
      const auto key = static_cast<std::uint64_t>(is_inside ? at : mother.key[i]);
      order_keys[i] = group << 56 | key << 32 | rank_key(i, to) << 16 | i;
    }
    sort_order();
  }

  void mutate(std::uint32_t percent) {
    for (std::size_t i = 0; i + 1 < steps; ++i)
      if (draw.below(100) < percent && is_linked[order[i] * steps + order[i + 1]] == 0)
        std::swap(order[i], order[i + 1]);
  }

  void found(std::int64_t wanted) {
    while (left.size() < population && schedules < wanted && !is_done()) {
      draw_order();
      if (!build(Direction::forward)) {
        if (schedules >= schedules_max) return;
        continue;
      }
      keep(Direction::forward, left.emplace_back());
    }
  }

  /// The child takes the place of the worse of two, unless it is worse than that or one like it
  /// lives.
  void settle(std::vector<Individual>& into) {
    if (std::ranges::find(into, child.fingerprint, &Individual::fingerprint) != into.end()) return;
    if (into.size() < population) {
      into.push_back(child);
      return;
    }
    Individual& one = into[next_child];
    Individual& other = into[draw.below(static_cast<std::uint32_t>(into.size()))];
    Individual& worse = other.makespan > one.makespan ? other : one;
    if (child.makespan <= worse.makespan) std::swap(worse, child);
  }

  void breed() {
    const bool is_forward = direction == Direction::forward;
    const std::vector<Individual>& from = is_forward ? right : left;
    std::vector<Individual>& into = is_forward ? left : right;
    if (from.empty()) {  // nothing fits backward: go on by drawing
      direction = Direction::forward;
      draw_order();
      if (build(direction)) keep(direction, child), settle(left);
      return;
    }
    const Individual& father = from[next_child % from.size()];
    const std::size_t other = pick(from);
    cross(father, from[other], direction);
    mutate(&father == &from[other] ? swap_percent_of_twins : swap_percent);
    if (build(direction)) {
      keep(direction, child);
      settle(into);
    }
    if (++next_child >= population) {
      next_child = 0;
      direction = is_forward ? Direction::backward : Direction::forward;
    }
  }

  [[nodiscard]] bool is_done() const {
    return schedules >= schedules_max || (best && best->makespan <= bound);
  }
};

Planner::Planner(std::unique_ptr<State> state) : state_(std::move(state)) {}
Planner::Planner(Planner&&) noexcept = default;
Planner& Planner::operator=(Planner&&) noexcept = default;
Planner::~Planner() = default;

Result<Planner> Planner::make(const PlanProblem& problem, const PlanSearch& search) {
  RETOUR_CHECK(search.random != nullptr);
  auto state = std::make_unique<State>();
  state->problem = problem;
  RETOUR_TRY(state->compile());
  state->draw = Draw(search.random->next());
  state->schedules_max = std::max<std::int64_t>(1, search.schedules_max);
  state->population = population_for(state->schedules_max);
  return Planner(std::move(state));
}

bool Planner::advance(std::int64_t schedules) {
  const std::int64_t wanted = std::min(state_->schedules + schedules, state_->schedules_max);
  state_->found(wanted);
  while (state_->schedules < wanted && !state_->is_done() && !state_->left.empty()) state_->breed();
  return !state_->is_done();
}

const std::optional<Plan>& Planner::best() const {
  return state_->best;
}
std::int64_t Planner::schedules() const {
  return state_->schedules;
}
std::int32_t Planner::lower_bound() const {
  return state_->bound;
}
bool Planner::is_proved_best() const {
  return state_->best && state_->best->makespan <= state_->bound;
}

PlanViolation violation_of(const PlanProblem& problem, std::span<const std::int32_t> begins) {
  RETOUR_CHECK(begins.size() == problem.steps.size());
  std::int32_t end = 0;
  for (std::size_t i = 0; i < begins.size(); ++i) {
    if (begins[i] < problem.steps[i].release) return PlanViolation::before_release;
    end = std::max(end, begins[i] + problem.steps[i].length);
  }
  if (problem.horizon > 0 && end > problem.horizon) return PlanViolation::after_horizon;
  for (const PlanGap& gap : problem.gaps) {
    const std::int32_t between = begins[gap.to] - begins[gap.from] - problem.steps[gap.from].length;
    if (between < gap.shortest || (gap.longest && between > *gap.longest))
      return PlanViolation::gap;
  }
  for (std::size_t r = 0; r < problem.resources.size(); ++r) {
    std::vector<std::int32_t> left(static_cast<std::size_t>(end), problem.resources[r].capacity);
    for (const CapacityWindow& window : problem.resources[r].windows)
      for (std::int32_t t = window.begin; t < std::min(window.end, end); ++t)
        left[static_cast<std::size_t>(t)] = window.capacity;
    for (std::size_t i = 0; i < begins.size(); ++i) {
      if (r >= problem.steps[i].demand.size() || problem.steps[i].demand[r] == 0) continue;
      for (std::int32_t t = begins[i]; t < begins[i] + problem.steps[i].length; ++t)
        if ((left[static_cast<std::size_t>(t)] -= problem.steps[i].demand[r]) < 0)
          return PlanViolation::capacity;
    }
  }
  return PlanViolation::none;
}

}  // namespace retour::schedule
