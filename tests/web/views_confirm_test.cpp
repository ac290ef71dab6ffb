// Tomorrow's calls: in the order in which a call matters, with what came of each. (SC-18)
// links: web_views ui_test_support
#include "web/support/small_clinic.hpp"

namespace retour::views {
namespace {

using ui::Role;

class ConfirmViews : public SmallClinic {
 public:
  void open_calls() {
    open_small();
    add_reason(ReasonGroup::cancellation, "Заболел");
    for (int i = 0; i < 3; ++i) {
      people_.push_back(add_patient("Звонков" + std::to_string(i), "Олег",
                                    "+7916000110" + std::to_string(i), {}));
      bookings_.push_back(booking_tomorrow(people_.back(), 540 + 60 * i));
      submit(OpKind::book, {whole(bookings_.back())});
    }
    settle();
    go_to("nav.round");
    activate(Role::tab, ui.t("confirm.title"));
    finish_jobs();
  }
  Booking now(std::size_t i) { return stored<Booking>(people_[i]).front(); }
  std::string progress(int count) {
    return ui.t("confirm.progress", {{"count", count}, {"all", 3}});
  }
  /// Names of the calls from the top down.
  std::vector<std::string> order() {
    std::vector<std::string> names;
    for (const ui::SemanticNode& n : ui.tree().nodes) {
      const std::string name(ui.tree().text(n.name));
      const auto at = name.find("Звонков");
      if (n.role == Role::heading && at != std::string::npos) names.push_back(name.substr(at, 15));
    }
    return names;
  }

  std::vector<PatientId> people_;
  std::vector<Booking> bookings_;
};

TEST_F(ConfirmViews, AConfirmationIsKeptWithItsCallAndUndoneAsOne) {
  open_calls();
  EXPECT_TRUE(shows(progress(0))) << dump();
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("confirm_" + screen);
  });
  activate(Role::button, ui.t("booking.confirm"));
  settle();
  EXPECT_TRUE(shows(progress(1))) << dump();
  EXPECT_NE(now(0).confirmed_at.seconds, 0);
  const auto talks = stored<ContactAttempt>(people_[0]);
  ASSERT_EQ(talks.size(), 1U);
  EXPECT_EQ(talks[0].outcome, ContactOutcome::confirmed);
  EXPECT_EQ(talks[0].booking, bookings_[0].id);
  activate(Role::button, ui.t("common.undo"));
  settle();
  EXPECT_EQ(now(0).confirmed_at.seconds, 0);
  EXPECT_TRUE(stored<ContactAttempt>(people_[0]).empty());
}

TEST_F(ConfirmViews, WhoDoesNotAnswerStandsBelowUntilHisTimeHasCome) {
  open_calls();
  ASSERT_EQ(order().size(), 3U) << dump();
  const std::string first = order().front();
  activate(Role::button, ui.t("confirm.no_answer"));
  settle();
  EXPECT_EQ(order().back(), first) << dump();
  EXPECT_TRUE(shows(ui.t("confirm.again_at", {{"time", "11:40"}}))) << dump();
  EXPECT_TRUE(has(Role::heading, ui.t("confirm.later")));
  expect_clean();
  clock_us += 61LL * 60 * 1'000'000;
  settle();
  EXPECT_FALSE(has(Role::heading, ui.t("confirm.later"))) << dump();
  EXPECT_EQ(order().front(), first);
}

TEST_F(ConfirmViews, WhoOftenMissedComesFirstAndIsNotMarked) {
  open_calls();
  for (int day = 1; day <= 3; ++day) {
    Booking past = booking_tomorrow(people_[2], 0);
    past.date = input.today.plus_days(-day);
    past.begin_minute = untimed_minute;
    past.room = {};
    past.begin = clinic().catalogue().zone_of(branch_).day(past.date).begin;
    submit(OpKind::book, {whole(past)});
    past.no_show_at = clinic().now();
    submit(OpKind::mark_no_show, {facets_of(past, 4)});
  }
  clock_us += 24LL * 3600 * 1'000'000;  // the risks are of every day anew
  input.today = input.today.plus_days(1);
  settle();
  finish_jobs();
  type(Role::textbox, ui.t("booking.date"),
       ui::format_date(bookings_[0].date, ui::DateStyle::numeric, ui.language()));
  finish_jobs();
  ASSERT_EQ(order().size(), 3U) << dump();
  EXPECT_TRUE(order().front().starts_with("Звонков2")) << dump();
  EXPECT_FALSE(shows("%"));
}

TEST_F(ConfirmViews, ACancellationInACallNeedsItsReasonAndIsNoted) {
  open_calls();
  activate(Role::button, ui.t("confirm.cancels"));
  EXPECT_TRUE(node(Role::button, ui.t("booking.cancel")).state & ui::State::disabled);
  activate(Role::combobox, ui.t("booking.cancel_reason"));
  activate(Role::option, "Заболел");
  expect_clean();
  activate(Role::button, ui.t("booking.cancel"));
  settle();
  EXPECT_NE(now(0).cancelled_at.seconds, 0);
  ASSERT_EQ(stored<ContactAttempt>(people_[0]).size(), 1U);
  EXPECT_EQ(stored<ContactAttempt>(people_[0])[0].outcome, ContactOutcome::cancelled);
}

TEST_F(ConfirmViews, AMoveInACallIsNotedWithIt) {
  open_calls();
  activate(Role::button, ui.t("confirm.moves"));
  activate(Role::radio, "16:00");
  activate(Role::button, ui.t("booking.move_here"));
  settle();
  EXPECT_EQ(now(0).begin_minute, 960) << dump();
  ASSERT_EQ(stored<ContactAttempt>(people_[0]).size(), 1U);
  EXPECT_EQ(stored<ContactAttempt>(people_[0])[0].outcome, ContactOutcome::moved);
  EXPECT_TRUE(shows(ui.t("contact.moved"))) << "still to be confirmed, with what was said";
}

}  // namespace
}  // namespace retour::views
