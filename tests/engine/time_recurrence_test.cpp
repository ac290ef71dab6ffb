// Recurrence (RFC 5545): the examples of the RFC in its own notation, clocks that change, edits,
// refusals. Random rules against an independent implementation: time_recurrence_oracle_test.cpp.
// Requirements: IM-18.
#include <gtest/gtest.h>

#include <cctype>

#include "base/random.hpp"
#include "engine/random_recurrence.hpp"
#include "time/recurrence.hpp"

namespace retour {
namespace {

LocalDateTime wall(int year, int month, int day, int hour = 9, int minute = 0) {
  return {LocalDate::from_ymd(year, month, day).value(), hour * 3600 + minute * 60};
}

Zone zone_of(std::string_view name) {
  return Zone::find(name).value();
}

RecurrenceRule rule_of(std::string_view text) {
  const auto rule = parse_recurrence_rule(text);
  EXPECT_TRUE(rule) << text << ": " << (rule ? "" : name_of(rule.error().fault));
  return rule.value_or(RecurrenceRule{});
}

Interval years(int first, int last) {
  const Zone utc = Zone::utc();
  return {utc.day(LocalDate::from_ymd(first, 1, 1).value()).begin,
          utc.day(LocalDate::from_ymd(last, 12, 31).value()).end};
}

// ---------------------------------------------------------------- the examples of the RFC

/// Reads the RFC's lists: `1997 EDT September 2-4,9; October 1` and, for times, `@09:00,09:20`.
/// EDT and EST say which offset the instants must have.
class DateList {
 public:
  explicit DateList(std::string_view text) : text_(text) {}

  std::vector<Instant> read() {
    while (skip_blanks()) {
      if (std::isdigit(static_cast<unsigned char>(peek())) != 0) {
        read_number();
      } else if (peek() == '@') {
        ++at_;
        read_times();
      } else {
        read_word();
      }
    }
    return out_;
  }

