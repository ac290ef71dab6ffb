#include "funnel/cycles.hpp"

#include <algorithm>
#include <tuple>

#include "base/check.hpp"
#include "funnel/timeline.hpp"

// [SECTION] A cycle under construction
// [SECTION] The fold: one fact after another
// [SECTION] Money and recalls of the finished cycles
// [SECTION] derive_funnel

namespace retour::funnel {
namespace {

bool is_set(Instant at) {
  return at.seconds != 0;
}

// ---------------------------------------------------------------- A cycle under construction

/// The conditions of a cycle's status, kept as the rows that make them true.
struct Building {
  Cycle cycle;
  bool is_contacted = false;
  std::vector<std::uint32_t> bookings;  // standing
  std::vector<std::uint32_t> entries;   // charges that ground 4
  std::vector<std::uint32_t> presumed;  // bookings that presume 4
  std::vector<std::uint32_t> mains;     // charges that ground 5
  std::vector<std::uint32_t> agreed;    // plans that ground 5
  std::vector<std::uint32_t> checkups;  // charges that ground 6
  Instant held_until;                   // latest fact, booked time or recall

  [[nodiscard]] bool is_open() const { return cycle.closing == Closing::open; }

  [[nodiscard]] FunnelStatus level() const {
    if (cycle.closing == Closing::recall) return FunnelStatus::dispensary;
    if (!checkups.empty()) return FunnelStatus::checkup;
    if (!mains.empty() || !agreed.empty()) return FunnelStatus::main_bought;
    if (!entries.empty() || !presumed.empty()) return FunnelStatus::entry_paid;
    if (!bookings.empty()) return FunnelStatus::booked;
    return is_contacted ? FunnelStatus::warm : FunnelStatus::cold;
  }
};

void erase_row(std::vector<std::uint32_t>& rows, std::uint32_t row) {
  std::erase(rows, row);
}

// ---------------------------------------------------------------- The fold

constexpr std::uint32_t unbound = 0xFFFFFFFFU;

class Fold {
 public:
  Fold(const PatientFacts& facts, const FunnelRules& rules)
      : facts_(facts),
        rules_(rules),
        booking_cycle_(facts.bookings.size(), unbound),
        charge_cycle_(facts.charges.size(), unbound),
        plan_cycle_(facts.plans.size(), unbound),
        recall_cycle_(facts.recalls.size(), unbound) {}

  void run(const std::vector<Fact>& timeline) {
    for (const Fact& fact : timeline) {
      close_silent(fact.at);
      apply(fact);
    }
    close_silent(rules_.now);
  }

  std::vector<Building> built;

  [[nodiscard]] std::uint32_t cycle_of_booking(std::uint32_t row) const {
    return booking_cycle_[row];
  }
  [[nodiscard]] std::uint32_t cycle_of_charge(std::uint32_t row) const {
    return charge_cycle_[row];
  }
  [[nodiscard]] std::uint32_t cycle_of_plan(std::uint32_t row) const { return plan_cycle_[row]; }
  [[nodiscard]] std::uint32_t cycle_of_recall(std::uint32_t row) const {
    return recall_cycle_[row];
  }

  /// When silence closes an open cycle; 0: never.
  [[nodiscard]] Instant silent_at(const Building& b) const {
    const std::int32_t months = rules_.policy.cycle_silence_months;
    if (months <= 0) return {};
    const LocalDate day = rules_.zone.local(b.held_until).date;
    const std::int64_t days = day.plus_months(months).days - day.days;
    return b.held_until.plus_seconds(days * 86400);
  }

 private:
  // --- which cycle

  std::uint32_t open_of(SpecialtyId specialty) const {
    for (std::uint32_t i = 0; i < built.size(); ++i)
      if (built[i].is_open() && built[i].cycle.specialty == specialty) return i;
    return unbound;
  }

  std::uint32_t latest_open() const {
    std::uint32_t found = unbound;
    for (std::uint32_t i = 0; i < built.size(); ++i)
      if (built[i].is_open() &&
          (found == unbound || built[i].cycle.active_at >= built[found].cycle.active_at))
        found = i;
    return found;
  }

