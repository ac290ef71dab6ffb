// links: exchange
// Small tables of months (LD-14, LD-15): months in the notations people use, nothing lost silently.
#include "exchange/month_table.hpp"

#include <gtest/gtest.h>

namespace retour::exchange {
namespace {

TEST(MonthTable, MonthsAreReadAsPeopleWriteThem) {
  const LocalDate october = *LocalDate::from_ymd(2026, 10, 1);
  for (const std::string_view text : {"2026-10", "10.2026", "2026-10-01", "31.10.2026", " 2026-10 ",
                                      "октября 2026", "October 2026"})
    EXPECT_EQ(parse_month(text), october) << text;
  for (const std::string_view text : {"", "2026", "2026-13", "13.2026", "month", "-"})
    EXPECT_FALSE(parse_month(text)) << text;
}

TEST(MonthTable, AHeadingIsLeftOutAndBadLinesAreNamed) {
  const MonthTable table = read_month_table(
      "month;channel;visitors\n2026-10; Search ;900\nnonsense;Search;1\n\n2026-11;\"Maps; "
      "all\";5\n");
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0].line, 2U);
  EXPECT_EQ(table.rows[0].cells, (std::vector<std::string>{"Search", "900"}));
  EXPECT_EQ(table.rows[1].cells[0], "Maps; all");
  EXPECT_EQ(table.rows[1].line, 5U);
  EXPECT_EQ(table.bad_lines, std::vector<std::uint64_t>{3});
}

TEST(MonthTable, WithoutAHeadingTheFirstLineCounts) {
  EXPECT_EQ(read_month_table("2026-10,Search,900").rows.size(), 1U);
  EXPECT_EQ(read_month_table("2026-99;Search;900").bad_lines.size(), 1U) << "no heading";
  EXPECT_TRUE(read_month_table("").rows.empty());
}

// A short line after a long one was called a line without a month.
TEST(MonthTable, LinesNeedNotBeEquallyLong) {
  const MonthTable table =
      read_month_table("2026-10;Search;5;\"a; note\"\n2026-11;Maps\n2026-12;x;\"y\n");
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0].cells, (std::vector<std::string>{"Search", "5", "a; note"}));
  EXPECT_EQ(table.rows[1].cells, (std::vector<std::string>{"Maps"}));
  EXPECT_EQ(table.bad_lines, std::vector<std::uint64_t>{3}) << "torn";
}

TEST(MonthTable, TakesSoManyRowsAndSaysWhichItDoesNot) {
  std::string text;
  for (std::size_t i = 0; i < month_rows_max + 3; ++i) text += "2026-10;a;1\n";
  const MonthTable table = read_month_table(text);
  EXPECT_EQ(table.rows.size(), month_rows_max);
  EXPECT_EQ(table.bad_lines.size(), 3U);
}

}  // namespace
}  // namespace retour::exchange