 private:
  char peek() const { return text_[at_]; }
  bool skip_blanks() {
    while (at_ < text_.size() &&
           (peek() == ' ' || peek() == ';' || peek() == ',' || peek() == '\n'))
      ++at_;
    return at_ < text_.size();
  }
  int number() {
    int value = 0;
    for (; at_ < text_.size() && peek() >= '0' && peek() <= '9'; ++at_)
      value = value * 10 + (peek() - '0');
    return value;
  }
  void read_number() {
    const int first = number();
    if (first > 31) {
      year_ = first;
      return;
    }
    int last = first;
    if (at_ < text_.size() && peek() == '-') {
      ++at_;
      last = number();
    }
    for (int day = first; day <= last; ++day) {
      day_ = day;
      if (at_ < text_.size() && peek() == '@') return;  // its times follow
      add(9 * 60);
    }
  }
  void read_times() {
    for (;;) {
      const int hour = number();
      ++at_;  // the colon
      add(hour * 60 + number());
      if (at_ + 1 >= text_.size() || peek() != ',') return;
      ++at_;
    }
  }
  void read_word() {
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    std::string word;
    for (; at_ < text_.size() && std::isalpha(static_cast<unsigned char>(peek())) != 0; ++at_)
      word += peek();
    if (word == "EDT" || word == "EST") {
      offset_hours_ = word == "EDT" ? 4 : 5;
      return;
    }
    const std::size_t found = months.find(word.substr(0, 3));
    ASSERT_TRUE(!word.empty() && found != std::string_view::npos && found % 3 == 0)
        << "'" << word << "' at " << at_ << " of " << text_;
    month_ = static_cast<int>(found / 3) + 1;
  }
  void add(int minute) {
    const LocalDate date = LocalDate::from_ymd(year_, month_, day_).value();
    out_.push_back({date.days * std::int64_t{86400} + minute * 60 + offset_hours_ * 3600});
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int year_ = 1997, month_ = 1, day_ = 1, offset_hours_ = 4;
  std::vector<Instant> out_;
};

struct Example {
  const char* lines;     // without DTSTART: that of the RFC, 2 September 1997 at nine, New York
  const char* expected;  // in the RFC's words
  bool goes_on = false;  // the RFC's list ends with "..."
  const char* begin = "19970902T090000";
};

// RFC 5545, section 3.8.5.3, in its order.
constexpr Example examples[] = {
    {"RRULE:FREQ=DAILY;COUNT=10", "1997 EDT September 2-11"},
    {"RRULE:FREQ=DAILY;UNTIL=19971224T000000Z",
     "1997 EDT September 2-30; October 1-25; EST October 26-31; November 1-30; December 1-23"},
    {"RRULE:FREQ=DAILY;INTERVAL=2",
     "1997 EDT September 2,4,6,8,10,12,14,16,18,20,22,24,26,28,30;"
     "October 2,4,6,8,10,12,14,16,18,20,22,24; EST October 26,28,30; November 1,3,5,7",
     true},
    {"RRULE:FREQ=DAILY;INTERVAL=10;COUNT=5", "1997 EDT September 2,12,22; October 2,12"},
    {"RRULE:FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
     "1998 EST January 1-31; 1999 January 1-31; 2000 January 1-31", false, "19980101T090000"},
    {"RRULE:FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1",
     "1998 EST January 1-31; 1999 January 1-31; 2000 January 1-31", false, "19980101T090000"},
    {"RRULE:FREQ=WEEKLY;COUNT=10",
     "1997 EDT September 2,9,16,23,30; October 7,14,21; EST October 28; November 4"},
    {"RRULE:FREQ=WEEKLY;UNTIL=19971224T000000Z",
     "1997 EDT September 2,9,16,23,30; October 7,14,21; EST October 28; November 4,11,18,25;"
     "December 2,9,16,23"},
    {"RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU",
     "1997 EDT September 2,16,30; October 14; EST October 28; November 11,25; December 9,23;"
     "1998 January 6,20; February 3,17",
     true},
    {"RRULE:FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
     "1997 EDT September 2,4,9,11,16,18,23,25,30; October 2"},
    {"RRULE:FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH",
     "1997 EDT September 2,4,9,11,16,18,23,25,30; October 2"},
    {"RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
     "1997 EDT September 1,3,5,15,17,19,29; October 1,3,13,15,17; EST October 27,29,31;"
     "November 10,12,14,24,26,28; December 8,10,12,22",
     false, "19970901T090000"},
    {"RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
     "1997 EDT September 2,4,16,18,30; October 2,14,16"},
    {"RRULE:FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
     "1997 EDT September 5; October 3; EST November 7; December 5;"
     "1998 January 2; February 6; March 6; April 3 ",
     true, "19970905T090000"},
    {"RRULE:FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR",
     "1997 EDT September 5; October 3; EST November 7; December 5", false, "19970905T090000"},
    {"RRULE:FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
     "1997 EDT September 7,28; EST November 2,30; 1998 January 4,25; March 1,29;"
     "EDT May 3,31",
     false, "19970907T090000"},
    {"RRULE:FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
     "1997 EDT September 22; October 20; EST November 17; December 22; 1998 January 19;"
     "February 16",
     false, "19970922T090000"},
    {"RRULE:FREQ=MONTHLY;BYMONTHDAY=-3",
     "1997 EDT September 28; EST October 29; November 28; December 29; 1998 January 29;"
     "February 26",
     true, "19970928T090000"},
    {"RRULE:FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
     "1997 EDT September 2,15; October 2,15; EST November 2,15; December 2,15; 1998 January 2,15"},
    {"RRULE:FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
     "1997 EDT September 30; October 1; EST October 31; November 1,30; December 1,31;"
     "1998 January 1,31; February 1",
     false, "19970930T090000"},
    {"RRULE:FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
     "1997 EDT September 10-15; 1999 EST March 10-13", false, "19970910T090000"},
    {"RRULE:FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
     "1997 EDT September 2,9,16,23,30; EST November 4,11,18,25; 1998 January 6,13,20,27;"
     "March 3,10,17,24,31",
     true},
    {"RRULE:FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
     "1997 EDT June 10; July 10; 1998 June 10; July 10; 1999 June 10; July 10;"
     "2000 June 10; July 10; 2001 June 10; July 10",
     false, "19970610T090000"},
    {"RRULE:FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
     "1997 EST March 10; 1999 January 10; February 10; March 10; 2001 January 10; February 10;"
     "March 10; 2003 January 10; February 10; March 10",
     false, "19970310T090000"},
    {"RRULE:FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
     "1997 EST January 1; EDT April 10; July 19; 2000 EST January 1; EDT April 9; July 18;"
     "2003 EST January 1; EDT April 10; July 19; 2006 EST January 1",
     false, "19970101T090000"},
    {"RRULE:FREQ=YEARLY;BYDAY=20MO", "1997 EDT May 19; 1998 May 18; 1999 May 17", true,
     "19970519T090000"},
    {"RRULE:FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997 EDT May 12; 1998 May 11; 1999 May 17", true,
     "19970512T090000"},
    {"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
     "1997 EST March 13,20,27; 1998 March 5,12,19,26; 1999 March 4,11,18,25", true,
     "19970313T090000"},
    {"RRULE:FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
     "1997 EDT June 5,12,19,26; July 3,10,17,24,31; August 7,14,21,28;"
     "1998 June 4,11,18,25; July 2,9,16,23,30; August 6,13,20,27;"
     "1999 June 3,10,17,24; July 1,8,15,22,29; August 5,12,19,26",
     true, "19970605T090000"},
    {"EXDATE;TZID=America/New_York:19970902T090000\nRRULE:FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
     "1998 EST February 13; March 13; November 13; 1999 EDT August 13; 2000 October 13", true},
    {"RRULE:FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
     "1997 EDT September 13; October 11; EST November 8; December 13; 1998 January 10;"
     "February 7; March 7; EDT April 11; May 9; June 13",
     true, "19970913T090000"},
    {"RRULE:FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
     "1996 EST November 5; 2000 November 7; 2004 November 2", true, "19961105T090000"},
    {"RRULE:FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
     "1997 EDT September 4; October 7; EST November 6", false, "19970904T090000"},
    {"RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
     "1997 EDT September 29; EST October 30; November 27; December 30; 1998 January 29;"
     "February 26; March 30",
     true, "19970929T090000"},
    {"RRULE:FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z",
     "1997 EDT September 2@09:00,12:00,15:00"},
    {"RRULE:FREQ=MINUTELY;INTERVAL=15;COUNT=6",
     "1997 EDT September 2@09:00,09:15,09:30,09:45,10:00,10:15"},
    {"RRULE:FREQ=MINUTELY;INTERVAL=90;COUNT=4", "1997 EDT September 2@09:00,10:30,12:00,13:30"},
    {"RRULE:FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40",
     "1997 EDT September 2@09:00,09:20,09:40,10:00,10:20,10:40,11:00,11:20,11:40,12:00,12:20,12:40,"
     "13:00,13:20,13:40,14:00,14:20,14:40,15:00,15:20,15:40,16:00,16:20,16:40;"
     "September 3@09:00,09:20",
     true},
    {"RRULE:FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16",
     "1997 EDT September 2@09:00,09:20,09:40,10:00,10:20,10:40,11:00,11:20,11:40,12:00,12:20,12:40,"
     "13:00,13:20,13:40,14:00,14:20,14:40,15:00,15:20,15:40,16:00,16:20,16:40;"
     "September 3@09:00,09:20",
     true},
    {"RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997 EDT August 5,10,19,24",
     false, "19970805T090000"},
    {"RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997 EDT August 5,17,19,31",
     false, "19970805T090000"},
    {"RRULE:FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
     "2007 EST January 15,30; February 15; EDT March 15,30", false, "20070115T090000"},
};

TEST(Recurrence, ExamplesOfTheRfc) {
  const Zone new_york = zone_of("America/New_York");
  for (const Example& example : examples) {
    SCOPED_TRACE(example.lines);
    const auto parsed = parse_recurrence(
        "DTSTART;TZID=America/New_York:" + std::string(example.begin) + "\r\n" + example.lines);
    ASSERT_TRUE(parsed) << name_of(parsed.error().fault) << ' ' << parsed.error().part;
    EXPECT_EQ(parsed->zone, "America/New_York");
    const std::vector<Instant> expected = DateList(example.expected).read();
    ASSERT_FALSE(expected.empty());
    const Expansion found = example.goes_on
                                ? expand(parsed->set, new_york, years(1996, 2010), expected.size())
                                : expand(parsed->set, new_york, years(1996, 2010));
    EXPECT_EQ(found.is_complete, !example.goes_on);
    ASSERT_EQ(found.occurrences.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
      ASSERT_EQ(to_iso(found.occurrences[i].begin), to_iso(expected[i])) << i;
  }
}

TEST(Recurrence, TheExampleWithFourSpellings) {
  // "Every 20 minutes" and the like: what the RFC calls the same set is the same set.
  const Zone new_york = zone_of("America/New_York");
  const auto of = [&](std::string_view rule) {
    return expand({.begin = wall(1997, 9, 2), .rule = rule_of(rule)}, new_york, years(1997, 1997));
  };
  const auto daily = of("FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40");
  const auto minutely = of("FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16");
  EXPECT_EQ(daily.occurrences, minutely.occurrences);
  EXPECT_EQ(daily.occurrences.size(), 121U * 24);
}

// ---------------------------------------------------------------- clocks that change

TEST(Recurrence, NineStaysNineThroughSummerTime) {
  const Zone stockholm = zone_of("Europe/Stockholm");
  const RecurrenceSet set{.begin = wall(2026, 3, 23), .rule = rule_of("FREQ=WEEKLY")};
  const auto found = expand(set, stockholm, years(2026, 2026), 2).occurrences;
  EXPECT_EQ(to_iso(found[0].begin), "2026-03-23T08:00:00Z");
  EXPECT_EQ(to_iso(found[1].begin), "2026-03-30T07:00:00Z");
}

TEST(Recurrence, SkippedTimesKeepTheOffsetBefore) {
  const Zone stockholm = zone_of("Europe/Stockholm");
  const RecurrenceSet set{.begin = wall(2026, 3, 28, 2, 30), .rule = rule_of("FREQ=DAILY;COUNT=3")};
  const auto found = expand(set, stockholm, years(2026, 2026)).occurrences;
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[1].kind, LocalKind::skipped);
  EXPECT_EQ(found[1].id, wall(2026, 3, 29, 2, 30)) << "the identity is the rule's";
  EXPECT_EQ(stockholm.local(found[1].begin), wall(2026, 3, 29, 3, 30));
  EXPECT_EQ(found[2].kind, LocalKind::unique);
}

TEST(Recurrence, RepeatedTimesMeanTheFirst) {
  const Zone stockholm = zone_of("Europe/Stockholm");
  const RecurrenceSet set{.begin = wall(2026, 10, 25, 2, 30),
                          .rule = rule_of("FREQ=DAILY;COUNT=1")};
  const auto found = expand(set, stockholm, years(2026, 2026)).occurrences;
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, LocalKind::repeated);
  EXPECT_EQ(to_iso(found[0].begin), "2026-10-25T00:30:00Z");
}

TEST(Recurrence, AShiftedTimeGivesWayToARealOne) {
  // Hourly through the gap: 02:00 would be at the instant of 03:00, which the rule has itself.
  const Zone stockholm = zone_of("Europe/Stockholm");
  const RecurrenceSet set{.begin = wall(2026, 3, 29, 0), .rule = rule_of("FREQ=HOURLY;COUNT=6")};
  const auto found = expand(set, stockholm, years(2026, 2026)).occurrences;
  ASSERT_EQ(found.size(), 5U);
  EXPECT_EQ(found[2].id, wall(2026, 3, 29, 3));
  EXPECT_EQ(found[2].kind, LocalKind::unique);
}

// ---------------------------------------------------------------- bounds

TEST(Recurrence, RulesThatNeverMatchEnd) {
  for (const char* text :
       {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31;COUNT=3"}) {
    const RecurrenceSet set{.begin = wall(2026, 1, 1), .rule = rule_of(text)};
    EXPECT_TRUE(expand(set, Zone::utc(), years(2026, 2400)).occurrences.empty()) << text;
    EXPECT_FALSE(find_occurrence(set, Zone::utc(), wall(2300, 3, 1))) << text;
  }
}

TEST(Recurrence, ALimitGivesTheEarliestAndSaysSo) {
  const RecurrenceSet set{.begin = wall(2026, 1, 1), .rule = rule_of("FREQ=SECONDLY")};
  const auto found = expand(set, Zone::utc(), years(2026, 2027), 5);
  EXPECT_FALSE(found.is_complete);
  ASSERT_EQ(found.occurrences.size(), 5U);
  EXPECT_EQ(found.occurrences[4].begin, found.occurrences[0].begin.plus_seconds(4));
  EXPECT_FALSE(expand(set, Zone::utc(), years(2026, 2030)).is_complete);
}

TEST(Recurrence, AWindowHasWhatTheWholeHasInIt) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const Zone zone = zone_of(random.below(2) == 0 ? "Europe/Stockholm" : "America/New_York");
    const RecurrenceSet set = testing::random_recurrence(random);
    const Interval all{zone.lookup(set.begin).first.plus_seconds(-86400 * 3),
                       zone.lookup(set.begin).first.plus_seconds(86400 * 500)};
    const Expansion whole = expand(set, zone, all);
    const Instant begin =
        all.begin.plus_seconds(static_cast<std::int64_t>(random.below(86400 * 400)));
    const Interval part{
        begin, begin.plus_seconds(1 + static_cast<std::int64_t>(random.below(86400 * 60)))};
    std::vector<Occurrence> expected = whole.occurrences;
    if (!whole.is_complete) continue;
    std::erase_if(expected, [&](const Occurrence& one) { return !part.contains(one.begin); });
    ASSERT_EQ(expand(set, zone, part).occurrences, expected);
    for (const Occurrence& one : expected)
      ASSERT_EQ(find_occurrence(set, zone, one.id), one) << to_iso(one.id);
  }
}

// ---------------------------------------------------------------- edits

std::vector<Instant> begins(const Expansion& expansion) {
  std::vector<Instant> out;
  for (const Occurrence& one : expansion.occurrences) out.push_back(one.begin);
  return out;
}

TEST(Recurrence, OneOccurrenceIsCancelledOrMoved) {
  const Zone utc = Zone::utc();
  const RecurrenceSet set{.begin = wall(2026, 1, 5), .rule = rule_of("FREQ=WEEKLY;COUNT=4")};
  const auto without = cancel_one(set, utc, wall(2026, 1, 12)).value();
  EXPECT_EQ(expand(without, utc, years(2026, 2026)).occurrences.size(), 3U);
  EXPECT_EQ(cancel_one(without, utc, wall(2026, 1, 12)).error(),
            RecurrenceEditFault::no_such_occurrence);
  EXPECT_EQ(cancel_one(set, utc, wall(2026, 1, 13)).error(),
            RecurrenceEditFault::no_such_occurrence);

  const auto moved = move_one(set, utc, wall(2026, 1, 12), wall(2026, 1, 14, 15)).value();
  const auto found = expand(moved, utc, years(2026, 2026)).occurrences;
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[1].id, wall(2026, 1, 12));
  EXPECT_EQ(found[1].wall, wall(2026, 1, 14, 15));
  EXPECT_EQ(move_one(set, utc, wall(2026, 1, 12), wall(2026, 1, 19)).error(),
            RecurrenceEditFault::time_taken);
  EXPECT_EQ(move_one(moved, utc, wall(2026, 1, 12), wall(2026, 1, 12)).value(), set)
      << "back to its own time undoes the move";
  EXPECT_EQ(cancel_one(moved, utc, wall(2026, 1, 12)).value(), without);
}

