// Months of the first visit's price (PR-01..06): against a count that reads the definition aloud,
// and a clinic that never changed a price, whatever its discounts and whoever comes to whom.
#include "funnel/price_history.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "random_clinic_facts.hpp"

namespace retour::funnel {
namespace {

struct Clinic {
  EventColumns columns;
  std::vector<PatientLines> lines;
  std::vector<SpentLine> costs;
  Zone zone = *Zone::find("Europe/Moscow");
  Instant now = random_clinic_begin.plus_seconds(random_clinic_days * seconds_of_day);
};

Clinic random_clinic(std::uint64_t seed, std::size_t patients) {
  SeededRandom random(seed);
  Clinic out;
  const ServiceLookup services = random_clinic_services();
  out.columns.set_zone(out.zone);
  for (std::uint32_t row = 0; row < patients; ++row) {
    const PatientFacts facts = random_facts(random);
    out.lines.push_back(lines_of(facts, services, out.zone));
    out.columns.replace(row, {}, facts, services);
  }
  for (int i = 0; i < 60; ++i)
    out.costs.push_back({.source = some_id<SourceId>(random, "source", 3),
                         .month = *LocalDate::from_ymd(2023 + i / 24, 1 + i % 12, 1),
                         .amount_minor = static_cast<std::int64_t>(random.below(900'000))});
  return out;
}

struct SlowPatient {
  std::uint32_t row = 0;
  MonthNumber month = 0;
  std::int64_t day_minor = 0, year_minor = 0;
  bool is_known = false, came_once = true;
  std::vector<std::pair<IdBytes, std::int64_t>> entries = {};
};

std::optional<SlowPatient> slow_first(const Clinic& clinic, std::uint32_t row, SpecialtyId wanted) {
  const auto day_of = [&](const ChargeLine& line) { return clinic.zone.local(line.at).date; };
  const ChargeLine* first = nullptr;
  for (const ChargeLine& line : clinic.lines[row].charges)
    if (line.at <= clinic.now && (line.flags & charge_flag::taken_off) == 0 &&
        (wanted.is_nil() || line.specialty == wanted) && first == nullptr)
      first = &line;
  if (first == nullptr) return std::nullopt;
  if (wanted.is_nil() && (first->flags & charge_flag::first_day) == 0) return std::nullopt;
  const LocalDate day = day_of(*first);
  SlowPatient out{.row = row, .month = month_number(day)};
  const LocalDate today = clinic.zone.local(clinic.now).date;
  if (out.month >= month_number(today)) return std::nullopt;
  out.is_known = today.days - day.days >= 365;
  for (const ChargeLine& line : clinic.lines[row].charges) {
    const std::int32_t since = day_of(line).days - day.days;
    if (line.at > clinic.now || since < 0 || since >= 365) continue;
    const bool is_charge = (line.flags & charge_flag::taken_off) == 0;
    out.year_minor += line.net_minor;
    out.day_minor += since == 0 ? line.net_minor : 0;
    if (since > 0 && is_charge) out.came_once = false;
    if (since == 0 && is_charge && line.type == ProductType::entry &&
        (wanted.is_nil() || line.specialty == wanted))
      out.entries.emplace_back(line.service.bytes, line.net_minor);
  }
  if (out.entries.empty()) return std::nullopt;
  return out;
}

/// The basket of one month, looked up anew for each service.
double slow_price(const std::vector<SlowPatient>& all, MonthNumber month) {
  std::map<IdBytes, std::map<MonthNumber, std::vector<std::int64_t>>> paid;
  std::map<IdBytes, double> asked;
  double sum = 0, weights = 0;
  for (const SlowPatient& one : all)
    for (const auto& [service, minor] : one.entries) {
      paid[service][one.month].push_back(minor);
      asked[service] += 1;
    }
  for (const auto& [service, by_month] : paid) {
    // Months are put together until they have five receipts; what is left over joins the last.
    std::vector<std::pair<MonthNumber, std::vector<std::int64_t>>> blocks;
    for (const auto& [when, minors] : by_month) {
      if (blocks.empty() || blocks.back().second.size() >= 5) blocks.push_back({when, {}});
      for (const std::int64_t minor : minors) blocks.back().second.push_back(minor);
    }
    if (blocks.size() > 1 && blocks.back().second.size() < 5) {
      for (const std::int64_t minor : blocks.back().second)
        blocks[blocks.size() - 2].second.push_back(minor);
      blocks.pop_back();
    }
    std::vector<std::int64_t> shown = blocks.front().second;
    for (const auto& [when, minors] : blocks)
      if (when <= month) shown = minors;
    std::ranges::sort(shown);
    sum += asked[service] * static_cast<double>(shown[(shown.size() - 1) / 2]);
    weights += asked[service];
  }
  return sum / weights;
}

TEST(PriceHistory, EqualsTheSlowCount_PR01) {
  for (const SpecialtyId wanted : {SpecialtyId{}, id_of<SpecialtyId>("specialty1")}) {
    const Clinic clinic = random_clinic(11, 1500);
    std::vector<SlowPatient> slow;
    for (std::uint32_t row = 0; row < clinic.lines.size(); ++row)
      if (const auto one = slow_first(clinic, row, wanted)) slow.push_back(*one);
    ASSERT_GT(slow.size(), 30u);
    const PriceHistory found =
        price_history(clinic.columns, clinic.costs, {.specialty = wanted, .now = clinic.now});
    ASSERT_EQ(found.patients.size(), slow.size());
    std::map<MonthNumber, std::int64_t> visits;
    for (std::size_t i = 0; i < slow.size(); ++i) {
      const FirstPatient& one = found.patients[i];
      EXPECT_EQ(one.row, slow[i].row);
      EXPECT_EQ(found.months[one.month].month, slow[i].month) << i;
      EXPECT_EQ(one.is_known_a_year, slow[i].is_known) << i;
      EXPECT_EQ(one.came_once, slow[i].came_once) << i;
      EXPECT_EQ(one.first_day_minor, slow[i].day_minor) << i;
      EXPECT_EQ(one.first_year_minor, slow[i].year_minor) << i;
      ++visits[slow[i].month];
    }
    EXPECT_EQ(found.months.front().month, visits.begin()->first);
    EXPECT_EQ(found.months.back().month, month_number(clinic.zone.local(clinic.now).date) - 1);
    for (std::size_t i = 0; i < found.months.size(); ++i) {
      const PriceMonth& one = found.months[i];
      EXPECT_EQ(one.month, found.months.front().month + static_cast<int>(i));
      EXPECT_EQ(one.first_visits, visits[one.month]);
      EXPECT_NEAR(one.price_minor, slow_price(slow, one.month), 1e-6) << i;
      std::int64_t spent = 0;
      for (const SpentLine& line : clinic.costs)
        if (!line.source.is_nil() && month_number(line.month) == one.month)
          spent += line.amount_minor;
      EXPECT_EQ(one.advertising_minor, spent);
      EXPECT_EQ(std::ssize(people_of_month(found, i)), one.first_visits);
    }
    EXPECT_EQ(people_of_month(found, {}).size(), slow.size());
  }
}

TEST(PriceHistory, TheFirstYearIsOfThoseWhoCameAtThePrice_PR03_PR04) {
  const Clinic clinic = random_clinic(12, 3000);
  const PriceHistory history = price_history(clinic.columns, {}, {.now = clinic.now});
  std::vector<double> prices;
  for (const PriceMonth& one : history.months) prices.push_back(one.price_minor);
  std::ranges::sort(prices);
  const double middle = prices[prices.size() / 2];
  for (const auto& [low, high] : {std::pair{0.0, 1e12}, {0.0, middle}, {middle + 0.5, 1e12}}) {
    std::int64_t n = 0, once = 0, year = 0, day = 0;
    for (const FirstPatient& one : history.patients) {
      const double price = history.months[one.month].price_minor;
      if (!one.is_known_a_year || price < low || price > high) continue;
      ++n;
      once += one.came_once;
      year += one.first_year_minor;
      day += one.first_day_minor;
    }
    const FirstYear found = first_year_of(history, low, high);
    EXPECT_EQ(found.value.n, n);
    EXPECT_EQ(found.year_minor, year);
    EXPECT_EQ(found.day_minor, day);
    ASSERT_GE(n, first_year_patients_min);
    EXPECT_NEAR(found.value.value, static_cast<double>(year) / static_cast<double>(n), 1e-6);
    EXPECT_NEAR(found.once.value, static_cast<double>(once) / static_cast<double>(n), 1e-12);
    EXPECT_LT(found.once.low, found.once.value);
  }
  const FirstYear nobody = first_year_of(history, 1e12, 2e12);
  EXPECT_EQ(nobody.value.why, Abstention::too_few);
  EXPECT_EQ(nobody.once.needed, first_year_patients_min);
}

/// 30 months of two doctors, one twice as dear, whose shares of first visits change all the time;
/// every fifth patient has a discount.
EventColumns clinic_with(double change_at_month_15) {
  EventColumns columns;
  ServiceLookup services;
  for (const char* name : {"cheap", "dear"})
    services.set_service(id_of<ServiceId>(name), {.type = ProductType::entry});
  std::uint32_t row = 0;
  for (int month = 0; month < 30; ++month)
    for (int i = 0; i < 40; ++i) {
      const bool is_dear = i % 4 < month % 4;
      const double change = month < 15 ? 1 : change_at_month_15;
      PatientFacts facts;
      Charge& charge = facts.charges.emplace_back();
      charge.service = id_of<ServiceId>(is_dear ? "dear" : "cheap");
      charge.rendered_at = Instant{1'700'000'000 + (month * 30 + i % 28) * seconds_of_day};
      charge.price_minor = static_cast<std::int64_t>((is_dear ? 400'000 : 200'000) * change);
      charge.discount_minor = i % 5 == 0 ? charge.price_minor / 2 : 0;
      columns.replace(row++, {}, facts, services);
    }
  return columns;
}

TEST(PriceHistory, AConstantPriceStaysOneWhateverIsBoughtAndAbstains_PR01) {
  const Instant now{1'700'000'000 + 31 * 30 * seconds_of_day};
  const PriceHistory same = price_history(clinic_with(1), {}, {.now = now});
  ASSERT_GE(same.months.size(), 28u);
  for (const PriceMonth& one : same.months)
    EXPECT_DOUBLE_EQ(one.price_minor, same.months.front().price_minor);
  EXPECT_EQ(price_elasticity(periods_of(same)).why, Abstention::no_variation);
  const PriceHistory dearer = price_history(clinic_with(1.5), {}, {.now = now});
  EXPECT_NEAR(dearer.months.back().price_minor, 1.5 * dearer.months.front().price_minor, 1);
  EXPECT_NE(price_elasticity(periods_of(dearer)).why, Abstention::no_variation);
}

TEST(PriceHistory, LevelsHoldEveryMonthOnceAndItsPeople_PR03) {
  const Clinic clinic = random_clinic(13, 2000);
  const PriceHistory history = price_history(clinic.columns, {}, {.now = clinic.now});
  const std::vector<PriceLevel> levels = price_levels(history);
  std::int64_t months = 0, visits = 0;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    months += levels[i].months;
    visits += levels[i].first_visits;
    EXPECT_LE(levels[i].high_minor, levels[i].low_minor * 1.03 + 1e-9);
    EXPECT_EQ(std::ssize(people_of_level(history, levels[i])), levels[i].first_visits);
    if (i > 0) EXPECT_GT(levels[i].low_minor, levels[i - 1].high_minor);
  }
  EXPECT_GT(levels.size(), 2u);
  EXPECT_EQ(months, std::ssize(history.months));
  EXPECT_EQ(visits, std::ssize(history.patients));
}

TEST(PriceHistory, AFreeMonthIsNoPeriodAndAnEmptyClinicHasNone) {
  PriceHistory history;
  history.months = {{.month = 24'300, .price_minor = 150'000, .first_visits = 3},
                    {.month = 24'301, .price_minor = 0, .first_visits = 9}};
  const std::vector<PricePeriod> periods = periods_of(history);
  ASSERT_EQ(periods.size(), 1u);
  EXPECT_EQ(periods[0].month, 24'300 % 12 + 1);
  EXPECT_TRUE(price_history({}, {}, {.now = Instant{1'700'000'000}}).months.empty());
}

TEST(PriceHistory, ALowerPricePaysBackThroughTheYearOrNot_PR04) {
  const Estimate elastic{.value = -2, .low = -2.5, .high = -1.5, .n = 30};
  // 10 % off 1 000 of 10 000 a year: 23 % more people, each bringing 1 % less.
  const Estimate more = value_at_price(elastic, 100'000, 90'000, 1'000'000);
  EXPECT_NEAR(more.value, std::pow(0.9, -2) * 0.99, 1e-9);
  EXPECT_LT(more.low, more.value);
  EXPECT_GT(more.low, 1);
  // When nothing follows the first visit, less than one for one is a loss.
  const Estimate stiff{.value = -0.5, .low = -0.7, .high = -0.3, .n = 30};
  EXPECT_LT(value_at_price(stiff, 100'000, 90'000, 100'000).high, 1);
  const Estimate unknown = abstained(Abstention::no_variation, 30);
  EXPECT_EQ(value_at_price(unknown, 100'000, 90'000, 1'000'000).why, Abstention::no_variation);
}

TEST(PriceHistory, WhatWasSeenAtAPriceSpeaksBeforeAnyAssumption_PR03_PR04) {
  const Estimate visits{.value = 1.2, .low = 1.1, .high = 1.3, .n = 30};
  const FirstYear cheap{.value = {.value = 300, .low = 250, .high = 350, .n = 90}};
  const FirstYear dear{.value = {.value = 1000, .low = 900, .high = 1100, .n = 60}};
  const Estimate less = value_as_seen(visits, cheap, dear);
  EXPECT_NEAR(less.value, 0.36, 1e-12) << "more people, and less money";
  EXPECT_NEAR(less.low, 1.1 * 250 / 1100, 1e-12);
  EXPECT_NEAR(less.high, 1.3 * 350 / 900, 1e-12);
  const FirstYear few{.value = abstained(Abstention::too_few, 3, 30)};
  EXPECT_EQ(value_as_seen(visits, few, dear).why, Abstention::too_few);
  EXPECT_EQ(value_as_seen(abstained(Abstention::confounded, 30), cheap, dear).why,
            Abstention::confounded);
}

}  // namespace
}  // namespace retour::funnel
