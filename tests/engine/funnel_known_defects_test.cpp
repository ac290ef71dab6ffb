// Four ways in which a funnel that people trust tells them something false, all of them open for
// years in PostHog, the most exact public one (PS-11, PS-12, IM-13). Each has its test here by the
// number under which it was reported.
#include <gtest/gtest.h>

#include "funnel/cohorts.hpp"
#include "random_clinic_facts.hpp"

namespace retour::funnel {
namespace {

constexpr Instant start{1'700'006'400};
constexpr std::size_t booked = 3;  // the step from a booking to the entry product

class KnownDefects : public ::testing::Test {
 protected:
  struct Step {
    std::int64_t day;
    FunnelStatus status;
  };
  /// One more cycle of the last patient, or of a new one.
  void cycle(std::initializer_list<Step> steps, bool is_new_patient = true) {
    if (is_new_patient) patients_.emplace_back();
    Cycle& cycle = patients_.back().cycles.emplace_back();
    for (const Step& step : steps) {
      cycle.history.push_back({.at = day(step.day), .from = cycle.status, .to = step.status});
      cycle.status = step.status;
    }
    columns_.replace(static_cast<std::uint32_t>(patients_.size() - 1), patients_.back(), {}, {});
  }
  void many(int count, std::initializer_list<Step> steps) {
    for (int i = 0; i < count; ++i) cycle(steps);
  }
  static Instant day(std::int64_t number) { return start.plus_seconds(number * seconds_of_day); }
  /// The step from 3 to 4 as of a day, with a window of 30 days.
  [[nodiscard]] StepFigures measured(std::int64_t as_of, CountMode mode = CountMode::cycles,
                                     std::int32_t gap_days = 0) const {
    ReportQuery query{.period = {day(0), day(1000)}, .now = day(as_of), .mode = mode};
    query.window_days.fill(30);
    query.gap_days.fill(gap_days);
    return measure_funnel(columns_, query).steps[booked];
  }

  std::vector<PatientFunnel> patients_;
  EventColumns columns_;
};

TEST_F(KnownDefects, LateEntrantsDoNotDeflateConversion_PostHog44204) {
  many(40, {{0, FunnelStatus::booked}, {10, FunnelStatus::entry_paid}});
  many(40, {{0, FunnelStatus::booked}});
  const StepFigures before = measured(100);
  EXPECT_DOUBLE_EQ(before.share.value(), 0.5);
  many(200, {{99, FunnelStatus::booked}});
  const StepFigures after = measured(100);
  EXPECT_EQ(after.entrants, 280);
  EXPECT_DOUBLE_EQ(after.share.value(), 0.5) << "who entered yesterday says nothing yet";
  EXPECT_EQ(after.decided, 80);
  EXPECT_NEAR(after.estimate.value(), 0.5, 1e-12) << "nor do they pull the estimate down";
  // A naive share would have shown 40 of 280.
  EXPECT_GT(after.estimate_95.low, 40.0 / 280);
  // The same in a table of cohorts: an open month is marked and stays out of the sum.
  const CohortTable table = cohorts_of(columns_, {.from = FunnelStatus::booked,
                                                  .to = FunnelStatus::entry_paid,
                                                  .period = {day(0), day(1000)},
                                                  .now = day(100),
                                                  .months = 1});
  ASSERT_FALSE(table.total.empty());
  EXPECT_EQ(table.total[0].size, 80);
  EXPECT_FALSE(table.cohorts.back().cells.back().is_over);
}

TEST_F(KnownDefects, WhoIsStillInsideTheWindowIsNotLost_PostHog33605) {
  many(10, {{0, FunnelStatus::booked}});
  StepFigures step = measured(29);
  EXPECT_EQ(step.lost, 0);
  EXPECT_EQ(step.pending, 10);
  EXPECT_FALSE(step.share) << "nobody's window is over: no share, not a share of nothing";
  EXPECT_TRUE(step.reasons.empty());
  EXPECT_EQ(step.gross_lost_minor, 0);
  step = measured(30);
  EXPECT_EQ(step.lost, 10);
  EXPECT_EQ(step.pending, 0);
  EXPECT_DOUBLE_EQ(step.share.value(), 0);
}

TEST_F(KnownDefects, RepeatedConversionsCountOncePerCycleOrOncePerPerson_PostHog27988) {
  // Booked, paid, booked again and paid again within one cycle: one entrant, one conversion.
  cycle({{0, FunnelStatus::booked},
         {5, FunnelStatus::entry_paid},
         {6, FunnelStatus::booked},
         {9, FunnelStatus::entry_paid}});
  StepFigures step = measured(500);
  EXPECT_EQ(step.entrants, 1);
  EXPECT_EQ(step.converted, 1);
  // A second cycle is a second try: its entry is its own, and the first one's payment is not its.
  cycle({{200, FunnelStatus::booked}}, false);
  step = measured(500);
  EXPECT_EQ(step.entrants, 2);
  EXPECT_EQ(step.converted, 1);
  EXPECT_EQ(step.lost, 1);
  cycle({{300, FunnelStatus::booked}, {301, FunnelStatus::entry_paid}}, false);
  step = measured(500);
  EXPECT_EQ(step.entrants, 3);
  EXPECT_EQ(step.converted, 2) << "each cycle converts for itself";
  step = measured(500, CountMode::people);
  EXPECT_EQ(step.entrants, 1) << "a person is one, however often";
  EXPECT_EQ(step.converted, 1);
  EXPECT_EQ(step.lost, 0) << "his best outcome counts";
}

TEST_F(KnownDefects, AStepHasAShortestAndALongestTime_PostHog32413) {
  cycle({{0, FunnelStatus::booked}, {0, FunnelStatus::entry_paid}});   // paid when he was booked
  cycle({{0, FunnelStatus::booked}, {2, FunnelStatus::entry_paid}});   // just below the gap
  cycle({{0, FunnelStatus::booked}, {3, FunnelStatus::entry_paid}});   // the gap itself
  cycle({{0, FunnelStatus::booked}, {30, FunnelStatus::entry_paid}});  // the end of the window
  cycle({{0, FunnelStatus::booked}, {31, FunnelStatus::entry_paid}});  // too late
  StepFigures step = measured(500);
  EXPECT_EQ(step.entrants, 5);
  EXPECT_EQ(step.converted, 4);
  EXPECT_EQ(step.lost, 1);
  step = measured(500, CountMode::cycles, 3);
  EXPECT_EQ(step.entrants, 3) << "who converted sooner was never at risk in the step";
  EXPECT_EQ(step.converted, 2);
  EXPECT_EQ(step.lost, 1);
  EXPECT_DOUBLE_EQ(step.share.value(), 2.0 / 3);
}

}  // namespace
}  // namespace retour::funnel