TEST(Recurrence, APartAndTheFollowingAreTheWhole) {
  int splits = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const Zone zone = zone_of("Europe/Stockholm");
    const RecurrenceSet set = testing::random_recurrence(random);
    const Instant begin = zone.lookup(set.begin).first;
    const Interval window{begin.plus_seconds(-86400 * 3), begin.plus_seconds(86400 * 300)};
    const Expansion whole = expand(set, zone, window, 400);
    if (whole.occurrences.empty()) continue;
    const LocalDateTime id = whole.occurrences[random.below(whole.occurrences.size())].id;
    const auto split = split_at(set, zone, id);
    ASSERT_TRUE(split);
    const Interval seen{window.begin, whole.occurrences.back().begin.plus_seconds(1)};
    std::vector<Instant> joined;
    if (split->before) {
      joined = begins(expand(*split->before, zone, seen));
      EXPECT_FALSE(find_occurrence(*split->before, zone, id));
    }
    const auto following = begins(expand(split->following, zone, seen));
    joined.insert(joined.end(), following.begin(), following.end());
    std::ranges::sort(joined);
    ASSERT_EQ(joined, begins(whole)) << to_text(ZonedRecurrence{set, ""});
    EXPECT_TRUE(find_occurrence(split->following, zone, id));
    ++splits;
  }
  EXPECT_GT(splits, 200);
}

