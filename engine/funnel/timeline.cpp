#include "funnel/timeline.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

#include "base/check.hpp"

namespace retour::funnel {
namespace {

bool is_set(Instant at) {
  return at.seconds != 0;
}

/// The row with an id, or null. Lists of one patient are short: a scan beats an index.
template <class Entity, class EntityId>
const Entity* find(const std::vector<Entity>& rows, const EntityId& id) {
  if (id.is_nil()) return nullptr;
  const auto found = std::ranges::find(rows, id, &Entity::id);
  return found == rows.end() ? nullptr : &*found;
}

class Collector {
 public:
  Collector(const PatientFacts& facts, const FunnelRules& rules, const Settlement& settlement)
      : facts_(facts), rules_(rules), settlement_(settlement) {}

  std::vector<Fact> collect() {
    add_contacts();
    add_plans();
    for (std::uint32_t row = 0; row < facts_.bookings.size(); ++row) add_booking(row);
    add_visits();
    add_charges();
    add_money_changes();
    add_recalls();
    add_known();
    std::ranges::sort(out_, {},
                      [](const Fact& f) { return std::tuple(f.at, f.kind, f.id, f.subject); });
    return std::move(out_);
  }

 private:
  bool happened(Instant at) const { return is_set(at) && at <= rules_.now; }

  /// Adds a fact unless it lies in the future.
  void add(Fact fact) {
    if (fact.at <= rules_.now) out_.push_back(fact);
  }

  SpecialtyId specialty_of_plan_item(PlanItemId id) const {
    const PlanItem* item = find(facts_.plan_items, id);
    const Plan* plan = item == nullptr ? nullptr : find(facts_.plans, item->plan);
    return plan == nullptr ? SpecialtyId{} : plan->specialty;
  }

  SpecialtyId specialty_of(PlanItemId plan_item, ServiceId service, StaffId doctor) const {
    SpecialtyId found = specialty_of_plan_item(plan_item);
    if (found.is_nil()) found = rules_.services.service(service).specialty;
    return found.is_nil() ? rules_.services.doctor_specialty(doctor) : found;
  }

  void add_contacts() {
    for (const Call& call : facts_.calls) {
      if (!happened(call.at)) continue;
      const bool is_inbound = call.direction == CallDirection::inbound;
      if (!is_inbound && !call.answered) continue;
      add({.at = call.at,
           .kind = is_inbound ? FactKind::contact : FactKind::touched,
           .cause = CauseKind::call,
           .entity = EntityKind::call,
           .id = call.id,
           .source = call.source});
    }
    for (const WebRequest& request : facts_.web_requests)
      if (happened(request.at))
        add({.at = request.at,
             .kind = FactKind::contact,
             .cause = CauseKind::web_request,
             .entity = EntityKind::web_request,
             .id = request.id,
             .source = request.source});
    for (const Payment& payment : facts_.payments)
      if (happened(payment.received_at) && !is_set(payment.voided_at))
        add({.at = payment.received_at, .entity = EntityKind::payment, .id = payment.id});
  }

  bool holds_main_product(const Plan& plan) const {
    return std::ranges::any_of(facts_.plan_items, [&](const PlanItem& item) {
      return item.plan == plan.id && item.state != PlanItemState::cancelled &&
             (item.kind == PlanItemKind::treatment || item.kind == PlanItemKind::operation ||
              rules_.services.service(item.service).type == ProductType::main);
    });
  }

  void add_plans() {
    for (std::uint32_t row = 0; row < facts_.plans.size(); ++row) {
      const Plan& plan = facts_.plans[row];
      const Instant made_at = is_set(plan.made_at) ? plan.made_at : plan.agreed_at;
      Fact fact{.at = made_at,
                .kind = FactKind::plan_made,
                .cause = CauseKind::visited,
                .entity = EntityKind::plan,
                .id = plan.id,
                .subject = row,
                .specialty = plan.specialty,
                .doctor = plan.doctor};
      if (fact.specialty.is_nil()) fact.specialty = rules_.services.doctor_specialty(plan.doctor);
      if (happened(made_at)) add(fact);
      if (!happened(plan.agreed_at) || !plan.active) continue;
      const bool is_purchase = rules_.policy.agreement_is_purchase && holds_main_product(plan);
      fact.at = std::max(plan.agreed_at, made_at);
      fact.kind = is_purchase ? FactKind::agreed : FactKind::touched;
      fact.cause = CauseKind::agreed;
      add(fact);
    }
    for (const PlanItem& item : facts_.plan_items)
      if (happened(item.state_at) && item.state != PlanItemState::open)
        add({.at = item.state_at,
             .entity = EntityKind::plan_item,
             .id = item.id,
             .specialty = specialty_of_plan_item(item.id),
             .reason = item.reason});
  }

