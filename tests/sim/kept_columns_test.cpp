// Random histories over the blocks in which the database keeps the funnel's columns: whatever
// happens to a clinic, columns out of blocks say what columns out of rows say.
#include <gtest/gtest.h>

#include "app/live_funnel.hpp"
#include "sim/random_history.hpp"
#include "support/column_dump.hpp"

namespace retour::sim {
namespace {

constexpr app::BlockSizes small_blocks{.people_least = 1,
                                       .events = 40,
                                       .people = 12,
                                       .gap_least = 1,
                                       .marks = 4,
                                       .days = 7,
                                       .again_share = 1};

/// What the clinic's columns are derived from now.
app::FunnelInputs inputs_of(app::Clinic& clinic) {
  const app::Catalogue& c = clinic.catalogue();
  const LocalDate today = clinic.today({});
  return app::with_digest(
      {.policy = c.policy,
       .services = funnel::ServiceLookup::of(c.services, c.staff, c.prices, today),
       .zone = c.zone_of({}),
       .now = clinic.now(),
       .today = today,
       .digest = {}});
}

void run_jobs(app::Clinic& clinic) {
  while (!clinic.jobs().is_empty()) clinic.jobs().run(1'000'000);
}

void load(app::Clinic& clinic, app::LiveFunnel& funnel) {
  ASSERT_TRUE(funnel.refresh().has_value());
  run_jobs(clinic);
  ASSERT_TRUE(funnel.refresh().has_value());
  ASSERT_TRUE(funnel.is_ready());
}

void expect_same(app::Clinic& clinic, const app::LiveFunnel& funnel) {
  const auto expected = test::dump_of_rows(clinic.tables(), inputs_of(clinic));
  const auto found = test::dump_of(funnel.columns(), funnel.people());
  EXPECT_EQ(expected.size(), found.size());
  for (const auto& [id, text] : expected) {
    const auto at = found.find(id);
    ASSERT_NE(at, found.end()) << to_text(id);
    ASSERT_EQ(at->second, text) << to_text(id);
  }
}

class KeptColumns : public testing::TestWithParam<std::uint64_t> {};

TEST_P(KeptColumns, BlocksSayWhatRowsSay) {
  SimulatedClinic clinic(GetParam());
  std::size_t from_blocks = 0, people = 0;
  for (std::size_t round = 0; round < 14; ++round) {
    // Few intentions a round: an erasure among them drops every block that holds a mark.
    clinic.run(300 + round * 40);
    // Statuses hold as of a day: columns of an earlier hour of it may know less.
    clinic.pass_days(round % 4 == 0 ? 200 : 1);
    clinic.reopen();
    app::LiveFunnel funnel(clinic.clinic(), small_blocks);
    load(clinic.clinic(), funnel);
    expect_same(clinic.clinic(), funnel);
    from_blocks += funnel.from_blocks();
    people += funnel.people().size();
    ASSERT_TRUE(clinic->tick(10'000).has_value());
    EXPECT_FALSE(clinic->jobs().is_empty()) << "columns are kept while nobody is there";
    run_jobs(clinic.clinic());
    const auto blocks = store::column_blocks(clinic->database());
    ASSERT_TRUE(blocks.has_value());
    EXPECT_GT(blocks->size(), 3U);
    const auto verified = clinic->verify();
    ASSERT_TRUE(verified.has_value());
    EXPECT_TRUE(verified->state_follows_log && verified->chain_holds);
  }
  EXPECT_GT(from_blocks * 4, people) << "most were kept: " << from_blocks << " of " << people;
}

INSTANTIATE_TEST_SUITE_P(Seeds, KeptColumns, testing::Values(1, 2, 3, 4));

}  // namespace
}  // namespace retour::sim
