// What leads a patient on: calls, requests, plans, recalls, next steps, ends of cycles.
#pragma once

#include <string>

#include "model/billing.hpp"

namespace retour {

enum class CallDirection : std::uint8_t { inbound, outbound };
RETOUR_ENUM_NAMES(CallDirection, "inbound", "outbound");
enum class CallTopic : std::uint8_t { unknown, services, existing_patient, other };
RETOUR_ENUM_NAMES(CallTopic, "unknown", "services", "existing_patient", "other");

/// A telephone call (PS-03, LD-08, LD-11). Whose it was may be learnt later: own facet, and the
/// call stays a unit of folding of its own.
struct Call {
  static constexpr EntityInfo info{"call", EntityKind::call, Owner::itself};
  static constexpr std::array facets{Facet{"call", Merge::once}, Facet{"match"}, Facet{"notes"}};
  CallId id;
  CallDirection direction = CallDirection::inbound;
  std::string phone;  ///< E.164; empty when withheld.
  Instant at;
  bool answered = true;
  std::int32_t duration_seconds = 0;
  StaffId operator_staff;
  SourceId source;
  CallId returns;  ///< The missed call that this one returns.
  std::string external_id;
  std::string dialled;  ///< The clinic's number that was called, E.164; empty: not known.
  CampaignId campaign;
  std::int32_t waited_seconds = 0;  ///< Until somebody answered, or the caller gave up.
  std::string page;                 ///< Of the site, from which was called (LD-08).
  std::string recording;            ///< Where it can be listened to (LD-05).
  PatientId patient;                ///< Nil: unknown person.
  CallTopic topic = CallTopic::unknown;
  std::string note;
  std::array<HybridTime, 3> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("direction", &Call::direction, FieldMeta{});
    visit.field("phone", &Call::phone, personal_contact(0));
    visit.field("at", &Call::at, FieldMeta{});
    visit.field("answered", &Call::answered, FieldMeta{});
    visit.field("duration_seconds", &Call::duration_seconds, FieldMeta{});
    visit.field("operator_staff", &Call::operator_staff, FieldMeta{});
    visit.field("source", &Call::source, FieldMeta{});
    visit.field("returns", &Call::returns, FieldMeta{});
    visit.field("external_id", &Call::external_id, FieldMeta{});
    visit.field("patient", &Call::patient, FieldMeta{.facet = 1});
    visit.field("topic", &Call::topic, FieldMeta{.facet = 1});
    visit.field("note", &Call::note, personal_medical(2));
    visit.field("dialled", &Call::dialled, FieldMeta{.since = 4});
    visit.field("campaign", &Call::campaign, FieldMeta{.since = 4});
    visit.field("waited_seconds", &Call::waited_seconds, FieldMeta{.since = 4});
    visit.field("page", &Call::page, FieldMeta{.since = 4});
    visit.field("recording", &Call::recording,
                FieldMeta{.visibility = Visibility::contact, .personal = true, .since = 4});
  }
};

/// A form sent from the site (PS-03, LD-17).
struct WebRequest {
  static constexpr EntityInfo info{"web_request", EntityKind::web_request, Owner::itself};
  static constexpr std::array facets{Facet{"request", Merge::once}, Facet{"match"}};
  WebRequestId id;
  std::string name;
  std::string phone;
  std::string email;
  std::string message;
  std::string page;
  Instant at;
  SourceId source;
  PatientId patient;
  Instant answered_at;
  std::array<HybridTime, 2> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("name", &WebRequest::name, personal_contact(0));
    visit.field("phone", &WebRequest::phone, personal_contact(0));
    visit.field("email", &WebRequest::email, personal_contact(0));
    visit.field("message", &WebRequest::message, personal_medical(0));
    visit.field("page", &WebRequest::page, FieldMeta{});
    visit.field("at", &WebRequest::at, FieldMeta{});
    visit.field("source", &WebRequest::source, FieldMeta{});
    visit.field("patient", &WebRequest::patient, FieldMeta{.facet = 1});
    visit.field("answered_at", &WebRequest::answered_at, FieldMeta{.facet = 1});
  }
};

/// A treatment plan: techniques, cost, start and end agreed with the patient (TP-35).
struct Plan {
  static constexpr EntityInfo info{"plan", EntityKind::plan, Owner::patient};
  static constexpr std::array facets{Facet{"plan"}, Facet{"agreement"}};
  PlanId id;
  PatientId patient;
  StaffId doctor;
  SpecialtyId specialty;
  std::string title;
  Instant made_at;
  bool active = true;
  LocalDate start_on;
  LocalDate end_on;
  Instant agreed_at;  ///< 0: not agreed yet.
  std::array<HybridTime, 2> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &Plan::patient, subject_field);
    visit.field("doctor", &Plan::doctor, FieldMeta{});
    visit.field("specialty", &Plan::specialty, FieldMeta{});
    visit.field("title", &Plan::title, personal_medical(0));
    visit.field("made_at", &Plan::made_at, FieldMeta{});
    visit.field("active", &Plan::active, FieldMeta{});
    visit.field("start_on", &Plan::start_on, FieldMeta{.facet = 1});
    visit.field("end_on", &Plan::end_on, FieldMeta{.facet = 1});
    visit.field("agreed_at", &Plan::agreed_at, FieldMeta{.facet = 1});
  }
};

enum class PlanItemKind : std::uint8_t {
  examination,
  diagnostic_complex,
  treatment,
  operation,
  checkup
};
RETOUR_ENUM_NAMES(PlanItemKind, "examination", "diagnostic_complex", "treatment", "operation",
                  "checkup");
