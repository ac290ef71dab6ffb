#include <algorithm>
#include <map>

#include "ops/validate_rules.hpp"

namespace retour::rules {
namespace {

/// A patient's money as stored, with the parts of the op itself added, so that "pay and allocate"
/// in one intention is judged as a whole.
struct Ledger {
  std::map<ChargeId, Charge> charges;
  std::map<PaymentId, Payment> payments;
  std::vector<Allocation> allocations;
  std::vector<Refund> refunds;

  [[nodiscard]] std::int64_t paid_minor(ChargeId charge) const {
    std::int64_t sum = 0;
    for (const Allocation& a : allocations)
      if (a.charge == charge && a.voided_at.seconds == 0) sum += a.amount_minor;
    for (const Refund& r : refunds)
      if (r.charge == charge && r.voided_at.seconds == 0) sum -= r.amount_minor;
    return sum;
  }
  [[nodiscard]] std::int64_t spent_minor(PaymentId payment) const {
    std::int64_t sum = 0;
    for (const Allocation& a : allocations)
      if (a.payment == payment && a.voided_at.seconds == 0) sum += a.amount_minor;
    for (const Refund& r : refunds)
      if (r.payment == payment && r.charge.is_nil() && r.voided_at.seconds == 0)
        sum += r.amount_minor;
    return sum;
  }
};

Result<Ledger> stored_ledger(const Question& question) {
  Ledger ledger;
  const PatientId patient = question.op.header.patient;
  RETOUR_ASSIGN(const std::vector<Charge> charges, all_of<Charge>(question.tables, patient));
  for (const Charge& charge : charges) ledger.charges[charge.id] = charge;
  RETOUR_ASSIGN(const std::vector<Payment> payments, all_of<Payment>(question.tables, patient));
  for (const Payment& payment : payments) ledger.payments[payment.id] = payment;
  RETOUR_ASSIGN(ledger.allocations, all_of<Allocation>(question.tables, patient));
  RETOUR_ASSIGN(ledger.refunds, all_of<Refund>(question.tables, patient));
  return ledger;
}

Verdicts payer(const Question& question, PayerKind kind, PatientId patient,
               OrganisationId organisation) {
  if (kind == PayerKind::guardian && patient.is_nil()) return refused(RefusalCode::payer_missing);
  if ((kind == PayerKind::company || kind == PayerKind::insurer) && organisation.is_nil())
    return refused(RefusalCode::payer_missing);
  RETOUR_RULE(exists(question.tables, patient));
  return exists(question.tables, organisation);
}

Verdicts new_charge(const Question& question, const Charge& charge) {
  if (charge.price_minor < 0) return refused(RefusalCode::amount_not_positive);
  if (charge.discount_minor < 0 || charge.discount_minor > charge.price_minor)
    return refused(RefusalCode::discount_exceeds_price, {charge.id});
  if (charge.service.is_nil()) return refused(RefusalCode::unknown_thing);
  RETOUR_RULE(exists(question.tables, charge.service));
  RETOUR_RULE(exists(question.tables, charge.performer));
  RETOUR_RULE(exists(question.tables, charge.visit));
  RETOUR_RULE(exists(question.tables, charge.plan_item));
  return payer(question, charge.payer_kind, charge.payer_patient, charge.payer_organisation);
}

Verdicts new_payment(const Question& question, const Payment& payment) {
  if (payment.amount_minor <= 0) return refused(RefusalCode::amount_not_positive);
  if (payment.method == PaymentMethod::certificate) {
    RETOUR_ASSIGN(const std::optional<Certificate> certificate,
                  find(question.tables, payment.certificate));
    if (!certificate) return refused(RefusalCode::unknown_thing, {payment.certificate});
    RETOUR_ASSIGN(const std::vector<Payment> earlier,
                  all_of<Payment>(question.tables, question.op.header.patient));
    std::int64_t left = certificate->amount_minor;
    for (const Payment& other : earlier)
      if (other.certificate == certificate->id && other.voided_at.seconds == 0)
        left -= other.amount_minor;
    if (certificate->voided_at.seconds != 0 || payment.amount_minor > left)
      return refused(RefusalCode::certificate_used_up, {certificate->id}, std::max<std::int64_t>(left, 0));
  }
  return payer(question, payment.payer_kind, payment.payer_patient, payment.payer_organisation);
}

/// Every new part by itself, then the sums of the whole.
Verdicts new_money(const Question& question) {
  RETOUR_ASSIGN(Ledger ledger, stored_ledger(question));
  std::vector<Allocation> added;
  for (const Part& part : question.op.parts) {
    if (const auto* charge = std::get_if<Charge>(&part.entity)) {
      if (ledger.charges.contains(charge->id)) return refused(RefusalCode::id_in_use, {charge->id});
      RETOUR_RULE(new_charge(question, *charge));
      ledger.charges[charge->id] = *charge;
    } else if (const auto* payment = std::get_if<Payment>(&part.entity)) {
      if (ledger.payments.contains(payment->id))
        return refused(RefusalCode::id_in_use, {payment->id});
      RETOUR_RULE(new_payment(question, *payment));
      ledger.payments[payment->id] = *payment;
    } else if (const auto* allocation = std::get_if<Allocation>(&part.entity)) {
      added.push_back(*allocation);
    }
  }
  for (const Allocation& allocation : added) {
    const auto charge = ledger.charges.find(allocation.charge);
    const auto payment = ledger.payments.find(allocation.payment);
    if (charge == ledger.charges.end())
      return refused(RefusalCode::unknown_thing, {allocation.charge});
    if (payment == ledger.payments.end())
      return refused(RefusalCode::unknown_thing, {allocation.payment});
    if (allocation.amount_minor <= 0) return refused(RefusalCode::amount_not_positive);
    if (charge->second.currency != payment->second.currency)
      return refused(RefusalCode::currency_differs);
    if (charge->second.voided_at.seconds != 0 || payment->second.voided_at.seconds != 0)
      return refused(RefusalCode::already_voided, {allocation.charge});
    ledger.allocations.push_back(allocation);
    const std::int64_t paid = ledger.paid_minor(allocation.charge);
    if (paid > charge->second.due_minor())
      return refused(RefusalCode::amount_exceeds_charge, {allocation.charge},
                     paid - charge->second.due_minor());
    const std::int64_t spent = ledger.spent_minor(allocation.payment);
    if (spent > payment->second.amount_minor)
      return refused(RefusalCode::amount_exceeds_payment, {allocation.payment},
                     spent - payment->second.amount_minor);
  }
  return allowed();
}

Verdicts refund(const Question& question) {
  const Refund& refund = only<Refund>(question.op);
  RETOUR_ASSIGN(const Ledger ledger, stored_ledger(question));
  const auto payment = ledger.payments.find(refund.payment);
  if (payment == ledger.payments.end()) return refused(RefusalCode::unknown_thing, {refund.payment});
  if (refund.amount_minor <= 0) return refused(RefusalCode::amount_not_positive);
  if (refund.currency != payment->second.currency) return refused(RefusalCode::currency_differs);
  if (payment->second.voided_at.seconds != 0)
    return refused(RefusalCode::already_voided, {refund.payment});
  const std::int64_t left = refund.charge.is_nil()
                                ? payment->second.amount_minor - ledger.spent_minor(refund.payment)
                                : ledger.paid_minor(refund.charge);
  if (refund.amount_minor > left)
    return refused(RefusalCode::amount_exceeds_payment, {refund.payment}, left);
  return exists(question.tables, refund.reason);
}

Verdicts instalments(const Question& question) {
  const InstalmentSchedule& schedule = only<InstalmentSchedule>(question.op);
  RETOUR_ASSIGN(const std::optional<Charge> charge, find(question.tables, schedule.charge));
  if (!charge) return refused(RefusalCode::unknown_thing, {schedule.charge});
  std::int64_t sum = 0;
  for (const Instalment& instalment : schedule.instalments) {
    if (instalment.amount_minor <= 0) return refused(RefusalCode::amount_not_positive);
    sum += instalment.amount_minor;
  }
  if (schedule.active && sum != charge->due_minor())
    return refused(RefusalCode::instalments_differ, {schedule.charge}, charge->due_minor());
  return allowed();
}

/// Voiding needs the thing, once; with `charge_id` also everything that pays for it.
template <class E>
Verdicts voiding(const Question& question) {
  const E& change = only<E>(question.op);
  RETOUR_ASSIGN(const std::optional<E> known, find(question.tables, change.id));
  if (!known) return refused(RefusalCode::unknown_thing, {change.id});
  if (known->voided_at.seconds != 0) return refused(RefusalCode::already_voided, {change.id});
  RETOUR_ASSIGN(const Ledger ledger, stored_ledger(question));
  std::vector<IdBytes> left;
  for (const Allocation& allocation : ledger.allocations) {
    const bool concerns = [&] {
      if constexpr (std::is_same_v<E, Charge>) return allocation.charge == change.id;
      else if constexpr (std::is_same_v<E, Payment>) return allocation.payment == change.id;
      else return false;
    }();
    if (!concerns || allocation.voided_at.seconds != 0) continue;
    const bool voided_here = std::ranges::any_of(question.op.parts, [&](const Part& part) {
      const auto* other = std::get_if<Allocation>(&part.entity);
      return other != nullptr && other->id == allocation.id && other->voided_at.seconds != 0;
    });
    if (!voided_here) left.push_back(allocation.id);
  }
  return left.empty() ? allowed() : refused(RefusalCode::has_later_facts, std::move(left));
}

Verdicts invoice(const Question& question) {
  const Invoice& invoice = only<Invoice>(question.op);
  if (invoice.charges.empty()) return refused(RefusalCode::unknown_thing);
  for (const ChargeId& charge : invoice.charges) RETOUR_RULE(exists(question.tables, charge));
  return payer(question, invoice.payer_kind, invoice.payer_patient, invoice.payer_organisation);
}

}  // namespace

Verdicts money(const Question& question) {
  switch (question.op.header.kind) {
    case OpKind::charge:
    case OpKind::record_payment:
    case OpKind::allocate:
    case OpKind::check_out: return new_money(question);
    case OpKind::void_charge: return voiding<Charge>(question);
    case OpKind::void_payment: return voiding<Payment>(question);
    case OpKind::void_invoice: return voiding<Invoice>(question);
    case OpKind::issue_invoice: return invoice(question);
    case OpKind::accept_invoice: return exists(question.tables, only<Invoice>(question.op).id);
    case OpKind::agree_instalments: return instalments(question);
    case OpKind::refund: return refund(question);
    case OpKind::issue_certificate:
      return only<Certificate>(question.op).amount_minor > 0
                 ? allowed()
                 : refused(RefusalCode::amount_not_positive);
    default: return allowed();
  }
}

}  // namespace retour::rules
