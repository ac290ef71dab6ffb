#include <gtest/gtest.h>

#include "time/civil.hpp"
#include "time/interval.hpp"

namespace retour {
namespace {

constexpr LocalDate date(int year, int month, int day) {
  return LocalDate::from_ymd(year, month, day).value();
}

// Civil arithmetic is decided at compile time.
static_assert(date(1970, 1, 1).days == 0);
static_assert(date(2000, 3, 1).days - date(2000, 2, 28).days == 2, "2000 was a leap year");
static_assert(date(1900, 3, 1).days - date(1900, 2, 28).days == 1, "1900 was not");
static_assert(!LocalDate::from_ymd(2026, 2, 29));
static_assert(!LocalDate::from_ymd(2026, 4, 31));
static_assert(!LocalDate::from_ymd(2026, 13, 1));
static_assert(!LocalDate::from_ymd(2026, 0, 1));
static_assert(!LocalDate::from_ymd(2026, 1, 0));
static_assert(date(2026, 11, 22).iso_weekday() == 7, "a Sunday");
static_assert(date(1969, 12, 29).iso_weekday() == 1, "Mondays before 1970 too");
static_assert(date(2026, 11, 22).year() == 2026 && date(2026, 11, 22).month() == 11 &&
              date(2026, 11, 22).day() == 22);
static_assert(quantum_of({-1}) == -1 && quantum_of({0}) == 0 && quantum_of({299}) == 0);
static_assert(quantum_at_or_after({1}) == 1 && quantum_at_or_after({300}) == 1);

TEST(Civil, EveryDayOfFourCenturiesRoundTrips) {
  LocalDate day = date(1850, 1, 1);
  const LocalDate end = date(2250, 1, 1);
  for (; day < end; day = day.plus_days(1)) {
    ASSERT_EQ(LocalDate::from_ymd(day.year(), day.month(), day.day()), day);
    ASSERT_EQ(date_from_iso(to_iso(day)), day);
    ASSERT_EQ(day.plus_days(7).iso_weekday(), day.iso_weekday());
  }
}

TEST(Civil, MonthsEndAtTheLastDayThatExists) {
  EXPECT_EQ(date(2026, 1, 31).plus_months(1), date(2026, 2, 28));
  EXPECT_EQ(date(2028, 1, 31).plus_months(1), date(2028, 2, 29));
  EXPECT_EQ(date(2026, 3, 31).plus_months(-1), date(2026, 2, 28));
  EXPECT_EQ(date(2028, 2, 29).plus_months(12), date(2029, 2, 28));
  EXPECT_EQ(date(2026, 11, 30).plus_months(3), date(2027, 2, 28));
  EXPECT_EQ(date(2026, 11, 22).plus_months(6), date(2027, 5, 22));
  EXPECT_EQ(date(2026, 1, 15).plus_months(-13), date(2024, 12, 15));
  EXPECT_EQ(date(2026, 1, 15).plus_months(0), date(2026, 1, 15));
}

TEST(Civil, IsoTexts) {
  EXPECT_EQ(to_iso(date(2026, 1, 2)), "2026-01-02");
  EXPECT_EQ(to_iso(date(987, 1, 2)), "0987-01-02");
  EXPECT_EQ(to_iso(LocalDateTime{date(2026, 11, 22), 9 * 3600 + 30 * 60}), "2026-11-22T09:30:00");
  EXPECT_EQ(to_iso(Instant{0}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(to_iso(Instant{-1}), "1969-12-31T23:59:59Z");
  EXPECT_EQ(to_iso(Instant{1461955089}), "2016-04-29T18:38:09Z");
}

TEST(Civil, IsoParsingIsStrict) {
  EXPECT_EQ(date_from_iso("2028-02-29"), date(2028, 2, 29));
  for (const char* wrong :
       {"", "2026-2-01", "2026-02-29", "2026-02-30", "26-02-01", "2026/02/01", "2026-02-01 ",
        " 2026-02-01", "2026-02-0a", "2026-02-01T00:00", "+026-02-01", "20260201"})
    EXPECT_FALSE(date_from_iso(wrong)) << wrong;
}

TEST(Civil, AgesCountWholeYears) {
  EXPECT_EQ(full_years_between(date(1990, 11, 22), date(2026, 11, 21)), 35);
  EXPECT_EQ(full_years_between(date(1990, 11, 22), date(2026, 11, 22)), 36);
  EXPECT_EQ(full_years_between(date(2008, 2, 29), date(2026, 2, 28)), 17);
  EXPECT_EQ(full_years_between(date(2008, 2, 29), date(2026, 3, 1)), 18);
  EXPECT_EQ(full_years_between(date(2008, 2, 29), date(2028, 2, 29)), 20);
  EXPECT_EQ(full_years_between(date(2026, 11, 23), date(2026, 11, 22)), -1);
}

}  // namespace
}  // namespace retour
