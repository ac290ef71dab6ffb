// Revenue and its structure (FN-01..07, FN-09, DM-03, DM-06), the patients' profile (FN-13, FN-14)
// and completeness (DM-05): against a slow count on random clinics; sums add up to the kopeck.
#include "funnel/finance.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "funnel/months.hpp"
#include "random_clinic_facts.hpp"

namespace retour::funnel {
namespace {

struct Clinic {
  std::vector<PatientFacts> patients;
  std::vector<PatientLines> lines;
  EventColumns columns;
  ServiceLookup services = random_clinic_services();
  Zone zone = *Zone::find("Europe/Moscow");
  Instant now = random_clinic_begin.plus_seconds(random_clinic_days * seconds_of_day);
  std::vector<ValueClass> classes;
};

Clinic random_clinic(std::uint64_t seed, std::size_t patients) {
  SeededRandom random(seed);
  Clinic out;
  out.columns.set_zone(out.zone);
  for (std::uint32_t row = 0; row < patients; ++row) {
    out.patients.push_back(random_facts(random));
    out.lines.push_back(lines_of(out.patients.back(), out.services, out.zone));
    out.columns.replace(row, {}, out.patients.back(), out.services);
  }
  out.classes = value_classes_of(out.columns, out.now);
  return out;
}

std::optional<int> slow_age(const Patient& patient, LocalDate day) {
  if (patient.birth_date) return full_years_between(*patient.birth_date, day);
  if (patient.birth_year_estimated == 0) return std::nullopt;
  return full_years_between(*LocalDate::from_ymd(patient.birth_year_estimated, 7, 1), day);
}

std::string slow_diagnosis(const PatientFacts& facts) {
  std::map<Instant, std::string> said;
  for (const Visit& visit : facts.visits)
    if (!visit.diagnosis.empty()) said[visit.arrived_at] = visit.diagnosis;
  return said.empty() ? "" : said.rbegin()->second;
}

/// The key of a line, by reading the definition aloud.
RevenueKey slow_key(const Clinic& clinic, std::size_t row, const ChargeLine& line, RevenueBy by) {
  const Patient& patient = clinic.patients[row].patient;
  const LocalDate day = clinic.zone.local(line.at).date;
  const auto number = [](auto value) { return RevenueKey{.number = static_cast<int>(value)}; };
  const std::optional<int> age = slow_age(patient, day);
  switch (by) {
    case RevenueBy::total: return {};
    case RevenueBy::month: return number(day.year() * 12 + day.month() - 1);
    case RevenueBy::year: return number(day.year());
    case RevenueBy::branch: return {.id = line.branch};
    case RevenueBy::doctor: return {.id = line.doctor};
    case RevenueBy::service: return {.id = line.service};
    case RevenueBy::specialty: return {.id = line.specialty};
    case RevenueBy::product_type: return number(line.type);
    case RevenueBy::first_or_repeat: return number((line.flags & charge_flag::first_day) == 0);
    case RevenueBy::category: return number(category_in(line.flags));
    case RevenueBy::value_class: return number(clinic.classes[row]);
    case RevenueBy::sex: return number(patient.sex);
    case RevenueBy::source: return {.id = patient.source};
    case RevenueBy::diagnosis: return {.id = diagnosis_key(slow_diagnosis(clinic.patients[row]))};
    case RevenueBy::child_or_adult: return number(!age ? 0 : *age < 18 ? 1 : 2);
    case RevenueBy::age_group: break;
  }
  std::size_t group = 0;
  while (age && group < age_group_begins.size() && *age >= age_group_begins[group]) ++group;
  return number(group);
}

bool slow_takes(const Clinic& clinic, std::size_t row, const ChargeLine& line,
                const RevenueQuery& query) {
  const RevenueFilter& f = query.filter;
  const auto key = [&](RevenueBy by) { return slow_key(clinic, row, line, by); };
  if (line.at < query.period.begin || line.at >= query.period.end) return false;
  if ((line.flags & charge_flag::bonus) != 0) return false;
  if ((line.flags & charge_flag::credit) != 0 && query.credits == Credits::left) return false;
  return (f.branch.is_nil() || line.branch == f.branch) &&
         (f.doctor.is_nil() || line.doctor == f.doctor) &&
         (f.specialty.is_nil() || line.specialty == f.specialty) &&
         (f.service.is_nil() || line.service == f.service) &&
         (f.source.is_nil() || clinic.patients[row].patient.source == f.source) &&
         (f.diagnosis.empty() || slow_diagnosis(clinic.patients[row]) == f.diagnosis) &&
         (!f.product_type || line.type == *f.product_type) &&
         (!f.category || category_in(line.flags) == *f.category) &&
         (!f.sex || clinic.patients[row].patient.sex == *f.sex) &&
         (!f.value_class || clinic.classes[row] == *f.value_class) &&
         (!f.first_or_repeat ||
          key(RevenueBy::first_or_repeat).number == static_cast<int>(*f.first_or_repeat)) &&
         (!f.child_or_adult ||
          key(RevenueBy::child_or_adult).number == static_cast<int>(*f.child_or_adult));
}

struct SlowCell {
  std::int64_t net = 0, charges = 0;
  std::set<std::uint32_t> patients;
  std::set<std::pair<std::uint32_t, std::int32_t>> days;
  void add(const Clinic& clinic, std::uint32_t row, const ChargeLine& line) {
    net += line.net_minor;
    patients.insert(row);
    if ((line.flags & charge_flag::taken_off) != 0) return;
    ++charges;
    days.emplace(row, clinic.zone.local(line.at).date.days);
  }
  [[nodiscard]] RevenueCell cell() const {
    return {net, charges, static_cast<std::int64_t>(days.size()),
            static_cast<std::int64_t>(patients.size())};
  }
};

RevenueQuery random_query(RandomSource& random, const Clinic& clinic) {
  RevenueQuery query;
  query.rows = static_cast<RevenueBy>(random.below(16));
  query.columns = static_cast<RevenueBy>(random.below(16));
  query.period = {random_instant(random), random_instant(random)};
  if (random.below(4) != 0) query.period = {random_clinic_begin, clinic.now};
  query.credits = random.below(3) == 0 ? Credits::left : Credits::taken_off;
  query.classes = clinic.classes;
  RevenueFilter& f = query.filter;
  const auto sometimes = [&] { return random.below(6) == 0; };
  if (sometimes()) f.branch = id_of<BranchId>("branch1");
  if (sometimes()) f.doctor = id_of<StaffId>("doctor2");
  if (sometimes()) f.specialty = id_of<SpecialtyId>("specialty1");
  if (sometimes()) f.service = id_of<ServiceId>("service3");
  if (sometimes()) f.source = id_of<SourceId>("source1");
  if (sometimes()) f.product_type = static_cast<ProductType>(random.below(5));
  if (sometimes()) f.first_or_repeat = static_cast<FirstOrRepeat>(random.below(2));
  if (sometimes()) f.category = static_cast<ProductCategory>(random.below(3));
  if (sometimes()) f.value_class = static_cast<ValueClass>(random.below(4));
  if (sometimes()) f.sex = static_cast<Sex>(random.below(3));
  if (sometimes()) f.child_or_adult = static_cast<ChildOrAdult>(random.below(3));
  if (sometimes()) f.diagnosis = "M17.1";
  if (random.below(30) == 0) f.doctor = id_of<StaffId>("never seen");
  return query;
}

TEST(Revenue, EveryCellEqualsTheSlowCountAndOpensToItsPeople_FN01_FN07) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Clinic clinic = random_clinic(seed, 60);
    SeededRandom random(seed);
    for (int round = 0; round < 6; ++round) {
      const RevenueQuery query = random_query(random, clinic);
      std::map<std::pair<std::pair<int, IdBytes>, std::pair<int, IdBytes>>, SlowCell> slow;
      SlowCell total;
      for (std::uint32_t row = 0; row < clinic.patients.size(); ++row)
        for (const ChargeLine& line : clinic.lines[row].charges) {
          if (!slow_takes(clinic, row, line, query)) continue;
          const RevenueKey a = slow_key(clinic, row, line, query.rows),
                           b = slow_key(clinic, row, line, query.columns);
          slow[{{a.number, a.id}, {b.number, b.id}}].add(clinic, row, line);
          total.add(clinic, row, line);
        }
      const RevenueTable table = revenue_of(clinic.columns, query);
      EXPECT_EQ(table.total, total.cell());
      std::size_t filled = 0;
      std::int64_t rows_sum = 0, columns_sum = 0;
      for (const RevenueCell& cell : table.column_totals) columns_sum += cell.net_minor;
      for (std::size_t r = 0; r < table.rows.size(); ++r) {
        std::int64_t row_sum = 0;
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
          const RevenueCell& cell = table.cell(r, c);
          row_sum += cell.net_minor;
          const auto found = slow.find({{table.rows[r].number, table.rows[r].id},
                                        {table.columns[c].number, table.columns[c].id}});
          if (found == slow.end()) {
            EXPECT_EQ(cell, RevenueCell{});
            continue;
          }
          ++filled;
          EXPECT_EQ(cell, found->second.cell());
          const std::vector<std::uint32_t> people =
              people_behind(clinic.columns, query, table.rows[r], table.columns[c]);
          EXPECT_TRUE(std::ranges::equal(people, found->second.patients));
        }
        EXPECT_EQ(row_sum, table.row_totals[r].net_minor);
        rows_sum += row_sum;
        EXPECT_EQ(people_behind(clinic.columns, query, table.rows[r], {}).size(),
                  static_cast<std::size_t>(table.row_totals[r].patients));
      }
      EXPECT_EQ(filled, slow.size());
      EXPECT_EQ(rows_sum, table.total.net_minor) << "to the kopeck";
      EXPECT_EQ(columns_sum, table.total.net_minor);
    }
  }
}

