// The events that every compared program reads (gen.cpp of the peers), clustered by patient, and
// the hard-coded passes over them: the shortest programs that answer the three questions.
//
//   files of a folder: p t st so d b a .bin   patient, seconds since 2021, status, source, doctor,
//                                             branch, amount; in order of time
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace retour::bench {

inline constexpr std::int64_t peer_epoch_seconds = 1'609'459'200;  // 2021-01-01

struct PeerColumns {
  std::vector<std::uint32_t> offset;  ///< Of patients, one more than there are.
  std::vector<std::int32_t> seconds, amount;
  std::vector<std::uint8_t> status, source, doctor, branch;
  [[nodiscard]] std::size_t patients() const { return offset.size() - 1; }
};

/// Reads and clusters; stops when a file is missing.
[[nodiscard]] PeerColumns read_peer_columns(const std::string& folder);

/// Ordered funnel, greedy from the first status 1, each step within 90 days of it, by source.
using FunnelCounts = std::array<std::array<std::uint32_t, 8>, 31>;
[[nodiscard]] FunnelCounts hard_coded_funnel(const PeerColumns& columns);

inline constexpr std::size_t cohort_columns = 13;
/// By month of the first status 1 and months until the first status 4; the last column: the size.
using CohortCounts = std::array<std::array<std::uint32_t, cohort_columns + 1>, 80>;
[[nodiscard]] std::vector<std::uint16_t> months_by_day();
[[nodiscard]] CohortCounts hard_coded_cohorts(const PeerColumns& columns,
                                              const std::vector<std::uint16_t>& months);

struct PeerValue {
  std::uint64_t sum = 0;
  std::uint32_t patients = 0, returned = 0;
};
/// What patients brought from their first status 4 on, by the doctor of that.
using PeerValues = std::array<PeerValue, 256>;
[[nodiscard]] PeerValues hard_coded_values(const PeerColumns& columns);

}  // namespace retour::bench
