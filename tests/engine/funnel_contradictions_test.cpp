// links: app
// Facts that contradict each other are found, each with its counterpart that does not (DM-05); the
// check of a whole clinic finds the same people.
#include "funnel/contradictions.hpp"

#include "app/data_check.hpp"
#include "clinic_fixture.hpp"

namespace retour::funnel {
namespace {

constexpr Instant now{1'795'338'000};
constexpr std::int64_t day_minutes = 24 * 60;

Instant days_ago(std::int64_t days) {
  return now.plus_minutes(-days * day_minutes);
}

Payment paid(Instant at, std::int64_t minor) {
  Payment payment;
  payment.received_at = at;
  payment.amount_minor = minor;
  return payment;
}
Refund returned(std::int64_t minor) {
  Refund refund;
  refund.refunded_at = days_ago(1);
  refund.amount_minor = minor;
  return refund;
}
Visit visited(Instant at) {
  Visit visit;
  visit.arrived_at = at;
  return visit;
}

/// The names of what is found.
std::string found(const PatientFacts& facts, std::span<const Staff> staff = {}) {
  std::string names;
  const auto has = contradictions_of(facts, {.now = now, .staff = staff});
  for (std::size_t i = 0; i < has.size(); ++i)
    if (has[i])
      names += std::string(names.empty() ? "" : " ") +
               std::string(enum_name(static_cast<Contradiction>(i)));
  return names;
}

TEST(Contradictions, APaymentLongBeforeTheFirstVisit) {
  PatientFacts facts;
  facts.visits = {visited(days_ago(10))};
  facts.payments = {paid(days_ago(12), 100)};
  EXPECT_EQ(found(facts), "payment_before_visit");
  facts.payments = {paid(days_ago(10), 100)};
  EXPECT_EQ(found(facts), "") << "a deposit of the day";
  facts.payments = {paid(days_ago(12), 100)};
  facts.payments[0].voided_at = days_ago(11);
  EXPECT_EQ(found(facts), "") << "typed in error";
  facts.visits.clear();
  facts.payments[0].voided_at = {};
  EXPECT_EQ(found(facts), "") << "an advance: he has not come yet";
  facts.charges.emplace_back().rendered_at = days_ago(3);
  EXPECT_EQ(found(facts), "payment_before_visit") << "what was rendered is a visit, too";
}

TEST(Contradictions, RefundsAbovePaymentsOfTheSameCurrency) {
  PatientFacts facts;
  facts.payments = {paid(days_ago(5), 100), paid(days_ago(4), 50)};
  facts.refunds = {returned(100), returned(50)};
  EXPECT_EQ(found(facts), "");
  facts.refunds.push_back(returned(1));
  EXPECT_EQ(found(facts), "refund_above_payment");
  facts.refunds[2].voided_at = now;
  EXPECT_EQ(found(facts), "");
  facts.refunds[1].currency = Currency::sek;
  EXPECT_EQ(found(facts), "refund_above_payment") << "roubles are no crowns";
}

TEST(Contradictions, WhatHasNotHappenedYet) {
  const Instant tomorrow = now.plus_minutes(day_minutes);
  PatientFacts facts;
  facts.calls.emplace_back().at = now.plus_minutes(clock_tolerance_minutes);
  EXPECT_EQ(found(facts), "") << "clocks differ";
  facts.calls[0].at = tomorrow;
  EXPECT_EQ(found(facts), "in_future");
  facts = {};
  facts.visits = {visited(tomorrow)};
  EXPECT_EQ(found(facts), "in_future");
  facts = {};
  facts.charges.emplace_back().rendered_at = tomorrow;
  EXPECT_EQ(found(facts), "in_future");
  facts = {};
  facts.payments = {paid(tomorrow, 1)};
  EXPECT_EQ(found(facts), "in_future");
  facts.payments[0].voided_at = now;
  EXPECT_EQ(found(facts), "");
}

TEST(Contradictions, TwoSourcesOfOnePatient) {
  const auto source = [](const char* name) { return SourceId(id_from_name(name)); };
  PatientFacts facts;
  facts.patient.source = source("site");
  facts.calls.emplace_back().source = source("site");
  EXPECT_EQ(found(facts), "");
  facts.calls.emplace_back().source = source("radio");
  facts.calls[1].direction = CallDirection::outbound;
  EXPECT_EQ(found(facts), "") << "the clinic called";
  facts.calls[1].direction = CallDirection::inbound;
  EXPECT_EQ(found(facts), "two_sources");
  facts.calls.clear();
  facts.bookings.emplace_back().source = source("friend");
  EXPECT_EQ(found(facts), "two_sources");
}

TEST(Contradictions, ABookingWithADoctorWhoLeft) {
  std::array<Staff, 1> staff;
  staff[0].id = StaffId(id_from_name("doctor"));
  staff[0].active = false;
  PatientFacts facts;
  Booking& booking = facts.bookings.emplace_back();
  booking.doctor = staff[0].id;
  booking.begin = now.plus_minutes(day_minutes);
  EXPECT_EQ(found(facts, staff), "doctor_gone");
  booking.begin = days_ago(1);
  EXPECT_EQ(found(facts, staff), "") << "he was there then";
  booking.begin = now.plus_minutes(day_minutes);
  booking.cancelled_at = now;
  EXPECT_EQ(found(facts, staff), "");
  booking.cancelled_at = {};
  staff[0].active = true;
  EXPECT_EQ(found(facts, staff), "");
}

using DataCheckTest = app::ClinicTest;

TEST_F(DataCheckTest, FindsThePeopleOfAWholeClinicAndLeavesTheErasedOut) {
  const PatientId other = add_patient("Другой");
  Charge charge;
  charge.id = clinic_->new_id<Charge>();
  charge.patient = other;
  charge.service = service_;
  charge.performer = doctor_;
  charge.branch = branch_;
  charge.price_minor = 100;
  charge.rendered_at = clinic_->now();
  accept(clinic_->submit({OpKind::charge, {facets_of(charge, 0)}}));
  now_ms_ -= 20LL * 24 * 3600 * 1000;  // the charge was typed with next month's date
  app::DataCheck check;
  EXPECT_EQ(check.found(), nullptr);
  const std::array people = {patient_, PatientId{}, other};
  check.start(*clinic_, people);
  check.start(*clinic_, people);  // a second press while it runs
  EXPECT_TRUE(check.is_running());
  EXPECT_TRUE(check.refresh(*clinic_).has_value());
  EXPECT_EQ(check.found(), nullptr);
  run_jobs();
  ASSERT_TRUE(check.refresh(*clinic_).has_value());
  ASSERT_NE(check.found(), nullptr);
  EXPECT_FALSE(check.is_running());
  EXPECT_EQ(check.found()->checked, 2);
  for (std::size_t i = 0; i < contradiction_count; ++i) {
    const bool is_it = static_cast<Contradiction>(i) == Contradiction::in_future;
    EXPECT_EQ(check.found()->people[i], is_it ? std::vector{other} : std::vector<PatientId>{}) << i;
  }
  check.start(*clinic_, people);
  clinic_->jobs().cancel(app::DataCheck::job_name);
  run_jobs();
  ASSERT_TRUE(check.refresh(*clinic_).has_value());
  EXPECT_FALSE(check.is_running());
  EXPECT_NE(check.found(), nullptr) << "what was found before stays";
}

}  // namespace
}  // namespace retour::funnel
