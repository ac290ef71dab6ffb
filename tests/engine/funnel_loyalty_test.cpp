// The mark of a first visit and coming again (DR-24, DR-28).
#include "funnel/loyalty.hpp"

#include <gtest/gtest.h>

namespace retour::funnel {
namespace {

constexpr Instant start{1'700'006'400};  // a midnight

Instant at(std::int32_t days) {
  return start.plus_seconds(std::int64_t{days} * 86'400 + 36'000);
}

struct World {
  EventColumns columns;
  std::vector<Mark> marks;
  std::uint32_t rows = 0;

  std::uint32_t person(std::initializer_list<int> visit_days) {
    PatientFacts facts;
    for (const int day : visit_days) {
      Visit& visit = facts.visits.emplace_back();
      visit.id = VisitId(id_from_name(std::to_string(rows) + "/" + std::to_string(day)));
      visit.arrived_at = visit.entered_at = at(day);
    }
    columns.replace(rows, {}, facts, {});
    return rows++;
  }
  void mark(std::uint32_t row, int day, int score) {
    marks.push_back({.row = row, .minute = minute_of(at(day)) + 60, .score = score});
  }
};

TEST(Loyalty, TheEarliestMarkOfTheFirstVisitCounts_DR24) {
  World world;
  world.mark(world.person({1, 9}), 1, 5);
  world.mark(world.person({1}), 2, 5);
  const auto changed = world.person({1, 1, 20});
  world.mark(changed, 20, 5);
  world.mark(changed, 1, 2);                // the first word counts
  world.mark(world.person({1}), 60, 1);     // too late to be of the first visit
  world.mark(world.person({500}), 500, 4);  // first came after the period
  world.mark(world.person({5}), 3, 4);      // before any visit
  world.person({1, 2});                     // never asked
  const auto groups = returns_by_first_mark(world.columns, world.marks, {at(0), at(100)});
  EXPECT_EQ(groups[0].patients, std::vector<std::uint32_t>{changed});
  EXPECT_EQ(groups[0].again, std::vector<std::uint32_t>{changed});
  EXPECT_TRUE(groups[1].patients.empty());
  EXPECT_EQ(groups[2].patients, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(groups[2].again, std::vector<std::uint32_t>{0});
  EXPECT_EQ(groups[2].share().part, 1);
}

TEST(Loyalty, TwoVisitsOfOneDayAreNoReturn) {
  World world;
  EXPECT_FALSE(came_again(world.columns, world.person({3, 3})));
  EXPECT_TRUE(came_again(world.columns, world.person({3, 4})));
}

}  // namespace
}  // namespace retour::funnel
