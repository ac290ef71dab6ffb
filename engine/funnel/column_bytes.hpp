// Rows of the event columns as bytes, so that a database can keep them and opening need not derive
// everybody's history again.
//
//   sizes      rows | cycles | events | charges | visits
//   ids        of each dimension those that occur, in order of their code in here
//   runs       cycles | charges | visits | badge, by row
//   columns    people, cycles, events, charges, visits: one after the other
//
//   a column   least value | bytes a value (0, 1, 2, 4, 8) | values less the least, little-endian
//
// Codes are of this block alone: they follow from what is in it, so blocks of any database can be
// read into any columns. Whoever keeps them says whether they are whole (a digest) and of when;
// a reader believes no number all the same.
#pragma once

#include <span>

#include "base/bytes.hpp"
#include "funnel/events.hpp"

namespace retour::funnel {

/// Changes whenever the bytes, or what the columns say, do.
inline constexpr std::uint8_t column_bytes_version = 1;

/// How much a run of rows holds.
struct RunSizes {
  std::uint64_t rows = 0;
  std::uint64_t cycles = 0;
  std::uint64_t events = 0;
  std::uint64_t charges = 0;
  std::uint64_t visits = 0;
};

/// Appends the runs of some rows to `out`. O(what they hold).
RunSizes write_rows(const EventColumns& columns, std::span<const std::uint32_t> rows, Bytes& out);

/// Puts the rows of a block behind the last row. False when the bytes are none that `write_rows`
/// wrote: then nothing is added. O(bytes).
[[nodiscard]] bool read_rows(ByteReader& in, EventColumns& columns);

}  // namespace retour::funnel
