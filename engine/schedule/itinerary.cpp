#include "schedule/itinerary.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <tuple>

#include "base/check.hpp"

namespace retour::schedule {
namespace {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max() / 4;

/// A rule in seconds: begin of `to` less end of `from` lies in [shortest, longest].
struct Rule {
  std::uint32_t from = 0;
  std::int64_t shortest = 0;
  std::int64_t longest = never;
};

/// Numbers that were seen; exact, grows as needed. 0 is never a member.
class SeenSet {
 public:
  /// False when it was there.
  bool add(std::uint64_t value) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    if (!put(value)) return false;
    ++size_;
    return true;
  }

 private:
  bool put(std::uint64_t value) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = static_cast<std::size_t>(value * 0x9E37'79B9'7F4A'7C15ULL >> 20) & mask;
    for (; slots_[at] != 0; at = (at + 1) & mask)
      if (slots_[at] == value) return false;
    slots_[at] = value;
    return true;
  }
  void grow() {
    std::vector<std::uint64_t> old(std::max<std::size_t>(1024, 2 * slots_.size()));
    old.swap(slots_);
    for (const std::uint64_t value : old)
      if (value != 0) put(value);
  }
  std::vector<std::uint64_t> slots_;
  std::size_t size_ = 0;
};

struct Place {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::int32_t date = 0;
  std::uint32_t index = 0;  // in the request
};

class Search {
 public:
  explicit Search(const ItineraryRequest& request)
      : request_(request),
        steps_(request.steps.size()),
        rules_(steps_),
        places_(steps_),
        chosen_(steps_) {
    RETOUR_CHECK(steps_ <= itinerary_steps_max);
    for (const StepGap& gap : request.gaps) {
      RETOUR_CHECK(gap.from < gap.to && gap.to < steps_);
      rules_[gap.to].push_back(
          {gap.from, gap.shortest_minutes * std::int64_t{60},
           gap.longest_minutes ? *gap.longest_minutes * std::int64_t{60} : never});
    }
    for (std::size_t i = 1; i < steps_; ++i)
      rules_[i].push_back({static_cast<std::uint32_t>(i - 1), 0, never});
  }

  Itinerary run() {
    for (std::uint32_t i = 0; i < steps_; ++i) {
      collect(i);
      if (places_[i].empty()) return {.verdict = ItineraryVerdict::no_place, .step = i};
    }
    if (const auto lost = narrow())
      return {.verdict = met_limit_ ? ItineraryVerdict::not_decided  // places were left out
                                    : ItineraryVerdict::no_combination,
              .step = *lost};
    search();
    out_.nodes = nodes_;
    if (met_limit_)
      out_.verdict =
          out_.places.empty() ? ItineraryVerdict::not_decided : ItineraryVerdict::found_not_proved;
    else if (out_.places.empty())
      out_.step = deepest_;
    else
      out_.verdict = ItineraryVerdict::found;
    return std::move(out_);
  }

 private:
  void collect(std::uint32_t step) {
    for (std::uint32_t k = 0; k < request_.steps[step].places.size(); ++k) {
      const StepPlace& place = request_.steps[step].places[k];
      const bool is_busy = std::ranges::any_of(
          request_.patient_busy, [&](const Interval& other) { return other.overlaps(place.time); });
      if (is_busy || !place.time.is_valid()) continue;
      places_[step].push_back(
          {place.time.begin.seconds, place.time.end.seconds, place.date.days, k});
    }
    // Equal times on one day differ by who alone: the first stands for all of them.
    const auto time_of = [](const Place& one) { return std::tuple(one.begin, one.end, one.date); };
    std::ranges::stable_sort(places_[step], {}, time_of);
    const auto rest = std::ranges::unique(places_[step], {}, time_of);
    places_[step].erase(rest.begin(), rest.end());
    if (places_[step].size() > itinerary_places_max) {
      places_[step].resize(itinerary_places_max);
      met_limit_ = true;
    }
  }

  static bool keeps(const Rule& rule, const Place& from, const Place& to) {
    const std::int64_t gap = to.begin - from.end;
    return gap >= rule.shortest && gap <= rule.longest;
  }

  /// Takes out places without partner under some rule until nothing changes. The step that lost its
  /// last place, if one did. Each sweep is O(places log places) per rule.
  std::optional<std::uint32_t> narrow() {
    for (bool has_changed = true; has_changed;) {
      has_changed = false;
      for (std::uint32_t to = 0; to < steps_; ++to) {
        for (const Rule& rule : rules_[to]) {
          has_changed |= keep_partnered(rule, to);
          if (places_[to].empty()) return to;
          if (places_[rule.from].empty()) return rule.from;
        }
      }
    }
    return std::nullopt;
  }

  /// Is there a value in [low, high] of a sorted list?
  static bool has_between(const std::vector<std::int64_t>& sorted, std::int64_t low,
                          std::int64_t high) {
    const auto at = std::ranges::lower_bound(sorted, low);
    return at != sorted.end() && *at <= high;
  }