  std::uint32_t find_cycle(SpecialtyId specialty) {
    if (specialty.is_nil()) return latest_open();
    const std::uint32_t found = open_of(specialty);
    if (found != unbound) return found;
    const std::uint32_t general = open_of(SpecialtyId{});
    if (general != unbound) built[general].cycle.specialty = specialty;
    return general;
  }

  std::uint32_t open_cycle(SpecialtyId specialty, Instant at) {
    Building fresh;
    fresh.cycle.specialty = specialty;
    fresh.cycle.opened_at = fresh.cycle.active_at = fresh.held_until = at;
    built.push_back(std::move(fresh));
    return static_cast<std::uint32_t>(built.size() - 1);
  }

  static bool can_open(FactKind kind) {
    switch (kind) {
      case FactKind::known:
      case FactKind::contact:
      case FactKind::plan_made:
      case FactKind::booked:
      case FactKind::charged: return true;
      default: return false;
    }
  }

  /// The cycle of what the fact speaks about, once that is bound.
  std::uint32_t bound_cycle(const Fact& fact) const {
    if (fact.subject == no_subject) return unbound;
    switch (fact.kind) {
      case FactKind::came:
      case FactKind::cancelled:
      case FactKind::no_show:
      case FactKind::booking_settled: return booking_cycle_[fact.subject];
      case FactKind::settled:
      case FactKind::purchased:
      case FactKind::refunded: return charge_cycle_[fact.subject];
      case FactKind::agreed: return plan_cycle_[fact.subject];
      default: break;
    }
    if (fact.kind != FactKind::touched) return unbound;
    if (fact.entity == EntityKind::booking) return booking_cycle_[fact.subject];
    if (fact.entity == EntityKind::plan) return plan_cycle_[fact.subject];
    return charge_cycle_[fact.subject];
  }

  // --- one fact

  void apply(const Fact& fact) {
    if (fact.kind == FactKind::recall_set && bind_recall(fact)) return;
    std::uint32_t index = bound_cycle(fact);
    if (index == unbound) index = find_cycle(fact.specialty);
    if (index == unbound) {
      const bool is_recall_closing =
          fact.kind == FactKind::closed && closing_of(fact) == Closing::recall;
      if (!can_open(fact.kind) && !is_recall_closing) return;
      index = open_cycle(fact.specialty, fact.at);
    }
    Building& b = built[index];
    note(b, fact);
    change_conditions(b, index, fact);
    record(b, fact);
    if (fact.kind == FactKind::closed) carry_bookings(index, fact.at);
  }

  /// What every fact leaves behind: activity, people, reasons.
  static void note(Building& b, const Fact& fact) {
    b.cycle.active_at = std::max(b.cycle.active_at, fact.at);
    b.held_until = std::max(b.held_until, fact.at);
    if (b.cycle.source.is_nil()) b.cycle.source = fact.source;
    if (!fact.branch.is_nil()) b.cycle.branch = fact.branch;
    if (!fact.doctor.is_nil()) b.cycle.doctor = fact.doctor;
    if (!fact.reason.is_nil()) b.cycle.last_reason = fact.reason;
  }

  void change_conditions(Building& b, std::uint32_t index, const Fact& fact) {
    switch (fact.kind) {
      case FactKind::known:
      case FactKind::touched:
      case FactKind::recall_set: return;
      case FactKind::contact: break;
      case FactKind::plan_made: plan_cycle_[fact.subject] = index; break;
      case FactKind::booked: bind_booking(b, index, fact.subject); break;
      case FactKind::charged: charge_cycle_[fact.subject] = index; break;
      case FactKind::came:
        erase_row(b.bookings, fact.subject);
        if (rules_.policy.presume_entry_from_history) b.presumed.push_back(fact.subject);
        break;
      case FactKind::settled: add_settled(b, fact); break;
      case FactKind::purchased: b.mains.push_back(fact.subject); break;
      case FactKind::agreed: b.agreed.push_back(fact.subject); break;
      case FactKind::refunded:
        erase_row(b.entries, fact.subject);
        erase_row(b.mains, fact.subject);
        erase_row(b.checkups, fact.subject);
        break;
      case FactKind::cancelled:
      case FactKind::no_show:
      case FactKind::booking_settled: erase_row(b.bookings, fact.subject); break;
      case FactKind::closed: close(b, fact); return;
    }
    b.is_contacted = true;
  }

