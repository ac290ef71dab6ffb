// Every zone of the IANA data, every change of its clocks in 2024 to 2029, against Python's
// zoneinfo. This program has the zones of tzdata in place of the few that the product carries.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "support/python.hpp"
#include "time/zone.hpp"
#include "time/zone_data.hpp"

namespace retour {
namespace {

struct Change {
  std::int64_t at = 0;
  std::int64_t before = 0;
  std::int64_t after = 0;
};

struct Expected {
  std::int64_t first_offset = 0;
  std::vector<Change> changes;
};

std::vector<std::int64_t> numbers_behind(const std::string& line, std::size_t bar) {
  std::vector<std::int64_t> out;
  while (bar != std::string::npos) {
    out.push_back(std::stoll(line.substr(bar + 1)));
    bar = line.find('|', bar + 1);
  }
  return out;
}

std::map<std::string, Expected> answers() {
  std::string names;
  for (unsigned i = 0; i < embedded_zone_count; ++i)
    names += std::string(embedded_zones[i].name) + "\n";
  std::map<std::string, Expected> out;
  for (const std::string& line : test::lines_of_python("zone_oracle.py", names)) {
    const std::size_t bar = line.find('|');
    const auto numbers = numbers_behind(line, bar);
    Expected& one = out[line.substr(0, bar)];
    if (numbers.size() == 1) {
      one.first_offset = numbers[0];
    } else if (numbers.size() == 3) {
      if (one.changes.empty()) one.first_offset = numbers[1];
      one.changes.push_back({numbers[0], numbers[1], numbers[2]});
    }
  }
  return out;
}

LocalDateTime wall(std::int64_t seconds) {
  return Zone::utc().local({seconds});
}

/// What lies around one change of clocks: the gap or the doubled hour, and both its ends.
void expect_change(const Zone& zone, const Change& change) {
  const std::int64_t before = change.at + change.before;  // on the wall, at the change
  const std::int64_t after = change.at + change.after;
  ASSERT_EQ(zone.local({change.at - 1}), wall(before - 1));
  ASSERT_EQ(zone.local({change.at}), wall(after));
  const std::int64_t low = std::min(before, after), high = std::max(before, after);
  ASSERT_EQ(zone.lookup(wall(low - 1)).kind, LocalKind::unique);
  ASSERT_EQ(zone.lookup(wall(high)).kind, LocalKind::unique);
  const bool is_gap = after > before;
  for (const std::int64_t inside : {low, (low + high) / 2, high - 1}) {
    const LocalLookup found = zone.lookup(wall(inside));
    ASSERT_EQ(found.kind, is_gap ? LocalKind::skipped : LocalKind::repeated);
    ASSERT_EQ(found.first.seconds, inside - change.before);
    ASSERT_EQ(found.second.seconds, inside - change.after);
  }
}

TEST(AllZones, EveryChangeOfClocksIsZoneinfos) {
  const auto expected = answers();
  ASSERT_EQ(expected.size(), embedded_zone_count) << "the oracle did not answer";
  ASSERT_GT(embedded_zone_count, 400U);
  std::size_t changes = 0;
  for (const auto& [name, one] : expected) {
    SCOPED_TRACE(name);
    const auto zone = Zone::find(name);
    ASSERT_TRUE(zone);
    // Between the changes nothing else happens: looked at every six hours.
    std::size_t next = 0;
    std::int64_t offset = one.first_offset;
    const std::int64_t first = LocalDate::from_ymd(2024, 1, 1)->days * std::int64_t{86400};
    const std::int64_t end = LocalDate::from_ymd(2030, 1, 1)->days * std::int64_t{86400};
    for (std::int64_t at = first; at < end; at += 6 * 3600) {
      for (; next < one.changes.size() && one.changes[next].at <= at; ++next)
        offset = one.changes[next].after;
      ASSERT_EQ(zone->local({at}), wall(at + offset)) << to_iso(Instant{at});
    }
    for (const Change& change : one.changes) {
      SCOPED_TRACE(to_iso(Instant{change.at}));
      expect_change(*zone, change);
    }
    changes += one.changes.size();
  }
  EXPECT_GT(changes, 2'000U);
}

TEST(AllZones, TheProductsZonesAreAmongThem) {
  std::set<std::string> names;
  for (unsigned i = 0; i < embedded_zone_count; ++i) names.insert(embedded_zones[i].name);
  for (const char* name : {"Europe/Moscow", "Europe/Stockholm", "Asia/Kamchatka",
                           "Africa/Casablanca", "Australia/Lord_Howe", "America/Nuuk", "UTC"})
    EXPECT_TRUE(names.contains(name)) << name;
}

}  // namespace
}  // namespace retour
