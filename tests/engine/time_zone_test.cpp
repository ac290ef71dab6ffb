#include <gtest/gtest.h>

#include "time/zone.hpp"

namespace retour {
namespace {

LocalDateTime wall(int year, int month, int day, int hour, int minute = 0, int second = 0) {
  return {LocalDate::from_ymd(year, month, day).value(), hour * 3600 + minute * 60 + second};
}

Zone zone(std::string_view name) {
  auto found = Zone::find(name);
  EXPECT_TRUE(found) << name << " is not built in";
  return found.value_or(Zone::utc());
}

TEST(Zone, UnknownNamesAreRefused) {
  EXPECT_FALSE(Zone::find("Europe/Gotham"));
  EXPECT_FALSE(Zone::find(""));
  EXPECT_FALSE(Zone::find("../../etc/passwd"));
  EXPECT_FALSE(Zone::find("Fixed/UTC+05:00:00")) << "a notation of the library, not a zone";
  EXPECT_FALSE(Zone::find("europe/moscow")) << "names are exact";
}

TEST(Zone, UtcIsItself) {
  const auto utc = Zone::find("UTC").value();
  EXPECT_EQ(utc.name(), "UTC");
  const auto at = utc.lookup(wall(2026, 11, 22, 9, 30));
  EXPECT_EQ(at.kind, LocalKind::unique);
  EXPECT_EQ(to_iso(at.first), "2026-11-22T09:30:00Z");
  EXPECT_EQ(utc.local(at.first), wall(2026, 11, 22, 9, 30));
}

TEST(Zone, DataHasAVersion) {
  const auto version = zone_data_version();
  ASSERT_GE(version.size(), 5u);
  EXPECT_EQ(version.substr(0, 2), "20");
}

TEST(Zone, StockholmSkipsAnHourInSpring) {
  const auto stockholm = zone("Europe/Stockholm");
  const auto gap = stockholm.lookup(wall(2026, 3, 29, 2, 30));
  EXPECT_EQ(gap.kind, LocalKind::skipped);
  EXPECT_EQ(to_iso(gap.first), "2026-03-29T01:30:00Z") << "read with the offset before (+1)";
  EXPECT_EQ(to_iso(gap.second), "2026-03-29T00:30:00Z") << "read with the offset after (+2)";
  EXPECT_EQ(stockholm.lookup(wall(2026, 3, 29, 1, 59, 59)).kind, LocalKind::unique);
  const auto after = stockholm.lookup(wall(2026, 3, 29, 3));
  EXPECT_EQ(after.kind, LocalKind::unique);
  EXPECT_EQ(to_iso(after.first), "2026-03-29T01:00:00Z");
}

TEST(Zone, StockholmRepeatsAnHourInAutumn) {
  const auto stockholm = zone("Europe/Stockholm");
  const auto twice = stockholm.lookup(wall(2026, 10, 25, 2, 30));
  EXPECT_EQ(twice.kind, LocalKind::repeated);
  EXPECT_EQ(to_iso(twice.first), "2026-10-25T00:30:00Z");
  EXPECT_EQ(to_iso(twice.second), "2026-10-25T01:30:00Z");
  EXPECT_EQ(stockholm.local(twice.first), wall(2026, 10, 25, 2, 30));
  EXPECT_EQ(stockholm.local(twice.second), wall(2026, 10, 25, 2, 30));
  EXPECT_EQ(stockholm.lookup(wall(2026, 10, 25, 3)).kind, LocalKind::unique);
}

TEST(Zone, RulesReachBeyondTheTable) {
  // Slim TZif files end with a rule text; a booking in 2040 must follow it.
  const auto stockholm = zone("Europe/Stockholm");
  EXPECT_EQ(to_iso(stockholm.lookup(wall(2040, 7, 1, 12)).first), "2040-07-01T10:00:00Z");
  EXPECT_EQ(to_iso(stockholm.lookup(wall(2040, 12, 1, 12)).first), "2040-12-01T11:00:00Z");
}

TEST(Zone, MoscowLeftSummerTimeForGoodIn2014) {
  const auto moscow = zone("Europe/Moscow");
  EXPECT_EQ(to_iso(moscow.lookup(wall(2014, 10, 25, 12)).first), "2014-10-25T08:00:00Z");
  EXPECT_EQ(to_iso(moscow.lookup(wall(2014, 10, 26, 12)).first), "2014-10-26T09:00:00Z");
  EXPECT_EQ(moscow.lookup(wall(2014, 10, 26, 1, 30)).kind, LocalKind::repeated);
  EXPECT_EQ(moscow.lookup(wall(2026, 3, 29, 2, 30)).kind, LocalKind::unique);
  EXPECT_EQ(moscow.lookup(wall(2026, 10, 25, 2, 30)).kind, LocalKind::unique);
}

TEST(Zone, DaysHave23And24And25Hours) {
  const auto stockholm = zone("Europe/Stockholm");
  const auto hours = [&](int month, int day) {
    return stockholm.day(LocalDate::from_ymd(2026, month, day).value()).minutes() / 60;
  };
  EXPECT_EQ(hours(3, 28), 24);
  EXPECT_EQ(hours(3, 29), 23);
  EXPECT_EQ(hours(3, 30), 24);
  EXPECT_EQ(hours(10, 24), 24);
  EXPECT_EQ(hours(10, 25), 25);
  EXPECT_EQ(hours(10, 26), 24);
}

TEST(Zone, DaysJoinWithoutGapOrOverlap) {
  for (const char* name : {"Europe/Stockholm", "Europe/Moscow"}) {
    const auto where = zone(name);
    LocalDate day = LocalDate::from_ymd(2009, 1, 1).value();
    Interval before = where.day(day.plus_days(-1));
    for (; day.year() < 2030; day = day.plus_days(1)) {
      const Interval now = where.day(day);
      ASSERT_EQ(before.end, now.begin) << name << ' ' << to_iso(day);
      ASSERT_EQ(where.local(now.begin), (LocalDateTime{day, 0})) << name;
      ASSERT_EQ(where.local({now.end.seconds - 1}).date, day) << name;
      before = now;
    }
  }
}

TEST(Zone, EveryHourRoundTripsThroughTheWallClock) {
  for (const char* name : {"Europe/Stockholm", "Europe/Moscow"}) {
    const auto where = zone(name);
    Instant at = where.day(LocalDate::from_ymd(2014, 1, 1).value()).begin;
    for (int hour = 0; hour < 24 * 366; ++hour, at = at.plus_minutes(60)) {
      const auto back = where.lookup(where.local(at));
      ASSERT_NE(back.kind, LocalKind::skipped) << name << ' ' << to_iso(at);
      ASSERT_TRUE(back.first == at || back.second == at) << name << ' ' << to_iso(at);
    }
  }
}

TEST(Zone, HostileInstantsAreBounded) {
  const auto stockholm = zone("Europe/Stockholm");
  EXPECT_EQ(stockholm.local({INT64_MAX}).date.year(), 10000)
      << "9999-12-31T23:59:59Z plus one hour";
  EXPECT_LE(stockholm.local({INT64_MIN}).date.year(), -9999);
}

}  // namespace
}  // namespace retour
