// links: app
// Calls in memory follow calls, reviews, patients and rules (LD-11, AD-01, AD-02).
#include "app/live_calls.hpp"

#include "clinic_fixture.hpp"

namespace retour::app {
namespace {

class LiveCallsTest : public ClinicTest {
 protected:
  void SetUp() override {
    ClinicTest::SetUp();
    funnel_ = std::make_unique<LiveFunnel>(*clinic_);
    calls_ = std::make_unique<LiveCalls>(*clinic_);
  }
  void load() {
    for (int round = 0; round < 3; ++round) {
      ASSERT_TRUE(funnel_->refresh().has_value());
      ASSERT_TRUE(calls_->refresh(*funnel_).has_value());
      run_jobs();
    }
    ASSERT_TRUE(funnel_->refresh().has_value());
    ASSERT_TRUE(calls_->refresh(*funnel_).has_value());
    ASSERT_TRUE(calls_->is_ready());
  }
  Call log(const std::string& phone, PatientId patient) {
    Call call;
    call.id = clinic_->new_id<Call>();
    call.phone = phone;
    call.patient = patient;
    call.at = clinic_->now();
    call.waited_seconds = 12;
    accept(clinic_->submit({OpKind::log_call, {whole(call)}}));
    return call;
  }
  std::unique_ptr<LiveFunnel> funnel_;
  std::unique_ptr<LiveCalls> calls_;
};

TEST_F(LiveCallsTest, CallsReviewsAndMatchesAreFollowed) {
  const Call first = log("+79990000001", {});
  log("+79990000001", {});
  load();
  ASSERT_EQ(calls_->table().lines.size(), 2U);
  EXPECT_EQ(calls_->unique().size(), 1U);
  EXPECT_EQ(calls_->table().lines[0].waited_seconds, 12);
  EXPECT_EQ(calls_->table().lines[0].patient, funnel::no_row);
  const std::uint64_t before = calls_->version();

  CallReview heard;
  heard.call = first.id;
  heard.id = call_review_id(first.id);
  heard.score = 4;
  heard.reviewed_at = clinic_->now();
  accept(clinic_->submit({OpKind::review_call, {whole(heard)}}));
  Call matched = first;
  matched.patient = patient_;
  accept(clinic_->submit({OpKind::match_call, {facets_of(matched, 1)}}));
  load();
  EXPECT_GT(calls_->version(), before);
  EXPECT_EQ(calls_->table().lines[0].score, 4);
  EXPECT_EQ(calls_->table().lines[0].patient, funnel_->row_of(patient_));
}

TEST_F(LiveCallsTest, OtherRulesCountOtherCalls) {
  log("+79990000001", {});
  now_ms_ += std::int64_t{10} * 24 * 60 * 60 * 1000;
  log("+79990000001", {});
  load();
  EXPECT_EQ(calls_->unique().size(), 1U);
  Policy policy = clinic_->catalogue().policy;
  policy.unique_call_days = 5;
  accept(clinic_->submit({OpKind::set_policy, {whole(policy)}}));
  load();
  EXPECT_EQ(calls_->unique().size(), 2U);
}

}  // namespace
}  // namespace retour::app
