// The money model: revenue is what was rendered (charges), cash is what was received (payments);
// the two are never mixed.
//
//   charge  <-- allocation --  payment  (advance = payment minus its allocations and refunds)
//     |            |               ^
//   invoice    amount            refund
//
// Debt = charge - discount - allocations. A refund of a charge is a credit: paid and owed fall
// together. Nothing here stores a balance: balances are computed (funnel/settlement).
#pragma once

#include <string>
#include <vector>

#include "model/booking.hpp"

namespace retour {

enum class PayerKind : std::uint8_t { patient, guardian, company, insurer };
RETOUR_ENUM_NAMES(PayerKind, "patient", "guardian", "company", "insurer");

/// A service rendered: price, discount, performer, payer.
struct Charge {
  static constexpr EntityInfo info{"charge", EntityKind::charge, Owner::patient};
  static constexpr std::array facets{Facet{"charge", Merge::once}, Facet{"void"}};
  ChargeId id;
  PatientId patient;
  VisitId visit;
  PlanItemId plan_item;
  ServiceId service;
  StaffId performer;
  BranchId branch;
  Instant rendered_at;
  std::int64_t price_minor = 0;
  std::int64_t discount_minor = 0;
  Currency currency = Currency::rub;
  PayerKind payer_kind = PayerKind::patient;
  PatientId payer_patient;  ///< When a guardian pays.
  OrganisationId payer_organisation;
  ChargeId package;   ///< The package's charge that already pays for this one.
  Instant voided_at;  ///< 0: stands.
  ReasonId void_reason;
  std::array<HybridTime, 2> stamps{};

  [[nodiscard]] std::int64_t due_minor() const { return price_minor - discount_minor; }

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &Charge::patient, subject_field);
    visit.field("visit", &Charge::visit, FieldMeta{});
    visit.field("plan_item", &Charge::plan_item, FieldMeta{});
    visit.field("service", &Charge::service, FieldMeta{});
    visit.field("performer", &Charge::performer, FieldMeta{});
    visit.field("branch", &Charge::branch, FieldMeta{});
    visit.field("rendered_at", &Charge::rendered_at, FieldMeta{});
    visit.field("price_minor", &Charge::price_minor, money_field(0));
    visit.field("discount_minor", &Charge::discount_minor, money_field(0));
    visit.field("currency", &Charge::currency, money_field(0));
    visit.field("payer_kind", &Charge::payer_kind, money_field(0));
    visit.field("payer_patient", &Charge::payer_patient, money_field(0));
    visit.field("payer_organisation", &Charge::payer_organisation, money_field(0));
    visit.field("package", &Charge::package, money_field(0));
    visit.field("voided_at", &Charge::voided_at, FieldMeta{.facet = 1});
    visit.field("void_reason", &Charge::void_reason, FieldMeta{.facet = 1});
  }
};

/// A demand for payment over several charges; a third party may accept it.
struct Invoice {
  static constexpr EntityInfo info{"invoice", EntityKind::invoice, Owner::patient};
  static constexpr std::array facets{Facet{"invoice", Merge::once}, Facet{"acceptance"},
                                     Facet{"void"}};
  InvoiceId id;
  PatientId patient;
  std::string number;
  LegalEntityId legal_entity;
  Instant issued_at;
  LocalDate due_on;
  PayerKind payer_kind = PayerKind::patient;
  PatientId payer_patient;
  OrganisationId payer_organisation;
  std::vector<ChargeId> charges;
  Instant accepted_at;  ///< By a third-party payer: settles its charges. 0: not.
  Instant voided_at;
  std::array<HybridTime, 3> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &Invoice::patient, subject_field);
    visit.field("number", &Invoice::number, money_field(0));
    visit.field("legal_entity", &Invoice::legal_entity, money_field(0));
    visit.field("issued_at", &Invoice::issued_at, money_field(0));
    visit.field("due_on", &Invoice::due_on, money_field(0));
    visit.field("payer_kind", &Invoice::payer_kind, money_field(0));
    visit.field("payer_patient", &Invoice::payer_patient, money_field(0));
    visit.field("payer_organisation", &Invoice::payer_organisation, money_field(0));
    visit.field("charges", &Invoice::charges, money_field(0));
    visit.field("accepted_at", &Invoice::accepted_at, FieldMeta{.facet = 1});
    visit.field("voided_at", &Invoice::voided_at, FieldMeta{.facet = 2});
  }
};

enum class PaymentMethod : std::uint8_t { cash, card, transfer, online, certificate, bonus };
RETOUR_ENUM_NAMES(PaymentMethod, "cash", "card", "transfer", "online", "certificate", "bonus");

