// Cohorts by month (PS-12) and returns (RT-01): against a slow count on random histories; what is
// not over says so (IM-13, IM-14).
#include "funnel/cohorts.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "funnel/months.hpp"
#include "random_histories.hpp"

namespace retour::funnel {
namespace {

struct Clinic {
  std::vector<PatientFunnel> histories;
  std::vector<PatientFacts> patients;
  std::vector<PatientLines> lines;
  EventColumns columns;
  Zone zone = *Zone::find("Europe/Moscow");
};

Clinic random_clinic(std::uint64_t seed, std::size_t patients) {
  SeededRandom random(seed);
  Clinic out;
  out.columns.set_zone(out.zone);
  for (std::uint32_t row = 0; row < patients; ++row) {
    out.histories.push_back(random_history(random));
    out.patients.push_back(random_facts(random));
    out.lines.push_back(lines_of(out.patients.back(), random_clinic_services(), out.zone));
    out.columns.replace(row, out.histories.back(), out.patients.back(), random_clinic_services());
  }
  return out;
}

struct SlowEntry {
  std::uint32_t row = 0;
  Instant entered;
  std::optional<Instant> reached;
};

Instant whole_minute(Instant at) {
  return Instant{at.seconds / 60 * 60};
}

/// Entries of one person or of one of his cycles, by reading the definition aloud.
std::optional<SlowEntry> slow_entry(const std::vector<Cycle>& cycles, const CohortQuery& query) {
  struct Event {
    Instant at;
    std::size_t cycle, place;
    const StatusChange* change;
  };
  std::vector<Event> events;
  for (std::size_t c = 0; c < cycles.size(); ++c) {
    if (!query.specialty.is_nil() && cycles[c].specialty != query.specialty) continue;
    if (!query.source.is_nil() && cycles[c].source != query.source) continue;
    for (std::size_t e = 0; e < cycles[c].history.size(); ++e) {
      const StatusChange& change = cycles[c].history[e];
      if (change.presumed && query.presumed == Presumed::left_out) continue;
      events.push_back({whole_minute(change.at), c, e, &change});
    }
  }
  const Event* entry = nullptr;
  for (const Event& event : events)
    if (event.change->to == query.from && (entry == nullptr || event.at < entry->at))
      entry = &event;
  if (entry == nullptr) return std::nullopt;
  if (!query.branch.is_nil() && entry->change->branch != query.branch) return std::nullopt;
  if (!query.doctor.is_nil() && entry->change->doctor != query.doctor) return std::nullopt;
  SlowEntry out{.row = 0, .entered = entry->at, .reached = {}};
  for (const Event& event : events) {
    const bool is_after =
        event.cycle == entry->cycle ? event.place > entry->place : event.at >= entry->at;
    const bool is_target =
        query.reach == Reach::exactly ? event.change->to == query.to : event.change->to >= query.to;
    if (is_after && is_target && (!out.reached || event.at < *out.reached)) out.reached = event.at;
  }
  return out;
}

std::optional<SlowEntry> slow_return(const Clinic& clinic, std::size_t row,
                                     const ReturnCohortQuery& query) {
  if (!query.source.is_nil() && clinic.patients[row].patient.source != query.source) return {};
  std::optional<SlowEntry> out;
  for (const VisitLine& visit : clinic.lines[row].visits) {
    if ((visit.flags & visit_flag::no_show) != 0) continue;
    if (!query.specialty.is_nil() && visit.specialty != query.specialty) continue;
    if (!out) {
      if (!query.doctor.is_nil() && visit.doctor != query.doctor) return {};
      if (!query.branch.is_nil() && visit.branch != query.branch) return {};
      out = SlowEntry{.row = 0, .entered = whole_minute(visit.at), .reached = {}};
    } else if (!out->reached &&
               clinic.zone.local(visit.at).date != clinic.zone.local(out->entered).date) {
      out->reached = whole_minute(visit.at);
    }
  }
  return out;
}

/// Checks every cell of a table, and who is behind it, against entries.
template <class Query>
void expect_equal(const Clinic& clinic, const Query& query, const std::vector<SlowEntry>& all) {
  const auto month_of = [&](Instant at) { return month_number(clinic.zone.local(at).date); };
  std::map<MonthNumber, std::vector<SlowEntry>> cohorts;
  for (const SlowEntry& entry : all)
    if (query.period.contains(entry.entered) && entry.entered <= query.now)
      cohorts[month_of(entry.entered)].push_back(entry);
  const CohortTable table = cohorts_of(clinic.columns, query);
  ASSERT_EQ(table.cohorts.empty(), cohorts.empty());
  if (cohorts.empty()) return;
  EXPECT_EQ(table.cohorts.size(),
            static_cast<std::size_t>(cohorts.rbegin()->first - cohorts.begin()->first) + 1);
  std::map<std::size_t, std::pair<std::int64_t, std::int64_t>> totals;
  for (const Cohort& cohort : table.cohorts) {
    const MonthNumber month = month_number(cohort.month);
    const std::vector<SlowEntry>& entries = cohorts[month];
    EXPECT_EQ(cohort.size, static_cast<std::int64_t>(entries.size()));
    const MonthNumber last = std::min(month_of(query.now), month + query.months);
    ASSERT_EQ(cohort.cells.size(), static_cast<std::size_t>(last - month) + 1);
    for (std::size_t k = 0; k < cohort.cells.size(); ++k) {
      std::int64_t reached = 0;
      std::set<std::uint32_t> yes, no;
      for (const SlowEntry& entry : entries) {
        const bool has = entry.reached && *entry.reached <= query.now &&
                         month_of(*entry.reached) <= month + static_cast<MonthNumber>(k);
        reached += has ? 1 : 0;
        (has ? yes : no).insert(entry.row);
      }
      const CohortCell& cell = cohort.cells[k];
      EXPECT_EQ(cell.reached, reached);
      const LocalDate next = first_day_of(month + static_cast<MonthNumber>(k) + 1);
      EXPECT_EQ(cell.is_over, clinic.zone.day(next).begin <= query.now);
      EXPECT_LE(cell.share_95.low, cell.share() + 1e-12);
      EXPECT_GE(cell.share_95.high, cell.share() - 1e-12);
      if (cell.is_over) {
        totals[k].first += reached;
        totals[k].second += cohort.size;
      }
      CohortPeople which{.month = cohort.month, .months_since = static_cast<std::int32_t>(k)};
      EXPECT_TRUE(std::ranges::equal(people_behind(clinic.columns, query, which), yes));
      which.reached = false;
      EXPECT_TRUE(std::ranges::equal(people_behind(clinic.columns, query, which), no));
    }
  }
  for (std::size_t k = 0; k < table.total.size(); ++k) {
    EXPECT_EQ(table.total[k].reached, totals[k].first);
    EXPECT_EQ(table.total[k].size, totals[k].second);
  }
}

TEST(Cohorts, EveryCellEqualsTheSlowCountAndOpensToItsPeople_PS12) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Clinic clinic = random_clinic(seed, 60);
    SeededRandom random(seed);
    for (int round = 0; round < 4; ++round) {
      CohortQuery query;
      query.from = static_cast<FunnelStatus>(1 + random.below(5));
      query.to = static_cast<FunnelStatus>(2 + random.below(6));
      query.reach = random.below(2) ? Reach::exactly : Reach::at_least;
      query.mode = random.below(2) ? CountMode::people : CountMode::cycles;
      query.presumed = random.below(2) ? Presumed::counted : Presumed::left_out;
      query.period = {whole_minute(random_instant(random)), whole_minute(random_instant(random))};
      if (random.below(2)) query.period.begin = random_clinic_begin;
      query.now = whole_minute(random_instant(random).plus_seconds(200 * seconds_of_day));
      query.months = static_cast<std::int32_t>(random.below(15));
      if (random.below(3) == 0) query.specialty = id_of<SpecialtyId>("specialty1");
      if (random.below(3) == 0) query.source = id_of<SourceId>("source1");
      if (random.below(3) == 0) query.branch = id_of<BranchId>("branch1");
      if (random.below(4) == 0) query.doctor = id_of<StaffId>("doctor1");
      std::vector<SlowEntry> entries;
      for (std::uint32_t row = 0; row < clinic.histories.size(); ++row) {
        const std::vector<Cycle>& cycles = clinic.histories[row].cycles;
        const std::size_t groups = query.mode == CountMode::people ? 1 : cycles.size();
        for (std::size_t g = 0; g < groups; ++g) {
          std::optional<SlowEntry> entry = slow_entry(groups == 1 && query.mode == CountMode::people
                                                          ? cycles
                                                          : std::vector<Cycle>{cycles[g]},
                                                      query);
          if (!entry) continue;
          entry->row = row;
          entries.push_back(*entry);
        }
      }
      expect_equal(clinic, query, entries);
    }
  }
}

