// The real file of appointments, where a machine has it: RETOUR_TEST_DATA names the folder that
// holds appointments/KaggleV2-May-2016.csv.gz. It is not part of the repository.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

namespace retour::test {

[[nodiscard]] inline std::optional<std::string> real_appointments() {
  const char* folder = std::getenv("RETOUR_TEST_DATA");
  if (folder == nullptr || *folder == '\0') return std::nullopt;
  const std::string command =
      "gzip -dc '" + std::string(folder) + "/appointments/KaggleV2-May-2016.csv.gz'";
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return std::nullopt;
  std::string bytes;
  char buffer[1 << 16];
  for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    bytes.append(buffer, n);
  return pclose(pipe) == 0 ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace retour::test
