#include "time/hlc.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace retour {
namespace {

static_assert(HybridTime::of(-5, 7).milliseconds() == 0, "times before 1970 are 0");
static_assert(HybridTime::of(1795338000000, 3).milliseconds() == 1795338000000);
static_assert(HybridTime::of(1795338000000, 3).counter() == 3);
static_assert(HybridTime::of(1, 0xFFFF) < HybridTime::of(2, 0));

TEST(HybridClock, FollowsTheWallClock) {
  HybridClock clock;
  EXPECT_EQ(clock.tick(1000), HybridTime::of(1000, 0));
  EXPECT_EQ(clock.tick(2000), HybridTime::of(2000, 0));
}

TEST(HybridClock, NeverRunsBackwards) {
  HybridClock clock;
  (void)clock.tick(1000);
  EXPECT_EQ(clock.tick(1000), HybridTime::of(1000, 1)) << "twice in one millisecond";
  EXPECT_EQ(clock.tick(400), HybridTime::of(1000, 2)) << "the wall clock was set back";
}

TEST(HybridClock, WhatWasSeenComesBefore) {
  HybridClock clock;
  clock.observe(HybridTime::of(5000, 9));
  EXPECT_EQ(clock.tick(1000), HybridTime::of(5000, 10));
  clock.observe(HybridTime::of(10, 0));
  EXPECT_EQ(clock.last(), HybridTime::of(5000, 10)) << "an old stamp changes nothing";
}

TEST(HybridClock, AFullCounterRollsIntoTheMilliseconds) {
  HybridClock clock(HybridTime::of(1000, 0xFFFF));
  EXPECT_EQ(clock.tick(1000), HybridTime::of(1001, 0));
}

TEST(HybridClock, StampsAlwaysRise) {
  const std::uint64_t seed = 77;
  SCOPED_TRACE(seed);
  SeededRandom random(seed);
  HybridClock clock;
  HybridTime before;
  for (int i = 0; i < 10000; ++i) {
    if (random.below(4) == 0)
      clock.observe(HybridTime::of(static_cast<std::int64_t>(random.below(2000)), 5));
    const HybridTime now = clock.tick(static_cast<std::int64_t>(random.below(2000)));
    ASSERT_GT(now, before);
    before = now;
  }
}

TEST(HybridClock, ADeviceIn2038WinsNothing) {
  const std::int64_t hub = 1795338000000;
  const HybridTime future = HybridTime::of(2147483648000, 0);
  EXPECT_LE(clamp(future, hub).milliseconds(), hub + clock_lead_milliseconds_max);
  const HybridTime close = HybridTime::of(hub + 1000, 4);
  EXPECT_EQ(clamp(close, hub), close) << "a clock that is right stays as it is";
}

}  // namespace
}  // namespace retour
