// The till of a day: what the payments say by method, less what was given back, and what happened
// after the day was closed.
#include "clinic_fixture.hpp"

#include "app/till.hpp"

namespace retour::app {
namespace {

constexpr std::size_t cash = static_cast<std::size_t>(PaymentMethod::cash);
constexpr std::size_t card = static_cast<std::size_t>(PaymentMethod::card);

class TillTest : public ClinicTest {
 protected:
  Payment pay(PaymentMethod method, std::int64_t amount_minor, std::int32_t days_ago = 0) {
    Payment payment;
    payment.id = clinic_->new_id<Payment>();
    payment.patient = patient_;
    payment.branch = branch_;
    payment.received_at = clinic_->now().plus_minutes(-days_ago * minutes_per_day);
    payment.method = method;
    payment.amount_minor = amount_minor;
    accept(clinic_->submit({OpKind::record_payment, {facets_of(payment, 0)}}));
    return payment;
  }
  Till till(BranchId branch) {
    auto read = till_of(*clinic_, branch, clinic_->today(branch_));
    EXPECT_TRUE(read.has_value());
    return std::move(*read);
  }
};

TEST_F(TillTest, PaymentsOfTheDayByMethodLessWhatWasGivenBack) {
  pay(PaymentMethod::cash, 100'00);
  pay(PaymentMethod::card, 50'00);
  pay(PaymentMethod::cash, 999'00, 1);
  Payment wrong = pay(PaymentMethod::cash, 7'00);
  wrong.voided_at = clinic_->now();
  accept(clinic_->submit({OpKind::void_payment, {facets_of(wrong, 1)}}));
  const Payment returned = pay(PaymentMethod::cash, 30'00);
  Refund refund;
  refund.id = clinic_->new_id<Refund>();
  refund.patient = patient_;
  refund.payment = returned.id;
  refund.amount_minor = 20'00;
  refund.refunded_at = clinic_->now();
  refund.reason = clinic_->catalogue().reasons.front().id;
  accept(clinic_->submit({OpKind::refund, {facets_of(refund, 0)}}));
  EXPECT_EQ(till(branch_).expected_minor[cash], 110'00);
  EXPECT_EQ(till(branch_).expected_minor[card], 50'00);
  EXPECT_EQ(till(BranchId(id_from_name("elsewhere"))).expected_minor[cash], 0);
}

TEST_F(TillTest, WhatCameAfterACloseIsADifferenceAndClosingAgainStandsBesideTheFirst) {
  pay(PaymentMethod::cash, 100'00);
  EXPECT_EQ(till(branch_).since_close_minor(cash), 0);
  const LocalDate today = clinic_->today(branch_);
  MoneyByMethod counted{};
  counted[cash] = 90'00;
  accept(clinic_->submit(
      close_draft(*clinic_, branch_, today, till(branch_), counted, "ten are missing")));
  ASSERT_NE(till(branch_).last_close(), nullptr);
  EXPECT_EQ(till(branch_).last_close()->counted_minor[cash], 90'00);
  EXPECT_EQ(till(branch_).since_close_minor(cash), 0);
  now_ms_ += 60'000;
  pay(PaymentMethod::cash, 25'00);
  EXPECT_EQ(till(branch_).since_close_minor(cash), 25'00);
  now_ms_ += 60'000;
  counted[cash] = 125'00;
  accept(clinic_->submit(close_draft(*clinic_, branch_, today, till(branch_), counted, "")));
  reopen();
  EXPECT_EQ(till(branch_).closes.size(), 2U);
  EXPECT_EQ(till(branch_).last_close()->counted_minor[cash], 125'00);
  EXPECT_EQ(till(branch_).since_close_minor(cash), 0);
}

}  // namespace
}  // namespace retour::app
