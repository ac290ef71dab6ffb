#include "views/bill.hpp"

#include <algorithm>

#include "base/order.hpp"

namespace retour::views {
namespace {

struct Source {
  PaymentId payment;
  Payer payer;
  std::int64_t left = 0;
};

struct Target {
  ChargeId charge;
  Payer payer;
  std::int64_t left = 0;
};

bool is_due(const Instalment& part, LocalDate today) {
  return part.due_on <= today;
}

/// What of a line is to be paid today.
std::int64_t due_today(const BillLine& line, LocalDate today) {
  if (line.parts <= 1) return line.due_minor();
  std::int64_t due = 0;
  for (const Instalment& part : instalments_of(line, today))
    if (is_due(part, today)) due += part.amount_minor;
  return due;
}

std::vector<Target> targets_of(const Bill& bill) {
  std::vector<Target> targets;
  for (const BillLine& line : bill.lines)
    if (const std::int64_t due = due_today(line, bill.today); due > 0)
      targets.push_back({line.charge, line.payer, due});
  if (!bill.pays_debts) return targets;
  std::vector<OldDebt> debts = bill.debts;
  sort_stably(debts, {}, &OldDebt::rendered_at);
  for (const OldDebt& debt : debts)
    if (debt.due_now_minor > 0) targets.push_back({debt.charge, debt.payer, debt.due_now_minor});
  return targets;
}

std::vector<Source> sources_of(const Bill& bill) {
  std::vector<Source> sources;
  if (bill.uses_advances)
    for (const Advance& advance : bill.advances)
      sources.push_back({advance.payment, advance.payer, advance.left_minor});
  for (const BillPayment& payment : bill.payments)
    sources.push_back({payment.payment, payment.payer, payment.amount_minor.value_or(0)});
  return sources;
}

void share(Source& source, Target& target, std::vector<Share>& shares) {
  const std::int64_t amount = std::min(source.left, target.left);
  if (amount <= 0) return;
  source.left -= amount;
  target.left -= amount;
  const auto same = std::ranges::find_if(shares, [&](const Share& one) {
    return one.payment == source.payment && one.charge == target.charge;
  });
  if (same != shares.end())
    same->amount_minor += amount;
  else
    shares.push_back({source.payment, target.charge, amount});
}

std::vector<Share> shares_between(std::vector<Source> sources, std::vector<Target> targets) {
  std::vector<Share> shares;
  for (Source& source : sources)
    for (Target& target : targets)
      if (source.payer == target.payer) share(source, target, shares);
  for (Source& source : sources)
    for (Target& target : targets)
      if (source.payer.is_person() && target.payer.is_person()) share(source, target, shares);
  return shares;
}

}  // namespace

std::vector<Instalment> instalments_of(const BillLine& line, LocalDate today) {
  std::vector<Instalment> parts;
  const int count = std::max(1, line.parts);
  const std::int64_t due = line.due_minor();
  const std::int64_t each = due / count;
  const LocalDate first = line.first_part.value_or(today);
  for (int i = 0; i < count; ++i)
    parts.push_back(
        {.due_on = first.plus_months(i), .amount_minor = i == 0 ? due - each * (count - 1) : each});
  return parts;
}

std::vector<Share> shares_of(const Bill& bill) {
  return shares_between(sources_of(bill), targets_of(bill));
}

BillSums sums_of(const Bill& bill) {
  BillSums sums;
  for (const BillLine& line : bill.lines) {
    sums.charged_minor += line.due_minor();
    sums.discounts_minor += line.discount_minor.value_or(0);
    const std::int64_t today = due_today(line, bill.today);
    if (!line.payer.is_person())
      sums.invoiced_minor += line.due_minor();
    else
      sums.later_minor += line.due_minor() - today;
  }
  std::int64_t target_minor = 0;
  for (const Target& target : targets_of(bill))
    if (target.payer.is_person()) target_minor += target.left;
  for (const OldDebt& debt : bill.debts)
    if (bill.pays_debts && debt.payer.is_person()) sums.debts_minor += debt.due_now_minor;
  std::int64_t paid_minor = 0;
  std::int64_t used_today_minor = 0;
  for (const Share& one : shares_of(bill)) {
    const bool of_today =
        std::ranges::find(bill.payments, one.payment, &BillPayment::payment) != bill.payments.end();
    const auto line = std::ranges::find(bill.lines, one.charge, &BillLine::charge);
    const auto debt = std::ranges::find(bill.debts, one.charge, &OldDebt::charge);
    const bool person = line != bill.lines.end()   ? line->payer.is_person()
                        : debt != bill.debts.end() ? debt->payer.is_person()
                                                   : false;
    if (person) paid_minor += one.amount_minor;
    if (of_today)
      used_today_minor += one.amount_minor;
    else if (person)
      sums.advances_minor += one.amount_minor;
  }
  for (const BillPayment& payment : bill.payments)
    sums.received_minor += payment.amount_minor.value_or(0);
  sums.due_today_minor = target_minor - sums.advances_minor;
  sums.left_minor = target_minor - paid_minor;
  sums.unused_minor = sums.received_minor - used_today_minor;
  return sums;
}

void fill_amounts(Bill& bill) {
  for (BillPayment& payment : bill.payments)
    if (!payment.touched) payment.amount_minor.reset();
  for (BillPayment& payment : bill.payments) {
    if (payment.touched) continue;
    const std::int64_t left = sums_of(bill).left_minor;
    if (left > 0) payment.amount_minor = left;
    return;
  }
}

}  // namespace retour::views
