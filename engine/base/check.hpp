// CHECK: the form of a bug.
//
// Retour knows three outcomes in three forms: a *refusal* is a domain value the user may read, a
// *failure* is a `Result` (see result.hpp), and a *bug* stops the program here. A check is never
// reachable by user input alone; if bytes from outside can trip it, it must be a failure instead.
#pragma once

namespace retour {

/// Prints `file:line: expression` to the error stream and ends the program. Never returns.
[[noreturn]] void check_failed(const char* expression, const char* file, int line) noexcept;

}  // namespace retour

/// Stops the program when `condition` is false. Stays on in release builds: a wrong number on a
/// clinic's screen costs more than the branch.
#define RETOUR_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::retour::check_failed(#condition, __FILE__, __LINE__))
