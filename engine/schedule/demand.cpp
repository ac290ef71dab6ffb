#include "schedule/demand.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/order.hpp"

namespace retour::schedule {
namespace {

constexpr double z_of_90_percent = 1.645;
constexpr std::int32_t hour_minutes = 60;
constexpr std::int32_t hours_a_day = 24;

/// What the hours of a week were asked for in all weeks together.
struct Asked {
  OfWeek<double> minutes = {};
  OfWeek<double> visits = {};  ///< Visits, each shared out over the hours that it lies in.
};

void add_span(Asked& asked, std::int32_t weekday, std::int32_t begin, std::int32_t length,
              double weight) {
  if (length <= 0 || weekday < 0 || weekday > 6 || begin < 0) return;
  const std::int32_t end = std::min(begin + length, hours_a_day * hour_minutes);
  for (std::int32_t at = begin; at < end;) {
    const std::int32_t stop = std::min(end, (at / hour_minutes + 1) * hour_minutes);
    const auto hour = static_cast<std::size_t>(weekday * hours_a_day + at / hour_minutes);
    asked.minutes[hour] += weight * (stop - at);
    asked.visits[hour] += weight * (stop - at) / length;
    at = stop;
  }
}

/// Whoever waits would have come in any of the open hours that suit: he is shared out over them.
void add_waited(Asked& asked, const WaitedVisit& wish, const OfWeek<bool>& open) {
  std::vector<std::size_t> suits;
  for (std::size_t hour = 0; hour < week_hours; ++hour) {
    const auto weekday = hour / hours_a_day;
    const auto minute = static_cast<std::int32_t>(hour % hours_a_day) * hour_minutes;
    if (open[hour] && (wish.weekdays >> weekday & 1U) != 0 && minute >= wish.from_minute &&
        minute + hour_minutes <= wish.to_minute)
      suits.push_back(hour);
  }
  for (const std::size_t hour : suits) {
    asked.minutes[hour] += wish.length_minutes / static_cast<double>(suits.size());
    asked.visits[hour] += 1 / static_cast<double>(suits.size());
  }
}

struct Block {
  std::int32_t weekday = 0;
  std::int32_t begin = 0;  // hours
  std::int32_t end = 0;
  [[nodiscard]] std::int32_t minutes() const { return (end - begin) * hour_minutes; }
  template <class F>
  void each(F&& f) const {
    for (std::int32_t hour = begin; hour < end; ++hour)
      f(static_cast<std::size_t>(weekday * hours_a_day + hour));
  }
};

class Proposer {
 public:
  Proposer(const DemandFacts& facts, const Asked& asked, DemandReport& report)
      : facts_(facts), asked_(asked), report_(report) {}

  void run() {
    for (std::int32_t weekday = 0; weekday < 7; ++weekday)
      for (const HoursChange change : {HoursChange::add, HoursChange::remove})
        if (const auto best = best_of(weekday, change)) report_.changes.push_back(*best);
    sort_stably(report_.changes, [](const RotaChange& a, const RotaChange& b) {
      return a.certain_minutes > b.certain_minutes;
    });
  }

 private:
  /// More hours: the block with the most certain minutes, of equal ones the shorter: nobody works
  /// hours for which nobody asks. Fewer: the longest, then the one in which the fewest come. Then
  /// the earlier one.
  std::optional<RotaChange> best_of(std::int32_t weekday, HoursChange change) const {
    std::optional<RotaChange> best;
    double best_asked = 0;
    for (std::int32_t length = block_hours_max; length >= block_hours_min; --length)
      for (std::int32_t begin = 0; begin + length <= hours_a_day; ++begin) {
        const Block block{weekday, begin, begin + length};
        const auto one = change == HoursChange::add ? more_hours(block) : fewer_hours(block);
        if (!one) continue;
        const double asked = asked_in(block).minutes;
        const bool is_as_long = best && length == best->end_hour - best->begin_hour;
        const bool is_better =
            !best || (change == HoursChange::add
                          ? one->certain_minutes > best->certain_minutes ||
                                (one->certain_minutes == best->certain_minutes && !is_as_long)
                          : is_as_long && asked < best_asked);
        if (!is_better) continue;
        best = one;
        best_asked = asked;
      }
    return best;
  }

  struct Sum {
    double minutes = 0;
    double visits = 0;
  };
  Sum asked_in(const Block& block) const {
    Sum sum;
    block.each([&](std::size_t hour) {
      sum.minutes += asked_.minutes[hour];
      sum.visits += asked_.visits[hour];
    });
    return sum;
  }

  /// A change with the figures of some hours.
  RotaChange figures(HoursChange change, const Block& of) const {
    RotaChange out{.change = change, .weekday = of.weekday};
    of.each([&](std::size_t hour) {
      out.visits += report_.hours[hour].visits;
      out.staffed_minutes += report_.hours[hour].staffed_minutes;
    });
    const Sum asked = asked_in(of);
    const double weeks = facts_.weeks;
    const double length = asked.visits > 0 ? asked.minutes / asked.visits : 0;
    const auto a_week = [&](double visits) {
      return static_cast<std::int32_t>(std::lround(visits * length / weeks));
    };
    out.asked_minutes = a_week(asked.visits);
    out.low_minutes =
        a_week(std::max(0.0, asked.visits - z_of_90_percent * std::sqrt(asked.visits)));
    out.high_minutes = a_week(asked.visits + 1 + z_of_90_percent * std::sqrt(asked.visits + 1));
    return out;
  }
  /// The staffed time that visits of so many minutes take at the target.
  [[nodiscard]] std::int32_t needed_minutes(std::int32_t asked) const {
    return asked * 1000 / facts_.target_permille;
  }

