// Properties of derived cycles that no single table line can show (IM-03, IM-04).
#include "funnel/cycles.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/random.hpp"

namespace retour::funnel {
namespace {

template <class EntityId>
EntityId id_of(const std::string& name) {
  return EntityId(id_from_name(name));
}

struct World {
  Policy policy;
  ServiceLookup services;
  Zone zone = Zone::find("Europe/Moscow").value();
  World() {
    const auto add = [&](const char* name, ProductType type, const char* specialty) {
      services.set_service(
          id_of<ServiceId>(name),
          {type, *specialty == 0 ? SpecialtyId{} : id_of<SpecialtyId>(specialty), 1000});
    };
    add("0", ProductType::entry, "card");
    add("1", ProductType::main, "card");
    add("2", ProductType::checkup, "card");
    add("3", ProductType::entry, "derm");
    add("4", ProductType::untyped, "");
  }
};

Instant random_instant(RandomSource& random) {
  return {1'700'000'000 + static_cast<std::int64_t>(random.below(900)) * 86400 +
          static_cast<std::int64_t>(random.below(24)) * 3600};
}

/// A patient whose facts are strewn over two and a half years, in no sensible order.
PatientFacts random_facts(RandomSource& random) {
  PatientFacts facts;
  facts.patient.id = id_of<PatientId>("patient");
  if (random.below(2) == 0) facts.patient.first_seen_at = random_instant(random);
  const auto name = [&](const char* kind, std::size_t n) { return kind + std::to_string(n); };
  for (std::size_t i = 0; i < random.below(4); ++i) {
    Call& call = facts.calls.emplace_back();
    call.id = id_of<CallId>(name("call", i));
    call.at = random_instant(random);
  }
  for (std::size_t i = 0; i < random.below(5); ++i) {
    Booking& b = facts.bookings.emplace_back();
    b.id = id_of<BookingId>(name("booking", i));
    b.patient = facts.patient.id;
    if (random.below(4) != 0) b.service = id_of<ServiceId>(std::to_string(random.below(5)));
    b.booked_at = random_instant(random);
    b.begin = b.booked_at.plus_minutes(static_cast<std::int64_t>(random.below(60)) * 1440);
    if (random.below(4) == 0)
      b.cancelled_at = b.booked_at.plus_minutes(5000);
    else if (random.below(4) == 0)
      b.no_show_at = b.begin.plus_minutes(600);
    else if (random.below(4) == 0)
      b.attended = true;
  }
  for (std::size_t i = 0; i < random.below(5); ++i) {
    Charge& c = facts.charges.emplace_back();
    c.id = id_of<ChargeId>(name("charge", i));
    c.patient = facts.patient.id;
    c.service = id_of<ServiceId>(std::to_string(random.below(5)));
    c.rendered_at = random_instant(random);
    c.price_minor = 1000;
    if (random.below(4) == 0) continue;
    Payment& p = facts.payments.emplace_back();
    p.id = id_of<PaymentId>(name("payment", i));
    p.received_at = random_instant(random);
    p.amount_minor = random.below(3) == 0 ? 300 : 1000;
    Allocation& a = facts.allocations.emplace_back();
    a.id = id_of<AllocationId>(name("allocation", i));
    a.payment = p.id;
    a.charge = c.id;
    a.amount_minor = p.amount_minor;
    a.allocated_at = p.received_at;
    if (random.below(4) != 0) continue;
    Refund& r = facts.refunds.emplace_back();
    r.id = id_of<RefundId>(name("refund", i));
    r.charge = c.id;
    r.payment = p.id;
    r.amount_minor = p.amount_minor;
    r.refunded_at = p.received_at.plus_minutes(1440);
  }
  for (std::size_t i = 0; i < random.below(3); ++i) {
    Recall& r = facts.recalls.emplace_back();
    r.id = id_of<RecallId>(name("recall", i));
    r.specialty = id_of<SpecialtyId>(random.below(2) ? "card" : "derm");
    r.set_at = random_instant(random);
    r.due_on = {20'000 + static_cast<std::int32_t>(random.below(900))};
    CycleClosing& c = facts.closings.emplace_back();
    c.id = id_of<CycleClosingId>(name("closing", i));
    c.specialty = r.specialty;
    c.closed_at = r.set_at;
    c.kind = static_cast<ClosingKind>(random.below(3));
    c.recall = r.id;
  }
  return facts;
}

template <class Row>
void shuffle(std::vector<Row>& rows, RandomSource& random) {
  for (std::size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[random.below(i)]);
}

void expect_equal(const PatientFunnel& a, const PatientFunnel& b) {
  ASSERT_EQ(a.cycles.size(), b.cycles.size());
  EXPECT_EQ(a.status, b.status);
  for (std::size_t i = 0; i < a.cycles.size(); ++i) {
    EXPECT_EQ(a.cycles[i].specialty, b.cycles[i].specialty);
    EXPECT_EQ(a.cycles[i].history, b.cycles[i].history);
    EXPECT_EQ(a.cycles[i].closed_at, b.cycles[i].closed_at);
    EXPECT_EQ(a.cycles[i].open_money_minor, b.cycles[i].open_money_minor);
    EXPECT_EQ(a.cycles[i].revenue_minor, b.cycles[i].revenue_minor);
    EXPECT_EQ(a.cycles[i].recall, b.cycles[i].recall);
  }
}

TEST(Cycles, OrderOfRowsSaysNothing) {
  const World world;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    PatientFacts facts = random_facts(random);
    const FunnelRules rules{world.policy, world.services, world.zone, random_instant(random)};
    const PatientFunnel before = derive_funnel(facts, rules);
    shuffle(facts.calls, random);
    shuffle(facts.bookings, random);
    shuffle(facts.charges, random);
    shuffle(facts.payments, random);
    shuffle(facts.allocations, random);
    shuffle(facts.refunds, random);
    shuffle(facts.recalls, random);
    shuffle(facts.closings, random);
    expect_equal(before, derive_funnel(facts, rules));
  }
}

TEST(Cycles, HistoriesAreWellFormed) {
  const World world;
  std::size_t changes = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const PatientFacts facts = random_facts(random);
    const FunnelRules rules{world.policy, world.services, world.zone, random_instant(random)};
    const PatientFunnel patient = derive_funnel(facts, rules);
    ASSERT_FALSE(patient.cycles.empty());
    ASSERT_LT(patient.badge, patient.cycles.size());
    std::int64_t revenue = 0;
    for (const Cycle& cycle : patient.cycles) {
      ASSERT_EQ(cycle.history.front().from, FunnelStatus::none);
      ASSERT_EQ(cycle.history.back().to, cycle.status);
      for (std::size_t i = 0; i < cycle.history.size(); ++i) {
        const StatusChange& change = cycle.history[i];
        ASSERT_LE(change.at, rules.now) << "nothing of the future";
        ASSERT_LE(change.to, cycle.reached);
        if (i == 0) continue;
        ASSERT_LE(cycle.history[i - 1].at, change.at);
        ASSERT_EQ(cycle.history[i - 1].to, change.from);
        ++changes;
      }
      ASSERT_EQ(cycle.status == FunnelStatus::dispensary, cycle.closing == Closing::recall);
      ASSERT_EQ(cycle.closing == Closing::open, cycle.closed_at.seconds == 0);
      revenue += cycle.revenue_minor;
    }
    std::int64_t rendered = 0;
    const Settlement settlement = settle(money_of(facts), {.now = rules.now});
    for (const ChargeState& state : settlement.charges)
      if (state.counts) rendered += state.due_minor - state.refunded_minor;
    ASSERT_EQ(revenue, rendered) << "each rendered rouble lies in one cycle";
  }
  EXPECT_GT(changes, 300U);
}

}  // namespace
}  // namespace retour::funnel
