#include "funnel/settlement.hpp"

#include <algorithm>
#include <tuple>

#include "base/check.hpp"

// [SECTION] Index of the given rows by id
// [SECTION] One charge: its moves and what they change
// [SECTION] Terms: what is due now, what is overdue
// [SECTION] Payers and certificates
// [SECTION] settle
// [SECTION] money_of_period

namespace retour::funnel {
namespace {

bool is_set(Instant at) {
  return at.seconds != 0;
}
bool is_set(LocalDate date) {
  return date.days != 0;
}

// ---------------------------------------------------------------- Index of the given rows by id

constexpr std::uint32_t no_row = 0xFFFFFFFFU;

/// Rows of a span sorted by id; lookups cost O(log n).
template <class Entity>
class RowIndex {
 public:
  explicit RowIndex(std::span<const Entity> rows) : rows_(rows), order_(rows.size()) {
    for (std::uint32_t i = 0; i < order_.size(); ++i) order_[i] = i;
    std::ranges::sort(order_, {}, [this](std::uint32_t row) { return rows_[row].id; });
  }
  [[nodiscard]] std::uint32_t row(const IdBytes& id) const {
    const auto at = std::ranges::lower_bound(
        order_, id, {}, [this](std::uint32_t row) -> const IdBytes& { return rows_[row].id; });
    return at != order_.end() && rows_[*at].id == id ? *at : no_row;
  }

 private:
  std::span<const Entity> rows_;
  std::vector<std::uint32_t> order_;
};

// ---------------------------------------------------------------- One charge

/// Something that may raise or lower a charge.
struct Move {
  enum class Kind : std::uint8_t { ground, paid, given_back, package_lowered };
  Instant at;
  Kind kind = Kind::paid;
  std::int64_t amount_minor = 0;
  Ground ground = Ground::none;
  EntityKind fact = EntityKind::charge;
  IdBytes fact_id;

  auto key() const { return std::tuple(at, kind, fact_id); }
};

struct Ledger {
  const MoneyFacts& facts;
  const SettlementRules& rules;
  RowIndex<Charge> charges{facts.charges};
  RowIndex<Payment> payments{facts.payments};
  std::vector<std::vector<Move>> moves{facts.charges.size()};
  std::vector<const InstalmentSchedule*> schedule =
      std::vector<const InstalmentSchedule*>(facts.charges.size(), nullptr);
  std::vector<LocalDate> term = std::vector<LocalDate>(facts.charges.size());  // of the invoice
  Settlement out = {};