  const Visit* visit_of(const Booking& booking) const {
    for (const Visit& visit : facts_.visits)
      if (visit.booking == booking.id && happened(visit.arrived_at)) return &visit;
    return nullptr;
  }

  /// When all charges of the booking's visit were settled for the first time; 0: not yet, or no
  /// charge was made.
  Instant charges_settled_at(const Visit& visit) const {
    Instant latest;
    for (std::uint32_t row = 0; row < facts_.charges.size(); ++row) {
      if (facts_.charges[row].visit != visit.id || is_set(facts_.charges[row].voided_at)) continue;
      const auto first = std::ranges::find_if(settlement_.changes, [&](const MoneyChange& c) {
        return c.charge_row == row && c.kind == MoneyChangeKind::settled;
      });
      if (first == settlement_.changes.end()) return {};
      latest = std::max(latest, first->at);
    }
    return latest;
  }

  void add_booking(std::uint32_t row) {
    const Booking& booking = facts_.bookings[row];
    RETOUR_CHECK(facts_.has_card(booking.patient));
    // What was only held or requested is no booking yet.
    if (booking.entered_in_error || booking.hold != Hold::none) return;
    const Instant booked_at =
        is_set(booking.booked_at) ? booking.booked_at : std::min(booking.begin, rules_.now);
    Fact fact{.at = booked_at,
              .kind = FactKind::booked,
              .cause = CauseKind::booked,
              .entity = EntityKind::booking,
              .id = booking.id,
              .subject = row,
              .specialty = specialty_of(booking.plan_item, booking.service, booking.doctor),
              .branch = booking.branch,
              .doctor = booking.doctor,
              .source = booking.source};
    add(fact);
    fact.source = {};
    if (happened(booking.cancelled_at)) {
      const std::int64_t notice_seconds = booking.begin.seconds - booking.cancelled_at.seconds;
      const bool is_late = !booking.cancelled_by_clinic &&
                           notice_seconds < rules_.policy.cancellation_hours * std::int64_t{3600};
      fact.at = std::max(booked_at, booking.cancelled_at);
      fact.kind = FactKind::cancelled;
      fact.cause = is_late ? CauseKind::cancelled_late : CauseKind::cancelled;
      fact.reason = booking.cancel_reason;
      add(fact);
      return;
    }
    add_outcome(booking, fact, booked_at);
  }

  /// What became of a booking that was not cancelled.
  void add_outcome(const Booking& booking, Fact fact, Instant booked_at) {
    const Visit* visit = visit_of(booking);
    if (visit != nullptr) {
      const Instant settled_at = charges_settled_at(*visit);
      if (!is_set(settled_at)) return;
      fact.kind = FactKind::booking_settled;
      fact.cause = CauseKind::booking_settled;
      fact.at = std::max(booked_at, settled_at);
    } else if (booking.attended) {
      fact.kind = FactKind::came;
      fact.cause = CauseKind::came;
      fact.at = std::max(booked_at, booking.begin);
    } else if (is_set(booking.no_show_at)) {
      fact.kind = FactKind::no_show;
      fact.cause = CauseKind::no_show;
      fact.at = std::max(booked_at, booking.no_show_at);
    } else {
      fact.kind = FactKind::touched;
      fact.at = std::max(booked_at, booking.begin);
    }
    add(fact);
  }

  void add_visits() {
    for (const Visit& visit : facts_.visits) {
      if (!happened(visit.arrived_at)) continue;
      const Booking* booking = find(facts_.bookings, visit.booking);
      Fact fact{.at = visit.arrived_at,
                .kind = booking == nullptr ? FactKind::contact : FactKind::touched,
                .cause = CauseKind::visited,
                .entity = EntityKind::visit,
                .id = visit.id,
                .branch = visit.branch,
                .doctor = visit.doctor};
      fact.specialty = booking != nullptr
                           ? specialty_of(booking->plan_item, booking->service, visit.doctor)
                           : rules_.services.doctor_specialty(visit.doctor);
      add(fact);
    }
  }

  Fact fact_of_charge(std::uint32_t row) const {
    const Charge& charge = facts_.charges[row];
    return {.kind = FactKind::charged,
            .cause = CauseKind::visited,
            .entity = EntityKind::charge,
            .id = charge.id,
            .subject = row,
            .specialty = specialty_of(charge.plan_item, charge.service, charge.performer),
            .branch = charge.branch,
            .doctor = charge.performer};
  }

  void add_charges() {
    for (std::uint32_t row = 0; row < facts_.charges.size(); ++row) {
      const Charge& charge = facts_.charges[row];
      RETOUR_CHECK(facts_.has_card(charge.patient));
      if (is_set(charge.voided_at)) continue;
      const auto first = std::ranges::find(settlement_.changes, row, &MoneyChange::charge_row);
      Fact fact = fact_of_charge(row);
      fact.at = charge.rendered_at;
      if (first != settlement_.changes.end() && (!is_set(fact.at) || first->at < fact.at))
        fact.at = first->at;
      if (is_set(fact.at)) add(fact);
    }
  }

