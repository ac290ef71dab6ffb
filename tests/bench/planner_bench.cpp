// The planner on PSPLIB j30 (480 problems of 30 steps and four resources, every optimum proved),
// where RETOUR_TEST_DATA has psplib/j30.tar.xz; else its speed on problems of that shape.
//
// The limit of speed is a plain genetic search with serial schedules and double justification, four
// counts per unit of time, the shortest program that one would write for it.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <numeric>
#include <sstream>

#include "bench/bench.hpp"
#include "bench/clinic_on_disk.hpp"
#include "schedule/planner.hpp"

namespace retour::bench {
namespace {

using schedule::PlanProblem;

struct Instance {
  PlanProblem problem;
  std::int32_t optimum = 0;  // 0: unknown
};

/// One `.sm` file of PSPLIB.
PlanProblem read_instance(const std::filesystem::path& path) {
  std::ifstream file(path);
  PlanProblem out;
  std::string line;
  const auto skip = [&](int lines) {
    while (lines-- > 0) std::getline(file, line);
  };
  std::uint32_t steps = 0;
  while (std::getline(file, line)) {
    if (line.starts_with("jobs (incl")) {
      std::istringstream(line.substr(line.find(':') + 1)) >> steps;
      out.steps.resize(steps);
    } else if (line.starts_with("PRECEDENCE")) {
      skip(1);
      for (std::uint32_t i = 0; i < steps; ++i) {
        skip(1);
        std::istringstream in(line);
        std::uint32_t number = 0, modes = 0, count = 0, to = 0;
        for (in >> number >> modes >> count; count > 0 && in >> to; --count)
          out.gaps.push_back({.from = i, .to = to - 1});
      }
    } else if (line.starts_with("REQUESTS")) {
      skip(2);
      for (std::uint32_t i = 0; i < steps; ++i) {
        skip(1);
        std::istringstream in(line);
        int number = 0, mode = 0;
        in >> number >> mode >> out.steps[i].length;
        for (int demand; in >> demand;) out.steps[i].demand.push_back(demand);
      }
    } else if (line.starts_with("RESOURCEAVAIL")) {
      skip(2);
      std::istringstream in(line);
      for (int capacity; in >> capacity;) out.resources.push_back({.capacity = capacity});
    }
  }
  return out;
}

std::vector<Instance> real_instances(const char* data) {
  const Folder folder("psplib");
  const std::string where = folder.file(".");
  const std::string command =
      "tar -xJf '" + std::string(data) + "/psplib/j30.tar.xz' -C '" + where + "'";
  std::vector<Instance> out;
  if (std::system(command.c_str()) != 0) return out;
  std::map<std::string, std::int32_t> optima;
  const std::filesystem::path root = std::filesystem::path(where) / "j30.sm";
  std::ifstream table(root / "optimum" / "optimum.csv");
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    const std::size_t comma = line.find(',');
    std::istringstream(line.substr(comma + 1)) >> optima[line.substr(0, comma)];
  }
  for (const auto& [name, optimum] : optima)
    out.push_back({.problem = read_instance(root / name), .optimum = optimum});
  return out;
}

std::vector<Instance> made_instances() {
  SeededRandom random(30);
  const auto number = [&](int first, int last) {
    return first + static_cast<int>(random.below(static_cast<std::uint64_t>(last - first + 1)));
  };
  std::vector<Instance> out(480);
  for (Instance& one : out) {
    one.problem.resources.assign(4, {.capacity = number(10, 20)});
    for (std::uint32_t i = 0; i < 32; ++i) {
      auto& step = one.problem.steps.emplace_back();
      step.length = i == 0 || i == 31 ? 0 : number(1, 10);
      for (int r = 0; r < 4; ++r) step.demand.push_back(number(0, 10));
      const std::uint32_t from = i < 4 ? 0 : i - 1 - static_cast<std::uint32_t>(number(0, 3));
      if (i > 0) one.problem.gaps.push_back({.from = from, .to = i});
      if (i > 5)
        one.problem.gaps.push_back({.from = static_cast<std::uint32_t>(number(0, 3)), .to = i});
    }
  }
  return out;
}

const std::vector<Instance>& instances() {
  static const std::vector<Instance> all = [] {
    const char* data = std::getenv("RETOUR_TEST_DATA");
    std::vector<Instance> out = data != nullptr ? real_instances(data) : std::vector<Instance>();
    return out.empty() ? made_instances() : out;
  }();
  return all;
}

// ---------------------------------------------------------------- the limit

struct Limit {
  struct Member {
    std::vector<int> list;
    int makespan;
  };
  struct Build {
    int makespan;
    std::vector<int> list;
  };