TEST(Revenue, WhatIsAttributedToNobodyIsTheLastRow_FN01) {
  const Clinic clinic = random_clinic(7, 80);
  RevenueQuery query{.period = {random_clinic_begin, clinic.now}, .rows = RevenueBy::doctor};
  const RevenueTable table = revenue_of(clinic.columns, query);
  ASSERT_EQ(table.rows.size(), 5U);
  EXPECT_TRUE(table.rows.back().id.is_nil());
  for (std::size_t r = 1; r + 1 < table.rows.size(); ++r)
    EXPECT_GE(table.row_totals[r - 1].net_minor, table.row_totals[r].net_minor);
  EXPECT_GT(table.row_totals.back().net_minor, 0);
  query.columns = RevenueBy::month;
  const RevenueTable months = revenue_of(clinic.columns, query);
  for (std::size_t c = 1; c < months.columns.size(); ++c)
    EXPECT_EQ(months.columns[c].number, months.columns[c - 1].number + 1) << "no gap (FN-06)";
  EXPECT_TRUE(people_behind(clinic.columns, query, {}, RevenueKey{.number = 12}).empty());
  EXPECT_TRUE(people_behind(clinic.columns, query, {},
                            RevenueKey{.number = months.columns.front().number - 1})
                  .empty())
      << "the month before the first one is not all of them";
}