  void add_money_changes() {
    for (const MoneyChange& change : settlement_.changes) {
      const ProductType type =
          rules_.services.service(facts_.charges[change.charge_row].service).type;
      Fact fact = fact_of_charge(change.charge_row);
      fact.at = change.at;
      fact.entity = change.fact;
      fact.id = change.fact_id;
      fact.kind = FactKind::touched;
      if (change.kind == MoneyChangeKind::lowered) {
        fact.kind = FactKind::refunded;
        fact.cause = CauseKind::refunded;
        const auto refund = std::ranges::find_if(
            facts_.refunds, [&](const Refund& r) { return r.id == change.fact_id; });
        if (refund != facts_.refunds.end()) fact.reason = refund->reason;
      } else if (change.kind == MoneyChangeKind::purchased && type == ProductType::main) {
        fact.kind = FactKind::purchased;
        fact.cause = CauseKind::purchased;
      } else if (change.kind == MoneyChangeKind::settled) {
        const bool is_checkup = type == ProductType::checkup;
        if (is_checkup || type == ProductType::entry || type == ProductType::diagnostic)
          fact.kind = FactKind::settled;
        fact.cause = is_checkup ? CauseKind::checkup_settled : CauseKind::settled;
      }
      add(fact);
    }
  }

  void add_recalls() {
    for (std::uint32_t row = 0; row < facts_.recalls.size(); ++row) {
      const Recall& recall = facts_.recalls[row];
      if (happened(recall.set_at))
        add({.at = recall.set_at,
             .kind = FactKind::recall_set,
             .entity = EntityKind::recall,
             .id = recall.id,
             .subject = row,
             .specialty = recall.specialty,
             .doctor = recall.doctor});
    }
    for (std::uint32_t row = 0; row < facts_.closings.size(); ++row) {
      const CycleClosing& closing = facts_.closings[row];
      if (happened(closing.closed_at) && !is_set(closing.voided_at))
        add({.at = closing.closed_at,
             .kind = FactKind::closed,
             .cause = CauseKind::closed,
             .entity = EntityKind::cycle_closing,
             .id = closing.id,
             .subject = row,
             .specialty = closing.specialty,
             .reason = closing.reason});
    }
  }

  static bool opens(const Fact& fact) {
    return fact.kind == FactKind::contact || fact.kind == FactKind::plan_made ||
           fact.kind == FactKind::booked || fact.kind == FactKind::charged;
  }

  /// The person was known before the day of his first contact, or there was none.
  void add_known() {
    const Instant seen_at = std::min(facts_.patient.first_seen_at, rules_.now);
    std::optional<Instant> first, first_contact;
    for (const Fact& fact : out_) {
      if (!first || fact.at < *first) first = fact.at;
      if (opens(fact) && (!first_contact || fact.at < *first_contact)) first_contact = fact.at;
    }
    if (first_contact && (!is_set(seen_at) || rules_.zone.local(seen_at).date >=
                                                  rules_.zone.local(*first_contact).date))
      return;
    Instant at = seen_at;
    if (first) at = is_set(seen_at) ? std::min(seen_at, *first) : *first;
    out_.push_back({.at = at,
                    .kind = FactKind::known,
                    .entity = EntityKind::patient,
                    .id = facts_.patient.id,
                    .source = facts_.patient.source});
  }

  const PatientFacts& facts_;
  const FunnelRules& rules_;
  const Settlement& settlement_;
  std::vector<Fact> out_;
};

}  // namespace

std::vector<Fact> timeline_of(const PatientFacts& facts, const FunnelRules& rules,
                              const Settlement& settlement) {
  return Collector(facts, rules, settlement).collect();
}

Instant completed_at(const PatientFacts& facts, const Charge& charge, Instant now) {
  if (!is_set(charge.rendered_at) || charge.rendered_at > now) return {};
  const PlanItem* item = find(facts.plan_items, charge.plan_item);
  if (item == nullptr) return charge.rendered_at;
  if (item->state == PlanItemState::done && item->state_at <= now) return item->state_at;
  std::vector<Instant> rendered;
  for (const Charge& other : facts.charges)
    if (other.plan_item == item->id && !is_set(other.voided_at) && is_set(other.rendered_at) &&
        other.rendered_at <= now)
      rendered.push_back(other.rendered_at);
  const auto wanted = static_cast<std::size_t>(std::max(1, item->count));
  if (rendered.size() < wanted) return {};
  std::ranges::sort(rendered);
  return rendered[wanted - 1];
}

}  // namespace retour::funnel
