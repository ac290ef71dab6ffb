// The end of a day: every visit marked and settled, the till counted, later payments seen. (SC-12)
// links: web_views ui_test_support
#include "web/support/small_clinic.hpp"

#include "app/till.hpp"

namespace retour::views {
namespace {

using ui::Role;

class CloseViews : public SmallClinic {
 public:
  void open_evening(int bookings = 1) {
    open_small();
    for (int i = 0; i < bookings; ++i) {
      people_.push_back(i == 0 ? patient_ : add_patient("Вечеров", "Олег", "+79160001101", {}));
      submit(OpKind::book, {whole(booking_tomorrow(people_.back(), 600 + 60 * i))});
    }
    clock_us += 33LL * 3600 * 1'000'000;  // Monday evening
    input.today = input.today.plus_days(1);
    settle();
    go_to("nav.round");
    activate(Role::tab, ui.t("close.title"));
    finish_jobs();
  }
  void pay(std::int64_t amount_minor) {
    Payment payment;
    payment.id = clinic().new_id<Payment>();
    payment.patient = patient_;
    payment.branch = branch_;
    payment.received_at = clinic().now();
    payment.method = PaymentMethod::cash;
    payment.amount_minor = amount_minor;
    submit(OpKind::record_payment, {facets_of(payment, 0)});
    settle();
  }
  app::Till till() {
    auto read = app::till_of(clinic(), branch_, input.today);
    EXPECT_TRUE(read.has_value());
    return std::move(*read);
  }
  Booking booking(std::size_t i) { return stored<Booking>(people_[i]).front(); }
  bool says(std::string_view words) {
    for (const ui::SemanticNode& n : ui.tree().nodes)
      if (ui.tree().text(n.name).find(words) != std::string_view::npos) return true;
    return false;
  }

  std::vector<PatientId> people_;
};

TEST_F(CloseViews, AVisitThatTookPlaceIsNotedWithOneTapAndUndoneAsOne) {
  open_evening();
  EXPECT_FALSE(shows(ui.t("close.all_marked"))) << dump();
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("close_" + screen);
  });
  activate(Role::button, ui.t("close.came"));
  settle();
  EXPECT_TRUE(shows(ui.t("close.all_marked"))) << dump();
  const auto visits = stored<Visit>(patient_);
  ASSERT_EQ(visits.size(), 1U);
  EXPECT_EQ(visits[0].arrived_at, booking(0).begin);
  EXPECT_NE(visits[0].finished_at.seconds, 0);
  EXPECT_EQ(visits[0].entered_at.seconds, 0) << "nobody measured the wait";
  EXPECT_TRUE(says(ui.t("close.no_bill"))) << dump();
  activate(Role::button, ui.t("common.undo"));
  settle();
  EXPECT_FALSE(shows(ui.t("close.all_marked"))) << dump();
}

TEST_F(CloseViews, WhoeverDidNotComeIsMarkedAndMayComeAfterAll) {
  open_evening();
  activate(Role::button, ui.t("booking.no_show"));
  settle();
  EXPECT_TRUE(shows(ui.t("close.all_marked"))) << dump();
  EXPECT_NE(booking(0).no_show_at.seconds, 0);
  expect_clean();
  activate(Role::button, ui.t("close.came_after_all"));
  settle();
  EXPECT_EQ(booking(0).no_show_at.seconds, 0);
  activate(Role::button, ui.t("booking.no_show"));
  settle();
  activate(Role::button, ui.t("close.new_time"));
  EXPECT_TRUE(has(Role::dialog, ui.t("booking.new"))) << dump();
}

TEST_F(CloseViews, AllWhoDidNotComeAreMarkedAtOnce) {
  open_evening(2);
  activate(Role::button, ui.t("close.none_came", {{"count", 2}}));
  settle();
  EXPECT_NE(booking(0).no_show_at.seconds, 0) << dump();
  EXPECT_NE(booking(1).no_show_at.seconds, 0);
  activate(Role::button, ui.t("common.undo"));
  settle();
  EXPECT_EQ(booking(0).no_show_at.seconds, 0);
  EXPECT_EQ(booking(1).no_show_at.seconds, 0);
}

TEST_F(CloseViews, AFinishedVisitWithoutABillLeadsToTheBill) {
  open_evening();
  EXPECT_TRUE(shows(ui.t("close.all_settled"))) << dump();
  activate(Role::button, ui.t("close.came"));
  settle();
  EXPECT_FALSE(shows(ui.t("close.all_settled")));
  activate(Role::button, ui.t("booking.check_out"));
  EXPECT_NE(ui.tree().modal, 0U) << dump();
}

