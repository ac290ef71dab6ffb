// Where a row came from when another system told us about it.
#pragma once

#include <cstdint>
#include <string>

#include "model/ids.hpp"
#include "time/civil.hpp"

namespace retour {

/// Mark of origin. Ids of imported things are derived from (system, external id), so the same row
/// is the same thing in every later import; the digest says whether the row changed since.
struct Imported {
  ImportBatchId batch;      ///< Nil: entered here.
  std::string external_id;  ///< Opaque: never parsed as a number.
  std::int64_t digest = 0;  ///< First 8 bytes of the digest of the row's values.
  Instant vanished_at;      ///< 0: still there. The row was missing from a later import since then.
  bool operator==(const Imported&) const = default;
};

}  // namespace retour
