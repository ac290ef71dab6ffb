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

// LD-04: a number that stands for a campaign tells the campaign and its channel, while it runs.
TEST_F(LiveCallsTest, TheDialledNumberTellsItsCampaign_LD04) {
  Source source;
  source.id = clinic_->new_id<Source>();
  source.name = "Плакат";
  accept(clinic_->submit({OpKind::put_source, {whole(source)}}));
  Campaign poster;
  poster.id = clinic_->new_id<Campaign>();
  poster.name = "Колено";
  poster.source = source.id;
  poster.number = "+74950000001";
  poster.number_kind = NumberKind::fixed;
  poster.begins_on = clinic_->today({}).plus_days(-10);
  accept(clinic_->submit({OpKind::put_campaign, {whole(poster)}}));
  const auto dial = [&](Instant at) {
    Call call;
    call.id = clinic_->new_id<Call>();
    call.phone = "+79990000009";
    call.dialled = poster.number;
    call.at = at;
    accept(clinic_->submit({OpKind::log_call, {whole(call)}}));
  };
  const Instant now = clinic_->now();
  dial(now.plus_seconds(-20 * 86'400));
  dial(now.plus_seconds(-2));
  load();
  const funnel::CallTable& table = calls_->table();
  ASSERT_EQ(table.lines.size(), 2U);
  EXPECT_TRUE(table.campaigns.id(table.lines[0].campaign).is_nil()) << "before it began";
  EXPECT_EQ(table.campaigns.id(table.lines[1].campaign), IdBytes(poster.id));
  EXPECT_EQ(table.sources.id(table.lines[1].source), IdBytes(source.id));
  poster.active = false;
  poster.stamps = {};
  accept(clinic_->submit({OpKind::put_campaign, {whole(poster)}}));
  load();
  load();
  EXPECT_TRUE(calls_->table().campaigns.id(calls_->table().lines[1].campaign).is_nil())
      << "its number is not its own any more";
}

}  // namespace
}  // namespace retour::app