  explicit Limit(const PlanProblem& problem)
      : steps(static_cast<int>(problem.steps.size())),
        after(problem.steps.size()),
        before(problem.steps.size()),
        tail(problem.steps.size()) {
    for (const auto& gap : problem.gaps) {
      after[gap.from].push_back(static_cast<int>(gap.to));
      before[gap.to].push_back(static_cast<int>(gap.from));
    }
    for (std::size_t r = 0; r < 4; ++r) capacity[r] = problem.resources[r].capacity;
    int horizon = 64;
    for (const auto& step : problem.steps) {
      length.push_back(step.length);
      horizon += step.length;
      std::copy_n(step.demand.begin(), 4, demand.emplace_back().begin());
    }
    free.resize(static_cast<std::size_t>(horizon));
    for (std::size_t i = length.size(); i-- > 0;)
      for (const int next : after[i])
        tail[i] = std::max(
            tail[i], tail[static_cast<std::size_t>(next)] + length[static_cast<std::size_t>(next)]);
  }

  int serial(const std::vector<int>& list, std::vector<int>& begins, bool is_backward) {
    ++schedules;
    std::ranges::fill(free, capacity);
    int makespan = 0;
    for (const int step : list) {
      const auto s = static_cast<std::size_t>(step);
      int at = 0;
      for (const int other : is_backward ? after[s] : before[s])
        at = std::max(
            at, begins[static_cast<std::size_t>(other)] + length[static_cast<std::size_t>(other)]);
      const auto& wanted = demand[s];
      for (int run = 0; run < length[s];) {
        const auto& there = free[static_cast<std::size_t>(at + run)];
        if (there[0] >= wanted[0] && there[1] >= wanted[1] && there[2] >= wanted[2] &&
            there[3] >= wanted[3]) {
          ++run;
        } else {
          at += run + 1;
          run = 0;
        }
      }
      for (int k = 0; k < length[s]; ++k)
        for (std::size_t r = 0; r < 4; ++r) free[static_cast<std::size_t>(at + k)][r] -= wanted[r];
      begins[s] = at;
      makespan = std::max(makespan, at + length[s]);
    }
    return makespan;
  }

  /// Forward, to the right, to the left again: three schedules.
  Build justified(const std::vector<int>& first) {
    std::vector<int> begins(length.size()), turned(length.size()), list(length.size());
    const auto end_of = [&](const std::vector<int>& of, int step) {
      return of[static_cast<std::size_t>(step)] + length[static_cast<std::size_t>(step)];
    };
    int makespan = serial(first, begins, false);
    std::iota(list.begin(), list.end(), 0);
    std::ranges::stable_sort(list, [&](int a, int b) {
      return std::pair(end_of(begins, a), a) > std::pair(end_of(begins, b), b);
    });
    serial(list, turned, true);
    std::ranges::stable_sort(list, [&](int a, int b) {
      return std::pair(-end_of(turned, a), a) < std::pair(-end_of(turned, b), b);
    });
    makespan = std::min(makespan, serial(list, begins, false));
    std::ranges::stable_sort(list, [&](int a, int b) {
      return std::pair(begins[static_cast<std::size_t>(a)], a) <
             std::pair(begins[static_cast<std::size_t>(b)], b);
    });
    return {makespan, list};
  }

  std::vector<int> drawn() {
    std::vector<int> waiting(length.size()), ready{0}, out;
    for (std::size_t i = 0; i < length.size(); ++i) waiting[i] = static_cast<int>(before[i].size());
    while (!ready.empty()) {
      double sum = 0;
      std::vector<double> weights;
      for (const int step : ready) {
        const double weight =
            tail[static_cast<std::size_t>(step)] + length[static_cast<std::size_t>(step)] + 1;
        weights.push_back(weight * weight);
        sum += weight * weight;
      }
      double z = sum * static_cast<double>(random.next() >> 11) * 0x1p-53;
      std::size_t k = 0;
      while (k + 1 < ready.size() && (z -= weights[k]) > 0) ++k;
      const int step = ready[k];
      ready[k] = ready.back();
      ready.pop_back();
      out.push_back(step);
      for (const int next : after[static_cast<std::size_t>(step)])
        if (--waiting[static_cast<std::size_t>(next)] == 0) ready.push_back(next);
    }
    return out;
  }

