// links: app
// What is kept in memory about everybody follows what happens, and never costs a second load where
// one patient would do.
#include "app/live_funnel.hpp"

#include "clinic_fixture.hpp"
#include "funnel/report.hpp"

namespace retour::app {
namespace {

using funnel::FunnelStatus;

class LiveFunnelTest : public ClinicTest {
 protected:
  void SetUp() override {
    ClinicTest::SetUp();
    funnel_ = std::make_unique<LiveFunnel>(*clinic_);
  }
  void refresh() {
    const Status done = funnel_->refresh();
    ASSERT_TRUE(done.has_value()) << done.error().context;
  }
  void load() {
    refresh();
    run_jobs();
    refresh();
    ASSERT_TRUE(funnel_->is_ready());
  }
  std::unique_ptr<LiveFunnel> funnel_;
};

TEST_F(LiveFunnelTest, AClickChangesOnePatientWithoutALoad) {
  load();
  EXPECT_EQ(funnel_->status_of(patient_), FunnelStatus::cold);
  const Booking booking = booking_at(patient_, 10 * 60);
  const OpId booked = accept(clinic_->submit({OpKind::book, {whole(booking)}}));
  refresh();
  EXPECT_TRUE(clinic_->jobs().is_empty()) << "one patient is read at once";
  EXPECT_EQ(funnel_->status_of(patient_), FunnelStatus::booked);
  accept(clinic_->undo(booked));
  refresh();
  EXPECT_EQ(funnel_->status_of(patient_), FunnelStatus::cold) << "a slip is no contact";
}

TEST_F(LiveFunnelTest, NewcomersGetARowAndTheErasedLoseTheirs) {
  load();
  const std::size_t before = funnel_->patients().size();
  const PatientId fresh = add_patient("Новая");
  refresh();
  EXPECT_EQ(funnel_->patients().size(), before + 1);
  ASSERT_TRUE(funnel_->row_of(fresh).has_value());
  EXPECT_EQ(funnel_->status_of(fresh), FunnelStatus::cold);
  accept(clinic_->erase_patient(fresh, "letter"));
  refresh();
  EXPECT_NE(funnel_->status_of(fresh), FunnelStatus::booked);
}

TEST_F(LiveFunnelTest, ACallMatchedToAnotherPatientChangesBoth) {
  const PatientId other = add_patient("Другая");
  Call call;
  call.id = clinic_->new_id<Call>();
  call.patient = patient_;
  call.at = clinic_->now();
  call.phone = "+79990000001";
  accept(clinic_->submit({OpKind::log_call, {whole(call)}}));
  load();
  EXPECT_EQ(funnel_->status_of(patient_), FunnelStatus::warm);
  call.patient = other;
  accept(clinic_->submit({OpKind::match_call, {facets_of(call, 1, 2)}}));
  refresh();
  EXPECT_EQ(funnel_->status_of(other), FunnelStatus::warm);
  EXPECT_EQ(funnel_->status_of(patient_), FunnelStatus::cold);
}

TEST_F(LiveFunnelTest, ChangedRulesAreAppliedToEverybody) {
  load();
  const std::uint64_t version = funnel_->version();
  Policy policy = clinic_->catalogue().policy;
  policy.id = the_policy_id();
  policy.cycle_silence_months = 6;
  accept(clinic_->submit({OpKind::set_policy, {whole(policy)}}));
  refresh();
  EXPECT_FALSE(clinic_->jobs().is_empty()) << "a load is under way";
  EXPECT_TRUE(funnel_->is_ready()) << "and the former figures are shown meanwhile";
  run_jobs();
  refresh();
  EXPECT_GT(funnel_->version(), version);
}

TEST_F(LiveFunnelTest, MidnightIsAChange) {
  load();
  const std::uint64_t version = funnel_->version();
  now_ms_ += 24 * 3600 * 1000;
  load();
  EXPECT_GT(funnel_->version(), version);
}

// Loading everybody anew must give what following every change gave.
TEST_F(LiveFunnelTest, FollowingGivesWhatLoadingGives) {
  load();
  std::vector<PatientId> people{patient_};
  for (int i = 0; i < 40; ++i) {
    const PatientId person = add_patient(("Пациент" + std::to_string(i)).c_str());
    people.push_back(person);
    if (i % 3 != 0) accept(clinic_->submit({OpKind::book, {whole(booking_at(person, i * 30))}}));
    refresh();
  }
  LiveFunnel fresh(*clinic_);
  ASSERT_TRUE(fresh.refresh().has_value());
  run_jobs();
  ASSERT_TRUE(fresh.refresh().has_value());
  for (const PatientId person : people)
    EXPECT_EQ(funnel_->status_of(person), fresh.status_of(person)) << to_text(person);
  const Interval ever{{0}, {clinic_->now().seconds + 1}};
  const auto query = funnel::query_of(clinic_->catalogue().policy, ever, clinic_->now());
  const auto followed = funnel::measure_funnel(funnel_->columns(), query);
  const auto loaded = funnel::measure_funnel(fresh.columns(), query);
  EXPECT_EQ(followed.current, loaded.current);
  for (std::size_t step = 1; step <= 6; ++step)
    EXPECT_EQ(followed.steps[step].entrants, loaded.steps[step].entrants);
}

TEST(PatientChanges, TheOneWhoStayedAwayTooLongReadsEverything) {
  MemoryTables tables;
  PatientChanges changes(tables, nullptr);
  SeededRandom random(3);
  const std::uint64_t start = changes.mark();
  for (std::size_t i = 0; i < PatientChanges::kept_max; ++i)
    changes.note(PatientId(make_id(1, random)));
  EXPECT_FALSE(changes.since(start).everything);
  EXPECT_EQ(changes.since(start).patients.size(), PatientChanges::kept_max);
  changes.note(PatientId(make_id(1, random)));
  EXPECT_TRUE(changes.since(start).everything);
  EXPECT_FALSE(changes.since(changes.mark()).everything);
  // The same patient twice is two changes: who has seen the first must hear of the second.
  const PatientId twice(make_id(2, random));
  changes.note(twice);
  const std::uint64_t seen = changes.mark();
  changes.note(twice);
  EXPECT_EQ(changes.since(seen).patients, std::vector<PatientId>{twice});
  changes.note_everything();
  EXPECT_TRUE(changes.since(changes.mark() - 1).everything);
}

}  // namespace
}  // namespace retour::app
