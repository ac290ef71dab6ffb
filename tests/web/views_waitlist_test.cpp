// The waitlist: put there when no time suits, told when a time becomes free, offered, booked in one
// tap. (SC-10, SC-18)
// links: web_views ui_test_support
#include "app/waitlist.hpp"
#include "web/support/small_clinic.hpp"

namespace retour::views {
namespace {

using ui::Role;

class WaitlistViews : public SmallClinic {
 public:
  void open_waiting() {
    open_small();
    reason_ = add_reason(ReasonGroup::cancellation, "Заболел");
    other_ = add_patient("Иванова", "Анна", "+79161112233", {});
    booked_ = booking_tomorrow(patient_, 600);
    submit(OpKind::book, {whole(booked_)});
    settle();
  }
  WaitlistEntry join(PatientId patient) {
    WaitlistEntry entry;
    entry.id = clinic().new_id<WaitlistEntry>();
    entry.patient = patient;
    entry.service = service_;
    entry.earliest = input.today;
    entry.asked_at = clinic().now();
    submit(OpKind::join_waitlist, {facets_of(entry, 0)});
    settle();
    return entry;
  }
  /// The booking of the day board is cancelled by hand.
  void cancel_by_hand() {
    go_to("nav.day");
    activate(Role::button, ui.t("day.next"));
    key(Role::button, name_that_begins(Role::button, "10:00–10:30"), "ContextMenu");
    activate(Role::menuitem, ui.t("booking.cancel"));
    activate(Role::combobox, ui.t("booking.cancel_reason"));
    activate(Role::option, "Заболел");
    // The sheet's own act has the same name; the answer to its question comes after it.
    ui::NodeId answer = 0;
    for (const ui::SemanticNode& n : ui.tree().nodes)
      if (n.role == Role::button && ui.tree().text(n.name) == ui.t("booking.cancel")) answer = n.id;
    frame({{.node = answer, .kind = ui::ActionKind::activate}});
    settle();
  }
  WaitlistEntry only(PatientId patient) {
    const auto entries = stored<WaitlistEntry>(patient);
    EXPECT_EQ(entries.size(), 1U);
    return entries.empty() ? WaitlistEntry{} : entries.front();
  }
  void minutes_pass(std::int64_t minutes) {
    clock_us += minutes * 60'000'000;
    settle();
  }
  app::FreePlace freed() { return app::place_of(booked_); }

  ReasonId reason_;
  PatientId other_;
  Booking booked_;
};

TEST_F(WaitlistViews, WhoFindsNoTimeIsPutOnTheWaitlistFromTheBookingForm) {
  open_waiting();
  open_patient("Иванова");
  activate(Role::button, ui.t("card.book"));
  activate(Role::button, ui.t("waitlist.wait"));
  EXPECT_FALSE(has(Role::dialog, ui.t("booking.new"))) << dump();
  activate(Role::radio, ui.t("wish.part.morning"));
  activate(Role::radio, ui.t("urgency.soon"));
  expect_clean();
  picture("wish");
  activate(Role::button, ui.t("wish.join"));
  settle();
  const WaitlistEntry entry = only(other_);
  EXPECT_EQ(entry.service, service_);
  EXPECT_EQ(entry.to_minute, 12 * 60);
  EXPECT_EQ(entry.urgency, Urgency::soon);
  go_to("nav.round");
  on_three_screens([&](const std::string& screen) {
    EXPECT_TRUE(shows("Иванова Анна")) << dump();
    expect_clean();
    picture("waitlist_" + screen);
  });
}

TEST_F(WaitlistViews, ACancelledTimeTellsWhoWaitsAndOneTapBooks) {
  open_waiting();
  join(other_);
  cancel_by_hand();
  settle();
  ASSERT_TRUE(has(Role::button, ui.t("offers.show"))) << dump();
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("freed_" + screen);
  });
  activate(Role::button, ui.t("offers.show"));
  finish_jobs();
  EXPECT_TRUE(
      shows(ui.t("offers.terms",
                 {{"fit", 200}, {"urgency", 0}, {"keeps", 180}, {"fairness", 0}, {"total", 380}})))
      << dump();
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("offers_" + screen);
  });
  activate(Role::button, ui.t("offers.book", {{"patient", "Иванова Анна"}}));
  settle();
  const auto bookings = stored<Booking>(other_);
  ASSERT_EQ(bookings.size(), 1U) << dump();
  EXPECT_EQ(bookings[0].begin_minute, 600);
  EXPECT_EQ(only(other_).booked, bookings[0].id);
  EXPECT_FALSE(has(Role::button, ui.t("offers.show"))) << "the time is taken";
  activate(Role::button, ui.t("common.undo"));
  settle();
  EXPECT_TRUE(only(other_).is_open());
  EXPECT_TRUE(has(Role::button, ui.t("offers.show"))) << "undone: the time is free again";
}