  std::vector<int> crossed(const std::vector<int>& a, const std::vector<int>& b) {
    std::size_t first = draw(length.size()), end = draw(length.size());
    if (first > end) std::swap(first, end);
    std::vector<int> child(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(first));
    std::vector<char> is_in(length.size());
    for (const int step : child) is_in[static_cast<std::size_t>(step)] = 1;
    const auto add = [&](const std::vector<int>& from, std::size_t size) {
      for (const int step : from) {
        if (child.size() >= size) return;
        if (is_in[static_cast<std::size_t>(step)] != 0) continue;
        child.push_back(step);
        is_in[static_cast<std::size_t>(step)] = 1;
      }
    };
    add(b, end);
    add(a, length.size());
    for (std::size_t i = 1; i + 1 < child.size(); ++i) {
      if (draw(100) >= 5) continue;
      const auto& next = after[static_cast<std::size_t>(child[i])];
      if (std::ranges::find(next, child[i + 1]) == next.end()) std::swap(child[i], child[i + 1]);
    }
    return child;
  }

  std::size_t draw(std::size_t bound) { return static_cast<std::size_t>(random.next() % bound); }

  void run(std::int64_t budget) {
    std::vector<Member> members;
    while (members.size() < 30 && schedules < budget) {
      Build one = justified(drawn());
      members.push_back({std::move(one.list), one.makespan});
    }
    while (schedules + 3 <= budget) {
      const auto pick = [&]() -> const Member& {
        const Member& a = members[draw(members.size())];
        const Member& b = members[draw(members.size())];
        return a.makespan <= b.makespan ? a : b;
      };
      const Member& father = pick();
      Build one = justified(crossed(father.list, pick().list));
      Member& worst = *std::ranges::max_element(members, {}, &Member::makespan);
      if (one.makespan <= worst.makespan) worst = {std::move(one.list), one.makespan};
    }
  }

  int steps;
  std::vector<std::vector<int>> after, before;
  std::vector<int> tail, length;
  std::vector<std::array<int, 4>> demand, free;
  std::array<int, 4> capacity{};
  SeededRandom random{7};
  std::int64_t schedules = 0;
};

// ---------------------------------------------------------------- ours

struct Outcome {
  double deviation_percent = 0;  // mean, from the optimum
  std::int64_t schedules = 0;
  bool has_optima = true;
};

Outcome solve(std::int64_t budget, bool stops_at_optimum) {
  Outcome out;
  for (const Instance& one : instances()) {
    SeededRandom random(7);
    auto planner =
        must(schedule::Planner::make(one.problem, {.schedules_max = budget, .random = &random}));
    const auto is_optimal = [&] {
      return planner.best() && planner.best()->makespan == one.optimum;
    };
    while (planner.advance(500) && !(stops_at_optimum && is_optimal())) {
    }
    out.schedules += planner.schedules();
    const schedule::Plan& best = planner.best().value();
    if (violation_of(one.problem, best.begins) != schedule::PlanViolation::none)
      stop("a plan that breaks its own problem");
    if (one.optimum == 0) {
      out.has_optima = false;
      continue;
    }
    if (best.makespan < one.optimum) stop("a plan that is shorter than the proved optimum");
    out.deviation_percent += 100.0 * (best.makespan - one.optimum) / one.optimum;
  }
  out.deviation_percent /= static_cast<double>(instances().size());
  return out;
}

void run() {
  constexpr std::int64_t budget = 1'000;
  const Outcome once = solve(budget, false);
  if (once.has_optima)
    report({.name = "planner_deviation_1000",
            .ours = once.deviation_percent,
            .unit = "%",
            .limit = 0.3});
  std::int64_t ours = 0, limit = 0;
  const auto times = paired([&] { ours = solve(budget, false).schedules; },
                            [&] {
                              limit = 0;
                              for (const Instance& one : instances()) {
                                Limit other(one.problem);
                                other.run(budget);
                                limit += other.schedules;
                              }
                            },
                            3, 1);
  report({.name = "planner_schedule",
          .ours = times.first / static_cast<double>(ours),
          .unit = "us",
          .limit = times.second / static_cast<double>(limit)});
}

void run_deep() {
  // An instance ends at its optimum: the deviation is the same, and the rest of the work is saved.
  const Outcome deep = solve(50'000, true);
  if (deep.has_optima)
    report({.name = "planner_deviation_50000",
            .ours = deep.deviation_percent,
            .unit = "%",
            .limit = 0.05});
}

const Registration planner("planner", run);
const Registration planner_deep("planner_deep", run_deep);

}  // namespace
}  // namespace retour::bench
