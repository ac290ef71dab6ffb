// Settlement: the money rules over one patient's charges, payments, refunds.
//
//   rendered ──────────────► revenue      the charge, at rendered_at, whoever pays and whenever
//   received ──────────────► cash         the payment, at received_at, whatever it pays
//   received, not allocated ► advance     a liability, like the unused rest of a certificate
//
// A charge is *settled* (it drives statuses 4 and 6) as soon as it is rendered and one ground
// holds:
//
//   ground        from                                  until
//   paid          allocations reach what is due         all of it is given back
//   zero_price    price = discount                      -
//   package       it is part of a package               the package is given back in full
//   third_party   a company or insurer accepted the     all of it is given back
//                 invoice
//
// A main product is *purchased* (status 5) by the first instalment, by [20 %] of what is due, or by
// any ground above; unlike settlement it does not wait for the rendering (an operation is bought
// before it is done).
//
// A refund of a charge is a credit: what was paid and what is owed fall together, so nobody becomes
// a debtor because the clinic gave his money back. A full refund lowers statuses from its date, a
// partial one does not. Voided rows ("typed in error") count nowhere; facts dated after `now` do
// not count yet.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/money.hpp"
#include "funnel/services.hpp"
#include "model/billing.hpp"
#include "time/interval.hpp"

namespace retour::funnel {

/// The money facts of one patient, or of a whole clinic: the rules are per charge and per payer.
struct MoneyFacts {
  PatientId patient = {};                 ///< Whose money it is,
  std::span<const Sameness> merged = {};  ///< and which other cards are his.
  std::span<const Charge> charges = {};
  std::span<const Invoice> invoices = {};
  std::span<const Payment> payments = {};
  std::span<const Allocation> allocations = {};
  std::span<const Refund> refunds = {};
  std::span<const Certificate> certificates = {};
  std::span<const InstalmentSchedule> schedules = {};
};

struct SettlementRules {
  std::int32_t main_bought_percent = 20;  ///< Policy::main_bought_percent; 0: any payment at all.
  Instant now = {};
  LocalDate today = {};  ///< At the clinic; decides what is overdue.
};

enum class Ground : std::uint8_t { none, paid, zero_price, package, third_party };

/// One charge as it stands at `now`. All amounts in the charge's currency.
struct ChargeState {
  std::uint32_t row = 0;        ///< In MoneyFacts::charges.
  bool counts = false;          ///< Not voided, and rendered at or before `now`.
  std::int64_t due_minor = 0;   ///< Price - discount; 0 for a part of a package.
  std::int64_t paid_minor = 0;  ///< Allocated less refunded.
  std::int64_t refunded_minor = 0;
  std::int64_t debt_minor = 0;     ///< Still owed by the payer.
  std::int64_t due_now_minor = 0;  ///< Part of the debt whose term has come (instalments).
  std::int64_t overdue_minor = 0;  ///< Part of the debt whose term lies before today.
  Ground ground = Ground::none;
  Instant settled_at = {};    ///< 0: not settled now.
  Instant unsettled_at = {};  ///< 0: never lowered; else when the last full refund lowered it.
  Instant purchased_at = {};  ///< 0: not purchased now (threshold of status 5).
};

enum class MoneyChangeKind : std::uint8_t { settled, purchased, lowered };

/// What the statuses follow, in order of time.
struct MoneyChange {
  Instant at = {};
  std::uint32_t charge_row = 0;
  MoneyChangeKind kind = MoneyChangeKind::settled;
  Ground ground = Ground::none;
  EntityKind fact = EntityKind::charge;  ///< What did it: allocation, invoice, charge, refund.
  IdBytes fact_id = {};
};

/// Balance of one payer in one currency.
struct PayerBalance {
  PayerKind kind = PayerKind::patient;
  PatientId patient = {};            ///< For kinds patient and guardian.
  OrganisationId organisation = {};  ///< For kinds company and insurer.
  Currency currency = Currency::rub;
  std::int64_t debt_minor = 0;
  std::int64_t overdue_minor = 0;
  std::int64_t advance_minor = 0;  ///< Liability: received, neither allocated nor returned.
};

/// An instalment whose term has passed and that is not fully paid.
struct OverdueInstalment {
  std::uint32_t charge_row = 0;
  InstalmentScheduleId schedule = {};
  LocalDate due_on = {};
  std::int64_t unpaid_minor = 0;
};

struct CertificateState {
  CertificateId certificate = {};
  std::int64_t left_minor = 0;  ///< Liability; 0 once expired.
  std::int64_t expired_minor = 0;
};

/// Contradictions that concurrent devices can produce; shown to the manager, never hidden.
struct MoneyAnomalies {
  std::int64_t overallocated_minor = 0;  ///< Payments allocated beyond their amount.
  std::int64_t overpaid_minor = 0;       ///< Charges paid beyond what is due.
  std::int32_t dangling = 0;             ///< Rows that name an unknown charge or payment.
};

struct Settlement {
  std::vector<ChargeState> charges;        ///< Same order and size as MoneyFacts::charges.
  std::vector<MoneyChange> changes;        ///< By instant, then charge row, then kind.
  std::vector<PayerBalance> balances;      ///< By payer kind, payer, currency.
  std::vector<OverdueInstalment> overdue;  ///< By date.
  std::vector<CertificateState> certificates;
  MoneyAnomalies anomalies;

  [[nodiscard]] std::int64_t debt_minor(Currency currency) const;
  [[nodiscard]] std::int64_t advance_minor(Currency currency) const;
};

/// Applies the rules. O(n log n) in the number of rows.
[[nodiscard]] Settlement settle(const MoneyFacts& facts, const SettlementRules& rules);

/// Revenue and cash of a period, side by side and never added up.
struct PeriodMoney {
  std::int64_t revenue_minor = 0;  ///< Rendered in the period, net of discounts.
  std::int64_t discounts_minor = 0;
  std::int64_t credited_minor = 0;         ///< Refunds of charges, by date of the refund.
  std::int64_t untyped_revenue_minor = 0;  ///< Share of `revenue_minor` whose service has no type.
  std::int64_t cash_in_minor = 0;          ///< Cash, card, transfer, online; by date of receipt.
  std::int64_t cash_out_minor = 0;         ///< Refunds of such payments.
  std::int64_t certificates_redeemed_minor = 0;
  std::int64_t bonuses_used_minor = 0;
};

/// Money of [period.begin, period.end) in one currency; other currencies are left out, never
/// converted. A part of a package adds no revenue: its package did.
[[nodiscard]] PeriodMoney money_of_period(const MoneyFacts& facts, const Interval& period,
                                          Currency currency, const ServiceLookup& services);

}  // namespace retour::funnel