  bool keep_partnered(const Rule& rule, std::uint32_t to) {
    std::vector<std::int64_t> ends, begins;
    for (const Place& one : places_[rule.from]) ends.push_back(one.end);
    std::ranges::sort(ends);
    const std::size_t lost_to = std::erase_if(places_[to], [&](const Place& one) {
      return !has_between(ends, one.begin - rule.longest, one.begin - rule.shortest);
    });
    for (const Place& one : places_[to]) begins.push_back(one.begin);
    const std::size_t lost_from = std::erase_if(places_[rule.from], [&](const Place& one) {
      return !has_between(begins, one.end + rule.shortest, one.end + rule.longest);
    });
    return lost_to + lost_from > 0;
  }

  // ------------------------------------------------------------- what is left, at least

  /// Least of a range of numbers that do not change (sparse table).
  class RangeMinimum {
   public:
    explicit RangeMinimum(std::vector<std::int64_t> values) {
      levels_.push_back(std::move(values));
      for (std::size_t span = 1; 2 * span <= levels_[0].size(); span *= 2) {
        const std::vector<std::int64_t>& last = levels_.back();
        std::vector<std::int64_t> next(last.size() - span);
        for (std::size_t i = 0; i < next.size(); ++i) next[i] = std::min(last[i], last[i + span]);
        levels_.push_back(std::move(next));
      }
    }
    /// Of [begin, end); `never` when empty.
    [[nodiscard]] std::int64_t of(std::size_t begin, std::size_t end) const {
      if (begin >= end) return never;
      const auto level = static_cast<std::size_t>(std::bit_width(end - begin) - 1);
      return std::min(levels_[level][begin], levels_[level][end - (std::size_t{1} << level)]);
    }

   private:
    std::vector<std::vector<std::int64_t>> levels_;
  };

  /// Places of a step that begin in [low, high], as a range of indices.
  [[nodiscard]] std::pair<std::size_t, std::size_t> range_of(std::size_t step, std::int64_t low,
                                                             std::int64_t high) const {
    const std::vector<Place>& all = places_[step];
    const auto first = std::ranges::lower_bound(all, low, {}, &Place::begin);
    const auto end = std::ranges::upper_bound(all, high, {}, &Place::begin);
    return {static_cast<std::size_t>(first - all.begin()),
            static_cast<std::size_t>(std::max(first, end) - all.begin())};
  }

  /// From the last step back: how many more days, and which end of all, the steps behind each place
  /// need at least when only rules between neighbours count. O(places log places) per step.
  void set_bounds() {
    days_left_.resize(steps_);
    end_of_all_.resize(steps_);
    for (std::size_t i = steps_; i-- > 0;) {
      const std::size_t size = places_[i].size();
      if (i + 1 == steps_) {
        days_left_[i].assign(size, 0);
        for (const Place& one : places_[i]) end_of_all_[i].push_back(one.end);
        continue;
      }
      std::int64_t shortest = 0, longest = never;
      for (const Rule& rule : rules_[i + 1]) {
        if (rule.from != i) continue;
        shortest = std::max(shortest, rule.shortest);
        longest = std::min(longest, rule.longest);
      }
      const RangeMinimum days({days_left_[i + 1].begin(), days_left_[i + 1].end()});
      const RangeMinimum ends(end_of_all_[i + 1]);
      for (const Place& one : places_[i]) {
        const auto [first, end] = range_of(i + 1, one.end + shortest, one.end + longest);
        // Places are sorted by begin, so those on the same day are the first of the range.
        std::size_t same = first;
        while (same < end && places_[i + 1][same].date == one.date) ++same;
        days_left_[i].push_back(std::min(days.of(first, same), days.of(same, end) + 1));
        end_of_all_[i].push_back(ends.of(first, end));
      }
    }
  }

  /// Can the steps behind `step` still be reached from what is chosen? Each at its earliest.
  [[nodiscard]] bool can_go_on(std::uint32_t step) {
    for (std::size_t i = step + 1; i < steps_; ++i) {
      std::int64_t low = std::numeric_limits<std::int64_t>::min() / 4, high = never;
      for (const Rule& rule : rules_[i]) {
        const bool is_chosen = rule.from <= step;
        const std::int64_t end = is_chosen ? chosen_[rule.from].end : earliest_end_[rule.from];
        low = std::max(low, end + rule.shortest);
        if (is_chosen && rule.longest < never) high = std::min(high, end + rule.longest);
      }
      const auto [first, end] = range_of(i, low, high);
      if (first >= end) return false;
      earliest_end_[i] = least_end_[i].of(first, end);
    }
    return true;
  }

  /// What lies behind a step depends on its place, on the days still allowed and on the ends of the
  /// earlier steps that a later rule asks for. Where all that was the same before, nothing better
  /// can come. With more than two such ends there is no room to remember them.
  [[nodiscard]] bool is_known(std::uint32_t step, std::size_t place, std::int32_t days) {
    if (open_[step].size() > 2) return false;
    static_assert(itinerary_places_max < (1U << 15) && itinerary_steps_max <= 16);
    std::uint64_t key = 1;
    for (const std::uint32_t source : open_[step]) key = key << 15 | position_[source];
    key = key << 15 | place;
    key = key << 5 | static_cast<std::uint64_t>(days_max_ - days);
    return !seen_.add(key << 4 | step);
  }

