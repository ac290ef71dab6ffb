// Calls, operators, channels (LD-01..03, LD-11, LD-14, LD-27, AD-01, AD-05, AD-06; DESIGN's "unique
// target call", "operator conversion", "cost per call"): small clinics told line by line.
#include "funnel/calls.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "base/random.hpp"
#include "funnel/channels.hpp"

namespace retour::funnel {
namespace {

template <class EntityId>
EntityId id_of(const std::string& name) {
  return EntityId(id_from_name(name));
}

constexpr EventMinute day = 1440;
constexpr EventMinute start = 20'000 * day;

/// A telephone exchange and the patients who came of it.
struct World {
  CallTable calls;
  EventColumns columns;
  std::map<std::string, std::uint32_t> numbers, rows;

  std::uint32_t person(const std::string& name, std::int32_t entry_day = -1,
                       const std::string& source = "", std::int32_t seen_day = 0) {
    const auto row = static_cast<std::uint32_t>(rows.size());
    rows[name] = row;
    PatientFacts facts;
    facts.patient.id = id_of<PatientId>(name);
    if (!source.empty()) facts.patient.source = id_of<SourceId>(source);
    facts.patient.first_seen_at = instant(seen_day);
    PatientFunnel funnel;
    if (entry_day >= 0) {
      Cycle cycle;
      cycle.opened_at = instant(entry_day);
      cycle.status = FunnelStatus::entry_paid;
      cycle.history.push_back(
          {.at = instant(entry_day), .from = FunnelStatus::booked, .to = FunnelStatus::entry_paid});
      funnel.cycles.push_back(cycle);
    }
    columns.replace(row, funnel, facts, {});
    return row;
  }
  static Instant instant(std::int32_t days) {
    return Instant{(std::int64_t{start} + days * day) * 60};
  }
  CallLine& call(double days, const std::string& number, const std::string& by,
                 const std::string& patient = "", const std::string& source = "") {
    CallLine line;
    line.minute = start + static_cast<EventMinute>(days * day);
    if (!number.empty())
      line.number = numbers.try_emplace(number, numbers.size() + 1).first->second;
    line.flags = call_flag::inbound;
    if (!by.empty()) {
      line.by = calls.people.code(id_of<StaffId>(by));
      line.flags |= call_flag::answered;
    }
    if (!patient.empty()) line.patient = rows.at(patient);
    if (!source.empty()) line.source = calls.sources.code(id_of<SourceId>(source));
    calls.lines.push_back(line);
    calls.ids.push_back(id_of<CallId>("call " + std::to_string(calls.lines.size())));
    return calls.lines.back();
  }
  [[nodiscard]] std::vector<UniqueCall> unique(CallRules rules = {}) const {
    return unique_calls(calls, milestones_of(columns), rules);
  }
  [[nodiscard]] static CallQuery query(std::int32_t now_day, CallRules rules = {}) {
    return {.period = {instant(0), instant(1000)}, .now = instant(now_day), .rules = rules};
  }
};

TEST(UniqueCalls, TheFirstOfANumberWithinThirtyDaysAboutServicesFromNoPatient) {
  World world;
  world.person("old", 1);
  world.call(2, "1", "anna");
  world.call(20, "1", "anna");                                  // again within 30 days
  world.call(60, "1", "anna");                                  // 40 days after the last
  world.call(61, "2", "anna", "old");                           // a patient already
  world.call(62, "3", "anna").flags |= call_flag::other_topic;  // asks for a bill
  world.call(63, "", "anna");                                   // withheld: each by itself
  world.call(63, "", "anna");
  const std::vector<UniqueCall> unique = world.unique();
  std::vector<std::uint32_t> lines;
  for (const UniqueCall& call : unique) lines.push_back(call.line);
  EXPECT_EQ(lines, (std::vector<std::uint32_t>{0, 2, 5, 6}));
}

TEST(UniqueCalls, AMissedCallBelongsToWhoeverCallsBackAndTheMissIsCounted) {
  World world;
  world.person("ivan", 5);
  world.call(2, "1", "");
  CallLine& back = world.call(2.1, "1", "oleg", "ivan");
  back.flags &= static_cast<std::uint8_t>(~call_flag::inbound);
  world.call(3, "2", "");  // nobody ever called back
  const auto unique = world.unique();
  ASSERT_EQ(unique.size(), 2U);
  EXPECT_EQ(unique[0].handled, 1U);
  EXPECT_TRUE(unique[0].was_missed);
  EXPECT_EQ(unique[0].patient, world.rows["ivan"]);
  EXPECT_EQ(unique[1].handled, no_row);
  const CallReport report = call_report(world.calls, unique, World::query(200));
  ASSERT_EQ(report.operators.size(), 1U);
  EXPECT_EQ(report.operators[0].who, id_of<StaffId>("oleg"));
  EXPECT_EQ(report.operators[0].outcome.converted, 1);
  EXPECT_EQ(report.operators[0].returned, 1);
  EXPECT_EQ(report.missed, 2);
  EXPECT_EQ(report.missed_unique, 2);
  EXPECT_EQ(report.never_reached, 1);
}

TEST(CallReport, WhoeverIsInsideTheWindowIsPendingAndNotLost) {
  // PostHog's open defect #33605, told with calls: half of them are a week old.
  World world;
  for (int i = 0; i < 40; ++i) {
    const std::string number = std::to_string(i);
    const bool is_old = i < 20, comes = i % 2 == 0;
    if (comes && is_old) world.person(number, 10);
    world.call(is_old ? 1 : 95, number, "anna", comes && is_old ? number : "");
  }
  const auto unique = world.unique();
  const CallReport report = call_report(world.calls, unique, World::query(100));
  EXPECT_EQ(report.all.unique, 40);
  EXPECT_EQ(report.all.converted, 10);
  EXPECT_EQ(report.all.pending, 20);
  EXPECT_EQ(report.all.decided, 20);
  ASSERT_TRUE(report.all.conversion.is_known());
  EXPECT_NEAR(report.all.conversion.value, 0.5, 0.03);
  EXPECT_LT(report.all.conversion.low, 0.5);
  const auto behind = [&](CallPeople which) {
    return calls_behind(world.calls, unique, World::query(100), {}, which).size();
  };
  EXPECT_EQ(behind(CallPeople::unique), 40U);
  EXPECT_EQ(behind(CallPeople::converted), 10U);
  EXPECT_EQ(behind(CallPeople::lost), 10U);
  EXPECT_EQ(behind(CallPeople::pending), 20U);
}

TEST(CallReport, FewCallsGiveNoShareAndEqualOperatorsNoBestOne) {
  int named = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SeededRandom random(seed);
    World world;
    for (int i = 0; i < 300; ++i) {
      const std::string number = std::to_string(i);
      if (random.below(10) < 4) world.person(number, 30);
      world.call(1, number, "operator " + std::to_string(random.below(4)),
                 world.rows.contains(number) ? number : "");
    }
    const CallReport report = call_report(world.calls, world.unique(), World::query(200));
    for (const OperatorFigures& of : report.operators)
      named += of.places.best == 1 && of.places.worst == 1 ? 1 : 0;
  }
  EXPECT_LE(named, 3) << "of 60 clinics with equal operators (seeds 1..60)";
  World little;
  little.call(1, "1", "anna");
  const CallReport report = call_report(little.calls, little.unique(), World::query(200));
  EXPECT_EQ(report.all.conversion.why, Abstention::too_few);
  EXPECT_EQ(report.all.conversion.needed, outcome_calls_min);
}

TEST(CallReport, ReviewsAreAddedUpByWhoSpoke) {
  World world;
  CallLine& good = world.call(1, "1", "anna");
  good.score = 5;
  good.greeting_seconds = 30;
  good.flags |= call_flag::reviewed;
  CallLine& bad = world.call(2, "2", "anna");
  bad.score = 2;
  bad.greeting_seconds = 150;
  bad.tags = 1 << static_cast<int>(CallTag::knows_no_prices);
  bad.flags |= call_flag::reviewed;
  const CallReport report = call_report(world.calls, world.unique(), World::query(3));
  const OperatorFigures& anna = report.operators.at(0);
  EXPECT_EQ(anna.reviewed, 2);
  EXPECT_EQ(anna.score_sum, 7);
  EXPECT_EQ(anna.greetings_long, 1);  // AD-13
  EXPECT_EQ(anna.tags[static_cast<std::size_t>(CallTag::knows_no_prices)], 1);
}

TEST(CallReport, HoursWithManyCallsStandByThemselves) {
  World world;
  for (int i = 0; i < 10; ++i) world.call(1, std::to_string(i), i < 4 ? "anna" : "");
  world.call(2, "20", "anna");
  const CallReport report = call_report(world.calls, world.unique(), World::query(200));
  EXPECT_EQ(report.by_load.front().outcome.unique, 1);
  EXPECT_EQ(report.by_load.back().outcome.unique, 10);
  EXPECT_EQ(report.by_load.back().unanswered, 6);
}

TEST(LostIncome, IsMeasuredAgainstColleaguesAndKnowsWhenThereAreNone) {
  World world;
  for (int i = 0; i < 400; ++i) {
    const std::string number = std::to_string(i);
    const bool is_annas = i % 2 == 0;
    if (i % 10 < (is_annas ? 7 : 3)) world.person(number, 10);
    world.call(1, number, is_annas ? "anna" : "oleg", world.rows.contains(number) ? number : "");
  }
  const CallReport report = call_report(world.calls, world.unique(), World::query(200));
  ASSERT_EQ(report.operators.size(), 2U);
  const std::size_t oleg = report.operators[0].who == id_of<StaffId>("oleg") ? 0 : 1;
  const Estimate value{.value = 1000, .low = 900, .high = 1100, .n = 50};
  const LostIncome lost = lost_income(report, oleg, value);
  ASSERT_TRUE(lost.minor.is_known());
  EXPECT_GT(lost.callers.low, 0);
  EXPECT_NEAR(lost.minor.value, lost.callers.value * 1000, 1);
  EXPECT_LT(lost.minor.low, lost.minor.value);
  const LostIncome gained = lost_income(report, 1 - oleg, value);
  EXPECT_LT(gained.callers.high, 0);
  World alone;
  for (int i = 0; i < 50; ++i) alone.call(1, std::to_string(i), "anna");
  const CallReport of_one = call_report(alone.calls, alone.unique(), World::query(200));
  EXPECT_EQ(lost_income(of_one, 0, value).minor.why, Abstention::no_baseline);
}

// ---- channels

struct Spent {
  std::vector<SpentLine> lines;
  void add(const std::string& source, LocalDate month, std::int64_t minor) {
    lines.push_back({id_of<SourceId>(source), month, minor});
  }
};

ChannelReport report_of(const World& world, const Spent& spent, const ChannelQuery& query) {
  const Milestones milestones = milestones_of(world.columns);
  const auto sources = sources_of(world.columns, world.calls, milestones, query.attribution, {});
  return channel_report(world.columns, world.calls, world.unique(), milestones, sources,
                        spent.lines, query);
}

const ChannelFigures& line_of(const ChannelReport& report, SourceId source) {
  for (const ChannelFigures& line : report.channels)
    if (line.source == source) return line;
  static const ChannelFigures none;
  return none;
}

TEST(Channels, AllCostLinesOfAChannelMakeItsCostAndUnattributedPatientsMakeASpan) {
  World world;
  const LocalDate month = Zone::utc().local(World::instant(0)).date;
  const LocalDate first = month.plus_days(1 - month.day());
  for (int i = 0; i < 6; ++i) world.person("s" + std::to_string(i), i < 4 ? 3 : -1, "search");
  for (int i = 0; i < 2; ++i) world.person("n" + std::to_string(i), 3);
  world.call(1, "1", "anna", "s0", "search");
  Spent spent;
  spent.add("search", first, 30'000);  // LD-14: the agency and the writer
  spent.add("search", first, 10'000);
  const Interval all{Zone::utc().day(first).begin, World::instant(400)};
  const ChannelReport report = report_of(world, spent, {.period = all, .now = World::instant(400)});
  const ChannelFigures& search = line_of(report, id_of<SourceId>("search"));
  EXPECT_EQ(search.spent_minor, 40'000);
  EXPECT_EQ(search.people, 6);
  EXPECT_EQ(search.primaries, 4);
  EXPECT_EQ(search.unique_calls, 1);
  const ChannelFigures& none = report.channels.back();
  EXPECT_TRUE(none.source.is_nil());
  EXPECT_EQ(none.primaries, 2);
  const CostSpan cost = cost_of_one(search.spent_minor, search.primaries, none.primaries);
  ASSERT_TRUE(cost.is_known);
  EXPECT_DOUBLE_EQ(cost.minor, 10'000);
  EXPECT_DOUBLE_EQ(cost.low_minor, 40'000.0 / 6);
  EXPECT_FALSE(cost_of_one(0, 3, 0).is_known);  // PS-24: recommendations cost nothing
  EXPECT_FALSE(cost_of_one(100, 0, 0).is_known);
  EXPECT_EQ(report.total.primaries, 6);
}

// LD-02, LD-23: what each campaign costs and brings, by the number that was called first.
TEST(Channels, ACampaignHasItsCallersItsPatientsAndAVerdict_LD23) {
  World world;
  const auto knee = id_of<CampaignId>("knee"), hip = id_of<CampaignId>("hip"),
             old = id_of<CampaignId>("old");
  for (int i = 0; i < 5; ++i)
    world.person("k" + std::to_string(i), i < 2 ? 3 : -1);  // five calls, two patients (LD-03)
  world.person("both", 4);
  const auto call = [&](double at, const std::string& who, CampaignId campaign) {
    world.call(at, who, "anna", who).campaign = world.calls.campaigns.code(campaign);
  };
  for (int i = 0; i < 5; ++i) call(1, "k" + std::to_string(i), knee);
  call(1, "both", hip);
  call(2, "both", knee);  // his first campaign was another
  const LocalDate today = Zone::utc().local(World::instant(200)).date;
  const LocalDate month = Zone::utc().local(World::instant(0)).date;
  const LocalDate first = month.plus_days(1 - month.day());
  const LocalDate recent = today.plus_days(1 - today.day()).plus_months(-1);
  const std::vector<CampaignSpent> spent{
      {knee, first, 75'000}, {hip, first, 10'000}, {hip, recent, 1}, {old, first, 5}};
  const ChannelQuery query{.period = {Zone::utc().day(first).begin, World::instant(400)},
                           .now = World::instant(200)};
  const Milestones milestones = milestones_of(world.columns);
  const auto report =
      campaign_report(world.columns, world.calls, world.unique(), milestones, spent, query);
  ASSERT_EQ(report.size(), 3U);
  const CampaignFigures& of_knee = report[0];
  EXPECT_EQ(of_knee.campaign, knee);
  EXPECT_EQ(of_knee.figures.spent_minor, 75'000);
  EXPECT_EQ(of_knee.figures.unique_calls, 5);
  EXPECT_EQ(of_knee.figures.primaries, 2);
  EXPECT_DOUBLE_EQ(cost_of_one(75'000, of_knee.figures.unique_calls, 0).minor, 15'000);
  EXPECT_DOUBLE_EQ(cost_of_one(75'000, of_knee.figures.primaries, 0).minor, 37'500);
  EXPECT_EQ(of_knee.verdict, CampaignVerdict::does_not) << "nobody has brought anything";
  EXPECT_EQ(report[1].campaign, hip);
  EXPECT_EQ(report[1].figures.primaries, 1);
  EXPECT_EQ(report[1].verdict, CampaignVerdict::too_early);
  EXPECT_EQ(report[2].campaign, old);
  EXPECT_EQ(
      people_behind(world.columns, world.calls, milestones, query, knee, ChannelPeople::primaries),
      (std::vector{world.rows.at("k0"), world.rows.at("k1")}));
}

TEST(Channels, ACampaignPaysWhenItsPatientsBroughtMoreThanItCost) {
  World world;
  const std::uint32_t row = world.person("anna", 3);
  PatientFacts facts;
  facts.patient.first_seen_at = World::instant(0);
  Charge& charge = facts.charges.emplace_back();
  charge.id = id_of<ChargeId>("charge");
  charge.price_minor = 5'000;
  charge.rendered_at = World::instant(3);
  PatientFunnel funnel;
  Cycle& cycle = funnel.cycles.emplace_back();
  cycle.history.push_back({.at = World::instant(3), .to = FunnelStatus::entry_paid});
  world.columns.replace(row, funnel, facts, {});
  world.call(1, "1", "op", "anna").campaign = world.calls.campaigns.code(id_of<CampaignId>("knee"));
  const LocalDate month = Zone::utc().local(World::instant(0)).date;
  const auto verdict = [&](std::int64_t minor) {
    const std::vector<CampaignSpent> spent{
        {id_of<CampaignId>("knee"), month.plus_days(1 - month.day()), minor}};
    const auto report = campaign_report(
        world.columns, world.calls, world.unique(), milestones_of(world.columns), spent,
        {.period = {World::instant(-40), World::instant(400)}, .now = World::instant(400)});
    EXPECT_EQ(report.at(0).revenue_minor, 5'000);
    return report.at(0).verdict;
  };
  EXPECT_EQ(verdict(4'000), CampaignVerdict::pays);
  EXPECT_EQ(verdict(6'000), CampaignVerdict::does_not);
}

TEST(Channels, TheWayLeadsFromCallsToThoseWhoComeAgainAndThoseWhoAreSent_PS22) {
  World world;
  const auto with_visits = [&](const std::string& name, const std::string& source,
                               std::initializer_list<int> days) {
    const std::uint32_t row = world.person(name, 3, source);
    PatientFacts facts;
    facts.patient.source = source.empty() ? SourceId{} : id_of<SourceId>(source);
    facts.patient.first_seen_at = World::instant(0);
    for (const int at : days) {
      Visit& visit = facts.visits.emplace_back();
      visit.id = id_of<VisitId>(name + std::to_string(at));
      visit.arrived_at = visit.entered_at = World::instant(at);
    }
    PatientFunnel funnel;
    funnel.cycles.emplace_back().history.push_back(
        {.at = World::instant(3), .to = FunnelStatus::entry_paid});
    world.columns.replace(row, funnel, facts, {});
  };
  with_visits("once", "ads", {3, 3});
  with_visits("twice", "friend", {3, 50});
  world.person("sent", -1, "friend", 4);
  world.call(1, "1", "op");
  world.call(90, "2", "op");
  const ChannelQuery query{.period = {World::instant(0), World::instant(30)},
                           .now = World::instant(100)};
  const Milestones milestones = milestones_of(world.columns);
  const auto sources = sources_of(world.columns, world.calls, milestones, Attribution::first, {});
  const std::vector<SourceId> friends{id_of<SourceId>("friend")};
  const WayOfPeriod way =
      way_of_period(world.columns, world.unique(), milestones, sources, friends, query);
  EXPECT_EQ(way.unique_calls, 1);
  EXPECT_EQ(way.first_visits, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(way.again, std::vector<std::uint32_t>{1});
  EXPECT_EQ(way.recommended, (std::vector<std::uint32_t>{1, 2}));
}

TEST(Channels, CohortAndSamePeriodCountDifferentPatients) {
  // LD-03's month: called in one month, became a patient in the next.
  World world;
  world.person("late", 40, "ads", 1);
  world.person("early", 32, "ads", -20);
  const Interval later{World::instant(31), World::instant(62)};
  const auto ads = id_of<SourceId>("ads");
  const ChannelReport cohort = report_of(world, {}, {.period = later, .now = World::instant(100)});
  EXPECT_EQ(line_of(cohort, ads).primaries, 0);
  const ChannelReport same = report_of(
      world, {}, {.period = later, .now = World::instant(100), .count = CountBy::same_period});
  EXPECT_EQ(line_of(same, ads).primaries, 2);
  const ChannelReport first = report_of(
      world, {}, {.period = {World::instant(0), World::instant(31)}, .now = World::instant(100)});
  EXPECT_EQ(line_of(first, ads).primaries, 1);
}

TEST(Channels, AttributionChoosesAmongSeveralSourcesOfOnePatient) {
  World world;
  world.person("anna", 20, "street");
  world.call(5, "1", "op", "anna", "search");
  world.call(9, "1", "op", "anna", "direct");
  world.call(50, "1", "op", "anna", "ads");  // after the visit: brought nobody
  const Milestones milestones = milestones_of(world.columns);
  const std::vector<SourceId> direct{id_of<SourceId>("direct")};
  const auto source = [&](Attribution attribution) {
    return sources_of(world.columns, world.calls, milestones, attribution, direct).at(0);
  };
  EXPECT_EQ(source(Attribution::first), id_of<SourceId>("street"));
  EXPECT_EQ(source(Attribution::last), id_of<SourceId>("direct"));
  EXPECT_EQ(source(Attribution::last_indirect), id_of<SourceId>("search"));
}

TEST(Channels, APartOfAMonthBearsThatPartOfItsCosts) {
  const Zone zone = Zone::utc();
  const SpentLine line{id_of<SourceId>("ads"), *LocalDate::from_ymd(2026, 11, 1), 30'000};
  const auto day_of = [&](int d) { return zone.day(*LocalDate::from_ymd(2026, 11, d)).begin; };
  EXPECT_EQ(share_of_month(line, {day_of(1), day_of(11)}, zone), 10'000);
  EXPECT_EQ(
      share_of_month(line, {day_of(1), zone.day(*LocalDate::from_ymd(2026, 12, 1)).begin}, zone),
      30'000);
  EXPECT_EQ(share_of_month(line, {day_of(11), day_of(11)}, zone), 0);
}

TEST(Channels, OneRiverThatCanDryUpIsSaidOnlyWhenItIsSure) {
  const auto clinic = [](int from_search, int from_ads) {
    World world;
    for (int i = 0; i < from_search; ++i) world.person("s" + std::to_string(i), 3, "search");
    for (int i = 0; i < from_ads; ++i) world.person("a" + std::to_string(i), 3, "ads");
    return concentration_of(
        report_of(world, {},
                  {.period = {World::instant(-1), World::instant(10)}, .now = World::instant(10)}));
  };
  EXPECT_TRUE(clinic(40, 10).is_a_risk);
  EXPECT_FALSE(clinic(14, 10).is_a_risk);  // 58 %, from 39 to 75
  EXPECT_FALSE(clinic(5, 2).share.is_known());
}

TEST(Channels, MonthsOfSpendingBeginWithTheFirstBillAndEndWithTheLastWholeMonth) {
  World world;
  const Zone zone = Zone::utc();
  Spent spent;
  const LocalDate today = zone.local(World::instant(0)).date;
  const LocalDate month = today.plus_days(1 - today.day());
  for (int i = 0; i < 4; ++i) spent.add("ads", month.plus_months(i), 1'000 * (i + 1));
  for (int i = 0; i < 8; ++i)
    world.call(i < 6 ? 35 : 65, std::to_string(i), "op", "", i % 2 == 0 ? "ads" : "search");
  const auto periods =
      spend_periods(world.calls, world.unique(), spent.lines, id_of<SourceId>("ads"), zone,
                    zone.day(month.plus_months(3).plus_days(4)).begin);
  ASSERT_EQ(periods.size(), 3U);
  EXPECT_DOUBLE_EQ(periods[2].spend_minor, 3'000);
  double calls = 0;
  for (const SpendPeriod& period : periods) calls += period.outcomes;
  EXPECT_DOUBLE_EQ(calls, 4);
}

}  // namespace
}  // namespace retour::funnel
