// links: app
// A line about everybody: what happens next, who is forgotten, filters and orders (CS-01, PS-16).
#include "app/people.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace retour::app {
namespace {

constexpr LocalDate today{20'000};

struct People {
  SeededRandom random{5};

  PatientFacts facts(const char* family, const char* given = "") {
    PatientFacts facts;
    facts.patient.id = PatientId(make_id(1, random));
    facts.patient.family_name = family;
    facts.patient.given_name = given;
    return facts;
  }
  static Booking booking(LocalDate date, std::int32_t minute = untimed_minute) {
    Booking booking;
    booking.date = date;
    booking.begin_minute = minute;
    return booking;
  }
  static NextStep step(LocalDate due) {
    NextStep step;
    step.due_on = due;
    return step;
  }
  static funnel::PatientFunnel open(funnel::FunnelStatus status, std::int64_t money = 0) {
    funnel::PatientFunnel funnel;
    funnel.cycles.resize(1);
    funnel.cycles[0].status = status;
    funnel.cycles[0].open_money_minor = money;
    funnel.status = status;
    return funnel;
  }
};

TEST(PersonRow, NextIsTheEarliestOfStepBookingAndRecall) {
  People people;
  PatientFacts facts = people.facts("Ёлкина");
  const auto status = People::open(funnel::FunnelStatus::warm);
  EXPECT_FALSE(person_row(facts, status, today).next_date());
  EXPECT_TRUE(person_row(facts, status, today).is_forgotten());
  Recall recall;
  recall.due_on = today.plus_days(90);
  facts.recalls.push_back(recall);
  EXPECT_EQ(person_row(facts, status, today).next_date(), today.plus_days(90));
  EXPECT_FALSE(person_row(facts, status, today).is_forgotten());
  facts.bookings.push_back(People::booking(today.plus_days(9), 600));
  facts.bookings.push_back(People::booking(today.plus_days(9), 540));
  EXPECT_EQ(person_row(facts, status, today).next_date(), today.plus_days(9));
  EXPECT_EQ(person_row(facts, status, today).next_booking_minute, 540);
  facts.next_steps.push_back(People::step(today.plus_days(-1)));
  EXPECT_EQ(person_row(facts, status, today).next_date(), today.plus_days(-1));
  EXPECT_TRUE(person_row(facts, status, today).is_overdue(today));
  facts.next_steps[0].done_at = {1};
  EXPECT_FALSE(person_row(facts, status, today).is_overdue(today));
}

TEST(PersonRow, WhatWasCancelledOrMissedIsNeitherAVisitNorAStep) {
  People people;
  PatientFacts facts = people.facts("Иванов");
  Booking cancelled = People::booking(today.plus_days(1));
  cancelled.cancelled_at = {1};
  Booking missed = People::booking(today.plus_days(-1));
  missed.no_show_at = {1};
  facts.bookings = {cancelled, missed, People::booking(today.plus_days(-5))};
  const PersonRow row = person_row(facts, People::open(funnel::FunnelStatus::warm), today);
  EXPECT_FALSE(row.next_booking);
  EXPECT_EQ(row.last_seen, today.plus_days(-5));
}

TEST(PersonRow, WhoCameTodayHasBeenSeenAndIsNotExpectedAnyMore) {
  People people;
  PatientFacts facts = people.facts("Иванов");
  facts.bookings = {People::booking(today, 540)};
  facts.bookings[0].id = BookingId(make_id(1, people.random));
  Visit visit;
  visit.booking = facts.bookings[0].id;
  visit.arrived_at = {1};
  facts.visits = {visit};
  const PersonRow row = person_row(facts, People::open(funnel::FunnelStatus::entry_paid), today);
  EXPECT_FALSE(row.next_booking);
  EXPECT_EQ(row.last_seen, today);
}

TEST(PersonRow, TheDeadAndTheFinishedAreNotForgotten) {
  People people;
  PatientFacts facts = people.facts("Иванов");
  facts.patient.standing = Standing::deceased;
  EXPECT_FALSE(person_row(facts, People::open(funnel::FunnelStatus::warm), today).is_forgotten());
  facts.patient.standing = Standing::active;
  auto closed = People::open(funnel::FunnelStatus::dispensary);
  closed.cycles[0].closed_at = {1};
  EXPECT_FALSE(person_row(facts, closed, today).is_forgotten());
}

class PeopleList : public testing::Test, protected People {
 protected:
  void add(const char* family, funnel::FunnelStatus status, std::int64_t money,
           std::optional<LocalDate> step = {}) {
    PatientFacts one = facts(family);
    if (step) one.next_steps.push_back(People::step(*step));
    rows_.push_back(person_row(one, open(status, money), today));
    names_.emplace_back(family);
  }
  std::string list(const PeopleFilter& filter) {
    std::string words;
    for (const std::uint32_t row : people_matching(rows_, filter, today))
      words += (words.empty() ? "" : " ") + names_[row];
    return words;
  }
  void SetUp() override {
    add("Яшин", funnel::FunnelStatus::warm, 0);
    add("Ёлкин", funnel::FunnelStatus::booked, 500, today.plus_days(3));
    add("", funnel::FunnelStatus::booked, 900, today.plus_days(-3));
    add("Абрамов", funnel::FunnelStatus::main_bought, 100);
    names_[2] = "?";
    rows_.emplace_back();  // erased
    names_.emplace_back("erased");
  }
  std::vector<PersonRow> rows_;
  std::vector<std::string> names_;
};

TEST_F(PeopleList, OrdersAndWhoHasNothingToOrderByComesLast) {
  EXPECT_EQ(list({}), "Абрамов ? Ёлкин Яшин") << "entered last first";
  EXPECT_EQ(list({.order = PeopleOrder::name}), "Абрамов Ёлкин Яшин ?");
  EXPECT_EQ(list({.order = PeopleOrder::name, .descending = true}), "Яшин Ёлкин Абрамов ?");
  EXPECT_EQ(list({.order = PeopleOrder::next_date}), "? Ёлкин Абрамов Яшин");
  EXPECT_EQ(list({.order = PeopleOrder::next_date, .descending = true}), "Ёлкин ? Абрамов Яшин");
  EXPECT_EQ(list({.order = PeopleOrder::open_money, .descending = true}), "? Ёлкин Абрамов Яшин");
  EXPECT_EQ(list({.order = PeopleOrder::open_money}), "Абрамов Ёлкин ? Яшин");
}

TEST_F(PeopleList, FiltersAndTheirCountsAgree) {
  const PeopleCounts counts = count_people(rows_, today);
  EXPECT_EQ(counts.all, 4);
  EXPECT_EQ(counts.by_status[3], 2);
  EXPECT_EQ(counts.forgotten, 2);
  EXPECT_EQ(counts.overdue, 1);
  EXPECT_EQ(list({.statuses = 1U << 3U}), "? Ёлкин");
  EXPECT_EQ(list({.step = PeopleStep::forgotten}), "Абрамов Яшин");
  EXPECT_EQ(list({.step = PeopleStep::overdue}), "?");
  rows_[0].responsible = StaffId(make_id(1, random));
  EXPECT_EQ(list({.responsible = rows_[0].responsible}), "Яшин");
}

}  // namespace
}  // namespace retour::app