TEST_F(WaitlistViews, AnOfferHoldsTheTimeForTheOthersUntilItExpires) {
  open_waiting();
  const WaitlistEntry entry = join(other_);
  submit(OpKind::cancel_booking, {[&] {
           booked_.cancelled_at = clinic().now();
           booked_.cancel_reason = reason_;
           return facets_of(booked_, 3);
         }()});
  const Draft offer = app::offer_draft(clinic(), entry, freed(), 30);
  submit(offer.kind, offer.parts);
  settle();
  go_to("nav.round");
  activate(Role::button, std::string(ui.t("waitlist.offered")) + "  1");
  EXPECT_TRUE(shows(ui.t("waitlist.offered_until", {{"time", "11:10"}}))) << dump();
  expect_clean();
  const auto typed_at_ten = [&] {
    open_patient("Сидоров");
    activate(Role::button, ui.t("card.book"));
    type(Role::textbox, ui.t("booking.date"), "завтра");
    type(Role::textbox, ui.t("booking.time"), "10:00");
  };
  typed_at_ten();
  EXPECT_TRUE(shows(ui.t("blocked.held", {{"who", "Иванова Анна"}, {"time", "11:10"}}))) << dump();
  activate(Role::button, ui.t("common.cancel"));
  minutes_pass(31);
  typed_at_ten();
  EXPECT_FALSE(shows(ui.t("blocked.held", {{"who", "Иванова Анна"}, {"time", "11:10"}}))) << dump();
  activate(Role::button, ui.t("booking.submit"));
  EXPECT_EQ(stored<Booking>(patient_).size(), 2U) << dump();
}

TEST_F(WaitlistViews, ATimeThatWentMeanwhileIsSaid) {
  open_waiting();
  const WaitlistEntry entry = join(other_);
  Booking gone = booked_;
  gone.cancelled_at = clinic().now();
  gone.cancel_reason = reason_;
  submit(OpKind::cancel_booking, {facets_of(gone, 3)});
  const Draft offer = app::offer_draft(clinic(), entry, freed(), 30);
  submit(offer.kind, offer.parts);
  const PatientId quick = add_patient("Быстров", "Олег", "", {});
  submit(OpKind::book, {whole(booking_tomorrow(quick, 600))});
  settle();
  go_to("nav.round");
  activate(Role::button, std::string(ui.t("waitlist.offered")) + "  1");
  activate(Role::row, name_that_begins(Role::row, "Иванова"));
  EXPECT_TRUE(shows(ui.t("offers.gone"))) << dump();
  EXPECT_FALSE(has(Role::button, ui.t("offers.book", {{"patient", "Иванова Анна"}})));
  expect_clean();
  activate(Role::button, ui.t("offers.decline"));
  settle();
  EXPECT_EQ(only(other_).declined, 1);
  EXPECT_TRUE(only(other_).is_open());
}

TEST_F(WaitlistViews, BookingWhatSomebodyWaitedForSettlesHisWish) {
  open_waiting();
  join(other_);
  go_to("nav.round");
  activate(Role::row, name_that_begins(Role::row, "Иванова"));
  activate(Role::radio,
           ui::format_date(input.today.plus_days(1), ui::DateStyle::weekday_short, ui.language()) +
               ", с 09:00");
  activate(Role::radio, "11:30");
  activate(Role::button, ui.t("booking.submit"));
  settle();
  ASSERT_EQ(stored<Booking>(other_).size(), 1U) << dump();
  EXPECT_EQ(only(other_).booked, stored<Booking>(other_)[0].id);
  EXPECT_TRUE(shows(ui.t("waitlist.nobody"))) << dump();
}

TEST_F(WaitlistViews, LeavingNeedsAReason) {
  open_waiting();
  join(other_);
  go_to("nav.round");
  activate(Role::button,
           name_that_begins(Role::button, ui.t("quick.menu", {{"patient", "Иванова"}})));
  activate(Role::menuitem, ui.t("waitlist.leave"));
  EXPECT_TRUE(node(Role::button, ui.t("waitlist.leave")).state & ui::State::disabled);
  activate(Role::combobox, ui.t("waitlist.leave_reason"));
  activate(Role::option, "Заболел");
  activate(Role::button, ui.t("waitlist.leave"));
  settle();
  EXPECT_EQ(only(other_).left_reason, reason_);
  EXPECT_TRUE(shows(ui.t("waitlist.nobody"))) << dump();
}

}  // namespace
}  // namespace retour::views