  void bind_booking(Building& b, std::uint32_t index, std::uint32_t row) {
    const Booking& booking = facts_.bookings[row];
    booking_cycle_[row] = index;
    b.bookings.push_back(row);
    Instant until = booking.begin;
    if (is_set(booking.cancelled_at)) until = std::min(until, booking.cancelled_at);
    b.held_until = std::max(b.held_until, until);
  }

  void add_settled(Building& b, const Fact& fact) {
    if (fact.cause != CauseKind::checkup_settled) {
      b.entries.push_back(fact.subject);
      return;
    }
    if (!rules_.policy.checkup_status_used) return;
    const Instant rendered_at = facts_.charges[fact.subject].rendered_at;
    const bool is_after_main = std::ranges::any_of(b.mains, [&](std::uint32_t row) {
      const Instant done_at = completed_at(facts_, facts_.charges[row], rules_.now);
      return is_set(done_at) && done_at <= rendered_at;
    });
    if (is_after_main) b.checkups.push_back(fact.subject);
  }

  /// Binds a recall to the open cycle of its specialty, or to the one closed last. True when done.
  bool bind_recall(const Fact& fact) {
    const Recall& recall = facts_.recalls[fact.subject];
    std::uint32_t index = fact.specialty.is_nil() ? latest_open() : open_of(fact.specialty);
    for (std::uint32_t i = 0; index == unbound && i < built.size(); ++i) {
      const std::uint32_t from_last = static_cast<std::uint32_t>(built.size()) - 1 - i;
      if (fact.specialty.is_nil() || built[from_last].cycle.specialty == fact.specialty)
        index = from_last;
    }
    recall_cycle_[fact.subject] = index;
    if (index == unbound || !built[index].is_open()) return true;
    Building& b = built[index];
    Instant until = rules_.zone.day(recall.due_on).begin;
    if (recall.state != RecallState::open && is_set(recall.state_at))
      until = std::min(until, recall.state_at);
    note(b, fact);
    b.held_until = std::max(b.held_until, until);
    return true;
  }

  /// A closing by recall needs the recall's date; without one it is a completion.
  Closing closing_of(const Fact& fact) const {
    const CycleClosing& closing = facts_.closings[fact.subject];
    switch (closing.kind) {
      case ClosingKind::refusal: return Closing::refusal;
      case ClosingKind::completion: return Closing::completion;
      case ClosingKind::recall: break;
    }
    const auto recall = std::ranges::find(facts_.recalls, closing.recall, &Recall::id);
    return recall != facts_.recalls.end() && recall->due_on.days != 0 ? Closing::recall
                                                                      : Closing::completion;
  }

  void close(Building& b, const Fact& fact) {
    b.cycle.closing = closing_of(fact);
    b.cycle.closed_at = fact.at;
    b.cycle.closing_reason = fact.reason;
    for (std::uint32_t row = 0; row < facts_.recalls.size(); ++row)
      if (facts_.recalls[row].id == facts_.closings[fact.subject].recall)
        recall_cycle_[row] = static_cast<std::uint32_t>(&b - built.data());
  }

  /// Bookings after the closing are the way back: they open the next cycle at once.
  void carry_bookings(std::uint32_t closed, Instant at) {
    std::vector<std::uint32_t> carried;
    for (const std::uint32_t row : built[closed].bookings)
      if (facts_.bookings[row].begin > at) carried.push_back(row);
    if (carried.empty()) return;
    std::ranges::sort(carried, {}, [this](std::uint32_t row) {
      return std::tie(facts_.bookings[row].begin, facts_.bookings[row].id);
    });
    const std::uint32_t next = open_cycle(built[closed].cycle.specialty, at);
    for (const std::uint32_t row : carried) {
      erase_row(built[closed].bookings, row);
      const Booking& booking = facts_.bookings[row];
      const Fact fact{.at = at,
                      .kind = FactKind::booked,
                      .cause = CauseKind::booked,
                      .entity = EntityKind::booking,
                      .id = booking.id,
                      .subject = row,
                      .branch = booking.branch,
                      .doctor = booking.doctor,
                      .source = booking.source};
      note(built[next], fact);
      change_conditions(built[next], next, fact);
      record(built[next], fact);
    }
  }