/// Money received. What is not allocated is an advance: a liability, not revenue.
struct Payment {
  static constexpr EntityInfo info{"payment", EntityKind::payment, Owner::patient};
  static constexpr std::array facets{Facet{"payment", Merge::once}, Facet{"void"}};
  PaymentId id;
  PatientId patient;  ///< For whom.
  PayerKind payer_kind = PayerKind::patient;
  PatientId payer_patient;
  OrganisationId payer_organisation;
  LegalEntityId legal_entity;
  BranchId branch;
  Instant received_at;
  StaffId received_by;
  PaymentMethod method = PaymentMethod::cash;
  CertificateId certificate;
  std::int64_t amount_minor = 0;
  Currency currency = Currency::rub;
  Instant voided_at;  ///< Typed in error; a return of money is a refund instead.
  std::array<HybridTime, 2> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &Payment::patient, subject_field);
    visit.field("payer_kind", &Payment::payer_kind, money_field(0));
    visit.field("payer_patient", &Payment::payer_patient, money_field(0));
    visit.field("payer_organisation", &Payment::payer_organisation, money_field(0));
    visit.field("legal_entity", &Payment::legal_entity, money_field(0));
    visit.field("branch", &Payment::branch, FieldMeta{});
    visit.field("received_at", &Payment::received_at, FieldMeta{});
    visit.field("received_by", &Payment::received_by, FieldMeta{});
    visit.field("method", &Payment::method, money_field(0));
    visit.field("certificate", &Payment::certificate, money_field(0));
    visit.field("amount_minor", &Payment::amount_minor, money_field(0));
    visit.field("currency", &Payment::currency, money_field(0));
    visit.field("voided_at", &Payment::voided_at, FieldMeta{.facet = 1});
  }
};

/// So much of this payment pays this charge.
struct Allocation {
  static constexpr EntityInfo info{"allocation", EntityKind::allocation, Owner::patient};
  static constexpr std::array facets{Facet{"allocation", Merge::once}, Facet{"void"}};
  AllocationId id;
  PatientId patient;
  PaymentId payment;
  ChargeId charge;
  std::int64_t amount_minor = 0;
  Instant allocated_at;
  Instant voided_at;
  std::array<HybridTime, 2> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &Allocation::patient, subject_field);
    visit.field("payment", &Allocation::payment, money_field(0));
    visit.field("charge", &Allocation::charge, money_field(0));
    visit.field("amount_minor", &Allocation::amount_minor, money_field(0));
    visit.field("allocated_at", &Allocation::allocated_at, FieldMeta{});
    visit.field("voided_at", &Allocation::voided_at, FieldMeta{.facet = 1});
  }
};

struct Instalment {
  LocalDate due_on;
  std::int64_t amount_minor = 0;
  bool operator==(const Instalment&) const = default;
};

/// Agreed payment of a charge by parts.
struct InstalmentSchedule {
  static constexpr EntityInfo info{"instalment_schedule", EntityKind::instalment_schedule,
                                   Owner::patient};
  static constexpr std::array facets{Facet{"schedule"}};
  InstalmentScheduleId id;
  PatientId patient;
  ChargeId charge;
  std::vector<Instalment> instalments;
  Instant agreed_at;
  bool active = true;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &InstalmentSchedule::patient, subject_field);
    visit.field("charge", &InstalmentSchedule::charge, money_field(0));
    visit.field("instalments", &InstalmentSchedule::instalments, money_field(0));
    visit.field("agreed_at", &InstalmentSchedule::agreed_at, money_field(0));
    visit.field("active", &InstalmentSchedule::active, money_field(0));
  }
};

/// Money given back. With `charge` it lowers what was paid for that charge (statuses follow).
struct Refund {
  static constexpr EntityInfo info{"refund", EntityKind::refund, Owner::patient};
  static constexpr std::array facets{Facet{"refund", Merge::once}, Facet{"void"}};
  RefundId id;
  PatientId patient;
  PaymentId payment;
  ChargeId charge;  ///< Nil: a returned advance.
  std::int64_t amount_minor = 0;
  Currency currency = Currency::rub;
  Instant refunded_at;
  ReasonId reason;
  Instant voided_at;
  std::array<HybridTime, 2> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &Refund::patient, subject_field);
    visit.field("payment", &Refund::payment, money_field(0));
    visit.field("charge", &Refund::charge, money_field(0));
    visit.field("amount_minor", &Refund::amount_minor, money_field(0));
    visit.field("currency", &Refund::currency, money_field(0));
    visit.field("refunded_at", &Refund::refunded_at, FieldMeta{});
    visit.field("reason", &Refund::reason, money_field(0));
    visit.field("voided_at", &Refund::voided_at, FieldMeta{.facet = 1});
  }
};

enum class CertificateKind : std::uint8_t { sold, compensation };
RETOUR_ENUM_NAMES(CertificateKind, "sold", "compensation");

/// A certificate: sold, or given as compensation (FB-06). Redeemed by payments of its method.
struct Certificate {
  static constexpr EntityInfo info{"certificate", EntityKind::certificate, Owner::patient};
  static constexpr std::array facets{Facet{"certificate", Merge::once}, Facet{"void"}};
  CertificateId id;
  PatientId patient;  ///< Who holds it.
  std::string number;
  CertificateKind kind = CertificateKind::sold;
  std::int64_t amount_minor = 0;
  Currency currency = Currency::rub;
  Instant issued_at;
  LocalDate valid_until;
  Instant voided_at;
  std::array<HybridTime, 2> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &Certificate::patient, subject_field);
    visit.field("number", &Certificate::number, money_field(0));
    visit.field("kind", &Certificate::kind, money_field(0));
    visit.field("amount_minor", &Certificate::amount_minor, money_field(0));
    visit.field("currency", &Certificate::currency, money_field(0));
    visit.field("issued_at", &Certificate::issued_at, money_field(0));
    visit.field("valid_until", &Certificate::valid_until, money_field(0));
    visit.field("voided_at", &Certificate::voided_at, FieldMeta{.facet = 1});
  }
};

}  // namespace retour
