// The demo clinic: made of ordinary ops, none refused, tables follow the log.
#include <gtest/gtest.h>

#include <chrono>
#include <set>

#include "app/demo.hpp"
#include "ops/op_kind.hpp"
#include "store/memory_files.hpp"

namespace retour::app {
namespace {

constexpr std::int64_t noon_utc_ms = 1'795'348'800'000;  // 2026-11-22T12:00:00Z, a Sunday

class DemoClinic : public testing::Test {
 protected:
  void SetUp() override { open(); }

  void open() {
    SeededRandom key_random(7);
    const auto key = store::DatabaseKey::generate(key_random);
    auto opened = Clinic::open({files_, random_, [] { return noon_utc_ms; },
                                [] {
                                  return std::chrono::duration_cast<std::chrono::microseconds>(
                                             std::chrono::steady_clock::now().time_since_epoch())
                                      .count();
                                }},
                               key, store::Opening::create);
    ASSERT_TRUE(opened.has_value()) << opened.error().context;
    clinic_ = std::move(*opened);
  }

  void fill(Language language) {
    clinic_->jobs().start("demo", [&](JobControl& control) {
      return fill_demo(control, *clinic_,
                       {.seed = 5, .language = language, .now = Instant{noon_utc_ms / 1000}},
                       report_);
    });
    while (!clinic_->jobs().is_empty()) clinic_->jobs().run(50'000);
    ASSERT_FALSE(report_.failure.has_value()) << report_.failure->context;
    ASSERT_TRUE(report_.is_done);
  }

  std::int64_t count(store::Sql sql) { return clinic_->database().query_integer(sql)->value_or(0); }

  store::MemoryFiles files_;
  SeededRandom random_{11};
  std::unique_ptr<Clinic> clinic_;
  DemoReport report_;
};

TEST_F(DemoClinic, EveryDraftIsAcceptedAndTablesFollowTheLog) {
  fill(Language::russian);
  EXPECT_EQ(report_.refused, 0u) << report_.first_refusal.value_or("");
  EXPECT_GT(report_.drafts, 2'000u);
  EXPECT_GT(count("SELECT count(*) FROM patient"), 300);
  EXPECT_GT(count("SELECT count(*) FROM booking WHERE date = 20779"), 20) << "a full day today";
  const auto verified = clinic_->verify();
  ASSERT_TRUE(verified.has_value());
  EXPECT_TRUE(verified->state_follows_log)
      << (verified->differences.empty() ? "" : verified->differences.front());
  EXPECT_TRUE(verified->chain_holds);
}

// At some minutes of the day a booking was confirmed half a minute before it was made, and the
// confirmation was refused.
TEST(DemoHistory, NothingHappensToABookingBeforeItIsMade) {
  for (std::int64_t minute = 0; minute < 24 * 60; minute += 35) {
    const Instant now{noon_utc_ms / 1000 - 12 * 3600 + minute * 60 + 17};
    std::set<BookingId> made;
    for (const simulate::TimedDraft& timed : simulate::demo_history({.seed = 3, .now = now}))
      for (const Part& part : timed.draft.parts) {
        const auto* booking = std::get_if<Booking>(&part.entity);
        if (booking == nullptr) continue;
        if (timed.draft.kind == OpKind::book) made.insert(booking->id);
        EXPECT_TRUE(made.contains(booking->id))
            << rule_of(timed.draft.kind)->name << " at minute " << minute;
      }
  }
}

}  // namespace
}  // namespace retour::app