TEST(Recurrence, AllMoveTogetherOrANewRuleIsAskedFor) {
  const Zone utc = Zone::utc();
  int shifted = 0, refused = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const RecurrenceSet set = testing::random_recurrence(random);
    const std::int64_t by = static_cast<std::int64_t>(random.below(9)) * 86400 - 4 * 86400 +
                            (random.below(2) == 0 ? 0 : 5400);
    const Instant begin = utc.lookup(set.begin).first;
    const auto moved = shift_all(set, utc, utc.local(begin.plus_seconds(by)));
    if (!moved) {
      EXPECT_EQ(moved.error(), RecurrenceEditFault::needs_new_rule);
      ++refused;
      continue;
    }
    const Interval window{begin.plus_seconds(-86400 * 3), begin.plus_seconds(86400 * 300)};
    RecurrenceSet still = set;  // moved occurrences are promises of their own and stay
    RecurrenceSet still_moved = *moved;
    still.moved.clear();
    still_moved.moved.clear();
    std::vector<Instant> expected = begins(expand(still, utc, window, 300));
    if (expected.empty()) continue;
    for (Instant& at : expected) at = at.plus_seconds(by);
    ASSERT_EQ(begins(expand(still_moved, utc,
                            {window.begin.plus_seconds(by), expected.back().plus_seconds(1)})),
              expected)
        << to_text(ZonedRecurrence{set, ""});
    ++shifted;
  }
  EXPECT_GT(shifted, 40);
  EXPECT_GT(refused, 40);
}

