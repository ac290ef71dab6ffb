// The bill at a check-out as plain values: services with discount and payer, payments by several
// people and methods, advances and old debts, and what comes of all that.
//
//   lines (new charges) ──┐                        ┌── advances: paid before, not used yet
//   debts (old charges) ──┴─► targets ◄─ shares ◄──┴── payments of today
//
// Shares are made in two rounds: first each source pays what its own payer owes, then what is left
// of people's money pays other people's lines. A company's line is never paid with a patient's cash
// by itself: it goes on an invoice. New lines come before old debts, older debts before newer ones.
// What no source covers stays a debt; what is left of a payment stays an advance.
//
// Nothing here draws or reads the clinic, so the rules are tested by tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/billing.hpp"
#include "model/patient_facts.hpp"

namespace retour::views {

/// Who pays.
struct Payer {
  PayerKind kind = PayerKind::patient;
  PatientId person{};             ///< Of a guardian.
  OrganisationId organisation{};  ///< Of a company or insurer.
  [[nodiscard]] bool is_person() const {
    return kind == PayerKind::patient || kind == PayerKind::guardian;
  }
  bool operator==(const Payer&) const = default;
};

/// A service to be charged.
struct BillLine {
  std::uint64_t key = 0;
  ChargeId charge{};
  ServiceId service{};
  PlanItemId plan_item{};
  std::optional<std::int64_t> price_minor{};
  std::optional<std::int64_t> discount_minor{};
  Payer payer{};
  int parts = 1;                          ///< > 1: in instalments, a month apart.
  std::optional<LocalDate> first_part{};  ///< Nothing: today.

  [[nodiscard]] std::int64_t due_minor() const {
    return price_minor.value_or(0) - discount_minor.value_or(0);
  }
};

/// Money received today.
struct BillPayment {
  std::uint64_t key = 0;
  PaymentId payment{};
  Payer payer{};
  PaymentMethod method = PaymentMethod::card;
  CertificateId certificate{};  ///< For the method of that name.
  std::optional<std::int64_t> amount_minor{};
  bool touched = false;  ///< The amount was typed: it no longer follows the bill.
};

/// A charge of before that is still owed.
struct OldDebt {
  ChargeId charge{};
  Payer payer{};
  Instant rendered_at{};
  std::int64_t owed_minor = 0;     ///< All of it.
  std::int64_t due_now_minor = 0;  ///< What has come due (instalments).
};

/// A payment of before of which something is left.
struct Advance {
  PaymentId payment{};
  Payer payer{};
  std::int64_t left_minor = 0;
};

/// So much of a source pays a target.
struct Share {
  PaymentId payment{};
  ChargeId charge{};
  std::int64_t amount_minor = 0;
  bool operator==(const Share&) const = default;
};

struct Bill {
  std::vector<BillLine> lines;
  std::vector<BillPayment> payments;
  std::vector<OldDebt> debts;
  std::vector<Advance> advances;
  bool uses_advances = true;
  bool pays_debts = true;
  LocalDate today;
};

/// Parts of an instalment schedule: equal, a month apart, the odd units in the first.
[[nodiscard]] std::vector<Instalment> instalments_of(const BillLine& line, LocalDate today);

struct BillSums {
  std::int64_t charged_minor = 0;  ///< New lines, net.
  std::int64_t discounts_minor = 0;
  std::int64_t later_minor = 0;      ///< Instalments that are not due today.
  std::int64_t invoiced_minor = 0;   ///< Lines of companies and insurers.
  std::int64_t debts_minor = 0;      ///< Old debts of people that are due now.
  std::int64_t advances_minor = 0;   ///< Used of what was paid before.
  std::int64_t due_today_minor = 0;  ///< What people shall pay today.
  std::int64_t received_minor = 0;   ///< Payments of today.
  std::int64_t left_minor = 0;       ///< Stays a debt of people.
  std::int64_t unused_minor = 0;     ///< Of today's payments: stays an advance.
};
[[nodiscard]] BillSums sums_of(const Bill& bill);

/// Which source pays what. Amounts are positive, no source and no target is exceeded.
[[nodiscard]] std::vector<Share> shares_of(const Bill& bill);

/// Gives the amounts that nobody typed what is still to be paid: the first of them gets it all.
void fill_amounts(Bill& bill);

}  // namespace retour::views
