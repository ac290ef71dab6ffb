// retour_bench --list | NAME...
#include <cstdio>
#include <string_view>

#include "bench/bench.hpp"

namespace retour::bench {
namespace {

struct Entry {
  std::string_view name;
  void (*run)() = nullptr;
};

std::vector<Entry>& entries() {
  static std::vector<Entry> list;
  return list;
}

std::string number(std::optional<double> value) {
  if (!value) return "null";
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", *value);
  return text;
}

std::optional<double> ratio(double ours, std::optional<double> other) {
  if (!other || *other == 0) return std::nullopt;
  return ours / *other;
}

}  // namespace

Registration::Registration(const char* name, void (*run)()) {
  entries().push_back({name, run});
}

void report(const Figure& figure) {
  std::printf(
      "{\"name\": \"%s%s\", \"ours\": %s, \"unit\": \"%s\", \"peer\": %s, \"ratio_to_peer\": %s, "
      "\"limit\": %s, \"ratio_to_limit\": %s}\n",
      name_prefix, figure.name.c_str(), number(figure.ours).c_str(), figure.unit.c_str(),
      number(figure.peer).c_str(), number(ratio(figure.ours, figure.peer)).c_str(),
      number(figure.limit).c_str(), number(ratio(figure.ours, figure.limit)).c_str());
  std::fflush(stdout);
}

}  // namespace retour::bench

int main(int count, char** arguments) {
  using retour::bench::entries;
  std::ranges::sort(entries(), {}, [](const auto& e) { return e.name; });
  if (count < 2) {
    std::fputs("usage: retour_bench --list | NAME...\n", stderr);
    return 2;
  }
  for (int i = 1; i < count; ++i) {
    const std::string_view name = arguments[i];
    if (name == "--list") {
      for (const auto& entry : entries()) std::printf("%s\n", entry.name.data());
      continue;
    }
    const auto found = std::ranges::find(entries(), name, [](const auto& e) { return e.name; });
    if (found == entries().end()) {
      std::fprintf(stderr, "no benchmark %s (see --list)\n", arguments[i]);
      return 2;
    }
    found->run();
  }
  return 0;
}