TEST(Revenue, ARefundIsANegativeLineOnItsDay_FN06) {
  PatientFacts facts;
  Charge& charge = facts.charges.emplace_back();
  charge.id = id_of<ChargeId>("x");
  charge.price_minor = 900;
  charge.rendered_at = Instant{1'696'000'000};  // September 2023
  Refund& refund = facts.refunds.emplace_back();
  refund.charge = charge.id;
  refund.amount_minor = 400;
  refund.refunded_at = Instant{1'700'000'000};  // November
  EventColumns columns;
  columns.replace(0, {}, facts, {});
  RevenueQuery query{.period = {Instant{0}, Instant{2'000'000'000}}, .rows = RevenueBy::month};
  RevenueTable table = revenue_of(columns, query);
  ASSERT_EQ(table.rows.size(), 3U) << "October between them, empty";
  EXPECT_EQ(table.row_totals[0], (RevenueCell{900, 1, 1, 1}));
  EXPECT_EQ(table.row_totals[1], RevenueCell{});
  EXPECT_EQ(table.row_totals[2], (RevenueCell{-400, 0, 0, 1}));
  EXPECT_EQ(table.total, (RevenueCell{500, 1, 1, 1}));
  query.credits = Credits::left;
  table = revenue_of(columns, query);
  EXPECT_EQ(table.total, (RevenueCell{900, 1, 1, 1}));
}

TEST(Revenue, AverageTicketRoundsToTheNearest_FN09) {
  EXPECT_EQ(average_minor(10, 4), 3);
  EXPECT_EQ(average_minor(9, 4), 2);
  EXPECT_EQ(average_minor(-10, 4), -3);
  EXPECT_EQ(average_minor(10, 0), std::nullopt);
}

TEST(Revenue, ClassesFollowWhatEachPatientBrought_FN03_DM06) {
  const Clinic clinic = random_clinic(3, 100);
  std::vector<std::int64_t> values;
  for (const PatientLines& lines : clinic.lines) {
    std::int64_t sum = 0;
    for (const ChargeLine& line : lines.charges) sum += line.net_minor;
    values.push_back(sum);
  }
  EXPECT_EQ(clinic.classes, value_classes(values)) << "bonuses and refunds taken off";
}

TEST(Purchases, AreThoseOfTheLinesByLocalDay_DR01) {
  const Clinic clinic = random_clinic(5, 60);
  const std::vector<Purchase> purchases = purchases_of(clinic.columns, clinic.now);
  std::size_t i = 0;
  for (std::uint32_t row = 0; row < clinic.lines.size(); ++row)
    for (const ChargeLine& line : clinic.lines[row].charges) {
      ASSERT_LT(i, purchases.size());
      EXPECT_EQ(purchases[i].patient, row);
      EXPECT_EQ(purchases[i].day, clinic.zone.local(line.at).date.days);
      EXPECT_EQ(purchases[i].net_minor, line.net_minor);
      ++i;
    }
  EXPECT_EQ(i, purchases.size());
  EXPECT_FALSE(values_of(purchases, 30'000).empty());
}

TEST(Months, EqualTheZonesOwnDates) {
  for (const char* name : {"Europe/Moscow", "America/New_York", "Asia/Kamchatka"}) {
    const std::optional<Zone> zone = Zone::find(name);
    ASSERT_TRUE(zone) << name;
    const Months months(*zone, 26'297'280, 28'000'000);
    SeededRandom random(11);
    for (int i = 0; i < 20'000; ++i) {
      const auto minute = static_cast<EventMinute>(26'297'280 + random.below(1'700'000));
      const LocalDate day = zone->local(Instant{std::int64_t{minute} * 60}).date;
      ASSERT_EQ(months.number(months.index_of(minute)), month_number(day)) << name << minute;
      const std::int32_t off = months.day_of(minute) - day.days;
      ASSERT_LE(off < 0 ? -off : off, 1) << name << " " << minute;
    }
  }
  EXPECT_EQ(first_day_of(month_number(*LocalDate::from_ymd(2024, 2, 29))),
            LocalDate::from_ymd(2024, 2, 1));
}

// ---------------------------------------------------------------- profile and completeness

TEST(Profile, EqualsTheSlowCountAndOpensToItsPeople_FN13_FN14) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Clinic clinic = random_clinic(seed, 120);
    SeededRandom random(seed);
    ProfileQuery query{.whom = static_cast<ProfileOf>(random.below(3)),
                       .period = {random_clinic_begin, random_instant(random)},
                       .now = clinic.now};
    if (random.below(2) != 0) query.doctor = id_of<StaffId>("doctor1");
    if (random.below(3) == 0) query.branch = id_of<BranchId>("branch2");
    const LocalDate today = Zone::utc().local(query.now).date;
    std::map<std::pair<Sex, std::size_t>, std::vector<std::uint32_t>> slow;
    std::int64_t patients = 0, children = 0;
    for (std::uint32_t row = 0; row < clinic.patients.size(); ++row) {
      const auto wanted = [&](Instant at, BranchId branch, StaffId doctor) {
        return query.period.contains(at) && (query.branch.is_nil() || branch == query.branch) &&
               (query.doctor.is_nil() || doctor == query.doctor);
      };
      bool is_in = query.whom == ProfileOf::everybody;
      for (const VisitLine& line : clinic.lines[row].visits)
        is_in =
            is_in || (query.whom == ProfileOf::visited && (line.flags & visit_flag::no_show) == 0 &&
                      wanted(line.at, line.branch, line.doctor));
      for (const ChargeLine& line : clinic.lines[row].charges)
        is_in =
            is_in || (query.whom == ProfileOf::paid && (line.flags & charge_flag::taken_off) == 0 &&
                      wanted(line.at, line.branch, line.doctor));
      if (!is_in) continue;
      const Patient& patient = clinic.patients[row].patient;
      const std::optional<int> age = slow_age(patient, today);
      ++patients;
      children += age && *age < 18 ? 1 : 0;
      slow[{patient.sex, age ? std::min<std::size_t>(static_cast<std::size_t>(*age) / 5, 18) : 19}]
          .push_back(row);
    }
    const Profile profile = profile_of(clinic.columns, query);
    EXPECT_EQ(profile.patients, patients);
    EXPECT_EQ(profile.children, children);
    for (const Sex sex : {Sex::unknown, Sex::female, Sex::male})
      for (std::size_t band = 0; band <= age_bands; ++band) {
        const auto s = static_cast<std::size_t>(sex);
        EXPECT_EQ(band == age_bands ? profile.age_unknown[s] : profile.bands[s][band],
                  static_cast<std::int64_t>(slow[{sex, band}].size()));
        EXPECT_EQ(people_behind(clinic.columns, query, ProfileCell{.sex = sex, .band = band}),
                  (slow[{sex, band}]));
      }
    query.doctor = id_of<StaffId>("never seen");
    if (query.whom != ProfileOf::everybody) {
      EXPECT_EQ(profile_of(clinic.columns, query).patients, 0);
    }
  }
}

TEST(Profile, FrequencyCountsVisitsThatTookPlace_DM08) {
  const Clinic clinic = random_clinic(2, 150);
  const Interval period{random_clinic_begin.plus_seconds(100 * seconds_of_day),
                        random_clinic_begin.plus_seconds(500 * seconds_of_day)};
  std::array<std::int64_t, 8> slow{};
  std::int64_t all = 0;
  for (const PatientLines& lines : clinic.lines) {
    std::size_t count = 0;
    for (const VisitLine& line : lines.visits)
      count += (line.flags & visit_flag::no_show) == 0 && period.contains(line.at) ? 1 : 0;
    all += static_cast<std::int64_t>(count);
    if (count > 0) ++slow[std::min<std::size_t>(count, 8) - 1];
  }
  const VisitFrequency frequency = visit_frequency(clinic.columns, period);
  EXPECT_EQ(frequency.patients, slow);
  EXPECT_EQ(frequency.visits, all);
  EXPECT_GT(all, 0);
}

TEST(Profile, FrequencyOfABranchAndSourceOpensItsPeople_DM08) {
  Clinic clinic = random_clinic(6, 200);
  clinic.columns.remove(5);
  const ProfileQuery query{.period = {random_clinic_begin, clinic.now},
                           .now = clinic.now,
                           .branch = id_of<BranchId>("branch1"),
                           .source = id_of<SourceId>("source1")};
  std::array<std::vector<std::uint32_t>, 8> slow;
  for (std::uint32_t row = 0; row < clinic.lines.size(); ++row) {
    std::size_t count = 0;
    for (const VisitLine& line : clinic.lines[row].visits)
      count += (line.flags & visit_flag::no_show) == 0 && query.period.contains(line.at) &&
                       line.branch == query.branch
                   ? 1
                   : 0;
    if (row != 5 && count > 0 && clinic.patients[row].patient.source == query.source)
      slow[std::min<std::size_t>(count, 8) - 1].push_back(row);
  }
  ASSERT_FALSE(slow[0].empty());
  const VisitFrequency frequency = visit_frequency(clinic.columns, query);
  for (std::size_t i = 0; i < slow.size(); ++i) {
    EXPECT_EQ(frequency.patients[i], std::ssize(slow[i]));
    EXPECT_EQ(people_behind(clinic.columns, query, i), slow[i]);
  }
  ProfileQuery nobody = query;
  nobody.source = id_of<SourceId>("never heard of");
  EXPECT_EQ(visit_frequency(clinic.columns, nobody).visits, 0);
  ProfileQuery visited = query;
  visited.whom = ProfileOf::visited;
  EXPECT_EQ(profile_of(clinic.columns, visited).patients,
            std::ranges::fold_left(frequency.patients, std::int64_t{0}, std::plus{}))
      << "the same people, whoever counts them";
}

TEST(Completeness, CountsWhatIsRecordedAndListsWhoLacksIt_DM05) {
  Clinic clinic = random_clinic(4, 200);
  const Interval period{random_clinic_begin, clinic.now};
  clinic.columns.remove(3);
  const Completeness found = completeness_of(clinic.columns, period);
  const auto item = [&](Recorded what) { return found.items[static_cast<std::size_t>(what)]; };
  EXPECT_EQ(item(Recorded::sex).all, 199) << "an erased row is nobody's";
  std::int64_t sex = 0, outcome = 0, visits = 0, typed = 0, charges = 0;
  std::set<std::uint32_t> untyped;
  for (std::uint32_t row = 0; row < clinic.patients.size(); ++row) {
    if (row == 3) continue;
    sex += clinic.patients[row].patient.sex != Sex::unknown ? 1 : 0;
    for (const Visit& visit : clinic.patients[row].visits) {
      if (!period.contains(visit.arrived_at)) continue;
      ++visits;
      outcome += visit.outcome != VisitOutcome::none ? 1 : 0;
    }
    for (const Charge& charge : clinic.patients[row].charges) {
      if (charge.voided_at.seconds != 0 || !period.contains(charge.rendered_at)) continue;
      ++charges;
      const bool is_typed = clinic.services.service(charge.service).type != ProductType::untyped;
      typed += is_typed ? 1 : 0;
      if (!is_typed) untyped.insert(row);
    }
  }
  EXPECT_EQ(item(Recorded::sex).known, sex);
  EXPECT_EQ(item(Recorded::outcome).known, outcome);
  EXPECT_EQ(item(Recorded::outcome).all, visits);
  EXPECT_EQ(item(Recorded::product_type).known, typed);
  EXPECT_EQ(item(Recorded::product_type).all, charges);
  EXPECT_TRUE(
      std::ranges::equal(people_without(clinic.columns, period, Recorded::product_type), untyped));
  for (std::size_t i = 0; i < recorded_count; ++i) {
    EXPECT_LE(found.items[i].known, found.items[i].all);
    EXPECT_EQ(people_without(clinic.columns, period, static_cast<Recorded>(i)).empty(),
              found.items[i].known == found.items[i].all);
  }
}

}  // namespace
}  // namespace retour::funnel
