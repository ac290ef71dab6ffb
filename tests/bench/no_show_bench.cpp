// No-show risk on the public file of appointments: trained on the first 70 % by day of visit,
// judged on the rest, frozen. Without the file there is nothing to judge, and only the speed is
// reported.
//
// Every figure is printed as a line; calibration as the largest distance of a tenth of the bookings
// (by risk) from what really happened, and the tenths themselves on the error stream.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>

#include "bench/bench.hpp"
#include "bench/clinic_on_disk.hpp"
#include "schedule/no_show.hpp"
#include "support/real_file.hpp"

namespace retour::bench {
namespace {

using schedule::NoShowExample;
using schedule::NoShowFacts;

struct Visit {
  std::string_view patient;
  LocalDate booked, date;
  std::int32_t booked_second = 0;
  std::int32_t age = 0;
  bool is_reminded = false;
  bool is_no_show = false;
};

int digits(std::string_view text) {
  int value = 0;
  for (const char c : text)
    if (c >= '0' && c <= '9') value = value * 10 + (c - '0');
  return text.starts_with('-') ? -value : value;
}

/// PatientId, AppointmentID, Gender, ScheduledDay, AppointmentDay, Age, ..., SMS_received, No-show.
/// The columns about neighbourhood, welfare and illness are not even read.
std::vector<Visit> visits_of(std::string_view csv) {
  std::vector<Visit> out;
  csv.remove_prefix(csv.find('\n') + 1);
  while (!csv.empty()) {
    const std::size_t end = std::min(csv.find('\n'), csv.size());
    std::string_view line = csv.substr(0, end);
    csv.remove_prefix(std::min(end + 1, csv.size()));
    std::vector<std::string_view> cell;
    for (std::size_t comma; (comma = line.find(',')) != std::string_view::npos;
         line.remove_prefix(comma + 1))
      cell.push_back(line.substr(0, comma));
    if (cell.size() != 13) continue;
    Visit& visit = out.emplace_back();
    visit.patient = cell[0];
    visit.booked = date_from_iso(cell[3].substr(0, 10)).value();
    visit.booked_second = digits(cell[3].substr(11, 2)) * 3600 +
                          digits(cell[3].substr(14, 2)) * 60 + digits(cell[3].substr(17, 2));
    visit.date = date_from_iso(cell[4].substr(0, 10)).value();
    visit.age = digits(cell[5]);
    visit.is_reminded = cell[12] == "1";
    visit.is_no_show = line.starts_with("Yes");
  }
  std::ranges::stable_sort(out, {}, [](const Visit& one) {
    return std::tuple(one.date, one.booked, one.booked_second);
  });
  return out;
}

/// Facts as they were known when each visit began, in the order of the visits.
std::vector<NoShowExample> examples_of(const std::vector<Visit>& visits, LocalDate today) {
  std::map<std::string_view, std::vector<schedule::PastVisit>> past;
  std::vector<NoShowExample> out;
  for (const Visit& visit : visits) {
    std::vector<schedule::PastVisit>& own = past[visit.patient];
    NoShowFacts facts;
    facts.lead_days = visit.date.days - visit.booked.days;
    facts.booked_minute = visit.booked_second / 60;
    facts.age_years = visit.age;
    facts.iso_weekday = static_cast<std::uint8_t>(visit.date.iso_weekday());
    facts.is_reminded = visit.is_reminded;
    // Those booked before this one; what he booked later was not known.
    for (const schedule::PastVisit& other : own) facts.same_day_visits += other.date == visit.date;
    facts.past = schedule::record_before(own, visit.date);
    out.push_back({facts, visit.is_no_show, today.days - visit.date.days});
    own.push_back({visit.date, visit.is_no_show});
  }
  return out;
}

struct Judged {
  double auc = 0, brier = 0, worst_decile_points = 0;
};

/// (risk, outcome) pairs.
Judged judge(std::vector<std::pair<double, bool>> pairs, const char* name) {
  std::ranges::stable_sort(pairs, {}, &std::pair<double, bool>::first);
  Judged out;
  double rank_sum = 0, missed = 0;
  const std::size_t n = pairs.size();
  for (std::size_t i = 0; i < n;) {
    std::size_t end = i;
    while (end < n && pairs[end].first == pairs[i].first) ++end;
    const double rank = (static_cast<double>(i + 1) + static_cast<double>(end)) / 2;
    for (; i < end; ++i) {
      rank_sum += pairs[i].second ? rank : 0;
      missed += pairs[i].second ? 1 : 0;
      const double off = pairs[i].first - (pairs[i].second ? 1 : 0);
      out.brier += off * off / static_cast<double>(n);
    }
  }
  out.auc = (rank_sum - missed * (missed + 1) / 2) / (missed * (static_cast<double>(n) - missed));
  std::fprintf(stderr, "%s: predicted / real no-shows by tenths, %%:", name);
  for (std::size_t tenth = 0; tenth < 10; ++tenth) {
    const std::size_t begin = n * tenth / 10, end = n * (tenth + 1) / 10;
    double predicted = 0, real = 0;
    for (std::size_t i = begin; i < end; ++i) {
      predicted += pairs[i].first;
      real += pairs[i].second ? 1 : 0;
    }
    const double scale = 100.0 / static_cast<double>(end - begin);
    out.worst_decile_points = std::max(out.worst_decile_points, std::abs(predicted - real) * scale);
    std::fprintf(stderr, " %.1f/%.1f", predicted * scale, real * scale);
  }
  std::fprintf(stderr, "\n");
  return out;
}

Judged judge_model(const schedule::NoShowModel& model, std::span<const NoShowExample> rest,
                   const char* name) {
  std::vector<std::pair<double, bool>> pairs;
  for (const NoShowExample& one : rest)
    pairs.emplace_back(risk_of(model, one.facts).risk_permyriad / 10'000.0, one.is_no_show);
  return judge(std::move(pairs), name);
}

/// The baseline: how often bookings of the same lead time were missed.
Judged judge_lead_alone(std::span<const NoShowExample> first, std::span<const NoShowExample> rest) {
  const auto bin = [](const NoShowExample& one) {
    return bin_of(schedule::NoShowTerm::lead, one.facts);
  };
  std::vector<double> all(bins_of(schedule::NoShowTerm::lead), 2), missed(all.size(), 0.4);
  for (const NoShowExample& one : first) {
    all[bin(one)] += 1;
    missed[bin(one)] += one.is_no_show ? 1 : 0;
  }
  std::vector<std::pair<double, bool>> pairs;
  for (const NoShowExample& one : rest)
    pairs.emplace_back(missed[bin(one)] / all[bin(one)], one.is_no_show);
  return judge(std::move(pairs), "lead time alone");
}

/// As the product has it: every night a model from what was known by then.
Judged judge_nightly(const std::vector<Visit>& visits, std::span<const NoShowExample> all,
                     std::size_t cut) {
  std::vector<std::pair<double, bool>> pairs;
  for (std::size_t begin = cut; begin < all.size();) {
    const LocalDate day = visits[begin].date;
    std::size_t known = begin, end = begin;
    while (known > 0 && visits[known - 1].date == day) --known;
    while (end < all.size() && visits[end].date == day) ++end;
    std::vector<NoShowExample> before(all.begin(),
                                      all.begin() + static_cast<std::ptrdiff_t>(known));
    for (std::size_t i = 0; i < known; ++i) before[i].age_days = day.days - visits[i].date.days;
    const schedule::NoShowModel model = schedule::train_no_show(before);
    for (; begin < end; ++begin)
      pairs.emplace_back(risk_of(model, all[begin].facts).risk_permyriad / 10'000.0,
                         all[begin].is_no_show);
  }
  return judge(std::move(pairs), "trained every night");
}

void run() {
  const std::optional<std::string> file = test::real_appointments();
  if (!file) {
    std::fprintf(stderr,
                 "no_show: RETOUR_TEST_DATA names no folder with the file of appointments\n");
    return;
  }
  const std::vector<Visit> visits = visits_of(*file);
  const std::size_t cut = visits.size() * 7 / 10;
  const std::vector<NoShowExample> all = examples_of(visits, visits[cut].date);
  const auto first = std::span(all).first(cut), rest = std::span(all).subspan(cut);
  schedule::NoShowModel model;
  const double training = microseconds([&] { model = train_no_show(first); });
  const Judged ours = judge_model(model, rest, "model");
  const Judged nightly = judge_nightly(visits, all, cut);
  const Judged lead = judge_lead_alone(first, rest);
  report({.name = "no_show_auc", .ours = ours.auc, .unit = "", .peer = lead.auc});
  report({.name = "no_show_auc_nightly", .ours = nightly.auc, .unit = "", .peer = lead.auc});
  report({.name = "no_show_brier_nightly", .ours = nightly.brier, .unit = "", .peer = lead.brier});
  report({.name = "no_show_worst_decile_nightly",
          .ours = nightly.worst_decile_points,
          .unit = "points",
          .peer = lead.worst_decile_points,
          .limit = 2});
  report({.name = "no_show_brier", .ours = ours.brier, .unit = "", .peer = lead.brier});
  report({.name = "no_show_worst_decile",
          .ours = ours.worst_decile_points,
          .unit = "points",
          .peer = lead.worst_decile_points,
          .limit = 2});
  report({.name = "no_show_training", .ours = training / 1e3, .unit = "ms"});
  report({.name = "no_show_risk",
          .ours = microseconds([&] {
                    for (const NoShowExample& one : rest) keep(risk_of(model, one.facts));
                  }) /
                  static_cast<double>(rest.size()),
          .unit = "us"});
}

const Registration no_show("no_show", run);

}  // namespace
}  // namespace retour::bench
