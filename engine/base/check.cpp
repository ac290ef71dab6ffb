// allow-file(print): the last words of a program that is about to stop
#include "base/check.hpp"

#include <cstdio>  // allow(include): the same
#include <cstdlib>

namespace retour {

void check_failed(const char* expression, const char* file, int line) noexcept {
  std::fprintf(stderr, "%s:%d: CHECK failed: %s\n", file, line, expression);
  std::fflush(stderr);
  std::abort();
}

}  // namespace retour
