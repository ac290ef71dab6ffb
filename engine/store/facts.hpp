// The facts of patients as the model has them: one patient for his card, or all of them in batches
// for whatever is computed over everybody (funnel, lists).
//
//   FactsCursor cursor(tables);
//   do {
//     RETOUR_ASSIGN(const std::span<PatientFacts> batch, cursor.next_batch(1024));
//     for (PatientFacts& facts : batch) use(facts);
//   } while (!cursor.at_end());          // a job may yield between batches
//
// A batch is one range of patient ids, read table by table through the patient indices and merged;
// asking each patient's lists one by one costs sixteen statements a patient. No statement stays
// open between batches, so writes may happen meanwhile: every batch is what is true when it is
// read, and a patient who is written between two batches is seen by the one that his id falls in.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "model/care.hpp"
#include "store/sql_tables.hpp"

namespace retour::store {

/// Everything of one patient. Lists are in id order. Reads of the card are not facts about him.
struct PatientFacts {
  Patient patient;
  std::vector<Booking> bookings;
  std::vector<Visit> visits;
  std::vector<Charge> charges;
  std::vector<Invoice> invoices;
  std::vector<Payment> payments;
  std::vector<Allocation> allocations;
  std::vector<Refund> refunds;
  std::vector<Certificate> certificates;
  std::vector<InstalmentSchedule> schedules;
  std::vector<Call> calls;
  std::vector<WebRequest> web_requests;
  std::vector<Plan> plans;
  std::vector<PlanItem> plan_items;
  std::vector<Recall> recalls;
  std::vector<CycleClosing> closings;
  std::vector<NextStep> next_steps;
  std::vector<Relation> relations;
  std::vector<Consent> consents;

  /// Calls `f(list)` for every list.
  template <class F>
  void for_each_list(F&& f) {
    f(bookings), f(visits), f(charges), f(invoices), f(payments), f(allocations), f(refunds);
    f(certificates), f(schedules), f(calls), f(web_requests), f(plans), f(plan_items), f(recalls);
    f(closings), f(next_steps), f(relations), f(consents);
  }

  /// Moves what status and money are derived from into a struct with the same members, such as
  /// the funnel's input, which the store must not know.
  template <class Other>
  void move_into(Other& other) {
    other.patient = std::move(patient);
    other.bookings = std::move(bookings);
    other.visits = std::move(visits);
    other.charges = std::move(charges);
    other.invoices = std::move(invoices);
    other.payments = std::move(payments);
    other.allocations = std::move(allocations);
    other.refunds = std::move(refunds);
    other.certificates = std::move(certificates);
    other.schedules = std::move(schedules);
    other.calls = std::move(calls);
    other.web_requests = std::move(web_requests);
    other.plans = std::move(plans);
    other.plan_items = std::move(plan_items);
    other.recalls = std::move(recalls);
    other.closings = std::move(closings);
  }
};

/// One patient's facts, or nothing when there is no such patient.
[[nodiscard]] Result<std::optional<PatientFacts>> load_facts(SqlTables& tables, PatientId patient);

inline constexpr std::size_t facts_batch_max = 4096;

/// Goes over all patients in id order.
class FactsCursor {
 public:
  /// Begins after `after`; nil: with the first.
  explicit FactsCursor(SqlTables& tables, PatientId after = {}) : tables_(tables), last_(after) {}

  /// The facts of the next patients, at most `patients_max` (and `facts_batch_max`). The span is
  /// good until the next call. Empty at the end.
  [[nodiscard]] Result<std::span<PatientFacts>> next_batch(std::size_t patients_max);

  /// Whether the last batch was the last one.
  [[nodiscard]] bool at_end() const { return at_end_; }
  /// Id of the last patient given; another cursor may resume from it.
  [[nodiscard]] PatientId last() const { return last_; }

 private:
  SqlTables& tables_;
  PatientId last_;
  bool at_end_ = false;
  std::vector<PatientFacts> batch_;
};

}  // namespace retour::store
