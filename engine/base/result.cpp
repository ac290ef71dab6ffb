#include "base/result.hpp"

namespace retour {

std::string_view name_of(FailureCode code) noexcept {
  switch (code) {
    case FailureCode::io: return "io";
    case FailureCode::out_of_space: return "out_of_space";
    case FailureCode::wrong_passphrase: return "wrong_passphrase";
    case FailureCode::corrupt: return "corrupt";
    case FailureCode::malformed: return "malformed";
    case FailureCode::newer_schema: return "newer_schema";
    case FailureCode::not_found: return "not_found";
    case FailureCode::conflict: return "conflict";
    case FailureCode::limit: return "limit";
    case FailureCode::cancelled: return "cancelled";
    case FailureCode::unsupported: return "unsupported";
    case FailureCode::read_only: return "read_only";
  }
  return "unknown";
}

}  // namespace retour
