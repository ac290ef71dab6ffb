// The patient card: its forms, what they write, what they refuse and where they say so; the
// history. (CS-01, PS-08, PS-16, TP-02, TP-35, IM-08) links: web_views ui_test_support
#include "views/patient_timeline.hpp"
#include "web/support/small_clinic.hpp"

namespace retour::views {
namespace {

using ui::Role;

class PatientViews : public SmallClinic {
 public:
  void open_card() {
    open_small();
    open_patient("Сидоров");
  }
  void choose(ui::TextId combo, std::string_view beginning) {
    activate(Role::combobox, ui.t(combo));
    activate(Role::option, name_that_begins(Role::option, beginning));
  }
  void save() { activate(Role::button, ui.t("common.save")); }
  void undo() { activate(Role::button, ui.t("common.undo")); }
  bool disabled(Role role, std::string_view name) {
    return (node(role, name).state & ui::State::disabled) != 0;
  }
};

TEST_F(PatientViews, ACallIsLoggedAndAppearsInTheHistory) {
  open_card();
  activate(Role::button, ui.t("card.call"));
  expect_clean();
  type(Role::textbox, ui.t("call.note"), "Спрашивал о подготовке");
  save();
  EXPECT_TRUE(shows(ui.t("fact.call_in"))) << dump();
  EXPECT_TRUE(shows("Спрашивал о подготовке"));
  undo();
  EXPECT_FALSE(shows("Спрашивал о подготовке"));
}

TEST_F(PatientViews, APlanIsProposedAgreedAndItsItemsSettled) {
  open_card();
  const ReasonId dear = add_reason(ReasonGroup::refusal, "Дорого");
  add_service("УЗИ сердца", ProductType::diagnostic, 400'000);
  settle();
  activate(Role::button, ui.t("plan.propose"));
  EXPECT_TRUE(disabled(Role::button, ui.t("common.save")));
  type(Role::textbox, ui.t("plan.title"), "Обследование");
  choose("checkout.service", "УЗИ сердца");
  expect_clean();
  picture("plan_form_desk");
  save();
  ASSERT_EQ(stored<Plan>(patient_).size(), 1U) << dump();
  ASSERT_EQ(stored<PlanItem>(patient_).size(), 1U);
  EXPECT_EQ(stored<PlanItem>(patient_)[0].price_minor, 400'000);
  EXPECT_EQ(stored<PlanItem>(patient_)[0].kind, PlanItemKind::diagnostic_complex);
  EXPECT_EQ(stored<Plan>(patient_)[0].agreed_at.seconds, 0);
  activate(Role::button, ui.t("plan.agree"));
  activate(Role::button, ui.t("plan.agree"));
  EXPECT_NE(stored<Plan>(patient_)[0].agreed_at.seconds, 0) << dump();
  EXPECT_TRUE(shows(ui.t("plan.is_agreed")));
  // Refusal needs its reason.
  activate(Role::button, ui.t("plan.outcome_of", {{"service", "УЗИ сердца"}}));
  activate(Role::menuitem, ui.t("plan.mark_refused"));
  EXPECT_TRUE(disabled(Role::button, ui.t("common.save")));
  choose("plan.refusal_reason", "Дорого");
  expect_clean();
  save();
  EXPECT_EQ(stored<PlanItem>(patient_)[0].state, PlanItemState::refused) << dump();
  EXPECT_EQ(stored<PlanItem>(patient_)[0].reason, dear);
  undo();
  EXPECT_EQ(stored<PlanItem>(patient_)[0].state, PlanItemState::open);
  activate(Role::button, ui.t("plan.outcome_of", {{"service", "УЗИ сердца"}}));
  activate(Role::menuitem, ui.t("plan.mark_elsewhere"));
  EXPECT_EQ(stored<PlanItem>(patient_)[0].state, PlanItemState::done_elsewhere);
}

TEST_F(PatientViews, AnItemOfThePlanIsBookedFromTheCard) {
  open_card();
  activate(Role::button, ui.t("plan.propose"));
  choose("checkout.service", "Первичный приём");
  save();
  activate(Role::button, ui.t("plan.book_item", {{"service", "Первичный приём"}}));
  EXPECT_TRUE(shows(ui.t("booking.by_plan"))) << dump();
  type(Role::textbox, ui.t("booking.date"), "23.11.2026");
  leave(Role::textbox, ui.t("booking.date"));
  type(Role::textbox, ui.t("booking.time"), "11");
  activate(Role::button, ui.t("booking.submit"));
  ASSERT_EQ(stored<Booking>(patient_).size(), 1U) << dump();
  EXPECT_EQ(stored<Booking>(patient_)[0].plan_item, stored<PlanItem>(patient_)[0].id);
  EXPECT_TRUE(shows(
      ui.t("plan.booked", {{"date", ui::format_date(input.today.plus_days(1),
                                                    ui::DateStyle::day_month, ui.language())}})))
      << dump();
}

TEST_F(PatientViews, ARecallClosesTheCycleAndGivesSomebodyTheCall) {
  open_card();
  activate(Role::button, ui.t("card.act_recall"));
  EXPECT_TRUE(disabled(Role::button, ui.t("common.save")));
  activate(Role::radio, ui.t("recall.in_months", {{"count", 6}}));
  type(Role::textbox, ui.t("recall.reason"), "Контроль давления");
  expect_clean();
  picture("recall_form_desk");
  save();
  ASSERT_EQ(stored<Recall>(patient_).size(), 1U) << dump();
  EXPECT_EQ(stored<Recall>(patient_)[0].due_on, LocalDate::from_ymd(2027, 5, 22));
  ASSERT_EQ(stored<CycleClosing>(patient_).size(), 1U);
  EXPECT_EQ(stored<CycleClosing>(patient_)[0].recall, stored<Recall>(patient_)[0].id);
  ASSERT_EQ(stored<NextStep>(patient_).size(), 1U);
  EXPECT_EQ(stored<NextStep>(patient_)[0].note, "Контроль давления");
  EXPECT_EQ(stored<NextStep>(patient_)[0].due_on, LocalDate::from_ymd(2027, 5, 15));
  EXPECT_TRUE(shows(ui.t("status.7"))) << dump();
  // One act: one undo takes all of it back.
  undo();
  EXPECT_TRUE(stored<CycleClosing>(patient_).empty());
  EXPECT_TRUE(stored<NextStep>(patient_).empty());
}

TEST_F(PatientViews, ARefusalEndsTheCycleWithItsReason) {
  open_card();
  add_reason(ReasonGroup::refusal, "Далеко ехать");
  settle();
  activate(Role::button, name_that_begins(Role::button, "Закрыть цикл"));
  EXPECT_TRUE(disabled(Role::button, ui.t("closing.submit")));
  choose("plan.refusal_reason", "Далеко");
  expect_clean();
  activate(Role::button, ui.t("closing.submit"));
  ASSERT_EQ(stored<CycleClosing>(patient_).size(), 1U) << dump();
  EXPECT_EQ(stored<CycleClosing>(patient_)[0].kind, ClosingKind::refusal);
}

TEST_F(PatientViews, ANextStepHasAPersonAndADay) {
  open_card();
  EXPECT_TRUE(shows(ui.t("card.no_next_step")));
  activate(Role::button, ui.t("card.act_step"));
  expect_clean();
  save();
  ASSERT_EQ(stored<NextStep>(patient_).size(), 1U) << dump();
  EXPECT_EQ(stored<NextStep>(patient_)[0].due_on, input.today.plus_days(1));
  EXPECT_FALSE(shows(ui.t("card.no_next_step")));
  activate(Role::button, ui.t("card.step_done"));
  EXPECT_NE(stored<NextStep>(patient_)[0].done_at.seconds, 0);
}

TEST_F(PatientViews, WhatWasRefusedIsSaidAtItsField) {
  open_card();
  activate(Role::button, ui.t("person.edit"));
  type(Role::textbox, ui.t("card.email"), "никто-нигде");
  save();
  const ui::SemanticNode& email = node(Role::textbox, ui.t("card.email"));
  EXPECT_EQ(ui.tree().text(email.description), ui.t("refusal.bad_email")) << dump();
  EXPECT_TRUE(has(Role::dialog, ui.t("person.edit")));
  type(Role::textbox, ui.t("card.email"), "petr@example.com");
  type(Role::textbox, ui.t("person.wishes"), "Утром");
  save();
  EXPECT_FALSE(has(Role::dialog, ui.t("person.edit"))) << dump();
  EXPECT_EQ(stored_patient(patient_).email, "petr@example.com");
  EXPECT_EQ(stored_patient(patient_).wishes, "Утром");
  undo();
  EXPECT_EQ(stored_patient(patient_).email, "");
  EXPECT_EQ(stored_patient(patient_).wishes, "");
}

TEST_F(PatientViews, AGuardianIsChosenFromTheRegisterOrNamed) {
  open_card();
  const PatientId mother = add_patient("Сидорова", "Мария", "+79160000001", {});
  settle();
  activate(Role::button, ui.t("relation.add"));
  EXPECT_TRUE(disabled(Role::button, ui.t("common.save")));
  type(Role::searchbox, ui.t("relation.find"), "Сидорова");
  activate(Role::option, "Сидорова Мария");
  activate(Role::checkbox, ui.t("relation.pays"));
  expect_clean();
  save();
  ASSERT_EQ(stored<Relation>(patient_).size(), 1U) << dump();
  EXPECT_EQ(stored<Relation>(patient_)[0].other, mother);
  EXPECT_TRUE(stored<Relation>(patient_)[0].pays);
  activate(Role::button, ui.t("relation.add"));
  activate(Role::radio, ui.t("relation.unlisted"));
  type(Role::textbox, ui.t("relation.name"), "Дядя Коля");
  expect_clean();
  save();
  EXPECT_EQ(stored<Relation>(patient_).size(), 2U);
  EXPECT_TRUE(shows("Дядя Коля"));
}

TEST_F(PatientViews, AConsentIsGivenForOnePurposeAndWithdrawn) {
  open_card();
  const std::string purpose(ui.t("consent_purpose.marketing"));
  activate(Role::button, ui.t("consent.give_for", {{"purpose", purpose}}));
  expect_clean();
  activate(Role::button, ui.t("consent.give"));
  ASSERT_EQ(stored<Consent>(patient_).size(), 1U) << dump();
  EXPECT_EQ(stored<Consent>(patient_)[0].purpose, ConsentPurpose::marketing);
  activate(Role::button, ui.t("consent.withdraw", {{"purpose", purpose}}));
  EXPECT_NE(stored<Consent>(patient_)[0].withdrawn_at.seconds, 0);
}

TEST_F(PatientViews, TheHistoryIsNewestFirstAndFiltered) {
  open_card();
  submit(OpKind::book, {whole(booking_tomorrow(patient_, 600))});
  Call call;
  call.id = clinic().new_id<Call>();
  call.patient = patient_;
  call.at = clinic().now().plus_minutes(-60);
  submit(OpKind::log_call, {whole(call)});
  settle();
  const std::string booked =
      ui.t("card.fact.booked", {{"service", "Первичный приём"}, {"doctor", "Ёлкина"}});
  const std::string dumped = dump();
  ASSERT_TRUE(shows(booked)) << dumped;
  EXPECT_LT(dumped.find("listitem \"" + booked),
            dumped.find("listitem \"" + std::string(ui.t("fact.call_in"))));
  EXPECT_TRUE(shows("впереди"));
  activate(Role::radio, ui.t("fact_area.contact"));
  EXPECT_FALSE(has(Role::listitem, booked));
  EXPECT_TRUE(has(Role::listitem, ui.t("fact.call_in")));
}

TEST_F(PatientViews, ACardOfTheDemoLooksRightOnEveryScreen) {
  open_demo();
  // The one with most to show.
  static const std::string plans = store::select_all_columns(EntityKind::plan);
  const auto found = clinic().tables().select<Plan>(store::Sql::stored(plans));
  ASSERT_TRUE(found.has_value());
  PatientId chosen;
  std::size_t most = 0;
  for (const Plan& plan : *found) {
    const std::size_t facts = stored<Charge>(plan.patient).size() +
                              stored<Call>(plan.patient).size() +
                              5 * stored<Relation>(plan.patient).size();
    if (facts <= most) continue;
    most = facts;
    chosen = plan.patient;
  }
  const Patient patient = stored_patient(chosen);
  go_to("nav.patients");
  type(Role::searchbox, ui.t("patients.search_label"),
       patient.family_name + " " + patient.given_name);
  activate(Role::row, name_that_begins(Role::row, patient.family_name + " " + patient.given_name +
                                                      " " + patient.patronymic));
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("card_" + screen);
  });
  // A third longer, as some language will be.
  set_language(ui::Language::pseudo);
  settle();
  expect_clean();
  picture("card_pseudo");
}

}  // namespace
}  // namespace retour::views
