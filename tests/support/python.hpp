// Answers of independent implementations: a script of tests/support, run by the system's Python
// (its modules are among the packages of scripts/toolchain). Needs no network.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace retour::test {

/// Lines that `tests/support/SCRIPT` prints when it reads `input`. Nothing when it fails: a test
/// must see that as an error, its oracle is missing.
[[nodiscard]] inline std::vector<std::string> lines_of_python(const std::string& script,
                                                              const std::string& input) {
  char name[] = "/tmp/retour_oracle_XXXXXX";
  const int file = mkstemp(name);
  if (file < 0) return {};
  std::FILE* in = fdopen(file, "w");
  const bool is_written = std::fwrite(input.data(), 1, input.size(), in) == input.size();
  if (std::fclose(in) != 0 || !is_written) return {};
  const std::string python = access("/usr/bin/python3", X_OK) == 0 ? "/usr/bin/python3" : "python3";
  const std::string command =
      python + " -B '" RETOUR_SOURCE_DIR "/tests/support/" + script + "' < " + name;
  std::vector<std::string> lines;
  if (std::FILE* out = popen(command.c_str(), "r")) {
    char* line = nullptr;
    std::size_t capacity = 0;
    for (ssize_t n; (n = getline(&line, &capacity, out)) > 0;)
      lines.emplace_back(line, static_cast<std::size_t>(line[n - 1] == '\n' ? n - 1 : n));
    std::free(line);
    if (pclose(out) != 0) lines.clear();
  }
  std::remove(name);
  return lines;
}

}  // namespace retour::test