  std::optional<RotaChange> settled(RotaChange out, const Block& block, StaffId doctor) const {
    // Nothing is said of hours of which nothing is known.
    if (out.certain_minutes <= 0 || out.asked_minutes <= 0 || doctor.is_nil()) return std::nullopt;
    out.begin_hour = block.begin;
    out.end_hour = block.end;
    out.doctor = doctor;
    return out;
  }

  std::optional<RotaChange> more_hours(const Block& block) const {
    bool fits = true;
    block.each([&](std::size_t hour) {
      fits = fits && facts_.open[hour] && facts_.free_room_minutes[hour] >= hour_minutes;
    });
    if (!fits) return std::nullopt;
    RotaChange out = figures(HoursChange::add, block);
    out.certain_minutes = needed_minutes(out.low_minutes) - out.staffed_minutes;
    return settled(out, block, who_works_more(block));
  }

  std::optional<RotaChange> fewer_hours(const Block& block) const {
    RotaChange out = figures(HoursChange::remove, {block.weekday, 0, hours_a_day});
    out.certain_minutes = out.staffed_minutes - block.minutes() - needed_minutes(out.high_minutes);
    return settled(out, block, who_works_less(block));
  }

  /// Of those who are free then and have hours left, who works least.
  StaffId who_works_more(const Block& block) const {
    const StaffedWeek* least = nullptr;
    for (const StaffedWeek& one : facts_.doctors) {
      bool is_free = one.total() + block.minutes() <= facts_.week_minutes_max;
      block.each([&](std::size_t hour) {
        is_free = is_free && one.minutes[hour] + one.elsewhere[hour] == 0;
      });
      if (is_free && (least == nullptr || one.total() < least->total())) least = &one;
    }
    return least == nullptr ? StaffId{} : least->doctor;
  }

  /// Of those who work all of it, who works most.
  StaffId who_works_less(const Block& block) const {
    const StaffedWeek* most = nullptr;
    for (const StaffedWeek& one : facts_.doctors) {
      bool works = true;
      block.each([&](std::size_t hour) { works = works && one.minutes[hour] >= hour_minutes; });
      if (works && (most == nullptr || one.total() > most->total())) most = &one;
    }
    return most == nullptr ? StaffId{} : most->doctor;
  }

  const DemandFacts& facts_;
  const Asked& asked_;
  DemandReport& report_;
};

}  // namespace

std::int32_t StaffedWeek::total() const {
  std::int32_t sum = 0;
  for (std::size_t hour = 0; hour < week_hours; ++hour) sum += minutes[hour] + elsewhere[hour];
  return sum;
}

DemandReport demand_report(const DemandFacts& facts) {
  DemandReport report;
  Asked asked;
  for (const AskedVisit& visit : facts.visits) {
    add_span(asked, visit.weekday, visit.begin_minute, visit.length_minutes, 1);
    const std::int32_t hour = visit.weekday * hours_a_day + visit.begin_minute / hour_minutes;
    if (visit.begin_minute < 0 || hour < 0 || hour >= static_cast<std::int32_t>(week_hours))
      continue;
    ++report.hours[static_cast<std::size_t>(hour)].visits;
    ++report.visits;
  }
  for (const WaitedVisit& wish : facts.waited) add_waited(asked, wish, facts.open);
  for (std::size_t hour = 0; hour < week_hours; ++hour) {
    DemandHour& one = report.hours[hour];
    if (facts.weeks > 0)
      one.asked_minutes = static_cast<std::int32_t>(std::lround(asked.minutes[hour] / facts.weeks));
    for (const StaffedWeek& doctor : facts.doctors) one.staffed_minutes += doctor.minutes[hour];
  }
  report.has_enough = facts.weeks >= demand_weeks_min && report.visits >= demand_visits_min;
  if (report.has_enough) Proposer(facts, asked, report).run();
  return report;
}

std::vector<FlowMove> propose_flow(std::span<const DoctorFlow> doctors) {
  std::vector<FlowMove> moves;
  const DoctorFlow* best = nullptr;
  for (const DoctorFlow& one : doctors)
    if (one.is_measured && one.is_balanced &&
        (best == nullptr || one.value_minor > best->value_minor))
      best = &one;
  if (best == nullptr) return moves;
  std::vector<const DoctorFlow*> below;
  for (const DoctorFlow& one : doctors)
    if (one.is_measured && &one != best && one.high_minor < best->low_minor) below.push_back(&one);
  sort_stably(below, {}, [](const DoctorFlow* one) { return one->value_minor; });
  std::int32_t room = best->spare;
  for (const DoctorFlow* one : below) {
    const std::int32_t patients = std::min(
        room,
        static_cast<std::int32_t>(std::int64_t{one->new_patients} * moved_permille_max / 1000));
    if (patients <= 0) continue;
    room -= patients;
    moves.push_back({.from = one->doctor,
                     .to = best->doctor,
                     .patients = patients,
                     .gain_minor = patients * (best->value_minor - one->value_minor),
                     .low_minor = patients * (best->low_minor - one->high_minor),
                     .high_minor = patients * (best->high_minor - one->low_minor)});
  }
  return moves;
}

}  // namespace retour::schedule
