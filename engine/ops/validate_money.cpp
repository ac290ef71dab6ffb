#include <algorithm>
#include <map>

#include "ops/same_person.hpp"
#include "ops/validate_rules.hpp"

namespace retour::rules {
namespace {

/// A person's money as stored, on all of his cards, with the parts of the op itself added, so that
/// "pay and allocate" in one intention is judged as a whole.
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
  /// What one payment still pays of one charge.
  [[nodiscard]] std::int64_t paid_minor(PaymentId payment, ChargeId charge) const {
    std::int64_t sum = 0;
    for (const Allocation& a : allocations)
      if (a.payment == payment && a.charge == charge && a.voided_at.seconds == 0)
        sum += a.amount_minor;
    for (const Refund& r : refunds)
      if (r.payment == payment && r.charge == charge && r.voided_at.seconds == 0)
        sum -= r.amount_minor;
    return sum;
  }
  [[nodiscard]] std::int64_t redeemed_minor(CertificateId certificate) const {
    std::int64_t sum = 0;
    for (const auto& [id, payment] : payments)
      if (payment.method == PaymentMethod::certificate && payment.certificate == certificate &&
          payment.voided_at.seconds == 0)
        sum += payment.amount_minor;
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
  RETOUR_ASSIGN(const std::vector<Charge> charges, all_of_person<Charge>(question.tables, patient));
  for (const Charge& charge : charges) ledger.charges[charge.id] = charge;
  RETOUR_ASSIGN(const std::vector<Payment> payments,
                all_of_person<Payment>(question.tables, patient));
  for (const Payment& payment : payments) ledger.payments[payment.id] = payment;
  RETOUR_ASSIGN(ledger.allocations, all_of_person<Allocation>(question.tables, patient));
  RETOUR_ASSIGN(ledger.refunds, all_of_person<Refund>(question.tables, patient));
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
  RETOUR_RULE(price(charge.price_minor));
  if (charge.discount_minor < 0 || charge.discount_minor > charge.price_minor)
    return refused(RefusalCode::discount_exceeds_price, {charge.id});
  if (charge.service.is_nil()) return refused(RefusalCode::unknown_thing);
  RETOUR_RULE(exists(question.tables, charge.service));
  RETOUR_RULE(exists(question.tables, charge.performer));
  RETOUR_RULE(exists(question.tables, charge.visit));
  RETOUR_RULE(exists(question.tables, charge.plan_item));
  return payer(question, charge.payer_kind, charge.payer_patient, charge.payer_organisation);
}

/// A certificate pays for its holder only, in its own currency, until it is used up.
Verdicts redemption(const Question& question, const Ledger& ledger, const Payment& payment) {
  RETOUR_ASSIGN(const std::optional<Certificate> certificate,
                find(question.tables, payment.certificate));
  if (!certificate) return refused(RefusalCode::unknown_thing, {payment.certificate});
  RETOUR_ASSIGN(const bool his,
                are_same_person(question.tables, certificate->patient, payment.patient));
  if (!his) return refused(RefusalCode::unknown_thing, {payment.certificate});
  if (certificate->currency != payment.currency) return refused(RefusalCode::currency_differs);
  const std::int64_t left = certificate->amount_minor - ledger.redeemed_minor(certificate->id);
  if (certificate->voided_at.seconds != 0 || payment.amount_minor > left)
    return refused(RefusalCode::certificate_used_up, {certificate->id},
                   std::max<std::int64_t>(left, 0));
  return allowed();
}

Verdicts new_payment(const Question& question, const Ledger& ledger, const Payment& payment) {
  RETOUR_RULE(positive_amount(payment.amount_minor));
  if (payment.method == PaymentMethod::certificate)
    RETOUR_RULE(redemption(question, ledger, payment));
  return payer(question, payment.payer_kind, payment.payer_patient, payment.payer_organisation);
}

/// The sums after one more allocation, which joins the ledger.
Verdicts new_allocation(Ledger& ledger, const Allocation& allocation) {
  const auto charge = ledger.charges.find(allocation.charge);
  const auto payment = ledger.payments.find(allocation.payment);
  if (charge == ledger.charges.end())
    return refused(RefusalCode::unknown_thing, {allocation.charge});
  if (payment == ledger.payments.end())
    return refused(RefusalCode::unknown_thing, {allocation.payment});
  RETOUR_RULE(positive_amount(allocation.amount_minor));
  if (charge->second.currency != payment->second.currency)
    return refused(RefusalCode::currency_differs);
  if (charge->second.voided_at.seconds != 0)
    return refused(RefusalCode::already_voided, {allocation.charge});
  if (payment->second.voided_at.seconds != 0)
    return refused(RefusalCode::already_voided, {allocation.payment});
  ledger.allocations.push_back(allocation);
  const std::int64_t paid = ledger.paid_minor(allocation.charge);
  if (paid > charge->second.due_minor())
    return refused(RefusalCode::amount_exceeds_charge, {allocation.charge},
                   paid - charge->second.due_minor());
  const std::int64_t spent = ledger.spent_minor(allocation.payment);
  if (spent > payment->second.amount_minor)
    return refused(RefusalCode::amount_exceeds_payment, {allocation.payment},
                   spent - payment->second.amount_minor);
  return allowed();
}

Verdicts instalments(const Ledger& ledger, const InstalmentSchedule& schedule) {
  const auto charge = ledger.charges.find(schedule.charge);
  if (charge == ledger.charges.end()) return refused(RefusalCode::unknown_thing, {schedule.charge});
  if (schedule.active && charge->second.voided_at.seconds != 0)
    return refused(RefusalCode::already_voided, {schedule.charge});
  std::int64_t sum = 0;
  for (const Instalment& instalment : schedule.instalments) {
    RETOUR_RULE(positive_amount(instalment.amount_minor));
    if (instalment.due_on.days == 0) return refused(RefusalCode::date_missing);
    sum += instalment.amount_minor;
  }
  if (schedule.active && sum != charge->second.due_minor())
    return refused(RefusalCode::instalments_differ, {schedule.charge}, charge->second.due_minor());
  return allowed();
}

/// Every new part by itself, then what rests on charges and payments: the order of parts in an op
/// means nothing.
Verdicts new_money(const Question& question) {
  RETOUR_ASSIGN(Ledger ledger, stored_ledger(question));
  for (const Part& part : question.op.parts) {
    if (const auto* charge = std::get_if<Charge>(&part.entity)) {
      RETOUR_RULE(new_charge(question, *charge));
      ledger.charges[charge->id] = *charge;
    } else if (const auto* payment = std::get_if<Payment>(&part.entity)) {
      RETOUR_RULE(new_payment(question, ledger, *payment));
      ledger.payments[payment->id] = *payment;
    } else if (const auto* visit = std::get_if<Visit>(&part.entity)) {
      RETOUR_RULE(finish(question, *visit));
    } else if (const auto* person = std::get_if<Patient>(&part.entity)) {
      RETOUR_RULE(contact(*person));
    }
  }
  for (const Part& part : question.op.parts) {
    if (const auto* allocation = std::get_if<Allocation>(&part.entity))
      RETOUR_RULE(new_allocation(ledger, *allocation));
    if (const auto* schedule = std::get_if<InstalmentSchedule>(&part.entity))
      RETOUR_RULE(instalments(ledger, *schedule));
  }
  return allowed();
}

Verdicts refund(const Question& question) {
  const Refund& refund = only<Refund>(question.op);
  RETOUR_ASSIGN(const Ledger ledger, stored_ledger(question));
  const auto payment = ledger.payments.find(refund.payment);
  if (payment == ledger.payments.end())
    return refused(RefusalCode::unknown_thing, {refund.payment});
  RETOUR_RULE(positive_amount(refund.amount_minor));
  if (refund.currency != payment->second.currency) return refused(RefusalCode::currency_differs);
  if (payment->second.voided_at.seconds != 0)
    return refused(RefusalCode::already_voided, {refund.payment});
  if (!refund.charge.is_nil() && !ledger.charges.contains(refund.charge))
    return refused(RefusalCode::unknown_thing, {refund.charge});
  const std::int64_t left = refund.charge.is_nil()
                                ? payment->second.amount_minor - ledger.spent_minor(refund.payment)
                                : ledger.paid_minor(refund.payment, refund.charge);
  if (refund.amount_minor > left)
    return refused(RefusalCode::amount_exceeds_payment, {refund.payment}, left);
  return exists(question.tables, refund.reason);
}

/// Whether an allocation or a refund rests on the thing.
template <class E, class Fact>
bool rests_on(const Fact& fact, const Id<E>& id) {
  if (fact.voided_at.seconds != 0) return false;
  if constexpr (std::is_same_v<E, Charge>)
    return fact.charge == id;
  else if constexpr (std::is_same_v<E, Payment>)
    return fact.payment == id;
  else
    return false;
}

/// Voiding needs the thing, once, together with every allocation that rests on it and no other. A
/// refund of it stands in the way: the money is gone, so the thing cannot never have been.
template <class E>
Verdicts voiding(const Question& question) {
  const E& change = only<E>(question.op);
  RETOUR_ASSIGN(const std::optional<E> known, find(question.tables, change.id));
  if (!known) return refused(RefusalCode::unknown_thing, {change.id});
  if (known->voided_at.seconds != 0) return refused(RefusalCode::already_voided, {change.id});
  if (change.voided_at.seconds == 0) return refused(RefusalCode::date_missing);
  RETOUR_ASSIGN(const Ledger ledger, stored_ledger(question));
  std::vector<IdBytes> left;
  for (const Allocation& allocation : ledger.allocations)
    if (rests_on<E>(allocation, change.id)) left.push_back(allocation.id);
  for (const Part& part : question.op.parts) {
    const auto* allocation = std::get_if<Allocation>(&part.entity);
    if (allocation == nullptr) continue;
    if (allocation->voided_at.seconds == 0) return refused(RefusalCode::date_missing);
    if (std::erase(left, IdBytes(allocation->id)) == 0)
      return refused(RefusalCode::unknown_thing, {allocation->id});
  }
  for (const Refund& refund : ledger.refunds)
    if (rests_on<E>(refund, change.id)) left.push_back(refund.id);
  return left.empty() ? allowed() : refused(RefusalCode::has_later_facts, std::move(left));
}

/// Allocations by themselves: what stood on a payment of one card and a charge of another cannot be
/// part of either's voiding.
Verdicts void_allocations(const Question& question) {
  for (const Part& part : question.op.parts) {
    const auto& change = std::get<Allocation>(part.entity);
    RETOUR_ASSIGN(const std::optional<Allocation> known, find(question.tables, change.id));
    if (!known) return refused(RefusalCode::unknown_thing, {change.id});
    if (known->voided_at.seconds != 0) return refused(RefusalCode::already_voided, {change.id});
    if (change.voided_at.seconds == 0) return refused(RefusalCode::date_missing);
  }
  return allowed();
}

Verdicts invoice(const Question& question) {
  const Invoice& invoice = only<Invoice>(question.op);
  if (invoice.charges.empty()) return refused(RefusalCode::unknown_thing);
  RETOUR_ASSIGN(const Ledger ledger, stored_ledger(question));
  for (const ChargeId& id : invoice.charges) {
    const auto charge = ledger.charges.find(id);
    if (charge == ledger.charges.end()) return refused(RefusalCode::unknown_thing, {id});
    if (charge->second.voided_at.seconds != 0) return refused(RefusalCode::already_voided, {id});
    if (std::ranges::count(invoice.charges, id) > 1)
      return refused(RefusalCode::malformed_intention, {id});
  }
  return payer(question, invoice.payer_kind, invoice.payer_patient, invoice.payer_organisation);
}

Verdicts acceptance(const Question& question) {
  const Invoice& change = only<Invoice>(question.op);
  RETOUR_ASSIGN(const std::optional<Invoice> known, find(question.tables, change.id));
  if (!known) return refused(RefusalCode::unknown_thing, {change.id});
  if (known->voided_at.seconds != 0) return refused(RefusalCode::already_voided, {change.id});
  if (change.accepted_at.seconds == 0) return refused(RefusalCode::date_missing);
  if (known->accepted_at.seconds != 0) return refused(RefusalCode::already_done, {change.id});
  return allowed();
}

}  // namespace

Verdicts money(const Question& question) {
  switch (question.op.header.kind) {
    case OpKind::charge:
    case OpKind::record_payment:
    case OpKind::allocate:
    case OpKind::check_out:
    case OpKind::agree_instalments: return new_money(question);
    case OpKind::void_charge: return voiding<Charge>(question);
    case OpKind::void_payment: return voiding<Payment>(question);
    case OpKind::void_invoice: return voiding<Invoice>(question);
    case OpKind::void_allocation: return void_allocations(question);
    case OpKind::issue_invoice: return invoice(question);
    case OpKind::accept_invoice: return acceptance(question);
    case OpKind::refund: return refund(question);
    case OpKind::issue_certificate:
      return positive_amount(only<Certificate>(question.op).amount_minor);
    default: return allowed();
  }
}

Verdicts imported_money(const Question& question) {
  for (const Part& part : question.op.parts) {
    if (const auto* charge = std::get_if<Charge>(&part.entity)) {
      RETOUR_RULE(price(charge->price_minor));
      RETOUR_RULE(price(charge->discount_minor));
    } else if (const auto* payment = std::get_if<Payment>(&part.entity)) {
      RETOUR_RULE(positive_amount(payment->amount_minor));
    } else if (const auto* allocation = std::get_if<Allocation>(&part.entity)) {
      RETOUR_RULE(positive_amount(allocation->amount_minor));
    } else if (const auto* listed = std::get_if<Price>(&part.entity)) {
      RETOUR_RULE(price(listed->price_minor));
    }
  }
  return allowed();
}

}  // namespace retour::rules
