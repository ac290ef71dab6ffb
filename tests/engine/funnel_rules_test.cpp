// The rules of statuses, cycles and money as tables (PS-01..PS-10, IM-03..IM-05, IM-15).
#include "tables/funnel_table.hpp"

namespace retour {
namespace {

TEST(FunnelRules, StatusesFollowFacts) {
  test::FunnelTable table;
  table.run_file("statuses.txt");
  EXPECT_GT(table.lines_checked(), 100);
}

TEST(FunnelRules, CyclesOpenAndClose) {
  test::FunnelTable table;
  table.run_file("cycles.txt");
  EXPECT_GT(table.lines_checked(), 60);
}

TEST(FunnelRules, MoneyIsSettled) {
  test::FunnelTable table;
  table.run_file("settlement.txt");
  EXPECT_GT(table.lines_checked(), 50);
}

}  // namespace
}  // namespace retour
