// The rules of the bill, as a table: who owes what, who pays with what, what stays. Amounts in
// roubles; P patient, G guardian, C company.
// links: web_views
#include "views/bill.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace retour::views {
namespace {

template <class E>
Id<E> id_of(int n) {
  IdBytes bytes;
  bytes.bytes[15] = static_cast<std::uint8_t>(n);
  return Id<E>(bytes);
}

Payer payer(char kind) {
  if (kind == 'G') return {.kind = PayerKind::guardian, .person = id_of<Patient>(1)};
  if (kind == 'C') return {.kind = PayerKind::company, .organisation = id_of<Organisation>(1)};
  return {};
}

struct Row {
  char payer;
  std::int64_t amount;
};

/// A bill of lines (charges 1, 2, ...), debts (51, 52, ...), advances (81, ...) and payments
/// (1, 2, ...).
Bill bill_of(std::vector<Row> lines, std::vector<Row> debts, std::vector<Row> advances,
             std::vector<Row> payments) {
  Bill bill;
  bill.today = *LocalDate::from_ymd(2026, 11, 22);
  int n = 0;
  for (const Row& row : lines)
    bill.lines.push_back(
        {.charge = id_of<Charge>(++n), .price_minor = row.amount, .payer = payer(row.payer)});
  n = 50;
  for (const Row& row : debts)
    bill.debts.push_back({.charge = id_of<Charge>(++n),
                          .payer = payer(row.payer),
                          .rendered_at = {n},
                          .owed_minor = row.amount,
                          .due_now_minor = row.amount});
  n = 80;
  for (const Row& row : advances)
    bill.advances.push_back(
        {.payment = id_of<Payment>(++n), .payer = payer(row.payer), .left_minor = row.amount});
  n = 0;
  for (const Row& row : payments)
    bill.payments.push_back({.payment = id_of<Payment>(++n),
                             .payer = payer(row.payer),
                             .amount_minor = row.amount,
                             .touched = true});
  return bill;
}

/// "source>charge:amount ..." in order.
std::string shares(const Bill& bill) {
  std::string out;
  for (const Share& one : shares_of(bill)) {
    if (!out.empty()) out += ' ';
    out += std::to_string(IdBytes(one.payment).bytes[15]) + ">" +
           std::to_string(IdBytes(one.charge).bytes[15]) + ":" + std::to_string(one.amount_minor);
  }
  return out;
}

TEST(Bill, SharesBetweenPayersMethodsAdvancesAndDebts) {
  struct Case {
    const char* name;
    std::vector<Row> lines, debts, advances, payments;
    const char* shares;
    std::int64_t left, unused;
  };
  const Case cases[] = {
      // name                    lines                 debts       advances    payments
      {"paid in full", {{'P', 25}}, {}, {}, {{'P', 25}}, "1>1:25", 0, 0},
      {"part is a debt", {{'P', 25}}, {}, {}, {{'P', 10}}, "1>1:10", 15, 0},
      {"more is an advance", {{'P', 25}}, {}, {}, {{'P', 40}}, "1>1:25", 0, 15},
      {"two methods", {{'P', 25}}, {}, {}, {{'P', 10}, {'P', 15}}, "1>1:10 2>1:15", 0, 0},
      {"two lines", {{'P', 25}, {'P', 5}}, {}, {}, {{'P', 30}}, "1>1:25 1>2:5", 0, 0},
      {"new before old", {{'P', 25}}, {{'P', 7}}, {}, {{'P', 27}}, "1>1:25 1>51:2", 5, 0},
      {"old by age", {}, {{'P', 7}, {'P', 9}}, {}, {{'P', 10}}, "1>51:7 1>52:3", 6, 0},
      {"advance first", {{'P', 25}}, {}, {{'P', 20}}, {{'P', 5}}, "81>1:20 1>1:5", 0, 0},
      {"own lines first",
       {{'P', 25}, {'G', 5}},
       {},
       {},
       {{'G', 5}, {'P', 25}},
       "1>2:5 2>1:25",
       0,
       0},
      {"mother pays for the child", {{'P', 25}}, {}, {}, {{'G', 25}}, "1>1:25", 0, 0},
      {"cash never pays the company's line", {{'C', 25}}, {}, {}, {{'P', 25}}, "", 0, 25},
      {"the company pays its own",
       {{'C', 25}, {'P', 5}},
       {},
       {},
       {{'C', 30}, {'P', 5}},
       "1>1:25 2>2:5",
       0,
       5},
      {"free", {{'P', 0}}, {}, {}, {}, "", 0, 0},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    const Bill bill = bill_of(one.lines, one.debts, one.advances, one.payments);
    EXPECT_EQ(shares(bill), one.shares);
    EXPECT_EQ(sums_of(bill).left_minor, one.left);
    EXPECT_EQ(sums_of(bill).unused_minor, one.unused);
  }
}

TEST(Bill, NoSourceAndNoTargetIsExceeded) {
  const Bill bill = bill_of({{'P', 25}, {'G', 40}, {'C', 9}}, {{'P', 11}, {'G', 3}},
                            {{'G', 17}, {'P', 2}}, {{'P', 30}, {'G', 21}, {'C', 50}});
  std::map<int, std::int64_t> from, to;
  for (const Share& one : shares_of(bill)) {
    EXPECT_GT(one.amount_minor, 0);
    from[IdBytes(one.payment).bytes[15]] += one.amount_minor;
    to[IdBytes(one.charge).bytes[15]] += one.amount_minor;
  }
  for (const auto& [source, limit] :
       std::map<int, std::int64_t>{{81, 17}, {82, 2}, {1, 30}, {2, 21}, {3, 50}})
    EXPECT_LE(from[source], limit) << source;
  for (const auto& [target, limit] :
       std::map<int, std::int64_t>{{1, 25}, {2, 40}, {3, 9}, {51, 11}, {52, 3}})
    EXPECT_LE(to[target], limit) << target;
}

TEST(Bill, InstalmentsAddUpAndOnlyTheFirstIsDueToday) {
  Bill bill = bill_of({{'P', 10'000}}, {}, {}, {});
  bill.lines[0].parts = 3;
  const auto parts = instalments_of(bill.lines[0], bill.today);
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[0].amount_minor, 3'334);
  EXPECT_EQ(parts[1].amount_minor, 3'333);
  EXPECT_EQ(parts[1].due_on, LocalDate::from_ymd(2026, 12, 22));
  EXPECT_EQ(parts[0].amount_minor + parts[1].amount_minor + parts[2].amount_minor, 10'000);
  EXPECT_EQ(sums_of(bill).due_today_minor, 3'334);
  EXPECT_EQ(sums_of(bill).later_minor, 6'666);
  bill.lines[0].first_part = bill.today.plus_days(5);
  EXPECT_EQ(sums_of(bill).due_today_minor, 0);
}

TEST(Bill, TheUntypedAmountFollowsWhatIsLeft) {
  Bill bill = bill_of({{'P', 25}}, {}, {}, {{'P', 0}, {'P', 0}});
  bill.payments[0].touched = bill.payments[1].touched = false;
  fill_amounts(bill);
  EXPECT_EQ(bill.payments[0].amount_minor, 25);
  EXPECT_FALSE(bill.payments[1].amount_minor.has_value());
  bill.payments[0].amount_minor = 10;
  bill.payments[0].touched = true;
  fill_amounts(bill);
  EXPECT_EQ(bill.payments[1].amount_minor, 15);
}

}  // namespace
}  // namespace retour::views
