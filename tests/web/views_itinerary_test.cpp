// Several visits planned together: from a plan, from nothing, moved as a whole. (SC-17)
// links: web_views ui_test_support
#include <algorithm>

#include "web/support/small_clinic.hpp"

namespace retour::views {
namespace {

using ui::Role;

class ItineraryViews : public SmallClinic {
 public:
  void SetUp() override {
    open_small();
    echo_ = add_service("ЭхоКГ", ProductType::diagnostic, 300'000);
  }

  std::vector<Booking> standing() {
    std::vector<Booking> all = stored<Booking>(patient_);
    std::erase_if(
        all, [](const Booking& b) { return b.cancelled_at.seconds != 0 || b.entered_in_error; });
    std::ranges::sort(all, {}, &Booking::begin);
    return all;
  }

  void open_several() {
    open_patient("Сидоров");
    activate(Role::button, ui.t("quick.more"));
    activate(Role::menuitem, ui.t("quick.itinerary"));
  }

  /// Chooses in the combo of this name that stands in the visit with this number.
  void choose(int visit, ui::TextId label, std::string_view option) {
    const std::string card = ui.t("itinerary.visit", {{"number", visit}});
    bool inside = false;
    for (const ui::SemanticNode& n : ui.tree().nodes) {
      if (ui.tree().text(n.name) == card) inside = true;
      if (inside && n.role == Role::combobox && ui.tree().text(n.name) == ui.t(label)) {
        frame({{.node = n.id, .kind = ui::ActionKind::activate}});
        settle();
        activate(Role::option, name_that_begins(Role::option, option));
        return;
      }
    }
    FAIL() << "no such choice in visit " << visit << "\n" << dump();
  }

  void press_other_of(int visit) {
    int left = visit;
    for (const ui::SemanticNode& n : ui.tree().nodes)
      if (n.role == Role::button && ui.tree().text(n.name) == ui.t("itinerary.other_time") &&
          --left == 0) {
        frame({{.node = n.id, .kind = ui::ActionKind::activate}});
        settle();
        return;
      }
    FAIL() << dump();
  }

  /// A time of so many days from today on, as it is said.
  std::string at(int days, int begin_minute) {
    return ui.t(
        "common.moment",
        {{"date",
          ui::format_date(input.today.plus_days(days), ui::DateStyle::weekday_full, ui.language())},
         {"time", ui::format_time(begin_minute) + "–" + ui::format_time(begin_minute + 30)}});
  }

  std::string book_all(int count) { return ui.t("itinerary.book_all", {{"count", count}}); }

  ServiceId echo_;
};

TEST_F(ItineraryViews, TwoVisitsOnOneDayAreFoundAndBookedTogether) {
  open_several();
  EXPECT_TRUE(node(Role::button, book_all(2)).state & ui::State::disabled);
  choose(1, "booking.service", "Первичный приём");
  choose(2, "booking.service", "ЭхоКГ");
  EXPECT_TRUE(shows(at(1, 540))) << dump();
  EXPECT_TRUE(shows(at(1, 570))) << dump();
  expect_clean();
  picture("itinerary_found");
  activate(Role::button, book_all(2));
  const auto booked = standing();
  ASSERT_EQ(booked.size(), 2U) << dump();
  EXPECT_EQ(booked[0].service, service_);
  EXPECT_EQ(booked[1].service, echo_);
  EXPECT_EQ(booked[1].begin_minute, 570);
  activate(Role::button, ui.t("common.undo"));
  EXPECT_TRUE(standing().empty());
}

TEST_F(ItineraryViews, ARuleBetweenVisitsMovesTheSecondOne) {
  open_several();
  choose(1, "booking.service", "Первичный приём");
  choose(2, "booking.service", "ЭхоКГ");
  choose(2, "itinerary.not_before", ui.t("itinerary.after_days", {{"count", 3}}));
  EXPECT_TRUE(shows(at(1, 540))) << dump();
  EXPECT_TRUE(shows(at(4, 540))) << dump();
  activate(Role::checkbox, ui.t("itinerary.on_one_day"));
  EXPECT_TRUE(shows(at(1, 570))) << dump();
}

TEST_F(ItineraryViews, AnotherTimeIsKeptAndTheOthersFollow) {
  open_several();
  choose(1, "booking.service", "Первичный приём");
  choose(2, "booking.service", "ЭхоКГ");
  choose(2, "itinerary.not_after", ui.t("itinerary.same_day"));
  activate(Role::button, ui.t("itinerary.later"));
  EXPECT_TRUE(shows(at(2, 540))) << dump();
  // The first button of that name belongs to the first visit: nothing lies before the second one.
  activate(Role::button, ui.t("itinerary.other_time"));
  EXPECT_TRUE(shows(ui.t("itinerary.no_other"))) << dump();
  activate(Role::button, ui.t("itinerary.other_time"));
  // The second visit later on that day: kept there, also when the rule changes.
  press_other_of(2);
  expect_clean();
  activate(Role::radio, name_that_begins(Role::radio, "10:30"));
  EXPECT_TRUE(shows(at(2, 630))) << dump();
  // Now the first one can be later, too.
  activate(Role::button, ui.t("itinerary.other_time"));
  activate(Role::radio, name_that_begins(Role::radio, "10:00"));
  EXPECT_TRUE(shows(at(2, 600))) << dump();
  activate(Role::button, book_all(2));
  const auto booked = standing();
  ASSERT_EQ(booked.size(), 2U);
  EXPECT_EQ(booked[0].begin_minute, 600);
  EXPECT_EQ(booked[1].begin_minute, 630);
}

TEST_F(ItineraryViews, WhatHasNoTimeIsNamedWithARemedy) {
  Specialty other;
  other.id = clinic().new_id<Specialty>();
  other.name = "Хирург";
  submit(OpKind::put_specialty, {whole(other)});
  Staff nobody;
  nobody.id = clinic().new_id<Staff>();
  nobody.family_name = "Отпускников";
  nobody.roles = RoleSet::of(retour::Role::doctor);
  nobody.specialties = {other.id};
  submit(OpKind::put_staff, {whole(nobody)});
  Service operation;
  operation.id = clinic().new_id<Service>();
  operation.name = "Операция";
  operation.specialty = other.id;
  submit(OpKind::put_service, {whole(operation)});
  open_several();
  choose(1, "booking.service", "Первичный приём");
  choose(2, "booking.service", "Операция");
  EXPECT_TRUE(shows(ui.t("itinerary.no_place", {{"service", "Операция"}}))) << dump();
  EXPECT_TRUE(node(Role::button, book_all(2)).state & ui::State::disabled);
  expect_clean();
}

TEST_F(ItineraryViews, ThePlanBringsItsItems) {
  Plan plan;
  plan.id = clinic().new_id<Plan>();
  plan.patient = patient_;
  plan.doctor = doctor_;
  plan.title = "Обследование";
  plan.made_at = clinic().now();
  std::vector<Part> parts = {facets_of(plan, 0)};
  for (const ServiceId service : {service_, echo_}) {
    PlanItem item;
    item.id = clinic().new_id<PlanItem>();
    item.patient = patient_;
    item.plan = plan.id;
    item.service = service;
    parts.push_back(facets_of(item, 0));
  }
  submit(OpKind::make_plan, std::move(parts));
  open_patient("Сидоров");
  activate(Role::button, ui.t("plan.plan_visits"));
  EXPECT_TRUE(shows(at(1, 570))) << dump();
  activate(Role::button, book_all(2));
  const auto booked = standing();
  ASSERT_EQ(booked.size(), 2U);
  EXPECT_FALSE(booked[0].plan_item.is_nil());
  EXPECT_FALSE(has(Role::button, ui.t("plan.plan_visits"))) << "everything is booked";
}

TEST_F(ItineraryViews, BookedVisitsMoveTogether) {
  Booking first = booking_tomorrow(patient_, 600);
  submit(OpKind::book, {whole(first)});
  Booking second = booking_tomorrow(patient_, 660);
  second.service = echo_;
  submit(OpKind::book, {whole(second)});
  open_patient("Сидоров");
  activate(Role::button, ui.t("card.move_together"));
  activate(Role::button, ui.t("itinerary.later"));
  activate(Role::button, ui.t("itinerary.move_all"));
  const auto moved = standing();
  ASSERT_EQ(moved.size(), 2U) << dump();
  EXPECT_EQ(moved[0].id, first.id);
  EXPECT_EQ(moved[0].date, first.date.plus_days(1));
  EXPECT_EQ(moved[1].id, second.id);
  EXPECT_EQ(moved[1].date, first.date.plus_days(1));
  EXPECT_EQ(moved[0].slot_version, 2);
}

/// Two visits of which the second comes two to seven days after the first one.
TEST_F(ItineraryViews, AMoveThatBreaksTheOrderIsSaidAndAllVisitsArePlannedAnew) {
  for (int visit = 0; visit < 2; ++visit) {
    Booking booking = booking_tomorrow(patient_, 600);
    booking.date = input.today.plus_days(1 + 3 * visit);
    booking.begin = clinic().catalogue().zone_of(branch_).lookup({booking.date, 600 * 60}).first;
    booking.itinerary = ItineraryId(id_from_name("way"));
    booking.days_after_min = visit == 0 ? 0 : 2;
    booking.days_after_max = visit == 0 ? any_days : 7;
    if (visit == 1) booking.service = echo_;
    submit(OpKind::book, {whole(booking)});
  }
  settle();
  open_patient("Сидоров");
  activate(Role::option, name_that_begins(Role::option, "понедельник, 23"));
  activate(Role::button, ui.t("booking.find_time"));
  type(Role::textbox, ui.t("booking.time"), "11:00");
  EXPECT_FALSE(has(Role::button, ui.t("itinerary.plan_anew"))) << "an hour later breaks nothing";
  type(Role::textbox, ui.t("booking.date"), "25.11.2026");
  type(Role::textbox, ui.t("booking.time"), "11:00");
  EXPECT_TRUE(
      shows(ui.t("itinerary.breaks_within", {{"service", "ЭхоКГ"}, {"least", 2}, {"most", 7}})))
      << dump();
  expect_clean();
  picture("itinerary_broken");
  activate(Role::button, ui.t("itinerary.plan_anew"));
  settle();
  activate(Role::button, ui.t("itinerary.move_all"));
  const std::vector<Booking> now = standing();
  ASSERT_EQ(now.size(), 2U);
  EXPECT_EQ(now[0].date, input.today.plus_days(3)) << "as it was wished";
  EXPECT_EQ(now[0].begin_minute, 660);
  EXPECT_GE(now[1].date.days - now[0].date.days, 2);
  EXPECT_LE(now[1].date.days - now[0].date.days, 7);
}

TEST_F(ItineraryViews, LooksTheSameOnEveryScreen) {
  open_several();
  choose(1, "booking.service", "Первичный приём");
  choose(2, "booking.service", "ЭхоКГ");
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("itinerary_" + screen);
  });
}

}  // namespace
}  // namespace retour::views
