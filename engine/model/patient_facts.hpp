// Everything of one patient, as plain values: what the store loads, what the funnel derives
// statuses and money from, what a card shows.
#pragma once

#include <algorithm>
#include <vector>

#include "model/quality.hpp"

namespace retour {

/// Everything of one person. Reads of the card are not facts about him. What was written for
/// another card of his keeps that card's id: an op about it must name it.
struct PatientFacts {
  Patient patient;               ///< The card that stands for him.
  std::vector<Sameness> merged;  ///< Why other cards are his: the latest word on each, by card.
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
  std::vector<Rating> ratings;

  /// Whether the person has this card.
  [[nodiscard]] bool has_card(PatientId card) const {
    return card == patient.id ||
           std::ranges::find(merged, card, &Sameness::patient) != merged.end();
  }

  /// Calls `f(list)` for every list.
  template <class F>
  void for_each_list(F&& f) {
    f(bookings), f(visits), f(charges), f(invoices), f(payments), f(allocations), f(refunds);
    f(certificates), f(schedules), f(calls), f(web_requests), f(plans), f(plan_items), f(recalls);
    f(closings), f(next_steps), f(relations), f(consents), f(ratings);
  }
};

}  // namespace retour