  [[nodiscard]] bool happened(Instant at) const { return is_set(at) && at <= rules.now; }
  [[nodiscard]] bool stands(const Charge& charge) const { return !is_set(charge.voided_at); }
  [[nodiscard]] bool is_rendered(const Charge& charge) const {
    return stands(charge) && happened(charge.rendered_at);
  }
  [[nodiscard]] bool stands(const Payment& payment) const {
    return !is_set(payment.voided_at) && happened(payment.received_at);
  }
  [[nodiscard]] bool stands(const Refund& refund) const {
    return !is_set(refund.voided_at) && happened(refund.refunded_at);
  }
};

bool is_third_party(PayerKind kind) {
  return kind == PayerKind::company || kind == PayerKind::insurer;
}

void collect_payments(Ledger& ledger) {
  for (const Allocation& allocation : ledger.facts.allocations) {
    if (is_set(allocation.voided_at) || !ledger.happened(allocation.allocated_at)) continue;
    const std::uint32_t charge = ledger.charges.row(allocation.charge);
    const std::uint32_t payment = ledger.payments.row(allocation.payment);
    if (charge == no_row || payment == no_row) {
      ++ledger.out.anomalies.dangling;
      continue;
    }
    if (!ledger.stands(ledger.facts.payments[payment])) continue;
    const Instant at =
        std::max(allocation.allocated_at, ledger.facts.payments[payment].received_at);
    ledger.moves[charge].push_back({.at = at,
                                    .kind = Move::Kind::paid,
                                    .amount_minor = allocation.amount_minor,
                                    .ground = Ground::paid,
                                    .fact = EntityKind::allocation,
                                    .fact_id = allocation.id});
  }
  for (const Refund& refund : ledger.facts.refunds) {
    if (!ledger.stands(refund) || refund.charge.is_nil()) continue;
    const std::uint32_t charge = ledger.charges.row(refund.charge);
    if (charge == no_row) {
      ++ledger.out.anomalies.dangling;
      continue;
    }
    ledger.moves[charge].push_back({.at = refund.refunded_at,
                                    .kind = Move::Kind::given_back,
                                    .amount_minor = refund.amount_minor,
                                    .fact = EntityKind::refund,
                                    .fact_id = refund.id});
  }
}

/// Acceptance by third parties, terms of invoices, schedules in force.
void collect_agreements(Ledger& ledger) {
  for (const Invoice& invoice : ledger.facts.invoices) {
    if (is_set(invoice.voided_at)) continue;
    for (const ChargeId& id : invoice.charges) {
      const std::uint32_t row = ledger.charges.row(id);
      if (row == no_row) {
        ++ledger.out.anomalies.dangling;
        continue;
      }
      if (is_set(invoice.due_on)) ledger.term[row] = std::max(ledger.term[row], invoice.due_on);
      if (!is_third_party(invoice.payer_kind) || !ledger.happened(invoice.accepted_at)) continue;
      ledger.moves[row].push_back({.at = invoice.accepted_at,
                                   .kind = Move::Kind::ground,
                                   .ground = Ground::third_party,
                                   .fact = EntityKind::invoice,
                                   .fact_id = invoice.id});
    }
  }
  for (const InstalmentSchedule& schedule : ledger.facts.schedules) {
    if (!schedule.active || schedule.instalments.empty()) continue;
    const std::uint32_t row = ledger.charges.row(schedule.charge);
    if (row == no_row) {
      ++ledger.out.anomalies.dangling;
      continue;
    }
    const InstalmentSchedule*& chosen = ledger.schedule[row];
    if (chosen == nullptr ||
        std::tie(chosen->agreed_at, chosen->id) < std::tie(schedule.agreed_at, schedule.id))
      chosen = &schedule;
  }
}

/// Smallest payment that makes a main product bought.
std::int64_t purchase_threshold_minor(const Ledger& ledger, std::uint32_t row) {
  const std::int64_t due = ledger.facts.charges[row].due_minor();
  const std::int64_t by_share = scale_minor(due, ledger.rules.main_bought_percent, 100);
  const InstalmentSchedule* schedule = ledger.schedule[row];
  if (schedule == nullptr) return by_share;
  const auto first = std::ranges::min_element(schedule->instalments, {}, &Instalment::due_on);
  return std::min(by_share, first->amount_minor);
}

/// Walks the moves of one charge in order of time and writes down what they change.
class ChargeWalk {
 public:
  ChargeWalk(Ledger& ledger, std::uint32_t row)
      : ledger_(ledger),
        charge_(ledger.facts.charges[row]),
        row_(row),
        threshold_minor_(purchase_threshold_minor(ledger, row)) {}

  void step(const Move& move) {
    switch (move.kind) {
      case Move::Kind::ground:
        raise(move, MoneyChangeKind::purchased);
        raise(move, MoneyChangeKind::settled);
        break;
      case Move::Kind::paid:
        gross_minor_ += move.amount_minor;
        if (gross_minor_ > returned_minor_ && gross_minor_ - returned_minor_ >= threshold_minor_)
          raise(move, MoneyChangeKind::purchased);
        if (gross_minor_ >= charge_.due_minor()) raise(move, MoneyChangeKind::settled);
        break;
      case Move::Kind::given_back:
        returned_minor_ += move.amount_minor;
        if (gross_minor_ > 0 && returned_minor_ >= gross_minor_) lower(move);
        break;
      case Move::Kind::package_lowered: lower(move); break;
    }
  }