TEST(Cohorts, WhoCameAgainEqualsTheSlowCount_RT01) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Clinic clinic = random_clinic(seed, 80);
    SeededRandom random(seed);
    ReturnCohortQuery query;
    query.period = {random_clinic_begin, whole_minute(random_instant(random))};
    query.now = whole_minute(random_instant(random).plus_seconds(200 * seconds_of_day));
    if (random.below(3) == 0) query.specialty = id_of<SpecialtyId>("specialty1");
    if (random.below(3) == 0) query.doctor = id_of<StaffId>("doctor1");
    if (random.below(3) == 0) query.branch = id_of<BranchId>("branch1");
    if (random.below(3) == 0) query.source = id_of<SourceId>("source2");
    std::vector<SlowEntry> entries;
    for (std::uint32_t row = 0; row < clinic.lines.size(); ++row) {
      std::optional<SlowEntry> entry = slow_return(clinic, row, query);
      if (!entry) continue;
      entry->row = row;
      entries.push_back(*entry);
    }
    expect_equal(clinic, query, entries);
  }
}

TEST(Cohorts, AMonthThatIsNotOverIsALowerBound_IM14) {
  // Entered on 3 November, looked at on 20 November: month 0 is not over, nobody is lost yet.
  PatientFunnel patient;
  const LocalDate third = *LocalDate::from_ymd(2026, 11, 3);
  const Instant at{std::int64_t{third.days} * seconds_of_day};
  patient.cycles.emplace_back().history.push_back({.at = at, .to = FunnelStatus::warm});
  EventColumns columns;
  columns.replace(0, patient, {}, {});
  const CohortQuery query{.period = {Instant{0}, at.plus_seconds(90 * seconds_of_day)},
                          .now = at.plus_seconds(17 * seconds_of_day)};
  const CohortTable table = cohorts_of(columns, query);
  ASSERT_EQ(table.cohorts.size(), 1U);
  EXPECT_EQ(table.cohorts[0].month, LocalDate::from_ymd(2026, 11, 1));
  ASSERT_EQ(table.cohorts[0].cells.size(), 1U) << "no column lies in the future";
  EXPECT_FALSE(table.cohorts[0].cells[0].is_over);
  EXPECT_TRUE(table.total.empty()) << "nobody was watched for a whole month";
}

}  // namespace
}  // namespace retour::funnel
