/* libsodium's source of randomness in wasm: getentropy(), which the runtime answers with
 * crypto.getRandomValues. Takes the place (and the symbol) of randombytes_sysrandom.c. */
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "randombytes.h"
#include "randombytes_sysrandom.h"

static const char* random_name(void) {
  return "getentropy";
}

static void random_bytes(void* const buffer, const size_t size) {
  unsigned char* at = (unsigned char*)buffer;
  size_t left = size;
  while (left > 0) {
    const size_t step = left < 256 ? left : 256; /* the limit of getentropy */
    if (getentropy(at, step) != 0) abort();
    at += step;
    left -= step;
  }
}

static uint32_t random_word(void) {
  uint32_t word;
  random_bytes(&word, sizeof word);
  return word;
}

struct randombytes_implementation randombytes_sysrandom_implementation = {
    .implementation_name = random_name,
    .random = random_word,
    .stir = NULL,
    .uniform = NULL,
    .buf = random_bytes,
    .close = NULL,
};
