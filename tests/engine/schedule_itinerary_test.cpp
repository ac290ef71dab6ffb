// Itineraries against a search of all choices; what is said when there is none. Requirement: SC-17.
#include <gtest/gtest.h>

#include <tuple>

#include "base/random.hpp"
#include "schedule/itinerary.hpp"

namespace retour::schedule {
namespace {

StepPlace place(int day, int minute, int length) {
  const std::int64_t begin = day * std::int64_t{86400} + minute * 60;
  return {.time = {{begin}, {begin + length * 60}}, .date = {day}};
}

ItineraryRequest random_request(RandomSource& random) {
  const auto below = [&](std::uint64_t bound) { return static_cast<int>(random.below(bound)); };
  ItineraryRequest out;
  const int steps = 1 + below(4);
  const int days = 1 + below(5);
  for (int i = 0; i < steps; ++i) {
    ItineraryStep& step = out.steps.emplace_back();
    const int length = 15 * (1 + below(4));
    for (int k = 1 + below(7); k > 0; --k)
      step.places.push_back(
          place(below(static_cast<std::uint64_t>(days)), 480 + 15 * below(40), length));
  }
  for (int k = below(4); k > 0 && steps > 1; --k) {
    StepGap gap;
    gap.from = static_cast<std::uint32_t>(below(static_cast<std::uint64_t>(steps - 1)));
    gap.to = gap.from + 1 +
             static_cast<std::uint32_t>(below(static_cast<std::uint64_t>(steps - 1) - gap.from));
    gap.shortest_minutes = below(3) * 30;
    if (below(2) == 0) gap.longest_minutes = gap.shortest_minutes + below(4) * 700;
    out.gaps.push_back(gap);
  }
  if (below(3) == 0)
    out.patient_busy.push_back(
        place(below(static_cast<std::uint64_t>(days)), 480 + 15 * below(40), 90).time);
  return out;
}

/// Days, end and begins of a choice: smaller is better.
using Price = std::tuple<int, std::int64_t, std::vector<std::int64_t>>;
Price price_of(const ItineraryRequest& request, const std::vector<std::uint32_t>& places) {
  Price out{0, 0, {}};
  LocalDate last{-1};
  for (std::size_t i = 0; i < places.size(); ++i) {
    const StepPlace& one = request.steps[i].places[places[i]];
    std::get<0>(out) += one.date == last ? 0 : 1;
    last = one.date;
    std::get<1>(out) = one.time.end.seconds;
    std::get<2>(out).push_back(one.time.begin.seconds);
  }
  return out;
}

void try_all(const ItineraryRequest& request, std::vector<std::uint32_t>& places,
             std::optional<Price>& best) {
  if (places.size() == request.steps.size()) {
    if (!is_valid_itinerary(request, places)) return;
    const Price price = price_of(request, places);
    if (!best || price < *best) best = price;
    return;
  }
  for (std::uint32_t k = 0; k < request.steps[places.size()].places.size(); ++k) {
    places.push_back(k);
    try_all(request, places, best);
    places.pop_back();
  }
}

TEST(Itinerary, EqualsTheSearchOfAllChoices) {
  int found = 0, none = 0;
  for (std::uint64_t seed = 1; seed <= 3'000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const ItineraryRequest request = random_request(random);
    std::optional<Price> expected;
    std::vector<std::uint32_t> places;
    try_all(request, places, expected);
    const Itinerary answer = plan_itinerary(request);
    if (!expected) {
      ASSERT_TRUE(answer.verdict == ItineraryVerdict::no_combination ||
                  answer.verdict == ItineraryVerdict::no_place);
      ASSERT_TRUE(answer.places.empty()) << "all or none";
      ASSERT_LT(answer.step, request.steps.size());
      ++none;
      continue;
    }
    ASSERT_EQ(answer.verdict, ItineraryVerdict::found);
    ASSERT_TRUE(is_valid_itinerary(request, answer.places));
    ASSERT_EQ(price_of(request, answer.places), *expected);
    ASSERT_EQ(answer.days, std::get<0>(*expected));
    ++found;
  }
  EXPECT_GT(found, 500);
  EXPECT_GT(none, 500);
}

TEST(Itinerary, ATestThatExpiresIsNotTheFirstFreeOne) {
  ItineraryRequest request;
  request.steps = {{.places = {place(1, 540, 15), place(12, 540, 15)}},
                   {.places = {place(15, 600, 60)}}};
  request.gaps = {{.from = 0, .to = 1, .longest_minutes = 10 * 1440}};
  EXPECT_EQ(plan_itinerary(request).places, (std::vector<std::uint32_t>{1, 0}));
  request.gaps[0].longest_minutes = 1440;
  const Itinerary none = plan_itinerary(request);
  EXPECT_EQ(none.verdict, ItineraryVerdict::no_combination);
  EXPECT_EQ(none.step, 1U);
}

TEST(Itinerary, OneDayIsBetterThanAnEarlierEnd) {
  ItineraryRequest request;
  request.steps = {{.places = {place(1, 540, 30), place(3, 540, 30)}},
                   {.places = {place(2, 540, 30), place(3, 600, 30)}}};
  const Itinerary answer = plan_itinerary(request);
  EXPECT_EQ(answer.places, (std::vector<std::uint32_t>{1, 1}));
  EXPECT_EQ(answer.days, 1);
}

TEST(Itinerary, APatientWhoIsBusyIsNoPlace) {
  ItineraryRequest request;
  request.steps = {{.places = {place(1, 540, 30)}}, {.places = {place(1, 600, 30)}}};
  request.patient_busy = {place(1, 615, 60).time};
  const Itinerary answer = plan_itinerary(request);
  EXPECT_EQ(answer.verdict, ItineraryVerdict::no_place);
  EXPECT_EQ(answer.step, 1U);
}

TEST(Itinerary, LimitsAreSaid) {
  ItineraryRequest request;
  for (int i = 0; i < 6; ++i) {
    ItineraryStep& step = request.steps.emplace_back();
    for (int day = 0; day < 6; ++day)
      for (int k = 0; k < 20; ++k) step.places.push_back(place(day, 480 + 20 * k, 20));
  }
  const Itinerary whole = plan_itinerary(request);
  EXPECT_EQ(whole.verdict, ItineraryVerdict::found);
  EXPECT_EQ(whole.days, 1);
  request.nodes_max = 3;
  EXPECT_EQ(plan_itinerary(request).verdict, ItineraryVerdict::not_decided);

  // One place fewer than the proof takes: what is given is valid, and said to be unproved.
  int cut = 0;
  for (std::uint64_t seed = 1; seed <= 6'000; ++seed) {
    SeededRandom random(seed);
    ItineraryRequest small = random_request(random);
    const Itinerary proved = plan_itinerary(small);
    if (proved.verdict != ItineraryVerdict::found || proved.nodes < 2) continue;
    small.nodes_max = proved.nodes - 1;
    const Itinerary unproved = plan_itinerary(small);
    if (unproved.verdict == ItineraryVerdict::found_not_proved) {
      ASSERT_TRUE(is_valid_itinerary(small, unproved.places)) << "seed " << seed;
      ++cut;
    } else {
      ASSERT_EQ(unproved.verdict, ItineraryVerdict::not_decided) << "seed " << seed;
    }
  }
  EXPECT_GT(cut, 1);
}

}  // namespace
}  // namespace retour::schedule
