// Random recurrence rules in zones with summer time, against Python's dateutil and zoneinfo.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.hpp"
#include "engine/random_recurrence.hpp"
#include "support/python.hpp"
#include "time/recurrence.hpp"

namespace retour {
namespace {

constexpr std::uint64_t rules = 1'500;
constexpr std::size_t members_max = 60;  // as the script has it
constexpr std::int64_t window_seconds = std::int64_t{86400} * 365 * 3;

struct Question {
  const char* zone;
  LocalDateTime begin;
  RecurrenceRule rule;
};

Question question_of(std::uint64_t seed) {
  SeededRandom random(seed);
  const char* zones[] = {"Europe/Stockholm", "America/New_York", "Europe/Moscow"};
  Question out;
  out.zone = zones[random.below(3)];
  out.begin = {
      LocalDate::from_ymd(2024, 1, 1)->plus_days(static_cast<std::int32_t>(random.below(1500))),
      static_cast<std::int32_t>(random.below(86400))};
  out.rule = testing::random_rule(random, out.begin);
  return out;
}

/// The members in the order of the wall clock, as the script gives them: no instant twice, since
/// a skipped time beside the real one is one visit to us.
std::vector<std::int64_t> ours(const Question& question) {
  const Zone zone = Zone::find(question.zone).value();
  const RecurrenceSet set{.begin = question.begin, .rule = question.rule};
  const Instant from = zone.lookup(question.begin).first;
  std::vector<std::int64_t> out;
  for (const Occurrence& one :
       expand(set, zone, {from.plus_seconds(-86400), from.plus_seconds(window_seconds)},
              members_max)
           .occurrences)
    out.push_back(one.begin.seconds);
  return out;
}

TEST(RecurrenceOracle, RandomRulesExpandAlike) {
  std::string input;
  for (std::uint64_t seed = 1; seed <= rules; ++seed) {
    const Question question = question_of(seed);
    input += std::string(question.zone) + "|" + to_iso(question.begin) + "|" +
             to_text(question.rule) + "\n";
  }
  const std::vector<std::string> answers = test::lines_of_python("recurrence_oracle.py", input);
  ASSERT_EQ(answers.size(), rules) << "the oracle did not answer; scripts/toolchain installs it";
  std::size_t members = 0, empty = 0;
  for (std::uint64_t seed = 1; seed <= rules; ++seed) {
    const Question question = question_of(seed);
    SCOPED_TRACE("seed " + std::to_string(seed) + " " + question.zone + " " +
                 to_iso(question.begin) + " " + to_text(question.rule));
    std::vector<std::int64_t> expected;
    const std::string& line = answers[seed - 1];
    for (std::size_t at = 0; at < line.size();) {
      const std::size_t end = std::min(line.find(',', at), line.size());
      expected.push_back(std::stoll(line.substr(at, end - at)));
      at = end + 1;
    }
    std::ranges::sort(expected);
    expected.erase(std::ranges::unique(expected).begin(), expected.end());
    std::vector<std::int64_t> found = ours(question);
    // Each list has the first 60: where instants were joined, or lie at the window's end, compare
    // what both must have.
    const std::size_t common = std::min(found.size(), expected.size());
    const std::size_t allowed = expected.size() + 8 >= members_max ? 8 : 1;
    ASSERT_LE(std::max(found.size(), expected.size()) - common, allowed);
    found.resize(common);
    expected.resize(common);
    ASSERT_EQ(found, expected);
    members += common;
    empty += common == 0 ? 1 : 0;
  }
  EXPECT_GT(members, rules * 20);
  EXPECT_LT(empty, rules / 3);
}

}  // namespace
}  // namespace retour
