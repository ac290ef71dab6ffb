/* libsodium asks the processor which vector instructions it has. WebAssembly has one set, of which
 * Emscripten makes SSE, SSE2 and SSSE3, and a browser without it does not run the module at all.
 * Takes the place (and the symbols) of runtime.c. */
#include "runtime.h"

int _sodium_runtime_get_cpu_features(void) {
  return 0;
}
int sodium_runtime_has_neon(void) {
  return 0;
}
int sodium_runtime_has_sse2(void) {
  return 1;
}
int sodium_runtime_has_sse3(void) {
  return 1;
}
int sodium_runtime_has_ssse3(void) {
  return 1;
}
int sodium_runtime_has_sse41(void) {
  return 0;
}
int sodium_runtime_has_avx(void) {
  return 0;
}
int sodium_runtime_has_avx2(void) {
  return 0;
}
int sodium_runtime_has_avx512f(void) {
  return 0;
}
int sodium_runtime_has_pclmul(void) {
  return 0;
}
int sodium_runtime_has_aesni(void) {
  return 0;
}
int sodium_runtime_has_rdrand(void) {
  return 0;
}