TEST(Recurrence, ANewRuleGivesBackExceptionsItLacks) {
  const Zone utc = Zone::utc();
  RecurrenceSet set{.begin = wall(2026, 1, 5), .rule = rule_of("FREQ=DAILY")};
  set = cancel_one(set, utc, wall(2026, 1, 12)).value();
  set = cancel_one(set, utc, wall(2026, 1, 13)).value();
  set = move_one(set, utc, wall(2026, 1, 14), wall(2026, 1, 14, 12)).value();
  const auto now = replace_rule(set, utc, set.begin, rule_of("FREQ=WEEKLY"));
  EXPECT_EQ(now.set.excluded, std::vector{wall(2026, 1, 12)});
  EXPECT_EQ(now.dropped, (std::vector{wall(2026, 1, 13), wall(2026, 1, 14)}));
}

// ---------------------------------------------------------------- text

struct Refused {
  const char* text;
  RecurrenceFault fault;
  const char* part;
};
constexpr Refused refusals[] = {
    {"", RecurrenceFault::no_frequency, "FREQ"},
    {"INTERVAL=2", RecurrenceFault::no_frequency, "FREQ"},
    {"FREQ=FORTNIGHTLY", RecurrenceFault::no_frequency, "FREQ=FORTNIGHTLY"},
    {"FREQ=DAILY;BYEASTER=1", RecurrenceFault::unknown_part, "BYEASTER=1"},
    {"FREQ=DAILY;FREQ=DAILY", RecurrenceFault::repeated_part, "FREQ=DAILY"},
    {"FREQ=DAILY;COUNT=", RecurrenceFault::no_value, "COUNT="},
    {"FREQ=DAILY;COUNT", RecurrenceFault::no_value, "COUNT"},
    {"FREQ=DAILY;", RecurrenceFault::no_value, ""},
    {"FREQ=DAILY;COUNT=ten", RecurrenceFault::bad_number, "COUNT=ten"},
    {"FREQ=DAILY;COUNT=0", RecurrenceFault::out_of_range, "COUNT=0"},
    {"FREQ=DAILY;COUNT=-1", RecurrenceFault::out_of_range, "COUNT=-1"},
    {"FREQ=DAILY;COUNT=99999999999", RecurrenceFault::bad_number, "COUNT=99999999999"},
    {"FREQ=DAILY;INTERVAL=0", RecurrenceFault::out_of_range, "INTERVAL=0"},
    {"FREQ=DAILY;BYHOUR=24", RecurrenceFault::out_of_range, "BYHOUR=24"},
    {"FREQ=DAILY;BYHOUR=-1", RecurrenceFault::out_of_range, "BYHOUR=-1"},
    {"FREQ=DAILY;BYHOUR=9,,10", RecurrenceFault::bad_number, "BYHOUR=9,,10"},
    {"FREQ=MONTHLY;BYMONTHDAY=0", RecurrenceFault::out_of_range, "BYMONTHDAY=0"},
    {"FREQ=MONTHLY;BYMONTHDAY=32", RecurrenceFault::out_of_range, "BYMONTHDAY=32"},
    {"FREQ=MONTHLY;BYMONTHDAY=+-3", RecurrenceFault::bad_number, "BYMONTHDAY=+-3"},
    {"FREQ=MONTHLY;BYDAY=XX", RecurrenceFault::bad_weekday, "BYDAY=XX"},
    {"FREQ=MONTHLY;BYDAY=0MO", RecurrenceFault::out_of_range, "BYDAY=0MO"},
    {"FREQ=MONTHLY;BYDAY=54MO", RecurrenceFault::out_of_range, "BYDAY=54MO"},
    {"FREQ=WEEKLY;BYDAY=1MO", RecurrenceFault::ordinal_not_here, "BYDAY"},
    {"FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", RecurrenceFault::ordinal_not_here, "BYDAY"},
    {"FREQ=WEEKLY;BYMONTHDAY=3", RecurrenceFault::not_for_frequency, "BYMONTHDAY"},
    {"FREQ=MONTHLY;BYYEARDAY=3", RecurrenceFault::not_for_frequency, "BYYEARDAY"},
    {"FREQ=MONTHLY;BYWEEKNO=3", RecurrenceFault::not_for_frequency, "BYWEEKNO"},
    {"FREQ=MONTHLY;BYSETPOS=1", RecurrenceFault::position_alone, "BYSETPOS"},
    {"FREQ=DAILY;COUNT=3;UNTIL=20260101", RecurrenceFault::count_and_until, "COUNT"},
    {"FREQ=DAILY;UNTIL=20260230", RecurrenceFault::bad_time, "UNTIL=20260230"},
    {"FREQ=DAILY;UNTIL=2026-01-01", RecurrenceFault::bad_time, "UNTIL=2026-01-01"},
    {"FREQ=DAILY;UNTIL=20260101T240000", RecurrenceFault::bad_time, "UNTIL=20260101T240000"},
    {"FREQ=DAILY;WKST=1", RecurrenceFault::bad_weekday, "WKST=1"},
};

