// Benchmarks of the native side: one program, `retour_bench NAME...`, run by scripts/bench.
//
//   void run() { report({.name = "slots_all", .ours = 7.5, .unit = "us", .limit = 7.7}); }
//   const Registration slots("slots", run);
//
// A machine that others use moves figures by a factor of two or three, so whatever is compared is
// measured alternately in the same minute (`paired`), and ratios of medians are what counts.
#pragma once

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace retour::bench {

/// One printed line. `peer` is another product's figure on the same work, measured in this run;
/// `limit` the figure to stay near or below (a budget, or the best that anyone could do).
struct Figure {
  std::string name;
  double ours = 0;
  std::string unit;
  std::optional<double> peer = {};
  std::optional<double> limit = {};
};

/// Prints one JSON object: name, ours, unit, peer, ratio_to_peer, limit, ratio_to_limit.
void report(const Figure& figure);

/// Adds a benchmark to the program's list.
struct Registration {
  Registration(const char* name, void (*run)());
};

[[noreturn]] inline void stop(const std::string& why) {
  std::fprintf(stderr, "benchmark: %s\n", why.c_str());
  std::abort();
}

template <class T>
T must(Result<T> result) {
  if (!result) stop(result.error().context);
  return std::move(*result);
}
inline void must(Status status) {
  if (!status) stop(status.error().context);
}

/// Keeps the optimiser from dropping what only the clock wants.
template <class T>
void keep(const T& value) {
  asm volatile("" : : "g"(&value) : "memory");
}

#ifdef __EMSCRIPTEN__
inline constexpr clockid_t work_clock = CLOCK_MONOTONIC;  // node knows no thread's own time
inline constexpr const char* name_prefix = "wasm_";
#else
inline constexpr clockid_t work_clock = CLOCK_THREAD_CPUTIME_ID;
inline constexpr const char* name_prefix = "";
#endif

/// Microseconds of processor time of one call, averaged over `calls`. For work in memory: waiting
/// for the processor while others use it is not counted. Work that waits for a disk needs a wall
/// clock.
template <class F>
double microseconds(F&& f, int calls = 1) {
  const auto now = [] {
    timespec at{};
    clock_gettime(work_clock, &at);
    return static_cast<double>(at.tv_sec) * 1e6 + static_cast<double>(at.tv_nsec) / 1e3;
  };
  const double begin = now();
  for (int i = 0; i < calls; ++i) f();
  return (now() - begin) / calls;
}

inline double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

/// Medians of two jobs that take turns, in microseconds per call.
template <class F, class G>
std::pair<double, double> paired(F&& ours, G&& other, int rounds, int calls) {
  std::vector<double> a, b;
  ours();
  other();
  for (int i = 0; i < rounds; ++i) {
    a.push_back(microseconds(ours, calls));
    b.push_back(microseconds(other, calls));
  }
  return {median(std::move(a)), median(std::move(b))};
}

}  // namespace retour::bench
