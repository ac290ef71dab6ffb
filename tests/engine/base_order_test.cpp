// sort_stably: the order of the standard's stable sort, whatever the items are.
#include "base/order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/random.hpp"

namespace retour {
namespace {

struct Row {
  std::uint64_t key = 0;
  std::string text;
  bool operator==(const Row&) const = default;
};

TEST(Order, IsThatOfTheStandardsStableSort) {
  constexpr std::uint64_t seed = 21;
  SCOPED_TRACE(seed);
  SeededRandom random(seed);
  for (const std::size_t size : {0U, 1U, 2U, 3U, 7U, 63U, 64U, 65U, 300U, 2000U}) {
    for (const std::uint64_t keys : {1U, 2U, 10U, 100'000U}) {
      std::vector<Row> rows(size);
      for (std::size_t i = 0; i < size; ++i) rows[i] = {random.below(keys), std::to_string(i)};
      std::vector<Row> expected = rows;
      std::ranges::stable_sort(expected, {}, &Row::key);
      sort_stably(rows, {}, &Row::key);
      ASSERT_EQ(rows, expected) << size << " items, " << keys << " keys";
      std::ranges::stable_sort(expected, std::ranges::greater{}, &Row::key);
      sort_stably(rows, std::ranges::greater{}, &Row::key);
      ASSERT_EQ(rows, expected) << size << " items, " << keys << " keys, descending";
    }
  }
}

TEST(Order, LeavesEqualItemsAsTheyStand) {
  std::vector<std::pair<int, char>> items{{2, 'a'}, {1, 'b'}, {2, 'c'}, {1, 'd'}, {2, 'e'}};
  sort_stably(items, {}, &std::pair<int, char>::first);
  const std::vector<std::pair<int, char>> expected{
      {1, 'b'}, {1, 'd'}, {2, 'a'}, {2, 'c'}, {2, 'e'}};
  EXPECT_EQ(items, expected);
}

TEST(Order, EveryPermutationOfAFew) {
  std::array<int, 6> given{0, 1, 2, 3, 4, 5};
  do {
    std::array<int, 6> sorted = given;
    sort_stably(sorted);
    ASSERT_TRUE(std::ranges::is_sorted(sorted)) << given[0] << given[1] << given[2] << given[3];
  } while (std::ranges::next_permutation(given).found);
}

TEST(Order, TakesItemsThatOnlyMove) {
  std::vector<std::unique_ptr<int>> items;
  for (const int value : {3, 1, 2}) items.push_back(std::make_unique<int>(value));
  sort_stably(items, {}, [](const std::unique_ptr<int>& item) { return *item; });
  EXPECT_EQ(*items[0], 1);
  EXPECT_EQ(*items[1], 2);
  EXPECT_EQ(*items[2], 3);
}

TEST(Order, TakesPartsOfArraysAndCapturingOrders) {
  std::array<std::size_t, 5> places{4, 3, 2, 1, 0};
  const std::array<int, 5> weights{50, 10, 40, 20, 30};
  sort_stably(std::span(places).subspan(1, 3),
              [&](std::size_t a, std::size_t b) { return weights[a] < weights[b]; });
  EXPECT_EQ(places, (std::array<std::size_t, 5>{4, 1, 3, 2, 0}));
}

TEST(Order, ComparesNoMoreThanNeededWhereAllIsInOrder) {
  std::vector<int> items(1000);
  for (int i = 0; i < 1000; ++i) items[static_cast<std::size_t>(i)] = i / 3;
  int comparisons = 0;
  sort_stably(items, [&](int a, int b) {
    ++comparisons;
    return a < b;
  });
  EXPECT_EQ(comparisons, 999);
}

}  // namespace
}  // namespace retour