TEST(Recurrence, RefusalsNameTheRuleAndThePart) {
  for (const Refused& row : refusals) {
    const auto parsed = parse_recurrence_rule(row.text);
    ASSERT_FALSE(parsed) << row.text;
    EXPECT_EQ(name_of(parsed.error().fault), name_of(row.fault)) << row.text;
    EXPECT_EQ(parsed.error().part, row.part) << row.text;
  }
  const std::string many = "FREQ=DAILY;BYMINUTE=1" + [] {
    std::string out;
    for (int i = 0; i < 1'000; ++i) out += ",1";
    return out;
  }();
  EXPECT_EQ(parse_recurrence_rule(many).error().fault, RecurrenceFault::too_many_values);
}

TEST(Recurrence, SetsAreRefusedWithTheLine) {
  const auto fault = [](std::string_view text) { return parse_recurrence(text).error().fault; };
  EXPECT_EQ(fault(""), RecurrenceFault::no_begin);
  EXPECT_EQ(fault("RRULE:FREQ=DAILY"), RecurrenceFault::no_begin);
  EXPECT_EQ(fault("DTSTART:20260101"), RecurrenceFault::bad_time);
  EXPECT_EQ(fault("DTSTART;VALUE=DATE:20260101"), RecurrenceFault::bad_time);
  EXPECT_EQ(fault("DTSTART:20260101T090000\nDTSTART:20260101T090000"),
            RecurrenceFault::repeated_part);
  EXPECT_EQ(fault("DTSTART:20260101T090000\nRRULE:FREQ=DAILY\nRRULE:FREQ=DAILY"),
            RecurrenceFault::repeated_part);
  EXPECT_EQ(fault("DTSTART:20260101T090000\nEXDATE:20260101T090000Z"), RecurrenceFault::other_zone);
  EXPECT_EQ(fault("DTSTART;TZID=Europe/Moscow:20260101T090000Z"), RecurrenceFault::bad_time);
  EXPECT_EQ(fault("DTSTART:20260101T090000\nSUMMARY:x"), RecurrenceFault::unknown_part);
  EXPECT_EQ(fault("DTSTART:20260101T090000\nX-MOVED:20260101T090000"), RecurrenceFault::bad_time);
  EXPECT_EQ(fault("DTSTART:20260101T090000\nEXDATE:20260101T090000\n"
                  "X-MOVED:20260101T090000/20260102T090000"),
            RecurrenceFault::repeated_part);
}

TEST(Recurrence, TextsAreReadBack) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const char* zones[] = {"", "UTC", "Europe/Moscow"};
    const ZonedRecurrence one{testing::random_recurrence(random), zones[random.below(3)]};
    const std::string text = to_text(one);
    const auto again = parse_recurrence(text);
    ASSERT_TRUE(again) << text << name_of(again.error().fault) << ' ' << again.error().part;
    ASSERT_EQ(*again, one) << text;
    // Folded at 75 octets with the line ends of calendars it is the same.
    std::string folded;
    int column = 0;
    for (const char c : text) {
      if (c == '\n') {
        folded += "\r\n";
        column = 0;
        continue;
      }
      if (++column == 75) {
        folded += "\r\n ";
        column = 1;
      }
      folded += c;
    }
    ASSERT_EQ(parse_recurrence(folded), again);
  }
  EXPECT_EQ(to_text(rule_of("byday=fr,mo,MO;wkst=su;interval=1;freq=weekly")),
            "FREQ=WEEKLY;BYDAY=MO,FR;WKST=SU");
  EXPECT_EQ(to_text(rule_of("FREQ=MINUTELY;BYSECOND=60")), "FREQ=MINUTELY;BYSECOND=59");
}

TEST(Recurrence, ProgramsAreHeldToTheSameRanges) {
  RecurrenceRule rule{.frequency = Frequency::daily};
  rule.by_hour = {17, 9, 17};
  EXPECT_EQ(normalised(rule)->by_hour, (std::vector<std::uint8_t>{9, 17}));
  rule.by_hour = {24};
  EXPECT_EQ(normalised(rule).error(), (RecurrenceRefusal{RecurrenceFault::out_of_range, "BYHOUR"}));
  rule.by_hour = {};
  rule.by_day = {{.ordinal = 0, .iso_weekday = 8}};
  EXPECT_EQ(normalised(rule).error().part, "BYDAY");
}

}  // namespace
}  // namespace retour
