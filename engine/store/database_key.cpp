#include "store/database_key.hpp"

#include <sodium.h>

namespace retour::store {

void wipe(void* memory, std::size_t size) noexcept {
  sodium_memzero(memory, size);
}

}  // namespace retour::store