  void finish(std::vector<MoneyChange>& changes) {
    std::erase_if(changes_, [&](const MoneyChange& c) { return c.at > ledger_.rules.now; });
    changes.insert(changes.end(), changes_.begin(), changes_.end());
  }

 private:
  void raise(const Move& move, MoneyChangeKind kind) {
    bool& held = kind == MoneyChangeKind::settled ? settled_ : purchased_;
    if (held) return;
    if (kind == MoneyChangeKind::settled && !is_set(charge_.rendered_at)) return;
    const Instant at =
        kind == MoneyChangeKind::settled ? std::max(move.at, charge_.rendered_at) : move.at;
    held = true;
    changes_.push_back({at, row_, kind, move.ground, move.fact, move.fact_id});
  }

  void lower(const Move& move) {
    gross_minor_ = 0;
    returned_minor_ = 0;
    if (!settled_ && !purchased_) return;
    settled_ = purchased_ = false;
    // What was still waiting for the rendering never takes place.
    std::erase_if(changes_, [&](const MoneyChange& c) { return c.at > move.at; });
    changes_.push_back(
        {move.at, row_, MoneyChangeKind::lowered, Ground::none, move.fact, move.fact_id});
  }

  Ledger& ledger_;
  const Charge& charge_;
  std::uint32_t row_;
  std::int64_t threshold_minor_;
  std::int64_t gross_minor_ = 0;     // since the last full refund
  std::int64_t returned_minor_ = 0;  // since the last full refund
  bool settled_ = false;
  bool purchased_ = false;
  std::vector<MoneyChange> changes_;
};

/// Moves that a package hands on to one of its parts. `changes` holds the package's own already.
void add_package_moves(Ledger& ledger, std::uint32_t row) {
  const Charge& part = ledger.facts.charges[row];
  const std::uint32_t package = ledger.charges.row(part.package);
  if (package != no_row && !ledger.stands(ledger.facts.charges[package])) return;
  std::vector<Move>& moves = ledger.moves[row];
  Move covered{.at = part.rendered_at,
               .kind = Move::Kind::ground,
               .ground = Ground::package,
               .fact = EntityKind::charge,
               .fact_id = part.id};
  if (package == no_row) {  // Another patient's package (a family's): the part's word counts.
    moves.push_back(covered);
    return;
  }
  bool is_lowered = false;
  for (const MoneyChange& change : ledger.out.changes) {
    if (change.charge_row != package || change.kind == MoneyChangeKind::purchased) continue;
    if (change.at <= part.rendered_at) {
      is_lowered = change.kind == MoneyChangeKind::lowered;
      continue;
    }
    Move later = covered;
    later.at = change.at;
    later.fact = change.fact;
    later.fact_id = change.fact_id;
    if (change.kind == MoneyChangeKind::lowered) later.kind = Move::Kind::package_lowered;
    moves.push_back(later);
  }
  if (!is_lowered) moves.push_back(covered);
}

void walk_charge(Ledger& ledger, std::uint32_t row) {
  const Charge& charge = ledger.facts.charges[row];
  if (!ledger.stands(charge)) return;
  if (!charge.package.is_nil())
    add_package_moves(ledger, row);
  else if (charge.due_minor() <= 0)
    ledger.moves[row].push_back({.at = charge.rendered_at,
                                 .kind = Move::Kind::ground,
                                 .ground = Ground::zero_price,
                                 .fact = EntityKind::charge,
                                 .fact_id = charge.id});
  std::vector<Move>& moves = ledger.moves[row];
  if (!is_set(charge.rendered_at))
    std::erase_if(moves, [](const Move& m) {
      return m.kind == Move::Kind::ground && m.ground != Ground::third_party;
    });
  std::ranges::sort(moves, {}, &Move::key);
  ChargeWalk walk(ledger, row);
  for (const Move& move : moves) walk.step(move);
  walk.finish(ledger.out.changes);
}

// ---------------------------------------------------------------- Terms

void apply_terms(Ledger& ledger, std::uint32_t row, ChargeState& state, std::int64_t gross_minor) {
  const InstalmentSchedule* schedule = ledger.schedule[row];
  const LocalDate today = ledger.rules.today;
  if (schedule == nullptr) {
    state.due_now_minor = state.debt_minor;
    if (is_set(ledger.term[row]) && ledger.term[row] < today)
      state.overdue_minor = state.debt_minor;
    return;
  }
  std::vector<Instalment> parts = schedule->instalments;
  std::ranges::stable_sort(parts, {}, &Instalment::due_on);
  std::int64_t left_minor = gross_minor;  // payments fill the oldest part first
  for (const Instalment& part : parts) {
    const std::int64_t paid_minor = std::clamp<std::int64_t>(left_minor, 0, part.amount_minor);
    left_minor -= paid_minor;
    const std::int64_t unpaid_minor = part.amount_minor - paid_minor;
    if (unpaid_minor <= 0) continue;
    if (part.due_on <= today) state.due_now_minor += unpaid_minor;
    if (part.due_on >= today) continue;
    state.overdue_minor += unpaid_minor;
    ledger.out.overdue.push_back({row, schedule->id, part.due_on, unpaid_minor});
  }
  state.due_now_minor = std::min(state.due_now_minor, state.debt_minor);
  state.overdue_minor = std::min(state.overdue_minor, state.debt_minor);
}

void sum_charge(Ledger& ledger, std::uint32_t row) {
  const Charge& charge = ledger.facts.charges[row];
  ChargeState& state = ledger.out.charges[row];
  state.row = row;
  if (!ledger.stands(charge)) return;
  state.counts = ledger.is_rendered(charge);
  state.due_minor = charge.package.is_nil() ? charge.due_minor() : 0;
  std::int64_t gross_minor = 0;
  for (const Move& move : ledger.moves[row]) {
    if (move.kind == Move::Kind::paid) gross_minor += move.amount_minor;
    if (move.kind == Move::Kind::given_back) state.refunded_minor += move.amount_minor;
  }
  state.paid_minor = gross_minor - state.refunded_minor;
  if (gross_minor - state.refunded_minor > state.due_minor)
    ledger.out.anomalies.overpaid_minor += gross_minor - state.refunded_minor - state.due_minor;
  if (!state.counts) return;
  state.debt_minor = std::max<std::int64_t>(0, state.due_minor - gross_minor);
  if (state.debt_minor > 0) apply_terms(ledger, row, state, gross_minor);
}

void read_changes(Settlement& out) {
  for (const MoneyChange& change : out.changes) {
    ChargeState& state = out.charges[change.charge_row];
    switch (change.kind) {
      case MoneyChangeKind::settled:
        state.settled_at = change.at;
        state.ground = change.ground;
        break;
      case MoneyChangeKind::purchased: state.purchased_at = change.at; break;
      case MoneyChangeKind::lowered:
        state.settled_at = state.purchased_at = {};
        state.ground = Ground::none;
        state.unsettled_at = change.at;
        break;
    }
  }
}

// ---------------------------------------------------------------- Payers and certificates

auto payer_key(const PayerBalance& b) {
  return std::tie(b.kind, b.patient, b.organisation, b.currency);
}

/// The payer behind a charge or a payment; people pay for themselves unless another is named.
template <class Row>
PayerBalance payer_of(const MoneyFacts& facts, const Row& row) {
  PayerBalance payer{.kind = row.payer_kind, .currency = row.currency};
  if (is_third_party(row.payer_kind))
    payer.organisation = row.payer_organisation;
  else
    payer.patient = row.payer_patient.is_nil() ? row.patient : row.payer_patient;
  if (std::ranges::find(facts.merged, payer.patient, &Sameness::patient) != facts.merged.end())
    payer.patient = facts.patient;  // another card of the same person
  return payer;
}

PayerBalance& balance_of(std::vector<PayerBalance>& balances, const PayerBalance& payer) {
  for (PayerBalance& balance : balances)
    if (payer_key(balance) == payer_key(payer)) return balance;
  return balances.emplace_back(payer);
}

/// What is left of each payment once rendered charges and returns are taken off.
void sum_advances(Ledger& ledger) {
  const MoneyFacts& facts = ledger.facts;
  std::vector<std::int64_t> left_minor(facts.payments.size(), 0);
  std::vector<std::int64_t> unallocated_minor(facts.payments.size(), 0);
  for (std::size_t i = 0; i < facts.payments.size(); ++i)
    if (ledger.stands(facts.payments[i]))
      left_minor[i] = unallocated_minor[i] = facts.payments[i].amount_minor;
  for (const Allocation& allocation : facts.allocations) {
    const std::uint32_t payment = ledger.payments.row(allocation.payment);
    const std::uint32_t charge = ledger.charges.row(allocation.charge);
    if (payment == no_row || charge == no_row || is_set(allocation.voided_at)) continue;
    if (!ledger.happened(allocation.allocated_at) || !ledger.stands(facts.payments[payment]))
      continue;
    if (!ledger.stands(facts.charges[charge])) continue;
    unallocated_minor[payment] -= allocation.amount_minor;
    if (ledger.is_rendered(facts.charges[charge])) left_minor[payment] -= allocation.amount_minor;
  }
  for (const Refund& refund : facts.refunds) {
    const std::uint32_t payment = ledger.payments.row(refund.payment);
    if (payment == no_row || !ledger.stands(refund)) continue;
    const std::uint32_t charge =
        refund.charge.is_nil() ? no_row : ledger.charges.row(refund.charge);
    if (charge != no_row && ledger.is_rendered(facts.charges[charge])) continue;  // a credit
    left_minor[payment] -= refund.amount_minor;
  }
  for (std::size_t i = 0; i < facts.payments.size(); ++i) {
    const Payment& payment = facts.payments[i];
    if (unallocated_minor[i] < 0) ledger.out.anomalies.overallocated_minor -= unallocated_minor[i];
    const bool is_sale =
        payment.method != PaymentMethod::certificate && !payment.certificate.is_nil();
    if (left_minor[i] <= 0 || is_sale || payment.method == PaymentMethod::bonus) continue;
    balance_of(ledger.out.balances, payer_of(facts, payment)).advance_minor += left_minor[i];
  }
}

void sum_payers(Ledger& ledger) {
  for (const ChargeState& state : ledger.out.charges) {
    if (state.debt_minor == 0) continue;
    PayerBalance& balance =
        balance_of(ledger.out.balances, payer_of(ledger.facts, ledger.facts.charges[state.row]));
    balance.debt_minor += state.debt_minor;
    balance.overdue_minor += state.overdue_minor;
  }
  sum_advances(ledger);
  std::ranges::sort(ledger.out.balances, [](const PayerBalance& a, const PayerBalance& b) {
    return payer_key(a) < payer_key(b);
  });
}

void sum_certificates(Ledger& ledger) {
  const MoneyFacts& facts = ledger.facts;
  const auto is_redemption = [&](const Payment& payment, const Certificate& certificate) {
    return ledger.stands(payment) && payment.method == PaymentMethod::certificate &&
           payment.certificate == certificate.id;
  };
  for (const Certificate& certificate : facts.certificates) {
    if (is_set(certificate.voided_at) || !ledger.happened(certificate.issued_at)) continue;
    std::int64_t left_minor = certificate.amount_minor;
    for (const Payment& payment : facts.payments)
      if (is_redemption(payment, certificate)) left_minor -= payment.amount_minor;
    for (const Refund& refund : facts.refunds) {
      const std::uint32_t payment = ledger.payments.row(refund.payment);
      if (payment != no_row && ledger.stands(refund) &&
          is_redemption(facts.payments[payment], certificate))
        left_minor += refund.amount_minor;
    }
    left_minor = std::max<std::int64_t>(0, left_minor);
    CertificateState state{.certificate = certificate.id, .left_minor = left_minor};
    if (is_set(certificate.valid_until) && certificate.valid_until < ledger.rules.today)
      std::swap(state.left_minor, state.expired_minor);
    ledger.out.certificates.push_back(state);
  }
}

std::int64_t sum_balances(const std::vector<PayerBalance>& balances, Currency currency,
                          std::int64_t PayerBalance::* amount) {
  std::int64_t sum = 0;
  for (const PayerBalance& balance : balances)
    if (balance.currency == currency) sum += balance.*amount;
  return sum;
}

}  // namespace

std::int64_t Settlement::debt_minor(Currency currency) const {
  return sum_balances(balances, currency, &PayerBalance::debt_minor);
}

std::int64_t Settlement::advance_minor(Currency currency) const {
  return sum_balances(balances, currency, &PayerBalance::advance_minor);
}

// ---------------------------------------------------------------- settle

Settlement settle(const MoneyFacts& facts, const SettlementRules& rules) {
  RETOUR_CHECK(facts.charges.size() < no_row && facts.payments.size() < no_row);
  Ledger ledger{.facts = facts, .rules = rules};
  Settlement& out = ledger.out;
  out.charges.resize(facts.charges.size());
  collect_payments(ledger);
  collect_agreements(ledger);
  // Packages first: their parts follow them. A package within a package follows its own row only.
  for (std::uint32_t row = 0; row < facts.charges.size(); ++row)
    if (facts.charges[row].package.is_nil()) walk_charge(ledger, row);
  const auto by_time = [](const MoneyChange& c) { return std::tuple(c.at, c.charge_row, c.kind); };
  std::ranges::sort(out.changes, {}, by_time);
  for (std::uint32_t row = 0; row < facts.charges.size(); ++row)
    if (!facts.charges[row].package.is_nil()) walk_charge(ledger, row);
  std::ranges::sort(out.changes, {}, by_time);
  read_changes(out);
  for (std::uint32_t row = 0; row < facts.charges.size(); ++row) sum_charge(ledger, row);
  std::ranges::sort(out.overdue, {}, [](const OverdueInstalment& o) {
    return std::tuple(o.due_on, o.charge_row, o.schedule);
  });
  sum_payers(ledger);
  sum_certificates(ledger);
  return std::move(out);
}

// ---------------------------------------------------------------- money_of_period

namespace {

bool is_cash(PaymentMethod method) {
  return method != PaymentMethod::certificate && method != PaymentMethod::bonus;
}

void add_rendered(PeriodMoney& out, const MoneyFacts& facts, const Interval& period,
                  Currency currency, const ServiceLookup& services) {
  for (const Charge& charge : facts.charges) {
    if (is_set(charge.voided_at) || charge.currency != currency) continue;
    if (!period.contains(charge.rendered_at) || !charge.package.is_nil()) continue;
    out.revenue_minor += charge.due_minor();
    out.discounts_minor += charge.discount_minor;
    if (services.service(charge.service).type == ProductType::untyped)
      out.untyped_revenue_minor += charge.due_minor();
  }
}

}  // namespace

PeriodMoney money_of_period(const MoneyFacts& facts, const Interval& period, Currency currency,
                            const ServiceLookup& services) {
  PeriodMoney out;
  add_rendered(out, facts, period, currency, services);
  for (const Payment& payment : facts.payments) {
    if (is_set(payment.voided_at) || payment.currency != currency) continue;
    if (!period.contains(payment.received_at)) continue;
    if (is_cash(payment.method))
      out.cash_in_minor += payment.amount_minor;
    else if (payment.method == PaymentMethod::bonus)
      out.bonuses_used_minor += payment.amount_minor;
    else
      out.certificates_redeemed_minor += payment.amount_minor;
  }
  const RowIndex<Payment> payments(facts.payments);
  for (const Refund& refund : facts.refunds) {
    if (is_set(refund.voided_at) || refund.currency != currency) continue;
    if (!period.contains(refund.refunded_at)) continue;
    if (!refund.charge.is_nil()) out.credited_minor += refund.amount_minor;
    const std::uint32_t payment = payments.row(refund.payment);
    if (payment == no_row || is_cash(facts.payments[payment].method))
      out.cash_out_minor += refund.amount_minor;
  }
  return out;
}

}  // namespace retour::funnel