TEST_F(CloseViews, TheTillIsCountedClosedAndALaterPaymentIsSeen) {
  open_evening();
  pay(100'00);
  const auto waits = [&] {
    return (node(Role::button, ui.t("close.close")).state & ui::State::disabled) != 0;
  };
  EXPECT_TRUE(waits()) << "nobody has counted";
  type(Role::textbox, ui.t("method.cash"), "90");
  EXPECT_TRUE(says("-10")) << "the difference is said at once" << dump();
  EXPECT_TRUE(waits()) << "a difference needs a word";
  type(Role::textbox, ui.t("close.note"), "сдача");
  expect_clean();
  activate(Role::button, ui.t("close.close"));
  settle();
  ASSERT_EQ(till().closes.size(), 1U) << dump();
  EXPECT_EQ(till().closes[0].counted_minor[0], 90'00);
  EXPECT_EQ(till().closes[0].expected_minor[0], 100'00);
  EXPECT_EQ(till().closes[0].note, "сдача");
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("closed_" + screen);
  });
  pay(25'00);
  EXPECT_TRUE(says("После закрытия")) << dump();
  activate(Role::button, ui.t("close.again"));
  type(Role::textbox, ui.t("method.cash"), "125");
  activate(Role::button, ui.t("close.close"));
  settle();
  ASSERT_EQ(till().closes.size(), 2U) << dump();
  EXPECT_EQ(till().closes[1].counted_minor[0], 125'00);
  EXPECT_TRUE(has(Role::table, ui.t("close.recent"))) << dump();
  (void)ui.effects.take();
  activate(Role::button, ui.t("close.csv"));
  std::string csv;
  for (const ui::Effect& effect : ui.effects.take())
    if (effect.kind == ui::EffectKind::download)
      csv.assign(reinterpret_cast<const char*>(effect.bytes.data()), effect.bytes.size());
  EXPECT_TRUE(csv.contains(ui.t("method.cash"))) << csv;
  EXPECT_TRUE(csv.contains(";125,00;125,00;0,00;")) << csv;
  EXPECT_TRUE(csv.contains(";100,00;90,00;-10,00;сдача")) << csv;
  activate(Role::button, ui.t("close.print"));
  std::string html;
  for (const ui::Effect& effect : ui.effects.take())
    if (effect.kind == ui::EffectKind::print_document) html = effect.text;
  EXPECT_TRUE(html.contains("125")) << html;
}

TEST_F(CloseViews, WhatIsOpenIsHandedOver) {
  open_evening(2);
  activate(Role::button, ui.t("close.came"));
  Booking late = booking(1);
  Visit visit;
  visit.id = clinic().new_id<Visit>();
  visit.patient = late.patient;
  visit.booking = late.id;
  visit.branch = branch_;
  visit.doctor = doctor_;
  visit.arrived_at = clinic().now();
  submit(OpKind::check_in, {whole(visit)});
  Booking next = booking_tomorrow(patient_, 600);
  submit(OpKind::book, {whole(next)});
  ContactAttempt talk;
  talk.id = clinic().new_id<ContactAttempt>();
  talk.patient = patient_;
  talk.booking = next.id;
  talk.at = clinic().now();
  talk.next_at = talk.at.plus_minutes(60);
  submit(OpKind::note_contact, {whole(talk)});
  settle();
  activate(Role::button, ui.t("hand_over.title"));
  ASSERT_TRUE(has(Role::dialog, ui.t("hand_over.title"))) << dump();
  type(Role::textbox, ui.t("hand_over.note"), "ключ у охраны");
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("hand_over_" + screen);
  });
  (void)ui.effects.take();
  activate(Role::button, ui.t("hand_over.copy"));
  std::string text;
  for (const ui::Effect& effect : ui.effects.take())
    if (effect.kind == ui::EffectKind::copy_text) text = effect.text;
  for (const char* part : {"Визит не завершён: Вечеров Олег", "Не рассчитано: Сидоров Пётр",
                           "Перезвонить 23\u00a0ноября, 20:40: Сидоров Пётр", "ключ у охраны"})
    EXPECT_TRUE(text.contains(part)) << part << " in\n" << text;
}

TEST_F(CloseViews, ANoteStandsAboveTheNextShiftUntilItIsRead) {
  open_evening();
  activate(Role::button, ui.t("hand_over.title"));
  const auto waits = [&] {
    return (node(Role::button, ui.t("hand_over.send")).state & ui::State::disabled) != 0;
  };
  EXPECT_TRUE(waits()) << "nothing is said";
  type(Role::textbox, ui.t("hand_over.note"), "   ");
  EXPECT_TRUE(waits());
  type(Role::textbox, ui.t("hand_over.note"), "ключ у охраны");
  activate(Role::button, ui.t("hand_over.send"));
  EXPECT_FALSE(has(Role::dialog, ui.t("hand_over.title"))) << dump();
  Staff next;
  next.id = clinic().new_id<Staff>();
  next.family_name = "Стойкина";
  next.roles = RoleSet::of(retour::Role::receptionist);
  submit(OpKind::put_staff, {whole(next)});
  clinic().sign_in({.staff = next.id, .role = retour::Role::receptionist});
  go_to("nav.day");
  EXPECT_TRUE(says("ключ у охраны")) << dump();
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("note_" + screen);
  });
  activate(Role::button, ui.t("hand_over.read"));
  EXPECT_FALSE(says("ключ у охраны")) << dump();
  activate(Role::button, ui.t("common.undo"));
  EXPECT_TRUE(says("ключ у охраны")) << "taken back";
}

TEST_F(CloseViews, WhoMaySeeNoMoneySeesNone) {
  open_evening();
  clinic().sign_in({.staff = doctor_, .role = retour::Role::doctor});
  settle();
  EXPECT_TRUE(shows(ui.t("close.unmarked"))) << dump();
  EXPECT_FALSE(shows(ui.t("close.till")));
  EXPECT_FALSE(shows(ui.t("close.unsettled")));
  EXPECT_FALSE(shows(ui.t("close.recent")));
}

}  // namespace
}  // namespace retour::views