  /// Writes down the status after a fact, if it moved or a presumed 4 was confirmed.
  static void record(Building& b, const Fact& fact) {
    Cycle& cycle = b.cycle;
    const FunnelStatus status = b.level();
    const bool is_presumed =
        status == FunnelStatus::entry_paid && b.entries.empty() && !b.presumed.empty();
    const bool is_confirmed = status == cycle.status && cycle.presumed && !is_presumed;
    cycle.presumed = is_presumed;
    if (status == cycle.status && !is_confirmed) return;
    cycle.history.push_back({.at = fact.at,
                             .from = cycle.status,
                             .to = status,
                             .cause = fact.cause,
                             .presumed = is_presumed,
                             .fact = fact.entity,
                             .fact_id = fact.id,
                             .reason = fact.reason,
                             .branch = cycle.branch,
                             .doctor = cycle.doctor});
    cycle.status = status;
    cycle.reached = std::max(cycle.reached, status);
  }

  /// Closes what has been silent for too long by `until`. A silent cycle keeps its status.
  void close_silent(Instant until) {
    constexpr std::int64_t shortest_month_seconds = 28 * 86400;
    const std::int64_t least = rules_.policy.cycle_silence_months * shortest_month_seconds;
    for (Building& b : built) {
      if (!b.is_open() || until.seconds - b.held_until.seconds < least) continue;
      const Instant at = silent_at(b);
      if (!is_set(at) || at > until) continue;
      b.cycle.closing = Closing::silence;
      b.cycle.closed_at = at;
    }
  }