  void find_open_ends() {
    open_.resize(steps_);
    position_.resize(steps_);
    for (std::uint32_t step = 0; step < steps_; ++step)
      for (std::uint32_t source = 0; source < step; ++source)
        for (std::size_t later = step + 1; later < steps_; ++later)
          if (std::ranges::find(rules_[later], source, &Rule::from) != rules_[later].end()) {
            open_[step].push_back(source);
            break;
          }
  }

  /// Fewest days first: each number of days is searched whole before one more is allowed.
  void search() {
    set_bounds();
    find_open_ends();
    earliest_end_.resize(steps_);
    for (std::size_t i = 0; i < steps_; ++i) {
      std::vector<std::int64_t> ends;
      for (const Place& one : places_[i]) ends.push_back(one.end);
      least_end_.emplace_back(std::move(ends));
    }
    for (days_max_ = 1; days_max_ <= static_cast<std::int32_t>(steps_); ++days_max_) {
      try_step(0, 0, std::numeric_limits<std::int32_t>::min());
      if (!out_.places.empty() || nodes_ > request_.nodes_max) return;
    }
  }

  void try_step(std::uint32_t step, std::int32_t days, std::int32_t last_date) {
    if (step == steps_) {
      take(days);
      return;
    }
    deepest_ = std::max(deepest_, step);
    std::int64_t low = std::numeric_limits<std::int64_t>::min() / 4, high = never;
    for (const Rule& rule : rules_[step]) {
      const std::int64_t end = chosen_[rule.from].end;
      low = std::max(low, end + rule.shortest);
      if (rule.longest < never) high = std::min(high, end + rule.longest);
    }
    const auto [first, end] = range_of(step, low, high);
    for (std::size_t k = first; k < end; ++k) {
      const Place& one = places_[step][k];
      const std::int32_t now = days + (one.date == last_date ? 0 : 1);
      if (now + days_left_[step][k] > days_max_ || end_of_all_[step][k] >= best_end_) continue;
      if (is_known(step, k, now)) continue;
      if (++nodes_ > request_.nodes_max) {
        met_limit_ = true;
        return;
      }
      chosen_[step] = one;
      position_[step] = k;
      if (!can_go_on(step)) continue;
      try_step(step + 1, now, one.date);
      if (nodes_ > request_.nodes_max) return;
    }
  }

  /// What comes is better than what was: as many days, and an earlier end. Equal ones come later in
  /// the order of begins and are cut.
  void take(std::int32_t days) {
    out_.days = days;
    best_end_ = chosen_.back().end;
    out_.places.clear();
    for (const Place& one : chosen_) out_.places.push_back(one.index);
  }

  const ItineraryRequest& request_;
  std::size_t steps_;
  std::vector<std::vector<Rule>> rules_;
  std::vector<std::vector<Place>> places_;
  std::vector<Place> chosen_;
  std::vector<std::vector<std::int64_t>> days_left_, end_of_all_;  // by step, by place
  std::vector<RangeMinimum> least_end_;
  std::vector<std::int64_t> earliest_end_;
  std::int32_t days_max_ = 0;
  std::vector<std::vector<std::uint32_t>> open_;  // earlier steps that rules behind a step ask for
  std::vector<std::size_t> position_;             // of the chosen places
  SeenSet seen_;
  std::int64_t nodes_ = 0;
  std::int64_t best_end_ = never;
  std::uint32_t deepest_ = 0;
  bool met_limit_ = false;
  Itinerary out_;
};

}  // namespace

Itinerary plan_itinerary(const ItineraryRequest& request) {
  if (request.steps.empty()) return {.verdict = ItineraryVerdict::found};
  return Search(request).run();
}

bool is_valid_itinerary(const ItineraryRequest& request, std::span<const std::uint32_t> places) {
  if (places.size() != request.steps.size()) return false;
  for (std::size_t i = 0; i < places.size(); ++i)
    if (places[i] >= request.steps[i].places.size()) return false;
  const auto time_of = [&](std::size_t step) -> const Interval& {
    return request.steps[step].places[places[step]].time;
  };
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!time_of(i).is_valid() || (i > 0 && time_of(i - 1).end > time_of(i).begin)) return false;
    for (const Interval& other : request.patient_busy)
      if (other.overlaps(time_of(i))) return false;
  }
  return std::ranges::all_of(request.gaps, [&](const StepGap& gap) {
    const std::int64_t seconds = time_of(gap.to).begin.seconds - time_of(gap.from).end.seconds;
    return seconds >= gap.shortest_minutes * std::int64_t{60} &&
           (!gap.longest_minutes || seconds <= *gap.longest_minutes * std::int64_t{60});
  });
}

}  // namespace retour::schedule
