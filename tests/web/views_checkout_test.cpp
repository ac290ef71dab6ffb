// Check-out, refunds and certificates over a real clinic. (PP-13, CS-01)
// links: web_views ui_test_support
#include <array>

#include "views/paper.hpp"
#include "web/support/small_clinic.hpp"

namespace retour::views {
namespace {

using ui::Role;

class CheckOutViews : public SmallClinic {
 public:
  void open_bill() {
    open_small();
    open_patient("Сидоров");
    activate(Role::button, ui.t("card.act_pay"));
    activate(Role::button, ui.t("checkout.add"));
    choose(ui.t("checkout.service"), "Первичный приём");
  }
  void choose(std::string_view combo, std::string_view beginning, std::size_t nth = 0) {
    std::uint32_t id = 0;
    for (const ui::SemanticNode& n : ui.tree().nodes)
      if (n.role == Role::combobox && ui.tree().text(n.name) == combo && nth-- == 0) id = n.id;
    ASSERT_NE(id, 0U) << combo << '\n' << dump();
    frame({{.node = id, .kind = ui::ActionKind::activate}});
    settle();
    activate(Role::option, name_that_begins(Role::option, beginning));
  }
  void type_nth(std::string_view field, std::size_t nth, std::string_view text) {
    std::uint32_t id = 0;
    for (const ui::SemanticNode& n : ui.tree().nodes)
      if (n.role == Role::textbox && ui.tree().text(n.name) == field && nth-- == 0) id = n.id;
    ASSERT_NE(id, 0U) << field << '\n' << dump();
    frame({{.node = id, .kind = ui::ActionKind::focus}});
    frame({{.node = id, .kind = ui::ActionKind::set_value, .text = std::string(text)}});
    settle();
  }
  void submit_bill() {
    activate(Role::button, ui.t("checkout.submit"));
    EXPECT_FALSE(shows(ui.t("checkout.title", {{"patient", "Сидоров Пётр"}}))) << dump();
  }
  /// What was sent to the printer last.
  std::string printed() {
    std::string html;
    for (ui::Effect& effect : ui.effects.take())
      if (effect.kind == ui::EffectKind::print_document) html = std::move(effect.text);
    return html;
  }
  std::int64_t owed() {
    std::int64_t owed = 0;
    for (const Charge& charge : stored<Charge>(patient_)) owed += charge.due_minor();
    for (const Allocation& one : stored<Allocation>(patient_)) owed -= one.amount_minor;
    return owed;
  }
};

TEST_F(CheckOutViews, TwoMethodsPayOneVisitAndTheContactIsConfirmed) {
  open_bill();
  type_nth(ui.t("checkout.discount"), 0, "500");
  EXPECT_TRUE(shows("2\u00A0000,00")) << dump();
  type_nth(ui.t("checkout.amount"), 0, "1500");
  activate(Role::button, ui.t("checkout.add_payment"));
  activate(Role::checkbox, ui.t("checkout.phone_right"));
  expect_clean();
  picture("checkout_two_methods");
  submit_bill();
  const auto payments = stored<Payment>(patient_);
  ASSERT_EQ(payments.size(), 2U);
  EXPECT_EQ(payments[0].amount_minor + payments[1].amount_minor, 200'000);
  EXPECT_NE(payments[0].method, payments[1].method);
  EXPECT_EQ(owed(), 0);
  EXPECT_NE(stored_patient(patient_).phones[0].confirmed_at.seconds, 0);
}

TEST_F(CheckOutViews, PartPaymentIsADebtThatTheNextCheckOutOffers) {
  open_bill();
  type_nth(ui.t("checkout.amount"), 0, "1000");
  submit_bill();
  EXPECT_EQ(owed(), 150'000);
  activate(Role::button, ui.t("card.act_pay"));
  EXPECT_TRUE(shows("1\u00A0500,00")) << dump();
  submit_bill();
  EXPECT_EQ(owed(), 0);
}

TEST_F(CheckOutViews, AReceiptIsPrintedWithTheCheckOutAndAgainFromTheCard) {
  open_bill();
  type_nth(ui.t("checkout.discount"), 0, "500");
  type_nth(ui.t("checkout.amount"), 0, "1500");
  activate(Role::checkbox, ui.t("receipt.after"));
  (void)ui.effects.take();
  submit_bill();
  const std::string first = printed();
  for (const std::string_view part :
       {"<h1>Квитанция от ", "<dd>Сидоров Пётр</dd>", "Первичный приём", "2\u00A0500,00",
        "2\u00A0000,00", "1\u00A0500,00", "<dt>Осталось оплатить, всего</dt>"})
    EXPECT_NE(first.find(part), std::string::npos) << part << '\n' << first;
  activate(Role::button, ui.t("receipt.dialog"));
  expect_clean();
  activate(Role::button, ui.t("receipt.print"));
  EXPECT_EQ(printed(), first);
}

TEST(PaperDocument, WhatComesInIsDataNotMarkup) {
  Paper paper("<script>");
  const std::array columns = {Paper::Column{"A&B"}, Paper::Column{"\"", true}};
  const std::array rows = {Paper::Row{"<b>", "1"}, Paper::Row{"short"}};
  paper.table(columns, rows, 1);
  const std::string html = std::move(paper).html();
  EXPECT_EQ(html.find("<script>"), std::string::npos);
  EXPECT_EQ(html.find("<b>"), std::string::npos);
  EXPECT_NE(html.find("<td>&lt;b&gt;</td><td class=\"number\">1</td>"), std::string::npos) << html;
  EXPECT_NE(html.find("<tr class=\"total\"><td>short</td><td class=\"number\"></td>"),
            std::string::npos)
      << html;
}

TEST_F(CheckOutViews, AnAdvanceIsUsedNextTime) {
  open_small();
  open_patient("Сидоров");
  activate(Role::button, ui.t("card.act_pay"));
  type_nth(ui.t("checkout.amount"), 0, "4000");
  submit_bill();
  ASSERT_EQ(stored<Payment>(patient_).size(), 1U);
  EXPECT_TRUE(stored<Allocation>(patient_).empty());
  activate(Role::button, ui.t("card.act_pay"));
  activate(Role::button, ui.t("checkout.add"));
  choose(ui.t("checkout.service"), "Первичный приём");
  submit_bill();
  EXPECT_EQ(stored<Payment>(patient_).size(), 1U) << "nothing more was to be paid";
  ASSERT_EQ(stored<Allocation>(patient_).size(), 1U);
  EXPECT_EQ(stored<Allocation>(patient_)[0].amount_minor, 250'000);
}

TEST_F(CheckOutViews, AGuardianAndACompanyPayTheirShares) {
  open_small();
  const PatientId mother = add_patient("Сидорова", "Мария", "", {});
  Relation relation;
  relation.id = clinic().new_id<Relation>();
  relation.patient = patient_;
  relation.other = mother;
  relation.pays = true;
  submit(OpKind::put_relation, {whole(relation)});
  Organisation company;
  company.id = clinic().new_id<Organisation>();
  company.name = "Завод «Пример»";
  company.discount_percent = 10;
  submit(OpKind::put_organisation, {whole(company)});
  settle();
  open_patient("Сидоров Пётр");
  activate(Role::button, ui.t("card.act_pay"));
  activate(Role::button, ui.t("checkout.add"));
  choose(ui.t("checkout.service"), "Первичный приём");
  activate(Role::button, ui.t("checkout.add"));
  choose(ui.t("checkout.service"), "Первичный приём", 1);
  choose(ui.t("checkout.payer"), "Завод", 1);
  expect_clean();
  picture("checkout_payers");
  submit_bill();
  const auto charges = stored<Charge>(patient_);
  ASSERT_EQ(charges.size(), 2U);
  for (const Charge& charge : charges)
    if (charge.payer_kind == PayerKind::company)
      EXPECT_EQ(charge.due_minor(), 225'000) << "the contract's discount";
    else
      EXPECT_EQ(charge.payer_patient, mother);
  ASSERT_EQ(stored<Payment>(patient_).size(), 1U);
  EXPECT_EQ(stored<Payment>(patient_)[0].payer_kind, PayerKind::guardian);
  EXPECT_EQ(stored<Payment>(patient_)[0].amount_minor, 250'000);
  ASSERT_EQ(stored<Invoice>(patient_).size(), 1U);
  (void)ui.effects.take();
  activate(Role::button,
           ui.t("receipt.invoice_print", {{"number", stored<Invoice>(patient_)[0].number}}));
  const std::string invoice = printed();
  EXPECT_NE(invoice.find("<dd>Завод «Пример»</dd>"), std::string::npos) << invoice;
  EXPECT_NE(invoice.find("2\u00A0250,00"), std::string::npos) << "less the contract's discount";
  // The payer's acceptance settles the company's line.
  activate(Role::button, ui.t("money.accept_invoice"));
  EXPECT_NE(stored<Invoice>(patient_)[0].accepted_at.seconds, 0) << dump();
}

TEST_F(CheckOutViews, InstalmentsAreAgreedAndTheFirstIsPaid) {
  open_bill();
  activate(Role::button, ui.t("checkout.instalments"));
  expect_clean();
  submit_bill();
  const auto schedules = stored<InstalmentSchedule>(patient_);
  ASSERT_EQ(schedules.size(), 1U);
  EXPECT_EQ(schedules[0].instalments.size(), 3U);
  ASSERT_EQ(stored<Payment>(patient_).size(), 1U);
  EXPECT_EQ(stored<Payment>(patient_)[0].amount_minor, schedules[0].instalments[0].amount_minor);
}

TEST_F(CheckOutViews, AfterAVisitTheDeskSaysWhatComesNext) {
  open_small();
  Booking booking = booking_tomorrow(patient_, 600);
  booking.date = input.today;
  booking.begin = clinic().catalogue().zone_of(branch_).lookup({booking.date, 36'000}).first;
  submit(OpKind::book, {whole(booking)});
  Visit visit;
  visit.id = clinic().new_id<Visit>();
  visit.patient = patient_;
  visit.booking = booking.id;
  visit.branch = branch_;
  visit.doctor = doctor_;
  visit.arrived_at = clinic().now();
  submit(OpKind::check_in, {whole(visit)});
  add_reason(ReasonGroup::not_returned, "Дорого");
  settle();
  const auto open = [&] {
    activate(Role::button, name_that_begins(Role::button, "10:00–10:30, Сидоров"));
    activate(Role::button, ui.t("booking.check_out"));
  };
  open();
  EXPECT_TRUE(shows(ui.t("onward.lacks")));
  EXPECT_TRUE(node(Role::button, ui.t("checkout.submit")).state & ui::State::disabled);
  activate(Role::radio, ui.t("onward.refused"));
  EXPECT_TRUE(node(Role::button, ui.t("checkout.submit")).state & ui::State::disabled);
  choose(ui.t("onward.reason"), "Дорого");
  expect_clean();
  picture("checkout_onward");
  activate(Role::radio, ui.t("onward.step"));
  expect_clean();
  activate(Role::radio, ui.t("onward.comes_back"));
  activate(Role::button, ui.t("recall.in_months", {{"count", 6}}));
  expect_clean();
  submit_bill();
  ASSERT_EQ(stored<Recall>(patient_).size(), 1U) << dump();
  EXPECT_EQ(stored<Recall>(patient_)[0].doctor, doctor_);
  ASSERT_EQ(stored<CycleClosing>(patient_).size(), 1U);
  EXPECT_EQ(stored<CycleClosing>(patient_)[0].kind, ClosingKind::recall);
  EXPECT_EQ(stored<Charge>(patient_).size(), 1U);
  // All of it was one act.
  activate(Role::button, ui.t("common.undo"));
  EXPECT_TRUE(stored<Charge>(patient_).empty());
  EXPECT_TRUE(stored<Recall>(patient_).empty());
  // Or a booking: its form opens by itself.
  open();
  activate(Role::radio, ui.t("onward.book"));
  submit_bill();
  EXPECT_TRUE(has(Role::dialog, ui.t("booking.new"))) << dump();
  EXPECT_TRUE(shows("Сидоров Пётр"));
}

TEST_F(CheckOutViews, ACertificateIsSoldRedeemedAndUsedUp) {
  open_small();
  open_patient("Сидоров");
  activate(Role::button, ui.t("money.certificate"));
  type(Role::textbox, ui.t("money.certificate_number"), "С-17");
  type(Role::textbox, ui.t("money.certificate_value"), "2000");
  expect_clean();
  activate(Role::button, ui.t("common.save"));
  ASSERT_EQ(stored<Certificate>(patient_).size(), 1U) << dump();
  ASSERT_EQ(stored<Payment>(patient_).size(), 1U);
  EXPECT_EQ(stored<Payment>(patient_)[0].certificate, stored<Certificate>(patient_)[0].id);
  EXPECT_TRUE(shows("С-17"));
  // Redeemed: 2 000 of 2 500, the rest by card.
  activate(Role::button, ui.t("card.act_pay"));
  activate(Role::button, ui.t("checkout.add"));
  choose(ui.t("checkout.service"), "Первичный приём");
  choose(ui.t("checkout.method"), std::string(ui.t("method.certificate")));
  choose(ui.t("checkout.certificate"), "С-17");
  activate(Role::button, ui.t("checkout.add_payment"));
  expect_clean();
  submit_bill();
  std::int64_t redeemed = 0, cash = 0;
  for (const Payment& payment : stored<Payment>(patient_))
    (payment.method == PaymentMethod::certificate ? redeemed : cash) += payment.amount_minor;
  EXPECT_EQ(redeemed, 200'000);
  EXPECT_EQ(cash, 200'000 + 50'000);
  EXPECT_EQ(owed(), 0);
}

TEST_F(CheckOutViews, MoneyIsRefundedNoMoreThanWasPaid) {
  open_bill();
  submit_bill();
  activate(Role::button, ui.t("money.refund"));
  type(Role::textbox, ui.t("money.refund_amount"), "9999");
  activate(Role::button, ui.t("money.refund_submit"));
  const ui::SemanticNode& amount = node(Role::textbox, ui.t("money.refund_amount"));
  EXPECT_EQ(ui.tree().text(amount.description), ui.t("refusal.amount_exceeds_payment")) << dump();
  type(Role::textbox, ui.t("money.refund_amount"), "2500");
  activate(Role::button, ui.t("money.refund_submit"));
  ASSERT_EQ(stored<Refund>(patient_).size(), 1U) << dump();
  EXPECT_EQ(stored<Refund>(patient_)[0].amount_minor, 250'000);
  EXPECT_FALSE(stored<Refund>(patient_)[0].charge.is_nil());
}

TEST_F(CheckOutViews, APaymentTypedInErrorIsTakenBackWithItsAllocations) {
  open_bill();
  submit_bill();
  activate(Role::button, ui.t("money.take_back"));
  activate(Role::combobox, ui.t("money.take_back_what"));
  activate(Role::option, name_that_begins(Role::option, "22.11.2026, Оплата"));
  expect_clean();
  activate(Role::button, ui.t("money.take_back_submit"));
  EXPECT_NE(stored<Payment>(patient_)[0].voided_at.seconds, 0) << dump();
  EXPECT_NE(stored<Allocation>(patient_)[0].voided_at.seconds, 0);
}

TEST_F(CheckOutViews, LooksTheSameOnEveryScreen) {
  open_bill();
  activate(Role::button, ui.t("checkout.add_payment"));
  activate(Role::radio, ui.t("onward.step"));
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("checkout_" + screen);
  });
  set_language(ui::Language::pseudo);
  settle();
  expect_clean();
  picture("checkout_pseudo");
}

}  // namespace
}  // namespace retour::views