  const PatientFacts& facts_;
  const FunnelRules& rules_;
  std::vector<std::uint32_t> booking_cycle_, charge_cycle_, plan_cycle_, recall_cycle_;
};

// ---------------------------------------------------------------- Money and recalls

void add_revenue(Fold& fold, const PatientFacts& facts, const FunnelRules& rules,
                 const Settlement& settlement) {
  for (const ChargeState& state : settlement.charges) {
    const std::uint32_t index = fold.cycle_of_charge(state.row);
    if (!state.counts || index == unbound) continue;
    const std::int64_t net_minor = state.due_minor - state.refunded_minor;
    Cycle& cycle = fold.built[index].cycle;
    cycle.revenue_minor += net_minor;
    if (rules.services.service(facts.charges[state.row].service).type == ProductType::untyped)
      cycle.untyped_revenue_minor += net_minor;
  }
}

bool is_open_money(const PlanItem& item, Closing closing) {
  if (item.state == PlanItemState::open) return true;
  return closing != Closing::open &&
         (item.state == PlanItemState::refused || item.state == PlanItemState::done_elsewhere);
}

void add_plan_money(Fold& fold, const PatientFacts& facts, const Settlement& settlement) {
  for (const PlanItem& item : facts.plan_items) {
    const auto plan = std::ranges::find(facts.plans, item.plan, &Plan::id);
    if (plan == facts.plans.end() || !plan->active) continue;
    const std::uint32_t index =
        fold.cycle_of_plan(static_cast<std::uint32_t>(plan - facts.plans.begin()));
    if (index == unbound || !is_open_money(item, fold.built[index].cycle.closing)) continue;
    std::int64_t open_minor = item.price_minor * std::max(1, item.count);
    for (const ChargeState& state : settlement.charges)
      if (state.counts && facts.charges[state.row].plan_item == item.id)
        open_minor -= facts.charges[state.row].due_minor();
    fold.built[index].cycle.open_money_minor += std::max<std::int64_t>(0, open_minor);
  }
}

/// List price of each cycle's last booking, unless something came of it.
void add_booking_money(Fold& fold, const PatientFacts& facts, const FunnelRules& rules,
                       const Settlement& settlement) {
  std::vector<std::uint32_t> last(fold.built.size(), unbound);
  for (std::uint32_t row = 0; row < facts.bookings.size(); ++row) {
    const std::uint32_t index = fold.cycle_of_booking(row);
    if (index == unbound) continue;
    std::uint32_t& chosen = last[index];
    const auto key = [&](std::uint32_t r) {
      return std::tie(facts.bookings[r].begin, facts.bookings[r].id);
    };
    if (chosen == unbound || key(chosen) < key(row)) chosen = row;
  }
  for (std::uint32_t index = 0; index < last.size(); ++index) {
    if (last[index] == unbound) continue;
    const Booking& booking = facts.bookings[last[index]];
    if (booking.attended || !booking.plan_item.is_nil()) continue;
    const bool led_to_something =
        std::ranges::any_of(settlement.charges, [&](const ChargeState& state) {
          return state.counts && fold.cycle_of_charge(state.row) == index &&
                 facts.charges[state.row].rendered_at >= booking.booked_at;
        });
    if (!led_to_something)
      fold.built[index].cycle.open_money_minor +=
          rules.services.service(booking.service).list_price_minor;
  }
}

/// The open recall of each cycle with the earliest date.
void add_recalls(Fold& fold, const PatientFacts& facts) {
  for (std::uint32_t row = 0; row < facts.recalls.size(); ++row) {
    const Recall& recall = facts.recalls[row];
    const std::uint32_t index = fold.cycle_of_recall(row);
    if (index == unbound || recall.state != RecallState::open) continue;
    Cycle& cycle = fold.built[index].cycle;
    if (!cycle.recall.is_nil() &&
        std::tie(cycle.recall_on, cycle.recall) < std::tie(recall.due_on, recall.id))
      continue;
    cycle.recall = recall.id;
    cycle.recall_on = recall.due_on;
  }
}

std::size_t badge_of(const std::vector<Cycle>& cycles) {
  const auto key = [](const Cycle& c) {
    const bool is_open = c.closing == Closing::open;
    return std::tuple(is_open, is_open ? c.open_money_minor : 0,
                      is_open ? c.active_at : c.closed_at);
  };
  std::size_t best = 0;
  for (std::size_t i = 1; i < cycles.size(); ++i)
    if (key(cycles[i]) >= key(cycles[best])) best = i;
  return best;
}

}  // namespace

MoneyFacts money_of(const PatientFacts& facts) {
  return {.patient = facts.patient.id,
          .merged = facts.merged,
          .charges = facts.charges,
          .invoices = facts.invoices,
          .payments = facts.payments,
          .allocations = facts.allocations,
          .refunds = facts.refunds,
          .certificates = facts.certificates,
          .schedules = facts.schedules};
}

// ---------------------------------------------------------------- derive_funnel

PatientFunnel derive_funnel(const PatientFacts& facts, const FunnelRules& rules) {
  const Settlement settlement =
      settle(money_of(facts), {.main_bought_percent = rules.policy.main_bought_percent,
                               .now = rules.now,
                               .today = {}});  // What is overdue moves no status.
  Fold fold(facts, rules);
  fold.run(timeline_of(facts, rules, settlement));
  RETOUR_CHECK(!fold.built.empty());
  add_revenue(fold, facts, rules, settlement);
  add_plan_money(fold, facts, settlement);
  add_booking_money(fold, facts, rules, settlement);
  add_recalls(fold, facts);
  PatientFunnel out;
  out.cycles.reserve(fold.built.size());
  for (Building& b : fold.built) {
    if (b.cycle.source.is_nil()) b.cycle.source = facts.patient.source;
    if (b.is_open()) b.cycle.silent_at = fold.silent_at(b);
    out.cycles.push_back(std::move(b.cycle));
  }
  std::ranges::stable_sort(out.cycles, {},
                           [](const Cycle& c) { return std::tuple(c.opened_at, c.specialty); });
  out.badge = badge_of(out.cycles);
  out.status = out.cycles[out.badge].status;
  for (const Cycle& cycle : out.cycles) RETOUR_CHECK(!cycle.history.empty());
  return out;
}

}  // namespace retour::funnel
