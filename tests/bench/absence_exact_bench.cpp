// Plans of an absence against an exact optimum on small cases: the same problem as an integer
// program, solved by CBC. Nothing is measured where that is not installed; the line says so.
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <tuple>

#include "base/random.hpp"
#include "bench/bench.hpp"
#include "engine/absence_problems.hpp"

namespace retour::bench {
namespace {

using schedule::AbsencePlace;
using schedule::AbsenceProblem;

constexpr std::int32_t cell_quanta = 3;  ///< All begins and lengths are whole quarters of an hour.

/// Rows "at most one" by what is taken when: (kind, number, cell).
using Rows = std::map<std::tuple<char, std::uint32_t, std::int32_t>, std::string>;

void add_place(const AbsencePlace& place, std::uint32_t patient, std::uint32_t room,
               const std::string& name, Rows& rows) {
  for (std::int32_t q = place.begin; q < place.begin + place.length; q += cell_quanta) {
    rows[{'d', place.doctor, q}] += " + " + name;
    rows[{'r', room, q}] += " + " + name;
    rows[{'p', patient, q}] += " + " + name;
  }
}

/// The problem in CPLEX's LP format. A binary per visit, place and room; u_v: visit v has none.
std::string integer_program(const AbsenceProblem& problem) {
  std::ostringstream objective, constraints, binaries;
  Rows rows;
  for (std::size_t v = 0; v < problem.visits.size(); ++v) {
    const schedule::AbsenceVisit& visit = problem.visits[v];
    const std::string none = "u" + std::to_string(v);
    objective << " + " << visit.unplaced_cost << " " << none << "\n";
    constraints << " v" << v << ": " << none;
    binaries << " " << none << "\n";
    for (std::size_t p = 0; p < visit.places.size(); ++p)
      for (std::uint32_t room = 0; room < 64; ++room) {
        if ((visit.places[p].rooms >> room & 1U) == 0) continue;
        const std::string name =
            "x" + std::to_string(v) + "_" + std::to_string(p) + "_" + std::to_string(room);
        objective << " + " << visit.places[p].cost << " " << name << "\n";
        constraints << " + " << name << "\n";
        binaries << " " << name << "\n";
        add_place(visit.places[p], visit.patient, room, name, rows);
      }
    constraints << " = 1\n";
  }
  int number = 0;
  for (const auto& [key, sum] : rows) constraints << " c" << number++ << ":" << sum << " <= 1\n";
  return "Minimize\n obj:" + objective.str() + "Subject To\n" + constraints.str() + "Binaries\n" +
         binaries.str() + "End\n";
}

/// The optimum; nothing when the solver is not there or did not prove one.
std::optional<double> optimum(const AbsenceProblem& problem) {
  const auto folder = std::filesystem::temp_directory_path();
  const std::string model = (folder / "retour_absence.lp").string();
  const std::string answer = (folder / "retour_absence.txt").string();
  std::ofstream(model) << integer_program(problem);
  const std::string command =
      "cbc " + model + " sec 4 solve solution " + answer + " > /dev/null 2>&1";
  if (std::system(command.c_str()) != 0) return std::nullopt;
  std::ifstream in(answer);
  std::string line;
  if (!std::getline(in, line) || !line.starts_with("Optimal")) return std::nullopt;
  std::int64_t cost = 0;  // all costs are whole numbers
  const char* const digits = line.data() + line.rfind(' ') + 1;
  const bool is_read = std::from_chars(digits, line.data() + line.size(), cost).ec == std::errc{};
  return is_read ? std::optional(static_cast<double>(cost)) : std::nullopt;
}

/// Twenty visits, three doctors, two rooms, two days, a quarter of the hours free: so tight that
/// visits compete and some find no place.
void run() {
  double worst = 1;
  int solved = 0;
  constexpr std::uint64_t seeds = 10;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SeededRandom random(seed);
    const AbsenceProblem problem = testing::random_absence(
        random, {.visits = 20, .doctors = 3, .rooms = 2, .days = 2, .free_percent = 25});
    const std::optional<double> best = optimum(problem);
    if (!best) continue;
    auto planner = must(schedule::AbsencePlanner::make(problem, random));
    while (planner.advance(10)) {
    }
    const auto ours = static_cast<double>(planner.best().cost);
    if (ours + 0.5 < *best) stop("a plan below the optimum is a defect");
    ++solved;
    worst = std::max(worst, *best > 0 ? ours / *best : 1);
  }
  if (solved == 0) {
    std::cout << "absence_exact: no optimum to compare with (is cbc installed?)\n";
    return;
  }
  report({.name = "absence_exact", .ours = worst, .unit = "times the optimum", .limit = 1.05});
  report({.name = "absence_exact_solved", .ours = static_cast<double>(solved), .unit = "cases"});
}

const Registration absence_exact("absence_exact", run);

}  // namespace
}  // namespace retour::bench
