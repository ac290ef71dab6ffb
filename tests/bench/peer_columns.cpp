#include "bench/peer_columns.hpp"

#include <cstdio>

#include "bench/bench.hpp"
#include "time/civil.hpp"

namespace retour::bench {
namespace {

template <class T>
std::vector<T> read_all(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) stop("no file " + path);
  std::fseek(file, 0, SEEK_END);
  std::vector<T> out(static_cast<std::size_t>(std::ftell(file)) / sizeof(T));
  std::rewind(file);
  if (std::fread(out.data(), sizeof(T), out.size(), file) != out.size()) stop("short " + path);
  std::fclose(file);
  return out;
}

template <class T>
std::vector<T> clustered(const std::string& path, const std::vector<std::uint32_t>& place) {
  const std::vector<T> all = read_all<T>(path);
  std::vector<T> out(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) out[place[i]] = all[i];
  return out;
}

}  // namespace

PeerColumns read_peer_columns(const std::string& folder) {
  PeerColumns out;
  std::vector<std::uint32_t> place;
  {
    const std::vector<std::int32_t> patient = read_all<std::int32_t>(folder + "/p.bin");
    out.offset.resize(static_cast<std::size_t>(std::ranges::max(patient)) + 2);
    for (const std::int32_t p : patient) ++out.offset[static_cast<std::size_t>(p) + 1];
    for (std::size_t p = 1; p < out.offset.size(); ++p) out.offset[p] += out.offset[p - 1];
    std::vector<std::uint32_t> next(out.offset.begin(), out.offset.end() - 1);
    for (const std::int32_t p : patient) place.push_back(next[static_cast<std::size_t>(p)]++);
  }
  out.seconds = clustered<std::int32_t>(folder + "/t.bin", place);
  out.amount = clustered<std::int32_t>(folder + "/a.bin", place);
  out.status = clustered<std::uint8_t>(folder + "/st.bin", place);
  out.source = clustered<std::uint8_t>(folder + "/so.bin", place);
  out.doctor = clustered<std::uint8_t>(folder + "/d.bin", place);
  out.branch = clustered<std::uint8_t>(folder + "/b.bin", place);
  return out;
}

FunnelCounts hard_coded_funnel(const PeerColumns& columns) {
  constexpr std::int32_t window = 90 * 86400;
  FunnelCounts counts{};
  const std::int32_t* at = columns.seconds.data();
  const std::uint8_t* status = columns.status.data();
  const std::uint8_t* sources = columns.source.data();
  const std::uint32_t* offset = columns.offset.data();
  const std::size_t patients = columns.patients();
  for (std::size_t p = 0; p < patients; ++p) {
    std::uint32_t i = offset[p];
    const std::uint32_t end = offset[p + 1];
    unsigned step = 0;
    std::int32_t limit = 0x7fffffff;
    std::uint8_t source = 0;
    for (; i < end; ++i)
      if (status[i] == 1) {
        limit = at[i] + window;
        source = sources[i];
        step = 1;
        ++i;
        break;
      }
    for (; i < end; ++i) step += static_cast<unsigned>((status[i] == step + 1) & (at[i] <= limit));
    ++counts[source][step];
  }
  for (auto& row : counts) {
    row[0] = 0;
    for (std::size_t k = 6; k >= 1; --k) row[k] += row[k + 1];
  }
  return counts;
}

std::vector<std::uint16_t> months_by_day() {
  std::vector<std::uint16_t> out;
  const LocalDate begin = *LocalDate::from_ymd(2021, 1, 1);
  for (LocalDate day = begin; day.year() < 2030; day = day.plus_days(1))
    out.push_back(static_cast<std::uint16_t>((day.year() - 2021) * 12 + day.month() - 1));
  return out;
}

CohortCounts hard_coded_cohorts(const PeerColumns& columns,
                                const std::vector<std::uint16_t>& months) {
  CohortCounts counts{};
  const std::uint8_t* status = columns.status.data();
  const std::uint32_t* offset = columns.offset.data();
  const std::size_t patients = columns.patients();
  for (std::size_t p = 0; p < patients; ++p) {
    std::uint32_t i = offset[p];
    const std::uint32_t end = offset[p + 1];
    while (i < end && status[i] != 1) ++i;
    if (i == end) continue;
    const std::size_t cohort = months[static_cast<std::size_t>(columns.seconds[i] / 86400)];
    ++counts[cohort][cohort_columns];
    while (i < end && status[i] != 4) ++i;
    if (i == end) continue;
    const std::size_t since = months[static_cast<std::size_t>(columns.seconds[i] / 86400)] - cohort;
    if (since < cohort_columns) ++counts[cohort][since];
  }
  return counts;
}

PeerValues hard_coded_values(const PeerColumns& columns) {
  PeerValues values{};
  const std::uint8_t* status = columns.status.data();
  const std::int32_t* amount = columns.amount.data();
  const std::uint32_t* offset = columns.offset.data();
  const std::size_t patients = columns.patients();
  for (std::size_t p = 0; p < patients; ++p) {
    std::uint32_t i = offset[p];
    const std::uint32_t end = offset[p + 1];
    while (i < end && status[i] != 4) ++i;
    if (i == end) continue;
    PeerValue& value = values[columns.doctor[i]];
    std::uint64_t sum = 0;
    unsigned paid = 0;
    for (; i < end; ++i) {
      sum += static_cast<std::uint32_t>(amount[i]);
      paid += amount[i] > 0 ? 1 : 0;
    }
    value.sum += sum;
    ++value.patients;
    value.returned += paid > 1 ? 1 : 0;
  }
  return values;
}

}  // namespace retour::bench
