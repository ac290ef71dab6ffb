// links: app
// What is kept in memory about everybody follows what happens, and never costs a second load where
// one patient would do.
#include "app/live_funnel.hpp"

#include "clinic_fixture.hpp"
#include "funnel/report.hpp"
#include "support/column_dump.hpp"

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

TEST_F(LiveFunnelTest, TellsWhoseRowsChangedSinceAVersion) {
  const PatientId other = add_patient("Другая");
  load();
  const std::uint64_t loaded = funnel_->version();
  EXPECT_EQ(funnel_->changed_since(loaded), std::vector<std::uint32_t>{});
  EXPECT_EQ(funnel_->changed_since(loaded - 1), std::nullopt) << "everybody was read";
  EXPECT_EQ(funnel_->changed_since(loaded + 1), std::nullopt) << "of another life";
  accept(clinic_->submit({OpKind::book, {whole(booking_at(patient_, 600))}}));
  refresh();
  const std::uint32_t row = *funnel_->row_of(patient_), other_row = *funnel_->row_of(other);
  EXPECT_EQ(funnel_->changed_since(loaded), std::vector{row});
  const std::uint64_t booked = funnel_->version();
  const PatientId fresh = add_patient("Новая");
  refresh();
  EXPECT_EQ(funnel_->changed_since(booked), std::vector{*funnel_->row_of(fresh)});
  const std::uint64_t added = funnel_->version();
  Sameness word;
  word.id = clinic_->new_id<Sameness>();
  word.patient = other;
  word.same_as = patient_;
  word.at = clinic_->now();
  accept(clinic_->submit({OpKind::merge_patients, {whole(word)}}));
  refresh();
  std::vector<std::uint32_t> both = funnel_->changed_since(added).value();
  std::ranges::sort(both);
  both.erase(std::unique(both.begin(), both.end()), both.end());
  EXPECT_EQ(both, (std::vector{std::min(row, other_row), std::max(row, other_row)}))
      << "the card that stands and the one that does not";
  for (std::size_t i = 0; i <= LiveFunnel::changes_kept_max; ++i) {
    (void)add_patient(("Ещё" + std::to_string(i)).c_str());
    refresh();
  }
  EXPECT_EQ(funnel_->changed_since(loaded), std::nullopt) << "too long ago";
  EXPECT_TRUE(funnel_->changed_since(funnel_->version() - 100).has_value());
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

// ---------------------------------------------------------------- Blocks in the database

constexpr BlockSizes small_blocks{
    .people_least = 1, .events = 20, .people = 8, .gap_least = 1, .marks = 2, .days = 7};

class KeptColumnsTest : public LiveFunnelTest {
 protected:
  void SetUp() override {
    LiveFunnelTest::SetUp();
    for (int i = 0; i < 60; ++i) {
      people_.push_back(add_patient(("Кто" + std::to_string(i)).c_str()));
      if (i % 2 == 0)
        accept(clinic_->submit({OpKind::book, {whole(booking_at(people_.back(), i * 15))}}));
    }
    funnel_ = std::make_unique<LiveFunnel>(*clinic_, small_blocks);
    load();
    keep();
  }
  /// Nobody does anything for a while.
  void keep() {
    ASSERT_TRUE(clinic_->tick(10'000).has_value());
    for (int i = 0; i < 1'000 && !clinic_->jobs().is_empty(); ++i) clinic_->jobs().run(1'000'000);
  }
  /// Opens the clinic anew; gives how many people came out of blocks.
  std::size_t open_again() {
    reopen();
    funnel_ = std::make_unique<LiveFunnel>(*clinic_, small_blocks);
    load();
    return funnel_->from_blocks();
  }
  void expect_right() {
    const Catalogue& c = clinic_->catalogue();
    const LocalDate today = clinic_->today({});
    const FunnelInputs inputs =
        with_digest({.policy = c.policy,
                     .services = funnel::ServiceLookup::of(c.services, c.staff, c.prices, today),
                     .zone = c.zone_of({}),
                     .now = clinic_->now(),
                     .today = today,
                     .digest = {}});
    EXPECT_EQ(test::dump_of(funnel_->columns(), funnel_->people()),
              test::dump_of_rows(clinic_->tables(), inputs));
  }
  std::size_t blocks_with(ByteView wanted) {
    auto row = clinic_->database().query("SELECT bytes FROM column_block");
    std::size_t found = 0;
    while (row.step().value_or(false))
      if (!std::ranges::search(row.blob(0), wanted).empty()) ++found;
    return found;
  }
  void run_sql(std::string_view script) {
    const Status done = clinic_->database().execute(script);
    ASSERT_TRUE(done.has_value()) << done.error().context;
  }
  std::vector<PatientId> people_;
};

TEST_F(KeptColumnsTest, OpeningReadsBlocksAndWhoeverChanged) {
  EXPECT_EQ(open_again(), people_.size() + 1);
  expect_right();
  accept(clinic_->submit({OpKind::book, {whole(booking_at(people_[1], 1200))}}));
  now_ms_ += 1'000;  // ids of people grow with time
  add_patient("Новая");
  EXPECT_EQ(open_again(), people_.size() + 1);
  EXPECT_EQ(funnel_->status_of(people_[1]), FunnelStatus::booked);
  expect_right();
  keep();
  EXPECT_EQ(open_again(), people_.size() + 2) << "the newcomer has a block by now";
}

TEST_F(KeptColumnsTest, ADayLaterOnlyTheTomorrowOfBookingsIsDerivedAgain) {
  now_ms_ += 2 * 24 * 3600 * 1000;
  open_again();
  expect_right();
  EXPECT_EQ(funnel_->as_of(), clinic_->today({}));
}

TEST_F(KeptColumnsTest, ATornBlockOrOneOfAnotherPlaceIsNotBelieved) {
  run_sql(
      "UPDATE column_block SET bytes = zeroblob(length(bytes)) "
      "WHERE no = (SELECT min(no) FROM column_block)");
  const std::size_t all = people_.size() + 1;
  const std::size_t without_torn = open_again();
  EXPECT_LT(without_torn, all);
  EXPECT_GT(without_torn, 0U);
  expect_right();
  run_sql(
      "UPDATE column_block SET bytes = (SELECT bytes FROM column_block ORDER BY no DESC), "
      "digest = (SELECT digest FROM column_block ORDER BY no DESC) WHERE no < "
      "(SELECT max(no) FROM column_block)");
  const std::size_t one_block = open_again();
  EXPECT_GT(one_block, 0U);
  EXPECT_LE(one_block, small_blocks.people);
  expect_right();
}

TEST_F(KeptColumnsTest, OtherRulesTakeNothingFromBlocks) {
  Policy policy = clinic_->catalogue().policy;
  policy.id = the_policy_id();
  policy.cycle_silence_months = 6;
  accept(clinic_->submit({OpKind::set_policy, {whole(policy)}}));
  EXPECT_EQ(open_again(), 0U);
  expect_right();
  keep();
  EXPECT_EQ(open_again(), people_.size() + 1);
  now_ms_ -= 3 * 24 * 3600 * 1000;
  EXPECT_EQ(open_again(), 0U) << "a clock set back: blocks of a day that has not come";
}

TEST_F(KeptColumnsTest, NothingOfAnErasedPatientStaysInBlocks) {
  const std::string name = "кто17";
  EXPECT_EQ(blocks_with(people_[17].bytes), 1U);
  EXPECT_EQ(blocks_with(as_bytes(name)), 1U);
  accept(clinic_->erase_patient(people_[17], "letter"));
  EXPECT_EQ(blocks_with(people_[17].bytes), 0U);
  EXPECT_EQ(blocks_with(as_bytes(name)), 0U);
  refresh();
  keep();
  EXPECT_EQ(blocks_with(as_bytes(name)), 0U);
  open_again();
  expect_right();
}

TEST_F(KeptColumnsTest, WhoeverIsErasedIsGoneFromTheBlocksOfAllHisCards) {
  Call call;
  call.id = clinic_->new_id<Call>();
  call.patient = people_[20];
  call.at = clinic_->now();
  call.phone = "+79990000001";
  accept(clinic_->submit({OpKind::log_call, {whole(call)}}));
  Sameness word;
  word.id = clinic_->new_id<Sameness>();
  word.patient = people_[20];
  word.same_as = people_[40];
  word.at = clinic_->now();
  accept(clinic_->submit({OpKind::merge_patients, {whole(word)}}));
  refresh();
  keep();
  open_again();
  expect_right();
  keep();
  const std::size_t blocks = store::column_blocks(clinic_->database())->size();
  accept(clinic_->erase_patient(people_[40], "letter"));
  EXPECT_LE(store::column_blocks(clinic_->database())->size() + 2, blocks) << "of both cards";
}

TEST_F(KeptColumnsTest, BlocksWaitUntilNobodyIsThereAndASmallClinicHasNone) {
  run_sql("DELETE FROM column_block");
  accept(clinic_->submit({OpKind::book, {whole(booking_at(people_[1], 1200))}}));
  refresh();
  ASSERT_TRUE(clinic_->tick(10'000).has_value());
  clinic_->jobs().run(1'000);  // somebody has come back
  EXPECT_TRUE(clinic_->jobs().is_empty());
  EXPECT_TRUE(store::column_blocks(clinic_->database())->empty());
  keep();
  EXPECT_FALSE(store::column_blocks(clinic_->database())->empty());
  run_sql("DELETE FROM column_block");
  reopen();
  funnel_ = std::make_unique<LiveFunnel>(*clinic_);
  load();
  keep();
  EXPECT_TRUE(store::column_blocks(clinic_->database())->empty());
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