enum class PlanItemState : std::uint8_t { open, done, refused, done_elsewhere, cancelled };
RETOUR_ENUM_NAMES(PlanItemState, "open", "done", "refused", "done_elsewhere", "cancelled");

/// One prescription of a plan (TP-02). Its outcome is its own facet.
struct PlanItem {
  static constexpr EntityInfo info{"plan_item", EntityKind::plan_item, Owner::patient};
  static constexpr std::array facets{Facet{"item"}, Facet{"outcome"}};
  PlanItemId id;
  PatientId patient;
  PlanId plan;
  ServiceId service;
  PlanItemKind kind = PlanItemKind::examination;
  std::int32_t count = 1;
  std::optional<LocalDate> due_on;
  std::int64_t price_minor = 0;
  Currency currency = Currency::rub;
  PlanItemState state = PlanItemState::open;
  Instant state_at;
  ReasonId reason;
  std::array<HybridTime, 2> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &PlanItem::patient, subject_field);
    visit.field("plan", &PlanItem::plan, FieldMeta{});
    visit.field("service", &PlanItem::service, FieldMeta{});
    visit.field("kind", &PlanItem::kind, FieldMeta{});
    visit.field("count", &PlanItem::count, FieldMeta{});
    visit.field("due_on", &PlanItem::due_on, FieldMeta{});
    visit.field("price_minor", &PlanItem::price_minor, money_field(0));
    visit.field("currency", &PlanItem::currency, money_field(0));
    visit.field("state", &PlanItem::state, FieldMeta{.facet = 1});
    visit.field("state_at", &PlanItem::state_at, FieldMeta{.facet = 1});
    visit.field("reason", &PlanItem::reason, FieldMeta{.facet = 1});
  }
};

enum class RecallState : std::uint8_t { open, came, cancelled };
RETOUR_ENUM_NAMES(RecallState, "open", "came", "cancelled");

/// The date at which the doctor wants the patient back (PS-08). Closes a cycle: status 7.
struct Recall {
  static constexpr EntityInfo info{"recall", EntityKind::recall, Owner::patient};
  static constexpr std::array facets{Facet{"recall"}, Facet{"outcome"}};
  RecallId id;
  PatientId patient;
  SpecialtyId specialty;
  StaffId doctor;
  Instant set_at;
  LocalDate due_on;
  RecallState state = RecallState::open;
  Instant state_at;
  std::array<HybridTime, 2> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &Recall::patient, subject_field);
    visit.field("specialty", &Recall::specialty, FieldMeta{});
    visit.field("doctor", &Recall::doctor, FieldMeta{});
    visit.field("set_at", &Recall::set_at, FieldMeta{});
    visit.field("due_on", &Recall::due_on, FieldMeta{});
    visit.field("state", &Recall::state, FieldMeta{.facet = 1});
    visit.field("state_at", &Recall::state_at, FieldMeta{.facet = 1});
  }
};

enum class StepKind : std::uint8_t {
  call,
  book,
  confirm_visit,
  follow_up,
  documents,
  payment,
  other
};
RETOUR_ENUM_NAMES(StepKind, "call", "book", "confirm_visit", "follow_up", "documents", "payment",
                  "other");

/// The one dated next step of a patient and who owes it (CS-01, PS-16).
struct NextStep {
  static constexpr EntityInfo info{"next_step", EntityKind::next_step, Owner::patient};
  static constexpr std::array facets{Facet{"step"}, Facet{"outcome"}};
  NextStepId id;
  PatientId patient;
  StaffId responsible;
  StepKind kind = StepKind::call;
  LocalDate due_on;
  std::string note;
  Instant done_at;  ///< 0: owed.
  std::array<HybridTime, 2> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &NextStep::patient, subject_field);
    visit.field("responsible", &NextStep::responsible, FieldMeta{});
    visit.field("kind", &NextStep::kind, FieldMeta{});
    visit.field("due_on", &NextStep::due_on, FieldMeta{});
    visit.field("note", &NextStep::note, personal_medical(0));
    visit.field("done_at", &NextStep::done_at, FieldMeta{.facet = 1});
  }
};

enum class ClosingKind : std::uint8_t { recall, refusal, completion };
RETOUR_ENUM_NAMES(ClosingKind, "recall", "refusal", "completion");

/// The end of a cycle of one patient in one specialty. Silence closes a cycle by itself.
struct CycleClosing {
  static constexpr EntityInfo info{"cycle_closing", EntityKind::cycle_closing, Owner::patient};
  static constexpr std::array facets{Facet{"closing", Merge::once}, Facet{"void"}};
  CycleClosingId id;
  PatientId patient;
  SpecialtyId specialty;
  Instant closed_at;
  ClosingKind kind = ClosingKind::completion;
  RecallId recall;  ///< Mandatory for kind recall.
  ReasonId reason;
  Instant voided_at;
  std::array<HybridTime, 2> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &CycleClosing::patient, subject_field);
    visit.field("specialty", &CycleClosing::specialty, FieldMeta{});
    visit.field("closed_at", &CycleClosing::closed_at, FieldMeta{});
    visit.field("kind", &CycleClosing::kind, FieldMeta{});
    visit.field("recall", &CycleClosing::recall, FieldMeta{});
    visit.field("reason", &CycleClosing::reason, FieldMeta{});
    visit.field("voided_at", &CycleClosing::voided_at, FieldMeta{.facet = 1});
  }
};

}  // namespace retour
